//! Do transactions fare as they do in Zab? What is logged and what is committed, how a learner is
//! brought up to date, and what clients are told.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise, and looks at the few facts it asks about"
)]

use picture::index::{ClientWrites, Index};
use picture::zookeeper::Picture;
use scenario::catalog;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan};
use scenario::property::{Property, Reason};
use scenario::run::Run;
use scenario::script::Script;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use std::sync::Arc;
use zookeeper::fact::{ClientDeed, Fact};
use zookeeper::ids::Zxid;
use zookeeper::message::{Message, PacketKind, SyncState};

/// A run of a situation on a seed.
fn run(text: &str, seed: u64) -> Run {
    let script = Script::parse(text).unwrap();
    let choice = Choice {
        seed: Some(seed),
        ..Choice::default()
    };
    Run::complete(Arc::new(Plan::decide(&script, &choice).unwrap()))
}

/// A scenario of the catalogue on its own seed.
fn story(id: &str) -> Run {
    let plan = Plan::decide(&catalog::find(id).unwrap(), &Choice::default());
    Run::complete(Arc::new(plan.unwrap()))
}

/// The facts of a host from zero on, with their moments.
fn facts(run: &Run, node: u8) -> Vec<(SimTime, Fact)> {
    let zero = run.plan().clock.zero();
    let rows = run
        .trace()
        .iter()
        .filter(|(_, row)| row.node == NodeId(node) && row.at >= zero);
    rows.filter_map(|(_, row)| Some((row.at, Fact::decode(&row)?)))
        .collect()
}

/// How each learner was brought up to date from zero on: by which packet, and what its leader knew.
fn syncs(run: &Run) -> Vec<(i64, PacketKind, SyncState)> {
    let zero = run.plan().clock.zero();
    let rows = run.trace().iter().filter(|(_, row)| row.at >= zero);
    let sync = |fact| match fact {
        Fact::SyncSent { kind, sid, with } => {
            let state = Message::decode(run.trace().message(with))?.sync_state()?;
            Some((sid.0, kind, state))
        }
        _ => None,
    };
    rows.filter_map(|(_, row)| sync(Fact::decode(&row)?))
        .collect()
}

fn last_picture(run: &Run) -> Picture {
    let reading = run.reading();
    let mut picture = Picture::new(&reading);
    for (id, row) in reading.trace.iter() {
        picture.apply(&reading, id, &row);
    }
    picture
}

/// The last zxids on disk and in the database of every server at the end.
fn ends(run: &Run) -> Vec<(Zxid, Zxid)> {
    let picture = last_picture(run);
    picture
        .processes()
        .filter(|(_, p)| p.state.is_some())
        .map(|(_, p)| (p.zxid, p.committed))
        .collect()
}

/// All servers that run at the end have the same log, and have delivered all of it.
fn agree(run: &Run, servers: usize) -> Zxid {
    let ends = ends(run);
    assert_eq!(ends.len(), servers, "{ends:?}");
    let (log, committed) = ends[0];
    assert_eq!(log, committed, "{ends:?}");
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
    log
}

fn client(run: &Run) -> ClientWrites {
    let index = Index::build(&run.reading(), run.reached());
    let [client] = &index.clients[..] else {
        panic!("{:?}", index.clients);
    };
    client.clone()
}

const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

/// Five servers of which zk4 leads, and a client that writes to it from 5 s before zero on.
const ENSEMBLE: &str = "
servers zk0..zk4
client app zk4 zk0 zk1 zk2 zk3 write 500ms read 1s
from -2s
until 60s
boot all 500ms
at -30s start zk4
at -29.5s start zk2 zk3
at -25s start zk0 zk1
at -5s start app
";

