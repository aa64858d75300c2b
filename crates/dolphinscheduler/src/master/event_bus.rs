//! `SystemEventBus`, `FailoverCoordinator` of the development line: one thread that handles the failovers
//! of masters and workers, one after the other, 30 s after they were published since DSIP-82.
//!
//! ```text
//!   own start ─▶ GlobalMasterFailoverEvent ─▶ every host of unfinished rows: alive? dead?
//!   removal ─(30 s)─▶ MasterFailoverEvent ─▶ alive again? tombstone there? ─▶ rows older than the deadline
//!     ─▶ each: state FAILOVER and a recovery command, if the state is still the same ─▶ tombstone
//! ```
//! DSIP-82 writes the tombstone of a *living* master's incarnation when it finds its address among the
//! unfinished hosts: that master then stops itself. #16953 writes `unknown` instead.

use super::S_REG;
use super::failover_worker::FailoverWorker;
use super::listen::failover_lock;
use crate::client::queue;
use crate::fact::{Fact, FailoverVerdict, Skip, SystemEvent};
use crate::ids::{InstanceId, Moment};
use crate::jvm::Jvm;
use crate::model::{FailoverLock, FailoverTimeCheck, Tombstone};
use crate::path::{Data, Kind, NodeSet, Path};
use crate::rows::{Host, Instance, Row};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome, Query};
use sim::id::{EventId, NodeId};
use sim::io::Io;
use sim::threads::Wait;
use sim::time::SimTime;
use std::collections::VecDeque;

/// An event that waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queued {
    pub(crate) event: SystemEvent,
    due: SimTime,
    published: Moment,
    /// The start time of the removed incarnation.
    start: Option<Moment>,
    cause: EventId,
}

/// Publishes the event of a server that has gone.
pub(crate) fn publish(
    jvm: &mut Jvm,
    kind: Kind,
    node: NodeId,
    start: Option<Moment>,
    io: &mut Io<'_>,
) {
    let event = match kind {
        Kind::Master => SystemEvent::MasterFailover { node },
        Kind::Worker => SystemEvent::WorkerFailover { node },
    };
    let cause = io.then(Fact::EventPublished { event });
    let due = io.timer(jvm.config.switches.failover_delay);
    let published = Moment::of(io.now());
    let Some(master) = jvm.master() else {
        return;
    };
    master.events.push_back(Queued {
        event,
        due,
        published,
        start,
        cause,
    });
    if let Some(slot) = master.event_bus {
        io.wake(slot, Wait::Queue(queue::WORK));
    }
}

/// Publishes the event of the own start: 1 to 3 s after the start that the server has noted.
pub(crate) fn publish_global(jvm: &mut Jvm, io: &mut Io<'_>) {
    let event = SystemEvent::GlobalFailover;
    let cause = io.then(Fact::EventPublished { event });
    let queued = Queued {
        event,
        due: io.now(),
        published: Moment::of(io.now()),
        start: None,
        cause,
    };
    if let Some(master) = jvm.master() {
        master.events.push_back(queued);
    }
}

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct EventBus {
    current: Option<Queued>,
    hosts: NodeSet,
    host: Option<NodeId>,
    deadline: Moment,
    /// Of a worker: the start that its tombstone names.
    start: Option<Moment>,
    key: Option<Path>,
    left: VecDeque<Instance>,
    /// When the event under way was taken, and when the host under way was begun.
    taken: SimTime,
    begun: SimTime,
    place: Option<u32>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Take,
    Hosts,
    Alive,
    Looked,
    Locked,
    KeyLooked,
    Selected,
    Instance,
    HandedOver(InstanceId),
    KeyWritten,
    WorkerLooked,
    WorkerDone,
    WorkerKeyWritten,
}

