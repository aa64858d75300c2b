//! The facts of a ZooKeeper server: everything a screen, a verdict or a log file can know.
//!
//! Most facts are what one line of the server's log says, or would say at level DEBUG; the others
//! are what no line says and a reader has to guess: which thread is inside `connect()`, which ballot
//! lies in which queue, who waits for whose monitor.

mod line;
pub(crate) mod pack;
pub mod shape;
mod source;

pub use line::Line;

use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::message::PacketKind;
use crate::vote::ServerState;
use pack::{Bits, Field, enumeration};
use sim::id::{MessageId, NodeId};
use sim::trace::{Row, Tag};

/// Declares the facts with their numbers and writes both directions of their encoding.
macro_rules! facts {
    ($($(#[$doc:meta])* $number:literal $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })?;)*) => {
        /// Something that happened on one server.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[expect(missing_docs, reason = "a field is what its name and type say")]
        pub enum Fact { $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),* })?),* }

        impl Fact {
            /// The fact as a row's tag and arguments.
            pub(crate) fn encode(self) -> (u8, u8, u32, u32) {
                #[allow(unused_mut, reason = "facts without fields leave it empty")]
                let mut bits = Bits::default();
                let tag = match self {
                    $(Self::$name $({ $($field),* })? => {
                        $($($field.put(&mut bits);)*)?
                        $number
                    })*
                };
                let (small, a, b) = bits.into_row();
                (Tag::SYSTEM + tag, small, a, b)
            }

            /// The fact that a row says; nothing for the kernel's own rows.
            pub fn decode(row: &Row) -> Option<Self> {
                #[allow(unused_mut, unused_variables, reason = "facts without fields read nothing")]
                let mut bits = Bits::from_row(row.small, row.a, row.b);
                match row.tag.checked_sub(Tag::SYSTEM)? {
                    $($number => Some(Self::$name $({ $($field: Field::take(&mut bits)?),* })?),)*
                    _ => None,
                }
            }

            /// The name of the fact, for scripts and searches.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name $({ $($field: _),* })? => stringify!($name)),* }
            }
        }

        /// The facts as text, a line each: number, name, and the fields with their types.
        const SHAPES: &str = concat!($(
            $number, " ", stringify!($name),
            $($(" ", stringify!($field), ":", stringify!($type)),*,)? "\n"
        ),*);

        /// The numbers of the facts, for the test that none is given twice.
        #[cfg(test)]
        const NUMBERS: &[u8] = &[$($number),*];
    };
}

