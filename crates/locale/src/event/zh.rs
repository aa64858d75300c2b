//! 用中文讲事件：写给值班工程师，短句，谁做了什么写清楚，协议名词保留原文。

use super::Telling;
use super::broadcast;
use super::facts::{Facts, Kind};
use super::membership;
use sim::intervention::{Intervention, Verb};
use sim::trace::Ending;
use zookeeper::dialect::Shutdown;
use zookeeper::disk::Edit;
use zookeeper::fact::{
    DecisionReason, DialFailure, Fact, Failure, IgnoreReason, Monitor, Port, ProposalReason,
    QueueReason, Refusal, RoundReason, Stage, StepDown, SyncMode,
};
use zookeeper::server::Command;
use zookeeper::vote::ServerState;

pub(super) fn tell(f: &Facts<'_>) -> Telling {
    let here = f.here();
    match &f.kind {
        Kind::Deed(verb, deed, other) => {
            let other = other.map(|node| f.host(node)).unwrap_or_default();
            self::deed(f, *verb, deed, here, other)
        }
        Kind::Started => Telling::new(
            format!("{here} 启动进程。"),
            "zoo.cfg 只在此刻读一次，之后用的都是这一份。",
        ),
        Kind::Ended(ending) => ended(here, *ending),
        Kind::Stalled => Telling::new(
            format!("{here} 发出的包没有回音。"),
            "TCP 先存着，隔一阵重发，越隔越久。",
        ),
        Kind::Fact(fact) => self::fact(f, *fact),
    }
}

fn deed(
    f: &Facts<'_>,
    verb: Verb,
    deed: &Intervention<Command, Edit>,
    here: &str,
    other: &str,
) -> Telling {
    match verb {
        Verb::Start => Telling::head(format!("运维启动 {here}。")),
        Verb::Stop => Telling::head(format!("运维停掉 {here}。")),
        Verb::Kill => Telling::new(format!("{here} 的进程被杀。"), "它的连接由操作系统关闭。"),
        Verb::PowerOff => Telling::new(format!("{here} 断电。"), "谁连它都等不到任何应答。"),
        Verb::PowerOn => Telling::new(
            format!("{here} 上电，但没有启动进程。"),
            "谁连它都会立刻被拒。",
        ),
        Verb::NoArp => Telling::new(
            format!("{here} 从这个网段上消失。"),
            "邻居还会记得它一阵；之后每次连接约 3 秒报错。",
        ),
        Verb::Firewall => Telling::head(format!("防火墙丢弃 {here} 收发的所有包。")),
        Verb::OpenFirewall => Telling::head(format!("防火墙重新放行 {here}。")),
        Verb::Edit => edited(f, deed, here),
        Verb::Cut => Telling::head(format!("{here} 发给 {other} 的包开始丢失。")),
        Verb::Heal => Telling::head(format!("{here} 发给 {other} 的包又通了。")),
        Verb::Reject => Telling::head(format!("{here} 连 {other} 一律被拒绝，已有的连接被重置。")),
        Verb::Forget => Telling::new(
            format!("{here} 与 {other} 之间空闲的连接被切断。"),
            "中间的设备忘了它们。",
        ),
        Verb::Pause => Telling::head(format!("{here} 的进程被暂停一阵。")),
        Verb::Tell => {
            if let Intervention::Tell(_, Command::Reconfig(config)) = deed {
                let members = f.servers_in(*config);
                Telling::head(format!("客户端请 {here} 把成员改成 {members} 台。"))
            } else {
                Telling::head(format!("{here} 写入一批事务。"))
            }
        }
    }
}

fn edited(f: &Facts<'_>, deed: &Intervention<Command, Edit>, here: &str) -> Telling {
    let Intervention::Edit(_, edit) = deed else {
        return Telling::default();
    };
    match edit {
        Edit::ZooCfg(config) => {
            let servers = f.servers_in(*config);
            let memory = f
                .process()
                .and_then(|p| p.context.config_id())
                .map(|config| f.servers_in(config))
                .filter(|memory| *memory != servers);
            let detail = memory.map_or_else(String::new, |memory| {
                format!("内存里还是 {memory} 台，重启才会重读。")
            });
            Telling::new(format!("{here} 的 zoo.cfg 改成 {servers} 台。"), detail)
        }
        Edit::MyId(Some(sid)) => Telling::new(
            format!("{here} 的 myid 改成 {sid}。"),
            "运行中的进程不知道。",
        ),
        Edit::MyId(None) => {
            Telling::new(format!("{here} 的 myid 文件没了。"), "运行中的进程不知道。")
        }
        Edit::Release(release) => {
            Telling::head(format!("{here} 装上 ZooKeeper {}。", release.name()))
        }
        Edit::Boot(_) | Edit::Reload(_) => Telling::head(format!("{here} 的启动快慢变了。")),
    }
}

