//! `MasterServer.run` and `ZKMasterClient.start` of 1.3.x: how a master comes up.
//!
//! ```text
//!   S1, S2 ─▶ port ─▶ start-up lock ─▶ own node ─▶ "registry to ZK" ─▶ heartbeats, clear dead entry
//!     ─▶ alone? fail over what is left of everybody ─▶ failover listener ─▶ release ─▶ commands, Quartz
//!     ─▶ S3, alert listeners, S4, S5
//! ```
//! The port is open before anything is registered, and the failover listener hears nothing of what
//! happens before it is added.

use super::dispatch::Dispatcher;
use super::failover::FailoverMaster;
use super::failover_worker::FailoverWorker;
use super::heartbeat::HeartBeat;
use super::listen::Of;
use super::pace;
use super::register::{ClearDeadEntry, Persist};
use super::report::ReportWriter;
use super::scheduler::{Refresh, Scheduler};
use super::{MasterRoutine, S_CLI, S_REG};
use crate::client::queue;
use crate::disk::Disk;
use crate::fact::{Fact, Line, Listener, ServerState};
use crate::jvm::Jvm;
use crate::lane::Thread;
use crate::path::{Kind, Lock, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine, Value};
use crate::wire::{Op, Outcome};
use sim::io::Io;
use sim::time::{SimTime, Span};

/// How often the own node is looked for (`Constants.SLEEP_TIME_MILLIS`).
const POLL: Span = Span::from_secs(1);

/// The thread `Master-Server`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartUp {
    /// When the port opens.
    port_at: SimTime,
    /// When the first session is opened.
    session_at: SimTime,
    /// When the dead entries are listed.
    list_at: SimTime,
    step: Step,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Boot,
    FirstSession,
    FirstConnected,
    SecondSession,
    SecondConnected,
    Port,
    Lock,
    Persist,
    Line,
    Registered,
    Clear,
    SystemNodes,
    NodesMade,
    LookForMyself,
    Looked,
    FailOverMasters,
    FailOverWorkers,
    Listen,
    Release,
    Released,
    Beans(Bean),
}

/// What the process still brings up once the lock is released.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bean {
    Quartz,
    QuartzPool,
    QuartzStarted,
    ThirdSession,
    ThirdConnected,
    Alerts,
    FourthSession,
    FifthSession,
    Up,
}

impl StartUp {
    pub(crate) fn new(disk: &Disk, io: &mut Io<'_>) -> Self {
        let boot = io.work(disk.machine.boot);
        let port_at = io.now() + boot;
        let before = io.work(pace::SESSION_TO_PORT);
        Self {
            port_at,
            session_at: io.now() + (boot - before),
            list_at: SimTime::ZERO,
            step: Step::Boot,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Boot => self.then(Step::FirstSession, Next::Until(self.session_at)),
            Step::FirstSession => {
                cx.jvm.start_pool(cx.io);
                let alerts = [(Thread::TreeCacheAlerts, Of::Alerts)];
                cx.jvm.open_session(&alerts, cx.io);
                self.then(Step::FirstConnected, Next::Again)
            }
            Step::FirstConnected => connected(S_REG, cx).unwrap_or_else(|| {
                self.then(Step::SecondSession, Next::Busy(pace::SECOND_SESSION))
            }),
            Step::SecondSession => {
                let failover = [(Thread::TreeCacheFailover, Of::Failover)];
                cx.jvm.open_session(&failover, cx.io);
                start_report_writer(cx);
                self.then(Step::SecondConnected, Next::Again)
            }
            Step::SecondConnected => connected(S_CLI, cx)
                .unwrap_or_else(|| self.then(Step::Port, Next::Until(self.port_at))),
            Step::Port => {
                cx.jvm.open_port(cx.io);
                self.then(Step::Lock, Next::Busy(pace::PORT_TO_LOCK))
            }
            Step::Lock => self.then(Step::Persist, Next::lock(S_CLI, Lock::StartupMasters)),
            Step::Persist => self.persist(answer, cx),
            Step::Line => {
                let all = cx.io.work(pace::CREATE_TO_LIST);
                let rest = cx.io.work(pace::LINE_TO_LIST);
                self.list_at = cx.io.now() + all;
                self.then(Step::Registered, Next::Until(cx.io.now() + (all - rest)))
            }
            Step::Registered => {
                registered(cx);
                self.then(Step::Clear, Next::Until(self.list_at))
            }
            Step::Clear => self.then(
                Step::SystemNodes,
                Next::master(ClearDeadEntry::new(Kind::Master)),
            ),
            Step::SystemNodes => self.then(Step::NodesMade, Next::Busy(pace::SYSTEM_NODES)),
            Step::NodesMade => {
                Jvm::print(cx.io, Line::SystemNodes);
                self.then(Step::LookForMyself, Next::Again)
            }
            Step::LookForMyself => {
                let kind = Kind::Master;
                self.then(Step::Looked, Next::Zk(S_CLI, Op::Servers { kind }))
            }
            Step::Looked => self.looked(answer, cx),
            Step::FailOverMasters => self.then(
                Step::FailOverWorkers,
                Next::master(FailoverMaster::new(None)),
            ),
            Step::FailOverWorkers => {
                self.then(Step::Listen, Next::master(FailoverWorker::new(None)))
            }
            Step::Listen => {
                listen(Listener::Failover, cx);
                self.then(Step::Release, Next::Busy(pace::TO_LISTENER))
            }
            Step::Release => self.release(cx),
            Step::Released => {
                start_scheduler(cx);
                self.then(Step::Beans(Bean::Quartz), Next::Busy(pace::SOON))
            }
            Step::Beans(bean) => self.bring_up(bean, cx),
        }
    }

