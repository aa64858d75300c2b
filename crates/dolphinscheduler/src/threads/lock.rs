//! `InterProcessMutex`: a queue of ephemeral sequential children, without fencing.
//!
//! ```text
//!   enqueue ─▶ who is ahead? ─ nobody ─▶ held
//!                 ▲    └ somebody ─▶ watch that place ─▶ wait until it is gone ─┐
//!                 └──────────────────────────────────────────────────────────┘
//! ```
//! A place lives as long as the session that has made it: that of a killed process stays, and whoever
//! is behind it waits. A holder that loses its session goes on, and does not know.

use super::{Answer, Cx, Next, Value};
use crate::client::queue;
use crate::fact::Fact;
use crate::path::{Lock, Path};
use crate::server::Emit;
use crate::wire::{Op, Outcome};
use sim::time::SimTime;

/// `acquire()` without a timeout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acquire {
    client: u8,
    lock: Lock,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Enqueue,
    Enqueued,
    Looked { number: u32 },
    Watched { number: u32 },
    Waited { number: u32 },
}

impl Acquire {
    pub(crate) fn new(client: u8, lock: Lock) -> Self {
        Self {
            client,
            lock,
            step: Step::Enqueue,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Enqueue => self.enqueue(),
            Step::Enqueued => match answer.zk() {
                Ok(Outcome::Place { number }) => {
                    let lock = self.lock;
                    cx.io.then(Fact::LockQueued { lock, number });
                    self.look(number)
                }
                Ok(_) | Err(_) => Next::Return(Value::Failed),
            },
            Step::Looked { number } => match answer.zk() {
                Ok(Outcome::Ahead { number: None }) => {
                    let lock = self.lock;
                    cx.io.then(Fact::LockTaken { lock, number });
                    Next::Return(Value::Place(number))
                }
                Ok(Outcome::Ahead {
                    number: Some(ahead),
                }) => self.watch(number, ahead, cx),
                // The own place has gone with its session.
                Ok(Outcome::NoNode) => self.enqueue(),
                Ok(_) | Err(_) => Next::Return(Value::Failed),
            },
            Step::Watched { number } => match answer.zk() {
                Ok(Outcome::Done) => self.wait(number, cx),
                // It has gone before the watch was set.
                Ok(_) => self.look(number),
                Err(_) => Next::Return(Value::Failed),
            },
            Step::Waited { number } => self.wait(number, cx),
        }
    }

    fn enqueue(&mut self) -> Next {
        self.step = Step::Enqueued;
        Next::Zk(self.client, Op::Enqueue { lock: self.lock })
    }

    fn look(&mut self, number: u32) -> Next {
        self.step = Step::Looked { number };
        let lock = self.lock;
        Next::Zk(self.client, Op::Ahead { lock, number })
    }

    fn watch(&mut self, number: u32, ahead: u32, cx: &mut Cx<'_, '_>) -> Next {
        let lock = self.lock;
        cx.io.tell(Fact::LockWaits { lock, ahead });
        if let Some(client) = cx.jvm.clients.get_mut(usize::from(self.client)) {
            client.await_place(cx.io.slot, lock, ahead);
        }
        self.step = Step::Watched { number };
        let number = ahead;
        Next::Zk(self.client, Op::Watch { lock, number })
    }

    fn wait(&mut self, number: u32, cx: &mut Cx<'_, '_>) -> Next {
        let slot = cx.io.slot;
        let gone = (cx.jvm.clients.get_mut(usize::from(self.client)))
            .is_some_and(|client| client.place_gone(slot));
        if gone {
            return self.look(number);
        }
        self.step = Step::Waited { number };
        Next::Wait(queue::PLACE, SimTime::NEVER)
    }
}

/// `release()`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    client: u8,
    lock: Lock,
    number: u32,
    asked: bool,
}

impl Release {
    pub(crate) fn new(client: u8, lock: Lock, number: u32) -> Self {
        Self {
            client,
            lock,
            number,
            asked: false,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (lock, number) = (self.lock, self.number);
        if !self.asked {
            self.asked = true;
            let path = Path::Place { lock, number };
            return Next::Zk(self.client, Op::Delete { path });
        }
        match answer.zk() {
            Ok(_) => {
                cx.io.tell(Fact::LockLeft { lock });
                Next::end()
            }
            Err(_) => Next::Return(Value::Failed),
        }
    }
}
