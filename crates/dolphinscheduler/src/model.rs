//! The models as data: one set of switches, eight presets.
//!
//! A model is a release, or a state of the development line, whose behaviour is known. The code of
//! the servers asks the switches; nothing here or elsewhere compares models. Each switch names what it
//! decides and where that was read: the marks of the specification, seen running or read in the source.

mod releases;

use releases::{g1_fixed, g3_dsip82, g3_fixed, g3_oct24, v1_3_6, v1_3_8, v3_1_9, v3_2_1};
use sim::random::Range;
use sim::time::Span;

/// A release or a state of the development line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Model {
    /// 1.3.6: dead entries and self-kill; re-registers by delete and create.
    V1_3_6,
    /// 1.3.8 (1.3.9 behaves alike): re-registers by updating in place.
    V1_3_8,
    /// 2.0.5, the fix of both incidents of 1.3.x but for a hole of some milliseconds.
    G1Fixed,
    /// 3.1.9: no dead entries; slots by event; a failover kills the tasks first.
    V3_1_9,
    /// 3.2.1: slots by a periodic refresh; take-over by RPC.
    V3_2_1,
    /// Branch dev of 2024-10-18 (7e0095dca1): failover coordinator, no tombstones yet.
    G3Oct24,
    /// Branch dev of 2025-01-08 (890376a9e): tombstones by address and start time.
    G3Dsip82,
    /// Branch dev of 2025-01-10 (b6b04617a, #16953): tombstones with the process id.
    G3Fixed,
}

impl Model {
    /// All models, oldest first.
    pub const ALL: [Self; 8] = [
        Self::V1_3_6,
        Self::V1_3_8,
        Self::G1Fixed,
        Self::V3_1_9,
        Self::V3_2_1,
        Self::G3Oct24,
        Self::G3Dsip82,
        Self::G3Fixed,
    ];

    /// The name of the model in scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::V1_3_6 => "1.3.6",
            Self::V1_3_8 => "1.3.8",
            Self::G1Fixed => "g1-fixed",
            Self::V3_1_9 => "3.1.9",
            Self::V3_2_1 => "3.2.1",
            Self::G3Oct24 => "g3-oct24",
            Self::G3Dsip82 => "g3-dsip82",
            Self::G3Fixed => "g3-fixed",
        }
    }

    /// The model with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    /// The model with this number in the Trace.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// How the model behaves.
    pub fn switches(self) -> Switches {
        match self {
            Self::V1_3_6 => v1_3_6(),
            Self::V1_3_8 => v1_3_8(),
            Self::G1Fixed => g1_fixed(),
            Self::V3_1_9 => v3_1_9(),
            Self::V3_2_1 => v3_2_1(),
            Self::G3Oct24 => g3_oct24(),
            Self::G3Dsip82 => g3_dsip82(),
            Self::G3Fixed => g3_fixed(),
        }
    }
}

/// What layout and wording of log lines a release has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wording {
    /// 1.3.x: full logger names, no thread, paths below `/dolphinscheduler`.
    G1,
    /// 2.0.5: the same layout, other loggers, paths without the root.
    G1Fixed,
    /// 3.1.9: an offset and `[WorkflowInstance-n][TaskInstance-n]` after the logger.
    G2Early,
    /// 3.2.1: `[WI-n][TI-n]` first, abbreviated loggers.
    G2,
    /// The development line: with threads.
    G3,
}

/// The order in which a master comes up, and what of it exists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StartUp {
    /// `MasterServer.run`, `ZKMasterClient.start` of 1.3.x: one at a time, failing over what is left
    /// of everybody when alone.
    OneAtATime,
    /// `MasterRegistryClient.start` of 2.0.5.
    RegistryClient,
    /// `MasterRegistryClient.start` of 3.1.9 and 3.2.1.
    Subscribe,
    /// `MasterServer.initialized` of the development line.
    Coordinator,
}

/// What registering does when the own node is still there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reregister {
    /// DELETE, then CREATE: two events, and the own session owns the node.
    DeleteCreate,
    /// Only the data is set: no event but a change, and the dead session goes on owning the node.
    UpdateInPlace,
}

/// What declares an incarnation of a server finished.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tombstone {
    /// Nothing.
    None,
    /// `/dead-servers/master_{host}`.
    Address,
    /// `{host}-{start time}`.
    AddressStart,
    /// `{host}-{start time}-{process id}`.
    AddressStartPid,
    /// `{host}-{uuid}`: the proposal of the article about #16942.
    AddressUuid,
}

/// What a server does when its session is LOST.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OnLost {
    /// It writes a line.
    Log,
    /// It stops itself.
    Stop,
    /// It clears what it holds and waits for the registry, for so long.
    Waiting(Span),
}

/// Which lock a failover of a master is done under.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FailoverLock {
    /// One for all hosts.
    Global,
    /// One per host.
    PerHost,
    /// One per host, and what is released is another one (#16953 until #18207).
    Leak,
}

