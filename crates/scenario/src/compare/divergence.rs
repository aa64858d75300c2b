//! Where two runs part. What each thread of each host does is one sequence; two runs are the same for
//! as long as these sequences are, at the same moments. The numbers that a run gives to events,
//! messages and configuration texts are names of its own and do not count.

use super::{Side, Which};
use crate::script::time::Offset;
use sim::id::{EventId, Lane, MessageId, NodeId};
use sim::intervention::Verb;
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::{Row, Tag, Trace};
use sim::world::act_of;
use zookeeper::fact::shape::{self, Kind, Place};
use zookeeper::message::Message;

/// A moment at which two runs differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// When, on the clock that both share.
    pub at: Offset,
    /// On which host; nothing if it is the service as a whole.
    pub node: Option<NodeId>,
    /// What happens there in the first run, if anything does.
    pub a: Option<EventId>,
    /// What happens there in the second run, if anything does.
    pub b: Option<EventId>,
}

/// What was done otherwise in one of two runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// The runs start from other values: a release, a timeout, a seed.
    Start,
    /// This was done in one run only, or at another time.
    Act {
        /// When.
        at: Offset,
        /// In which run.
        which: Which,
        /// What.
        verb: Verb,
        /// To whom.
        node: NodeId,
        /// The fact that says so.
        event: EventId,
    },
}

/// Fields that say what is meant to be or how something is numbered, and not what happens: what comes
/// of them is seen when it does.
const SILENT: [&str; 5] = ["timeout_ms", "remaining_ms", "config", "release", "number"];

/// A line of a log that says nothing else is nothing that happens.
const LINE: &str = "Printed";

/// The fields of a kind of fact that are compared.
#[derive(Clone, Default)]
struct Fields {
    plain: Vec<Place>,
    messages: Vec<Place>,
}

/// The fields by tag.
struct Table(Vec<Fields>);

impl Table {
    fn new() -> Self {
        let mut table = vec![Fields::default(); usize::from(u8::MAX) + 1];
        for shape in shape::all().filter(|shape| shape.tag >= Tag::SYSTEM) {
            let Some(fields) = table.get_mut(usize::from(shape.tag)) else {
                continue;
            };
            for (_, place) in shape.fields().filter(|(name, _)| !SILENT.contains(name)) {
                match place.kind {
                    Kind::Message => fields.messages.push(place),
                    Kind::Number | Kind::Sid | Kind::Host | Kind::Packet | Kind::Words(_) => {
                        fields.plain.push(place);
                    }
                }
            }
        }
        Self(table)
    }

    /// Whether two rows say the same at the same moment.
    fn same(&self, a: &Side<'_>, b: &Side<'_>, rows: (&Row, &Row)) -> bool {
        let (one, other) = rows;
        let Some(fields) = self.0.get(usize::from(one.tag)) else {
            return true;
        };
        one.tag == other.tag
            && a.offset(one.at) == b.offset(other.at)
            && fields.plain.iter().all(|p| p.read(one) == p.read(other))
            && fields.messages.iter().all(|p| {
                content(a, p.read(one)).is_some_and(|m| content(b, p.read(other)) == Some(m))
            })
    }
}

/// A message without the numbers that its run has given to events and texts.
fn content(side: &Side<'_>, id: u64) -> Option<Message> {
    let id = MessageId(u32::try_from(id).ok()?);
    Some(match Message::decode(side.run.trace().message(id))? {
        Message::Notification(mut n) => {
            n.queued = EventId::NONE;
            Message::Notification(n)
        }
        Message::Packet(mut p) => {
            p.written = EventId::NONE;
            p.config = None;
            Message::Packet(p)
        }
        Message::Client(mut c) => {
            c.written = EventId::NONE;
            Message::Client(c)
        }
        other @ (Message::Challenge { .. } | Message::Proposal(_) | Message::SyncState(_)) => other,
    })
}

type Threads = SortedMap<(NodeId, Lane), Vec<EventId>>;

