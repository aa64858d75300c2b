//! The lines of the development line (890376a9e): level, class, line of its source (0 where it was not looked up), text.

use super::printed;
use super::statement::{Printed, Statement};

printed! {
    SessionEstablished Info other "org.apache.zookeeper.ClientCnxn" 1444 "Session establishment complete on server {zk}/{zk}, session id = {session}, negotiated timeout = {granted}";
    StateChange Info other "org.apache.curator.framework.state.ConnectionStateManager" 252 "State change: {state}";
    HeardNothing Warn other "org.apache.zookeeper.ClientCnxn" 1249 "Client session timed out, have not heard from server in {ms}ms for session id {session}";
    ExpiredThere Warn other "org.apache.zookeeper.ClientCnxn" 0 "Unable to reconnect to ZooKeeper service, session {session} has expired";
    Injected Warn other "org.apache.curator.framework.state.ConnectionStateManager" 320 "Session timeout has elapsed while SUSPENDED. Injecting a session expiration. Elapsed ms: {ms}. Adjusted session timeout ms: {granted}";
    SessionClosed Info other "org.apache.zookeeper.ZooKeeper" 1232 "Session: {session} closed";
    RegistrySuspended Warn ds "plugin.registry.zookeeper.ZookeeperConnectionStateListener" 0 "Registry suspended";
    RegistryDisconnected Warn ds "plugin.registry.zookeeper.ZookeeperConnectionStateListener" 0 "Registry disconnected";
    RegistryReconnected Info ds "plugin.registry.zookeeper.ZookeeperConnectionStateListener" 0 "Registry reconnected";
    EventReceived Info ds "server.master.registry.MasterConnectionStateListener" 0 "Master received a {event} event from registry, the current server state is {server_state}";
    PortBound Info ds "extract.base.server.NettyRemotingServer" 111 "{rpc}RpcServer bind success at port: {port}";
    PortClosed Info ds "extract.base.server.NettyRemotingServer" 167 "{rpc}RpcServer closed";
    MasterRegistered Info ds "server.master.registry.MasterRegistryClient" 117 "Master node : {me} registered to registry center successfully";
    WorkerRegistered Info ds "server.worker.registry.WorkerRegistryClient" 98 "Worker node: {me} registry to registry center {path} successfully";
    MasterUnregistered Info ds "server.master.registry.MasterRegistryClient" 124 "Master node : {me} unRegistry to register center.";
    HeartbeatShutdown Warn ds "common.model.BaseHeartBeatTask" 78 "MasterHeartBeatTask finished...";
    SlotsSet Info ds "server.master.cluster.MasterSlotManager" 105 "Do rebalance success, current master slot: {slot}, total master slots: {slots}";
    SlotsNotListed Warn ds "server.master.cluster.MasterSlotManager" 91 "Do rebalance failed, cannot found the current master: {me} in the normal master clusters: […]. Please check the current master server status";
    HandedOver Info ds "server.master.failover.WorkflowFailover" 64 "Success failover workflowInstance: [id={instance}, …]";
    MasterFailoverEnded Info ds "server.master.failover.FailoverCoordinator" 149 "Master[{server}] failover {count} workflows finished, cost: {ms}/ms";
    WorkerFailoverStarted Info ds "server.master.failover.FailoverCoordinator" 0 "Worker[{server}] failover starting";
    WorkerFailoverEnded Info ds "server.master.failover.FailoverCoordinator" 0 "Worker[{server}] failover {count} tasks finished, cost: {ms}/ms";
    ClusterMasterAdded Info ds "server.master.cluster.AbstractClusterSubscribeListener" 41 "Server MasterServerMetadata(…super=BaseServerMetadata(…address={server}, …)) added";
    ClusterMasterRemoved Warn ds "server.master.cluster.AbstractClusterSubscribeListener" 45 "Server MasterServerMetadata(…super=BaseServerMetadata(…address={server}, …)) removed";
    ClusterWorkerAdded Info ds "server.master.cluster.AbstractClusterSubscribeListener" 41 "Server WorkerServerMetadata(…) added";
    ClusterWorkerRemoved Warn ds "server.master.cluster.AbstractClusterSubscribeListener" 45 "Server WorkerServerMetadata(…) removed";
    GlobalPublished Info ds "server.master.engine.system.SystemEventBus" 40 "Published SystemEvent: GlobalMasterFailoverEvent{eventTime=…}";
    MasterPublished Info ds "server.master.engine.system.SystemEventBus" 40 "Published SystemEvent: MasterFailoverEvent{masterServerMetadata='MasterServerMetadata(…super=BaseServerMetadata(…address={server}, …))', eventTime=…}";
    WorkerPublished Info ds "server.master.engine.system.SystemEventBus" 40 "Published SystemEvent: WorkerFailoverEvent{workerServerMetadata='WorkerServerMetadata(…)', eventTime=…}";
    GlobalBegins Info ds "server.master.failover.FailoverCoordinator" 77 "Global master failover starting";
    GlobalAlive Info ds "server.master.failover.FailoverCoordinator" 85 "The master[MasterServerMetadata(…super=BaseServerMetadata(…address={server}, …))] is alive, do global master failover on it";
    GlobalDead Info ds "server.master.failover.FailoverCoordinator" 0 "The master[{server}] is not alive, do global master failover on it";
    GlobalEnded Info ds "server.master.failover.FailoverCoordinator" 95 "Global master failover finished, cost: {ms}/ms";
    EventFired Info ds "server.master.engine.system.SystemEventBusFireWorker" 103 "Fire SystemEvent: {system_event}{…} cost: {ms} ms";
    FailoverAlive Info ds "server.master.failover.FailoverCoordinator" 0 "The master[MasterServerMetadata(…super=BaseServerMetadata(…address={server}, …))] is alive, maybe it reconnect to registry skip failover";
    FailoverKeyThere Error ds "server.master.failover.FailoverCoordinator" 0 "The master[{server}-…] is exist at: {key}, means it has already been failovered, skip failover";
    KeyPersisted Info ds "registry.api.RegistryClient" 177 "persist key: {key}, value: {value}";
    UnderKey Warn ds "server.master.registry.MasterHeartBeatTask" 91 "The {kind}: …HeartBeat(…) is under {key}, means it has been failover will close myself";
    StatusStopped Info ds "common.lifecycle.ServerLifeCycleManager" 88 "The current server status changed from RUNNING to STOPPED";
    ActiveNow Info ds "registry.api.ha.DefaultServerStatusChangeListener" 27 "The status is active now.";
    StandbyNow Info ds "registry.api.ha.DefaultServerStatusChangeListener" 32 "The status is standby now.";
    TakeOverRefused Info ds "server.master.engine.task.client.PhysicalTaskExecutorClientDelegator" 121 "Reassign master host {server} on {name} failed with response TaskExecutorReassignMasterResponse(success=false, message=Reassign master host failed)";
    CommandHandled Info ds "server.master.engine.command.CommandEngine" 172 "Success bootstrap command {…";
    AlreadyHeld Error ds "server.master.engine.command.CommandEngine" 0 "Failed bootstrap command {…";
    AckReceived Info ds "server.master.engine.WorkflowEventBus" 41 "Publish event: TaskRunningLifecycleEvent{task={name}, logPath='…";
    Stopping Info ds "server.master.MasterServer" 188 "{capital_kind}Server is stopping, current cause : {cause}";
    PoolClosed Info other "com.zaxxer.hikari.HikariDataSource" 352 "DolphinScheduler - Shutdown completed.";
    TaskReceived Info ds "server.worker.rpc.PhysicalTaskExecutorOperatorImpl" 49 "Receive TaskExecutorDispatchResponse: TaskExecutorDispatchRequest(taskExecutionContext=TaskExecutionContext(taskInstanceId={task}, …";
    ShellStarted Info ds "plugin.task.api.AbstractCommandExecutor" 154 "process start, process id is: {pid}";
}
