//! A master or a worker: its state, its heartbeat, its sessions, and what its threads are inside of.

use dolphinscheduler::fact::{
    CuratorState, Death, Fact, Listener, ServerState, Step as StopStep, StopCause,
};
use dolphinscheduler::ids::{InstanceId, SessionId, TaskId};
use dolphinscheduler::model::Model;
use dolphinscheduler::path::{Kind, Lock};
use sim::id::{EventId, Lane, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::Row;

/// A process at a moment.
#[derive(Clone, Debug)]
pub struct ProcessPicture {
    /// When it was started, and the fact that says so.
    pub started: (SimTime, EventId),
    /// The release that runs, once it has said so.
    pub model: Option<Model>,
    /// The number of the process.
    pub pid: u32,
    /// Whether its port is open.
    pub port_open: bool,
    /// What it is.
    pub state: ServerState,
    /// Since when.
    pub state_since: SimTime,
    /// The fact that says so.
    pub state_event: EventId,
    /// Its heartbeat.
    pub heartbeat: Heartbeat,
    /// Its clients of the registry, by their number.
    pub clients: Vec<Client>,
    /// What its threads are inside of.
    pub tasks: Vec<Task>,
    /// The last steps that matter, the latest last.
    pub steps: Vec<Step>,
    /// When it has looked for its own dead entry, whether there was one, and the fact that says so.
    pub looked: Option<(SimTime, bool, EventId)>,
    /// Whether its pool of connections to the database is closed.
    pub pool_closed: bool,
    /// Workflow instances that run in it.
    pub workflows: Vec<InstanceId>,
    /// Tasks whose shells run in it.
    pub shells: Vec<TaskId>,
    /// Its slot, and how many there are.
    pub slots: Option<(u8, u8)>,
}

/// A heartbeat that comes at a fixed rate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Heartbeat {
    /// The pause between two.
    pub interval: Option<Span>,
    /// When the last one has begun, or else the server has registered.
    pub last: Option<SimTime>,
    /// How many have begun.
    pub count: u32,
}

impl Heartbeat {
    /// When the next one begins.
    pub fn next(&self) -> Option<SimTime> {
        Some(self.last? + self.interval?)
    }
}

/// A client of the registry: one of a process's sessions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client {
    /// Its number; the first one registers.
    pub number: u8,
    /// Its session.
    pub session: Option<SessionId>,
    /// How Curator sees the connection.
    pub state: Option<CuratorState>,
    /// Since when.
    pub since: SimTime,
}

/// Something that a thread is inside of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Task {
    /// The thread.
    pub lane: Lane,
    /// What.
    pub doing: Doing,
    /// Since when.
    pub since: SimTime,
    /// The fact that says so.
    pub event: EventId,
}

/// What a thread can be inside of for longer than an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// It has heard that a server is gone, and has not taken a lock yet.
    Handling {
        /// Which kind of server.
        kind: Kind,
        /// Which.
        node: NodeId,
    },
    /// It stands in a lock's queue.
    WaitingForLock {
        /// Which lock.
        lock: Lock,
        /// Its place.
        number: u32,
        /// The place before its own, once it knows.
        ahead: Option<u32>,
    },
    /// It has the lock.
    HoldingLock(Lock),
    /// It fails over what a server has left, of everybody if none is named; under a lock if it holds
    /// one.
    FailingOver {
        /// Which kind of server.
        kind: Kind,
        /// Which.
        node: Option<NodeId>,
        /// The lock it holds.
        lock: Option<Lock>,
    },
    /// It stops its server: so far it has done this.
    Stopping(Option<StopStep>),
}

impl Doing {
    /// The lock that the thread holds.
    pub fn lock(&self) -> Option<Lock> {
        match self {
            Self::HoldingLock(lock) => Some(*lock),
            Self::FailingOver { lock, .. } => *lock,
            Self::Handling { .. } | Self::WaitingForLock { .. } | Self::Stopping(_) => None,
        }
    }

    /// Whether the thread waits for somebody else.
    pub fn blocks(&self) -> bool {
        match self {
            Self::WaitingForLock { .. } => true,
            Self::Handling { .. }
            | Self::HoldingLock(_)
            | Self::FailingOver { .. }
            | Self::Stopping(_) => false,
        }
    }
}

