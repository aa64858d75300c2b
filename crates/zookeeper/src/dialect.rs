//! Releases as data: one value per difference in behaviour, each with its source.
//!
//! The protocol's code asks the dialect; nothing here or elsewhere compares versions. A release is
//! written as what it changes against the one before it.
//!
//! Left out, because nothing here can bring it about: the zxid −1 of a server without a database
//! (3.6.0), several addresses per server (3.6.0), TLS and SASL between servers, the oracle of
//! two-server ensembles (3.8.0), and a leader that gives up waiting for an epoch because its voters
//! changed their minds, which is off by default (`maxTimeToWaitForEpoch`, 3.6.0).

use sim::time::Span;

/// A release whose behaviour is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Release {
    /// 3.4.6, the release of the incident.
    V3_4_6,
    /// 3.4.14, the last of its line.
    V3_4_14,
    /// 3.5.7, the last of its line whose connects block.
    V3_5_7,
    /// 3.5.8, the first of its line whose connects do not.
    V3_5_8,
    /// 3.6.0, whose connects block.
    V3_6_0,
    /// 3.6.1, whose connects do not.
    V3_6_1,
    /// 3.8.0, the release of a capture.
    V3_8_0,
}

impl Release {
    /// All releases, oldest first.
    pub const ALL: &[Self] = &[
        Self::V3_4_6,
        Self::V3_4_14,
        Self::V3_5_7,
        Self::V3_5_8,
        Self::V3_6_0,
        Self::V3_6_1,
        Self::V3_8_0,
    ];

    /// The release as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3_4_6 => "3.4.6",
            Self::V3_4_14 => "3.4.14",
            Self::V3_5_7 => "3.5.7",
            Self::V3_5_8 => "3.5.8",
            Self::V3_6_0 => "3.6.0",
            Self::V3_6_1 => "3.6.1",
            Self::V3_8_0 => "3.8.0",
        }
    }

    /// The release with this number in the Trace.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The release with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|release| release.name() == name)
    }

    /// How the release behaves.
    pub fn dialect(self) -> &'static Dialect {
        match self {
            Self::V3_4_6 => &V3_4_6,
            Self::V3_4_14 => &V3_4_14,
            Self::V3_5_7 => &V3_5_7,
            Self::V3_5_8 => &V3_5_8,
            Self::V3_6_0 => &V3_6_0,
            Self::V3_6_1 => &V3_6_1,
            Self::V3_8_0 => &V3_8_0,
        }
    }
}

impl Dialect {
    /// Whether members have a text of their own, and sets print as Java's: from 3.5.0 on, with
    /// dynamic membership.
    pub fn names_members(&self) -> bool {
        self.membership == Membership::Dynamic
    }

    /// Whether metrics have a provider, and averages are fractions: from 3.6.0 on, with a thread for
    /// each address of a leader.
    pub fn has_metrics_provider(&self) -> bool {
        self.leader_connector == LeaderConnector::PerAddress
    }

    /// Whether the session timeouts are printed as they come out of the tick: from 3.5.0 on.
    pub fn says_session_timeouts(&self) -> bool {
        self.membership == Membership::Dynamic
    }
}

