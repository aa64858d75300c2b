//! The message of each line, as release 3.4.6 words it.

use super::exception::{frame, of, of_dial};
use super::site::Statement;
use super::{LogLine, NodeContext};
use crate::fact::{
    DialFailure, Fact, Failure, IgnoreReason, Line, Monitor, Port, Refusal, Stage, StepDown,
    SyncMode,
};
use crate::ids::{Sid, Zxid};
use crate::lane::Thread;
use crate::message::Message;
use crate::setting::{Parsed, Setting};
use crate::vote::ServerState;
use sim::id::{MessageId, NodeId};
use sim::trace::{Row, Trace};

/// A line before it is laid out.
type Said = (Statement, String, Vec<String>);

/// The line that a fact prints, if it prints one.
pub fn render(
    trace: &Trace,
    row: &Row,
    setting: &Setting,
    context: &NodeContext,
) -> Option<LogLine> {
    let fact = Fact::decode(row)?;
    let say = Say {
        trace,
        row,
        setting,
        context,
    };
    let (statement, message, continuation) = say.fact(fact)?;
    let site = statement.site(context.dialect().release);
    let before_myid = matches!(
        statement,
        Statement::ReadingConfiguration
            | Statement::DefaultingToMajority
            | Statement::NoFailureTolerated
            | Statement::EvenNumber
            | Statement::OnlyOneServer
            | Statement::InvalidConfig
    );
    Some(LogLine {
        at: row.at,
        myid: context.sid().filter(|_| !before_myid).map(|sid| sid.0),
        level: site.level,
        thread: say.thread(statement),
        class: site.class,
        line_number: site.line,
        message,
        continuation,
    })
}

/// Everything a line is made from.
struct Say<'a> {
    trace: &'a Trace,
    row: &'a Row,
    setting: &'a Setting,
    context: &'a NodeContext,
}

fn plain(statement: Statement, message: impl Into<String>) -> Option<Said> {
    Some((statement, message.into(), Vec::new()))
}

