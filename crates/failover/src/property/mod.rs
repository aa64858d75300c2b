//! Predicates that judge every run: the invariants of section 12 of the specification, each with the
//! moment at which it was first violated and by whom.
//!
//! A violation is an annotation, never a fact: a new property changes no run. Some releases are known
//! to violate some of them; that is what the stories are about.

mod registry;
mod shared;
mod work;

use crate::outcome::ledger::Ledger;
use crate::outcome::servers::Servers;
use crate::plan::Plan;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::{CommandId, InstanceId, TaskId};
use registry::Registry;
use scenario::property::Expectation;
use shared::Shared;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::Row;
use work::Work;

/// The properties, with their numbers in section 12.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Property {
    /// I4: a server that is healthy, connected and registered is never told to die.
    HealthyLives,
    /// I1: at most one thread of a live server runs a workflow instance.
    OneOwner,
    /// I7: every unfinished instance has a live owner or a command, in the end.
    NobodyStranded,
    /// I18: no workflow whose scripts are fine ends as FAILURE.
    HealthyWorkflowSucceeds,
    /// I8: at most one shell or application of a logical task runs.
    OneExecution,
    /// I16: a row of a task is sent to a worker once.
    DispatchedOnce,
    /// I15: a command is fetched within (masters + 1) s, if a master is there.
    PromptFetch,
    /// I2: a command becomes work once.
    CommandOnce,
    /// I2b: no command goes without becoming anybody's work.
    NoCommandLost,
    /// I9: a removal that a master has heard of leaves an alert.
    RemovalAlerts,
    /// I5: a dead entry or tombstone names no live process.
    TombstoneNamesTheDead,
    /// I6: the node of a running server is owned by its present session.
    OwnNodeOwned,
    /// I10: a failover does not touch what the present process of a host has started.
    NewWorkUntouched,
    /// I11b: only the living stand in the queue of a lock.
    LocksOfTheLiving,
    /// I13: a master without a registration takes no command.
    UnregisteredTakesNothing,
    /// I13b: no node of a server that has stopped appears.
    NoGhostNode,
    /// I17: rows are written by their owner, and a stored result is final.
    OwnerWrites,
    /// I3: a server with a dead entry writes nothing once it has had time to stop.
    DeadWritesNothing,
    /// I12: every command falls into the slot of one master, and of no second one.
    OneClaimant,
    /// I13c: one live master is the active coordinator, in the end.
    OneCoordinator,
    /// I13d: the events of a workflow that a live master holds are handled, in the end.
    EventsFired,
    /// I14: whoever has taken a failover lock lets go of it.
    LocksLetGo,
}

impl Property {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 22] = [
        Self::HealthyLives,
        Self::OneOwner,
        Self::NobodyStranded,
        Self::HealthyWorkflowSucceeds,
        Self::OneExecution,
        Self::DispatchedOnce,
        Self::PromptFetch,
        Self::CommandOnce,
        Self::NoCommandLost,
        Self::RemovalAlerts,
        Self::TombstoneNamesTheDead,
        Self::OwnNodeOwned,
        Self::NewWorkUntouched,
        Self::LocksOfTheLiving,
        Self::UnregisteredTakesNothing,
        Self::NoGhostNode,
        Self::OwnerWrites,
        Self::DeadWritesNothing,
        Self::OneClaimant,
        Self::OneCoordinator,
        Self::EventsFired,
        Self::LocksLetGo,
    ];

    /// Its name, for ever.
    pub fn id(self) -> &'static str {
        match self {
            Self::HealthyLives => "healthy-lives",
            Self::OneOwner => "one-owner",
            Self::NobodyStranded => "nobody-stranded",
            Self::HealthyWorkflowSucceeds => "healthy-workflow-succeeds",
            Self::OneExecution => "one-execution",
            Self::DispatchedOnce => "dispatched-once",
            Self::PromptFetch => "prompt-fetch",
            Self::CommandOnce => "command-once",
            Self::NoCommandLost => "no-command-lost",
            Self::RemovalAlerts => "removal-alerts",
            Self::TombstoneNamesTheDead => "tombstone-names-the-dead",
            Self::OwnNodeOwned => "own-node-owned",
            Self::NewWorkUntouched => "new-work-untouched",
            Self::LocksOfTheLiving => "locks-of-the-living",
            Self::UnregisteredTakesNothing => "unregistered-takes-nothing",
            Self::NoGhostNode => "no-ghost-node",
            Self::OwnerWrites => "owner-writes",
            Self::DeadWritesNothing => "dead-writes-nothing",
            Self::OneClaimant => "one-claimant",
            Self::OneCoordinator => "one-coordinator",
            Self::EventsFired => "events-fired",
            Self::LocksLetGo => "locks-let-go",
        }
    }

    /// How it is meant.
    pub fn expect(self) -> Expectation {
        match self {
            Self::NobodyStranded | Self::OneCoordinator | Self::EventsFired => {
                Expectation::Eventually
            }
            Self::HealthyLives
            | Self::OneOwner
            | Self::HealthyWorkflowSucceeds
            | Self::OneExecution
            | Self::DispatchedOnce
            | Self::PromptFetch
            | Self::CommandOnce
            | Self::NoCommandLost
            | Self::RemovalAlerts
            | Self::TombstoneNamesTheDead
            | Self::OwnNodeOwned
            | Self::NewWorkUntouched
            | Self::LocksOfTheLiving
            | Self::UnregisteredTakesNothing
            | Self::NoGhostNode
            | Self::OwnerWrites
            | Self::DeadWritesNothing
            | Self::OneClaimant
            | Self::LocksLetGo => Expectation::Always,
        }
    }
}

