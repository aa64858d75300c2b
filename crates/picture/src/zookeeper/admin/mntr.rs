//! `mntr`: the figures of a server.

use super::Asked;
use sim::id::EventId;
use std::fmt::Write as _;
use zookeeper::fact::Fact;
use zookeeper::vote::ServerState;

/// What the leader says of a learner's handlers.
struct Learners {
    all: usize,
    synced_followers: u32,
    observers: usize,
}

impl Asked<'_> {
    pub(super) fn mntr(&self) -> String {
        let mut text = String::new();
        let mut print = |key: &str, value: &str| {
            let _ = writeln!(text, "zk_{key}\t{value}");
        };
        print("version", self.dialect.release.name());
        match self.dialect.has_metrics_provider() {
            true => self.gauges(&mut print),
            false => self.figures(&mut print),
        }
        text
    }

    fn leads(&self) -> bool {
        self.process.state == Some(ServerState::Leading)
    }

    /// `NIOServerCnxn.MonitorCommand`, 3.4.6; `MonitorCommand`, 3.5.7.
    fn figures(&self, print: &mut impl FnMut(&str, &str)) {
        for key in ["avg_latency", "max_latency", "min_latency"] {
            print(key, "0");
        }
        print("packets_received", "1");
        print("packets_sent", "0");
        print("num_alive_connections", "1");
        print("outstanding_requests", "0");
        print("server_state", self.mode());
        print("znode_count", &self.nodes().to_string());
        print("watch_count", "0");
        print("ephemerals_count", "0");
        if self.leads() {
            let learners = self.learners();
            print("followers", &learners.all.to_string());
            print("synced_followers", &learners.synced_followers.to_string());
            print("pending_syncs", "0");
        }
    }

    /// `MonitorCommand`, `ZooKeeperServer.registerMetrics`, 3.6.0: the gauges in the order in which a
    /// leader of 3.6.1 and of 3.8.0 prints them. That of a follower of 3.6.1 is another one, because it
    /// is the order of a hash table with fewer entries.
    fn gauges(&self, print: &mut impl FnMut(&str, &str)) {
        let learners = self.leads().then(|| self.learners());
        print("server_state", self.mode());
        // Whoever serves is past the synchronisation (`QuorumPeer.getDetailedPeerState`).
        let peer = match self.process.state {
            Some(ServerState::Leading) => "leading",
            Some(ServerState::Observing) => "observing",
            Some(_) | None => "following",
        };
        print("peer_state", &format!("{peer} - broadcast"));
        print("ephemerals_count", "0");
        print("num_alive_connections", "1");
        print("avg_latency", "0.0");
        print("outstanding_requests", "0");
        print("znode_count", &self.nodes().to_string());
        print("packets_sent", "0");
        print("packets_received", "1");
        if let Some(learners) = &learners {
            print("synced_followers", &learners.synced_followers.to_string());
        }
        print("connection_drop_probability", "0.0");
        print("watch_count", "0");
        if let Some(learners) = &learners {
            print("synced_non_voting_followers", "0");
            print("synced_observers", &learners.observers.to_string());
        }
        print("min_latency", "0");
        if learners.is_some() {
            print("pending_syncs", "0");
        }
        print("max_latency", "0");
        print("outstanding_tls_handshake", "0");
        if let Some(learners) = &learners {
            print("learners", &learners.all.to_string());
        }
        let voters = self.config.map_or(0, |config| config.voters().count());
        print("quorum_size", &voters.to_string());
        print("looking_count", &self.elections().to_string());
    }

    /// Learners that have said who they are and are still there: handlers of the leader.
    fn learners(&self) -> Learners {
        let mut arrived = Vec::new();
        for fact in self.own_facts(self.process.state_event) {
            if let Fact::LearnerArrived { peer, port, .. } = fact {
                arrived.push((peer, port));
            } else if let Fact::Goodbye { peer, port } = fact {
                arrived.retain(|learner| *learner != (peer, port));
            }
        }
        let observes = |peer| {
            let learner = self.picture.process(peer);
            learner.is_some_and(|learner| learner.state == Some(ServerState::Observing))
        };
        Learners {
            all: arrived.len(),
            synced_followers: self.process.leader.synced.count_ones().saturating_sub(1),
            observers: arrived.iter().filter(|(peer, _)| observes(*peer)).count(),
        }
    }

    /// How often this process has looked for a leader.
    fn elections(&self) -> usize {
        let looking = Fact::StateEntered {
            state: ServerState::Looking,
        };
        self.own_facts(self.process.started.1)
            .filter(|fact| *fact == looking)
            .count()
    }

    /// What this server has written down since an event, up to the moment of the picture.
    fn own_facts(&self, since: EventId) -> impl Iterator<Item = Fact> {
        let facts = self.reading.trace.from(since);
        facts
            .take_while(|(id, _)| *id < EventId(self.picture.facts))
            .filter(|(_, row)| row.node == self.node)
            .filter_map(|(_, row)| Fact::decode(&row))
    }
}
