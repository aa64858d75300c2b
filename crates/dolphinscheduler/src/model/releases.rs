//! What each release does, as values.

use super::{
    AlreadyHeld, Commands, DispatchLoop, FailoverLock, FailoverTimeCheck, KillApp, ListenerBus,
    OnLost, Reregister, Retry, SlotOrder, SlotRecheck, StartUp, Switches, TakeOver, Tombstone,
    Wording,
};
use sim::random::Range;
use sim::time::Span;

const SECOND: Span = Span::from_secs(1);
const MINUTE: Span = Span::from_secs(60);

/// Read at tag 1.3.6; run.
pub(super) fn v1_3_6() -> Switches {
    Switches {
        wording: Wording::G1,
        start_up: StartUp::OneAtATime,
        // ZookeeperConfig: zookeeper.session.timeout, .connection.timeout, .retry.*
        session_timeout: MINUTE,
        connection_timeout: Span::from_secs(30),
        retry: Retry {
            base: Span::from_millis(100),
            tries: 10,
            cap: Span::from_secs(30),
        },
        sessions_per_master: 5,
        // ZookeeperOperator.persistEphemeral
        reregister: Reregister::DeleteCreate,
        payload_between_remove_and_create: false,
        wait_after_registration: Span::ZERO,
        heartbeat_at_once: false,
        heartbeat_scan: false,
        ghost_heartbeat: false,
        tombstone: Tombstone::Address,
        add_dead_checks_absence: false,
        heartbeat_self_kill: true,
        failover_lock: FailoverLock::Global,
        failover_time_check: FailoverTimeCheck::None,
        failover_delay: Span::ZERO,
        global_failover_writes_identity: false,
        failover_interval: None,
        on_lost: OnLost::Log,
        waiting_closes_port: false,
        commands: Commands::Lock,
        slot_order: SlotOrder::Address,
        slot_recheck: SlotRecheck::None,
        empty_slot_list_is_slot_0: false,
        unreadable_registry_is_empty: false,
        slots_zero_before_read: false,
        take_over: TakeOver::PollRow,
        set_host_on_recover: true,
        set_times_on_recover: false,
        worker_failover_counts_retry: false,
        kill_app: KillApp::LogServer,
        // ProcessUtils.killYarnJob: Thread.sleep before the log is read
        kill_pause: SECOND,
        failover_kills_tasks: false,
        dispatcher_forgets_dead_worker: true,
        dispatch_loop: DispatchLoop::Sleeping,
        dispatch_tries: 1,
        dispatch_tries_removed: 0,
        dispatch_ready: None,
        dispatch_stalls_in_cut: false,
        alert_dedup_unsent: false,
        context_close_on_stop: false,
        stop_tail: Span::ZERO,
        listener_bus: ListenerBus::PerBean,
        comparator_wraps: true,
        listeners_close_first: false,
        command_transaction: true,
        active_standby: false,
        // worker-group-refresh-interval (3.2.1)
        slot_refresh: Span::from_secs(10),
        failover_wait: Span::from_secs(300),
        result_retry: Span::from_secs(300),
        report_delay: None,
        event_delay: None,
        already_held: AlreadyHeld::Beside,
    }
}

/// Read at tag 1.3.8; run.
pub(super) fn v1_3_8() -> Switches {
    Switches {
        // ZookeeperOperator.persistEphemeral, since #5879
        reregister: Reregister::UpdateInPlace,
        // MasterServer.close, since #6048
        context_close_on_stop: true,
        ..v1_3_6()
    }
}

/// Read at tag 2.0.5; run.
pub(super) fn g1_fixed() -> Switches {
    Switches {
        wording: Wording::G1Fixed,
        start_up: StartUp::RegistryClient,
        // ZookeeperRegistry: registry.session.timeout.ms
        session_timeout: Span::from_secs(30),
        sessions_per_master: 1,
        reregister: Reregister::DeleteCreate,
        payload_between_remove_and_create: true,
        // MasterRegistryClient.registry, #7688
        wait_after_registration: SECOND,
        add_dead_checks_absence: true,
        failover_lock: FailoverLock::PerHost,
        failover_time_check: FailoverTimeCheck::Restart,
        // FailoverExecuteThread: a round at once, then master.failover.interval
        failover_interval: Some((Span::ZERO, MINUTE.times(10))),
        on_lost: OnLost::Stop,
        commands: Commands::SlotsByEvent,
        empty_slot_list_is_slot_0: true,
        unreadable_registry_is_empty: true,
        take_over: TakeOver::HostUpdate,
        dispatch_loop: DispatchLoop::Polling,
        set_times_on_recover: true,
        alert_dedup_unsent: true,
        context_close_on_stop: true,
        stop_tail: MINUTE,
        result_retry: Span::from_secs(10),
        // TaskEventService, EventExecuteService: 0.3 to 2.0 s from a report to the state of its task
        report_delay: Some(Range::millis(250, 1_000)),
        event_delay: Some(Range::millis(50, 1_000)),
        already_held: AlreadyHeld::Replace,
        ..v1_3_6()
    }
}

