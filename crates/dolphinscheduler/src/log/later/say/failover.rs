//! Lines about failovers and the events of the development line.

use super::super::slots::Values;
use super::super::statement::Statement as S;
use super::{Say, Speaker, nothing, plain};
use crate::fact::{Fact, FailoverVerdict, Skip, SystemEvent};
use crate::lane::Thread;
use crate::model::Wording;
use crate::path::Kind;

impl Speaker<'_> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    pub(super) fn failover(&self, fact: Fact) -> Say {
        let values = Values::default();
        // `FailoverService` is asked by the listener; the periodic rounds go past it.
        let by_listener = self.thread != Thread::FailoverExecute;
        let when = |holds: bool, statement: S| holds.then_some(statement);
        let some = self.context.selected > 0;
        match fact {
            Fact::FailoverStarted { kind, node } => {
                let said = match kind {
                    Kind::Master => Vec::from_iter(when(by_listener, S::MasterFailoverBegins)),
                    Kind::Worker => vec![S::WorkerFailoverBegins, S::WorkerFailoverStarted],
                };
                (said, values.node(node))
            }
            Fact::FailoverSelected { count, node } => {
                let always = self.place.wording == Wording::G1Fixed;
                let said = Vec::from_iter(when(some || always, S::MasterFailoverSelected));
                let count = u32::from(count);
                (said, values.count(count).node(node))
            }
            Fact::FailoverInstance {
                instance, verdict, ..
            } => {
                let silent = self.place.wording == Wording::G1Fixed;
                let said = match verdict {
                    // 2.0.5 says nothing about the others.
                    FailoverVerdict::HostIsNull
                    | FailoverVerdict::NewlyStarted
                    | FailoverVerdict::RunsHere
                        if silent =>
                    {
                        Vec::new()
                    }
                    FailoverVerdict::HandOver => vec![S::InstanceFailover],
                    FailoverVerdict::HostIsNull => vec![S::InstanceFailover, S::InstanceHostIsNull],
                    FailoverVerdict::NewlyStarted => vec![S::InstanceFailover, S::InstanceNew],
                    FailoverVerdict::RunsHere => vec![S::InstanceFailover, S::InstanceHere],
                };
                let spared = when(verdict != FailoverVerdict::HandOver, S::InstanceSpared);
                let said = said.into_iter().chain(spared).collect();
                (said, values.instance(instance.0))
            }
            Fact::HandedOver { instance } => (vec![S::HandedOver], values.instance(instance.0)),
            Fact::FailoverEnded { kind, node, ms } => {
                let said = match kind {
                    Kind::Master => {
                        let always = self.place.wording == Wording::G1Fixed;
                        let pass = when(some || always, S::MasterFailoverEnded);
                        let over = when(by_listener, S::MasterFailoverOver);
                        pass.into_iter().chain(over).collect()
                    }
                    Kind::Worker => vec![S::WorkerFailoverEnded, S::WorkerFailoverOver],
                };
                let count = u32::from(self.context.selected);
                (said, values.node(node).ms(ms).count(count))
            }
            Fact::FailoverFailed {
                kind: Kind::Master,
                node,
            } => (vec![S::MasterFailoverFailed], values.node(node)),
            _ => self.of_tasks(fact),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    fn of_tasks(&self, fact: Fact) -> Say {
        let values = Values::default();
        match fact {
            Fact::FailoverTask {
                task,
                instance,
                worker,
            } => {
                let (node, instance, task) = (Some(worker), instance.0, task.0);
                // 3.1.9: the failover of a master kills its tasks.
                let said = match self.context.kind {
                    Some(Kind::Master) => S::KillBegins,
                    Some(Kind::Worker) | None => S::TaskFailover,
                };
                (vec![said], values.node(node).instance(instance).task(task))
            }
            Fact::LogFailed { task } => (vec![S::LogFailed], values.task(task.0)),
            Fact::TaskNeedsFaultTolerance { task } => {
                (vec![S::TaskFailedOver], values.task(task.0))
            }
            Fact::KillAsked { task, of } => {
                let (node, task) = (Some(of), task.0);
                (vec![S::KillAsked], values.node(node).task(task))
            }
            Fact::FailoverRound { hosts, null } => (vec![S::Round], values.nodes(hosts).null(null)),
            _ => nothing(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the caller sends these here"
    )]
    pub(super) fn event(&self, fact: Fact) -> Say {
        let values = Values::default();
        match fact {
            Fact::EventPublished { event } => match event {
                SystemEvent::GlobalFailover => plain(S::GlobalPublished),
                SystemEvent::MasterFailover { node } => {
                    (vec![S::MasterPublished], values.node(Some(node)))
                }
                SystemEvent::WorkerFailover { node } => {
                    (vec![S::WorkerPublished], values.node(Some(node)))
                }
            },
            Fact::EventFired {
                event: SystemEvent::GlobalFailover,
            } => plain(S::GlobalBegins),
            Fact::EventHandled { event, ms } => {
                let (said, system_event) = match event {
                    SystemEvent::GlobalFailover => (
                        vec![S::GlobalEnded, S::EventFired],
                        "GlobalMasterFailoverEvent",
                    ),
                    SystemEvent::MasterFailover { .. } => {
                        (vec![S::EventFired], "MasterFailoverEvent")
                    }
                    SystemEvent::WorkerFailover { .. } => {
                        (vec![S::EventFired], "WorkerFailoverEvent")
                    }
                };
                (said, values.ms(ms).system_event(system_event))
            }
            Fact::HostLooked { node, alive } => {
                let said = if alive { S::GlobalAlive } else { S::GlobalDead };
                (vec![said], values.node(Some(node)))
            }
            Fact::TombstoneWritten { node, start, value } => {
                let (node, value) = (Some(node), Some(value));
                (
                    vec![S::KeyPersisted],
                    values.node(node).start(start).value(value),
                )
            }
            Fact::FailoverSkipped { node, why } => {
                let said = match why {
                    Skip::Alive => S::FailoverAlive,
                    Skip::FinishNodeExists => S::FailoverKeyThere,
                };
                (vec![said], values.node(Some(node)))
            }
            _ => nothing(),
        }
    }
}
