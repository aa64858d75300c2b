//! What can be selected.

use sim::id::{EventId, Lane, NodeId};

/// Something that can be selected on the stage or in the time panel.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Target {
    /// A fact, and the moment at which it happened.
    Event(EventId),
    /// A host.
    Node(NodeId),
    /// A thread of a host.
    Thread(NodeId, Lane),
}
