//! What a server, a thread or a row is in, in a few words.

use super::{card, names};
use crate::Language::{self, En, Zh};
use crate::number::about;
use crate::spacing::close_up;
use dolphinscheduler::fact::{CuratorState, Death, Step, StopCause};
use dolphinscheduler::lane::Thread;
use dolphinscheduler::path::Kind;
use dolphinscheduler::rows::{Host, InstanceState, TaskState};
use dolphinscheduler::setting::Setting;
use picture::dolphinscheduler::{Doing, ServerBand};
use sim::id::Lane;
use sim::time::Span;

/// The word for a state. Those of the source keep their names.
pub fn state(language: Language, state: ServerBand) -> &'static str {
    match (language, state) {
        (_, ServerBand::Running) => "RUNNING",
        (_, ServerBand::Starting) => "STARTING",
        (_, ServerBand::Waiting) => "WAITING",
        (En, ServerBand::Stopping) => "stopping",
        (Zh, ServerBand::Stopping) => "正在停机",
        (En, ServerBand::StoppingItself) => "stops itself",
        (Zh, ServerBand::StoppingItself) => "正在自杀",
        (En, ServerBand::Zombie) => "zombie",
        (Zh, ServerBand::Zombie) => "僵尸进程",
        (En, ServerBand::Shell) => "stopped, threads left",
        (Zh, ServerBand::Shell) => "已停，线程还在",
        (En, ServerBand::StoppedItself) => "stopped itself",
        (Zh, ServerBand::StoppedItself) => "已自杀",
        (En, ServerBand::Down) => "process down",
        (Zh, ServerBand::Down) => "进程没起",
        (En, ServerBand::Off) => "powered off",
        (Zh, ServerBand::Off) => "已断电",
    }
}

/// Why a server stops, as its log says it where there is a line.
pub fn stop_cause(language: Language, cause: StopCause) -> &'static str {
    match (language, cause) {
        (_, StopCause::JudgedToDeath) => "i was judged to death",
        (En, StopCause::ShutdownHook) => "SIGTERM",
        (Zh, StopCause::ShutdownHook) => "收到 SIGTERM",
        (En, StopCause::Lost) => "its session is LOST",
        (Zh, StopCause::Lost) => "会话 LOST",
        (En, StopCause::WaitingFailed) => "the registry did not come back in time",
        (Zh, StopCause::WaitingFailed) => "注册中心没能及时恢复",
        (En, StopCause::FinishNode) => "it has been failed over",
        (Zh, StopCause::FinishNode) => "自己已被容错",
    }
}

/// What a heartbeat found.
pub fn death(language: Language, why: Death) -> &'static str {
    match (language, why) {
        (En, Death::Entry) => "it reads its own dead entry",
        (Zh, Death::Entry) => "查到自己的死亡记录",
        (En, Death::NodeAbsent) => "its own node is not there",
        (Zh, Death::NodeAbsent) => "自己的节点不在了",
        (En, Death::Unreachable) => "the registry cannot be asked, which counts as no",
        (Zh, Death::Unreachable) => "问不到注册中心，按“不在”算",
    }
}

/// Curator's word for a connection.
pub fn curator(state: CuratorState) -> &'static str {
    match state {
        CuratorState::Connected => "CONNECTED",
        CuratorState::Suspended => "SUSPENDED",
        CuratorState::Lost => "LOST",
        CuratorState::Reconnected => "RECONNECTED",
    }
}

/// The kind of server.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Master => "master",
        Kind::Worker => "worker",
    }
}

/// The state of an instance, as the column's name for it.
pub fn instance(state: InstanceState) -> &'static str {
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

/// The state of a task, as the column's name for it.
pub fn task(state: TaskState) -> &'static str {
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

/// The column `host`.
pub fn host(language: Language, setting: &Setting, host: Host) -> String {
    match host {
        Host::Nobody => "–".to_owned(),
        Host::Null => "NULL".to_owned(),
        Host::Node { node } => names::host(language, setting, node),
    }
}

