//! What people call hosts, sessions, nodes of the registry and locks.

use crate::Language;
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::path::{Lock, Path};
use dolphinscheduler::setting::{Role, Setting};
use picture::dolphinscheduler::{Registry, Session};
use sim::id::NodeId;

/// What a host is called: M1, W1, and what it serves where there is one of its kind.
pub fn host(language: Language, setting: &Setting, node: NodeId) -> String {
    let Some(role) = setting.role(node) else {
        return setting.name(node).to_owned();
    };
    let place = || {
        let place = setting.of_role(role).position(|other| other == node);
        place.map_or(0, |place| place + 1)
    };
    match (role, language) {
        (Role::Master, _) => format!("M{}", place()),
        (Role::Worker, _) => format!("W{}", place()),
        (Role::Registry, Language::En) => "the registry".to_owned(),
        (Role::Registry, Language::Zh) => "注册中心".to_owned(),
        (Role::Database, Language::En) => "the database".to_owned(),
        (Role::Database, Language::Zh) => "数据库".to_owned(),
        (Role::Yarn, _) => "YARN".to_owned(),
        (Role::LogServer(worker), Language::En) => {
            format!("the log server of {}", host(language, setting, worker))
        }
        (Role::LogServer(worker), Language::Zh) => {
            format!("{} 的 logger", host(language, setting, worker))
        }
    }
}

/// Primes: the second process of a host has one, the third two.
pub fn primes(incarnation: u32) -> String {
    (1..incarnation.min(4)).map(|_| '′').collect()
}

/// A process by its host and incarnation: `M1′`.
pub fn process(language: Language, setting: &Setting, node: NodeId, incarnation: u32) -> String {
    let host = host(language, setting, node);
    format!("{host}{}", primes(incarnation))
}

/// A session: `S1` is the one with which the first process of M1 registers, `S1′` that of its second.
/// The other sessions of a process carry the client's purpose.
pub fn session(setting: &Setting, session: &Session) -> String {
    let name = host(Language::En, setting, session.client);
    let server = name.trim_start_matches('M');
    let name = format!("S{server}{}", primes(session.incarnation));
    match session.number {
        Some(0) | None => name,
        Some(1) => format!("{name} cli"),
        Some(number) => format!("{name} #{number}"),
    }
}

/// A session by its number, as the registry knows it.
pub fn session_of(setting: &Setting, registry: &Registry, id: SessionId) -> String {
    let known = registry.sessions.get(&id);
    known.map_or_else(|| format!("S#{}", id.0), |known| session(setting, known))
}

/// A node of the tree, below its root.
pub fn path(setting: &Setting, path: Path) -> String {
    match path {
        Path::Master { .. }
        | Path::Worker { .. }
        | Path::DeadMaster { .. }
        | Path::DeadWorker { .. } => {
            format!("{}/{}", parent(path), leaf(setting, path))
        }
        Path::Place { lock, number } => format!("{}/…{number}", self::lock(setting, lock)),
        Path::Finish { .. } | Path::FinishUnknown { .. } => {
            format!("{}/{}", parent(path), leaf(setting, path))
        }
        Path::Coordinator => "/nodes/master-coordinator".to_owned(),
    }
}

/// The folder that a node stands in.
pub fn parent(path: Path) -> &'static str {
    match path {
        Path::Master { .. } => "/nodes/master",
        Path::Worker { .. } => "/nodes/worker",
        Path::DeadMaster { .. } | Path::DeadWorker { .. } => "/dead-servers",
        Path::Place { .. } => "/lock",
        Path::Finish { .. } | Path::FinishUnknown { .. } => "/nodes/failover-finish-nodes",
        Path::Coordinator => "/nodes",
    }
}

/// The last part of a node's path.
pub fn leaf(setting: &Setting, path: Path) -> String {
    match path {
        Path::Master { node } | Path::Worker { node } => setting.address(node),
        Path::DeadMaster { node } => format!("master_{}", setting.address(node)),
        Path::DeadWorker { node } => format!("worker_{}", setting.address(node)),
        Path::Place { number, .. } => format!("lock-{number}"),
        Path::Finish { node, start } => format!("{}-{}", setting.address(node), start.0),
        Path::FinishUnknown { node } => format!("{}-unknown-unknown", setting.address(node)),
        Path::Coordinator => "master-coordinator".to_owned(),
    }
}

/// A lock's path, below the root.
pub fn lock(setting: &Setting, lock: Lock) -> String {
    match lock {
        Lock::Masters => "/lock/masters".to_owned(),
        Lock::StartupMasters => "/lock/failover/startup-masters".to_owned(),
        Lock::FailoverMasters => "/lock/failover/masters".to_owned(),
        Lock::FailoverWorkers => "/lock/failover/workers".to_owned(),
        Lock::FailoverMaster { node } => {
            format!("/lock/failover/masters/{}", setting.address(node))
        }
        Lock::MasterFailover => "/lock/master-failover".to_owned(),
        Lock::CoordinatorElection => "/nodes/master-coordinator-lock".to_owned(),
    }
}
