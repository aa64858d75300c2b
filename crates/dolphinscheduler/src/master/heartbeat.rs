//! `HeartBeatTask.run` of 1.3.x to 2.0.5: one thread at a fixed rate, which writes the heartbeat and is
//! the only one that stops its server.
//!
//! ```text
//!   every 10 s: own node there? ─ yes ─▶ own dead entry there? ─ no ─▶ write the heartbeat
//!                    └ no, or cannot ask ┴ yes ─▶ "i was judged to death": stop, on this thread
//! ```
//! Ticks that come late follow each other without a pause.

use super::S_REG;
use super::stop::Close;
use crate::client::ZkError;
use crate::fact::{Death, Fact, ServerState, StopCause, ZkFailure};
use crate::jvm::App;
use crate::model::Tombstone;
use crate::path::{Kind, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::{Op, Outcome};
use crate::worker::WorkerRoutine;
use crate::worker::stop::Stop;
use sim::time::{SimTime, Span};

/// `BaseHeartBeatTask`: how often it looks whether a heartbeat is due, from 3.2.1 on.
const SCAN: Span = Span::from_secs(1);

/// The thread `HeartBeatExecutor_1`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeartBeat {
    path: Path,
    due: SimTime,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Wait,
    Tick,
    NodeLooked,
    EntryLooked,
    Written,
    Stopped,
}

impl HeartBeat {
    pub(crate) fn new(path: Path, first: SimTime) -> Self {
        Self {
            path,
            due: first,
            step: Step::Wait,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let path = self.path;
        match self.step {
            Step::Wait => {
                self.step = Step::Tick;
                if self.due > cx.io.now() {
                    let late = cx.io.timer(Span::ZERO).since(cx.io.now());
                    Next::Until(self.due + late)
                } else {
                    Next::Again
                }
            }
            Step::Tick => {
                self.due += cx.jvm.config.heartbeat;
                if cx.jvm.state != ServerState::Running && self.only_writes(cx) {
                    self.step = Step::Wait;
                    return Next::Again;
                }
                cx.io.then(Fact::HeartbeatStarted);
                match cx.jvm.config.switches.tombstone {
                    Tombstone::None => return self.write(cx),
                    Tombstone::Address => {}
                    Tombstone::AddressStart
                    | Tombstone::AddressStartPid
                    | Tombstone::AddressUuid => {
                        // The own tombstone, by the own start: `host-startupTime`.
                        self.step = Step::EntryLooked;
                        let (_, node) = path.registration().unwrap_or((Kind::Master, cx.jvm.me));
                        let start = cx.jvm.start;
                        let path = Path::Finish { node, start };
                        return Next::Zk(S_REG, Op::Exists { path });
                    }
                }
                self.step = Step::NodeLooked;
                Next::Zk(S_REG, Op::Exists { path })
            }
            Step::NodeLooked => match answer.zk() {
                Ok(Outcome::Done) => {
                    self.step = Step::EntryLooked;
                    let (kind, node) = path.registration().unwrap_or((Kind::Master, cx.jvm.me));
                    let path = Path::dead(kind, node);
                    Next::Zk(S_REG, Op::Exists { path })
                }
                Ok(_) => self.die(Death::NodeAbsent, cx),
                Err(error) => {
                    let why = failure(error);
                    cx.io.then(Fact::OperationFailed { path, why });
                    self.die(Death::Unreachable, cx)
                }
            },
            Step::EntryLooked => match answer.zk() {
                Ok(Outcome::Done) => self.die(Death::Entry, cx),
                Ok(_) => self.write(cx),
                // `isExisted` says "no" to every error; later clients throw.
                Err(_) if cx.jvm.config.switches.tombstone == Tombstone::Address => self.write(cx),
                Err(_) => self.failed(cx),
            },
            Step::Written => {
                match answer.zk() {
                    Ok(Outcome::Done) => cx.io.then(Fact::HeartbeatWritten),
                    Ok(_) | Err(_) => return self.failed(cx),
                };
                self.step = Step::Wait;
                Next::Again
            }
            Step::Stopped => Next::end(),
        }
    }

    /// The tick has failed. From 3.2.1 on the next look is a second later.
    fn failed(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        cx.io.tell(Fact::HeartbeatFailed);
        if cx.jvm.config.switches.heartbeat_scan {
            self.due = self.due.min(cx.io.now() + SCAN);
        }
        self.step = Step::Wait;
        Next::Again
    }

    fn write(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Written;
        let data = cx.jvm.beat(cx.io.now());
        let path = self.path;
        // From 3.x on a write creates what is not there, under the session of the moment it is carried out.
        let op = match cx.jvm.config.switches.tombstone {
            Tombstone::Address => Op::SetData { path, data },
            Tombstone::None
            | Tombstone::AddressStart
            | Tombstone::AddressStartPid
            | Tombstone::AddressUuid => Op::Put { path, data },
        };
        Next::Zk(S_REG, op)
    }

    /// From 3.x on nothing is looked at, and nothing is written while the server does not run.
    fn only_writes(&self, cx: &Cx<'_, '_>) -> bool {
        cx.jvm.config.switches.tombstone != Tombstone::Address && self.path.registration().is_some()
    }

    fn die(&mut self, why: Death, cx: &mut Cx<'_, '_>) -> Next {
        if cx.jvm.stopping {
            // The stop has begun, and runs once.
            return Next::end();
        }
        cx.io.then(Fact::JudgedDead { why });
        if !cx.jvm.config.self_kill {
            return self.write(cx);
        }
        self.step = Step::Stopped;
        let cause = match cx.jvm.config.switches.tombstone {
            Tombstone::Address => StopCause::JudgedToDeath,
            Tombstone::None
            | Tombstone::AddressStart
            | Tombstone::AddressStartPid
            | Tombstone::AddressUuid => StopCause::FinishNode,
        };
        match cx.jvm.server {
            App::Master(_) => Next::master(Close::new(cause)),
            App::Worker(_) => Next::Call(Routine::Worker(WorkerRoutine::Stop(Stop::new(cause)))),
        }
    }
}

/// Why an operation without an outcome failed.
pub(crate) fn failure(error: ZkError) -> ZkFailure {
    match error {
        ZkError::ConnectionLoss => ZkFailure::ConnectionLoss,
        ZkError::Stopped => ZkFailure::Stopped,
    }
}
