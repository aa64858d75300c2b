//! The votes of an election: rounds, what is proposed, counted and ignored, and how it ends.

use super::facts::Facts;
use super::{Telling, by, say};
use sim::id::MessageId;
use zookeeper::fact::{DecisionReason, Fact, IgnoreReason, ProposalReason, RoundReason};

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "`fact` sends only its own here"
)]
pub(super) fn tell(f: &Facts<'_>, here: &str, fact: Fact) -> Telling {
    match fact {
        Fact::RoundSet { round, why } => by!(f, round_set_en | round_set_zh, f, here, round.0, why),
        Fact::NewElection { zxid } => say!(
            f,
            "{here} begins an election; the last zxid in its log is 0x{zxid:x}.",
            "{here} 开始选举，日志里最后的 zxid 是 0x{zxid:x}。"
        ),
        Fact::Proposed { vote, why } => by!(f, proposed_en | proposed_zh, f, here, vote, why),
        Fact::PollStarted {
            timeout_ms,
            finalize,
        } => polling(f, here, timeout_ms, finalize),
        Fact::NotificationTimeout { next_ms } => {
            let next = f.millis(next_ms);
            say!(
                f,
                "{here} has heard nothing and asks again.",
                "It will wait {next} from here on.",
                "{here} 什么也没听到，再发一轮。",
                "下次等 {next}。"
            )
        }
        Fact::Counted { ballot } => by!(f, counted_en | counted_zh, f, here, ballot),
        Fact::CountedOut { ballot } => counted_out(f, here, ballot),
        Fact::Ignored { ballot, why } => by!(f, ignored_en | ignored_zh, f, here, ballot, why),
        Fact::PutBack { .. } => say!(
            f,
            "{here} hears a better vote just in time and goes on.",
            "{here} 赶上一张更好的票，接着选。"
        ),
        Fact::QuorumSeen { votes, needed } => quorum_seen(f, here, votes, needed),
        Fact::Decided { leader, how } => {
            by!(f, decided_en | decided_zh, f, here, &f.server(leader), how)
        }
        Fact::ElectionTook { ms, .. } => say!(
            f,
            "{here} prints that its election took {ms} ms.",
            "That is one server's view; it says nothing about whether the leader agrees.",
            "{here} 打印：选举用了 {ms} 毫秒。",
            "这只是一家之言，leader 认不认，它并不知道。"
        ),
        Fact::LeaderUnknown { sid } => say!(
            f,
            "{here} has elected server {sid}, which its configuration does not know.",
            "{here} 选出了 {sid} 号，可配置里没有它。"
        ),
        _ => Telling::default(),
    }
}

fn polling(f: &Facts<'_>, here: &str, timeout_ms: u32, finalize: bool) -> Telling {
    let timeout = f.millis(timeout_ms);
    if finalize {
        say!(
            f,
            "{here} waits {timeout} for a better vote.",
            "{here} 再等 {timeout}，看有没有更好的票。"
        )
    } else {
        say!(
            f,
            "{here} waits for a ballot, {timeout} at most.",
            "{here} 等票，最多 {timeout}。"
        )
    }
}

fn counted_out(f: &Facts<'_>, here: &str, ballot: MessageId) -> Telling {
    let told = f.told(ballot);
    let (sender, vote) = told.map_or_else(Default::default, |t| (t.sender, t.ballot));
    say!(
        f,
        "{here} notes that {sender} already has a leader: {vote}.",
        "{here} 记下：{sender} 已有 leader，{vote}。"
    )
}

fn quorum_seen(f: &Facts<'_>, here: &str, votes: u8, needed: u8) -> Telling {
    let (voters, _) = f.quorum();
    say!(
        f,
        "{here} has {votes} equal votes; it needs {needed} of {voters}.",
        "It waits 200 ms for a better one.",
        "{here} 有 {votes} 张一致的票；它的视图 {voters} 台，要 {needed} 票。",
        "再等 200 毫秒，看有没有更好的。"
    )
}

