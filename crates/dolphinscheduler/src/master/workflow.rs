//! `MasterExecThread` of 1.3.x: one thread per workflow instance, which submits its tasks, looks once a
//! second what has become of them, and saves the whole row when it leaves.
//!
//! ```text
//!   valid task rows ─▶ submit what can run ─▶ 1 s ─▶ ended tasks ─▶ submit … ─▶ all ended: save, leave
//!                                              └ stopped ─▶ save what is in memory, leave
//! ```
//! The save is of all columns, by id: whoever writes last wins.

use super::task::{TaskThread, pinned_app};
use super::{MasterRoutine, pace};
use crate::client::queue;
use crate::fact::Fact;
use crate::ids::{AppId, Moment};
use crate::lane::Thread;
use crate::model::{StartUp, TakeOver};
use crate::path::NodeSet;
use crate::rows::{AlertKind, Host, Instance, InstanceState, Row, Task, TaskState};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::Query;
use sim::id::Slot;
use sim::time::{SimTime, Span};
use std::collections::BTreeMap;

/// `Constants.SLEEP_TIME_MILLIS`.
const POLL: Span = Span::from_secs(1);

/// What has become of a task that a workflow waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub(crate) workflow: Slot,
    pub(crate) index: u8,
    pub(crate) row: Task,
}

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct Workflow {
    instance: Instance,
    done: NodeSet,
    running: NodeSet,
    failed: bool,
    /// Tasks that were failed over: what the column `retry_times` of their next rows says, and the
    /// application that a pinned worker asks YARN about.
    retries: BTreeMap<u8, (u8, Option<AppId>)>,
    epoch: u32,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Load,
    Loaded,
    Poll,
    Look,
    Alert,
    Saved,
}

impl Workflow {
    pub(crate) fn new(instance: Instance) -> Self {
        Self {
            instance,
            done: NodeSet::default(),
            running: NodeSet::default(),
            failed: false,
            retries: BTreeMap::new(),
            epoch: 0,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Begin => {
                let instance = self.instance.id;
                cx.io.then(Fact::WorkflowHeld { instance });
                let slot = cx.io.slot;
                if let Some(master) = cx.jvm.master() {
                    master.held.push(instance);
                    master.work.run(instance, slot);
                    self.epoch = master.epoch;
                }
                self.step = Step::Load;
                let warm =
                    (cx.jvm.master()).is_none_or(|master| std::mem::replace(&mut master.ran, true));
                Next::Busy(if warm {
                    pace::WORKFLOW
                } else {
                    pace::FIRST_WORKFLOW
                })
            }
            Step::Load => {
                let instance = self.instance.id;
                self.step = Step::Loaded;
                Next::Db(Query::TasksOfInstance { instance })
            }
            Step::Loaded => {
                if let Ok(result) = answer.db() {
                    for row in result.rows {
                        if let Row::Task { row } = row
                            && row.state == TaskState::Success
                        {
                            self.done.insert(sim::id::NodeId(row.index));
                        }
                    }
                }
                self.submit(cx)
            }
            Step::Poll => {
                self.step = Step::Look;
                match cx.jvm.config.switches.event_delay {
                    None => Next::Sleep(POLL),
                    Some(_) => Next::Wait(queue::EVENT, SimTime::NEVER),
                }
            }
            Step::Look => self.look(cx),
            Step::Alert => {
                self.step = Step::Look;
                Next::Again
            }
            Step::Saved => {
                let (instance, state) = (self.instance.id, self.instance.state);
                let stopped = !state.is_finished();
                let slot = cx.io.slot;
                if let Some(master) = cx.jvm.master() {
                    master.work.leave(instance, slot);
                    if let Some(at) = master.held.iter().position(|id| *id == instance) {
                        master.held.remove(at);
                    }
                }
                cx.io.then(Fact::WorkflowLeft {
                    instance,
                    state,
                    stopped,
                });
                Next::end()
            }
        }
    }

