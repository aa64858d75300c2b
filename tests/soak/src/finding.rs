//! What a schedule violates, whether that is known, and what of it is needed.

use crate::schedule::Schedule;
use scenario::outcome::Outcome;
use scenario::property::{Judgement, Property};
use scenario::run::Run;
use zookeeper::dialect::{Connect, LastSeen};
use zookeeper::fact::{DialFailure, Fact, Port};

/// A violation.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Finding {
    /// What the run says about the property.
    pub judgement: Judgement,
    /// Why that is known to happen; nothing if it is a defect.
    pub known: Option<Known>,
}

/// Why a property is known to be violated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Known {
    /// An operator has edited a file: the servers count different voters, and nothing that is true of
    /// one quorum need be true of another.
    MixedViews,
    /// A dial to a dark host holds up every ballot for 5 s, in releases that dial inside the monitor
    /// (ZOOKEEPER-2164): with one voter dark and one view, elections can miss each other for ever.
    BlockingConnects,
    /// A leader with another list of members has handed it on with NEWLEADER, and releases from 3.5.0 to
    /// 3.6.1 need a quorum of it as well from then on (`QuorumPeer.setLastSeenQuorumVerifier`): two of
    /// three look at each other for ever if the third is the one that the other list cannot do without.
    HandedOn,
    /// Not a law. A dial to a dark host, a cut link, a stopped process hold ballots up, and make
    /// servers follow one that does not lead.
    Hope,
}

impl Known {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::MixedViews => "servers count different voters",
            Self::BlockingConnects => "dials to a dark host block this release",
            Self::HandedOn => "a leader has handed on another list of members",
            Self::Hope => "not a law: faults do that",
        }
    }
}

/// What a run violates.
pub fn findings(run: &Run) -> Vec<Finding> {
    let outcome = Outcome::of(run);
    let of = |property: Property| {
        let mut judgements = outcome.judgements.iter();
        judgements.find(|judgement| judgement.property == property)
    };
    let views = of(Property::ViewAgreement).and_then(|judgement| judgement.first_violation);
    let broken = |judgement: &&Judgement| judgement.first_violation.is_some();
    let finding = |judgement: &Judgement| {
        let mixed = views.is_some_and(|views| Some(views) <= judgement.first_violation);
        let known = if mixed {
            Some(Known::MixedViews)
        } else if judgement.property == Property::Settles {
            let blocked = blocked(run).then_some(Known::BlockingConnects);
            blocked.or(handed_on(run).then_some(Known::HandedOn))
        } else if judgement.property.is_law() {
            None
        } else {
            Some(Known::Hope)
        };
        Finding {
            judgement: *judgement,
            known,
        }
    };
    let judgements = outcome.judgements.iter().filter(broken);
    judgements.map(finding).collect()
}

/// Whether a dial to an election port has timed out in a release in which others wait for it.
fn blocked(run: &Run) -> bool {
    let timed_out = |fact: Fact| {
        matches!(
            fact,
            Fact::DialFailed {
                port: Port::Election,
                why: DialFailure::TimedOut,
                ..
            }
        )
    };
    let mut facts = run.trace().iter().filter_map(|(_, row)| Fact::decode(&row));
    run.plan().release.dialect().connect == Connect::InsideMonitor && facts.any(timed_out)
}

/// Whether servers have read different lists in a release that keeps what a leader hands on.
fn handed_on(run: &Run) -> bool {
    let facts = run.trace().iter().filter_map(|(_, row)| Fact::decode(&row));
    let mut lists = facts.filter_map(|fact| {
        if let Fact::ConfigRead { config, .. } = fact {
            Some(config)
        } else {
            None
        }
    });
    let first = lists.next();
    let keeps = run.plan().release.dialect().last_seen == LastSeen::Kept;
    keeps && lists.any(|list| Some(list) != first)
}

/// Removes acts as long as the same property is violated for the same known reason, or for none.
pub fn minimise(schedule: &Schedule, finding: &Finding) -> Schedule {
    let still = |schedule: &Schedule| {
        schedule.play().is_ok_and(|run| {
            findings(&run).iter().any(|other| {
                other.judgement.property == finding.judgement.property
                    && other.known == finding.known
            })
        })
    };
    let mut least = schedule.clone();
    let mut act = least.acts.len();
    // Backwards: what was done last is needed least often.
    while act > 0 {
        act -= 1;
        let less = least.without(act);
        if !less.acts.is_empty() && still(&less) {
            least = less;
            act = act.min(least.acts.len());
        }
    }
    least
}
