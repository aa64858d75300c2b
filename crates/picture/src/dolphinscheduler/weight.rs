//! How much a fact of DolphinScheduler matters to somebody who steps through a run.

use crate::weight::Weight;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::path::{Lock, Path};
use sim::trace::{Row, Tag};

pub(super) fn of(row: &Row) -> Weight {
    if row.tag < Tag::SYSTEM {
        return if row.tag == Tag::Stalled as u8 {
            Weight::Detail
        } else {
            Weight::Change
        };
    }
    Fact::decode(row).map_or(Weight::Detail, of_fact)
}

/// Every master takes the lock under which commands are fetched once a second.
fn of_lock(lock: Lock) -> Weight {
    if lock == Lock::Masters {
        Weight::Detail
    } else {
        Weight::Step
    }
}

fn of_fact(fact: Fact) -> Weight {
    match fact {
        Fact::SessionExpired { .. }
        | Fact::AppEnded { .. }
        | Fact::StateEntered { .. }
        | Fact::Stopping { .. } => Weight::Change,
        Fact::NodeCreated {
            path: Path::Place { .. },
            ..
        }
        | Fact::NodeGone {
            path: Path::Place { .. },
            ..
        } => Weight::Detail,
        Fact::LockWaits { lock, .. } | Fact::LockTaken { lock, .. } => of_lock(lock),
        Fact::NodeCreated { .. }
        | Fact::NodeSet { .. }
        | Fact::SessionOpened { .. }
        | Fact::SessionRefused { .. }
        | Fact::SessionClosed { .. }
        | Fact::NodeGone { .. }
        | Fact::RowWritten { .. }
        | Fact::CommandInserted { .. }
        | Fact::CommandDeleted { .. }
        | Fact::CommandErrored { .. }
        | Fact::AlertInserted { .. }
        | Fact::CommandMissed { .. }
        | Fact::AppSubmitted { .. }
        | Fact::PortOpened
        | Fact::PortClosed
        | Fact::StopStep { .. }
        | Fact::PoolClosed
        | Fact::StateChanged { .. }
        | Fact::HeardNothing { .. }
        | Fact::ExpiredThere { .. }
        | Fact::ExpiryInjected { .. }
        | Fact::ClientClosed { .. }
        | Fact::HandleClosed { .. }
        | Fact::OperationFailed { .. }
        | Fact::Persisted { .. }
        | Fact::Registered { .. }
        | Fact::DeadEntryDeleted { .. }
        | Fact::DeadEntryAdded { .. }
        | Fact::DeadEntryFound { .. }
        | Fact::AbsenceChecked { .. }
        | Fact::JudgedDead { .. }
        | Fact::Unregistered { .. }
        | Fact::HeartbeatFailed
        | Fact::DeadEntriesListed { .. }
        | Fact::ServerAdded { .. }
        | Fact::ServerRemoved { .. }
        | Fact::AlertFailed { .. }
        | Fact::CoordinatorSet { .. }
        | Fact::HostLooked { .. }
        | Fact::FailoverStarted { .. }
        | Fact::FailoverInstance { .. }
        | Fact::HandedOver { .. }
        | Fact::FailoverEnded { .. }
        | Fact::FailoverFailed { .. }
        | Fact::FailoverTask { .. }
        | Fact::LogFailed { .. }
        | Fact::AppFound { .. }
        | Fact::AppStateFailed { .. }
        | Fact::AppKilled { .. }
        | Fact::TaskNeedsFaultTolerance { .. }
        | Fact::TombstoneWritten { .. }
        | Fact::FailoverSkipped { .. }
        | Fact::CommandHandled { .. }
        | Fact::CommandFailed { .. }
        | Fact::SlotsSet { .. }
        | Fact::WorkflowHeld { .. }
        | Fact::WorkflowLeft { .. }
        | Fact::TaskSubmitted { .. }
        | Fact::TaskDispatched { .. }
        | Fact::DispatchFailed { .. }
        | Fact::DispatchDropped { .. }
        | Fact::AckReceived { .. }
        | Fact::ResultReceived { .. }
        | Fact::ReportDropped { .. }
        | Fact::TaskWaitEnded { .. }
        | Fact::TakeOverAsked { .. }
        | Fact::TakeOverAnswered { .. }
        | Fact::TaskMoved { .. }
        | Fact::TaskReceived { .. }
        | Fact::ShellStarted { .. }
        | Fact::ShellEnded { .. }
        | Fact::ReportFailed { .. }
        | Fact::OwnerChanged { .. }
        | Fact::ShellsClash { .. }
        | Fact::ShellLeft { .. }
        | Fact::KillAsked { .. } => Weight::Step,
        Fact::SessionResumed { .. }
        | Fact::SessionMoved { .. }
        | Fact::HeartbeatWritten
        | Fact::RegistryServes
        | Fact::AlertSkipped { .. }
        | Fact::Booted { .. }
        | Fact::StartNoted { .. }
        | Fact::Printed { .. }
        | Fact::ClientStarted { .. }
        | Fact::SessionEstablished { .. }
        | Fact::StateHeard { .. }
        | Fact::LockQueued { .. }
        | Fact::LockLeft { .. }
        | Fact::HeartbeatStarted
        | Fact::ListenerAdded { .. }
        | Fact::ServersRead { .. }
        | Fact::FailoverSelected { .. }
        | Fact::LogAsked { .. }
        | Fact::FailoverRound { .. }
        | Fact::EventPublished { .. }
        | Fact::EventFired { .. }
        | Fact::EventHandled { .. }
        | Fact::CommandsFetched { .. }
        | Fact::CommandFound { .. }
        | Fact::ReportAcked { .. } => Weight::Detail,
    }
}