impl EventBus {
    pub(crate) fn new() -> Self {
        Self {
            current: None,
            hosts: NodeSet::default(),
            host: None,
            deadline: Moment(0),
            start: None,
            key: None,
            left: VecDeque::new(),
            taken: SimTime::ZERO,
            begun: SimTime::ZERO,
            place: None,
            step: Step::Take,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Take => self.take(cx),
            Step::Hosts => {
                self.hosts = hosts(answer);
                self.step = Step::Alive;
                Next::Again
            }
            Step::Alive => self.next_host(cx),
            Step::Looked => self.looked(answer, cx),
            Step::Locked => self.locked(answer, cx),
            Step::KeyLooked => self.key_looked(answer, cx),
            Step::Selected => {
                self.left = instances(answer);
                let count = u16::try_from(self.left.len()).unwrap_or(u16::MAX);
                let node = self.host;
                cx.io.then(Fact::FailoverSelected { count, node });
                self.step = Step::Instance;
                Next::Again
            }
            Step::Instance => self.instance(cx),
            Step::HandedOver(instance) => {
                if answer.db().is_ok() {
                    cx.io.then(Fact::HandedOver { instance });
                }
                self.step = Step::Instance;
                Next::Again
            }
            Step::KeyWritten => {
                self.tombstone_written(cx);
                self.host_done(cx)
            }
            Step::WorkerLooked => self.worker_looked(answer, cx),
            Step::WorkerDone => self.worker_done(cx),
            Step::WorkerKeyWritten => {
                self.tombstone_written(cx);
                self.handled(cx);
                Next::Again
            }
        }
    }

    fn take(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let now = cx.io.now();
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        if master.stopper {
            return Next::end();
        }
        let earliest = (0..master.events.len())
            .min_by_key(|at| master.events.get(*at).map_or(SimTime::NEVER, |e| e.due));
        let Some(queued) = earliest.and_then(|at| master.events.get(at).copied()) else {
            return Next::Wait(queue::WORK, SimTime::NEVER);
        };
        if queued.due > now {
            return Next::Wait(queue::WORK, queued.due);
        }
        if let Some(at) = earliest {
            master.events.remove(at);
        }
        cx.io.cause = queued.cause;
        let event = queued.event;
        cx.io.then(Fact::EventFired { event });
        self.current = Some(queued);
        self.taken = now;
        match event {
            SystemEvent::GlobalFailover => {
                self.step = Step::Hosts;
                Next::Db(Query::UnfinishedHosts { g3: true })
            }
            SystemEvent::MasterFailover { node } => {
                self.hosts.insert(node);
                self.step = Step::Alive;
                Next::Again
            }
            // Tasks of a worker are polled by their own threads here.
            SystemEvent::WorkerFailover { node } => {
                self.step = Step::WorkerLooked;
                let path = Path::Worker { node };
                Next::Zk(S_REG, Op::GetData { path })
            }
        }
    }

    fn next_host(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(node) = self.hosts.iter().next() else {
            self.handled(cx);
            return Next::Again;
        };
        self.hosts.remove(node);
        self.host = Some(node);
        self.begun = cx.io.now();
        let kind = Kind::Master;
        let node = Some(node);
        cx.io.then(Fact::FailoverStarted { kind, node });
        self.step = Step::Looked;
        let path = Path::Master {
            node: self.host.unwrap_or(cx.jvm.me),
        };
        Next::Zk(S_REG, Op::GetData { path })
    }

    /// A worker that is back with the same start was only away from the registry.
    fn worker_looked(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(Queued {
            event: SystemEvent::WorkerFailover { node },
            start,
            ..
        }) = self.current
        else {
            self.handled(cx);
            return Next::Again;
        };
        let alive = match answer.zk() {
            Ok(Outcome::Node { data, .. }) => data.start(),
            Ok(_) | Err(_) => None,
        };
        let looks = cx.jvm.config.switches.tombstone != Tombstone::None;
        if looks && alive.is_some() && alive == start {
            let why = Skip::Alive;
            cx.io.then(Fact::FailoverSkipped { node, why });
            self.handled(cx);
            return Next::Again;
        }
        // DSIP-82 takes the start of the worker that is there now, or of the one that has gone, for the
        // deadline, and for the key of the tombstone: what was sent to the dead one after its start is not
        // looked at, and a restarted one is marked itself. #16953 takes the present, and the dead one's key.
        let (now, dead) = (Moment::of(cx.io.now()), start);
        (self.deadline, self.start) = match cx.jvm.config.switches.failover_time_check {
            FailoverTimeCheck::StartupTime => {
                let start = alive.or(dead);
                (start.unwrap_or(now), start)
            }
            FailoverTimeCheck::None
            | FailoverTimeCheck::Restart
            | FailoverTimeCheck::StartAndRestart
            | FailoverTimeCheck::EventTime => (now, dead),
        };
        self.step = Step::WorkerDone;
        Next::master(FailoverWorker::before(node, self.deadline))
    }

