//! Why something happened: the chain of causes back to what somebody did.
//!
//! A fact has one cause, the last thing that had to happen before it. Where that is only half of the
//! story, the other half is put in: a parked ballot is delivered because somebody connected, and says
//! what it says because of when it was written; a notification is taken late because its sender was
//! inside of a dial.

use crate::reading::Reading;
use crate::system::System;
use sim::id::{EventId, NodeId};
use sim::time::Span;
use sim::trace::{Row, Tag};
use zookeeper::fact::{Fact, QueueReason};
use zookeeper::lane::Thread;

/// Links of a chain at most.
const LINKS: usize = 64;
/// Facts that are looked through for the other half of a story.
const LOOK_BACK: u32 = 4_000;
/// From here on a wait is worth a link of its own.
const WAITED: Span = Span::from_millis(5);

/// The chain from a fact back to its root, itself first. Steps that only pass something on are left
/// out.
pub fn chain<S: System>(reading: &Reading<'_, S>, event: EventId) -> Vec<EventId> {
    let mut chain = vec![event];
    let mut current = event;
    while chain.len() < LINKS {
        let Some(row) = reading.trace.get(current) else {
            break;
        };
        chain.extend(S::aside(reading, current, &row));
        let Some(cause) = S::cause(reading, current, &row) else {
            break;
        };
        let Some(cause_row) = reading.trace.get(cause) else {
            break;
        };
        if S::tells(&cause_row) {
            chain.push(cause);
        }
        current = cause;
    }
    chain.truncate(LINKS);
    chain.dedup();
    chain
}

/// The causes of a fact, the nearest first, as they stand in the trace. Bounded like a chain.
pub fn causes<S: System>(
    reading: &Reading<'_, S>,
    event: EventId,
) -> impl Iterator<Item = EventId> {
    let cause = |id: &EventId| reading.trace.get(*id)?.cause.known();
    std::iter::successors(cause(&event), cause).take(LINKS)
}

/// The other half of a fact's story.
pub(crate) fn aside(reading: &Reading<'_>, id: EventId, row: &Row) -> Option<EventId> {
    let fact = Fact::decode(row)?;
    let cause = reading.trace.get(row.cause.known()?)?;
    let waited = row.at.since(cause.at) >= WAITED;
    if let (Fact::Sent { to, .. }, true) = (fact, waited) {
        return last_before(reading, id, |other, _| {
            other.node == row.node
                && matches!(Fact::decode(other), Some(Fact::LinkUp { sid, .. }) if sid == to)
        });
    }
    if let (Fact::SenderTook { .. }, true) = (fact, waited) {
        return last_before(reading, id, |other, _| {
            other.node == row.node
                && other.lane == Thread::WorkerSender.lane()
                && matches!(Fact::decode(other), Some(Fact::DialFailed { .. }))
        });
    }
    None
}

pub(crate) fn last_before<S: System>(
    reading: &Reading<'_, S>,
    id: EventId,
    test: impl Fn(&Row, EventId) -> bool,
) -> Option<EventId> {
    let first = id.0.saturating_sub(LOOK_BACK);
    (first..id.0).rev().map(EventId).find(|other| {
        reading
            .trace
            .get(*other)
            .is_some_and(|row| test(&row, *other))
    })
}

