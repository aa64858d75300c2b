//! Where in the sources a line is printed, by release.

use crate::model::Model;

/// The level of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are logback's")]
pub enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    /// All levels.
    pub const ALL: [Self; 4] = [Self::Debug, Self::Info, Self::Warn, Self::Error];

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// A statement that prints a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Site {
    pub(super) level: Level,
    pub(super) logger: &'static str,
    /// 0 where the release was not looked at.
    pub(super) line: u16,
}

/// In the place of a line: the release does not have the statement.
const ABSENT: u16 = u16::MAX;

/// Declares the statements: level, logger, and the line in 1.3.6 and in 1.3.8 where it differs.
macro_rules! sites {
    ($($name:ident: $level:ident $logger:literal $old:tt $($new:literal)?;)*) => {
        /// The statements that print the lines of this crate.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Statement { $($name),* }

        impl Statement {
            /// Where the statement is, if the release has it.
            pub(super) fn site(self, model: Model) -> Option<Site> {
                let old = model == Model::V1_3_6;
                let site = match self {
                    $(Self::$name => {
                        let line: u16 = $old;
                        $(let line: u16 = if old { line } else { $new };)?
                        let _ = old;
                        Site { level: Level::$level, logger: $logger, line }
                    }),*
                };
                (site.line != ABSENT).then_some(site)
            }
        }
    };
}