/// A thread's name as people say it.
pub fn thread(language: Language, setting: &Setting, lane: Lane) -> String {
    let en = language == En;
    let word = |english: &str, chinese: &str| if en { english } else { chinese }.to_owned();
    match Thread::from_lane(lane) {
        Thread::Main => word("main thread", "主线程"),
        Thread::HeartBeat => word("heartbeat", "心跳"),
        Thread::Scheduler => word("command loop", "取命令"),
        Thread::TreeCacheAlerts => word("cache: alerts", "缓存线程（告警）"),
        Thread::TreeCacheFailover => word("cache: failover", "缓存线程（容错）"),
        Thread::TreeCacheOther => "TreeCache".to_owned(),
        Thread::Hook | Thread::SpringHook => word("shutdown hook", "停机钩子"),
        Thread::FailoverExecute => "FailoverExecuteThread".to_owned(),
        Thread::Refresh => word("slot refresh", "刷新分片"),
        Thread::EventBus => "SystemEventBus".to_owned(),
        Thread::TaskResponse => "TaskResponse".to_owned(),
        Thread::NettyAcceptor => "Netty".to_owned(),
        Thread::DatabaseReader => word("database", "数据库连接"),
        Thread::ReportRetry => word("report retry", "重试汇报"),
        Thread::Dispatcher => word("dispatcher", "派发"),
        Thread::SessionTracker => "SessionTracker".to_owned(),
        Thread::SendThread(number) => format!("SendThread {number}"),
        Thread::StateManager(number) => format!("ConnectionState {number}"),
        Thread::Connection(node) => {
            let peer = names::host(language, setting, node);
            if en {
                format!("connection of {peer}")
            } else {
                close_up(language, format!("{peer} 的连接"))
            }
        }
        Thread::Workflow(number) => format!("Exec {number}"),
        Thread::Task(number) => format!("Task {number}"),
        Thread::Host => word("host", "主机"),
    }
}

/// What a thread is inside of, as a lane says it.
pub fn doing(language: Language, setting: &Setting, doing: Doing) -> String {
    match doing {
        Doing::Handling { node, .. } => {
            let gone = names::host(language, setting, node);
            match language {
                En => format!("hears that {gone} is gone"),
                Zh => format!("听到 {gone} 下线"),
            }
        }
        Doing::WaitingForLock { lock, ahead, .. } => {
            let lock = card::short_lock(lock);
            match (language, ahead) {
                (En, Some(ahead)) => format!("waits: {lock} #{ahead}"),
                (Zh, Some(ahead)) => format!("等 {lock} 的 {ahead} 号"),
                (En, None) => format!("queues for {lock}"),
                (Zh, None) => format!("排 {lock} 的队"),
            }
        }
        Doing::HoldingLock(lock) => {
            let lock = card::short_lock(lock);
            match language {
                En => format!("holds {lock}"),
                Zh => format!("持有 {lock}"),
            }
        }
        Doing::FailingOver { kind, node, .. } => {
            let whose = node.map(|node| names::host(language, setting, node));
            match (language, whose) {
                (En, Some(whose)) => format!("fails {whose} over"),
                (Zh, Some(whose)) => format!("给 {whose} 容错"),
                (En, None) => format!("fails over what any {} left", self::kind(kind)),
                (Zh, None) => format!("给所有 {} 留下的容错", self::kind(kind)),
            }
        }
        Doing::Stopping(done) => stopping(language, done),
    }
}

/// How far a stop has come.
fn stopping(language: Language, done: Option<Step>) -> String {
    let done = match done {
        None => {
            return match language {
                En => "stops: nothing closed yet".to_owned(),
                Zh => "停机：什么都还没关".to_owned(),
            };
        }
        Some(Step::NettyClientClosed) => "Netty client",
        Some(Step::ScheduleServiceStopped) => "MasterSchedulerService",
        Some(Step::NettyServerClosed) => "Netty server",
        Some(Step::HeartbeatShutdown) => "heartbeat",
        Some(Step::QuartzShuttingDown | Step::QuartzStopped) => "Quartz",
        Some(Step::DataSourceClosed) => "dataSource",
        Some(Step::TaskResponseStopped) => "TaskResponse",
        Some(Step::ContextClosed) => "ApplicationContext",
    };
    match language {
        En => format!("stops: {done} closed"),
        Zh => format!("停机：{done} 已关"),
    }
}

/// A call and how long it has lasted, as a card says it.
pub fn lasting(language: Language, text: &str, lasted: Span) -> String {
    format!("{text} · {}", about(language, lasted))
}
