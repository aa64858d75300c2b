//! Can it be seen what a cluster does, and why a healthy master stops itself?

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

#[path = "../../dolphinscheduler/tests/common/mod.rs"]
mod common;

use common::{Cluster, M1, M2, Run};
use dolphinscheduler::fact::{Death, Fact, Gone};
use dolphinscheduler::model::Model;
use dolphinscheduler::path::Path;
use picture::because;
use picture::dolphinscheduler::index::Index;
use picture::dolphinscheduler::{DolphinScheduler, Picture, ServerBand};
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use picture::system::Fold;
use sim::intervention::Intervention;
use sim::time::{SimTime, Span};
use sim::trace::Tag;

/// M1 is killed at 40 s and started again 5 s later, beside M2.
fn fast_restart(model: Model, peer_delay_ms: Option<u64>) -> (Cluster, Run) {
    let mut cluster = Cluster::new(model, 2, 0);
    cluster.start(1_000, M1).start(12_000, M2);
    cluster.kill(40_000, M1).start(45_000, M1);
    cluster.disk(M2).machine.peer_delay = peer_delay_ms.map(Span::from_millis);
    let run = cluster.run(1, 130);
    (cluster, run)
}

fn reading<'a>(cluster: &'a Cluster, run: &'a Run) -> Reading<'a, DolphinScheduler> {
    Reading {
        trace: &run.trace,
        setting: &run.setting,
        deeds: &cluster.deeds,
    }
}

fn gathered(cluster: &Cluster, run: &Run) -> (Index, Scrubber<DolphinScheduler>) {
    let end = SimTime::from_millis(130_000);
    Index::with_scrubber(&reading(cluster, run), end)
}

#[test]
fn on_1_3_8_the_session_that_owned_the_node_seals_it_and_no_look_helped() {
    let (cluster, run) = fast_restart(Model::V1_3_8, None);
    let (index, _) = gathered(&cluster, &run);
    let reading = reading(&cluster, &run);
    let [kill] = &index.kills[..] else {
        panic!("one self-kill: {:?}", index.kills);
    };
    assert_eq!((kill.node, kill.why), (M1, Death::NodeAbsent));
    let (sealed, event) = kill.sealed.unwrap();
    let fact = Fact::decode(&run.trace.get(event).unwrap());
    let gone = Fact::NodeGone {
        path: Path::Master { node: M1 },
        why: Gone::Expired,
    };
    assert_eq!(fact, Some(gone));
    // A heartbeat comes every ten seconds, so the next one finds it within that time.
    let waited = kill.judged.0.since(sealed);
    assert!(waited <= Span::from_secs(10), "{waited:?}");
    // The node belonged to the first process all the time, whoever wrote into it.
    let node = index
        .nodes
        .iter()
        .find(|span| span.path == Path::Master { node: M1 });
    let owner = node.unwrap().owner.unwrap();
    let owner = index
        .sessions
        .iter()
        .find(|span| span.session == owner)
        .unwrap();
    assert_eq!((owner.client, owner.incarnation), (M1, 1));
    assert_eq!(owner.orphaned, Some(SimTime::from_millis(40_000)));
    // The chain of causes goes back to the kill.
    let chain = because::chain(&reading, kill.judged.1);
    let acts = chain.iter().filter_map(|id| run.trace.get(*id));
    let acts: Vec<SimTime> = acts
        .filter(|row| row.tag == Tag::Act as u8)
        .map(|row| row.at)
        .collect();
    assert_eq!(
        acts.first(),
        Some(&SimTime::from_millis(40_000)),
        "{chain:?}"
    );
    let states: Vec<ServerBand> = index.bands[M1.index()]
        .iter()
        .map(|band| band.state)
        .collect();
    let expected = [
        ServerBand::Down,
        ServerBand::Starting,
        ServerBand::Running,
        ServerBand::Down,
        ServerBand::Starting,
        ServerBand::Running,
        ServerBand::StoppingItself,
    ];
    assert_eq!(states[..expected.len()], expected);
}