/// How a release behaves.
#[derive(Debug)]
pub struct Dialect {
    /// The release.
    pub release: Release,
    /// How long an election waits for a better vote once it has a quorum; 200 ms.
    pub finalize_wait: Span,
    /// The first timeout of an election's polls, unless a property sets it.
    pub min_notification_interval: Span,
    /// The longest timeout of an election's polls, unless a property sets it.
    pub max_notification_interval: Span,
    /// Whether the properties `fastleader.minNotificationInterval` and `…max…` are read.
    pub notification_intervals: Intervals,
    /// The format of its notifications: 0 to 2.
    pub notification_version: u8,
    /// Whether a vote for a server that the own configuration does not list is thrown away.
    pub votes_for_strangers: Strangers,
    /// Where the leader's own word is looked for when an established ensemble is of the own round.
    pub same_round: SameRound,
    /// What servers of formats before 1 are told of an established ensemble.
    pub answer_to_old_formats: OldFormats,
    /// Where a server dials another's election port.
    pub connect: Connect,
    /// What a server says of itself when it has dialled.
    pub challenge: Challenge,
    /// What is made of a connection of somebody with the own sid.
    pub own_sid: OwnSid,
    /// From when on the duration of an election is counted that a line says.
    pub took: Took,
    /// Attempts to connect to a leader.
    pub leader_connect_attempts: u8,
    /// Pause between two of them, unless a property sets it.
    pub leader_connect_delay: Span,
    /// The property that sets the pause, in ms.
    pub leader_connect_delay_property: Option<&'static str>,
    /// How long such an attempt may take.
    pub leader_connect_timeout: LeaderTimeout,
    /// Which thread dials a leader.
    pub leader_connector: LeaderConnector,
    /// What becomes of the database in memory when a server is shut down.
    pub shutdown: Shutdown,
    /// When the processors of a learner's server are started.
    pub learner_start: LearnerStart,
    /// Whether a configuration that a leader hands on is kept beside the own one.
    pub last_seen: LastSeen,
    /// When a learner writes a snapshot.
    pub snapshot: Snapshot,
    /// How a leader chooses between DIFF, TRUNC and SNAP.
    pub sync_table: SyncTable,
    /// Who counts when a leader looks whether a quorum is with it.
    pub counted: Counted,
    /// When a leader pings its learners.
    pub ping: Ping,
    /// How long a leader that waited in vain for its NEWLEADER to be acknowledged stays, in ticks.
    pub vain_leader_ticks: u64,
    /// How long an observer waits at most, a time drawn at random, before it looks for a leader again.
    pub observer_election_delay: Span,
    /// Whether members can be changed while the ensemble serves.
    pub membership: Membership,
    /// Which four-letter words are answered by default.
    pub four_letter_words: Whitelist,
}

/// Whether the timeouts of an election can be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Intervals {
    /// They are constants.
    Constant,
    /// System properties set them.
    Properties,
}

/// What is made of a vote for a server that the own configuration does not list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strangers {
    /// It counts, and may win; nobody can be followed then.
    Count,
    /// It is ignored.
    Ignored,
}

/// Where a leader's own word is looked for when its round is the own one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SameRound {
    /// In `outofelection`, which does not hold the notification that is being read.
    OutOfElection,
    /// In `recvset`, which does, and which keeps the sender's state.
    RecvSet,
}

/// What servers of formats before 1 are told of an established ensemble.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OldFormats {
    /// The vote as it was elected (`bcVote`).
    ElectedVote,
    /// The same as everybody.
    CurrentVote,
}

/// Where a server dials another's election port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Connect {
    /// In the calling thread, inside the monitor of `QuorumCnxManager`.
    InsideMonitor,
    /// In a thread of an executor; the caller only submits.
    Executor,
}

/// What a server says of itself when it has dialled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Challenge {
    /// Its sid. It is called back at the address that the configuration gives it, if it does.
    Sid,
    /// A protocol version, its sid and its election address, at which it is called back.
    Address,
}

/// What is made of a connection of somebody with the own sid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnSid {
    /// It is kept like that of a larger sid.
    Kept,
    /// It is remarked upon and left alone.
    Warned,
}

/// From when on the duration of an election is counted that `ELECTION TOOK` says (`start_fle`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Took {
    /// From the first `lookForLeader` since the last such line.
    FirstLook,
    /// From the end of `lookForLeader`: the line says how long it took to make a follower or leader.
    LoopEnd,
    /// From the last `lookForLeader`.
    LastLook,
}

/// How long an attempt to connect to a leader may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeaderTimeout {
    /// `syncLimit` ticks, each.
    SyncLimit,
    /// `syncLimit` ticks each, all together `initLimit` ticks.
    SyncLimitWithinInitLimit,
    /// `initLimit` ticks, all together.
    InitLimit,
}

/// Which thread dials a leader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeaderConnector {
    /// The state machine's own.
    Main,
    /// One per address of the leader, named after it, for which the state machine waits.
    PerAddress,
}

/// What becomes of the database in memory when a server is shut down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shutdown {
    /// It is thrown away; the next election reads it again before the first vote.
    ClearsDatabase,
    /// It is kept, and what the log has more is applied at once.
    FastForwards,
}

/// When the processors of a learner's server are started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LearnerStart {
    /// When the leader says that the learner is up to date.
    AtUpToDate,
    /// Before the learner acknowledges its new leader.
    BeforeAck,
}

