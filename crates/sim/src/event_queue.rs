//! What is due when: ordered by time, then by insertion, and by nothing else.

use crate::id::{NodeId, Slot, Socket};
use crate::time::SimTime;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Something that becomes due.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
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

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    at: SimTime,
    ticket: Ticket,
    due: Due,
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
    heap: BinaryHeap<Reverse<Entry>>,
    next: u32,
}

impl EventQueue {
    /// Queues something for a moment that must not lie in the past.
    pub fn push(&mut self, at: SimTime, due: Due) -> Ticket {
        let ticket = Ticket(self.next);
        self.next = self.next.wrapping_add(1);
        self.heap.push(Reverse(Entry { at, ticket, due }));
        ticket
    }

    /// When the next entry is due.
    pub fn next_at(&self) -> Option<SimTime> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    /// Takes the next entry.
    pub fn pop(&mut self) -> Option<(SimTime, Ticket, Due)> {
        self.heap
            .pop()
            .map(|Reverse(entry)| (entry.at, entry.ticket, entry.due))
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
}
