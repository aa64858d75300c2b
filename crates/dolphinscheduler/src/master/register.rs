//! Registration in 1.3.x: `ZookeeperOperator.persistEphemeral`, and clearing the own dead entry.
//!
//! ```text
//!   exists ─ no ──────────────────────────────▶ create
//!          └ yes ─ 1.3.6: delete ─▶ (absent) ──▶ create
//!                └ 1.3.8: set the data: whoever owned the node owns it still
//! ```

use super::S_REG;
use super::pace::DELETE_TO_CREATE;
use crate::fact::{Fact, Persist as How};
use crate::model::Reregister;
use crate::path::{Data, Kind, Path};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome};

/// Writes the own node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Persist {
    path: Path,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Look,
    Looked,
    Updated,
    Deleted,
    Create,
    Created,
}

impl Persist {
    pub(crate) fn new(path: Path) -> Self {
        Self {
            path,
            step: Step::Look,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let path = self.path;
        match self.step {
            Step::Look => {
                self.step = Step::Looked;
                Next::Zk(S_REG, Op::Exists { path })
            }
            Step::Looked => match answer.zk() {
                Ok(Outcome::Done) => self.replace(cx),
                // `isExisted` says "no" to every error.
                Ok(_) | Err(_) => {
                    self.step = Step::Create;
                    Next::Again
                }
            },
            Step::Updated => match answer.zk() {
                Ok(Outcome::Done) => Self::done(How::Updated, cx),
                Ok(_) | Err(_) => Next::Return(Value::Failed),
            },
            Step::Deleted => match answer.zk() {
                Ok(_) => {
                    let how = How::Deleted;
                    cx.io.then(Fact::Persisted { how });
                    self.step = Step::Create;
                    Next::Busy(DELETE_TO_CREATE)
                }
                Err(_) => Next::Return(Value::Failed),
            },
            Step::Create => {
                self.step = Step::Created;
                let (data, ephemeral) = (Data::Empty, true);
                Next::Zk(
                    S_REG,
                    Op::Create {
                        path,
                        data,
                        ephemeral,
                    },
                )
            }
            Step::Created => match answer.zk() {
                Ok(Outcome::Done) => Self::done(How::Created, cx),
                Ok(_) => Self::done(How::Refused, cx),
                Err(_) => Next::Return(Value::Failed),
            },
        }
    }

    fn replace(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let path = self.path;
        match cx.jvm.config.switches.reregister {
            Reregister::UpdateInPlace => {
                self.step = Step::Updated;
                let data = Data::Empty;
                Next::Zk(S_REG, Op::SetData { path, data })
            }
            Reregister::DeleteCreate => {
                self.step = Step::Deleted;
                Next::Zk(S_REG, Op::Delete { path })
            }
        }
    }

    fn done(how: How, cx: &mut Cx<'_, '_>) -> Next {
        cx.io.then(Fact::Persisted { how });
        Next::end()
    }
}

/// `RegisterOperator.handleDeadServer(DELETE)`: lists the dead entries and deletes the own one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClearDeadEntry {
    kind: Kind,
    step: ClearStep,
}

#[derive(Clone, Copy, Debug)]
enum ClearStep {
    List,
    Listed,
    Deleted,
}

impl ClearDeadEntry {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            kind,
            step: ClearStep::List,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, me) = (self.kind, cx.jvm.me);
        match self.step {
            ClearStep::List => {
                self.step = ClearStep::Listed;
                Next::Zk(S_REG, Op::DeadEntries { kind })
            }
            ClearStep::Listed => {
                let Ok(Outcome::Nodes { nodes }) = answer.zk() else {
                    return Next::end();
                };
                let own = nodes.contains(me);
                cx.io.then(Fact::DeadEntriesListed { kind, own });
                if !own {
                    return Next::end();
                }
                self.step = ClearStep::Deleted;
                let path = Path::dead(kind, me);
                Next::Zk(S_REG, Op::Delete { path })
            }
            ClearStep::Deleted => {
                if answer.zk().is_ok() {
                    cx.io.then(Fact::DeadEntryDeleted { kind });
                }
                Next::end()
            }
        }
    }
}
