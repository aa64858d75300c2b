//! `MasterRegistryClient.start` of 2.0.5 to 3.2.1: how a master with one session comes up.
//!
//! ```text
//!   session, alerts and slots listen ─▶ port ─▶ remove own node ─▶ payload ─▶ create it with a heartbeat
//!     ─▶ wait until it is seen ─▶ 1 s ─▶ clear dead entry (2.0.5) ─▶ "registered" ─▶ failover listens
//!     ─▶ rounds, commands, Quartz
//! ```
//! What peers write between the removal and the end of that second is harmless.

use super::coordinator::Elect;
use super::event_bus::{self, EventBus};
use super::fetch::Fetch;
use super::heartbeat::HeartBeat;
use super::listen::Of;
use super::pace;
use super::register::ClearDeadEntry;
use super::report::ReportWriter;
use super::rounds::Rounds;
use super::scheduler::Refresh;
use super::slots::PeriodicSlots;
use super::start_up::{connected, listen, start_dispatcher};
use super::{MasterRoutine, S_REG};
use crate::disk::Disk;
use crate::fact::{Fact, Line, Listener, Persist, ServerState};
use crate::jvm::Jvm;
use crate::lane::Thread;
use crate::model::{Commands, StartUp, Tombstone};
use crate::path::{Kind, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::{Op, Outcome};
use sim::io::Io;
use sim::random::Range;
use sim::time::{SimTime, Span};

/// How often the own node is looked for.
const POLL: Span = Span::from_secs(1);
/// 2.0.5: measuring load, memory and disk between the removal and the new node, with both requests 65
/// to 250 ms.
const PAYLOAD: Range = Range::millis(63, 246);
/// The same where the payload is there already.
const NO_PAYLOAD: Range = Range::millis(2, 10);
/// From the open port to the removal of the own node: 11 to 50 ms.
const PORT_TO_REMOVE: Range = Range::millis(9, 46);
/// From the session with its caches to the open port: 0.3 to 1 s.
const SESSION_TO_PORT: Range = Range::millis(300, 1_000);
/// From 3.x on: from the start that the server notes to the open port. Seen at 80 ms; with the rest of the
/// registration 1.1 to 1.3 s pass to its line.
const START_TO_PORT: Range = Range::millis(20, 150);
/// From the registration to the command loop.
const TO_LOOP: Range = Range::millis(20, 300);

/// The thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartUpClient {
    port_at: SimTime,
    start_at: SimTime,
    session_at: SimTime,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Boot,
    Session,
    Connected,
    Start,
    Port,
    Remove,
    Removed,
    Create,
    Created,
    Look,
    Looked,
    Clear,
    Registered,
    Elect,
    Listen,
    Loop,
    Quartz,
    Up,
}

impl StartUpClient {
    pub(crate) fn new(disk: &Disk, io: &mut Io<'_>) -> Self {
        let boot = io.work(disk.machine.boot);
        let before = io.work(SESSION_TO_PORT);
        let start = io.work(START_TO_PORT);
        Self {
            port_at: io.now() + boot,
            start_at: io.now() + (boot - start),
            session_at: io.now() + (boot - before),
            step: Step::Boot,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, path) = (Kind::Master, Path::Master { node: cx.jvm.me });
        match self.step {
            Step::Boot => self.then(Step::Session, Next::Until(self.session_at)),
            Step::Session => {
                open(cx);
                self.then(Step::Connected, Next::Again)
            }
            Step::Connected => match connected(S_REG, cx) {
                Some(wait) => wait,
                None => self.then(Step::Start, Next::Until(self.start_at)),
            },
            Step::Start => {
                note_start(cx);
                self.then(Step::Port, Next::Until(self.port_at))
            }
            Step::Port => {
                cx.jvm.open_port(cx.io);
                self.then(Step::Remove, Next::Busy(PORT_TO_REMOVE))
            }
            Step::Remove => self.then(Step::Removed, Next::Zk(S_REG, Op::Delete { path })),
            Step::Removed => {
                let measures = removed(answer, cx);
                self.then(Step::Create, Next::Busy(measures))
            }
            Step::Create => {
                let (data, ephemeral) = (cx.jvm.beat(cx.io.now()), true);
                let create = Op::Create {
                    path,
                    data,
                    ephemeral,
                };
                self.then(Step::Created, Next::Zk(S_REG, create))
            }
            Step::Created => {
                created(answer, cx);
                self.then(Step::Look, Next::Again)
            }
            Step::Look => self.then(Step::Looked, Next::Zk(S_REG, Op::Servers { kind })),
            Step::Looked => match answer.zk() {
                Ok(Outcome::Nodes { nodes }) if nodes.contains(cx.jvm.me) => {
                    let wait = cx.jvm.config.switches.wait_after_registration;
                    self.then(Step::Clear, Next::Sleep(wait))
                }
                Ok(_) | Err(_) => self.then(Step::Look, Next::Sleep(POLL)),
            },
            Step::Clear => self.then(Step::Registered, clear_dead_entry(cx)),
            Step::Registered => {
                registered(cx);
                self.then(after_registration(cx), Next::Busy(pace::SOON))
            }
            Step::Elect => self.then(Step::Listen, Next::master(Elect::default())),
            Step::Listen => {
                listen_for_failovers(cx);
                self.then(Step::Loop, Next::Busy(TO_LOOP))
            }
            Step::Loop => {
                start_commands(cx);
                self.then(Step::Quartz, Next::Busy(pace::QUARTZ))
            }
            Step::Quartz => {
                Jvm::print(cx.io, Line::QuartzStarted);
                self.then(Step::Up, Next::Busy(pace::SOON))
            }
            Step::Up => {
                start_event_bus(cx);
                Next::end()
            }
        }
    }

