//! A cluster of DolphinScheduler as a load: masters, workers, and workflows that start all the time.

use dolphinscheduler::disk::Disk;
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::server::{Command, Server};
use dolphinscheduler::setting::{Definition, HostSpec, Role, Setting, TaskSpec, Work};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::random::Range;
use sim::time::{SimTime, Span};
use sim::trace::Trace;
use sim::world::World;
use std::sync::Arc;

/// The load that is promised: 3 masters, 10 workers, 200 workflows.
const MASTERS: u8 = 3;
const WORKERS: u8 = 10;
const WORKFLOWS: u64 = 200;
/// One workflow after the other begins so far apart, from a minute after the start on: the last one
/// ends before ten minutes are over.
const APART: Span = Span::from_millis(2_400);
const FIRST: Span = Span::from_secs(60);
/// Each workflow has two tasks of this length, one after the other.
const TASK: Span = Span::from_secs(20);
/// Ten minutes.
const END: Span = Span::from_secs(600);
/// How long a packet takes on one machine.
const LATENCY: Range = Range::micros(60, 300);

/// A cluster that has not begun.
pub(crate) struct Cluster {
    world: World<Server>,
    trace: Trace,
}

impl Cluster {
    /// A cluster of a model, with its first seed.
    pub(crate) fn new(model: Model) -> Self {
        let setting = Arc::new(setting());
        let nodes = (0..2 + MASTERS + WORKERS).map(NodeId);
        let disks = nodes.clone().map(|node| Disk::new(&setting, node, model));
        let mut deeds: Vec<_> = nodes
            .map(|node| {
                let at = SimTime::from_millis(500 * u64::from(node.0.saturating_sub(1)));
                (at, Intervention::Start(node))
            })
            .collect();
        let database = NodeId(1);
        let start = Command::StartWorkflow(DefinitionId(0));
        deeds.extend((0..WORKFLOWS).map(|n| {
            let at = SimTime::ZERO + FIRST + Span::from_millis(APART.as_millis() * n);
            (at, Intervention::Tell(database, start))
        }));
        Self {
            world: World::new(1, disks.collect(), LATENCY, deeds),
            trace: Trace::default(),
        }
    }

    /// Ten minutes of it.
    pub(crate) fn run(&mut self) {
        self.world
            .advance(&mut self.trace, SimTime::ZERO + END, u64::MAX);
    }

    /// What has happened.
    pub(crate) fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Steps of the kernel.
    pub(crate) fn events(&self) -> u64 {
        self.world.events()
    }

    /// How many workflows have ended well.
    pub(crate) fn succeeded(&self) -> usize {
        let tables = &self.world.hosts()[1].disk.tables;
        (tables.instances.values())
            .filter(|row| row.state == dolphinscheduler::rows::InstanceState::Success)
            .count()
    }
}

fn setting() -> Setting {
    let host = |name: String, last: u8, role: Role| HostSpec {
        name,
        ip: [10, 0, 0, last],
        role,
    };
    let mut hosts = vec![
        host("zk".to_owned(), 1, Role::Registry),
        host("db".to_owned(), 2, Role::Database),
    ];
    hosts.extend((1..=MASTERS).map(|n| host(format!("m{n}"), 10 + n, Role::Master)));
    hosts.extend((1..=WORKERS).map(|n| host(format!("w{n}"), 20 + n, Role::Worker)));
    let task = |name: &str, after: Vec<u8>| TaskSpec {
        name: name.to_owned(),
        after,
        work: Work::Shell(TASK),
        max_retry_times: 0,
    };
    let definition = Definition {
        name: "two".to_owned(),
        tasks: vec![task("a", vec![]), task("b", vec![0])],
    };
    Setting {
        hosts,
        definitions: vec![definition],
    }
}
