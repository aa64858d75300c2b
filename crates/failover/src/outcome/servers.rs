//! Who is there: processes, registrations and sessions while the facts are taken in.

use super::SessionStory;
use dolphinscheduler::fact::{Death, Fact, ServerState, StopCause};
use dolphinscheduler::ids::{Moment, SessionId};
use dolphinscheduler::path::Kind;
use dolphinscheduler::setting::{Role, Setting};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::{Row, Tag};
use std::collections::BTreeMap;

/// A server that has stopped itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SelfKill {
    /// Which.
    pub node: NodeId,
    /// When it decided to.
    pub at: SimTime,
    /// Why.
    pub reason: StopReason,
}

/// Why a server stops itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StopReason {
    /// Its dead entry exists.
    JudgedDead,
    /// Its own node is absent.
    NodeAbsent,
    /// It could not ask the registry.
    RegistryUnreachable,
    /// Its session is lost.
    Lost,
    /// The registry did not come back while it waited.
    WaitingTimeout,
    /// Its tombstone exists.
    FinishNode,
}

impl StopReason {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::JudgedDead => "judged-dead",
            Self::NodeAbsent => "node-absent",
            Self::RegistryUnreachable => "registry-unreachable",
            Self::Lost => "lost",
            Self::WaitingTimeout => "waiting-timeout",
            Self::FinishNode => "finish-node",
        }
    }
}

/// A process, as its facts show it.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Process {
    /// Whether it is there.
    pub(crate) alive: bool,
    /// What it calls itself.
    pub(crate) state: Option<ServerState>,
    /// Whether it has begun to stop.
    pub(crate) stopping: bool,
    /// Whether it can reach the registry, as its registration client sees it.
    pub(crate) connected: bool,
    /// The session that its registration client has.
    pub(crate) session: Option<SessionId>,
    /// Whether that was never otherwise.
    pub(crate) undisturbed: bool,
    /// Since when the process is there.
    pub(crate) since: SimTime,
    /// What it calls its start.
    pub(crate) start: Option<Moment>,
    death: Option<Death>,
}

/// A registration in the tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registration {
    /// The session that owns it.
    pub(crate) owner: Option<SessionId>,
}

/// Processes, registrations and sessions.
pub(crate) struct Servers {
    masters: Vec<NodeId>,
    processes: Vec<Process>,
    pub(crate) registrations: BTreeMap<(Kind, NodeId), Registration>,
    sessions: BTreeMap<SessionId, (SessionStory, Option<SimTime>)>,
    self_kills: Vec<SelfKill>,
    served_before: bool,
    gaps: Vec<(SimTime, Option<SimTime>)>,
}

impl Servers {
    pub(crate) fn new(setting: &Setting) -> Self {
        Self {
            masters: setting.of_role(Role::Master).collect(),
            processes: vec![Process::default(); setting.hosts.len()],
            registrations: BTreeMap::new(),
            sessions: BTreeMap::new(),
            self_kills: Vec::new(),
            served_before: false,
            gaps: Vec::new(),
        }
    }

    /// Takes a fact in.
    pub(crate) fn look(&mut self, row: &Row, fact: Option<Fact>) {
        if row.tag == Tag::ProcessStarted as u8 || row.tag == Tag::ProcessEnded as u8 {
            let alive = row.tag == Tag::ProcessStarted as u8;
            if let Some(process) = self.processes.get_mut(row.node.index()) {
                *process = Process {
                    alive,
                    undisturbed: alive,
                    since: row.at,
                    ..Process::default()
                };
            }
        }
        if let Some(fact) = fact {
            self.registry(row.at, fact);
            self.process_fact(row, fact);
        }
        self.service(row.at);
    }

    /// What the registry says.
    fn registry(&mut self, at: SimTime, fact: Fact) {
        if let Fact::SessionOpened {
            session,
            client,
            granted_ms,
        } = fact
        {
            let story = SessionStory {
                node: client,
                granted: Span::from_millis(u64::from(granted_ms)),
                expired: None,
            };
            self.sessions.insert(session, (story, None));
        } else if let Fact::SessionExpired { session } = fact {
            if let Some((story, end)) = self.sessions.get_mut(&session) {
                story.expired = Some(at);
                *end = Some(at);
            }
        } else if let Fact::SessionClosed { session } = fact {
            if let Some((_, end)) = self.sessions.get_mut(&session) {
                *end = Some(at);
            }
        } else if let Fact::NodeCreated { path, owner } = fact {
            if let Some(server) = path.registration() {
                self.registrations.insert(server, Registration { owner });
            }
        } else if let Fact::NodeGone { path, .. } = fact
            && let Some(server) = path.registration()
        {
            self.registrations.remove(&server);
        }
    }

