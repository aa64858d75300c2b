//! The values that fill the slots of a line.

use super::template::UNKNOWN;
use crate::fact::StopCause;
use crate::ids::{Moment, SessionId};
use crate::log::wording;
use crate::model::Wording;
use crate::path::{Kind, NodeSet, Path};
use crate::rows::{CommandType, InstanceState, TaskState};
use crate::setting::{Role, Setting};
use sim::id::NodeId;

/// Everything that a fact can say to a line. A slot asks for what its statement's fact has set.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Values {
    pub(super) kind: Option<Kind>,
    pub(super) node: Option<NodeId>,
    pub(super) path: Option<Path>,
    pub(super) nodes: NodeSet,
    /// The round's hosts hold the text `NULL` as well.
    pub(super) null: bool,
    pub(super) session: Option<SessionId>,
    pub(super) state: &'static str,
    pub(super) server_state: &'static str,
    pub(super) system_event: &'static str,
    pub(super) command_type: Option<CommandType>,
    pub(super) instance_state: Option<InstanceState>,
    pub(super) task_state: Option<TaskState>,
    pub(super) cause: Option<StopCause>,
    pub(super) command: u32,
    pub(super) instance: u16,
    pub(super) task: u32,
    pub(super) count: u32,
    pub(super) ms: u32,
    pub(super) slot: Option<u8>,
    pub(super) slots: u8,
    pub(super) interval: u8,
    pub(super) pid: u32,
    /// The beginning of the incarnation that a tombstone names; none for `unknown`.
    pub(super) start: Option<Moment>,
    pub(super) value: Option<Moment>,
    /// The process of the incarnation, where the release's key has it.
    pub(super) key_pid: Option<u32>,
}

/// Declares for each field the method that sets it.
macro_rules! setters {
    ($($field:ident: $type:ty),* $(,)?) => {
        impl Values {
            $(pub(super) fn $field(self, $field: $type) -> Self {
                Self { $field, ..self }
            })*
        }
    };
}

setters! {
    kind: Option<Kind>,
    node: Option<NodeId>,
    path: Option<Path>,
    nodes: NodeSet,
    null: bool,
    session: Option<SessionId>,
    state: &'static str,
    system_event: &'static str,
    command_type: Option<CommandType>,
    instance_state: Option<InstanceState>,
    task_state: Option<TaskState>,
    command: u32,
    instance: u16,
    task: u32,
    count: u32,
    ms: u32,
    slot: Option<u8>,
    slots: u8,
    interval: u8,
    pid: u32,
    start: Option<Moment>,
    value: Option<Moment>,
    key_pid: Option<u32>,
}

/// Where a line is printed.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) me: NodeId,
    pub(super) setting: &'a Setting,
    pub(super) wording: Wording,
}

