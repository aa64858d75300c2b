//! What lines call threads, servers and files.

use super::super::table::Statement;
use super::Say;
use crate::config::{LearnerType, QuorumConfig};
use crate::dialect::Release;
use crate::fact::Port;
use crate::ids::{Sid, Zxid};
use crate::lane::Thread;
use sim::id::NodeId;

/// The folder of `zoo.cfg`.
pub(super) const CONF: &str = "/opt/zookeeper/conf";

impl Say<'_> {
    /// The name of the thread that prints.
    pub(super) fn thread(&self, statement: Statement) -> String {
        let me = self.me();
        let port = self
            .context
            .config(self.setting)
            .map_or(Some(2_181), |config| config.client_port_of(Sid(me)));
        let plain = port.map_or("disabled".to_owned(), |port| {
            format!("[0:0:0:0:0:0:0:0]:{port}")
        });
        let port = port.unwrap_or(0);
        let learner = |peer: NodeId| {
            format!(
                "/{}:{}",
                self.setting.address(peer),
                self.context.learner_port(peer)
            )
        };
        let dialect = self.context.dialect();
        let site = statement.site(dialect.release);
        if site.is_some_and(|site| site.class == "PrepRequestProcessor") {
            return format!("ProcessThread(sid:{me} cport:-1):");
        }
        match Thread::from_lane(self.row.lane) {
            Thread::Main | Thread::Host => "main".to_owned(),
            Thread::QuorumPeer if dialect.names_members() => {
                format!("QuorumPeer[myid={me}](plain={plain})(secure=disabled)")
            }
            Thread::QuorumPeer => format!("QuorumPeer[myid={me}]/0:0:0:0:0:0:0:0:{port}"),
            Thread::WorkerSender => format!("WorkerSender[myid={me}]"),
            Thread::WorkerReceiver => format!("WorkerReceiver[myid={me}]"),
            Thread::Listener => self.listener(statement, dialect.release),
            Thread::LearnerCnxAcceptor => self.acceptor(),
            Thread::SendWorker(peer) => format!("SendWorker:{}", self.sid_of(peer)),
            Thread::RecvWorker(peer) => format!("RecvWorker:{}", self.sid_of(peer)),
            Thread::LearnerHandler(peer) => format!("LearnerHandler-{}", learner(peer)),
            Thread::LearnerSender(peer) => format!("Sender-{}", learner(peer)),
            Thread::Connector(place) => format!(
                "QuorumConnectionThread-[myid={me}]-{}",
                self.context.connector_number(place)
            ),
            Thread::LeaderConnector => format!("LeaderConnector-{}", self.leader_address()),
            Thread::SyncThread => format!("SyncThread:{me}"),
            Thread::SendThread => "main-SendThread".to_owned(),
            Thread::ClientPort => format!("NIOServerCxn.Factory:0.0.0.0/0.0.0.0:{port}"),
        }
    }

    /// The listener takes its name from its address, up to 3.5 just after it has said so.
    fn listener(&self, statement: Statement, release: Release) -> String {
        let site = Statement::ConnectionRequest.site(release);
        if site.is_some_and(|site| site.class.ends_with("ListenerHandler")) {
            return format!("ListenerHandler-{}", self.own_election_address());
        }
        if statement != Statement::ElectionPort {
            self.own_election_address()
        } else if self.context.dialect().names_members() {
            "QuorumPeerListener".to_owned()
        } else {
            "Thread-0".to_owned()
        }
    }

    fn acceptor(&self) -> String {
        let release = self.context.dialect().release;
        let site = Statement::AcceptorClosed.site(release);
        let handler = site.is_some_and(|site| site.class.ends_with("Handler"));
        let address = self.address_of(Sid(self.me()), Port::Quorum).1;
        if handler {
            format!("LearnerCnxAcceptorHandler-{address}")
        } else if self.context.dialect().names_members() {
            format!("LearnerCnxAcceptor-{address}")
        } else {
            "Thread-1".to_owned()
        }
    }

    pub(super) fn me(&self) -> i64 {
        self.context.sid().map_or(-1, |sid| sid.0)
    }

    /// The sid of the peer whose thread prints.
    pub(super) fn peer_sid(&self) -> Option<i64> {
        match Thread::from_lane(self.row.lane) {
            Thread::LearnerHandler(peer)
            | Thread::LearnerSender(peer)
            | Thread::SendWorker(peer)
            | Thread::RecvWorker(peer) => Some(self.sid_of(peer)),
            Thread::Main
            | Thread::QuorumPeer
            | Thread::WorkerSender
            | Thread::WorkerReceiver
            | Thread::Listener
            | Thread::LearnerCnxAcceptor
            | Thread::Connector(_)
            | Thread::LeaderConnector
            | Thread::ClientPort
            | Thread::SyncThread
            | Thread::SendThread
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

    pub(super) fn own_election_address(&self) -> String {
        self.address_of(Sid(self.me()), Port::Election).1
    }

    /// The quorum address of the leader that this server has dialled last.
    pub(super) fn leader_address(&self) -> String {
        match self.context.leader() {
            Some(leader) => self.address_of(leader, Port::Quorum).1,
            None => String::new(),
        }
    }

    /// A server's host and its address as `InetSocketAddress.toString` prints it.
    pub(super) fn address_of(&self, sid: Sid, port: Port) -> (String, String) {
        let spec = self
            .context
            .config(self.setting)
            .and_then(|config| config.servers.get(sid));
        let Some(spec) = spec.or_else(|| self.spec_in_any(sid)) else {
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

    /// A server that only somebody else's configuration lists: it has called, or was handed on.
    fn spec_in_any(&self, sid: Sid) -> Option<&crate::config::ServerSpec> {
        self.setting
            .configs
            .iter()
            .find_map(|file| file.quorum()?.servers.get(sid))
    }

    /// A set of places in the view as the sids that it prints.
    pub(super) fn sids(&self, places: u32) -> String {
        let Some(config) = self.context.config(self.setting) else {
            return String::new();
        };
        let set = config.at_places(places);
        let names = |config: Option<&QuorumConfig>| {
            let counts = |sid: &&Sid| config.is_none_or(|config| config.is_voter(**sid));
            let sids = set.iter().filter(counts).map(ToString::to_string);
            sids.collect::<Vec<String>>()
        };
        if !self.context.dialect().names_members() {
            return names(None).join(",");
        }
        // `SyncedLearnerTracker.ackSetsToString`: a set for each list that counts.
        let next = self.context.next_config(self.setting);
        let sets = [Some(config.as_ref()), next].into_iter().flatten();
        let sets = sets.map(|config| format!("[{}]", names(Some(config)).join(", ")));
        sets.collect::<Vec<String>>().join(",")
    }

    /// Whether the server has no vote in its own configuration.
    pub(super) fn observes(&self) -> bool {
        let config = self.context.config(self.setting).zip(self.context.sid());
        config
            .and_then(|(config, sid)| config.servers.get(sid))
            .is_some_and(|spec| spec.learner_type == LearnerType::Observer)
    }

    pub(super) fn snapshot(&self, zxid: Zxid) -> String {
        format!("{}/version-2/snapshot.{zxid:x}", self.data_dir())
    }

    /// `dataDir`.
    pub(super) fn data_dir(&self) -> &str {
        let config = self.context.config(self.setting);
        config.map_or("", |config| config.data_dir.as_str())
    }

    /// An exception with the frames of ZooKeeper's own code, which are known for 3.4.6.
    pub(super) fn frames(&self, exception: &str, frames: &[String]) -> Vec<String> {
        let known = self.context.dialect().release == Release::V3_4_6;
        let frames = frames.iter().filter(|_| known).cloned();
        std::iter::once(exception.to_owned())
            .chain(frames)
            .collect()
    }
}

/// Something like the identity hash that `Object.toString` prints.
pub(super) fn identity_hash(node: NodeId, peer: NodeId) -> u32 {
    (u32::from(node.0) * 32 + u32::from(peer.0) + 1).wrapping_mul(0x9e37_79b1) >> 1
}
