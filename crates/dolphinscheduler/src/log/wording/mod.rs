//! The message of each line. Wording of 1.3.x; typing errors are upstream's.

mod registry;
mod work;

use super::site::Statement;
use crate::fact::{CuratorState, Fact, Line, Step, StopCause};
use crate::ids::SessionId;
use crate::path::{Kind, NodeSet, Path};
use crate::rows::{InstanceState, TaskState};
use crate::setting::Setting;
use sim::id::NodeId;

/// A line before it is laid out.
pub(super) struct Said {
    pub(super) statement: Statement,
    pub(super) message: String,
    pub(super) exception: Option<&'static str>,
}

/// The lines that a fact of a process prints.
pub(super) fn say(me: NodeId, fact: Fact, setting: &Setting) -> Vec<Said> {
    Say { me, setting }.fact(fact).unwrap_or_default()
}

/// Everything a line is made from.
struct Say<'a> {
    me: NodeId,
    setting: &'a Setting,
}

const POOL_CLOSED: &str =
    "com.alibaba.druid.pool.DataSourceClosedException: dataSource already closed";
const NOT_STARTED: &str = "java.lang.IllegalStateException: Expected state [STARTED] was [STOPPED]";
const CONNECTION_LOSS: &str = "org.apache.zookeeper.KeeperException$ConnectionLossException: \
                               KeeperErrorCode = ConnectionLoss";

fn one(statement: Statement, message: impl Into<String>) -> Option<Vec<Said>> {
    Some(vec![said(statement, message)])
}

fn said(statement: Statement, message: impl Into<String>) -> Said {
    Said {
        statement,
        message: message.into(),
        exception: None,
    }
}

fn thrown(
    statement: Statement,
    message: impl Into<String>,
    exception: &'static str,
) -> Option<Vec<Said>> {
    Some(vec![Said {
        statement,
        message: message.into(),
        exception: Some(exception),
    }])
}