/// 4.3, first row: what the learner has is in the leader's log, and it is sent the rest.
#[test]
fn a_learner_that_was_away_for_a_while_gets_a_diff() {
    for seed in SEEDS {
        let run = run(
            &format!("{ENSEMBLE}at 0s kill zk0\nat 10s start zk0\n"),
            seed,
        );
        let [(0, PacketKind::Diff, state)] = syncs(&run)[..] else {
            panic!("{:?}", syncs(&run));
        };
        assert!(
            state.min <= state.peer && state.peer < state.max,
            "{state:?}"
        );
        assert_eq!(state.sent, state.max);
        assert!(agree(&run, 5) > state.max);
        assert_eq!(client(&run).gaps, [], "a follower less makes no difference");
    }
}

/// 4.3, second row: the learner has a proposal that was never committed, and the leader has others.
#[test]
fn an_uncommitted_proposal_is_truncated_and_the_rest_follows() {
    let cut = "at 0s cut zk4-zk0 zk4-zk1 zk4-zk2 zk4-zk3\nat 25s heal\nuntil 120s\n";
    for seed in SEEDS {
        let run = run(&format!("{ENSEMBLE}{cut}"), seed);
        let back = *syncs(&run).last().unwrap();
        let (4, PacketKind::Trunc, state) = back else {
            panic!("{back:?}");
        };
        assert!(
            state.min <= state.peer && state.peer < state.max,
            "{state:?}"
        );
        assert_eq!(state.sent.0, state.peer.0 - 1, "one write was under way");
        let truncated = Fact::Truncated { zxid: state.sent };
        assert!(facts(&run, 4).iter().any(|(_, fact)| *fact == truncated));
        agree(&run, 5);
        let client = client(&run);
        let [gap] = client.gaps[..] else {
            panic!("{client:?}");
        };
        assert!(gap.unknown >= 1 && gap.to.is_some(), "{gap:?}");
    }
}

/// 4.3, third row: the same, and nobody has written since.
#[test]
fn an_uncommitted_proposal_beyond_the_leaders_last_is_cut_off() {
    let cut =
        "at 0s cut zk4-zk0 zk4-zk1 zk4-zk2 zk4-zk3\nat 3s kill app\nat 25s heal\nuntil 120s\n";
    for seed in SEEDS {
        let run = run(&format!("{ENSEMBLE}{cut}"), seed);
        let back = *syncs(&run).last().unwrap();
        let (4, PacketKind::Trunc, state) = back else {
            panic!("{back:?}");
        };
        assert!(state.peer > state.max, "{state:?}");
        assert_eq!(state.sent, state.max);
        let ends = ends(&run);
        assert!(ends.iter().all(|(log, _)| *log == state.max), "{ends:?}");
    }
}

/// 4.3, fourth row: the leader keeps 501 proposals, and the learner has missed more.
#[test]
fn a_learner_that_has_missed_too_much_gets_a_snapshot() {
    for (writes, kind) in [(400, PacketKind::Diff), (600, PacketKind::Snap)] {
        let away = format!("at 0s kill zk0\nat 1s write zk4 {writes}\nat 5s start zk0\n");
        for seed in SEEDS {
            let run = run(&format!("{ENSEMBLE}{away}"), seed);
            let [(0, how, state)] = syncs(&run)[..] else {
                panic!("{:?}", syncs(&run));
            };
            assert_eq!(how, kind);
            assert_eq!(
                state.peer < state.min,
                kind == PacketKind::Snap,
                "{state:?}"
            );
            assert!(state.max.0 - state.min.0 <= 500, "{state:?}");
            agree(&run, 5);
        }
    }
}