/// Who and what has violated a property; which of these there are depends on the property.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Reason {
    /// Whom it is about.
    pub node: Option<NodeId>,
    /// A second server.
    pub other: Option<NodeId>,
    /// The workflow instance.
    pub instance: Option<InstanceId>,
    /// The task instance.
    pub task: Option<TaskId>,
    /// The command.
    pub command: Option<CommandId>,
    /// How long.
    pub span: Option<Span>,
    /// How many.
    pub count: usize,
}

/// What a run says about a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// The property.
    pub property: Property,
    /// Whether it held as it is meant.
    pub holds: bool,
    /// When it was first violated.
    pub first_violation: Option<SimTime>,
    /// Why it was.
    pub why: Option<Reason>,
}

/// Judges a run while its facts are taken in.
pub(crate) struct Judge {
    findings: Findings,
    registry: Registry,
    work: Work,
    shared: Shared,
}

/// The first violation of each property, by its place in [`Property::ALL`].
pub(crate) struct Findings {
    /// What lies before brought the situation about and is not judged.
    zero: SimTime,
    first: [Option<(SimTime, Reason)>; Property::ALL.len()],
}

/// A fact, and everything after it.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) servers: &'a Servers,
    pub(crate) ledger: &'a Ledger,
    pub(crate) row: &'a Row,
}

impl Judge {
    /// A judge of what happens from zero on.
    pub(crate) fn new(plan: &Plan) -> Self {
        let heartbeat = plan.disks.iter().map(|disk| disk.config.heartbeat).max();
        Self {
            findings: Findings {
                zero: plan.zero,
                first: [None; Property::ALL.len()],
            },
            registry: Registry::new(heartbeat.unwrap_or(Span::ZERO)),
            work: Work::default(),
            shared: Shared::new(plan),
        }
    }

    /// Looks at a fact, after servers and ledger have taken it in.
    pub(crate) fn look(
        &mut self,
        servers: &Servers,
        ledger: &Ledger,
        row: &Row,
        fact: Option<Fact>,
    ) {
        let seen = Seen {
            servers,
            ledger,
            row,
        };
        self.registry.look(&seen, fact, &mut self.findings);
        self.work.look(&seen, fact, &mut self.findings);
        self.shared.look(&seen, fact, &mut self.findings);
    }

    /// The end of the run.
    pub(crate) fn finish(&mut self, servers: &Servers, ledger: &Ledger, end: SimTime) {
        self.work.finish(servers, ledger, end, &mut self.findings);
        (self.shared).finish(servers, ledger, end, &mut self.findings);
    }

    /// What there is to say at the end.
    pub(crate) fn judgements(&self) -> Vec<Judgement> {
        let judge = |(property, found): (Property, &Option<(SimTime, Reason)>)| Judgement {
            property,
            holds: found.is_none(),
            first_violation: found.map(|(at, _)| at),
            why: found.map(|(_, why)| why),
        };
        Property::ALL
            .into_iter()
            .zip(&self.findings.first)
            .map(judge)
            .collect()
    }
}

impl Findings {
    /// Notes a violation, unless it is not the first.
    pub(crate) fn violate(&mut self, property: Property, at: SimTime, why: Reason) {
        let place = Property::ALL.iter().position(|other| *other == property);
        let place = place.and_then(|place| self.first.get_mut(place));
        if let (true, Some(place)) = (at >= self.zero, place) {
            place.get_or_insert((at, why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_has_a_name_of_its_own() {
        let mut ids: Vec<_> = Property::ALL.iter().map(|property| property.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Property::ALL.len());
    }
}
