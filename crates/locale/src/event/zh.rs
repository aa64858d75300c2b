//! 用中文讲事件：写给值班工程师，短句，谁做了什么写清楚，协议名词保留原文。
//! 这里是对服务器做了什么、进程怎么起怎么没、为什么失败；其余各归各的文件。

use super::Telling;
use super::facts::{Facts, Kind};
use sim::intervention::{Intervention, Verb};
use sim::trace::Ending;
use zookeeper::disk::Edit;
use zookeeper::fact::Failure;
use zookeeper::server::Command;

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
        Kind::Fact(fact) => super::fact(f, *fact),
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
