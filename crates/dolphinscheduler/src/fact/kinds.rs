//! The small enumerations that facts are made of.

use crate::pack::packed;
use sim::id::NodeId;

packed! {
    /// Why a node of the tree is gone.
    Gone: 2 {
        /// Somebody has deleted it.
        0 Deleted;
        /// The session that owned it has expired.
        1 Expired;
        /// The session that owned it was closed.
        2 Closed;
        /// An operator has deleted it.
        3 ByHand;
    }
}

packed! {
    /// What a server is, as its own code and its log say.
    ServerState: 3 {
        /// It comes up.
        0 Starting;
        /// It is registered and works.
        1 Running;
        /// It has lost the registry and waits for it (3.1.9, 3.2.1).
        2 Waiting;
        /// It stops.
        3 Stopped;
        /// It has stopped, and its process stays with its alert listeners and a closed pool (1.3.6).
        4 Zombie;
        /// It has stopped, and its process stays with threads that do nothing (1.3.8).
        5 Shell;
    }
}

packed! {
    /// Why a server stops.
    StopCause: 4 {
        /// `i was judged to death, release resources and stop myself`
        0 JudgedToDeath;
        /// `shutdownHook`
        1 ShutdownHook;
        /// The session is lost, and the strategy is to stop.
        2 Lost;
        /// The session is lost, and it did not come back in time.
        3 WaitingFailed;
        /// The own tombstone exists.
        4 FinishNode;
    }
}

packed! {
    /// Why a heartbeat finds that its server must not live.
    Death: 2 {
        /// The own dead entry, or tombstone, exists.
        0 Entry;
        /// The own node is absent.
        1 NodeAbsent;
        /// The registry could not be asked, which `exists` says as "no".
        2 Unreachable;
    }
}

packed! {
    /// How the own node is written.
    Persist: 3 {
        /// Created.
        0 Created;
        /// Only its data was set; whoever owned it owns it still.
        1 Updated;
        /// An older one is deleted first.
        2 Deleted;
        /// It was there when it was to be created.
        3 Refused;
    }
}

packed! {
    /// Curator's view of a connection.
    CuratorState: 2 {
        /// Connected for the first time.
        0 Connected;
        /// Not connected; the session may live.
        1 Suspended;
        /// The session is over.
        2 Lost;
        /// Connected again, with the old session or a new one.
        3 Reconnected;
    }
}

packed! {
    /// Why an operation of the registry fails.
    ZkFailure: 2 {
        /// Every try met a lost connection.
        0 ConnectionLoss;
        /// The client is closed.
        1 Stopped;
        /// The node is not there.
        2 NoNode;
        /// The node is there.
        3 NodeExists;
    }
}

packed! {
    /// Who hears of servers that come and go.
    Listener: 3 {
        /// `ZKMasterClient` and its `NodeChangeListener`, later `MasterRegistryDataListener`: failover.
        0 Failover;
        /// `MasterNodeListener`: alerts for masters.
        1 MasterAlerts;
        /// `WorkerGroupNodeListener`: alerts for workers.
        2 WorkerAlerts;
        /// `ClusterManager` of the development line.
        3 Cluster;
    }
}

packed! {
    /// A step of a stop that prints a line.
    Step: 4 {
        /// `netty client closed`
        0 NettyClientClosed;
        /// `master schedule service stopped...`
        1 ScheduleServiceStopped;
        /// `netty server closed`
        2 NettyServerClosed;
        /// `heartbeat executor shutdown`
        3 HeartbeatShutdown;
        /// `Scheduler … shutting down.` and `paused.`
        4 QuartzShuttingDown;
        /// `{dataSource-1} closed`
        5 DataSourceClosed;
        /// `Quartz service stopped, and halt all tasks` and `Quartz service stopped`
        6 QuartzStopped;
        /// `TaskResponseWorker stopped`
        7 TaskResponseStopped;
        /// `springApplicationContext close` (2.0.5)
        8 ContextClosed;
    }
}

packed! {
    /// A line that says nothing else that matters here.
    Line: 4 {
        /// `initialize server nodes success.`
        0 SystemNodes;
        /// `master scheduler started`
        1 SchedulerStarted;
        /// `start Quartz server...`
        2 StartQuartz;
        /// `Quartz service started`
        3 QuartzStarted;
        /// `{dataSource-1} inited`
        4 DataSourceOpened;
        /// `add listener to zk path: /dolphinscheduler`
        5 CacheStarted;
        /// `failover execute started` (2.0.5), `Master failover thread staring` (3.x)
        6 FailoverThreadStarted;
        /// `master start up exception`
        7 StartUpException;
        /// `StateEventResponseWorker stopped` (2.0.5)
        8 StateEventStopped;
        /// `netty client closed` and `logger client closed`: the client that has asked for a log (1.3.x)
        9 LogClientClosed;
        /// `The current server is not at running status, cannot consumes commands.`: a loop that goes on to
        /// fetch a second later (3.1.9, 3.2.1)
        10 NotRunning;
    }
}

packed! {
    /// What a failover makes of one instance.
    FailoverVerdict: 2 {
        /// It is handed over.
        0 HandOver;
        /// Its host is `NULL` already.
        1 HostIsNull;
        /// It was started by the living server of that host.
        2 NewlyStarted;
        /// This master runs it itself.
        3 RunsHere;
    }
}

packed! {
    /// Why a failover is not done.
    Skip: 2 {
        /// The server is alive with the same start.
        0 Alive;
        /// The tombstone is there.
        1 FinishNodeExists;
    }
}

packed! {
    /// An event of the system event bus.
    SystemEvent: 2 {
        /// A master has started and looks for what is left of others.
        0 GlobalFailover;
        /// A master has gone.
        1 MasterFailover { node: NodeId };
        /// A worker has gone.
        2 WorkerFailover { node: NodeId };
    }
}

packed! {
    /// Why a command was not handled.
    CommandFailure: 3 {
        /// The pool is closed.
        0 PoolClosed;
        /// Somebody else has handled it.
        1 Duplicate;
        /// It is in another slot by then; it is left.
        2 WrongSlotSkipped;
        /// It is in another slot by then; it is lost to the error table.
        3 WrongSlotLost;
        /// The instance runs here already.
        4 AlreadyHeld;
    }
}

packed! {
    /// Which row a task is submitted with.
    Submission: 2 {
        /// A new one.
        0 New;
        /// One that waits to be dispatched, or was dispatched by somebody else.
        1 Existing;
        /// One that runs already: this owner only waits for it.
        2 Running;
        /// A copy of one that was failed over.
        3 Clone;
    }
}

packed! {
    /// Why a report of a worker has no effect.
    Drop: 2 {
        /// The pool is closed.
        0 PoolClosed;
        /// The thread that stores reports has ended.
        1 WriterStopped;
        /// The workflow is not in this master's memory.
        2 NotHeld;
    }
}
