//! Why something happened in a cluster: what a heartbeat found rather than that it came, what a
//! listener heard of, what a session was last heard of before.

use super::DolphinScheduler;
use crate::because::last_before;
use crate::reading::Reading;
use dolphinscheduler::fact::{Death, Fact};
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::path::{Kind, Lock, Path};
use sim::id::{EventId, NodeId};
use sim::trace::{Ending, Row, Tag};

type Read<'a> = Reading<'a, DolphinScheduler>;

/// What had to happen before a fact: a heartbeat stops its server because of what it found, a session
/// expires because its process has ended.
pub(super) fn cause(reading: &Read<'_>, id: EventId, row: &Row) -> Option<EventId> {
    let known = row.cause.known();
    let Some(fact) = Fact::decode(row) else {
        return known;
    };
    let found = if let Fact::JudgedDead { why } = fact {
        sealed_by(reading, id, row.node, why)
    } else if let Fact::SessionExpired { session } = fact {
        opening(reading, id, session).and_then(|opened| end_of_client(reading, opened, id))
    } else {
        None
    };
    found.or(known)
}

/// The fact that says that a session was opened: it may be long ago.
fn opening(reading: &Read<'_>, before: EventId, session: SessionId) -> Option<EventId> {
    let opens = |id: &EventId| {
        let fact = reading.trace.get(*id).and_then(|row| Fact::decode(&row));
        matches!(fact, Some(Fact::SessionOpened { session: of, .. }) if of == session)
    };
    (0..before.0).rev().map(EventId).find(opens)
}

/// The write that sealed a server's fate: the dead entry, or the removal of its node.
pub fn sealed_by(reading: &Read<'_>, judged: EventId, node: NodeId, why: Death) -> Option<EventId> {
    let dead = [
        Path::dead(Kind::Master, node),
        Path::dead(Kind::Worker, node),
    ];
    let own = [
        Path::server(Kind::Master, node),
        Path::server(Kind::Worker, node),
    ];
    last_before(reading, judged, |row, _| {
        let Some(fact) = Fact::decode(row) else {
            return false;
        };
        match why {
            Death::Entry => {
                let is = |path: Path| dead.contains(&path) || is_tombstone(path, node);
                matches!(fact, Fact::NodeCreated { path, .. } if is(path))
            }
            Death::NodeAbsent => {
                matches!(fact, Fact::NodeGone { path, .. } if own.contains(&path))
            }
            Death::Unreachable => row.node == node && matches!(fact, Fact::HeardNothing { .. }),
        }
    })
}

fn is_tombstone(path: Path, of: NodeId) -> bool {
    match path {
        Path::Finish { node, .. } | Path::FinishUnknown { node } => node == of,
        Path::Master { .. }
        | Path::Worker { .. }
        | Path::DeadMaster { .. }
        | Path::DeadWorker { .. }
        | Path::Place { .. }
        | Path::Coordinator => false,
    }
}

/// How the process that had opened a session ended, if it did before an event.
fn end_of_client(reading: &Read<'_>, opened: EventId, before: EventId) -> Option<EventId> {
    let row = reading.trace.get(opened)?;
    let Some(Fact::SessionOpened { client, .. }) = Fact::decode(&row) else {
        return None;
    };
    let ends = |row: &Row| row.node == client && row.tag == Tag::ProcessEnded as u8;
    let mut later = reading.trace.from(opened);
    let end = later.find(|(id, row)| *id >= before || ends(row));
    end.filter(|(id, row)| *id < before && Ending::from_number(row.small).is_some())
        .map(|(id, _)| id)
}

/// The other half of a story: a dead entry stays because its server had looked for it before.
pub(super) fn aside(reading: &Read<'_>, id: EventId, row: &Row) -> Option<EventId> {
    let Some(Fact::NodeCreated {
        path: Path::DeadMaster { node } | Path::DeadWorker { node },
        ..
    }) = Fact::decode(row)
    else {
        return None;
    };
    last_before(reading, id, |other, _| {
        other.node == node
            && matches!(
                Fact::decode(other),
                Some(Fact::DeadEntriesListed { .. } | Fact::Booted { .. })
            )
    })
    .filter(|looked| {
        let row = reading.trace.get(*looked);
        let fact = row.and_then(|row| Fact::decode(&row));
        matches!(fact, Some(Fact::DeadEntriesListed { .. }))
    })
}

