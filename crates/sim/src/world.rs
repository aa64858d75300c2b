//! The world: hosts, the network between them, and what is done to them, advanced event by event.

use crate::event_queue::{Due, Ticket};
use crate::host::{Host, MAIN, Process, Termination};
use crate::id::{EventId, Lane, NodeId, Slot};
use crate::intervention::{Intervention, Verb};
use crate::io::Io;
use crate::kernel::Kernel;
use crate::limits::{EVENTS_PER_RUN, Limit};
use crate::random::Range;
use crate::time::{SimTime, Span};
use crate::trace::{Ending, Row, Tag, Trace};

/// Hosts of one system and everything between them.
#[derive(Clone)]
pub struct World<P: Process> {
    kernel: Kernel,
    hosts: Vec<Host<P>>,
    acts: Vec<Intervention<P::Command, P::Edit>>,
    events: u64,
}

/// What is done to a world, and when.
pub type Timeline<P> = Vec<(
    SimTime,
    Intervention<<P as Process>::Command, <P as Process>::Edit>,
)>;

/// How far [`World::advance`] came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// The moment asked for has been reached.
    Reached,
    /// The number of events asked for has been processed.
    Budget,
    /// A bound of the run was reached; it cannot go on.
    Limit(Limit),
}

impl<P: Process> World<P> {
    /// A world of powered hosts without processes, and what will be done to them.
    pub fn new(seed: u64, disks: Vec<P::Disk>, latency: Range, timeline: Timeline<P>) -> Self {
        let hosts: Vec<_> = disks
            .into_iter()
            .map(|disk| Host {
                disk,
                process: None,
                starts: 0,
            })
            .collect();
        let mut world = Self {
            kernel: Kernel::new(seed, hosts.len(), latency),
            hosts,
            acts: Vec::new(),
            events: 0,
        };
        for (at, act) in timeline {
            world.schedule(at, act);
        }
        world
    }

    /// Adds an intervention; one that lies in the past takes place next.
    pub fn schedule(&mut self, at: SimTime, act: Intervention<P::Command, P::Edit>) {
        let index = u32::try_from(self.acts.len()).unwrap_or(u32::MAX);
        self.acts.push(act);
        self.kernel
            .queue
            .push(at.max(self.kernel.now), Due::Act(index));
    }

    /// Sets how long packets take from one host to another.
    pub fn set_latency(&mut self, from: NodeId, to: NodeId, latency: Range) {
        self.kernel.network.set_latency(from, to, latency);
    }

    /// Has the network make a mistake.
    #[cfg(feature = "pitfalls")]
    pub fn set_network_pitfall(&mut self, pitfall: crate::network::Pitfall) {
        self.kernel.network.pitfalls = crate::pitfall::Pitfalls::only(pitfall);
    }

    /// The present moment.
    pub fn now(&self) -> SimTime {
        self.kernel.now
    }

    /// Events processed so far.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The hosts.
    pub fn hosts(&self) -> &[Host<P>] {
        &self.hosts
    }

    /// Processes what is due up to and with `until`, at most `budget` events of it.
    pub fn advance(&mut self, trace: &mut Trace, until: SimTime, budget: u64) -> Progress {
        let mut left = budget;
        while self.kernel.queue.next_at().is_some_and(|at| at <= until) {
            if let Some(limit) = self.limit(trace) {
                return Progress::Limit(limit);
            }
            if left == 0 {
                return Progress::Budget;
            }
            left -= 1;
            self.step(trace);
        }
        self.kernel.now = self.kernel.now.max(until);
        Progress::Reached
    }

    fn limit(&self, trace: &Trace) -> Option<Limit> {
        let events = (self.events >= EVENTS_PER_RUN).then_some(Limit::Events);
        events.or(trace.reached()).or(self.kernel.reached)
    }

    fn step(&mut self, trace: &mut Trace) {
        let Some((at, ticket, due)) = self.kernel.queue.pop() else {
            return;
        };
        self.kernel.now = at;
        self.events += 1;
        let kernel = &mut self.kernel;
        match due {
            Due::Act(index) => self.act(index, trace),
            Due::Thread { node, slot } => self.run_thread(node, slot, ticket, trace),
            Due::Syn(socket) => kernel.syn(socket),
            Due::SynArrives(socket) => kernel.syn_arrives(socket),
            Due::SynAnswered(socket) => kernel.syn_answered(socket),
            Due::Established(socket) => kernel.established(socket),
            Due::Arrives(socket) => kernel.arrives(socket, trace),
            Due::ResetArrives(socket) => kernel.reset_arrives(socket, kernel.reset_cause(socket)),
            Due::Retransmit(socket) => kernel.retransmit(socket, trace),
        }
    }

    fn run_thread(&mut self, node: NodeId, slot: Slot, ticket: Ticket, trace: &mut Trace) {
        let Some(cause) = self.kernel.due(node, slot, ticket) else {
            return;
        };
        let lane = self.kernel.lane(node, slot);
        let Some(host) = self.hosts.get_mut(node.index()) else {
            return;
        };
        let Some(process) = &mut host.process else {
            return;
        };
        let mut io = Io {
            node,
            slot,
            lane,
            cause,
            kernel: &mut self.kernel,
            trace,
            exit: None,
        };
        let park = process.resume(&mut host.disk, &mut io);
        let (cause, exit) = (io.cause, io.exit);
        self.kernel.park(node, slot, park, cause);
        if let Some(code) = exit {
            self.end(node, Ending::Exited, code, cause, trace);
        }
    }

