//! A `zoo.cfg` while it is read (`QuorumPeerConfig.parseProperties`, 3.4.6 and 3.5.7).
//!
//! From 3.5 on members are read by another class: they may have a client port, need an election port,
//! and are remarked upon in fewer words. What a server would do that is not simulated is refused.

use super::properties;
use super::{ConfigError, Instead, LearnerType, QuorumConfig, ServerSpec, ZooCfg};
use crate::dialect::Membership;
use crate::fact::Line;
use crate::ids::Sid;
use crate::quorum::QuorumVerifier;
use crate::sid_map::SidMap;
use sim::sorted_map::SortedMap;

/// Reads a `zoo.cfg` as a release with this kind of membership does.
///
/// # Errors
/// When the server would refuse to start with it; the error says what would be right.
pub fn parse(text: &str, membership: Membership) -> Result<ZooCfg, ConfigError> {
    let mut draft = Draft::new(membership);
    for (key, value) in properties::load(text) {
        draft.set(key.trim(), value.trim())?;
    }
    draft.finish()
}

/// A configuration while it is read.
struct Draft {
    dynamic: bool,
    numbers: SortedMap<&'static str, i64>,
    data_dir: Option<String>,
    log_dir: Option<String>,
    peer_type: LearnerType,
    standalone_enabled: bool,
    reconfig_enabled: bool,
    listens_everywhere: bool,
    servers: SidMap<ServerSpec>,
    without_election_port: Option<ConfigError>,
    groups: SidMap<i64>,
    weights: SidMap<i64>,
    group_problem: Option<String>,
    system_properties: SortedMap<String, String>,
    notices: Vec<Line>,
}

/// Keys with whole numbers, and the range that is of use here. Java reads them as `int`.
const NUMBERS: [(&str, i64, i64); 11] = [
    ("tickTime", 1, 600_000),
    ("initLimit", 1, 100_000),
    ("syncLimit", 1, 100_000),
    ("clientPort", 0, 65_535),
    ("maxClientCnxns", 0, i32::MAX as i64),
    ("minSessionTimeout", -1, i32::MAX as i64),
    ("maxSessionTimeout", -1, i32::MAX as i64),
    ("electionAlg", 3, 3),
    ("cnxTimeout", 1, 600_000),
    (
        "autopurge.snapRetainCount",
        i32::MIN as i64,
        i32::MAX as i64,
    ),
    ("autopurge.purgeInterval", i32::MIN as i64, i32::MAX as i64),
];

/// Keys that are read and change nothing here.
const WITHOUT_EFFECT: [&str; 2] = ["clientPortAddress", "syncEnabled"];

/// Keys that would change how servers find each other, the value that leaves everything as it is, and what
/// to do instead.
const NOT_SIMULATED: [(&str, &str, Instead); 6] = [
    ("dynamicConfigFile", "", Instead::OneFile),
    ("leaderServes", "yes", Instead::LeadersServe),
    ("oraclePath", "", Instead::Nothing),
    ("sslQuorum", "false", Instead::Nothing),
    ("quorum.auth.enableSasl", "false", Instead::Nothing),
    ("multiAddress.enabled", "false", Instead::Nothing),
];

impl Draft {
    fn new(membership: Membership) -> Self {
        Self {
            dynamic: membership == Membership::Dynamic,
            numbers: SortedMap::new(),
            data_dir: None,
            log_dir: None,
            peer_type: LearnerType::Participant,
            standalone_enabled: true,
            reconfig_enabled: false,
            listens_everywhere: false,
            servers: SidMap::default(),
            without_election_port: None,
            groups: SidMap::default(),
            weights: SidMap::default(),
            group_problem: None,
            system_properties: SortedMap::new(),
            notices: Vec::new(),
        }
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), ConfigError> {
        if let Some((name, low, high)) = NUMBERS.into_iter().find(|(name, ..)| *name == key) {
            self.numbers.insert(name, int(key, value, low, high)?);
        } else if key == "dataDir" {
            self.data_dir = Some(value.to_owned());
        } else if key == "dataLogDir" {
            self.log_dir = Some(value.to_owned());
        } else if key == "peerType" {
            self.peer_type = learner_type(value)?;
        } else if key == "quorumListenOnAllIPs" {
            self.listens_everywhere = value.eq_ignore_ascii_case("true");
        } else if self.dynamic && key == "standaloneEnabled" {
            self.standalone_enabled = bool("standaloneEnabled", value)?;
        } else if self.dynamic && key == "reconfigEnabled" {
            self.reconfig_enabled = bool("reconfigEnabled", value)?;
        } else if let Some(sid) = key.strip_prefix("server.") {
            self.server(key, sid, value)?;
        } else if let Some(group) = key.strip_prefix("group.") {
            self.group(number(key, group, i64::MIN, i64::MAX)?, key, value)?;
        } else if let Some(sid) = key.strip_prefix("weight.") {
            let sid = number(key, sid, 0, MAX_SID)?;
            self.weights
                .insert(Sid(sid), number(key, value, 0, i64::MAX)?);
        } else if let Some((.., instead)) = not_simulated(key, value) {
            let (key, value) = (key.to_owned(), value.to_owned());
            return Err(ConfigError::NotSimulated {
                key,
                value,
                instead,
            });
        } else if !WITHOUT_EFFECT.contains(&key) {
            self.system_properties
                .insert(key.to_owned(), value.to_owned());
        }
        Ok(())
    }

