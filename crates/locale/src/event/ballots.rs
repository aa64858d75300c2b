//! Ballots on their way: queued, taken, parked, sent, received and heard.

use super::facts::Facts;
use super::{Telling, by, say};
use sim::id::MessageId;
use zookeeper::fact::{Fact, QueueReason};
use zookeeper::ids::Sid;
use zookeeper::vote::ServerState;

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::Queued { ballot, to, why } => by!(f, queued_en | queued_zh, f, here, ballot, to, why),
        Fact::SenderTook { ballot } => by!(f, sender_took_en | sender_took_zh, f, here, ballot),
        Fact::LoopedBack { .. } => say!(
            f,
            "{here} hands the ballot to its own receiver.",
            "{here} 把票交给自己的接收线程。"
        ),
        Fact::Parked { to, replaced, .. } => parked(f, here, &f.server(to), replaced),
        Fact::Sent { ballot, to, replay } => {
            by!(f, sent_en | sent_zh, f, here, ballot, &f.server(to), replay)
        }
        Fact::Received {
            ballot,
            dropped_oldest,
        } => received(f, here, &f.sender(ballot), dropped_oldest),
        Fact::Heard { ballot, state } => by!(f, heard_en | heard_zh, f, here, ballot, state),
        Fact::SendFailed { sid, why, replay } => {
            let to = f.server(sid);
            let telling = if replay {
                say!(
                    f,
                    "{here} cannot repeat its last ballot to {to}.",
                    "{here} 没能向 {to} 重发最后一票。"
                )
            } else {
                say!(
                    f,
                    "{here} cannot write to {to}; the ballot is lost for now.",
                    "{here} 写不进与 {to} 的连接，这张票暂时丢了。"
                )
            };
            telling.because(f, why)
        }
        Fact::AnsweredUnread { ballot } => {
            let sender = f.sender(ballot);
            say!(
                f,
                "{here} answers {sender} without reading its ballot: no voter of its view.",
                "{here} 不看内容就回了 {sender}：它不在投票视图里。"
            )
        }
        _ => Telling::default(),
    }
}

fn parked(f: &Facts<'_>, here: &str, to: &str, replaced: bool) -> Telling {
    if replaced {
        say!(
            f,
            "{here} puts the ballot into the one-slot box for {to}.",
            "The older one in it is thrown away.",
            "{here} 把票放进给 {to} 的单格信箱。",
            "里面那张旧票被丢掉。"
        )
    } else {
        say!(
            f,
            "{here} puts the ballot into the one-slot box for {to}.",
            "{here} 把票放进给 {to} 的单格信箱。"
        )
    }
}

fn received(f: &Facts<'_>, here: &str, sender: &str, dropped_oldest: bool) -> Telling {
    if dropped_oldest {
        say!(
            f,
            "A ballot of {sender} reaches {here}.",
            "Its queue was full; the oldest in it is lost.",
            "{sender} 的票到了 {here}。",
            "队列已满，最旧的一张丢了。"
        )
    } else {
        say!(
            f,
            "A ballot of {sender} reaches {here}.",
            "{sender} 的票到了 {here}。"
        )
    }
}

fn queued_en(f: &Facts<'_>, here: &str, ballot: MessageId, to: Sid, why: QueueReason) -> Telling {
    let told = f.told(ballot).map_or_else(String::new, |told| told.ballot);
    let to = f.server(to);
    let waiting = f.process().map_or(0, |p| p.sendqueue.len());
    let detail = match waiting {
        0 => String::new(),
        1 => "One ballot waits before it.".to_owned(),
        n => format!("{n} ballots wait before it."),
    };
    let head = match why {
        QueueReason::Broadcast => format!("{here} queues {told} for {to}."),
        QueueReason::Rebroadcast => format!("{here} queues {told} for {to} once more."),
        QueueReason::LaggingRound => format!("{here} answers {to}, whose round is over: {told}."),
        QueueReason::Established => format!("{here} tells {to} of the leader it has: {told}."),
        QueueReason::NonVoter => format!("{here} answers {to}, no voter of its view: {told}."),
    };
    Telling::new(head, detail)
}

fn sender_took_en(f: &Facts<'_>, here: &str, ballot: MessageId) -> Telling {
    let Some(n) = f.notification(ballot) else {
        return Telling::default();
    };
    let told = f.told(ballot);
    let age = told.as_ref().map_or(sim::time::Span::ZERO, |told| told.age);
    let vote = told.map_or_else(String::new, |told| told.ballot);
    let to = f.server(n.to);
    Telling::new(
        format!("{here} takes {vote} for {to} from its queue."),
        format!("It was queued {} ago.", f.about(age)),
    )
}

fn sent_en(f: &Facts<'_>, here: &str, ballot: MessageId, to: &str, replay: bool) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let age = f.about(told.age);
    if replay {
        return Telling::new(
            format!("{here} repeats its last ballot to {to}: {}.", told.ballot),
            format!("Nothing else was queued for it. It was written {age} ago."),
        );
    }
    let detail = match told.stale {
        Some((since, now)) => {
            format!(
                "Written {age} ago; {here} has voted {now} for {}.",
                f.about(since)
            )
        }
        None => String::new(),
    };
    Telling::new(format!("{here} sends {} to {to}.", told.ballot), detail)
}

fn heard_en(f: &Facts<'_>, here: &str, ballot: MessageId, state: ServerState) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let age = f.exact(told.age);
    let own = told.sender == here;
    let head = if own {
        format!("{here} hears its own ballot {}.", told.ballot)
    } else {
        format!("{here} hears {} from {}.", told.ballot, told.sender)
    };
    let mut detail = match told.stale {
        Some((since, now)) => {
            format!(
                "It was written {age} ago; {} has voted {now} for {}.",
                told.sender,
                f.about(since)
            )
        }
        None => format!("It was written {age} ago."),
    };
    if state != ServerState::Looking {
        detail.push_str(" It has a leader and only answers.");
    }
    Telling::new(head, detail)
}

fn queued_zh(f: &Facts<'_>, here: &str, ballot: MessageId, to: Sid, why: QueueReason) -> Telling {
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

fn sender_took_zh(f: &Facts<'_>, here: &str, ballot: MessageId) -> Telling {
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

fn sent_zh(f: &Facts<'_>, here: &str, ballot: MessageId, to: &str, replay: bool) -> Telling {
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

fn heard_zh(f: &Facts<'_>, here: &str, ballot: MessageId, state: ServerState) -> Telling {
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