    /// Starts a thread for every task that can run.
    fn submit(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let setting = std::sync::Arc::clone(&cx.jvm.setting);
        let Some(definition) = setting.definition(self.instance.definition) else {
            return self.save(InstanceState::Success, cx);
        };
        let mut all = true;
        for (index, spec) in (0_u8..).zip(&definition.tasks) {
            let place = sim::id::NodeId(index);
            if self.done.contains(place) {
                continue;
            }
            all = false;
            let ready = (spec.after.iter()).all(|a| self.done.contains(sim::id::NodeId(*a)));
            if ready && !self.failed && !self.running.contains(place) {
                self.running.insert(place);
                let retries = self.retries.remove(&index).unwrap_or_default();
                let thread = TaskThread::new(self.instance, index, cx.io.slot, retries);
                let number = self.instance.id.0.wrapping_mul(4) + u16::from(index);
                let lane = Thread::Task(u8::try_from(number % 48).unwrap_or(0));
                let routine = Routine::Master(MasterRoutine::TaskThread(thread));
                cx.jvm.start_routine(lane, routine, cx.io);
            }
        }
        if all {
            return self.save(InstanceState::Success, cx);
        }
        if self.failed && self.running.is_empty() {
            return self.save(InstanceState::Failure, cx);
        }
        self.step = Step::Poll;
        Next::Again
    }

    /// What has ended since the last look.
    fn look(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let slot = cx.io.slot;
        let keeps_row = cx.jvm.config.switches.take_over != TakeOver::PollRow;
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        if keeps_row && master.work.is_blocked(self.instance.id) {
            // Whatever is published for it, nobody handles it.
            self.step = Step::Poll;
            return Next::Again;
        }
        if keeps_row && !master.work.runs(self.instance.id, slot) {
            // Another thread has taken its place.
            self.step = Step::Saved;
            return Next::Again;
        }
        if master.epoch != self.epoch {
            // Cleared with everything else; the row says what it said.
            self.step = Step::Saved;
            return Next::Again;
        }
        if master.stopper && keeps_row {
            // The process ends; the row stays as it is.
            self.step = Step::Saved;
            return Next::Again;
        }
        if master.stopper {
            let state = self.instance.state;
            return self.save(state, cx);
        }
        let ended = master.ended.iter().position(|e| e.workflow == slot);
        let Some(ended) = ended.map(|at| master.ended.remove(at)) else {
            return self.submit(cx);
        };
        let place = sim::id::NodeId(ended.index);
        self.running.remove(place);
        match ended.row.state {
            TaskState::Success => self.done.insert(place),
            TaskState::NeedFaultTolerance => {
                let counts = cx.jvm.config.switches.worker_failover_counts_retry;
                let retries = ended.row.retry_times + u8::from(counts);
                let app = pinned_app(&ended.row, cx);
                self.retries.insert(ended.index, (retries, app));
                let task = ended.row.id;
                cx.io.then(Fact::TaskMoved { task });
                if cx.jvm.config.switches.start_up != StartUp::OneAtATime {
                    // `AlertManager.sendAlertWorkerToleranceFault` is called by nobody any more.
                    return Next::Again;
                }
                self.step = Step::Alert;
                return Next::Db(Query::InsertAlert {
                    kind: AlertKind::TaskMoved {
                        instance: self.instance.id,
                    },
                    by: cx.jvm.me,
                    once: false,
                });
            }
            TaskState::Failure | TaskState::Kill => {
                let retries = (cx.jvm.setting.definition(self.instance.definition))
                    .and_then(|d| d.tasks.get(usize::from(ended.index)))
                    .map_or(0, |spec| spec.max_retry_times);
                self.failed |= ended.row.retry_times >= retries;
            }
            TaskState::Submitted | TaskState::Running | TaskState::Dispatch => {}
        }
        Next::Again
    }

    /// `endProcess`: the entity in memory, all columns.
    fn save(&mut self, state: InstanceState, cx: &mut Cx<'_, '_>) -> Next {
        let host = if cx.jvm.config.switches.set_host_on_recover {
            Host::Node { node: cx.jvm.me }
        } else {
            self.instance.host
        };
        self.instance = Instance {
            state,
            host,
            end: Some(Moment::of(cx.io.now())),
            ..self.instance
        };
        self.step = Step::Saved;
        let row = self.instance;
        Next::Db(Query::SaveInstance { row })
    }
}

/// Starts the thread of an instance.
pub(crate) fn start(instance: Instance, cx: &mut Cx<'_, '_>) {
    let lane = Thread::Workflow(u8::try_from(instance.id.0 % 48).unwrap_or(0));
    let routine = Routine::Master(MasterRoutine::Workflow(Workflow::new(instance)));
    cx.jvm.start_routine(lane, routine, cx.io);
}
