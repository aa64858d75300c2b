//! Which statements a fact prints from 2.0.5 on, in their order, and with what values.

mod failover;
mod work;

use super::printed_by;
use super::slots::{Place, Values};
use super::statement::Statement as S;
use super::template;
use crate::fact::{CuratorState, Fact, Line, Listener, ServerState, Step, StopCause};
use crate::ids::Moment;
use crate::lane::Thread;
use crate::log::Level;
use crate::log::wording::state_name;
use crate::model::{Model, Tombstone, Wording};
use crate::path::{Kind, Path};
use crate::setting::Setting;
use sim::id::NodeId;

/// What a line says of its process beside its own fact: the facts before it have said it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::log) struct Context {
    model: Option<Model>,
    pid: u32,
    start: Moment,
    state: Option<ServerState>,
    cause: Option<StopCause>,
    /// How many rows the failover under way has selected.
    selected: u16,
    slot: Option<u8>,
    /// Of whom the failover is that was begun last.
    kind: Option<Kind>,
}

impl Context {
    /// Takes in a fact of this process.
    pub(in crate::log) fn apply(&mut self, at: Moment, fact: Fact) {
        if let Fact::Booted { model, pid } = fact {
            *self = Self {
                model: Model::from_number(model),
                pid,
                start: at,
                ..Self::default()
            };
        }
        if let Fact::StartNoted { start } = fact {
            self.start = start;
        }
        if let Fact::FailoverStarted { kind, .. } = fact {
            self.kind = Some(kind);
        }
        if let Fact::FailoverSelected { count, .. } = fact {
            self.selected = count;
        }
        if let Fact::CommandsFetched { slot, .. } = fact {
            self.slot = Some(slot);
        }
        if let Fact::StateEntered { state } = fact {
            self.state = Some(state);
        }
        if let Fact::Stopping { cause } = fact {
            self.cause = Some(cause);
        }
    }
}

/// A line before it is laid out.
pub(in crate::log) struct Spoken {
    pub(in crate::log) level: Level,
    pub(in crate::log) logger: &'static str,
    pub(in crate::log) line: u16,
    pub(in crate::log) message: String,
    pub(in crate::log) workflow: u16,
    pub(in crate::log) task: u32,
}

/// The lines that a fact of a process prints.
pub(in crate::log) fn say(
    (me, thread): (NodeId, Thread),
    fact: Fact,
    setting: &Setting,
    wording: Wording,
    context: &Context,
) -> Vec<Spoken> {
    let place = Place {
        me,
        setting,
        wording,
    };
    let speaker = Speaker {
        thread,
        place,
        context,
    };
    let (statements, values) = speaker.fact(fact);
    (statements.into_iter())
        .filter_map(|statement| {
            let printed = printed_by(statement, wording)?;
            Some(Spoken {
                level: printed.level,
                logger: printed.logger,
                line: printed.line,
                message: template::fill(printed.text, |slot| place.value(&values, slot)),
                workflow: values.instance,
                task: values.task,
            })
        })
        .collect()
}

type Say = (Vec<S>, Values);

fn nothing() -> Say {
    (Vec::new(), Values::default())
}

fn plain(statement: S) -> Say {
    (vec![statement], Values::default())
}

fn of(kind: Kind, master: S, worker: S) -> S {
    match kind {
        Kind::Master => master,
        Kind::Worker => worker,
    }
}

struct Speaker<'a> {
    thread: Thread,
    place: Place<'a>,
    context: &'a Context,
}

