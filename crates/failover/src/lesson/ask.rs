//! What can be asked of an event: the fields of its fact, and what follows from the events around it.

use super::around::{
    again, alerts, before, dead, first, gets, host, lasts, living, lock, moved, recovery, session,
    started, table, waited,
};
use super::state::State;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::fact::shape::{self, Kind, NOTHING, Part};
use dolphinscheduler::path::Lock;
use scenario::lesson::{Ask, Quantity};
use sim::id::EventId;
use sim::time::Span;
use sim::trace::{Row, Trace};
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
    /// How the server's client sees the session with which it registers.
    Session,
    /// For how long the command that the fact names has been in the table.
    Waited,
    /// The start time of the server's process, as it stands in keys.
    Started,
    /// Whether the tombstone that is written, or that this failover will write, names a start that lives.
    Living,
    /// Whether a thread waits for a lock behind a process that is gone.
    Dead,
    /// Whether a thread that waits for a lock gets it in the end.
    Gets,
    /// Of a removal that a listener hears, whether no other listener of its process has heard it before.
    First,
    /// How many alerts are written because of a node that goes.
    Alerts,
    /// Whether another one has found, or handled, the same command before.
    Again,
    /// Whether the master has another slot than before.
    Moved,
    /// What table a row belongs to.
    Table,
    /// Whom the row's column `host` names.
    Host,
    /// Whether a row of an instance says that it was recovered.
    Recovery,
    /// How many stand in the queue of the lock that the fact names.
    Places,
    /// Whether a process that is gone stands in the queue of a lock of 1.3.x.
    Blocks(Lock),
    /// How many masters are RUNNING.
    Running,
    /// How many will be at the end of the run.
    Left,
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

/// What an answer is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    /// A length of time, in microseconds.
    Length,
    /// What a field of a fact can be as well.
    Of(Kind),
}

const YES: Unit = Unit::Of(Kind::Words("0:false 1:true"));
const COUNT: Unit = Unit::Of(Kind::Number);
const HOST: Unit = Unit::Of(Kind::Host);
const SESSIONS: Unit = Unit::Of(Kind::Words("0:Connected 1:Suspended 2:Lost 3:Reconnected"));
const TABLES: Unit = Unit::Of(Kind::Words("0:Instance 1:Task"));

/// The names and what they are.
const OWN: [(&str, Own, Unit); 30] = [
    ("server", Own::Server, HOST),
    ("lasts", Own::Lasts, Unit::Length),
    ("granted", Own::Granted, Unit::Length),
    ("interval", Own::Interval, Unit::Length),
    ("waited", Own::Waited, Unit::Length),
    ("session", Own::Session, SESSIONS),
    ("started", Own::Started, Unit::Of(Kind::Moment)),
    ("living", Own::Living, YES),
    ("dead", Own::Dead, YES),
    ("gets", Own::Gets, YES),
    ("first", Own::First, YES),
    ("again", Own::Again, YES),
    ("moved", Own::Moved, YES),
    ("alerts", Own::Alerts, COUNT),
    ("places", Own::Places, COUNT),
    ("table", Own::Table, TABLES),
    ("host", Own::Host, HOST),
    ("recovery", Own::Recovery, YES),
    ("blocks-commands", Own::Blocks(Lock::Masters), YES),
    ("blocks-failover", Own::Blocks(Lock::FailoverMasters), YES),
    ("running", Own::Running, COUNT),
    ("left", Own::Left, COUNT),
    ("held", Own::Held, COUNT),
    ("owners", Own::Owners, COUNT),
    ("commands", Own::Commands, COUNT),
    ("unclaimed", Own::Unclaimed, COUNT),
    ("contested", Own::Contested, COUNT),
    ("alone", Own::Alone, COUNT),
    ("shells", Own::Shells, COUNT),
    ("apps", Own::Apps, COUNT),
];

impl Own {
    pub(super) fn named(word: &str) -> Option<(Self, Unit)> {
        let found = OWN.iter().find(|(name, ..)| *name == word);
        found.map(|(_, own, unit)| (*own, *unit))
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        OWN.iter().map(|(name, ..)| *name)
    }

    fn read(self, trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
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
            Self::Session => session(trace, id, row),
            Self::Waited => waited(trace, id, row),
            Self::Started => started(trace, id, row.node),
            Self::Living => living(trace, id, row),
            Self::Dead => dead(trace, id, row),
            Self::Gets => gets(trace, id, row),
            Self::First => first(trace, id, row),
            Self::Again => again(trace, id, row),
            Self::Moved => moved(trace, id, row),
            Self::Alerts => alerts(trace, id, row),
            Self::Table => table(trace, row),
            Self::Host => host(trace, row),
            Self::Recovery => recovery(trace, row),
            Self::Left => Some(State::at(trace, EventId(u32::MAX)).running()),
            Self::Places
            | Self::Blocks(_)
            | Self::Running
            | Self::Held
            | Self::Owners
            | Self::Commands
            | Self::Unclaimed
            | Self::Contested
            | Self::Alone
            | Self::Shells
            | Self::Apps => self.so_at(&State::at(trace, id), row),
        }
    }

    /// What is so at a moment.
    fn so_at(self, state: &State, row: &Row) -> Option<u64> {
        Some(match self {
            Self::Places => state.places(lock(row)?),
            Self::Blocks(lock) => u64::from(state.has_dead_place(lock, u32::MAX)),
            Self::Running => state.running(),
            Self::Held => state.held(row.node),
            Self::Owners => state.owners(),
            Self::Commands => state.commands(),
            Self::Unclaimed => state.claimed(&|claims| claims == 0),
            Self::Contested => state.claimed(&|claims| claims > 1),
            Self::Alone => state.alone(),
            Self::Shells => state.shells(),
            Self::Apps => state.apps(),
            Self::Server
            | Self::Lasts
            | Self::Granted
            | Self::Interval
            | Self::Session
            | Self::Waited
            | Self::Started
            | Self::Living
            | Self::Dead
            | Self::Gets
            | Self::First
            | Self::Again
            | Self::Moved
            | Self::Alerts
            | Self::Table
            | Self::Host
            | Self::Recovery
            | Self::Left => return None,
        })
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
        Some(match self.kind {
            Kind::Host => Quantity::Count(u64::from(*place(number)?)),
            Kind::Moment => Quantity::Stamp(number),
            Kind::Number | Kind::Hosts | Kind::Words(_) => Quantity::Count(number),
        })
    }
}
