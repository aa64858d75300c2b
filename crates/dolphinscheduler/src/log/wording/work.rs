//! Lines about failovers, commands, workflows and tasks.

use super::{
    POOL_CLOSED, Said, Say, app_name, instance_state, kind_name, one, said, task_state, thrown,
};
use crate::fact::{CommandFailure, Fact, Submission};
use crate::log::site::Statement;
use crate::path::Kind;
use crate::rows::CommandType;
use sim::id::NodeId;

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn failover(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::FailoverStarted { kind, node } => Some(self.failover_started(kind, node)),
            Fact::FailoverSelected { count, .. } => one(
                Statement::MasterFailoverList,
                format!("failover process list size:{count} "),
            ),
            Fact::FailoverInstance { instance, node, .. } => {
                let host = node.map_or_else(|| "NULL".to_owned(), |n| self.setting.address(n));
                one(
                    Statement::MasterFailoverInstance,
                    format!("failover process instance id: {} host:{host}", instance.0),
                )
            }
            Fact::HandedOver { instance } => Some(vec![
                said(
                    Statement::SetNullHost,
                    format!("set null host to process instance:{}", instance.0),
                ),
                said(
                    Statement::FailoverCommand,
                    format!(
                        "create failover command for process instance:{}",
                        instance.0
                    ),
                ),
            ]),
            Fact::FailoverEnded { kind, node, .. } => match kind {
                Kind::Master => one(Statement::MasterFailoverEnd, "master failover end"),
                Kind::Worker => one(
                    Statement::WorkerFailoverEnd,
                    format!("end worker[{}] failover ...", self.or_null(node)),
                ),
            },
            Fact::FailoverFailed { kind, .. } => one(
                Statement::ServerFailoverFailed,
                format!("{} server failover failed.", kind_name(kind).to_uppercase()),
            ),
            Fact::LogAsked { .. } => one(Statement::ViewLog, "view log path"),
            Fact::LogFailed { .. } => one(Statement::ViewLogError, "view log error"),
            Fact::AppFound { app, .. } => one(
                Statement::FindAppId,
                format!("find app id: {}", app_name(app.0)),
            ),
            Fact::AppStateFailed { app } => one(
                Statement::AppStateFailed,
                format!(
                    "Get yarn application app id [{}] status failed",
                    app_name(app.0)
                ),
            ),
            Fact::AppKilled { app } => one(
                Statement::KillCommand,
                format!("kill cmd:sh {}.kill", app_name(app.0)),
            ),
            _ => None,
        }
    }

    fn failover_started(&self, kind: Kind, node: Option<NodeId>) -> Vec<Said> {
        let mut lines = Vec::new();
        if node.is_none() {
            let kind = kind_name(kind).to_uppercase();
            lines.push(said(
                Statement::NodeDeleted,
                format!("{kind} node deleted : null"),
            ));
        }
        lines.push(match kind {
            Kind::Master => said(Statement::MasterFailoverStart, "start master failover ..."),
            Kind::Worker => said(
                Statement::WorkerFailoverStart,
                format!("start worker[{}] failover ...", self.or_null(node)),
            ),
        });
        lines
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn command(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::CommandFound { command, kind } => {
                let kind = match kind {
                    CommandType::Start => "START_PROCESS",
                    CommandType::Recover => "RECOVER_TOLERANCE_FAULT_PROCESS",
                };
                one(
                    Statement::CommandFound,
                    format!("find one command: id: {}, type: {kind}", command.0),
                )
            }
            Fact::CommandHandled { .. } => one(
                Statement::SplitDag,
                "start master exec thread , split DAG ...",
            ),
            Fact::CommandFailed {
                why: CommandFailure::PoolClosed,
                ..
            } => thrown(
                Statement::ScanCommandError,
                "scan command error ",
                POOL_CLOSED,
            ),
            Fact::WorkflowLeft {
                instance, state, ..
            } => one(
                Statement::ProcessEnd,
                format!(
                    "process:{} end, state :{}",
                    instance.0,
                    instance_state(state)
                ),
            ),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn task(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::TaskSubmitted { task, how, .. } => match how {
                Submission::Running => one(
                    Statement::TaskAlreadyRunning,
                    format!(
                        "submit to task, but task [{}] state already be running. ",
                        task.0
                    ),
                ),
                Submission::New | Submission::Existing | Submission::Clone => one(
                    Statement::TaskReady,
                    format!("task ready to submit: TaskInstance{{id={}, …", task.0),
                ),
            },
            Fact::AckReceived { task } => one(
                Statement::AckReceived,
                format!(
                    "taskAckCommand : TaskExecuteAckCommand{{taskInstanceId={}, …",
                    task.0
                ),
            ),
            Fact::ResultReceived { task, state } => one(
                Statement::ResultReceived,
                format!(
                    "received command : TaskExecuteResponseCommand{{taskInstanceId={}, \
                     status={}, …",
                    task.0,
                    state.number()
                ),
            ),
            Fact::ReportDropped { .. } => thrown(
                Statement::ResponseError,
                "worker response master error",
                POOL_CLOSED,
            ),
            Fact::TaskWaitEnded { task, instance, .. } => one(
                Statement::TaskThreadCompleted,
                format!(
                    "task :{} id:{}, process id:{}, exec thread completed ",
                    task.0, task.0, instance.0
                ),
            ),
            Fact::TaskMoved { .. } => one(
                Statement::TaskMovedAlert,
                "add alert to db , alert : Alert{title='worker fault tolerance', …",
            ),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn worker(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::TaskReceived { task } => one(
                Statement::TaskReceived,
                format!(
                    "received command : TaskExecuteRequestCommand{{taskInstanceId={}, …",
                    task.0
                ),
            ),
            Fact::ShellStarted { pid, .. } => one(
                Statement::ShellStarted,
                format!("process start, process id is: {pid}"),
            ),
            Fact::ShellEnded { task, state } => one(
                Statement::TaskFinalStatus,
                format!(
                    "task instance id : {},task final status : {}",
                    task.0,
                    task_state(state)
                ),
            ),
            Fact::ShellsClash { .. } => {
                one(Statement::TaskScheduleFailure, "task scheduler failure")
            }
            Fact::ReportFailed { to, .. } => one(
                Statement::ConnectError,
                format!(
                    "connect to Host{{address='{}'}} error",
                    self.setting.address(to)
                ),
            ),
            _ => None,
        }
    }
}
