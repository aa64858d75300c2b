//! What a line of a server's log needs to know beside its own fact.

use crate::config::QuorumConfig;
use crate::dialect::{Dialect, Release};
use crate::fact::Fact;
use crate::ids::Sid;
use crate::setting::{ConfigId, Setting};
use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use sim::trace::Row;
use std::sync::Arc;

/// One server as its log lines see it.
#[derive(Clone, Debug, Default)]
pub struct NodeContext {
    sid: Option<Sid>,
    config: Option<ConfigId>,
    release: Option<Release>,
    /// The port from which each learner has connected last.
    learner_ports: SortedMap<NodeId, u16>,
}

impl NodeContext {
    /// Takes in a fact of this server.
    pub fn apply(&mut self, row: &Row) {
        match Fact::decode(row) {
            Some(Fact::ConfigRead {
                config,
                sid,
                release,
            }) => {
                self.sid = Some(sid);
                self.config = Some(ConfigId(config));
                self.release = Release::from_number(release);
            }
            Some(Fact::LearnerArrived { peer, port, .. }) => {
                self.learner_ports.insert(peer, port);
            }
            Some(_) | None => {}
        }
    }

    /// The server's own sid, once it has read it.
    pub fn sid(&self) -> Option<Sid> {
        self.sid
    }

    /// The configuration that the process holds.
    pub fn config<'a>(&self, setting: &'a Setting) -> Option<&'a Arc<QuorumConfig>> {
        setting.config(self.config?)?.quorum()
    }

    /// The number of that configuration.
    pub fn config_id(&self) -> Option<ConfigId> {
        self.config
    }

    /// How the release that runs behaves.
    pub fn dialect(&self) -> &'static Dialect {
        self.release.unwrap_or(Release::V3_4_6).dialect()
    }

    /// The port from which a learner has connected.
    pub fn learner_port(&self, peer: NodeId) -> u16 {
        self.learner_ports.get(&peer).copied().unwrap_or(0)
    }
}
