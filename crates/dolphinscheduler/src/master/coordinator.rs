//! `MasterCoordinator`, `AbstractHAServer` since DSIP-82: one master serves the task groups of all.
//!
//! ```text
//!   lock ─▶ role taken? ─ no ─▶ take it: active
//!                       └ by the own address ─▶ active, whichever incarnation took it
//!                       └ by another ─▶ standby
//! ```
//! The node says an address and no incarnation: a master that is back before its old session has expired
//! believes in a role that goes with that session.

use super::S_REG;
use crate::fact::Fact;
use crate::path::{Data, Lock, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome};

/// An election.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Elect {
    place: Option<u32>,
    step: Step,
}

#[derive(Clone, Copy, Debug, Default)]
enum Step {
    #[default]
    Begin,
    Locked,
    Looked,
    Taken,
    Released,
}

impl Elect {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (me, path) = (cx.jvm.me, Path::Coordinator);
        match self.step {
            Step::Begin => {
                self.step = Step::Locked;
                Next::lock(S_REG, Lock::CoordinatorElection)
            }
            Step::Locked => {
                let Value::Place(place) = answer.value() else {
                    return Next::end();
                };
                self.place = Some(place);
                self.step = Step::Looked;
                Next::Zk(S_REG, Op::GetData { path })
            }
            Step::Looked => match answer.zk() {
                Ok(Outcome::Node { data, .. }) => {
                    let active = data == Data::Host { node: me };
                    self.release(active, cx)
                }
                Ok(_) => {
                    self.step = Step::Taken;
                    let (data, ephemeral) = (Data::Host { node: me }, true);
                    Next::Zk(
                        S_REG,
                        Op::Create {
                            path,
                            data,
                            ephemeral,
                        },
                    )
                }
                Err(_) => self.release(false, cx),
            },
            Step::Taken => {
                let active = answer.zk() == Ok(Outcome::Done);
                self.release(active, cx)
            }
            Step::Released => Next::end(),
        }
    }

    fn release(&mut self, active: bool, cx: &mut Cx<'_, '_>) -> Next {
        if active {
            cx.io.then(Fact::CoordinatorSet { active });
        }
        self.step = Step::Released;
        match self.place.take() {
            Some(place) => Next::unlock(S_REG, Lock::CoordinatorElection, place),
            None => Next::Again,
        }
    }
}
