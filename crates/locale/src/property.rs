//! Properties: what each says, its violation in a few words, and why it was violated.

use crate::Language;
use crate::number::about;
use scenario::property::{Broken, Property, Reason};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use zookeeper::ids::{Sid, Zxid};
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
            "故障停了之后 2 分钟内有 leader",
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
        Property::PrefixConsistency => ("Committed histories agree", "已提交的历史互为前缀"),
        Property::Integrity => (
            "Only what a leader broadcast is delivered",
            "生效的都由 leader 广播过",
        ),
        Property::Agreement => (
            "What one delivers, all deliver and keep",
            "一台生效的，各台都生效，不丢",
        ),
        Property::TotalOrder => ("All deliver in one order", "各台生效次序一致"),
        Property::LocalPrimaryOrder => (
            "One leader's transactions keep their order",
            "同一 leader 的事务次序不变",
        ),
        Property::GlobalPrimaryOrder => ("Smaller epochs are delivered first", "小 epoch 先生效"),
        Property::PrimaryIntegrity => (
            "A leader has what its followers delivered",
            "follower 生效过的，leader 都有",
        ),
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
        Property::FreshBallots => ("a stale ballot is heard", "听到旧票"),
        Property::ShortSendqueue => ("ballots pile up", "选票积压"),
        Property::NoPhantomElections => ("followed in vain again", "一再白跟"),
        Property::Settles => ("still no leader", "仍没有 leader"),
        Property::ServiceReturns => ("no service at the end", "结束时没有服务"),
        Property::OneLeaderPerEpoch | Property::OneSynchronizerPerEpoch => {
            ("two leaders in one epoch", "同一 epoch 两个 leader")
        }
        // Only a defect of the engine shows one of these.
        Property::LeaderHasQuorum
        | Property::RoundGrows
        | Property::ProposalImproves
        | Property::OwnRoundCounts
        | Property::OneConnection
        | Property::BoundedQueues => ("a law is broken", "违反定律"),
        Property::PrefixConsistency
        | Property::Integrity
        | Property::Agreement
        | Property::TotalOrder
        | Property::LocalPrimaryOrder
        | Property::GlobalPrimaryOrder
        | Property::PrimaryIntegrity => ("histories differ", "历史不一致"),
    };
    match language {
        Language::En => en,
        Language::Zh => zh,
    }
}

/// What ought to have held, under what happened instead.
pub fn ought(language: Language, rule: &str) -> String {
    match language {
        Language::En => format!("rule: {rule}"),
        Language::Zh => format!("规则：{rule}"),
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
    let mut say = Say {
        language,
        setting,
        values: Vec::new(),
    };
    say.values(at, reason);
    let (en, zh) = sentence(reason);
    say.fill(match language {
        Language::En => en,
        Language::Zh => zh,
    })
}

/// The sentence of a reason, with the places of its values.
fn sentence(reason: &Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::Views { .. } => (
            "{0} needs {1} of {2}, {3} needs {4} of {5}",
            "{0} 要 {1}/{2}，{3} 要 {4}/{5}",
        ),
        Reason::Stale { .. } => (
            "{0} hears a ballot that {1} wrote {2} ago",
            "{0} 听到 {1} {2}前写的票",
        ),
        Reason::Queue { .. } => (
            "{1} wait at {0}, at most {2} should",
            "{0} 有 {1} 条在等，至多该有 {2} 条",
        ),
        Reason::Second { .. } => ("{0} has a second one for {1}", "{0} 对 {1} 又多了一个"),
        Reason::Phantoms { .. } => (
            "{0} has followed {2} times in vain, now {1}",
            "{0} 已白跟 {2} 次，这次是 {1}",
        ),
        Reason::Unsettled { .. } => (
            "nobody leads {0} after the last fault",
            "最后一次故障后 {0}仍没有 leader",
        ),
        Reason::Leaders { .. } => (
            "{0} and {1}, both in epoch {2}",
            "{0} 和 {1} 都在 epoch {2}",
        ),
        Reason::Minority { .. } => (
            "{0} has {1} of the {2} ballots it needs",
            "{0} 要 {2} 票，只有 {1} 票",
        ),
        Reason::Round { .. } => (
            "{0} is in round {1}, and takes {2}",
            "{0} 在第 {1} 轮，却用了第 {2} 轮",
        ),
        Reason::Worse { .. } => ("{0} turns from {1} to {2}", "{0} 从 {1} 改投 {2}"),
        Reason::Histories(broken) => histories(broken.law),
    }
}

