//! The one difference that decided what became of the service: looked for where the two runs first
//! have different numbers of leaders that serve.

use super::story::{Elected, Heard, Loss, Story};
use super::{Which, between};
use crate::script::time::Offset;
use sim::id::{EventId, NodeId};
use sim::time::Span;

/// How many are needed, of how many.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// How many votes, or servers in sync, are enough.
    pub needed: usize,
    /// How many voters there are, or servers in sync.
    pub of: usize,
}

/// What a dial comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It is refused.
    Refused,
    /// Nobody answers.
    TimedOut,
    /// There is no such host on the segment.
    NoRoute,
    /// Nobody knows the name.
    UnknownHost,
    /// It succeeds.
    Connected,
    /// A thread of its own dials, and the sender goes on.
    Handed,
}

/// How dials of one server end in one run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dialled {
    /// How.
    pub fate: Fate,
    /// How long the longest of them holds its thread up.
    pub each: Span,
}

/// Why a ballot comes earlier in one run than in the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Because {
    /// Its sender's dials to these hosts end otherwise.
    Dials {
        /// Whom it dials, while the ballot waits in the later run.
        peers: Vec<NodeId>,
        /// How these dials end in the earlier run; nothing if there is none there.
        early: Option<Dialled>,
        /// How they end in the later run.
        late: Dialled,
    },
    /// Its sender begins to look for a leader this much earlier.
    Looks(Span),
}

/// The difference that decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// A ballot reaches a server earlier in the run in which somebody comes to lead.
    Ballot {
        /// In which run it is early.
        which: Which,
        /// Who sends it.
        from: NodeId,
        /// Whom it reaches.
        to: NodeId,
        /// Whom it is for.
        leader: NodeId,
        /// When it arrives in that run, and the fact.
        early: (Offset, EventId),
        /// When it first arrives in the other run, and the fact; nothing if it never does.
        late: Option<(Offset, EventId)>,
        /// What kept it there, if that is found.
        because: Option<Because>,
    },
    /// Servers count by another list in the run in which somebody comes to lead.
    View {
        /// In which run.
        which: Which,
        /// Who comes to lead there, and when.
        leader: NodeId,
        /// When.
        at: Offset,
        /// Who leads and serves there already: a second leader is no gain.
        beside: Option<NodeId>,
        /// Whose views differ.
        nodes: Vec<NodeId>,
        /// What each of them counts in that run.
        here: Counts,
        /// What it counts in the other run.
        there: Counts,
    },
    /// A leader steps down in one run for want of followers, and not in the other.
    Spare {
        /// In which run it steps down.
        which: Which,
        /// The leader there.
        leader: NodeId,
        /// When.
        at: Offset,
        /// How many it has in sync then, itself included.
        here: Counts,
        /// The leader in the other run.
        other: NodeId,
        /// How many that has in sync at the same moment.
        there: Counts,
    },
    /// The leader's own process ends in one run, and the leader of the other run serves on.
    Ended {
        /// In which run.
        which: Which,
        /// Whose.
        leader: NodeId,
        /// When.
        at: Offset,
        /// The leader that serves on in the other run.
        other: NodeId,
    },
    /// Somebody leads earlier in one run, and no single difference was found that explains it.
    Earlier {
        /// In which run.
        which: Which,
        /// Who.
        leader: NodeId,
        /// From when on.
        at: Offset,
        /// By how much; nothing if nobody leads in the other run afterwards.
        by: Option<Span>,
    },
}

/// What differs for less than this decides nothing.
const DECIDES: Span = Span::from_millis(250);

/// A leader that steps down ceases to serve within this.
const STEPS_DOWN: Span = Span::from_millis(50);

/// Finds the difference that decided, from a moment on; nothing if the service fares alike.
pub(super) fn find(a: &Story, b: &Story, since: Offset) -> Option<Cause> {
    if let Some(second) = second_leader(a, b, since) {
        return Some(second);
    }
    let (at, which) = parting(a, b, since)?;
    let (here, there) = match which {
        Which::A => (a, b),
        Which::B => (b, a),
    };
    // The run in which more lead: did it gain a leader, or has the other lost one?
    let mut losses = there.losses.iter().rev();
    let lost = losses.find(|loss| loss.at <= at && between(loss.at, at) < STEPS_DOWN);
    match lost {
        Some(loss) => lose(there, here, which.other(), loss),
        None => gain(here, there, which, at),
    }
}

