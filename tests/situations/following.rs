//! Leaders, followers and observers that find each other, or do not.

use crate::played::{
    FIVE, THREE, facts, head, last_picture, leader_at_end, log, play, printed, zoo_cfg,
};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use zookeeper::dialect::Release;
use zookeeper::fact::{DialFailure, Fact, Port, StepDown};
use zookeeper::log4j::LogLine;
use zookeeper::message::PacketKind;
use zookeeper::vote::ServerState;

/// Three servers have each other in their lists; two more have all five and follow. Then the two
/// others that voted for the leader go. 3.4 asks who follows, later releases who is listed.
#[test]
fn a_leader_of_3_4_is_held_by_followers_that_its_list_does_not_have() {
    for release in Release::ALL {
        let text = head(*release, 5)
            + &zoo_cfg("zk0..zk2", 2_000, 10, THREE)
            + &zoo_cfg("zk3..zk4", 2_000, 10, &format!("{THREE}{FIVE}"))
            + "at 0s start zk0 zk1 zk2\nat 10s start zk3 zk4\nat 25s kill zk0\nat 40s kill zk1\n\
               at 50s write zk2 3\nat 60s kill zk4\nuntil 90s\n";
        let run = play(&text);
        let holds = matches!(release, Release::V3_4_6 | Release::V3_4_14);
        let leader = holds.then_some(NodeId(2));
        assert_eq!(leader_at_end(&run), leader, "{release:?}");
        let committed = last_picture(&run);
        let zxid = |node: u8| {
            let process = committed.nodes[usize::from(node)].process.as_ref();
            process.map(|process| process.committed)
        };
        if holds {
            assert_eq!(
                zxid(3),
                zxid(2),
                "{release:?}: a stranger is sent what is proposed"
            );
        } else {
            let reason = match release {
                Release::V3_8_0 => "[ [2] ]",
                _ => "[ [2],[2] ]",
            };
            let said = log(&run, 2);
            let of = |line: &&LogLine| {
                line.message.contains(reason)
                    || line.continuation.iter().any(|line| line.contains(reason))
            };
            assert_eq!(said.iter().filter(of).count(), 1, "{release:?}");
        }
    }
}

/// The wait for NEWLEADER's acknowledgements ends in vain: 3.4 sleeps a tick before it looks.
#[test]
fn a_leader_that_nobody_acknowledges_sleeps_a_tick_in_3_4_only() {
    for (release, least, most) in [
        (Release::V3_4_6, 1_000, 1_100),
        (Release::V3_4_14, 1_000, 1_100),
        (Release::V3_5_7, 0, 100),
    ] {
        let text = head(release, 3)
            + &zoo_cfg("zk0..zk2", 1_000, 3, THREE)
            + "at 0s start zk0 zk1\nuntil 10s\n";
        let sends = |(at, fact)| match fact {
            Fact::PacketSent {
                kind: PacketKind::NewLeader,
                ..
            } => Some(at),
            _ => None,
        };
        let sent: SimTime = facts(&play(&text), 1).into_iter().find_map(sends).unwrap();
        let cut = format!("at {}us cut zk0->zk1\n", sent.as_micros());
        let facts = facts(&play(&(text + &cut)), 1);
        let gives_up = |fact: &Fact| {
            let why = StepDown::NoQuorumOfFollowers;
            matches!(fact, Fact::LeaderShutdown { why: w, .. } if *w == why)
        };
        let at = facts.iter().position(|(_, fact)| gives_up(fact)).unwrap();
        let looks = facts[at..].iter().find(|(_, fact)| {
            let state = ServerState::Looking;
            matches!(fact, Fact::StateEntered { state: s } if *s == state)
        });
        let ms = looks.unwrap().0.since(facts[at].0).as_millis();
        assert!((least..most).contains(&ms), "{release:?}: {ms} ms");
    }
}

