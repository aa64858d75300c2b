//! What every order of ballots comes to, for three servers and for five.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and says how much it has explored"
)]

use model::{AGREEMENT, DECIDES, Ensemble, PHANTOM, Patience, Phase, Server};
use stateright::{Checker, Model};
use std::collections::BTreeSet;
use std::sync::Arc;
use zookeeper::config::QuorumConfig;
use zookeeper::dialect::Release;
use zookeeper::setting::ConfigFile;

/// A configuration with so many servers.
fn counting(servers: usize) -> Arc<QuorumConfig> {
    let servers: String = (0..servers)
        .map(|sid| format!("server.{sid}=zk{sid}:2888:3888\n"))
        .collect();
    let text = format!("initLimit=10\nsyncLimit=5\nclientPort=2181\ndataDir=/d\n{servers}");
    ConfigFile::new(&text).quorum().cloned().unwrap()
}

/// Servers that count so many each, in the same round, with equal logs and links that are up.
fn ensemble(views: &[usize]) -> Ensemble {
    Ensemble {
        views: views.iter().map(|servers| counting(*servers)).collect(),
        zxids: vec![5; views.len()],
        rounds: vec![1; views.len()],
        parts: vec![0],
        dialect: Release::V3_4_6.dialect(),
        patience: Patience::OutlastsAll,
    }
}

/// What an exploration has found.
struct Explored {
    /// States.
    states: usize,
    /// Whether all servers can come to decide.
    decides: bool,
    /// Who has decided for whom where two disagree, by sid; empty if that cannot be.
    apart: Vec<Option<i64>>,
    /// The same where somebody follows a server that never leads; empty if that cannot be.
    phantom: Vec<Option<i64>>,
}

fn explore(ensemble: &Ensemble) -> Explored {
    let checker = ensemble.clone().checker().spawn_bfs().join();
    assert!(checker.is_done());
    let leaders = |server: &Server| match server.phase {
        Phase::Done(vote, _) => Some(vote.leader.0),
        Phase::Looking | Phase::Finalizing => None,
    };
    let found = |property| {
        let path = checker.discovery(property);
        let last = path.map(|path| path.last_state().clone());
        last.map_or_else(Vec::new, |state| {
            state.servers.iter().map(leaders).collect()
        })
    };
    let explored = Explored {
        states: checker.unique_state_count(),
        decides: checker.discovery(DECIDES).is_some(),
        apart: found(AGREEMENT),
        phantom: found(PHANTOM),
    };
    let Explored {
        states,
        apart,
        phantom,
        ..
    } = &explored;
    println!("{states} states, apart {apart:?}, phantom {phantom:?}");
    explored
}

/// They agree in each of so many states.
fn check_agree(ensemble: &Ensemble, states: usize) -> Explored {
    let explored = explore(ensemble);
    assert_eq!(explored.apart, [None; 0]);
    assert_eq!(explored.states, states);
    explored
}

#[test]
fn three_servers_with_one_view_agree_in_every_order() {
    assert!(check_agree(&ensemble(&[3, 3, 3]), 13_239).decides);
}

#[test]
fn they_agree_whatever_their_logs_rounds_and_links() {
    let mut three = ensemble(&[3, 3, 3]);
    three.zxids = vec![9, 5, 7];
    three.rounds = vec![1, 2, 3];
    // All together, and each of them cut off from the other two.
    three.parts = vec![0b000, 0b001, 0b010, 0b100];
    assert!(check_agree(&three, 6_334).decides);
}

/// The wait of 200 ms is all that keeps them together: let it be over before a ballot arrives.
#[test]
fn without_patience_two_of_them_elect_different_leaders() {
    let mut three = ensemble(&[3, 3, 3]);
    three.patience = Patience::None;
    let apart = explore(&three).apart;
    let leaders: BTreeSet<i64> = apart.into_iter().flatten().collect();
    assert_eq!(leaders, BTreeSet::from([1, 2]));
}

/// Five servers of which two are cut off: those are no quorum of five, and decide nothing.
#[test]
fn five_servers_with_one_view_agree_when_they_are_parted() {
    let mut five = ensemble(&[5; 5]);
    five.parts = vec![0b00011];
    assert!(!check_agree(&five, 159_075).decides);
}

/// The same five, but the two that are cut off count three: a leader on either side.
#[test]
fn with_mixed_views_two_of_three_and_three_of_five_elect_a_leader_each() {
    let mut mixed = ensemble(&[3, 3, 5, 5, 5]);
    mixed.parts = vec![0b00011];
    let apart = explore(&mixed).apart;
    let (left, right) = apart.split_at(2);
    assert!(
        left.contains(&Some(1)) && right.contains(&Some(4)),
        "{apart:?}"
    );
}

/// The outage's three, of whom zk1 has the shorter log and counts three servers, zk0 and zk2 five. If
/// every ballot arrives in time they all decide for zk2. If one comes late, zk1 follows zk0, and the
/// other two, for zk2, are one vote short of three.
#[test]
fn the_three_of_the_outage_follow_nobody_only_if_a_ballot_comes_late() {
    let mut three = ensemble(&[5, 3, 5]);
    three.zxids = vec![9, 5, 9];
    let in_time = check_agree(&three, 7_792);
    assert!(in_time.decides);
    assert_eq!(in_time.phantom, [None; 0]);
    three.patience = Patience::None;
    assert_eq!(explore(&three).phantom, [None, Some(0), None]);
}
