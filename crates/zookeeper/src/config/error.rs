//! Why a `zoo.cfg` cannot be used: in a sentence that says what would be right, and as the exception that a
//! server prints.

use thiserror::Error;

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
    /// A value is neither `true` nor `false`.
    #[error("{key}={value} is neither true nor false")]
    NotABool {
        /// The key.
        key: &'static str,
        /// What is written.
        value: String,
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
    /// The same from 3.5 on, where the client port may follow.
    #[error(
        "{key}={value} does not have the form host:port:port, with :participant or :observer and \
         ;clientPort behind it or not"
    )]
    DynamicServerForm {
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
    /// The two ports of a server are one, which 3.5 and later refuse.
    #[error("{key}={value} has the same port twice; the second one is for elections, usually 3888")]
    OnePort {
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
    /// Nobody votes, and a server on its own is not wanted.
    #[error("standaloneEnabled=false needs at least one participant")]
    Nobody,
    /// Sessions would have to be longer than they may be.
    #[error("minSessionTimeout is larger than maxSessionTimeout")]
    SessionTimeouts,
    /// Groups and servers do not fit together.
    #[error("every server must be in exactly one group; {problem}")]
    Groups {
        /// What does not fit.
        problem: String,
    },
    /// A server would behave in a way that is not simulated.
    #[error("{key}={value} is not simulated; {instead}")]
    NotSimulated {
        /// The key.
        key: String,
        /// What is written.
        value: String,
        /// What to do.
        instead: Instead,
    },
}

/// What to do in place of something that is not simulated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Instead {
    /// Nothing.
    #[error("leave it out")]
    Nothing,
    /// FastLeaderElection over TCP is what there is.
    #[error("leave it out: FastLeaderElection over TCP, 3, is the default")]
    ElectionOverTcp,
    /// Leaders serve clients.
    #[error("leave it out: leaders serve")]
    LeadersServe,
    /// All in one file.
    #[error("write the server lines into zoo.cfg itself")]
    OneFile,
    /// One of several.
    #[error("give each server one address")]
    OneAddress,
    /// A time within bounds.
    #[error("write 1 to 600000 ms")]
    UsualTime,
}

impl ConfigError {
    /// The line that is not simulated and what to write instead, if it is that.
    pub fn not_simulated(&self) -> Option<(String, Instead)> {
        let Self::NotSimulated {
            key,
            value,
            instead,
        } = self
        else {
            return None;
        };
        Some((format!("{key}={value}"), *instead))
    }

    /// The exception that the server logs, with its cause.
    pub fn java_exception(&self, file: &str) -> Vec<String> {
        let own = "org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException";
        let message = self.java_message();
        match self {
            Self::NotABool { .. }
            | Self::DynamicServerForm { .. }
            | Self::OnePort { .. }
            | Self::PeerType { .. }
            | Self::Groups { .. } => vec![format!("{own}: {message}")],
            Self::NotANumber { .. } => vec![
                format!("{own}: Error processing {file}"),
                format!("Caused by: java.lang.NumberFormatException: {message}"),
            ],
            Self::ServerForm { .. } => vec![format!(
                "java.lang.ArrayIndexOutOfBoundsException: {message}"
            )],
            Self::Missing { .. }
            | Self::NoElectionPort { .. }
            | Self::OnlyObservers { .. }
            | Self::Nobody
            | Self::SessionTimeouts
            | Self::NotSimulated { .. } => vec![
                format!("{own}: Error processing {file}"),
                format!("Caused by: java.lang.IllegalArgumentException: {message}"),
            ],
        }
    }

    fn java_message(&self) -> String {
        match self {
            Self::Missing { key, .. } => format!("{key} is not set"),
            Self::NotANumber { value, .. } => format!("For input string: \"{value}\""),
            Self::NotABool { key, value } if *key == "standaloneEnabled" => {
                format!("Invalid option {value} for standalone mode. Choose 'true' or 'false.'")
            }
            Self::NotABool { key, value } => {
                format!("Invalid option {value} for {key} flag. Choose 'true' or 'false.'")
            }
            // The second part of a text that has only one.
            Self::ServerForm { .. } => "1".to_owned(),
            Self::DynamicServerForm { value, .. } => format!(
                "{value} does not have the form server_config or server_config;client_config where \
                 server_config is host:port:port or host:port:port:type and client_config is port or \
                 host:port"
            ),
            Self::OnePort { key, .. } => format!(
                "Client and election port must be different! Please update the configuration file on \
                 server.{}",
                key.trim_start_matches("server.")
            ),
            Self::NoElectionPort { key, .. } => format!(
                "Missing election port for server: {}",
                key.trim_start_matches("server.")
            ),
            Self::PeerType { value } => format!("Unrecognised peertype: {value}"),
            Self::OnlyObservers { voters: 0 } => {
                "Observers w/o participants is an invalid configuration".to_owned()
            }
            Self::OnlyObservers { .. } => {
                "Observers w/o quorum is an invalid configuration".to_owned()
            }
            Self::Nobody => {
                "standaloneEnabled = false then number of participants should be >0".to_owned()
            }
            Self::SessionTimeouts => {
                "minSessionTimeout must not be larger than maxSessionTimeout".to_owned()
            }
            Self::Groups { .. } => "Every server must be in exactly one group".to_owned(),
            Self::NotSimulated { .. } => self.to_string(),
        }
    }
}
