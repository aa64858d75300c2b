//! Where in the sources a line is printed, by release.

use crate::dialect::Release;

/// The level of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are log4j's")]
pub enum Level {
    Info,
    Warn,
    Error,
}

impl Level {
    /// The name that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// A statement that prints a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    /// Its level.
    pub level: Level,
    /// Its class, as `%C{1}` prints it.
    pub class: &'static str,
    /// Its line, as `%L` prints it.
    pub line: u16,
}

/// Declares the statements with their place in each release.
macro_rules! sites {
    ($($name:ident: $level:ident $class:literal $line:literal;)*) => {
        /// The statements that print the lines of this crate.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum Statement { $($name),* }

        impl Statement {
            /// Where the statement is.
            pub(super) fn site(self, release: Release) -> Site {
                match release {
                    Release::V3_4_6 => match self {
                        $(Self::$name => Site { level: Level::$level, class: $class, line: $line }),*
                    },
                }
            }
        }
    };
}

sites! {
    ReadingConfiguration: Info "QuorumPeerConfig" 103;
    DefaultingToMajority: Info "QuorumPeerConfig" 340;
    NoFailureTolerated: Warn "QuorumPeerConfig" 293;
    EvenNumber: Warn "QuorumPeerConfig" 296;
    OnlyOneServer: Error "QuorumPeerConfig" 289;
    PeerTypeMismatch: Warn "QuorumPeerConfig" 376;
    SnapRetainCount: Info "DatadirCleanupManager" 78;
    PurgeInterval: Info "DatadirCleanupManager" 79;
    PurgeTaskNotScheduled: Info "DatadirCleanupManager" 101;
    StartingQuorumPeer: Info "QuorumPeerMain" 127;
    Standalone: Warn "QuorumPeerMain" 113;
    InvalidConfig: Error "QuorumPeerMain" 85;
    UnexpectedAtStart: Error "QuorumPeerMain" 89;
    BindingToPort: Info "NIOServerCnxnFactory" 94;
    TickTime: Info "QuorumPeer" 959;
    MinSessionTimeout: Info "QuorumPeer" 979;
    MaxSessionTimeout: Info "QuorumPeer" 990;
    InitLimit: Info "QuorumPeer" 1005;
    CurrentEpochNotFound: Info "QuorumPeer" 473;
    AcceptedEpochNotFound: Info "QuorumPeer" 488;
    UnableToLoadDatabase: Error "QuorumPeer" 500;
    ReadingSnapshot: Info "FileSnap" 83;
    ElectionPort: Info "QuorumCnxManager$Listener" 504;
    Looking: Info "QuorumPeer" 714;
    Observing: Info "QuorumPeer" 771;
    Following: Info "QuorumPeer" 784;
    Leading: Info "QuorumPeer" 796;
    UnexpectedLooking: Warn "QuorumPeer" 764;
    UnexpectedFollowing: Warn "QuorumPeer" 788;
    UnexpectedLeading: Warn "QuorumPeer" 802;
    NewElection: Info "FastLeaderElection" 815;
    Notification: Info "FastLeaderElection" 597;
    NotificationTimeout: Info "FastLeaderElection" 849;
    NonMember: Warn "FastLeaderElection" 983;
    ChallengeLost: Info "QuorumCnxManager" 193;
    ChallengeFailed: Warn "QuorumCnxManager" 260;
    InvalidServerId: Warn "QuorumCnxManager" 358;
    CannotOpenChannel: Warn "QuorumCnxManager" 382;
    ConnectionRequest: Info "QuorumCnxManager$Listener" 511;
    LastMessageFailed: Error "QuorumCnxManager$SendWorker" 673;
    InterruptedWhileWaiting: Warn "QuorumCnxManager$SendWorker" 697;
    ChannelException: Warn "QuorumCnxManager$SendWorker" 702;
    SendWorkerLeaving: Warn "QuorumCnxManager$SendWorker" 706;
    ConnectionBroken: Warn "QuorumCnxManager$RecvWorker" 780;
    InterruptingSendWorker: Warn "QuorumCnxManager$RecvWorker" 783;
    CreatedServer: Info "ZooKeeperServer" 162;
    ServerShuttingDown: Info "ZooKeeperServer" 441;
    FollowingTook: Info "Follower" 63;
    FollowingFailed: Warn "Follower" 89;
    FollowerShutdown: Info "Follower" 166;
    FollowerServerShuttingDown: Info "FollowerZooKeeperServer" 139;
    LeaderUnknown: Warn "Learner" 205;
    LastTry: Error "Learner" 230;
    Tries: Warn "Learner" 233;
    GettingDiff: Info "Learner" 323;
    GettingSnapshot: Info "Learner" 326;
    Truncating: Warn "Learner" 338;
    Snapshotting: Info "FileTxnSnapLog" 240;
    LeadingTook: Info "Leader" 358;
    CannotBind: Error "Leader" 199;
    LeaderShuttingDown: Info "Leader" 493;
    LeaderShutdown: Info "Leader" 499;
    HaveQuorum: Info "Leader" 943;
    AcceptorClosed: Info "Leader$LearnerCnxAcceptor" 322;
    LearnerArrived: Info "LearnerHandler" 330;
    Synchronizing: Info "LearnerHandler" 385;
    Sending: Info "LearnerHandler" 462;
    NewLeaderAck: Info "LearnerHandler" 522;
    HandlerFailed: Error "LearnerHandler" 633;
    HandlerInterrupted: Error "LearnerHandler" 643;
    Goodbye: Warn "LearnerHandler" 646;
}
