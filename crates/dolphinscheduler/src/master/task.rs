//! `MasterTaskExecThread` of 1.3.x: submits one task and waits for its row to say that it has ended.
//!
//! ```text
//!   valid row? ─ none ─▶ insert, to be sent ──────────┐
//!              ─ nobody has said that it runs ─▶ again ─┤▶ poll the row every 1 s ─▶ ended: save, leave
//!              ─ running ─▶ only wait ──────────────────┘                         └ stopped: the same
//! ```
//! With two owners of an instance the phase of their polls decides whether one row is sent twice.

use super::dispatch::Order;
use super::workflow::Ended;
use crate::client::queue;
use crate::fact::{Fact, Submission};
use crate::ids::{AppId, Moment, TaskId};
use crate::model::{KillApp, TakeOver};
use crate::rows::{Instance, Row, Task, TaskState};
use crate::server::Emit;
use crate::threads::pool::DbRows;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Query, Rpc};
use sim::id::Slot;
use sim::random::Range;
use sim::threads::Wait;
use sim::time::{SimTime, Span};

/// `Constants.SLEEP_TIME_MILLIS`.
const POLL: Span = Span::from_secs(1);
/// From the valid row to the queue of what is to be sent.
const SUBMIT: Range = Range::millis(1, 8);
/// How long a worker's answer is waited for.
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
    Submit,
    Poll,
    Polled,
    Woken,
    Read,
    Saved,
}

impl TaskThread {
    /// A task of a workflow, with what is kept of the row that this one replaces.
    pub(crate) fn new(
        instance: Instance,
        index: u8,
        workflow: Slot,
        (retries, app): (u8, Option<AppId>),
    ) -> Self {
        Self {
            instance,
            index,
            workflow,
            row: None,
            retries,
            app,
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
            Step::Submit => self.submit(cx),
            Step::Poll if cx.jvm.config.switches.event_delay.is_some() => self.listen(cx),
            Step::Woken => self.woken(cx),
            Step::Read => self.read(&answer, cx),
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
                self.retries = row.retry_times + u8::from(failed);
                self.app = pinned_app(&row, cx);
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
                    (_, _) => Some(self.clone_row(row, cx)),
                }
            }
            TakeOver::KillAndRerun => Some(self.clone_row(row, cx)),
        }
    }

    /// The old row counts no more; a new one takes its place.
    fn clone_row(&mut self, row: Task, cx: &Cx<'_, '_>) -> Next {
        self.retries = row.retry_times;
        self.app = pinned_app(&row, cx);
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
        self.clone_row(row, cx)
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
        self.step = Step::Submit;
        Next::Busy(SUBMIT)
    }

    /// The task joins the queue of what is to be sent; its thread goes on to wait for its end.
    fn submit(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Poll;
        let (Some(row), instance, cause) = (self.row, self.instance, cx.io.cause) else {
            return Next::Again;
        };
        let order = Order {
            row,
            instance,
            cause,
        };
        if let Some(master) = cx.jvm.master() {
            master.dispatching.submit(order, cx.io);
        }
        Next::Again
    }

    /// From 2.0.5 on: waits for what happens to the task; what has happened already is in its row.
    fn listen(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let slot = cx.io.slot;
        let Some(row) = self.row else {
            return self.leave(cx);
        };
        let task = row.id;
        if let Some(master) = cx.jvm.master() {
            master.work.await_task(slot, task);
        }
        self.step = Step::Read;
        Next::Db(Query::GetTask { task })
    }

    fn read(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        if let Answer::Db(Ok(result)) = answer {
            self.row = task(result).or(self.row);
        }
        if self.row.is_some_and(|row| row.state.is_finished()) {
            return self.leave(cx);
        }
        self.step = Step::Woken;
        Next::Wait(queue::EVENT, SimTime::NEVER)
    }

    fn woken(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (slot, instance, workflow) = (cx.io.slot, self.instance.id, self.workflow);
        let now = cx.io.now();
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        if master.stopper || !master.work.runs(instance, workflow) {
            return self.leave(cx);
        }
        match master.work.due(slot) {
            Some(due) if due > now => Next::Until(due),
            Some(_) => {
                self.step = Step::Poll;
                Next::Again
            }
            None => Next::Wait(queue::EVENT, SimTime::NEVER),
        }
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
        let (workflow, index, slot) = (self.workflow, self.index, cx.io.slot);
        if let Some(master) = cx.jvm.master() {
            master.work.forget(slot);
        }
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
                cx.io.wake(workflow, Wait::Queue(queue::EVENT));
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

/// The application that a pinned worker is to ask YARN about before it runs the task again.
pub(super) fn pinned_app(row: &Task, cx: &Cx<'_, '_>) -> Option<AppId> {
    let pinned = cx.jvm.config.switches.kill_app == KillApp::Pinned;
    row.app.filter(|_| pinned)
}