    fn act(&mut self, index: u32, trace: &mut Trace) {
        let Some(act) = self.acts.get(index as usize).cloned() else {
            return;
        };
        let (node, other) = act.nodes();
        let cause = trace.push(Row {
            at: self.kernel.now,
            cause: EventId::NONE,
            node,
            lane: Lane::HOST,
            tag: Tag::Act as u8,
            small: act.verb() as u8,
            a: index,
            b: other.map_or(u32::MAX, |other| u32::from(other.0)),
        });
        self.apply(act, cause, trace);
    }

    fn apply(&mut self, act: Intervention<P::Command, P::Edit>, cause: EventId, trace: &mut Trace) {
        let network = &mut self.kernel.network;
        match act {
            Intervention::Start(node) => self.start(node, cause, trace),
            Intervention::Stop(node) => self.terminate(node, cause, trace),
            Intervention::Kill(node) => self.end(node, Ending::Killed, 137, cause, trace),
            Intervention::PowerOff(node) => {
                self.lose_power(node, cause, trace);
                self.kernel.network.set_power(node, false);
            }
            Intervention::PowerOn(node) => network.set_power(node, true),
            Intervention::NoArp(node) => {
                self.lose_power(node, cause, trace);
                self.kernel.network.set_gone(node, self.kernel.now);
            }
            Intervention::Firewall(node) => network.set_firewalled(node, true),
            Intervention::OpenFirewall(node) => network.set_firewalled(node, false),
            Intervention::Edit(node, edit) => {
                if let Some(host) = self.hosts.get_mut(node.index()) {
                    P::edit(&mut host.disk, &edit);
                }
            }
            Intervention::Cut(from, to) => network.set_cut(from, to, true),
            Intervention::Heal(from, to) => {
                network.set_cut(from, to, false);
                network.set_rejected(from, to, false);
            }
            Intervention::Reject(from, to) => network.set_rejected(from, to, true),
            Intervention::Forget { a, b, port } => self.kernel.forget_between(a, b, port, cause),
            Intervention::Pause(node, length) => self.kernel.pause(node, length),
            Intervention::Tell(node, command) => self.tell(node, &command, cause, trace),
        }
    }

    /// Starts the process of a host, unless it is off or something runs there already.
    fn start(&mut self, node: NodeId, cause: EventId, trace: &mut Trace) {
        let powered = self.kernel.network.powered(node);
        let Some(host) = self.hosts.get_mut(node.index()) else {
            return;
        };
        if !powered || host.process.is_some() {
            return;
        }
        host.starts += 1;
        let started = trace.push(Row {
            at: self.kernel.now,
            cause,
            node,
            lane: Lane::HOST,
            tag: Tag::ProcessStarted as u8,
            small: 0,
            a: host.starts,
            b: 0,
        });
        self.kernel.end_process(node);
        let lane = Lane(0);
        let Some(slot) = self.kernel.spawn(node, lane, Span::ZERO, started) else {
            return;
        };
        debug_assert_eq!(slot, MAIN);
        let kernel = &mut self.kernel;
        let mut io = Io {
            node,
            slot,
            lane,
            cause: started,
            kernel,
            trace,
            exit: None,
        };
        host.process = Some(P::boot(&mut host.disk, &mut io));
    }

    fn terminate(&mut self, node: NodeId, cause: EventId, trace: &mut Trace) {
        let Some(host) = self.hosts.get_mut(node.index()) else {
            return;
        };
        let Some(process) = &mut host.process else {
            return;
        };
        let lane = Lane(0);
        let kernel = &mut self.kernel;
        let mut io = Io {
            node,
            slot: MAIN,
            lane,
            cause,
            kernel,
            trace,
            exit: None,
        };
        match process.terminate(&mut host.disk, &mut io) {
            Termination::AtOnce => self.end(node, Ending::Terminated, 143, cause, trace),
            Termination::Later => {}
        }
    }

    fn tell(&mut self, node: NodeId, command: &P::Command, cause: EventId, trace: &mut Trace) {
        let Some(host) = self.hosts.get_mut(node.index()) else {
            return;
        };
        let Some(process) = &mut host.process else {
            return;
        };
        let lane = Lane::HOST;
        let kernel = &mut self.kernel;
        let mut io = Io {
            node,
            slot: MAIN,
            lane,
            cause,
            kernel,
            trace,
            exit: None,
        };
        process.tell(&mut host.disk, command, &mut io);
    }

    /// Ends the process of a host and lets the operating system close what it had open.
    fn end(&mut self, node: NodeId, how: Ending, code: i32, cause: EventId, trace: &mut Trace) {
        if let Some(ended) = self.take_process(node, how, code, cause, trace) {
            self.kernel.close_all(node, ended, trace);
        }
    }

    fn lose_power(&mut self, node: NodeId, cause: EventId, trace: &mut Trace) {
        self.take_process(node, Ending::PowerLost, 0, cause, trace);
        self.kernel.forget_all(node, cause);
    }

    fn take_process(
        &mut self,
        node: NodeId,
        how: Ending,
        code: i32,
        cause: EventId,
        trace: &mut Trace,
    ) -> Option<EventId> {
        self.hosts.get_mut(node.index())?.process.take()?;
        self.kernel.end_process(node);
        Some(trace.push(Row {
            at: self.kernel.now,
            cause,
            node,
            lane: Lane::HOST,
            tag: Tag::ProcessEnded as u8,
            small: how as u8,
            a: code.unsigned_abs(),
            b: 0,
        }))
    }
}

/// The hosts that an act of the Trace was done to.
pub fn act_of(row: &Row) -> Option<(Verb, NodeId, Option<NodeId>)> {
    let verb = (row.tag == Tag::Act as u8)
        .then(|| Verb::from_number(row.small))
        .flatten()?;
    let other = u8::try_from(row.b).ok().map(NodeId);
    Some((verb, row.node, other))
}
