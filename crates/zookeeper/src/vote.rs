//! Votes and how they compare.

use crate::ids::{Epoch, Round, Sid, Zxid};

/// What a server is doing (`QuorumPeer.ServerState`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum ServerState {
    /// Electing.
    #[default]
    Looking,
    /// Following a leader, or trying to.
    Following,
    /// Leading, or trying to.
    Leading,
    /// Following without a vote.
    Observing,
}

impl ServerState {
    /// All states, by their ordinal on the wire.
    pub const ALL: [Self; 4] = [
        Self::Looking,
        Self::Following,
        Self::Leading,
        Self::Observing,
    ];

    /// The ordinal on the wire.
    pub fn ordinal(self) -> u8 {
        match self {
            Self::Looking => 0,
            Self::Following => 1,
            Self::Leading => 2,
            Self::Observing => 3,
        }
    }

    /// The name that logs print.
    pub fn name(self) -> &'static str {
        match self {
            Self::Looking => "LOOKING",
            Self::Following => "FOLLOWING",
            Self::Leading => "LEADING",
            Self::Observing => "OBSERVING",
        }
    }
}

/// Whom a server proposes, and why it may lead: its zxid and its epoch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Vote {
    /// The proposed leader.
    pub leader: Sid,
    /// The last zxid in the proposed leader's log.
    pub zxid: Zxid,
    /// The proposed leader's `currentEpoch` file, not the upper half of its zxid: an epoch may have
    /// been established without a transaction in it.
    pub peer_epoch: Epoch,
}

impl Vote {
    /// What a server that does not vote proposes (`getInitId` and its fellows, observers).
    pub const NONE: Self = Self {
        leader: Sid(i64::MIN),
        zxid: Zxid(i64::MIN),
        peer_epoch: Epoch(i64::MIN),
    };

    /// Whether this vote beats another: epoch first, then zxid, then sid
    /// (`FastLeaderElection.totalOrderPredicate`, but for the weight).
    pub fn beats(&self, other: &Self) -> bool {
        (self.peer_epoch, self.zxid, self.leader) > (other.peer_epoch, other.zxid, other.leader)
    }
}

/// A vote as it is kept once it has been received (`Vote`, 3.4.6).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ballot {
    /// The vote.
    pub vote: Vote,
    /// The round it was cast in.
    pub round: Round,
    /// The notification format of its sender; 0 where the code does not keep it.
    pub version: u32,
    /// The state of its sender; LOOKING where the code does not keep it.
    pub state: ServerState,
}

impl Ballot {
    /// A ballot as `recvset` keeps it: the constructor without state and version gives LOOKING and 0.
    pub fn looking(vote: Vote, round: Round) -> Self {
        Self {
            vote,
            round,
            version: 0,
            state: ServerState::Looking,
        }
    }

    /// Equality of votes as of ZOOKEEPER-1805 (`Vote.equals`, 3.4.6): all fields between votes of
    /// an election; between votes of an established ensemble the leader and its epoch, and across
    /// notification formats the leader alone.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let same_leader = self.vote.leader == other.vote.leader;
        if self.state == ServerState::Looking || other.state == ServerState::Looking {
            self.vote == other.vote && self.round == other.round
        } else if (self.version > 0) != (other.version > 0) {
            same_leader
        } else {
            same_leader && self.vote.peer_epoch == other.vote.peer_epoch
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(peer_epoch: i64, zxid: i64, leader: i64) -> Vote {
        Vote {
            leader: Sid(leader),
            zxid: Zxid(zxid),
            peer_epoch: Epoch(peer_epoch),
        }
    }

    #[test]
    fn epoch_then_zxid_then_sid_decide() {
        assert!(vote(8, 1, 0).beats(&vote(7, 9, 9)));
        assert!(vote(7, 2, 0).beats(&vote(7, 1, 9)));
        assert!(vote(7, 1, 2).beats(&vote(7, 1, 1)));
        assert!(!vote(7, 1, 1).beats(&vote(7, 1, 1)));
        assert!(vote(0, 0, 0).beats(&Vote::NONE));
    }

    #[test]
    fn established_votes_agree_on_the_leader_whatever_the_round() {
        let following = |round, version| Ballot {
            vote: vote(8, 5, 2),
            round: Round(round),
            version,
            state: ServerState::Following,
        };
        assert!(following(1, 1).agrees_with(&following(9, 1)));
        let other_epoch = Ballot {
            vote: vote(7, 5, 2),
            ..following(1, 1)
        };
        assert!(!other_epoch.agrees_with(&following(1, 1)));
        assert!(other_epoch.agrees_with(&following(1, 0)));
        let looking = Ballot {
            state: ServerState::Looking,
            ..following(1, 1)
        };
        assert!(!looking.agrees_with(&following(9, 1)));
    }
}
