//! What a line of a server's log needs to know beside its own fact.

use crate::config::QuorumConfig;
use crate::dialect::{Dialect, Release};
use crate::fact::{Fact, Port};
use crate::ids::{Sid, Zxid};
use crate::setting::{ConfigId, Setting};
use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use std::sync::Arc;

/// One server as its log lines see it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NodeContext {
    sid: Option<Sid>,
    config: Option<ConfigId>,
    release: Option<Release>,
    /// The port from which each learner has connected last.
    learner_ports: SortedMap<NodeId, u16>,
    /// The number in the name of each thread of the connection executor, by its place.
    connectors: SortedMap<u8, u16>,
    /// The leader it has dialled last.
    leader: Option<Sid>,
    /// The version that a reconfig has given its configuration.
    config_version: Zxid,
    /// The list that it keeps beside its own, and the version of it.
    next: Option<(ConfigId, Zxid)>,
}

impl NodeContext {
    /// Takes in a fact of this server.
    pub fn apply(&mut self, fact: Fact) {
        if let Fact::ConfigRead {
            config,
            sid,
            release,
        } = fact
        {
            self.sid = Some(sid).filter(|sid| *sid != Sid::UNSET);
            if self.config != Some(ConfigId(config)) {
                self.config_version = Zxid(0);
            }
            self.config = Some(ConfigId(config));
            self.next = None;
            self.release = Release::from_number(release);
        } else if let Fact::LearnerArrived { peer, port, .. } = fact {
            self.learner_ports.insert(peer, port);
        } else if let Fact::ConnectSubmitted { number, place, .. } = fact {
            self.connectors.insert(place, number);
        } else if let Fact::DialStarted {
            to,
            port: Port::Quorum,
            ..
        } = fact
        {
            self.leader = Some(to);
        } else if let Fact::ConfigAdopted { config, version }
        | Fact::ConfigVersionSet { config, version } = fact
        {
            self.config = Some(ConfigId(u16::from(config)));
            self.config_version = version;
            self.next = None;
        } else if let Fact::ConfigSeen { config, version } = fact {
            self.next = Some((ConfigId(u16::from(config)), version));
        }
    }

    /// Whether a fact changes what later lines need to know.
    pub(super) fn is_changed_by(fact: Fact) -> bool {
        matches!(
            fact,
            Fact::ConfigRead { .. }
                | Fact::LearnerArrived { .. }
                | Fact::ConnectSubmitted { .. }
                | Fact::ConfigAdopted { .. }
                | Fact::ConfigVersionSet { .. }
                | Fact::ConfigSeen { .. }
                | Fact::DialStarted {
                    port: Port::Quorum,
                    ..
                }
        )
    }

    /// The server's own sid, once it has read it.
    pub fn sid(&self) -> Option<Sid> {
        self.sid
    }

    /// The configuration that the process holds.
    pub fn config<'a>(&self, setting: &'a Setting) -> Option<&'a Arc<QuorumConfig>> {
        setting.config(self.config?)?.quorum()
    }

    /// The newer list that the process keeps beside it, and asks for a quorum of as well.
    pub fn next_config<'a>(&self, setting: &'a Setting) -> Option<&'a QuorumConfig> {
        let (config, _) = self.next?;
        setting.config(config)?.quorum().map(Arc::as_ref)
    }

    /// The number of that configuration.
    pub fn config_id(&self) -> Option<ConfigId> {
        self.config
    }

    /// The version of that configuration; zero before any reconfig.
    pub fn config_version(&self) -> Zxid {
        self.config_version
    }

    /// How the release that runs behaves.
    pub fn dialect(&self) -> &'static Dialect {
        self.release.unwrap_or(Release::V3_4_6).dialect()
    }

    /// The number in the name of a thread of the connection executor.
    pub fn connector_number(&self, place: u8) -> u16 {
        self.connectors.get(&place).copied().unwrap_or(0)
    }

    /// The leader it has dialled last.
    pub fn leader(&self) -> Option<Sid> {
        self.leader
    }

    /// The port from which a learner has connected.
    pub fn learner_port(&self, peer: NodeId) -> u16 {
        self.learner_ports.get(&peer).copied().unwrap_or(0)
    }
}
