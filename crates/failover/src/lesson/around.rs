//! What follows from the events around an event.

use super::state::{self, State};
use dolphinscheduler::fact::shape::NOTHING;
use dolphinscheduler::fact::{CuratorState, Fact};
use dolphinscheduler::ids::CommandId;
use dolphinscheduler::path::{self, Lock};
use dolphinscheduler::rows::{self, AlertKind};
use sim::id::{EventId, NodeId};
use sim::trace::{Row, Tag, Trace};

/// A row of the database that a fact has written.
enum Written {
    Instance(rows::Instance),
    Task(rows::Task),
}

fn written(trace: &Trace, row: &Row) -> Option<Written> {
    let Some(Fact::RowWritten { row: message, .. }) = Fact::decode(row) else {
        return None;
    };
    match state::result(trace, message)? {
        rows::Row::Instance { row } => Some(Written::Instance(row)),
        rows::Row::Task { row } => Some(Written::Task(row)),
        rows::Row::Command { .. } | rows::Row::Host { .. } => None,
    }
}

/// What table a row that is written belongs to.
pub(super) fn table(trace: &Trace, row: &Row) -> Option<u64> {
    Some(match written(trace, row)? {
        Written::Instance(_) => 0,
        Written::Task(_) => 1,
    })
}

/// Whom the column `host` of a row names that is written.
pub(super) fn host(trace: &Trace, row: &Row) -> Option<u64> {
    let host = match written(trace, row)? {
        Written::Instance(row) => row.host.node(),
        Written::Task(row) => row.host,
    };
    Some(host.map_or(NOTHING, |node| u64::from(node.0)))
}

/// Whether a row of an instance that is written says that it was recovered.
pub(super) fn recovery(trace: &Trace, row: &Row) -> Option<u64> {
    match written(trace, row)? {
        Written::Instance(row) => Some(u64::from(row.recovery)),
        Written::Task(_) => None,
    }
}

/// The lock whose queue a fact is about.
pub(super) fn lock(row: &Row) -> Option<Lock> {
    match Fact::decode(row) {
        Some(
            Fact::LockQueued { lock, .. }
            | Fact::LockWaits { lock, .. }
            | Fact::LockTaken { lock, .. },
        ) => Some(lock),
        _ => None,
    }
}

/// How the server's client sees the session with which it registers.
pub(super) fn session(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    before(trace, id, &|other, fact| match fact {
        Some(Fact::StateChanged { number: 0, state }) if other.node == row.node => {
            Some(match state {
                CuratorState::Connected => 0,
                CuratorState::Suspended => 1,
                CuratorState::Lost => 2,
                CuratorState::Reconnected => 3,
            })
        }
        _ => None,
    })
}

/// What is looked for in an event; not generic, so that the search is compiled once.
type Of<'a> = dyn Fn(&Row, Option<Fact>) -> Option<u64> + 'a;

/// The last event up to this one that gives something.
pub(super) fn before(trace: &Trace, id: EventId, of: &Of<'_>) -> Option<u64> {
    let mut rows = trace.back_from(id);
    rows.find_map(|(_, row)| of(&row, Fact::decode(&row)))
}

/// How long it takes until what begins here is over: a wait for a lock, its being held, a heartbeat, a question to
/// another server, a failover, a state of a connection, a command's stay in the table. What does not end
/// lasts as long as the run; the end of its process ends it too.
pub(super) fn lasts(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let begun = Fact::decode(row)?;
    let mut end = row.at;
    for (_, other) in trace.from(EventId(id.0.saturating_add(1))) {
        end = other.at;
        let ended = other.tag == Tag::ProcessEnded as u8 && other.node == row.node;
        let over = Fact::decode(&other).is_some_and(|fact| ends(begun, row, fact, &other));
        if ended || over {
            break;
        }
    }
    Some(end.since(row.at).as_micros())
}

/// Whether a later fact ends what an earlier one has begun.
fn ends(begun: Fact, row: &Row, fact: Fact, other: &Row) -> bool {
    let here = other.node == row.node;
    let same = here && other.lane == row.lane;
    match (begun, fact) {
        (
            Fact::LockQueued { lock, .. } | Fact::LockWaits { lock, .. },
            Fact::LockTaken { lock: other, .. },
        ) => same && lock == other,
        (Fact::LockTaken { lock, .. }, Fact::LockLeft { lock: other }) => same && lock == other,
        (
            Fact::HeartbeatStarted,
            Fact::HeartbeatWritten | Fact::HeartbeatFailed | Fact::JudgedDead { .. },
        )
        | (
            Fact::FailoverStarted { .. },
            Fact::FailoverEnded { .. } | Fact::FailoverFailed { .. },
        ) => same,
        (
            Fact::LogAsked { task, .. },
            Fact::LogFailed { task: other } | Fact::AppFound { task: other, .. },
        )
        | (Fact::TakeOverAsked { task, .. }, Fact::TakeOverAnswered { task: other, .. }) => {
            here && task == other
        }
        (Fact::StateChanged { number, .. }, Fact::StateChanged { number: other, .. })
        | (Fact::ClientStarted { number }, Fact::SessionEstablished { number: other, .. }) => {
            here && number == other
        }
        (
            Fact::CommandInserted { command, .. },
            Fact::CommandDeleted { command: other, .. }
            | Fact::CommandErrored { command: other, .. },
        ) => command == other,
        (Fact::NodeCreated { path, .. }, Fact::NodeGone { path: other, .. }) => path == other,
        (Fact::AppSubmitted { app, .. }, Fact::AppEnded { app: other, .. }) => app == other,
        _ => false,
    }
}

