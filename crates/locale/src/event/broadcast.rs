//! Transactions and clients: what is logged, what is committed, and who is told.

use super::Telling;
use super::facts::Facts;
use zookeeper::fact::{ClientDeed, Fact};
use zookeeper::ids::Zxid;
use zookeeper::message::{Message, SyncState};

/// What a leader knew when it synchronised a learner.
fn state(f: &Facts<'_>, with: sim::id::MessageId) -> Option<SyncState> {
    Message::decode(f.reading.trace.message(with))?.sync_state()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn en(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::SnapshotTaken { .. } => Telling::head(format!("{here} writes a snapshot.")),
        Fact::AcceptedEpochSet { epoch } => {
            Telling::head(format!("{here} writes acceptedEpoch {}.", epoch.0))
        }
        Fact::CurrentEpochSet { epoch } => {
            Telling::head(format!("{here} writes currentEpoch {}.", epoch.0))
        }
        Fact::Logged { zxid } => {
            Telling::head(format!("The log of {here} on disk ends with 0x{zxid:x}."))
        }
        Fact::Committed { zxid } => Telling::head(format!(
            "{here} delivers what is committed, up to 0x{zxid:x}."
        )),
        Fact::Truncated { zxid } => Telling::new(
            format!("{here} cuts its log off after 0x{zxid:x}."),
            "What it had logged beyond that was never committed.",
        ),
        Fact::TransactionsProposed { zxid } => Telling::new(
            format!("{here} proposes 0x{zxid:x} to its followers."),
            format!("It is committed when {} have logged it.", f.quorum().1),
        ),
        Fact::ProposalAcked { zxid } => Telling::head(format!(
            "{here} knows of one more server that has logged 0x{zxid:x}."
        )),
        Fact::Synchronizing { with } => Telling::head(format!(
            "{here} compares its log with a learner's, which ends at 0x{:x}.",
            state(f, with).map_or(Zxid(0), |state| state.peer)
        )),
        Fact::SyncSent { kind, sid, with } => Telling::new(
            format!(
                "{here} brings {} up to date by {}.",
                f.server(sid),
                kind.name()
            ),
            state(f, with).map_or_else(String::new, |state| {
                format!(
                    "It keeps the proposals 0x{:x} to 0x{:x}; the learner has 0x{:x}.",
                    state.min, state.max, state.peer
                )
            }),
        ),
        Fact::ClientArrived { client, renewed } => Telling::head(format!(
            "{here} answers the client {} from here on{}.",
            f.host(client),
            if renewed { ", in its old session" } else { "" }
        )),
        Fact::ClientLeft { client, dropped } => Telling::head(if dropped {
            format!("{here} drops the client {}.", f.host(client))
        } else {
            format!("The client {} is gone from {here}.", f.host(client))
        }),
        Fact::Client { did, peer, request } => client_en(here, f.host(peer), did, request),
        _ => Telling::default(),
    }
}

