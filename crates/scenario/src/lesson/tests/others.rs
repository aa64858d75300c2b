//! The lessons of the ZooKeeper scenarios beside the outage: which steps happen in which run, and what
//! the run answers.

use super::{Told, tell};
use crate::plan::Choice;
use zookeeper::fact::Fact;

const FIRST: &str = "zk-first-election";
const CRASH: &str = "zk-leader-crash";
const KAFKA: &str = "zk-kafka-decommission";
const PARTITION: &str = "zk-leader-partition";
const SPLIT: &str = "zk-split-views";

fn set(param: &str) -> impl Fn(&mut Choice) {
    move |choice| choice.set(param).unwrap()
}

fn fix(id: &str) -> impl Fn(&mut Choice) {
    move |choice| choice.fix(id).unwrap()
}

/// The steps in their order, each with the server and the fact that it is.
fn steps(told: &Told) -> Vec<String> {
    let steps = told.bound.steps.iter().map(|step| {
        let Some(event) = step.event else {
            return format!("{} -", step.id);
        };
        let row = told.run.trace().get(event).unwrap();
        let server = told.run.plan().setting.name(row.node);
        let fact = Fact::decode(&row).map_or("-", |fact| fact.name());
        format!("{} {server} {fact}", step.id)
    });
    steps.collect()
}

/// All steps but `absent` happen one after the other, and the answers are these, on twenty seeds.
fn holds_on_twenty_seeds(id: &str, absent: &[&str], answers: &[&str]) {
    for seed in 1..=20 {
        let told = tell(id, |choice| choice.seed = Some(seed));
        assert_eq!(told.absent(), absent, "seed {seed}");
        assert_eq!(told.answers(), answers, "seed {seed}");
        let events = told.bound.steps.iter().filter_map(|step| step.event);
        assert!(events.is_sorted(), "seed {seed}");
    }
}

fn between(told: &Told, name: &str, low: u64, high: u64) {
    let value = told.value(name).unwrap();
    assert!((low..=high).contains(&value), "{name} is {value}");
}

#[test]
fn the_first_election_goes_to_the_third_server() {
    let told = tell(FIRST, |_| {});
    let expected = [
        "own-vote zk0 Proposed",
        "alone zk0 NotificationTimeout",
        "dial zk1 LinkUp",
        "compare zk0 Proposed",
        "third zk0 QuorumSeen",
        "drain zk0 PollStarted",
        "office zk2 HaveQuorum",
        "late zk4 Decided",
    ];
    assert_eq!(steps(&told), expected);
    assert_eq!(told.value("winner"), Some(2));
    assert_eq!(told.value("drain"), Some(200));
    assert_eq!(told.value("epoch"), Some(1));
    between(&told, "install", 1_000, 1_100);
    holds_on_twenty_seeds(FIRST, &[], &["zk2", "zk0"]);
}

#[test]
fn with_all_servers_there_at_once_the_largest_sid_wins_the_first_election() {
    let together = tell(FIRST, set("gap-ms=0"));
    assert_eq!(together.answers(), ["zk4", "zk0"]);
    assert_eq!(together.absent(), ["alone", "compare", "late"]);
    assert_eq!(together.value("winner"), Some(4));
    // Each comes while the others still listen for a better vote, or too late.
    assert_eq!(tell(FIRST, set("gap-ms=200")).answers()[0], "zk4");
    let close = tell(FIRST, set("gap-ms=250"));
    assert_eq!(close.answers()[0], "zk2");
    assert_eq!(close.absent(), ["alone"]);
    // Nobody leads before the run ends.
    let apart = tell(FIRST, set("gap-ms=20000"));
    assert_eq!(apart.answers(), ["-", "zk0"]);
    assert_eq!(apart.absent(), ["third", "drain", "office", "late"]);
}

#[test]
fn a_killed_leader_is_noticed_at_once_and_follows_when_it_returns() {
    let told = tell(CRASH, |_| {});
    let expected = [
        "pings zk3 PacketSent",
        "hang-up zk4 StateEntered",
        "reload zk0 NewElection",
        "longest zk0 Proposed",
        "quick zk4 ElectionTook",
        "epoch zk4 Serving",
        "return zk3 Serving",
    ];
    assert_eq!(steps(&told), expected);
    between(&told, "notice", 1, 5);
    assert_eq!(told.value("silence"), Some(10));
    between(&told, "took", 200, 300);
    assert_eq!(told.value("epoch"), Some(2));
    assert_eq!(told.value("zxid"), Some(0x2_0000_0000));
    assert_eq!(told.value("round"), Some(2));
    between(&told, "gap", 1_000, 1_300);
    between(&told, "back", 100, 300);
    holds_on_twenty_seeds(CRASH, &[], &["milliseconds", "follows"]);
}

#[test]
fn without_power_the_leader_hangs_up_on_nobody() {
    let dark = tell(CRASH, set("death=power-off"));
    assert_eq!(dark.answers(), ["read-timeout", "follows"]);
    assert_eq!(dark.absent(), ["hang-up"]);
    assert_eq!(dark.value("notice"), None);
    // Since 3.4.10 a server keeps its database through an election (ZOOKEEPER-2678).
    let kept = tell(CRASH, set("release=3.4.14"));
    assert_eq!(kept.absent(), ["reload"]);
    let slow = tell(CRASH, set("reload-ms=10000"));
    assert_eq!(slow.value("silence"), Some(10_000));
    between(&slow, "took", 10_200, 10_300);
}

