//! The caches of `/nodes` and their listeners: each on one thread of its own, one event after the
//! other; a listener that waits for a lock holds up every later event of its cache.
//!
//! ```text
//!   Curator-TreeCache-0 (S1): alerts     │ removed ─▶ "down." ─▶ read the list ─▶ alert row
//!   Curator-TreeCache-1 (S2): failover   │ removed ─▶ failover lock ─▶ dead entry ─▶ failover ─▶ release
//! ```

use super::coordinator::Elect;
use super::failover::FailoverMaster;
use super::failover_worker::FailoverWorker;
use super::slots::SlotRefresh;
use super::{S_REG, event_bus, pace};
use crate::client::{CacheChange, CacheEvent, queue};
use crate::fact::{Fact, Listener};
use crate::jvm::Jvm;
use crate::model::{Commands, FailoverLock, ListenerBus, Tombstone};
use crate::path::{Data, Kind, Lock, NodeSet, Path};
use crate::rows::AlertKind;
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome, Query};
use sim::id::NodeId;
use sim::random::Range;
use sim::time::SimTime;

/// Whose listeners a cache has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    /// `MasterNodeListener` and `WorkerGroupNodeListener`.
    Alerts,
    /// `NodeChangeListener`.
    Failover,
    /// `ClusterManager` and `ClusterStateMonitors` of the development line.
    Cluster,
    /// Nobody's: the cache reads and keeps its session.
    Nobody,
}

/// The thread of a cache.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CacheThread {
    client: u8,
    cache: u8,
    of: Of,
    event: Option<CacheEvent>,
    /// The listener that is told next of a removal, where one list has several.
    second: Option<(Listener, Kind, NodeId)>,
}

impl CacheThread {
    pub(crate) fn new(client: u8, cache: u8, of: Of) -> Self {
        Self {
            client,
            cache,
            of,
            event: None,
            second: None,
        }
    }

    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        if let Some((listener, kind, node)) = self.second.take() {
            return tell(listener, kind, node, cx);
        }
        let client = cx.jvm.clients.get_mut(usize::from(self.client));
        let cache = client.and_then(|client| client.caches.get_mut(usize::from(self.cache)));
        if let Some(event) = self.event.take() {
            if cache.is_some_and(|cache| cache.is_closed()) {
                return Next::Again;
            }
            return self.handle(event, cx);
        }
        match cache.and_then(|cache| cache.events.pop_front()) {
            Some((event, cause)) => {
                cx.io.cause = cause;
                self.event = Some(event);
                Next::Busy(pace::CALLBACK)
            }
            None => Next::Wait(queue::CACHE, SimTime::NEVER),
        }
    }

    fn handle(&mut self, event: CacheEvent, cx: &mut Cx<'_, '_>) -> Next {
        let Some((kind, node)) = event.path.registration() else {
            return self.handle_other(event, cx);
        };
        if let Some(alerts_first) = shared_bus(cx) {
            return self.handle_shared(event, kind, node, alerts_first, cx);
        }
        let listener = match (self.of, kind) {
            (Of::Nobody, _) => return Next::Again,
            (Of::Failover, _) => Listener::Failover,
            (Of::Cluster, _) => Listener::Cluster,
            (Of::Alerts, Kind::Master) => Listener::MasterAlerts,
            (Of::Alerts, Kind::Worker) => Listener::WorkerAlerts,
        };
        let listens = cx.jvm.master().is_some_and(|master| match self.of {
            Of::Failover | Of::Cluster => master.failover_listens,
            Of::Alerts => master.alerts_listen,
            Of::Nobody => false,
        });
        if !listens {
            return Next::Again;
        }
        if self.of == Of::Cluster && kind == Kind::Worker {
            keep(event, node, cx);
        }
        self.tell(event, (kind, node, listener), cx)
    }

    /// The role of the coordinator is free: a master stands for election, unless the node that has gone
    /// named the master itself, which then only stands by.
    fn handle_other(&self, event: CacheEvent, cx: &mut Cx<'_, '_>) -> Next {
        let removed = event.kind == CacheChange::Removed && event.path == Path::Coordinator;
        if self.of != Of::Cluster || !removed {
            return Next::Again;
        }
        match event.data {
            Data::Host { node } if node == cx.jvm.me => {
                let active = false;
                cx.io.then(Fact::CoordinatorSet { active });
                Next::Again
            }
            Data::Empty | Data::Heartbeat { .. } | Data::Time { .. } | Data::Host { .. } => {
                Next::master(Elect::default())
            }
        }
    }

    fn tell(
        &self,
        event: CacheEvent,
        (kind, node, listener): (Kind, NodeId, Listener),
        cx: &mut Cx<'_, '_>,
    ) -> Next {
        match event.kind {
            CacheChange::Updated if self.of == Of::Cluster && kind == Kind::Master => {
                Next::master(SlotRefresh::new())
            }
            CacheChange::Updated => Next::Again,
            CacheChange::Added => {
                cx.io.then(Fact::ServerAdded {
                    kind,
                    node,
                    listener,
                });
                match self.of {
                    Of::Alerts => Next::master(Alert::added(kind)),
                    Of::Cluster if kind == Kind::Master => Next::master(SlotRefresh::new()),
                    Of::Cluster | Of::Failover | Of::Nobody => Next::Again,
                }
            }
            CacheChange::Removed => {
                cx.io.then(Fact::ServerRemoved {
                    kind,
                    node,
                    listener,
                });
                match self.of {
                    Of::Alerts => Next::master(Alert::removed(kind, node)),
                    Of::Cluster => {
                        let start = event.data.start();
                        event_bus::publish(cx.jvm, kind, node, start, cx.io);
                        match kind {
                            Kind::Master => Next::master(SlotRefresh::new()),
                            Kind::Worker => Next::Again,
                        }
                    }
                    Of::Failover | Of::Nobody => Next::master(ServerGone::new(kind, node)),
                }
            }
        }
    }
}