impl Place<'_> {
    pub(super) fn role(&self) -> Role {
        self.setting.role(self.me).unwrap_or(Role::Master)
    }

    /// The text of a slot.
    pub(super) fn value(&self, values: &Values, slot: &str) -> String {
        let or_unknown = |text: Option<String>| text.unwrap_or_else(|| UNKNOWN.to_owned());
        match slot {
            "me" => self.setting.address(self.me),
            "server" => values
                .node
                .map_or_else(|| "NULL".to_owned(), |node| self.setting.address(node)),
            "path" => self.path(values),
            "zk" => or_unknown(
                (self.setting.first(Role::Registry)).map(|node| self.setting.address(node)),
            ),
            "session" => or_unknown(values.session.map(wording::session_id)),
            "state" | "event" => values.state.to_owned(),
            "server_state" => values.server_state.to_owned(),
            "rpc" if self.role() == Role::Worker => "Worker".to_owned(),
            "rpc" => "Master".to_owned(),
            "kind" => self.kind(values).to_owned(),
            "upper_kind" => self.kind(values).to_uppercase(),
            "capital_kind" if self.kind(values) == "worker" => "Worker".to_owned(),
            "capital_kind" => "Master".to_owned(),
            "servers" => self.servers(values),
            "key" => self.key(values),
            "system_event" => values.system_event.to_owned(),
            "command_type" => or_unknown(values.command_type.map(|kind| self.command(kind))),
            "instance_state" => {
                or_unknown((values.instance_state).map(|s| wording::instance_state(s).to_owned()))
            }
            "task_state" => {
                or_unknown((values.task_state).map(|s| wording::task_state(s).to_owned()))
            }
            "status" => or_unknown(values.task_state.map(|state| state.number().to_string())),
            "cause" => or_unknown(values.cause.map(|cause| self.cause(cause, values))),
            _ => self.number(values, slot),
        }
    }

    /// The slots that hold a number.
    fn number(&self, values: &Values, slot: &str) -> String {
        match slot {
            "port" => self.role().port().to_string(),
            "granted" | "count" => values.count.to_string(),
            "ms" => values.ms.to_string(),
            "interval" => values.interval.to_string(),
            "command" => values.command.to_string(),
            "instance" => values.instance.to_string(),
            "task" => values.task.to_string(),
            "slot" => values
                .slot
                .map_or_else(String::new, |slot| slot.to_string()),
            "slots" => values.slots.to_string(),
            "pid" => values.pid.to_string(),
            "value" => values.value.map_or(0, |value| value.0).to_string(),
            // The name of a task stands in no fact.
            _ => UNKNOWN.to_owned(),
        }
    }

    fn kind(&self, values: &Values) -> &'static str {
        let own = match self.role() {
            Role::Worker | Role::LogServer(_) => Kind::Worker,
            Role::Master | Role::Registry | Role::Database | Role::Yarn => Kind::Master,
        };
        match values.kind.unwrap_or(own) {
            Kind::Master => "master",
            Kind::Worker => "worker",
        }
    }

    /// Paths are printed without the namespace; only 2.0.5 has a level for the group.
    fn path(&self, values: &Values) -> String {
        let Some((kind, node)) = values.path.and_then(Path::registration) else {
            return UNKNOWN.to_owned();
        };
        let address = self.setting.address(node);
        match kind {
            Kind::Master => format!("/nodes/master/{address}"),
            Kind::Worker if self.wording == Wording::G1Fixed => {
                format!("/nodes/worker/default/{address}")
            }
            Kind::Worker => format!("/nodes/worker/{address}"),
        }
    }

    fn servers(&self, values: &Values) -> String {
        let mut names: Vec<String> = values
            .nodes
            .iter()
            .map(|n| self.setting.address(n))
            .collect();
        if values.null {
            names.push("NULL".to_owned());
        }
        names.join(", ")
    }

    /// The tombstone's path. Moments count from the beginning of the run.
    fn key(&self, values: &Values) -> String {
        let address = self.setting.address(values.node.unwrap_or(self.me));
        let name = match (values.start, values.key_pid) {
            (None, _) => format!("{address}-unknown-unknown"),
            (Some(start), None) => format!("{address}-{}", start.0),
            (Some(start), Some(pid)) => format!("{address}-{}-{pid}", start.0),
        };
        format!("/nodes/failover-finish-nodes/{name}")
    }

    fn command(&self, kind: CommandType) -> String {
        let name = match kind {
            CommandType::Start => "START_PROCESS",
            CommandType::Recover => "RECOVER_TOLERANCE_FAULT_PROCESS",
        };
        name.to_owned()
    }

    fn cause(&self, cause: StopCause, values: &Values) -> String {
        let old = self.wording == Wording::G1Fixed;
        let server = match self.kind(values) {
            "worker" => "Worker",
            _ => "Master",
        };
        match cause {
            StopCause::JudgedToDeath => {
                "i was judged to death, release resources and stop myself".to_owned()
            }
            StopCause::ShutdownHook if old => "shutdownHook".to_owned(),
            StopCause::ShutdownHook => format!("{server}Server shutdown"),
            StopCause::Lost if old => {
                "registry connection state is DISCONNECTED, stop myself".to_owned()
            }
            StopCause::Lost => format!(
                "{server} disconnected from registry, will stop myself due to the stop strategy"
            ),
            StopCause::WaitingFailed => {
                "Disconnect from registry and change the current status to \
                 waiting error, the current server state is WAITING, will stop the current server"
                    .to_owned()
            }
            StopCause::FinishNode => format!(
                "The {} exist: {}, means it has been failover will close myself",
                self.kind(values),
                self.key(values)
            ),
        }
    }
}
