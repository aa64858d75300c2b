//! Where in the sources a fact happens: class and member.

use super::{Fact, Line, Listener, Persist, Step};
use crate::path::Kind;

impl Fact {
    /// Class and member of the code that does this, by the names of the oldest release that has it
    /// (1.3.6 for most; ZooKeeper 3.4.14 and Curator 4.3.0 for the registry and its clients).
    pub fn source(&self) -> &'static str {
        match self {
            Self::SessionOpened { .. } => "ZooKeeperServer.processConnectRequest",
            Self::SessionResumed { .. } | Self::SessionRefused { .. } => {
                "ZooKeeperServer.reopenSession"
            }
            Self::SessionMoved { .. } => "SessionTrackerImpl.touchSession",
            Self::SessionExpired { .. } => "SessionTrackerImpl.run",
            Self::SessionClosed { .. } => "PrepRequestProcessor.pRequest2Txn",
            Self::NodeCreated { .. } => "DataTree.createNode",
            Self::NodeSet { .. } => "DataTree.setData",
            Self::NodeGone { .. } => "DataTree.deleteNode / DataTree.killSession",
            Self::RegistryServes => "NIOServerCnxnFactory.configure",
            Self::RowWritten { .. }
            | Self::CommandInserted { .. }
            | Self::CommandDeleted { .. }
            | Self::CommandErrored { .. }
            | Self::AlertInserted { .. }
            | Self::CommandMissed { .. }
            | Self::AlertSkipped { .. } => "the database",
            Self::AppSubmitted { .. } | Self::AppEnded { .. } => "YARN ResourceManager",
            Self::Booted { .. } => "MasterServer.main / WorkerServer.main",
            Self::PortOpened | Self::PortClosed => "NettyRemotingServer.start / close",
            Self::Printed { line } => source_of_line(*line),
            Self::StateEntered { .. } => "Stopper",
            Self::Stopping { .. } => "MasterServer.close / WorkerServer.close",
            Self::StopStep { step } => source_of_step(*step),
            Self::PoolClosed => "DruidConnectionProvider.shutdown",
            Self::ClientStarted { .. } => "ZookeeperOperator.afterPropertiesSet",
            Self::SessionEstablished { .. } => "ClientCnxn.SendThread.onConnected",
            Self::StateChanged { .. } => "ConnectionStateManager.postState",
            Self::HeardNothing { .. } => "ClientCnxn.SendThread.run",
            Self::ExpiredThere { .. } => "ClientCnxn.SendThread.onConnected",
            Self::ExpiryInjected { .. } => "ConnectionStateManager.checkSessionExpiration",
            Self::StartNoted { .. } => "ServerLifeCycleManager.serverStartupTime",
            Self::ClientClosed { .. } | Self::HandleClosed { .. } => "ZooKeeper.close",
            Self::StateHeard { .. } => {
                "MasterRegistry.registry / ZookeeperOperator.initStateListener"
            }
            Self::OperationFailed { .. } => "ZookeeperOperator.isExisted",
            Self::LockQueued { .. } | Self::LockWaits { .. } | Self::LockTaken { .. } => {
                "InterProcessMutex.acquire"
            }
            Self::LockLeft { .. } => "InterProcessMutex.release",
            Self::Persisted { how } => match how {
                Persist::Created | Persist::Updated | Persist::Deleted | Persist::Refused => {
                    "ZookeeperOperator.persistEphemeral"
                }
            },
            Self::Registered { kind, .. } => match kind {
                Kind::Master => "MasterRegistry.registry",
                Kind::Worker => "WorkerRegistry.registry",
            },
            Self::DeadEntriesListed { .. } | Self::DeadEntryDeleted { .. } => {
                "RegisterOperator.removeDeadServerByHost"
            }
            Self::DeadEntryAdded { .. } | Self::DeadEntryFound { .. } => {
                "RegisterOperator.handleDeadServer"
            }
            Self::AbsenceChecked { .. } => "MasterRegistryClient.removeNodePath",
            Self::HeartbeatStarted | Self::HeartbeatWritten | Self::HeartbeatFailed => {
                "HeartBeatTask.run"
            }
            Self::JudgedDead { .. } => "ZookeeperRegistryCenter.checkIsDeadServer",
            Self::Unregistered { kind, .. } => match kind {
                Kind::Master => "MasterRegistry.unRegistry",
                Kind::Worker => "WorkerRegistry.unRegistry",
            },
            Self::ListenerAdded { .. } => "ZookeeperCachedOperator.registerListener",
            Self::ServerAdded { listener, .. } | Self::ServerRemoved { listener, .. } => {
                source_of_listener(*listener)
            }
            Self::ServersRead { .. } => "ServerNodeManager.updateMasterNodes",
            Self::AlertFailed { .. } => "AlertDao.sendServerStopedAlert",
            Self::FailoverStarted { kind, .. }
            | Self::FailoverEnded { kind, .. }
            | Self::FailoverFailed { kind, .. } => match kind {
                Kind::Master => "ZKMasterClient.failoverMaster",
                Kind::Worker => "ZKMasterClient.failoverWorker",
            },
            Self::FailoverSelected { .. } | Self::FailoverInstance { .. } => {
                "ZKMasterClient.failoverMaster"
            }
            Self::HandedOver { .. } => "ProcessService.processNeedFailoverProcessInstances",
            Self::FailoverTask { .. } | Self::TaskNeedsFaultTolerance { .. } => {
                "ZKMasterClient.failoverWorker"
            }
            Self::LogAsked { .. } | Self::LogFailed { .. } => "LogClientService.viewLog",
            Self::AppFound { .. } | Self::AppStateFailed { .. } | Self::AppKilled { .. } => {
                "ProcessUtils.cancelApplication"
            }
            Self::FailoverRound { .. } => "FailoverExecuteThread.run",
            Self::EventPublished { .. } => "SystemEventBus.publish",
            Self::EventFired { .. } | Self::EventHandled { .. } => "SystemEventBusFireWorker.run",
            Self::HostLooked { .. } => "FailoverCoordinator.globalMasterFailover",
            Self::CoordinatorSet { .. } => "AbstractHAServer.start",
            Self::TombstoneWritten { .. } | Self::FailoverSkipped { .. } => {
                "FailoverCoordinator.failoverMaster"
            }
            Self::CommandsFetched { .. }
            | Self::CommandFound { .. }
            | Self::CommandHandled { .. }
            | Self::CommandFailed { .. } => "MasterSchedulerService.scheduleProcess",
            Self::SlotsSet { .. } => "ServerNodeManager.syncMasterNodes",
            Self::WorkflowHeld { .. } => "MasterExecThread.run",
            Self::WorkflowLeft { .. } => "MasterExecThread.endProcess",
            Self::TaskSubmitted { .. } => "ProcessService.submitTask",
            Self::TaskDispatched { .. }
            | Self::DispatchFailed { .. }
            | Self::DispatchDropped { .. } => "TaskPriorityQueueConsumer.dispatch",
            Self::AckReceived { .. } => "TaskAckProcessor.process",
            Self::ResultReceived { .. } => "TaskResponseProcessor.process",
            Self::ReportDropped { .. } => "TaskResponseService.persist",
            Self::TaskWaitEnded { .. } => "MasterTaskExecThread.submitWaitComplete",
            Self::TakeOverAsked { .. } | Self::TakeOverAnswered { .. } => {
                "WorkflowExecuteRunnable.takeOverTask"
            }
            Self::TaskMoved { .. } => "AlertManager.sendAlertWorkerToleranceFault",
            Self::TaskReceived { .. } => "TaskExecuteProcessor.process",
            Self::ShellStarted { .. } | Self::ShellEnded { .. } => "AbstractCommandExecutor.run",
            Self::ReportFailed { .. } => "TaskCallbackService.send",
            Self::ReportAcked { .. } => "DBTaskResponseProcessor.process",
            Self::OwnerChanged { .. } => "HostUpdateProcessor.process",
            Self::ShellLeft { .. } => "TaskKillProcessor.doKill",
            Self::KillAsked { .. } => "MasterFailoverService.failoverTaskInstance",
            Self::ShellsClash { .. } => "ShellCommandExecutor.createCommandFileIfNotExists",
        }
    }
}

