//! Switches of the models that a file sets otherwise than the release ships them: a proposal of an
//! article, a remedy, or a point that nobody has verified.

use dolphinscheduler::disk::Config;
use dolphinscheduler::model::{
    KillApp, ListenerBus, OnLost, Reregister, SlotOrder, TakeOver, Tombstone,
};
use scenario::plan::act::span;
use scenario::script::error::{Problem, unknown};
use sim::time::Span;

/// One switch with its value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Setter {
    SelfKill(bool),
    AddDeadChecksAbsence(bool),
    Reregister(Reregister),
    OnLost(OnLost),
    FailoverInterval(Span),
    FailoverDelay(Span),
    Tombstone(Tombstone),
    GlobalFailoverWritesIdentity(bool),
    KillApp(KillApp),
    TakeOver(TakeOver),
    ContextCloseOnStop(bool),
    ListenerBus(ListenerBus),
    ComparatorWraps(bool),
    ListenersCloseFirst(bool),
    CommandTransaction(bool),
    ActiveStandby(bool),
    SlotOrder(Option<SlotOrder>),
    SlotRefresh(Span),
    FailoverWait(Span),
}

/// The switches, each with its values.
pub const SWITCHES: [(&str, &[&str]); 19] = [
    ("self-kill", &["on", "off"]),
    ("add-dead-checks-absence", &["on", "off"]),
    ("reregister", &["delete-create", "update-in-place"]),
    ("on-lost", &["log", "stop", "waiting"]),
    ("failover-interval", &["TIME"]),
    ("failover-delay", &["TIME"]),
    (
        "tombstone",
        &["none", "addr", "addr+start", "addr+start+pid", "addr+uuid"],
    ),
    ("global-failover-writes-identity", &["on", "off"]),
    (
        "kill-app",
        &["log-server", "worker-rpc", "none", "rest", "pinned"],
    ),
    ("take-over", &["accept-if-running", "accept-iff-unacked"]),
    ("context-close-on-stop", &["on", "off"]),
    (
        "listener-bus",
        &["per-bean", "shared-ordered", "shared-unordered"],
    ),
    ("comparator", &["wrapping", "natural"]),
    ("close-order", &["pool-first", "listeners-first"]),
    ("command-transaction", &["on", "off"]),
    ("mode", &["sharded", "active-standby"]),
    ("slot-order", &["sorted", "heap", "hash"]),
    ("slot-refresh", &["TIME"]),
    ("failover-wait", &["TIME"]),
];

/// How long WAITING lasts in the shipped configuration of 3.1.9 and 3.2.1: `max-waiting-time`.
const MAX_WAITING: Span = Span::from_secs(100);

