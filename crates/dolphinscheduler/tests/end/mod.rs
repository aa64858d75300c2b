//! What database and registry hold at the end of a capture, beside what they hold in a run.
//!
//! `end.txt` is what was asked of both last: the tables, and the children of the registry's nodes. Left
//! out: times and process ids, the codes of definitions, and the children of `/lock/masters`, which come
//! and go once a second.

use crate::capture::Capture;
use crate::common::{DATABASE, REGISTRY, Run};
use dolphinscheduler::path::{Lock, Path};
use dolphinscheduler::rows::{AlertKind, CommandType, Host, InstanceState};
use dolphinscheduler::setting::Setting;
use jiff::civil::DateTime;
use sim::time::SimTime;
use std::collections::BTreeMap;

/// The rows of each table and the children of each node, in words that both sides have.
pub type End = BTreeMap<&'static str, Vec<String>>;

/// When it was asked for, and what the answer was.
pub fn of_capture(capture: &Capture) -> (SimTime, End) {
    let text = std::fs::read_to_string(capture.dir.join("end.txt")).unwrap();
    let head = text.lines().next().unwrap();
    let stamp = head.trim_start_matches("===== ").get(..23).unwrap();
    let stamp: DateTime = stamp.replace(' ', "T").replace(',', ".").parse().unwrap();
    let micros = stamp.duration_since(capture.zero).as_micros();
    let at = SimTime::from_micros(u64::try_from(micros).unwrap());
    (at, read(&text))
}

fn read(text: &str) -> End {
    let mut end = End::new();
    let (mut table, mut columns) = ("", Vec::new());
    for line in text.lines() {
        if let Some(said) = line.strip_prefix("-- ") {
            let said = said.get(24..).unwrap();
            (table, columns) = (table_of(said), Vec::new());
            if let Some(listed) = said.strip_prefix("ls ") {
                let (path, children) = listed.split_once(": ").unwrap();
                let children = children.trim_matches(['[', ']']).split(", ");
                let children = children.map(|child| child.trim_matches('\'').to_owned());
                if let Some(node) = node_of(path) {
                    let found = children.filter(|child| !child.is_empty() && child != "None");
                    end.entry(node)
                        .or_default()
                        .extend(found.map(|child| without_start(&child)));
                }
            } else {
                end.entry(table).or_default();
            }
        } else if line.contains(" | ") && columns.is_empty() {
            columns = line.split('|').map(|name| name.trim().to_owned()).collect();
        } else if line.contains(" | ") {
            let values = line.split('|').map(str::trim);
            let row: BTreeMap<&str, &str> =
                columns.iter().map(String::as_str).zip(values).collect();
            end.entry(table).or_default().extend(row_of(table, &row));
        }
    }
    end.remove("");
    sorted(end)
}

fn table_of(said: &str) -> &'static str {
    let tables = [
        "task instances",
        "instances",
        "error commands",
        "commands",
        "alerts",
    ];
    let found = tables.into_iter().find(|table| {
        let name = said.trim_start_matches("process ");
        name.starts_with(table)
    });
    found.unwrap_or("")
}

/// The nodes whose children are compared.
fn node_of(path: &str) -> Option<&'static str> {
    let path = path.strip_prefix("/dolphinscheduler/")?;
    match path {
        "nodes/master" => Some("masters"),
        "nodes/worker/default" | "nodes/worker" => Some("workers"),
        "dead-servers" => Some("dead servers"),
        "nodes/failover-finish-nodes" => Some("finish nodes"),
        "lock/failover/workers" | "lock/failover/startup-masters" => Some("places"),
        _ if path.starts_with("lock/") && path.contains(':') => Some("places"),
        _ => None,
    }
}

/// A tombstone's name without the start of the incarnation, which a run's clock counts otherwise.
fn without_start(name: &str) -> String {
    match name.split_once(":5678-") {
        Some((address, _)) => format!("{address}:5678"),
        None => name.to_owned(),
    }
}