/// `WorkerClusters`: the workers that tasks are given to are those that the events name.
fn keep(event: CacheEvent, node: NodeId, cx: &mut Cx<'_, '_>) {
    let Some(master) = cx.jvm.master() else {
        return;
    };
    match event.kind {
        CacheChange::Added | CacheChange::Updated => master.workers.insert(node),
        CacheChange::Removed => master.workers.remove(node),
    }
    let forgets = true;
    master.dispatching.offer(master.workers, forgets);
}

/// Whether the alerts come first on a bus that all listeners of a master share; nothing if each bean has
/// its own.
fn shared_bus(cx: &Cx<'_, '_>) -> Option<bool> {
    let switches = &cx.jvm.config.switches;
    match switches.listener_bus {
        ListenerBus::PerBean => None,
        // Alerts have the largest order, the failover the smallest.
        ListenerBus::SharedOrdered => Some(switches.comparator_wraps),
        ListenerBus::SharedUnordered => Some(false),
    }
}

/// One listener hears of a removal.
fn tell(listener: Listener, kind: Kind, node: NodeId, cx: &mut Cx<'_, '_>) -> Next {
    cx.io.then(Fact::ServerRemoved {
        kind,
        node,
        listener,
    });
    match listener {
        Listener::MasterAlerts | Listener::WorkerAlerts => Next::master(Alert::removed(kind, node)),
        Listener::Failover | Listener::Cluster => Next::master(ServerGone::new(kind, node)),
    }
}

impl CacheThread {
    /// The bus is the list of the registration's session, which is where the alerts are.
    fn handle_shared(
        &mut self,
        event: CacheEvent,
        kind: Kind,
        node: NodeId,
        alerts_first: bool,
        cx: &mut Cx<'_, '_>,
    ) -> Next {
        let listens = cx.jvm.master().is_some_and(|master| master.alerts_listen);
        if self.of != Of::Alerts || !listens {
            return Next::Again;
        }
        let alerts = match kind {
            Kind::Master => Listener::MasterAlerts,
            Kind::Worker => Listener::WorkerAlerts,
        };
        match event.kind {
            CacheChange::Updated => Next::Again,
            CacheChange::Added => {
                cx.io.then(Fact::ServerAdded {
                    kind,
                    node,
                    listener: alerts,
                });
                Next::master(Alert::added(kind))
            }
            CacheChange::Removed => {
                let (first, second) = if alerts_first {
                    (alerts, Listener::Failover)
                } else {
                    (Listener::Failover, alerts)
                };
                self.second = Some((second, kind, node));
                tell(first, kind, node, cx)
            }
        }
    }
}

/// `MasterNodeListener`, `WorkerGroupNodeListener`: the list is read again, and an alert is written
/// for a server that is down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alert {
    kind: Kind,
    down: Option<NodeId>,
    step: AlertStep,
}

#[derive(Clone, Copy, Debug)]
enum AlertStep {
    Begin,
    Listed,
    Insert,
    Written,
}

