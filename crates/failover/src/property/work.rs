//! Properties of commands, workflows, tasks and alerts.

use super::{Findings, Property, Reason, Seen};
use crate::outcome::ledger::{LastRow, Ledger};
use crate::outcome::servers::Servers;
use dolphinscheduler::fact::{Fact, FailoverVerdict, Listener, ServerState};
use dolphinscheduler::ids::{CommandId, InstanceId, Moment, TaskId};
use dolphinscheduler::path::Kind;
use dolphinscheduler::rows::{AlertKind, InstanceState, TaskState};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::Tag;
use std::collections::BTreeMap;

/// What is remembered beside the ledger.
#[derive(Default)]
pub(super) struct Work {
    /// Who has written each instance last, and what state each task had.
    states: BTreeMap<TaskId, TaskState>,
    /// When each instance was left last.
    left: BTreeMap<InstanceId, SimTime>,
    errored: BTreeMap<CommandId, (SimTime, NodeId)>,
    /// Removals that nobody has written an alert for: who has heard of them, and when.
    unalerted: BTreeMap<(Kind, NodeId), (SimTime, NodeId)>,
}

/// How long a master may take to fetch a command beyond its turn: the first one of a process takes up to
/// 0.6 s (section 8.1).
const FETCH: Span = Span::from_millis(600);

impl Work {
    pub(super) fn look(&mut self, seen: &Seen<'_>, fact: Option<Fact>, findings: &mut Findings) {
        if seen.row.tag == Tag::ProcessEnded as u8 {
            self.process_ended(seen);
        }
        let Some(fact) = fact else {
            return;
        };
        self.workflows(seen, fact, findings);
        self.tasks(seen, fact, findings);
        self.commands(seen, fact, findings);
        self.alerts(seen, fact);
        failover(seen, fact, findings);
    }

    /// The moment from which on a workflow of a dead owner waits.
    fn process_ended(&mut self, seen: &Seen<'_>) {
        for row in seen.ledger.instances.values() {
            if row.host.node() == Some(seen.row.node) && !row.state.is_finished() {
                self.left.insert(row.id, seen.row.at);
            }
        }
    }

    fn workflows(&mut self, seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
        let (at, node) = (seen.row.at, seen.row.node);
        if let Fact::WorkflowHeld { instance } = fact {
            let owners = seen.ledger.owners.get(&instance);
            let owners = owners.map_or(&[][..], |owners| owners.as_slice());
            let live = |owner: &&NodeId| seen.servers.process(**owner).alive;
            if owners.iter().filter(live).count() > 1 {
                let why = Reason {
                    instance: Some(instance),
                    other: owners.iter().copied().find(|owner| *owner != node),
                    ..Reason::of(node)
                };
                findings.violate(Property::OneOwner, at, why);
            }
        } else if let Fact::WorkflowLeft { instance, .. } = fact {
            self.left.insert(instance, at);
        } else if let Fact::RowWritten { by, .. } = fact {
            self.row_written(seen, by, findings);
        }
    }

    /// I17 and I18: the ledger has the row already.
    fn row_written(&mut self, seen: &Seen<'_>, by: NodeId, findings: &mut Findings) {
        let Some(row) = seen.ledger.last_row() else {
            return;
        };
        let at = seen.row.at;
        match row {
            LastRow::Instance(row) => {
                let why = Reason {
                    instance: Some(row.id),
                    ..Reason::of(by)
                };
                if row.state == InstanceState::Failure {
                    findings.violate(Property::HealthyWorkflowSucceeds, at, why);
                }
                let owners = seen.ledger.owners.get(&row.id).into_iter().flatten();
                let mut owners = owners.copied();
                let other = owners.find(|owner| *owner != by && seen.servers.runs(*owner));
                let is_master = seen.servers.masters().contains(&by);
                if let Some(other) = other
                    && is_master
                    && seen.servers.process(by).stopping
                {
                    let why = Reason {
                        other: Some(other),
                        ..why
                    };
                    findings.violate(Property::OwnerWrites, at, why);
                }
            }
            LastRow::Task(row) => {
                let before = self.states.insert(row.id, row.state);
                if before == Some(TaskState::Success) && row.state != TaskState::Success {
                    let why = Reason {
                        task: Some(row.id),
                        ..Reason::of(by)
                    };
                    findings.violate(Property::OwnerWrites, at, why);
                }
            }
        }
    }

