//! What the threads of a process are for, as numbers for the Trace and as names in logs.

use sim::id::{Lane, NodeId};

/// A thread of a process.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Thread {
    /// `Master-Server`, `Worker-Server`, or the first thread of another process.
    Main,
    /// `HeartBeatExecutor_1`, later `MasterHeartBeatTask`.
    HeartBeat,
    /// `MasterSchedulerThread`, later `MasterCommandLoopThread`.
    Scheduler,
    /// `Curator-TreeCache-0`: alerts.
    TreeCacheAlerts,
    /// `Curator-TreeCache-1`, in 2.0.5 `-2`: failover.
    TreeCacheFailover,
    /// Other caches, whose listeners do nothing that matters.
    TreeCacheOther,
    /// The master's own shutdown hook.
    Hook,
    /// Spring's shutdown hook.
    SpringHook,
    /// `FailoverExecuteThread`.
    FailoverExecute,
    /// `ServerNodeManagerExecutor`: the periodic refresh.
    Refresh,
    /// `SystemEventBusFireWorker`.
    EventBus,
    /// `TaskResponseWorker`: stores what workers report.
    TaskResponse,
    /// What accepts connections on the server port.
    NettyAcceptor,
    /// Reads the connection to the database.
    DatabaseReader,
    /// `RetryReportTaskStatusThread`, later `MessageRetryRunner`.
    ReportRetry,
    /// The second thread of a registry: `SessionTracker`.
    SessionTracker,
    /// `TaskUpdateQueueConsumerThread`, in 3.2.1 `GlobalTaskDispatchWaitingQueueLooper`.
    Dispatcher,
    /// `…-SendThread` of the session with this number.
    SendThread(u8),
    /// `Curator-ConnectionStateManager-0` of the session with this number.
    StateManager(u8),
    /// What reads a connection of the host with this number.
    Connection(NodeId),
    /// `Master-Exec-Thread` of the instance with this number, modulo 48.
    Workflow(u8),
    /// `Master-Task-Exec-Thread`, or the thread of a worker that runs a task, modulo 48.
    Task(u8),
    /// No thread: the host itself.
    Host,
}

const SEND_THREAD: u8 = 24;
const STATE_MANAGER: u8 = 32;
const CONNECTION: u8 = 40;
const WORKFLOW: u8 = 72;
const TASK: u8 = 120;
const END: u8 = 168;

impl Thread {
    const SINGLE: [Self; 17] = [
        Self::Main,
        Self::HeartBeat,
        Self::Scheduler,
        Self::TreeCacheAlerts,
        Self::TreeCacheFailover,
        Self::TreeCacheOther,
        Self::Hook,
        Self::SpringHook,
        Self::FailoverExecute,
        Self::Refresh,
        Self::EventBus,
        Self::TaskResponse,
        Self::NettyAcceptor,
        Self::DatabaseReader,
        Self::ReportRetry,
        Self::SessionTracker,
        Self::Dispatcher,
    ];

    /// The thread's number in the Trace.
    pub fn lane(self) -> Lane {
        Lane(match self {
            Self::Main => 0,
            Self::HeartBeat => 1,
            Self::Scheduler => 2,
            Self::TreeCacheAlerts => 3,
            Self::TreeCacheFailover => 4,
            Self::TreeCacheOther => 5,
            Self::Hook => 6,
            Self::SpringHook => 7,
            Self::FailoverExecute => 8,
            Self::Refresh => 9,
            Self::EventBus => 10,
            Self::TaskResponse => 11,
            Self::NettyAcceptor => 12,
            Self::DatabaseReader => 13,
            Self::ReportRetry => 14,
            Self::SessionTracker => 15,
            Self::Dispatcher => 16,
            Self::SendThread(session) => SEND_THREAD + session.min(7),
            Self::StateManager(session) => STATE_MANAGER + session.min(7),
            Self::Connection(node) => CONNECTION + node.0.min(31),
            Self::Workflow(number) => WORKFLOW + number % 48,
            Self::Task(number) => TASK + number % 48,
            Self::Host => return Lane::HOST,
        })
    }

    /// The thread with this number.
    pub fn from_lane(lane: Lane) -> Self {
        if let Some(thread) = Self::SINGLE.get(usize::from(lane.0)) {
            return *thread;
        }
        match lane.0 {
            SEND_THREAD..STATE_MANAGER => Self::SendThread(lane.0 - SEND_THREAD),
            STATE_MANAGER..CONNECTION => Self::StateManager(lane.0 - STATE_MANAGER),
            CONNECTION..WORKFLOW => Self::Connection(NodeId(lane.0 - CONNECTION)),
            WORKFLOW..TASK => Self::Workflow(lane.0 - WORKFLOW),
            TASK..END => Self::Task(lane.0 - TASK),
            _ => Self::Host,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_keeps_its_lane() {
        let many = [
            Thread::SendThread(4),
            Thread::StateManager(0),
            Thread::Connection(NodeId(31)),
            Thread::Workflow(47),
            Thread::Task(47),
            Thread::Host,
        ];
        for thread in Thread::SINGLE.into_iter().chain(many) {
            assert_eq!(Thread::from_lane(thread.lane()), thread);
        }
    }
}