/// Two leaders at once in one run, and never in the other: that decides, whatever came before it.
fn second_leader(a: &Story, b: &Story, since: Offset) -> Option<Cause> {
    let end = a.end.min(b.end);
    let both = |story: &Story| {
        let ends = story.leaders.iter().skip(1).map(|change| change.0);
        let ends = ends.chain([story.end]);
        let mut spans = story.leaders.iter().zip(ends);
        let second = |at: Offset| at > since && story.leading(Offset(at.0 - 1)).len() < 2;
        spans.find_map(|((at, leaders, _), to)| {
            let lasts = between(*at, to.min(end)) >= DECIDES;
            (leaders.len() > 1 && lasts && second(*at)).then_some(*at)
        })
    };
    match (both(a), both(b)) {
        (Some(at), None) => gain(a, b, Which::A, at),
        (None, Some(at)) => gain(b, a, Which::B, at),
        (None, None) | (Some(_), Some(_)) => None,
    }
}

/// The first moment from which on different numbers of leaders serve, for long enough, and in which
/// run there are more.
fn parting(a: &Story, b: &Story, since: Offset) -> Option<(Offset, Which)> {
    let end = a.end.min(b.end);
    let changes = a.leaders.iter().chain(&b.leaders).map(|change| change.0);
    let mut edges: Vec<Offset> = changes.filter(|at| *at > since).collect();
    edges.extend([since, end]);
    edges.sort_unstable();
    let mut open: Option<(Offset, Which)> = None;
    for at in edges.into_iter().filter(|at| *at <= end) {
        if let Some((from, _)) = open
            && between(from, at) >= DECIDES
        {
            return open;
        }
        let (one, other) = (a.leading(at).len(), b.leading(at).len());
        let more = match one.cmp(&other) {
            std::cmp::Ordering::Greater => Some(Which::A),
            std::cmp::Ordering::Less => Some(Which::B),
            std::cmp::Ordering::Equal => None,
        };
        if open.map(|(_, which)| which) != more {
            open = more.map(|which| (at, which));
        }
    }
    None
}

/// A leader is lost in one run and not in the other.
fn lose(here: &Story, there: &Story, which: Which, loss: &Loss) -> Option<Cause> {
    let Loss {
        at,
        leader,
        steps_down,
        ..
    } = *loss;
    let leading = there.leading(at);
    let other = if leading.contains(&leader) {
        leader
    } else {
        *leading.first()?
    };
    if !steps_down {
        return Some(Cause::Ended {
            which,
            leader,
            at,
            other,
        });
    }
    Some(Cause::Spare {
        which,
        leader,
        at,
        here: here.synced(leader, at)?,
        other,
        there: there.synced(other, at)?,
    })
}

/// Somebody comes to lead in one run and not, or later, in the other.
fn gain(here: &Story, there: &Story, which: Which, at: Offset) -> Option<Cause> {
    let now = here.leading(at);
    let before = here.leading(Offset(at.0.saturating_sub(1)));
    let leader = *now
        .iter()
        .find(|node| !before.contains(node))
        .or(now.first())?;
    let beside = now.iter().copied().find(|node| *node != leader);
    let mut elections = here.elected.iter().rev();
    let election = elections.find(|e| e.leader == leader && e.at <= at)?;
    if let Some(cause) = view(here, there, which, election, beside) {
        return Some(cause);
    }
    let since = here.looks(leader, election.at);
    ballot(here, there, which, election, since).or_else(|| {
        let mut later = there.leaders.iter();
        let next = later.find(|(when, leaders, _)| *when > at && !leaders.is_empty());
        Some(Cause::Earlier {
            which,
            leader,
            at,
            by: next.map(|(when, _, _)| between(at, *when)),
        })
    })
}

fn view(
    here: &Story,
    there: &Story,
    which: Which,
    election: &Elected,
    beside: Option<NodeId>,
) -> Option<Cause> {
    let at = election.at;
    let counts = |node: NodeId| Some((here.view(node, at)?, there.view(node, at)?));
    let mut hosts = (0..=u8::MAX).map(NodeId);
    let (first, of_first) = hosts.find_map(|node| {
        let counts = counts(node).filter(|(one, other)| one != other)?;
        Some((node, counts))
    })?;
    let alike = hosts.filter(|node| counts(*node) == Some(of_first));
    Some(Cause::View {
        which,
        leader: election.leader,
        at,
        beside,
        nodes: std::iter::once(first).chain(alike).collect(),
        here: of_first.0,
        there: of_first.1,
    })
}