/// Whether a fact is worth a link: it decides, fails, begins or ends something, or somebody did it.
pub(crate) fn tells(row: &Row) -> bool {
    if row.tag < Tag::SYSTEM {
        return row.tag != Tag::Stalled as u8;
    }
    let Some(fact) = Fact::decode(row) else {
        return false;
    };
    match fact {
        Fact::StateEntered { .. }
        | Fact::NewElection { .. }
        | Fact::Proposed { .. }
        | Fact::NotificationTimeout { .. }
        | Fact::QuorumSeen { .. }
        | Fact::Decided { .. }
        | Fact::StartRefused { .. }
        | Fact::UnexpectedException { .. }
        | Fact::DialFailed { .. }
        | Fact::ChallengeLost { .. }
        | Fact::ConnectionRequest { .. }
        | Fact::LinkUp { .. }
        | Fact::Sent { .. }
        | Fact::Heard { .. }
        | Fact::SendFailed { .. }
        | Fact::ConnectionBroken { .. }
        | Fact::InvalidServerId { .. }
        | Fact::LeaderUnknown { .. }
        | Fact::FollowingFailed { .. }
        | Fact::SyncStarted { .. }
        | Fact::EpochProposed { .. }
        | Fact::HaveQuorum { .. }
        | Fact::SyncedCounted { .. }
        | Fact::LeaderShutdown { .. }
        | Fact::HandlerFailed { .. }
        | Fact::ConnectSubmitted { .. }
        | Fact::ConnectRejected { .. }
        | Fact::OwnIdRefused { .. }
        | Fact::ReconfigProposed { .. }
        | Fact::ListenFailed { .. }
        | Fact::ListenerGone
        | Fact::ConfigSeen { .. }
        | Fact::ConfigVersionSet { .. }
        | Fact::ConfigAdopted { .. }
        | Fact::ReconfigRefused { .. }
        | Fact::Committed { .. }
        | Fact::Truncated { .. }
        | Fact::ClientLeft { .. }
        | Fact::TransactionsProposed { .. }
        | Fact::ProposalAcked { .. }
        | Fact::Client { .. } => true,
        Fact::Queued { why, .. } => answers(why),
        Fact::ConfigRead { .. }
        | Fact::Printed { .. }
        | Fact::ElectionPortBound
        | Fact::ReloadStarted { .. }
        | Fact::RoundSet { .. }
        | Fact::PollStarted { .. }
        | Fact::Counted { .. }
        | Fact::CountedOut { .. }
        | Fact::Ignored { .. }
        | Fact::PutBack { .. }
        | Fact::ElectionTook { .. }
        | Fact::SenderTook { .. }
        | Fact::LoopedBack { .. }
        | Fact::Parked { .. }
        | Fact::DialStarted { .. }
        | Fact::DialConnected { .. }
        | Fact::ChallengeRead { .. }
        | Fact::ChallengeFailed { .. }
        | Fact::LinkDown { .. }
        | Fact::Received { .. }
        | Fact::LockWaited { .. }
        | Fact::LockTaken { .. }
        | Fact::AnsweredUnread { .. }
        | Fact::ConnectSkipped { .. }
        | Fact::ConnectorEnded { .. }
        | Fact::LearnerShutdown
        | Fact::PacketSent { .. }
        | Fact::PacketReceived { .. }
        | Fact::SnapshotTaken { .. }
        | Fact::AcceptedEpochSet { .. }
        | Fact::CurrentEpochSet { .. }
        | Fact::Serving { .. }
        | Fact::Logged { .. }
        | Fact::QuorumPortBound
        | Fact::QuorumPortTaken
        | Fact::LearnerArrived { .. }
        | Fact::WaitStarted { .. }
        | Fact::WaitOver { .. }
        | Fact::Synchronizing { .. }
        | Fact::SyncSent { .. }
        | Fact::NewLeaderAcked { .. }
        | Fact::LearnersClosed
        | Fact::Goodbye { .. }
        | Fact::AcceptorClosed
        | Fact::LearnerSynced { .. }
        | Fact::ClientArrived { .. } => false,
    }
}

/// Whether a ballot is queued because another one asked for it.
fn answers(why: QueueReason) -> bool {
    matches!(why, QueueReason::LaggingRound | QueueReason::Established)
}

/// The server of a fact's chain on which it began.
pub fn root<S: System>(reading: &Reading<'_, S>, event: EventId) -> Option<(EventId, NodeId)> {
    let last = chain(reading, event).last().copied()?;
    Some((last, reading.trace.get(last)?.node))
}