/// Reads `NAME VALUE`.
pub(super) fn parse(args: &[&str]) -> Result<Setter, Problem> {
    let [name, value] = args else {
        return Err(Problem::Missing {
            after: "switch".to_owned(),
            what: "a switch and its value",
            example: "switch self-kill off",
        });
    };
    let names = || SWITCHES.iter().map(|(name, _)| *name);
    let found = SWITCHES.iter().find(|(known, _)| known == name);
    let (_, values) = found.ok_or_else(|| unknown("switch", name, names()))?;
    if *values != ["TIME"] && !values.contains(value) {
        return Err(unknown("value", value, values.iter().copied()));
    }
    let on = *value == "on";
    Ok(match *name {
        "self-kill" => Setter::SelfKill(on),
        "add-dead-checks-absence" => Setter::AddDeadChecksAbsence(on),
        "reregister" => Setter::Reregister(match *value {
            "delete-create" => Reregister::DeleteCreate,
            _ => Reregister::UpdateInPlace,
        }),
        "on-lost" => Setter::OnLost(match *value {
            "log" => OnLost::Log,
            "stop" => OnLost::Stop,
            _ => OnLost::Waiting(MAX_WAITING),
        }),
        "failover-interval" => Setter::FailoverInterval(span(value)?),
        "failover-delay" => Setter::FailoverDelay(span(value)?),
        "tombstone" => Setter::Tombstone(tombstone(value)),
        "global-failover-writes-identity" => Setter::GlobalFailoverWritesIdentity(on),
        "kill-app" => Setter::KillApp(kill_app(value)),
        "take-over" => Setter::TakeOver(match *value {
            "accept-if-running" => TakeOver::AcceptIfRunning,
            _ => TakeOver::AcceptIfUnacked,
        }),
        "context-close-on-stop" => Setter::ContextCloseOnStop(on),
        "listener-bus" => Setter::ListenerBus(match *value {
            "shared-ordered" => ListenerBus::SharedOrdered,
            "shared-unordered" => ListenerBus::SharedUnordered,
            _ => ListenerBus::PerBean,
        }),
        "comparator" => Setter::ComparatorWraps(*value == "wrapping"),
        "close-order" => Setter::ListenersCloseFirst(*value == "listeners-first"),
        "command-transaction" => Setter::CommandTransaction(on),
        "mode" => Setter::ActiveStandby(*value == "active-standby"),
        "slot-order" => Setter::SlotOrder(match *value {
            "heap" => Some(SlotOrder::Heap),
            "hash" => Some(SlotOrder::Hash),
            _ => None,
        }),
        "slot-refresh" => Setter::SlotRefresh(span(value)?),
        _ => Setter::FailoverWait(span(value)?),
    })
}

fn tombstone(value: &str) -> Tombstone {
    match value {
        "addr" => Tombstone::Address,
        "addr+start" => Tombstone::AddressStart,
        "addr+start+pid" => Tombstone::AddressStartPid,
        "addr+uuid" => Tombstone::AddressUuid,
        _ => Tombstone::None,
    }
}

fn kill_app(value: &str) -> KillApp {
    match value {
        "log-server" => KillApp::LogServer,
        "worker-rpc" => KillApp::WorkerRpc,
        "rest" => KillApp::Rest,
        "pinned" => KillApp::Pinned,
        _ => KillApp::None,
    }
}

impl Setter {
    /// Sets the switch.
    pub(super) fn apply(self, config: &mut Config) {
        let switches = &mut config.switches;
        match self {
            Self::SelfKill(on) => config.self_kill = on,
            Self::AddDeadChecksAbsence(on) => switches.add_dead_checks_absence = on,
            Self::Reregister(how) => switches.reregister = how,
            Self::OnLost(what) => switches.on_lost = what,
            Self::FailoverInterval(pause) => {
                let first = switches.failover_interval.map(|(first, _)| first);
                switches.failover_interval = first.map(|first| (first, pause));
            }
            Self::FailoverDelay(delay) => switches.failover_delay = delay,
            Self::Tombstone(key) => switches.tombstone = key,
            Self::GlobalFailoverWritesIdentity(on) => switches.global_failover_writes_identity = on,
            Self::KillApp(how) => switches.kill_app = how,
            Self::TakeOver(how) => switches.take_over = how,
            Self::ContextCloseOnStop(on) => switches.context_close_on_stop = on,
            Self::ListenerBus(bus) => switches.listener_bus = bus,
            Self::ComparatorWraps(on) => switches.comparator_wraps = on,
            Self::ListenersCloseFirst(on) => switches.listeners_close_first = on,
            Self::CommandTransaction(on) => switches.command_transaction = on,
            Self::ActiveStandby(on) => switches.active_standby = on,
            Self::SlotOrder(Some(order)) => switches.slot_order = order,
            // By age, or as the release does it with something as definite.
            Self::SlotOrder(None) if switches.slot_order == SlotOrder::Hash => {
                switches.slot_order = SlotOrder::Address;
            }
            Self::SlotOrder(None) => {}
            Self::SlotRefresh(pause) => switches.slot_refresh = pause,
            Self::FailoverWait(most) => switches.failover_wait = most,
        }
    }
}
