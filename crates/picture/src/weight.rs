//! How much a fact matters to somebody who steps through a run.

use sim::trace::{Row, Tag};
use zookeeper::fact::{ClientDeed, Fact, QueueReason};

/// How much a fact matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Weight {
    /// A step of a thread on its way to something.
    Detail,
    /// Something that begins, ends, decides or fails.
    Step,
    /// A host, a process or the service is something else afterwards.
    Change,
}

impl Weight {
    /// How much a fact matters.
    pub fn of(row: &Row) -> Self {
        if row.tag < Tag::SYSTEM {
            return if row.tag == Tag::Stalled as u8 {
                Self::Step
            } else {
                Self::Change
            };
        }
        Fact::decode(row).map_or(Self::Detail, of_fact)
    }
}

fn of_fact(fact: Fact) -> Weight {
    match fact {
        Fact::StateEntered { .. }
        | Fact::StartRefused { .. }
        | Fact::Serving { .. }
        | Fact::LeaderShutdown { .. }
        | Fact::ConfigAdopted { .. } => Weight::Change,
        Fact::ReloadStarted { .. }
        | Fact::NewElection { .. }
        | Fact::Proposed { .. }
        | Fact::NotificationTimeout { .. }
        | Fact::Counted { .. }
        | Fact::CountedOut { .. }
        | Fact::Ignored { .. }
        | Fact::PutBack { .. }
        | Fact::QuorumSeen { .. }
        | Fact::Decided { .. }
        | Fact::ElectionTook { .. }
        | Fact::UnexpectedException { .. }
        | Fact::Parked { .. }
        | Fact::DialStarted { .. }
        | Fact::DialFailed { .. }
        | Fact::ChallengeLost { .. }
        | Fact::ConnectionRequest { .. }
        | Fact::ChallengeFailed { .. }
        | Fact::LinkUp { .. }
        | Fact::LinkDown { .. }
        | Fact::Sent { .. }
        | Fact::Heard { .. }
        | Fact::SendFailed { .. }
        | Fact::ConnectionBroken { .. }
        | Fact::InvalidServerId { .. }
        | Fact::LockWaited { .. }
        | Fact::AnsweredUnread { .. }
        | Fact::LeaderUnknown { .. }
        | Fact::FollowingFailed { .. }
        | Fact::SyncStarted { .. }
        | Fact::QuorumPortTaken
        | Fact::LearnerArrived { .. }
        | Fact::WaitStarted { .. }
        | Fact::EpochProposed { .. }
        | Fact::SyncSent { .. }
        | Fact::NewLeaderAcked { .. }
        | Fact::HaveQuorum { .. }
        | Fact::SyncedCounted { .. }
        | Fact::HandlerFailed { .. }
        | Fact::ConnectRejected { .. }
        | Fact::OwnIdRefused { .. }
        | Fact::ReconfigProposed { .. }
        | Fact::ListenFailed { .. }
        | Fact::ListenerGone
        | Fact::ConfigSeen { .. }
        | Fact::ConfigVersionSet { .. }
        | Fact::ReconfigRefused { .. }
        | Fact::Truncated { .. }
        | Fact::ClientLeft { .. }
        | Fact::ClientArrived { .. }
        | Fact::TransactionsProposed { .. } => Weight::Step,
        Fact::Queued { why, .. } => of_queue(why),
        Fact::ConfigRead { .. }
        | Fact::Printed { .. }
        | Fact::ElectionPortBound
        | Fact::RoundSet { .. }
        | Fact::PollStarted { .. }
        | Fact::SenderTook { .. }
        | Fact::LoopedBack { .. }
        | Fact::DialConnected { .. }
        | Fact::ChallengeRead { .. }
        | Fact::Received { .. }
        | Fact::LockTaken { .. }
        | Fact::ConnectSubmitted { .. }
        | Fact::ConnectSkipped { .. }
        | Fact::ConnectorEnded { .. }
        | Fact::LearnerShutdown
        | Fact::PacketSent { .. }
        | Fact::PacketReceived { .. }
        | Fact::SnapshotTaken { .. }
        | Fact::AcceptedEpochSet { .. }
        | Fact::CurrentEpochSet { .. }
        | Fact::Logged { .. }
        | Fact::QuorumPortBound
        | Fact::WaitOver { .. }
        | Fact::Synchronizing { .. }
        | Fact::LearnersClosed
        | Fact::Goodbye { .. }
        | Fact::AcceptorClosed
        | Fact::LearnerSynced { .. }
        | Fact::Committed { .. }
        | Fact::ProposalAcked { .. } => Weight::Detail,
        Fact::Client { did, .. } => of_deed(did),
    }
}

/// An answer is a step; a broadcast to everybody is many details.
fn of_queue(why: QueueReason) -> Weight {
    match why {
        QueueReason::LaggingRound | QueueReason::Established | QueueReason::NonVoter => {
            Weight::Step
        }
        QueueReason::Broadcast | QueueReason::Rebroadcast => Weight::Detail,
    }
}

fn of_deed(did: ClientDeed) -> Weight {
    match did {
        ClientDeed::DialFailed
        | ClientDeed::SessionNew
        | ClientDeed::SessionRenewed
        | ClientDeed::Disconnected
        | ClientDeed::ReadLost
        | ClientDeed::WriteUnknown => Weight::Step,
        ClientDeed::Dials
        | ClientDeed::ReadSubmitted
        | ClientDeed::ReadAnswered
        | ClientDeed::WriteSubmitted
        | ClientDeed::WriteAcknowledged => Weight::Detail,
    }
}