fn row_of(table: &str, row: &BTreeMap<&str, &str>) -> Option<String> {
    let of = |column: &str| row.get(column).copied().unwrap_or("");
    let ended = if of("end_time").is_empty() {
        "open"
    } else {
        "ended"
    };
    Some(match table {
        "instances" => format!(
            "{} state {} host {} recovery {} run_times {} command_type {} {ended}",
            of("id"),
            of("state"),
            of("host"),
            of("recovery"),
            of("run_times"),
            of("command_type"),
        ),
        "task instances" => format!(
            "{} of {}{} {} state {} host {} flag {} retry_times {}",
            of("id"),
            of("pi"),
            of("wi"),
            of("name"),
            of("state"),
            of("host"),
            of("flag"),
            of("retry_times"),
        ),
        "commands" => format!("{} type {}", of("id"), of("command_type")),
        "error commands" => of("id").to_owned(),
        "alerts" => {
            let content = of("content");
            let named = content
                .split(['\'', '"'])
                .find(|part| part.starts_with('/'));
            match named {
                Some(path) => format!("down {}", path.rsplit('/').next()?),
                None => "task moved".to_owned(),
            }
        }
        _ => return None,
    })
}

/// The same of a run as it stands.
pub fn of_run(run: &Run) -> End {
    let hosts = run.world.hosts();
    let tables = &hosts[DATABASE.index()].disk.tables;
    let store = &hosts[REGISTRY.index()].disk.registry;
    let setting = &run.setting;
    let mut end = of_tables(tables, setting);
    for path in store.paths() {
        let address = |node| setting.address(node);
        let (node, child) = match path {
            Path::Master { node } => ("masters", address(node)),
            Path::Worker { node } => ("workers", address(node)),
            Path::DeadMaster { node } => ("dead servers", format!("master_{}", address(node))),
            Path::DeadWorker { node } => ("dead servers", format!("worker_{}", address(node))),
            Path::Finish { node, .. } | Path::FinishUnknown { node } => {
                ("finish nodes", address(node))
            }
            Path::Place {
                lock: Lock::Masters,
                ..
            }
            | Path::Coordinator => continue,
            Path::Place { .. } => ("places", format!("{path:?}")),
        };
        end.entry(node).or_default().push(child);
    }
    sorted(end)
}

/// Without what is empty: it makes no difference whether it was asked for.
fn sorted(mut end: End) -> End {
    end.values_mut().for_each(|rows| rows.sort());
    end.retain(|_, rows| !rows.is_empty());
    end
}

fn of_tables(tables: &dolphinscheduler::database::Tables, setting: &Setting) -> End {
    let state = |state: InstanceState| match state {
        InstanceState::Submitted => 0,
        InstanceState::Running => 1,
        InstanceState::ReadyPause => 2,
        InstanceState::ReadyStop => 4,
        InstanceState::Failure => 6,
        InstanceState::Success => 7,
        InstanceState::Failover => 18,
    };
    let kind = |kind: CommandType| match kind {
        CommandType::Start => 0,
        CommandType::Recover => 2,
    };
    let host = |host: Host| match host {
        Host::Nobody => String::new(),
        Host::Null => "NULL".to_owned(),
        Host::Node { node } => setting.address(node),
    };
    let instances = tables.instances.values().map(|row| {
        let ended = if row.end.is_none() { "open" } else { "ended" };
        format!(
            "{} state {} host {} recovery {} run_times {} command_type {} {ended}",
            row.id.0,
            state(row.state),
            host(row.host),
            u8::from(row.recovery),
            row.run_times,
            kind(row.command_type),
        )
    });
    let tasks = tables.tasks.values().map(|row| {
        format!(
            "{} of {} {} state {} host {} flag {} retry_times {}",
            row.id.0,
            row.instance.0,
            char::from(b'a' + row.index),
            row.state.number(),
            row.host
                .map_or_else(String::new, |node| setting.address(node)),
            u8::from(row.flag),
            row.retry_times,
        )
    });
    let commands =
        (tables.commands.values()).map(|row| format!("{} type {}", row.id.0, kind(row.kind)));
    let errors = tables.error_commands.keys().map(|id| id.0.to_string());
    let alerts = tables.alerts.iter().map(|alert| match alert.kind {
        AlertKind::MasterDown { node } | AlertKind::WorkerDown { node } => {
            format!("down {}", setting.address(node))
        }
        AlertKind::TaskMoved { .. } => "task moved".to_owned(),
    });
    End::from([
        ("instances", instances.collect()),
        ("task instances", tasks.collect()),
        ("commands", commands.collect()),
        ("error commands", errors.collect()),
        ("alerts", alerts.collect()),
    ])
}
