//! `MasterSchedulerService` of 1.3.x: one lock for the whole cluster, one command at a time; and the
//! refresh of the workers' payloads beside it.
//!
//! ```text
//!   stopped? ─ no ─▶ /lock/masters ─▶ oldest command ─ none ─▶ sleep 1 s, the lock held ─▶ release
//!                                         └ one ─▶ one transaction: instance, delete ─▶ DAG ─▶ release
//! ```
//! Whether the server stops is asked at the top only: a thread that waits for the lock handles one
//! command more.

use super::{S_REG, pace, workflow};
use crate::fact::{CommandFailure, Fact, Line};
use crate::ids::Moment;
use crate::jvm::Jvm;
use crate::path::{Kind, Lock, NodeSet, Path};
use crate::rows::{Command, Instance, Row};
use crate::server::Emit;
use crate::threads::pool::DbRows;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{HandleRule, Op, Outcome, Query};
use sim::time::Span;

/// `Constants.SLEEP_TIME_MILLIS`.
const POLL: Span = Span::from_secs(1);

/// The thread `MasterSchedulerThread`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scheduler {
    place: Option<u32>,
    begun: bool,
    warm: bool,
    command: Option<Command>,
    step: Step,
}

#[derive(Clone, Copy, Debug, Default)]
enum Step {
    #[default]
    Top,
    Locked,
    Found,
    Handle,
    Handled,
    Release,
}

impl Scheduler {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let cli = cx.jvm.cli();
        match self.step {
            Step::Top => self.top(cx),
            Step::Locked => match answer.value() {
                Value::Place(place) => {
                    self.place = Some(place);
                    self.step = Step::Found;
                    Next::Db(Query::OldestCommand)
                }
                Value::Unit | Value::Failed | Value::Over => {
                    self.step = Step::Top;
                    Next::Busy(pace::SOON)
                }
            },
            Step::Found => match answer.db() {
                Ok(result) => self.found(&result, cx),
                Err(_) => {
                    let (command, why) = (Default::default(), CommandFailure::PoolClosed);
                    cx.io.tell(Fact::CommandFailed { command, why });
                    self.release()
                }
            },
            Step::Handle => self.handle(cx),
            Step::Handled => self.handled(answer, cx),
            Step::Release => {
                self.step = Step::Top;
                match self.place.take() {
                    Some(place) => Next::unlock(cli, Lock::Masters, place),
                    None => Next::Again,
                }
            }
        }
    }

    fn top(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        if !self.begun {
            self.begun = true;
            Jvm::print(cx.io, Line::SchedulerStarted);
        }
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        if master.stopper {
            master.scheduler_ended = true;
            return Next::end();
        }
        self.step = Step::Locked;
        Next::lock(cx.jvm.cli(), Lock::Masters)
    }

    fn found(&mut self, result: &DbRows, cx: &mut Cx<'_, '_>) -> Next {
        let command = result.rows.iter().find_map(|row| match row {
            Row::Command { row } => Some(*row),
            Row::Instance { .. } | Row::Task { .. } | Row::Host { .. } => None,
        });
        let Some(command) = command else {
            self.step = Step::Release;
            return Next::Sleep(POLL);
        };
        cx.io.then(Fact::CommandFound {
            command: command.id,
            kind: command.kind,
        });
        self.command = Some(command);
        self.step = Step::Handle;
        let range = if self.warm {
            pace::COMMAND
        } else {
            pace::FIRST_COMMAND
        };
        self.warm = true;
        Next::Busy(range)
    }

    fn handle(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(command) = self.command else {
            return self.release();
        };
        self.step = Step::Handled;
        Next::Db(Query::HandleCommand {
            command: command.id,
            host: cx.jvm.me,
            at: Moment::of(cx.io.now()),
            rule: HandleRule::Unchecked,
        })
    }

    fn handled(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(command) = self.command.take().map(|command| command.id) else {
            return self.release();
        };
        match answer.db() {
            Ok(result) => {
                if let Some(row) = instance(&result) {
                    let instance = row.id;
                    cx.io.then(Fact::CommandHandled { command, instance });
                    workflow::start(row, cx);
                }
                self.release()
            }
            Err(_) => {
                let why = CommandFailure::PoolClosed;
                cx.io.tell(Fact::CommandFailed { command, why });
                self.release()
            }
        }
    }

    fn release(&mut self) -> Next {
        self.step = Step::Release;
        Next::Again
    }
}

pub(super) fn instance(result: &DbRows) -> Option<Instance> {
    result.rows.iter().find_map(|row| match row {
        Row::Instance { row } => Some(*row),
        Row::Task { .. } | Row::Command { .. } | Row::Host { .. } => None,
    })
}

/// `ServerNodeManager.WorkerNodeInfoAndGroupDbSyncTask`: reads every worker's payload, which keeps the
/// third session of a 1.3.x master.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refresh {
    /// A part of something else that is done again and again.
    once: bool,
    listed: bool,
    left: NodeSet,
}

/// How often.
const REFRESH: Span = Span::from_secs(10);
/// The session that reads.
const S_REFRESH: u8 = 2;

impl Refresh {
    /// One refresh.
    pub(crate) fn once() -> Self {
        Self {
            once: true,
            ..Self::default()
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let client = if cx.jvm.config.switches.sessions_per_master == 1 {
            S_REG
        } else {
            S_REFRESH
        };
        if !self.listed {
            self.listed = true;
            if let Some(master) = cx.jvm.master() {
                master.dispatching.lock();
            }
            let kind = Kind::Worker;
            return Next::Zk(client, Op::Servers { kind });
        }
        if let Answer::Zk(Ok(Outcome::Nodes { nodes })) = answer {
            self.left = nodes;
            let forgets = cx.jvm.config.switches.dispatcher_forgets_dead_worker;
            if let Some(master) = cx.jvm.master() {
                master.workers = nodes;
                master.dispatching.offer(nodes, forgets);
            }
        }
        let next = self.left.iter().next();
        match next {
            Some(node) => {
                self.left.remove(node);
                let path = Path::Worker { node };
                Next::Zk(client, Op::GetData { path })
            }
            None => {
                self.listed = false;
                if let Some(master) = cx.jvm.master() {
                    master.dispatching.unlock(cx.io);
                }
                if self.once {
                    Next::end()
                } else {
                    Next::Sleep(REFRESH)
                }
            }
        }
    }
}
