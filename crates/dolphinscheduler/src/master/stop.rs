//! `MasterServer.close` of 1.3.x, and the two shutdown hooks that run side by side at SIGTERM.
//!
//! ```text
//!   self-kill, on the heartbeat's thread:
//!     0 Stopper ─▶ +3.0 clients, port, own node ─▶ +3.5 S2 closed, Quartz: the pool ─▶ 1.3.8: +4.0 S1
//!   SIGTERM:
//!     master's hook  0 Stopper ─▶ +3.0 … ─▶ +3.5 S2, pool ─▶ the process ends
//!     Spring's hook  0 cache of S1 ─▶ +0.5 S1 closed: the own node vanishes
//! ```

use super::close::CloseClient;
use super::heartbeat::failure;
use super::{MasterRoutine, S_CLI, S_REG, pace};
use crate::client::queue;
use crate::fact::{Fact, ServerState, Step as Done, StopCause};
use crate::jvm::Jvm;
use crate::lane::Thread;
use crate::model::StartUp;
use crate::path::{Kind, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::{Op, Outcome};
use sim::random::Range;
use sim::time::{SimTime, Span};

/// The sleep before anything is closed.
const QUIET: Span = Span::from_secs(3);
/// From the closed session of S2 to the closed pool: 5 to 150 ms.
const POOL: Range = Range::millis(4, 60);
/// From the removal of the own node to the line that says so, after which the cache of the failover is
/// closed: as a rule its own caches hear of the removal meanwhile, but they race for it.
const REMOVED: Range = Range::micros(300, 2_500);
/// From 2.0.5 on: from that line to the end of the one session: some 5 ms.
const TO_CLIENT: Range = Range::millis(3, 8);
/// From the last step of a self-kill of 1.3.8 to the end of the process, 5.4 s after its beginning.
const EXIT: Range = Range::millis(1_200, 1_600);
/// From 3.x on: from the last step to the end of the process, which is gone 0.5 to 1 s after the line.
const EXIT_LATER: Range = Range::millis(20, 300);
/// From the last step of a SIGTERM to the end of the process, 3.9 to 4.2 s after the signal.
const EXIT_HOOK: Range = Range::millis(320, 600);

/// `MasterServer.close`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Close {
    cause: StopCause,
    quiet: Span,
    /// Whether the own node was there when it was removed.
    there: bool,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Quiet,
    Port,
    LookForNode,
    NodeLooked,
    NodeRemoved,
    Removed,
    CloseCli,
    ClientClosed,
    Quartz,
    PoolClosed,
    Context,
    ContextClosed,
    Exit,
}

impl Close {
    pub(crate) fn new(cause: StopCause) -> Self {
        Self {
            cause,
            quiet: QUIET,
            there: false,
            step: Step::Begin,
        }
    }

    /// SIGTERM from 3.x on: Spring's hook closes the beans at once.
    fn at_once() -> Self {
        Self {
            quiet: Span::ZERO,
            ..Self::new(StopCause::ShutdownHook)
        }
    }

    fn after_quiet(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        say(Done::NettyClientClosed, cx);
        say(Done::ScheduleServiceStopped, cx);
        let first = if Self::port_last(cx) {
            Step::LookForNode
        } else {
            Step::Port
        };
        self.then(first, Next::Busy(Range::millis(1, 5)))
    }

    fn port(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        cx.jvm.close_port(cx.io);
        say(Done::NettyServerClosed, cx);
        if Self::port_last(cx) {
            return self.after_quartz(cx);
        }
        self.then(Step::LookForNode, Next::Busy(pace::SOON))
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let path = Path::Master { node: cx.jvm.me };
        match self.step {
            Step::Begin => self.begin(cx),
            Step::Quiet => self.after_quiet(cx),
            Step::Port => self.port(cx),
            // From 2.0.5 on it is removed without a look.
            Step::LookForNode if cx.jvm.cli() == S_REG => {
                self.then(Step::NodeRemoved, Next::Zk(S_REG, Op::Delete { path }))
            }
            Step::LookForNode => self.then(Step::NodeLooked, Next::Zk(S_REG, Op::Exists { path })),
            Step::NodeLooked => match answer.zk() {
                Ok(Outcome::Done) => {
                    self.then(Step::NodeRemoved, Next::Zk(S_REG, Op::Delete { path }))
                }
                Ok(_) => self.unregistered(false, cx),
                Err(error) => {
                    let why = failure(error);
                    cx.io.tell(Fact::OperationFailed { path, why });
                    self.unregistered(false, cx)
                }
            },
            Step::NodeRemoved => {
                let removed = answer.zk();
                self.there = removed == Ok(Outcome::Done);
                if let Err(error) = removed {
                    let why = failure(error);
                    cx.io.tell(Fact::OperationFailed { path, why });
                }
                self.then(Step::Removed, Next::Busy(REMOVED))
            }
            Step::Removed => self.unregistered(self.there, cx),
            Step::CloseCli if cx.jvm.cli() == S_REG => {
                // One session: it is closed with the registration.
                self.then(Step::ClientClosed, Next::Busy(TO_CLIENT))
            }
            Step::ClientClosed => {
                self.then(Step::Quartz, Next::master(CloseClient::at_once(S_REG)))
            }
            Step::CloseCli => self.then(Step::Quartz, Next::master(CloseClient::new(S_CLI))),
            Step::Quartz => {
                if cx.jvm.config.switches.listeners_close_first
                    && let Some(master) = cx.jvm.master()
                {
                    master.alerts_listen = false;
                }
                say(Done::QuartzShuttingDown, cx);
                self.then(Step::PoolClosed, Next::Busy(POOL))
            }
            Step::PoolClosed => {
                cx.jvm.pool.close(cx.io);
                say(Done::DataSourceClosed, cx);
                say(Done::QuartzStopped, cx);
                if Self::port_last(cx) {
                    return self.then(Step::Port, Next::Busy(pace::SOON));
                }
                self.after_quartz(cx)
            }
            Step::Context => self.then(Step::ContextClosed, Next::master(CloseClient::new(S_REG))),
            Step::ContextClosed => {
                task_response_stopped(cx);
                self.then(Step::Exit, Next::Busy(EXIT))
            }
            Step::Exit => self.exit(cx),
        }
    }

