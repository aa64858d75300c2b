//! Log files back into what they say: the inverse of the layouts and wordings.
//!
//! Reading never fails. A line that belongs to no record, such as a stack trace, goes to the record
//! before it; a message that says nothing decisive is [`Entry::Other`].

pub use super::entry::Entry;

use super::{Level, later};
use crate::path::Kind;
use jiff::civil::DateTime;

/// One record of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The number of its first line, from 1.
    pub line: usize,
    /// When it was printed.
    pub stamp: DateTime,
    /// Its level.
    pub level: Level,
    /// The class that printed it: with its package, abbreviated or alone.
    pub logger: String,
    /// The thread, where the layout has it.
    pub thread: Option<String>,
    /// The message.
    pub message: String,
    /// The first line of a stack trace.
    pub exception: Option<String>,
    /// The workflow and the task instance that stand before the message from 3.1.9 on; 0 for none.
    pub about: (u32, u32),
    /// What it says.
    pub entry: Entry,
}

/// Reads a log file of any generation, with or without thread names.
pub fn parse(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match record(index + 1, line) {
            Some(record) => records.push(record),
            None => {
                if let Some(last) = records.last_mut() {
                    last.exception.get_or_insert_with(|| line.trim().to_owned());
                }
            }
        }
    }
    records
}

/// Reads one line; nothing if it begins no record.
pub fn record(number: usize, line: &str) -> Option<Record> {
    let head = bracketed(line)
        .or_else(|| plain(line))
        .or_else(|| prefixed(line))?;
    let (stamp, level, logger, thread, message) = head;
    Some(Record {
        line: number,
        stamp,
        level,
        logger: logger.to_owned(),
        thread: thread.map(str::to_owned),
        message: message.to_owned(),
        exception: None,
        about: about(line).unwrap_or_default(),
        entry: known(message).unwrap_or(Entry::Other),
    })
}

type Head<'a> = (DateTime, Level, &'a str, Option<&'a str>, &'a str);

/// `[INFO] 2026-11-21 08:28:17.706 logger:[108] - message`, in 3.1.9 with an offset after the time and
/// `[WorkflowInstance-0][TaskInstance-0] - ` before the message.
fn bracketed(line: &str) -> Option<Head<'_>> {
    let (level, rest) = line.strip_prefix('[')?.split_once("] ")?;
    let level = level_named(level)?;
    let (stamp, rest) = stamp(rest)?;
    let rest = offset(rest);
    let (logger, message) = rest.split_once(":[")?;
    let (_, message) = message.split_once("] - ")?;
    Some((stamp, level, logger.trim(), None, without_ids(message)))
}

/// `2026-11-21 08:28:17.706 INFO  [thread] Logger - message`.
fn plain(line: &str) -> Option<Head<'_>> {
    let (stamp, rest) = stamp(line)?;
    let (level, rest) = rest.split_once(' ')?;
    let level = level_named(level)?;
    let rest = rest.trim_start().strip_prefix('[')?;
    let (thread, rest) = rest.split_once("] ")?;
    let (logger, message) = rest.split_once(" - ")?;
    let logger = logger.split_once(":[").map_or(logger, |(l, _)| l);
    Some((stamp, level, logger, Some(thread), without_ids(message)))
}

/// A message without the ids that some layouts print before it.
fn without_ids(message: &str) -> &str {
    let ids = ["[WorkflowInstance-", "[WI-"]
        .iter()
        .any(|name| message.starts_with(name));
    match message.split_once("] - ") {
        Some((_, rest)) if ids => rest,
        Some(_) | None => message,
    }
}

/// `[WI-0][TI-0] - ` and one of the other layouts.
fn prefixed(line: &str) -> Option<Head<'_>> {
    let rest = line.strip_prefix("[WI-")?;
    let (_, rest) = rest.split_once("] - ")?;
    bracketed(rest).or_else(|| plain(rest))
}

/// The numbers in `[WI-3][TI-5]` or `[WorkflowInstance-3][TaskInstance-5]`.
fn about(line: &str) -> Option<(u32, u32)> {
    let number = |names: [&str; 2]| {
        let rest = names.iter().find_map(|name| line.split_once(name))?.1;
        rest.split_once(']')?.0.parse().ok()
    };
    let workflow = number(["[WI-", "[WorkflowInstance-"])?;
    Some((workflow, number(["[TI-", "[TaskInstance-"])?))
}

