//! Events as sentences: what happened, to whom, in the order of cause.
//!
//! A head says it in one sentence; a detail adds the number that matters, where there is one. Both
//! come from the fact, the picture before it and the messages that it names.

mod ballots;
mod broadcast;
mod connections;
mod election;
mod en;
mod facts;
mod leader;
mod learner;
mod membership;
mod process;
mod threads;
mod zh;

use crate::Language;
use facts::Facts;
use picture::reading::Reading;
use picture::zookeeper::Picture;
use sim::id::EventId;
use zookeeper::fact::{Fact, Failure};

/// A sentence in the language that is asked for, with a detail or without one. The words between the
/// braces are the caller's.
macro_rules! say {
    ($f:expr, $en:literal, $zh:literal) => {
        crate::event::Telling {
            head: match $f.language {
                crate::Language::En => format!($en),
                crate::Language::Zh => format!($zh),
            },
            detail: String::new(),
        }
    };
    ($f:expr, $en:literal, $en_detail:literal, $zh:literal, $zh_detail:literal) => {
        match $f.language {
            crate::Language::En => crate::event::Telling {
                head: format!($en),
                detail: format!($en_detail),
            },
            crate::Language::Zh => crate::event::Telling {
                head: format!($zh),
                detail: format!($zh_detail),
            },
        }
    };
}
pub(crate) use say;

/// What a function of the language that is asked for says.
macro_rules! by {
    ($f:expr, $en:path | $zh:path, $($with:expr),*) => {
        match $f.language {
            crate::Language::En => $en($($with),*),
            crate::Language::Zh => $zh($($with),*),
        }
    };
}
use by;

/// An event in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Telling {
    /// What happened, in one sentence.
    pub head: String,
    /// The number that matters; may be empty.
    pub detail: String,
}

impl Telling {
    fn new(head: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            detail: detail.into(),
        }
    }

    fn head(head: impl Into<String>) -> Self {
        Self::new(head, "")
    }

    /// The same, because something has failed.
    fn because(self, f: &Facts<'_>, why: Failure) -> Self {
        Self::new(self.head, by!(f, en::failure | zh::failure, why))
    }
}

/// Tells an event, given the picture before it.
pub fn tell(
    language: Language,
    reading: &Reading<'_>,
    before: &Picture,
    event: EventId,
) -> Telling {
    let Some(facts) = Facts::new(language, reading, before, event) else {
        return Telling::default();
    };
    match language {
        Language::En => en::tell(&facts),
        Language::Zh => zh::tell(&facts),
    }
}

/// Every fact has its sentence: a new one is met here first.
fn fact(f: &Facts<'_>, fact: Fact) -> Telling {
    let here = f.here();
    match fact {
        Fact::ConfigRead { .. }
        | Fact::Printed { .. }
        | Fact::ElectionPortBound
        | Fact::StartRefused { .. }
        | Fact::StateEntered { .. }
        | Fact::ReloadStarted { .. }
        | Fact::UnexpectedException { .. } => process::tell(f, here, fact),
        Fact::RoundSet { .. }
        | Fact::NewElection { .. }
        | Fact::Proposed { .. }
        | Fact::PollStarted { .. }
        | Fact::NotificationTimeout { .. }
        | Fact::Counted { .. }
        | Fact::CountedOut { .. }
        | Fact::Ignored { .. }
        | Fact::PutBack { .. }
        | Fact::QuorumSeen { .. }
        | Fact::Decided { .. }
        | Fact::ElectionTook { .. }
        | Fact::LeaderUnknown { .. } => election::tell(f, here, fact),
        Fact::Queued { .. }
        | Fact::SenderTook { .. }
        | Fact::LoopedBack { .. }
        | Fact::Parked { .. }
        | Fact::Sent { .. }
        | Fact::Received { .. }
        | Fact::Heard { .. }
        | Fact::SendFailed { .. }
        | Fact::AnsweredUnread { .. } => ballots::tell(f, here, fact),
        Fact::DialStarted { .. }
        | Fact::DialConnected { .. }
        | Fact::DialFailed { .. }
        | Fact::ChallengeLost { .. }
        | Fact::ConnectionRequest { .. }
        | Fact::ChallengeRead { .. }
        | Fact::ChallengeFailed { .. }
        | Fact::LinkUp { .. }
        | Fact::LinkDown { .. }
        | Fact::ConnectionBroken { .. }
        | Fact::InvalidServerId { .. }
        | Fact::OwnIdRefused { .. } => connections::tell(f, here, fact),
        Fact::ConnectSubmitted { .. }
        | Fact::ConnectSkipped { .. }
        | Fact::ConnectRejected { .. }
        | Fact::ConnectorEnded { .. }
        | Fact::LockWaited { .. }
        | Fact::LockTaken { .. } => threads::tell(f, here, fact),
        Fact::ReconfigProposed { .. }
        | Fact::ConfigAdopted { .. }
        | Fact::ListenFailed { .. }
        | Fact::ListenerGone
        | Fact::ConfigSeen { .. }
        | Fact::ConfigVersionSet { .. }
        | Fact::ReconfigRefused { .. } => by!(f, membership::en | membership::zh, here, fact),
        Fact::FollowingFailed { .. }
        | Fact::LearnerShutdown
        | Fact::PacketSent { .. }
        | Fact::PacketReceived { .. }
        | Fact::SyncStarted { .. }
        | Fact::Serving { .. } => learner::tell(f, here, fact),
        Fact::SnapshotTaken { .. }
        | Fact::AcceptedEpochSet { .. }
        | Fact::CurrentEpochSet { .. }
        | Fact::Logged { .. }
        | Fact::Committed { .. }
        | Fact::Truncated { .. }
        | Fact::TransactionsProposed { .. }
        | Fact::ProposalAcked { .. }
        | Fact::Synchronizing { .. }
        | Fact::SyncSent { .. }
        | Fact::ClientArrived { .. }
        | Fact::ClientLeft { .. }
        | Fact::Client { .. } => by!(f, broadcast::en | broadcast::zh, f, here, fact),
        Fact::QuorumPortBound
        | Fact::QuorumPortTaken
        | Fact::LearnerArrived { .. }
        | Fact::WaitStarted { .. }
        | Fact::WaitOver { .. }
        | Fact::EpochProposed { .. }
        | Fact::NewLeaderAcked { .. }
        | Fact::HaveQuorum { .. }
        | Fact::SyncedCounted { .. }
        | Fact::LeaderShutdown { .. }
        | Fact::LearnersClosed
        | Fact::HandlerFailed { .. }
        | Fact::Goodbye { .. }
        | Fact::AcceptorClosed
        | Fact::LearnerSynced { .. } => leader::tell(f, here, fact),
    }
}