/// How two histories differ.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other laws compare what was delivered in one place"
)]
fn histories(law: Property) -> (&'static str, &'static str) {
    match law {
        Property::Integrity => (
            "{0} hears of {2} from {1}, and nobody has broadcast it",
            "{0} 从 {1} 收到 {2}，却没有谁广播过它",
        ),
        Property::LocalPrimaryOrder => (
            "{0} delivers {2} of {1} and has never had {3}",
            "{0} 生效了 {1} 的 {2}，却没有它之前的 {3}",
        ),
        Property::GlobalPrimaryOrder => ("{0} delivers {2} after {3}", "{0} 在 {3} 之后才生效 {2}"),
        Property::PrimaryIntegrity => (
            "{0} broadcasts and lacks {2}, which {1} has delivered",
            "{0} 开始广播，却没有 {1} 已生效的 {2}",
        ),
        _ => (
            "{0} has delivered {2} where {1} has {3}",
            "{0} 生效的是 {2}，{1} 在同一处却是 {3}",
        ),
    }
}

/// The values of a sentence, in words. A sentence is one text per language with the places of its
/// values, because twenty formatted ones would be 2 KB of the page.
struct Say<'a> {
    language: Language,
    setting: &'a Setting,
    values: Vec<String>,
}

impl Say<'_> {
    /// The values, in the order of their places.
    fn values(&mut self, at: SimTime, reason: &Reason) {
        match *reason {
            Reason::Views { a, b } => {
                for (node, needs, voters) in [a, b] {
                    self.node(node).number(needs).number(voters);
                }
            }
            Reason::Stale { from, node, age } => {
                self.node(node).node(from).span(age);
            }
            Reason::Queue {
                node,
                waiting: first,
                most: second,
            }
            | Reason::Minority {
                node,
                have: first,
                needed: second,
            } => {
                self.node(node).number(first).number(second);
            }
            Reason::Second { node, peer } => {
                self.node(node).peer(peer);
            }
            Reason::Phantoms {
                node,
                leader,
                times,
            } => {
                self.node(node).peer(leader).long(i64::from(times));
            }
            Reason::Unsettled { since } => {
                self.span(at.since(since));
            }
            Reason::Leaders { epoch, nodes } => {
                self.node(nodes.0).node(nodes.1).long(epoch.0);
            }
            Reason::Round { node, own, other } => {
                self.node(node).long(own.0).long(other.0);
            }
            Reason::Worse { node, from, to } => {
                self.node(node).peer(from).peer(to);
            }
            Reason::Histories(Broken {
                node,
                other,
                zxid,
                instead,
                ..
            }) => {
                self.node(node).node(other).zxid(zxid).zxid(instead);
            }
        }
    }

    fn word(&mut self, word: String) -> &mut Self {
        self.values.push(word);
        self
    }

    fn node(&mut self, node: NodeId) -> &mut Self {
        self.word(self.setting.name(node).to_owned())
    }

    fn peer(&mut self, sid: Sid) -> &mut Self {
        match self.setting.host_of(sid) {
            Some(node) => self.node(node),
            None => self.long(sid.0),
        }
    }

    fn zxid(&mut self, zxid: Zxid) -> &mut Self {
        self.word(format!("0x{zxid:x}"))
    }

    fn number(&mut self, number: usize) -> &mut Self {
        self.word(number.to_string())
    }

    fn long(&mut self, number: i64) -> &mut Self {
        self.word(number.to_string())
    }

    fn span(&mut self, span: Span) -> &mut Self {
        self.word(about(self.language, span))
    }

    /// The text with each `{N}` replaced by the value with that number.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        for part in text.split('{') {
            let value = part.split_once('}').and_then(|(number, rest)| {
                let index: usize = number.parse().ok()?;
                Some((self.values.get(index)?, rest))
            });
            if let Some((value, rest)) = value {
                filled.push_str(value);
                filled.push_str(rest);
            } else {
                filled.push_str(part);
            }
        }
        filled
    }
}