impl Say<'_> {
    fn fact(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::PortOpened => self.port_opened(),
            Fact::Printed { line } => Self::printed(line),
            Fact::Stopping { cause } => self.stopping(cause),
            Fact::StopStep { step } => self.stop_step(step),
            Fact::ClientStarted { .. }
            | Fact::SessionEstablished { .. }
            | Fact::StateChanged { .. }
            | Fact::HeardNothing { .. }
            | Fact::ExpiredThere { .. }
            | Fact::ExpiryInjected { .. }
            | Fact::ClientClosed { .. }
            | Fact::HandleClosed { .. }
            | Fact::StateHeard { .. }
            | Fact::OperationFailed { .. } => self.client(fact),
            Fact::Registered { .. }
            | Fact::DeadEntryDeleted { .. }
            | Fact::DeadEntryAdded { .. }
            | Fact::Unregistered { .. }
            | Fact::HeartbeatFailed => self.registration(fact),
            Fact::ListenerAdded { .. }
            | Fact::ServerAdded { .. }
            | Fact::ServerRemoved { .. }
            | Fact::ServersRead { .. }
            | Fact::AlertFailed { .. } => self.membership(fact),
            Fact::FailoverStarted { .. }
            | Fact::FailoverSelected { .. }
            | Fact::FailoverInstance { .. }
            | Fact::HandedOver { .. }
            | Fact::FailoverEnded { .. }
            | Fact::FailoverFailed { .. }
            | Fact::LogAsked { .. }
            | Fact::LogFailed { .. }
            | Fact::AppFound { .. }
            | Fact::AppStateFailed { .. }
            | Fact::AppKilled { .. } => self.failover(fact),
            Fact::CommandFound { .. }
            | Fact::CommandHandled { .. }
            | Fact::CommandFailed { .. }
            | Fact::WorkflowLeft { .. } => self.command(fact),
            Fact::TaskSubmitted { .. }
            | Fact::AckReceived { .. }
            | Fact::ResultReceived { .. }
            | Fact::ReportDropped { .. }
            | Fact::TaskWaitEnded { .. }
            | Fact::TaskMoved { .. } => self.task(fact),
            Fact::TaskReceived { .. }
            | Fact::ShellStarted { .. }
            | Fact::ShellEnded { .. }
            | Fact::ShellsClash { .. }
            | Fact::ReportFailed { .. } => self.worker(fact),
            // Known to the engine, said by no line at level INFO.
            Fact::SessionOpened { .. }
            | Fact::SessionResumed { .. }
            | Fact::SessionRefused { .. }
            | Fact::SessionMoved { .. }
            | Fact::SessionExpired { .. }
            | Fact::SessionClosed { .. }
            | Fact::NodeCreated { .. }
            | Fact::NodeSet { .. }
            | Fact::NodeGone { .. }
            | Fact::RegistryServes
            | Fact::RowWritten { .. }
            | Fact::CommandInserted { .. }
            | Fact::CommandDeleted { .. }
            | Fact::CommandErrored { .. }
            | Fact::AlertInserted { .. }
            | Fact::CommandMissed { .. }
            | Fact::AlertSkipped { .. }
            | Fact::AppSubmitted { .. }
            | Fact::AppEnded { .. }
            | Fact::Booted { .. }
            | Fact::StartNoted { .. }
            | Fact::PortClosed
            | Fact::StateEntered { .. }
            | Fact::PoolClosed
            | Fact::LockQueued { .. }
            | Fact::LockWaits { .. }
            | Fact::LockTaken { .. }
            | Fact::LockLeft { .. }
            | Fact::Persisted { .. }
            | Fact::DeadEntriesListed { .. }
            | Fact::DeadEntryFound { .. }
            | Fact::AbsenceChecked { .. }
            | Fact::HeartbeatStarted
            | Fact::HeartbeatWritten
            | Fact::JudgedDead { .. }
            | Fact::FailoverTask { .. }
            | Fact::TaskNeedsFaultTolerance { .. }
            | Fact::FailoverRound { .. }
            | Fact::EventPublished { .. }
            | Fact::EventFired { .. }
            | Fact::EventHandled { .. }
            | Fact::HostLooked { .. }
            | Fact::CoordinatorSet { .. }
            | Fact::TombstoneWritten { .. }
            | Fact::FailoverSkipped { .. }
            | Fact::CommandsFetched { .. }
            | Fact::SlotsSet { .. }
            | Fact::WorkflowHeld { .. }
            | Fact::TaskDispatched { .. }
            | Fact::DispatchFailed { .. }
            | Fact::DispatchDropped { .. }
            | Fact::TakeOverAsked { .. }
            | Fact::TakeOverAnswered { .. }
            | Fact::ReportAcked { .. }
            | Fact::OwnerChanged { .. }
            | Fact::ShellLeft { .. }
            | Fact::KillAsked { .. } => None,
        }
    }

    fn port_opened(&self) -> Option<Vec<Said>> {
        let port = self.setting.role(self.me)?.port();
        one(
            Statement::PortBound,
            format!("NettyRemotingServer bind success at port : {port}"),
        )
    }

    fn printed(line: Line) -> Option<Vec<Said>> {
        match line {
            Line::SystemNodes => one(Statement::SystemNodes, "initialize server nodes success."),
            Line::SchedulerStarted => one(Statement::SchedulerStarted, "master scheduler started"),
            Line::StartQuartz => one(Statement::StartQuartz, "start Quartz server..."),
            Line::QuartzStarted => one(Statement::QuartzStarted, "Quartz service started"),
            Line::DataSourceOpened => one(Statement::PoolOpened, "{dataSource-1} inited"),
            Line::CacheStarted => one(
                Statement::CacheStarted,
                "add listener to zk path: /dolphinscheduler",
            ),
            Line::StartUpException => one(Statement::StartUpException, "master start up exception"),
            Line::LogClientClosed => Some(vec![
                said(Statement::NettyClientClosed, "netty client closed"),
                said(Statement::LogClientClosed, "logger client closed"),
            ]),
            Line::FailoverThreadStarted | Line::StateEventStopped | Line::NotRunning => None,
        }
    }

    fn stopping(&self, cause: StopCause) -> Option<Vec<Said>> {
        let cause = match cause {
            StopCause::JudgedToDeath => "i was judged to death, release resources and stop myself",
            StopCause::ShutdownHook => "shutdownHook",
            StopCause::Lost => "registry connection state is DISCONNECTED, stop myself",
            StopCause::WaitingFailed | StopCause::FinishNode => return None,
        };
        if self.is_worker() {
            return one(
                Statement::WorkerStopping,
                format!("worker server is stopping ..., cause : {cause}"),
            );
        }
        one(
            Statement::MasterStopping,
            format!("master server is stopping ..., cause : {cause}"),
        )
    }

    fn stop_step(&self, step: Step) -> Option<Vec<Said>> {
        match step {
            Step::NettyClientClosed => one(Statement::NettyClientClosed, "netty client closed"),
            Step::ScheduleServiceStopped => one(
                Statement::ScheduleServiceStopped,
                "master schedule service stopped...",
            ),
            Step::NettyServerClosed => one(Statement::PortClosed, "netty server closed"),
            Step::HeartbeatShutdown => one(
                if self.is_worker() {
                    Statement::WorkerHeartbeatShutdown
                } else {
                    Statement::MasterHeartbeatShutdown
                },
                "heartbeat executor shutdown",
            ),
            Step::QuartzShuttingDown => Some(vec![
                said(
                    Statement::QuartzShuttingDown,
                    format!("Scheduler {} shutting down.", self.quartz()),
                ),
                said(
                    Statement::QuartzPaused,
                    format!("Scheduler {} paused.", self.quartz()),
                ),
            ]),
            Step::DataSourceClosed => one(Statement::PoolClosed, "{dataSource-1} closed"),
            Step::QuartzStopped => Some(vec![
                said(
                    Statement::QuartzShutdownComplete,
                    format!("Scheduler {} shutdown complete.", self.quartz()),
                ),
                said(
                    Statement::QuartzHalted,
                    "Quartz service stopped, and halt all tasks",
                ),
                said(Statement::MasterQuartzStopped, "Quartz service stopped"),
            ]),
            Step::TaskResponseStopped => {
                one(Statement::TaskResponseStopped, "TaskResponseWorker stopped")
            }
            Step::ContextClosed => None,
        }
    }

    fn is_worker(&self) -> bool {
        matches!(
            self.setting.role(self.me),
            Some(crate::setting::Role::Worker)
        )
    }

    fn address(&self) -> String {
        self.setting.address(self.me)
    }

    fn addresses(&self, nodes: NodeSet) -> String {
        let names: Vec<String> = nodes
            .iter()
            .map(|node| self.setting.address(node))
            .collect();
        names.join(", ")
    }

    fn or_null(&self, node: Option<NodeId>) -> String {
        node.map_or_else(|| "null".to_owned(), |node| self.setting.address(node))
    }

    fn registry(&self) -> String {
        self.setting
            .first(crate::setting::Role::Registry)
            .map_or_else(|| "?".to_owned(), |node| self.setting.address(node))
    }

    fn quartz(&self) -> String {
        format!("DolphinScheduler_$_{}", self.setting.name(self.me))
    }

    /// A path as 1.3.x writes it.
    fn path(&self, path: Path) -> String {
        let address = |node: NodeId| self.setting.address(node);
        match path {
            Path::Master { node } => format!("/dolphinscheduler/nodes/master/{}", address(node)),
            Path::Worker { node } => {
                format!("/dolphinscheduler/nodes/worker/default/{}", address(node))
            }
            Path::DeadMaster { node } => {
                format!("/dolphinscheduler/dead-servers/master_{}", address(node))
            }
            Path::DeadWorker { node } => {
                format!("/dolphinscheduler/dead-servers/worker_{}", address(node))
            }
            Path::Place { number, .. } => format!("/dolphinscheduler/lock/{number:010}"),
            Path::Finish { node, start } => {
                format!("/nodes/failover-finish-nodes/{}-{}", address(node), start.0)
            }
            Path::FinishUnknown { node } => format!(
                "/nodes/failover-finish-nodes/{}-unknown-unknown",
                address(node)
            ),
            Path::Coordinator => "/nodes/master-coordinator".to_owned(),
        }
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Master => "master",
        Kind::Worker => "worker",
    }
}

