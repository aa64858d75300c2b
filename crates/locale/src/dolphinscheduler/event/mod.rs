//! Events of a cluster as sentences. Each has a template of its own in each language, side by side; a
//! detail adds the number that matters, or what a newcomer would not expect.

mod registry;
mod server;
mod work;

use super::names;
use crate::Language;
use crate::event::Telling;
use crate::number::about;
use crate::spacing::close_up;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::path::Path;
use dolphinscheduler::server::Command;
use picture::dolphinscheduler::{DolphinScheduler, Picture};
use picture::reading::Reading;
use sim::id::{EventId, NodeId};
use sim::intervention::{Intervention, Verb};
use sim::time::{SimTime, Span};
use sim::trace::{Ending, Row, Tag};
use sim::world::act_of;

pub(super) use crate::event::say;

/// Tells an event, given the picture before it.
pub fn tell(
    language: Language,
    reading: &Reading<'_, DolphinScheduler>,
    before: &Picture,
    event: EventId,
) -> Telling {
    let Some(row) = reading.trace.get(event) else {
        return Telling::default();
    };
    let facts = Facts {
        language,
        reading,
        before,
        row,
    };
    let telling = match (act_of(&row), Fact::decode(&row)) {
        (Some((verb, node, other)), _) => facts.deed(verb, node, other),
        (None, Some(fact)) => facts.fact(fact),
        (None, None) => facts.kernel(),
    };
    Telling {
        head: close_up(language, telling.head),
        detail: close_up(language, telling.detail),
    }
}

/// An event and everything that its sentence may need.
pub(super) struct Facts<'a> {
    pub(super) language: Language,
    pub(super) reading: &'a Reading<'a, DolphinScheduler>,
    pub(super) before: &'a Picture,
    pub(super) row: Row,
}

