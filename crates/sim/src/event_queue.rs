//! What is due when: ordered by time, then by insertion, and by nothing else.

use crate::id::{NodeId, Slot, Socket};
use crate::time::{SimTime, Span};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Something that becomes due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// An intervention of the timeline, by its place in it.
    Act(u32),
    /// A thread's wake-up or timeout.
    Thread {
        /// The host whose process the thread belongs to.
        node: NodeId,
        /// The thread.
        slot: Slot,
    },
    /// The next SYN of a `connect()`.
    Syn(Socket),
    /// A SYN reaches the host it was sent to.
    SynArrives(Socket),
    /// The answer to a SYN reaches the dialling end.
    SynAnswered(Socket),
    /// The dialling end's acknowledgement completes the connection at the accepting end.
    Established(Socket),
    /// The next segment in flight reaches this end.
    Arrives(Socket),
    /// A reset reaches this end.
    ResetArrives(Socket),
    /// This end sends its first unacknowledged segment again.
    Retransmit(Socket),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    at: SimTime,
    ticket: Ticket,
    due: Due,
}

impl Entry {
    /// Whether it is due before another one. No two entries have the same ticket.
    fn is_before(&self, other: &Self) -> bool {
        if self.at == other.at {
            self.ticket < other.ticket
        } else {
            self.at < other.at
        }
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.ticket == other.ticket
    }
}

impl Eq for Entry {}

// The heap has its greatest entry on top, which is the one that is due first. It asks these four, and
// most of a run is what it asks: an answer in three values costs twice as much.
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
    fn lt(&self, other: &Self) -> bool {
        other.is_before(self)
    }
    fn le(&self, other: &Self) -> bool {
        !self.is_before(other)
    }
    fn gt(&self, other: &Self) -> bool {
        self.is_before(other)
    }
    fn ge(&self, other: &Self) -> bool {
        !other.is_before(self)
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.ticket).cmp(&(self.at, self.ticket))
    }
}

/// The place of an entry in the order of insertion; names it for as long as it is queued.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Ticket(u32);

impl Ticket {
    /// Names no entry.
    pub const NONE: Self = Self(u32::MAX);
}

/// The queue of everything that is due.
///
/// Most of what is queued is due within microseconds, and most of what waits is a timeout of seconds.
/// What is near lies in a short sorted row, where a new entry finds its place after few comparisons;
/// the rest lies in a heap.
#[derive(Clone, Default, Debug)]
pub struct EventQueue {
    /// Everything that is due before the horizon, the next entry last.
    near: Vec<Entry>,
    /// Everything else.
    far: BinaryHeap<Entry>,
    horizon: SimTime,
    next: u32,
}

/// How far the horizon lies behind the next entry when it is set anew.
const NEAR: Span = Span::from_micros(500);
/// Entries in the sorted row before the later half of it goes back to the heap.
const CROWD: usize = 64;

impl EventQueue {
    /// Queues something for a moment that must not lie in the past.
    pub fn push(&mut self, at: SimTime, due: Due) -> Ticket {
        let ticket = Ticket(self.next);
        self.next = self.next.wrapping_add(1);
        let entry = Entry { at, ticket, due };
        if at < self.horizon {
            // Whatever is due at the same moment was inserted before.
            let later = |old: &Entry| old.at > at;
            let place = self.near.iter().rposition(later).map_or(0, |last| last + 1);
            self.near.insert(place, entry);
            if self.near.len() > CROWD {
                self.disperse();
            }
        } else {
            self.far.push(entry);
        }
        ticket
    }

    /// When the next entry is due.
    pub fn next_at(&self) -> Option<SimTime> {
        let next = self.near.last().or_else(|| self.far.peek());
        next.map(|entry| entry.at)
    }

    /// Takes the next entry.
    pub fn pop(&mut self) -> Option<(SimTime, Ticket, Due)> {
        if self.near.is_empty() {
            self.gather();
        }
        let entry = self.near.pop()?;
        Some((entry.at, entry.ticket, entry.due))
    }