/// Whether a configuration that a leader hands on is kept beside the own one (`lastSeenQuorumVerifier`).
///
/// A leader gives the configuration of its file, whose version is zero, the zxid of its epoch for a
/// version and hands it on with NEWLEADER. Whoever keeps it needs a quorum in both from then on, and
/// dials a server that cannot be reached at the address of the one and then at that of the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LastSeen {
    /// There is no such thing.
    Absent,
    /// It is kept.
    Kept,
    /// It is kept if `reconfigEnabled` is set.
    KeptForReconfig,
}

/// When a learner writes a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Snapshot {
    /// Whenever it has synchronised with a leader.
    AtEverySync,
    /// When it was sent one, or had to cut its log.
    UnlessDiff,
}

/// How a leader chooses between DIFF, TRUNC and SNAP.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SyncTable {
    /// By its committed log; only if that is empty by whether the learner is in sync.
    LogFirst,
    /// A learner that is in sync gets an empty DIFF; else by the committed log.
    InSyncFirst,
    /// As before, and what the committed log has forgotten is read from the log on disk.
    TxnLog,
    /// As before, and a gap between the two is noticed.
    WholeTxnLog,
}

/// Who counts when a leader looks whether a quorum is with it: at the three gates (epoch, its
/// acknowledgement, NEWLEADER), and later for a tick and for a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counted {
    /// At the first two gates whoever connects, observers included; then whoever has come as a
    /// follower. Nobody is looked up in the configuration, and majorities count ids.
    Anybody,
    /// At the gates voters of the own view; then whoever has come as a follower.
    VotersAtGates,
    /// Voters, always.
    Voters,
}

/// When a leader pings its learners.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ping {
    /// While it counts who is in sync, whether it goes on or not, and those too that it has not yet told
    /// how to synchronise.
    WhileCounting,
    /// When it has counted, and goes on; those whose sender runs.
    WhenItGoesOn,
}

/// Whether members can be changed while the ensemble serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    /// Only by editing files and restarting.
    Static,
    /// By `reconfig`, if `reconfigEnabled` is set.
    Dynamic,
}

/// Which four-letter words are answered by default (`4lw.commands.whitelist`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whitelist {
    /// All of them; there is no such list.
    None,
    /// All but `wchc` and `wchp`.
    AllButWatches,
    /// Only `srvr`.
    OnlySrvr,
}

/// Read at tag release-3.4.6.
const V3_4_6: Dialect = Dialect {
    release: Release::V3_4_6,
    // FastLeaderElection.finalizeWait, 3.4.6 to 3.8.0
    finalize_wait: Span::from_millis(200),
    // FastLeaderElection.lookForLeader: notTimeout starts as finalizeWait
    min_notification_interval: Span::from_millis(200),
    // FastLeaderElection.maxNotificationInterval
    max_notification_interval: Span::from_millis(60_000),
    // FastLeaderElection: both are final, up to 3.5.x
    notification_intervals: Intervals::Constant,
    // FastLeaderElection.Notification.CURRENTVERSION
    notification_version: 1,
    // FastLeaderElection.lookForLeader asks getVotingView for n.sid only
    votes_for_strangers: Strangers::Count,
    // FastLeaderElection.ooePredicate
    same_round: SameRound::OutOfElection,
    // FastLeaderElection.Messenger.WorkerReceiver.run, QuorumPeer.bcVote
    answer_to_old_formats: OldFormats::ElectedVote,
    // QuorumCnxManager.connectOne
    connect: Connect::InsideMonitor,
    // QuorumCnxManager.initiateConnection
    challenge: Challenge::Sid,
    // QuorumCnxManager.receiveConnection
    own_sid: OwnSid::Kept,
    // FastLeaderElection.lookForLeader: start_fle, if it is zero
    took: Took::FirstLook,
    // Learner.connectToLeader, 3.4.6 to 3.8.0
    leader_connect_attempts: 5,
    // Learner.connectToLeader
    leader_connect_delay: Span::from_millis(1_000),
    leader_connect_delay_property: None,
    // Learner.connectToLeader
    leader_connect_timeout: LeaderTimeout::SyncLimit,
    // Learner.connectToLeader
    leader_connector: LeaderConnector::Main,
    // ZooKeeperServer.shutdown: zkDb.clear()
    shutdown: Shutdown::ClearsDatabase,
    // Learner.syncWithLeader
    learner_start: LearnerStart::AtUpToDate,
    last_seen: LastSeen::Absent,
    // Learner.syncWithLeader: takeSnapshot at NEWLEADER
    snapshot: Snapshot::AtEverySync,
    // LearnerHandler.run
    sync_table: SyncTable::LogFirst,
    // Leader.getEpochToPropose, waitForEpochAck, waitForNewLeaderAck, lead, processAck
    counted: Counted::Anybody,
    // Leader.lead, LearnerHandler.ping
    ping: Ping::WhileCounting,
    // Leader.lead: Thread.sleep(self.tickTime)
    vain_leader_ticks: 1,
    observer_election_delay: Span::ZERO,
    // QuorumPeerConfig.parseProperties
    membership: Membership::Static,
    // NIOServerCnxn.checkFourLetterWord
    four_letter_words: Whitelist::None,
};