impl Say<'_> {
    fn fact(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::Printed { line, value } => self.printed(line, value),
            Fact::StartRefused { why } => self.start_refused(why),
            Fact::ElectionPortBound => plain(
                Statement::ElectionPort,
                format!("My election bind port: {}", self.own_election_address()),
            ),
            Fact::StateEntered { state } => plain(
                match state {
                    ServerState::Looking => Statement::Looking,
                    ServerState::Following => Statement::Following,
                    ServerState::Leading => Statement::Leading,
                    ServerState::Observing => Statement::Observing,
                },
                state.name(),
            ),
            Fact::ReloadStarted { zxid } => plain(
                Statement::ReadingSnapshot,
                format!("Reading snapshot {}", self.snapshot(zxid)),
            ),
            Fact::NewElection { zxid } => plain(
                Statement::NewElection,
                format!(
                    "New election. My id =  {}, proposed zxid=0x{zxid:x}",
                    self.me()
                ),
            ),
            Fact::NotificationTimeout { next_ms } => plain(
                Statement::NotificationTimeout,
                format!("Notification time out: {next_ms}"),
            ),
            Fact::Ignored {
                ballot,
                why: IgnoreReason::NonMember,
            } => plain(
                Statement::NonMember,
                format!(
                    "Ignoring notification from non-cluster member {}",
                    self.sender(ballot)?
                ),
            ),
            Fact::UnexpectedException { why } => self.unexpected(why),
            Fact::ElectionTook { ms, state } => self.took(ms, state),
            Fact::Heard { ballot, state } => self.heard(ballot, state),
            Fact::DialFailed {
                to,
                port,
                why,
                attempt,
            } => self.dial_failed(to, port, why, attempt),
            Fact::ChallengeLost { .. }
            | Fact::ConnectionRequest { .. }
            | Fact::ChallengeFailed { .. }
            | Fact::SendFailed { .. }
            | Fact::ConnectionBroken { .. }
            | Fact::InvalidServerId { .. } => self.connection(fact),
            Fact::LeaderUnknown { .. }
            | Fact::FollowingFailed { .. }
            | Fact::LearnerShutdown
            | Fact::SyncStarted { .. }
            | Fact::SnapshotTaken { .. } => self.learner(fact),
            Fact::LearnerArrived { .. }
            | Fact::Synchronizing { .. }
            | Fact::SyncSent { .. }
            | Fact::NewLeaderAcked { .. }
            | Fact::HaveQuorum { .. }
            | Fact::LeaderShutdown { .. }
            | Fact::HandlerFailed { .. }
            | Fact::Goodbye { .. }
            | Fact::AcceptorClosed
            | Fact::QuorumPortTaken => self.leader(fact),
            // Known to the engine, said by no line at level INFO.
            Fact::ConfigRead { .. }
            | Fact::RoundSet { .. }
            | Fact::Proposed { .. }
            | Fact::Queued { .. }
            | Fact::PollStarted { .. }
            | Fact::Counted { .. }
            | Fact::CountedOut { .. }
            | Fact::Ignored { .. }
            | Fact::PutBack { .. }
            | Fact::QuorumSeen { .. }
            | Fact::Decided { .. }
            | Fact::SenderTook { .. }
            | Fact::LoopedBack { .. }
            | Fact::Parked { .. }
            | Fact::DialStarted { .. }
            | Fact::DialConnected { .. }
            | Fact::ChallengeRead { .. }
            | Fact::LinkUp { .. }
            | Fact::LinkDown { .. }
            | Fact::Sent { .. }
            | Fact::Received { .. }
            | Fact::LockWaited {
                monitor: Monitor::Connections | Monitor::Election,
            }
            | Fact::LockTaken { .. }
            | Fact::AnsweredUnread { .. }
            | Fact::PacketSent { .. }
            | Fact::PacketReceived { .. }
            | Fact::AcceptedEpochSet { .. }
            | Fact::CurrentEpochSet { .. }
            | Fact::Serving { .. }
            | Fact::Logged { .. }
            | Fact::QuorumPortBound
            | Fact::WaitStarted {
                stage: Stage::Epoch | Stage::EpochAck | Stage::NewLeaderAck,
                ..
            }
            | Fact::WaitOver { .. }
            | Fact::EpochProposed { .. }
            | Fact::SyncedCounted { .. }
            | Fact::LearnersClosed
            | Fact::LearnerSynced { .. } => None,
        }
    }

    fn printed(&self, line: Line, value: u32) -> Option<Said> {
        let default_epoch = |file: &str| {
            format!(
                "{file} not found! Creating with a reasonable default of {value}. This should only \
                 happen when you are upgrading your installation"
            )
        };
        match line {
            Line::ReadingConfiguration => plain(
                Statement::ReadingConfiguration,
                format!("Reading configuration from: {CONF}/zoo.cfg"),
            ),
            Line::DefaultingToMajority => plain(
                Statement::DefaultingToMajority,
                "Defaulting to majority quorums",
            ),
            Line::NoFailureTolerated => plain(
                Statement::NoFailureTolerated,
                "No server failure will be tolerated. You need at least 3 servers.",
            ),
            Line::EvenNumber => plain(
                Statement::EvenNumber,
                "Non-optimial configuration, consider an odd number of servers.",
            ),
            Line::OnlyOneServer => plain(
                Statement::OnlyOneServer,
                "Invalid configuration, only one server specified (ignoring)",
            ),
            Line::PeerTypeMismatch => plain(
                Statement::PeerTypeMismatch,
                "Peer type from servers list (OBSERVER) doesn't match peerType (PARTICIPANT). \
                 Defaulting to servers list.",
            ),
            Line::SnapRetainCount => plain(
                Statement::SnapRetainCount,
                format!("autopurge.snapRetainCount set to {value}"),
            ),
            Line::PurgeInterval => plain(
                Statement::PurgeInterval,
                format!("autopurge.purgeInterval set to {value}"),
            ),
            Line::PurgeTaskNotScheduled => plain(
                Statement::PurgeTaskNotScheduled,
                "Purge task is not scheduled.",
            ),
            Line::StartingQuorumPeer => {
                plain(Statement::StartingQuorumPeer, "Starting quorum peer")
            }
            Line::Standalone => plain(
                Statement::Standalone,
                "Either no config or no quorum defined in config, running  in standalone mode",
            ),
            Line::BindingToPort => plain(
                Statement::BindingToPort,
                format!("binding to port 0.0.0.0/0.0.0.0:{value}"),
            ),
            Line::TickTime => plain(Statement::TickTime, format!("tickTime set to {value}")),
            Line::MinSessionTimeout => {
                plain(Statement::MinSessionTimeout, "minSessionTimeout set to -1")
            }
            Line::MaxSessionTimeout => {
                plain(Statement::MaxSessionTimeout, "maxSessionTimeout set to -1")
            }
            Line::InitLimit => plain(Statement::InitLimit, format!("initLimit set to {value}")),
            Line::CurrentEpochNotFound => plain(
                Statement::CurrentEpochNotFound,
                default_epoch("currentEpoch"),
            ),
            Line::AcceptedEpochNotFound => plain(
                Statement::AcceptedEpochNotFound,
                default_epoch("acceptedEpoch"),
            ),
            Line::InterruptingSendWorker => {
                plain(Statement::InterruptingSendWorker, "Interrupting SendWorker")
            }
            Line::InterruptedWhileWaiting => Some((
                Statement::InterruptedWhileWaiting,
                "Interrupted while waiting for message on queue".to_owned(),
                vec![
                    "java.lang.InterruptedException".to_owned(),
                    frame("QuorumCnxManager", "pollSendQueue", 849),
                    frame("QuorumCnxManager$SendWorker", "run", 685),
                ],
            )),
            Line::SendWorkerLeaving => {
                plain(Statement::SendWorkerLeaving, "Send worker leaving thread")
            }
            Line::CreatedServer => self.created_server(),
            Line::LearnerServerShuttingDown => {
                plain(Statement::FollowerServerShuttingDown, "Shutting down")
            }
            Line::ServerShuttingDown => plain(Statement::ServerShuttingDown, "shutting down"),
            Line::LeaderShuttingDown => plain(Statement::LeaderShuttingDown, "Shutting down"),
            Line::NoDelay | Line::LeavingListener => None,
        }
    }

    fn start_refused(&self, why: Refusal) -> Option<Said> {
        let (statement, message, exception) = match why {
            Refusal::InvalidConfig => {
                let config = self
                    .context
                    .config_id()
                    .and_then(|id| self.setting.config(id));
                let reason = match config.map(|config| &config.parsed) {
                    Some(Parsed::Invalid(error)) => error.java_message(),
                    Some(Parsed::Quorum(_) | Parsed::Standalone(_)) | None => String::new(),
                };
                (
                    Statement::InvalidConfig,
                    "Invalid config, exiting abnormally",
                    format!(
                        "org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException: \
                         Error processing {CONF}/zoo.cfg\nCaused by: \
                         java.lang.IllegalArgumentException: {reason}"
                    ),
                )
            }
            Refusal::NotInPeerList => (
                Statement::UnexpectedAtStart,
                "Unexpected exception, exiting abnormally",
                format!(
                    "java.lang.RuntimeException: My id {} not in the peer list",
                    self.me()
                ),
            ),
            Refusal::UnableToLoadDatabase => (
                Statement::UnableToLoadDatabase,
                "Unable to load database on disk",
                "java.io.IOException: The current epoch is older than the last zxid".to_owned(),
            ),
        };
        let continuation = exception.lines().map(str::to_owned).collect();
        Some((statement, message.to_owned(), continuation))
    }

    fn unexpected(&self, why: Failure) -> Option<Said> {
        let statement = match why {
            Failure::NullAddress => Statement::UnexpectedFollowing,
            Failure::EpochTimeout | Failure::EpochAckTimeout | Failure::AddressInUse => {
                Statement::UnexpectedLeading
            }
            Failure::EndOfStream
            | Failure::Reset
            | Failure::SocketClosed
            | Failure::BrokenPipe
            | Failure::ReadTimedOut
            | Failure::ConnectRefused
            | Failure::ConnectTimedOut
            | Failure::NoRoute
            | Failure::Interrupted
            | Failure::FollowerAhead
            | Failure::EpochTooLow
            | Failure::NewLeaderTimeout => Statement::UnexpectedLooking,
        };
        Some((
            statement,
            "Unexpected exception".to_owned(),
            vec![of(why).to_owned()],
        ))
    }

    fn took(&self, ms: u32, state: ServerState) -> Option<Said> {
        let statement = match state {
            ServerState::Following => Statement::FollowingTook,
            ServerState::Leading => Statement::LeadingTook,
            // `Observer.observeLeader` prints nothing of the kind.
            ServerState::Looking | ServerState::Observing => return None,
        };
        plain(
            statement,
            format!("{} - LEADER ELECTION TOOK - {ms}", state.name()),
        )
    }

    fn heard(&self, ballot: MessageId, state: ServerState) -> Option<Said> {
        let n = Message::decode(self.trace.message(ballot))?.notification()?;
        plain(
            Statement::Notification,
            format!(
                "Notification: {:x} (message format version), {} (n.leader), 0x{:x} (n.zxid), \
                 0x{:x} (n.round), {} (n.state), {} (n.sid), 0x{:x} (n.peerEpoch) {} (my state)",
                n.version,
                n.vote.leader,
                n.vote.zxid,
                n.round,
                n.state.name(),
                n.sid,
                n.vote.peer_epoch,
                state.name()
            ),
        )
    }

    fn dial_failed(&self, to: Sid, port: Port, why: DialFailure, attempt: u8) -> Option<Said> {
        let (host, address) = self.address_of(to, port);
        let exception = of_dial(why, &host);
        match port {
            Port::Election => Some((
                Statement::CannotOpenChannel,
                format!("Cannot open channel to {to} at election address {address}"),
                vec![exception, frame("QuorumCnxManager", "connectOne", 368)],
            )),
            Port::Quorum => {
                let frames = vec![exception, frame("Learner", "connectToLeader", 225)];
                let last = attempt + 1 >= self.context.dialect().leader_connect_attempts;
                Some(if last {
                    (
                        Statement::LastTry,
                        "Unexpected exception".to_owned(),
                        frames,
                    )
                } else {
                    let message =
                        format!("Unexpected exception, tries={attempt}, connecting to {address}");
                    (Statement::Tries, message, frames)
                })
            }
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    fn connection(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::ChallengeLost { to } => plain(
                Statement::ChallengeLost,
                format!(
                    "Have smaller server identifier, so dropping the connection: ({to}, {})",
                    self.me()
                ),
            ),
            Fact::ConnectionRequest { from, port } => plain(
                Statement::ConnectionRequest,
                format!(
                    "Received connection request /{}:{port}",
                    self.setting.address(from)
                ),
            ),
            Fact::ChallengeFailed { why } => plain(
                Statement::ChallengeFailed,
                format!("Exception reading or writing challenge: {}", of(why)),
            ),
            Fact::SendFailed {
                why, replay: true, ..
            } => Some((
                Statement::LastMessageFailed,
                "Failed to send last message. Shutting down thread.".to_owned(),
                vec![
                    of(why).to_owned(),
                    frame("QuorumCnxManager$SendWorker", "send", 659),
                ],
            )),
            Fact::SendFailed {
                sid,
                why,
                replay: false,
            } => plain(
                Statement::ChannelException,
                format!(
                    "Exception when using channel: for id {sid} my id = {} error = {}",
                    self.me(),
                    of(why)
                ),
            ),
            Fact::ConnectionBroken { sid, why } => Some((
                Statement::ConnectionBroken,
                format!(
                    "Connection broken for id {sid}, my id = {}, error = ",
                    self.me()
                ),
                vec![
                    of(why).to_owned(),
                    frame("QuorumCnxManager$RecvWorker", "run", 765),
                ],
            )),
            Fact::InvalidServerId { sid } => plain(
                Statement::InvalidServerId,
                format!("Invalid server id: {sid}"),
            ),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    fn learner(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::LeaderUnknown { sid } => plain(
                Statement::LeaderUnknown,
                format!("Couldn't find the leader with id = {sid}"),
            ),
            Fact::FollowingFailed { why, .. } => Some((
                Statement::FollowingFailed,
                "Exception when following the leader".to_owned(),
                vec![of(why).to_owned(), frame("Follower", "followLeader", 71)],
            )),
            Fact::LearnerShutdown => Some((
                Statement::FollowerShutdown,
                "shutdown called".to_owned(),
                vec![
                    "java.lang.Exception: shutdown Follower".to_owned(),
                    frame("Follower", "shutdown", 166),
                    frame("QuorumPeer", "run", 790),
                ],
            )),
            Fact::SyncStarted { zxid, mode } => match mode {
                SyncMode::Diff => plain(
                    Statement::GettingDiff,
                    format!("Getting a diff from the leader 0x{zxid:x}"),
                ),
                SyncMode::Snap => {
                    plain(Statement::GettingSnapshot, "Getting a snapshot from leader")
                }
                SyncMode::Trunc => plain(
                    Statement::Truncating,
                    format!("Truncating log to get in sync with the leader 0x{zxid:x}"),
                ),
            },
            Fact::SnapshotTaken { zxid } => plain(
                Statement::Snapshotting,
                format!("Snapshotting: 0x{zxid:x} to {}", self.snapshot(zxid)),
            ),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "`fact` sends only its own here"
    )]
    fn leader(&self, fact: Fact) -> Option<Said> {
        match fact {
            Fact::LearnerArrived { sid, peer, .. } => plain(
                Statement::LearnerArrived,
                format!(
                    "Follower sid: {sid} : info : \
                     org.apache.zookeeper.server.quorum.QuorumPeer$QuorumServer@{:x}",
                    identity_hash(self.row.node, peer)
                ),
            ),
            Fact::Synchronizing { zxid } => plain(
                Statement::Synchronizing,
                format!(
                    "Synchronizing with Follower sid: {} maxCommittedLog=0x0 minCommittedLog=0x0 \
                     peerLastZxid=0x{zxid:x}",
                    self.learner_sid()?
                ),
            ),
            Fact::SyncSent { kind, .. } => {
                plain(Statement::Sending, format!("Sending {}", kind.name()))
            }
            Fact::NewLeaderAcked { sid } => plain(
                Statement::NewLeaderAck,
                format!("Received NEWLEADER-ACK message from {sid}"),
            ),
            Fact::HaveQuorum { sids, epoch } => plain(
                Statement::HaveQuorum,
                format!(
                    "Have quorum of supporters, sids: [ {} ]; starting up and setting last \
                     processed zxid: 0x{:x}",
                    self.sids(sids),
                    Zxid::of_epoch(epoch)
                ),
            ),
            Fact::LeaderShutdown { why, sids } => self.leader_shutdown(why, sids),
            Fact::HandlerFailed {
                why: Failure::Interrupted,
                ..
            } => Some((
                Statement::HandlerInterrupted,
                "Unexpected exception causing shutdown".to_owned(),
                vec![of(Failure::Interrupted).to_owned()],
            )),
            Fact::HandlerFailed { why, .. } => Some((
                Statement::HandlerFailed,
                "Unexpected exception causing shutdown while sock still open".to_owned(),
                vec![of(why).to_owned(), frame("LearnerHandler", "run", 546)],
            )),
            Fact::Goodbye { peer, port } => plain(
                Statement::Goodbye,
                format!(
                    "******* GOODBYE /{}:{port} ********",
                    self.setting.address(peer)
                ),
            ),
            Fact::AcceptorClosed => plain(
                Statement::AcceptorClosed,
                "exception while shutting down acceptor: java.net.SocketException: Socket closed",
            ),
            Fact::QuorumPortTaken => plain(
                Statement::CannotBind,
                format!(
                    "Couldn't bind to {}",
                    self.address_of(Sid(self.me()), Port::Quorum).1
                ),
            ),
            _ => None,
        }
    }

    fn leader_shutdown(&self, why: StepDown, sids: u32) -> Option<Said> {
        let sids = self.sids(sids);
        let reason = match why {
            StepDown::NotSufficientFollowers => {
                format!("Not sufficient followers synced, only synced with sids: [ {sids} ]")
            }
            StepDown::NoQuorumOfFollowers => {
                format!("Waiting for a quorum of followers, only synced with sids: [ {sids} ]")
            }
            StepDown::Forced => "Forcing shutdown".to_owned(),
        };
        Some((
            Statement::LeaderShutdown,
            "Shutdown called".to_owned(),
            vec![
                format!("java.lang.Exception: shutdown Leader! reason: {reason}"),
                frame("Leader", "shutdown", 499),
                frame("Leader", "lead", 474),
                frame("QuorumPeer", "run", 799),
            ],
        ))
    }

    fn created_server(&self) -> Option<Said> {
        let tick = self.context.config(self.setting)?.tick_time_ms;
        plain(
            Statement::CreatedServer,
            format!(
                "Created server with tickTime {tick} minSessionTimeout {} maxSessionTimeout {} \
                 datadir {DATA}/version-2 snapdir {DATA}/version-2",
                tick * 2,
                tick * 20
            ),
        )
    }

    /// The name of the thread that prints.
    fn thread(&self, statement: Statement) -> String {
        let me = self.me();
        let port = self
            .context
            .config(self.setting)
            .map_or(2_181, |config| config.client_port);
        let learner = |peer: NodeId| {
            format!(
                "/{}:{}",
                self.setting.address(peer),
                self.context.learner_port(peer)
            )
        };
        match Thread::from_lane(self.row.lane) {
            Thread::Main | Thread::Host => "main".to_owned(),
            Thread::QuorumPeer => format!("QuorumPeer[myid={me}]/0:0:0:0:0:0:0:0:{port}"),
            Thread::WorkerSender => format!("WorkerSender[myid={me}]"),
            Thread::WorkerReceiver => format!("WorkerReceiver[myid={me}]"),
            // It takes its name from its address just after this line.
            Thread::Listener if statement == Statement::ElectionPort => "Thread-0".to_owned(),
            Thread::Listener => self.own_election_address(),
            Thread::LearnerCnxAcceptor => "Thread-1".to_owned(),
            Thread::SendWorker(peer) => format!("SendWorker:{}", self.sid_of(peer)),
            Thread::RecvWorker(peer) => format!("RecvWorker:{}", self.sid_of(peer)),
            Thread::LearnerHandler(peer) => format!("LearnerHandler-{}", learner(peer)),
            Thread::LearnerSender(peer) => format!("Sender-{}", learner(peer)),
            Thread::ClientPort => format!("NIOServerCxn.Factory:0.0.0.0/0.0.0.0:{port}"),
        }
    }

    fn me(&self) -> i64 {
        self.context.sid().map_or(-1, |sid| sid.0)
    }

    fn sender(&self, ballot: MessageId) -> Option<Sid> {
        Some(
            Message::decode(self.trace.message(ballot))?
                .notification()?
                .sid,
        )
    }

    /// The sid of the learner whose handler prints.
    fn learner_sid(&self) -> Option<i64> {
        match Thread::from_lane(self.row.lane) {
            Thread::LearnerHandler(peer) | Thread::LearnerSender(peer) => Some(self.sid_of(peer)),
            Thread::Main
            | Thread::QuorumPeer
            | Thread::WorkerSender
            | Thread::WorkerReceiver
            | Thread::Listener
            | Thread::LearnerCnxAcceptor
            | Thread::SendWorker(_)
            | Thread::RecvWorker(_)
            | Thread::ClientPort
            | Thread::Host => None,
        }
    }

    /// The sid that this server's configuration gives a host.
    fn sid_of(&self, peer: NodeId) -> i64 {
        let name = self.setting.name(peer);
        self.context
            .config(self.setting)
            .and_then(|config| config.servers.iter().find(|(_, spec)| spec.host == name))
            .map_or_else(|| i64::from(peer.0), |(sid, _)| sid.0)
    }

    fn own_election_address(&self) -> String {
        self.address_of(Sid(self.me()), Port::Election).1
    }

    /// A server's host and its address as `InetSocketAddress.toString` prints it.
    fn address_of(&self, sid: Sid, port: Port) -> (String, String) {
        let spec = self
            .context
            .config(self.setting)
            .and_then(|config| config.servers.get(sid));
        let Some(spec) = spec else {
            return (String::new(), "null".to_owned());
        };
        let number = match port {
            Port::Election => spec.election_port,
            Port::Quorum => spec.quorum_port,
        };
        let address = match self.setting.node(&spec.host) {
            Some(node) => format!("{}/{}:{number}", spec.host, self.setting.address(node)),
            None => format!("{}:{number}", spec.host),
        };
        (spec.host.clone(), address)
    }

    /// A set of places in the view as the sids that it prints.
    fn sids(&self, places: u32) -> String {
        let Some(config) = self.context.config(self.setting) else {
            return String::new();
        };
        let chosen = config.servers.keys().enumerate();
        let sids = chosen.filter(|(place, _)| places >> place & 1 == 1);
        sids.map(|(_, sid)| sid.to_string())
            .collect::<Vec<_>>()
            .join(",")
    }

    fn snapshot(&self, zxid: Zxid) -> String {
        format!("{DATA}/version-2/snapshot.{zxid:x}")
    }
}

const CONF: &str = "/opt/zookeeper/conf";
const DATA: &str = "/var/lib/zookeeper";

/// Something like the identity hash that `Object.toString` prints.
fn identity_hash(node: NodeId, peer: NodeId) -> u32 {
    (u32::from(node.0) * 32 + u32::from(peer.0) + 1).wrapping_mul(0x9e37_79b1) >> 1
}
