//! A cluster for tests: a registry, a database, masters and workers.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::wildcard_enum_match_arm,
    reason = "each test uses its part, and stops at the first surprise"
)]

use dolphinscheduler::disk::{Disk, Edit};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::lane::Thread;
use dolphinscheduler::model::Model;
use dolphinscheduler::server::{Command, Server};
use dolphinscheduler::setting::{Definition, HostSpec, Role, Setting};
use sim::id::{EventId, NodeId};
use sim::intervention::Intervention;
use sim::random::Range;
use sim::time::{SimTime, Span};
use sim::trace::{Row, Trace};
use sim::world::{Progress, World};
use std::sync::Arc;

pub const REGISTRY: NodeId = NodeId(0);
pub const DATABASE: NodeId = NodeId(1);
pub const M1: NodeId = NodeId(2);
pub const M2: NodeId = NodeId(3);

pub type Deed = (SimTime, Intervention<Command, Edit>);

/// A cluster before it runs.
pub struct Cluster {
    pub setting: Arc<Setting>,
    pub disks: Vec<Disk>,
    pub deeds: Vec<Deed>,
}

/// A run.
pub struct Run {
    pub setting: Arc<Setting>,
    pub world: World<Server>,
    pub trace: Trace,
}

/// How long a packet takes on one machine.
pub const LATENCY: Range = Range::micros(60, 300);

impl Cluster {
    /// The addresses of the captures: everything in one network.
    pub fn at_addresses(
        model: Model,
        (masters, workers): (u8, u8),
        net: u8,
        definitions: Vec<Definition>,
        more: &[HostSpec],
    ) -> Self {
        let mut cluster = Self::with_hosts(model, (masters, workers), definitions, more);
        let mut setting = Setting::clone(&cluster.setting);
        for host in &mut setting.hosts {
            host.ip = match host.ip {
                [_, _, _, 1 | 2] => [10, net, 0, 1],
                [_, _, _, last] => [10, net, 0, last],
            };
        }
        let setting = Arc::new(setting);
        for disk in &mut cluster.disks {
            disk.setting = Arc::clone(&setting);
        }
        cluster.setting = setting;
        cluster
    }

    /// One registry, one database, so many masters and workers; the registry and the database start
    /// with the run.
    pub fn new(model: Model, masters: u8, workers: u8) -> Self {
        Self::with(model, masters, workers, Vec::new())
    }

    pub fn with(model: Model, masters: u8, workers: u8, definitions: Vec<Definition>) -> Self {
        Self::with_hosts(model, (masters, workers), definitions, &[])
    }

    /// The same, and some hosts more.
    pub fn with_hosts(
        model: Model,
        (masters, workers): (u8, u8),
        definitions: Vec<Definition>,
        more: &[HostSpec],
    ) -> Self {
        let mut hosts = vec![
            host("zk", [10, 0, 0, 1], Role::Registry),
            host("db", [10, 0, 0, 2], Role::Database),
        ];
        hosts.extend(
            (1..=masters).map(|n| host(&format!("m{n}"), [10, 0, 0, 10 + n], Role::Master)),
        );
        hosts.extend(
            (1..=workers).map(|n| host(&format!("w{n}"), [10, 0, 0, 20 + n], Role::Worker)),
        );
        hosts.extend(more.iter().cloned());
        let setting = Arc::new(Setting { hosts, definitions });
        let disks = (0..setting.hosts.len())
            .map(|n| Disk::new(&setting, NodeId(n as u8), model))
            .collect();
        let mut cluster = Self {
            setting,
            disks,
            deeds: Vec::new(),
        };
        cluster.disk(REGISTRY).registry.max_session_timeout = Some(Span::from_secs(60));
        cluster.at(0, Intervention::Start(REGISTRY));
        cluster.at(0, Intervention::Start(DATABASE));
        cluster
    }

    pub fn disk(&mut self, node: NodeId) -> &mut Disk {
        &mut self.disks[node.index()]
    }

    /// Something happens at a moment, in milliseconds.
    pub fn at(&mut self, ms: u64, deed: Intervention<Command, Edit>) -> &mut Self {
        self.deeds.push((SimTime::from_millis(ms), deed));
        self
    }

    pub fn start(&mut self, ms: u64, node: NodeId) -> &mut Self {
        self.at(ms, Intervention::Start(node))
    }

    pub fn kill(&mut self, ms: u64, node: NodeId) -> &mut Self {
        self.at(ms, Intervention::Kill(node))
    }

    /// Runs until a moment, in seconds.
    pub fn run(&self, seed: u64, until: u64) -> Run {
        let world = World::new(seed, self.disks.clone(), LATENCY, self.deeds.clone());
        let mut run = Run {
            setting: Arc::clone(&self.setting),
            world,
            trace: Trace::default(),
        };
        run.advance(until);
        run
    }
}

pub fn host(name: &str, ip: [u8; 4], role: Role) -> HostSpec {
    HostSpec {
        name: name.to_owned(),
        ip,
        role,
    }
}

impl Run {
    pub fn advance(&mut self, until: u64) {
        self.advance_to(SimTime::from_millis(until * 1_000));
    }

    pub fn advance_to(&mut self, until: SimTime) {
        let progress = self.world.advance(&mut self.trace, until, u64::MAX);
        assert_eq!(progress, Progress::Reached);
    }

    /// The facts of a host, with their moments in milliseconds.
    pub fn facts(&self, node: NodeId) -> Vec<(u64, Fact)> {
        (self.trace.iter())
            .filter(|(_, row)| row.node == node)
            .filter_map(|(_, row)| Some((row.at.as_millis(), Fact::decode(&row)?)))
            .collect()
    }

    /// When the first fact of a host that fits has happened.
    pub fn first(&self, node: NodeId, fits: impl Fn(&Fact) -> bool) -> Option<u64> {
        (self.facts(node).into_iter())
            .find(|(_, fact)| fits(fact))
            .map(|(at, _)| at)
    }

    pub fn count(&self, node: NodeId, fits: impl Fn(&Fact) -> bool) -> usize {
        (self.facts(node).iter())
            .filter(|(_, fact)| fits(fact))
            .count()
    }

    /// Every fact as a line, for a person to read.
    pub fn print(&self, skip: impl Fn(&Fact) -> bool) {
        for (id, row) in self.trace.iter() {
            print_row(&self.setting, id, &row, &skip);
        }
    }
}

fn print_row(setting: &Setting, id: EventId, row: &Row, skip: &impl Fn(&Fact) -> bool) {
    let fact = Fact::decode(row);
    if fact.as_ref().is_some_and(skip) {
        return;
    }
    let what = match fact {
        Some(fact) => format!("{fact:?}"),
        None => format!("kernel {} {} {} {}", row.tag, row.small, row.a, row.b),
    };
    println!(
        "{:5} {:?} {} {:?} <{}> {what}",
        id.0,
        row.at,
        setting.name(row.node),
        Thread::from_lane(row.lane),
        row.cause.0 as i32
    );
}
