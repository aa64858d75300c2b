//! A capture of real processes beside a run of the same situation.
//!
//! The run may use of the capture only the operator's table, the configuration, how long each process
//! took from its start to its open port, and when a session was last heard of before a kill. Both
//! sides are read from log lines: the run's through the layout and wording of the release and back.

use crate::common::{Cluster, DATABASE, REGISTRY, Run};
use dolphinscheduler::disk::Edit;
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::log::parse::{Entry, Record, parse, record};
use dolphinscheduler::log::{self, WallClock};
use dolphinscheduler::model::{Model, Wording};
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, HostSpec, Role};
use jiff::civil::DateTime;
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::random::Range;
use sim::time::{SimTime, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a situation is made of beside the operator's table.
#[derive(Clone)]
pub struct Situation {
    pub name: &'static str,
    pub model: Model,
    /// The second number of the addresses.
    pub net: u8,
    /// How many masters and workers.
    pub servers: (u8, u8),
    /// Hosts that are neither.
    pub more: Vec<HostSpec>,
    /// The workflows by the name that the operator's table has for them.
    pub flows: Vec<(&'static str, Definition)>,
    /// The numbers that the database has given before: commands, instances, tasks.
    pub given: (u32, u16, u32),
}

/// A capture.
pub struct Capture {
    pub situation: Situation,
    pub dir: PathBuf,
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
    /// So many commands that start a workflow.
    Insert(usize, u64),
    Cut(String),
    Heal(String),
}

impl Capture {
    /// Reads a capture: the table of its README and the logs beside it.
    pub fn read(situation: Situation) -> Self {
        let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/incidents")
            .join(situation.name);
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
            .filter_map(|(at, what)| Some((moment(*at), act(&situation, what)?)))
            .collect();
        let end = (table.iter())
            .find(|(_, what)| what.starts_with("end of capture"))
            .unwrap();
        let mut logs = BTreeMap::new();
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            if file.ends_with(".log") {
                let text = std::fs::read_to_string(&path).unwrap();
                logs.insert(file.split('.').next().unwrap().to_owned(), parse(&text));
            }
        }
        Self {
            situation,
            dir,
            zero,
            acts,
            logs,
            until: moment(end.0),
        }
    }

    pub fn moment(&self, record: &Record) -> SimTime {
        let micros = record.stamp.duration_since(self.zero).as_micros();
        SimTime::from_micros(u64::try_from(micros).unwrap_or(0))
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

    /// The cluster of the capture, ready to run. Of several rows of one insert the table says one moment;
    /// how far apart they were is drawn with the seed: up to 90 ms, which a statement of its own each takes.
    pub fn cluster(&self, seed: u64) -> Cluster {
        let apart = seed.wrapping_mul(37) % 90;
        let given = &self.situation;
        let flows = given.flows.iter().map(|(_, flow)| flow.clone()).collect();
        let mut cluster =
            Cluster::at_addresses(given.model, given.servers, given.net, flows, &given.more);
        let tables = &mut cluster.disk(DATABASE).tables;
        (tables.last_command, tables.last_instance, tables.last_task) = given.given;
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (at, act) in &self.acts {
            if let Act::Insert(flow, times) = act {
                let start = Command::StartWorkflow(DefinitionId(u8::try_from(*flow).unwrap()));
                for nth in 0..*times {
                    let before = apart * (times - 1 - nth);
                    let at = at.as_millis() - before;
                    cluster.at(at, Intervention::Tell(DATABASE, start));
                }
            }
            self.perform(*at, act, &mut cluster, &mut seen);
        }
        cluster
    }

    fn perform(
        &self,
        at: SimTime,
        act: &Act,
        cluster: &mut Cluster,
        seen: &mut BTreeMap<String, usize>,
    ) {
        let ms = at.as_millis();
        let (Act::Start(name)
        | Act::Kill(name)
        | Act::Stop(name)
        | Act::Hold(name)
        | Act::Continue(name)
        | Act::Cut(name)
        | Act::Heal(name)) = act
        else {
            return;
        };
        let Some(node) = node(cluster, name) else {
            return;
        };
        match act {
            Act::Start(name) => {
                let nth = seen.entry(name.clone()).or_default();
                if let Some(boot) = self.boots(name).get(*nth) {
                    let boot = Edit::Boot(Range::exactly(*boot));
                    cluster.at(ms.saturating_sub(1), Intervention::Edit(node, boot));
                }
                *nth += 1;
                cluster.start(ms, node);
            }
            Act::Kill(_) => {
                cluster.kill(ms, node);
            }
            Act::Hold(name) => {
                let until = (self.acts.iter())
                    .find(|(_, act)| *act == Act::Continue(name.clone()))
                    .map_or(at, |(until, _)| *until);
                cluster.at(ms, Intervention::Pause(node, until.since(at)));
            }
            Act::Stop(_) => {
                cluster.at(ms, Intervention::Stop(node));
            }
            Act::Cut(_) => {
                cluster.at(ms, Intervention::Cut(node, REGISTRY));
                cluster.at(ms, Intervention::Cut(REGISTRY, node));
            }
            Act::Heal(_) => {
                cluster.at(ms, Intervention::Heal(node, REGISTRY));
                cluster.at(ms, Intervention::Heal(REGISTRY, node));
            }
            Act::Continue(_) | Act::Insert(..) => {}
        }
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

    /// The number that was given to a task last, as far as lines say.
    pub fn last_task(&self) -> u32 {
        let tasks = self
            .logs
            .values()
            .flatten()
            .filter_map(|record| match record.entry {
                Entry::TaskReady { task } | Entry::ResultReceived { task, .. } => Some(task),
                _ => None,
            });
        tasks.max().unwrap_or(0)
    }

    pub fn wording(&self) -> Wording {
        self.situation.model.switches().wording
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

fn act(situation: &Situation, what: &str) -> Option<Act> {
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
    if let Some(rest) = what.strip_prefix("SQL insert of ") {
        let times = rest.split(' ').next()?.parse().unwrap_or(1);
        let flow = (situation.flows.iter()).position(|(flow, _)| what.contains(flow))?;
        return Some(Act::Insert(flow, times));
    }
    if let Some(rest) = what.strip_prefix("partition: DROP of all packets between ") {
        return name(rest).map(Act::Cut);
    }
    if let Some(rest) = what.strip_prefix("partition of ") {
        return name(rest).map(Act::Heal);
    }
    if what.contains(" held with SIGSTOP") {
        return name(what).map(Act::Hold);
    }
    (what.ends_with(" continues")).then(|| name(what).map(Act::Continue))?
}

/// One decisive line: when, and what it says.
pub type Line = (SimTime, Entry);

/// Compares lines that one thread has printed; says where they part, or by how much the worst is off.
pub fn same(
    what: &str,
    real: &[Line],
    run: &[Line],
    slack: impl Fn(&Line) -> Span,
) -> Result<Span, String> {
    for index in 0..real.len().max(run.len()) {
        let (a, b) = (real.get(index), run.get(index));
        if a.map(|line| &line.1) != b.map(|line| &line.1) {
            return Err(format!("{what}: line {index}: capture {a:?}, run {b:?}"));
        }
    }
    let mut worst = Span::ZERO;
    for (line, (other, _)) in real.iter().zip(run) {
        let (at, entry) = line;
        let off = at.since(*other).max(other.since(*at));
        if off > slack(line) {
            return Err(format!("{what}: {entry:?} at {at:?}, run {other:?}"));
        }
        worst = worst.max(off);
    }
    Ok(worst)
}