impl Alert {
    fn added(kind: Kind) -> Self {
        Self {
            kind,
            down: None,
            step: AlertStep::Begin,
        }
    }

    fn removed(kind: Kind, node: NodeId) -> Self {
        Self {
            kind,
            down: Some(node),
            step: AlertStep::Begin,
        }
    }

    fn row(&self) -> Option<AlertKind> {
        self.down.map(|node| match self.kind {
            Kind::Master => AlertKind::MasterDown { node },
            Kind::Worker => AlertKind::WorkerDown { node },
        })
    }

    /// The list is what the master goes by from now on.
    fn listed(&self, nodes: NodeSet, cx: &mut Cx<'_, '_>) {
        let switches = cx.jvm.config.switches;
        let most = u64::from(switches.dispatch_tries_removed);
        let lingers = match (self.kind, self.down) {
            (Kind::Worker, Some(node)) if most > 0 => {
                let times = cx.io.work(Range::micros(0, most)).as_micros();
                Some((node, times))
            }
            (Kind::Master | Kind::Worker, Some(_) | None) => None,
        };
        let now = cx.io.now();
        let Some(master) = cx.jvm.master() else {
            return;
        };
        match self.kind {
            Kind::Master => master.masters = nodes,
            Kind::Worker => {
                master.workers = nodes;
                let forgets = switches.dispatcher_forgets_dead_worker;
                master.dispatching.offer(nodes, forgets);
                if let Some((node, times)) = lingers {
                    master.dispatching.lingers(node, times, now);
                }
            }
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            AlertStep::Begin => {
                self.step = AlertStep::Listed;
                Next::Zk(S_REG, Op::Servers { kind: self.kind })
            }
            AlertStep::Listed => {
                if let Ok(Outcome::Nodes { nodes }) = answer.zk() {
                    let kind = self.kind;
                    let added = self.down.is_none();
                    cx.io.tell(Fact::ServersRead { kind, nodes, added });
                    self.listed(nodes, cx);
                }
                self.step = AlertStep::Insert;
                let by_event = cx.jvm.config.switches.commands == Commands::SlotsByEvent;
                if by_event && self.kind == Kind::Master {
                    return Next::master(SlotRefresh::new());
                }
                Next::Again
            }
            AlertStep::Insert => {
                let Some(kind) = self.row() else {
                    return Next::end();
                };
                self.step = AlertStep::Written;
                let (by, once) = (cx.jvm.me, cx.jvm.config.switches.alert_dedup_unsent);
                Next::Db(Query::InsertAlert { kind, by, once })
            }
            AlertStep::Written => {
                if answer.db().is_err()
                    && let Some(kind) = self.row()
                {
                    cx.io.then(Fact::AlertFailed { kind });
                }
                Next::end()
            }
        }
    }
}

/// The lock that a failover is done under.
pub(crate) fn failover_lock(kind: Kind, node: NodeId, jvm: &Jvm) -> Lock {
    match (kind, jvm.config.switches.failover_lock) {
        (Kind::Worker, _) => Lock::FailoverWorkers,
        (Kind::Master, FailoverLock::PerHost | FailoverLock::Leak) => Lock::FailoverMaster { node },
        (Kind::Master, FailoverLock::Global) => match jvm.config.switches.tombstone {
            Tombstone::Address => Lock::FailoverMasters,
            Tombstone::None
            | Tombstone::AddressStart
            | Tombstone::AddressStartPid
            | Tombstone::AddressUuid => Lock::MasterFailover,
        },
    }
}

/// `ZKMasterClient.removeZKNodePath`: under the failover lock the removed server gets its dead entry
/// and is failed over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerGone {
    kind: Kind,
    node: NodeId,
    place: Option<u32>,
    step: GoneStep,
}

#[derive(Clone, Copy, Debug)]
enum GoneStep {
    Begin,
    NodeLooked,
    Lock,
    Locked,
    AbsenceLooked,
    Entry,
    EntryLooked,
    Write,
    EntryWritten,
    FailedOver,
    Released,
}

