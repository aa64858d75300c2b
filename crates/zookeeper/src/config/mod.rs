//! `zoo.cfg`, as a process reads it once, when it starts (`QuorumPeerConfig.parseProperties`).

mod draft;
mod error;
mod properties;

pub use draft::parse;
pub use error::{ConfigError, Instead};

use crate::fact::Line;
use crate::ids::Sid;
use crate::quorum::QuorumVerifier;
use crate::sid_map::SidMap;
use sim::sorted_map::SortedMap;
use sim::time::Span;

/// What a process knows of its ensemble: the view it counts quorums in until it is started again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuorumConfig {
    /// Length of a tick in ms; default 3000 (`ZooKeeperServer.DEFAULT_TICK_TIME`).
    pub tick_time_ms: u64,
    /// The shortest and the longest session in ms, as far as the file says.
    pub session_timeouts_ms: [Option<u64>; 2],
    /// The folder of `myid` and of the snapshots.
    pub data_dir: String,
    /// The folder of the transaction log; the same if the file does not say another one.
    pub log_dir: String,
    /// Ticks a learner has to connect and synchronise.
    pub init_limit: u64,
    /// Ticks a learner may be silent.
    pub sync_limit: u64,
    /// The port for clients that the key `clientPort` gives; zero if it is not there, as it need not be
    /// from 3.5 on.
    pub client_port: u16,
    /// Timeout of a `connect()` to an election port, in ms; default 5000. In 3.4 the key
    /// `cnxTimeout` becomes the system property `zookeeper.cnxTimeout`, as every unknown key does.
    pub cnx_timeout_ms: u64,
    /// All servers, observers included.
    pub servers: SidMap<ServerSpec>,
    /// What counts as a quorum.
    pub verifier: QuorumVerifier,
    /// What `peerType` says.
    pub peer_type: LearnerType,
    /// Whether `reconfigEnabled` is `true`; known from 3.5.3 on.
    pub reconfig_enabled: bool,
    /// Whether the election port is opened at all addresses of the host.
    pub listens_everywhere: bool,
    /// Lines that reading the file prints.
    pub notices: Vec<Line>,
    /// Unknown keys: system properties without their prefix `zookeeper.`.
    pub system_properties: SortedMap<String, String>,
}

/// One line `server.N=…`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerSpec {
    /// The host's name as written.
    pub host: String,
    /// The leader's port, usually 2888.
    pub quorum_port: u16,
    /// The election port, usually 3888.
    pub election_port: u16,
    /// Whether the server votes.
    pub learner_type: LearnerType,
    /// The port for clients that the line gives, behind a semicolon (3.5.0).
    pub client_port: Option<u16>,
}

/// Whether a server has a vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LearnerType {
    /// It has.
    #[default]
    Participant,
    /// It has none.
    Observer,
}

/// What a `zoo.cfg` describes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ZooCfg {
    /// A server of an ensemble.
    Quorum(QuorumConfig),
    /// A server on its own: no election, no ports 2888 and 3888.
    Standalone {
        /// Lines that reading the file prints.
        notices: Vec<Line>,
    },
}

impl Default for QuorumConfig {
    /// An ensemble of nobody.
    fn default() -> Self {
        Self {
            tick_time_ms: 3_000,
            session_timeouts_ms: [None, None],
            data_dir: String::new(),
            log_dir: String::new(),
            init_limit: 0,
            sync_limit: 0,
            client_port: 2_181,
            cnx_timeout_ms: 5_000,
            servers: SidMap::default(),
            verifier: QuorumVerifier::Majority { voters: 0 },
            peer_type: LearnerType::Participant,
            reconfig_enabled: false,
            listens_everywhere: false,
            notices: Vec::new(),
            system_properties: SortedMap::new(),
        }
    }
}

impl QuorumConfig {
    /// Ticks in time.
    pub fn ticks(&self, ticks: u64) -> Span {
        Span::from_millis(self.tick_time_ms.saturating_mul(ticks))
    }

    /// The shortest and the longest session in ms: 2 and 20 ticks, unless the file says otherwise.
    pub fn session_timeouts(&self) -> [u64; 2] {
        let [least, most] = self.session_timeouts_ms;
        [
            least.unwrap_or(self.tick_time_ms.saturating_mul(2)),
            most.unwrap_or(self.tick_time_ms.saturating_mul(20)),
        ]
    }

    /// How large the log on disk may be in percent of a snapshot to be read for a learner: 33 unless
    /// `snapshotSizeFactor` says another share, at most all; nothing if that is negative
    /// (`ZKDatabase`, 3.5.0).
    pub fn snapshot_size_factor_percent(&self) -> Option<u64> {
        let text = self.system_properties.get("snapshotSizeFactor");
        let Some((whole, digits)) = text.map(|text| text.split_once('.').unwrap_or((text, "0")))
        else {
            return Some(33);
        };
        let percent = || format!("{digits:0<2}").get(..2)?.parse().ok();
        match whole {
            "0" | "" => percent().or(Some(33)),
            "1" if percent() == Some(0) => Some(100),
            _ if whole.starts_with('-') => None,
            _ => Some(33),
        }
    }

    /// A system property in ms, if it is set to a number of use.
    pub fn millis_property(&self, name: &str) -> Option<Span> {
        let text = self.system_properties.get(name)?;
        let ms = text.parse::<u64>().ok()?;
        (1..=600_000).contains(&ms).then(|| Span::from_millis(ms))
    }

    /// The port for clients of one of its servers: that of its line, else that of `clientPort`
    /// (`QuorumPeerConfig.setupClientPort`).
    pub fn client_port_of(&self, sid: Sid) -> Option<u16> {
        let own = self.servers.get(sid).and_then(|spec| spec.client_port);
        own.or(Some(self.client_port)).filter(|port| *port > 0)
    }

    /// Whether a sid is in the voting view.
    pub fn is_voter(&self, sid: Sid) -> bool {
        self.servers
            .get(sid)
            .is_some_and(|s| s.learner_type == LearnerType::Participant)
    }

    /// The voting view, ascending (`getVotingView`).
    pub fn voters(&self) -> impl Iterator<Item = Sid> + '_ {
        self.servers
            .iter()
            .filter(|(_, s)| s.learner_type == LearnerType::Participant)
            .map(|(sid, _)| sid)
    }
}

#[cfg(test)]
mod tests;