fn level_named(name: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| level.name() == name)
}

/// A date and a time, with a point or a comma before the milliseconds.
fn stamp(text: &str) -> Option<(DateTime, &str)> {
    let (date, rest) = text.split_once(' ')?;
    let (time, rest) = rest.split_once(' ')?;
    let stamp = format!("{date}T{}", time.replace(',', "."));
    Some((stamp.parse().ok()?, rest))
}

fn offset(text: &str) -> &str {
    match text.split_once(' ') {
        Some((offset, rest)) if offset.starts_with('+') || offset.starts_with('-') => rest,
        Some(_) | None => text,
    }
}

fn known(message: &str) -> Option<Entry> {
    whole(message)
        .or_else(|| of_client(message))
        .or_else(|| of_registration(message))
        .or_else(|| of_membership(message))
        .or_else(|| of_failover(message))
        .or_else(|| of_work(message))
        .or_else(|| later::entry(message))
}

/// Messages without anything that changes.
fn whole(message: &str) -> Option<Entry> {
    Some(match message {
        "netty client closed" => Entry::NettyClientClosed,
        "netty server closed" => Entry::PortClosed,
        "heartbeat executor shutdown" => Entry::HeartbeatShutdown,
        "initialize server nodes success." => Entry::SystemNodes,
        "master scheduler started" => Entry::SchedulerStarted,
        "master schedule service stopped..." => Entry::ScheduleServiceStopped,
        "start Quartz server..." => Entry::StartQuartz,
        "Quartz service started" => Entry::QuartzStarted,
        "Quartz service stopped, and halt all tasks" => Entry::QuartzHalted,
        "Quartz service stopped" => Entry::QuartzStopped,
        "{dataSource-1} inited" => Entry::PoolOpened,
        "{dataSource-1} closed" => Entry::PoolClosed,
        "TaskResponseWorker stopped" => Entry::TaskResponseStopped,
        "connection SUSPENDED to zookeeper" => Entry::Suspended { master: false },
        "connection lost from zookeeper" => Entry::Lost { master: false },
        "reconnected to zookeeper" => Entry::Reconnected { master: false },
        "MasterNodeListener capture data change and get data failed." => {
            Entry::AlertFailed { kind: Kind::Master }
        }
        "WorkerGroupListener capture data change and get data failed" => {
            Entry::AlertFailed { kind: Kind::Worker }
        }
        "start master failover ..." => Entry::FailoverStarted {
            kind: Kind::Master,
            server: None,
        },
        "master failover end" => Entry::FailoverEnded {
            kind: Kind::Master,
            server: None,
        },
        "start master exec thread , split DAG ..." => Entry::SplitDag,
        "scan command error " => Entry::ScanCommandError,
        "worker response master error" => Entry::ResponseError,
        "view log error" => Entry::ViewLogError,
        "task scheduler failure" => Entry::TaskScheduleFailure,
        _ => return None,
    })
}

fn of_client(message: &str) -> Option<Entry> {
    if message.starts_with("Session establishment complete on server ") {
        let (_, granted) = message.rsplit_once("negotiated timeout = ")?;
        let granted_ms = granted.parse().ok()?;
        return Some(Entry::SessionEstablished { granted_ms });
    }
    if message.starts_with("Session: 0x") && message.ends_with(" closed") {
        return Some(Entry::SessionClosed);
    }
    if message.starts_with("Client session timed out, have not heard from server in ") {
        // The client says it twice; the second line ends with what it does about it.
        let repeated = message.contains(", closing socket connection");
        return (!repeated).then_some(Entry::HeardNothing);
    }
    if message.starts_with("Session timeout has elapsed while SUSPENDED.") {
        return Some(Entry::ExpiryInjected);
    }
    if message.starts_with("Unable to reconnect to ZooKeeper service, session ") {
        let repeated = message.contains(", closing socket connection");
        return (!repeated).then_some(Entry::ExpiredThere);
    }
    if let Some(state) = message.strip_prefix("State change: ") {
        let state = state.to_owned();
        return Some(Entry::StateChange { state });
    }
    if message.starts_with("zookeeper registry center init, server lists is: ") {
        return Some(Entry::ClientInit);
    }
    if let Some(path) = message.strip_prefix("isExisted key : ") {
        let path = path.to_owned();
        return Some(Entry::IsExisted { path });
    }
    let rest = message.strip_prefix("master : ")?;
    let master = true;
    match rest.split_once(' ')?.1 {
        "connection SUSPENDED " => Some(Entry::Suspended { master }),
        "connection lost from zookeeper" => Some(Entry::Lost { master }),
        "reconnected to zookeeper" => Some(Entry::Reconnected { master }),
        _ => None,
    }
}

