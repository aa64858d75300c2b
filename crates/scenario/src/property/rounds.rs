//! What a server does within an election: its rounds, its proposals, the ballots it counts (S2 to
//! S4).

use super::{Judge, Property, Reason, Seen};
use picture::zookeeper::proposal;
use zookeeper::fact::{Fact, RoundReason};
use zookeeper::ids::Round;
use zookeeper::message::Message;
use zookeeper::vote::Vote;

/// A round and what was proposed in it.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Held {
    round: Round,
    vote: Option<Vote>,
}

impl Judge {
    pub(super) fn rounds(&mut self, seen: &Seen<'_>) {
        let (node, at) = (seen.row.node, seen.row.at);
        let held = self.process(node).held;
        if let Fact::RoundSet { round, why } = seen.fact {
            if round <= held.round && why != RoundReason::Joined {
                let (own, other) = (held.round, round);
                let why = Reason::Round { node, own, other };
                self.violate(Property::RoundGrows, at, why);
            }
            self.process(node).held = Held { round, vote: None };
        } else if let Fact::Proposed { vote, .. } = seen.fact {
            let vote = proposal(seen.reading, vote).map(|proposal| proposal.vote);
            if let (Some(last), Some(vote)) = (held.vote, vote)
                && !vote.beats(&last)
            {
                let (from, to) = (last.leader, vote.leader);
                let why = Reason::Worse { node, from, to };
                self.violate(Property::ProposalImproves, at, why);
            }
            self.process(node).held.vote = vote;
        } else if let Fact::Counted { ballot } = seen.fact {
            let message = Message::decode(seen.reading.trace.message(ballot));
            let other = message.and_then(Message::notification).map(|n| n.round);
            if let Some(other) = other.filter(|other| *other != held.round) {
                let own = held.round;
                let why = Reason::Round { node, own, other };
                self.violate(Property::OwnRoundCounts, at, why);
            }
        } else if let Fact::ConfigAdopted { .. } = seen.fact {
            // The election starts anew, in round zero.
            self.process(node).held = Held::default();
        }
    }
}
