//! What masters and workers say of themselves: their life, their sessions, locks, registration, and
//! the servers they hear of.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "every fact is met in the table that calls these"
)]

use super::{Facts, say};
use crate::dolphinscheduler::{names, state};
use crate::event::Telling;
use dolphinscheduler::fact::{
    CuratorState, Death, Fact, Line, Listener, Persist, ServerState, Step, StopCause,
};
use dolphinscheduler::model::Model;
use dolphinscheduler::path::Path;

impl Facts<'_> {
    pub(super) fn life(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::StartNoted { .. } => say!(
                self,
                "{here} notes the present as its start: its heartbeats say so from now on.",
                "{here} 把此刻记为启动时间，此后的心跳都报这个时间。"
            ),
            Fact::Booted { model, pid } => {
                let release = Model::from_number(model).map_or("?", Model::name);
                say!(
                    self,
                    "{here} runs {release} as process {pid}.",
                    "{here} 跑起来：{release}，进程 {pid}。"
                )
            }
            Fact::PortOpened => say!(
                self,
                "{here} opens its port.",
                "It is not registered yet: an open port says nothing about the registry.",
                "{here} 打开端口。",
                "这时还没注册：端口通了跟注册中心无关。"
            ),
            Fact::PortClosed => say!(self, "{here} closes its port.", "{here} 关闭端口。"),
            Fact::Printed { line } => printed(self, &here, line),
            Fact::StateEntered { state } => entered(self, &here, state),
            Fact::Stopping { cause } => stopping(self, &here, cause),
            Fact::StopStep { step } => stop_step(self, &here, step),
            Fact::PoolClosed => say!(
                self,
                "{here} closes its pool of database connections.",
                "Every later write of this process fails.",
                "{here} 关闭数据库连接池。",
                "这个进程往后写库全部失败。"
            ),
            _ => Telling::default(),
        }
    }

    pub(super) fn client(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::ClientStarted { number } => {
                let number = number + 1;
                say!(
                    self,
                    "{here} creates its registry client {number}.",
                    "{here} 建第 {number} 个注册中心客户端。"
                )
            }
            Fact::StateChanged { state, .. } => connection(self, &here, state),
            Fact::StateHeard { state, .. } => {
                let state = state::curator(state);
                say!(
                    self,
                    "{here} runs its callback for {state}.",
                    "{here} 执行 {state} 的回调。"
                )
            }
            Fact::OperationFailed { path, .. } => {
                let path = self.path(path);
                say!(
                    self,
                    "{here} gives up asking for {path}.",
                    "{here} 问 {path} 一直没成，放弃。"
                )
            }
            _ => Telling::default(),
        }
    }

    pub(super) fn session_of_client(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::SessionEstablished {
                session,
                granted_ms,
                ..
            } => {
                let session = self.session(session);
                let granted = self.millis(granted_ms);
                say!(
                    self,
                    "{here} has session {session} for {granted}.",
                    "{here} 得到会话 {session}，超时 {granted}。"
                )
            }
            Fact::HeardNothing { session, ms, .. } => {
                let (session, ms) = (self.session(session), self.millis(ms));
                say!(
                    self,
                    "{here} gives up the connection of {session}: nothing heard for {ms}.",
                    "The session may well live; the registry counts on its own clock.",
                    "{here} 放弃 {session} 的连接：{ms}没有回音。",
                    "会话也许还活着，注册中心按自己的钟算。"
                )
            }
            Fact::ExpiredThere { session, .. } => {
                let session = self.session(session);
                say!(
                    self,
                    "{here} is told that {session} has expired.",
                    "{here} 得知 {session} 已过期。"
                )
            }
            Fact::ExpiryInjected { ms, .. } => {
                let ms = self.millis(ms);
                say!(
                    self,
                    "{here} ends a session by itself, {ms} after SUSPENDED.",
                    "{here} 在 SUSPENDED {ms}后自己判会话过期。"
                )
            }
            Fact::HandleClosed { session, .. } => {
                let session = self.session(session);
                say!(
                    self,
                    "{here} lets go of {session}, which it has given up.",
                    "{here} 放下 {session}，它已自判过期。"
                )
            }
            Fact::ClientClosed { .. } => say!(
                self,
                "{here} closes a registry client, and its session with it.",
                "{here} 关掉一个客户端，会话随之结束。"
            ),
            _ => Telling::default(),
        }
    }

    pub(super) fn lock(&self, fact: Fact) -> Telling {
        let here = self.here();
        let path = |lock| names::lock(self.reading.setting, lock);
        match fact {
            Fact::LockQueued { lock, number } => {
                let lock = path(lock);
                say!(
                    self,
                    "{here} queues for {lock}: place {number}.",
                    "{here} 排 {lock}，{number} 号。"
                )
            }
            Fact::LockWaits { lock, ahead } => {
                let place = Path::Place {
                    lock,
                    number: ahead,
                };
                let owner = self.before.registry.owner(place);
                let whose = owner.map(|owner| names::session(self.reading.setting, owner));
                let whose = whose.unwrap_or_default();
                let lock = path(lock);
                say!(
                    self,
                    "{here} waits for place {ahead} of {lock}.",
                    "That place lives as long as session {whose}.",
                    "{here} 等 {lock} 的 {ahead} 号。",
                    "那个位置跟会话 {whose} 共存亡。"
                )
            }
            Fact::LockTaken { lock, .. } => {
                let lock = path(lock);
                say!(self, "{here} has {lock}.", "{here} 拿到 {lock}。")
            }
            Fact::LockLeft { lock } => {
                let lock = path(lock);
                say!(self, "{here} lets go of {lock}.", "{here} 放开 {lock}。")
            }
            _ => Telling::default(),
        }
    }

    pub(super) fn registration(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::Persisted { how } => persisted(self, &here, how),
            Fact::Registered { interval_s, .. } => say!(
                self,
                "{here} calls itself registered.",
                "Its first heartbeat comes in {interval_s} s.",
                "{here} 认为注册完成。",
                "第一次心跳在 {interval_s} 秒后。"
            ),
            Fact::DeadEntriesListed { own: true, .. } => say!(
                self,
                "{here} looks for its own dead entry and finds it.",
                "{here} 查自己的死亡记录：有。"
            ),
            Fact::DeadEntriesListed { own: false, .. } => say!(
                self,
                "{here} looks for its own dead entry: none.",
                "It looks once. An entry written after this moment stays.",
                "{here} 查自己的死亡记录：没有。",
                "只查这一次，此后写下的不会有人清。"
            ),
            Fact::DeadEntryDeleted { .. } => say!(
                self,
                "{here} deletes its own dead entry.",
                "{here} 删掉自己的死亡记录。"
            ),
            Fact::DeadEntryAdded { node, .. } => {
                let of = self.process_of(node);
                say!(
                    self,
                    "{here} has declared {of} dead.",
                    "{here} 已把 {of} 判死。"
                )
            }
            Fact::DeadEntryFound { node, .. } => {
                let of = self.process_of(node);
                say!(
                    self,
                    "{here} finds the dead entry of {of} already there.",
                    "{here} 发现 {of} 的死亡记录已经写了。"
                )
            }
            Fact::AbsenceChecked { node, absent, .. } => {
                let of = self.process_of(node);
                if absent {
                    say!(
                        self,
                        "{here} looks for the node of {of}: it is absent.",
                        "{here} 看 {of} 的节点：不在。"
                    )
                } else {
                    say!(
                        self,
                        "{here} looks for the node of {of}: it is back, so no entry is written.",
                        "{here} 看 {of} 的节点：回来了，不写记录。"
                    )
                }
            }
            _ => self.heartbeat(fact),
        }
    }

    fn heartbeat(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::HeartbeatStarted => say!(
                self,
                "The heartbeat of {here} looks whether it may live.",
                "{here} 的心跳先看自己该不该活。"
            ),
            Fact::HeartbeatWritten => {
                say!(self, "{here} writes its heartbeat.", "{here} 写下心跳。")
            }
            Fact::HeartbeatFailed => say!(
                self,
                "{here} cannot write its heartbeat.",
                "{here} 的心跳没写成。"
            ),
            Fact::JudgedDead { why } => judged(self, &here, why),
            Fact::Unregistered { there: true, .. } => {
                say!(self, "{here} removes its node.", "{here} 删掉自己的节点。")
            }
            Fact::Unregistered { there: false, .. } => say!(
                self,
                "{here} finds its node gone already.",
                "So nobody hears a removal, and nobody takes over what it still held.",
                "{here} 的节点早已不在。",
                "于是没有下线事件，它手里的活没人接。"
            ),
            _ => Telling::default(),
        }
    }

    pub(super) fn membership(&self, fact: Fact) -> Telling {
        let here = self.here();
        match fact {
            Fact::ListenerAdded { .. } => say!(
                self,
                "{here} begins to listen for servers.",
                "{here} 开始监听服务器上下线。"
            ),
            Fact::ServerAdded { node, .. } => {
                let new = self.process_of(node);
                say!(
                    self,
                    "{here} hears that {new} is there.",
                    "{here} 听到 {new} 上线。"
                )
            }
            Fact::ServerRemoved { node, listener, .. } => self.removed(&here, node, listener),
            Fact::ServersRead { nodes, .. } => {
                let names: Vec<String> = nodes.iter().map(|node| self.host(node)).collect();
                let names = names.join(" ");
                say!(
                    self,
                    "{here} reads the servers again: {names}.",
                    "{here} 重读服务器列表：{names}。"
                )
            }
            Fact::AlertFailed { .. } => say!(
                self,
                "{here} cannot write an alert: its pool is closed.",
                "{here} 写告警失败：连接池已关。"
            ),
            _ => Telling::default(),
        }
    }

    fn removed(&self, here: &str, node: sim::id::NodeId, listener: Listener) -> Telling {
        let gone = self.process_of(node);
        let itself = node == self.row.node;
        match (listener, itself) {
            (Listener::MasterAlerts | Listener::WorkerAlerts, _) => say!(
                self,
                "{here} hears that {gone} is gone, and is to write an alert.",
                "{here} 听到 {gone} 下线，要写告警。"
            ),
            (Listener::Failover | Listener::Cluster, true) => say!(
                self,
                "{here} hears that its own node is gone.",
                "It handles that like anybody else's.",
                "{here} 听到自己的节点没了。",
                "它照样按别人下线来处理。"
            ),
            (Listener::Failover | Listener::Cluster, false) => say!(
                self,
                "{here} hears that the node of {gone} is gone.",
                "An event tells the past: the node may be back by now.",
                "{here} 听到 {gone} 的节点没了。",
                "事件说的是过去，节点此刻也许已经回来。"
            ),
        }
    }
}