/// A step that matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// When.
    pub at: SimTime,
    /// The fact that says so.
    pub event: EventId,
}

/// An orderly stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop {
    /// Why.
    pub cause: StopCause,
    /// When it began.
    pub at: SimTime,
    /// The fact that says so.
    pub event: EventId,
}

/// Steps that are remembered.
const REMEMBERED: usize = 6;

/// Why a heartbeat lets its server stop, if that is what the fact says.
pub fn judged_by(fact: Fact) -> Option<Death> {
    if let Fact::JudgedDead { why } = fact {
        Some(why)
    } else {
        None
    }
}

impl ProcessPicture {
    pub(super) fn new(id: EventId, row: &Row) -> Self {
        Self {
            started: (row.at, id),
            model: None,
            pid: 0,
            port_open: false,
            state: ServerState::Starting,
            state_since: row.at,
            state_event: id,
            heartbeat: Heartbeat::default(),
            clients: Vec::new(),
            tasks: Vec::new(),
            steps: Vec::new(),
            looked: None,
            pool_closed: false,
            workflows: Vec::new(),
            shells: Vec::new(),
            slots: None,
        }
    }

    /// What a thread is inside of.
    pub fn task(&self, lane: Lane) -> Option<&Task> {
        self.tasks.iter().find(|task| task.lane == lane)
    }

    /// The session of a client.
    pub fn session(&self, number: u8) -> Option<SessionId> {
        let client = self.clients.iter().find(|client| client.number == number)?;
        client.session
    }

    /// Takes in a fact of this process.
    pub(super) fn apply(&mut self, id: EventId, row: &Row, fact: Fact) {
        if is_step(fact) {
            if self.steps.len() == REMEMBERED {
                self.steps.remove(0);
            }
            let at = row.at;
            self.steps.push(Step { at, event: id });
        }
        self.apply_life(id, row, fact);
        self.apply_client(row, fact);
        self.apply_thread(id, row, fact);
        self.apply_work(fact);
    }

    fn apply_life(&mut self, id: EventId, row: &Row, fact: Fact) {
        if let Fact::Booted { model, pid } = fact {
            self.model = Model::from_number(model);
            self.pid = pid;
        } else if let Fact::PortOpened | Fact::PortClosed = fact {
            self.port_open = fact == Fact::PortOpened;
        } else if let Fact::StateEntered { state } = fact {
            self.state = state;
            (self.state_since, self.state_event) = (row.at, id);
        } else if let Fact::PoolClosed = fact {
            self.pool_closed = true;
        } else if let Fact::Registered { interval_s, .. } = fact {
            self.heartbeat.interval = Some(Span::from_secs(u64::from(interval_s)));
            self.heartbeat.last = Some(row.at);
        } else if let Fact::HeartbeatStarted = fact {
            self.heartbeat.last = Some(row.at);
            self.heartbeat.count += 1;
        } else if let Fact::DeadEntriesListed { own, .. } = fact {
            self.looked = Some((row.at, own, id));
        } else if let Fact::SlotsSet { slot, slots, .. } = fact {
            self.slots = Some((slot, slots));
        } else if let Fact::Stopping { .. } = fact {
            self.heartbeat = Heartbeat::default();
        }
    }

    fn apply_client(&mut self, row: &Row, fact: Fact) {
        let (number, session, state) = if let Fact::ClientStarted { number } = fact {
            (number, None, None)
        } else if let Fact::SessionEstablished {
            number, session, ..
        } = fact
        {
            (number, Some(session), None)
        } else if let Fact::StateChanged { number, state } = fact {
            (number, None, Some(state))
        } else if let Fact::ClientClosed { number, .. } = fact {
            self.clients.retain(|client| client.number != number);
            return;
        } else {
            return;
        };
        let known = self.clients.iter().position(|one| one.number == number);
        let place = known.unwrap_or_else(|| {
            self.clients.push(Client {
                number,
                session: None,
                state: None,
                since: row.at,
            });
            self.clients.len() - 1
        });
        if let Some(client) = self.clients.get_mut(place) {
            client.session = session.or(client.session);
            if state.is_some() {
                (client.state, client.since) = (state, row.at);
            }
        }
    }