facts! {
    // A process comes up.
    /// The process has read its `zoo.cfg`: the text with this number among those of the setting.
    0 ConfigRead { config: u16, sid: Sid, release: u8 };
    /// The process prints a line that says nothing else that matters here.
    1 Printed { line: Line, value: u32 };
    /// The listener is about to open the election port.
    2 ElectionPortBound;
    /// The process cannot start with what it found.
    3 StartRefused { why: Refusal };
    /// The listener cannot open the election port; after a second it tries again, three times in all.
    4 ListenFailed { why: Failure };
    /// The listener has given up: nobody can call this server any more.
    5 ListenerGone;

    // The election (FastLeaderElection).
    /// The main loop enters a state.
    10 StateEntered { state: ServerState };
    /// The database is read again from snapshot and log, inside the FastLeaderElection monitor.
    11 ReloadStarted { zxid: Zxid };
    /// `logicalclock` changes.
    12 RoundSet { round: Round, why: RoundReason };
    /// A new election begins with this as the own last zxid.
    13 NewElection { zxid: Zxid };
    /// The proposal changes to the vote of this message.
    14 Proposed { vote: MessageId, why: ProposalReason };
    /// A notification is put into `sendqueue`; from here on its content is fixed.
    15 Queued { ballot: MessageId, to: Sid, why: QueueReason };
    /// The main thread waits for a notification, at most this long.
    16 PollStarted { timeout_ms: u32, finalize: bool };
    /// The wait was in vain; the next one will be this long.
    17 NotificationTimeout { next_ms: u32 };
    /// A ballot is recorded in `recvset`.
    18 Counted { ballot: MessageId };
    /// A ballot of an established server is recorded in `outofelection`.
    19 CountedOut { ballot: MessageId };
    /// A ballot has no effect.
    20 Ignored { ballot: MessageId, why: IgnoreReason };
    /// A better ballot met while finalizing goes back to the end of `recvqueue`.
    21 PutBack { ballot: MessageId };
    /// Enough ballots agree with the proposal, in this server's view.
    22 QuorumSeen { votes: u8, needed: u8 };
    /// The election is over for this server.
    23 Decided { leader: Sid, how: DecisionReason };
    /// The server says how long its election took.
    24 ElectionTook { ms: u32, state: ServerState };
    /// The main thread gave up what it did because of an exception.
    25 UnexpectedException { why: Failure };

    // Ballots on their way (QuorumCnxManager).
    /// WorkerSender takes a notification from `sendqueue`.
    30 SenderTook { ballot: MessageId };
    /// A notification to the server itself goes straight into `recvQueue`.
    31 LoopedBack { ballot: MessageId };
    /// A notification is put into the one place of `queueSendMap`; an older one there is lost.
    32 Parked { ballot: MessageId, to: Sid, replaced: bool };
    /// A `connect()` begins.
    33 DialStarted { to: Sid, port: Port, timeout_ms: u32, attempt: u8 };
    /// A `connect()` has succeeded.
    34 DialConnected { to: Sid, port: Port };
    /// A `connect()` has failed.
    /// `remaining_ms` is what is left of `initLimit` for further attempts, where the release counts it.
    35 DialFailed { to: Sid, port: Port, why: DialFailure, attempt: u8, remaining_ms: u32 };
    /// The challenge is lost to a larger sid: the connection just opened is closed.
    36 ChallengeLost { to: Sid };
    /// The listener has accepted a connection.
    37 ConnectionRequest { from: NodeId, port: u16 };
    /// The listener knows who has connected.
    38 ChallengeRead { sid: Sid };
    /// The challenge did not arrive.
    39 ChallengeFailed { why: Failure };
    /// A connection to this server is in use.
    40 LinkUp { sid: Sid, peer: NodeId };
    /// A connection to this server is given up.
    41 LinkDown { sid: Sid };
    /// A SendWorker writes a notification to its socket.
    42 Sent { ballot: MessageId, to: Sid, replay: bool };
    /// A RecvWorker puts a notification into `recvQueue`.
    43 Received { ballot: MessageId, dropped_oldest: bool };
    /// WorkerReceiver reads a notification.
    44 Heard { ballot: MessageId, state: ServerState };
    /// A SendWorker could not write.
    45 SendFailed { sid: Sid, why: Failure, replay: bool };
    /// A RecvWorker could not read.
    46 ConnectionBroken { sid: Sid, why: Failure };
    /// The configuration does not know the sid that is to be dialled.
    47 InvalidServerId { sid: Sid };
    /// A thread has to wait for a monitor.
    48 LockWaited { monitor: Monitor };
    /// A thread that waited for a monitor has entered it.
    49 LockTaken { monitor: Monitor };
    /// A message of an unknown server is answered without being read.
    50 AnsweredUnread { ballot: MessageId };
    /// A dial is handed to a thread of the connection executor: the thread's number in its name, and
    /// its place among those that are alive.
    51 ConnectSubmitted { to: Sid, number: u16, place: u8 };
    /// A dial to this server goes on already; no second one is begun.
    52 ConnectSkipped { to: Sid };
    /// All threads of the connection executor are busy: the dial is not begun.
    53 ConnectRejected { to: Sid };
    /// Somebody has connected who says he has this server's own sid.
    54 OwnIdRefused { sid: Sid };
    /// A thread of the connection executor ends after a minute without work.
    55 ConnectorEnded { number: u16 };

    // Learners.
    /// The leader that was elected is not in the configuration.
    60 LeaderUnknown { sid: Sid };
    /// The learner gives up its leader.
    61 FollowingFailed { why: Failure, leader: Sid };
    /// The learner's server is shut down.
    62 LearnerShutdown;
    /// A packet is written to a learner's or leader's socket.
    63 PacketSent { packet: MessageId, kind: PacketKind, to: NodeId };
    /// A packet has been read.
    64 PacketReceived { packet: MessageId, kind: PacketKind };
    /// The learner begins to synchronise the way its leader says.
    65 SyncStarted { zxid: Zxid, mode: SyncMode };
    /// The learner writes a snapshot.
    67 SnapshotTaken { zxid: Zxid };
    /// `acceptedEpoch` is written.
    68 AcceptedEpochSet { epoch: Epoch };
    /// `currentEpoch` is written.
    69 CurrentEpochSet { epoch: Epoch };
    /// The server begins or ceases to answer clients.
    70 Serving { on: bool };
    /// The last zxid in the server's log on disk.
    71 Logged { zxid: Zxid };
    /// The last zxid in the server's database: what it knows to be committed and has delivered.
    72 Committed { zxid: Zxid };
    /// The learner cuts off what its leader does not have: its log now ends with this zxid.
    73 Truncated { zxid: Zxid };
    /// A client has a session and this server answers it.
    74 ClientArrived { client: NodeId, renewed: bool };
    /// A client's connection is over; `dropped` if this server has closed it.
    75 ClientLeft { client: NodeId, dropped: bool };

    // Leaders.
    /// The quorum port is open.
    80 QuorumPortBound;
    /// The quorum port is taken.
    81 QuorumPortTaken;
    /// A learner has said who it is.
    82 LearnerArrived { sid: Sid, peer: NodeId, port: u16 };
    /// The leader waits for a quorum.
    83 WaitStarted { stage: Stage, have: u8, needed: u8 };
    /// The quorum is there.
    84 WaitOver { stage: Stage, have: u8, needed: u8 };
    /// The leader proposes an epoch.
    85 EpochProposed { epoch: Epoch };
    /// The leader compares its log with a learner's; `with` is what it then knows.
    86 Synchronizing { with: MessageId };
    /// The leader tells the learner how to synchronise.
    87 SyncSent { kind: PacketKind, sid: Sid, with: MessageId };
    /// A learner has acknowledged the epoch.
    88 NewLeaderAcked { sid: Sid };
    /// A quorum has acknowledged the epoch; bits of `sids` are places in the view.
    89 HaveQuorum { sids: u32, epoch: Epoch };
    /// The leader has counted who is in sync, and the count has changed.
    90 SyncedCounted { sids: u32, needed: u8 };
    /// The leader steps down.
    91 LeaderShutdown { why: StepDown, sids: u32 };
    /// The leader's server is gone, its learners are told.
    92 LearnersClosed;
    /// A learner's handler has failed.
    93 HandlerFailed { sid: Sid, why: Failure, open: bool };
    /// A learner's handler ends.
    94 Goodbye { peer: NodeId, port: u16 };
    /// The acceptor ends with its leader.
    95 AcceptorClosed;
    /// A learner is acknowledged as synced until this tick.
    96 LearnerSynced { sid: Sid };
    /// The leader proposes this configuration to its learners (`reconfig`).
    97 ReconfigProposed { config: u8, version: Zxid };
    /// The server counts votes by this configuration from here on.
    98 ConfigAdopted { config: u8, version: Zxid };
    /// A reconfig is refused.
    99 ReconfigRefused { why: ReconfigRefusal };
    /// The leader proposes transactions up to this zxid.
    100 TransactionsProposed { zxid: Zxid };
    /// A server has logged the transactions up to this zxid, and the leader knows.
    101 ProposalAcked { zxid: Zxid };
    /// The server keeps a newer list of members beside the one it counts by: from here on it asks for a
    /// quorum in both.
    102 ConfigSeen { config: u8, version: Zxid };
    /// The list that the server counts by is agreed upon, and has this version.
    103 ConfigVersionSet { config: u8, version: Zxid };

    // Clients.
    /// What a client does or meets; `peer` is the server, `request` counts its requests.
    110 Client { did: ClientDeed, peer: NodeId, request: u32 };
}