fn printed(f: &Facts<'_>, here: &str, line: Line) -> Telling {
    match line {
        Line::SystemNodes => say!(
            f,
            "{here} has made sure that the tree's folders exist.",
            "{here} 确认目录节点都在。"
        ),
        Line::SchedulerStarted => say!(f, "{here} starts its command loop.", "{here} 开始取命令。"),
        Line::StartQuartz => say!(f, "{here} starts Quartz.", "{here} 启动 Quartz。"),
        Line::QuartzStarted => say!(f, "{here} has started Quartz.", "{here} 的 Quartz 已启动。"),
        Line::DataSourceOpened => say!(
            f,
            "{here} opens its pool of database connections.",
            "{here} 打开数据库连接池。"
        ),
        Line::CacheStarted => say!(f, "{here} starts a TreeCache.", "{here} 启动 TreeCache。"),
        Line::FailoverThreadStarted => say!(
            f,
            "{here} starts its failover thread.",
            "{here} 启动容错线程。"
        ),
        Line::StartUpException => say!(f, "{here} fails to come up.", "{here} 启动失败。"),
        Line::LogClientClosed => say!(
            f,
            "{here} closes its connection to the log server.",
            "{here} 关闭到日志服务的连接。"
        ),
        Line::NotRunning => say!(
            f,
            "{here} is not RUNNING, and looks for commands all the same a second later.",
            "{here} 不在 RUNNING，1 秒后照样去取命令。"
        ),
        Line::StateEventStopped => say!(
            f,
            "{here} stops handling state events.",
            "{here} 停止处理状态事件。"
        ),
    }
}

