//! A capture of real processes beside a run of the same situation.
//!
//! The run may use of the capture only the operator's table, the configuration, and how long each
//! process took from its start to its open port. Both sides are read from log lines: the run's through
//! the layout and wording of the release and back.

use crate::common::{Cluster, Run};
use dolphinscheduler::disk::Edit;
use dolphinscheduler::log::parse::{Entry, Record, parse, record};
use dolphinscheduler::log::{self, WallClock};
use dolphinscheduler::model::Model;
use dolphinscheduler::setting::Role;
use jiff::civil::DateTime;
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::random::Range;
use sim::time::{SimTime, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A capture.
pub struct Capture {
    pub name: &'static str,
    pub model: Model,
    pub zero: DateTime,
    /// What the operator did, and when.
    pub acts: Vec<(SimTime, Act)>,
    /// The records of each process.
    pub logs: BTreeMap<String, Vec<Record>>,
    pub until: SimTime,
}

/// What an operator did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    Start(String),
    Kill(String),
    Stop(String),
    Hold(String),
    Continue(String),
}

impl Capture {
    /// Reads a capture: the table of its README and the logs beside it.
    pub fn read(name: &'static str, model: Model) -> Self {
        let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("tests/captures")
            .join(name);
        let readme = std::fs::read_to_string(dir.join("README.md")).unwrap();
        let table: Vec<(DateTime, &str)> = readme.lines().filter_map(row).collect();
        let zero = (table.iter())
            .find(|(_, what)| what.starts_with("start ZooKeeper server"))
            .unwrap()
            .0;
        let moment = |at: DateTime| {
            let micros = at.duration_since(zero).as_micros();
            SimTime::from_micros(u64::try_from(micros).unwrap())
        };
        let acts = (table.iter())
            .filter_map(|(at, what)| Some((moment(*at), act(what)?)))
            .collect();
        let end = (table.iter())
            .find(|(_, what)| what.starts_with("end of capture"))
            .unwrap();
        let mut logs = BTreeMap::new();
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            if file == "README.md" || !file.ends_with(".log") || file.starts_with("zookeeper") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            logs.insert(file.split('.').next().unwrap().to_owned(), parse(&text));
        }
        Self {
            name,
            model,
            zero,
            acts,
            logs,
            until: moment(end.0),
        }
    }

    pub fn moment(&self, record: &Record) -> SimTime {
        let micros = record.stamp.duration_since(self.zero).as_micros();
        SimTime::from_micros(u64::try_from(micros).unwrap())
    }

    /// How long each start of a process took to its open port.
    fn boots(&self, process: &str) -> Vec<Span> {
        let starts = (self.acts.iter())
            .filter(|(_, act)| *act == Act::Start(process.to_owned()))
            .map(|(at, _)| *at);
        let ports: Vec<SimTime> = (self.logs.get(process).into_iter().flatten())
            .filter(|record| matches!(record.entry, Entry::PortBound { .. }))
            .map(|record| self.moment(record))
            .collect();
        starts
            .map(|start| {
                let port = ports.iter().find(|at| **at > start).copied();
                port.map_or(Span::from_secs(5), |port| port.since(start))
            })
            .collect()
    }

    /// The cluster of the capture, ready to run.
    pub fn cluster(&self, masters: u8, workers: u8, net: u8) -> Cluster {
        let mut cluster = Cluster::at_addresses(self.model, masters, workers, net);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (at, act) in &self.acts {
            let ms = at.as_millis();
            match act {
                Act::Start(name) => {
                    let Some(node) = node(&cluster, name) else {
                        continue;
                    };
                    let nth = seen.entry(name.clone()).or_default();
                    if let Some(boot) = self.boots(name).get(*nth) {
                        let boot = Edit::Boot(Range::exactly(*boot));
                        cluster.at(ms.saturating_sub(1), Intervention::Edit(node, boot));
                    }
                    *nth += 1;
                    cluster.start(ms, node);
                }
                Act::Kill(name) => {
                    if let Some(node) = node(&cluster, name) {
                        cluster.kill(ms, node);
                    }
                }
                Act::Hold(name) => {
                    let until = (self.acts.iter())
                        .find(|(_, act)| *act == Act::Continue(name.clone()))
                        .map_or(*at, |(until, _)| *until);
                    if let Some(node) = node(&cluster, name) {
                        cluster.at(ms, Intervention::Pause(node, until.since(*at)));
                    }
                }
                Act::Continue(_) => {}
                Act::Stop(name) => {
                    if let Some(node) = node(&cluster, name) {
                        cluster.at(ms, Intervention::Stop(node));
                    }
                }
            }
        }
        cluster
    }

    /// The lines of a run as records, by process.
    pub fn read_run(&self, run: &Run) -> BTreeMap<String, Vec<Record>> {
        let clock = WallClock::new(SimTime::ZERO, self.zero);
        let mut logs: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for (_, node, line) in log::lines(&run.trace, &run.setting) {
            let process = run.setting.name(node).to_owned();
            let records = logs.entry(process).or_default();
            let text = line.layout_with_thread(&clock).to_string();
            let first = text.lines().next().unwrap();
            records.push(record(records.len() + 1, first).unwrap());
        }
        logs
    }
}

