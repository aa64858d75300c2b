//! Lines of a log that say nothing else that matters.

use super::pack::enumeration;

enumeration! {
    /// Lines that a process prints while it comes up or goes down and that nothing here depends on.
    Line: 7 {
        /// `Reading configuration from: …`
        ReadingConfiguration,
        /// `Defaulting to majority quorums`
        DefaultingToMajority,
        /// `No server failure will be tolerated. You need at least 3 servers.`
        NoFailureTolerated,
        /// `Non-optimial configuration, consider an odd number of servers.`
        EvenNumber,
        /// `Invalid configuration, only one server specified (ignoring)`
        OnlyOneServer,
        /// `… does not have the form host:port or host:port:port  or host:port:port:type`, of a server with
        /// too many parts
        ServerFormIgnored,
        /// `Invalid autopurge.snapRetainCount: …. Defaulting to 3`
        InvalidRetainCount,
        /// `clientPort is not set`
        NoClientPort,
        /// `clientPortAddress is 0.0.0.0:2181`
        ClientPortAddress,
        /// `secureClientPort is not set`
        NoSecureClientPort,
        /// `autopurge.snapRetainCount set to 3`
        SnapRetainCount,
        /// `autopurge.purgeInterval set to 0`
        PurgeInterval,
        /// `Purge task is not scheduled.`
        PurgeTaskNotScheduled,
        /// `Starting quorum peer`
        StartingQuorumPeer,
        /// `binding to port 0.0.0.0/0.0.0.0:2181`
        BindingToPort,
        /// `tickTime set to 2000`
        TickTime,
        /// `minSessionTimeout set to -1`
        MinSessionTimeout,
        /// `maxSessionTimeout set to -1`
        MaxSessionTimeout,
        /// `initLimit set to 10`
        InitLimit,
        /// `Interrupting SendWorker`
        InterruptingSendWorker,
        /// `Interrupted while waiting for message on queue`
        InterruptedWhileWaiting,
        /// `Send worker leaving thread`
        SendWorkerLeaving,
        /// `TCP NoDelay set to: true` of a learner
        NoDelay,
        /// `Created server with tickTime …`
        CreatedServer,
        /// `Shutting down` of a learner's server
        LearnerServerShuttingDown,
        /// `shutting down` of any server
        ServerShuttingDown,
        /// `Shutting down` of a leader
        LeaderShuttingDown,
        /// `currentEpoch not found! …`
        CurrentEpochNotFound,
        /// `acceptedEpoch not found! …`
        AcceptedEpochNotFound,
        /// `Either no config or no quorum defined in config, running  in standalone mode`
        Standalone,
        /// `Peer type from servers list … doesn't match peerType …`
        PeerTypeMismatch,
        /// `Leaving listener`
        LeavingListener,
        /// `Restarting Leader Election`
        RestartingLeaderElection,
        /// `syncLimit set to 5`
        SyncLimit,
        /// `Election port bind maximum retries is 3`
        BindRetries,
        /// `zookeeper.fastleader.minNotificationInterval = 200 ms`
        MinNotificationInterval,
        /// `zookeeper.fastleader.maxNotificationInterval = 60000 ms`
        MaxNotificationInterval,
        /// `PeerState set to LOOKING`
        PeerStateSet,
        /// `Peer state changed: …`, of `setPeerState`; the value is the state's ordinal, then 2 bits for
        /// what Zab is doing, then 2 bits for how the learner synchronises.
        PeerStateChanged,
        /// The same words and the same value, of `setZabState`.
        ZabStateChanged,
        /// The same words and the same value, of `setSyncMode`.
        SyncModeChanged,
        /// `Successfully connected to leader, using address: …`; the value is the leader's sid
        ConnectedToLeader,
        /// `Failed connect to …`; the value is the leader's sid
        FailedConnect,
        /// `Disconnected from leader …`; the value is twice the milliseconds, and one more if it was
        /// in sync
        Disconnected,
        /// `Learner received NEWLEADER message`
        ReceivedNewLeader,
        /// `Learner received UPTODATE message`
        ReceivedUpToDate,
        /// `Dynamic reconfig is disabled, we don't store the last seen config.`
        NotStoringConfig,
        /// `Dynamic reconfig feature is disabled, skip designatedLeader calculation …`
        ReconfigDisabled,
        /// `Oracle indicates not to follow`
        OracleRefuses,
        /// `Backward compatibility mode (before reconfig), server id: …`
        BeforeReconfig,
        /// `Synchronously closing socket to learner …`; the value is its sid
        ClosingSocket,
        /// `Sending snapshot last zxid of peer is …`; the value is the message with what the leader
        /// knew
        SendingSnapshot,
        /// `On disk txn sync enabled with snapshotSizeFactor 0.33`
        OnDiskSync,
        /// `On disk txn sync disabled`
        NoOnDiskSync,
        /// `Unhandled proposal scenario`, `Unhandled scenario for peer sid …`; of this line and the next the
        /// value is the message with what the leader knew
        UnhandledScenario,
        /// `Using committedLog for peer sid: …`
        UsingCommittedLog,
        /// `Use txnlog and committedLog for peer sid: …`
        UsingTxnLog,
        /// `Cannot send TRUNC to peer sid: … peer zxid is from different epoch`
        CannotTruncate,
        /// `Unhandled scenario for peer sid: … fall back to use snapshot`
        FallsBackToSnapshot,
        /// `Detected gap between end of txnlog: … and start of committedLog: …`
        GapDetected,
        /// `Unable to find proposals from txnlog for zxid: …`
        NoProposalsOnDisk,
        /// `Txnlog size: … exceeds sizeLimit: …`
        TxnLogTooLarge,
        /// `Observing …`; the value is the leader's sid
        ObservingLeader,
        /// `Waiting for … ms before reconnecting with the leader`; the value is the time
        WaitingToReconnect,
        /// `… Received version: … my version: …`; the value is the ballot
        ReceivedVersion,
        /// `restarting leader election`
        RestartingElection,
        /// `Clobbering already-set QuorumCnxManager (restarting leader election?)`
        Clobbering,
        /// `Got zxid … expected …` of a follower; its fact's cause is the packet that was read, the value
        /// is the one before it, or all ones
        GotZxid,
        /// The same of a learner that is being synchronised.
        GotZxidInSync,
        /// The same of an observer that is.
        GotZxidInformed,
        /// `TCP NoDelay set to: true` of a leader
        LeaderNoDelay,
        /// `leaderConnectDelayDuringRetryMs: 100`
        RetryDelay,
        /// `zookeeper.learner.asyncSending = false`
        AsyncSending,
        /// `zookeeper.learner.closeSocketAsync = false`
        ClosesAsync,
        /// `Enough followers present. Perhaps the initTicks need to be increased.`
        EnoughFollowers,
        /// `leader and follower are in sync, zxid=0x…`; the value is the message with what the leader
        /// knew
        InSync,
        /// `Resolved hostname: … to address: …`; the value is the sid
        Resolved,
        /// `Failed to resolve address: …`; the value is the sid
        ResolveFailed,
        /// `This leader is not the designated leader, …`
        NotDesignated,
        /// `Suggested leader: …`; the value is its sid
        SuggestedLeader,
        /// `Becoming an observer`
        BecomesObserver,
        /// `Becoming a voting participant`
        BecomesVoter,
        /// `Becoming a non-voting participant`
        BecomesStranger,
    }
}