#[test]
fn the_change_in_the_right_order_takes_one_election() {
    let told = tell(KAFKA, |_| {});
    let expected = [
        "spare zk2 PacketSent",
        "first zk0 Decided",
        "second zk1 Decided",
        "mixed zk1 Serving",
        "leader zk1 Serving",
        "one-list zk2 Decided",
        "switch-off zk3 -",
    ];
    assert_eq!(steps(&told), expected);
    assert_eq!(told.value("spare"), Some(2));
    assert_eq!(told.value("left"), Some(1));
    between(&told, "gap", 1_200, 1_400);
    between(&told, "span", 41_000, 41_300);
    holds_on_twenty_seeds(KAFKA, &[], &["none", "one"]);
}

#[test]
fn in_the_wrong_order_the_change_is_another_story() {
    let leader_first = tell(KAFKA, fix("leader-first"));
    assert_eq!(leader_first.answers(), ["on-return", "two"]);
    let gone = ["first", "second", "mixed", "leader", "one-list"];
    assert_eq!(leader_first.absent(), gone);
    let peers_off = tell(KAFKA, fix("peers-off"));
    assert_eq!(peers_off.answers(), ["at-once", "one"]);
    assert_eq!(peers_off.absent().len(), peers_off.bound.steps.len());
}

#[test]
fn a_leader_that_is_cut_off_steps_down_and_truncates() {
    let told = tell(PARTITION, |_| {});
    let expected = [
        "silence zk4 -",
        "write zk4 Logged",
        "clocks zk3 FollowingFailed",
        "down zk4 LeaderShutdown",
        "labels zk3 StateEntered",
        "majority zk3 Serving",
        "truncate zk4 SyncStarted",
    ];
    assert_eq!(steps(&told), expected);
    assert_eq!(told.answers(), ["unknown", "possible", "truncated"]);
    assert_eq!(told.value("tail"), Some(0x1_0000_0044));
    assert_eq!(told.value("lost"), Some(0x1_0000_0044));
    assert_eq!(told.value("winner"), Some(3));
    assert_eq!(told.value("epoch"), Some(2));
    between(&told, "wait", 9_000, 10_000);
    between(&told, "down", 9_000, 12_000);
    between(&told, "claim", 9_200, 10_300);
    between(&told, "up", 10_200, 11_300);
    // The election connections wait for TCP's next retransmission.
    between(&told, "back", 1_000, 60_000);
}

/// The followers give up after the last packet they have read, the leader after the last whole tick
/// that any of them acknowledged: here the leader is the later one.
#[test]
fn two_servers_say_leading_at_once() {
    let mut overlaps = 0;
    for seed in 1..=20 {
        let told = tell(PARTITION, |choice| choice.seed = Some(seed));
        assert_eq!(told.absent(), Vec::<&str>::new(), "seed {seed}");
        let overlap = told.value("claim") < told.value("down");
        let label = if overlap { "possible" } else { "not-here" };
        assert_eq!(
            told.answers(),
            ["unknown", label, "truncated"],
            "seed {seed}"
        );
        overlaps += u32::from(overlap);
    }
    assert!(overlaps > 10, "{overlaps} of 20");
}

#[test]
fn short_clocks_end_it_sooner() {
    let told = tell(PARTITION, set("tick-time-ms=500"));
    assert_eq!(told.answers(), ["at-once", "not-here", "truncated"]);
    assert_eq!(told.absent(), Vec::<&str>::new());
    let long = tell(PARTITION, set("tick-time-ms=6000"));
    assert_eq!(long.answers(), ["unknown", "possible", "truncated"]);
    assert_eq!(long.absent(), Vec::<&str>::new());
    let other = tell(PARTITION, set("release=3.8.0"));
    assert_eq!(other.value("winner"), Some(3));
    assert_eq!(other.absent(), Vec::<&str>::new());
}

#[test]
fn two_lists_let_two_leaders_commit() {
    let told = tell(SPLIT, |_| {});
    let expected = [
        "local zk1 StateEntered",
        "hidden zk2 PacketSent",
        "cut zk2 SyncedCounted",
        "other-half zk1 Serving",
        "fork zk2 PacketReceived",
        "no-merge zk2 PacketReceived",
        "lost -",
    ];
    assert_eq!(steps(&told), expected);
    assert_eq!(told.value("fork"), Some(0x1_0000_0064));
    assert_eq!(told.value("one"), Some(0x2_0000_0007));
    assert_eq!(told.value("other"), Some(0x1_0000_006b));
    assert_eq!(told.value("spare"), Some(0));
    assert_eq!(told.value("epoch"), Some(2));
    between(&told, "up", 10_000, 10_500);
    holds_on_twenty_seeds(SPLIT, &["lost"], &["two", "both"]);
}

#[test]
fn one_list_has_one_leader_and_a_late_change_loses_writes() {
    let finished = tell(SPLIT, fix("finish-first"));
    assert_eq!(finished.answers(), ["one", "higher-epoch"]);
    let forked = ["cut", "other-half", "fork", "no-merge", "lost"];
    assert_eq!(finished.absent(), forked);
    let reconfig = tell(SPLIT, fix("reconfig"));
    assert_eq!(reconfig.answers(), ["one", "higher-epoch"]);
    assert_eq!(reconfig.absent().len(), reconfig.bound.steps.len());
    // Neither: zk0 and zk1 elect nobody among themselves, and come back to zk2.
    let other = tell(SPLIT, set("release=3.5.7"));
    assert_eq!(other.answers(), ["one", "-"]);
    assert_eq!(other.absent(), ["other-half", "fork", "no-merge", "lost"]);
    let after = tell(SPLIT, fix("finish-after"));
    assert_eq!(after.answers(), ["two", "both"]);
    assert_eq!(after.absent(), Vec::<&str>::new());
    assert_eq!(after.value("tail"), after.value("other"));
}
