//! In which spans two runs differ, where to look, and in which figures.

use super::divergence::Difference;
use super::story::Story;
use super::{Side, between};
use crate::brief::Brief;
use crate::script::time::Offset;
use picture::index::{Band, Index};
use picture::zookeeper::BandState;
use sim::id::{EventId, NodeId};
use sim::time::Span;

/// What differs in a span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// The state of a server, in the first and the second run.
    State(NodeId, BandState, BandState),
    /// Who leads and serves, in the first and the second run.
    Service(Vec<NodeId>, Vec<NodeId>),
}

/// A span in which two runs differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Differing<W = What> {
    /// When it begins.
    pub from: Offset,
    /// When it ends.
    pub to: Offset,
    /// What differs.
    pub what: W,
    /// The facts that began what is in each run, where one did.
    pub events: (Option<EventId>, Option<EventId>),
}

/// What differs for less than this is the same with a little jitter.
pub const NOTICED: Span = Span::from_millis(20);

/// A part of a sequence: from when on, what, and the fact that began it.
pub type Part<T> = (Offset, T, Option<EventId>);

/// The spans in which two sequences differ up to `end`. Each part lasts until the next.
pub fn differing<T: Clone + PartialEq, W>(
    a: &[Part<T>],
    b: &[Part<T>],
    end: Offset,
    what: impl Fn(T, T) -> W,
) -> Vec<Differing<W>> {
    let mut edges: Vec<Offset> = a.iter().chain(b).map(|part| part.0).collect();
    edges.push(end);
    edges.sort_unstable();
    edges.dedup();
    let at = |parts: &[Part<T>], when: Offset| {
        let after = parts.partition_point(|part| part.0 <= when);
        parts.get(after.checked_sub(1)?).cloned()
    };
    let mut spans: Vec<Differing<W>> = Vec::new();
    for pair in edges.windows(2) {
        let [from, to] = pair else { continue };
        let (Some(one), Some(other)) = (at(a, *from), at(b, *from)) else {
            continue;
        };
        if one.1 != other.1 && *to <= end {
            spans.push(Differing {
                from: *from,
                to: *to,
                what: what(one.1, other.1),
                events: (one.2, other.2),
            });
        }
    }
    spans.retain(|span| between(span.from, span.to) >= NOTICED);
    spans
}

fn bands(side: &Side<'_>, bands: &[Band]) -> Vec<Part<BandState>> {
    let part = |band: &Band| (side.offset(band.from), band.state, band.event);
    let mut parts: Vec<Part<BandState>> = bands.iter().map(part).collect();
    // Before anything has happened a host is what it is at first, however early its run begins.
    if let Some(first) = parts.first_mut() {
        first.0 = Offset(i64::MIN);
    }
    parts
}

fn service(story: &Story) -> Vec<Part<Vec<NodeId>>> {
    let parts = story.leaders.iter().cloned();
    let parts = parts.map(|(at, leaders, event)| (at, leaders, Some(event)));
    [(Offset(i64::MIN), Vec::new(), None)]
        .into_iter()
        .chain(parts)
        .collect()
}

/// The spans in which a server's state, or who serves, differs.
pub(super) fn differing_spans(
    a: &Side<'_>,
    b: &Side<'_>,
    of_a: &Story,
    of_b: &Story,
) -> Vec<Differing> {
    let end = a.end().min(b.end());
    let mut spans = differing(&service(of_a), &service(of_b), end, What::Service);
    for (index, (one, other)) in a.index.bands.iter().zip(&b.index.bands).enumerate() {
        let Ok(node) = u8::try_from(index).map(NodeId) else {
            break;
        };
        let what = |one, other| What::State(node, one, other);
        spans.extend(differing(&bands(a, one), &bands(b, other), end, what));
    }
    spans.sort_by_key(|span| span.from);
    spans
}

/// Where to look: the first difference, and the beginning of each span after it. What lies before it is
/// what was done to the hosts, and no server has noticed yet.
pub fn stops<W>(
    first: Option<Difference>,
    spans: &[Differing<W>],
    node: impl Fn(&W) -> Option<NodeId>,
) -> Vec<Difference> {
    let of_span = |span: &Differing<W>| Difference {
        at: span.from,
        node: node(&span.what),
        a: span.events.0,
        b: span.events.1,
    };
    let begins = first.map_or(Offset(i64::MAX), |first| first.at);
    let later = spans.iter().filter(|span| span.from > begins);
    let mut stops: Vec<Difference> = first.into_iter().chain(later.map(of_span)).collect();
    stops.sort_by_key(|stop| stop.at);
    stops.dedup_by_key(|stop| stop.at);
    stops
}

/// The host whose state differs, if it is one's.
pub(super) fn node_of(what: &What) -> Option<NodeId> {
    match what {
        What::State(node, _, _) => Some(*node),
        What::Service(..) => None,
    }
}

/// The figures of one run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// Who leads at the end, who is left outside, and the longest span without a leader.
    pub brief: Brief,
    /// For how long nobody served, all together, from zero on.
    pub away: Span,
    /// The most ballots that waited for one WorkerSender, from zero on.
    pub longest_queue: u32,
    /// How often a server followed one that did not lead, from zero on.
    pub phantom_elections: u32,
}

impl Figures {
    pub(super) fn of(side: &Side<'_>, story: &Story) -> Self {
        let Side {
            run,
            outcome,
            index,
        } = side;
        let gaps = outcome.verdict.unavailable.iter();
        let length = |(from, to): &(_, Option<_>)| {
            let from = run.plan().clock.zero().max(*from);
            to.unwrap_or(run.plan().until).since(from)
        };
        let phantoms = story.phantoms.iter().filter(|at| at.0 >= 0).count();
        Self {
            brief: Brief::of(&outcome.verdict, run.plan().until),
            away: gaps.map(length).fold(Span::ZERO, |sum, gap| sum + gap),
            longest_queue: longest_queue(side, index),
            phantom_elections: u32::try_from(phantoms).unwrap_or(u32::MAX),
        }
    }
}

fn longest_queue(side: &Side<'_>, index: &Index) -> u32 {
    let queues = index.queues.iter().flatten();
    let since_zero = queues.filter(|step| side.offset(step.at).0 >= 0);
    since_zero.map(|step| step.waiting).max().unwrap_or(0)
}
