//! Predicates on pictures that judge every run: laws of the protocol, and hopes of its operators.
//!
//! A violation is an annotation, never a fact: a new property changes no run. Each says how it is
//! expected to hold, because a property that is too strong teaches something false.

use picture::reading::Reading;
use picture::zookeeper::Picture;
use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use sim::time::{SimTime, Span};
use sim::trace::Row;
use zookeeper::fact::Fact;
use zookeeper::ids::Epoch;
use zookeeper::message::Message;
use zookeeper::quorum::QuorumVerifier;
use zookeeper::sid_map::SidSet;

/// How a property is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expectation {
    /// It holds at every moment.
    Always,
    /// It holds at some moment.
    Sometimes,
    /// It holds at the end.
    Eventually,
}

impl Expectation {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Sometimes => "sometimes",
            Self::Eventually => "eventually",
        }
    }
}

/// The properties.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Property {
    /// All running servers count the same voters, or at least any two quorums of theirs meet.
    ViewAgreement,
    /// Two leaders established in the same epoch are the same server.
    OneLeaderPerEpoch,
    /// A ballot is heard within a second of being written.
    FreshBallots,
    /// Some leader is established and serves at the end.
    ServiceReturns,
}

/// The longest a ballot may take from being written to being heard.
pub const FRESH: Span = Span::from_millis(1_000);

impl Property {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::ViewAgreement,
        Self::FreshBallots,
        Self::OneLeaderPerEpoch,
        Self::ServiceReturns,
    ];

    /// Its name, for ever.
    pub fn id(self) -> &'static str {
        match self {
            Self::ViewAgreement => "view-agreement",
            Self::OneLeaderPerEpoch => "one-leader-per-epoch",
            Self::FreshBallots => "fresh-ballots",
            Self::ServiceReturns => "service-returns",
        }
    }

    /// How it is meant.
    pub fn expect(self) -> Expectation {
        match self {
            Self::ViewAgreement | Self::OneLeaderPerEpoch | Self::FreshBallots => {
                Expectation::Always
            }
            Self::ServiceReturns => Expectation::Eventually,
        }
    }
}

/// What a run says about a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// The property.
    pub property: Property,
    /// Whether it held as it is meant.
    pub holds: bool,
    /// When it was first violated.
    pub first_violation: Option<SimTime>,
}

/// Judges a run while its facts are taken in.
#[derive(Clone, Debug)]
pub struct Judge {
    /// What lies before brought the situation about and is not judged.
    from: SimTime,
    violations: SortedMap<Property, SimTime>,
    leaders: SortedMap<Epoch, NodeId>,
    serves: bool,
}

impl Judge {
    /// A judge of what happens from a moment on.
    pub fn new(from: SimTime) -> Self {
        Self {
            from,
            violations: SortedMap::new(),
            leaders: SortedMap::new(),
            serves: false,
        }
    }

    /// Looks at the picture after a fact.
    pub fn look(&mut self, reading: &Reading<'_>, picture: &Picture, row: &Row) {
        let Some(fact) = Fact::decode(row) else {
            self.serves = picture.established_leaders().next().is_some();
            return;
        };
        if let Fact::ConfigRead { .. } = fact
            && !views_agree(reading, picture)
        {
            self.violate(Property::ViewAgreement, row.at);
        }
        if let Fact::HaveQuorum { epoch, .. } = fact {
            let first = *self.leaders.or_insert(epoch, row.node);
            if first != row.node {
                self.violate(Property::OneLeaderPerEpoch, row.at);
            }
        }
        if let Fact::Heard { ballot, .. } = fact
            && age(reading, ballot, row.at).is_some_and(|age| age > FRESH)
        {
            self.violate(Property::FreshBallots, row.at);
        }
        if let Fact::Serving { .. } | Fact::StateEntered { .. } = fact {
            self.serves = picture.established_leaders().next().is_some();
        }
    }

    /// What there is to say at the end.
    pub fn judgements(&self) -> Vec<Judgement> {
        let judge = |property: Property| {
            let first_violation = self.violations.get(&property).copied();
            let holds = match property {
                Property::ServiceReturns => self.serves,
                Property::ViewAgreement | Property::OneLeaderPerEpoch | Property::FreshBallots => {
                    first_violation.is_none()
                }
            };
            Judgement {
                property,
                holds,
                first_violation,
            }
        };
        Property::ALL.into_iter().map(judge).collect()
    }

    fn violate(&mut self, property: Property, at: SimTime) {
        if at >= self.from {
            self.violations.or_insert(property, at);
        }
    }
}

/// How long ago a ballot was written.
pub fn age(reading: &Reading<'_>, ballot: sim::id::MessageId, at: SimTime) -> Option<Span> {
    let n = Message::decode(reading.trace.message(ballot))?.notification()?;
    let written = reading.trace.get(n.queued)?.at;
    Some(at.since(written))
}

/// Whether any two quorums, each in the view of a running server, have a server in common.
fn views_agree(reading: &Reading<'_>, picture: &Picture) -> bool {
    let views: Vec<(SidSet, usize)> = picture
        .processes()
        .filter_map(|(_, process)| process.context.config(reading.setting))
        .map(|config| (config.voters().collect(), quorum_size(&config.verifier)))
        .collect();
    views
        .iter()
        .all(|a| views.iter().all(|b| a.0 == b.0 || quorums_meet(a, b)))
}

fn quorum_size(verifier: &QuorumVerifier) -> usize {
    verifier.needed()
}

/// Two quorums can miss each other if their members can be found without sharing one.
fn quorums_meet((a, needs_a): &(SidSet, usize), (b, needs_b): &(SidSet, usize)) -> bool {
    let shared = a.iter().filter(|sid| b.contains(*sid)).count();
    let from_shared = |view: &SidSet, needs: usize| needs.saturating_sub(view.len() - shared);
    from_shared(a, *needs_a) + from_shared(b, *needs_b) > shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use zookeeper::ids::Sid;

    fn view(sids: &[i64]) -> (SidSet, usize) {
        (
            sids.iter().map(|sid| Sid(*sid)).collect(),
            sids.len() / 2 + 1,
        )
    }

    #[test]
    fn a_majority_of_three_can_miss_a_majority_of_five() {
        assert!(!quorums_meet(&view(&[0, 1, 2]), &view(&[0, 1, 2, 3, 4])));
        assert!(quorums_meet(&view(&[0, 1, 2]), &view(&[0, 1, 2])));
        assert!(quorums_meet(&view(&[0, 1, 2]), &view(&[0, 1, 2, 3])));
        assert!(!quorums_meet(&view(&[0, 1, 2]), &view(&[3, 4, 5])));
    }
}