    fn server(&mut self, key: &str, sid: &str, value: &str) -> Result<(), ConfigError> {
        let sid = Sid(number(key, sid, 0, MAX_SID)?);
        let spec = if self.dynamic {
            dynamic_server(key, value)?
        } else {
            match self.static_server(key, value)? {
                Some(spec) => spec,
                None => return Ok(()),
            }
        };
        self.servers.insert(sid, spec);
        Ok(())
    }

    /// `host:port[:port[:type]]`. What has more parts is remarked upon and left out.
    fn static_server(&mut self, key: &str, value: &str) -> Result<Option<ServerSpec>, ConfigError> {
        let parts: Vec<&str> = value.split(':').collect();
        let (host, quorum, election, kind) = match parts[..] {
            [_] => {
                return Err(ConfigError::ServerForm {
                    key: key.to_owned(),
                    value: value.to_owned(),
                });
            }
            [host, quorum] => {
                self.without_election_port = Some(ConfigError::NoElectionPort {
                    key: key.to_owned(),
                    value: value.to_owned(),
                });
                (host, quorum, quorum, None)
            }
            [host, quorum, election] => (host, quorum, election, None),
            [host, quorum, election, kind] => (host, quorum, election, Some(kind)),
            _ => {
                self.notices.push(Line::ServerFormIgnored);
                return Ok(None);
            }
        };
        Ok(Some(ServerSpec {
            host: host.to_owned(),
            quorum_port: port(key, quorum)?,
            election_port: port(key, election)?,
            learner_type: kind.map_or(Ok(LearnerType::Participant), learner_type)?,
            client_port: None,
        }))
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

    /// A number that has to be there, and not zero.
    fn required(&self, key: &'static str, example: &'static str) -> Result<i64, ConfigError> {
        let set = self.numbers.get(key).copied().filter(|n| *n != 0);
        set.ok_or(ConfigError::Missing { key, example })
    }

    fn number_or(&self, key: &str, default: i64) -> i64 {
        self.numbers.get(key).copied().unwrap_or(default)
    }

    fn finish(mut self) -> Result<ZooCfg, ConfigError> {
        if self.number_or("autopurge.snapRetainCount", 3) < 3 {
            self.notices.push(Line::InvalidRetainCount);
        }
        let data_dir = self.data_dir.take().ok_or(ConfigError::Missing {
            key: "dataDir",
            example: "/var/lib/zookeeper",
        })?;
        let client_port = match self.required("clientPort", "2181") {
            Err(_) if self.dynamic => {
                self.notices.push(Line::NoClientPort);
                0
            }
            port => port?,
        };
        let tick_time = self.number_or("tickTime", 3_000);
        if tick_time == 0 {
            self.required("tickTime", "2000")?;
        }
        self.check_session_timeouts(tick_time)?;
        if let Some(notices) = self.stands_alone()? {
            return Ok(ZooCfg::Standalone { notices });
        }
        let (init_limit, sync_limit) = (
            self.required("initLimit", "10")?,
            self.required("syncLimit", "5")?,
        );
        if let Some(error) = self.without_election_port.take() {
            return Err(error);
        }
        let cnx_timeout = self.number_or("cnxTimeout", 5_000);
        let verifier = self.verifier()?;
        Ok(ZooCfg::Quorum(QuorumConfig {
            tick_time_ms: tick_time.unsigned_abs(),
            session_timeouts_ms: ["minSessionTimeout", "maxSessionTimeout"]
                .map(|key| u64::try_from(self.number_or(key, -1)).ok()),
            log_dir: folder(self.log_dir.as_deref().unwrap_or(&data_dir)),
            data_dir: folder(&data_dir),
            init_limit: init_limit.unsigned_abs(),
            sync_limit: sync_limit.unsigned_abs(),
            client_port: u16::try_from(client_port).unwrap_or(2_181),
            cnx_timeout_ms: cnx_timeout.unsigned_abs(),
            servers: self.servers,
            verifier,
            peer_type: self.peer_type,
            reconfig_enabled: self.reconfig_enabled,
            listens_everywhere: self.listens_everywhere,
            notices: self.notices,
            system_properties: self.system_properties,
        }))
    }

    /// From 3.5 on what is not set comes of the tick before it is compared.
    fn check_session_timeouts(&self, tick_time: i64) -> Result<(), ConfigError> {
        let set = |key, ticks: i64| match self.number_or(key, -1) {
            -1 if self.dynamic => tick_time * ticks,
            ms => ms,
        };
        if set("minSessionTimeout", 2) > set("maxSessionTimeout", 20) {
            return Err(ConfigError::SessionTimeouts);
        }
        Ok(())
    }

    /// Whether the server runs on its own, and what is said of it; of an ensemble what is said of its
    /// size is noted.
    fn stands_alone(&mut self) -> Result<Option<Vec<Line>>, ConfigError> {
        let voters = self.voters();
        let alone = self.standalone_enabled;
        let observers = self.servers.len() > voters;
        if observers && (voters == 0 || (voters == 1 && alone)) {
            return Err(ConfigError::OnlyObservers { voters });
        }
        match voters {
            0 if !alone => return Err(ConfigError::Nobody),
            0 => return Ok(Some(std::mem::take(&mut self.notices))),
            1 if alone => {
                self.notices.push(Line::OnlyOneServer);
                return Ok(Some(std::mem::take(&mut self.notices)));
            }
            1 | 2 => self.notices.push(Line::NoFailureTolerated),
            even if even % 2 == 0 => self.notices.push(Line::EvenNumber),
            _ => {}
        }
        Ok(None)
    }

    fn voters(&self) -> usize {
        let votes = |s: &&ServerSpec| s.learner_type == LearnerType::Participant;
        self.servers.values().filter(votes).count()
    }

    fn verifier(&mut self) -> Result<QuorumVerifier, ConfigError> {
        let voters = self.voters();
        if self.groups.is_empty() {
            self.notices.push(Line::DefaultingToMajority);
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

/// `host:port:port[:type][;[host:]port]` (`QuorumServer`, 3.5.0).
fn dynamic_server(key: &str, value: &str) -> Result<ServerSpec, ConfigError> {
    let form = || ConfigError::DynamicServerForm {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    if value.contains('|') {
        return Err(ConfigError::NotSimulated {
            key: key.to_owned(),
            value: value.to_owned(),
            instead: Instead::OneAddress,
        });
    }
    let (server, client) = match value.split_once(';') {
        Some((server, client)) => (server, Some(client)),
        None => (value, None),
    };
    let parts: Vec<&str> = server.split(':').collect();
    let (host, quorum, election, kind) = match parts[..] {
        [host, quorum, election] => (host, quorum, election, None),
        [host, quorum, election, kind] => (host, quorum, election, Some(kind)),
        _ => return Err(form()),
    };
    let client_port = match client {
        None => None,
        Some(client) => {
            let text = client.rsplit(':').next().unwrap_or(client);
            if client.split(':').count() > 2 || client.contains(';') {
                return Err(form());
            }
            Some(port(key, text)?)
        }
    };
    let spec = ServerSpec {
        host: host.to_owned(),
        quorum_port: port(key, quorum)?,
        election_port: port(key, election)?,
        learner_type: kind.map_or(Ok(LearnerType::Participant), learner_type)?,
        client_port,
    };
    if spec.quorum_port == spec.election_port {
        return Err(ConfigError::OnePort {
            key: key.to_owned(),
            value: value.to_owned(),
        });
    }
    Ok(spec)
}

/// The largest sid that is taken here; real ensembles use 1 to 255.
const MAX_SID: i64 = 9_999;

fn port(key: &str, text: &str) -> Result<u16, ConfigError> {
    let port = number(key, text, 1, 65_535)?;
    Ok(u16::try_from(port).unwrap_or(u16::MAX))
}

/// A number that Java takes; beyond what is of use here it is not simulated. Zero is as good as not set.
fn int(key: &str, value: &str, low: i64, high: i64) -> Result<i64, ConfigError> {
    let number = number(key, value, i32::MIN.into(), i32::MAX.into())
        .map_err(|_| not_a_number(key, value, low, high))?;
    let unset = number == 0 && low == 1 && key != "cnxTimeout";
    if unset || (low..=high).contains(&number) {
        return Ok(number);
    }
    let instead = match key {
        "electionAlg" => Instead::ElectionOverTcp,
        "cnxTimeout" | "tickTime" => Instead::UsualTime,
        _ => return Err(not_a_number(key, value, low, high)),
    };
    Err(ConfigError::NotSimulated {
        key: key.to_owned(),
        value: value.to_owned(),
        instead,
    })
}

/// A folder as `java.io.File` writes it.
fn folder(text: &str) -> String {
    let trimmed = text.trim_end_matches('/');
    if trimmed.is_empty() { text } else { trimmed }.to_owned()
}

fn number(key: &str, value: &str, low: i64, high: i64) -> Result<i64, ConfigError> {
    let fits = |n: &i64| (low..=high).contains(n);
    let number = value.parse().ok().filter(fits);
    number.ok_or_else(|| not_a_number(key, value, low, high))
}

fn not_a_number(key: &str, value: &str, low: i64, high: i64) -> ConfigError {
    ConfigError::NotANumber {
        key: key.to_owned(),
        value: value.to_owned(),
        low,
        high,
    }
}

fn bool(key: &'static str, value: &str) -> Result<bool, ConfigError> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(ConfigError::NotABool {
            key,
            value: value.to_owned(),
        }),
    }
}

fn not_simulated(key: &str, value: &str) -> Option<(&'static str, &'static str, Instead)> {
    let of = |(name, harmless, _): &(&str, &str, Instead)| *name == key && *harmless != value;
    NOT_SIMULATED.into_iter().find(of)
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