impl ServerGone {
    fn new(kind: Kind, node: NodeId) -> Self {
        Self {
            kind,
            node,
            place: None,
            step: GoneStep::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node, cli) = (self.kind, self.node, cx.jvm.cli());
        match self.step {
            GoneStep::Begin => self.begin(cx),
            GoneStep::NodeLooked => {
                self.absence_checked(answer, cx);
                if kind == Kind::Worker {
                    // From 3.x on each master handles the tasks that it holds, without a lock.
                    return self.fail_over();
                }
                self.step = GoneStep::Lock;
                Next::Busy(self.before_lock(cx))
            }
            GoneStep::Lock => {
                self.step = GoneStep::Locked;
                Next::lock(cli, failover_lock(kind, node, cx.jvm))
            }
            GoneStep::Locked => self.locked(answer, cx),
            GoneStep::AbsenceLooked => {
                if self.absence_checked(answer, cx) {
                    self.step = GoneStep::Entry;
                    Next::Again
                } else {
                    self.fail_over()
                }
            }
            GoneStep::Entry => {
                self.step = GoneStep::EntryLooked;
                let path = Path::dead(kind, node);
                Next::Zk(cli, Op::Exists { path })
            }
            GoneStep::EntryLooked => match answer.zk() {
                Ok(Outcome::Done) => {
                    cx.io.then(Fact::DeadEntryFound { kind, node });
                    self.fail_over()
                }
                Ok(_) | Err(_) => {
                    self.step = GoneStep::Write;
                    let pause = cx.disk.machine.check_to_write;
                    Next::Busy(pause.map_or(pace::SOON, Range::exactly))
                }
            },
            GoneStep::Write => {
                self.step = GoneStep::EntryWritten;
                let create = Op::Create {
                    path: Path::dead(kind, node),
                    data: Data::Host { node },
                    ephemeral: false,
                };
                Next::Zk(cli, create)
            }
            GoneStep::EntryWritten => {
                match answer.zk() {
                    Ok(Outcome::Done) => cx.io.then(Fact::DeadEntryAdded { kind, node }),
                    Ok(_) | Err(_) => cx.io.then(Fact::DeadEntryFound { kind, node }),
                };
                self.fail_over()
            }
            GoneStep::FailedOver => self.release(cx),
            GoneStep::Released => Next::end(),
        }
    }

    fn begin(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let own_tasks = cx.jvm.config.switches.tombstone != Tombstone::Address;
        if own_tasks {
            // `MasterRegistryClient.removeMasterNodePath`: whether the node is gone is only said.
            self.step = GoneStep::NodeLooked;
            return self.look_for_node(cx);
        }
        self.step = GoneStep::Lock;
        Next::Busy(self.before_lock(cx))
    }

    fn look_for_node(&self, cx: &Cx<'_, '_>) -> Next {
        let path = Path::server(self.kind, self.node);
        Next::Zk(cx.jvm.cli(), Op::Exists { path })
    }

    /// Whether the server's node is absent, which is said.
    fn absence_checked(&self, answer: Answer, cx: &mut Cx<'_, '_>) -> bool {
        let (kind, node) = (self.kind, self.node);
        let absent = answer.zk() != Ok(Outcome::Done);
        cx.io.then(Fact::AbsenceChecked { kind, node, absent });
        absent
    }

    fn locked(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match answer.value() {
            Value::Place(place) => self.place = Some(place),
            Value::Unit | Value::Failed | Value::Over => {
                let (kind, node) = (self.kind, Some(self.node));
                cx.io.tell(Fact::FailoverFailed { kind, node });
                return Next::end();
            }
        }
        let switches = &cx.jvm.config.switches;
        if switches.tombstone != Tombstone::Address {
            return self.fail_over();
        }
        if switches.add_dead_checks_absence {
            self.step = GoneStep::AbsenceLooked;
            return self.look_for_node(cx);
        }
        self.step = GoneStep::Entry;
        Next::Again
    }

    fn release(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        if let Some(master) = cx.jvm.master() {
            master.warm = true;
        }
        self.step = GoneStep::Released;
        match self.place.take() {
            Some(place) => {
                let lock = failover_lock(self.kind, self.node, cx.jvm);
                Next::unlock(cx.jvm.cli(), lock, place)
            }
            None => Next::Again,
        }
    }

    /// What passes before the lock is asked for.
    fn before_lock(&self, cx: &mut Cx<'_, '_>) -> Range {
        if let Some(delay) = cx.disk.machine.peer_delay {
            return Range::exactly(delay);
        }
        match cx.jvm.master() {
            Some(master) if master.warm => pace::REMOVAL,
            Some(_) | None => pace::FIRST_REMOVAL,
        }
    }

    fn fail_over(&mut self) -> Next {
        self.step = GoneStep::FailedOver;
        match self.kind {
            Kind::Master => Next::master(FailoverMaster::new(Some(self.node))),
            Kind::Worker => Next::master(FailoverWorker::new(Some(self.node))),
        }
    }
}
