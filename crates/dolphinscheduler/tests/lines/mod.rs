//! Which lines of a log are compared, in what order, and how far each may be off.

use crate::Logs;
use crate::capture::{Capture, Line, same};
use dolphinscheduler::log::parse::{Entry, Record};
use dolphinscheduler::model::Wording;
use sim::time::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Lines that say what was decided. Left out:
/// * `zookeeper registry center init`: says nothing that the established session does not say;
/// * `State change: …` and the generic line of each client: five copies of one event;
/// * `{dataSource-1} inited`: whichever thread uses the pool first opens it;
/// * the sessions that a worker opens after its registration: they own nothing, and how much later they
///   come (0.006 to 2.1 s) is in no list of ranges;
/// * everything that Quartz, ZooKeeper's client and the JVM print about themselves.
pub fn decisive(entry: &Entry) -> bool {
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

/// Lines of later releases that are left out as well:
/// * the first slots of a start, on the main thread, before any cache has told anything;
/// * what the caches find when they are read for the first time: their order is that of the children;
/// * `master scheduler started`, `failover execute started`: threads begin when the machine lets them.
fn decisive_later(record: &Record) -> bool {
    let main = record.thread.as_deref() == Some("Master-Server");
    let path_of_nobody = |server: &str| !server.contains(':');
    match &record.entry {
        Entry::SlotsSet { .. } | Entry::SlotsNotListed => !main,
        Entry::Added { server, .. } | Entry::NodeAdded { server, .. } => !path_of_nobody(server),
        Entry::CurrentNodes
        | Entry::SchedulerStarted
        | Entry::RoundsBegin
        | Entry::StartQuartz
        | Entry::HeartbeatShutdown => false,
        entry => decisive(entry),
    }
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

/// Whether threads of a pool race to print a line: then lines are compared by what they say, each kind
/// in the order of its times.
fn races(record: &Record) -> bool {
    let thread = record.thread.as_deref().unwrap_or("");
    let pools = [
        "Master-Exec-Thread",
        "Master-Task-Exec-Thread",
        "NettyServerThread",
        "Worker-Execute-Thread",
        "pool-",
        "CommonTask-",
        "MasterEventExecution",
        "TaskLogInfo-",
        "MasterPreExecThread",
        "WorkflowExecuteThread",
        "TaskUpdateQueueConsumerThread",
        "GlobalTaskDispatchWaitingQueueLooper",
        "NettyRemotingServerThread",
        "ds-workflow-eventbus-worker",
        "MasterRpcServer-methodInvoker",
    ];
    pools.iter().any(|pool| thread.starts_with(pool))
}

/// What orders a line: its thread, without the numbers of pools and connections; two caches with one
/// name are told apart by what they print. Of what races, the line itself.
fn ordered_by(record: &Record) -> String {
    let entry = &record.entry;
    if races(record) {
        return format!("any of a pool: {entry:?}");
    }
    let thread = record.thread.as_deref().unwrap_or("");
    let thread = thread.split('(').next().unwrap_or("");
    if thread.starts_with("Thread-") {
        // The two shutdown hooks have the numbers of their making; their lines stand in one order.
        return "Thread-n".to_owned();
    }
    if !thread.starts_with("Curator-TreeCache") {
        return thread.to_owned();
    }
    match entry {
        Entry::Added { kind, .. } | Entry::Down { kind, .. } => format!("alerts for {kind:?}s"),
        Entry::SlotsSet { .. } | Entry::SlotsNotListed => "alerts for Masters".to_owned(),
        Entry::ClusterAdded { kind, .. } | Entry::ClusterRemoved { kind, .. } => {
            format!("cluster of {kind:?}s")
        }
        Entry::Coordinator { .. } => "coordinator".to_owned(),
        _ => thread.to_owned(),
    }
}

/// The decisive lines of a process by what orders them.
fn ordered(capture: &Capture, records: &[Record]) -> BTreeMap<String, Vec<Line>> {
    let old = capture.wording() == Wording::G1;
    let mut found: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for record in records {
        let counts = if old {
            decisive(&record.entry)
        } else {
            decisive_later(record)
        };
        if counts {
            // In 1.3.x the two caches have their own threads.
            let by = if old
                && !races(record)
                && !record
                    .thread
                    .as_deref()
                    .unwrap_or("")
                    .starts_with("Thread-")
            {
                let thread = record.thread.as_deref().unwrap_or("");
                thread.split('(').next().unwrap_or("").to_owned()
            } else {
                ordered_by(record)
            };
            let line = (capture.moment(record), record.entry.clone());
            found.entry(by).or_default().push(line);
        }
    }
    found
}

/// Compares every process of a capture with a run's logs.
pub fn beside(capture: &Capture, logs: &Logs) -> Result<Span, String> {
    let mut worst = Span::ZERO;
    let empty = Vec::new();
    for (process, records) in &capture.logs {
        // A worker's log has no threads.
        let threaded = records.iter().any(|record| record.thread.is_some());
        let mut run = logs.get(process).unwrap_or(&empty).clone();
        if !threaded {
            run.iter_mut().for_each(|record| record.thread = None);
        }
        let mut real = ordered(capture, records);
        let mut run = ordered(capture, &run);
        if !threaded {
            for lines in real.values_mut().chain(run.values_mut()) {
                without_later_sessions(lines);
            }
        }
        let keys: BTreeSet<&String> = real.keys().chain(run.keys()).collect();
        for key in keys {
            let lines = |of: &BTreeMap<String, Vec<_>>| of.get(key).cloned().unwrap_or_default();
            let what = format!("{process} [{key}]");
            worst = worst.max(same(&what, &lines(&real), &lines(&run), slack)?);
        }
    }
    Ok(worst)
}

/// A worker's sessions after its registration.
fn without_later_sessions(lines: &mut Vec<Line>) {
    let mut registered = false;
    lines.retain(|(_, entry)| {
        registered |= matches!(entry, Entry::Registered { .. });
        !(registered && matches!(entry, Entry::SessionEstablished { .. }))
    });
}
