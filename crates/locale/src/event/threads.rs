//! What threads wait for: the locks of the election, and threads that dial for others.

use super::facts::Facts;
use super::{Telling, by, say};
use crate::state::lock;
use zookeeper::fact::{Fact, Monitor};

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::ConnectSubmitted { to, number, .. } => {
            let to = f.server(to);
            say!(
                f,
                "{here} hands the dial to {to} to connection thread {number}.",
                "It does not wait for the outcome, and leaves the lock at once.",
                "{here} 把连接 {to} 的活交给 {number} 号连接线程。",
                "它自己不等结果，锁随即放开。"
            )
        }
        Fact::ConnectSkipped { to } => {
            let to = f.server(to);
            say!(
                f,
                "{here} does not dial {to} again: a thread is at it already.",
                "{here} 不再另连 {to}：已有一个线程正在连。"
            )
        }
        Fact::ConnectRejected { to } => {
            let to = f.server(to);
            say!(
                f,
                "{here} cannot have {to} dialled.",
                "All connection threads are busy.",
                "{here} 没能安排连接 {to}。",
                "连接线程全都忙着。"
            )
        }
        Fact::ConnectorEnded { number } => say!(
            f,
            "Connection thread {number} of {here} ends after a minute without work.",
            "{here} 的 {number} 号连接线程闲了一分钟，退出。"
        ),
        Fact::LockWaited { monitor } => by!(f, lock_waited_en | lock_waited_zh, f, here, monitor),
        Fact::LockTaken { monitor } => {
            let (lock, lasted) = (lock(monitor), f.about(f.call_lasted()));
            say!(
                f,
                "{here} gets the lock of {lock} after {lasted}.",
                "{here} 等了 {lasted}，拿到 {lock} 的锁。"
            )
        }
        _ => Telling::default(),
    }
}

fn lock_waited_en(f: &Facts<'_>, here: &str, monitor: Monitor) -> Telling {
    let detail = match monitor {
        Monitor::Connections => {
            let holder = f.process().and_then(|p| p.blocked().next());
            holder.map_or_else(String::new, |_| {
                "Another thread holds it inside of a dial.".to_owned()
            })
        }
        Monitor::Election => "The database is being read inside of it.".to_owned(),
    };
    Telling::new(
        format!(
            "A thread of {here} waits for the lock of {}.",
            lock(monitor)
        ),
        detail,
    )
}

fn lock_waited_zh(_: &Facts<'_>, here: &str, monitor: Monitor) -> Telling {
    let detail = match monitor {
        Monitor::Connections => "锁在另一个线程手里，它正卡在连接上。",
        Monitor::Election => "数据正在这把锁里重载。",
    };
    Telling::new(
        format!("{here} 的一个线程在等 {} 的锁。", lock(monitor)),
        detail,
    )
}
