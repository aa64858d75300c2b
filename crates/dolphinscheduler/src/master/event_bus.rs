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
use crate::client::queue;
use crate::fact::{Fact, FailoverVerdict, Skip, SystemEvent};
use crate::ids::{InstanceId, Moment};
use crate::jvm::Jvm;
use crate::model::{FailoverTimeCheck, Tombstone};
use crate::path::{Data, Kind, NodeSet, Path};
use crate::rows::{Host, Instance, Row};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Op, Outcome, Query};
use sim::id::{EventId, NodeId};
use sim::io::Io;
use sim::random::Range;
use sim::threads::Wait;
use sim::time::SimTime;
use std::collections::VecDeque;

/// From the own start time to the handling of the global event: 1 to 3 s in all.
const GLOBAL: Range = Range::millis(900, 2_000);

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

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct EventBus {
    current: Option<Queued>,
    hosts: NodeSet,
    host: Option<NodeId>,
    deadline: Moment,
    key: Option<Path>,
    left: VecDeque<Instance>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Take,
    Hosts,
    Alive,
    Looked,
    KeyLooked,
    Selected,
    Instance,
    HandedOver(InstanceId),
    KeyWritten,
}

impl EventBus {
    pub(crate) fn new() -> Self {
        Self {
            current: None,
            hosts: NodeSet::default(),
            host: None,
            deadline: Moment(0),
            key: None,
            left: VecDeque::new(),
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Begin => {
                let event = SystemEvent::GlobalFailover;
                let cause = cx.io.then(Fact::EventPublished { event });
                let now = cx.io.now();
                let queued = Queued {
                    event,
                    due: now,
                    published: Moment::of(now),
                    start: None,
                    cause,
                };
                if let Some(master) = cx.jvm.master() {
                    master.events.push_back(queued);
                }
                self.step = Step::Take;
                Next::Busy(GLOBAL)
            }
            Step::Take => self.take(cx),
            Step::Hosts => {
                self.hosts = hosts(answer);
                self.step = Step::Alive;
                Next::Again
            }
            Step::Alive => self.next_host(cx),
            Step::Looked => self.looked(answer, cx),
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
                self.step = Step::Alive;
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
                self.step = Step::Take;
                Next::master(super::failover_worker::FailoverWorker::new(Some(node)))
            }
        }
    }

    fn next_host(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(node) = self.hosts.iter().next() else {
            self.step = Step::Take;
            return Next::Again;
        };
        self.hosts.remove(node);
        self.host = Some(node);
        let kind = Kind::Master;
        let node = Some(node);
        cx.io.then(Fact::FailoverStarted { kind, node });
        self.step = Step::Looked;
        let path = Path::Master {
            node: self.host.unwrap_or(cx.jvm.me),
        };
        Next::Zk(S_REG, Op::GetData { path })
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
        match (self.key, global) {
            (Some(path), false) => {
                self.step = Step::KeyLooked;
                Next::Zk(S_REG, Op::GetData { path })
            }
            (Some(_) | None, true | false) => self.select(node),
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
            self.step = Step::Alive;
            return Next::Again;
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
            self.step = Step::Alive;
            return Next::Again;
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