/// 4.3, fifth and sixth row: in a new ensemble nothing is logged. Those who elect the first leader
/// are in sync with it; those who come later lack the name of its epoch.
#[test]
fn an_empty_log_gives_an_empty_diff_or_a_snapshot() {
    let new = "
servers zk0..zk4
until 30s
at 0s start zk0 zk1 zk2
at 10s start zk3 zk4
";
    for seed in SEEDS {
        let run = run(new, seed);
        for (sid, kind, state) in syncs(&run) {
            let late = sid > 2 || state.last_processed != Zxid(0);
            let expected = if late {
                PacketKind::Snap
            } else {
                PacketKind::Diff
            };
            assert_eq!((kind, state.peer), (expected, Zxid(0)), "{sid}: {state:?}");
            assert_eq!((state.min, state.max), (Zxid(0), Zxid(0)));
        }
        let late = syncs(&run).iter().filter(|(sid, ..)| *sid > 2).count();
        assert_eq!(late, 2);
    }
}

/// What is in two logs of five is not committed; but if one of the two leads next, it is.
#[test]
fn an_uncommitted_proposal_survives_with_the_longest_log() {
    let three_die = "
at 0.01s kill zk0 zk1 zk2
at 2.5s kill zk4 app
at 3s start zk1 zk2
at 30s start zk0 zk4
";
    let ensemble = ENSEMBLE.replace("write 500ms", "write 50ms");
    for seed in SEEDS {
        let run = run(&format!("{ensemble}{three_die}"), seed);
        let killed = run.plan().clock.zero() + Span::from_millis(2_500);
        let last = |node, until| {
            let logged = facts(&run, node).into_iter().filter(|(at, _)| *at < until);
            let mut zxids = logged.filter_map(|(_, fact)| match fact {
                Fact::Logged { zxid } => Some(zxid),
                _ => None,
            });
            zxids.next_back()
        };
        let survives = last(3, killed).unwrap();
        assert_eq!(
            last(4, killed),
            Some(survives),
            "the leader and one follower"
        );
        let committed = facts(&run, 3).into_iter().any(|(at, fact)| {
            at < killed && matches!(fact, Fact::Committed { zxid } if zxid >= survives)
        });
        assert!(!committed, "two of five commit nothing");
        let picture = last_picture(&run);
        assert_eq!(picture.established_leaders().next(), Some(NodeId(3)));
        assert_eq!(agree_on_log(&run), survives);
    }
}

/// The last zxid in the log of every server.
fn agree_on_log(run: &Run) -> Zxid {
    let ends = ends(run);
    assert!(ends.iter().all(|end| end.0 == ends[0].0), "{ends:?}");
    ends[0].0
}

/// A client whose connection is lost knows neither that its write was carried out nor that it was
/// not; and both happen.
#[test]
fn the_outcome_of_a_write_is_unknown_when_the_connection_is_lost() {
    let crash = "at 0.01s kill zk4\nat 20s start zk4\nuntil 40s\n";
    for seed in SEEDS {
        let run = run(&format!("{ENSEMBLE}{crash}"), seed);
        let client = client(&run);
        for gap in &client.gaps {
            let lost = run.trace().get(gap.event).unwrap();
            let did = Fact::decode(&lost);
            let unknown = ClientDeed::WriteUnknown;
            assert!(matches!(did, Some(Fact::Client { did, .. }) if did == unknown));
            assert!(gap.from <= lost.at && gap.to.is_some_and(|to| to > lost.at));
        }
        let ends: Vec<_> = client
            .acknowledged
            .windows(2)
            .map(|w| (w[0].1, w[1].0))
            .collect();
        let gaps: Vec<_> = client
            .gaps
            .iter()
            .map(|gap| (gap.from, gap.to.unwrap()))
            .collect();
        assert_eq!(
            ends, gaps,
            "what is acknowledged and what is not takes turns"
        );
        agree(&run, 5);
    }
}

/// No acknowledged write is ever lost: whatever a client was told is in every log at the end.
#[test]
fn an_acknowledged_write_is_in_every_log() {
    let weather = "
at 0s kill zk4
at 10s start zk4
at 20s cut zk3-zk0 zk3-zk1 zk3-zk2 zk3-zk4
at 45s heal
until 150s
";
    for seed in SEEDS {
        let run = run(&format!("{ENSEMBLE}{weather}"), seed);
        let told = facts(&run, 5).into_iter().filter(|(_, fact)| {
            matches!(
                fact,
                Fact::Client {
                    did: ClientDeed::WriteAcknowledged,
                    ..
                }
            )
        });
        assert!(told.count() > 100);
        agree(&run, 5);
    }
}

