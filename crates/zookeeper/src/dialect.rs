//! Releases as data: one value per difference in behaviour, each with its source.
//!
//! The protocol's code asks the dialect; nothing here or elsewhere compares versions.

use sim::time::Span;

/// A release whose behaviour is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Release {
    /// 3.4.6, the release of the incident.
    V3_4_6,
}

impl Release {
    /// All releases, oldest first.
    pub const ALL: &[Self] = &[Self::V3_4_6];

    /// The release as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3_4_6 => "3.4.6",
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
        }
    }
}

/// How a release behaves.
#[derive(Debug)]
pub struct Dialect {
    /// The release.
    pub release: Release,
    /// How long an election waits for a better vote once it has a quorum.
    pub finalize_wait: Span,
    /// The first timeout of an election's polls.
    pub min_notification_interval: Span,
    /// The longest timeout of an election's polls.
    pub max_notification_interval: Span,
    /// The format of its notifications.
    pub notification_version: u8,
    /// Attempts to connect to a leader.
    pub leader_connect_attempts: u8,
    /// Pause between two of them.
    pub leader_connect_delay: Span,
}

/// Read at tag release-3.4.6.
static V3_4_6: Dialect = Dialect {
    release: Release::V3_4_6,
    // FastLeaderElection.finalizeWait
    finalize_wait: Span::from_millis(200),
    // FastLeaderElection.lookForLeader: notTimeout starts as finalizeWait
    min_notification_interval: Span::from_millis(200),
    // FastLeaderElection.maxNotificationInterval
    max_notification_interval: Span::from_millis(60_000),
    // FastLeaderElection.Notification.CURRENTVERSION
    notification_version: 1,
    // Learner.connectToLeader
    leader_connect_attempts: 5,
    // Learner.connectToLeader
    leader_connect_delay: Span::from_millis(1_000),
};

/// Constants of all releases that nothing can change.
pub mod constant {
    use sim::time::Span;

    /// `QuorumCnxManager.RECV_CAPACITY`; the oldest message makes room for the newest.
    pub const RECV_CAPACITY: usize = 100;
    /// `QuorumPeer.loadDataBase` and others: epochs before any was accepted.
    pub const NO_EPOCH: i64 = -1;
    /// `LearnerHandler.run`: how often a handler looks whether its leader has started.
    pub const LEADER_RUNNING_POLL: Span = Span::from_millis(20);
}
