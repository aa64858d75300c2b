//! Connections of the election: dials, who keeps one, and how they end.

use super::facts::Facts;
use super::{Telling, by, say};
use zookeeper::fact::{DialFailure, Fact, Port};

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::DialStarted {
            to,
            port,
            timeout_ms,
            attempt,
        } => {
            let to = f.server(to);
            by!(
                f,
                dial_started_en | dial_started_zh,
                f,
                here,
                &to,
                port,
                timeout_ms,
                attempt
            )
        }
        Fact::DialFailed {
            to,
            port,
            why,
            attempt,
            remaining_ms: _,
        } => {
            let to = f.server(to);
            by!(
                f,
                dial_failed_en | dial_failed_zh,
                f,
                here,
                &to,
                port,
                why,
                attempt
            )
        }
        Fact::DialConnected { to: sid, .. }
        | Fact::ChallengeLost { to: sid }
        | Fact::ChallengeRead { sid }
        | Fact::LinkUp { sid, .. }
        | Fact::LinkDown { sid }
        | Fact::ConnectionBroken { sid, .. } => with_peer(f, here, &f.server(sid), fact),
        Fact::ConnectionRequest { from, .. } => with_peer(f, here, f.host(from), fact),
        Fact::ChallengeFailed { why } => say!(
            f,
            "{here} is not told who has connected.",
            "{here} 没等到对方报上 sid。"
        )
        .because(f, why),
        Fact::InvalidServerId { sid } => say!(
            f,
            "{here} is to dial server {sid}, which its configuration does not know.",
            "{here} 要连 {sid} 号，可配置里没有它。"
        ),
        Fact::OwnIdRefused { sid } => say!(
            f,
            "Somebody says that he is server {sid} too; {here} leaves it at that.",
            "Two hosts have the same myid, most likely.",
            "来人自称也是 {sid} 号，{here} 不理会。",
            "多半是 myid 配重了。"
        ),
        _ => Telling::default(),
    }
}

/// What happens to the connection with a peer.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`tell` sends only its own here"
)]
fn with_peer(f: &Facts<'_>, here: &str, peer: &str, fact: Fact) -> Telling {
    match fact {
        Fact::DialConnected { .. } => say!(
            f,
            "{here} is connected to {peer}.",
            "{here} 连上了 {peer}。"
        ),
        Fact::ChallengeLost { .. } => say!(
            f,
            "{here} knocks at {peer} and closes its own connection.",
            "Only the larger sid keeps a connection; {peer} has to call back.",
            "{here} 敲了 {peer} 的门，随即自己断开。",
            "只有 sid 大的一方能留住连接，要等 {peer} 回拨。"
        ),
        Fact::ConnectionRequest { .. } => say!(
            f,
            "{here} accepts a connection from {peer}.",
            "{here} 接受 {peer} 的连接。"
        ),
        Fact::ChallengeRead { .. } => say!(
            f,
            "{here} knows who has connected: {peer}.",
            "{here} 知道来的是 {peer}。"
        ),
        Fact::LinkUp { .. } => say!(
            f,
            "{here} has an election connection with {peer}.",
            "{here} 与 {peer} 的选举连接已通。"
        ),
        Fact::LinkDown { .. } => say!(
            f,
            "{here} gives up its election connection with {peer}.",
            "{here} 丢弃与 {peer} 的选举连接。"
        ),
        Fact::ConnectionBroken { why, .. } => say!(
            f,
            "The connection of {here} with {peer} is broken.",
            "{here} 与 {peer} 的连接断了。"
        )
        .because(f, why),
        _ => Telling::default(),
    }
}

fn dial_started_en(
    f: &Facts<'_>,
    here: &str,
    to: &str,
    port: Port,
    timeout_ms: u32,
    attempt: u8,
) -> Telling {
    match port {
        Port::Election if f.is_in_executor() => Telling::new(
            format!("{here} dials {to} in a thread of its own."),
            format!(
                "No lock is held meanwhile; it waits {} at most.",
                f.millis(timeout_ms)
            ),
        ),
        Port::Election => Telling::new(
            format!("{here} dials {to}."),
            format!(
                "It holds the lock of QuorumCnxManager until it has an answer, {} at most.",
                f.millis(timeout_ms)
            ),
        ),
        Port::Quorum => Telling::head(format!("{here} dials {to}:2888, attempt {}.", attempt + 1)),
    }
}

fn dial_failed_en(
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
            format!("No answer in {lasted}; only this thread has waited.")
        }
        (_, DialFailure::TimedOut) => {
            format!("No answer: the dial took {lasted}, and nothing else was sent meanwhile.")
        }
        (Port::Election, DialFailure::Refused) => {
            "The host is up, the process is not. The ballot waits for a connection.".to_owned()
        }
        (Port::Quorum, DialFailure::Refused) => {
            format!("{to} is not leading, so its port 2888 is closed.")
        }
        (_, DialFailure::NoRoute) => format!("No route to the host; that took {lasted}."),
        (_, DialFailure::UnknownHost) => "Nobody knows the host's name.".to_owned(),
    };
    let head = match (port, why) {
        (Port::Election, DialFailure::Refused) => format!("{to} refuses {here} at once."),
        (Port::Quorum, DialFailure::Refused) => {
            format!("{to}:2888 refuses {here}, attempt {} of 5.", attempt + 1)
        }
        (_, DialFailure::TimedOut) => format!("{here} gives up dialling {to}."),
        (_, DialFailure::NoRoute | DialFailure::UnknownHost) => {
            format!("{here} cannot reach {to}.")
        }
    };
    Telling::new(head, detail)
}

fn dial_started_zh(
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

fn dial_failed_zh(
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
