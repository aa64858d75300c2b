//! `MasterTaskExecThread` of 1.3.x: submits one task and waits for its row to say that it has ended.
//!
//! ```text
//!   valid row? ─ none ─▶ insert, send to a worker ─┐
//!              ─ sent, nobody has answered ─▶ send ─┤▶ poll the row every 1 s ─▶ ended: save, leave
//!              ─ running ─▶ only wait ──────────────┘                         └ stopped: the same
//! ```
//! With two owners of an instance the phase of their polls decides whether one row is sent twice.

use super::workflow::Ended;
use crate::fact::{Fact, Submission};
use crate::ids::{AppId, Moment, TaskId};
use crate::model::{KillApp, TakeOver};
use crate::rows::{Instance, Row, Task, TaskState};
use crate::server::Emit;
use crate::threads::pool::DbRows;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Query, Rpc};
use sim::id::{NodeId, Slot};
use sim::random::Range;
use sim::time::Span;

/// `Constants.SLEEP_TIME_MILLIS`.
const POLL: Span = Span::from_secs(1);
/// From a submitted row to the message to the worker: the priority queue and its consumer.
const DISPATCH: Range = Range::millis(5, 60);
/// How long a message to a worker is waited for.
const PATIENCE: Span = Span::from_secs(5);

/// The thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskThread {
    instance: Instance,
    index: u8,
    workflow: Slot,
    row: Option<Task>,
    /// A failed row that the new one replaces.
    retries: u8,
    /// The application of the row before, for a worker that asks YARN first.
    app: Option<AppId>,
    to: Option<NodeId>,
    how: Submission,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Found,
    TakenOver,
    Retired,
    Inserted,
    Resaved,
    Dispatch,
    Send,
    Sent,
    Poll,
    Polled,
    Saved,
}

impl TaskThread {
    pub(crate) fn new(instance: Instance, index: u8, workflow: Slot) -> Self {
        Self {
            instance,
            index,
            workflow,
            row: None,
            retries: 0,
            app: None,
            to: None,
            how: Submission::New,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Begin => {
                self.step = Step::Found;
                Next::Db(Query::FindTask {
                    instance: self.instance.id,
                    index: self.index,
                })
            }
            Step::Found => match answer.db() {
                Ok(result) => self.found(&result, cx),
                Err(_) => self.leave(cx),
            },
            Step::TakenOver => self.taken_over(&answer, cx),
            Step::Retired => self.insert(cx),
            Step::Inserted => match answer.db() {
                Ok(result) => {
                    self.row = task(&result);
                    self.submitted(self.how, cx)
                }
                Err(_) => self.leave(cx),
            },
            Step::Resaved => {
                self.step = Step::Poll;
                Next::Again
            }
            Step::Dispatch => self.dispatch(cx),
            Step::Send => self.send(cx),
            Step::Sent => self.sent(&answer, cx),
            Step::Poll => {
                let stopped = cx.jvm.master().is_none_or(|master| master.stopper);
                let Some(row) = self.row else {
                    return self.leave(cx);
                };
                if stopped || row.state.is_finished() {
                    return self.save(cx);
                }
                self.step = Step::Polled;
                Next::Db(Query::GetTask { task: row.id })
            }
            Step::Polled => {
                if let Ok(result) = answer.db() {
                    self.row = task(&result).or(self.row);
                }
                self.step = Step::Poll;
                Next::Sleep(POLL)
            }
            Step::Saved => self.leave(cx),
        }
    }

    /// `ProcessService.submitTaskInstanceToDB`: which row this owner goes on with.
    fn found(&mut self, result: &DbRows, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = task(result) else {
            return self.insert(cx);
        };
        if let Some(next) = self.take_over(row, cx) {
            return next;
        }
        match row.state {
            TaskState::NeedFaultTolerance | TaskState::Failure | TaskState::Kill => {
                let failed = row.state != TaskState::NeedFaultTolerance;
                let counts = cx.jvm.config.switches.worker_failover_counts_retry
                    && cx.jvm.config.switches.take_over != TakeOver::KillAndRerun;
                self.retries = row.retry_times + u8::from(failed || counts);
                if cx.jvm.config.switches.kill_app == KillApp::Pinned {
                    self.app = row.app;
                }
                self.step = Step::Retired;
                let row = Task { flag: false, ..row };
                Next::Db(Query::SaveTask { row })
            }
            TaskState::Running => {
                // The row is saved again with a new submit time; nothing is sent.
                self.row = Some(row);
                self.submitted(Submission::Running, cx);
                let submit = Some(Moment::of(cx.io.now()));
                let row = Task { submit, ..row };
                self.row = Some(row);
                self.step = Step::Resaved;
                Next::Db(Query::SaveTask { row })
            }
            TaskState::Submitted | TaskState::Dispatch => {
                self.row = Some(row);
                self.submitted(Submission::Existing, cx)
            }
            TaskState::Success => {
                self.row = Some(row);
                self.step = Step::Poll;
                Next::Again
            }
        }
    }