/// Read at tag release-3.4.14.
const V3_4_14: Dialect = Dialect {
    release: Release::V3_4_14,
    // FastLeaderElection.validVoter(n.leader), ZOOKEEPER-2988: 3.4.13, 3.5.4, 3.6.0
    votes_for_strangers: Strangers::Ignored,
    // ZooKeeperServer.shutdown(boolean), ZKDatabase.fastForwardDataBase, ZOOKEEPER-2678: 3.4.10, 3.5.3
    shutdown: Shutdown::FastForwards,
    // Learner.syncWithLeader: snapshotNeeded
    snapshot: Snapshot::UnlessDiff,
    // LearnerHandler.run
    sync_table: SyncTable::InSyncFirst,
    // Leader.isParticipant; lead and processAck as before
    counted: Counted::VotersAtGates,
    // FourLetterCommands.isEnabled: 3.4.10
    four_letter_words: Whitelist::AllButWatches,
    ..V3_4_6
};

/// Read at tag release-3.5.7.
const V3_5_7: Dialect = Dialect {
    release: Release::V3_5_7,
    // LearnerHandler.syncFollower, ZOOKEEPER-2678, ZOOKEEPER-1413
    sync_table: SyncTable::TxnLog,
    // Leader.isParticipant, SyncedLearnerTracker.addAck, ZOOKEEPER-107: 3.5.0
    counted: Counted::Voters,
    // Leader.lead, LearnerHandler.ping: sendingThreadStarted
    ping: Ping::WhenItGoesOn,
    // Leader.lead
    vain_leader_ticks: 0,
    // FastLeaderElection.Notification.CURRENTVERSION, ZOOKEEPER-107: 3.5.0
    notification_version: 2,
    // FastLeaderElection.Messenger.WorkerReceiver.run
    answer_to_old_formats: OldFormats::CurrentVote,
    // QuorumCnxManager.startConnection, InitialMessage, ZOOKEEPER-107: 3.5.0
    challenge: Challenge::Address,
    // QuorumPeer.run sets start_fle at the end of every turn of its loop
    took: Took::LoopEnd,
    // Learner.connectToLeader: remainingInitLimitTime
    leader_connect_timeout: LeaderTimeout::SyncLimitWithinInitLimit,
    // QuorumPeer.setLastSeenQuorumVerifier, Leader.lead, ZOOKEEPER-1783: 3.5.0
    last_seen: LastSeen::Kept,
    // QuorumPeer.processReconfig, ZOOKEEPER-107: 3.5.0; off by default, ZOOKEEPER-2014: 3.5.3
    membership: Membership::Dynamic,
    // FourLetterCommands: 3.5.3
    four_letter_words: Whitelist::OnlySrvr,
    ..V3_4_14
};

/// Read at tag release-3.5.8.
const V3_5_8: Dialect = Dialect {
    release: Release::V3_5_8,
    // QuorumCnxManager.initiateConnectionAsync, ZOOKEEPER-3756: 3.5.8, 3.6.1
    connect: Connect::Executor,
    // QuorumCnxManager.handleConnection, ZOOKEEPER-2164: 3.5.8, 3.6.1
    own_sid: OwnSid::Warned,
    ..V3_5_7
};

