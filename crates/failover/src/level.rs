//! What a level can ask of a run of DolphinScheduler.

use crate::outcome::Outcome;
use crate::outcome::ledger::Ledger;
use crate::outcome::servers::Servers;
use crate::plan::Plan;
use crate::property::Property;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::rows::AlertKind;
use scenario::level::zookeeper::count;
use scenario::level::{Goal, Judged, Level, Measured, Ruling, untouched};
use scenario::operator::Line;
use scenario::plan::act::span;
use scenario::plan::nodes;
use scenario::run::Record;
use scenario::script::error::{Problem, unknown};
use sim::id::NodeId;
use sim::intervention::Verb;
use sim::time::{SimTime, Span};
use sim::trace::{Row, Tag};
use sim::world::act_of;
use std::collections::BTreeMap;

/// A goal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Aim {
    /// These run and are registered at the end.
    Live(Vec<NodeId>),
    /// Of these a process runs at the end that was started since the beginning, and none of them has
    /// stopped itself since.
    Restarted(Vec<NodeId>),
    /// Of these a process has ended since the beginning.
    Ended(Vec<NodeId>),
    /// These are registered again so soon after the beginning, with a process started since.
    ReadyWithin(Span, Vec<NodeId>),
    /// There is never no master for longer than this.
    Gap(Span),
    /// No server stops itself.
    NoSelfKills,
    /// No command waits in the table for longer.
    Wait(Span),
    /// From so soon after the beginning on, every unfinished workflow runs in a live master.
    OwnedWithin(Span),
    /// The same, counted from the first start of a server.
    OwnedAfterStart(Span),
    /// This master runs a workflow so soon after the beginning.
    Takes(NodeId, Span),
    /// So many tasks at most are run again that had not failed.
    Reruns(u32),
    /// So many applications at most are submitted.
    Applications(u32),
    /// Of the removal of each of these an alert is written.
    Alerts(Vec<NodeId>),
    /// So many alerts at most cannot be written.
    FailedAlerts(u32),
    /// A property holds.
    Holds(Property),
}

/// The words of the goals.
const GOALS: [&str; 15] = [
    "live",
    "restarted",
    "ended",
    "ready-within",
    "gap-at-most",
    "no-self-kills",
    "wait-at-most",
    "owned-within",
    "owned-after-start",
    "takes",
    "reruns-at-most",
    "applications-at-most",
    "alerts",
    "failed-alerts-at-most",
    "holds",
];

impl Goal for Aim {
    fn parse(names: &[String], words: &[&str]) -> Result<Self, Problem> {
        let (word, args) = words.split_first().unwrap_or((&"", &[]));
        let some = |args: &[&str]| nodes::find_some(names, word, args, "goal live master1");
        let first = args.first().copied().unwrap_or("");
        let rest = args.get(1..).unwrap_or_default();
        Ok(match *word {
            "live" => Self::Live(some(args)?),
            "restarted" => Self::Restarted(some(args)?),
            "ended" => Self::Ended(some(args)?),
            "ready-within" => Self::ReadyWithin(span(first)?, some(rest)?),
            "gap-at-most" => Self::Gap(span(first)?),
            "no-self-kills" => Self::NoSelfKills,
            "wait-at-most" => Self::Wait(span(first)?),
            "owned-within" => Self::OwnedWithin(span(first)?),
            "owned-after-start" => Self::OwnedAfterStart(span(first)?),
            "takes" => {
                let node = nodes::find_one(names, first)?;
                Self::Takes(node, span(rest.first().copied().unwrap_or(""))?)
            }
            "reruns-at-most" => Self::Reruns(count(first)?),
            "applications-at-most" => Self::Applications(count(first)?),
            "alerts" => Self::Alerts(some(args)?),
            "failed-alerts-at-most" => Self::FailedAlerts(count(first)?),
            "holds" => Self::Holds(property(first)?),
            other => return Err(unknown("goal", other, GOALS)),
        })
    }

