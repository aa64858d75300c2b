//! What the registry's tree is made of: paths, the locks, and what nodes say.

use crate::ids::Moment;
use crate::pack::{packed, packed_struct};
use sim::id::NodeId;

packed! {
    /// A node of the registry's tree below the root.
    Path: 4 {
        /// `/nodes/master/{host}`: ephemeral.
        0 Master { node: NodeId };
        /// `/nodes/worker/{group}/{host}`, from 3.x on without the group: ephemeral.
        1 Worker { node: NodeId };
        /// `/dead-servers/master_{host}`: persistent; 1.3.6 to 3.0.
        2 DeadMaster { node: NodeId };
        /// `/dead-servers/worker_{host}`: persistent; 1.3.6 to 3.0.
        3 DeadWorker { node: NodeId };
        /// A place in the queue of a lock: ephemeral, `{lock}/_c_{uuid}-lock-{number}`.
        4 Place { lock: Lock, number: u32 };
        /// `/nodes/failover-finish-nodes/{host}-{start}`, later with `-{process id}`: persistent;
        /// the tombstone of one incarnation.
        5 Finish { node: NodeId, start: Moment };
        /// `/nodes/failover-finish-nodes/{host}-unknown-unknown`: persistent; written by a global
        /// failover since #16953.
        6 FinishUnknown { node: NodeId };
        /// `/nodes/master-coordinator`: ephemeral.
        7 Coordinator;
    }
}

packed! {
    /// A lock of the registry: an `InterProcessMutex`, a queue of ephemeral sequential children
    /// without fencing.
    Lock: 4 {
        /// `/lock/masters`: who holds it fetches one command (1.3.x), or refreshes the slots (2.0.5,
        /// 3.1.9).
        0 Masters;
        /// `/lock/failover/startup-masters`: one master at a time starts up (1.3.x).
        1 StartupMasters;
        /// `/lock/failover/masters`: one for all hosts (1.3.x).
        2 FailoverMasters;
        /// `/lock/failover/workers`: one for all hosts (1.3.x, 2.0.5).
        3 FailoverWorkers;
        /// `/lock/failover/masters/{host}` (2.0.5, 3.1.9), `/lock/master-failover/{host}` (3.2.1 and
        /// after #16953): one per dead host.
        4 FailoverMaster { node: NodeId };
        /// `/lock/master-failover`: one for all hosts (the development line before #16953).
        5 MasterFailover;
        /// `/nodes/master-coordinator-lock`.
        6 CoordinatorElection;
    }
}

packed! {
    /// The kind of server that a node of the tree stands for.
    Kind: 1 {
        /// A master.
        0 Master;
        /// A worker.
        1 Worker;
    }
}

packed! {
    /// What a node of the tree says.
    Data: 3 {
        /// Nothing.
        0 Empty;
        /// A heartbeat.
        1 Heartbeat { beat: Beat };
        /// A moment in milliseconds.
        2 Time { at: Moment };
        /// The address of a server.
        3 Host { node: NodeId };
    }
}

packed_struct! {
    /// A heartbeat, as far as anybody reads it.
    Beat {
        /// When the process says it has started.
        start: Moment,
        /// When the payload was made.
        report: Moment,
        /// The process.
        pid: u32,
        /// Whether the server calls itself normal rather than busy.
        normal: bool,
    }
}

impl Path {
    /// The registration node of a server.
    pub fn server(kind: Kind, node: NodeId) -> Self {
        match kind {
            Kind::Master => Self::Master { node },
            Kind::Worker => Self::Worker { node },
        }
    }

    /// The dead entry of a server.
    pub fn dead(kind: Kind, node: NodeId) -> Self {
        match kind {
            Kind::Master => Self::DeadMaster { node },
            Kind::Worker => Self::DeadWorker { node },
        }
    }

    /// Whether the caches of `/nodes` see it.
    pub fn is_under_nodes(self) -> bool {
        match self {
            Self::Master { .. }
            | Self::Worker { .. }
            | Self::Finish { .. }
            | Self::FinishUnknown { .. }
            | Self::Coordinator => true,
            Self::DeadMaster { .. } | Self::DeadWorker { .. } | Self::Place { .. } => false,
        }
    }

    /// The server whose registration this is.
    pub fn registration(self) -> Option<(Kind, NodeId)> {
        match self {
            Self::Master { node } => Some((Kind::Master, node)),
            Self::Worker { node } => Some((Kind::Worker, node)),
            Self::DeadMaster { .. }
            | Self::DeadWorker { .. }
            | Self::Place { .. }
            | Self::Finish { .. }
            | Self::FinishUnknown { .. }
            | Self::Coordinator => None,
        }
    }
}

impl Data {
    /// The start time in a heartbeat; nothing while no heartbeat has been written.
    pub fn start(self) -> Option<Moment> {
        match self {
            Self::Heartbeat { beat } => Some(beat.start),
            Self::Empty | Self::Time { .. } | Self::Host { .. } => None,
        }
    }
}

/// A set of hosts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct NodeSet(pub u32);

impl NodeSet {
    /// Adds a host.
    pub fn insert(&mut self, node: NodeId) {
        self.0 |= 1 << (node.0 & 31);
    }

    /// Removes a host.
    pub fn remove(&mut self, node: NodeId) {
        self.0 &= !(1 << (node.0 & 31));
    }

    /// Whether the host is in it.
    pub fn contains(self, node: NodeId) -> bool {
        self.0 >> (node.0 & 31) & 1 == 1
    }

    /// How many hosts are in it.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether no host is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The hosts, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..32).map(NodeId).filter(move |node| self.contains(*node))
    }
}

impl crate::pack::Pack for NodeSet {
    fn put(self, bits: &mut crate::pack::Bits) {
        self.0.put(bits);
    }
    fn take(bits: &mut crate::pack::Bits) -> Option<Self> {
        u32::take(bits).map(Self)
    }
}
