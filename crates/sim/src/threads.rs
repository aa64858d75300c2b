//! The threads of one process and what each of them waits for.
//!
//! A Java thread is a state machine of its system; it runs to its next blocking call and says what
//! that call is. The kernel keeps the wait, not the thread: waking one that waits for something else
//! does nothing, which is why every waiter looks at its condition before it waits and again when it
//! runs.

use crate::event_queue::Ticket;
use crate::id::{EventId, Lane, Slot, Socket};
use crate::time::SimTime;

/// What a thread waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wait {
    /// Nothing: it computes, sleeps, or is about to start, until its deadline.
    Time,
    /// An element of the process's queue with this number.
    Queue(u8),
    /// The outcome of a `connect()`.
    Connect(Socket),
    /// Something to read: data, the end of the stream, a reset, or the socket closed under it.
    Read(Socket),
    /// A connection on this port.
    Accept(u16),
    /// The monitor with this number.
    Monitor(u8),
    /// A notification on the condition with this number.
    Condition(u8),
    /// Nothing ever again.
    End,
}

/// A blocking call: what is waited for, and until when at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Park {
    /// What is waited for.
    pub wait: Wait,
    /// When the thread gives up waiting; [`SimTime::NEVER`] without a timeout.
    pub until: SimTime,
}

impl Park {
    /// Runs again at `until`.
    pub fn until(until: SimTime) -> Self {
        Self {
            wait: Wait::Time,
            until,
        }
    }

    /// Waits without a timeout.
    pub fn on(wait: Wait) -> Self {
        Self {
            wait,
            until: SimTime::NEVER,
        }
    }

    /// Waits with a timeout.
    pub fn on_until(wait: Wait, until: SimTime) -> Self {
        Self { wait, until }
    }

    /// The thread has returned from `run()`.
    pub fn end() -> Self {
        Self::on(Wait::End)
    }
}

/// One thread as the kernel sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thread {
    pub(crate) lane: Lane,
    pub(crate) wait: Wait,
    /// When it runs next, at the latest.
    pub(crate) deadline: SimTime,
    /// The queue entry that will run it, and when that entry is due.
    pub(crate) ticket: Ticket,
    pub(crate) armed_at: SimTime,
    /// Why it will run: the fact that woke it, or the last one before it began to wait.
    pub(crate) cause: EventId,
}

/// The threads of one process.
#[derive(Clone, Default, Debug)]
pub(crate) struct Threads {
    pub(crate) slots: Vec<Thread>,
}

impl Threads {
    pub(crate) fn get_mut(&mut self, slot: Slot) -> Option<&mut Thread> {
        self.slots.get_mut(slot.index())
    }

    /// A free place for a thread; the table grows when there is none.
    pub(crate) fn place(&mut self, thread: Thread) -> Option<Slot> {
        let index = match self.slots.iter().position(|old| old.wait == Wait::End) {
            Some(index) => {
                self.slots[index] = thread;
                index
            }
            None if self.slots.len() < crate::limits::THREADS_PER_PROCESS => {
                self.slots.push(thread);
                self.slots.len() - 1
            }
            None => return None,
        };
        u16::try_from(index).ok().map(Slot)
    }
}