    fn least(&self, names: &[String], idle: &Measured, lines: &[&Line]) -> usize {
        match self {
            // Nobody starts without a line, and who may not stop itself does not end without one.
            Self::Restarted(_) => {
                let starts = untouched(names, idle, lines, &["start", "restart"]);
                starts + untouched(names, idle, lines, &["stop", "kill", "restart"])
            }
            Self::Live(_)
            | Self::Ended(_)
            | Self::ReadyWithin(..)
            | Self::Gap(_)
            | Self::NoSelfKills
            | Self::Wait(_)
            | Self::OwnedWithin(_)
            | Self::OwnedAfterStart(_)
            | Self::Takes(..)
            | Self::Reruns(_)
            | Self::Applications(_)
            | Self::Alerts(_)
            | Self::FailedAlerts(_)
            | Self::Holds(_) => 0,
        }
    }
}

fn property(name: &str) -> Result<Property, Problem> {
    let found = Property::ALL
        .into_iter()
        .find(|property| property.id() == name);
    let known = || Property::ALL.iter().map(|property| property.id());
    found.ok_or_else(|| unknown("property", name, known()))
}

/// Judges a run that is over.
pub fn judge(level: &Level<Aim>, run: &Record<Plan>) -> Ruling {
    let plan = run.plan();
    let mut seen = Seen::new(plan.moment(level.from));
    let mut servers = Servers::new(&plan.setting);
    let mut ledger = Ledger::new(&plan.setting, plan.zero);
    for (_, row) in run.trace().iter() {
        let fact = Fact::decode(&row);
        servers.look(&row, fact);
        ledger.look(run.trace(), &servers, &row, fact);
        seen.look(&servers, &ledger, &row, fact);
    }
    let end = End {
        outcome: Outcome::of(run),
        at: run.reached(),
        seen,
        servers,
    };
    let judge = |aim: &Aim| end.judge(aim);
    Ruling {
        goals: level.goals.iter().map(judge).collect(),
        stars: level.stars.iter().map(judge).collect(),
    }
}

/// What is gathered from the beginning of a level on.
struct Seen {
    begin: SimTime,
    /// When somebody was started first.
    first_start: Option<SimTime>,
    /// Whose process has ended, and whose has been started, and registered since.
    ended: Vec<NodeId>,
    started: Vec<NodeId>,
    ready: BTreeMap<NodeId, SimTime>,
    /// Since when every unfinished workflow runs in a live master.
    owned: Option<SimTime>,
    /// When each master was first seen to run a workflow.
    takes: BTreeMap<NodeId, SimTime>,
    applications: u32,
    alerts: Vec<NodeId>,
    failed_alerts: u32,
}

impl Seen {
    fn new(begin: SimTime) -> Self {
        Self {
            begin,
            first_start: None,
            ended: Vec::new(),
            started: Vec::new(),
            ready: BTreeMap::new(),
            owned: Some(begin),
            takes: BTreeMap::new(),
            applications: 0,
            alerts: Vec::new(),
            failed_alerts: 0,
        }
    }

    fn look(&mut self, servers: &Servers, ledger: &Ledger, row: &Row, fact: Option<Fact>) {
        self.applications += u32::from(matches!(fact, Some(Fact::AppSubmitted { .. })));
        if row.at < self.begin {
            return;
        }
        self.processes(servers, row);
        self.workflows(servers, ledger, row.at);
        if let Some(Fact::AlertInserted { kind, .. }) = fact {
            match kind {
                AlertKind::MasterDown { node } | AlertKind::WorkerDown { node } => {
                    self.alerts.push(node);
                }
                AlertKind::TaskMoved { .. } => {}
            }
        }
        self.failed_alerts += u32::from(matches!(fact, Some(Fact::AlertFailed { .. })));
    }

    fn processes(&mut self, servers: &Servers, row: &Row) {
        if row.tag == Tag::ProcessEnded as u8 {
            self.ended.push(row.node);
        } else if row.tag == Tag::ProcessStarted as u8 {
            self.started.push(row.node);
        } else if let Some((Verb::Start, ..)) = act_of(row) {
            self.first_start.get_or_insert(row.at);
        }
        for node in servers.serving() {
            if self.started.contains(&node) {
                self.ready.entry(node).or_insert(row.at);
            }
        }
    }

    fn workflows(&mut self, servers: &Servers, ledger: &Ledger, at: SimTime) {
        let mut unfinished = ledger
            .instances
            .values()
            .filter(|row| !row.state.is_finished());
        let is_owned = unfinished.all(|row| {
            let mut owners = ledger.owners.get(&row.id).into_iter().flatten();
            owners.any(|owner| servers.process(*owner).alive)
        });
        match (is_owned, self.owned) {
            (true, None) => self.owned = Some(at),
            (false, Some(_)) => self.owned = None,
            (true, Some(_)) | (false, None) => {}
        }
        for owner in ledger.owners.values().flatten() {
            self.takes.entry(*owner).or_insert(at);
        }
    }
}