    /// What a new owner does about a row that somebody has begun, where it does more than look at it.
    fn take_over(&mut self, row: Task, cx: &mut Cx<'_, '_>) -> Option<Next> {
        let begun = match row.state {
            TaskState::Submitted | TaskState::Running | TaskState::Dispatch => true,
            TaskState::Failure
            | TaskState::Success
            | TaskState::NeedFaultTolerance
            | TaskState::Kill => false,
        };
        if !begun {
            return None;
        }
        self.row = Some(row);
        let task = row.id;
        match cx.jvm.config.switches.take_over {
            TakeOver::PollRow => None,
            TakeOver::HostUpdate => match (row.state, row.host) {
                (TaskState::Running, Some(of)) => {
                    self.submitted(Submission::Running, cx);
                    cx.io.then(Fact::TakeOverAsked { task, of });
                    self.step = Step::Resaved;
                    Some(Next::Rpc(of, Rpc::NewOwner { task }, PATIENCE))
                }
                (_, _) => None,
            },
            TakeOver::AcceptIfKnown | TakeOver::AcceptIfRunning | TakeOver::AcceptIfUnacked => {
                match (row.state, row.host) {
                    (TaskState::Running | TaskState::Dispatch, Some(of)) => {
                        cx.io.then(Fact::TakeOverAsked { task, of });
                        self.step = Step::TakenOver;
                        Some(Next::Rpc(of, Rpc::NewOwner { task }, PATIENCE))
                    }
                    (_, _) => Some(self.clone_row(row)),
                }
            }
            TakeOver::KillAndRerun => Some(self.clone_row(row)),
        }
    }

    /// The old row counts no more; a new one takes its place.
    fn clone_row(&mut self, row: Task) -> Next {
        self.retries = row.retry_times;
        self.how = Submission::Clone;
        self.step = Step::Retired;
        let row = Task {
            flag: false,
            state: TaskState::NeedFaultTolerance,
            ..row
        };
        Next::Db(Query::SaveTask { row })
    }

    fn taken_over(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.row else {
            return self.insert(cx);
        };
        let task = row.id;
        let yes = matches!(answer, Answer::Rpc(Ok(Rpc::Agreed { yes: true, .. })));
        cx.io.then(Fact::TakeOverAnswered { task, yes });
        if yes {
            self.submitted(Submission::Running, cx);
            self.step = Step::Poll;
            return Next::Again;
        }
        self.clone_row(row)
    }

    fn insert(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let row = Task {
            id: TaskId(0),
            instance: self.instance.id,
            index: self.index,
            state: TaskState::Submitted,
            host: None,
            flag: true,
            retry_times: self.retries,
            submit: Some(Moment::of(cx.io.now())),
            start: None,
            end: None,
            pid: 0,
            app: self.app,
        };
        self.step = Step::Inserted;
        Next::Db(Query::InsertTask { row })
    }

    fn submitted(&mut self, how: Submission, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.row else {
            self.step = Step::Poll;
            return Next::Again;
        };
        let (task, instance) = (row.id, self.instance.id);
        cx.io.then(Fact::TaskSubmitted {
            task,
            instance,
            how,
        });
        self.step = Step::Dispatch;
        Next::Busy(DISPATCH)
    }

    /// `TaskPriorityQueueConsumer.dispatch`: sends the task to a worker of its group.
    fn dispatch(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.row else {
            return self.leave(cx);
        };
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        let workers: Vec<NodeId> = master.workers.iter().collect();
        let turn = master.turn as usize;
        master.turn = master.turn.wrapping_add(1);
        let Some(to) = workers.get(turn % workers.len().max(1)).copied() else {
            return Next::Sleep(POLL);
        };
        self.to = Some(to);
        match cx.jvm.config.switches.take_over {
            TakeOver::PollRow | TakeOver::HostUpdate => {
                self.step = Step::Send;
                Next::Again
            }
            TakeOver::KillAndRerun
            | TakeOver::AcceptIfKnown
            | TakeOver::AcceptIfRunning
            | TakeOver::AcceptIfUnacked => {
                // From 3.x on the row says to whom it is sent.
                let row = Task {
                    state: TaskState::Dispatch,
                    host: Some(to),
                    ..row
                };
                self.row = Some(row);
                self.step = Step::Send;
                Next::Db(Query::SaveTask { row })
            }
        }
    }

    fn send(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (Some(row), Some(to)) = (self.row, self.to) else {
            return self.leave(cx);
        };
        self.step = Step::Sent;
        let rpc = Rpc::Execute {
            task: row.id,
            instance: self.instance.id,
            definition: self.instance.definition.0,
            index: self.index,
            app: row.app,
        };
        Next::Rpc(to, rpc, PATIENCE)
    }

    fn sent(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (Some(row), Some(to)) = (self.row, self.to) else {
            return self.leave(cx);
        };
        let task = row.id;
        if matches!(answer, Answer::Rpc(Ok(_))) {
            cx.io.then(Fact::TaskDispatched { task, to });
            if let Some(master) = cx.jvm.master() {
                master.dispatched = true;
            }
            self.step = Step::Poll;
            return Next::Again;
        }
        cx.io.then(Fact::DispatchFailed { task, to });
        self.step = Step::Dispatch;
        Next::Sleep(POLL)
    }

    /// The whole row once more, with the state that was read last.
    fn save(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.row else {
            return self.leave(cx);
        };
        let end = Some(Moment::of(cx.io.now()));
        let row = Task { end, ..row };
        self.row = Some(row);
        self.step = Step::Saved;
        Next::Db(Query::SaveTask { row })
    }

    fn leave(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (workflow, index) = (self.workflow, self.index);
        if let Some(row) = self.row {
            let (task, instance, state) = (row.id, self.instance.id, row.state);
            cx.io.then(Fact::TaskWaitEnded {
                task,
                instance,
                state,
            });
            if let Some(master) = cx.jvm.master()
                && state.is_finished()
            {
                master.ended.push(Ended {
                    workflow,
                    index,
                    row,
                });
            }
        }
        Next::end()
    }
}

fn task(result: &DbRows) -> Option<Task> {
    result.rows.iter().find_map(|row| match row {
        Row::Task { row } => Some(*row),
        Row::Instance { .. } | Row::Command { .. } | Row::Host { .. } => None,
    })
}