fn client_en(here: &str, peer: &str, did: ClientDeed, request: u32) -> Telling {
    match did {
        ClientDeed::Dials => Telling::head(format!("The client {here} dials {peer}.")),
        ClientDeed::DialFailed => {
            Telling::head(format!("{peer} does not answer the client {here}."))
        }
        ClientDeed::SessionNew => {
            Telling::head(format!("The client {here} has a session on {peer}."))
        }
        ClientDeed::SessionRenewed => Telling::head(format!(
            "The client {here} goes on with its session on {peer}."
        )),
        ClientDeed::Disconnected => {
            Telling::head(format!("The client {here} loses its connection to {peer}."))
        }
        ClientDeed::ReadSubmitted => {
            Telling::head(format!("The client {here} reads, request {request}."))
        }
        ClientDeed::ReadAnswered => {
            Telling::head(format!("{peer} answers request {request} of {here}."))
        }
        ClientDeed::ReadLost => Telling::head(format!(
            "The client {here} gets no answer to request {request}."
        )),
        ClientDeed::WriteSubmitted => {
            Telling::head(format!("The client {here} writes, request {request}."))
        }
        ClientDeed::WriteAcknowledged => Telling::head(format!(
            "The client {here} knows that write {request} is committed."
        )),
        ClientDeed::WriteUnknown => Telling::new(
            format!("The client {here} does not know what became of write {request}."),
            "ConnectionLoss: it may be committed, or lost, or still be decided.",
        ),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn zh(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::SnapshotTaken { .. } => Telling::head(format!("{here} 写一份快照。")),
        Fact::AcceptedEpochSet { epoch } => {
            Telling::head(format!("{here} 写下 acceptedEpoch {}。", epoch.0))
        }
        Fact::CurrentEpochSet { epoch } => {
            Telling::head(format!("{here} 写下 currentEpoch {}。", epoch.0))
        }
        Fact::Logged { zxid } => {
            Telling::head(format!("{here} 磁盘日志里最后的 zxid 是 0x{zxid:x}。"))
        }
        Fact::Committed { zxid } => Telling::head(format!("{here} 生效到 0x{zxid:x}：已提交。")),
        Fact::Truncated { zxid } => Telling::new(
            format!("{here} 把日志截到 0x{zxid:x}。"),
            "之后写下的那些从未提交。",
        ),
        Fact::TransactionsProposed { zxid } => Telling::new(
            format!("{here} 向 follower 提议 0x{zxid:x}。"),
            format!("有 {} 台落盘才算提交。", f.quorum().1),
        ),
        Fact::ProposalAcked { zxid } => {
            Telling::head(format!("{here} 又收到一台的 ACK：0x{zxid:x} 已落盘。"))
        }
        Fact::Synchronizing { with } => Telling::head(format!(
            "{here} 对比日志，对方停在 0x{:x}。",
            state(f, with).map_or(Zxid(0), |state| state.peer)
        )),
        Fact::SyncSent { kind, sid, with } => Telling::new(
            format!("{here} 用 {} 让 {} 追上来。", kind.name(), f.server(sid)),
            state(f, with).map_or_else(String::new, |state| {
                format!(
                    "它留着 0x{:x} 到 0x{:x} 的提议；对方停在 0x{:x}。",
                    state.min, state.max, state.peer
                )
            }),
        ),
        Fact::ClientArrived { client, renewed } => Telling::head(format!(
            "客户端 {} 连到 {here}{}。",
            f.host(client),
            if renewed { "，沿用原会话" } else { "" }
        )),
        Fact::ClientLeft { client, dropped } => Telling::head(if dropped {
            format!("{here} 断开客户端 {}。", f.host(client))
        } else {
            format!("客户端 {} 离开 {here}。", f.host(client))
        }),
        Fact::Client { did, peer, request } => client_zh(here, f.host(peer), did, request),
        _ => Telling::default(),
    }
}

fn client_zh(here: &str, peer: &str, did: ClientDeed, request: u32) -> Telling {
    match did {
        ClientDeed::Dials => Telling::head(format!("客户端 {here} 去连 {peer}。")),
        ClientDeed::DialFailed => Telling::head(format!("{peer} 没有应答客户端 {here}。")),
        ClientDeed::SessionNew => Telling::head(format!("客户端 {here} 在 {peer} 上建立会话。")),
        ClientDeed::SessionRenewed => {
            Telling::head(format!("客户端 {here} 在 {peer} 上续用会话。"))
        }
        ClientDeed::Disconnected => Telling::head(format!("客户端 {here} 与 {peer} 断开。")),
        ClientDeed::ReadSubmitted => Telling::head(format!("客户端 {here} 读，请求 {request}。")),
        ClientDeed::ReadAnswered => Telling::head(format!("{peer} 答复 {here} 的请求 {request}。")),
        ClientDeed::ReadLost => Telling::head(format!("客户端 {here} 的请求 {request} 没有答复。")),
        ClientDeed::WriteSubmitted => Telling::head(format!("客户端 {here} 写，请求 {request}。")),
        ClientDeed::WriteAcknowledged => {
            Telling::head(format!("客户端 {here} 得知写请求 {request} 已提交。"))
        }
        ClientDeed::WriteUnknown => Telling::new(
            format!("客户端 {here} 不知道写请求 {request} 的结果。"),
            "ConnectionLoss：可能已提交，可能丢了，也可能还没定。",
        ),
    }
}
