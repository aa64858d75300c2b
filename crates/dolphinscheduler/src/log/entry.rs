//! What the record of a log says, whichever release has printed it.

use crate::path::Kind;

/// What a record says. Servers are named by their addresses, as the lines name them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "a variant is what its line says")]
pub enum Entry {
    SessionEstablished {
        granted_ms: u32,
    },
    SessionClosed,
    HeardNothing,
    ExpiryInjected,
    ExpiredThere,
    StateChange {
        state: String,
    },
    Suspended {
        master: bool,
    },
    Lost {
        master: bool,
    },
    Reconnected {
        master: bool,
    },
    IsExisted {
        path: String,
    },
    ClientInit,
    PortBound {
        port: u16,
    },
    PortClosed,
    NettyClientClosed,
    Registered {
        kind: Kind,
        server: String,
    },
    Unregistered {
        kind: Kind,
        server: String,
    },
    HeartbeatShutdown,
    DeadEntryDeleted {
        kind: Kind,
        server: String,
    },
    DeadEntryAdded {
        kind: Kind,
        server: String,
    },
    SystemNodes,
    SchedulerStarted,
    ScheduleServiceStopped,
    StartQuartz,
    QuartzStarted,
    /// The command loop runs in a server that does not.
    NotRunning,
    QuartzHalted,
    QuartzStopped,
    PoolOpened,
    PoolClosed,
    TaskResponseStopped,
    ListenerRegistered {
        class: String,
    },
    Stopping {
        kind: Kind,
        cause: String,
    },
    /// By the failover's listener; `null` when a master finds itself alone.
    NodeDeleted {
        kind: Kind,
        server: String,
    },
    /// By the failover's listener.
    NodeAdded {
        kind: Kind,
        server: String,
    },
    /// By the alerts' listener.
    Down {
        kind: Kind,
        server: String,
    },
    /// By the alerts' listener.
    Added {
        kind: Kind,
        server: String,
    },
    CurrentNodes,
    AlertFailed {
        kind: Kind,
    },
    FailoverStarted {
        kind: Kind,
        server: Option<String>,
    },
    FailoverList {
        count: u32,
    },
    FailoverInstance {
        instance: u32,
    },
    NullHost {
        instance: u32,
    },
    FailoverCommand {
        instance: u32,
    },
    FailoverEnded {
        kind: Kind,
        server: Option<String>,
    },
    CommandFound {
        command: u32,
        kind: String,
    },
    SplitDag,
    ScanCommandError,
    TaskReady {
        task: u32,
    },
    TaskAlreadyRunning,
    TaskThreadCompleted,
    ProcessEnd {
        instance: u32,
        state: String,
    },
    AckReceived {
        task: u32,
    },
    ResultReceived {
        task: u32,
        status: u32,
    },
    ResponseError,
    TaskMoved,
    ViewLog,
    ViewLogError,
    FindAppId,
    AppStateFailed,
    TaskReceived,
    TaskFinalStatus {
        task: u32,
        state: String,
    },
    TaskScheduleFailure,
    ConnectError {
        server: String,
    },
    /// The registry's plugin says how the connection is (2.0.5 on).
    RegistryState {
        state: String,
    },
    /// The status goes from RUNNING to STOPPED (development line).
    StatusStopped,
    Coordinator {
        active: bool,
    },
    /// A removed node is looked for and is absent.
    PathAbsent {
        server: String,
    },
    SlotsSet {
        slot: Option<u32>,
        slots: u32,
    },
    SlotsNotListed,
    /// By the development line's listener, which names workers not at all.
    ClusterAdded {
        kind: Kind,
        server: Option<String>,
    },
    ClusterRemoved {
        kind: Kind,
        server: Option<String>,
    },
    RoundsBegin,
    Round {
        hosts: String,
    },
    WorkerFailoverStarted {
        server: String,
    },
    InstanceSpared,
    HandedOver {
        instance: u32,
    },
    KillBegins,
    KillAsked {
        server: String,
    },
    /// The rows of a server are done, with the time that it took.
    FailoverPassEnded {
        kind: Kind,
        server: String,
    },
    FailoverFailed {
        server: String,
    },
    TaskFailover,
    TaskFailedOver,
    Published {
        event: String,
    },
    GlobalFailover {
        begins: bool,
    },
    HostLooked {
        server: String,
        alive: bool,
    },
    EventFired {
        event: String,
    },
    FailoverSkipped {
        server: String,
    },
    KeyPersisted {
        server: String,
    },
    UnderKey {
        server: String,
    },
    CommandsFetched {
        count: u32,
        slot: u32,
        slots: u32,
    },
    CommandInSlot {
        slot: u32,
    },
    CommandHandled {
        instance: u32,
    },
    AlreadyHeld,
    CommandLeft,
    TakeOver {
        agreed: bool,
    },
    TaskDispatched {
        server: Option<String>,
    },
    DispatchFailed,
    DispatchDropped,
    OwnerChanged {
        task: u32,
        server: String,
    },
    ShellStarted,
    ReportFailed,
    Killed {
        task: u32,
    },
    Other,
}