fn ended(here: &str, ending: Ending) -> Telling {
    match ending {
        Ending::Killed | Ending::Terminated => {
            Telling::new(format!("{here} 的进程没了。"), "对端看到连接被关闭。")
        }
        Ending::PowerLost => Telling::new(format!("{here} 黑了。"), "没有人被通知。"),
        Ending::Exited => Telling::head(format!("{here} 的进程自己退出。")),
    }
}

fn fact(f: &Facts<'_>, fact: Fact) -> Telling {
    let here = f.here();
    match fact {
        Fact::ConfigRead { config, .. } => {
            let servers = f.servers_in(zookeeper::setting::ConfigId(config));
            Telling::head(format!("{here} 读 zoo.cfg：{servers} 台。"))
        }
        Fact::Printed { .. } => Telling::head(format!("{here} 打印一行。")),
        Fact::ElectionPortBound => Telling::head(format!("{here} 打开选举端口。")),
        Fact::StartRefused { why } => start_refused(here, why),
        Fact::StateEntered { state } => state_entered(f, here, state),
        Fact::ReloadStarted { .. } => Telling::new(
            format!("{here} 从磁盘重载数据。"),
            "选举已经开始计时，读完才投第一票。",
        ),
        Fact::RoundSet { round, why } => round_set(f, here, round.0, why),
        Fact::NewElection { zxid } => Telling::head(format!(
            "{here} 开始选举，日志里最后的 zxid 是 0x{zxid:x}。"
        )),
        Fact::Proposed { vote, why } => proposed(f, here, vote, why),
        Fact::Queued { ballot, to, why } => queued(f, here, ballot, to, why),
        Fact::PollStarted {
            timeout_ms,
            finalize: true,
        } => Telling::head(format!(
            "{here} 再等 {}，看有没有更好的票。",
            f.millis(timeout_ms)
        )),
        Fact::PollStarted { timeout_ms, .. } => {
            Telling::head(format!("{here} 等票，最多 {}。", f.millis(timeout_ms)))
        }
        Fact::NotificationTimeout { next_ms } => Telling::new(
            format!("{here} 什么也没听到，再发一轮。"),
            format!("下次等 {}。", f.millis(next_ms)),
        ),
        Fact::Counted { ballot } => counted(f, here, ballot),
        Fact::CountedOut { ballot } => {
            let told = f.told(ballot);
            let (sender, vote) = told.map_or_else(Default::default, |t| (t.sender, t.ballot));
            Telling::head(format!("{here} 记下：{sender} 已有 leader，{vote}。"))
        }
        Fact::Ignored { ballot, why } => ignored(f, here, ballot, why),
        Fact::PutBack { .. } => Telling::head(format!("{here} 赶上一张更好的票，接着选。")),
        Fact::QuorumSeen { votes, needed } => {
            let (voters, _) = f.quorum();
            Telling::new(
                format!("{here} 有 {votes} 张一致的票；它的视图 {voters} 台，要 {needed} 票。"),
                "再等 200 毫秒，看有没有更好的。",
            )
        }
        Fact::Decided { leader, how } => decided(f, here, &f.server(leader), how),
        Fact::ElectionTook { ms, .. } => Telling::new(
            format!("{here} 打印：选举用了 {ms} 毫秒。"),
            "这只是一家之言，leader 认不认，它并不知道。",
        ),
        Fact::UnexpectedException { why } => {
            Telling::new(format!("{here} 放弃手上的事。"), failure(why))
        }
        Fact::SenderTook { ballot } => sender_took(f, here, ballot),
        Fact::LoopedBack { .. } => Telling::head(format!("{here} 把票交给自己的接收线程。")),
        Fact::Parked { to, replaced, .. } => Telling::new(
            format!("{here} 把票放进给 {} 的单格信箱。", f.server(to)),
            if replaced {
                "里面那张旧票被丢掉。"
            } else {
                ""
            },
        ),
        Fact::DialStarted {
            to,
            port,
            timeout_ms,
            attempt,
        } => dial_started(f, here, &f.server(to), port, timeout_ms, attempt),
        Fact::DialConnected { to, .. } => {
            Telling::head(format!("{here} 连上了 {}。", f.server(to)))
        }
        Fact::DialFailed {
            to,
            port,
            why,
            attempt,
            remaining_ms: _,
        } => dial_failed(f, here, &f.server(to), port, why, attempt),
        Fact::ChallengeLost { to } => {
            let to = f.server(to);
            Telling::new(
                format!("{here} 敲了 {to} 的门，随即自己断开。"),
                format!("只有 sid 大的一方能留住连接，要等 {to} 回拨。"),
            )
        }
        Fact::ConnectionRequest { from, .. } => {
            Telling::head(format!("{here} 接受 {} 的连接。", f.host(from)))
        }
        Fact::ChallengeRead { sid } => {
            Telling::head(format!("{here} 知道来的是 {}。", f.server(sid)))
        }
        Fact::ChallengeFailed { why } => {
            Telling::new(format!("{here} 没等到对方报上 sid。"), failure(why))
        }
        Fact::LinkUp { sid, .. } => {
            Telling::head(format!("{here} 与 {} 的选举连接已通。", f.server(sid)))
        }
        Fact::LinkDown { sid } => {
            Telling::head(format!("{here} 丢弃与 {} 的选举连接。", f.server(sid)))
        }
        Fact::Sent { ballot, to, replay } => sent(f, here, ballot, &f.server(to), replay),
        Fact::Received {
            ballot,
            dropped_oldest,
        } => {
            let sender = f.told(ballot).map_or_else(String::new, |told| told.sender);
            Telling::new(
                format!("{sender} 的票到了 {here}。"),
                if dropped_oldest {
                    "队列已满，最旧的一张丢了。"
                } else {
                    ""
                },
            )
        }
        Fact::Heard { ballot, state } => heard(f, here, ballot, state),
        Fact::SendFailed { sid, why, replay } => Telling::new(
            if replay {
                format!("{here} 没能向 {} 重发最后一票。", f.server(sid))
            } else {
                format!("{here} 写不进与 {} 的连接，这张票暂时丢了。", f.server(sid))
            },
            failure(why),
        ),
        Fact::ConnectionBroken { sid, why } => Telling::new(
            format!("{here} 与 {} 的连接断了。", f.server(sid)),
            failure(why),
        ),
        Fact::InvalidServerId { sid } => {
            Telling::head(format!("{here} 要连 {sid} 号，可配置里没有它。"))
        }
        Fact::ConnectSubmitted { to, number, .. } => Telling::new(
            format!(
                "{here} 把连接 {} 的活交给 {number} 号连接线程。",
                f.server(to)
            ),
            "它自己不等结果，锁随即放开。",
        ),
        Fact::ConnectSkipped { to } => Telling::head(format!(
            "{here} 不再另连 {}：已有一个线程正在连。",
            f.server(to)
        )),
        Fact::ConnectRejected { to } => Telling::new(
            format!("{here} 没能安排连接 {}。", f.server(to)),
            "连接线程全都忙着。",
        ),
        Fact::ConnectorEnded { number } => {
            Telling::head(format!("{here} 的 {number} 号连接线程闲了一分钟，退出。"))
        }
        Fact::OwnIdRefused { sid } => Telling::new(
            format!("来人自称也是 {sid} 号，{here} 不理会。"),
            "多半是 myid 配重了。",
        ),
        Fact::ReconfigProposed { .. }
        | Fact::ConfigAdopted { .. }
        | Fact::ListenFailed { .. }
        | Fact::ListenerGone
        | Fact::ConfigSeen { .. }
        | Fact::ConfigVersionSet { .. }
        | Fact::ReconfigRefused { .. } => membership::zh(here, fact),
        Fact::LockWaited { monitor } => lock_waited(here, monitor),
        Fact::LockTaken { monitor } => Telling::head(format!(
            "{here} 等了 {}，拿到 {} 的锁。",
            f.about(f.call_lasted()),
            self::monitor(monitor)
        )),
        Fact::AnsweredUnread { ballot } => {
            let sender = f.told(ballot).map_or_else(String::new, |told| told.sender);
            Telling::head(format!(
                "{here} 不看内容就回了 {sender}：它不在投票视图里。"
            ))
        }
        Fact::LeaderUnknown { sid } => {
            Telling::head(format!("{here} 选出了 {sid} 号，可配置里没有它。"))
        }
        Fact::FollowingFailed { why, leader } => Telling::new(
            format!("{here} 不再跟随 {}。", f.server(leader)),
            failure(why),
        ),
        Fact::LearnerShutdown => Telling::new(
            format!("{here} 停掉服务。"),
            match f.shutdown() {
                Shutdown::ClearsDatabase => "断开客户端，清空内存里的数据。",
                Shutdown::FastForwards => "断开客户端，内存里的数据留着。",
            },
        ),
        Fact::PacketSent { packet, to, .. } => {
            let kind = f.packet(packet).map_or("", |packet| packet.kind.name());
            Telling::head(format!("{here} 向 {} 发 {kind}。", f.host(to)))
        }
        Fact::PacketReceived { packet, .. } => {
            let (kind, from) = f
                .packet(packet)
                .map_or(("", ""), |packet| (packet.kind.name(), f.host(packet.from)));
            Telling::head(format!("{here} 收到 {from} 的 {kind}。"))
        }
        Fact::SyncStarted { mode, zxid } => sync_started(here, mode, zxid.0),
        Fact::Serving { on: true } => Telling::head(format!("{here} 开始服务客户端。")),
        Fact::Serving { on: false } => Telling::head(format!("{here} 不再服务客户端。")),
        Fact::SnapshotTaken { .. }
        | Fact::AcceptedEpochSet { .. }
        | Fact::CurrentEpochSet { .. }
        | Fact::Logged { .. }
        | Fact::Committed { .. }
        | Fact::Truncated { .. }
        | Fact::TransactionsProposed { .. }
        | Fact::ProposalAcked { .. }
        | Fact::Synchronizing { .. }
        | Fact::SyncSent { .. }
        | Fact::ClientArrived { .. }
        | Fact::ClientLeft { .. }
        | Fact::Client { .. } => broadcast::zh(f, here, fact),
        Fact::QuorumPortBound => {
            Telling::head(format!("{here} 打开 2888 端口：只有 leader 会开。"))
        }
        Fact::QuorumPortTaken => Telling::head(format!("{here} 打不开 2888 端口。")),
        Fact::LearnerArrived { sid, .. } => {
            Telling::head(format!("{} 到 {here} 登记。", f.server(sid)))
        }
        Fact::WaitStarted {
            stage,
            have,
            needed,
        } => Telling::head(format!(
            "{here} 要等 {needed} 个{}，现有 {have} 个。",
            self::stage(stage)
        )),
        Fact::WaitOver { stage, have, .. } => {
            Telling::head(format!("{here} 等到了 {have} 个{}。", self::stage(stage)))
        }
        Fact::EpochProposed { epoch } => Telling::head(format!("{here} 提议 epoch {}。", epoch.0)),
        Fact::NewLeaderAcked { sid } => {
            Telling::head(format!("{} 承认 {here} 是 leader。", f.server(sid)))
        }
        Fact::HaveQuorum { sids, epoch } => Telling::new(
            format!(
                "{here} 在 epoch {} 上任，支持者是 {}。",
                epoch.0,
                f.servers(sids)
            ),
            "从此刻起恢复服务。",
        ),
        Fact::SyncedCounted { sids, needed } => {
            let (voters, _) = f.quorum();
            Telling::head(format!(
                "{here} 清点同步的节点：{}。它的视图 {voters} 台，要 {needed} 台。",
                f.servers(sids)
            ))
        }
        Fact::LeaderShutdown { why, sids } => leader_shutdown(f, here, why, sids),
        Fact::LearnersClosed => Telling::head(format!("{here} 断开所有 follower。")),
        Fact::HandlerFailed { sid, why, .. } => {
            Telling::new(format!("{here} 失去了 {}。", f.server(sid)), failure(why))
        }
        Fact::Goodbye { peer, .. } => {
            Telling::head(format!("{here} 与 {} 的同步线程结束。", f.host(peer)))
        }
        Fact::AcceptorClosed => Telling::head(format!("{here} 关闭 2888 端口。")),
        Fact::LearnerSynced { sid } => {
            Telling::head(format!("{here} 告诉 {}：已经跟上。", f.server(sid)))
        }
    }
}

