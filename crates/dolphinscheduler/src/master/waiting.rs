//! The strategy `waiting` of 3.1.9 and 3.2.1: a master that has lost its session clears what it holds,
//! and waits for the registry (`MasterWaitingStrategy.disconnect`, `reconnect`).
//!
//! ```text
//!   LOST ─▶ WAITING: workflows and queues are cleared, their rows stay ─▶ connected in time ─▶ RUNNING,
//!     with a new start time                                            └ not ─▶ stop
//! ```
//! 3.1.9 has its port closed meanwhile. Commands are fetched all the same: see [`super::fetch`].

use super::S_REG;
use super::stop::Close;
use crate::client::queue;
use crate::fact::{ServerState, StopCause};
use crate::jvm::App;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::worker::WorkerRoutine;
use crate::worker::stop::Stop;
use sim::time::{SimTime, Span};

/// The routine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiting {
    patience: Span,
    until: Option<SimTime>,
    stopping: bool,
}

impl Waiting {
    pub(crate) fn new(patience: Span) -> Self {
        Self {
            patience,
            until: None,
            stopping: false,
        }
    }

    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        if self.stopping {
            return Next::end();
        }
        let now = cx.io.now();
        let until = match self.until {
            Some(until) => until,
            None => {
                cx.jvm.enter(ServerState::Waiting, cx.io);
                if let Some(master) = cx.jvm.master() {
                    master.epoch += 1;
                    master.ended.clear();
                    master.wake_work(cx.io);
                }
                if cx.jvm.config.switches.waiting_closes_port {
                    cx.jvm.close_port(cx.io);
                }
                if let Some(worker) = cx.jvm.worker() {
                    // Their shells run on, and nobody reports them.
                    worker.running.clear();
                    worker.unacknowledged.clear();
                }
                let until = now + self.patience;
                self.until = Some(until);
                until
            }
        };
        let slot = cx.io.slot;
        let Some(client) = cx.jvm.clients.get_mut(usize::from(S_REG)) else {
            return Next::end();
        };
        if client.is_connected() {
            cx.jvm.note_start(cx.io);
            cx.jvm.enter(ServerState::Running, cx.io);
            if cx.jvm.config.switches.waiting_closes_port {
                cx.jvm.open_port(cx.io);
            }
            return Next::end();
        }
        if now >= until {
            self.stopping = true;
            let cause = StopCause::WaitingFailed;
            return match cx.jvm.server {
                App::Master(_) => Next::master(Close::new(cause)),
                App::Worker(_) => {
                    Next::Call(Routine::Worker(WorkerRoutine::Stop(Stop::new(cause))))
                }
            };
        }
        client.await_connection(slot);
        Next::Wait(queue::CONNECTED, until)
    }
}
