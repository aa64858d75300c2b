//! The statements that print the lines of 2.0.5 and later, and what each of their lines says.

use crate::log::Level;
use crate::log::parse::Entry;
use crate::path::Kind;

/// A statement that prints a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Statement {
    SessionEstablished,
    StateChange,
    HeardNothing,
    ExpiredThere,
    Injected,
    SessionClosed,
    RegistrySuspended,
    RegistryDisconnected,
    RegistryReconnected,
    ServerSuspended,
    ServerDisconnected,
    EventReceived,
    PortBound,
    PortClosed,
    NettyClientClosed,
    MasterRegistered,
    WorkerRegistered,
    MasterUnregistered,
    WorkerUnregistered,
    HeartbeatShutdown,
    DeadEntryDeleted,
    DeadEntryAdded,
    MasterAdded,
    WorkerAdded,
    WorkerDeleted,
    MasterNodeDeleted,
    WorkerNodeDeleted,
    PathAbsent,
    AlertMasterAdded,
    AlertMasterDown,
    AlertWorkerAdded,
    AlertWorkerDown,
    WorkerForgotten,
    CurrentNodes,
    SlotsSet,
    SlotsNotListed,
    RoundsBegin,
    Round,
    MasterFailoverBegins,
    MasterFailoverOver,
    MasterFailoverSelected,
    InstanceFailover,
    InstanceSpared,
    InstanceHostIsNull,
    InstanceNew,
    InstanceHere,
    HandedOver,
    KillBegins,
    KillAsked,
    MasterFailoverEnded,
    MasterFailoverFailed,
    WorkerFailoverBegins,
    WorkerFailoverStarted,
    TaskFailover,
    TaskFailedOver,
    LogFailed,
    WorkerFailoverEnded,
    WorkerFailoverOver,
    ClusterMasterAdded,
    ClusterMasterRemoved,
    ClusterWorkerAdded,
    ClusterWorkerRemoved,
    GlobalPublished,
    MasterPublished,
    WorkerPublished,
    GlobalBegins,
    GlobalAlive,
    GlobalDead,
    GlobalEnded,
    EventFired,
    FailoverAlive,
    FailoverKeyThere,
    KeyPersisted,
    UnderKey,
    StatusStopped,
    ActiveNow,
    StandbyNow,
    TakeOverRefused,
    TakenOver,
    SchedulerStarted,
    QuartzStarted,
    NotRunning,
    CommandsFetched,
    CommandInSlot,
    CommandFound,
    CommandHandled,
    WorkflowQueued,
    AlreadyHeld,
    SlotSkipped,
    HandleError,
    TaskReady,
    TaskRunsAlready,
    TaskDispatched,
    DispatchFailed,
    DispatchDropped,
    AckReceived,
    ResultReceived,
    TaskRetried,
    WorkflowEnded,
    Stopping,
    ScheduleServiceStopped,
    QuartzHalted,
    QuartzStopped,
    PoolClosed,
    TaskReceived,
    OwnerChanged,
    ShellStarted,
    ShellEnded,
    ReportFailed,
    ConnectError,
    Killed,
}

/// A statement of one release, with its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printed {
    pub(super) statement: Statement,
    pub(super) level: Level,
    pub(super) logger: &'static str,
    /// 0 where the release was not looked at.
    pub(super) line: u16,
    /// The message, with its slots.
    pub(super) text: &'static str,
}

/// The values that were read from a line, by the names of their slots.
pub(super) struct Values<'a>(pub(super) &'a [(&'a str, String)]);

impl Values<'_> {
    fn text(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(slot, _)| *slot == name);
        found.map(|(_, value)| value.clone())
    }

    fn number<N: core::str::FromStr>(&self, name: &str) -> Option<N> {
        self.text(name)?.trim().parse().ok()
    }

    /// The server that an address, or the last part of a path, names.
    fn server(&self) -> Option<String> {
        let value = self.text("server").or_else(|| self.text("path"));
        let value = value.or_else(|| self.text("me"))?;
        Some(value.rsplit('/').next().unwrap_or(&value).to_owned())
    }

    fn kind(&self) -> Option<Kind> {
        let names = ["kind", "upper_kind", "capital_kind"];
        let name = names.iter().find_map(|name| self.text(name))?;
        match name.to_lowercase().as_str() {
            "master" => Some(Kind::Master),
            "worker" => Some(Kind::Worker),
            _ => None,
        }
    }
}