/// What is compared before an instance of a host is failed over.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FailoverTimeCheck {
    /// Nothing.
    None,
    /// Its restart time with the start of the live server (2.0.5).
    Restart,
    /// Its start and restart times with the start of the live server (3.1.9, 3.2.1).
    StartAndRestart,
    /// Its restart or start time with the time of the event.
    EventTime,
    /// Its restart or start time with the start of a server: of the dead one as well (dsip82).
    StartupTime,
}

/// How a master knows which commands are its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Commands {
    /// Whoever holds `/lock/masters` takes the next one.
    Lock,
    /// Slots, refreshed at each joining and leaving.
    SlotsByEvent,
    /// Slots, refreshed every 10 s, for the first time so long after the registration.
    SlotsPeriodic,
    /// Slots, refreshed at each joining, leaving and heartbeat.
    SlotsByUpdate,
}

/// In which order the masters have their slots.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SlotOrder {
    /// By start time, the newest first (3.1.9, 3.2.1).
    NewestFirst,
    /// By something that depends on the address only: with two masters the later address has slot 0
    /// (2.0.5, seen); assumed for more.
    Address,
    /// As the backing array of a binary heap lies, the newest at its root
    /// (`MasterPriorityQueue.refreshMasterList`, 3.2.1). It depends on the order in which the masters are
    /// put in; assumed is that in which this master has come to know them.
    Heap,
    /// As a hash map of 16 bins of their addresses is iterated (development line); within a bin in the
    /// order in which this master has come to know them.
    Hash,
}

/// Where the listeners of a master are kept, and in which order they are told of a removal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ListenerBus {
    /// Each bean has its own list on its own session: no order between alerts and failover.
    PerBean,
    /// One list on the session of the registration, sorted by order: what #5919 meant.
    SharedOrdered,
    /// One list, in which the failover comes first: the article's model.
    SharedUnordered,
}

/// What a master does when a command it has fetched is not in its slot any more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SlotRecheck {
    /// It does not look.
    None,
    /// It leaves the command.
    Skip,
    /// It throws, and the command is lost to the error table.
    ThrowLose,
}

/// What a new owner does about a task that somebody may be running.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TakeOver {
    /// It polls the row (1.3.x).
    PollRow,
    /// It tells the worker who the owner is (2.0.5).
    HostUpdate,
    /// The failover has killed it, it is run again (3.1.9).
    KillAndRerun,
    /// It asks, and the worker agrees if it knows the task or a message of it (3.2.1).
    AcceptIfKnown,
    /// It asks, and the worker agrees if it runs the task (development line of 2024-10).
    AcceptIfRunning,
    /// It asks, and the worker agrees only while an event of the task is unacknowledged.
    AcceptIfUnacked,
}

/// How the failover of a worker tries to stop what its tasks have started.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KillApp {
    /// The log server beside the worker gives the id, the ResourceManager is asked, then a script.
    LogServer,
    /// The worker itself is asked for the id.
    WorkerRpc,
    /// It does not.
    None,
    /// The master asks the ResourceManager by REST: a remedy of the article.
    Rest,
    /// A worker waits for the application first: the other remedy.
    Pinned,
}

/// What a master does with a command of an instance that it runs already.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AlreadyHeld {
    /// A second thread runs it beside the first (1.3.x).
    Beside,
    /// The new thread takes the first one's place (2.0.5 to 3.2.1).
    Replace,
    /// An error, the command goes to the error table, and the first thread's events are handled by
    /// nobody any more (development line).
    ErrorAndBlock,
}

/// How a dispatcher takes tasks out of its queue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DispatchLoop {
    /// One after the other, and a second's sleep whenever there is none (`TaskPriorityQueueConsumer`, 1.3.x).
    Sleeping,
    /// Batches of three: each is waited for up to a second, they are sent side by side, and those that
    /// could not be sent join the queue again when the batch is over (2.0.5, 3.1.9).
    Polling,
    /// One after the other, as they come (`GlobalTaskDispatchWaitingQueueLooper`, 3.2.1 on).
    Taking,
}

