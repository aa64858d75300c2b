//! Is it what really happened? Captures of real processes beside runs of the same situation.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
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

use capture::{Capture, by_thread, same};
use dolphinscheduler::log::parse::Entry;
use dolphinscheduler::log::parse::Record;
use dolphinscheduler::model::Model;
use sim::time::Span;
use std::collections::{BTreeMap, BTreeSet};

type Logs = BTreeMap<String, Vec<Record>>;

/// Lines that say what was decided. Left out:
/// * `zookeeper registry center init`: says nothing that the established session does not say;
/// * `State change: CONNECTED` and the generic line of each client: five copies of one event;
/// * `{dataSource-1} inited`: whichever thread uses the pool first opens it;
/// * the sessions that a worker opens after its registration: they own nothing, and how much later they
///   come (0.006 to 2.1 s) is in no list of ranges;
/// * everything that Quartz, ZooKeeper's client and the JVM print about themselves.
fn decisive(entry: &Entry) -> bool {
    !matches!(
        entry,
        Entry::Other
            | Entry::ClientInit
            | Entry::StateChange { .. }
            | Entry::Suspended { master: false }
            | Entry::Lost { master: false }
            | Entry::Reconnected { master: false }
            | Entry::PoolOpened
    )
}

/// How far a line may be off: 100 ms for every timer since the act that it follows from, and the ranges
/// of section 13.5 on the way.
fn slack(entry: &Entry) -> Span {
    let ms = match entry {
        // Sessions are opened 0.23 to 0.66 s before the port, later ones after Quartz.
        Entry::SessionEstablished { .. } => 1_500,
        Entry::PortBound { .. } => 30,
        // 30 to 60 ms after the port, up to 0.3 s loaded; then 2 to 40 ms, 10 to 25 ms.
        Entry::Registered { .. } => 300,
        Entry::DeadEntryDeleted { .. } => 340,
        Entry::SystemNodes => 365,
        // The start-up failover takes 0.2 to 0.9 s.
        Entry::NodeDeleted { server, .. } if server == "null" => 1_065,
        Entry::FailoverStarted { server: None, .. } | Entry::FailoverList { .. } => 1_500,
        Entry::FailoverStarted { .. } | Entry::FailoverEnded { .. } => 1_500,
        Entry::ListenerRegistered { .. } | Entry::SchedulerStarted | Entry::StartQuartz => 1_500,
        // Quartz takes 0.15 to 0.3 s.
        Entry::QuartzStarted => 1_650,
        // One tick of 10 s after the registration, then 3 s and 0.5 s; the hooks and the pool.
        Entry::Stopping { .. } => 400,
        Entry::NettyClientClosed
        | Entry::ScheduleServiceStopped
        | Entry::PortClosed
        | Entry::Unregistered { .. }
        | Entry::HeartbeatShutdown => 500,
        Entry::SessionClosed
        | Entry::PoolClosed
        | Entry::QuartzHalted
        | Entry::QuartzStopped
        | Entry::TaskResponseStopped => 700,
        // At an expiry: the grid of ticks of the server lies somewhere in 2 s.
        _ => 2_100,
    };
    Span::from_millis(ms)
}

/// Runs a capture with many seeds: how many give every line of every thread in its order, and how far
/// the worst line of the best one is off.
fn compare(
    name: &'static str,
    model: Model,
    net: u8,
    workers: u8,
    seeds: u64,
) -> (u64, Option<Span>) {
    let capture = Capture::read(name, model);
    let cluster = capture.cluster(2, workers, net);
    let (mut equal, mut best, mut why) = (0, None, Vec::new());
    for seed in 1..=seeds {
        let run = cluster.run(seed, capture.until.as_millis() / 1_000);
        let logs = capture.read_run(&run);
        match beside(&capture, &logs) {
            Ok(worst) => {
                equal += 1;
                best = Some(best.map_or(worst, |best: Span| best.min(worst)));
            }
            Err(reason) => why.push(format!("seed {seed}: {reason}")),
        }
    }
    println!("{name}: {equal} of {seeds} seeds equal, best worst line {best:?}");
    why.iter()
        .take(12)
        .for_each(|reason| println!("  {reason}"));
    (equal, best)
}

fn beside(capture: &Capture, logs: &Logs) -> Result<Span, String> {
    let mut worst = Span::ZERO;
    for (process, records) in &capture.logs {
        // A worker's log has no threads; one thread registers it and nothing else happens.
        let threaded = records.iter().any(|record| record.thread.is_some());
        let moment = |record: &_| capture.moment(record);
        let mut real = by_thread(records, moment, decisive);
        let empty = Vec::new();
        let mut run = by_thread(logs.get(process).unwrap_or(&empty), moment, decisive);
        if !threaded {
            let mut all: Vec<_> = std::mem::take(&mut run).into_values().flatten().collect();
            all.sort();
            run.insert(String::new(), all);
            for lines in real.values_mut().chain(run.values_mut()) {
                without_later_sessions(lines);
            }
        }
        let threads: BTreeSet<&String> = real.keys().chain(run.keys()).collect();
        for thread in threads {
            let lines = |of: &BTreeMap<String, Vec<_>>| of.get(thread).cloned().unwrap_or_default();
            let what = format!("{process} [{thread}]");
            worst = worst.max(same(&what, &lines(&real), &lines(&run), slack)?);
        }
    }
    Ok(worst)
}

/// A worker's sessions after its registration.
fn without_later_sessions(lines: &mut Vec<capture::Line>) {
    let mut registered = false;
    lines.retain(|(_, entry)| {
        registered |= matches!(entry, Entry::Registered { .. });
        !(registered && matches!(entry, Entry::SessionEstablished { .. }))
    });
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
                // Seen only where a log has it; see above.
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
    let name = "ds-1.3.8-fast-restart-5s";
    let (equal, _) = compare(name, Model::V1_3_8, 79, 1, 50);
    assert!(equal >= 20, "{equal} of 50");
    let capture = Capture::read(name, Model::V1_3_8);
    let cluster = capture.cluster(2, 1, 79);
    for seed in 1..=50 {
        let run = cluster.run(seed, capture.until.as_millis() / 1_000);
        assert_eq!(
            counted(&capture.read_run(&run)),
            counted(&capture.logs),
            "{seed}"
        );
    }
}

#[test]
fn the_six_fast_restarts_of_1_3_6() {
    let (equal, _) = compare("ds-1.3.6-fast-restart-5s", Model::V1_3_6, 77, 1, 200);
    assert!(equal > 0);
}

/// A peer that is held while the restarted master registers, and what the dead master still hears.
#[test]
fn the_zombie_of_1_3_6() {
    let (equal, _) = compare("ds-1.3.6-zombie-after-suicide", Model::V1_3_6, 77, 2, 100);
    assert!(equal > 0);
}
