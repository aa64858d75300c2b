//! Every line this crate prints or reads, as data: the statement that prints it, where each release
//! has it, and in which words.
//!
//! A line of a source that does not have the statement is 0. The numbers in brackets stand for the
//! releases in the order of [`Release::ALL`]; a form holds from its release up to the next form's.
//! `{name}` is a field, `{{}}` the two characters `{}`.

#[macro_use]
mod declare;

use super::site::{Form, Level, RELEASES, Site};
use crate::dialect::Release;

impl Statement {
    /// The statement as a release has it; nothing if it does not.
    pub fn site(self, release: Release) -> Option<Site> {
        let line = self.lines().get(release as usize).copied()?;
        let of = |form: &&Form| form.since <= release;
        let form = self.forms().iter().rev().find(of)?;
        (line > 0).then_some(Site {
            level: form.level,
            class: form.class,
            line,
            text: form.text,
        })
    }
}

statements! {
    ReadingConfiguration [103, 136, 135, 135, 173, 173, 177]:
        V3_4_6 Info "QuorumPeerConfig" "Reading configuration from: {file}";
    DefaultingToMajority [340, 398, 0, 0, 0, 0, 0]:
        V3_4_6 Info "QuorumPeerConfig" "Defaulting to majority quorums";
    NoFailureTolerated [293, 351, 654, 654, 727, 727, 709]:
        V3_4_6 Warn "QuorumPeerConfig"
            "No server failure will be tolerated. You need at least 3 servers.";
    EvenNumber [296, 354, 657, 657, 729, 729, 711]:
        V3_4_6 Warn "QuorumPeerConfig"
            "Non-optimial configuration, consider an odd number of servers."
        V3_8_0 Warn "QuorumPeerConfig"
            "Non-optimal configuration, consider an odd number of servers.";
    OnlyOneServer [289, 347, 647, 647, 720, 720, 702]:
        V3_4_6 Error "QuorumPeerConfig"
            "Invalid configuration, only one server specified (ignoring)";
    PeerTypeMismatch [376, 430, 719, 719, 792, 792, 774]:
        V3_4_6 Warn "QuorumPeerConfig"
            "Peer type from servers list ({listed}) doesn't match peerType ({peer_type}). \
             Defaulting to servers list.";
    ServerFormIgnored [184, 217, 0, 0, 0, 0, 0]:
        V3_4_6 Error "QuorumPeerConfig"
            "{text} does not have the form host:port or host:port:port  or host:port:port:type";
    InvalidRetainCount [241, 304, 364, 364, 435, 435, 416]:
        V3_4_6 Warn "QuorumPeerConfig"
            "Invalid autopurge.snapRetainCount: {text}. Defaulting to 3";
    NoClientPort [0, 0, 377, 377, 450, 450, 431]:
        V3_5_7 Info "QuorumPeerConfig" "clientPort is not set";
    ClientPortAddress [0, 0, 387, 387, 459, 459, 440]:
        V3_5_7 Info "QuorumPeerConfig" "clientPortAddress is 0.0.0.0:{value}";
    NoSecureClientPort [0, 0, 391, 391, 463, 463, 444]:
        V3_5_7 Info "QuorumPeerConfig" "secureClientPort is not set";
    SnapRetainCount [78, 78, 78, 78, 78, 78, 78]:
        V3_4_6 Info "DatadirCleanupManager" "autopurge.snapRetainCount set to {value}";
    PurgeInterval [79, 79, 79, 79, 79, 79, 79]:
        V3_4_6 Info "DatadirCleanupManager" "autopurge.purgeInterval set to {value}";
    PurgeTaskNotScheduled [101, 101, 101, 101, 101, 101, 101]:
        V3_4_6 Info "DatadirCleanupManager" "Purge task is not scheduled.";
    StartingQuorumPeer [127, 130, 141, 141, 151, 151, 152]:
        V3_4_6 Info "QuorumPeerMain" "Starting quorum peer"
        V3_8_0 Info "QuorumPeerMain" "Starting quorum peer, myid={me}";
    Standalone [113, 116, 125, 125, 138, 138, 139]:
        V3_4_6 Warn "QuorumPeerMain"
            "Either no config or no quorum defined in config, running  in standalone mode"
        V3_6_0 Warn "QuorumPeerMain"
            "Either no config or no quorum defined in config, running in standalone mode";
    InvalidConfig [85, 88, 89, 89, 98, 98, 99]:
        V3_4_6 Error "QuorumPeerMain" "Invalid config, exiting abnormally";
    UnexpectedAtStart [89, 92, 101, 101, 113, 113, 114]:
        V3_4_6 Error "QuorumPeerMain" "Unexpected exception, exiting abnormally";
    BindingToPort [94, 89, 686, 686, 674, 674, 660]:
        V3_4_6 Info "NIOServerCnxnFactory" "binding to port 0.0.0.0/0.0.0.0:{value}";
    TickTime [959, 1159, 1448, 1448, 1658, 1658, 1742]:
        V3_4_6 Info "QuorumPeer" "tickTime set to {value}";
    MinSessionTimeout [979, 1179, 1492, 1492, 1702, 1702, 1786]:
        V3_4_6 Info "QuorumPeer" "minSessionTimeout set to {value}";
    MaxSessionTimeout [990, 1190, 1503, 1503, 1713, 1713, 1797]:
        V3_4_6 Info "QuorumPeer" "maxSessionTimeout set to {value}";
    InitLimit [1005, 1205, 1518, 1518, 1738, 1738, 1822]:
        V3_4_6 Info "QuorumPeer" "initLimit set to {value}";
    SyncLimit [0, 0, 0, 0, 1920, 1920, 2009]:
        V3_6_0 Info "QuorumPeer" "syncLimit set to {value}";
    CurrentEpochNotFound [473, 669, 913, 913, 1102, 1102, 1158]:
        V3_4_6 Info "QuorumPeer"
            "currentEpoch not found! Creating with a reasonable default of {value}. This \
             should only happen when you are upgrading your installation";
    AcceptedEpochNotFound [488, 684, 928, 928, 1122, 1122, 1186]:
        V3_4_6 Info "QuorumPeer"
            "acceptedEpoch not found! Creating with a reasonable default of {value}. This \
             should only happen when you are upgrading your installation";
    UnableToLoadDatabase [497, 693, 937, 937, 1136, 1136, 1200]:
        V3_4_6 Error "QuorumPeer" "Unable to load database on disk";
    ReadingSnapshot [83, 86, 83, 83, 85, 85, 85]:
        V3_4_6 Info "FileSnap" "Reading snapshot {file}";
    BindRetries [0, 0, 867, 878, 906, 923, 924]:
        V3_5_7 Info "QuorumCnxManager$Listener" "Election port bind maximum retries is {value}";
    ElectionPort [504, 736, 917, 929, 1047, 1065, 1071]:
        V3_4_6 Info "QuorumCnxManager$Listener" "My election bind port: {address}"
        V3_5_8 Info "QuorumCnxManager$Listener"
            "{me} is accepting connections now, my election bind port: {address}"
        V3_6_0 Info "QuorumCnxManager$Listener$ListenerHandler" "My election bind port: {address}"
        V3_6_1 Info "QuorumCnxManager$Listener$ListenerHandler"
            "{me} is accepting connections now, my election bind port: {address}";
    MinNotificationInterval [0, 0, 0, 0, 87, 88, 90]:
        V3_6_0 Info "FastLeaderElection" "zookeeper.fastleader.minNotificationInterval={ms}"
        V3_8_0 Info "FastLeaderElection" "zookeeper.fastleader.minNotificationInterval = {ms} ms";
    MaxNotificationInterval [0, 0, 0, 0, 89, 90, 92]:
        V3_6_0 Info "FastLeaderElection" "zookeeper.fastleader.maxNotificationInterval={ms}"
        V3_8_0 Info "FastLeaderElection" "zookeeper.fastleader.maxNotificationInterval = {ms} ms";
    Looking [714, 910, 1175, 1175, 1371, 1371, 1455]:
        V3_4_6 Info "QuorumPeer" "LOOKING";
    Observing [771, 967, 1238, 1238, 1434, 1434, 1518]:
        V3_4_6 Info "QuorumPeer" "OBSERVING";
    Following [784, 980, 1251, 1251, 1453, 1453, 1537]:
        V3_4_6 Info "QuorumPeer" "FOLLOWING";
    Leading [796, 992, 1263, 1263, 1465, 1465, 1549]:
        V3_4_6 Info "QuorumPeer" "LEADING";
    UnexpectedLooking [764, 960, 1231, 1231, 1427, 1427, 1511]:
        V3_4_6 Warn "QuorumPeer" "Unexpected exception";
    UnexpectedFollowing [788, 984, 1255, 1255, 1457, 1457, 1541]:
        V3_4_6 Warn "QuorumPeer" "Unexpected exception";
    UnexpectedLeading [802, 998, 1269, 1269, 1471, 1471, 1555]:
        V3_4_6 Warn "QuorumPeer" "Unexpected exception";
    PeerStateSet [0, 0, 1300, 1300, 1501, 1501, 1585]:
        V3_5_7 Warn "QuorumPeer" "PeerState set to LOOKING";
    PeerStateChanged [0, 0, 0, 0, 857, 857, 903]:
        V3_6_0 Info "QuorumPeer" "Peer state changed: {peer_state}";
    ZabStateChanged [0, 0, 0, 0, 863, 863, 917]:
        V3_6_0 Info "QuorumPeer" "Peer state changed: {peer_state}";
    SyncModeChanged [0, 0, 0, 0, 868, 868, 922]:
        V3_6_0 Info "QuorumPeer" "Peer state changed: {peer_state}";
    BecomesObserver [0, 0, 2011, 2012, 2339, 2339, 2427]:
        V3_5_7 Info "QuorumPeer" "Becoming an observer";
    BecomesVoter [0, 0, 2020, 2021, 2348, 2348, 2436]:
        V3_5_7 Info "QuorumPeer" "Becoming a voting participant";
    BecomesStranger [0, 0, 2030, 2031, 2358, 2358, 2446]:
        V3_5_7 Info "QuorumPeer" "Becoming a non-voting participant";
    SuggestedLeader [0, 0, 2042, 2043, 2370, 2370, 2458]:
        V3_5_7 Warn "QuorumPeer" "Suggested leader: {sid}";
    Resolved [0, 185, 0, 0, 0, 0, 0]:
        V3_4_14 Info "QuorumPeer$QuorumServer" "Resolved hostname: {host} to address: {address}";
    ResolveFailed [0, 191, 199, 199, 0, 0, 0]:
        V3_4_14 Warn "QuorumPeer$QuorumServer" "Failed to resolve address: {host}";
    NotStoringConfig [0, 0, 0, 0, 0, 0, 1892]:
        V3_8_0 Info "QuorumPeer"
            "Dynamic reconfig is disabled, we don't store the last seen config.";
    NewElection [815, 813, 885, 903, 931, 944, 946]:
        V3_4_6 Info "FastLeaderElection" "New election. My id =  {me}, proposed zxid=0x{zxid}"
        V3_6_0 Info "FastLeaderElection" "New election. My id = {me}, proposed zxid=0x{zxid}";
    Notification [597, 595, 679, 697, 376, 389, 391]:
        V3_4_6 Info "FastLeaderElection"
            "Notification: {version} (message format version), {leader} (n.leader), 0x{zxid} \
             (n.zxid), 0x{round} (n.round), {state} (n.state), {sid} (n.sid), 0x{epoch} \
             (n.peerEpoch) {my_state} (my state)"
        V3_5_7 Info "FastLeaderElection"
            "Notification: {version} (message format version), {leader} (n.leader), 0x{zxid} \
             (n.zxid), 0x{round} (n.round), {state} (n.state), {sid} (n.sid), 0x{epoch} \
             (n.peerEPoch), {my_state} (my state){config}"
        V3_6_0 Info "FastLeaderElection$Messenger$WorkerReceiver"
            "Notification: my state:{my_state}; n.sid:{sid}, n.state:{state}, \
             n.leader:{leader}, n.round:0x{round}, n.peerEpoch:0x{epoch}, n.zxid:0x{zxid}, \
             message format version:0x{version}, n.config version:0x{config}";
    BeforeReconfig [0, 0, 309, 322, 321, 330, 332]:
        V3_5_7 Info "FastLeaderElection$Messenger$WorkerReceiver"
            "Backward compatibility mode (before reconfig), server id: {sid}";
    ReceivedVersion [0, 0, 285, 299, 296, 307, 309]:
        V3_5_7 Info "FastLeaderElection$Messenger$WorkerReceiver"
            "{me} Received version: {config} my version: {own}";
    RestartingElection [0, 0, 292, 306, 304, 315, 317]:
        V3_5_7 Info "FastLeaderElection$Messenger$WorkerReceiver" "restarting leader election";
    RestartingLeaderElection [0, 0, 1555, 1555, 1775, 1775, 1859]:
        V3_5_7 Warn "QuorumPeer" "Restarting Leader Election";
    Clobbering [0, 0, 1083, 1083, 1281, 1281, 1361]:
        V3_5_7 Warn "QuorumPeer"
            "Clobbering already-set QuorumCnxManager (restarting leader election?)";
    NotificationTimeout [849, 847, 919, 937, 966, 979, 996]:
        V3_4_6 Info "FastLeaderElection" "Notification time out: {ms}"
        V3_8_0 Info "FastLeaderElection" "Notification time out: {ms} ms";
    NonMember [983, 985, 1046, 1064, 1086, 1099, 1127]:
        V3_4_6 Warn "FastLeaderElection" "Ignoring notification from non-cluster member {sid}"
        V3_4_14 Warn "FastLeaderElection"
            "Ignoring notification for sid {leader} from non-quorum member sid {sid}";
    InvalidLeader [0, 982, 1043, 1061, 1083, 1096, 1124]:
        V3_4_14 Warn "FastLeaderElection"
            "Ignoring notification for non-cluster member sid {leader} from sid {sid}";
    OracleRefuses [0, 0, 0, 0, 0, 0, 1205]:
        V3_8_0 Info "FastLeaderElection" "Oracle indicates not to follow";
    ChallengeLost [193, 347, 438, 481, 462, 513, 514]:
        V3_4_6 Info "QuorumCnxManager"
            "Have smaller server identifier, so dropping the connection: ({sid}, {me})"
        V3_5_8 Info "QuorumCnxManager"
            "Have smaller server identifier, so dropping the connection: (myId:{me} --> \
             sid:{sid})"
        V3_6_0 Info "QuorumCnxManager"
            "Have smaller server identifier, so dropping the connection: ({sid}, {me})"
        V3_6_1 Info "QuorumCnxManager"
            "Have smaller server identifier, so dropping the connection: (myId:{me} --> \
             sid:{sid})";
    ChallengeFailed [260, 461, 548, 595, 573, 629, 630]:
        V3_4_6 Warn "QuorumCnxManager" "Exception reading or writing challenge: {exception}"
        V3_5_7 Warn "QuorumCnxManager" "Exception reading or writing challenge: {{}}"
        V3_6_0 Warn "QuorumCnxManager" "Exception reading or writing challenge";
    OwnIdRefused [0, 0, 0, 627, 0, 662, 663]:
        V3_5_8 Warn "QuorumCnxManager"
            "We got a connection request from a server with our own ID. This should be either \
             a configuration error, or a bug.";
    ConnectRejected [0, 297, 374, 415, 386, 436, 437]:
        V3_4_14 Error "QuorumCnxManager" "Exception while submitting quorum connection request";
    InvalidServerId [358, 550, 724, 734, 762, 779, 780]:
        V3_4_6 Warn "QuorumCnxManager" "Invalid server id: {sid}"
        V3_6_0 Warn "QuorumCnxManager" "Invalid server id: {sid} ";
    CannotOpenChannel [382, 584, 685, 381, 716, 400, 401]:
        V3_4_6 Warn "QuorumCnxManager"
            "Cannot open channel to {sid} at election address {address}";
    NoneReachable [0, 0, 0, 0, 712, 0, 0]:
        V3_6_0 Warn "QuorumCnxManager"
            "None of the addresses ({address}) are reachable for sid {sid}";
    LeavingListener [530, 773, 962, 973, 961, 979, 985]:
        V3_4_6 Info "QuorumCnxManager$Listener" "Leaving listener";
    ConnectionRequest [511, 743, 924, 936, 1052, 1070, 1076]:
        V3_4_6 Info "QuorumCnxManager$Listener" "Received connection request /{from}"
        V3_5_7 Info "QuorumCnxManager$Listener" "Received connection request {from}"
        V3_5_8 Info "QuorumCnxManager$Listener" "Received connection request from /{from}"
        V3_6_0 Info "QuorumCnxManager$Listener$ListenerHandler"
            "Received connection request /{from}"
        V3_6_1 Info "QuorumCnxManager$Listener$ListenerHandler"
            "Received connection request from /{from}";
    LastMessageFailed [673, 917, 1119, 1131, 1240, 1258, 1265]:
        V3_4_6 Error "QuorumCnxManager$SendWorker"
            "Failed to send last message. Shutting down thread.";
    InterruptedWhileWaiting [697, 941, 1143, 1155, 1262, 1281, 1288]:
        V3_4_6 Warn "QuorumCnxManager$SendWorker"
            "Interrupted while waiting for message on queue";
    ChannelException [702, 946, 1148, 1160, 1266, 1285, 1292]:
        V3_4_6 Warn "QuorumCnxManager$SendWorker"
            "Exception when using channel: for id {sid} my id = {me} error = {exception}"
        V3_6_0 Warn "QuorumCnxManager$SendWorker"
            "Exception when using channel: for id {sid} my id = {me}";
    SendWorkerLeaving [706, 951, 1153, 1165, 1274, 1293, 1300]:
        V3_4_6 Warn "QuorumCnxManager$SendWorker" "Send worker leaving thread"
        V3_5_7 Warn "QuorumCnxManager$SendWorker"
            "Send worker leaving thread  id {sid} my id = {me}"
        V3_6_0 Warn "QuorumCnxManager$SendWorker"
            "Send worker leaving thread id {sid} my id = {me}";
    ConnectionBroken [780, 1025, 1227, 1241, 1374, 1395, 1402]:
        V3_4_6 Warn "QuorumCnxManager$RecvWorker"
            "Connection broken for id {sid}, my id = {me}, error = "
        V3_6_0 Warn "QuorumCnxManager$RecvWorker" "Connection broken for id {sid}, my id = {me}";
    InterruptingSendWorker [783, 1028, 1230, 1244, 1380, 1401, 1408]:
        V3_4_6 Warn "QuorumCnxManager$RecvWorker" "Interrupting SendWorker"
        V3_5_8 Warn "QuorumCnxManager$RecvWorker"
            "Interrupting SendWorker thread from RecvWorker. sid: {sid}. myId: {me}"
        V3_6_0 Warn "QuorumCnxManager$RecvWorker" "Interrupting SendWorker"
        V3_6_1 Warn "QuorumCnxManager$RecvWorker"
            "Interrupting SendWorker thread from RecvWorker. sid: {sid}. myId: {me}";
    CreatedServer [162, 174, 166, 166, 329, 329, 365]:
        V3_4_6 Info "ZooKeeperServer"
            "Created server with tickTime {tick} minSessionTimeout {least} maxSessionTimeout \
             {most} datadir {log_dir} snapdir {dir}"
        V3_6_0 Info "ZooKeeperServer"
            "Created server with tickTime {tick} minSessionTimeout {least} maxSessionTimeout \
             {most} clientPortListenBacklog -1 datadir {log_dir} snapdir {dir}"
        V3_8_0 Info "ZooKeeperServer"
            "Created server with tickTime {tick} ms minSessionTimeout {least} ms \
             maxSessionTimeout {most} ms clientPortListenBacklog -1 datadir {log_dir} snapdir {dir}";
    ServerShuttingDown [441, 502, 558, 558, 784, 784, 839]:
        V3_4_6 Info "ZooKeeperServer" "shutting down";
    FollowingTook [63, 65, 69, 69, 75, 75, 77]:
        V3_4_6 Info "Follower" "FOLLOWING - LEADER ELECTION TOOK - {ms}"
        V3_5_7 Info "Follower" "FOLLOWING - LEADER ELECTION TOOK - {ms} MS";
    FollowingFailed [89, 90, 96, 96, 129, 129, 128]:
        V3_4_6 Warn "Follower" "Exception when following the leader";
    Disconnected [0, 0, 0, 0, 143, 143, 142]:
        V3_6_0 Info "Follower"
            "Disconnected from leader (with address: {address}). Was connected for {ms}ms. \
             Sync state: {synced}";
    FollowerShutdown [166, 169, 201, 201, 292, 292, 286]:
        V3_4_6 Info "Follower" "shutdown called"
        V3_6_0 Info "Follower" "shutdown Follower";
    LearnerServerShuttingDown [139, 140, 165, 165, 160, 160, 0]:
        V3_4_6 Info "FollowerZooKeeperServer" "Shutting down"
        V3_5_7 Info "LearnerZooKeeperServer" "Shutting down";
    ObservingLeader [67, 65, 67, 67, 162, 162, 168]:
        V3_4_6 Info "Observer" "Observing {address}"
        V3_6_0 Info "Observer" "Observing new leader sid={sid} addr={address}";
    ObservingFailed [79, 77, 81, 81, 126, 126, 132]:
        V3_4_6 Warn "Observer" "Exception when observing the leader";
    ObserverDisconnected [0, 0, 0, 0, 138, 138, 144]:
        V3_6_0 Info "Observer"
            "Disconnected from leader (with address: {address}). Was connected for {ms}ms. \
             Sync state: {synced}";
    ObserverShutdown [137, 137, 162, 162, 243, 243, 249]:
        V3_4_6 Info "Observer" "shutdown called"
        V3_6_0 Info "Observer" "shutdown Observer";
    WaitingToReconnect [0, 0, 0, 0, 258, 258, 264]:
        V3_6_0 Info "Observer" "Waiting for {ms} ms before reconnecting with the leader";
    RetryDelay [0, 0, 0, 0, 117, 117, 130]:
        V3_6_0 Info "Learner" "leaderConnectDelayDuringRetryMs: {ms}";
    NoDelay [86, 86, 91, 91, 118, 118, 131]:
        V3_4_6 Info "Learner" "TCP NoDelay set to: true";
    AsyncSending [0, 0, 0, 0, 0, 0, 132]:
        V3_8_0 Info "Learner" "zookeeper.learner.asyncSending = false";
    ClosesAsync [0, 0, 0, 0, 0, 0, 133]:
        V3_8_0 Info "Learner" "zookeeper.learner.closeSocketAsync = false";
    GotZxid [118, 119, 125, 125, 170, 170, 169]:
        V3_4_6 Warn "Follower" "Got zxid 0x{zxid} expected 0x{own_zxid}";
    GotZxidInSync [374, 387, 454, 454, 575, 577, 637]:
        V3_4_6 Warn "Learner" "Got zxid 0x{zxid} expected 0x{own_zxid}";
    GotZxidInformed [405, 418, 512, 512, 642, 644, 704]:
        V3_4_6 Warn "Learner" "Got zxid 0x{zxid} expected 0x{own_zxid}";
    LeaderUnknown [205, 208, 213, 213, 237, 237, 287]:
        V3_4_6 Warn "Learner" "Couldn't find the leader with id = {sid}";
    InitLimitExceeded [0, 0, 272, 272, 376, 378, 432]:
        V3_5_7 Error "Learner"
            "Unexpected exception, initLimit exceeded. tries={attempt}, remaining init \
             limit={ms}, connecting to {address}"
        V3_6_0 Error "Learner$LeaderConnector"
            "Unexpected exception, connectToLeader exceeded. tries={attempt}, remaining init \
             limit={ms}, connecting to {address}";
    LastTry [230, 234, 277, 277, 384, 386, 440]:
        V3_4_6 Error "Learner" "Unexpected exception"
        V3_5_7 Error "Learner"
            "Unexpected exception, retries exceeded. tries={attempt}, remaining init \
             limit={ms}, connecting to {address}"
        V3_6_0 Error "Learner$LeaderConnector"
            "Unexpected exception, retries exceeded. tries={attempt}, remaining init \
             limit={ms}, connecting to {address}";
    Tries [233, 237, 282, 282, 392, 394, 448]:
        V3_4_6 Warn "Learner" "Unexpected exception, tries={attempt}, connecting to {address}"
        V3_5_7 Warn "Learner"
            "Unexpected exception, tries={attempt}, remaining init limit={ms}, connecting to \
             {address}"
        V3_6_0 Warn "Learner$LeaderConnector"
            "Unexpected exception, tries={attempt}, remaining init limit={ms}, connecting to \
             {address}";
    FailedConnect [0, 0, 0, 0, 336, 338, 392]:
        V3_6_0 Error "Learner$LeaderConnector" "Failed connect to {address}";
    ConnectedToLeader [0, 0, 0, 0, 328, 330, 384]:
        V3_6_0 Info "Learner$LeaderConnector"
            "Successfully connected to leader, using address: {address}";
    GettingDiff [323, 332, 391, 391, 509, 511, 565]:
        V3_4_6 Info "Learner" "Getting a diff from the leader 0x{zxid}";
    GettingSnapshot [326, 336, 395, 395, 514, 516, 576]:
        V3_4_6 Info "Learner" "Getting a snapshot from leader"
        V3_4_14 Info "Learner" "Getting a snapshot from leader 0x{zxid}";
    Truncating [338, 349, 414, 414, 537, 539, 599]:
        V3_4_6 Warn "Learner" "Truncating log to get in sync with the leader 0x{zxid}";
    ReceivedNewLeader [0, 0, 546, 546, 675, 677, 737]:
        V3_5_7 Info "Learner" "Learner received NEWLEADER message";
    ReceivedUpToDate [0, 0, 529, 529, 659, 661, 721]:
        V3_5_7 Info "Learner" "Learner received UPTODATE message";
    Snapshotting [240, 301, 404, 404, 470, 470, 479]:
        V3_4_6 Info "FileTxnSnapLog" "Snapshotting: 0x{zxid} to {file}";
    LeaderNoDelay [60, 64, 66, 66, 84, 84, 87]:
        V3_4_6 Info "Leader" "TCP NoDelay set to: true";
    EnoughFollowers [410, 431, 562, 562, 679, 679, 687]:
        V3_4_6 Warn "Leader"
            "Enough followers present. Perhaps the initTicks need to be increased.";
    NotDesignated [0, 0, 0, 0, 0, 0, 1537]:
        V3_8_0 Warn "Leader"
            "This leader is not the designated leader, it will be initialized with allowedToCommit \
             = false";
    ReconfigRequested [0, 0, 474, 474, 458, 458, 461]:
        V3_5_7 Info "PrepRequestProcessor" "Incremental reconfig";
    ReconfigNotEnabled [0, 0, 427, 427, 409, 409, 412]:
        V3_5_7 Error "PrepRequestProcessor"
            "Reconfig operation requested but reconfig feature is disabled.";
    ReconfigTooFew [0, 0, 537, 537, 519, 519, 528]:
        V3_5_7 Warn "PrepRequestProcessor"
            "Reconfig failed - new configuration must include at least 2 followers";
    ReconfigNoQuorum [0, 0, 547, 547, 529, 529, 538]:
        V3_5_7 Warn "PrepRequestProcessor"
            "Reconfig failed - there must be a connected and synced quorum in new configuration";
    LeadingTook [358, 380, 464, 464, 581, 581, 588]:
        V3_4_6 Info "Leader" "LEADING - LEADER ELECTION TOOK - {ms}"
        V3_5_7 Info "Leader" "LEADING - LEADER ELECTION TOOK - {ms} MS";
    CannotBind [199, 208, 258, 258, 318, 318, 325]:
        V3_4_6 Error "Leader" "Couldn't bind to {address}"
        V3_5_7 Error "Leader" "Couldn't bind to {address}";
    LeaderShuttingDown [493, 520, 676, 676, 792, 792, 813]:
        V3_4_6 Info "Leader" "Shutting down";
    LeaderShutdown [499, 526, 682, 682, 798, 798, 819]:
        V3_4_6 Info "Leader" "Shutdown called"
        V3_6_0 Info "Leader" "Shutdown called. For the reason {reason}";
    HaveQuorum [943, 964, 1296, 1296, 1501, 1501, 1519]:
        V3_4_6 Info "Leader"
            "Have quorum of supporters, sids: [ {sids} ]; starting up and setting last \
             processed zxid: 0x{zxid}"
        V3_6_0 Info "Leader"
            "Have quorum of supporters, sids: [{sids}]; starting up and setting last processed \
             zxid: 0x{zxid}";
    ReconfigDisabled [0, 0, 0, 0, 0, 0, 1541]:
        V3_8_0 Info "Leader"
            "Dynamic reconfig feature is disabled, skip designatedLeader calculation and \
             reconfig processing.";
    AcceptorClosed [322, 340, 408, 408, 523, 523, 530]:
        V3_4_6 Info "Leader$LearnerCnxAcceptor"
            "exception while shutting down acceptor: {exception}"
        V3_6_0 Warn "Leader$LearnerCnxAcceptor$LearnerCnxAcceptorHandler"
            "Exception while shutting down acceptor.";
    LearnerArrived [330, 346, 406, 406, 504, 504, 510]:
        V3_4_6 Info "LearnerHandler" "Follower sid: {sid} : info : {info}";
    LearnerUnlisted [0, 0, 409, 409, 499, 499, 505]:
        V3_5_7 Info "LearnerHandler" "Follower sid: {sid} not in the current config {config}";
    Synchronizing [385, 401, 708, 708, 800, 800, 805]:
        V3_4_6 Info "LearnerHandler"
            "Synchronizing with Follower sid: {sid} maxCommittedLog=0x{most} \
             minCommittedLog=0x{least} peerLastZxid=0x{zxid}"
        V3_5_7 Info "LearnerHandler"
            "Synchronizing with Follower sid: {sid} maxCommittedLog=0x{most} \
             minCommittedLog=0x{least} lastProcessedZxid=0x{own_zxid} peerLastZxid=0x{zxid}"
        V3_6_0 Info "LearnerHandler"
            "Synchronizing with Learner sid: {sid} maxCommittedLog=0x{most} \
             minCommittedLog=0x{least} lastProcessedZxid=0x{own_zxid} peerLastZxid=0x{zxid}";
    Sending [462, 475, 752, 752, 845, 845, 850]:
        V3_4_6 Info "LearnerHandler" "Sending {kind}"
        V3_5_7 Info "LearnerHandler" "Sending {kind} zxid=0x{zxid} for peer sid: {sid}";
    SendingDiff [0, 0, 0, 0, 972, 972, 977]:
        V3_6_0 Info "LearnerHandler" "Sending DIFF zxid=0x{zxid}  for peer sid: {sid}";
    SendingTrunc [0, 0, 0, 0, 1000, 1000, 1005]:
        V3_6_0 Info "LearnerHandler" "Sending TRUNC zxid=0x{zxid}  for peer sid: {sid}";
    SendingSnapshot [486, 499, 463, 463, 565, 565, 572]:
        V3_4_6 Info "LearnerHandler"
            "Sending snapshot last zxid of peer is 0x{zxid}  zxid of leader is \
             0x{proposed}sent zxid of db as 0x{own_zxid}"
        V3_5_7 Info "LearnerHandler"
            "Sending snapshot last zxid of peer is 0x{zxid}, zxid of leader is 0x{proposed}, send \
             zxid of db as 0x{own_zxid}, 1 concurrent snapshots, snapshot was exempt from throttle"
        V3_8_0 Info "LearnerHandler"
            "Sending snapshot last zxid of peer is 0x{zxid}, zxid of leader is 0x{proposed}, send \
             zxid of db as 0x{own_zxid}, 1 concurrent snapshot sync, snapshot sync was exempt from \
             throttle";
    OnDiskSync [0, 0, 295, 295, 345, 345, 345]:
        V3_5_7 Info "ZKDatabase" "On disk txn sync enabled with snapshotSizeFactor {text}";
    NoOnDiskSync [0, 0, 298, 298, 347, 347, 347]:
        V3_5_7 Info "ZKDatabase" "On disk txn sync disabled";
    UnhandledScenario [446, 468, 800, 800, 903, 903, 908]:
        V3_4_6 Warn "LearnerHandler" "Unhandled proposal scenario"
        V3_5_7 Warn "LearnerHandler" "Unhandled scenario for peer sid: {sid}"
        V3_6_0 Warn "LearnerHandler"
            "Unhandled scenario for peer sid: {sid} maxCommittedLog=0x{most} \
             minCommittedLog=0x{least} lastProcessedZxid=0x{own_zxid} peerLastZxid=0x{zxid} \
             txnLogSyncEnabled={enabled}";
    UsingCommittedLog [0, 0, 769, 769, 864, 864, 869]:
        V3_5_7 Info "LearnerHandler" "Using committedLog for peer sid: {sid}";
    UsingTxnLog [0, 0, 784, 784, 877, 877, 882]:
        V3_5_7 Info "LearnerHandler" "Use txnlog and committedLog for peer sid: {sid}";
    CannotTruncate [0, 0, 882, 882, 996, 996, 1001]:
        V3_5_7 Warn "LearnerHandler"
            "Cannot send TRUNC to peer sid: {sid} peer zxid is from different epoch";
    FallsBackToSnapshot [0, 0, 812, 812, 927, 927, 932]:
        V3_5_7 Error "LearnerHandler"
            "Unhandled scenario for peer sid: {sid} fall back to use snapshot";
    GapDetected [0, 0, 0, 0, 881, 881, 886]:
        V3_6_0 Info "LearnerHandler"
            "Detected gap between end of txnlog: 0x{zxid} and start of committedLog: 0x{least}";
    NoProposalsOnDisk [0, 0, 340, 340, 387, 387, 387]:
        V3_5_7 Warn "ZKDatabase" "Unable to find proposals from txnlog for zxid: {decimal}"
        V3_6_0 Warn "ZKDatabase" "Unable to find proposals from txnlog for zxid: 0x{zxid}";
    TxnLogTooLarge [0, 0, 349, 349, 397, 397, 397]:
        V3_5_7 Info "ZKDatabase" "Txnlog size: {size} exceeds sizeLimit: {value}";
    InSync [0, 410, 0, 0, 0, 0, 0]:
        V3_4_14 Info "LearnerHandler" "leader and follower are in sync, zxid=0x{zxid}";
    NewLeaderAck [522, 535, 0, 0, 0, 0, 0]:
        V3_4_6 Info "LearnerHandler" "Received NEWLEADER-ACK message from {sid}";
    HandlerFailed [633, 648, 629, 629, 707, 707, 719]:
        V3_4_6 Error "LearnerHandler"
            "Unexpected exception causing shutdown while sock still open"
        V3_8_0 Error "LearnerHandler" "Unexpected exception in LearnerHandler: ";
    HandlerInterrupted [643, 659, 640, 640, 717, 717, 722]:
        V3_4_6 Error "LearnerHandler" "Unexpected exception causing shutdown"
        V3_6_0 Error "LearnerHandler" "Unexpected exception in LearnerHandler.";
    ClosingSocket [0, 0, 0, 0, 0, 0, 1159]:
        V3_8_0 Info "LearnerHandler" "Synchronously closing socket to learner {sid}.";
    Goodbye [646, 661, 644, 644, 730, 730, 735]:
        V3_4_6 Warn "LearnerHandler" "******* GOODBYE /{from} ********";

    // Lines that are read and never printed here: workers and listeners that end, garbage, and what only
    // the level DEBUG shows.
    ShortResponse [278, 282, 231, 234, 242, 245, 247]:
        V3_4_6 Error "FastLeaderElection$Messenger$WorkerReceiver" "Got a short response: {value}"
        V3_5_8 Error "FastLeaderElection$Messenger$WorkerReceiver"
            "Got a short response from server {sid}: {value}"
        V3_6_0 Error "FastLeaderElection$Messenger$WorkerReceiver" "Got a short response: {value}"
        V3_6_1 Error "FastLeaderElection$Messenger$WorkerReceiver"
            "Got a short response from server {sid}: {value}";
    BackwardCompatible [316, 320, 264, 271, 275, 281, 283]:
        V3_4_6 Info "FastLeaderElection$Messenger$WorkerReceiver"
            "Backward compatibility mode, server id={sid}"
        V3_5_7 Info "FastLeaderElection$Messenger$WorkerReceiver"
            "Backward compatibility mode (36 bits), server id: {sid}";
    BackwardCompatible28 [0, 0, 267, 274, 278, 284, 286]:
        V3_5_7 Info "FastLeaderElection$Messenger$WorkerReceiver"
            "Backward compatibility mode (28 bits), server id: {sid}";
    WorkerReceiverDown [405, 409, 431, 449, 458, 471, 473]:
        V3_4_6 Info "FastLeaderElection$Messenger$WorkerReceiver" "WorkerReceiver is down";
    WorkerSenderDown [435, 440, 461, 479, 492, 505, 507]:
        V3_4_6 Info "FastLeaderElection$Messenger$WorkerSender" "WorkerSender is down";
    ListenerFailed [517, 760, 947, 958, 1075, 1093, 1099]:
        V3_4_6 Error "QuorumCnxManager$Listener" "Exception while listening"
        V3_8_0 Error "QuorumCnxManager$Listener" "Exception while listening to address {address}";
    ListenerGone [532, 775, 964, 975, 963, 981, 987]:
        V3_4_6 Error "QuorumCnxManager$Listener"
            "As I'm leaving the listener thread, I won't be able to participate in leader election any \
             longer: {address}"
        V3_5_7 Error "QuorumCnxManager$Listener"
            "As I'm leaving the listener thread after {value} errors. I won't be able to participate in \
             leader election any longer: {rest}"
        V3_6_0 Error "QuorumCnxManager$Listener"
            "As I'm leaving the listener thread, I won't be able to participate in leader election any \
             longer: {address}";
    ChallengeIgnored [186, 337, 424, 467, 448, 499, 500]:
        V3_4_6 Warn "QuorumCnxManager" "Ignoring exception reading or writing challenge: ";
    Revalidating [108, 108, 113, 113, 137, 137, 161]:
        V3_4_6 Info "Learner" "Revalidating client: 0x{session}";
    HandlerException [217, 235, 266, 266, 361, 361, 416]:
        V3_4_6 Warn "LearnerHandler" "Unexpected exception at {rest}"
        V3_8_0 Warn "LearnerHandler" "Unexpected exception";
    TransactionTimeout [687, 702, 962, 962, 1077, 1077, 1078]:
        V3_4_6 Warn "LearnerHandler" "Closing connection to peer due to transaction timeout.";
    HandlerIgnores [658, 673, 928, 928, 1044, 1044, 1049]:
        V3_4_6 Warn "LearnerHandler" "Ignoring unexpected exception";
    SendingNotification [586, 584, 669, 687, 689, 702, 704]:
        V3_4_6 Debug "FastLeaderElection"
            "Sending Notification: {leader} (n.leader), 0x{zxid} (n.zxid), 0x{round} (n.round), {rest}";
    AddingVote [885, 883, 955, 973, 1003, 1016, 1034]:
        V3_4_6 Debug "FastLeaderElection" "Adding vote: from={sid}, proposed leader={leader}, {rest}";
    ComparingVotes [609, 607, 699, 717, 709, 722, 724]:
        V3_4_6 Debug "FastLeaderElection" "id: {sid}, proposed id: {leader}, zxid: 0x{rest}";
    UpdatingProposal [716, 714, 786, 804, 802, 815, 817]:
        V3_4_6 Debug "FastLeaderElection"
            "Updating proposal: {leader} (newleader), 0x{zxid} (newzxid), {rest}";
    SmallerElectionEpoch [873, 871, 943, 961, 993, 1006, 1024]:
        V3_4_6 Debug "FastLeaderElection"
            "Notification election epoch is smaller than logicalclock. n.electionEpoch = 0x{rest}";
    LeavingInstance [548, 546, 633, 651, 647, 660, 662]:
        V3_4_6 Debug "FastLeaderElection" "About to leave FLE instance: leader={leader}, {rest}";
    FromObserver [925, 923, 994, 1012, 1038, 1051, 1069]:
        V3_4_6 Debug "FastLeaderElection" "Notification from observer: {sid}";
    OpeningChannel [364, 555, 645, 361, 670, 376, 377]:
        V3_4_6 Debug "QuorumCnxManager" "Opening channel to server {sid}";
    ChannelOpen [370, 559, 659, 375, 687, 393, 394]:
        V3_4_6 Debug "QuorumCnxManager" "Connected to server {sid}"
        V3_6_0 Debug "QuorumCnxManager" "Connected to server {sid} using election address: {address}";
    ConnectedAlready [387, 595, 700, 708, 729, 743, 744]:
        V3_4_6 Debug "QuorumCnxManager" "There is a connection already for server {sid}";
    QueueSize [412, 620, 751, 761, 786, 803, 804]:
        V3_4_6 Debug "QuorumCnxManager" "Queue size: {value}";
    CallingBack [279, 484, 570, 617, 595, 651, 652]:
        V3_4_6 Debug "QuorumCnxManager" "Create new connection to server: {sid}";
    CallingFinish [606, 850, 1055, 1067, 1176, 1194, 1201]:
        V3_4_6 Debug "QuorumCnxManager$SendWorker" "Calling finish for {sid}"
        V3_5_8 Debug "QuorumCnxManager$SendWorker" "Calling SendWorker.finish for {sid}"
        V3_6_0 Debug "QuorumCnxManager$SendWorker" "Calling finish for {sid}"
        V3_6_1 Debug "QuorumCnxManager$SendWorker" "Calling SendWorker.finish for {sid}";
    RemovingEntry [626, 870, 1072, 1084, 1193, 1211, 1218]:
        V3_4_6 Debug "QuorumCnxManager$SendWorker" "Removing entry from senderWorkerMap sid={sid}";
    SendingLastMessage [668, 912, 1114, 1126, 1235, 1253, 1260]:
        V3_4_6 Debug "QuorumCnxManager$SendWorker" "Attempting to send lastMessage to sid={sid}";
    CountForZxid [581, 608, 891, 891, 0, 0, 0]:
        V3_4_6 Debug "Leader" "Count for zxid: 0x{zxid} is {value}";
    Proposing [768, 784, 1114, 1114, 1250, 1250, 1273]:
        V3_4_6 Debug "Leader" "Proposing:: {rest}";
}

#[cfg(test)]
mod tests;