enumeration! {
    /// What a client does or meets (`ClientCnxn`, 3.4.6).
    ClientDeed: 4 {
        /// It dials a server of its connect string.
        Dials,
        /// The dial has failed.
        DialFailed,
        /// A server has given it a session.
        SessionNew,
        /// Another server knows its session.
        SessionRenewed,
        /// Its connection is lost: `KeeperState.Disconnected`.
        Disconnected,
        /// It asks for data.
        ReadSubmitted,
        /// It gets them.
        ReadAnswered,
        /// It does not: `ConnectionLoss`.
        ReadLost,
        /// It writes.
        WriteSubmitted,
        /// Its write is committed.
        WriteAcknowledged,
        /// `ConnectionLoss`: its write may have been carried out or not.
        WriteUnknown,
    }
}

enumeration! {
    /// Why a process does not start.
    Refusal: 5 {
        /// `zoo.cfg` cannot be used; the setting knows its error.
        InvalidConfig,
        /// `zoo.cfg` has a line that the reader itself falls over.
        UnreadableConfig,
        /// There is no file `myid`.
        NoMyId,
        /// `clientPort` is another one than behind the semicolon of the server's own line.
        OtherClientPort,
        /// `My id N not in the peer list`.
        NotInPeerList,
        /// The epoch files contradict the log.
        UnableToLoadDatabase,
    }
}

