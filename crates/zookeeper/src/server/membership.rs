//! Which servers count: the configuration in use, and the one that a leader has handed on
//! (`quorumVerifier` and `lastSeenQuorumVerifier`, 3.5.0).

use super::Server;
use crate::config::QuorumConfig;
use crate::dialect::LastSeen;
use crate::fact::Line;
use crate::ids::{Sid, Zxid};
use crate::setting::ConfigId;
use crate::sid_map::SidSet;
use sim::io::Io;
use std::sync::Arc;

/// A configuration that a leader has handed on.
#[derive(Clone, Debug)]
pub(crate) struct SeenConfig {
    pub(crate) config: Arc<QuorumConfig>,
    pub(crate) id: ConfigId,
    pub(crate) version: Zxid,
}

impl Server {
    /// The configuration that was handed on and is not yet the own one.
    pub(crate) fn next_config(&self) -> Option<Arc<QuorumConfig>> {
        let newer = |seen: &&SeenConfig| seen.version > self.peer.config_version;
        let seen = self.last_seen.as_ref().filter(newer)?;
        Some(Arc::clone(&seen.config))
    }

    /// Whether a sid votes in this configuration or the next (`getCurrentAndNextConfigVoters`).
    pub(crate) fn is_voter(&self, sid: Sid) -> bool {
        self.config.is_voter(sid) || self.next_config().is_some_and(|next| next.is_voter(sid))
    }

    /// The first voter after a sid, of this configuration and the next, or the first of all.
    pub(crate) fn voter_after(&self, last: Option<Sid>) -> Option<Sid> {
        let after = |sid: &Sid| last.is_none_or(|last| *sid > last);
        let own = self.config.voters().find(after);
        let next = self
            .next_config()
            .and_then(|next| next.voters().find(after));
        match (own, next) {
            (Some(own), Some(next)) => Some(own.min(next)),
            (own, next) => own.or(next),
        }
    }

    /// Whether the servers are a quorum of this configuration and of the next.
    pub(crate) fn has_all_quorums(&self, set: &SidSet) -> bool {
        all_quorums(&self.config, self.next_config().as_deref(), set)
    }

    /// Keeps a configuration that a leader hands on, if the release does
    /// (`setLastSeenQuorumVerifier`).
    pub(crate) fn keep_last_seen(&mut self, io: &mut Io<'_>, id: ConfigId, version: Zxid) {
        let keeps = match self.dialect.last_seen {
            LastSeen::Absent => return,
            LastSeen::Kept => true,
            LastSeen::KeptForReconfig => self.config.reconfig_enabled,
        };
        if !keeps {
            self.say(io, Line::NotStoringConfig, 0);
            return;
        }
        let known = self.last_seen.as_ref().map(|seen| seen.version);
        if known.unwrap_or(self.peer.config_version) == version {
            return;
        }
        let config = self.setting.config(id).and_then(|file| file.quorum());
        if let Some(config) = config.map(Arc::clone) {
            self.last_seen = Some(SeenConfig {
                config,
                id,
                version,
            });
        }
    }
}

/// Whether the servers are a quorum of a configuration and of the one that may follow it, each
/// counting its own voters only (`SyncedLearnerTracker`, 3.5.0). Before there was a next one, whoever
/// was in the set counted.
pub(crate) fn all_quorums(
    config: &QuorumConfig,
    next: Option<&QuorumConfig>,
    set: &SidSet,
) -> bool {
    let Some(next) = next else {
        return config.verifier.contains_quorum(set);
    };
    [config, next].into_iter().all(|config| {
        let members = set.iter().filter(|sid| config.is_voter(*sid));
        config.verifier.is_quorum(members)
    })
}
