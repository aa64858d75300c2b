//! `ProcessUtils.killYarnJob`: what a failover does about the applications of one task.
//!
//! ```text
//!   pause ─▶ log: application id? ─ 1.3.x: by a log server; from 3.x on by the worker itself ─ none ─▶ done
//!     ─▶ ResourceManager: does it run? ─ yes ─▶ kill
//! ```
//! Whatever comes of it, the failover goes on. An application that has succeeded meanwhile spares the rerun
//! where the master has asked the ResourceManager by itself, which is a proposal.

use super::pace;
use crate::fact::{Fact, Line};
use crate::ids::AppId;
use crate::jvm::Jvm;
use crate::model::KillApp;
use crate::rows::{AppState, Task};
use crate::server::Emit;
use crate::setting::Role;
use crate::threads::{Answer, Cx, Next, Value};
use crate::wire::Rpc;
use sim::id::NodeId;
use sim::random::Range;
use sim::time::Span;

/// How long a log server or a ResourceManager is waited for.
const PATIENCE: Span = Span::from_secs(10);
/// 1.3.x: making the client that asks a log server, and one that asks the ResourceManager. With the pause
/// of a second a task takes 1.0 to 2.1 s.
const CLIENT: Range = Range::millis(5, 500);

/// The routine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KillJob {
    task: Task,
    app: Option<AppId>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Ask,
    Answered,
    Logged,
    AskYarn,
    State,
    Killed,
}

impl KillJob {
    pub(crate) fn new(task: Task) -> Self {
        Self {
            task,
            app: None,
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Begin => {
                self.step = Step::Ask;
                Next::Sleep(cx.jvm.config.switches.kill_pause)
            }
            Step::Ask => self.ask(cx),
            Step::Answered => self.answered(&answer, cx),
            Step::Logged => self.logged(cx),
            Step::AskYarn => self.ask_yarn(cx),
            Step::State => self.state(&answer, cx),
            Step::Killed => {
                if let Answer::Rpc(Ok(Rpc::AppIs {
                    is: AppState::Succeeded,
                    ..
                })) = answer
                {
                    return over(cx);
                }
                if let Some(app) = self.app {
                    cx.io.then(Fact::AppKilled { app });
                }
                Next::end()
            }
        }
    }

    fn ask(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (task, of) = (self.task.id, self.task.host.unwrap_or(cx.jvm.me));
        let asked = match cx.jvm.config.switches.kill_app {
            KillApp::LogServer => cx.jvm.setting.log_server_of(of),
            // The log service is a part of the worker.
            KillApp::WorkerRpc => Some(of),
            // The row has the id, if the worker has reported it.
            KillApp::Rest => {
                self.app = self.task.app;
                if self.app.is_none() {
                    cx.io.then(Fact::LogFailed { task });
                }
                return self.found(cx);
            }
            // The worker that gets the task next asks YARN first.
            KillApp::Pinned | KillApp::None => return Next::end(),
        };
        cx.io.then(Fact::LogAsked { task, of });
        let Some(to) = asked else {
            cx.io.then(Fact::LogFailed { task });
            return Next::end();
        };
        self.step = Step::Answered;
        Next::Rpc(to, Rpc::AppIds { task }, PATIENCE)
    }

    /// A log was read, or could not be; 1.3.x closes the client that has asked for it before it looks.
    fn answered(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let task = self.task.id;
        match answer {
            Answer::Rpc(Ok(Rpc::App { app, .. })) => self.app = *app,
            Answer::Rpc(Ok(_)) => {}
            Answer::Rpc(Err(_))
            | Answer::Nothing
            | Answer::Zk(_)
            | Answer::Db(_)
            | Answer::Value(_) => drop(cx.io.then(Fact::LogFailed { task })),
        }
        self.step = Step::Logged;
        Next::Busy(client(cx))
    }

    fn logged(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        if cx.jvm.config.switches.kill_app == KillApp::LogServer {
            Jvm::print(cx.io, Line::LogClientClosed);
        }
        self.found(cx)
    }

    /// The id is known, or it is not.
    fn found(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (task, Some(app)) = (self.task.id, self.app) else {
            return Next::end();
        };
        cx.io.then(Fact::AppFound { task, app });
        self.step = Step::AskYarn;
        Next::Busy(client(cx))
    }

    fn ask_yarn(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        match (self.app, yarn(cx)) {
            (Some(app), Some(yarn)) => {
                self.step = Step::State;
                Next::Rpc(yarn, Rpc::AppState { app }, PATIENCE)
            }
            (Some(app), None) => {
                cx.io.then(Fact::AppStateFailed { app });
                Next::end()
            }
            (None, Some(_) | None) => Next::end(),
        }
    }

    /// Only an application that the ResourceManager calls unfinished is killed.
    fn state(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let (Some(app), Some(yarn)) = (self.app, yarn(cx)) else {
            return Next::end();
        };
        match answer {
            Answer::Rpc(Ok(Rpc::AppIs { is, .. })) => match is {
                AppState::Running => {
                    self.step = Step::Killed;
                    Next::Rpc(yarn, Rpc::KillApp { app }, PATIENCE)
                }
                AppState::Succeeded => over(cx),
                AppState::Killed => Next::end(),
            },
            Answer::Rpc(Ok(_)) => Next::end(),
            Answer::Rpc(Err(_))
            | Answer::Nothing
            | Answer::Zk(_)
            | Answer::Db(_)
            | Answer::Value(_) => {
                cx.io.then(Fact::AppStateFailed { app });
                Next::end()
            }
        }
    }
}

/// The application has ended well before anybody could kill it. Only the remedy that asks the
/// ResourceManager itself knows better than to run the task once more.
fn over(cx: &Cx<'_, '_>) -> Next {
    match cx.jvm.config.switches.kill_app {
        KillApp::Rest => Next::Return(Value::Over),
        KillApp::LogServer | KillApp::WorkerRpc | KillApp::None | KillApp::Pinned => Next::end(),
    }
}

fn client(cx: &Cx<'_, '_>) -> Range {
    match cx.jvm.config.switches.kill_app {
        KillApp::LogServer => CLIENT,
        KillApp::WorkerRpc | KillApp::None | KillApp::Rest | KillApp::Pinned => pace::SOON,
    }
}

fn yarn(cx: &Cx<'_, '_>) -> Option<NodeId> {
    cx.jvm.setting.first(Role::Yarn)
}
