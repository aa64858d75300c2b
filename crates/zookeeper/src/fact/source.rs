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
            Self::StateEntered { .. } => "QuorumPeer.run",
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
            Self::UnexpectedException { .. } => "QuorumPeer.run",
            Self::SenderTook { .. } => "FastLeaderElection.WorkerSender.process",
            Self::LoopedBack { .. } | Self::Parked { .. } => "QuorumCnxManager.toSend",
            Self::DialStarted { port, .. }
            | Self::DialConnected { port, .. }
            | Self::DialFailed { port, .. } => match port {
                Port::Election => "QuorumCnxManager.connectOne",
                Port::Quorum => "Learner.connectToLeader",
            },
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
            Self::Serving { on: true } => "ZooKeeperServer.startup",
            Self::Serving { on: false } => "ZooKeeperServer.shutdown",
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

impl super::Stage {
    fn source(self) -> &'static str {
        match self {
            Self::Epoch => "Leader.getEpochToPropose",
            Self::EpochAck => "Leader.waitForEpochAck",
            Self::NewLeaderAck => "Leader.waitForNewLeaderAck",
        }
    }
}

fn source_of_line(line: Line) -> &'static str {
    match line {
        Line::ReadingConfiguration
        | Line::DefaultingToMajority
        | Line::NoFailureTolerated
        | Line::EvenNumber
        | Line::OnlyOneServer
        | Line::ServerFormIgnored
        | Line::InvalidRetainCount
        | Line::NoClientPort
        | Line::ClientPortAddress
        | Line::NoSecureClientPort
        | Line::PeerTypeMismatch => "QuorumPeerConfig.parse",
        Line::SnapRetainCount | Line::PurgeInterval | Line::PurgeTaskNotScheduled => {
            "DatadirCleanupManager.start"
        }
        Line::StartingQuorumPeer
        | Line::TickTime
        | Line::MinSessionTimeout
        | Line::MaxSessionTimeout
        | Line::InitLimit => "QuorumPeerMain.runFromConfig",
        Line::Standalone => "QuorumPeerMain.initializeAndRun",
        Line::BindingToPort => "NIOServerCnxnFactory.configure",
        Line::CurrentEpochNotFound | Line::AcceptedEpochNotFound => "QuorumPeer.loadDataBase",
        Line::InterruptingSendWorker => "QuorumCnxManager.RecvWorker.run",
        Line::InterruptedWhileWaiting | Line::SendWorkerLeaving => {
            "QuorumCnxManager.SendWorker.run"
        }
        Line::OnDiskSync | Line::NoOnDiskSync => "ZKDatabase.isTxnLogSyncEnabled",
        Line::SendingSnapshot => "LearnerHandler.run",
        Line::UnhandledScenario
        | Line::UsingCommittedLog
        | Line::UsingTxnLog
        | Line::FallsBackToSnapshot
        | Line::GapDetected => "LearnerHandler.syncFollower",
        Line::CannotTruncate => "LearnerHandler.queueCommittedProposals",
        Line::NoProposalsOnDisk | Line::TxnLogTooLarge => "ZKDatabase.getProposalsFromTxnLog",
        Line::NoDelay | Line::RetryDelay | Line::AsyncSending | Line::ClosesAsync => {
            "Learner.<clinit>"
        }
        Line::LeaderNoDelay => "Leader.<clinit>",
        Line::EnoughFollowers => "Leader.lead",
        Line::InSync => "LearnerHandler.run",
        Line::GotZxid => "Follower.processPacket",
        Line::GotZxidInSync | Line::GotZxidInformed => "Learner.syncWithLeader",
        Line::Resolved | Line::ResolveFailed => "QuorumPeer.QuorumServer.recreateSocketAddresses",
        Line::NotDesignated => "Leader.startZkServer",
        Line::SuggestedLeader => "QuorumPeer.updateVote",
        Line::RestartingLeaderElection => "QuorumPeer.restartLeaderElection",
        Line::BecomesObserver | Line::BecomesVoter | Line::BecomesStranger => {
            "QuorumPeer.updateLearnerType"
        }
        Line::CreatedServer => "ZooKeeperServer.<init>",
        Line::LearnerServerShuttingDown => "FollowerZooKeeperServer.shutdown",
        Line::ServerShuttingDown => "ZooKeeperServer.shutdown",
        Line::LeaderShuttingDown => "Leader.shutdown",
        Line::LeavingListener | Line::BindRetries => "QuorumCnxManager.Listener.run",
        Line::SyncLimit => "QuorumPeer.setSyncLimit",
        Line::MinNotificationInterval | Line::MaxNotificationInterval => {
            "FastLeaderElection.<clinit>"
        }
        Line::PeerStateSet => "QuorumPeer.updateServerState",
        Line::PeerStateChanged => "QuorumPeer.setPeerState",
        Line::ZabStateChanged => "QuorumPeer.setZabState",
        Line::SyncModeChanged => "QuorumPeer.setSyncMode",
        Line::ConnectedToLeader | Line::FailedConnect => "Learner.LeaderConnector.run",
        Line::Disconnected => "Follower.followLeader",
        Line::ObservingLeader => "Observer.observeLeader",
        Line::WaitingToReconnect => "Observer.waitForReconnectDelayHelper",
        Line::Clobbering => "QuorumPeer.createElectionAlgorithm",
        Line::ReceivedNewLeader | Line::ReceivedUpToDate => "Learner.syncWithLeader",
        Line::NotStoringConfig => "QuorumPeer.setLastSeenQuorumVerifier",
        Line::ReconfigDisabled => "Leader.startZkServer",
        Line::OracleRefuses => "FastLeaderElection.receivedLeadingNotification",
        Line::BeforeReconfig | Line::ReceivedVersion | Line::RestartingElection => {
            "FastLeaderElection.WorkerReceiver.run"
        }
        Line::ClosingSocket => "LearnerHandler.closeSocket",
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
