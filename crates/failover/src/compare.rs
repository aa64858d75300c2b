//! Two runs of one scenario beside each other: where they part, in which spans they differ, which property
//! one of them keeps and the other does not, and the first link of what led there that only one has. All of
//! it is read from both Traces; the words are made in `locale`.

use crate::outcome::Outcome;
use crate::plan::Plan;
use dolphinscheduler::fact::shape::{self, Kind, Part};
use picture::because;
use picture::dolphinscheduler::index::Index;
use picture::dolphinscheduler::{DolphinScheduler, ServerBand};
use picture::index::Band;
use picture::system::System;
use scenario::compare::{
    self, Difference, Differing, NOTICED, Origin, Which, differing, lone_acts, stops,
};
use scenario::run::Record;
use scenario::script::time::Offset;
use sim::id::{EventId, Lane, NodeId};
use sim::time::SimTime;
use sim::trace::{Row, Tag, Trace};
use std::collections::BTreeMap;

/// A run that is over, with what is known of it.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// The run.
    pub run: &'a Record<Plan>,
    /// What came of it.
    pub outcome: &'a Outcome,
    /// What lasts in it.
    pub index: &'a Index,
}

impl Side<'_> {
    fn zero(&self) -> SimTime {
        self.run.plan().zero
    }

    fn story(&self) -> (&Trace, SimTime) {
        (self.run.trace(), self.zero())
    }

    fn offset(&self, at: SimTime) -> Offset {
        Offset::between(self.zero(), at)
    }

    fn end(&self) -> Offset {
        self.offset(self.run.reached())
    }
}

/// Two runs beside each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// What somebody did in the run that keeps what the other breaks, and not, or not so, in that one; or
    /// else the other way round. Nothing if both were dealt with alike.
    pub origin: Option<Origin>,
    /// Where to look: the first difference, and after it the beginning of each span in which a server's
    /// state, or the number of masters that serve, differs.
    pub stops: Vec<Difference>,
    /// The difference that decided; nothing if both keep and break the same properties.
    pub cause: Option<Cause>,
}

/// Why one run keeps what the other breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cause {
    /// Which run breaks it.
    pub which: Which,
    /// What, by its place in [`crate::property::Property::ALL`].
    pub property: usize,
    /// When it is first broken; nothing if that shows only at the end.
    pub at: Option<SimTime>,
    /// The first link of the chain that led there which the other run has not.
    pub turn: Option<EventId>,
}

impl Comparison {
    /// Compares two runs that are over. They are of one scenario: hosts with the same number are the
    /// same host.
    pub fn of(a: Side<'_>, b: Side<'_>) -> Self {
        let first = first(&a, &b);
        let cause = cause(&a, &b);
        Self {
            origin: origin(&a, &b, cause),
            stops: stops(first, &spans(&a, &b), |what| match what {
                What::State(node) => Some(*node),
                What::Masters => None,
            }),
            cause,
        }
    }
}

/// What differs in a span.
enum What {
    /// The state of a server.
    State(NodeId),
    /// How many masters are RUNNING and registered.
    Masters,
}

fn bands(side: &Side<'_>, bands: &[Band<ServerBand>]) -> Vec<compare::Part<ServerBand>> {
    let part = |band: &Band<ServerBand>| (side.offset(band.from), band.state, band.event);
    bands.iter().map(part).collect()
}

/// The spans in which a server's state, or how many masters serve, differs.
fn spans(a: &Side<'_>, b: &Side<'_>) -> Vec<Differing<What>> {
    let end = a.end().min(b.end());
    let masters = |side: &Side<'_>| -> Vec<compare::Part<u8>> {
        let masters = side.index.masters.iter();
        masters
            .map(|(at, count)| (side.offset(*at), *count, None))
            .collect()
    };
    let mut spans = differing(&masters(a), &masters(b), end, |_, _| What::Masters);
    let hosts = a.index.bands.iter().zip(&b.index.bands);
    for (node, (one, other)) in (0..u8::MAX).map(NodeId).zip(hosts) {
        let what = |_, _| What::State(node);
        spans.extend(differing(&bands(a, one), &bands(b, other), end, what));
    }
    spans.sort_by_key(|span| span.from);
    spans
}

