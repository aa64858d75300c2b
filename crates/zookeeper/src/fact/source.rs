//! Where in the sources a fact happens: class and member, as release 3.4.6 names them.

use super::{ClientDeed, Fact, Line, Port};

impl Fact {
    /// Class and member of the code that does this. Releases up to 3.8 keep the classes; members that
    /// were renamed are given by their name in 3.4.6.
    pub fn source(&self) -> &'static str {
        match self {
            Self::ConfigRead { .. } => "QuorumPeerConfig.parse",
            Self::Printed { line, .. } => source_of_line(*line),
            Self::ElectionPortBound | Self::ListenFailed { .. } | Self::ListenerGone => {
                "QuorumCnxManager.Listener.run"
            }
            Self::StartRefused { .. } => "QuorumPeerMain.main",
            Self::StateEntered { .. } | Self::UnexpectedException { .. } => "QuorumPeer.run",
            Self::ReloadStarted { .. } => "ZKDatabase.loadDataBase",
            Self::RoundSet { .. }
            | Self::NewElection { .. }
            | Self::PollStarted { .. }
            | Self::NotificationTimeout { .. }
            | Self::Counted { .. }
            | Self::CountedOut { .. }
            | Self::Ignored { .. }
            | Self::PutBack { .. } => "FastLeaderElection.lookForLeader",
            Self::Proposed { .. } => "FastLeaderElection.updateProposal",
            Self::Queued { .. } => "FastLeaderElection.sendNotifications",
            Self::QuorumSeen { .. } => "FastLeaderElection.termPredicate",
            Self::Decided { .. } => "FastLeaderElection.leaveInstance",
            Self::ElectionTook { .. } => "Leader.lead / Follower.followLeader",
            Self::SenderTook { .. } => "FastLeaderElection.WorkerSender.process",
            Self::LoopedBack { .. } | Self::Parked { .. } => "QuorumCnxManager.toSend",
            Self::DialStarted { port, .. }
            | Self::DialConnected { port, .. }
            | Self::DialFailed { port, .. } => port.source(),
            Self::ChallengeLost { .. } => "QuorumCnxManager.initiateConnection",
            Self::ConnectionRequest { .. } => "QuorumCnxManager.Listener.run",
            Self::ChallengeRead { .. } | Self::ChallengeFailed { .. } => {
                "QuorumCnxManager.receiveConnection"
            }
            Self::LinkUp { .. } => "QuorumCnxManager.SendWorker.start",
            Self::LinkDown { .. } => "QuorumCnxManager.SendWorker.finish",
            Self::Sent { .. } | Self::SendFailed { .. } => "QuorumCnxManager.SendWorker.run",
            Self::Received { .. } | Self::ConnectionBroken { .. } => {
                "QuorumCnxManager.RecvWorker.run"
            }
            Self::Heard { .. } | Self::AnsweredUnread { .. } => {
                "FastLeaderElection.WorkerReceiver.run"
            }
            Self::InvalidServerId { .. } => "QuorumCnxManager.connectOne",
            Self::ConnectSubmitted { .. }
            | Self::ConnectSkipped { .. }
            | Self::ConnectRejected { .. } => "QuorumCnxManager.initiateConnectionAsync",
            Self::OwnIdRefused { .. } => "QuorumCnxManager.handleConnection",
            Self::ConnectorEnded { .. } => "ThreadPoolExecutor.getTask",
            Self::ReconfigProposed { .. } | Self::TransactionsProposed { .. } => "Leader.propose",
            Self::ProposalAcked { .. } => "Leader.processAck",
            Self::Committed { .. } => "FinalRequestProcessor.processRequest",
            Self::Truncated { .. } => "ZKDatabase.truncateLog",
            Self::ClientArrived { .. } => "ZooKeeperServer.finishSessionInit",
            Self::ClientLeft { .. } => "NIOServerCxn.close",
            Self::Client { did, .. } => source_of_client(*did),
            Self::ConfigAdopted { .. } | Self::ConfigVersionSet { .. } => {
                "QuorumPeer.processReconfig"
            }
            Self::ConfigSeen { .. } => "QuorumPeer.setLastSeenQuorumVerifier",
            Self::ReconfigRefused { .. } => "PrepRequestProcessor.pRequest",
            Self::LockWaited { .. } | Self::LockTaken { .. } => "QuorumCnxManager.connectOne",
            Self::LeaderUnknown { .. } => "Learner.findLeader",
            Self::FollowingFailed { .. } => "Follower.followLeader",
            Self::LearnerShutdown => "Follower.shutdown",
            Self::PacketSent { .. } => "Learner.writePacket / LearnerHandler.sendPackets",
            Self::PacketReceived { .. } => "Learner.readPacket / LearnerHandler.run",
            Self::SyncStarted { .. } => "Learner.syncWithLeader",
            Self::SnapshotTaken { .. } => "FileTxnSnapLog.save",
            Self::AcceptedEpochSet { .. } => "QuorumPeer.setAcceptedEpoch",
            Self::CurrentEpochSet { .. } => "QuorumPeer.setCurrentEpoch",
            Self::Serving { on } => source_of_serving(*on),
            Self::Logged { .. } => "SyncRequestProcessor.run",
            Self::QuorumPortBound | Self::QuorumPortTaken => "Leader.<init>",
            Self::LearnerArrived { .. }
            | Self::Synchronizing { .. }
            | Self::SyncSent { .. }
            | Self::HandlerFailed { .. }
            | Self::Goodbye { .. }
            | Self::LearnerSynced { .. } => "LearnerHandler.run",
            Self::WaitStarted { stage, .. } | Self::WaitOver { stage, .. } => stage.source(),
            Self::EpochProposed { .. } => "Leader.getEpochToPropose",
            Self::NewLeaderAcked { .. } | Self::HaveQuorum { .. } => "Leader.waitForNewLeaderAck",
            Self::SyncedCounted { .. } => "Leader.lead",
            Self::LeaderShutdown { .. } | Self::LearnersClosed => "Leader.shutdown",
            Self::AcceptorClosed => "Leader.LearnerCnxAcceptor.halt",
        }
    }
}

