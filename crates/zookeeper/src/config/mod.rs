//! `zoo.cfg`, as a process reads it once, when it starts (`QuorumPeerConfig.parseProperties`).

mod properties;

use crate::fact::Line;
use crate::ids::Sid;
use crate::quorum::QuorumVerifier;
use crate::sid_map::SidMap;
use sim::sorted_map::SortedMap;
use sim::time::Span;
use thiserror::Error;

/// What a process knows of its ensemble: the view it counts quorums in until it is started again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuorumConfig {
    /// Length of a tick in ms; default 3000 (`ZooKeeperServer.DEFAULT_TICK_TIME`).
    pub tick_time_ms: u64,
    /// Ticks a learner has to connect and synchronise.
    pub init_limit: u64,
    /// Ticks a learner may be silent.
    pub sync_limit: u64,
    /// The port for clients.
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

/// Why a `zoo.cfg` cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ConfigError {
    /// A key that must be there is missing.
    #[error("{key} is not set; add a line such as {key}={example}")]
    Missing {
        /// The key.
        key: &'static str,
        /// A usual value.
        example: &'static str,
    },
    /// A value is not a number of the expected kind.
    #[error("{key}={value} is not a whole number from {low} to {high}")]
    NotANumber {
        /// The key.
        key: String,
        /// What is written.
        value: String,
        /// The least that would do.
        low: i64,
        /// The most that would do.
        high: i64,
    },
    /// A `server.N` line has a wrong form.
    #[error(
        "{key}={value} does not have the form host:port:port or host:port:port:participant (or observer)"
    )]
    ServerForm {
        /// The key.
        key: String,
        /// What is written.
        value: String,
    },
    /// A server has no election port.
    #[error("{key}={value} has no election port; write host:port:port, usually {value}:3888")]
    NoElectionPort {
        /// The key.
        key: String,
        /// What is written.
        value: String,
    },
    /// A type of server that does not exist.
    #[error("peer type {value} is unknown; it is participant or observer")]
    PeerType {
        /// What is written.
        value: String,
    },
    /// Observers need voters to observe.
    #[error("there are observers but fewer than two participants to observe")]
    OnlyObservers {
        /// How many voters there are, none or one.
        voters: usize,
    },
    /// Groups and servers do not fit together.
    #[error("every server must be in exactly one group; {problem}")]
    Groups {
        /// What does not fit.
        problem: String,
    },
}

impl ConfigError {
    /// The message of the exception that the server logs.
    pub fn java_message(&self) -> String {
        match self {
            Self::Missing { key, .. } => format!("{key} is not set"),
            Self::NotANumber { value, .. } => format!("For input string: \"{value}\""),
            Self::ServerForm { .. } => "Index 1 out of bounds for length 1".to_owned(),
            Self::NoElectionPort { key, .. } => format!(
                "Missing election port for server: {}",
                key.trim_start_matches("server.")
            ),
            Self::PeerType { value } => format!("Unrecognised peertype: {value}"),
            Self::OnlyObservers { voters: 0 } => {
                "Observers w/o participants is an invalid configuration".into()
            }
            Self::OnlyObservers { .. } => {
                "Observers w/o quorum is an invalid configuration".to_owned()
            }
            Self::Groups { .. } => "Every server must be in exactly one group".to_owned(),
        }
    }
}

/// Reads a `zoo.cfg`.
///
/// # Errors
/// When the server would refuse to start with it; the error says what would be right.
pub fn parse(text: &str) -> Result<ZooCfg, ConfigError> {
    let mut draft = Draft::default();
    for (key, value) in properties::load(text) {
        draft.set(key.trim(), value.trim())?;
    }
    draft.finish()
}

/// A configuration while it is read.
#[derive(Default)]
struct Draft {
    numbers: SortedMap<&'static str, i64>,
    data_dir: Option<String>,
    peer_type: LearnerType,
    servers: SidMap<ServerSpec>,
    without_election_port: Option<ConfigError>,
    groups: SidMap<i64>,
    weights: SidMap<i64>,
    group_problem: Option<String>,
    system_properties: SortedMap<String, String>,
}