    fn then(&mut self, step: Step, next: Next) -> Next {
        self.step = step;
        next
    }

    /// From 3.x on the server's port is open until the registration is gone: a half-closed master is
    /// deaf, but takes calls.
    fn port_last(cx: &Cx<'_, '_>) -> bool {
        match cx.jvm.config.switches.start_up {
            StartUp::OneAtATime | StartUp::RegistryClient => false,
            StartUp::Subscribe | StartUp::Coordinator => true,
        }
    }

    fn begin(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        if std::mem::replace(&mut cx.jvm.stopping, true) {
            return Next::end();
        }
        let cause = self.cause;
        cx.io.then(Fact::Stopping { cause });
        cx.jvm.enter(ServerState::Stopped, cx.io);
        if let Some(master) = cx.jvm.master() {
            master.stopper = true;
            master.registered = false;
            master.wake_work(cx.io);
        }
        self.then(Step::Quiet, Next::Sleep(self.quiet))
    }

    fn unregistered(&mut self, there: bool, cx: &mut Cx<'_, '_>) -> Next {
        let kind = Kind::Master;
        cx.io.then(Fact::Unregistered { kind, there });
        say(Done::HeartbeatShutdown, cx);
        self.then(Step::CloseCli, Next::Again)
    }

    fn after_quartz(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        match self.cause {
            StopCause::ShutdownHook => {
                let tail = cx.jvm.config.switches.stop_tail;
                let next = if tail > Span::ZERO {
                    Next::Sleep(tail)
                } else {
                    Next::Busy(EXIT_HOOK)
                };
                self.then(Step::Exit, next)
            }
            StopCause::JudgedToDeath
            | StopCause::Lost
            | StopCause::WaitingFailed
            | StopCause::FinishNode => {
                if Self::port_last(cx) {
                    return self.then(Step::Exit, Next::Busy(EXIT_LATER));
                }
                if cx.jvm.config.switches.context_close_on_stop {
                    self.then(Step::Context, Next::Again)
                } else {
                    // The session of the registration and its alert listeners live on.
                    cx.jvm.enter(ServerState::Zombie, cx.io);
                    Next::end()
                }
            }
        }
    }

    /// The JVM ends by itself unless a thread keeps it.
    fn exit(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let shells = cx.jvm.cli() != S_REG;
        let kept = shells
            && cx
                .jvm
                .master()
                .is_some_and(|master| !master.scheduler_ended || master.dispatched);
        if kept && self.cause != StopCause::ShutdownHook {
            cx.jvm.enter(ServerState::Shell, cx.io);
        } else {
            let signal = self.cause == StopCause::ShutdownHook;
            let finish = self.cause == StopCause::FinishNode;
            cx.io.exit(match (signal, finish) {
                (true, _) => 143,
                (false, true) => 1,
                (false, false) => 0,
            });
            // Nothing comes after it, whoever has called.
            return Next::Wait(queue::WORK, SimTime::NEVER);
        }
        Next::end()
    }
}

/// Spring's shutdown hook: the context closes, and with it the session of the registration.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SpringHook {
    closed: bool,
}

impl SpringHook {
    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        if self.closed {
            task_response_stopped(cx);
            return Next::end();
        }
        self.closed = true;
        Next::master(CloseClient::new(S_REG))
    }
}

fn say(step: Done, cx: &mut Cx<'_, '_>) {
    cx.io.then(Fact::StopStep { step });
}

/// Spring's shutdown hook of 2.0.5: the pool goes 15 to 25 ms after the signal.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PoolHook {
    waited: bool,
}

impl PoolHook {
    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        if std::mem::replace(&mut self.waited, true) {
            cx.jvm.pool.close(cx.io);
            task_response_stopped(cx);
            return Next::end();
        }
        Next::Busy(Range::millis(15, 25))
    }
}

/// `TaskResponseWorker` is interrupted and says so itself.
fn task_response_stopped(cx: &mut Cx<'_, '_>) {
    let lane = std::mem::replace(&mut cx.io.lane, Thread::TaskResponse.lane());
    say(Done::TaskResponseStopped, cx);
    cx.io.lane = lane;
    let writer = cx.jvm.master().and_then(|m| m.report_writer.take());
    if let Some(slot) = writer {
        cx.io.end_thread(slot);
    }
}

/// What SIGTERM starts.
pub(crate) fn hooks(jvm: &Jvm) -> Vec<(Thread, Routine)> {
    if jvm.clients.is_empty() {
        return Vec::new();
    }
    let routine = |routine: MasterRoutine| Routine::Master(routine);
    let close = routine(Close::new(StopCause::ShutdownHook).into());
    match jvm.config.switches.start_up {
        StartUp::OneAtATime => vec![
            (Thread::Hook, close),
            (Thread::SpringHook, routine(SpringHook::default().into())),
        ],
        StartUp::RegistryClient => vec![
            (Thread::Hook, close),
            (Thread::SpringHook, routine(PoolHook::default().into())),
        ],
        StartUp::Subscribe | StartUp::Coordinator => {
            vec![(Thread::Hook, routine(Close::at_once().into()))]
        }
    }
}