impl Port {
    fn source(self) -> &'static str {
        match self {
            Self::Election => "QuorumCnxManager.connectOne",
            Self::Quorum => "Learner.connectToLeader",
        }
    }
}

fn source_of_serving(on: bool) -> &'static str {
    if on {
        "ZooKeeperServer.startup"
    } else {
        "ZooKeeperServer.shutdown"
    }
}

impl super::Stage {
    fn source(self) -> &'static str {
        match self {
            Self::Epoch => "Leader.getEpochToPropose",
            Self::EpochAck => "Leader.waitForEpochAck",
            Self::NewLeaderAck => "Leader.waitForNewLeaderAck",
        }
    }
}

/// What prints each line.
macro_rules! printed_by {
    ($line:expr; $($source:literal: $($name:ident),+;)*) => {
        match $line {
            $($(Line::$name)|+ => $source,)*
        }
    };
}

fn source_of_line(line: Line) -> &'static str {
    printed_by! { line;
        "QuorumPeerConfig.parse":
            ReadingConfiguration, DefaultingToMajority, NoFailureTolerated, EvenNumber,
            OnlyOneServer, ServerFormIgnored, InvalidRetainCount, NoClientPort, ClientPortAddress,
            NoSecureClientPort, PeerTypeMismatch;
        "DatadirCleanupManager.start": SnapRetainCount, PurgeInterval, PurgeTaskNotScheduled;
        "QuorumPeerMain.runFromConfig":
            StartingQuorumPeer, TickTime, MinSessionTimeout, MaxSessionTimeout, InitLimit;
        "QuorumPeerMain.initializeAndRun": Standalone;
        "NIOServerCnxnFactory.configure": BindingToPort;
        "QuorumPeer.loadDataBase": CurrentEpochNotFound, AcceptedEpochNotFound;
        "QuorumCnxManager.RecvWorker.run": InterruptingSendWorker;
        "QuorumCnxManager.SendWorker.run": InterruptedWhileWaiting, SendWorkerLeaving;
        "ZKDatabase.isTxnLogSyncEnabled": OnDiskSync, NoOnDiskSync;
        "LearnerHandler.run": SendingSnapshot, InSync;
        "LearnerHandler.syncFollower":
            UnhandledScenario, UsingCommittedLog, UsingTxnLog, FallsBackToSnapshot, GapDetected;
        "LearnerHandler.queueCommittedProposals": CannotTruncate;
        "ZKDatabase.getProposalsFromTxnLog": NoProposalsOnDisk, TxnLogTooLarge;
        "Learner.<clinit>": NoDelay, RetryDelay, AsyncSending, ClosesAsync;
        "Leader.<clinit>": LeaderNoDelay;
        "Leader.lead": EnoughFollowers;
        "Follower.processPacket": GotZxid;
        "Learner.syncWithLeader":
            GotZxidInSync, GotZxidInformed, ReceivedNewLeader, ReceivedUpToDate;
        "QuorumPeer.QuorumServer.recreateSocketAddresses": Resolved, ResolveFailed;
        "Leader.startZkServer": NotDesignated, ReconfigDisabled;
        "QuorumPeer.updateVote": SuggestedLeader;
        "QuorumPeer.restartLeaderElection": RestartingLeaderElection;
        "QuorumPeer.updateLearnerType": BecomesObserver, BecomesVoter, BecomesStranger;
        "ZooKeeperServer.<init>": CreatedServer;
        "FollowerZooKeeperServer.shutdown": LearnerServerShuttingDown;
        "ZooKeeperServer.shutdown": ServerShuttingDown;
        "Leader.shutdown": LeaderShuttingDown;
        "QuorumCnxManager.Listener.run": LeavingListener, BindRetries;
        "QuorumPeer.setSyncLimit": SyncLimit;
        "FastLeaderElection.<clinit>": MinNotificationInterval, MaxNotificationInterval;
        "QuorumPeer.updateServerState": PeerStateSet;
        "QuorumPeer.setPeerState": PeerStateChanged;
        "QuorumPeer.setZabState": ZabStateChanged;
        "QuorumPeer.setSyncMode": SyncModeChanged;
        "Learner.LeaderConnector.run": ConnectedToLeader, FailedConnect;
        "Follower.followLeader": Disconnected;
        "Observer.observeLeader": ObservingLeader;
        "Observer.waitForReconnectDelayHelper": WaitingToReconnect;
        "QuorumPeer.createElectionAlgorithm": Clobbering;
        "QuorumPeer.setLastSeenQuorumVerifier": NotStoringConfig;
        "FastLeaderElection.receivedLeadingNotification": OracleRefuses;
        "FastLeaderElection.WorkerReceiver.run":
            BeforeReconfig, ReceivedVersion, RestartingElection;
        "LearnerHandler.closeSocket": ClosingSocket;
    }
}

fn source_of_client(did: ClientDeed) -> &'static str {
    match did {
        ClientDeed::Dials => "ClientCnxn.SendThread.startConnect",
        ClientDeed::SessionNew | ClientDeed::SessionRenewed => "ClientCnxn.SendThread.onConnected",
        ClientDeed::ReadSubmitted | ClientDeed::WriteSubmitted => "ClientCnxn.queuePacket",
        ClientDeed::ReadAnswered | ClientDeed::WriteAcknowledged => {
            "ClientCnxn.SendThread.readResponse"
        }
        ClientDeed::DialFailed
        | ClientDeed::Disconnected
        | ClientDeed::ReadLost
        | ClientDeed::WriteUnknown => "ClientCnxn.SendThread.cleanup",
    }
}
