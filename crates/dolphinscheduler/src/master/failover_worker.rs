//! `ZKMasterClient.failoverWorker` of 1.3.x: every unfinished task of a worker, one after the other,
//! under the lock.
//!
//! ```text
//!   tasks of the host ─▶ each: started by the living worker? skip
//!     ─▶ 1 s ─▶ the log server beside it: application id? ─▶ ResourceManager: runs? ─▶ kill
//!     ─▶ row: NEED_FAULT_TOLERANCE, whatever came of the kill
//! ```

use super::failover::pass;
use super::{S_REG, pace};
use crate::fact::Fact;
use crate::ids::{AppId, Moment, TaskId};
use crate::model::{KillApp, Tombstone};
use crate::path::{Kind, Path};
use crate::rows::{Row, Task, TaskState};
use crate::server::Emit;
use crate::setting::Role;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Op, Outcome, Query, Rpc};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use std::collections::VecDeque;

/// How long a log server or a ResourceManager is waited for.
const PATIENCE: Span = Span::from_secs(10);

/// The routine.
#[derive(Clone, Debug)]
pub(crate) struct FailoverWorker {
    node: Option<NodeId>,
    begun: SimTime,
    left: VecDeque<Task>,
    app: Option<AppId>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Query,
    Selected,
    Next,
    Alive,
    Log,
    Logged,
    AppState,
    AppKilled,
    Mark,
    Marked,
}

impl FailoverWorker {
    pub(crate) fn new(node: Option<NodeId>) -> Self {
        Self {
            node,
            begun: SimTime::ZERO,
            left: VecDeque::new(),
            app: None,
            step: Step::Begin,
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
            Step::Log => self.ask_log(cx),
            Step::Logged => self.logged(&answer, cx),
            Step::AppState => self.app_state(&answer, cx),
            Step::AppKilled => {
                if let Some(app) = self.app.take() {
                    cx.io.then(Fact::AppKilled { app });
                }
                self.then(Step::Mark, Next::Again)
            }
            Step::Mark => self.mark(cx),
            Step::Marked => {
                if let (Ok(_), Some(task)) = (answer.db(), self.left.pop_front()) {
                    let task = task.id;
                    cx.io.then(Fact::TaskNeedsFaultTolerance { task });
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

    /// A task that the living worker of that address has started is its own business.
    fn alive(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(task) = self.left.front().copied() else {
            return self.then(Step::Next, Next::Again);
        };
        let alive = match answer.zk() {
            Ok(Outcome::Node { data, .. }) => data.start(),
            Ok(_) | Err(_) => None,
        };
        if let Some(worker_start) = alive {
            let Some(start) = task.start else {
                // A comparison with nothing: the whole loop ends (until #7475).
                return self.failed(cx);
            };
            if start > worker_start {
                self.left.pop_front();
                return self.then(Step::Next, Next::Again);
            }
        }
        let worker = task.host.unwrap_or(cx.jvm.me);
        let (task, instance) = (task.id, task.instance);
        cx.io.then(Fact::FailoverTask {
            task,
            instance,
            worker,
        });
        let pause = cx.jvm.config.switches.kill_pause;
        self.then(Step::Log, Next::Sleep(pause))
    }

    fn ask_log(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(task) = self.left.front() else {
            return self.then(Step::Next, Next::Again);
        };
        let (task, worker) = (task.id, task.host.unwrap_or(cx.jvm.me));
        let of = worker;
        cx.io.then(Fact::LogAsked { task, of });
        let known = self.left.front().and_then(|task| task.app);
        let asked = match cx.jvm.config.switches.kill_app {
            KillApp::LogServer => cx.jvm.setting.log_server_of(worker),
            // The row has it, if the worker has reported it.
            KillApp::Rest => return self.ask_yarn(task, known, cx),
            // The worker that gets the task next asks YARN first.
            KillApp::Pinned => return self.then(Step::Mark, Next::Again),
            // The log service is a part of the worker, which is dead.
            KillApp::WorkerRpc => Some(worker),
            KillApp::None => return self.then(Step::Mark, Next::Again),
        };
        match asked {
            Some(to) => self.then(Step::Logged, Next::Rpc(to, Rpc::AppIds { task }, PATIENCE)),
            None => {
                cx.io.then(Fact::LogFailed { task });
                self.then(Step::Mark, Next::Busy(pace::SOON))
            }
        }
    }

    /// Asks the ResourceManager how an application is.
    fn ask_yarn(&mut self, task: TaskId, app: Option<AppId>, cx: &mut Cx<'_, '_>) -> Next {
        let Some(app) = app else {
            cx.io.then(Fact::LogFailed { task });
            return self.then(Step::Mark, Next::Again);
        };
        cx.io.then(Fact::AppFound { task, app });
        self.app = Some(app);
        match cx.jvm.setting.first(Role::Yarn) {
            Some(yarn) => self.then(
                Step::AppState,
                Next::Rpc(yarn, Rpc::AppState { app }, PATIENCE),
            ),
            None => {
                cx.io.then(Fact::AppStateFailed { app });
                self.then(Step::Mark, Next::Again)
            }
        }
    }

    fn logged(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(task) = self.left.front().map(|task| task.id) else {
            return self.then(Step::Next, Next::Again);
        };
        match answer {
            Answer::Rpc(Ok(Rpc::App { app: Some(app), .. })) => {
                let app = *app;
                self.ask_yarn(task, Some(app), cx)
            }
            Answer::Rpc(Ok(_)) => self.then(Step::Mark, Next::Again),
            Answer::Rpc(Err(_))
            | Answer::Nothing
            | Answer::Zk(_)
            | Answer::Db(_)
            | Answer::Value(_) => {
                cx.io.then(Fact::LogFailed { task });
                self.then(Step::Mark, Next::Again)
            }
        }
    }

    /// Only an application that the ResourceManager calls unfinished is killed.
    fn app_state(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(app) = self.app else {
            return self.then(Step::Mark, Next::Again);
        };
        match (answer, cx.jvm.setting.first(Role::Yarn)) {
            (Answer::Rpc(Ok(Rpc::AppIs { running: true, .. })), Some(yarn)) => self.then(
                Step::AppKilled,
                Next::Rpc(yarn, Rpc::KillApp { app }, PATIENCE),
            ),
            (Answer::Rpc(Ok(_)), _) => self.then(Step::Mark, Next::Again),
            (
                Answer::Rpc(Err(_))
                | Answer::Nothing
                | Answer::Zk(_)
                | Answer::Db(_)
                | Answer::Value(_),
                _,
            ) => {
                cx.io.then(Fact::AppStateFailed { app });
                self.then(Step::Mark, Next::Again)
            }
        }
    }

    fn mark(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        self.app = None;
        let Some(task) = self.left.front() else {
            return self.then(Step::Next, Next::Again);
        };
        let row = Task {
            state: TaskState::NeedFaultTolerance,
            end: task.end.or(Some(Moment::of(cx.io.now()))),
            ..*task
        };
        self.then(Step::Marked, Next::Db(Query::SaveTask { row }))
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