    /// What a master or worker says of itself.
    fn process_fact(&mut self, row: &Row, fact: Fact) {
        let Some(process) = self.processes.get_mut(row.node.index()) else {
            return;
        };
        if let Fact::StartNoted { start } = fact {
            process.start = Some(start);
        } else if let Fact::StateEntered { state } = fact {
            process.state = Some(state);
        } else if let Fact::SessionEstablished {
            number: 0, session, ..
        } = fact
        {
            process.session = Some(session);
            process.connected = true;
        } else if let Fact::StateChanged { number: 0, state } = fact {
            use dolphinscheduler::fact::CuratorState::{Connected, Lost, Reconnected, Suspended};
            process.connected = match state {
                Connected | Reconnected => true,
                Suspended | Lost => false,
            };
            process.undisturbed &= process.connected;
        } else if let Fact::JudgedDead { why } = fact {
            process.death = Some(why);
        } else if let Fact::Stopping { cause } = fact {
            process.stopping = true;
            let reason = match (cause, process.death) {
                (StopCause::ShutdownHook, _) => return,
                (StopCause::JudgedToDeath, Some(Death::NodeAbsent)) => StopReason::NodeAbsent,
                (StopCause::JudgedToDeath, Some(Death::Unreachable)) => {
                    StopReason::RegistryUnreachable
                }
                (StopCause::JudgedToDeath, Some(Death::Entry) | None) => StopReason::JudgedDead,
                (StopCause::Lost, _) => StopReason::Lost,
                (StopCause::WaitingFailed, _) => StopReason::WaitingTimeout,
                (StopCause::FinishNode, _) => StopReason::FinishNode,
            };
            self.self_kills.push(SelfKill {
                node: row.node,
                at: row.at,
                reason,
            });
        }
    }

    fn service(&mut self, at: SimTime) {
        let serves = self.serving().next().is_some();
        let open = self.gaps.last().is_some_and(|gap| gap.1.is_none());
        match (serves, open) {
            (true, true) => {
                if let Some(gap) = self.gaps.last_mut() {
                    gap.1 = Some(at);
                }
            }
            (false, false) if self.served_before => self.gaps.push((at, None)),
            _ => {}
        }
        self.served_before |= serves;
    }

    /// A process.
    pub(crate) fn process(&self, node: NodeId) -> Process {
        self.processes
            .get(node.index())
            .copied()
            .unwrap_or_default()
    }

    /// Whether a server runs and is not about to stop.
    pub(crate) fn runs(&self, node: NodeId) -> bool {
        let process = self.process(node);
        process.alive && !process.stopping && process.state == Some(ServerState::Running)
    }

    /// Whether a server's node is in the tree.
    pub(crate) fn is_registered(&self, kind: Kind, node: NodeId) -> bool {
        self.registrations.contains_key(&(kind, node))
    }

    /// Whose a session is.
    pub(crate) fn client(&self, session: SessionId) -> Option<NodeId> {
        self.sessions.get(&session).map(|(story, _)| story.node)
    }

    /// The masters.
    pub(crate) fn masters(&self) -> &[NodeId] {
        &self.masters
    }

    /// The masters that run and are registered.
    pub(crate) fn serving(&self) -> impl Iterator<Item = NodeId> {
        let serves = |node: &NodeId| self.runs(*node) && self.is_registered(Kind::Master, *node);
        self.masters.iter().copied().filter(serves)
    }

    pub(super) fn gaps(&self) -> &[(SimTime, Option<SimTime>)] {
        &self.gaps
    }

    pub(super) fn self_kills(&self) -> &[SelfKill] {
        &self.self_kills
    }

    pub(super) fn sessions(&self, zero: SimTime) -> Vec<SessionStory> {
        let lived = |(_, end): &&(SessionStory, Option<SimTime>)| end.is_none_or(|end| end >= zero);
        self.sessions
            .values()
            .filter(lived)
            .map(|(story, _)| *story)
            .collect()
    }
}