fn start_refused(here: &str, why: Refusal) -> Telling {
    let detail = match why {
        Refusal::InvalidConfig | Refusal::UnreadableConfig => "它的 zoo.cfg 用不了。",
        Refusal::NoMyId => "它没有 myid 文件。",
        Refusal::OtherClientPort => "zoo.cfg 里两处写了 clientPort，值不一样。",
        Refusal::NotInPeerList => "名单里没有它自己的 id。",
        Refusal::UnableToLoadDatabase => "epoch 文件和日志对不上。",
    };
    Telling::new(format!("{here} 起不来。"), detail)
}

fn state_entered(f: &Facts<'_>, here: &str, state: ServerState) -> Telling {
    match state {
        ServerState::Looking => Telling::head(format!("{here} 进入 LOOKING，开始找 leader。")),
        ServerState::Following | ServerState::Observing => Telling::head(format!(
            "{here} 进入 {}，认的是 {}。",
            state.name(),
            f.decided()
        )),
        ServerState::Leading => Telling::head(format!("{here} 进入 LEADING，还要等多数承认。")),
    }
}

fn round_set(f: &Facts<'_>, here: &str, round: i64, why: RoundReason) -> Telling {
    let before = f.process().map_or(0, |p| p.round.0);
    match why {
        RoundReason::NewElection => Telling::head(format!("{here} 进入第 {round} 轮。")),
        RoundReason::NewerRound => Telling::new(
            format!("{here} 从第 {before} 轮跳到第 {round} 轮。"),
            "上一轮收到的票全部作废。",
        ),
        RoundReason::Joined => Telling::head(format!("{here} 加入现有集群，轮次取 {round}。")),
        RoundReason::Setting => Telling::head(format!("{here} 此前已经历 {round} 轮选举。")),
    }
}