/// What there is to judge at the end.
struct End {
    outcome: Outcome,
    seen: Seen,
    servers: Servers,
    at: SimTime,
}

impl End {
    fn judge(&self, aim: &Aim) -> Judged {
        let (seen, outcome) = (&self.seen, &self.outcome);
        match aim {
            Aim::Live(nodes) => not(nodes, |node| outcome.survivors.contains(&node)),
            Aim::Restarted(nodes) => {
                let killed = self.killed_themselves();
                not(nodes, |node| {
                    let runs = seen.started.contains(&node) && self.servers.process(node).alive;
                    runs && !killed.contains(&node)
                })
            }
            Aim::Ended(nodes) => not(nodes, |node| seen.ended.contains(&node)),
            Aim::ReadyWithin(most, nodes) => {
                let since = |node: &NodeId| Some(seen.ready.get(node)?.since(seen.begin));
                let all: Option<Vec<Span>> = nodes.iter().map(since).collect();
                Judged::within(all.and_then(|all| all.into_iter().max()), *most)
            }
            Aim::Gap(most) => Judged::within(self.longest_gap(), *most),
            Aim::NoSelfKills => Judged::of_all(self.killed_themselves()),
            Aim::Wait(most) => Judged::within(self.longest_wait(), *most),
            Aim::OwnedWithin(most) => Judged::within(self.owned_since(Some(seen.begin)), *most),
            Aim::OwnedAfterStart(most) => Judged::within(self.owned_since(seen.first_start), *most),
            Aim::Takes(node, most) => {
                let takes = seen.takes.get(node);
                Judged::within(takes.map(|at| at.since(seen.begin)), *most)
            }
            Aim::Reruns(most) => Judged::at_most(outcome.duplicates.tasks, *most),
            Aim::Applications(most) => Judged::at_most(seen.applications, *most),
            Aim::Alerts(nodes) => not(nodes, |node| seen.alerts.contains(&node)),
            Aim::FailedAlerts(most) => Judged::at_most(seen.failed_alerts, *most),
            Aim::Holds(property) => self.holds(*property),
        }
    }

    fn killed_themselves(&self) -> Vec<NodeId> {
        let late = |kill: &&crate::outcome::SelfKill| kill.at >= self.seen.begin;
        let killed = self.outcome.self_kills.iter().filter(late);
        killed.map(|kill| kill.node).collect()
    }

    /// The longest span without a master since the beginning; nothing if one has no end.
    fn longest_gap(&self) -> Option<Span> {
        let begin = self.seen.begin;
        let length = |(from, to): &(SimTime, Option<SimTime>)| {
            Some((*to)?.max(begin).since((*from).max(begin)))
        };
        let gaps: Option<Vec<Span>> = self.outcome.unavailable.iter().map(length).collect();
        gaps.map(|gaps| gaps.into_iter().max().unwrap_or(Span::ZERO))
    }

    /// How long a command has waited that was in the table at the beginning or later.
    fn longest_wait(&self) -> Option<Span> {
        let begin = self.seen.begin;
        let waits = self.outcome.commands.iter().filter_map(|command| {
            let end = command.taken.map_or(self.at, |(at, _)| at);
            (end >= begin).then(|| end.since(command.inserted))
        });
        waits.max().or(Some(Span::ZERO))
    }

    fn owned_since(&self, begin: Option<SimTime>) -> Option<Span> {
        let begin = begin?;
        Some(self.seen.owned?.max(begin).since(begin))
    }

    fn holds(&self, property: Property) -> Judged {
        let mut judgements = self.outcome.judgements.iter();
        let found = judgements.find(|judgement| judgement.property == property);
        let violation = found.and_then(|judgement| judgement.first_violation);
        Judged {
            met: found.is_some_and(|judgement| judgement.holds),
            measured: violation.map_or(Measured::Never, |at| {
                Measured::First(at.max(self.seen.begin).since(self.seen.begin))
            }),
        }
    }
}

fn not(nodes: &[NodeId], test: impl Fn(NodeId) -> bool) -> Judged {
    let not = nodes.iter().copied().filter(|node| !test(*node));
    Judged::of_all(not.collect())
}