/// What a fact says but for the numbers that its run has given to rows, sessions and moments: who, on what
/// thread, what kind, and every word, host and lock in it.
type Key = (NodeId, Lane, u8, Vec<u64>);

/// The fields of each kind of fact that say what happens.
struct Words(Vec<Vec<(usize, Option<Part>)>>);

impl Words {
    fn new() -> Self {
        let mut words = vec![Vec::new(); usize::from(u8::MAX) + 1];
        for shape in shape::all() {
            let Some(places) = words.get_mut(usize::from(shape.tag)) else {
                continue;
            };
            for (place, (name, kind)) in shape.fields().enumerate() {
                match kind {
                    Kind::Host | Kind::Hosts | Kind::Words(_) => places.push((place, None)),
                    Kind::Number | Kind::Moment => {}
                }
                let parts = [Part::Node, Part::Lock].into_iter();
                let parts = parts.filter(|part| shape.part(name, *part).is_some());
                places.extend(parts.map(|part| (place, Some(part))));
            }
        }
        Self(words)
    }

    fn key(&self, row: &Row) -> Key {
        let places = self.0.get(usize::from(row.tag)).into_iter().flatten();
        let said =
            places.map(|(place, part)| shape::read(row, *place, *part).unwrap_or(shape::NOTHING));
        (row.node, row.lane, row.tag, said.collect())
    }
}

type Threads = BTreeMap<(NodeId, Lane), Vec<EventId>>;

fn threads(side: &Side<'_>, end: Offset) -> Threads {
    let mut threads = Threads::new();
    for (id, row) in side.run.trace().iter() {
        if row.tag >= Tag::SYSTEM && side.offset(row.at) <= end {
            threads.entry((row.node, row.lane)).or_default().push(id);
        }
    }
    threads
}

/// The first fact of a server that one run has and the other has not, or has otherwise, as far as both go;
/// what comes a little earlier or later is the same with other draws.
fn first(a: &Side<'_>, b: &Side<'_>) -> Option<Difference> {
    let words = Words::new();
    let end = a.end().min(b.end());
    let (of_a, of_b) = (threads(a, end), threads(b, end));
    let keys = of_a
        .keys()
        .chain(of_b.keys().filter(|key| !of_a.contains_key(key)));
    let part = |key: &(NodeId, Lane)| {
        let [mut one, mut other] = [&of_a, &of_b].map(|of| of.get(key).into_iter().flatten());
        loop {
            let pair = (one.next().copied(), other.next().copied());
            let row = |side: &Side<'_>, id: Option<EventId>| {
                let row = side.run.trace().get(id?)?;
                Some((side.offset(row.at), words.key(&row)))
            };
            let rows = (row(a, pair.0), row(b, pair.1));
            if let (Some(one), Some(other)) = (&rows.0, &rows.1)
                && one.1 == other.1
                && near(one.0, other.0)
            {
                continue;
            }
            let times = [rows.0, rows.1].into_iter().flatten().map(|(at, _)| at);
            return Some(Difference {
                at: times.min()?,
                node: Some(key.0),
                a: pair.0,
                b: pair.1,
            });
        }
    };
    keys.filter_map(part).min_by_key(|part| part.at)
}

/// Whether two moments differ by a little jitter only.
fn near(a: Offset, b: Offset) -> bool {
    Offset(a.0.abs_diff(b.0).try_into().unwrap_or(i64::MAX))
        .span()
        .is_some_and(|apart| apart < NOTICED)
}