    /// Since DSIP-82 a tombstone is written for workers as well.
    fn worker_done(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let event = self.current.map(|queued| queued.event);
        let (Some(SystemEvent::WorkerFailover { node }), Some(start), true) = (
            event,
            self.start.take(),
            cx.jvm.config.switches.tombstone != Tombstone::None,
        ) else {
            self.handled(cx);
            return Next::Again;
        };
        let path = Path::Finish { node, start };
        self.key = Some(path);
        self.step = Step::WorkerKeyWritten;
        let at = Moment::of(cx.io.now());
        Next::Zk(
            S_REG,
            Op::Create {
                path,
                data: Data::Time { at },
                ephemeral: false,
            },
        )
    }

    /// The deadline and the key, by what is alive at that address and by the release.
    fn looked(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (Some(queued), Some(node)) = (self.current, self.host) else {
            self.step = Step::Take;
            return Next::Again;
        };
        let alive = match answer.zk() {
            Ok(Outcome::Node { data, .. }) => data.start(),
            Ok(_) | Err(_) => None,
        };
        let switches = cx.jvm.config.switches;
        let global = queued.event == SystemEvent::GlobalFailover;
        if global {
            let alive = alive.is_some();
            cx.io.then(Fact::HostLooked { node, alive });
        }
        if let (false, Some(start), Some(removed)) = (global, alive, queued.start)
            && start == removed
            && switches.tombstone != Tombstone::None
        {
            let why = Skip::Alive;
            cx.io.then(Fact::FailoverSkipped { node, why });
            self.step = Step::Alive;
            return Next::Again;
        }
        let startup = switches.failover_time_check == FailoverTimeCheck::StartupTime;
        self.deadline = match (global, alive) {
            (true, Some(start)) if switches.tombstone != Tombstone::None => start,
            (false, Some(start)) if startup => start,
            (false, None) if startup => queued.start.unwrap_or(queued.published),
            (true | false, Some(_) | None) => queued.published,
        };
        self.key = match switches.tombstone {
            Tombstone::None | Tombstone::Address => None,
            _ if global && !switches.global_failover_writes_identity => {
                Some(Path::FinishUnknown { node })
            }
            Tombstone::AddressStart => {
                let start = alive.or(queued.start).unwrap_or(queued.published);
                Some(Path::Finish { node, start })
            }
            Tombstone::AddressStartPid | Tombstone::AddressUuid => {
                let start = queued.start.unwrap_or(queued.published);
                Some(Path::Finish { node, start })
            }
        };
        self.step = Step::Locked;
        // The mutex belongs to the thread: it enters again what it never left.
        let inside = cx.jvm.master().is_some_and(|m| m.leaked.contains(node));
        if inside {
            return Next::Again;
        }
        Next::lock(S_REG, failover_lock(Kind::Master, node, cx.jvm))
    }

    /// What is held from here on is let go of when the host is done; #16953 lets go of another lock.
    fn locked(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (Some(queued), Some(node)) = (self.current, self.host) else {
            self.step = Step::Take;
            return Next::Again;
        };
        if let Value::Place(place) = answer.value() {
            if cx.jvm.config.switches.failover_lock == FailoverLock::Leak {
                if let Some(master) = cx.jvm.master() {
                    master.leaked.insert(node);
                }
            } else {
                self.place = Some(place);
            }
        }
        match (self.key, queued.event) {
            (None, _) | (Some(_), SystemEvent::GlobalFailover) => self.select(node),
            (Some(path), _) => {
                self.step = Step::KeyLooked;
                Next::Zk(S_REG, Op::GetData { path })
            }
        }
    }

    fn key_looked(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(node) = self.host else {
            self.step = Step::Take;
            return Next::Again;
        };
        let by_value = cx.jvm.config.switches.tombstone != Tombstone::AddressStart;
        let there = match answer.zk() {
            Ok(Outcome::Node { data, .. }) => !by_value || data == Data::Time { at: self.deadline },
            Ok(_) | Err(_) => false,
        };
        if there {
            let why = Skip::FinishNodeExists;
            cx.io.then(Fact::FailoverSkipped { node, why });
            return self.let_go(node, cx);
        }
        self.select(node)
    }