fn node(cluster: &Cluster, name: &str) -> Option<NodeId> {
    (0_u8..)
        .zip(&cluster.setting.hosts)
        .find(|(_, host)| host.name == name && !matches!(host.role, Role::Registry))
        .map(|(number, _)| NodeId(number))
}

/// A row of the operator's table.
fn row(line: &str) -> Option<(DateTime, &str)> {
    let (stamp, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
    let stamp = stamp.replace(' ', "T").replace(',', ".").parse().ok()?;
    Some((stamp, rest.strip_suffix(" |").unwrap_or(rest)))
}

fn act(what: &str) -> Option<Act> {
    let name = |rest: &str| rest.split(' ').next().map(str::to_owned);
    if let Some(rest) = what.strip_prefix("start ") {
        return (!rest.starts_with("ZooKeeper")).then(|| name(rest).map(Act::Start))?;
    }
    if let Some(rest) = what.strip_prefix("kill -9 ") {
        return name(rest).map(Act::Kill);
    }
    if let Some(rest) = what.strip_prefix("kill -15 ") {
        return name(rest).map(Act::Stop);
    }
    if what.contains(" held with SIGSTOP") {
        return name(what).map(Act::Hold);
    }
    (what.ends_with(" continues")).then(|| name(what).map(Act::Continue))?
}

/// One decisive line: its thread, what it says, when.
pub type Line = (SimTime, Entry);

/// The decisive lines of a process, by thread: within one the order is exact.
pub fn by_thread(
    records: &[Record],
    moment: impl Fn(&Record) -> SimTime,
    decisive: impl Fn(&Entry) -> bool,
) -> BTreeMap<String, Vec<Line>> {
    let mut threads: BTreeMap<String, Vec<Line>> = BTreeMap::new();
    for record in records.iter().filter(|record| decisive(&record.entry)) {
        let thread = record.thread.as_deref().unwrap_or("");
        let thread = thread.split('(').next().unwrap().to_owned();
        // The two shutdown hooks have the numbers of their making; their lines stand in one order.
        let hook = thread.strip_prefix("Thread-").is_some();
        let thread = if hook { "Thread-n".to_owned() } else { thread };
        let line = (moment(record), record.entry.clone());
        threads.entry(thread).or_default().push(line);
    }
    threads
}

/// Compares the lines of one thread; says where they part, or by how much the worst is off.
pub fn same(
    what: &str,
    real: &[Line],
    run: &[Line],
    slack: impl Fn(&Entry) -> Span,
) -> Result<Span, String> {
    for index in 0..real.len().max(run.len()) {
        let (a, b) = (real.get(index), run.get(index));
        if a.map(|line| &line.1) != b.map(|line| &line.1) {
            return Err(format!("{what}: line {index}: capture {a:?}, run {b:?}"));
        }
    }
    let mut worst = Span::ZERO;
    for ((at, entry), (other, _)) in real.iter().zip(run) {
        let off = at.since(*other).max(other.since(*at));
        if off > slack(entry) {
            return Err(format!("{what}: {entry:?} at {at:?}, run {other:?}"));
        }
        worst = worst.max(off);
    }
    Ok(worst)
}