/// Keys with whole numbers, and the range that is of use here. Java reads them as `int`.
const NUMBERS: [(&str, i64, i64); 9] = [
    ("tickTime", 1, 600_000),
    ("initLimit", 1, 100_000),
    ("syncLimit", 1, 100_000),
    ("clientPort", 1, 65_535),
    ("maxClientCnxns", 0, i32::MAX as i64),
    ("minSessionTimeout", -1, i32::MAX as i64),
    ("maxSessionTimeout", -1, i32::MAX as i64),
    ("electionAlg", 3, 3),
    ("cnxTimeout", 1, 600_000),
];

/// Keys that are read and change nothing here.
const WITHOUT_EFFECT: [&str; 6] = [
    "dataLogDir",
    "clientPortAddress",
    "quorumListenOnAllIPs",
    "syncEnabled",
    "autopurge.snapRetainCount",
    "autopurge.purgeInterval",
];

impl Draft {
    fn set(&mut self, key: &str, value: &str) -> Result<(), ConfigError> {
        if let Some((name, low, high)) = NUMBERS.into_iter().find(|(name, ..)| *name == key) {
            self.numbers.insert(name, number(key, value, low, high)?);
        } else if key == "dataDir" {
            self.data_dir = Some(value.to_owned());
        } else if key == "peerType" {
            self.peer_type = learner_type(value)?;
        } else if let Some(sid) = key.strip_prefix("server.") {
            self.server(key, sid, value)?;
        } else if let Some(group) = key.strip_prefix("group.") {
            self.group(number(key, group, i64::MIN, i64::MAX)?, key, value)?;
        } else if let Some(sid) = key.strip_prefix("weight.") {
            let sid = number(key, sid, 0, MAX_SID)?;
            self.weights
                .insert(Sid(sid), number(key, value, 0, i64::MAX)?);
        } else if !WITHOUT_EFFECT.contains(&key) {
            self.system_properties
                .insert(key.to_owned(), value.to_owned());
        }
        Ok(())
    }

