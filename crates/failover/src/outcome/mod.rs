//! What came of a run: who serves, who has killed itself, what was doubled, lost or held up, and why.
//! All of it is computed from the Trace.

pub(crate) mod ledger;
pub(crate) mod servers;
mod why;

pub use servers::{SelfKill, StopReason};
pub use why::Why;

use crate::plan::Plan;
use crate::property::{Judge, Judgement};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::{CommandId, InstanceId};
use dolphinscheduler::rows::CommandType;
use ledger::Ledger;
use scenario::brief::Brief;
use scenario::run::Record;
use servers::Servers;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::{Row, Trace};

/// A command that waits longer than this has met a stall.
pub const STALL: Span = Span::from_secs(15);

/// What came of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The masters that run and are registered at the end.
    pub survivors: Vec<NodeId>,
    /// The spans without such a master, after the first one; open if there is none at the end.
    pub unavailable: Vec<(SimTime, Option<SimTime>)>,
    /// Servers that have stopped themselves, in the order in which they did.
    pub self_kills: Vec<SelfKill>,
    /// What was there more than once.
    pub duplicates: Duplicates,
    /// What is gone.
    pub lost: Lost,
    /// Unfinished workflows with neither a live owner nor a command, at the end.
    pub stranded: Vec<InstanceId>,
    /// The commands that were in the table at zero or later.
    pub commands: Vec<CommandStory>,
    /// The sessions of masters and workers that lived at zero or later.
    pub sessions: Vec<SessionStory>,
    /// The longest that a command waited in the table after zero while a running master was registered.
    pub stall: Span,
    /// What the run says about the properties.
    pub judgements: Vec<Judgement>,
    /// The reason.
    pub why: Why,
}

/// What was there more than once; all are counts.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Duplicates {
    /// Workflow instances that two threads have run at a time.
    pub workflow_owners: u32,
    /// Rows of a logical task beyond the first that have run, where the one before had not failed.
    pub tasks: u32,
    /// Sendings of a row to a worker while it ran there.
    pub dispatches: u32,
    /// Applications submitted for a logical task while another one of it ran.
    pub yarn_apps: u32,
    /// Commands that have become work more than once.
    pub commands: u32,
}

impl Duplicates {
    /// Whether there are none.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What is gone; all are counts.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Lost {
    /// Commands that are in the error table and have become nobody's work.
    pub commands: u32,
    /// Stranded workflows.
    pub workflows: u32,
    /// Alerts that could not be written.
    pub alerts: u32,
}

impl Lost {
    /// Whether nothing is gone.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What became of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CommandStory {
    /// Its number.
    pub id: CommandId,
    /// What it asks for.
    pub kind: CommandType,
    /// When it was written.
    pub inserted: SimTime,
    /// When it became work, and whose.
    pub taken: Option<(SimTime, NodeId)>,
}

/// What became of a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionStory {
    /// Whose.
    pub node: NodeId,
    /// The timeout that was granted.
    pub granted: Span,
    /// When it expired, if it did.
    pub expired: Option<SimTime>,
}

/// What is gathered while the facts are taken in.
pub struct Watch {
    servers: Servers,
    ledger: Ledger,
    judge: Judge,
}

impl Watch {
    /// Nothing has happened.
    pub fn new(plan: &Plan) -> Self {
        Self {
            servers: Servers::new(&plan.setting),
            ledger: Ledger::new(&plan.setting, plan.zero),
            judge: Judge::new(plan),
        }
    }

    /// Takes in the next fact.
    pub fn look(&mut self, trace: &Trace, row: &Row) {
        let fact = Fact::decode(row);
        self.servers.look(row, fact);
        self.ledger.look(trace, &self.servers, row, fact);
        self.judge.look(&self.servers, &self.ledger, row, fact);
    }

    /// What came of a run that ended then.
    pub fn finish(mut self, plan: &Plan, end: SimTime) -> Outcome {
        self.ledger.finish(&self.servers, end);
        self.judge.finish(&self.servers, &self.ledger, end);
        let judgements = self.judge.judgements();
        Outcome::gather(plan, self.servers, self.ledger, judgements)
    }
}

impl Outcome {
    /// Reads what came of a run.
    pub fn of(run: &Record<Plan>) -> Self {
        let mut watch = Watch::new(run.plan());
        for (_, row) in run.trace().iter() {
            watch.look(run.trace(), &row);
        }
        watch.finish(run.plan(), run.reached())
    }

    fn gather(plan: &Plan, servers: Servers, ledger: Ledger, judgements: Vec<Judgement>) -> Self {
        let since_zero =
            |gap: &&(SimTime, Option<SimTime>)| gap.1.is_none_or(|end| end > plan.zero);
        let stranded = ledger.stranded(&servers);
        let lost = Lost {
            workflows: u32::try_from(stranded.len()).unwrap_or(u32::MAX),
            ..ledger.lost()
        };
        let mut outcome = Self {
            survivors: servers.serving().collect(),
            unavailable: servers.gaps().iter().filter(since_zero).copied().collect(),
            self_kills: servers.self_kills().to_vec(),
            duplicates: ledger.duplicates(),
            lost,
            stranded,
            commands: ledger.commands(),
            sessions: servers.sessions(plan.zero),
            stall: ledger.stall(),
            judgements,
            why: Why::Fine { masters: 0 },
        };
        outcome.why = Why::of(plan, &outcome);
        outcome
    }

    /// In a few bytes what came of a run that ended then.
    pub fn brief(&self, end: SimTime) -> Brief {
        let length = |(from, to): &(SimTime, Option<SimTime>)| to.unwrap_or(end).since(*from);
        let Duplicates {
            workflow_owners,
            tasks,
            dispatches,
            yarn_apps,
            commands,
        } = self.duplicates;
        let lost = [self.lost.commands, self.lost.workflows, self.lost.alerts];
        Brief {
            leaders: self.survivors.clone(),
            gap: self.unavailable.iter().map(length).max(),
            killed: self.self_kills.iter().map(|kill| kill.node).collect(),
            doubled: [workflow_owners, tasks, dispatches, yarn_apps, commands]
                .into_iter()
                .fold(0, u32::saturating_add),
            lost: lost.into_iter().fold(0, u32::saturating_add),
            stall: (self.stall > STALL).then_some(self.stall),
            ..Brief::default()
        }
    }

    /// Whether a running master is registered at the end.
    pub fn serves_at_end(&self) -> bool {
        !self.survivors.is_empty()
    }

    /// Whether the run shows this harm, one of [`crate::plan::HARMS`].
    pub fn shows(&self, harm: &str) -> bool {
        match harm {
            "self_kills" => !self.self_kills.is_empty(),
            "duplicates" => !self.duplicates.is_none(),
            "lost" => !self.lost.is_none(),
            _ => self.stall > STALL,
        }
    }
}
