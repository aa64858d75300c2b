//! Is it what really happened? Captures of real processes beside runs of the same situation.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a test stops at the first surprise, and says how far the comparison went"
)]

#[allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    reason = "shared by tests"
)]
mod capture;
mod common;
#[allow(unreachable_pub, clippy::unwrap_used, reason = "shared by tests")]
mod end;
#[allow(unreachable_pub, clippy::unwrap_used, reason = "shared by tests")]
mod lines;

use capture::{Capture, Situation};
use common::host;
use dolphinscheduler::log::parse::{Entry, Record};
use dolphinscheduler::model::{Model, OnLost};
use dolphinscheduler::setting::{Definition, Role, TaskSpec, Work};
use lines::{beside, decisive, threads};
use sim::id::NodeId;
use sim::time::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

type Logs = BTreeMap<String, Vec<Record>>;

fn situation(name: &'static str, model: Model, net: u8, servers: (u8, u8)) -> Situation {
    Situation {
        name,
        model,
        net,
        servers,
        more: Vec::new(),
        flows: Vec::new(),
        given: (0, 0, 0),
    }
}

/// Tasks one after the other, of so many seconds.
fn chain(name: &str, seconds: &[u64]) -> Definition {
    let tasks = (0_u8..).zip(seconds).map(|(n, seconds)| TaskSpec {
        name: char::from(b'a' + n).to_string(),
        after: n.checked_sub(1).into_iter().collect(),
        work: Work::Shell(Span::from_secs(*seconds)),
        max_retry_times: 0,
    });
    Definition {
        name: name.to_owned(),
        tasks: tasks.collect(),
    }
}

/// Runs a capture with many seeds: how many give every line, each in its place and time, how many of those
/// have the same rows and nodes at the moment at which the capture's were read, and why others do not.
fn tried(
    capture: &Capture,
    prepare: impl Fn(&mut common::Cluster),
    seeds: RangeInclusive<u64>,
) -> (u64, u64, BTreeMap<String, String>) {
    let (mut equal, mut ends, mut why) = (0, 0, BTreeMap::new());
    for seed in seeds {
        let mut cluster = capture.cluster(seed);
        prepare(&mut cluster);
        let run = cluster.run(seed, capture.until.as_millis() / 1_000);
        if let Err(reason) = beside(capture, &capture.read_run(&run)) {
            let kind = reason.replace(|c: char| c.is_ascii_digit(), "");
            why.entry(kind).or_insert(format!("seed {seed}: {reason}"));
            continue;
        }
        equal += 1;
        let (at, real) = end::of_capture(capture);
        let mut run = cluster.run(seed, 0);
        run.advance_to(at);
        let end = end::of_run(&run);
        if end == real {
            ends += 1;
        } else {
            why.insert(format!("{end:?}"), format!("seed {seed}, at the end"));
        }
    }
    (equal, ends, why)
}

/// Some seeds do what the capture shows, to its end.
fn compare(capture: &Capture, prepare: impl Fn(&mut common::Cluster), seeds: u64) -> u64 {
    let (equal, ends, why) = tried(capture, prepare, 1..=seeds);
    assert!(ends > 0, "{}: {equal} {why:#?}", capture.situation.name);
    equal
}

/// The lines of a run with how often each comes, whoever writes the dead entry: that is a race of the
/// two caches of the two masters for one lock.
fn counted(logs: &Logs) -> BTreeMap<(String, Entry), usize> {
    let mut count = BTreeMap::new();
    for (process, records) in logs {
        for record in records.iter().filter(|record| decisive(&record.entry)) {
            let entry = record.entry.clone();
            let who = match entry {
                Entry::DeadEntryAdded { .. } => String::new(),
                // Seen only where a log has it; see `lines`.
                Entry::SessionEstablished { .. } if process.starts_with('w') => continue,
                _ => process.clone(),
            };
            *count.entry((who, entry)).or_insert(0) += 1;
        }
    }
    count
}

/// On 1.3.8 nothing but the author of the dead entry is open: every seed gives every line, and some
/// give each thread's lines in their order and at their times.
#[test]
fn the_fast_restart_of_1_3_8() {
    let capture = Capture::read(situation(
        "ds-1.3.8-fast-restart-5s",
        Model::V1_3_8,
        79,
        (2, 1),
    ));
    let equal = compare(&capture, |_| {}, 50);
    assert!(equal >= 20, "{equal} of 50");
    for seed in 1..=50 {
        let run = capture
            .cluster(seed)
            .run(seed, capture.until.as_millis() / 1_000);
        assert_eq!(
            counted(&capture.read_run(&run)),
            counted(&capture.logs),
            "{seed}"
        );
    }
}

#[test]
fn the_six_fast_restarts_of_1_3_6() {
    let name = "ds-1.3.6-fast-restart-5s";
    let capture = Capture::read(situation(name, Model::V1_3_6, 77, (2, 1)));
    compare(&capture, |_| {}, 200);
}

/// A peer that is held while the restarted master registers, and what the dead master still hears.
#[test]
fn the_zombie_of_1_3_6() {
    let name = "ds-1.3.6-zombie-after-suicide";
    let capture = Capture::read(situation(name, Model::V1_3_6, 77, (2, 2)));
    compare(&capture, |_| {}, 100);
}

