//! The cluster of a file: which hosts there are, what they are installed with, and how they are named.

use super::switch::Setter;
use dolphinscheduler::disk::{Config, Disk};
use dolphinscheduler::model::Model;
use dolphinscheduler::setting::{Definition, HostSpec, Role, Setting};
use sim::id::NodeId;
use sim::random::Range;
use sim::time::Span;
use std::sync::Arc;

/// A cluster while the statements of a file are carried out.
pub(super) struct Cluster {
    pub(super) model: Model,
    pub(super) masters: u8,
    pub(super) workers: u8,
    pub(super) yarn: bool,
    pub(super) log_servers: bool,
    pub(super) workflows: Vec<Definition>,
    /// What is asked for; otherwise what the release ships.
    pub(super) session_timeout: Option<Span>,
    pub(super) heartbeat: Option<Span>,
    pub(super) tick: Span,
    pub(super) boot: Option<Range>,
    pub(super) peer_delay: Option<Span>,
    pub(super) check_to_write: Option<Span>,
    pub(super) switches: Vec<Setter>,
}

impl Default for Cluster {
    fn default() -> Self {
        Self {
            model: Model::V1_3_8,
            masters: 0,
            workers: 0,
            yarn: false,
            log_servers: false,
            workflows: Vec::new(),
            session_timeout: None,
            heartbeat: None,
            tick: Span::from_secs(2),
            boot: None,
            peer_delay: None,
            check_to_write: None,
            switches: Vec::new(),
        }
    }
}

impl Cluster {
    /// The names of the hosts, by their number.
    pub(super) fn names(&self) -> Vec<String> {
        self.hosts().into_iter().map(|host| host.name).collect()
    }

    /// The place of the database.
    pub(super) const DATABASE: NodeId = NodeId(1);

    fn hosts(&self) -> Vec<HostSpec> {
        let host = |name: String, last: u8, role| HostSpec {
            name,
            ip: [10, 0, 0, last],
            role,
        };
        let mut hosts = vec![
            host("zk".to_owned(), 1, Role::Registry),
            host("db".to_owned(), 2, Role::Database),
        ];
        if self.yarn {
            hosts.push(host("yarn".to_owned(), 3, Role::Yarn));
        }
        let numbered =
            |kind: &str, n: u8, first: u8, role| host(format!("{kind}{n}"), first + n, role);
        hosts.extend((1..=self.masters).map(|n| numbered("master", n, 10, Role::Master)));
        let first = u8::try_from(hosts.len()).unwrap_or(u8::MAX);
        hosts.extend((1..=self.workers).map(|n| numbered("worker", n, 20, Role::Worker)));
        if self.log_servers {
            // Beside a worker, on its machine: the worker's address.
            let beside = |n: u8| Role::LogServer(NodeId(first + n - 1));
            hosts.extend((1..=self.workers).map(|n| numbered("logs", n, 20, beside(n))));
        }
        hosts
    }

    /// Hosts and workflows, and what is on each host's disk.
    pub(super) fn build(&self) -> (Arc<Setting>, Vec<Disk>) {
        let setting = Arc::new(Setting {
            hosts: self.hosts(),
            definitions: self.workflows.clone(),
        });
        let nodes = (0..u8::try_from(setting.hosts.len()).unwrap_or(u8::MAX)).map(NodeId);
        let disks = nodes.map(|node| self.disk(&setting, node)).collect();
        (setting, disks)
    }

    fn disk(&self, setting: &Arc<Setting>, node: NodeId) -> Disk {
        let mut disk = Disk::new(setting, node, self.model);
        self.configure(&mut disk.config);
        disk.registry.tick = self.tick;
        if let Some(boot) = self.boot {
            disk.machine.boot = boot;
        }
        disk.machine.peer_delay = self.peer_delay;
        disk.machine.check_to_write = self.check_to_write;
        disk
    }

    /// What the file says of the configuration, on top of what the release ships.
    fn configure(&self, config: &mut Config) {
        if let Some(timeout) = self.session_timeout {
            config.session_timeout = timeout;
        }
        if let Some(pause) = self.heartbeat {
            config.heartbeat = pause;
        }
        for setter in &self.switches {
            setter.apply(config);
        }
    }

    /// What runs before anything else and is started by nobody in the file.
    pub(super) fn infrastructure<'a>(
        &self,
        setting: &'a Setting,
    ) -> impl Iterator<Item = NodeId> + use<'a> {
        let runs = |role: &Role| match role {
            Role::Registry | Role::Database | Role::Yarn | Role::LogServer(_) => true,
            Role::Master | Role::Worker => false,
        };
        let numbered = (0_u8..).zip(&setting.hosts);
        numbered
            .filter(move |(_, host)| runs(&host.role))
            .map(|(number, _)| NodeId(number))
    }
}