impl Statement {
    /// What a line of this statement says; nothing if a value in it cannot be read.
    pub(super) fn entry(self, values: &Values<'_>) -> Option<Entry> {
        self.of_process(values)
            .or_else(|| self.of_servers(values))
            .or_else(|| self.of_failover(values))
            .or_else(|| self.of_work(values))
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other statements are asked for after this"
    )]
    fn of_process(self, values: &Values<'_>) -> Option<Entry> {
        let state = |state: &str| {
            Some(Entry::RegistryState {
                state: state.to_owned(),
            })
        };
        match self {
            Self::SessionEstablished => {
                let granted_ms = values.number("granted")?;
                Some(Entry::SessionEstablished { granted_ms })
            }
            Self::StateChange => Some(Entry::StateChange {
                state: values.text("state")?,
            }),
            Self::HeardNothing => Some(Entry::HeardNothing),
            Self::ExpiredThere => Some(Entry::ExpiredThere),
            Self::Injected => Some(Entry::ExpiryInjected),
            Self::SessionClosed => Some(Entry::SessionClosed),
            Self::RegistrySuspended => state("suspended"),
            Self::RegistryDisconnected => state("disconnected"),
            Self::RegistryReconnected => state("reconnected"),
            Self::ServerSuspended => Some(Entry::Suspended { master: true }),
            Self::ServerDisconnected => Some(Entry::Lost { master: true }),
            Self::EventReceived => match values.text("event")?.as_str() {
                "SUSPENDED" => Some(Entry::Suspended { master: true }),
                "DISCONNECTED" => Some(Entry::Lost { master: true }),
                "RECONNECTED" => Some(Entry::Reconnected { master: true }),
                _ => None,
            },
            Self::PortBound => Some(Entry::PortBound {
                port: values.number("port")?,
            }),
            Self::PortClosed => Some(Entry::PortClosed),
            Self::NettyClientClosed => Some(Entry::NettyClientClosed),
            Self::HeartbeatShutdown => Some(Entry::HeartbeatShutdown),
            Self::SchedulerStarted => Some(Entry::SchedulerStarted),
            Self::QuartzStarted => Some(Entry::QuartzStarted),
            Self::NotRunning => Some(Entry::NotRunning),
            Self::Stopping => {
                let (kind, cause) = (values.kind()?, values.text("cause")?);
                Some(Entry::Stopping { kind, cause })
            }
            Self::StatusStopped => Some(Entry::StatusStopped),
            Self::ScheduleServiceStopped => Some(Entry::ScheduleServiceStopped),
            Self::QuartzHalted => Some(Entry::QuartzHalted),
            Self::QuartzStopped => Some(Entry::QuartzStopped),
            Self::PoolClosed => Some(Entry::PoolClosed),
            Self::ActiveNow => Some(Entry::Coordinator { active: true }),
            Self::StandbyNow => Some(Entry::Coordinator { active: false }),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other statements are asked for after this"
    )]
    fn of_servers(self, values: &Values<'_>) -> Option<Entry> {
        let (master, worker) = (Kind::Master, Kind::Worker);
        let server = || values.server();
        match self {
            Self::MasterRegistered => Some(Entry::Registered {
                kind: master,
                server: server()?,
            }),
            Self::WorkerRegistered => Some(Entry::Registered {
                kind: worker,
                server: server()?,
            }),
            Self::MasterUnregistered => Some(Entry::Unregistered {
                kind: master,
                server: server()?,
            }),
            Self::WorkerUnregistered => Some(Entry::Unregistered {
                kind: worker,
                server: server()?,
            }),
            Self::DeadEntryDeleted => {
                let (kind, server) = (values.kind()?, server()?);
                Some(Entry::DeadEntryDeleted { kind, server })
            }
            Self::DeadEntryAdded => {
                let (kind, server) = (values.kind()?, server()?);
                Some(Entry::DeadEntryAdded { kind, server })
            }
            Self::MasterAdded => Some(Entry::NodeAdded {
                kind: master,
                server: server()?,
            }),
            Self::WorkerAdded => Some(Entry::NodeAdded {
                kind: worker,
                server: server()?,
            }),
            Self::MasterNodeDeleted => Some(Entry::NodeDeleted {
                kind: master,
                server: server()?,
            }),
            Self::WorkerNodeDeleted => Some(Entry::NodeDeleted {
                kind: worker,
                server: server()?,
            }),
            Self::PathAbsent => Some(Entry::PathAbsent { server: server()? }),
            _ => self.of_alerts(values),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other statements are asked for after this"
    )]
    fn of_alerts(self, values: &Values<'_>) -> Option<Entry> {
        let (master, worker) = (Kind::Master, Kind::Worker);
        let server = || values.server();
        match self {
            Self::AlertMasterAdded => Some(Entry::Added {
                kind: master,
                server: server()?,
            }),
            Self::AlertWorkerAdded => Some(Entry::Added {
                kind: worker,
                server: server()?,
            }),
            Self::AlertMasterDown => Some(Entry::Down {
                kind: master,
                server: server()?,
            }),
            Self::AlertWorkerDown => Some(Entry::Down {
                kind: worker,
                server: server()?,
            }),
            Self::CurrentNodes => Some(Entry::CurrentNodes),
            Self::SlotsSet => Some(Entry::SlotsSet {
                slot: values.number("slot"),
                slots: values.number("slots")?,
            }),
            Self::SlotsNotListed => Some(Entry::SlotsNotListed),
            Self::ClusterMasterAdded => Some(Entry::ClusterAdded {
                kind: master,
                server: values.server(),
            }),
            Self::ClusterMasterRemoved => Some(Entry::ClusterRemoved {
                kind: master,
                server: values.server(),
            }),
            Self::ClusterWorkerAdded => Some(Entry::ClusterAdded {
                kind: worker,
                server: None,
            }),
            Self::ClusterWorkerRemoved => Some(Entry::ClusterRemoved {
                kind: worker,
                server: None,
            }),
            // Said a second time by another class, or of no consequence.
            Self::WorkerDeleted | Self::WorkerForgotten => Some(Entry::Other),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other statements are asked for after this"
    )]
    fn of_failover(self, values: &Values<'_>) -> Option<Entry> {
        let (master, worker) = (Kind::Master, Kind::Worker);
        let server = values.server();
        match self {
            Self::RoundsBegin => Some(Entry::RoundsBegin),
            Self::Round => Some(Entry::Round {
                hosts: values.text("servers")?,
            }),
            Self::MasterFailoverBegins => Some(Entry::FailoverStarted {
                kind: master,
                server,
            }),
            Self::WorkerFailoverBegins => Some(Entry::FailoverStarted {
                kind: worker,
                server,
            }),
            Self::WorkerFailoverStarted => Some(Entry::WorkerFailoverStarted { server: server? }),
            Self::MasterFailoverSelected => Some(Entry::FailoverList {
                count: values.number("count")?,
            }),
            Self::InstanceFailover => Some(Entry::FailoverInstance {
                instance: values.number("instance").unwrap_or(0),
            }),
            Self::InstanceSpared
            | Self::InstanceHostIsNull
            | Self::InstanceNew
            | Self::InstanceHere => Some(Entry::InstanceSpared),
            Self::HandedOver => Some(Entry::HandedOver {
                instance: values.number("instance").unwrap_or(0),
            }),
            Self::KillBegins => Some(Entry::KillBegins),
            Self::KillAsked => Some(Entry::KillAsked { server: server? }),
            Self::MasterFailoverEnded => Some(Entry::FailoverPassEnded {
                kind: master,
                server: server?,
            }),
            Self::WorkerFailoverEnded => Some(Entry::FailoverPassEnded {
                kind: worker,
                server: server?,
            }),
            Self::MasterFailoverOver => Some(Entry::FailoverEnded {
                kind: master,
                server,
            }),
            Self::WorkerFailoverOver => Some(Entry::FailoverEnded {
                kind: worker,
                server,
            }),
            Self::MasterFailoverFailed => Some(Entry::FailoverFailed { server: server? }),
            Self::TaskFailover => Some(Entry::TaskFailover),
            Self::TaskFailedOver => Some(Entry::TaskFailedOver),
            Self::LogFailed => Some(Entry::ViewLogError),
            _ => self.of_event(values),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other statements are asked for after this"
    )]
    fn of_event(self, values: &Values<'_>) -> Option<Entry> {
        let server = values.server();
        match self {
            Self::GlobalPublished => Some(Entry::Published {
                event: "global".to_owned(),
            }),
            Self::MasterPublished => Some(Entry::Published { event: server? }),
            Self::WorkerPublished => Some(Entry::Published {
                event: "worker".to_owned(),
            }),
            Self::GlobalBegins => Some(Entry::GlobalFailover { begins: true }),
            Self::GlobalEnded => Some(Entry::GlobalFailover { begins: false }),
            Self::GlobalAlive => Some(Entry::HostLooked {
                server: server?,
                alive: true,
            }),
            Self::GlobalDead => Some(Entry::HostLooked {
                server: server?,
                alive: false,
            }),
            Self::EventFired => Some(Entry::EventFired {
                event: values.text("system_event")?,
            }),
            Self::FailoverAlive | Self::FailoverKeyThere => {
                Some(Entry::FailoverSkipped { server: server? })
            }
            Self::KeyPersisted => Some(Entry::KeyPersisted {
                server: of_key(values)?,
            }),
            Self::UnderKey => Some(Entry::UnderKey {
                server: of_key(values)?,
            }),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other statements were asked for before this"
    )]
    fn of_work(self, values: &Values<'_>) -> Option<Entry> {
        // Some lines name the task only before their message, in brackets.
        let task = values.number("task").unwrap_or(0);
        let instance = values.number("instance").unwrap_or(0);
        match self {
            Self::CommandsFetched => Some(Entry::CommandsFetched {
                count: values.number("count")?,
                slot: values.number("slot")?,
                slots: values.number("slots")?,
            }),
            Self::CommandInSlot => Some(Entry::CommandInSlot {
                slot: values.number("slot")?,
            }),
            Self::CommandFound => {
                let (command, kind) = (values.number("command")?, values.text("command_type")?);
                Some(Entry::CommandFound { command, kind })
            }
            Self::CommandHandled | Self::WorkflowQueued => Some(Entry::CommandHandled { instance }),
            Self::AlreadyHeld => Some(Entry::AlreadyHeld),
            Self::SlotSkipped | Self::HandleError => Some(Entry::CommandLeft),
            Self::TaskReady => Some(Entry::TaskReady { task }),
            Self::TaskRunsAlready => Some(Entry::TaskAlreadyRunning),
            Self::TakenOver => Some(Entry::TakeOver { agreed: true }),
            Self::TakeOverRefused => Some(Entry::TakeOver { agreed: false }),
            Self::TaskDispatched => Some(Entry::TaskDispatched {
                server: values.text("server"),
            }),
            Self::DispatchFailed => Some(Entry::DispatchFailed),
            Self::DispatchDropped => Some(Entry::DispatchDropped),
            Self::AckReceived => Some(Entry::AckReceived { task }),
            Self::ResultReceived => {
                let status = values.number("status")?;
                Some(Entry::ResultReceived { task, status })
            }
            Self::TaskRetried => Some(Entry::TaskMoved),
            Self::WorkflowEnded => {
                let state = values.text("instance_state").unwrap_or_default();
                Some(Entry::ProcessEnd { instance, state })
            }
            Self::TaskReceived => Some(Entry::TaskReceived),
            Self::OwnerChanged => Some(Entry::OwnerChanged {
                task,
                server: values.text("server")?,
            }),
            Self::ShellStarted => Some(Entry::ShellStarted),
            Self::ShellEnded => Some(Entry::TaskFinalStatus {
                task,
                state: values.text("task_state")?,
            }),
            Self::ReportFailed => Some(Entry::ReportFailed),
            Self::ConnectError => Some(Entry::ConnectError {
                server: values.text("server")?,
            }),
            Self::Killed => Some(Entry::Killed { task }),
            _ => None,
        }
    }
}

/// The server whose tombstone a path names: its address before the first hyphen.
fn of_key(values: &Values<'_>) -> Option<String> {
    let key = values.text("key")?;
    let name = key.rsplit('/').next()?;
    name.split('-').next().map(str::to_owned)
}