    fn then(&mut self, step: Step, next: Next) -> Next {
        self.step = step;
        next
    }

    /// The own node, whether or not the lock was had.
    fn persist(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let place = match answer.value() {
            Value::Place(place) => Some(place),
            Value::Unit | Value::Failed | Value::Over => None,
        };
        if let Some(master) = cx.jvm.master() {
            master.startup_place = place;
        }
        let node = cx.jvm.me;
        let persist = Persist::new(Path::Master { node });
        self.then(Step::Line, Next::master(persist))
    }

    /// Looks for the own address among the masters: a node of before will do.
    fn looked(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match answer.zk() {
            Ok(Outcome::Nodes { nodes }) if nodes.contains(cx.jvm.me) => {
                if let Some(master) = cx.jvm.master() {
                    master.masters = nodes;
                }
                let step = if nodes.len() == 1 {
                    Step::FailOverMasters
                } else {
                    Step::Listen
                };
                self.then(step, Next::Busy(pace::SOON))
            }
            Ok(_) | Err(_) => self.then(Step::LookForMyself, Next::Sleep(POLL)),
        }
    }

    fn release(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let place = cx.jvm.master().and_then(|m| m.startup_place.take());
        self.step = Step::Released;
        match place {
            Some(place) => Next::unlock(S_CLI, Lock::StartupMasters, place),
            None => Next::Again,
        }
    }

    /// Quartz, S3, the alert listeners, S4 and S5.
    fn bring_up(&mut self, bean: Bean, cx: &mut Cx<'_, '_>) -> Next {
        let (next, wait) = match bean {
            Bean::Quartz => {
                Jvm::print(cx.io, Line::StartQuartz);
                (Bean::QuartzPool, pace::QUARTZ)
            }
            Bean::QuartzPool => {
                let opens = cx.jvm.pool.open(cx.io);
                let wait = if opens { pace::POOL } else { pace::SOON };
                (Bean::QuartzStarted, wait)
            }
            Bean::QuartzStarted => {
                Jvm::print(cx.io, Line::QuartzStarted);
                (Bean::ThirdSession, pace::NEXT_BEAN)
            }
            Bean::ThirdSession => {
                open_unheard_session(cx);
                return self.then(Step::Beans(Bean::ThirdConnected), Next::Again);
            }
            Bean::ThirdConnected => match connected(2, cx) {
                Some(wait) => return wait,
                None => (Bean::Alerts, pace::NEXT_BEAN),
            },
            Bean::Alerts => {
                listen(Listener::MasterAlerts, cx);
                listen(Listener::WorkerAlerts, cx);
                let refresh: MasterRoutine = Refresh::default().into();
                cx.jvm
                    .start_routine(Thread::Refresh, Routine::Master(refresh), cx.io);
                (Bean::FourthSession, pace::NEXT_BEAN)
            }
            Bean::FourthSession => {
                open_unheard_session(cx);
                (Bean::FifthSession, pace::NEXT_BEAN)
            }
            Bean::FifthSession => {
                cx.jvm.open_session(&[], cx.io);
                (Bean::Up, pace::NEXT_BEAN)
            }
            Bean::Up => return Next::end(),
        };
        self.then(Step::Beans(next), Next::Busy(wait))
    }
}