#[test]
fn on_1_3_6_the_peer_writes_the_entry_after_the_look() {
    let (cluster, run) = fast_restart(Model::V1_3_6, Some(1_000));
    let (index, _) = gathered(&cluster, &run);
    let kill = index.kills.first().unwrap();
    assert_eq!((kill.node, kill.why), (M1, Death::Entry));
    let (looked, _) = kill.looked.unwrap();
    let (sealed, event) = kill.sealed.unwrap();
    let late = sealed.since(looked);
    assert!(sealed > looked && late > Span::from_millis(500), "{late:?}");
    let chain = because::chain(&reading(&cluster, &run), kill.judged.1);
    assert!(chain.contains(&event) && chain.contains(&kill.looked.unwrap().1));
    let entry = index
        .nodes
        .iter()
        .find(|span| span.path == Path::DeadMaster { node: M1 });
    assert_eq!(entry.unwrap().by, M2);
}

#[test]
fn an_idle_peer_is_in_time_and_nobody_stops_itself() {
    let (cluster, run) = fast_restart(Model::V1_3_6, Some(0));
    let (index, _) = gathered(&cluster, &run);
    assert_eq!(index.kills, []);
    assert!(index.looks.iter().any(|look| look.by == M1 && look.found));
}

/// Whatever was looked at before, a moment is seen as it is seen from the beginning.
#[test]
fn a_moment_is_the_same_from_everywhere() {
    let (cluster, run) = fast_restart(Model::V1_3_8, None);
    let (_, mut scrubber) = gathered(&cluster, &run);
    let reading = reading(&cluster, &run);
    let moments = [0, 130_000, 40_000, 96_000, 4_000, 98_500, 45_100];
    for ms in moments {
        let at = SimTime::from_millis(ms);
        let mut plain = Picture::begin(&reading);
        for (id, row) in run.trace.iter().take_while(|(_, row)| row.at <= at) {
            plain.take_in(&reading, id, &row);
        }
        plain.stand_at(at);
        assert_eq!(
            format!("{:?}", scrubber.at(&reading, at)),
            format!("{plain:?}")
        );
    }
}

/// How many masters serve is what the servers themselves say.
#[test]
fn the_service_is_a_master_that_runs_and_is_registered() {
    let (cluster, run) = fast_restart(Model::V1_3_8, None);
    let (index, _) = gathered(&cluster, &run);
    let counts: Vec<u8> = index.masters.iter().map(|(_, count)| *count).collect();
    // One, two; the kill; back in a borrowed node, until that expires.
    assert_eq!(counts, [0, 1, 2, 1, 2, 1]);
    let expires = |(_, row): (_, sim::trace::Row)| match Fact::decode(&row) {
        Some(Fact::NodeGone {
            path: Path::Master { node: M1 },
            why: Gone::Expired,
        }) => Some(row.at),
        _ => None,
    };
    let last = index.masters.last().unwrap().0;
    assert_eq!(run.trace.iter().find_map(expires), Some(last));
}

#[test]
fn what_is_cut_off_is_seen_until_it_heals() {
    let mut cluster = Cluster::new(Model::V1_3_8, 1, 0);
    cluster.start(1_000, M1);
    cluster.at(20_000, Intervention::Cut(M1, common::REGISTRY));
    cluster.at(30_000, Intervention::Heal(M1, common::REGISTRY));
    let run = cluster.run(1, 40);
    let mut scrubber = Scrubber::new(&reading(&cluster, &run));
    let mut cuts = |ms| {
        let at = SimTime::from_millis(ms);
        scrubber.at(&reading(&cluster, &run), at).cuts.clone()
    };
    assert_eq!(cuts(25_000), [(M1, common::REGISTRY)]);
    assert_eq!(cuts(31_000), []);
}