impl Facts<'_> {
    pub(super) fn host(&self, node: NodeId) -> String {
        names::host(self.language, self.reading.setting, node)
    }

    /// The host it happened on, with its incarnation.
    pub(super) fn here(&self) -> String {
        self.process_of(self.row.node)
    }

    /// A host's present process, by host and incarnation.
    pub(super) fn process_of(&self, node: NodeId) -> String {
        let starts = self
            .before
            .hosts
            .get(node.index())
            .map_or(1, |host| host.starts);
        names::process(self.language, self.reading.setting, node, starts)
    }

    pub(super) fn path(&self, path: Path) -> String {
        names::path(self.reading.setting, path)
    }

    pub(super) fn session(&self, session: SessionId) -> String {
        names::session_of(self.reading.setting, &self.before.registry, session)
    }

    /// How long ago a moment is.
    pub(super) fn ago(&self, at: SimTime) -> String {
        about(self.language, self.row.at.since(at))
    }

    /// A length of time that a fact has in milliseconds.
    pub(super) fn millis(&self, ms: u32) -> String {
        about(self.language, Span::from_millis(u64::from(ms)))
    }

    /// Every fact has its sentence: a new one is met here first.
    fn fact(&self, fact: Fact) -> Telling {
        match fact {
            Fact::SessionOpened { .. }
            | Fact::SessionResumed { .. }
            | Fact::SessionRefused { .. }
            | Fact::SessionMoved { .. }
            | Fact::SessionExpired { .. }
            | Fact::SessionClosed { .. }
            | Fact::NodeCreated { .. }
            | Fact::NodeSet { .. }
            | Fact::NodeGone { .. }
            | Fact::RegistryServes
            | Fact::RowWritten { .. }
            | Fact::CommandInserted { .. }
            | Fact::CommandDeleted { .. }
            | Fact::CommandErrored { .. }
            | Fact::AlertInserted { .. }
            | Fact::CommandMissed { .. }
            | Fact::AlertSkipped { .. }
            | Fact::AppSubmitted { .. }
            | Fact::AppEnded { .. } => self.stores(fact),
            Fact::Booted { .. }
            | Fact::StartNoted { .. }
            | Fact::PortOpened
            | Fact::PortClosed
            | Fact::Printed { .. }
            | Fact::StateEntered { .. }
            | Fact::Stopping { .. }
            | Fact::StopStep { .. }
            | Fact::PoolClosed => self.life(fact),
            Fact::ClientStarted { .. }
            | Fact::StateChanged { .. }
            | Fact::StateHeard { .. }
            | Fact::OperationFailed { .. } => self.client(fact),
            Fact::SessionEstablished { .. }
            | Fact::HeardNothing { .. }
            | Fact::ExpiredThere { .. }
            | Fact::ExpiryInjected { .. }
            | Fact::ClientClosed { .. }
            | Fact::HandleClosed { .. } => self.session_of_client(fact),
            Fact::LockQueued { .. }
            | Fact::LockWaits { .. }
            | Fact::LockTaken { .. }
            | Fact::LockLeft { .. } => self.lock(fact),
            Fact::Persisted { .. }
            | Fact::Registered { .. }
            | Fact::DeadEntryDeleted { .. }
            | Fact::DeadEntryAdded { .. }
            | Fact::DeadEntryFound { .. }
            | Fact::AbsenceChecked { .. }
            | Fact::HeartbeatStarted
            | Fact::HeartbeatWritten
            | Fact::JudgedDead { .. }
            | Fact::Unregistered { .. }
            | Fact::HeartbeatFailed
            | Fact::DeadEntriesListed { .. } => self.registration(fact),
            Fact::ListenerAdded { .. }
            | Fact::ServerAdded { .. }
            | Fact::ServerRemoved { .. }
            | Fact::ServersRead { .. }
            | Fact::AlertFailed { .. } => self.membership(fact),
            Fact::FailoverStarted { .. }
            | Fact::FailoverSelected { .. }
            | Fact::FailoverInstance { .. }
            | Fact::HandedOver { .. }
            | Fact::FailoverEnded { .. }
            | Fact::FailoverFailed { .. } => self.failover(fact),
            Fact::FailoverTask { .. }
            | Fact::LogAsked { .. }
            | Fact::LogFailed { .. }
            | Fact::AppFound { .. }
            | Fact::AppStateFailed { .. }
            | Fact::AppKilled { .. }
            | Fact::TaskNeedsFaultTolerance { .. } => self.worker_failover(fact),
            Fact::FailoverRound { .. }
            | Fact::EventPublished { .. }
            | Fact::EventFired { .. }
            | Fact::EventHandled { .. }
            | Fact::CoordinatorSet { .. } => self.event_bus(fact),
            Fact::HostLooked { .. }
            | Fact::TombstoneWritten { .. }
            | Fact::FailoverSkipped { .. } => self.host_failover(fact),
            Fact::CommandsFetched { .. }
            | Fact::CommandFound { .. }
            | Fact::CommandHandled { .. }
            | Fact::CommandFailed { .. }
            | Fact::SlotsSet { .. }
            | Fact::WorkflowHeld { .. }
            | Fact::WorkflowLeft { .. } => self.command(fact),
            Fact::TaskSubmitted { .. }
            | Fact::TaskDispatched { .. }
            | Fact::DispatchFailed { .. }
            | Fact::DispatchDropped { .. }
            | Fact::AckReceived { .. }
            | Fact::ResultReceived { .. }
            | Fact::ReportDropped { .. }
            | Fact::TaskWaitEnded { .. } => self.task(fact),
            Fact::TakeOverAsked { .. } | Fact::TakeOverAnswered { .. } | Fact::TaskMoved { .. } => {
                self.take_over(fact)
            }
            Fact::TaskReceived { .. }
            | Fact::ShellStarted { .. }
            | Fact::ShellEnded { .. }
            | Fact::ShellsClash { .. }
            | Fact::ShellLeft { .. }
            | Fact::KillAsked { .. } => self.worker(fact),
            Fact::ReportFailed { .. } | Fact::ReportAcked { .. } | Fact::OwnerChanged { .. } => {
                self.report(fact)
            }
        }
    }

    fn kernel(&self) -> Telling {
        let here = self.here();
        match Tag::from_number(self.row.tag) {
            Some(Tag::ProcessStarted) => {
                let next = self.before.hosts.get(self.row.node.index());
                let starts = next.map_or(0, |host| host.starts) + 1;
                let new =
                    names::process(self.language, self.reading.setting, self.row.node, starts);
                say!(self, "The process {new} starts.", "进程 {new} 启动。")
            }
            Some(Tag::ProcessEnded) => match Ending::from_number(self.row.small) {
                Some(Ending::Killed) => say!(
                    self,
                    "The process {here} is gone.",
                    "Its sessions are not closed: the registry keeps them until they expire.",
                    "进程 {here} 没了。",
                    "会话没有关闭，注册中心要等它们过期。"
                ),
                Some(Ending::PowerLost) => say!(
                    self,
                    "The process {here} is gone with its host's power.",
                    "进程 {here} 随断电消失。"
                ),
                Some(Ending::Terminated | Ending::Exited) | None => {
                    say!(self, "The process {here} ends.", "进程 {here} 退出。")
                }
            },
            Some(Tag::Stalled) => say!(
                self,
                "A packet from {here} gets no answer.",
                "TCP keeps it and tries again, later each time.",
                "{here} 发出的包没有回音。",
                "TCP 留着它再发，一次比一次晚。"
            ),
            Some(Tag::Act) | None => Telling::default(),
        }
    }

    fn deed(&self, verb: Verb, node: NodeId, other: Option<NodeId>) -> Telling {
        let here = self.host(node);
        let other = other.map(|other| self.host(other)).unwrap_or_default();
        match verb {
            Verb::Start => say!(self, "The operator starts {here}.", "运维启动 {here}。"),
            Verb::Stop => say!(
                self,
                "The operator stops {here} with SIGTERM.",
                "运维用 SIGTERM 停 {here}。"
            ),
            Verb::Kill => say!(
                self,
                "{here} is killed with -9.",
                "Nothing of it can say goodbye.",
                "{here} 被 kill -9。",
                "它来不及跟任何人道别。"
            ),
            Verb::PowerOff => say!(self, "{here} loses its power.", "{here} 断电。"),
            Verb::PowerOn => say!(self, "{here} has power again.", "{here} 通电。"),
            Verb::Edit => say!(
                self,
                "The configuration of {here} is changed on disk.",
                "A running process does not notice.",
                "改了 {here} 磁盘上的配置。",
                "正在跑的进程不知道。"
            ),
            Verb::NoArp
            | Verb::Firewall
            | Verb::OpenFirewall
            | Verb::Cut
            | Verb::Heal
            | Verb::Reject
            | Verb::Forget => self.deed_to_the_network(verb, &here, &other),
            Verb::Pause => say!(
                self,
                "The process of {here} is stopped for a while.",
                "{here} 的进程被暂停一段时间。"
            ),
            Verb::Tell => self.told(),
        }
    }

    /// What the operator has asked of the database or of the registry.
    fn told(&self) -> Telling {
        let deed = self.reading.deeds.get(self.row.a as usize);
        match deed.map(|(_, deed)| deed) {
            Some(Intervention::Tell(_, Command::StartWorkflow(definition))) => {
                let definition = self.reading.setting.definition(*definition);
                let name = definition.map_or("?", |definition| &definition.name);
                say!(
                    self,
                    "The operator inserts a command that starts the workflow {name}.",
                    "运维插入一条启动工作流 {name} 的命令。"
                )
            }
            Some(Intervention::Tell(_, Command::DeleteNode(path))) => {
                let path = self.path(*path);
                say!(self, "The operator deletes {path}.", "运维删掉 {path}。")
            }
            Some(_) | None => Telling::default(),
        }
    }

    /// What is done to the network of a host; nothing for anything else.
    fn deed_to_the_network(&self, verb: Verb, here: &str, other: &str) -> Telling {
        match verb {
            Verb::NoArp => say!(
                self,
                "{here} leaves the network segment.",
                "{here} 离开网段。"
            ),
            Verb::Firewall => say!(
                self,
                "Every packet to and from {here} is dropped.",
                "进出 {here} 的包全部丢弃。"
            ),
            Verb::OpenFirewall => say!(
                self,
                "Packets to and from {here} pass again.",
                "{here} 的网络恢复。"
            ),
            Verb::Cut => say!(
                self,
                "Packets from {here} to {other} are lost.",
                "从 {here} 到 {other} 的包开始丢。"
            ),
            Verb::Heal => say!(
                self,
                "Packets from {here} reach {other} again.",
                "从 {here} 到 {other} 的包又能到了。"
            ),
            Verb::Reject => say!(
                self,
                "Connections from {here} to {other} are reset and refused.",
                "{here} 连 {other} 一律被拒绝，已有的连接被重置。"
            ),
            Verb::Forget => say!(
                self,
                "The connections between {here} and {other} are reset.",
                "{here} 与 {other} 之间的连接被重置。"
            ),
            Verb::Start
            | Verb::Stop
            | Verb::Kill
            | Verb::PowerOff
            | Verb::PowerOn
            | Verb::Edit
            | Verb::Pause
            | Verb::Tell => Telling::default(),
        }
    }
}
