//! `ZKMasterClient.failoverWorker` of 1.3.x: every unfinished task of a worker, one after the other,
//! under the lock.
//!
//! ```text
//!   tasks of the host ─▶ each: begun by the living worker? skip ─▶ its applications are killed, if they can be
//!     ─▶ row: NEED_FAULT_TOLERANCE, whatever came of the kill
//! ```

use super::failover::pass;
use super::kill_job::KillJob;
use super::{S_REG, pace};
use crate::fact::Fact;
use crate::ids::{Moment, TaskId};
use crate::model::{FailoverTimeCheck, Tombstone};
use crate::path::{Kind, Path};
use crate::rows::{Row, Task, TaskState};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::{Op, Outcome, Query, Rpc};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use std::collections::VecDeque;

/// How long a worker's answer is waited for.
const PATIENCE: Span = Span::from_secs(10);

/// The routine.
#[derive(Clone, Debug)]
pub(crate) struct FailoverWorker {
    node: Option<NodeId>,
    /// Only what was submitted before (development line).
    deadline: Option<Moment>,
    begun: SimTime,
    left: VecDeque<Task>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Query,
    Selected,
    Next,
    Alive,
    TakenOver,
    Mark,
    Marked(TaskState),
}

impl FailoverWorker {
    pub(crate) fn new(node: Option<NodeId>) -> Self {
        Self {
            node,
            deadline: None,
            begun: SimTime::ZERO,
            left: VecDeque::new(),
            step: Step::Begin,
        }
    }

    /// Of the tasks that were submitted before a moment.
    pub(crate) fn before(node: NodeId, deadline: Moment) -> Self {
        Self {
            deadline: Some(deadline),
            ..Self::new(Some(node))
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node) = (Kind::Worker, self.node);
        match self.step {
            Step::Begin => {
                self.begun = cx.io.now();
                cx.io.then(Fact::FailoverStarted { kind, node });
                self.then(Step::Query, Next::Busy(pass(cx)))
            }
            Step::Query => self.then(Step::Selected, Next::Db(Query::TasksOfHost { host: node })),
            Step::Selected => match answer.db() {
                Ok(result) => {
                    self.left = tasks(&result.rows);
                    if cx.jvm.config.switches.tombstone != Tombstone::Address {
                        let held = cx.jvm.master().map(|m| m.held.clone()).unwrap_or_default();
                        self.left.retain(|task| held.contains(&task.instance));
                    }
                    self.then(Step::Next, Next::Again)
                }
                Err(_) => self.failed(cx),
            },
            Step::Next => self.next(cx),
            Step::Alive => self.alive(answer, cx),
            Step::TakenOver => self.taken_over(&answer, cx),
            Step::Mark => self.mark(answer.value(), cx),
            Step::Marked(state) => {
                if let (Ok(_), Some(task)) = (answer.db(), self.left.pop_front()) {
                    let task = task.id;
                    if state == TaskState::NeedFaultTolerance {
                        cx.io.then(Fact::TaskNeedsFaultTolerance { task });
                    }
                    let due = cx.io.now() + cx.io.work(pace::SOON);
                    if let Some(master) = cx.jvm.master() {
                        master.work.task_changed(task, due, cx.io);
                    }
                    return self.then(Step::Next, Next::Again);
                }
                self.failed(cx)
            }
        }
    }

    fn then(&mut self, step: Step, next: Next) -> Next {
        self.step = step;
        next
    }

    fn next(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node) = (Kind::Worker, self.node);
        let Some(task) = self.left.front() else {
            let ms = cx.io.now().since(self.begun).as_millis();
            let ms = u32::try_from(ms).unwrap_or(u32::MAX);
            cx.io.then(Fact::FailoverEnded { kind, node, ms });
            return Next::end();
        };
        match task.host {
            Some(worker) => {
                let path = Path::Worker { node: worker };
                self.then(Step::Alive, Next::Zk(S_REG, Op::GetData { path }))
            }
            None => {
                self.left.pop_front();
                Next::Again
            }
        }
    }

    /// A task that the living worker of that address has begun is its own business.
    fn alive(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(task) = self.left.front().copied() else {
            return self.then(Step::Next, Next::Again);
        };
        let alive = match answer.zk() {
            Ok(Outcome::Node { data, .. }) => data.start(),
            Ok(_) | Err(_) => None,
        };
        let compared = match cx.jvm.config.switches.failover_time_check {
            FailoverTimeCheck::None => task.start,
            FailoverTimeCheck::Restart
            | FailoverTimeCheck::StartAndRestart
            | FailoverTimeCheck::EventTime
            | FailoverTimeCheck::StartupTime => task.submit,
        };
        let newer = match (self.deadline, alive, compared) {
            (Some(deadline), _, compared) => compared >= Some(deadline),
            (None, Some(start), Some(compared)) => compared > start,
            // A comparison with nothing: the whole loop ends (until #7475).
            (None, Some(_), None) => return self.failed(cx),
            (None, None, _) => false,
        };
        if newer {
            self.left.pop_front();
            return self.then(Step::Next, Next::Again);
        }
        let (row, worker) = (task, task.host.unwrap_or(cx.jvm.me));
        let (task, instance) = (task.id, task.instance);
        cx.io.then(Fact::FailoverTask {
            task,
            instance,
            worker,
        });
        if self.deadline.is_some() {
            return self.ask_worker(task, worker, cx);
        }
        self.then(Step::Mark, Next::master(KillJob::new(row)))
    }

    /// The development line: a worker that is only gone from the registry may keep its task.
    fn ask_worker(&mut self, task: TaskId, of: NodeId, cx: &mut Cx<'_, '_>) -> Next {
        cx.io.then(Fact::TakeOverAsked { task, of });
        self.then(
            Step::TakenOver,
            Next::Rpc(of, Rpc::NewOwner { task }, PATIENCE),
        )
    }

    fn taken_over(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(task) = self.left.front().map(|task| task.id) else {
            return self.then(Step::Next, Next::Again);
        };
        let yes = matches!(answer, Answer::Rpc(Ok(Rpc::Agreed { yes: true, .. })));
        cx.io.then(Fact::TakeOverAnswered { task, yes });
        if yes {
            self.left.pop_front();
            return self.then(Step::Next, Next::Again);
        }
        self.then(Step::Mark, Next::Again)
    }

    fn mark(&mut self, killed: Value, cx: &mut Cx<'_, '_>) -> Next {
        let Some(task) = self.left.front() else {
            return self.then(Step::Next, Next::Again);
        };
        // From 3.x on the row counts no more at once; before, its owner sees to that.
        let early = cx.jvm.config.switches.tombstone == Tombstone::Address;
        let state = match killed {
            Value::Over => TaskState::Success,
            Value::Unit | Value::Place(_) | Value::Failed => TaskState::NeedFaultTolerance,
        };
        let row = Task {
            state,
            flag: early || state == TaskState::Success,
            end: task.end.or(Some(Moment::of(cx.io.now()))),
            ..*task
        };
        self.then(Step::Marked(state), Next::Db(Query::SaveTask { row }))
    }

    fn failed(&self, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node) = (Kind::Worker, self.node);
        cx.io.then(Fact::FailoverFailed { kind, node });
        Next::end()
    }
}

fn tasks(rows: &[Row]) -> VecDeque<Task> {
    (rows.iter())
        .filter_map(|row| match row {
            Row::Task { row } => Some(*row),
            Row::Instance { .. } | Row::Command { .. } | Row::Host { .. } => None,
        })
        .collect()
}
