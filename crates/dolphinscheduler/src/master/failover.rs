//! `ZKMasterClient.failoverMaster` of 1.3.x.
//!
//! ```text
//!   master: its unfinished instances ─▶ each: host `NULL` and a recovery command, together
//! ```
//! Without a host, of everybody: what a master does that finds itself alone at its start.

use super::kill_job::KillJob;
use super::pace;
use crate::fact::{Fact, FailoverVerdict};
use crate::ids::{InstanceId, Moment};
use crate::model::FailoverTimeCheck;
use crate::path::{Kind, Path};
use crate::rows::{Host, Instance, Row, Task, TaskState};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Op, Outcome, Query, Rpc};
use sim::id::NodeId;
use sim::random::Range;
use sim::time::{SimTime, Span};
use std::collections::VecDeque;

/// 3.1.9: four tries a second apart to reach the worker of a task.
const KILL_PATIENCE: Span = Span::from_secs(4);

/// Hands the instances of a master over.
#[derive(Clone, Debug)]
pub(crate) struct FailoverMaster {
    node: Option<NodeId>,
    /// Of the instances whose host is the text `NULL`: they are looked at and left alone.
    of_null: bool,
    begun: SimTime,
    left: VecDeque<Instance>,
    tasks: VecDeque<Task>,
    /// When the living server of that address has started.
    alive: Option<Moment>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Alive,
    Pool,
    Query,
    Selected,
    Instance,
    Tasks(InstanceId),
    Pause(InstanceId),
    Kill(InstanceId),
    Killed(InstanceId),
    HandedOver(InstanceId),
}

impl FailoverMaster {
    pub(crate) fn new(node: Option<NodeId>) -> Self {
        Self {
            node,
            of_null: false,
            begun: SimTime::ZERO,
            left: VecDeque::new(),
            tasks: VecDeque::new(),
            alive: None,
            step: Step::Begin,
        }
    }

    /// Of nobody: a periodic round takes the text `NULL` for a host that is absent.
    pub(crate) fn of_null() -> Self {
        Self {
            of_null: true,
            ..Self::new(None)
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Begin => {
                let (kind, node) = (Kind::Master, self.node);
                self.begun = cx.io.now();
                cx.io.then(Fact::FailoverStarted { kind, node });
                self.step = Step::Alive;
                Next::Busy(pass(cx))
            }
            Step::Alive => self.look_whether_alive(cx),
            Step::Pool => {
                if let Answer::Zk(Ok(Outcome::Node { data, .. })) = answer {
                    self.alive = data.start();
                }
                self.step = Step::Query;
                if cx.jvm.pool.open(cx.io) {
                    Next::Busy(pace::POOL)
                } else {
                    Next::Again
                }
            }
            Step::Query => {
                self.step = Step::Selected;
                if self.of_null {
                    return Next::Db(Query::InstancesOfNull);
                }
                let (host, g3) = (self.node, false);
                Next::Db(Query::InstancesOfHost { host, g3 })
            }
            Step::Selected => self.selected(answer, cx),
            Step::Instance => match self.left.pop_front() {
                Some(row) => self.decide(&row, cx),
                None => self.ended(cx),
            },
            Step::Tasks(instance) => {
                self.tasks = unfinished(answer);
                self.step = Step::Pause(instance);
                Next::Again
            }
            Step::Pause(instance) => self.kill_application(instance, cx),
            Step::Kill(instance) => self.ask_worker_to_kill(instance, cx),
            Step::Killed(instance) => self.mark_task(instance, cx),
            Step::HandedOver(instance) => match answer.db() {
                Ok(_) => {
                    cx.io.then(Fact::HandedOver { instance });
                    self.step = Step::Instance;
                    Next::Busy(pace::INSTANCE)
                }
                Err(_) => self.failed(cx),
            },
        }
    }

    /// Where the release compares times, it asks when the living server of that address has started.
    fn look_whether_alive(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Pool;
        let check = cx.jvm.config.switches.failover_time_check;
        match (check, self.node) {
            (FailoverTimeCheck::None, _) | (_, None) => Next::Again,
            (_, Some(node)) => {
                let path = Path::Master { node };
                Next::Zk(cx.jvm.cli(), Op::GetData { path })
            }
        }
    }

    fn selected(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Ok(result) = answer.db() else {
            return self.failed(cx);
        };
        self.left = instances(&result.rows);
        let count = u16::try_from(self.left.len()).unwrap_or(u16::MAX);
        let node = self.node;
        cx.io.then(Fact::FailoverSelected { count, node });
        self.step = Step::Instance;
        Next::Again
    }