    fn server(&mut self, key: &str, sid: &str, value: &str) -> Result<(), ConfigError> {
        let sid = Sid(number(key, sid, 0, MAX_SID)?);
        let form = || ConfigError::ServerForm {
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let parts: Vec<&str> = value.split(':').collect();
        let (host, quorum, election, kind) = match parts[..] {
            [host, quorum] => {
                self.without_election_port = Some(ConfigError::NoElectionPort {
                    key: key.to_owned(),
                    value: value.to_owned(),
                });
                (host, quorum, quorum, None)
            }
            [host, quorum, election] => (host, quorum, election, None),
            [host, quorum, election, kind] => (host, quorum, election, Some(kind)),
            _ => return Err(form()),
        };
        let port = |text: &str| {
            let port = number(key, text, 1, 65_535)?;
            u16::try_from(port).map_err(|_| form())
        };
        let spec = ServerSpec {
            host: host.to_owned(),
            quorum_port: port(quorum)?,
            election_port: port(election)?,
            learner_type: kind.map_or(Ok(LearnerType::Participant), learner_type)?,
        };
        self.servers.insert(sid, spec);
        Ok(())
    }

    fn group(&mut self, group: i64, key: &str, members: &str) -> Result<(), ConfigError> {
        for member in members.split(':') {
            let sid = Sid(number(key, member, 0, MAX_SID)?);
            if self.groups.insert(sid, group).is_some() {
                self.group_problem = Some(format!("server {sid} is in two groups"));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<ZooCfg, ConfigError> {
        let required = |key: &'static str, example| {
            self.numbers
                .get(key)
                .copied()
                .ok_or(ConfigError::Missing { key, example })
        };
        if self.data_dir.is_none() {
            return Err(ConfigError::Missing {
                key: "dataDir",
                example: "/var/lib/zookeeper",
            });
        }
        let client_port = required("clientPort", "2181")?;
        let mut notices = Vec::new();
        let voters = self
            .servers
            .values()
            .filter(|s| s.learner_type == LearnerType::Participant)
            .count();
        if voters < 2 && self.servers.len() > voters {
            return Err(ConfigError::OnlyObservers { voters });
        }
        match voters {
            0 => return Ok(ZooCfg::Standalone { notices }),
            1 => {
                notices.push(Line::OnlyOneServer);
                return Ok(ZooCfg::Standalone { notices });
            }
            2 => notices.push(Line::NoFailureTolerated),
            even if even % 2 == 0 => notices.push(Line::EvenNumber),
            _ => {}
        }
        let init_limit = required("initLimit", "10")?;
        let sync_limit = required("syncLimit", "5")?;
        if let Some(error) = self.without_election_port.take() {
            return Err(error);
        }
        let tick_time = self.numbers.get("tickTime").copied().unwrap_or(3_000);
        let cnx_timeout = self.numbers.get("cnxTimeout").copied().unwrap_or(5_000);
        let verifier = self.verifier(voters, &mut notices)?;
        Ok(ZooCfg::Quorum(QuorumConfig {
            tick_time_ms: tick_time.unsigned_abs(),
            init_limit: init_limit.unsigned_abs(),
            sync_limit: sync_limit.unsigned_abs(),
            client_port: u16::try_from(client_port).unwrap_or(2_181),
            cnx_timeout_ms: cnx_timeout.unsigned_abs(),
            servers: self.servers,
            verifier,
            peer_type: self.peer_type,
            reconfig_enabled: self
                .system_properties
                .get("reconfigEnabled")
                .is_some_and(|value| value == "true"),
            notices,
            system_properties: self.system_properties,
        }))
    }

    fn verifier(
        &self,
        voters: usize,
        notices: &mut Vec<Line>,
    ) -> Result<QuorumVerifier, ConfigError> {
        if self.groups.is_empty() {
            notices.push(Line::DefaultingToMajority);
            return Ok(QuorumVerifier::Majority { voters });
        }
        let voting = self
            .servers
            .iter()
            .filter(|(_, s)| s.learner_type == LearnerType::Participant);
        let missing = voting
            .map(|(sid, _)| sid)
            .find(|sid| !self.groups.contains(*sid))
            .map(|sid| format!("server {sid} is in none"));
        if let Some(problem) = self.group_problem.clone().or(missing) {
            return Err(ConfigError::Groups { problem });
        }
        if self.groups.len() != voters {
            let problem = format!("{} servers, {} group members", voters, self.groups.len());
            return Err(ConfigError::Groups { problem });
        }
        let weight = |sid| self.weights.get(sid).copied().unwrap_or(1);
        let members = self
            .groups
            .iter()
            .map(|(sid, group)| (sid, (*group, weight(sid))));
        Ok(QuorumVerifier::Hierarchical {
            members: members.collect(),
        })
    }
}

/// The largest sid that is taken here; real ensembles use 1 to 255.
const MAX_SID: i64 = 9_999;

fn number(key: &str, value: &str, low: i64, high: i64) -> Result<i64, ConfigError> {
    let fits = |n: &i64| (low..=high).contains(n);
    value
        .parse()
        .ok()
        .filter(fits)
        .ok_or_else(|| ConfigError::NotANumber {
            key: key.to_owned(),
            value: value.to_owned(),
            low,
            high,
        })
}

fn learner_type(text: &str) -> Result<LearnerType, ConfigError> {
    match text.to_ascii_lowercase().as_str() {
        "participant" => Ok(LearnerType::Participant),
        "observer" => Ok(LearnerType::Observer),
        _ => Err(ConfigError::PeerType {
            value: text.to_owned(),
        }),
    }
}

impl Default for QuorumConfig {
    /// An ensemble of nobody.
    fn default() -> Self {
        Self {
            tick_time_ms: 3_000,
            init_limit: 0,
            sync_limit: 0,
            client_port: 2_181,
            cnx_timeout_ms: 5_000,
            servers: SidMap::default(),
            verifier: QuorumVerifier::Majority { voters: 0 },
            peer_type: LearnerType::Participant,
            reconfig_enabled: false,
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

    /// A system property in ms, if it is set to a number of use.
    pub fn millis_property(&self, name: &str) -> Option<Span> {
        let text = self.system_properties.get(name)?;
        let ms = text.parse::<u64>().ok()?;
        (1..=600_000).contains(&ms).then(|| Span::from_millis(ms))
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
mod tests {
    use super::*;

    const HEAD: &str = "tickTime=2000\ninitLimit=10\nsyncLimit=5\nclientPort=2181\ndataDir=/d\n";

    fn with(lines: &str) -> Result<ZooCfg, ConfigError> {
        parse(&format!("{HEAD}{lines}"))
    }

    fn quorum(lines: &str) -> QuorumConfig {
        match with(lines) {
            Ok(ZooCfg::Quorum(config)) => config,
            other => panic!("{other:?}"),
        }
    }

    fn servers(n: i64) -> String {
        (0..n)
            .map(|sid| format!("server.{sid}=zk{sid}:2888:3888\n"))
            .collect()
    }

    fn refused(text: &str, sentence: &str) {
        assert_eq!(parse(text).unwrap_err().to_string(), sentence);
    }

    #[test]
    fn five_servers_make_a_quorum_of_three() {
        let config = quorum(&servers(5));
        assert_eq!(config.verifier, QuorumVerifier::Majority { voters: 5 });
        assert_eq!((config.tick_time_ms, config.cnx_timeout_ms), (2_000, 5_000));
        assert_eq!(config.notices, [Line::DefaultingToMajority]);
        assert_eq!(config.voters().count(), 5);
    }

    #[test]
    fn an_unknown_key_becomes_a_system_property() {
        let config = quorum(&format!("cnxTimeout=500\nsnapCount=7\n{}", servers(3)));
        assert_eq!(config.cnx_timeout_ms, 500);
        assert_eq!(
            config
                .system_properties
                .get("snapCount")
                .map(String::as_str),
            Some("7")
        );
    }

    #[test]
    fn the_number_of_servers_is_remarked_upon() {
        assert_eq!(quorum(&servers(2)).notices[0], Line::NoFailureTolerated);
        assert_eq!(quorum(&servers(4)).notices[0], Line::EvenNumber);
        let notices = vec![Line::OnlyOneServer];
        assert_eq!(with(&servers(1)), Ok(ZooCfg::Standalone { notices }));
        assert_eq!(with(""), Ok(ZooCfg::Standalone { notices: vec![] }));
    }

    #[test]
    fn observers_do_not_count() {
        let config = quorum(&format!("{}server.9=zk9:2888:3888:observer", servers(3)));
        assert_eq!(config.verifier, QuorumVerifier::Majority { voters: 3 });
        assert!(config.servers.contains(Sid(9)) && !config.is_voter(Sid(9)));
    }

    #[test]
    fn groups_and_weights_make_a_hierarchy() {
        let config = quorum(&format!(
            "{}group.1=0:1:2\ngroup.2=3:4:5\nweight.0=3",
            servers(6)
        ));
        let QuorumVerifier::Hierarchical { members } = config.verifier else {
            panic!()
        };
        assert_eq!(members.get(Sid(0)), Some(&(1, 3)));
        assert_eq!(members.get(Sid(5)), Some(&(2, 1)));
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        refused(
            "clientPort=2181",
            "dataDir is not set; add a line such as dataDir=/var/lib/zookeeper",
        );
        refused(
            "dataDir=/d",
            "clientPort is not set; add a line such as clientPort=2181",
        );
        refused(
            &format!("dataDir=/d\nclientPort=2181\nsyncLimit=5\n{}", servers(3)),
            "initLimit is not set; add a line such as initLimit=10",
        );
        refused(
            &HEAD.replace("2000", "fast"),
            "tickTime=fast is not a whole number from 1 to 600000",
        );
    }

    #[test]
    fn a_server_line_needs_its_ports() {
        refused(
            &format!("{HEAD}{}server.7=zk7", servers(2)),
            "server.7=zk7 does not have the form host:port:port or host:port:port:participant (or observer)",
        );
        refused(
            &format!("{HEAD}{}server.7=zk7:2888", servers(2)),
            "server.7=zk7:2888 has no election port; write host:port:port, usually zk7:2888:3888",
        );
        refused(
            &format!("{HEAD}{}server.x=zk7:1:2", servers(2)),
            "server.x=x is not a whole number from 0 to 9999",
        );
        refused(
            &format!("{HEAD}{}server.7=zk7:1:2:voter", servers(2)),
            "peer type voter is unknown; it is participant or observer",
        );
    }
}