/// Whether a thread that waits for a lock gets it in the end.
pub(super) fn gets(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let begun = Fact::decode(row)?;
    let mut rows = trace.from(EventId(id.0.saturating_add(1)));
    let gets = rows.find_map(|(_, other)| {
        if other.tag == Tag::ProcessEnded as u8 && other.node == row.node {
            return Some(false);
        }
        let fact = Fact::decode(&other)?;
        ends(begun, row, fact, &other).then_some(true)
    });
    Some(u64::from(gets.unwrap_or(false)))
}

/// Whether no other listener of the same process has heard of the same removal before.
pub(super) fn first(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let Some(Fact::ServerRemoved { node: gone, .. }) = Fact::decode(row) else {
        return None;
    };
    let mut rows = trace.back_from(EventId(id.0.checked_sub(1)?));
    // Going back, the node was there before it went.
    let heard = rows.find_map(|(_, other)| match Fact::decode(&other) {
        Some(Fact::ServerRemoved { node, .. }) if other.node == row.node && node == gone => {
            Some(true)
        }
        Some(Fact::NodeGone { path, .. })
            if path.registration().is_some_and(|(_, node)| node == gone) =>
        {
            Some(false)
        }
        _ => None,
    });
    Some(u64::from(!heard.unwrap_or(false)))
}

/// Whether somebody else has found, or handled, the same command before, as this fact says it is.
pub(super) fn again(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let of = command(Fact::decode(row))?;
    let mut rows = trace.back_from(EventId(id.0.checked_sub(1)?));
    let before = rows.find_map(|(_, other)| match Fact::decode(&other) {
        Some(Fact::CommandInserted { command, .. }) if command == of => Some(false),
        fact if other.tag == row.tag && other.node != row.node && command(fact) == Some(of) => {
            Some(true)
        }
        _ => None,
    });
    Some(u64::from(before.unwrap_or(false)))
}

/// Whether the slot that a master sets is another than the one that it had.
pub(super) fn moved(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let Some(Fact::SlotsSet { slot, .. }) = Fact::decode(row) else {
        return None;
    };
    let last = before(
        trace,
        EventId(id.0.checked_sub(1)?),
        &|other, fact| match fact {
            Some(Fact::SlotsSet { slot, .. }) if other.node == row.node => Some(u64::from(slot)),
            _ => None,
        },
    )?;
    Some(u64::from(last != u64::from(slot)))
}

/// How many alerts are written because a node has gone, until it goes again.
pub(super) fn alerts(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let Some(Fact::NodeGone { path, .. }) = Fact::decode(row) else {
        return None;
    };
    let (of, gone) = path.registration()?;
    let later = trace.from(EventId(id.0.saturating_add(1)));
    let facts = later.filter_map(|(_, row)| Fact::decode(&row));
    let until = facts
        .take_while(|fact| !matches!(fact, Fact::NodeGone { path: other, .. } if *other == path));
    let about = until.filter(|fact| {
        let Fact::AlertInserted { kind, .. } = *fact else {
            return false;
        };
        match kind {
            AlertKind::MasterDown { node } => (path::Kind::Master, node) == (of, gone),
            AlertKind::WorkerDown { node } => (path::Kind::Worker, node) == (of, gone),
            AlertKind::TaskMoved { .. } => false,
        }
    });
    u64::try_from(about.count()).ok()
}

/// The age of the command that the fact names.
pub(super) fn waited(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let of = command(Fact::decode(row))?;
    before(trace, id, &|other, fact| match fact {
        Some(Fact::CommandInserted { command, .. }) if command == of => {
            Some(row.at.since(other.at).as_micros())
        }
        _ => None,
    })
}

fn command(fact: Option<Fact>) -> Option<CommandId> {
    match fact {
        Some(
            Fact::CommandFound { command, .. }
            | Fact::CommandHandled { command, .. }
            | Fact::CommandFailed { command, .. }
            | Fact::CommandDeleted { command, .. }
            | Fact::CommandErrored { command, .. }
            | Fact::CommandMissed { command, .. },
        ) => Some(command),
        _ => None,
    }
}

/// The start that the process on a server goes by, in milliseconds as keys have it.
pub(super) fn started(trace: &Trace, id: EventId, node: NodeId) -> Option<u64> {
    let rows = trace.back_from(id).map(|(_, row)| row);
    for row in rows.filter(|row| row.node == node) {
        if let Some(Fact::StartNoted { start }) = Fact::decode(&row) {
            return Some(u64::from(start.0));
        }
        if row.tag == Tag::ProcessEnded as u8 {
            return None;
        }
    }
    None
}

/// Whether a tombstone names a start that lives: the one that is written here, or that the failover
/// writes which has just looked whether its host is alive.
pub(super) fn living(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let (node, start) = match Fact::decode(row) {
        Some(Fact::TombstoneWritten { node, start, .. }) => (node, start),
        Some(Fact::HostLooked { .. }) => {
            let mut rows = trace.from(id).map(|(_, row)| row);
            rows.find_map(|other| match Fact::decode(&other) {
                Some(Fact::TombstoneWritten { node, start, .. }) if other.node == row.node => {
                    Some((node, start))
                }
                _ => None,
            })?
        }
        _ => return None,
    };
    let lives = started(trace, id, node);
    Some(u64::from(lives == Some(u64::from(start?.0))))
}

/// Whether a thread waits behind a process that is gone.
pub(super) fn dead(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let Some(Fact::LockWaits { lock, ahead }) = Fact::decode(row) else {
        return None;
    };
    let dead = State::at(trace, id).has_dead_place(lock, ahead);
    Some(u64::from(dead))
}