fn of_registration(message: &str) -> Option<Entry> {
    if let Some(port) = message.strip_prefix("NettyRemotingServer bind success at port : ") {
        let port = port.parse().ok()?;
        return Some(Entry::PortBound { port });
    }
    for (kind, name) in [(Kind::Master, "master"), (Kind::Worker, "worker")] {
        let node = message
            .strip_prefix(name)
            .and_then(|m| m.strip_prefix(" node : "));
        if let Some((server, rest)) = node.and_then(|rest| rest.split_once(' ')) {
            let server = server.to_owned();
            if rest.starts_with("registry to ZK ") {
                return Some(Entry::Registered { kind, server });
            }
            if rest.starts_with("unRegistry ") {
                return Some(Entry::Unregistered { kind, server });
            }
        }
        let server = message
            .strip_prefix(name)
            .and_then(|m| m.strip_prefix(" server "));
        if let Some(rest) = server {
            if let Some(cause) = rest.strip_prefix("is stopping ..., cause : ") {
                let cause = cause.to_owned();
                return Some(Entry::Stopping { kind, cause });
            }
            if let Some((server, _)) = rest.split_once(" deleted from zk dead server path") {
                let server = server.to_owned();
                return Some(Entry::DeadEntryDeleted { kind, server });
            }
        }
        let upper = name.to_uppercase();
        let dead = message
            .strip_prefix(upper.as_str())
            .and_then(|m| m.strip_prefix(" server dead , and "));
        if let Some((path, _)) = dead.and_then(|m| m.split_once(" added to zk dead server path")) {
            let server = last(path);
            return Some(Entry::DeadEntryAdded { kind, server });
        }
    }
    None
}

fn of_membership(message: &str) -> Option<Entry> {
    if let Some(class) = message.strip_prefix("register zookeeper listener: ") {
        let class = class.rsplit('$').next()?.to_owned();
        return Some(Entry::ListenerRegistered { class });
    }
    if message.starts_with("currentNodes : [") {
        return Some(Entry::CurrentNodes);
    }
    let deleted = [
        (Kind::Master, "MASTER node deleted : "),
        (Kind::Worker, "WORKER node deleted : "),
    ];
    for (kind, prefix) in deleted {
        if let Some(path) = message.strip_prefix(prefix) {
            let server = last(path);
            return Some(Entry::NodeDeleted { kind, server });
        }
    }
    let added = [
        (Kind::Master, "master node added : "),
        (Kind::Worker, "worker node added : "),
    ];
    for (kind, prefix) in added {
        if let Some(path) = message.strip_prefix(prefix) {
            let server = last(path);
            return Some(Entry::NodeAdded { kind, server });
        }
    }
    let alerts = [
        (Kind::Master, "master node : "),
        (Kind::Worker, "worker group node : "),
    ];
    for (kind, prefix) in alerts {
        let Some(rest) = message.strip_prefix(prefix) else {
            continue;
        };
        if let Some(path) = rest.strip_suffix(" down.") {
            let server = last(path);
            return Some(Entry::Down { kind, server });
        }
        if let Some(path) = rest.strip_suffix(" added.") {
            let server = last(path);
            return Some(Entry::Added { kind, server });
        }
    }
    None
}