/// Two owners, a second take-over, and a workflow that fails for it.
#[test]
fn the_partition_of_1_3_8() {
    let name = "ds-1.3.8-partition-90s";
    let mut given = situation(name, Model::V1_3_8, 79, (2, 1));
    given.flows = vec![("definition 6", chain("steps", &[30; 9]))];
    given.given = (21, 16, 26);
    let capture = Capture::read(given);
    compare(&capture, |_| {}, 400);
}

/// A killed worker whose log server still hands over the log. There was no YARN: here it is down while
/// the failover asks it, and accepts the applications that the two scripts pretend to submit.
#[test]
fn the_worker_failover_of_1_3_8() {
    let name = "ds-1.3.8-worker-kill-logger-alive";
    let mut given = situation(name, Model::V1_3_8, 81, (1, 2));
    let mut flow = chain("yarn", &[150]);
    for task in &mut flow.tasks {
        task.work = Work::Yarn {
            runtime: Span::from_secs(150),
            id_at_once: true,
        };
    }
    given.flows = vec![("definition 5", flow)];
    given.more = vec![
        host("w1.logger", [10, 81, 0, 21], Role::LogServer(NodeId(3))),
        host("yarn", [10, 81, 0, 1], Role::Yarn),
    ];
    let capture = Capture::read(given);
    let yarn = NodeId(6);
    let prepare = |cluster: &mut common::Cluster| {
        let cluster = cluster.start(0, yarn);
        cluster.kill(65_515, yarn).start(126_500, yarn);
    };
    compare(&capture, prepare, 20);
}

/// Five restarts that 2.0.5 survives; two of them with workflows. Which master takes which of ten commands
/// is a race of its own each time: all of them go as they went there in one run of some 250, which is why
/// the seeds do not begin with the first.
#[test]
fn the_fast_restarts_of_2_0_5() {
    let name = "ds-2.0.5-fast-restart-5s";
    let mut given = situation(name, Model::G1Fixed, 77, (2, 1));
    given.flows = vec![
        ("definition 4", chain("mid", &[45, 5])),
        ("definition 2", chain("quick", &[2])),
    ];
    given.given = (3, 1, 1);
    let capture = Capture::read(given);
    let (_, ends, why) = tried(&capture, |_| {}, 1_265..=1_275);
    assert!(ends > 0, "{why:#?}");
}

#[test]
fn the_master_failover_of_3_1_9() {
    let name = "ds-3.1.9-master-failover";
    let mut given = situation(name, Model::V3_1_9, 78, (2, 1));
    given.flows = vec![("flow flow-ab", chain("flow-ab", &[75, 5]))];
    given.given = (1, 1, 2);
    let capture = Capture::read(given);
    compare(&capture, |_| {}, 20);
}

#[test]
fn the_master_failover_of_3_2_1() {
    let name = "ds-3.2.1-master-failover";
    let mut given = situation(name, Model::V3_2_1, 78, (2, 1));
    given.flows = vec![("flow flow-ab", chain("flow-ab", &[100, 5]))];
    given.given = (2, 2, 4);
    let capture = Capture::read(given);
    compare(&capture, |_| {}, 20);
}

#[test]
fn the_worker_failover_of_3_2_1() {
    let name = "ds-3.2.1-worker-kill";
    let mut given = situation(name, Model::V3_2_1, 78, (1, 2));
    given.flows = vec![("flow flow-ab", chain("flow-ab", &[100, 5]))];
    given.given = (4, 4, 8);
    let capture = Capture::read(given);
    compare(&capture, |_| {}, 20);
}

/// Twenty seconds with two owners. Every thread but one does in some run what it does in the capture. The
/// command loop of m2 does not: its polls of a second fall between two inserts once, behind them three
/// times, and an insert of two rows is taken by one master or by both; no run of the first 4,000 has all
/// of it as it was.
#[test]
fn known_difference_the_partition_of_3_2_1() {
    let name = "ds-3.2.1-partition-stop-90s";
    let mut given = situation(name, Model::V3_2_1, 82, (2, 1));
    given.flows = vec![
        ("flow flow-ab", chain("flow-ab", &[60, 30])),
        ("flow flow-c", chain("flow-c", &[3])),
    ];
    let capture = Capture::read(given);
    let prepare = |cluster: &mut common::Cluster| {
        for disk in &mut cluster.disks {
            disk.config.switches.on_lost = OnLost::Stop;
        }
    };
    let mut never: BTreeSet<String> = BTreeSet::new();
    for seed in 500..=600 {
        let mut cluster = capture.cluster(seed);
        prepare(&mut cluster);
        let run = cluster.run(seed, capture.until.as_millis() / 1_000);
        let compared = threads(&capture, &capture.read_run(&run));
        let differs = compared.iter().filter(|(_, result)| result.is_err());
        let differs: BTreeSet<String> = differs.map(|(thread, _)| thread.clone()).collect();
        never = match seed {
            500 => differs,
            _ => never.intersection(&differs).cloned().collect(),
        };
    }
    assert_eq!(
        never,
        BTreeSet::from(["m2 [MasterCommandLoopThread]".to_owned()])
    );
}

/// A lone master that kills itself at every start.
#[test]
fn the_restart_loop_of_the_development_line() {
    let name = "ds-3.3-dev-before-16953-single-master-restart-loop";
    let mut given = situation(name, Model::G3Dsip82, 80, (1, 1));
    given.flows = vec![("flow flow-ab", chain("flow-ab", &[240, 5]))];
    given.given = (2, 2, 3);
    let capture = Capture::read(given);
    compare(&capture, |_| {}, 20);
}
