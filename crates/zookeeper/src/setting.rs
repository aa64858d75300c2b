//! What a run starts from and a reader of its Trace has to know: hosts by name and address, and the
//! configuration files that appear in it.

use crate::config::{ConfigError, Instead, QuorumConfig, ZooCfg, parse};
use crate::dialect::Membership;
use crate::fact::Line;
use crate::ids::Sid;
use crate::pitfall::Pitfalls;
use sim::id::NodeId;
use std::sync::Arc;

/// The hosts and files of a run.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The hosts, by their number.
    pub hosts: Vec<HostName>,
    /// The hosts of clients, whose numbers follow those of the servers' hosts.
    pub clients: Vec<HostName>,
    /// The `zoo.cfg` texts, by their number.
    pub configs: Vec<ConfigFile>,
    /// The mistake that a test has the servers make; outside of tests there is no such thing.
    pub pitfalls: Pitfalls,
}

/// A host's name and address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HostName {
    /// The name that configurations use.
    pub name: String,
    /// Its IPv4 address.
    pub ip: [u8; 4],
}

/// A number of a `zoo.cfg` text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConfigId(pub u16);

impl ConfigId {
    /// The bits of a byte that such a half leaves to something else.
    pub(crate) const SPARES: u8 = 3;

    /// The number in the upper six bits of two bytes. There is room for 4095, which no run comes near;
    /// of a number beyond it the first configuration would be made.
    pub(crate) fn halves(self) -> (u8, u8) {
        let number = if self.0 < 1 << 12 { self.0 } else { 0 };
        let half = |bits: u16| u8::try_from(bits & 0x3f).unwrap_or(0) << 2;
        (half(number >> 6), half(number))
    }

    /// The number that two such bytes hold.
    pub(crate) fn whole(high: u8, low: u8) -> Self {
        Self(u16::from(high >> 2) << 6 | u16::from(low >> 2))
    }
}

/// A `zoo.cfg` and what a server makes of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigFile {
    /// The text.
    pub text: String,
    /// What 3.4 makes of it, and what later releases do.
    parsed: [Parsed; 2],
}

/// What a server makes of a `zoo.cfg`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Parsed {
    /// An ensemble.
    Quorum(Arc<QuorumConfig>),
    /// A server on its own.
    Standalone(Vec<Line>),
    /// It refuses to start.
    Invalid(ConfigError),
}

impl ConfigFile {
    /// Reads a text.
    pub fn new(text: &str) -> Self {
        let read = |membership| match parse(text, membership) {
            Ok(ZooCfg::Quorum(config)) => Parsed::Quorum(Arc::new(config)),
            Ok(ZooCfg::Standalone { notices }) => Parsed::Standalone(notices),
            Err(error) => Parsed::Invalid(error),
        };
        Self {
            text: text.to_owned(),
            parsed: [Membership::Static, Membership::Dynamic].map(read),
        }
    }

    /// What a release with this kind of membership makes of it.
    pub fn parsed(&self, membership: Membership) -> &Parsed {
        match membership {
            Membership::Static => &self.parsed[0],
            Membership::Dynamic => &self.parsed[1],
        }
    }

    /// The ensemble that a release with this kind of membership finds in it, if it does.
    pub fn ensemble(&self, membership: Membership) -> Option<&Arc<QuorumConfig>> {
        match self.parsed(membership) {
            Parsed::Quorum(config) => Some(config),
            Parsed::Standalone(_) | Parsed::Invalid(_) => None,
        }
    }

    /// The ensemble it describes, if some release finds one in it. Which servers there are does not
    /// depend on the release; whether it starts with them does.
    pub fn quorum(&self) -> Option<&Arc<QuorumConfig>> {
        self.parsed.iter().find_map(|parsed| match parsed {
            Parsed::Quorum(config) => Some(config),
            Parsed::Standalone(_) | Parsed::Invalid(_) => None,
        })
    }

    /// A line of it that is not simulated, and what to write instead.
    pub fn not_simulated(&self) -> Option<(String, Instead)> {
        self.parsed.iter().find_map(|parsed| match parsed {
            Parsed::Invalid(error) => error.not_simulated(),
            Parsed::Quorum(_) | Parsed::Standalone(_) => None,
        })
    }
}

impl Setting {
    /// Hosts and files.
    pub fn new(hosts: Vec<HostName>, clients: Vec<HostName>, configs: Vec<ConfigFile>) -> Self {
        Self {
            hosts,
            clients,
            configs,
            pitfalls: Pitfalls::NONE,
        }
    }

    /// The host that a name in a configuration means.
    pub fn node(&self, host: &str) -> Option<NodeId> {
        // Only an address begins with a digit; writing addresses to compare them takes its time.
        let numeric = host.starts_with(|c: char| c.is_ascii_digit());
        let of = |h: &HostName| h.name == host || (numeric && h.address() == host);
        self.hosts
            .iter()
            .position(of)
            .and_then(|index| u8::try_from(index).ok())
            .map(NodeId)
    }

    /// The host of a sid by the first configuration that knows it; for the names of a whole run.
    /// What one server means by a sid is the business of its own configuration.
    pub fn host_of(&self, sid: Sid) -> Option<NodeId> {
        self.configs
            .iter()
            .find_map(|file| self.node(&file.quorum()?.servers.get(sid)?.host))
    }

    /// A host's name.
    pub fn name(&self, node: NodeId) -> &str {
        self.host(node).map_or("?", |host| &host.name)
    }

    /// The clients' hosts.
    pub fn client_nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        let first = self.hosts.len();
        let numbers = first..first + self.clients.len();
        numbers.filter_map(|number| u8::try_from(number).ok().map(NodeId))
    }

    fn host(&self, node: NodeId) -> Option<&HostName> {
        let client = node.index().checked_sub(self.hosts.len());
        match client {
            Some(client) => self.clients.get(client),
            None => self.hosts.get(node.index()),
        }
    }

    /// A host's address as text.
    pub fn address(&self, node: NodeId) -> String {
        self.host(node)
            .map_or_else(|| "?".to_owned(), HostName::address)
    }

    /// A configuration file.
    pub fn config(&self, id: ConfigId) -> Option<&ConfigFile> {
        self.configs.get(usize::from(id.0))
    }
}

impl HostName {
    /// The address as text.
    pub fn address(&self) -> String {
        let [a, b, c, d] = self.ip;
        format!("{a}.{b}.{c}.{d}")
    }
}
