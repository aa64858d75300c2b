//! `conf`: how a server is configured.

use super::Asked;
use std::fmt::Write as _;
use zookeeper::config::{LearnerType, QuorumConfig, ServerSpec};
use zookeeper::dialect::Membership;
use zookeeper::quorum::QuorumVerifier;

impl Asked<'_> {
    /// `ZooKeeperServer.dumpConf`, `QuorumZooKeeperServer.dumpConf`; how large the folders are is not known.
    pub(super) fn conf(&self) -> String {
        let Some((config, sid)) = self.config.zip(self.process.context.sid()) else {
            return String::new();
        };
        let own = config.servers.get(sid);
        let tick = config.tick_time_ms;
        let client_port = config.client_port_of(sid).unwrap_or(0);
        let [least, most] = config.session_timeouts();
        let observes = own.is_some_and(|own| own.learner_type == LearnerType::Observer);
        let dynamic = self.dialect.membership == Membership::Dynamic;
        let mut text = format!("clientPort={client_port}\n");
        if dynamic {
            text += "secureClientPort=-1\n";
        }
        let _ = write!(
            text,
            "dataDir={}/version-2\ndataLogDir={}/version-2\ntickTime={tick}\nmaxClientCnxns=60\n\
             minSessionTimeout={least}\nmaxSessionTimeout={most}\n",
            config.data_dir, config.log_dir,
        );
        if self.dialect.has_metrics_provider() {
            text += "clientPortListenBacklog=-1\n";
        }
        let _ = write!(
            text,
            "serverId={sid}\ninitLimit={}\nsyncLimit={}\nelectionAlg=3\nelectionPort={}\n\
             quorumPort={}\npeerType={}\n",
            config.init_limit,
            config.sync_limit,
            own.map_or(0, |own| own.election_port),
            own.map_or(0, |own| own.quorum_port),
            u8::from(observes)
        );
        if dynamic {
            text += &membership(config);
            let _ = write!(
                text,
                "version={:x}",
                self.process.context.config_version().0
            );
        }
        text
    }
}

/// `QuorumMaj.toString`, `QuorumHierarchical.toString`, 3.5.0, without the version at its end. The address
/// for clients is printed only where the file names one.
fn membership(config: &QuorumConfig) -> String {
    let mut text = String::from("membership: \n");
    for (sid, server) in config.servers.iter() {
        let ServerSpec {
            host,
            quorum_port,
            election_port,
            learner_type,
            client_port,
        } = server;
        let role = match learner_type {
            LearnerType::Participant => "participant",
            LearnerType::Observer => "observer",
        };
        let clients = client_port.map_or_else(String::new, |port| format!(";0.0.0.0:{port}"));
        let _ = writeln!(
            text,
            "server.{sid}={host}:{quorum_port}:{election_port}:{role}{clients}"
        );
    }
    if let QuorumVerifier::Hierarchical { members } = &config.verifier {
        let mut groups: Vec<i64> = members.iter().map(|(_, (group, _))| *group).collect();
        groups.sort_unstable();
        groups.dedup();
        for group in groups {
            let of = members.iter().filter(|(_, member)| member.0 == group);
            let sids: Vec<String> = of.map(|(sid, _)| sid.to_string()).collect();
            let _ = writeln!(text, "group.{group}={}", sids.join(":"));
        }
        for (sid, (_, weight)) in members.iter() {
            let _ = writeln!(text, "weight.{sid}={weight}");
        }
    }
    text
}