fn of_failover(message: &str) -> Option<Entry> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(count) = message.strip_prefix("failover process list size:") {
        let count = number(count)?;
        return Some(Entry::FailoverList { count });
    }
    if let Some(rest) = message.strip_prefix("failover process instance id: ") {
        let instance = number(rest.split_once(' ')?.0)?;
        return Some(Entry::FailoverInstance { instance });
    }
    if let Some(rest) = message.strip_prefix("set null host to process instance:") {
        let instance = number(rest)?;
        return Some(Entry::NullHost { instance });
    }
    if let Some(rest) = message.strip_prefix("create failover command for process instance:") {
        let instance = number(rest)?;
        return Some(Entry::FailoverCommand { instance });
    }
    let kind = Kind::Worker;
    let worker = |rest: &str| rest.split_once(']').map(|(server, _)| server.to_owned());
    if let Some(rest) = message.strip_prefix("start worker[") {
        let server = worker(rest);
        return Some(Entry::FailoverStarted { kind, server });
    }
    if let Some(rest) = message.strip_prefix("end worker[") {
        let server = worker(rest);
        return Some(Entry::FailoverEnded { kind, server });
    }
    if message.starts_with("view log path") {
        return Some(Entry::ViewLog);
    }
    if message.starts_with("find app id: ") {
        return Some(Entry::FindAppId);
    }
    message
        .starts_with("Get yarn application app id [")
        .then_some(Entry::AppStateFailed)
}

fn of_work(message: &str) -> Option<Entry> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(rest) = message.strip_prefix("find one command: id: ") {
        let (command, kind) = rest.split_once(", type: ")?;
        let (command, kind) = (number(command)?, kind.to_owned());
        return Some(Entry::CommandFound { command, kind });
    }
    let id_of = |rest: &str| number(rest.split([',', '}']).next()?);
    if let Some(rest) = message.strip_prefix("task ready to submit: TaskInstance{id=") {
        let task = id_of(rest)?;
        return Some(Entry::TaskReady { task });
    }
    if message.starts_with("submit to task, but task [") {
        return Some(Entry::TaskAlreadyRunning);
    }
    if message.starts_with("task :") && message.contains(", exec thread completed") {
        return Some(Entry::TaskThreadCompleted);
    }
    if let Some(rest) = message.strip_prefix("process:") {
        let (instance, state) = rest.split_once(" end, state :")?;
        let (instance, state) = (number(instance)?, state.trim().to_owned());
        return Some(Entry::ProcessEnd { instance, state });
    }
    if let Some(rest) =
        message.strip_prefix("taskAckCommand : TaskExecuteAckCommand{taskInstanceId=")
    {
        let task = id_of(rest)?;
        return Some(Entry::AckReceived { task });
    }
    let response = "received command : TaskExecuteResponseCommand{taskInstanceId=";
    if let Some(rest) = message.strip_prefix(response) {
        let task = id_of(rest)?;
        let (_, status) = rest.split_once("status=")?;
        let status = id_of(status)?;
        return Some(Entry::ResultReceived { task, status });
    }
    if message.starts_with("received command : TaskExecuteRequestCommand{") {
        return Some(Entry::TaskReceived);
    }
    if let Some(rest) = message.strip_prefix("task instance id : ") {
        let (task, state) = rest.split_once(",task final status : ")?;
        let (task, state) = (number(task)?, state.trim().to_owned());
        return Some(Entry::TaskFinalStatus { task, state });
    }
    if message.starts_with("add alert to db , alert : ") {
        return Some(Entry::TaskMoved);
    }
    let rest = message.strip_prefix("connect to Host{address='")?;
    let server = rest.split_once('\'')?.0.to_owned();
    Some(Entry::ConnectError { server })
}

/// The last part of a path: the server that a node stands for.
fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_is_read() {
        let lines = [
            "[INFO] 2026-11-21 08:28:17.706 org.apache.dolphinscheduler.server.master.MasterServer:[164] - netty client closed",
            "2026-11-21 08:28:17.706 INFO  [HeartBeatExecutor_1] MasterServer - netty client closed",
            "[INFO] 2026-11-21 08:28:17.706 +0000 org.apache.MasterServer:[225] - [WorkflowInstance-0][TaskInstance-0] - netty client closed",
            "[WI-0][TI-0] - [INFO] 2026-11-21 08:28:17.706 +0000 o.a.d.s.m.MasterServer:[61] - netty client closed",
            "[WI-0][TI-0] - 2026-11-21 08:28:17.706 INFO  [Master-Server] o.a.d.s.m.MasterServer:[61] - netty client closed",
        ];
        for line in lines {
            let record = record(1, line).unwrap();
            assert_eq!(record.entry, Entry::NettyClientClosed);
            assert_eq!(record.level, Level::Info);
            assert!(record.logger.ends_with("MasterServer"), "{line}");
            assert_eq!(record.stamp.subsec_nanosecond(), 706_000_000);
        }
        assert_eq!(record(1, "  NOT STARTED."), None);
    }
}
