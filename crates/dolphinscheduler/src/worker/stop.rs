//! `WorkerServer.close` of 1.3.x: the same at a self-kill and at SIGTERM; the node goes after 3.0 s.

use crate::fact::{Fact, ServerState, Step as Done, StopCause};
use crate::master::S_REG;
use crate::path::{Kind, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Op, Outcome};
use sim::random::Range;
use sim::time::Span;

/// The sleep before anything is closed.
const QUIET: Span = Span::from_secs(3);
/// From the last step to the end of the process.
const EXIT: Range = Range::millis(300, 900);

/// The routine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    cause: StopCause,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Port,
    Looked,
    Removed,
    Exit,
}

impl Stop {
    pub(crate) fn new(cause: StopCause) -> Self {
        Self {
            cause,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let path = Path::Worker { node: cx.jvm.me };
        match self.step {
            Step::Begin => {
                if std::mem::replace(&mut cx.jvm.stopping, true) {
                    return Next::end();
                }
                let cause = self.cause;
                cx.io.then(Fact::Stopping { cause });
                cx.jvm.enter(ServerState::Stopped, cx.io);
                self.step = Step::Port;
                Next::Sleep(QUIET)
            }
            Step::Port => {
                cx.jvm.close_port(cx.io);
                let step = Done::NettyServerClosed;
                cx.io.then(Fact::StopStep { step });
                self.step = Step::Looked;
                Next::Zk(S_REG, Op::Exists { path })
            }
            Step::Looked => {
                if answer.zk() == Ok(Outcome::Done) {
                    self.step = Step::Removed;
                    return Next::Zk(S_REG, Op::Delete { path });
                }
                self.unregistered(false, cx)
            }
            Step::Removed => self.unregistered(true, cx),
            Step::Exit => {
                let signal = self.cause == StopCause::ShutdownHook;
                cx.io.exit(if signal { 143 } else { 0 });
                Next::end()
            }
        }
    }

    fn unregistered(&mut self, there: bool, cx: &mut Cx<'_, '_>) -> Next {
        let kind = Kind::Worker;
        cx.io.then(Fact::Unregistered { kind, there });
        let step = Done::HeartbeatShutdown;
        cx.io.then(Fact::StopStep { step });
        self.step = Step::Exit;
        Next::Busy(EXIT)
    }
}
