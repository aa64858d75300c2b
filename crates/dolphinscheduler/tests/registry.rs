//! Sessions, ephemerals, watches and locks as a master and its peers meet them.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{Cluster, M1, M2, REGISTRY};
use dolphinscheduler::fact::{Fact, Gone};
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::path::{Kind, Lock, Path};
use sim::id::NodeId;
use std::collections::BTreeMap;

const OWN: Path = Path::Master { node: M1 };

fn of_m1(fact: &Fact) -> bool {
    matches!(fact, Fact::SessionOpened { client, .. } if *client == M1)
}

#[test]
fn a_default_server_grants_forty_seconds_of_sixty() {
    let mut cluster = Cluster::new(Model::V1_3_8, 1, 0);
    cluster.disk(REGISTRY).registry.max_session_timeout = None;
    let run = cluster.start(1_000, M1).run(1, 20);
    let granted: Vec<u32> = (run.facts(REGISTRY).into_iter())
        .filter_map(|(_, fact)| match fact {
            Fact::SessionOpened { granted_ms, .. } => Some(granted_ms),
            _ => None,
        })
        .collect();
    assert_eq!(granted, [40_000; 5]);
}

/// Five sessions of a killed master: the one that only pings first, the one of the locks last, each a
/// session timeout after its last contact, at a line of the grid.
#[test]
fn the_sessions_of_a_killed_master_expire_apart() {
    for seed in 1..=20 {
        let mut cluster = Cluster::new(Model::V1_3_8, 2, 1);
        cluster
            .start(1_000, NodeId(4))
            .start(5_000, M1)
            .start(20_000, M2);
        let run = cluster.kill(70_000, M1).run(seed, 140);
        let sessions: Vec<SessionId> = (run.facts(REGISTRY).into_iter())
            .filter(|(_, fact)| of_m1(fact))
            .filter_map(|(_, fact)| match fact {
                Fact::SessionOpened { session, .. } => Some(session),
                _ => None,
            })
            .collect();
        let expired: BTreeMap<SessionId, u64> = (run.facts(REGISTRY).into_iter())
            .filter_map(|(at, fact)| match fact {
                Fact::SessionExpired { session } => Some((session, at)),
                _ => None,
            })
            .collect();
        let at: Vec<u64> = sessions.iter().map(|session| expired[session]).collect();
        let line = at[0] % 2_000;
        assert!(at.iter().all(|at| at % 2_000 == line), "{at:?}");
        let [reg, cli, third, fourth, pings] = at[..] else {
            panic!("five sessions")
        };
        assert_eq!(reg, fourth);
        assert!((120_000..=132_000).contains(&reg) && cli >= reg, "{at:?}");
        assert!((129_000..=132_000).contains(&cli), "{at:?}");
        assert!(third >= reg && third <= cli, "{at:?}");
        assert!((110_000..=132_000).contains(&pings), "{at:?}");
        let gone = run.first(
            REGISTRY,
            |fact| matches!(fact, Fact::NodeGone { path, why: Gone::Expired } if *path == OWN),
        );
        assert_eq!(gone, Some(reg));
    }
}

/// Deleting and creating a node gives every watcher two events, in this order, on each cache.
#[test]
fn a_replaced_node_is_heard_as_gone_and_new() {
    let mut cluster = Cluster::new(Model::V1_3_6, 2, 0);
    cluster.start(1_000, M1).start(15_000, M2).kill(40_000, M1);
    let run = cluster.start(45_000, M1).run(3, 60);
    let heard: Vec<bool> = (run.facts(M2).into_iter())
        .filter_map(|(_, fact)| match fact {
            Fact::ServerRemoved { listener, .. } => Some((listener, false)),
            Fact::ServerAdded { listener, .. } => Some((listener, true)),
            _ => None,
        })
        .filter(|(listener, _)| *listener == dolphinscheduler::fact::Listener::Failover)
        .map(|(_, added)| added)
        .collect();
    assert_eq!(heard, [false, true]);
}

/// The place of a killed master in the command lock stops everybody until its session expires.
#[test]
fn the_place_of_the_dead_stops_the_queue() {
    for seed in 1..=10 {
        let mut cluster = Cluster::new(Model::V1_3_6, 3, 0);
        let m3 = NodeId(4);
        cluster.start(1_000, M1).start(12_000, M2).start(24_000, m3);
        let run = cluster.kill(60_000, M1).run(seed, 140);
        let lock = Lock::Masters;
        let taken: Vec<u64> = [M2, m3]
            .into_iter()
            .flat_map(|node| run.facts(node))
            .filter(|(_, fact)| matches!(fact, Fact::LockTaken { lock: of, .. } if *of == lock))
            .map(|(at, _)| at)
            .collect();
        assert!(taken.iter().any(|at| *at > 123_000));
        let during = taken.iter().filter(|at| (62_100..118_000).contains(*at));
        assert_eq!(during.count(), 0);
        // Nobody hears of it before the registration goes.
        let kind = Kind::Master;
        let removed = run.first(
            M2,
            |fact| matches!(fact, Fact::ServerRemoved { kind: of, .. } if *of == kind),
        );
        assert!(removed.is_some_and(|at| (110_000..=122_000).contains(&at)));
    }
}

/// A clean close takes a session's nodes with it at once.
#[test]
fn sigterm_takes_the_node_away_after_half_a_second() {
    for model in [Model::V1_3_6, Model::V1_3_8] {
        let mut cluster = Cluster::new(model, 2, 0);
        cluster.start(1_000, M1).start(15_000, M2);
        cluster.at(40_000, sim::intervention::Intervention::Stop(M1));
        let run = cluster.run(5, 60);
        let gone = run.first(
            REGISTRY,
            |fact| matches!(fact, Fact::NodeGone { path, why: Gone::Closed } if *path == OWN),
        );
        assert!(
            gone.is_some_and(|at| (40_500..=40_560).contains(&at)),
            "{gone:?}"
        );
        let ended = (run.trace.iter())
            .find(|(_, row)| row.tag == 2)
            .map(|(_, row)| row.at.as_millis());
        assert!(
            ended.is_some_and(|at| (43_800..=44_300).contains(&at)),
            "{ended:?}"
        );
    }
}
