//! What is on a host and survives its process: the configuration as it is written, the release that
//! is installed, how fast the machine is, and what the registry and the database keep.

use crate::database::Tables;
use crate::ids::{AppId, TaskId};
use crate::model::{Model, OnLost, Switches};
use crate::registry::Store;
use crate::setting::{Role, Setting};
use crate::yarn::Applications;
use sim::id::NodeId;
use sim::random::Range;
use sim::time::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The disk of one host.
#[derive(Clone, Debug)]
pub struct Disk {
    /// The run's hosts and workflows.
    pub setting: Arc<Setting>,
    /// What is started here.
    pub role: Role,
    /// The configuration of a master or a worker.
    pub config: Config,
    /// How fast the machine is.
    pub machine: Machine,
    /// What a registry keeps.
    pub registry: Store,
    /// What a database keeps.
    pub tables: Tables,
    /// What YARN keeps.
    pub yarn: Applications,
    /// The applications that the logs of tasks name, on a worker's machine.
    pub logs: BTreeMap<TaskId, AppId>,
}

/// The configuration of a master or a worker.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// The release.
    pub model: Model,
    /// How it behaves; a fix changes one of these.
    pub switches: Switches,
    /// The session timeout that is asked for.
    pub session_timeout: Span,
    /// The pause between two heartbeats: `master.heartbeat.interval`, default 10 s.
    pub heartbeat: Span,
    /// Whether a server that finds itself declared dead stops itself; on in every release.
    pub self_kill: bool,
}

/// How fast a machine is with what depends on it and not on the protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Machine {
    /// From the start of the process to its open port. On real machines 2.2 to 4 s idle, 6 to 13 s
    /// loaded.
    pub boot: Range,
    /// From a removal event to the lock that the failover is done under. Nothing: as real peers are.
    pub peer_delay: Option<Span>,
    /// From the look whether a node is absent to the write of its dead entry. Nothing: as real peers
    /// are, 1 to 4 ms.
    pub check_to_write: Option<Span>,
}

impl Config {
    /// The shipped configuration of a release.
    pub fn of(model: Model) -> Self {
        let switches = model.switches();
        Self {
            model,
            switches,
            session_timeout: switches.session_timeout,
            heartbeat: Span::from_secs(10),
            self_kill: true,
        }
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self {
            boot: Range::millis(2_200, 4_000),
            peer_delay: None,
            check_to_write: None,
        }
    }
}

impl Disk {
    /// A host as it is when it has just been installed.
    pub fn new(setting: &Arc<Setting>, node: NodeId, model: Model) -> Self {
        Self {
            setting: Arc::clone(setting),
            role: setting.role(node).unwrap_or(Role::Worker),
            config: Config::of(model),
            machine: Machine::default(),
            registry: Store::default(),
            tables: Tables::default(),
            yarn: Applications::default(),
            logs: BTreeMap::new(),
        }
    }

    /// Applies an edit.
    pub fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Model(model) => self.config = Config::of(*model),
            Edit::Boot(boot) => self.machine.boot = *boot,
            Edit::PeerDelay(delay) => self.machine.peer_delay = *delay,
            Edit::CheckToWrite(span) => self.machine.check_to_write = *span,
            Edit::SessionTimeout(timeout) => self.config.session_timeout = *timeout,
            Edit::Heartbeat(pause) => self.config.heartbeat = *pause,
            Edit::SelfKill(on) => self.config.self_kill = *on,
            Edit::OnLost(on_lost) => self.config.switches.on_lost = *on_lost,
            Edit::AddDeadChecksAbsence(on) => self.config.switches.add_dead_checks_absence = *on,
            Edit::Switches(switches) => self.config.switches = **switches,
        }
    }
}

/// What an operator, or the setting of a scenario, changes on a disk. A running process does not
/// notice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Installs a release with its shipped configuration.
    Model(Model),
    /// Sets how long the process takes to open its port.
    Boot(Range),
    /// [`Machine::peer_delay`].
    PeerDelay(Option<Span>),
    /// [`Machine::check_to_write`].
    CheckToWrite(Option<Span>),
    /// Sets the session timeout that is asked for.
    SessionTimeout(Span),
    /// Sets the pause between two heartbeats.
    Heartbeat(Span),
    /// Switches the self-kill on or off.
    SelfKill(bool),
    /// Sets what a lost session means.
    OnLost(OnLost),
    /// Writes a dead entry only if the node is absent.
    AddDeadChecksAbsence(bool),
    /// Sets every switch.
    Switches(Box<Switches>),
}
