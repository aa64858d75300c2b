//! The parts of a world that no protocol owns: what is due, the network, the threads' waits, and
//! the streams of random numbers.

use crate::event_queue::{Due, EventQueue, Ticket};
use crate::id::{EventId, Lane, NodeId, Slot};
use crate::latency::Delay;
use crate::limits::Limit;
use crate::network::Network;
use crate::random::{Range, Stream};
use crate::threads::{Park, Thread, Threads, Wait};
use crate::time::{SimTime, Span};

/// Everything of a world but its hosts.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    pub(crate) now: SimTime,
    pub(crate) queue: EventQueue,
    pub(crate) network: Network,
    machines: Vec<Machine>,
    pub(crate) reached: Option<Limit>,
}

/// What the kernel keeps for each host.
#[derive(Clone, Debug)]
struct Machine {
    threads: Threads,
    /// Until when the process is stopped by SIGSTOP.
    paused_until: SimTime,
    /// Wake-ups, thread starts, timers.
    scheduling: Stream,
    /// What the protocol's code takes.
    work: Stream,
}

impl Kernel {
    pub(crate) fn new(seed: u64, hosts: usize, latency: Range) -> Self {
        let machine = |node: usize| Machine {
            threads: Threads::default(),
            paused_until: SimTime::ZERO,
            scheduling: Stream::named(seed, &format!("scheduling {node}")),
            work: Stream::named(seed, &format!("work {node}")),
        };
        Self {
            now: SimTime::ZERO,
            queue: EventQueue::default(),
            network: Network::new(seed, hosts, latency),
            machines: (0..hosts).map(machine).collect(),
            reached: None,
        }
    }

    pub(crate) fn delay(&mut self, node: NodeId, delay: Delay) -> Span {
        match self.machines.get_mut(node.index()) {
            Some(machine) => delay.draw(&mut machine.scheduling),
            None => Span::ZERO,
        }
    }

    pub(crate) fn work(&mut self, node: NodeId, range: Range) -> Span {
        match self.machines.get_mut(node.index()) {
            Some(machine) => machine.work.span(range),
            None => Span::ZERO,
        }
    }

    pub(crate) fn one_in(&mut self, node: NodeId, n: u64) -> bool {
        self.machines
            .get_mut(node.index())
            .is_some_and(|machine| machine.work.one_in(n))
    }

    pub(crate) fn spawn(
        &mut self,
        node: NodeId,
        lane: Lane,
        after: Span,
        cause: EventId,
    ) -> Option<Slot> {
        let thread = Thread {
            lane,
            wait: Wait::Time,
            deadline: SimTime::NEVER,
            ticket: Ticket::NONE,
            armed_at: SimTime::NEVER,
            cause,
        };
        let slot = self.machines.get_mut(node.index())?.threads.place(thread);
        let Some(slot) = slot else {
            self.reached = Some(Limit::Threads);
            return None;
        };
        self.arm(node, slot, self.now + after);
        Some(slot)
    }

    /// The thread waits from now on.
    pub(crate) fn park(&mut self, node: NodeId, slot: Slot, park: Park, cause: EventId) {
        if let Wait::Connect(socket) | Wait::Read(socket) = park.wait {
            self.network.set_waiter(socket, slot);
        }
        let Some(thread) = self.thread(node, slot) else {
            return;
        };
        thread.wait = park.wait;
        thread.deadline = SimTime::NEVER;
        thread.cause = cause;
        if park.until != SimTime::NEVER {
            self.arm(node, slot, park.until);
        }
    }

    /// Wakes the thread if it waits for exactly this.
    pub(crate) fn wake(&mut self, node: NodeId, slot: Slot, wait: Wait, cause: EventId) {
        self.wake_after(node, slot, wait, cause, Delay::Wake);
    }

    pub(crate) fn wake_after(
        &mut self,
        node: NodeId,
        slot: Slot,
        wait: Wait,
        cause: EventId,
        delay: Delay,
    ) {
        if !self
            .thread(node, slot)
            .is_some_and(|thread| thread.wait == wait)
        {
            return;
        }
        let at = self.now + self.delay(node, delay);
        if let Some(thread) = self.thread(node, slot)
            && at < thread.deadline
        {
            thread.cause = cause;
            self.arm(node, slot, at);
        }
    }

    /// Decides what a due entry of the queue means for its thread: run it now, for the given
    /// cause, or nothing.
    pub(crate) fn due(&mut self, node: NodeId, slot: Slot, ticket: Ticket) -> Option<EventId> {
        let (now, paused) = (self.now, self.machines.get(node.index())?.paused_until);
        let thread = self.thread(node, slot)?;
        if thread.ticket != ticket {
            return None;
        }
        thread.ticket = Ticket::NONE;
        thread.armed_at = SimTime::NEVER;
        let (deadline, cause) = (thread.deadline, thread.cause);
        let ready_at = deadline.max(paused);
        if deadline == SimTime::NEVER {
            return None;
        }
        if ready_at > now {
            self.arm(node, slot, ready_at);
            return None;
        }
        Some(cause)
    }

    pub(crate) fn lane(&self, node: NodeId, slot: Slot) -> Lane {
        self.machines
            .get(node.index())
            .and_then(|machine| machine.threads.slots.get(slot.index()))
            .map_or(Lane::HOST, |thread| thread.lane)
    }

    /// The thread ends, whatever it waits for.
    pub(crate) fn end_thread(&mut self, node: NodeId, slot: Slot) {
        self.park(node, slot, Park::end(), EventId::NONE);
    }

    pub(crate) fn end_process(&mut self, node: NodeId) {
        if let Some(machine) = self.machines.get_mut(node.index()) {
            machine.threads.slots.clear();
            machine.paused_until = SimTime::ZERO;
        }
    }

    pub(crate) fn pause(&mut self, node: NodeId, length: Span) {
        if let Some(machine) = self.machines.get_mut(node.index()) {
            machine.paused_until = self.now + length;
        }
    }

    /// Makes sure that the thread runs at `at`. A thread has one entry in the queue: a shorter
    /// deadline pushes another one and leaves the old one stale; for a longer one the entry that is
    /// already there is armed again when it comes up.
    fn arm(&mut self, node: NodeId, slot: Slot, at: SimTime) {
        let Some(thread) = self.thread(node, slot) else {
            return;
        };
        thread.deadline = at;
        if thread.ticket != Ticket::NONE && thread.armed_at <= at {
            return;
        }
        let ticket = self.queue.push(at, Due::Thread { node, slot });
        if let Some(thread) = self.thread(node, slot) {
            thread.ticket = ticket;
            thread.armed_at = at;
        }
    }

    fn thread(&mut self, node: NodeId, slot: Slot) -> Option<&mut Thread> {
        self.machines.get_mut(node.index())?.threads.get_mut(slot)
    }
}