/// A server that ceases to serve drops its clients; they go on with the same session elsewhere.
#[test]
fn a_server_that_stops_serving_drops_its_clients() {
    let crash = "at 0s kill zk3\nuntil 20s\n";
    let ensemble = ENSEMBLE
        .replace("app zk4 zk0 zk1 zk2 zk3", "app zk0 zk1")
        .replace("at -30s start zk4", "at -30s start zk3")
        .replace("start zk2 zk3", "start zk1 zk2");
    for seed in SEEDS {
        let run = run(&format!("{ensemble}{crash}"), seed);
        let stops = |fact: &&(SimTime, Fact)| fact.1 == Fact::Serving { on: false };
        let at = facts(&run, 0).iter().find(stops).unwrap().0;
        let dropped = Fact::ClientLeft {
            client: NodeId(5),
            dropped: true,
        };
        assert!(facts(&run, 0).contains(&(at, dropped)));
        let deeds = facts(&run, 5)
            .into_iter()
            .filter_map(|(_, fact)| match fact {
                Fact::Client { did, .. } => Some(did),
                _ => None,
            });
        let deeds: Vec<_> = deeds.collect();
        assert!(deeds.contains(&ClientDeed::Disconnected));
        assert!(deeds.contains(&ClientDeed::SessionRenewed));
        assert!(
            !deeds.contains(&ClientDeed::SessionNew),
            "it keeps its session"
        );
    }
}

/// The laws of Zab that a run breaks, by their names.
fn broken(run: &Run) -> Vec<&'static str> {
    let outcome = Outcome::of(run);
    let laws = outcome
        .judgements
        .iter()
        .filter(|judgement| judgement.property >= Property::PrefixConsistency && !judgement.holds);
    laws.map(|judgement| judgement.property.id()).collect()
}

/// Kills, cuts and restarts break no law of Zab, as long as all servers count the same voters.
#[test]
fn the_laws_of_zab_hold_in_any_weather() {
    let weather = "
at 0s kill zk4
at 1s write all 700
at 6s cut zk0->zk3
at 9s start zk4
at 20s heal
at 25s power-off zk3
at 40s power-on zk3
at 41s start zk3
at 50s pause zk4 12s
until 150s
";
    for seed in SEEDS {
        let run = run(&format!("{ENSEMBLE}{weather}"), seed);
        assert_eq!(broken(&run), [""; 0], "seed {seed}");
        assert!(Outcome::of(&run).verdict.serves_at_end());
    }
    for id in catalog::ids().filter(|id| *id != "zk-split-views") {
        assert_eq!(broken(&story(id)), [""; 0], "{id}");
    }
}

/// Servers that count different voters have two leaders at once, and two histories.
#[test]
fn split_views_break_the_laws_of_zab() {
    let run = story("zk-split-views");
    assert!(
        broken(&run).contains(&"prefix-consistency"),
        "{:?}",
        broken(&run)
    );
    assert!(broken(&run).contains(&"agreement"));
    let judgements = Outcome::of(&run).judgements;
    let first = judgements
        .iter()
        .find(|j| j.property == Property::Agreement)
        .unwrap();
    let (at, why) = (first.first_violation.unwrap(), first.why.unwrap());
    assert!(at > run.plan().clock.zero());
    let Reason::Histories(broken) = why else {
        panic!("{why:?}");
    };
    assert_ne!(broken.node, broken.other);
    for language in locale::Language::ALL {
        let sentence = locale::property::why(language, &run.plan().setting, at, &why);
        assert!(
            sentence.contains(&format!("0x{:x}", broken.zxid)),
            "{sentence}"
        );
    }
}
