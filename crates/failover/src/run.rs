//! A run: a plan, advanced as far as it has been asked for, with an operator who looks at it.

use crate::plan::{Deed, Job, LOOK, Plan, Ready, Step};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::server::Server;
use scenario::run::{Advance, Advancing, Record};
use sim::id::{EventId, NodeId};
use sim::intervention::Intervention;
use sim::time::{SimTime, Span};
use sim::trace::Tag;
use sim::world::World;
use std::ops::Deref;
use std::sync::Arc;

/// A run under way, or over.
#[derive(Clone)]
pub struct Run {
    world: World<Server>,
    record: Record<Plan>,
    operators: Vec<Operator>,
    /// What can be seen from outside of each host's process.
    signs: Vec<Signs>,
    /// How much of the Trace has been looked at.
    seen: u32,
}

/// Somebody who carries a job out.
#[derive(Clone, Debug)]
struct Operator {
    job: Job,
    /// The step that is next.
    step: usize,
    /// When it is looked at next.
    at: SimTime,
    /// When the step was first looked at.
    since: Option<SimTime>,
    /// Which process ran on the step's host then, as the number of its start.
    process: Option<u32>,
    mark: SimTime,
}

/// What a script can see of a process.
#[derive(Clone, Copy, Default, Debug)]
struct Signs {
    port: bool,
    registered: bool,
    heartbeat: bool,
    /// Whether the registry has its node; a process comes and goes without it.
    listed: bool,
}

impl Signs {
    /// What is left of them when a process begins or ends.
    fn without_process(self) -> Self {
        Self {
            listed: self.listed,
            ..Self::default()
        }
    }
}

impl Run {
    /// A run that has not begun.
    pub fn new(plan: Arc<Plan>) -> Self {
        let world = World::new(
            plan.seed,
            plan.disks.clone(),
            plan.latency,
            plan.deeds.clone(),
        );
        let operator = |job: &Job| Operator {
            at: job.at,
            mark: job.at,
            step: 0,
            since: None,
            process: None,
            job: job.clone(),
        };
        Self {
            operators: plan.jobs.iter().map(operator).collect(),
            signs: vec![Signs::default(); plan.setting.hosts.len()],
            record: Record::new(plan),
            world,
            seen: 0,
        }
    }

    /// A run that is over.
    pub fn complete(plan: Arc<Plan>) -> Self {
        Advancing::complete(plan)
    }

    /// Goes on to `until`, or to the end of the plan if that is earlier, in at most `budget` events.
    pub fn advance(&mut self, until: SimTime, budget: u64) -> Advance {
        let until = until.min(self.plan().until);
        let end = self.world.events().saturating_add(budget);
        loop {
            let look = self.operators.iter().map(|operator| operator.at).min();
            let next = look.filter(|at| *at <= until).unwrap_or(until);
            let left = end.saturating_sub(self.world.events());
            let progress = self.world.advance(self.record.trace_mut(), next, left);
            let how = self.record.note(progress, next, self.world.now());
            if how != Advance::Reached || look.is_none_or(|at| at > until) {
                return how;
            }
            self.operate(next);
        }
    }

    /// Lets everybody whose time has come look and act.
    fn operate(&mut self, now: SimTime) {
        self.look();
        let mut operators = std::mem::take(&mut self.operators);
        for operator in &mut operators {
            while operator.at <= now {
                match operator.step(now, &self.world, &self.signs) {
                    Next::Do(deed) => {
                        if let Intervention::Start(node) = deed
                            && let Some(signs) = self.signs.get_mut(node.index())
                        {
                            *signs = signs.without_process();
                        }
                        self.world.schedule(now, deed);
                        // It takes place before anybody looks again.
                        operator.at = now + Span::from_micros(1);
                    }
                    Next::Go => {}
                    Next::Wait(at) => operator.at = at,
                }
            }
        }
        operators.retain(|operator| operator.at < SimTime::NEVER);
        self.operators = operators;
    }

