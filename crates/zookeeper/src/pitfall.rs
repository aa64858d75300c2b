//! What is easily got wrong in an implementation of the election, one switch per mistake.
//!
//! Each says what is right; the mistake is the opposite. Only tests can make one: see
//! [`sim::pitfall`]. The first group is what the sources of 3.4.6 do and a reader of their comments
//! would not expect; the second breaks a law, so that the law can be seen to notice.

/// A mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pitfall {
    /// A server's ballot to itself waits in `sendqueue` behind all others
    /// (`FastLeaderElection.sendNotifications`).
    SelfVotesSkipTheQueue,
    /// `sendqueue` keeps every ballot as it was written, however outdated
    /// (`FastLeaderElection.sendqueue`).
    SendqueueCoalesces,
    /// A ballot stays in `queueSendMap` when the dial that it caused has failed, and whoever connects
    /// later delivers it (`QuorumCnxManager.toSend`).
    FailedDialDropsTheBallot,
    /// A new connection begins with what was sent last to that peer, be it of an old election
    /// (`QuorumCnxManager.SendWorker.run`).
    NothingIsReplayed,
    /// One monitor is held for as long as a dial lasts (`QuorumCnxManager.connectOne`).
    ConnectsHoldNoMonitor,
    /// A knock of a smaller sid closes the working connection before anything else
    /// (`QuorumCnxManager.receiveConnection`).
    KnockSparesTheConnection,
    /// "Delivered" means that any queue is empty (`QuorumCnxManager.haveDelivered`).
    DeliveredMeansAll,
    /// The ballot of a newer round is compared with the own first vote
    /// (`FastLeaderElection.lookForLeader`).
    NewerRoundAgainstProposal,
    /// What is not better and comes while finalizing is lost (`FastLeaderElection.lookForLeader`).
    FinalizeCounts,
    /// 3.4.6 counts a vote for a server that it does not know (`FastLeaderElection.lookForLeader`).
    LeaderIsValidated,
    /// A server that is not in the configuration is answered without being read
    /// (`FastLeaderElection.Messenger.WorkerReceiver.run`).
    StrangersGetNoAnswer,
    /// Between five attempts to connect to a leader there are four pauses
    /// (`Learner.connectToLeader`).
    PauseAfterTheLastAttempt,
    /// The database is read after the clock of the election has been started
    /// (`FastLeaderElection.lookForLeader`).
    ReloadIsNotTimed,
    /// The line of a timeout says the length of the next poll (`FastLeaderElection.lookForLeader`).
    TimeoutLineSaysTheLast,
    /// A notification restarts the poll at its full length (`FastLeaderElection.lookForLeader`).
    PollGoesOn,
    /// A ballot of an older round is answered even if it is the own one, come back late
    /// (`FastLeaderElection.Messenger.WorkerReceiver.run`).
    NoAnswerToOneself,

    /// A round only grows, but for joining.
    RoundFollowsAnybody,
    /// A proposal only improves within a round.
    AnyVoteIsAdopted,
    /// Only ballots of the own round are counted.
    OldRoundsCount,
    /// A quorum is more than half.
    HalfIsAQuorum,
    /// A new connection ends the older one to the same peer.
    OldWorkersStay,
    /// `recvQueue` holds 100 messages.
    RecvQueueGrows,
}

/// Which mistake is made, if any.
pub type Pitfalls = sim::pitfall::Pitfalls<Pitfall>;