fn entered(f: &Facts<'_>, here: &str, state: ServerState) -> Telling {
    match state {
        ServerState::Starting => say!(f, "{here} comes up.", "{here} 正在启动。"),
        ServerState::Running => say!(f, "{here} is RUNNING.", "{here} 进入 RUNNING。"),
        ServerState::Waiting => say!(
            f,
            "{here} clears what it holds and waits for the registry.",
            "{here} 清空手里的活，等注册中心。"
        ),
        ServerState::Stopped => say!(f, "{here} is STOPPED.", "{here} 进入 STOPPED。"),
        ServerState::Zombie => say!(
            f,
            "{here} has stopped, and its process stays.",
            "Its alert listeners go on with a closed pool.",
            "{here} 停完了，进程还在。",
            "告警监听还活着，连接池已关。"
        ),
        ServerState::Shell => say!(
            f,
            "{here} has stopped, and its process stays with threads that do nothing.",
            "{here} 停完了，进程还在，只剩空转的线程。"
        ),
    }
}

fn stopping(f: &Facts<'_>, here: &str, cause: StopCause) -> Telling {
    match cause {
        StopCause::JudgedToDeath => say!(
            f,
            "{here} stops itself: “i was judged to death”.",
            "Its heartbeat is the only one that does this, once per interval.",
            "{here} 自杀：“i was judged to death”。",
            "只有它自己的心跳会这么做，一个间隔看一次。"
        ),
        StopCause::ShutdownHook => say!(
            f,
            "{here} stops, as SIGTERM asks.",
            "{here} 应 SIGTERM 停机。"
        ),
        StopCause::Lost => say!(
            f,
            "{here} stops itself: its session is LOST.",
            "{here} 自杀：会话 LOST。"
        ),
        StopCause::WaitingFailed => say!(
            f,
            "{here} stops itself: the registry did not come back in time.",
            "{here} 自杀：没等到注册中心恢复。"
        ),
        StopCause::FinishNode => say!(
            f,
            "{here} stops itself: its own tombstone exists.",
            "{here} 自杀：自己的墓碑已经立了。"
        ),
    }
}

