//! What is due when: ordered by time, then by insertion, and by nothing else.

use crate::id::{NodeId, Slot, Socket};
use crate::time::SimTime;
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
#[derive(Clone, Default, Debug)]
pub struct EventQueue {
    heap: BinaryHeap<Entry>,
    next: u32,
}

impl EventQueue {
    /// Queues something for a moment that must not lie in the past.
    pub fn push(&mut self, at: SimTime, due: Due) -> Ticket {
        let ticket = Ticket(self.next);
        self.next = self.next.wrapping_add(1);
        self.heap.push(Entry { at, ticket, due });
        ticket
    }

    /// When the next entry is due.
    pub fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|entry| entry.at)
    }

    /// Takes the next entry.
    pub fn pop(&mut self) -> Option<(SimTime, Ticket, Due)> {
        self.heap
            .pop()
            .map(|entry| (entry.at, entry.ticket, entry.due))
    }

    /// Entries waiting, stale ones included.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is due any more.
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }
}

// `EVENTS_PER_RUN` keeps insertions below 2^32, so a ticket never comes round within a run.
const _: () = assert!(crate::limits::EVENTS_PER_RUN * 16 < u32::MAX as u64);

#[cfg(test)]
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
