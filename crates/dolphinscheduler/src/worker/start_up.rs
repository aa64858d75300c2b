//! `WorkerServer.run` of 1.3.x.
//!
//! ```text
//!   S1 ─▶ port ─▶ own node ─▶ "registry to ZK" ─▶ heartbeats ─▶ clear dead entry ─▶ S2, S3
//! ```

use crate::client::queue;
use crate::disk::Disk;
use crate::fact::{Fact, ServerState};
use crate::lane::Thread;
use crate::master::heartbeat::HeartBeat;
use crate::master::listen::Of;
use crate::master::register::{ClearDeadEntry, Persist};
use crate::master::{MasterRoutine, S_REG, pace};
use crate::path::{Kind, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::worker::WorkerRoutine;
use crate::worker::run_task::ReportRetry;
use sim::io::Io;
use sim::time::SimTime;

/// The thread `Worker-Server`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartUp {
    port_at: SimTime,
    session_at: SimTime,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Boot,
    Session,
    Connected,
    Port,
    Persist,
    Line,
    Clear,
    Second,
    Third,
    Up,
}

impl StartUp {
    pub(crate) fn new(disk: &Disk, io: &mut Io<'_>) -> Self {
        let boot = io.work(disk.machine.boot);
        let before = io.work(pace::SESSION_TO_PORT);
        Self {
            port_at: io.now() + boot,
            session_at: io.now() + (boot - before),
            step: Step::Boot,
        }
    }

    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let path = Path::Worker { node: cx.jvm.me };
        let cached = [(Thread::TreeCacheOther, Of::Nobody)];
        // From 2.0.5 on a worker watches nothing.
        let one = cx.jvm.config.switches.sessions_per_master == 1;
        let caches = if one { &[][..] } else { &cached[..] };
        match self.step {
            Step::Boot => self.then(Step::Session, Next::Until(self.session_at)),
            Step::Session => {
                cx.jvm.open_session(caches, cx.io);
                self.then(Step::Connected, Next::Again)
            }
            Step::Connected => {
                let slot = cx.io.slot;
                match cx.jvm.clients.first_mut() {
                    Some(client) if !client.is_connected() => {
                        client.await_connection(slot);
                        Next::Wait(queue::CONNECTED, SimTime::NEVER)
                    }
                    Some(_) | None => self.then(Step::Port, Next::Until(self.port_at)),
                }
            }
            Step::Port => {
                cx.jvm.open_port(cx.io);
                self.then(Step::Persist, Next::Busy(pace::PORT_TO_LOCK))
            }
            Step::Persist => self.then(Step::Line, Next::master(Persist::new(path))),
            Step::Line => {
                registered(path, cx);
                self.then(Step::Clear, Next::Busy(pace::SOON))
            }
            Step::Clear => self.then(
                Step::Second,
                Next::master(ClearDeadEntry::new(Kind::Worker)),
            ),
            Step::Second if one => {
                let wait = cx.jvm.config.switches.wait_after_registration;
                self.then(Step::Up, Next::Sleep(wait))
            }
            Step::Second => {
                cx.jvm.open_session(caches, cx.io);
                self.then(Step::Third, Next::Busy(pace::NEXT_BEAN))
            }
            Step::Third => {
                cx.jvm.open_session(&[], cx.io);
                self.then(Step::Up, Next::Busy(pace::NEXT_BEAN))
            }
            Step::Up => {
                let retry = WorkerRoutine::ReportRetry(ReportRetry::default());
                cx.jvm
                    .start_routine(Thread::ReportRetry, Routine::Worker(retry), cx.io);
                Next::end()
            }
        }
    }

    fn then(&mut self, step: Step, next: Next) -> Next {
        self.step = step;
        next
    }
}

/// `LoggerServer`: a port, and nothing in the registry.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LogServer {
    booted: bool,
}

impl LogServer {
    pub(crate) fn step(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        if std::mem::replace(&mut self.booted, true) {
            cx.jvm.open_port(cx.io);
            return Next::end();
        }
        Next::Busy(cx.disk.machine.boot)
    }
}

fn registered(path: Path, cx: &mut Cx<'_, '_>) {
    let interval = cx.jvm.config.heartbeat;
    let interval_s = u8::try_from(interval.as_millis() / 1_000).unwrap_or(u8::MAX);
    let kind = Kind::Worker;
    cx.io.then(Fact::Registered { kind, interval_s });
    cx.jvm.enter(ServerState::Running, cx.io);
    let first = if cx.jvm.config.switches.heartbeat_at_once {
        cx.io.now()
    } else {
        cx.io.now() + interval
    };
    let heartbeat: MasterRoutine = HeartBeat::new(path, first).into();
    cx.jvm
        .start_routine(Thread::HeartBeat, Routine::Master(heartbeat), cx.io);
    if let Some(worker) = cx.jvm.worker() {
        worker.registered = true;
    }
    debug_assert_eq!(S_REG, 0);
}
