//! Which lines of a log are compared, in what order, and how far each may be off.

use crate::Logs;
use crate::capture::{Act, Capture, Line, same};
use dolphinscheduler::log::parse::{Entry, Record};
use dolphinscheduler::model::Wording;
use sim::time::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Lines that say what was decided. Left out:
/// * `zookeeper registry center init`: says nothing that the established session does not say;
/// * `State change: CONNECTED` and the generic line of each client: five copies of one event;
/// * what ZooKeeper's client says about the connection of a session: Curator says the same of its state;
/// * `{dataSource-1} inited`: whichever thread uses the pool first opens it;
/// * the sessions that a worker opens after its registration: they own nothing, and how much later they
///   come (0.006 to 2.1 s) is in no list of ranges;
/// * everything that Quartz, ZooKeeper's client and the JVM print about themselves.
pub fn decisive(entry: &Entry) -> bool {
    if let Entry::StateChange { state } = entry {
        return state != "CONNECTED";
    }
    !matches!(
        entry,
        Entry::Other
            | Entry::ClientInit
            | Entry::HeardNothing
            | Entry::ExpiryInjected
            | Entry::ExpiredThere
            | Entry::Suspended { master: false }
            | Entry::Lost { master: false }
            | Entry::Reconnected { master: false }
            | Entry::PoolOpened
    )
}