enumeration! {
    /// Why a reconfig is refused.
    ReconfigRefusal: 3 {
        /// The release has none.
        Unsupported,
        /// `reconfigEnabled` is not set.
        Disabled,
        /// The server does not serve, or not any more.
        NotServing,
        /// Another one is under way.
        InProgress,
        /// Too few of the new voters are in sync.
        NewConfigNoQuorum,
        /// The new list would have fewer than two voters.
        TooFewVoters,
    }
}

enumeration! {
    /// Why `logicalclock` changes.
    RoundReason: 2 {
        /// An election begins: one more.
        NewElection,
        /// A notification of a newer round came in.
        NewerRound,
        /// An established ensemble is joined.
        Joined,
        /// The process starts with the rounds of elections that the setting leaves out.
        Setting,
    }
}

enumeration! {
    /// Why a server proposes what it proposes.
    ProposalReason: 2 {
        /// Its own vote at the beginning of an election.
        Initial,
        /// A newer round, and the ballot that brought it beats the own initial vote.
        NewerRoundTheirs,
        /// A newer round, and the own initial vote beats the ballot that brought it.
        NewerRoundOwn,
        /// A better ballot of the same round.
        Better,
    }
}

enumeration! {
    /// Why a notification is queued.
    QueueReason: 3 {
        /// The proposal changed, or an election began.
        Broadcast,
        /// Nothing was heard for the length of a poll.
        Rebroadcast,
        /// A server of an older round is told the newer one.
        LaggingRound,
        /// A server that looks for a leader is told of the established one.
        Established,
        /// The sender is no voter of the configuration.
        NonVoter,
    }
}

enumeration! {
    /// Why a ballot has no effect.
    IgnoreReason: 3 {
        /// Its round is over.
        OldRound,
        /// It came while finalizing and is not better.
        Finalizing,
        /// Its sender has no vote.
        Observer,
        /// Its sender is no voter of the configuration.
        NonMember,
        /// The named leader is no voter of the configuration.
        InvalidLeader,
    }
}

enumeration! {
    /// How a server came to its decision.
    DecisionReason: 1 {
        /// A quorum of equal ballots, and nothing better for 200 ms.
        Quorum,
        /// A quorum says that there is a leader, and the leader says so too.
        Joined,
    }
}

enumeration! {
    /// The port that is dialled.
    Port: 1 {
        /// 3888, between all servers.
        Election,
        /// 2888, the leader's.
        Quorum,
    }
}

enumeration! {
    /// Why a `connect()` has failed.
    DialFailure: 2 {
        /// `java.net.ConnectException: Connection refused`
        Refused,
        /// `java.net.SocketTimeoutException: connect timed out`
        TimedOut,
        /// `java.net.NoRouteToHostException: No route to host`
        NoRoute,
        /// `java.net.UnknownHostException`
        UnknownHost,
    }
}