fn proposed(f: &Facts<'_>, here: &str, vote: sim::id::MessageId, why: ProposalReason) -> Telling {
    let Some(now) = f.proposal(vote) else {
        return Telling::default();
    };
    let leader = f.server(now.vote.leader);
    match why {
        ProposalReason::Initial => {
            Telling::head(format!("第 {} 轮，{here} 先投自己。", now.round.0))
        }
        ProposalReason::NewerRoundTheirs => Telling::new(
            format!("第 {} 轮，{here} 投 {leader}。", now.round.0),
            "来票比它自己的初始票好。",
        ),
        ProposalReason::NewerRoundOwn => Telling::new(
            format!("第 {} 轮，{here} 又投回自己。", now.round.0),
            "比的是自己的初始票，不是上一轮改投的票。",
        ),
        ProposalReason::Better => Telling::new(
            format!("{here} 改投 {leader}。"),
            "先比 epoch，再比 zxid，最后比 sid：来票更好。",
        ),
    }
}

fn queued(
    f: &Facts<'_>,
    here: &str,
    ballot: sim::id::MessageId,
    to: zookeeper::ids::Sid,
    why: QueueReason,
) -> Telling {
    let told = f.told(ballot).map_or_else(String::new, |told| told.ballot);
    let to = f.server(to);
    let waiting = f.process().map_or(0, |p| p.sendqueue.len());
    let detail = match waiting {
        0 => String::new(),
        n => format!("前面还排着 {n} 张。"),
    };
    let head = match why {
        QueueReason::Broadcast => format!("{here} 把给 {to} 的 {told} 排进队。"),
        QueueReason::Rebroadcast => format!("{here} 又把给 {to} 的 {told} 排进队。"),
        QueueReason::LaggingRound => format!("{to} 的轮次旧了，{here} 回它 {told}。"),
        QueueReason::Established => format!("{here} 告诉 {to} 现任 leader：{told}。"),
        QueueReason::NonVoter => format!("{to} 不在投票视图里，{here} 回它 {told}。"),
    };
    Telling::new(head, detail)
}