/// Whether a fact is worth a link: it decides, fails, begins or ends something, or somebody did it.
pub(super) fn tells(row: &Row) -> bool {
    if row.tag < Tag::SYSTEM {
        return row.tag != Tag::Stalled as u8;
    }
    let Some(fact) = Fact::decode(row) else {
        return false;
    };
    match fact {
        Fact::NodeCreated {
            path: Path::Place { .. },
            ..
        }
        | Fact::NodeGone {
            path: Path::Place { .. },
            ..
        }
        | Fact::LockTaken {
            lock: Lock::Masters,
            ..
        }
        | Fact::LockWaits {
            lock: Lock::Masters,
            ..
        } => false,
        Fact::SessionExpired { .. }
        | Fact::SessionClosed { .. }
        | Fact::NodeCreated { .. }
        | Fact::NodeGone { .. }
        | Fact::CommandInserted { .. }
        | Fact::CommandErrored { .. }
        | Fact::AlertInserted { .. }
        | Fact::CommandMissed { .. }
        | Fact::AppSubmitted { .. }
        | Fact::AppEnded { .. }
        | Fact::PortOpened
        | Fact::StateEntered { .. }
        | Fact::Stopping { .. }
        | Fact::PoolClosed
        | Fact::HeardNothing { .. }
        | Fact::ExpiredThere { .. }
        | Fact::ExpiryInjected { .. }
        | Fact::OperationFailed { .. }
        | Fact::LockWaits { .. }
        | Fact::LockTaken { .. }
        | Fact::Persisted { .. }
        | Fact::Registered { .. }
        | Fact::DeadEntryDeleted { .. }
        | Fact::DeadEntryAdded { .. }
        | Fact::AbsenceChecked { .. }
        | Fact::JudgedDead { .. }
        | Fact::DeadEntriesListed { .. }
        | Fact::ServerRemoved { .. }
        | Fact::FailoverStarted { .. }
        | Fact::FailoverInstance { .. }
        | Fact::HandedOver { .. }
        | Fact::FailoverFailed { .. }
        | Fact::FailoverTask { .. }
        | Fact::AppStateFailed { .. }
        | Fact::AppKilled { .. }
        | Fact::TaskNeedsFaultTolerance { .. }
        | Fact::TombstoneWritten { .. }
        | Fact::FailoverSkipped { .. }
        | Fact::CoordinatorSet { .. }
        | Fact::HostLooked { .. }
        | Fact::CommandHandled { .. }
        | Fact::CommandFailed { .. }
        | Fact::SlotsSet { .. }
        | Fact::TaskSubmitted { .. }
        | Fact::TaskDispatched { .. }
        | Fact::DispatchFailed { .. }
        | Fact::DispatchDropped { .. }
        | Fact::ReportDropped { .. }
        | Fact::TakeOverAnswered { .. }
        | Fact::TaskReceived { .. }
        | Fact::ShellStarted { .. }
        | Fact::ShellEnded { .. }
        | Fact::ReportFailed { .. }
        | Fact::OwnerChanged { .. }
        | Fact::ShellsClash { .. } => true,
        Fact::SessionOpened { .. }
        | Fact::SessionResumed { .. }
        | Fact::SessionRefused { .. }
        | Fact::SessionMoved { .. }
        | Fact::NodeSet { .. }
        | Fact::RegistryServes
        | Fact::RowWritten { .. }
        | Fact::CommandDeleted { .. }
        | Fact::AlertSkipped { .. }
        | Fact::Booted { .. }
        | Fact::StartNoted { .. }
        | Fact::PortClosed
        | Fact::Printed { .. }
        | Fact::StopStep { .. }
        | Fact::ClientStarted { .. }
        | Fact::SessionEstablished { .. }
        | Fact::StateChanged { .. }
        | Fact::ClientClosed { .. }
        | Fact::HandleClosed { .. }
        | Fact::StateHeard { .. }
        | Fact::LockQueued { .. }
        | Fact::LockLeft { .. }
        | Fact::DeadEntryFound { .. }
        | Fact::HeartbeatStarted
        | Fact::HeartbeatWritten
        | Fact::Unregistered { .. }
        | Fact::HeartbeatFailed
        | Fact::ListenerAdded { .. }
        | Fact::ServerAdded { .. }
        | Fact::ServersRead { .. }
        | Fact::AlertFailed { .. }
        | Fact::EventHandled { .. }
        | Fact::FailoverSelected { .. }
        | Fact::FailoverEnded { .. }
        | Fact::LogAsked { .. }
        | Fact::LogFailed { .. }
        | Fact::AppFound { .. }
        | Fact::FailoverRound { .. }
        | Fact::EventPublished { .. }
        | Fact::EventFired { .. }
        | Fact::CommandsFetched { .. }
        | Fact::CommandFound { .. }
        | Fact::WorkflowHeld { .. }
        | Fact::WorkflowLeft { .. }
        | Fact::AckReceived { .. }
        | Fact::ResultReceived { .. }
        | Fact::TaskWaitEnded { .. }
        | Fact::TakeOverAsked { .. }
        | Fact::TaskMoved { .. }
        | Fact::ReportAcked { .. }
        | Fact::ShellLeft { .. }
        | Fact::KillAsked { .. } => false,
    }
}