pub(in crate::log) fn state_name(state: CuratorState) -> &'static str {
    match state {
        CuratorState::Connected => "CONNECTED",
        CuratorState::Suspended => "SUSPENDED",
        CuratorState::Lost => "LOST",
        CuratorState::Reconnected => "RECONNECTED",
    }
}

pub(in crate::log) fn instance_state(state: InstanceState) -> &'static str {
    match state {
        InstanceState::Submitted => "SUBMITTED_SUCCESS",
        InstanceState::Running => "RUNNING_EXECUTION",
        InstanceState::ReadyPause => "READY_PAUSE",
        InstanceState::ReadyStop => "READY_STOP",
        InstanceState::Failure => "FAILURE",
        InstanceState::Success => "SUCCESS",
        InstanceState::Failover => "FAILOVER",
    }
}

pub(in crate::log) fn task_state(state: TaskState) -> &'static str {
    match state {
        TaskState::Submitted => "SUBMITTED_SUCCESS",
        TaskState::Running => "RUNNING_EXECUTION",
        TaskState::Failure => "FAILURE",
        TaskState::Success => "SUCCESS",
        TaskState::NeedFaultTolerance => "NEED_FAULT_TOLERANCE",
        TaskState::Kill => "KILL",
        TaskState::Dispatch => "DISPATCH",
    }
}

/// A session's id as ZooKeeper prints it: the server's and the start's part, then a counter.
pub(in crate::log) fn session_id(session: SessionId) -> String {
    format!("0x10000{:08x}{:04x}", 0x01cd_21d0_u32, session.0 - 1)
}

fn app_name(app: u16) -> String {
    format!("application_1600000000000_{app:04}")
}