sites! {
    ZkClientInit: Info "org.apache.dolphinscheduler.service.zk.ZookeeperOperator" 87;
    SessionEstablished: Info "org.apache.zookeeper.ClientCnxn" 1299;
    StateChange: Info "org.apache.curator.framework.state.ConnectionStateManager" 251;
    HeardNothing: Warn "org.apache.zookeeper.ClientCnxn" 1108;
    ExpiredThere: Warn "org.apache.zookeeper.ClientCnxn" 1285;
    Injected: Warn "org.apache.curator.framework.state.ConnectionStateManager" 308;
    SessionClosed: Info "org.apache.zookeeper.ZooKeeper" 693;
    Suspended: Warn "org.apache.dolphinscheduler.service.zk.ZookeeperOperator" 81;
    Lost: Error "org.apache.dolphinscheduler.service.zk.ZookeeperOperator" 77;
    Reconnected: Info "org.apache.dolphinscheduler.service.zk.ZookeeperOperator" 79;
    MasterSuspended: Warn "org.apache.dolphinscheduler.server.master.registry.MasterRegistry" 95;
    MasterLost: Error "org.apache.dolphinscheduler.server.master.registry.MasterRegistry" 90;
    MasterReconnected: Info "org.apache.dolphinscheduler.server.master.registry.MasterRegistry" 92;
    IsExisted: Error "org.apache.dolphinscheduler.service.zk.ZookeeperOperator" 160 154;
    PortBound: Info "org.apache.dolphinscheduler.remote.NettyRemotingServer" 171;
    PortClosed: Info "org.apache.dolphinscheduler.remote.NettyRemotingServer" 237;
    NettyClientClosed: Info "org.apache.dolphinscheduler.remote.NettyRemotingClient" 403;
    CacheStarted: Info "org.apache.dolphinscheduler.service.zk.ZookeeperCachedOperator" 55 53;
    RegisterListener: Info "org.apache.dolphinscheduler.service.zk.ZookeeperCachedOperator" ABSENT 45;
    MasterRegistered: Info "org.apache.dolphinscheduler.server.master.registry.MasterRegistry" 108;
    MasterUnregistered: Info "org.apache.dolphinscheduler.server.master.registry.MasterRegistry" 118;
    MasterHeartbeatShutdown: Info "org.apache.dolphinscheduler.server.master.registry.MasterRegistry" 120;
    WorkerRegistered: Info "org.apache.dolphinscheduler.server.worker.registry.WorkerRegistry" 119;
    WorkerInterval: Info "org.apache.dolphinscheduler.server.worker.registry.WorkerRegistry" 130;
    WorkerUnregistered: Info "org.apache.dolphinscheduler.server.worker.registry.WorkerRegistry" 141;
    WorkerHeartbeatShutdown: Info "org.apache.dolphinscheduler.server.worker.registry.WorkerRegistry" 144;
    WorkerStopping: Info "org.apache.dolphinscheduler.server.worker.WorkerServer" 151;
    DeadEntryDeleted: Info "org.apache.dolphinscheduler.service.zk.RegisterOperator" 66;
    DeadEntryAdded: Info "org.apache.dolphinscheduler.service.zk.RegisterOperator" 115;
    SystemNodes: Info "org.apache.dolphinscheduler.service.zk.AbstractZKClient" 315;
    SchedulerStarted: Info "org.apache.dolphinscheduler.server.master.runner.MasterSchedulerService" 119;
    ScheduleServiceStopped: Info "org.apache.dolphinscheduler.server.master.runner.MasterSchedulerService" 111;
    CommandFound: Info "org.apache.dolphinscheduler.server.master.runner.MasterSchedulerService" 145;
    SplitDag: Info "org.apache.dolphinscheduler.server.master.runner.MasterSchedulerService" 153;
    ScanCommandError: Error "org.apache.dolphinscheduler.server.master.runner.MasterSchedulerService" 0;
    StartQuartz: Info "org.apache.dolphinscheduler.server.master.MasterServer" 129;
    MasterStopping: Info "org.apache.dolphinscheduler.server.master.MasterServer" 164;
    MasterQuartzStopped: Info "org.apache.dolphinscheduler.server.master.MasterServer" 182;
    StartUpException: Error "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 0;
    QuartzStarted: Info "org.apache.dolphinscheduler.service.quartz.QuartzExecutors" 154;
    QuartzHalted: Info "org.apache.dolphinscheduler.service.quartz.QuartzExecutors" 171;
    QuartzShuttingDown: Info "org.quartz.core.QuartzScheduler" 666;
    QuartzPaused: Info "org.quartz.core.QuartzScheduler" 585;
    QuartzShutdownComplete: Info "org.quartz.core.QuartzScheduler" 740;
    PoolOpened: Info "com.alibaba.druid.pool.DruidDataSource" 991;
    PoolClosed: Info "com.alibaba.druid.pool.DruidDataSource" 1928;
    TaskResponseStopped: Info "org.apache.dolphinscheduler.server.master.processor.queue.TaskResponseService" 121;
    NodeDeleted: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 144 152;
    MasterAdded: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 219 227;
    WorkerAdded: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 238 246;
    WorkerDeleted: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 241 249;
    WorkerFailoverStart: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 319 327;
    WorkerFailoverEnd: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 344 352;
    MasterFailoverStart: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 353 361;
    MasterFailoverList: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 357 365;
    MasterFailoverInstance: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 360 368;
    MasterFailoverEnd: Info "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 368 376;
    ServerFailoverFailed: Error "org.apache.dolphinscheduler.server.master.zk.ZKMasterClient" 0;
    SetNullHost: Info "org.apache.dolphinscheduler.service.process.ProcessService" 1530;
    FailoverCommand: Info "org.apache.dolphinscheduler.service.process.ProcessService" 1535;
    AlertMasterAdded: Info "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 254 262;
    AlertMasterDown: Info "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 258 266;
    AlertMasterFailed: Error "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 264 272;
    AlertWorkerAdded: Info "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 215 219;
    AlertWorkerDown: Info "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 221 225;
    AlertWorkerFailed: Error "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 230 234;
    CurrentNodes: Info "org.apache.dolphinscheduler.server.master.registry.ServerNodeManager" 218 222;
    HeartbeatError: Error "org.apache.dolphinscheduler.server.registry.HeartBeatTask" 0;
    TaskReady: Info "org.apache.dolphinscheduler.server.master.runner.MasterTaskExecThread" 216;
    TaskAlreadyRunning: Info "org.apache.dolphinscheduler.server.master.runner.MasterTaskExecThread" 213;
    TaskThreadCompleted: Info "org.apache.dolphinscheduler.server.master.runner.MasterTaskExecThread" 102;
    ProcessEnd: Info "org.apache.dolphinscheduler.server.master.runner.MasterExecThread" 925;
    AckReceived: Info "org.apache.dolphinscheduler.server.master.processor.TaskAckProcessor" 69;
    ResultReceived: Info "org.apache.dolphinscheduler.server.master.processor.TaskResponseProcessor" 71;
    ResponseError: Error "org.apache.dolphinscheduler.server.master.processor.queue.TaskResponseService" 0;
    TaskMovedAlert: Info "org.apache.dolphinscheduler.server.utils.AlertManager" 196;
    ViewLog: Info "org.apache.dolphinscheduler.service.log.LogClientService" 100;
    LogClientClosed: Info "org.apache.dolphinscheduler.service.log.LogClientService" 59;
    ViewLogError: Error "org.apache.dolphinscheduler.service.log.LogClientService" 0;
    FindAppId: Info "org.apache.dolphinscheduler.server.utils.ProcessUtils" 91;
    AppStateFailed: Error "org.apache.dolphinscheduler.server.utils.ProcessUtils" 306;
    KillCommand: Info "org.apache.dolphinscheduler.server.utils.ProcessUtils" 0;
    TaskReceived: Info "org.apache.dolphinscheduler.server.worker.processor.TaskExecuteProcessor" 110;
    ShellStarted: Info " - [taskAppId=TASK-…]" 211;
    TaskFinalStatus: Info "org.apache.dolphinscheduler.server.worker.runner.TaskExecuteThread" 147;
    TaskScheduleFailure: Error "org.apache.dolphinscheduler.server.worker.runner.TaskExecuteThread" 149;
    ConnectError: Warn "org.apache.dolphinscheduler.remote.NettyRemotingClient" 0;
}
