//! What can be asked of an event: the fields of its fact, and what follows from the events around it.

use super::state::{self, State};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::fact::shape::{self, Kind, NOTHING, Part};
use dolphinscheduler::ids::CommandId;
use dolphinscheduler::rows;
use scenario::lesson::{Ask, Quantity};
use sim::id::{EventId, NodeId};
use sim::time::Span;
use sim::trace::{Row, Tag, Trace};
use std::rc::Rc;

/// What is asked of an event.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) what: What,
    pub(super) kind: Kind,
    /// Of a length of time, how many microseconds its unit has.
    pub(super) unit: Option<u64>,
    /// The place of each host among those of its role.
    pub(super) places: Rc<[u8]>,
}

/// Where the answer comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    /// A field of the fact, by its place, or a part of it.
    Field(usize, Option<Part>),
    /// What follows from the events around it.
    Own(Own),
}

/// What follows from the events around an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Own {
    /// On which server it happens.
    Server,
    /// How long it takes until what begins here is over.
    Lasts,
    /// The timeout that was granted to the server's last session.
    Granted,
    /// The server's heartbeat interval.
    Interval,
    /// For how long the command that the fact names has been in the table.
    Waited,
    /// Whether a thread waits for a lock behind a process that is gone.
    Dead,
    /// What table a row belongs to.
    Table,
    /// Whom the row's column `host` names.
    Host,
    /// Whether a row of an instance says that it was recovered.
    Recovery,
    /// How many masters are RUNNING.
    Running,
    /// How many workflows the server has in its memory.
    Held,
    /// How many threads run the instance that is run by the most.
    Owners,
    /// How many commands are in the table.
    Commands,
    /// How many of them fall to no master, as each counts now.
    Unclaimed,
    /// How many of them fall to more than one.
    Contested,
    /// How many unfinished workflows nobody runs, and no command asks for.
    Alone,
    /// How many shells run.
    Shells,
    /// How many applications run.
    Apps,
}

const OWN: [(&str, Own); 18] = [
    ("server", Own::Server),
    ("lasts", Own::Lasts),
    ("granted", Own::Granted),
    ("interval", Own::Interval),
    ("waited", Own::Waited),
    ("dead", Own::Dead),
    ("table", Own::Table),
    ("host", Own::Host),
    ("recovery", Own::Recovery),
    ("running", Own::Running),
    ("held", Own::Held),
    ("owners", Own::Owners),
    ("commands", Own::Commands),
    ("unclaimed", Own::Unclaimed),
    ("contested", Own::Contested),
    ("alone", Own::Alone),
    ("shells", Own::Shells),
    ("apps", Own::Apps),
];

const YES: Kind = Kind::Words("0:false 1:true");
const TABLES: Kind = Kind::Words("0:Instance 1:Task");

impl Own {
    pub(super) fn named(word: &str) -> Option<Self> {
        let found = OWN.iter().find(|(name, _)| *name == word);
        found.map(|(_, own)| *own)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        OWN.iter().map(|(name, _)| *name)
    }

    /// Whether it is a length of time.
    pub(super) fn is_length(self) -> bool {
        match self {
            Self::Lasts | Self::Granted | Self::Interval | Self::Waited => true,
            Self::Server
            | Self::Dead
            | Self::Table
            | Self::Host
            | Self::Recovery
            | Self::Running
            | Self::Held
            | Self::Owners
            | Self::Commands
            | Self::Unclaimed
            | Self::Contested
            | Self::Alone
            | Self::Shells
            | Self::Apps => false,
        }
    }

    /// What it is.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Dead | Self::Recovery => YES,
            Self::Table => TABLES,
            Self::Host | Self::Server => Kind::Host,
            Self::Lasts
            | Self::Granted
            | Self::Interval
            | Self::Waited
            | Self::Running
            | Self::Held
            | Self::Owners
            | Self::Commands
            | Self::Unclaimed
            | Self::Contested
            | Self::Alone
            | Self::Shells
            | Self::Apps => Kind::Number,
        }
    }

    fn read(self, trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
        let state = || State::at(trace, id);
        match self {
            Self::Server => Some(u64::from(row.node.0)),
            Self::Lasts => lasts(trace, id, row),
            Self::Granted => before(trace, id, &|_, fact| match fact {
                Some(Fact::SessionOpened {
                    client, granted_ms, ..
                }) if client == row.node => Some(u64::from(granted_ms) * 1_000),
                _ => None,
            }),
            Self::Interval => before(trace, id, &|other, fact| match fact {
                Some(Fact::Registered { interval_s, .. }) if other.node == row.node => {
                    Some(u64::from(interval_s) * 1_000_000)
                }
                _ => None,
            }),
            Self::Waited => waited(trace, id, row),
            Self::Dead => dead(trace, id, row),
            Self::Table => Some(match written(trace, row)? {
                Written::Instance(_) => 0,
                Written::Task(_) => 1,
            }),
            Self::Host => Some(match written(trace, row)? {
                Written::Instance(row) => number_of(row.host.node()),
                Written::Task(row) => number_of(row.host),
            }),
            Self::Recovery => match written(trace, row)? {
                Written::Instance(row) => Some(u64::from(row.recovery)),
                Written::Task(_) => None,
            },
            Self::Running => Some(state().running()),
            Self::Held => Some(state().held(row.node)),
            Self::Owners => Some(state().owners()),
            Self::Commands => Some(state().commands()),
            Self::Unclaimed => Some(state().claimed(&|claims| claims == 0)),
            Self::Contested => Some(state().claimed(&|claims| claims > 1)),
            Self::Alone => Some(state().alone()),
            Self::Shells => Some(state().shells()),
            Self::Apps => Some(state().apps()),
        }
    }
}

impl Ask for Source {
    fn read(&self, trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
        match self.what {
            What::Field(place, part) => shape::read(row, place, part),
            What::Own(own) => own.read(trace, id, row),
        }
    }

    fn quantity(&self, trace: &Trace, id: EventId, row: &Row) -> Option<Quantity> {
        let number = self.read(trace, id, row).filter(|n| *n != NOTHING)?;
        if let Some(unit) = self.unit {
            return Some(Quantity::Length(Span::from_micros(number * unit)));
        }
        let place = |number| self.places.get(usize::try_from(number).ok()?);
        Some(Quantity::Count(match self.kind {
            Kind::Host => u64::from(*place(number)?),
            Kind::Number | Kind::Moment | Kind::Hosts | Kind::Words(_) => number,
        }))
    }
}

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

fn number_of(node: Option<NodeId>) -> u64 {
    node.map_or(NOTHING, |node| u64::from(node.0))
}

/// What is looked for in an event; not generic, so that the search is compiled once.
type Of<'a> = dyn Fn(&Row, Option<Fact>) -> Option<u64> + 'a;

/// The last event up to this one that gives something.
fn before(trace: &Trace, id: EventId, of: &Of<'_>) -> Option<u64> {
    let mut rows = trace.back_from(id);
    rows.find_map(|(_, row)| of(&row, Fact::decode(&row)))
}

/// How long it takes until what begins here is over: a wait for a lock, a heartbeat, a question to
/// another server, a failover, a state of a connection, a command's stay in the table. What does not end
/// lasts as long as the run; the end of its process ends it too.
fn lasts(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
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

/// The age of the command that the fact names.
fn waited(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
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

/// Whether a thread waits behind a process that is gone.
fn dead(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let Some(Fact::LockWaits { lock, ahead }) = Fact::decode(row) else {
        return None;
    };
    let dead = State::at(trace, id).has_dead_place(lock, ahead);
    Some(u64::from(dead))
}