impl Speaker<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the log of 1.3.x matches every fact; these are the ones that later releases print"
    )]
    fn fact(&self, fact: Fact) -> Say {
        let values = Values::default();
        match fact {
            Fact::PortOpened => plain(S::PortBound),
            Fact::Printed { line } => self.printed(line),
            Fact::Stopping { .. } | Fact::StopStep { .. } => self.stop(fact),
            Fact::SessionEstablished { .. }
            | Fact::StateChanged { .. }
            | Fact::HeardNothing { .. }
            | Fact::ExpiredThere { .. }
            | Fact::ExpiryInjected { .. }
            | Fact::ClientClosed { .. }
            | Fact::HandleClosed { .. }
            | Fact::StateHeard { .. } => self.client(fact),
            Fact::Registered { .. }
            | Fact::DeadEntryDeleted { .. }
            | Fact::DeadEntryAdded { .. }
            | Fact::AbsenceChecked { .. }
            | Fact::Unregistered { .. }
            | Fact::JudgedDead { .. } => self.registration(fact),
            Fact::ServerAdded {
                kind,
                node,
                listener,
            } => self.added(kind, node, listener),
            Fact::ServerRemoved {
                kind,
                node,
                listener,
            } => self.removed(kind, node, listener),
            Fact::ServersRead {
                kind: Kind::Worker,
                nodes,
                added: true,
            } => (vec![S::CurrentNodes], values.nodes(nodes)),
            Fact::SlotsSet {
                slot,
                slots,
                listed,
            } => self.slots(slot, slots, listed),
            Fact::FailoverStarted { .. }
            | Fact::FailoverSelected { .. }
            | Fact::FailoverInstance { .. }
            | Fact::HandedOver { .. }
            | Fact::FailoverEnded { .. }
            | Fact::FailoverFailed { .. }
            | Fact::FailoverTask { .. }
            | Fact::LogFailed { .. }
            | Fact::TaskNeedsFaultTolerance { .. }
            | Fact::KillAsked { .. }
            | Fact::FailoverRound { .. } => self.failover(fact),
            Fact::EventPublished { .. }
            | Fact::EventFired { .. }
            | Fact::EventHandled { .. }
            | Fact::HostLooked { .. }
            | Fact::TombstoneWritten { .. }
            | Fact::FailoverSkipped { .. } => self.event(fact),
            Fact::CoordinatorSet { active: true } => plain(S::ActiveNow),
            Fact::CoordinatorSet { active: false } => plain(S::StandbyNow),
            _ => self.of_work(fact),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is left of the facts prints nothing"
    )]
    fn of_work(&self, fact: Fact) -> Say {
        match fact {
            Fact::CommandsFetched { .. }
            | Fact::CommandFound { .. }
            | Fact::CommandHandled { .. }
            | Fact::CommandFailed { .. }
            | Fact::WorkflowLeft { .. } => self.command(fact),
            Fact::TaskSubmitted { .. }
            | Fact::TaskDispatched { .. }
            | Fact::DispatchFailed { .. }
            | Fact::DispatchDropped { .. }
            | Fact::AckReceived { .. }
            | Fact::ResultReceived { .. }
            | Fact::TaskMoved { .. }
            | Fact::TakeOverAnswered { .. } => self.task(fact),
            Fact::TaskReceived { .. }
            | Fact::OwnerChanged { .. }
            | Fact::ShellStarted { .. }
            | Fact::ShellEnded { .. }
            | Fact::ReportFailed { .. }
            | Fact::ShellLeft { .. } => self.worker(fact),
            _ => nothing(),
        }
    }

    fn printed(&self, line: Line) -> Say {
        match line {
            Line::SchedulerStarted => plain(S::SchedulerStarted),
            Line::QuartzStarted => plain(S::QuartzStarted),
            Line::FailoverThreadStarted => plain(S::RoundsBegin),
            Line::NotRunning => plain(S::NotRunning),
            Line::SystemNodes
            | Line::StartQuartz
            | Line::DataSourceOpened
            | Line::CacheStarted
            | Line::StartUpException
            | Line::LogClientClosed
            | Line::StateEventStopped => nothing(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    /// From 3.x on the line with the cause comes when the pause of 3 s is over.
    fn stop(&self, fact: Fact) -> Say {
        let early = self.place.wording == Wording::G1Fixed;
        let values = Values {
            cause: self.context.cause,
            start: Some(self.context.start),
            key_pid: self.key_pid(),
            ..Values::default()
        };
        let said = match fact {
            Fact::Stopping { .. } if early => S::Stopping,
            Fact::Stopping { .. } => S::StatusStopped,
            Fact::StopStep { step } => match step {
                Step::NettyClientClosed if !early => S::Stopping,
                Step::NettyClientClosed => S::NettyClientClosed,
                Step::ScheduleServiceStopped => S::ScheduleServiceStopped,
                Step::NettyServerClosed => S::PortClosed,
                Step::HeartbeatShutdown => S::HeartbeatShutdown,
                Step::DataSourceClosed => S::PoolClosed,
                Step::QuartzStopped => return (vec![S::QuartzHalted, S::QuartzStopped], values),
                Step::QuartzShuttingDown | Step::TaskResponseStopped | Step::ContextClosed => {
                    return nothing();
                }
            },
            _ => return nothing(),
        };
        (vec![said], values)
    }

    fn key_pid(&self) -> Option<u32> {
        let tombstone = self.context.model.map(|model| model.switches().tombstone);
        (tombstone == Some(Tombstone::AddressStartPid)).then_some(self.context.pid)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    fn client(&self, fact: Fact) -> Say {
        let values = Values::default();
        match fact {
            Fact::SessionEstablished {
                session,
                granted_ms,
                ..
            } => {
                let (session, count) = (Some(session), granted_ms);
                (
                    vec![S::SessionEstablished],
                    values.session(session).count(count),
                )
            }
            Fact::StateChanged { state, .. } => {
                let state = state_name(state);
                (vec![S::StateChange], values.state(state))
            }
            Fact::HeardNothing { session, ms, .. } => {
                let session = Some(session);
                (vec![S::HeardNothing], values.session(session).ms(ms))
            }
            Fact::ExpiredThere { session, .. } => {
                let session = Some(session);
                (vec![S::ExpiredThere], values.session(session))
            }
            Fact::ExpiryInjected { ms, .. } => (vec![S::Injected], values.ms(ms).count(ms)),
            Fact::HandleClosed { session, .. }
            | Fact::ClientClosed {
                session: Some(session),
                ..
            } => {
                let session = Some(session);
                (vec![S::SessionClosed], values.session(session))
            }
            Fact::StateHeard { state, .. } => self.heard(state),
            _ => nothing(),
        }
    }

    fn heard(&self, state: CuratorState) -> Say {
        let (plugin, server, state) = match state {
            CuratorState::Connected => return nothing(),
            CuratorState::Suspended => {
                (S::RegistrySuspended, Some(S::ServerSuspended), "SUSPENDED")
            }
            CuratorState::Lost => (
                S::RegistryDisconnected,
                Some(S::ServerDisconnected),
                "DISCONNECTED",
            ),
            CuratorState::Reconnected => (S::RegistryReconnected, None, "RECONNECTED"),
        };
        let server_state = match self.context.state {
            Some(ServerState::Running) | None => "RUNNING",
            Some(ServerState::Waiting) => "WAITING",
            Some(
                ServerState::Starting
                | ServerState::Stopped
                | ServerState::Zombie
                | ServerState::Shell,
            ) => "STOPPED",
        };
        let values = Values {
            state,
            server_state,
            ..Values::default()
        };
        let worker = matches!(self.place.role(), crate::setting::Role::Worker);
        let mut statements = vec![plugin];
        if !worker {
            statements.extend(server);
            statements.push(S::EventReceived);
        }
        (statements, values)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    fn registration(&self, fact: Fact) -> Say {
        let values = Values::default();
        let own = |kind| Some(Path::server(kind, self.place.me));
        match fact {
            Fact::Registered { kind, interval_s } => {
                let (path, interval) = (own(kind), interval_s);
                let said = of(kind, S::MasterRegistered, S::WorkerRegistered);
                (vec![said], values.path(path).interval(interval))
            }
            Fact::Unregistered { kind, .. } => {
                let path = own(kind);
                let said = of(kind, S::MasterUnregistered, S::WorkerUnregistered);
                (vec![said], values.path(path))
            }
            Fact::DeadEntryDeleted { kind } => {
                let kind = Some(kind);
                (vec![S::DeadEntryDeleted], values.kind(kind))
            }
            Fact::DeadEntryAdded { kind, node } => {
                let (kind, path) = (Some(kind), Some(Path::server(kind, node)));
                (vec![S::DeadEntryAdded], values.kind(kind).path(path))
            }
            Fact::AbsenceChecked {
                kind,
                node,
                absent: true,
            } => {
                let path = Some(Path::server(kind, node));
                (vec![S::PathAbsent], values.path(path))
            }
            Fact::JudgedDead { .. } => {
                let (start, key_pid) = (Some(self.context.start), self.key_pid());
                (vec![S::UnderKey], values.start(start).key_pid(key_pid))
            }
            _ => nothing(),
        }
    }

    fn added(&self, kind: Kind, node: NodeId, listener: Listener) -> Say {
        let said = match listener {
            Listener::Failover => of(kind, S::MasterAdded, S::WorkerAdded),
            Listener::MasterAlerts => S::AlertMasterAdded,
            Listener::WorkerAlerts => S::AlertWorkerAdded,
            Listener::Cluster => of(kind, S::ClusterMasterAdded, S::ClusterWorkerAdded),
        };
        (vec![said], at(kind, node))
    }

    fn removed(&self, kind: Kind, node: NodeId, listener: Listener) -> Say {
        let said = match (listener, kind) {
            (Listener::Failover, Kind::Master) => vec![S::MasterNodeDeleted],
            (Listener::Failover, Kind::Worker) => vec![S::WorkerDeleted, S::WorkerNodeDeleted],
            (Listener::MasterAlerts, _) => vec![S::AlertMasterDown],
            (Listener::WorkerAlerts, _) => vec![S::AlertWorkerDown, S::WorkerForgotten],
            (Listener::Cluster, Kind::Master) => vec![S::ClusterMasterRemoved],
            (Listener::Cluster, Kind::Worker) => vec![S::ClusterWorkerRemoved],
        };
        (said, at(kind, node))
    }

    /// 2.0.5 prints an empty slot where the own node is not in the list; 3.1.9 a warning and zeros.
    fn slots(&self, slot: u8, slots: u8, listed: bool) -> Say {
        let early = self.place.wording == Wording::G2Early;
        let said = match (listed, self.place.wording) {
            (true, _) | (false, Wording::G1Fixed) => vec![S::SlotsSet],
            (false, Wording::G2Early) => vec![S::SlotsNotListed, S::SlotsSet],
            (false, Wording::G1 | Wording::G2 | Wording::G3) => vec![S::SlotsNotListed],
        };
        let values = Values {
            slot: (listed || early).then_some(slot),
            slots: if listed || !early { slots } else { 0 },
            ..Values::default()
        };
        (said, values)
    }
}

fn at(kind: Kind, node: NodeId) -> Values {
    Values {
        kind: Some(kind),
        node: Some(node),
        path: Some(Path::server(kind, node)),
        ..Values::default()
    }
}