/// Lines of later releases that are left out as well:
/// * slots that a master reads before its own node is in the list, and refreshes that change nothing;
/// * the session of a start: how long before the port it is opened (0.3 to 8 s) is in no list of ranges;
/// * what the caches find when they are read for the first time: their order is that of the children;
/// * `master scheduler started`, `failover execute started`: threads begin when the machine lets them.
fn decisive_later(record: &Record) -> bool {
    let main = record.thread.as_deref() == Some("Master-Server");
    let path_of_nobody = |server: &str| !server.contains(':');
    match &record.entry {
        Entry::SlotsSet { slot, slots } => !main && slot.is_some() && *slots > 0,
        Entry::SlotsNotListed | Entry::SessionEstablished { .. } => false,
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
fn slack(capture: &Capture, entry: &Entry) -> Span {
    // A session is given up 1/3 to 2/3 of its timeout after the cut, each on its own, and is lost one
    // timeout later.
    let suspended = capture
        .situation
        .model
        .switches()
        .session_timeout
        .as_millis()
        / 3;
    let ms = match entry {
        // Sessions are opened 0.23 to 0.66 s before the port, later ones after Quartz.
        Entry::SessionEstablished { .. } => 1_500,
        Entry::StateChange { .. }
        | Entry::Suspended { .. }
        | Entry::Lost { .. }
        | Entry::Reconnected { .. }
        | Entry::RegistryState { .. } => suspended,
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

/// The ranges of 13.5 that lie between the operator's acts and a line, beside those of its own kind.
fn passed(capture: &Capture, (at, entry): &Line) -> Span {
    let healed = capture
        .acts
        .iter()
        .any(|(heal, act)| matches!(act, Act::Heal(_)) && heal < at);
    // A healing is noticed after 0.3 to 12 s.
    let heal = if healed { 11_700 } else { 0 };
    let (first, last) = (capture.situation.given.2, capture.last_task());
    let tasks = match entry {
        Entry::TaskReady { task }
        | Entry::AckReceived { task }
        | Entry::ResultReceived { task, .. }
        | Entry::TaskFinalStatus { task, .. } => task.saturating_sub(first),
        Entry::ProcessEnd { .. }
        | Entry::TaskThreadCompleted
        | Entry::TaskAlreadyRunning
        | Entry::TaskReceived => last.saturating_sub(first),
        _ => 0,
    };
    // From 2.0.5 on the payload is measured while the own node is absent: 65 ms to 1.2 s. Heartbeats count
    // from the registration, and so does a stop at one.
    let payload = match entry {
        Entry::Registered { .. }
        | Entry::Stopping { .. }
        | Entry::StatusStopped
        | Entry::UnderKey { .. }
        | Entry::Unregistered { .. }
        | Entry::SessionClosed
        | Entry::PortClosed
        | Entry::PoolClosed
        | Entry::DeadEntryDeleted { .. }
        | Entry::QuartzStarted
        | Entry::Coordinator { .. }
            if capture.wording() != Wording::G1 =>
        {
            1_135
        }
        _ => 0,
    };
    // A command is handled in 0.02 to 0.2 s and looked for once a second; each task passes from
    // dispatch to ACK 0.2 to 2 s, and two polls of a second.
    let work = if tasks == 0 { 0 } else { 1_180 };
    Span::from_millis(heal + work + payload + 3_800 * u64::from(tasks))
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
        "WorkerRpcServer-methodInvoker",
        "exclusive-task-executor-container-worker",
    ];
    pools.iter().any(|pool| thread.starts_with(pool))
}

/// What orders a line: its thread, without the numbers of pools and connections; two caches with one
/// name are told apart by what they print. Of what races, the line itself.
fn ordered_by(record: &Record, old: bool) -> String {
    let entry = &record.entry;
    // Sessions come one by one, children of a node are read side by side, and 3.1.9 handles commands on
    // a pool.
    let side_by_side = match entry {
        Entry::StateChange { .. } | Entry::SessionEstablished { .. } => true,
        Entry::CommandHandled { .. } => true,
        Entry::NodeAdded { .. } | Entry::Added { .. } => !old,
        _ => false,
    };
    if races(record) || side_by_side {
        return format!("any of a pool: {entry:?}");
    }
    let thread = record.thread.as_deref().unwrap_or("");
    let thread = thread.split('(').next().unwrap_or("");
    if thread.starts_with("Thread-") {
        // The two shutdown hooks have the numbers of their making; their lines stand in one order.
        return "Thread-n".to_owned();
    }
    if old || !thread.starts_with("Curator-TreeCache") {
        return thread.to_owned();
    }
    match entry {
        Entry::Added { kind, .. } | Entry::Down { kind, .. } => format!("alerts for {kind:?}s"),
        Entry::SlotsSet { .. } => "slots".to_owned(),
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
    let mut slots = Entry::Other;
    for record in records {
        match &record.entry {
            // A new start has no slots yet.
            Entry::PortBound { .. } => slots = Entry::Other,
            entry @ Entry::SlotsSet { .. } if slots == *entry => continue,
            entry @ Entry::SlotsSet { .. } => slots = entry.clone(),
            _ => {}
        }
        let counts = if old {
            decisive(&record.entry)
        } else {
            decisive_later(record)
        };
        if counts {
            // In 1.3.x the two caches have their own threads.
            let line = (capture.moment(record), without_start(record.entry.clone()));
            found.entry(ordered_by(record, old)).or_default().push(line);
        }
    }
    found
}

/// The lines of a process on both sides: what orders them, the capture's, the run's.
fn both(capture: &Capture, process: &str, logs: &Logs) -> Vec<(String, [Vec<Line>; 2])> {
    let empty = Vec::new();
    let real = capture.logs.get(process).unwrap_or(&empty);
    let mut run = logs.get(process).unwrap_or(&empty).clone();
    // A worker's log has no threads.
    let threaded = real.iter().any(|record| record.thread.is_some());
    if !threaded {
        run.iter_mut().for_each(|record| record.thread = None);
    }
    let mut sides = [ordered(capture, real), ordered(capture, &run)];
    if !threaded {
        // Of tasks side by side each kind of line stands in the order of its times.
        for lines in &mut sides {
            let every = std::mem::take(lines).into_values().flatten();
            let (tasks, mut all): (Vec<Line>, Vec<Line>) =
                every.partition(|(_, entry)| of_task(entry));
            all.sort();
            without_later_sessions(&mut all);
            lines.insert(String::new(), all);
            for line in tasks {
                let key = format!("any of a pool: {:?}", line.1);
                lines.entry(key).or_default().push(line);
            }
            lines.values_mut().for_each(|lines| lines.sort());
        }
    }
    let keys: BTreeSet<String> = sides.iter().flat_map(BTreeMap::keys).cloned().collect();
    let of = |key: String| {
        let lines = sides
            .each_mut()
            .map(|side| side.remove(&key).unwrap_or_default());
        (key, lines)
    };
    keys.into_iter().map(of).collect()
}

/// A line without the start of the incarnation that a tombstone names: a run's clock counts from its
/// beginning.
fn without_start(entry: Entry) -> Entry {
    let Entry::Stopping { kind, cause } = entry else {
        return entry;
    };
    let cause = match cause.split_once("failover-finish-nodes/") {
        Some((before, rest)) => {
            let server = rest.split('-').next().unwrap();
            format!("{before}failover-finish-nodes/{server}")
        }
        None => cause,
    };
    Entry::Stopping { kind, cause }
}

/// Whether the thread of a task prints it.
fn of_task(entry: &Entry) -> bool {
    matches!(
        entry,
        Entry::TaskReceived
            | Entry::ShellStarted
            | Entry::TaskFinalStatus { .. }
            | Entry::TaskScheduleFailure
            | Entry::OwnerChanged { .. }
            | Entry::ReportFailed
            | Entry::Killed { .. }
    )
}

/// Compares every thread of every process of a capture with a run's logs: how far apart it is, or where
/// it is another one.
pub fn threads(capture: &Capture, logs: &Logs) -> BTreeMap<String, Result<Span, String>> {
    let mut compared = BTreeMap::new();
    for process in capture.logs.keys() {
        for (key, [real, run]) in both(capture, process, logs) {
            let what = format!("{process} [{key}]");
            let result = same(&what, &real, &run, |line| {
                slack(capture, &line.1) + passed(capture, line)
            });
            compared.insert(what, result);
        }
    }
    compared
}

/// Compares every process of a capture with a run's logs.
pub fn beside(capture: &Capture, logs: &Logs) -> Result<Span, String> {
    let mut worst = Span::ZERO;
    for result in threads(capture, logs).into_values() {
        worst = worst.max(result?);
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
