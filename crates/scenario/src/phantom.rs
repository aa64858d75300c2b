//! Elections of servers that do not lead.

use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use sim::trace::{Row, Tag};
use zookeeper::fact::{Fact, Port};
use zookeeper::vote::ServerState;

/// Who has followed without an answer so far.
#[derive(Debug, Default)]
pub(crate) struct Phantoms(SortedMap<NodeId, bool>);

impl Phantoms {
    /// Whether with this row a server comes back from following one that never answered.
    pub(crate) fn look(&mut self, row: &Row) -> bool {
        if row.tag == Tag::ProcessEnded as u8 {
            self.0.remove(&row.node);
            return false;
        }
        let fact = Fact::decode(row);
        if let Some(Fact::StateEntered {
            state: ServerState::Following,
        }) = fact
        {
            self.0.insert(row.node, true);
        } else if let Some(Fact::DialConnected {
            port: Port::Quorum, ..
        }) = fact
        {
            self.0.insert(row.node, false);
        } else if let Some(Fact::FollowingFailed { .. }) = fact {
            return self.0.remove(&row.node).unwrap_or(false);
        }
        false
    }
}
