//! Lines about sessions, registrations and servers that come and go.

use super::{
    CONNECTION_LOSS, NOT_STARTED, POOL_CLOSED, Said, Say, kind_name, one, said, session_id,
    state_name, thrown,
};
use crate::fact::{CuratorState, Fact, Listener, ZkFailure};
use crate::log::site::Statement;
use crate::path::{Kind, Path};
use crate::rows::AlertKind;
use sim::id::NodeId;

impl Say<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn client(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::ClientStarted { .. } => one(
                Statement::ZkClientInit,
                format!(
                    "zookeeper registry center init, server lists is: {}.",
                    self.registry()
                ),
            ),
            Fact::SessionEstablished {
                session,
                granted_ms,
                ..
            } => {
                let (server, id) = (self.registry(), session_id(session));
                one(
                    Statement::SessionEstablished,
                    format!(
                        "Session establishment complete on server {server}/{server}, \
                         sessionid = {id}, negotiated timeout = {granted_ms}"
                    ),
                )
            }
            Fact::StateChanged { state, .. } => one(
                Statement::StateChange,
                format!("State change: {}", state_name(state)),
            ),
            Fact::HeardNothing { session, ms, .. } => one(
                Statement::HeardNothing,
                format!(
                    "Client session timed out, have not heard from server in {ms}ms for \
                     sessionid {}",
                    session_id(session)
                ),
            ),
            Fact::ExpiredThere { session, .. } => one(
                Statement::ExpiredThere,
                format!(
                    "Unable to reconnect to ZooKeeper service, session {} has expired",
                    session_id(session)
                ),
            ),
            Fact::ExpiryInjected { ms, .. } => one(
                Statement::Injected,
                format!(
                    "Session timeout has elapsed while SUSPENDED. Injecting a session \
                     expiration. Elapsed ms: {ms}. Adjusted session timeout ms: {ms}"
                ),
            ),
            Fact::HandleClosed { session, .. }
            | Fact::ClientClosed {
                session: Some(session),
                ..
            } => one(
                Statement::SessionClosed,
                format!("Session: {} closed", session_id(session)),
            ),
            Fact::StateHeard { number, state } => self.state_heard(number, state),
            Fact::OperationFailed { path, why } => {
                let message = format!("isExisted key : {}", self.path(path));
                thrown(Statement::IsExisted, message, exception(why))
            }
            _ => None,
        }
    }

    /// Every client of a process says it, and the registration once more.
    fn state_heard(&self, number: u8, state: CuratorState) -> Option<Vec<Said>> {
        let (statement, own, what) = match state {
            CuratorState::Connected => return None,
            CuratorState::Suspended => (
                Statement::Suspended,
                Statement::MasterSuspended,
                "connection SUSPENDED to zookeeper",
            ),
            CuratorState::Lost => (
                Statement::Lost,
                Statement::MasterLost,
                "connection lost from zookeeper",
            ),
            CuratorState::Reconnected => (
                Statement::Reconnected,
                Statement::MasterReconnected,
                "reconnected to zookeeper",
            ),
        };
        let mut lines = vec![said(statement, what)];
        if number == 0 && !self.is_worker() {
            let what = match state {
                CuratorState::Suspended => "connection SUSPENDED ",
                CuratorState::Connected | CuratorState::Lost | CuratorState::Reconnected => what,
            };
            lines.push(said(own, format!("master : {} {what}", self.address())));
        }
        Some(lines)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn registration(&self, fact: Fact) -> Option<Vec<Said>> {
        let me = self.address();
        match fact {
            Fact::Registered {
                kind: Kind::Master,
                interval_s,
            } => one(
                Statement::MasterRegistered,
                format!(
                    "master node : {me} registry to ZK successfully with heartBeatInterval : \
                     {interval_s}s"
                ),
            ),
            Fact::Registered {
                kind: Kind::Worker,
                interval_s,
            } => {
                let path = self.path(Path::Worker { node: self.me });
                Some(vec![
                    said(
                        Statement::WorkerRegistered,
                        format!("worker node : {me} registry to ZK {path} successfully"),
                    ),
                    said(
                        Statement::WorkerInterval,
                        format!("worker node : {me} heartbeat interval {interval_s} s"),
                    ),
                ])
            }
            Fact::DeadEntryDeleted { kind } => one(
                Statement::DeadEntryDeleted,
                format!(
                    "{} server {me} deleted from zk dead server path success",
                    kind_name(kind)
                ),
            ),
            Fact::DeadEntryAdded { kind, node } => one(
                Statement::DeadEntryAdded,
                format!(
                    "{} server dead , and {} added to zk dead server path success",
                    kind_name(kind).to_uppercase(),
                    self.path(Path::server(kind, node))
                ),
            ),
            Fact::Unregistered {
                kind: Kind::Master, ..
            } => one(
                Statement::MasterUnregistered,
                format!("master node : {me} unRegistry to ZK."),
            ),
            Fact::Unregistered {
                kind: Kind::Worker, ..
            } => {
                let path = self.path(Path::Worker { node: self.me });
                one(
                    Statement::WorkerUnregistered,
                    format!("worker node : {me} unRegistry from ZK {path}."),
                )
            }
            Fact::HeartbeatFailed => one(Statement::HeartbeatError, "error write heartbeat info"),
            _ => None,
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller has matched every fact and sends these here"
    )]
    pub(super) fn membership(&self, fact: Fact) -> Option<Vec<Said>> {
        match fact {
            Fact::ListenerAdded { listener } => {
                let class = match listener {
                    Listener::Failover => "zk.ZKMasterClient$NodeChangeListener",
                    Listener::MasterAlerts => "registry.ServerNodeManager$MasterNodeListener",
                    Listener::WorkerAlerts => "registry.ServerNodeManager$WorkerGroupNodeListener",
                    Listener::Cluster => return None,
                };
                one(
                    Statement::RegisterListener,
                    format!(
                        "register zookeeper listener: \
                         org.apache.dolphinscheduler.server.master.{class}"
                    ),
                )
            }
            Fact::ServerAdded {
                kind,
                node,
                listener,
            } => self.added(kind, node, listener),
            Fact::ServerRemoved {
                kind,
                node,
                listener,
            } => self.removed(kind, node, listener),
            Fact::ServersRead {
                kind: Kind::Worker,
                nodes,
                added: true,
            } => one(
                Statement::CurrentNodes,
                format!("currentNodes : [{}]", self.addresses(nodes)),
            ),
            Fact::AlertFailed { kind } => match kind {
                AlertKind::MasterDown { .. } => thrown(
                    Statement::AlertMasterFailed,
                    "MasterNodeListener capture data change and get data failed.",
                    POOL_CLOSED,
                ),
                AlertKind::WorkerDown { .. } => thrown(
                    Statement::AlertWorkerFailed,
                    "WorkerGroupListener capture data change and get data failed",
                    POOL_CLOSED,
                ),
                AlertKind::TaskMoved { .. } => None,
            },
            _ => None,
        }
    }

    fn added(&self, kind: Kind, node: NodeId, listener: Listener) -> Option<Vec<Said>> {
        let path = self.path(Path::server(kind, node));
        match (listener, kind) {
            (Listener::Failover, Kind::Master) => one(
                Statement::MasterAdded,
                format!("master node added : {path}"),
            ),
            (Listener::Failover, Kind::Worker) => one(
                Statement::WorkerAdded,
                format!("worker node added : {path}"),
            ),
            (Listener::MasterAlerts, _) => one(
                Statement::AlertMasterAdded,
                format!("master node : {path} added."),
            ),
            (Listener::WorkerAlerts, _) => one(
                Statement::AlertWorkerAdded,
                format!("worker group node : {path} added."),
            ),
            (Listener::Cluster, _) => None,
        }
    }

    fn removed(&self, kind: Kind, node: NodeId, listener: Listener) -> Option<Vec<Said>> {
        let path = self.path(Path::server(kind, node));
        match (listener, kind) {
            (Listener::Failover, Kind::Master) => one(
                Statement::NodeDeleted,
                format!("MASTER node deleted : {path}"),
            ),
            (Listener::Failover, Kind::Worker) => Some(vec![
                said(
                    Statement::WorkerDeleted,
                    format!("worker node deleted : {path}"),
                ),
                said(
                    Statement::NodeDeleted,
                    format!("WORKER node deleted : {path}"),
                ),
            ]),
            (Listener::MasterAlerts, _) => one(
                Statement::AlertMasterDown,
                format!("master node : {path} down."),
            ),
            (Listener::WorkerAlerts, _) => one(
                Statement::AlertWorkerDown,
                format!("worker group node : {path} down."),
            ),
            (Listener::Cluster, _) => None,
        }
    }
}

/// What an operation on the registry throws.
fn exception(why: ZkFailure) -> &'static str {
    match why {
        ZkFailure::Stopped => NOT_STARTED,
        ZkFailure::ConnectionLoss | ZkFailure::NoNode | ZkFailure::NodeExists => CONNECTION_LOSS,
    }
}