    /// Sets the horizon behind the next entry and takes what is due before it from the heap.
    fn gather(&mut self) {
        let Some(first) = self.far.peek() else {
            return;
        };
        self.horizon = first.at + NEAR;
        while let Some(next) = self.far.peek()
            && (next.at < self.horizon || self.near.is_empty())
            && self.near.len() < CROWD / 2
            && let Some(entry) = self.far.pop()
        {
            self.near.push(entry);
        }
        if let Some(rest) = self.far.peek() {
            self.horizon = self.horizon.min(rest.at);
        }
        self.near.reverse();
    }

    /// Sets the horizon to the middle of the sorted row and gives what lies behind it to the heap.
    fn disperse(&mut self) {
        self.horizon = self.near[self.near.len() / 2].at;
        let behind = |entry: &Entry| entry.at >= self.horizon;
        let count = self.near.partition_point(behind);
        self.far.extend(self.near.drain(..count));
    }

    /// Entries waiting, stale ones included.
    pub fn len(&self) -> usize {
        self.near.len() + self.far.len()
    }

    /// Whether nothing is due any more.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

// `EVENTS_PER_RUN` keeps insertions below 2^32, so a ticket never comes round within a run.
const _: () = assert!(crate::limits::EVENTS_PER_RUN * 16 < u32::MAX as u64);

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "small numbers")]
mod tests {
    use super::*;

    #[test]
    fn the_same_moment_keeps_the_order_of_insertion() {
        let mut queue = EventQueue::default();
        let at = SimTime::from_millis;
        queue.push(at(2), Due::Act(0));
        queue.push(at(1), Due::Act(1));
        queue.push(at(2), Due::Act(2));
        queue.push(at(1), Due::Act(3));
        let order: Vec<Due> = std::iter::from_fn(|| queue.pop())
            .map(|(_, _, due)| due)
            .collect();
        assert_eq!(order, [Due::Act(1), Due::Act(3), Due::Act(0), Due::Act(2)]);
    }

    #[test]
    fn the_order_does_not_depend_on_how_far_away_something_is() {
        let mut queue = EventQueue::default();
        let mut stream = crate::random::Stream::named(1, "queue");
        let mut waiting: Vec<(SimTime, u32)> = Vec::new();
        let mut now = SimTime::ZERO;
        for round in 0..20_000_u32 {
            // More is added than taken for a while, then less, so that the row overflows and empties.
            let most = if round / 500 % 2 == 0 { 5 } else { 1 };
            for _ in 0..stream.between(0, most) {
                let far = [0, 3, 60, 400, 5_000, 2_000_000][stream.between(0, 5) as usize];
                let at = now + Span::from_micros(stream.between(0, far));
                waiting.push((at, queue.push(at, Due::Act(round)).0));
            }
            let first = waiting.iter().copied().min();
            assert_eq!(queue.next_at(), first.map(|(at, _)| at));
            let popped = queue.pop().map(|(at, ticket, _)| (at, ticket.0));
            assert_eq!(popped, first, "{round}");
            waiting.retain(|entry| Some(*entry) != first);
            assert_eq!(queue.len(), waiting.len());
            now = first.map_or(now, |(at, _)| at);
        }
    }

    #[test]
    fn every_way_to_compare_entries_gives_the_same_order() {
        let entry = |at, ticket| Entry {
            at: SimTime::from_millis(at),
            ticket: Ticket(ticket),
            due: Due::Act(0),
        };
        let entries = [entry(1, 2), entry(1, 3), entry(2, 1), entry(2, 4)];
        for (i, a) in entries.iter().enumerate() {
            for (j, b) in entries.iter().enumerate() {
                assert_eq!(a.cmp(b), j.cmp(&i));
                assert_eq!((a < b, a <= b), (j < i, j <= i));
                assert_eq!((a > b, a >= b, a == b), (j > i, j >= i, j == i));
            }
        }
    }
}