fn counted(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let (voters, needed) = f.quorum();
    let votes = f.supporters_with(ballot);
    Telling::new(
        format!("{here} 记下 {} 的 {}。", told.sender, told.ballot),
        format!("需要 {needed} 票，现有 {votes} 票；它的视图里有 {voters} 台。"),
    )
}

fn ignored(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId, why: IgnoreReason) -> Telling {
    let told = f
        .told(ballot)
        .map_or_else(String::new, |t| format!("{} 的 {}", t.sender, t.ballot));
    let detail = match why {
        IgnoreReason::OldRound => "那一轮已经过去。",
        IgnoreReason::Finalizing => "正在等更好的票，而它并不更好。",
        IgnoreReason::Observer => "对方没有投票权。",
        IgnoreReason::NonMember => "对方不在投票视图里。",
        IgnoreReason::InvalidLeader => "它投的那台不在视图里。",
    };
    Telling::new(format!("{here} 不理会 {told}。"), detail)
}

fn decided(f: &Facts<'_>, here: &str, leader: &str, how: DecisionReason) -> Telling {
    let (voters, needed) = f.quorum();
    match how {
        DecisionReason::Quorum => Telling::new(
            format!("{here} 认定 {leader} 当选。"),
            format!("它的视图 {voters} 台，{needed} 票就够；200 毫秒内没有更好的票。"),
        ),
        DecisionReason::Joined => Telling::new(
            format!("{here} 加入 {leader} 领导的集群。"),
            "多数这么说，leader 自己也这么说。",
        ),
    }
}