/// What servers do, thread by thread, up to a moment.
fn threads(side: &Side<'_>, end: Offset) -> Threads {
    let line = shape::all().find(|shape| shape.name == LINE);
    let line = line.map(|shape| shape.tag);
    let mut threads = Threads::new();
    for (id, row) in side.run.trace().iter() {
        if row.tag >= Tag::SYSTEM && Some(row.tag) != line && side.offset(row.at) <= end {
            threads.or_default((row.node, row.lane)).push(id);
        }
    }
    threads
}

/// The first fact of a server that one run has and the other has not, or has otherwise, as far as both
/// go. Of several at one moment, that of the first host's first thread.
pub(super) fn first(a: &Side<'_>, b: &Side<'_>) -> Option<Difference> {
    let table = Table::new();
    let end = a.end().min(b.end());
    let (of_a, of_b) = (threads(a, end), threads(b, end));
    let mut keys: Vec<(NodeId, Lane)> = of_a.keys().chain(of_b.keys()).copied().collect();
    keys.sort_unstable();
    keys.dedup();
    let part = |key: &(NodeId, Lane)| {
        let mut one = of_a.get(key).into_iter().flatten();
        let mut other = of_b.get(key).into_iter().flatten();
        loop {
            let pair = (one.next().copied(), other.next().copied());
            let row = |side: &Side<'_>, id: Option<EventId>| side.run.trace().get(id?);
            let rows = (row(a, pair.0), row(b, pair.1));
            if let (Some(left), Some(right)) = &rows
                && table.same(a, b, (left, right))
            {
                continue;
            }
            let left = rows.0.map(|row| a.offset(row.at));
            let right = rows.1.map(|row| b.offset(row.at));
            return Some(Difference {
                at: left.into_iter().chain(right).min()?,
                node: Some(key.0),
                a: pair.0,
                b: pair.1,
            });
        }
    };
    keys.iter().filter_map(part).min_by_key(|part| part.at)
}

type Done = (Offset, u8, NodeId, Option<NodeId>);

fn acts(trace: &Trace, zero: SimTime, end: Offset) -> Vec<(Done, Verb, EventId)> {
    let act = |(id, row): (EventId, Row)| {
        let (verb, node, other) = act_of(&row)?;
        let at = Offset::between(zero, row.at);
        (at <= end).then_some(((at, row.small, node, other), verb, id))
    };
    trace.iter().filter_map(act).collect()
}

/// What was done in each run and not, or not then, in the other, up to `end`: the first of it. Each run is
/// given as its Trace and its zero.
pub fn lone_acts(a: (&Trace, SimTime), b: (&Trace, SimTime), end: Offset) -> [Option<Origin>; 2] {
    let (of_a, of_b) = (acts(a.0, a.1, end), acts(b.0, b.1, end));
    let alone = |which: Which, own: &[(Done, Verb, EventId)], others: &[(Done, Verb, EventId)]| {
        let mut left: Vec<Done> = others.iter().map(|(done, _, _)| *done).collect();
        for (done, verb, event) in own {
            match left.iter().position(|other| other == done) {
                Some(index) => drop(left.remove(index)),
                None => {
                    return Some(Origin::Act {
                        at: done.0,
                        which,
                        verb: *verb,
                        node: done.2,
                        event: *event,
                    });
                }
            }
        }
        None
    };
    [alone(Which::A, &of_a, &of_b), alone(Which::B, &of_b, &of_a)]
}

/// What was done otherwise in one of two runs.
pub(super) fn origin(a: &Side<'_>, b: &Side<'_>) -> Option<Origin> {
    let when = |origin: &Origin| match origin {
        Origin::Start => Offset(i64::MIN),
        Origin::Act { at, .. } => *at,
    };
    let acts = lone_acts(a.story(), b.story(), a.end().min(b.end()));
    let act = acts.into_iter().flatten().min_by_key(when);
    let (a, b) = (a.run.plan(), b.run.plan());
    if a.release != b.release || a.seed != b.seed {
        return Some(Origin::Start);
    }
    act.or_else(|| (a.params != b.params).then_some(Origin::Start))
}
