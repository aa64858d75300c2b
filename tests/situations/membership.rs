//! Lists of members that change while servers run.

use crate::played::{
    FIVE, THREE, dynamic, entered, facts, head, last_picture, leader_at_end, log, play, printed,
    zoo_cfg,
};
use sim::time::Span;
use zookeeper::dialect::Release;
use zookeeper::fact::{Fact, ReconfigRefusal, Refusal};
use zookeeper::log4j::LogLine;
use zookeeper::vote::ServerState;

/// zk0 is down while zk2 and zk3 are removed. From 3.5 on it takes the newer list from the ballots of
/// those who remain, begins anew and follows; by its own list it would need three of five.
#[test]
fn a_member_that_missed_a_reconfig_takes_the_newer_list_from_a_ballot() {
    for release in dynamic() {
        let lines = format!("reconfigEnabled=true\n{THREE}{FIVE}");
        let text = head(release, 5)
            + &zoo_cfg("all", 2_000, 10, &lines)
            + "at 0s start all\nat 10s kill zk0\nat 15s reconfig zk4 remove server.2 server.3\n\
               at 30s start zk0\nuntil 60s\n";
        let run = play(&text);
        let picture = last_picture(&run);
        let process = picture.nodes[0].process.as_ref().unwrap();
        assert_eq!(process.state, Some(ServerState::Following), "{release:?}");
        let log = log(&run, 0);
        let class = "FastLeaderElection$Messenger$WorkerReceiver";
        assert_eq!(printed(&log, class, "restarting leader election"), 1);
        assert_eq!(printed(&log, class, "0 Received version: 1"), 1);
        assert_eq!(printed(&log, "QuorumPeer", "Clobbering already-set"), 1);
        let adopted = facts(&run, 0)
            .into_iter()
            .find_map(|(at, fact)| match fact {
                Fact::ConfigAdopted { .. } => Some(at),
                _ => None,
            });
        let follows = process.state_since.since(adopted.unwrap());
        assert!(follows < Span::from_secs(2), "{release:?}: {follows:?}");
    }
}

/// zk1 takes the leader off the list. Nobody looks for a leader then: a member of the new list leads, the
/// old leader follows it, and is told by its learner's handler that it is on no list.
#[test]
fn a_leader_that_a_reconfig_removes_hands_over() {
    for release in dynamic() {
        let lines = format!("reconfigEnabled=true\n{THREE}{FIVE}");
        let text = head(release, 5)
            + &zoo_cfg("all", 2_000, 10, &lines)
            + "at 0s start all\nat 15s reconfig zk1 remove server.4\nuntil 40s\n";
        let run = play(&text);
        let leader = leader_at_end(&run).unwrap();
        assert!(leader.index() < 4, "{release:?}");
        for node in 0..5 {
            let looks = entered(&run, node, ServerState::Looking);
            assert_eq!(looks.len(), 1, "{release:?} zk{node}: {looks:?}");
        }
        let said = log(&run, leader.0);
        let unlisted = "Follower sid: 4 not in the current config 100000001";
        assert_eq!(printed(&said, "LearnerHandler", unlisted), 1, "{release:?}");
        let old = last_picture(&run).nodes[4].process.as_ref().unwrap().state;
        assert_eq!(old, Some(ServerState::Following), "{release:?}");
    }
}

/// A client asks a follower; the leader gets the request with its number. Without reconfigEnabled nobody
/// takes it.
#[test]
fn any_server_takes_a_reconfig_if_it_is_enabled() {
    for release in dynamic() {
        for enabled in [true, false] {
            let lines = format!("reconfigEnabled={enabled}\n{THREE}");
            let text = head(release, 3)
                + &zoo_cfg("all", 2_000, 10, &lines)
                + "at 0s start all\nat 15s reconfig zk0 remove server.1\nuntil 20s\n";
            let run = play(&text);
            let refused = |fact: &Fact| {
                let why = ReconfigRefusal::Disabled;
                matches!(fact, Fact::ReconfigRefused { why: w } if *w == why)
            };
            let leader = facts(&run, 2);
            let refusals = leader.iter().filter(|(_, fact)| refused(fact)).count();
            assert_eq!(refusals, usize::from(!enabled), "{release:?}");
            for node in 0..3 {
                let process = last_picture(&run).nodes[node].process.clone().unwrap();
                let voters = run
                    .plan()
                    .setting
                    .config(process.context.config_id().unwrap());
                let voters = voters.unwrap().quorum().unwrap().voters().count();
                assert_eq!(voters, if enabled { 2 } else { 3 }, "{release:?} zk{node}");
            }
        }
    }
}

/// The first leader gives the list a version when it comes to serve, where there are versions: epoch and no
/// transaction. The next one leaves it.
#[test]
fn a_list_has_a_version_once_reconfig_is_enabled() {
    for release in dynamic() {
        for enabled in [true, false] {
            let lines = format!("reconfigEnabled={enabled}\n{THREE}");
            let text = head(release, 3)
                + &zoo_cfg("all", 2_000, 10, &lines)
                + "at 0s start all\nat 10s kill zk2\nuntil 20s\n";
            let picture = last_picture(&play(&text));
            for node in 0..2 {
                let process = picture.nodes[node].process.as_ref().unwrap();
                let version = process.context.config_version().0;
                let expected = if enabled { 0x1_0000_0000 } else { 0 };
                assert_eq!(version, expected, "{release:?} zk{node}");
            }
        }
    }
}

/// 3.5.7 to 3.6.1 keep the list that comes with NEWLEADER as the one seen last, and a leader that has one
/// counts by two lists and prints two sets; 3.8.0 keeps it only where reconfig is enabled.
#[test]
fn a_leader_prints_two_sets_where_a_list_was_kept() {
    for release in dynamic() {
        let text = head(release, 3)
            + &zoo_cfg("all", 2_000, 10, THREE)
            + "at 0s start all\nat 12s kill zk2\nat 30s kill zk0\nuntil 60s\n";
        let run = play(&text);
        let expected = match release {
            Release::V3_8_0 => "only synced with sids: [ [1] ]",
            _ => "only synced with sids: [ [1],[1] ]",
        };
        let says = |line: &LogLine| {
            let lines = std::iter::once(&line.message).chain(&line.continuation);
            lines.filter(|line| line.ends_with(expected)).count()
        };
        let said: usize = log(&run, 1).iter().map(says).sum();
        assert_eq!(said, 1, "{release:?}");
    }
}

/// What a member that was taken off the list finds in its file when it starts again: it is not in it.
#[test]
fn a_member_that_was_removed_does_not_start_again() {
    for release in dynamic() {
        let lines = format!("reconfigEnabled=true\n{THREE}{FIVE}");
        let text = head(release, 5)
            + &zoo_cfg("all", 2_000, 10, &lines)
            + "at 0s start all\nat 15s reconfig zk4 remove server.0\nat 20s kill zk0\n\
               at 21s start zk0\nuntil 30s\n";
        let run = play(&text);
        let refusal = facts(&run, 0).into_iter().find_map(|(_, fact)| match fact {
            Fact::StartRefused { why } => Some(why),
            _ => None,
        });
        assert_eq!(refusal, Some(Refusal::NotInPeerList), "{release:?}");
    }
}