fn sender_took(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId) -> Telling {
    let Some(n) = f.notification(ballot) else {
        return Telling::default();
    };
    let told = f.told(ballot);
    let age = told.as_ref().map_or(sim::time::Span::ZERO, |told| told.age);
    let vote = told.map_or_else(String::new, |told| told.ballot);
    let to = f.server(n.to);
    Telling::new(
        format!("{here} 从队里取出给 {to} 的 {vote}。"),
        format!("它是 {}前排进去的。", f.about(age)),
    )
}

fn dial_started(
    f: &Facts<'_>,
    here: &str,
    to: &str,
    port: Port,
    timeout_ms: u32,
    attempt: u8,
) -> Telling {
    match port {
        Port::Election if f.is_in_executor() => Telling::new(
            format!("{here} 另起线程去连 {to}。"),
            format!("其间不占锁，最多等 {}。", f.millis(timeout_ms)),
        ),
        Port::Election => Telling::new(
            format!("{here} 去连 {to}。"),
            format!(
                "等到应答之前一直攥着 QuorumCnxManager 的锁，最多 {}。",
                f.millis(timeout_ms)
            ),
        ),
        Port::Quorum => Telling::head(format!("{here} 去连 {to}:2888，第 {} 次。", attempt + 1)),
    }
}

fn dial_failed(
    f: &Facts<'_>,
    here: &str,
    to: &str,
    port: Port,
    why: DialFailure,
    attempt: u8,
) -> Telling {
    let lasted = f.exact(f.call_lasted());
    let detail = match (port, why) {
        (_, DialFailure::TimedOut) if f.is_in_executor() => {
            format!("{lasted} 没有应答，等的只是这一个线程。")
        }
        (_, DialFailure::TimedOut) => format!("没有应答，干等了 {lasted}，这期间什么也没发出去。"),
        (Port::Election, DialFailure::Refused) => {
            "机器开着，进程没起。票先寄存，等有连接再发。".to_owned()
        }
        (Port::Quorum, DialFailure::Refused) => {
            format!("{to} 不是 LEADING，2888 没有开。")
        }
        (_, DialFailure::NoRoute) => format!("找不到主机，等了 {lasted}。"),
        (_, DialFailure::UnknownHost) => "主机名解析不了。".to_owned(),
    };
    let head = match (port, why) {
        (Port::Election, DialFailure::Refused) => format!("{here} 连 {to}，当即被拒。"),
        (Port::Quorum, DialFailure::Refused) => {
            format!("{here} 连 {to}:2888 被拒，5 次里的第 {} 次。", attempt + 1)
        }
        (_, DialFailure::TimedOut) => format!("{here} 连 {to} 超时。"),
        (_, DialFailure::NoRoute | DialFailure::UnknownHost) => format!("{here} 连不上 {to}。"),
    };
    Telling::new(head, detail)
}

fn sent(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId, to: &str, replay: bool) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let age = f.about(told.age);
    if replay {
        return Telling::new(
            format!("{here} 向 {to} 重发最后一票 {}。", told.ballot),
            format!("给它的队列是空的。这张票写于 {age}前。"),
        );
    }
    let detail = match told.stale {
        Some((since, now)) => {
            format!("写于 {age}前；{here} 改投 {now} 已有 {}。", f.about(since))
        }
        None => String::new(),
    };
    Telling::new(format!("{here} 把 {} 发给 {to}。", told.ballot), detail)
}