enumeration! {
    /// What went wrong with a connection or a wait.
    Failure: 5 {
        /// `java.io.EOFException`
        EndOfStream,
        /// `java.net.SocketException: Connection reset`
        Reset,
        /// `java.net.SocketException: Socket closed`
        SocketClosed,
        /// `java.net.SocketException: Broken pipe`
        BrokenPipe,
        /// `java.net.SocketTimeoutException: Read timed out`
        ReadTimedOut,
        /// `java.net.ConnectException: Connection refused`
        ConnectRefused,
        /// `java.net.SocketTimeoutException: connect timed out`
        ConnectTimedOut,
        /// `java.net.NoRouteToHostException: No route to host`
        NoRoute,
        /// `java.lang.IllegalArgumentException: connect: The address can't be null`
        NullAddress,
        /// `java.lang.InterruptedException: Timeout while waiting for epoch from quorum`
        EpochTimeout,
        /// `java.lang.InterruptedException: Timeout while waiting for epoch to be acked by quorum`
        EpochAckTimeout,
        /// `java.lang.InterruptedException` while waiting, because the leader steps down
        Interrupted,
        /// `java.io.IOException: Follower is ahead of the leader, …`
        FollowerAhead,
        /// `java.io.IOException: Leaders epoch, … is less than accepted epoch, …`
        EpochTooLow,
        /// `java.net.BindException: Address already in use`
        AddressInUse,
        /// `java.net.BindException: Cannot assign requested address`: it is another host's
        OthersAddress,
        /// `java.lang.InterruptedException: Timeout while waiting for NEWLEADER to be acked by quorum`
        NewLeaderTimeout,
        /// `java.lang.Exception: changes proposed in reconfig`
        ConfigChanged,
        /// `java.lang.NullPointerException`: a COMMIT for a proposal that is not in flight any more
        NotInFlight,
    }
}

enumeration! {
    /// The monitors that matter.
    Monitor: 1 {
        /// The QuorumCnxManager instance: `synchronized connectOne`.
        Connections,
        /// The FastLeaderElection instance: the round and the proposal.
        Election,
    }
}

enumeration! {
    /// What a leader waits for a quorum of.
    Stage: 2 {
        /// FOLLOWERINFO.
        Epoch,
        /// ACKEPOCH.
        EpochAck,
        /// ACK of NEWLEADER.
        NewLeaderAck,
    }
}

enumeration! {
    /// How a learner is brought to its leader's state.
    SyncMode: 2 {
        /// It is sent what it lacks.
        Diff,
        /// It cuts off what its leader does not have.
        Trunc,
        /// It is sent everything.
        Snap,
    }
}

enumeration! {
    /// Why a leader steps down.
    StepDown: 2 {
        /// `Not sufficient followers synced, only synced with sids: [ … ]`
        NotSufficientFollowers,
        /// `Waiting for a quorum of followers, only synced with sids: [ … ]`
        NoQuorumOfFollowers,
        /// `Forcing shutdown`, after an exception.
        Forced,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::id::{EventId, Lane};
    use sim::time::SimTime;

    fn row(tag: u8, small: u8, a: u32, b: u32) -> Row {
        Row {
            at: SimTime::ZERO,
            cause: EventId::NONE,
            node: NodeId(0),
            lane: Lane::HOST,
            tag,
            small,
            a,
            b,
        }
    }

    #[test]
    fn no_number_is_given_twice() {
        let mut numbers = NUMBERS.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), NUMBERS.len());
    }

    /// What can be read from a row can be written to the same row again, for every kind of fact.
    #[test]
    fn every_fact_survives_its_row() {
        let patterns = [
            (0, 0, 0),
            (1, 0x0001_0002, 0x0003_0004),
            (0, 0x1234, 0x0001_ffff),
        ];
        for number in NUMBERS {
            for (small, a, b) in patterns {
                let Some(fact) = Fact::decode(&row(Tag::SYSTEM + number, small, a, b)) else {
                    continue;
                };
                let (tag, small, a, b) = fact.encode();
                assert_eq!(Fact::decode(&row(tag, small, a, b)), Some(fact));
            }
        }
    }

    #[test]
    fn a_row_of_the_kernel_is_no_fact() {
        assert_eq!(Fact::decode(&row(0, 0, 0, 0)), None);
    }
}