    /// Leaves an instance alone, hands it over, or looks at its tasks first.
    fn decide(&mut self, row: &Instance, cx: &mut Cx<'_, '_>) -> Next {
        let (instance, verdict) = (row.id, self.verdict(row, cx));
        let node = row.host.node();
        cx.io.then(Fact::FailoverInstance {
            instance,
            node,
            verdict,
        });
        match verdict {
            FailoverVerdict::HandOver => {}
            FailoverVerdict::HostIsNull
            | FailoverVerdict::NewlyStarted
            | FailoverVerdict::RunsHere => return Next::Again,
        }
        if cx.jvm.config.switches.failover_kills_tasks {
            self.step = Step::Tasks(instance);
            return Next::Db(Query::TasksOfInstance { instance });
        }
        self.hand_over(instance, cx)
    }

    fn ended(&self, cx: &mut Cx<'_, '_>) -> Next {
        let ms = cx.io.now().since(self.begun).as_millis();
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        let (kind, node) = (Kind::Master, self.node);
        cx.io.then(Fact::FailoverEnded { kind, node, ms });
        if let Some(master) = cx.jvm.master() {
            master.passed = true;
        }
        Next::end()
    }

    /// 3.1.9: a fixed pause, the question for application ids, the kill: one task after the other,
    /// under the lock and on the cache's thread.
    fn kill_application(&mut self, instance: InstanceId, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.tasks.front().copied() else {
            return self.hand_over(instance, cx);
        };
        self.step = Step::Kill(instance);
        let Some(worker) = row.host else {
            return Next::Again;
        };
        let (task, instance) = (row.id, row.instance);
        cx.io.then(Fact::FailoverTask {
            task,
            instance,
            worker,
        });
        Next::master(KillJob::new(row))
    }

    fn ask_worker_to_kill(&mut self, instance: InstanceId, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::Killed(instance);
        let row = self.tasks.front();
        let Some((task, of)) = row.and_then(|row| Some((row.id, row.host?))) else {
            return Next::Again;
        };
        cx.io.then(Fact::KillAsked { task, of });
        Next::Rpc(of, Rpc::Kill { task }, KILL_PATIENCE)
    }

    fn mark_task(&mut self, instance: InstanceId, cx: &mut Cx<'_, '_>) -> Next {
        let Some(row) = self.tasks.pop_front() else {
            return self.hand_over(instance, cx);
        };
        self.step = Step::Pause(instance);
        let state = TaskState::NeedFaultTolerance;
        Next::Db(Query::SaveTask {
            row: Task { state, ..row },
        })
    }

    fn hand_over(&mut self, instance: InstanceId, cx: &mut Cx<'_, '_>) -> Next {
        self.step = Step::HandedOver(instance);
        let at = Moment::of(cx.io.now());
        Next::Db(Query::HandOver { instance, at })
    }

    /// What the release compares before it hands an instance over.
    fn verdict(&self, row: &Instance, cx: &mut Cx<'_, '_>) -> FailoverVerdict {
        if row.host == Host::Null {
            return FailoverVerdict::HostIsNull;
        }
        let Some(alive) = self.alive else {
            return FailoverVerdict::HandOver;
        };
        let check = cx.jvm.config.switches.failover_time_check;
        let newer = match check {
            FailoverTimeCheck::None
            | FailoverTimeCheck::EventTime
            | FailoverTimeCheck::StartupTime => false,
            FailoverTimeCheck::Restart => row.restart > alive,
            FailoverTimeCheck::StartAndRestart => row.start > alive || row.restart > alive,
        };
        if newer {
            return FailoverVerdict::NewlyStarted;
        }
        let held = cx.jvm.master().is_some_and(|m| m.held.contains(&row.id));
        if check == FailoverTimeCheck::StartAndRestart && held {
            return FailoverVerdict::RunsHere;
        }
        FailoverVerdict::HandOver
    }

    fn failed(&self, cx: &mut Cx<'_, '_>) -> Next {
        let (kind, node) = (Kind::Master, self.node);
        cx.io.then(Fact::FailoverFailed { kind, node });
        Next::end()
    }
}

pub(super) fn pass(cx: &mut Cx<'_, '_>) -> Range {
    match cx.jvm.master() {
        Some(master) if master.passed => pace::PASS,
        Some(_) | None => pace::FIRST_PASS,
    }
}

fn unfinished(answer: Answer) -> VecDeque<Task> {
    let Ok(result) = answer.db() else {
        return VecDeque::new();
    };
    (result.rows.iter())
        .filter_map(|row| match row {
            Row::Task { row } if !row.state.is_finished() => Some(*row),
            Row::Task { .. } | Row::Instance { .. } | Row::Command { .. } | Row::Host { .. } => {
                None
            }
        })
        .collect()
}

fn instances(rows: &[Row]) -> VecDeque<Instance> {
    (rows.iter())
        .filter_map(|row| match row {
            Row::Instance { row } => Some(*row),
            Row::Task { .. } | Row::Command { .. } | Row::Host { .. } => None,
        })
        .collect()
}