/// Of all ballots for the leader between those who elected it, the one whose delay in the other run is
/// the longest. What a dial explains comes before what nothing explains, and a delay before an absence.
fn ballot(
    here: &Story,
    there: &Story,
    which: Which,
    election: &Elected,
    since: Offset,
) -> Option<Cause> {
    let members = &election.members;
    let among = |heard: &&Heard| {
        heard.leader == election.leader
            && heard.at >= since
            && heard.from != heard.by
            && members.contains(&heard.from)
            && members.contains(&heard.by)
    };
    let mut best: Option<((bool, bool, Span), Cause)> = None;
    let mut seen: Vec<(NodeId, NodeId)> = Vec::new();
    let in_time = here.heard.iter().filter(|heard| heard.at <= election.at);
    for early in in_time.filter(among) {
        let pair = (early.from, early.by);
        if seen.contains(&pair) {
            continue;
        }
        seen.push(pair);
        let mut others = there.heard.iter().filter(among);
        let late = others.find(|heard| (heard.from, heard.by) == pair);
        let arrives = late.map_or(there.end, |late| late.at);
        let delay = between(early.at, arrives);
        if delay < DECIDES {
            continue;
        }
        let because = because(here, there, (early, late), since);
        let weight = (because.is_some(), late.is_some(), delay);
        if best.as_ref().is_none_or(|(other, _)| *other < weight) {
            let cause = Cause::Ballot {
                which,
                from: early.from,
                to: early.by,
                leader: election.leader,
                early: (early.at, early.event),
                late: late.map(|late| (late.at, late.event)),
                because,
            };
            best = Some((weight, cause));
        }
    }
    best.map(|(_, cause)| cause)
}

/// What kept a ballot in the later run.
fn because(
    here: &Story,
    there: &Story,
    (early, late): (&Heard, Option<&Heard>),
    since: Offset,
) -> Option<Because> {
    let node = early.from;
    let (queued, taken) = late.map_or((early.queued, there.end), |late| (late.queued, late.taken));
    let waits = |dial: &&super::story::Dial| {
        dial.node == node && dial.to > queued && dial.from < taken && dial.fate != Fate::Connected
    };
    let dials: Vec<_> = there.dials.iter().filter(waits).collect();
    if let Some(longest) = dials.iter().max_by_key(|dial| between(dial.from, dial.to))
        && between(longest.from, longest.to) >= DECIDES
    {
        let mut peers: Vec<NodeId> = dials
            .iter()
            .filter(|dial| dial.fate == longest.fate)
            .map(|dial| dial.peer)
            .collect();
        peers.sort_unstable();
        peers.dedup();
        return Some(Because::Dials {
            early: here.dialled(node, &peers, since),
            late: Dialled {
                fate: longest.fate,
                each: between(longest.from, longest.to),
            },
            peers,
        });
    }
    let looks = |story: &Story| {
        let mut looking = story.looking.iter();
        looking
            .find(|(at, of)| *of == node && *at >= since)
            .map(|(at, _)| *at)
    };
    let earlier = between(looks(here)?, looks(there)?);
    (earlier >= DECIDES).then_some(Because::Looks(earlier))
}

impl Story {
    /// Since when a server has been looking for a leader at a moment.
    fn looks(&self, node: NodeId, at: Offset) -> Offset {
        let mut looking = self.looking.iter().rev();
        let last = looking.find(|(when, of)| *of == node && *when <= at);
        last.map_or(Offset(0), |(when, _)| *when)
    }

    /// How a server's dials to these hosts end from a moment on.
    fn dialled(&self, node: NodeId, peers: &[NodeId], since: Offset) -> Option<Dialled> {
        let handed = |(at, by, to): &&(Offset, NodeId, NodeId)| {
            *by == node && *at >= since && peers.contains(to)
        };
        if self.handed.iter().any(|one| handed(&one)) {
            return Some(Dialled {
                fate: Fate::Handed,
                each: Span::ZERO,
            });
        }
        let dials = self.dials.iter();
        let of_node =
            dials.filter(|d| d.node == node && d.from >= since && peers.contains(&d.peer));
        let longest = of_node.max_by_key(|dial| between(dial.from, dial.to))?;
        Some(Dialled {
            fate: longest.fate,
            each: between(longest.from, longest.to),
        })
    }
}
