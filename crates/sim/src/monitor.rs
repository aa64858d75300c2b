//! Java monitors: `synchronized`, and who gets in next.

use crate::id::Slot;
use crate::io::Io;
use crate::threads::Wait;
use std::collections::VecDeque;

/// Who gets a monitor that is released while threads queue for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Handover {
    /// Whoever asks first. The first in the queue is woken, which takes 20 to 40 µs; a thread that
    /// asks meanwhile gets in before it. This is what HotSpot does.
    #[default]
    Barging,
    /// The first in the queue, even while it is still waking up.
    Fifo,
}

/// A monitor of one process. Its number tells the kernel which waiters to wake.
#[derive(Clone, Debug)]
pub struct Monitor {
    number: u8,
    handover: Handover,
    owner: Option<Slot>,
    queue: VecDeque<Slot>,
}

impl Monitor {
    /// A free monitor.
    pub fn new(number: u8, handover: Handover) -> Self {
        Self {
            number,
            handover,
            owner: None,
            queue: VecDeque::new(),
        }
    }

    /// Enters the monitor if it is free, or has been handed to this thread. Otherwise the thread
    /// joins the queue and has to wait for [`Monitor::wait`].
    #[must_use]
    pub fn enter(&mut self, slot: Slot) -> bool {
        match self.owner {
            None => {
                self.queue.retain(|waiting| *waiting != slot);
                self.owner = Some(slot);
                true
            }
            Some(owner) if owner == slot => true,
            Some(_) => {
                if !self.queue.contains(&slot) {
                    self.queue.push_back(slot);
                }
                false
            }
        }
    }

    /// What a thread that could not enter waits for.
    pub fn wait(&self) -> Wait {
        Wait::Monitor(self.number)
    }

    /// Leaves the monitor and wakes the first in the queue.
    pub fn exit(&mut self, slot: Slot, io: &mut Io<'_>) {
        if self.owner != Some(slot) {
            return;
        }
        self.owner = None;
        let Some(&next) = self.queue.front() else {
            return;
        };
        if self.handover == Handover::Fifo {
            self.queue.pop_front();
            self.owner = Some(next);
        }
        io.wake_for_monitor(next, self.wait());
    }

    /// The thread inside.
    pub fn owner(&self) -> Option<Slot> {
        self.owner
    }

    /// The threads that queue, in the order of their coming.
    pub fn queue(&self) -> impl Iterator<Item = Slot> + '_ {
        self.queue.iter().copied()
    }
}