/// How a model behaves. Names are those of the specification's list of switches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one difference between releases"
)]
pub struct Switches {
    /// Layout and wording of its log lines.
    pub wording: Wording,
    /// How a master comes up.
    pub start_up: StartUp,
    /// The session timeout that is asked for, in the shipped configuration.
    pub session_timeout: Span,
    /// How long an operation begun without a connection waits for one.
    pub connection_timeout: Span,
    /// Pauses between tries of one operation of the registry.
    pub retry: Retry,
    /// Sessions of one master.
    pub sessions_per_master: u8,
    /// What registering does when the own node is still there.
    pub reregister: Reregister,
    /// The payload is measured between removing the node and creating it (2.0.5).
    pub payload_between_remove_and_create: bool,
    /// The pause between creating the own node and clearing the own dead entry, or beginning to work.
    pub wait_after_registration: Span,
    /// A heartbeat is written at registration rather than one interval later.
    pub heartbeat_at_once: bool,
    /// A heartbeat that has failed is tried again a second later (3.2.1 on).
    pub heartbeat_scan: bool,
    /// A client that is closed just after it has got a new session does not say so: the session, and the
    /// node that a late heartbeat has made, stay until they expire (3.2.1).
    pub ghost_heartbeat: bool,
    /// What declares an incarnation finished.
    pub tombstone: Tombstone,
    /// A dead entry is written only if the node is absent (#7475).
    pub add_dead_checks_absence: bool,
    /// A heartbeat looks for the own tombstone.
    pub heartbeat_self_kill: bool,
    /// Which lock a failover is done under.
    pub failover_lock: FailoverLock,
    /// What is compared before an instance is failed over.
    pub failover_time_check: FailoverTimeCheck,
    /// From the event to the failover.
    pub failover_delay: Span,
    /// A global failover writes the key of a living master (dsip82) rather than `unknown`.
    pub global_failover_writes_identity: bool,
    /// How often a master looks for hosts to fail over, and when first; nothing if never.
    pub failover_interval: Option<(Span, Span)>,
    /// What LOST means.
    pub on_lost: OnLost,
    /// A server that waits for the registry has its port closed (3.1.9).
    pub waiting_closes_port: bool,
    /// How a master knows its commands.
    pub commands: Commands,
    /// In which order the masters have their slots.
    pub slot_order: SlotOrder,
    /// What happens to a command whose slot has changed since it was fetched.
    pub slot_recheck: SlotRecheck,
    /// An empty list of masters counts as slot 0 (2.0.5).
    pub empty_slot_list_is_slot_0: bool,
    /// A list that cannot be read counts as an empty one (2.0.5, 3.2.1).
    pub unreadable_registry_is_empty: bool,
    /// Slots are set to nothing before the list is read (3.1.9).
    pub slots_zero_before_read: bool,
    /// What a new owner does about running tasks.
    pub take_over: TakeOver,
    /// A recovered row gets its new host; in the development line it keeps the old one.
    pub set_host_on_recover: bool,
    /// A recovered row gets a new restart time.
    pub set_times_on_recover: bool,
    /// The rerun of a failed-over task counts as a retry.
    pub worker_failover_counts_retry: bool,
    /// How the failover of a worker stops applications.
    pub kill_app: KillApp,
    /// The pause before each query of application ids.
    pub kill_pause: Span,
    /// A failover of a master kills its running tasks, which reaches only the outer shell (3.1.9).
    pub failover_kills_tasks: bool,
    /// The dispatcher forgets workers that have gone.
    pub dispatcher_forgets_dead_worker: bool,
    /// How the dispatcher takes tasks out of its queue.
    pub dispatch_loop: DispatchLoop,
    /// How often one worker is tried, a second apart, before another is chosen.
    pub dispatch_tries: u8,
    /// How often at most a worker is still chosen that has just been removed (3.2.1).
    pub dispatch_tries_removed: u8,
    /// From the registration on no worker is suitable for so long (3.1.9).
    pub dispatch_ready: Option<Range>,
    /// The refresh of the workers holds the lock that the dispatcher needs (3.1.9).
    pub dispatch_stalls_in_cut: bool,
    /// No alert while an unsent one says the same (2.0.5).
    pub alert_dedup_unsent: bool,
    /// A self-kill closes the Spring context, and with it the session that owns the node (1.3.8).
    pub context_close_on_stop: bool,
    /// How long a stopped process stays (2.0.5: 60 s).
    pub stop_tail: Span,
    /// Where listeners are kept.
    pub listener_bus: ListenerBus,
    /// Orders are compared by a subtraction that overflows, so that the largest comes first (1.3.7 on).
    pub comparator_wraps: bool,
    /// A stop closes the listeners before the pool: a remedy.
    pub listeners_close_first: bool,
    /// The delete of a command has to meet its row before the instance counts; off: neither waits for
    /// the other.
    pub command_transaction: bool,
    /// One master at a time has all commands: the one that is registered longest.
    pub active_standby: bool,
    /// How often slots are refreshed where that is done periodically.
    pub slot_refresh: Span,
    /// How long a pinned worker waits for an application that it has not submitted.
    pub failover_wait: Span,
    /// When a worker sends a report again that nobody has acknowledged.
    pub result_retry: Span,
    /// From a report that has arrived to the loop that stores it; nothing where it is stored at once
    /// (1.3.x).
    pub report_delay: Option<Range>,
    /// From a stored report to the thread that goes on with the workflow; nothing where threads poll
    /// the rows once a second (1.3.x).
    pub event_delay: Option<Range>,
    /// A command of an instance that runs here already.
    pub already_held: AlreadyHeld,
}

/// The retry policy of one operation of the registry client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Retry {
    /// The first pause.
    pub base: Span,
    /// How many tries after the first.
    pub tries: u8,
    /// The longest pause.
    pub cap: Span,
}

#[cfg(test)]
mod tests;