/// A session whose cache nobody listens to.
fn open_unheard_session(cx: &mut Cx<'_, '_>) {
    let cache = [(Thread::TreeCacheOther, Of::Nobody)];
    cx.jvm.open_session(&cache, cx.io);
}

/// What is waited for until a session is there.
pub(super) fn connected(number: u8, cx: &mut Cx<'_, '_>) -> Option<Next> {
    let slot = cx.io.slot;
    let client = cx.jvm.clients.get_mut(usize::from(number))?;
    if client.is_connected() {
        return None;
    }
    client.await_connection(slot);
    Some(Next::Wait(queue::CONNECTED, SimTime::NEVER))
}

/// The server calls itself registered; its heartbeats begin one interval later.
fn registered(cx: &mut Cx<'_, '_>) {
    let interval = cx.jvm.config.heartbeat;
    let interval_s = u8::try_from(interval.as_millis() / 1_000).unwrap_or(u8::MAX);
    let kind = Kind::Master;
    cx.io.then(Fact::Registered { kind, interval_s });
    cx.jvm.enter(ServerState::Running, cx.io);
    let first = cx.io.now() + interval;
    let path = Path::Master { node: cx.jvm.me };
    let heartbeat: MasterRoutine = HeartBeat::new(path, first).into();
    let slot = cx
        .jvm
        .start_routine(Thread::HeartBeat, Routine::Master(heartbeat), cx.io);
    if let Some(master) = cx.jvm.master() {
        master.registered = true;
        master.heartbeat = slot;
    }
}

pub(super) fn listen(listener: Listener, cx: &mut Cx<'_, '_>) {
    cx.io.tell(Fact::ListenerAdded { listener });
    let Some(master) = cx.jvm.master() else {
        return;
    };
    match listener {
        Listener::Failover => master.failover_listens = true,
        Listener::MasterAlerts | Listener::WorkerAlerts => master.alerts_listen = true,
        Listener::Cluster => {}
    }
}

fn start_report_writer(cx: &mut Cx<'_, '_>) {
    let writer: MasterRoutine = ReportWriter::default().into();
    let slot = cx
        .jvm
        .start_routine(Thread::TaskResponse, Routine::Master(writer), cx.io);
    if let Some(master) = cx.jvm.master() {
        master.report_writer = slot;
    }
}

/// Tasks can be sent from here on.
pub(super) fn start_dispatcher(cx: &mut Cx<'_, '_>) {
    let ready = match cx.jvm.config.switches.dispatch_ready {
        Some(range) => cx.io.now() + cx.io.work(range),
        None => cx.io.now(),
    };
    let dispatcher: MasterRoutine = Dispatcher::default().into();
    let slot = cx
        .jvm
        .start_routine(Thread::Dispatcher, Routine::Master(dispatcher), cx.io);
    if let Some(master) = cx.jvm.master() {
        master.dispatching.thread = slot;
        master.dispatching.ready = ready;
    }
}

fn start_scheduler(cx: &mut Cx<'_, '_>) {
    start_dispatcher(cx);
    let scheduler: MasterRoutine = Scheduler::default().into();
    let slot = cx
        .jvm
        .start_routine(Thread::Scheduler, Routine::Master(scheduler), cx.io);
    if let Some(master) = cx.jvm.master() {
        master.scheduler_ended = false;
        master.scheduler = slot;
    }
}