    fn apply_thread(&mut self, id: EventId, row: &Row, fact: Fact) {
        let lane = row.lane;
        let held = self.task(lane).and_then(|task| task.doing.lock());
        if let Fact::ServerRemoved {
            kind,
            node,
            listener: Listener::Failover,
        } = fact
        {
            self.begin(id, row, Doing::Handling { kind, node });
        } else if let Fact::LockQueued { lock, number } = fact {
            let ahead = None;
            let doing = Doing::WaitingForLock {
                lock,
                number,
                ahead,
            };
            self.begin(id, row, doing);
        } else if let Fact::LockWaits { ahead, .. } = fact {
            self.waits_for(lane, ahead);
        } else if let Fact::LockTaken { lock, .. } = fact {
            self.begin(id, row, Doing::HoldingLock(lock));
        } else if let Fact::LockLeft { .. } = fact {
            self.finish(lane);
        } else if let Fact::FailoverStarted { kind, node } = fact {
            let lock = held;
            self.begin(id, row, Doing::FailingOver { kind, node, lock });
        } else if let Fact::FailoverEnded { .. } | Fact::FailoverFailed { .. } = fact {
            match held {
                Some(lock) => self.begin(id, row, Doing::HoldingLock(lock)),
                None => self.finish(lane),
            }
        } else if let Fact::Stopping { .. } = fact {
            self.begin(id, row, Doing::Stopping(None));
        } else if let Fact::StopStep { step } = fact {
            if let Some(task) = self.tasks.iter_mut().find(|task| task.lane == lane)
                && let Doing::Stopping(done) = &mut task.doing
            {
                *done = Some(step);
            }
        } else if let Fact::StateEntered {
            state: ServerState::Zombie | ServerState::Shell,
        } = fact
        {
            self.finish(lane);
        }
    }

    fn apply_work(&mut self, fact: Fact) {
        if let Fact::WorkflowHeld { instance } = fact {
            if !self.workflows.contains(&instance) {
                self.workflows.push(instance);
            }
        } else if let Fact::WorkflowLeft { instance, .. } = fact {
            self.workflows.retain(|held| *held != instance);
        } else if let Fact::ShellStarted { task, .. } = fact {
            self.shells.push(task);
        } else if let Fact::ShellEnded { task, .. } = fact {
            self.shells.retain(|shell| *shell != task);
        }
    }

    fn waits_for(&mut self, lane: Lane, place: u32) {
        let task = self.tasks.iter_mut().find(|task| task.lane == lane);
        if let Some(Task {
            doing: Doing::WaitingForLock { ahead, .. },
            ..
        }) = task
        {
            *ahead = Some(place);
        }
    }

    fn begin(&mut self, id: EventId, row: &Row, doing: Doing) {
        self.finish(row.lane);
        self.tasks.push(Task {
            lane: row.lane,
            doing,
            since: row.at,
            event: id,
        });
    }

    fn finish(&mut self, lane: Lane) {
        self.tasks.retain(|task| task.lane != lane);
    }
}

/// Whether a fact is a step that somebody who looks at the process wants to see for a while.
fn is_step(fact: Fact) -> bool {
    if let Fact::LockTaken { lock, .. } = fact {
        return lock != Lock::Masters;
    }
    if let Fact::ServerRemoved { listener, .. } = fact {
        return listener == Listener::Failover || listener == Listener::Cluster;
    }
    matches!(
        fact,
        Fact::PortOpened
            | Fact::PortClosed
            | Fact::Persisted { .. }
            | Fact::Registered { .. }
            | Fact::DeadEntriesListed { .. }
            | Fact::DeadEntryDeleted { .. }
            | Fact::DeadEntryAdded { .. }
            | Fact::DeadEntryFound { .. }
            | Fact::AbsenceChecked { .. }
            | Fact::JudgedDead { .. }
            | Fact::Stopping { .. }
            | Fact::PoolClosed
            | Fact::Unregistered { .. }
            | Fact::FailoverEnded { .. }
            | Fact::TombstoneWritten { .. }
            | Fact::CommandHandled { .. }
    )
}
