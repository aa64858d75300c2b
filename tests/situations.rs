//! Do servers do what the sources say where no capture shows it? Followers that a leader's list does
//! not have, observers, names that nobody resolves, members that missed a reconfig.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise, and looks at the few facts it asks about"
)]

use picture::zookeeper::Picture;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use std::sync::Arc;
use zookeeper::dialect::{LastSeen, Release};
use zookeeper::fact::{DialFailure, Fact, Port, ReconfigRefusal, StepDown};
use zookeeper::log4j::{self, LogLine};
use zookeeper::message::PacketKind;
use zookeeper::vote::ServerState;

const THREE: &str = "server.0=zk0:2888:3888\nserver.1=zk1:2888:3888\nserver.2=zk2:2888:3888\n";
const FIVE: &str = "server.3=zk3:2888:3888\nserver.4=zk4:2888:3888\n";

/// The head of a situation, with as many servers as there are.
fn head(release: Release, servers: usize) -> String {
    format!(
        "title en T\nstory en S\nsource none\nminutes 1\nsystem zookeeper\nrelease {}\n\
         servers zk0..zk{}\nclock 2020-01-01 00:00:00.000\nseed 7\nfrom 0s\nboot all 500ms\n\
         reload all 20ms\n",
        release.name(),
        servers - 1
    )
}

/// The `zoo.cfg` of some servers.
fn zoo_cfg(servers: &str, tick_ms: u32, init_limit: u32, lines: &str) -> String {
    format!(
        "zoo.cfg {servers} <<END\ntickTime={tick_ms}\ninitLimit={init_limit}\nsyncLimit=5\n\
         clientPort=2181\ndataDir=/d\n{lines}END\n"
    )
}

/// A situation, played to its end.
fn play(text: &str) -> Run {
    let script = Script::parse(text).unwrap();
    Run::complete(Arc::new(Plan::decide(&script, &Choice::default()).unwrap()))
}

/// The facts of a server, with their moments.
fn facts(run: &Run, node: u8) -> Vec<(SimTime, Fact)> {
    let rows = run
        .trace()
        .iter()
        .filter(|(_, row)| row.node == NodeId(node));
    rows.filter_map(|(_, row)| Some((row.at, Fact::decode(&row)?)))
        .collect()
}

/// What a server has printed.
fn log(run: &Run, node: u8) -> Vec<LogLine> {
    let lines = log4j::lines(run.trace(), &run.plan().setting);
    lines
        .into_iter()
        .filter(|(_, other, _)| *other == NodeId(node))
        .map(|(_, _, line)| line)
        .collect()
}

/// How often a server has printed a line of a class that begins like this.
fn printed(log: &[LogLine], class: &str, words: &str) -> usize {
    let of = |line: &&LogLine| line.class == class && line.message.starts_with(words);
    log.iter().filter(of).count()
}

fn last_picture(run: &Run) -> Picture {
    let reading = run.reading();
    let mut picture = Picture::new(&reading);
    for (id, row) in reading.trace.iter() {
        picture.apply(&reading, id, &row);
    }
    picture
}

fn leader_at_end(run: &Run) -> Option<NodeId> {
    Outcome::of(run).verdict.leader_at_end()
}

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
            let reason = "[ [2] ]";
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
            + "at 0s start zk0 zk1\nat 0.8s cut zk0->zk1\nuntil 10s\n";
        let facts = facts(&play(&text), 1);
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

/// zk0 is down while zk2 and zk3 are removed. From 3.5 on it takes the newer list from the ballots of
/// those who remain, begins anew and follows; by its own list it would need three of five.
#[test]
fn a_member_that_missed_a_reconfig_takes_the_newer_list_from_a_ballot() {
    let dynamic = |release: &&Release| release.dialect().last_seen != LastSeen::Absent;
    for release in Release::ALL.iter().filter(dynamic) {
        let lines = format!("reconfigEnabled=true\n{THREE}{FIVE}");
        let text = head(*release, 5)
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

/// A real leader hands over to a member of the new list. These do not, and say so.
#[test]
fn a_reconfig_that_removes_the_leader_is_refused() {
    let lines = format!("reconfigEnabled=true\n{THREE}{FIVE}");
    let text = head(Release::V3_8_0, 5)
        + &zoo_cfg("all", 2_000, 10, &lines)
        + "at 0s start all\nat 15s reconfig zk4 remove server.4\nuntil 20s\n";
    let run = play(&text);
    let refused = facts(&run, 4).iter().any(|(_, fact)| {
        let why = ReconfigRefusal::RemovesLeader;
        matches!(fact, Fact::ReconfigRefused { why: w } if *w == why)
    });
    assert!(refused);
    assert_eq!(leader_at_end(&run), Some(NodeId(4)));
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
            + "at 0s start zk0 zk1 zk2\nat 20s kill zk2\nuntil 30s\n";
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

/// A learner that has acknowledged NEWLEADER reads its leader's pings and answers them once it is up
/// to date, not before. The starts are spread over a tick so that pings come in between.
#[test]
fn a_ping_is_answered_after_uptodate_and_not_before() {
    let mut between = 0;
    for start in 0..100_u64 {
        let text = head(Release::V3_4_6, 3)
            + &zoo_cfg("zk0..zk2", 2_000, 10, THREE)
            + &format!(
                "at 0s start zk1 zk2\nat {}ms start zk0\nuntil 14s\n",
                9_000 + 10 * start
            );
        let run = play(&text);
        let facts = facts(&run, 0);
        let serves = |fact: &Fact| matches!(fact, Fact::Serving { on: true });
        let end = facts.iter().position(|(_, fact)| serves(fact)).unwrap();
        for (_, fact) in &facts[..end] {
            if let Fact::PacketSent { kind, .. } = fact {
                assert_ne!(*kind, PacketKind::Ping, "start {start}");
            }
            if let Fact::PacketReceived { kind, .. } = fact {
                between += u32::from(*kind == PacketKind::Ping);
            }
        }
    }
    assert!(between > 0, "no ping came in between");
}