/// The list of zk0 has a name for zk1 that nobody resolves. A follower tries five times all the same.
#[test]
fn a_leader_whose_name_cannot_be_resolved_is_tried_five_times() {
    for (release, ms) in [(Release::V3_4_6, 4_000), (Release::V3_8_0, 400)] {
        let odd = THREE.replace("zk1:", "nowhere:");
        let text = head(release, 3)
            + &zoo_cfg("zk0", 2_000, 10, &odd)
            + &zoo_cfg("zk1..zk2", 2_000, 10, THREE)
            + "at 0s start zk0 zk1 zk2\nat 20s kill zk2\nuntil 30s\n";
        let run = play(&text);
        let facts = facts(&run, 0);
        let fails = |fact: &Fact| {
            matches!(
                fact,
                Fact::DialFailed {
                    port: Port::Quorum,
                    why: DialFailure::UnknownHost,
                    ..
                }
            )
        };
        let tries: Vec<SimTime> = facts
            .iter()
            .filter(|(_, fact)| fails(fact))
            .map(|(at, _)| *at)
            .take(5)
            .collect();
        let took = tries[4].since(tries[0]).as_millis();
        assert!((ms..ms + 20).contains(&took), "{release:?}: {took} ms");
        let unknown = "java.net.UnknownHostException: nowhere";
        let told = log(&run, 0).iter().any(|line| {
            line.message.starts_with("Unexpected exception, tries=0")
                && line
                    .continuation
                    .first()
                    .is_some_and(|line| line == unknown)
        });
        assert!(told, "{release:?}");
    }
}

/// An observer prints in its own name, and from 3.6.0 on gives way for a moment before it looks again.
#[test]
fn an_observer_speaks_for_itself() {
    for release in Release::ALL {
        let list = format!("{THREE}server.3=zk3:2888:3888:observer\n");
        let text = head(*release, 4)
            + &zoo_cfg("zk0..zk2", 2_000, 10, &list)
            + &zoo_cfg("zk3", 2_000, 10, &format!("{list}peerType=observer\n"))
            + "at 0s start all\nat 20s kill zk2\nuntil 50s\n";
        let run = play(&text);
        let log = log(&run, 3);
        let followed = log.iter().any(|line| line.class == "Follower");
        assert!(!followed, "{release:?}");
        assert!(printed(&log, "Observer", "Observing ") >= 2, "{release:?}");
        let failed = printed(&log, "Observer", "Exception when observing the leader");
        let shut = printed(&log, "Observer", "shutdown ");
        assert!(failed >= 1 && shut == failed, "{release:?}");
        let waits = printed(&log, "Observer", "Waiting for ");
        let late = release.dialect().observer_election_delay > Span::ZERO;
        assert_eq!(waits, if late { failed } else { 0 }, "{release:?}");
        let picture = last_picture(&run);
        let process = picture.nodes[3].process.as_ref().unwrap();
        assert_eq!(process.state, Some(ServerState::Observing), "{release:?}");
    }
}

/// zk1 follows somebody who does not lead: what has never served is not shut down from 3.4.14 on.
#[test]
fn a_server_that_has_not_served_is_shut_down_in_3_4_6_only() {
    for release in Release::ALL {
        let odd = THREE.replace("zk1:", "nowhere:");
        let text = head(*release, 3)
            + &zoo_cfg("zk0", 2_000, 10, &odd)
            + &zoo_cfg("zk1..zk2", 2_000, 10, THREE)
            + "at 0s start zk0 zk2\nat 5s start zk1\nat 20s kill zk2\nuntil 30s\n";
        let log = log(&play(&text), 0);
        let failures = printed(&log, "Follower", "Exception when following the leader");
        assert!(
            failures >= 2,
            "{release:?}: the leader's end, and then a name"
        );
        let downs = printed(&log, "ZooKeeperServer", "shutting down");
        let expected = if *release == Release::V3_4_6 {
            failures
        } else {
            1
        };
        assert_eq!(downs, expected, "{release:?}");
    }
}