fn source_of_line(line: Line) -> &'static str {
    match line {
        Line::SystemNodes => "AbstractZKClient.initSystemZNode",
        Line::SchedulerStarted => "MasterSchedulerService.run",
        Line::StartQuartz | Line::StartUpException => "MasterServer.run",
        Line::QuartzStarted => "QuartzExecutors.start",
        Line::DataSourceOpened => "DruidDataSource.init",
        Line::CacheStarted => "ZookeeperCachedOperator.treeCacheStart",
        Line::FailoverThreadStarted => "FailoverExecuteThread.run",
        Line::LogClientClosed => "LogClientService.close",
        Line::StateEventStopped => "StateEventResponseService.stop",
        Line::NotRunning => "MasterSchedulerBootstrap.run",
    }
}

fn source_of_step(step: Step) -> &'static str {
    match step {
        Step::NettyClientClosed => "NettyRemotingClient.close",
        Step::ScheduleServiceStopped => "MasterSchedulerService.close",
        Step::NettyServerClosed => "NettyRemotingServer.close",
        Step::HeartbeatShutdown => "MasterRegistry.unRegistry",
        Step::QuartzShuttingDown | Step::QuartzStopped => "QuartzExecutors.shutdown",
        Step::DataSourceClosed => "DruidDataSource.close",
        Step::TaskResponseStopped => "TaskResponseService.stop",
        Step::ContextClosed => "SpringApplicationContext.close",
    }
}

fn source_of_listener(listener: Listener) -> &'static str {
    match listener {
        Listener::Failover => "ZKMasterClient.NodeChangeListener",
        Listener::MasterAlerts => "ServerNodeManager.MasterNodeListener",
        Listener::WorkerAlerts => "ServerNodeManager.WorkerGroupNodeListener",
        Listener::Cluster => "ClusterManager",
    }
}