    fn then(&mut self, step: Step, next: Next) -> Next {
        self.step = step;
        next
    }
}

/// Says whether a node of before was there, and how long the payload of the new one takes.
fn removed(answer: Answer, cx: &mut Cx<'_, '_>) -> Range {
    if answer.zk() == Ok(Outcome::Done) {
        let how = Persist::Deleted;
        cx.io.then(Fact::Persisted { how });
    }
    let measured = cx.jvm.config.switches.payload_between_remove_and_create;
    if measured { PAYLOAD } else { NO_PAYLOAD }
}

fn created(answer: Answer, cx: &mut Cx<'_, '_>) {
    let how = match answer.zk() {
        Ok(Outcome::Done) => Persist::Created,
        Ok(_) | Err(_) => Persist::Refused,
    };
    cx.io.then(Fact::Persisted { how });
}

/// The role of the coordinator came with DSIP-82, as the tombstones did.
fn after_registration(cx: &Cx<'_, '_>) -> Step {
    let switches = &cx.jvm.config.switches;
    if switches.start_up == StartUp::Coordinator && switches.tombstone != Tombstone::None {
        Step::Elect
    } else {
        Step::Listen
    }
}

/// The session, what listens on it from the beginning, and the threads that need nothing else.
fn open(cx: &mut Cx<'_, '_>) {
    cx.jvm.start_pool(cx.io);
    match cx.jvm.config.switches.start_up {
        // `ClusterManager` hears of everything once the master is registered, and nobody writes alerts.
        StartUp::Coordinator => {
            cx.jvm.open_session(&[], cx.io);
        }
        StartUp::OneAtATime | StartUp::RegistryClient | StartUp::Subscribe => {
            let caches = [(Thread::TreeCacheAlerts, Of::Alerts)];
            cx.jvm.open_session(&caches, cx.io);
            listen(Listener::MasterAlerts, cx);
            if cx.jvm.config.switches.commands == Commands::SlotsPeriodic {
                start(Thread::Refresh, PeriodicSlots::default().into(), cx);
            } else {
                start(Thread::Refresh, Refresh::default().into(), cx);
            }
        }
    }
    let writer = start(Thread::TaskResponse, ReportWriter::default().into(), cx);
    if let Some(master) = cx.jvm.master() {
        master.report_writer = writer;
    }
}

/// `ServerLifeCycleManager`: from 3.x on when the class is touched, just before the port.
fn note_start(cx: &mut Cx<'_, '_>) {
    match cx.jvm.config.switches.start_up {
        StartUp::OneAtATime | StartUp::RegistryClient => {}
        StartUp::Subscribe | StartUp::Coordinator => cx.jvm.note_start(cx.io),
    }
}

/// Where a dead entry names an address, a master clears its own.
fn clear_dead_entry(cx: &Cx<'_, '_>) -> Next {
    match cx.jvm.config.switches.tombstone {
        Tombstone::Address => Next::master(ClearDeadEntry::new(Kind::Master)),
        Tombstone::None
        | Tombstone::AddressStart
        | Tombstone::AddressStartPid
        | Tombstone::AddressUuid => Next::Again,
    }
}

fn listen_for_failovers(cx: &mut Cx<'_, '_>) {
    listen(Listener::Failover, cx);
    let coordinator = cx.jvm.config.switches.start_up == StartUp::Coordinator;
    let of = if coordinator {
        Of::Cluster
    } else {
        Of::Failover
    };
    cx.jvm
        .add_cache(S_REG, Thread::TreeCacheFailover, of, cx.io);
    if !coordinator {
        start(Thread::FailoverExecute, Rounds::default().into(), cx);
    }
}

fn start_commands(cx: &mut Cx<'_, '_>) {
    cx.jvm.pool.open(cx.io);
    start_dispatcher(cx);
    if let Some(master) = cx.jvm.master() {
        master.scheduler_ended = false;
    }
    start(Thread::Scheduler, Fetch::default().into(), cx);
}

/// Only the development line has the bus; a global failover is its first event.
fn start_event_bus(cx: &mut Cx<'_, '_>) {
    if cx.jvm.config.switches.start_up != StartUp::Coordinator {
        return;
    }
    event_bus::publish_global(cx.jvm, cx.io);
    let bus = start(Thread::EventBus, EventBus::new().into(), cx);
    if let Some(master) = cx.jvm.master() {
        master.event_bus = bus;
    }
}

fn start(what: Thread, routine: MasterRoutine, cx: &mut Cx<'_, '_>) -> Option<sim::id::Slot> {
    cx.jvm.start_routine(what, Routine::Master(routine), cx.io)
}

fn registered(cx: &mut Cx<'_, '_>) {
    let interval = cx.jvm.config.heartbeat;
    let interval_s = u8::try_from(interval.as_millis() / 1_000).unwrap_or(u8::MAX);
    let kind = Kind::Master;
    cx.io.then(Fact::Registered { kind, interval_s });
    cx.jvm.enter(ServerState::Running, cx.io);
    let at_once = cx.jvm.config.switches.heartbeat_at_once;
    let first = if at_once {
        cx.io.now()
    } else {
        cx.io.now() + interval
    };
    let path = Path::Master { node: cx.jvm.me };
    let slot = start(Thread::HeartBeat, HeartBeat::new(path, first).into(), cx);
    if let Some(master) = cx.jvm.master() {
        master.registered = true;
        master.heartbeat = slot;
    }
}