/// What was done otherwise in one of two runs: in the one that keeps what the other breaks, if there is a
/// choice, and before that one took its turn.
fn origin(a: &Side<'_>, b: &Side<'_>, cause: Option<Cause>) -> Option<Origin> {
    let broken = cause.map_or(Which::A, |cause| cause.which);
    let own = match broken {
        Which::A => a,
        Which::B => b,
    };
    let turn = cause.and_then(|cause| own.run.trace().get(cause.turn?));
    let turned = turn.map(|row| row.at).or(cause.and_then(|cause| cause.at));
    let turned = turned.map_or(a.end().min(b.end()), |at| own.offset(at));
    let [of_a, of_b] = lone_acts(a.story(), b.story(), turned);
    let act = match broken {
        Which::A => of_b.or(of_a),
        Which::B => of_a.or(of_b),
    };
    let (a, b) = (a.run.plan(), b.run.plan());
    if a.model != b.model || a.seed != b.seed {
        return Some(Origin::Start);
    }
    act.or_else(|| (a.params != b.params || a.fixes != b.fixes).then_some(Origin::Start))
}

/// The gravest property that one run breaks and the other keeps; of both ways, what the first run breaks.
fn cause(a: &Side<'_>, b: &Side<'_>) -> Option<Cause> {
    let breaks = |own: &Side<'_>, other: &Side<'_>| {
        let pairs = own.outcome.judgements.iter().zip(&other.outcome.judgements);
        pairs
            .into_iter()
            .position(|(own, other)| !own.holds && other.holds)
    };
    let (which, own, other, property) = match (breaks(a, b), breaks(b, a)) {
        (Some(property), _) => (Which::A, a, b, property),
        (None, Some(property)) => (Which::B, b, a, property),
        (None, None) => return None,
    };
    let at = own.outcome.judgements.get(property)?.first_violation;
    Some(Cause {
        which,
        property,
        at,
        turn: at.and_then(|at| turn(own, other, happened(own, at)?)),
    })
}

/// The fact that broke a property at a moment: the last one told of then.
fn happened(side: &Side<'_>, at: SimTime) -> Option<EventId> {
    let trace = side.run.trace();
    let by = trace.count_by(at);
    let now = (0..by).rev().map(EventId);
    let now = now.take_while(|id| trace.get(*id).is_some_and(|row| row.at == at));
    let now: Vec<EventId> = now.collect();
    let tells = |id: &&EventId| {
        trace
            .get(**id)
            .is_some_and(|row| DolphinScheduler::tells(&row))
    };
    now.iter().find(tells).or(now.first()).copied()
}

/// The first link of the chain to a fact that the other run has not as often by then.
fn turn(own: &Side<'_>, other: &Side<'_>, event: EventId) -> Option<EventId> {
    let words = Words::new();
    let chain = because::chain(&own.run.reading(), event);
    let trace = own.run.trace();
    let mut left: BTreeMap<Key, u32> = BTreeMap::new();
    let links: Vec<(EventId, Key)> = (chain.into_iter().rev())
        .filter_map(|id| Some((id, words.key(&trace.get(id)?))))
        .collect();
    for (_, row) in other.run.trace().iter() {
        let is_meant =
            |(_, key): &&(EventId, Key)| (key.0, key.1, key.2) == (row.node, row.lane, row.tag);
        if links.iter().any(|link| is_meant(&link)) {
            *left.entry(words.key(&row)).or_default() += 1;
        }
    }
    let nth = |event: EventId, key: &Key| {
        let before = trace.iter().take_while(|(id, _)| *id <= event);
        before.filter(|(_, row)| words.key(row) == *key).count()
    };
    let has = |(event, key): &(EventId, Key)| {
        let there = left.get(key).copied().unwrap_or(0);
        usize::try_from(there).is_ok_and(|there| there >= nth(*event, key))
    };
    links
        .iter()
        .find(|link| !has(link))
        .map(|(event, _)| *event)
}
