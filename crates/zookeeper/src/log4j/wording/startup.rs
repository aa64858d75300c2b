//! Lines of a process that comes up or goes down, and others that say nothing else that matters.

use super::super::exception::{frame, of};
use super::super::table::Statement;
use super::names::CONF;
use super::{Said, Say, plain, with};
use crate::fact::{Fact, Line, Refusal};
use crate::ids::{Sid, Zxid};
use crate::message::Message;
use crate::server::sync::LOG_FILE;
use crate::setting::Parsed;
use crate::txn_log::Txns;
use crate::vote::ServerState;
use sim::id::MessageId;

/// A line has a statement of its own name.
macro_rules! by_name {
    ($line:expr; $($name:ident,)*) => {
        match $line {
            $(Line::$name => Statement::$name,)*
        }
    };
}

/// The statement that prints a line.
pub(super) fn statement(line: Line) -> Statement {
    by_name! { line;
        ReadingConfiguration, DefaultingToMajority, NoFailureTolerated, EvenNumber, OnlyOneServer,
        PeerTypeMismatch, ServerFormIgnored, InvalidRetainCount, NoClientPort, ClientPortAddress,
        NoSecureClientPort, SnapRetainCount, PurgeInterval, PurgeTaskNotScheduled,
        StartingQuorumPeer, Standalone, BindingToPort, TickTime, MinSessionTimeout,
        MaxSessionTimeout, InitLimit, SyncLimit, CurrentEpochNotFound, AcceptedEpochNotFound,
        InterruptingSendWorker, InterruptedWhileWaiting, SendWorkerLeaving, CreatedServer,
        LearnerServerShuttingDown, ServerShuttingDown, LeaderShuttingDown, BindRetries,
        MinNotificationInterval, MaxNotificationInterval, PeerStateSet, PeerStateChanged,
        ZabStateChanged, SyncModeChanged, ConnectedToLeader, FailedConnect, Disconnected,
        ReceivedNewLeader, ReceivedUpToDate, NotStoringConfig, ReconfigDisabled, OracleRefuses,
        BeforeReconfig, ClosingSocket, SendingSnapshot, OnDiskSync, NoOnDiskSync,
        UnhandledScenario, UsingCommittedLog, UsingTxnLog, CannotTruncate, FallsBackToSnapshot,
        GapDetected, NoProposalsOnDisk, TxnLogTooLarge, ObservingLeader, WaitingToReconnect,
        ReceivedVersion, RestartingElection, Clobbering, NoDelay, GotZxid, GotZxidInSync,
        GotZxidInformed, LeaderNoDelay, RetryDelay, AsyncSending, ClosesAsync, EnoughFollowers,
        InSync, Resolved, ResolveFailed, NotDesignated, SuggestedLeader, BecomesObserver,
        BecomesVoter, BecomesStranger, LeavingListener, RestartingLeaderElection,
    }
}

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    pub(super) fn startup(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::Printed { line, value } => self.printed(line, value),
            Fact::StartRefused { why } => self.start_refused(why),
            Fact::ElectionPortBound => with(
                Statement::ElectionPort,
                vec![
                    ("address", self.own_election_address()),
                    ("me", self.me().to_string()),
                ],
            ),
            Fact::ListenFailed { why } => with(
                Statement::ListenerFailed,
                vec![("address", self.own_election_address())],
            )?
            .traced(self.frames(of(why), &[frame("QuorumCnxManager$Listener", "run", 507)])),
            Fact::ListenerGone => {
                let address = self.own_election_address();
                let rest = format!(
                    "{address}. Use zookeeper.electionPortBindRetry property to increase retry count."
                );
                let fields = vec![
                    ("address", address),
                    ("rest", rest),
                    ("value", "3".to_owned()),
                ];
                with(Statement::ListenerGone, fields)
            }
            _ => None,
        }
    }

    fn printed(&self, line: Line, value: u32) -> Option<Said> {
        let statement = if line == Line::Disconnected && self.observes() {
            Statement::ObserverDisconnected
        } else {
            statement(line)
        };
        let said = with(statement, self.fields(line, value))?;
        if let (Line::ResolveFailed, Some((_, host))) = (line, said.fields.first()) {
            let unknown = format!("java.net.UnknownHostException: {host}");
            return said.traced(vec![unknown]);
        }
        if line == Line::InterruptedWhileWaiting {
            return said.traced(self.frames(
                "java.lang.InterruptedException",
                &[
                    frame("QuorumCnxManager", "pollSendQueue", 849),
                    frame("QuorumCnxManager$SendWorker", "run", 685),
                ],
            ));
        }
        Some(said)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most lines have a number or nothing"
    )]
    fn fields(&self, line: Line, value: u32) -> Vec<(&'static str, String)> {
        let me = ("me", self.me().to_string());
        let value_as = |name: &'static str| (name, value.to_string());
        let leader = || {
            let address = self.address_of(Sid(i64::from(value)), crate::fact::Port::Quorum);
            ("address", address.1)
        };
        match line {
            Line::ReadingConfiguration => vec![("file", format!("{CONF}/zoo.cfg"))],
            Line::PeerTypeMismatch => {
                let (listed, other) = if self.observes() {
                    ("OBSERVER", "PARTICIPANT")
                } else {
                    ("PARTICIPANT", "OBSERVER")
                };
                vec![
                    ("listed", listed.to_owned()),
                    ("peer_type", other.to_owned()),
                ]
            }
            Line::ServerFormIgnored => vec![("text", self.odd_server())],
            Line::InvalidRetainCount => {
                let set = self.property_of_file("autopurge.snapRetainCount");
                vec![("text", set.unwrap_or_default())]
            }
            Line::MinSessionTimeout | Line::MaxSessionTimeout => {
                vec![("value", self.session_timeout(line))]
            }
            Line::MinNotificationInterval
            | Line::MaxNotificationInterval
            | Line::WaitingToReconnect => vec![value_as("ms")],
            Line::ObservingLeader => vec![leader(), value_as("sid")],
            Line::ReceivedVersion => self.versions(MessageId(value)),
            Line::InterruptingSendWorker | Line::SendWorkerLeaving => {
                let sid = self.peer_sid().unwrap_or(-1);
                vec![("sid", sid.to_string()), me]
            }
            Line::CreatedServer => self.created_server(),
            Line::PeerStateChanged | Line::ZabStateChanged | Line::SyncModeChanged => {
                vec![("peer_state", peer_state(value))]
            }
            Line::GotZxid | Line::GotZxidInSync | Line::GotZxidInformed => self.zxid_gap(value),
            Line::Resolved | Line::ResolveFailed => self.resolved(value),
            Line::RetryDelay => vec![value_as("ms")],
            Line::ConnectedToLeader | Line::FailedConnect => vec![leader()],
            Line::Disconnected => vec![
                ("address", self.leader_address()),
                ("ms", (value / 2).to_string()),
                ("synced", (value % 2 == 1).to_string()),
            ],
            Line::BeforeReconfig | Line::ClosingSocket | Line::SuggestedLeader => {
                vec![value_as("sid")]
            }
            Line::SendingSnapshot
            | Line::InSync
            | Line::UnhandledScenario
            | Line::UsingCommittedLog
            | Line::UsingTxnLog
            | Line::CannotTruncate
            | Line::FallsBackToSnapshot
            | Line::GapDetected
            | Line::NoProposalsOnDisk => self.sync_state(MessageId(value)),
            Line::OnDiskSync => vec![("text", self.size_factor())],
            Line::TxnLogTooLarge => vec![value_as("value"), ("size", LOG_FILE.to_string())],
            _ => vec![value_as("value"), me],
        }
    }

    /// `snapshotSizeFactor` as Java prints it.
    fn size_factor(&self) -> String {
        let config = self.context.config(self.setting);
        let percent = config.and_then(|config| config.snapshot_size_factor_percent());
        let percent = percent.unwrap_or(33);
        let digits = format!("{}.{:02}", percent / 100, percent % 100);
        digits.strip_suffix('0').unwrap_or(&digits).to_owned()
    }

    /// 3.4 prints what the file says, later releases what comes of it.
    fn session_timeout(&self, line: Line) -> String {
        let Some(config) = self.context.config(self.setting) else {
            return String::new();
        };
        let index = usize::from(line == Line::MaxSessionTimeout);
        let comes = config.session_timeouts()[index];
        let said = config.session_timeouts_ms[index];
        match said {
            None if !self.context.dialect().says_session_timeouts() => "-1".to_owned(),
            _ => comes.to_string(),
        }
    }

    /// What a key of the file is set to.
    fn property_of_file(&self, key: &str) -> Option<String> {
        let file = self.setting.config(self.context.config_id()?)?;
        let mut lines = file.text.lines().filter_map(|line| line.split_once('='));
        let (_, value) = lines.rfind(|(name, _)| name.trim() == key)?;
        Some(value.trim().to_owned())
    }

    /// A server of the file that has too many parts.
    fn odd_server(&self) -> String {
        let file = self
            .context
            .config_id()
            .and_then(|id| self.setting.config(id));
        let lines = file.iter().flat_map(|file| file.text.lines());
        let odd = |value: &&str| value.split(':').count() > 4;
        let servers = lines.filter_map(|line| line.trim().strip_prefix("server."));
        let mut values = servers.filter_map(|line| Some(line.split_once('=')?.1.trim()));
        values.find(odd).unwrap_or_default().to_owned()
    }

    fn created_server(&self) -> Vec<(&'static str, String)> {
        let Some(config) = self.context.config(self.setting) else {
            return Vec::new();
        };
        let [least, most] = config.session_timeouts();
        vec![
            ("tick", config.tick_time_ms.to_string()),
            ("least", least.to_string()),
            ("most", most.to_string()),
            ("log_dir", format!("{}/version-2", config.log_dir)),
            ("dir", format!("{}/version-2", config.data_dir)),
        ]
    }

    /// The version of the configuration that a ballot has brought, and that of the own one.
    fn versions(&self, ballot: MessageId) -> Vec<(&'static str, String)> {
        let message = Message::decode(self.trace.message(ballot));
        let theirs = message.and_then(Message::notification);
        let theirs = theirs.map_or(Zxid(0), |n| n.config_version);
        vec![
            ("me", self.me().to_string()),
            ("config", format!("{theirs:x}")),
            ("own", format!("{:x}", self.context.config_version())),
        ]
    }

    /// The zxid of the proposal that was read, and what was expected after the one before it.
    fn zxid_gap(&self, before: u32) -> Vec<(&'static str, String)> {
        let packet = |id: MessageId| Message::decode(self.trace.message(id))?.packet();
        let read = self
            .trace
            .get(self.row.cause)
            .as_ref()
            .and_then(Fact::decode);
        let got = match read {
            Some(Fact::PacketReceived { packet: id, .. }) => packet(id),
            _ => None,
        };
        let got = got.map_or(Zxid(0), |p| Txns::ending(p.zxid, p.transactions).first);
        let before = Some(before).filter(|id| *id != u32::MAX);
        let before = before.and_then(|id| packet(MessageId(id)));
        let expected = Zxid(before.map_or(0, |packet| packet.zxid.0) + 1);
        vec![
            ("zxid", format!("{got:x}")),
            ("own_zxid", format!("{expected:x}")),
        ]
    }

    /// A server's host name, and what it is resolved to.
    fn resolved(&self, sid: u32) -> Vec<(&'static str, String)> {
        let config = self.context.config(self.setting);
        let spec = config.and_then(|config| config.servers.get(Sid(i64::from(sid))));
        let host = spec.map_or_else(String::new, |spec| spec.host.clone());
        let address = self.setting.node(&host).map(|n| self.setting.address(n));
        let address = address.map_or_else(String::new, |ip| format!("{host}/{ip}"));
        vec![("host", host), ("address", address)]
    }

    fn start_refused(&self, why: Refusal) -> Option<Said> {
        let file = format!("{CONF}/zoo.cfg");
        let illegal = |message: String| {
            let own = "org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException";
            vec![
                format!("{own}: Error processing {file}"),
                format!("Caused by: java.lang.IllegalArgumentException: {message}"),
            ]
        };
        let dynamic = self.context.dialect().names_members();
        let (statement, exception) = match why {
            Refusal::InvalidConfig => (Statement::InvalidConfig, self.config_error(&file)),
            Refusal::UnreadableConfig => (Statement::UnexpectedAtStart, self.config_error(&file)),
            Refusal::NoMyId if dynamic => (
                Statement::InvalidConfig,
                illegal("myid file is missing".to_owned()),
            ),
            Refusal::NoMyId => {
                let message = format!("{}/myid file is missing", self.data_dir());
                (Statement::InvalidConfig, illegal(message))
            }
            Refusal::OtherClientPort => (Statement::InvalidConfig, self.client_ports()),
            Refusal::NotInPeerList => (
                Statement::UnexpectedAtStart,
                vec![format!(
                    "java.lang.RuntimeException: My id {} not in the peer list",
                    self.me()
                )],
            ),
            Refusal::UnableToLoadDatabase => (
                Statement::UnableToLoadDatabase,
                vec![
                    "java.io.IOException: The current epoch is older than the last zxid".to_owned(),
                ],
            ),
        };
        plain(statement)?.traced(exception)
    }

    /// What is wrong with the file.
    fn config_error(&self, file: &str) -> Vec<String> {
        let config = self.context.config_id();
        let config = config.and_then(|id| self.setting.config(id));
        let membership = self.context.dialect().membership;
        match config.map(|config| config.parsed(membership)) {
            Some(Parsed::Invalid(error)) => error.java_exception(file),
            Some(Parsed::Quorum(_) | Parsed::Standalone(_)) | None => Vec::new(),
        }
    }

    /// The client ports of `clientPort` and of the server's own line contradict each other.
    fn client_ports(&self) -> Vec<String> {
        let config = self.context.config(self.setting);
        let own = config.and_then(|config| config.servers.get(Sid(self.me()))?.client_port);
        vec![format!(
            "org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException: client address for \
             this server (id = {}) in static config file is 0.0.0.0/0.0.0.0:{} is different from client \
             address found in dynamic file: 0.0.0.0/0.0.0.0:{}",
            self.me(),
            config.map_or(0, |config| config.client_port),
            own.unwrap_or(0),
        )]
    }
}

/// `getDetailedPeerState`: the state, what Zab is doing, how the learner synchronises.
fn peer_state(value: u32) -> String {
    let state = ServerState::ALL
        .get((value & 3) as usize)
        .map_or("", |state| state.name());
    let zab = ["", " - discovery", " - synchronization", " - broadcast"];
    let sync = ["", " - diff", " - trunc", " - snap"];
    let part = |words: [&'static str; 4], bits: u32| words[(bits & 3) as usize];
    format!(
        "{}{}{}",
        state.to_ascii_lowercase(),
        part(zab, value >> 2),
        part(sync, value >> 4)
    )
}
