//! What can be pointed at: places of the stage and of the time panel.

use dolphinscheduler::path::{Lock, Path};
use sim::id::{Lane, NodeId};

/// What a lesson points at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// A server's sheet.
    Server(NodeId),
    /// A part of its sheet, and the lane that shows the same over time.
    Part(NodeId, Part),
    /// A thread, on the sheet and as a lane.
    Thread(NodeId, Lane),
    /// The server's states in the time panel.
    Band(NodeId),
    /// A place in the registry's tree.
    Tree(Spot),
    /// The sessions that a server's processes have opened.
    Session(NodeId),
    /// The rows of the database.
    Database,
    /// The applications of YARN.
    Yarn,
    /// The strip that says how many masters serve.
    Service,
}

/// A part of a server's sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Its name and state, and the line with which it has stopped itself.
    State,
    /// Its heartbeat.
    Heartbeat,
    /// Its own node in the registry, as it sees it.
    OwnNode,
    /// What it runs: workflows in a master's memory, shells of a worker.
    Work,
    /// The sessions that it has trouble with.
    Connections,
}

/// A place in the registry's tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// A server's registration.
    Registration(NodeId),
    /// The folder of dead entries, which may be empty.
    DeadServers,
    /// The entry that says that a server is dead.
    DeadEntry(NodeId),
    /// The tombstones of a server's incarnations.
    Finish(NodeId),
    /// The queue of a lock.
    Lock(Lock),
}

impl Look {
    /// Whether it points at a server or at something of its own.
    pub fn concerns(self, node: NodeId) -> bool {
        match self {
            Self::Server(of)
            | Self::Part(of, _)
            | Self::Thread(of, _)
            | Self::Band(of)
            | Self::Session(of)
            | Self::Tree(Spot::Registration(of) | Spot::DeadEntry(of) | Spot::Finish(of)) => {
                of == node
            }
            Self::Tree(Spot::DeadServers | Spot::Lock(_))
            | Self::Database
            | Self::Yarn
            | Self::Service => false,
        }
    }
}

impl Spot {
    /// Whether a node of the tree stands there.
    pub fn holds(self, path: Path) -> bool {
        match (self, path) {
            (Self::Registration(of), Path::Master { node } | Path::Worker { node })
            | (Self::DeadEntry(of), Path::DeadMaster { node } | Path::DeadWorker { node })
            | (Self::Finish(of), Path::Finish { node, .. } | Path::FinishUnknown { node }) => {
                of == node
            }
            (Self::DeadServers, Path::DeadMaster { .. } | Path::DeadWorker { .. }) => true,
            (Self::Lock(of), Path::Place { lock, .. }) => of == lock,
            (
                Self::Registration(_)
                | Self::DeadServers
                | Self::DeadEntry(_)
                | Self::Finish(_)
                | Self::Lock(_),
                _,
            ) => false,
        }
    }
}