    /// Takes in what has happened since.
    fn look(&mut self) {
        while let Some(row) = self.record.trace().get(EventId(self.seen)) {
            self.seen += 1;
            let fact = Fact::decode(&row);
            if let Some((node, listed)) = listing(fact)
                && let Some(signs) = self.signs.get_mut(node.index())
            {
                signs.listed = listed;
            }
            let Some(signs) = self.signs.get_mut(row.node.index()) else {
                continue;
            };
            if row.tag == Tag::ProcessEnded as u8 {
                *signs = signs.without_process();
            }
            signs.port |= matches!(fact, Some(Fact::PortOpened));
            signs.registered |= matches!(fact, Some(Fact::Registered { .. }));
            signs.heartbeat |= matches!(fact, Some(Fact::HeartbeatWritten));
        }
    }

    /// The world as it stands.
    pub fn world(&self) -> &World<Server> {
        &self.world
    }
}

impl Deref for Run {
    type Target = Record<Plan>;

    fn deref(&self) -> &Record<Plan> {
        &self.record
    }
}

impl Advancing for Run {
    type Plan = Plan;

    fn new(plan: Arc<Plan>) -> Self {
        Self::new(plan)
    }

    fn advance(&mut self, until: SimTime, budget: u64) -> Advance {
        self.advance(until, budget)
    }

    fn into_record(self) -> Record<Plan> {
        self.record
    }
}

/// Whose node comes or goes, as the registry says.
fn listing(fact: Option<Fact>) -> Option<(NodeId, bool)> {
    let (path, there) = match fact {
        Some(Fact::NodeCreated { path, .. }) => (path, true),
        Some(Fact::NodeGone { path, .. }) => (path, false),
        _ => return None,
    };
    path.registration().map(|(_, node)| (node, there))
}

/// What comes of looking at a step.
enum Next {
    /// Something is done, then the next step.
    Do(Deed),
    /// The next step.
    Go,
    /// Somebody looks again then.
    Wait(SimTime),
}

impl Operator {
    fn step(&mut self, now: SimTime, world: &World<Server>, signs: &[Signs]) -> Next {
        if self.job.relieved.is_some_and(|relieved| now >= relieved) {
            return Next::Wait(SimTime::NEVER);
        }
        let since = *self.since.get_or_insert(now);
        let Some(step) = self.job.steps.get(self.step) else {
            return Next::Wait(SimTime::NEVER);
        };
        let process = |node: &NodeId| {
            let host = world.hosts().get(node.index())?;
            host.process.is_some().then_some(host.starts)
        };
        let until = |at: SimTime| (now < at).then_some(at);
        let look = |done: bool| (!done).then_some(now + LOOK);
        let mut deed = None;
        let wait = match step {
            Step::Do(what) => {
                deed = Some(what.clone());
                None
            }
            Step::Mark => {
                self.mark = now;
                None
            }
            Step::Sleep(length) => until(since + *length),
            Step::SinceMark(length) => until(self.mark + *length),
            Step::UntilGone(node) => look(process(node).is_none()),
            Step::GoneOrKill(node, most) => {
                // It knows the number of the process that it has asked to end: another is not meant.
                let asked = *self
                    .process
                    .get_or_insert(process(node).unwrap_or_default());
                let patience = now < since + *most;
                let runs = process(node) == Some(asked);
                if runs && !patience {
                    deed = Some(Intervention::Kill(*node));
                }
                look(!runs || !patience)
            }
            Step::UntilReady(node, ready) => {
                let signs = signs.get(node.index()).copied().unwrap_or_default();
                look(signs.show(*ready))
            }
            Step::UntilAbsent(node) => {
                let signs = signs.get(node.index()).copied().unwrap_or_default();
                look(!signs.listed)
            }
        };
        if let Some(at) = wait {
            return Next::Wait(at);
        }
        self.step += 1;
        self.since = None;
        self.process = None;
        deed.map_or(Next::Go, Next::Do)
    }
}

impl Signs {
    fn show(self, ready: Ready) -> bool {
        match ready {
            Ready::Port => self.port,
            Ready::Registered => self.registered,
            Ready::FirstHeartbeat => self.heartbeat,
        }
    }
}
