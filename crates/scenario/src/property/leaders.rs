//! Who leads, in which epoch, and by whose ballots (S1, S5, Leadership1, Leadership2).

use super::{Judge, Property, Reason, Seen};
use sim::id::NodeId;
use zookeeper::fact::{Fact, Stage};
use zookeeper::ids::Sid;
use zookeeper::sid_map::SidSet;

impl Judge {
    pub(super) fn leaders(&mut self, seen: &Seen<'_>) {
        let (node, at) = (seen.row.node, seen.row.at);
        if let Fact::HaveQuorum { epoch, .. } = seen.fact {
            let first = *self.leaders.or_insert(epoch, node);
            if first != node {
                let nodes = (first, node);
                let why = Reason::Leaders { epoch, nodes };
                self.violate(Property::OneLeaderPerEpoch, at, why);
            }
        } else if let Fact::WaitOver {
            stage: Stage::EpochAck,
            ..
        } = seen.fact
        {
            self.synchronizes(seen);
        } else if let Fact::LeaderShutdown { .. } | Fact::StateEntered { .. } = seen.fact {
            self.process(node).leads = None;
        } else if let Fact::Decided { leader, .. } = seen.fact
            && let Some((have, needed)) = minority(seen, leader)
        {
            let why = Reason::Minority { node, have, needed };
            self.violate(Property::LeaderHasQuorum, at, why);
        }
    }

    /// A quorum has acknowledged the epoch: from here on a leader synchronises its learners.
    fn synchronizes(&mut self, seen: &Seen<'_>) {
        let node = seen.row.node;
        let process = seen.picture.process(node);
        let Some(epoch) = process.and_then(|process| process.leader.epoch) else {
            return;
        };
        let leads = |other: &NodeId| {
            let process = self.processes.get(other.index());
            *other != node && process.is_some_and(|process| process.leads == Some(epoch))
        };
        let mut hosts = (0..=u8::MAX).map(NodeId).take(self.processes.len());
        let other = hosts.find(leads);
        if let Some(other) = other {
            let nodes = (other, node);
            let why = Reason::Leaders { epoch, nodes };
            self.violate(Property::OneSynchronizerPerEpoch, seen.row.at, why);
        }
        self.process(node).leads = Some(epoch);
    }
}

/// How many ballots for itself a server holds that has just decided to lead, and how many its own view
/// asks for, if they are no quorum there. Those of servers that follow it already count as well; in one
/// round all ballots for a server are equal, because they carry that server's own zxid and epoch.
fn minority(seen: &Seen<'_>, leader: Sid) -> Option<(usize, usize)> {
    let process = seen.picture.process(seen.row.node)?;
    let config = process.context.config(seen.reading.setting)?;
    if process.context.sid() != Some(leader) {
        return None;
    }
    let mut ballots = SidSet::default();
    for (sid, held) in process.recvset.iter().chain(process.outofelection.iter()) {
        let ballot = picture::zookeeper::proposal(seen.reading, held.message);
        if ballot.is_some_and(|ballot| ballot.vote.leader == leader) {
            ballots.insert(sid);
        }
    }
    let quorum = config.verifier.contains_quorum(&ballots);
    (!quorum).then(|| (ballots.len(), config.verifier.needed()))
}