fn heard(f: &Facts<'_>, here: &str, ballot: sim::id::MessageId, state: ServerState) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let age = f.exact(told.age);
    let head = if told.sender == here {
        format!("{here} 听到自己的票 {}。", told.ballot)
    } else {
        format!("{here} 听到 {} 的票 {}。", told.sender, told.ballot)
    };
    let mut detail = match told.stale {
        Some((since, now)) => {
            format!(
                "这张票写于 {age}前；{} 改投 {now} 已有 {}。",
                told.sender,
                f.about(since)
            )
        }
        None => format!("这张票写于 {age}前。"),
    };
    if state != ServerState::Looking {
        detail.push_str("它已有 leader，只作回答。");
    }
    Telling::new(head, detail)
}

fn lock_waited(here: &str, monitor: Monitor) -> Telling {
    let detail = match monitor {
        Monitor::Connections => "锁在另一个线程手里，它正卡在连接上。",
        Monitor::Election => "数据正在这把锁里重载。",
    };
    Telling::new(
        format!("{here} 的一个线程在等 {} 的锁。", self::monitor(monitor)),
        detail,
    )
}

fn monitor(monitor: Monitor) -> &'static str {
    match monitor {
        Monitor::Connections => "QuorumCnxManager",
        Monitor::Election => "FastLeaderElection",
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Epoch => "节点登记",
        Stage::EpochAck => "对 epoch 的确认",
        Stage::NewLeaderAck => "对 NEWLEADER 的确认",
    }
}

fn sync_started(here: &str, mode: SyncMode, zxid: i64) -> Telling {
    Telling::head(match mode {
        SyncMode::Diff => format!("{here} 补上缺的部分，到 0x{zxid:x} 为止。"),
        SyncMode::Trunc => format!("{here} 把 0x{zxid:x} 之后的日志截掉。"),
        SyncMode::Snap => format!("{here} 接收整份快照。"),
    })
}

fn leader_shutdown(f: &Facts<'_>, here: &str, why: StepDown, sids: u32) -> Telling {
    let (voters, needed) = f.quorum();
    let detail = match why {
        StepDown::NotSufficientFollowers => {
            format!(
                "同步的只剩 {}；它的视图 {voters} 台，要 {needed} 台。",
                f.servers(sids)
            )
        }
        StepDown::NoQuorumOfFollowers => {
            format!(
                "只有 {} 承认它；它的视图 {voters} 台，要 {needed} 台。",
                f.servers(sids)
            )
        }
        StepDown::Forced => "上任途中出了错。".to_owned(),
    };
    Telling::new(format!("{here} 下台。"), detail)
}

pub(super) fn failure(why: Failure) -> &'static str {
    match why {
        Failure::EndOfStream => "对方关闭了连接。",
        Failure::Reset => "连接被重置。",
        Failure::SocketClosed => "连接在自己这边已经关闭。",
        Failure::BrokenPipe => "对方已不认这条连接。",
        Failure::ReadTimedOut => "太久没有收到任何东西。",
        Failure::ConnectRefused => "试了五次，中间歇四次一秒，次次被拒。",
        Failure::ConnectTimedOut => "没有人应答。",
        Failure::NoRoute => "没有到那台主机的路由。",
        Failure::NullAddress => "选出的那台没有地址。",
        Failure::EpochTimeout => "规定时间内没有多数来登记。",
        Failure::EpochAckTimeout => "规定时间内没有多数确认 epoch。",
        Failure::Interrupted => "leader 已经下台。",
        Failure::FollowerAhead => "有 follower 的日志更新。",
        Failure::EpochTooLow => "leader 的 epoch 比已接受的还低。",
        Failure::AddressInUse => "端口被占用。",
        Failure::OthersAddress => "名单里这个 myid 的地址是另一台主机的。",
        Failure::NewLeaderTimeout => "规定时间内没有多数确认 NEWLEADER。",
        Failure::ConfigChanged => "reconfig 换了 leader，或换了它的角色。",
        Failure::NotInFlight => "UPTODATE 之前来了 COMMIT，对应的提案已经交给日志。",
    }
}
