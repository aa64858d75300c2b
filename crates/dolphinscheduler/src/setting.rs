//! What a run starts from and a reader of its Trace has to know: hosts by name, address and role, and
//! the workflows that can be started.

use crate::ids::DefinitionId;
use sim::id::NodeId;
use sim::time::Span;

/// The hosts and workflows of a run.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// The hosts, by their number.
    pub hosts: Vec<HostSpec>,
    /// The workflow definitions, by their number.
    pub definitions: Vec<Definition>,
}

/// A host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostSpec {
    /// Its name: `m1`, `w1`, `zk`.
    pub name: String,
    /// Its IPv4 address.
    pub ip: [u8; 4],
    /// What runs on it.
    pub role: Role,
}

/// What runs on a host. One process runs on each; a log server beside a worker is a host of its own
/// with the worker's address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// The registry: a ZooKeeper ensemble, seen from its clients as one server.
    Registry,
    /// The database.
    Database,
    /// YARN's ResourceManager.
    Yarn,
    /// A master.
    Master,
    /// A worker.
    Worker,
    /// The log server of 1.3.x beside the worker of this host.
    LogServer(NodeId),
}

impl Role {
    /// The port that it listens on.
    pub fn port(self) -> u16 {
        match self {
            Self::Registry => 2181,
            Self::Database => 5432,
            Self::Yarn => 8088,
            Self::Master => 5678,
            Self::Worker => 1234,
            Self::LogServer(_) => 50_051,
        }
    }
}

/// A workflow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Its tasks, each after those it depends on.
    pub tasks: Vec<TaskSpec>,
}

/// A task of a workflow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TaskSpec {
    /// Its name.
    pub name: String,
    /// The tasks before it, by their place.
    pub after: Vec<u8>,
    /// What it does.
    pub work: Work,
    /// How often it is tried again after a failure.
    pub max_retry_times: u8,
}

/// What a task does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// A shell script that takes this long.
    Shell(Span),
    /// A script that submits an application to YARN, which takes this long, and waits for it.
    Yarn {
        /// How long the application runs.
        runtime: Span,
        /// Whether the script prints the application's id when it submits it, and not only when it
        /// ends.
        id_at_once: bool,
    },
}

impl Setting {
    /// The hosts of a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = NodeId> {
        (0_u8..)
            .zip(&self.hosts)
            .filter(move |(_, host)| host.role == role)
            .map(|(number, _)| NodeId(number))
    }

    /// The first host of a role.
    pub fn first(&self, role: Role) -> Option<NodeId> {
        self.of_role(role).next()
    }

    /// The log server beside a worker.
    pub fn log_server_of(&self, worker: NodeId) -> Option<NodeId> {
        self.first(Role::LogServer(worker))
    }

    /// What runs on a host.
    pub fn role(&self, node: NodeId) -> Option<Role> {
        self.hosts.get(node.index()).map(|host| host.role)
    }

    /// A host's name.
    pub fn name(&self, node: NodeId) -> &str {
        self.hosts.get(node.index()).map_or("?", |host| &host.name)
    }

    /// A host's address without its port.
    pub fn ip(&self, node: NodeId) -> String {
        self.hosts.get(node.index()).map_or_else(
            || "?".to_owned(),
            |host| {
                let [a, b, c, d] = host.ip;
                format!("{a}.{b}.{c}.{d}")
            },
        )
    }

    /// `ip:port`, as the servers name each other and as the column `host` says.
    pub fn address(&self, node: NodeId) -> String {
        match self.role(node) {
            Some(role) => format!("{}:{}", self.ip(node), role.port()),
            None => "?".to_owned(),
        }
    }

    /// The server with this `ip:port`.
    pub fn node(&self, address: &str) -> Option<NodeId> {
        (0..u8::try_from(self.hosts.len()).unwrap_or(u8::MAX))
            .map(NodeId)
            .find(|node| self.address(*node) == address)
    }

    /// A workflow.
    pub fn definition(&self, id: DefinitionId) -> Option<&Definition> {
        self.definitions.get(usize::from(id.0))
    }
}