fn stop_step(f: &Facts<'_>, here: &str, step: Step) -> Telling {
    let what = match step {
        Step::NettyClientClosed => "Netty client",
        Step::ScheduleServiceStopped => "MasterSchedulerService",
        Step::NettyServerClosed => "Netty server",
        Step::HeartbeatShutdown => "HeartBeatExecutor",
        Step::QuartzShuttingDown | Step::QuartzStopped => "Quartz",
        Step::DataSourceClosed => "dataSource",
        Step::TaskResponseStopped => "TaskResponseWorker",
        Step::ContextClosed => "ApplicationContext",
    };
    say!(f, "{here} closes: {what}.", "{here} 关闭 {what}。")
}

fn connection(f: &Facts<'_>, here: &str, state: CuratorState) -> Telling {
    let word = state::curator(state);
    match state {
        CuratorState::Connected | CuratorState::Reconnected => {
            say!(f, "{here} is {word}.", "{here} {word}。")
        }
        CuratorState::Suspended => say!(
            f,
            "{here} is SUSPENDED: not connected, the session may live.",
            "{here} SUSPENDED：断开了，会话也许还在。"
        ),
        CuratorState::Lost => say!(
            f,
            "{here} is LOST: its session is over.",
            "{here} LOST：会话没了。"
        ),
    }
}

fn persisted(f: &Facts<'_>, here: &str, how: Persist) -> Telling {
    match how {
        Persist::Created => say!(
            f,
            "{here} has created its node.",
            "Its own session owns it.",
            "{here} 建好自己的节点。",
            "主人是它自己的会话。"
        ),
        Persist::Updated => say!(
            f,
            "{here} finds its node and only updates it.",
            "Whoever owned the node owns it still: nobody hears of a new server.",
            "{here} 发现节点还在，只更新内容。",
            "主人没变，别的 master 听不到新上线。"
        ),
        Persist::Deleted => say!(
            f,
            "{here} deletes the node it finds, to create its own.",
            "Everybody hears that {here} is gone, through its own hand.",
            "{here} 先删掉旧节点，再建自己的。",
            "“{here} 下线”这条事件，由它亲手触发。"
        ),
        Persist::Refused => say!(
            f,
            "{here} cannot create its node: it is there already.",
            "{here} 建不了节点：已经有了。"
        ),
    }
}

fn judged(f: &Facts<'_>, here: &str, why: Death) -> Telling {
    match why {
        Death::Entry => say!(
            f,
            "The heartbeat of {here} reads its own dead entry.",
            "The entry names an address, not an incarnation.",
            "{here} 的心跳查到自己的死亡记录。",
            "记录里只有地址，没有“哪一次启动”。"
        ),
        Death::NodeAbsent => say!(
            f,
            "The heartbeat of {here} finds no node of its own.",
            "That alone is reason enough to stop.",
            "{here} 的心跳发现自己的节点没了。",
            "单凭这一条就要停机。"
        ),
        Death::Unreachable => say!(
            f,
            "The heartbeat of {here} cannot ask the registry.",
            "An error counts as “no such node”.",
            "{here} 的心跳问不到注册中心。",
            "出错按“节点不在”算。"
        ),
    }
}