/// Read at tag 3.1.9; run. The shipped configuration waits 100 s.
pub(super) fn v3_1_9() -> Switches {
    Switches {
        wording: Wording::G2Early,
        start_up: StartUp::Subscribe,
        session_timeout: Span::from_secs(30),
        connection_timeout: Span::from_secs(9),
        retry: Retry {
            base: Span::from_millis(60),
            tries: 5,
            cap: Span::from_millis(300),
        },
        sessions_per_master: 1,
        reregister: Reregister::DeleteCreate,
        wait_after_registration: SECOND,
        heartbeat_at_once: true,
        tombstone: Tombstone::None,
        heartbeat_self_kill: false,
        failover_lock: FailoverLock::PerHost,
        failover_time_check: FailoverTimeCheck::StartAndRestart,
        failover_interval: Some((Span::from_secs(10), MINUTE.times(10))),
        on_lost: OnLost::Waiting(Span::from_secs(100)),
        waiting_closes_port: true,
        commands: Commands::SlotsByEvent,
        slot_order: SlotOrder::NewestFirst,
        slot_recheck: SlotRecheck::Skip,
        slots_zero_before_read: true,
        take_over: TakeOver::KillAndRerun,
        set_times_on_recover: true,
        worker_failover_counts_retry: true,
        kill_app: KillApp::WorkerRpc,
        failover_kills_tasks: true,
        dispatcher_forgets_dead_worker: false,
        dispatch_loop: DispatchLoop::Polling,
        // NettyExecutorManager.doExecute
        dispatch_tries: 4,
        // LowerWeightHostManager: seen 7.5 to 9.9 s after the registration
        dispatch_ready: Some(Range::millis(7_000, 9_000)),
        // ServerNodeManager.updateWorkerNodes: the write lock around the registry
        dispatch_stalls_in_cut: true,
        context_close_on_stop: true,
        // TaskExecuteThreadPool: 0.3 to 0.65 s, then some 50 ms
        report_delay: Some(Range::millis(300, 650)),
        event_delay: Some(Range::millis(20, 80)),
        already_held: AlreadyHeld::Replace,
        ..v1_3_6()
    }
}

/// Read at tag 3.2.1; run.
pub(super) fn v3_2_1() -> Switches {
    Switches {
        wording: Wording::G2,
        heartbeat_scan: true,
        ghost_heartbeat: true,
        waiting_closes_port: false,
        commands: Commands::SlotsPeriodic,
        slot_recheck: SlotRecheck::ThrowLose,
        unreadable_registry_is_empty: true,
        slots_zero_before_read: false,
        take_over: TakeOver::AcceptIfKnown,
        kill_pause: Span::ZERO,
        failover_kills_tasks: false,
        dispatcher_forgets_dead_worker: true,
        // TaskExecuteThreadPool: a loop of a second
        report_delay: Some(Range::millis(60, 1_000)),
        dispatch_loop: DispatchLoop::Taking,
        dispatch_tries: 1,
        dispatch_tries_removed: 2,
        dispatch_ready: None,
        dispatch_stalls_in_cut: false,
        ..v3_1_9()
    }
}

/// Read at 7e0095dca1; run.
pub(super) fn g3_oct24() -> Switches {
    Switches {
        wording: Wording::G3,
        start_up: StartUp::Coordinator,
        ghost_heartbeat: false,
        session_timeout: MINUTE,
        connection_timeout: Span::from_secs(15),
        retry: Retry {
            base: SECOND,
            tries: 5,
            cap: Span::from_secs(3),
        },
        failover_lock: FailoverLock::Global,
        failover_time_check: FailoverTimeCheck::EventTime,
        failover_interval: None,
        on_lost: OnLost::Stop,
        commands: Commands::SlotsByUpdate,
        slot_order: SlotOrder::Hash,
        slot_recheck: SlotRecheck::None,
        take_over: TakeOver::AcceptIfRunning,
        set_host_on_recover: false,
        set_times_on_recover: false,
        worker_failover_counts_retry: false,
        dispatch_tries_removed: 0,
        kill_app: KillApp::None,
        result_retry: Span::from_secs(180),
        // WorkflowEventBusFireWorker
        report_delay: Some(Range::millis(1, 10)),
        event_delay: Some(Range::millis(1, 20)),
        already_held: AlreadyHeld::ErrorAndBlock,
        ..v3_2_1()
    }
}

/// Read at 890376a9e; run.
pub(super) fn g3_dsip82() -> Switches {
    Switches {
        tombstone: Tombstone::AddressStart,
        heartbeat_self_kill: true,
        failover_time_check: FailoverTimeCheck::StartupTime,
        failover_delay: Span::from_secs(30),
        global_failover_writes_identity: true,
        take_over: TakeOver::AcceptIfUnacked,
        ..g3_oct24()
    }
}

/// Read at b6b04617a; run.
pub(super) fn g3_fixed() -> Switches {
    Switches {
        tombstone: Tombstone::AddressStartPid,
        failover_lock: FailoverLock::Leak,
        failover_time_check: FailoverTimeCheck::EventTime,
        global_failover_writes_identity: false,
        ..g3_dsip82()
    }
}
