//! Pitfall 16: what the network does to connections when a host goes dark or a link is cut.

use crate::played::written;
use picture::reading::Reading;
use picture::zookeeper::Picture;
use scenario::plan::Plan;
use sim::id::NodeId;
use sim::network::Pitfall;
use sim::trace::Trace;
use sim::world::World;
use zookeeper::fact::{DialFailure, Fact};
use zookeeper::message::PacketKind;
use zookeeper::server::Server;

/// A plan played in a network that makes a mistake, or none.
fn play(plan: &Plan, pitfall: Option<Pitfall>) -> Trace {
    let (disks, deeds) = (plan.disks.clone(), plan.deeds.clone());
    let mut world = World::<Server>::new(plan.seed, disks, plan.latency, deeds);
    if let Some(pitfall) = pitfall {
        world.set_network_pitfall(pitfall);
    }
    let mut trace = Trace::default();
    world.advance(&mut trace, plan.until, u64::MAX);
    trace
}

fn leaders(plan: &Plan, trace: &Trace) -> Vec<NodeId> {
    let reading: Reading<'_> = Reading {
        trace,
        setting: &plan.setting,
        deeds: &plan.deeds,
    };
    let mut picture = Picture::new(&reading);
    for (id, row) in trace.iter() {
        picture.apply(&reading, id, &row);
    }
    picture.established_leaders().collect()
}

/// When a fact happens, in ms from zero, each time.
fn times(plan: &Plan, trace: &Trace, test: impl Fn(NodeId, Fact) -> bool) -> Vec<i64> {
    let rows = trace.iter().map(|(_, row)| row);
    rows.filter(|row| row.at >= plan.clock.zero())
        .filter(|row| Fact::decode(row).is_some_and(|fact| test(row.node, fact)))
        .map(|row| plan.ms(row.at))
        .collect()
}

/// The outage as it is told, but zk3 and zk4 are not stopped before their hosts go dark. Nobody is
/// told, so zk0 and zk2 keep their connections to them and write into them without being blocked: it
/// heals. In a network in which dark hosts hang up it is the outage again.
fn still_connected() -> Plan {
    let text = include_str!("../../crates/scenario/catalog/zk-decommission-outage/scenario.txt");
    let stops = |line: &&str| line.contains("when order=peers-first") && line.contains("kill zk");
    assert_eq!(text.lines().filter(stops).count(), 2);
    let kept = text.lines().filter(|line| !stops(line));
    written(&kept.collect::<Vec<_>>().join("\n"), "200s")
}

#[test]
fn pitfall_16_blocking_needs_a_closed_connection_to_a_dark_host() {
    let plan = still_connected();
    let black_holed = |trace: &Trace| {
        let timed_out = |_, fact| {
            matches!(
                fact,
                Fact::DialFailed {
                    why: DialFailure::TimedOut,
                    ..
                }
            )
        };
        times(&plan, trace, timed_out).len()
    };
    let right = play(&plan, None);
    assert_eq!(black_holed(&right), 0);
    assert_eq!(leaders(&plan, &right), [NodeId(2)]);
    let wrong = play(&plan, Some(Pitfall::DarkHostsHangUp));
    assert!(black_holed(&wrong) > 10, "{}", black_holed(&wrong));
    assert_eq!(leaders(&plan, &wrong), []);
}

/// A short cut of the link between a leader and one of its followers, and the pings over it.
fn cut(length: &str, way: &str) -> Plan {
    let text = format!(
        "servers zk0..zk2\nboot all 500ms\nat -30s start all\nat 0s cut {way}\nat {length} heal\n\
         until 60s\n"
    );
    written(&text, "60s")
}

/// When zk0 reads a ping of its leader zk2.
fn pings(plan: &Plan, trace: &Trace) -> Vec<i64> {
    times(plan, trace, |node, fact| {
        let ping = PacketKind::Ping;
        node == NodeId(0) && matches!(fact, Fact::PacketReceived { kind, .. } if kind == ping)
    })
}

#[test]
fn pitfall_16_what_is_written_into_a_cut_link_arrives_late_and_all_at_once() {
    let plan = cut("4500ms", "zk0-zk2");
    let first_after = |trace: &Trace| {
        let pings = pings(&plan, trace);
        let first = *pings.iter().find(|ms| **ms >= 4_500).unwrap();
        let together = pings.iter().filter(|ms| (first..first + 5).contains(*ms));
        (first, together.count())
    };
    let (late, together) = first_after(&play(&plan, None));
    assert!(late > 6_500, "{late}");
    assert!(together >= 5, "{together}");
    let (soon, _) = first_after(&play(&plan, Some(Pitfall::RepairsAreNoticedAtOnce)));
    assert!(soon <= 4_750, "{soon}");
}

#[test]
fn pitfall_16_a_one_way_cut_silences_both_directions() {
    let plan = cut("30s", "zk0->zk2");
    let heard = |trace: &Trace| {
        let pings = pings(&plan, trace);
        pings
            .iter()
            .filter(|ms| (2_000..9_000).contains(*ms))
            .count()
    };
    assert_eq!(
        heard(&play(&plan, None)),
        0,
        "zk0 hears nothing, though only its own words are lost"
    );
    let wrong = play(&plan, Some(Pitfall::OneWayCutsSilenceOne));
    assert!(heard(&wrong) >= 5, "{}", heard(&wrong));
}