    fn select(&mut self, node: NodeId) -> Next {
        self.step = Step::Selected;
        let host = Some(node);
        Next::Db(Query::InstancesOfHost { host, g3: true })
    }

    fn instance(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.left.pop_front() else {
            return self.write_key(cx);
        };
        let held = cx.jvm.master().is_some_and(|m| m.held.contains(&row.id));
        let verdict = if held {
            FailoverVerdict::RunsHere
        } else if row.restart.max(row.start) >= self.deadline {
            FailoverVerdict::NewlyStarted
        } else {
            FailoverVerdict::HandOver
        };
        let (instance, node) = (row.id, row.host.node());
        cx.io.then(Fact::FailoverInstance {
            instance,
            node,
            verdict,
        });
        match verdict {
            FailoverVerdict::HandOver => {
                self.step = Step::HandedOver(instance);
                Next::Db(Query::HandOverG3 {
                    instance,
                    state: row.state,
                    at: Moment::of(cx.io.now()),
                })
            }
            FailoverVerdict::HostIsNull
            | FailoverVerdict::NewlyStarted
            | FailoverVerdict::RunsHere => Next::Again,
        }
    }

    /// The tombstone is written after the rows; without one the failover is over.
    fn write_key(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(path) = self.key else {
            return self.host_done(cx);
        };
        let by_value = cx.jvm.config.switches.tombstone != Tombstone::AddressStart;
        let at = if by_value {
            self.deadline
        } else {
            Moment::of(cx.io.now())
        };
        self.step = Step::KeyWritten;
        Next::Zk(
            S_REG,
            Op::Create {
                path,
                data: Data::Time { at },
                ephemeral: false,
            },
        )
    }

    /// The rows of a host are done.
    fn host_done(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node, ms) = (Kind::Master, self.host, since(self.begun, cx));
        cx.io.then(Fact::FailoverEnded { kind, node, ms });
        self.let_go(self.host.unwrap_or(cx.jvm.me), cx)
    }

    fn let_go(&mut self, node: NodeId, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Alive;
        match self.place.take() {
            Some(place) => Next::unlock(S_REG, failover_lock(Kind::Master, node, cx.jvm), place),
            None => Next::Again,
        }
    }

    /// The event is done.
    fn handled(&mut self, cx: &mut Cx<'_, '_>) {
        if let Some(queued) = self.current.take() {
            let (event, ms) = (queued.event, since(self.taken, cx));
            cx.io.then(Fact::EventHandled { event, ms });
        }
        self.step = Step::Take;
    }

    fn tombstone_written(&mut self, cx: &mut Cx<'_, '_>) {
        let (node, start) = match self.key.take() {
            Some(Path::Finish { node, start }) => (node, Some(start)),
            Some(Path::FinishUnknown { node }) => (node, None),
            Some(
                Path::Master { .. }
                | Path::Worker { .. }
                | Path::DeadMaster { .. }
                | Path::DeadWorker { .. }
                | Path::Place { .. }
                | Path::Coordinator,
            )
            | None => return,
        };
        let value = Moment::of(cx.io.now());
        cx.io.then(Fact::TombstoneWritten { node, start, value });
    }
}

fn since(from: SimTime, cx: &Cx<'_, '_>) -> u32 {
    u32::try_from(cx.io.now().since(from).as_millis()).unwrap_or(u32::MAX)
}

fn hosts(answer: Answer) -> NodeSet {
    let mut nodes = NodeSet::default();
    if let Ok(result) = answer.db() {
        for row in result.rows {
            if let Row::Host {
                host: Host::Node { node },
            } = row
            {
                nodes.insert(node);
            }
        }
    }
    nodes
}

fn instances(answer: Answer) -> VecDeque<Instance> {
    let Ok(result) = answer.db() else {
        return VecDeque::new();
    };
    (result.rows.iter())
        .filter_map(|row| match row {
            Row::Instance { row } => Some(*row),
            Row::Task { .. } | Row::Command { .. } | Row::Host { .. } => None,
        })
        .collect()
}