    fn tasks(&mut self, seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
        let (at, node) = (seen.row.at, seen.row.node);
        let (Fact::TaskReceived { task }
        | Fact::ShellStarted { task, .. }
        | Fact::AppSubmitted { task, .. }) = fact
        else {
            return;
        };
        let why = Reason {
            task: Some(task),
            ..Reason::of(node)
        };
        if let Fact::TaskReceived { .. } = fact
            && seen.ledger.received_again(task)
        {
            findings.violate(Property::DispatchedOnce, at, why);
        }
        let logical = seen
            .ledger
            .executions
            .get(&task)
            .map(|execution| execution.logical);
        if let Some(logical) = logical {
            let count = seen.ledger.running(logical);
            if count > 1 {
                let why = Reason {
                    instance: Some(logical.0),
                    count,
                    ..why
                };
                findings.violate(Property::OneExecution, at, why);
            }
        }
    }

    fn commands(&mut self, seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
        let (at, node) = (seen.row.at, seen.row.node);
        if let Fact::CommandErrored { command, by } = fact {
            self.errored.insert(command, (at, by));
        } else if let Fact::CommandHandled { command, .. } = fact {
            let found = seen.ledger.commands.get(&command);
            let why = Reason {
                command: Some(command),
                ..Reason::of(node)
            };
            if found.is_some_and(|found| found.handled > 1) {
                findings.violate(Property::CommandOnce, at, why);
            }
            let waiting = seen.servers.process(node).state == Some(ServerState::Waiting);
            if waiting || !seen.servers.is_registered(Kind::Master, node) {
                findings.violate(Property::UnregisteredTakesNothing, at, why);
            }
        } else if let Fact::CommandDeleted { command, .. } = fact {
            prompt(seen.servers, seen.ledger, command, at, findings);
        }
    }

    /// I9: who has heard of a removal, and whether it became a row.
    fn alerts(&mut self, seen: &Seen<'_>, fact: Fact) {
        let key = |kind: AlertKind| match kind {
            AlertKind::MasterDown { node } => Some((Kind::Master, node)),
            AlertKind::WorkerDown { node } => Some((Kind::Worker, node)),
            AlertKind::TaskMoved { .. } => None,
        };
        if let Fact::ServerRemoved {
            kind,
            node,
            listener: Listener::MasterAlerts | Listener::WorkerAlerts,
        } = fact
        {
            let heard = (seen.row.at, seen.row.node);
            self.unalerted.entry((kind, node)).or_insert(heard);
        } else if let Fact::AlertInserted { kind, .. } | Fact::AlertSkipped { kind, .. } = fact
            && let Some(key) = key(kind)
        {
            self.unalerted.remove(&key);
        }
    }

    pub(super) fn finish(
        &mut self,
        servers: &Servers,
        ledger: &Ledger,
        end: SimTime,
        findings: &mut Findings,
    ) {
        for instance in ledger.stranded(servers) {
            let at = self.left.get(&instance).copied().unwrap_or(end);
            let host = ledger
                .instances
                .get(&instance)
                .and_then(|row| row.host.node());
            let why = Reason {
                node: host,
                instance: Some(instance),
                ..Reason::default()
            };
            findings.violate(Property::NobodyStranded, at, why);
        }
        for (command, (at, by)) in &self.errored {
            if ledger
                .commands
                .get(command)
                .is_some_and(|found| found.handled == 0)
            {
                let why = Reason {
                    command: Some(*command),
                    ..Reason::of(*by)
                };
                findings.violate(Property::NoCommandLost, *at, why);
            }
        }
        for ((_, node), (at, by)) in &self.unalerted {
            let why = Reason {
                other: Some(*by),
                ..Reason::of(*node)
            };
            findings.violate(Property::RemovalAlerts, *at, why);
        }
        for (command, found) in &ledger.commands {
            if found.waits {
                prompt(servers, ledger, *command, end, findings);
            }
        }
    }
}

/// I15: how long a command has waited while somebody could have fetched it.
fn prompt(
    servers: &Servers,
    ledger: &Ledger,
    command: CommandId,
    at: SimTime,
    findings: &mut Findings,
) {
    let Some(waited) = ledger.waited(command) else {
        return;
    };
    let turns = u64::try_from(servers.masters().len()).unwrap_or(u64::MAX);
    let due = Span::from_secs(turns + 1) + FETCH;
    if waited > due {
        let why = Reason {
            command: Some(command),
            span: Some(waited),
            ..Reason::default()
        };
        findings.violate(Property::PromptFetch, at, why);
    }
}

/// I10. A process that has lost the registry counts as dead there; see I1 for what it does meanwhile.
fn failover(seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
    if let Fact::FailoverInstance {
        instance,
        node: Some(host),
        verdict: FailoverVerdict::HandOver,
    } = fact
        && let Some(row) = seen.ledger.instances.get(&instance)
        && seen.servers.runs(host)
        && seen.servers.process(host).connected
        && row.restart > Moment::of(seen.servers.process(host).since)
    {
        let why = Reason {
            other: Some(host),
            instance: Some(instance),
            ..Reason::of(seen.row.node)
        };
        findings.violate(Property::NewWorkUntouched, seen.row.at, why);
    }
}