/// Read at tag release-3.6.0, which has what 3.5.7 has.
const V3_6_0: Dialect = Dialect {
    release: Release::V3_6_0,
    // LearnerHandler.syncFollower: "Detected gap", ZOOKEEPER-2418
    sync_table: SyncTable::WholeTxnLog,
    // FastLeaderElection.MIN_NOTIFICATION_INTERVAL and MAX_…
    notification_intervals: Intervals::Properties,
    // FastLeaderElection.lookForLeader: checkLeader(recvset, …), ZOOKEEPER-3537
    same_round: SameRound::RecvSet,
    // FastLeaderElection.lookForLeader
    took: Took::LastLook,
    // Observer.waitForObserverElectionDelay, QuorumPeer.run
    observer_election_delay: Span::from_millis(200),
    // Learner.leaderConnectDelayDuringRetryMs
    leader_connect_delay: Span::from_millis(100),
    // Learner.LEARNER_… "leaderConnectDelayDuringRetryMs"
    leader_connect_delay_property: Some("leaderConnectDelayDuringRetryMs"),
    // Learner.LeaderConnector.connectToLeader
    leader_connect_timeout: LeaderTimeout::InitLimit,
    // Learner.LeaderConnector, ZOOKEEPER-3188
    leader_connector: LeaderConnector::PerAddress,
    ..V3_5_7
};

/// Read at tag release-3.6.1.
const V3_6_1: Dialect = Dialect {
    release: Release::V3_6_1,
    // QuorumCnxManager.initiateConnectionAsync, ZOOKEEPER-3756
    connect: Connect::Executor,
    // QuorumCnxManager.handleConnection, ZOOKEEPER-2164
    own_sid: OwnSid::Warned,
    ..V3_6_0
};

/// Read at the candidate 1 of release 3.8.0, and seen in a capture.
const V3_8_0: Dialect = Dialect {
    release: Release::V3_8_0,
    // QuorumPeer.setLastSeenQuorumVerifier, ZOOKEEPER-3829: 3.5.9, 3.6.2, 3.7.0
    last_seen: LastSeen::KeptForReconfig,
    // Learner.syncWithLeader: startupWithoutServing, ZOOKEEPER-3911: 3.6.3, 3.7.0
    learner_start: LearnerStart::BeforeAck,
    ..V3_6_1
};

/// Constants of all releases that nothing can change.
pub mod constant {
    use sim::time::Span;

    /// `QuorumCnxManager.RECV_CAPACITY`; the oldest message makes room for the newest.
    pub const RECV_CAPACITY: usize = 100;
    /// `QuorumPeer.loadDataBase` and others: epochs before any was accepted.
    pub const NO_EPOCH: i64 = -1;
    /// Committed proposals that are kept in memory. `ZKDatabase.commitLogCount` is 500, and the oldest
    /// is dropped when there are more than that before the next is added (3.4.6 to 3.8.0).
    pub const COMMITTED_LOG: u32 = 501;
    /// `LearnerHandler.run`: how often a handler looks whether its leader has started.
    pub const LEADER_RUNNING_POLL: Span = Span::from_millis(20);
    /// Threads that the connection executor keeps (`QuorumCnxManager.initializeConnectionExecutor`,
    /// 3.5.8, 3.6.1).
    pub const CONNECTOR_CORE: usize = 3;
    /// Threads of the connection executor at most (`quorum.cnxn.threads.size`: 20 is its default and
    /// its least, `QuorumPeer.QUORUM_CNXN_THREADS_SIZE_DEFAULT_VALUE`).
    pub const CONNECTOR_MAX: usize = 20;
    /// After how long without work a thread of the connection executor ends.
    pub const CONNECTOR_KEEP_ALIVE: Span = Span::from_secs(60);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_known_by_its_name_and_its_number() {
        for (number, release) in (0..).zip(Release::ALL) {
            assert_eq!(Release::named(release.name()), Some(*release));
            assert_eq!(Release::from_number(number), Some(*release));
            assert_eq!(release.dialect().release, *release);
        }
        assert_eq!(Release::named("3.3.0"), None);
    }

    #[test]
    fn connects_are_asynchronous_in_the_releases_that_are_said_to_have_it() {
        let of = |release: &&Release| release.dialect().connect == Connect::Executor;
        let releases: Vec<_> = Release::ALL.iter().filter(of).copied().collect();
        assert_eq!(
            releases,
            [Release::V3_5_8, Release::V3_6_1, Release::V3_8_0]
        );
    }
}