fn round_set_en(f: &Facts<'_>, here: &str, round: i64, why: RoundReason) -> Telling {
    let before = f.process().map_or(0, |p| p.round.0);
    match why {
        RoundReason::NewElection => Telling::head(format!("{here} enters round {round}.")),
        RoundReason::NewerRound => Telling::new(
            format!("{here} jumps from round {before} to round {round}."),
            "It forgets the votes of the round before.",
        ),
        RoundReason::Joined => Telling::head(format!(
            "{here} takes over round {round} of the ensemble that it joins."
        )),
        RoundReason::Setting => {
            Telling::head(format!("{here} has been through {round} elections before."))
        }
    }
}

fn proposed_en(f: &Facts<'_>, here: &str, vote: MessageId, why: ProposalReason) -> Telling {
    let Some(now) = f.proposal(vote) else {
        return Telling::default();
    };
    let leader = f.server(now.vote.leader);
    match why {
        ProposalReason::Initial => {
            Telling::head(format!("{here} votes for itself in round {}.", now.round.0))
        }
        ProposalReason::NewerRoundTheirs => Telling::new(
            format!("In round {} {here} votes {leader}.", now.round.0),
            "The ballot beats its own first vote.",
        ),
        ProposalReason::NewerRoundOwn => Telling::new(
            format!("In round {} {here} votes for itself again.", now.round.0),
            "It compares with its own first vote, not with what it voted last.",
        ),
        ProposalReason::Better => Telling::new(
            format!("{here} changes its mind and votes {leader}."),
            "Epoch first, then zxid, then sid: this ballot is better.",
        ),
    }
}

fn counted_en(f: &Facts<'_>, here: &str, ballot: MessageId) -> Telling {
    let Some(told) = f.told(ballot) else {
        return Telling::default();
    };
    let (voters, needed) = f.quorum();
    let votes = f.supporters_with(ballot);
    Telling::new(
        format!("{here} records {} from {}.", told.ballot, told.sender),
        format!("{votes} of the {needed} votes it needs; {voters} servers in its view."),
    )
}

fn ignored_en(f: &Facts<'_>, here: &str, ballot: MessageId, why: IgnoreReason) -> Telling {
    let told = f
        .told(ballot)
        .map_or_else(String::new, |t| format!("{} of {}", t.ballot, t.sender));
    let detail = match why {
        IgnoreReason::OldRound => "Its round is over.",
        IgnoreReason::Finalizing => "It comes while waiting for a better one, and is not better.",
        IgnoreReason::Observer => "Its sender has no vote.",
        IgnoreReason::NonMember => "Its sender is no voter of this view.",
        IgnoreReason::InvalidLeader => "It names a server that this view does not know.",
    };
    Telling::new(format!("{here} lets {told} pass."), detail)
}

fn decided_en(f: &Facts<'_>, here: &str, leader: &str, how: DecisionReason) -> Telling {
    let (voters, needed) = f.quorum();
    match how {
        DecisionReason::Quorum => Telling::new(
            format!("{here} takes {leader} as elected."),
            format!(
                "{needed} of {voters} are enough in its view, and no better vote came in 200 ms."
            ),
        ),
        DecisionReason::Joined => Telling::new(
            format!("{here} joins the ensemble that {leader} leads."),
            "A quorum says so, and the leader itself.",
        ),
    }
}

fn round_set_zh(f: &Facts<'_>, here: &str, round: i64, why: RoundReason) -> Telling {
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

fn proposed_zh(f: &Facts<'_>, here: &str, vote: MessageId, why: ProposalReason) -> Telling {
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

fn counted_zh(f: &Facts<'_>, here: &str, ballot: MessageId) -> Telling {
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

fn ignored_zh(f: &Facts<'_>, here: &str, ballot: MessageId, why: IgnoreReason) -> Telling {
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

fn decided_zh(f: &Facts<'_>, here: &str, leader: &str, how: DecisionReason) -> Telling {
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
