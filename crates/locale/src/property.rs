//! Properties: what each says, its violation in a few words, and why it was violated.

use crate::Language;
use crate::number::about;
use scenario::property::{Property, Reason};
use sim::id::NodeId;
use sim::time::SimTime;
use zookeeper::ids::Sid;
use zookeeper::setting::Setting;

/// What a property says, as a short statement.
pub fn name(language: Language, property: Property) -> &'static str {
    let (en, zh) = match property {
        Property::ViewAgreement => ("All servers count the same voters", "各台的投票视图一致"),
        Property::FreshBallots => ("A ballot is heard within 1 s", "选票 1 秒内听到"),
        Property::ShortSendqueue => ("Few ballots wait in sendqueue", "sendqueue 不积压"),
        Property::NoPhantomElections => ("Nobody keeps following a non-leader", "不会一再白跟"),
        Property::Settles => (
            "A leader within 2 min of the last fault",
            "故障停止 2 分钟内有 leader",
        ),
        Property::ServiceReturns => ("Service returns", "服务恢复"),
        Property::OneLeaderPerEpoch => (
            "Never two leaders in one epoch",
            "同一 epoch 不会有两个 leader",
        ),
        Property::OneSynchronizerPerEpoch => (
            "Never two servers synchronise in one epoch",
            "同一 epoch 不会有两台同时在同步",
        ),
        Property::LeaderHasQuorum => ("Who leads has a quorum's ballots", "当 leader 必有多数票"),
        Property::RoundGrows => ("A round only grows", "轮次只增不减"),
        Property::ProposalImproves => ("A proposal only improves", "同一轮里只改投更优的"),
        Property::OwnRoundCounts => ("Only the own round counts", "只计本轮的票"),
        Property::OneConnection => ("One connection per peer", "每个对端只有一条连接"),
        Property::BoundedQueues => ("Queues keep their bounds", "队列不超过上限"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// What a property's first violation is, in as few words as a pennant has room for.
pub fn violation(language: Language, property: Property) -> &'static str {
    let (en, zh) = match property {
        Property::ViewAgreement => ("views disagree", "视图不一致"),
        Property::FreshBallots => ("a stale ballot is heard", "听到陈票"),
        Property::ShortSendqueue => ("ballots pile up", "选票积压"),
        Property::NoPhantomElections => ("followed in vain again", "一再白跟"),
        Property::Settles => ("still no leader", "仍没有 leader"),
        Property::ServiceReturns => ("no service at the end", "结束时无服务"),
        Property::OneLeaderPerEpoch => ("two leaders in one epoch", "同一 epoch 两个 leader"),
        Property::OneSynchronizerPerEpoch => {
            ("two synchronise in one epoch", "同一 epoch 两台同步")
        }
        Property::LeaderHasQuorum => ("leads without a quorum", "不足多数就当选"),
        Property::RoundGrows => ("a round goes back", "轮次倒退"),
        Property::ProposalImproves => ("a worse proposal", "改投了更差的"),
        Property::OwnRoundCounts => ("another round counts", "计了别轮的票"),
        Property::OneConnection => ("a second connection", "出现第二条连接"),
        Property::BoundedQueues => ("a queue overflows", "队列超限"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// How many laws of the protocol hold.
pub fn laws(language: Language, number: usize) -> String {
    match language {
        Language::En => format!("{number} laws of the protocol hold"),
        Language::Zh => format!("协议的 {number} 条定律成立"),
    }
}

/// Why a property was violated at a moment: who, and which values.
pub fn why(language: Language, setting: &Setting, at: SimTime, reason: &Reason) -> String {
    let words = Words {
        language,
        setting,
        at,
    };
    match language {
        Language::En => words.english(reason),
        Language::Zh => words.chinese(reason),
    }
}

struct Words<'a> {
    language: Language,
    setting: &'a Setting,
    at: SimTime,
}

impl Words<'_> {
    fn node(&self, node: NodeId) -> &str {
        self.setting.name(node)
    }

    fn peer(&self, sid: Sid) -> String {
        match self.setting.host_of(sid) {
            Some(node) => self.node(node).to_owned(),
            None => format!("sid {sid}"),
        }
    }

    fn since(&self, moment: SimTime) -> String {
        about(self.language, self.at.since(moment))
    }

    fn english(&self, reason: &Reason) -> String {
        let (node, peer) = (|node| self.node(node), |sid| self.peer(sid));
        match *reason {
            Reason::Views { a, b } => {
                let (x, y) = (node(a.0), node(b.0));
                format!("{x} needs {} of {}, {y} needs {} of {}", a.1, a.2, b.1, b.2)
            }
            Reason::Stale {
                from,
                node: by,
                age,
            } => {
                let (by, from, age) = (node(by), node(from), about(self.language, age));
                format!("{by} hears a ballot that {from} wrote {age} ago")
            }
            Reason::Queue {
                node: by,
                waiting,
                most,
            } => {
                format!("{waiting} wait at {}, at most {most} should", node(by))
            }
            Reason::Second { node: by, peer: to } => {
                format!("{} has a second one for {}", node(by), peer(to))
            }
            Reason::Phantoms {
                node: by,
                leader,
                times,
            } => {
                let (by, leader) = (node(by), peer(leader));
                format!("{by} has followed {times} times in vain, now {leader}")
            }
            Reason::Unsettled { since } => {
                format!("nobody leads {} after the last fault", self.since(since))
            }
            Reason::Leaders {
                epoch,
                nodes: (a, b),
            } => {
                format!("{} and {}, both in epoch {}", node(a), node(b), epoch.0)
            }
            Reason::Minority {
                node: by,
                have,
                needed,
            } => {
                format!("{} has {have} of the {needed} ballots it needs", node(by))
            }
            Reason::Round {
                node: by,
                own,
                other,
            } => {
                format!("{} is in round {}, and takes {}", node(by), own.0, other.0)
            }
            Reason::Worse { node: by, from, to } => {
                format!("{} turns from {} to {}", node(by), peer(from), peer(to))
            }
        }
    }

    fn chinese(&self, reason: &Reason) -> String {
        let (node, peer) = (|node| self.node(node), |sid| self.peer(sid));
        match *reason {
            Reason::Views { a, b } => {
                let (x, y) = (node(a.0), node(b.0));
                format!("{x} 要 {}/{}，{y} 要 {}/{}", a.1, a.2, b.1, b.2)
            }
            Reason::Stale {
                from,
                node: by,
                age,
            } => {
                let (by, from, age) = (node(by), node(from), about(self.language, age));
                format!("{by} 听到 {from} {age}前写的票")
            }
            Reason::Queue {
                node: by,
                waiting,
                most,
            } => {
                format!("{} 有 {waiting} 条在等，至多该有 {most} 条", node(by))
            }
            Reason::Second { node: by, peer: to } => {
                format!("{} 对 {} 又多了一个", node(by), peer(to))
            }
            Reason::Phantoms {
                node: by,
                leader,
                times,
            } => {
                let (by, leader) = (node(by), peer(leader));
                format!("{by} 已白跟 {times} 次，这次是 {leader}")
            }
            Reason::Unsettled { since } => {
                format!("最后一次故障后 {}仍没有 leader", self.since(since))
            }
            Reason::Leaders {
                epoch,
                nodes: (a, b),
            } => {
                format!("{} 和 {} 都在 epoch {}", node(a), node(b), epoch.0)
            }
            Reason::Minority {
                node: by,
                have,
                needed,
            } => {
                format!("{} 要 {needed} 票，只有 {have} 票", node(by))
            }
            Reason::Round {
                node: by,
                own,
                other,
            } => {
                format!("{} 在第 {} 轮，却用了第 {} 轮", node(by), own.0, other.0)
            }
            Reason::Worse { node: by, from, to } => {
                format!("{} 从 {} 改投 {}", node(by), peer(from), peer(to))
            }
        }
    }
}
