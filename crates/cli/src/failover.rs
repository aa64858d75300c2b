//! Runs of DolphinScheduler: what `run` and `simulate` print of them.

use crate::args::RunOptions;
use crate::fail::Failure;
use crate::report::{Both, PropertyReport, Report, Unavailable, VerdictReport};
use crate::report::{fixes, params, stopped_by};
use crate::run::{choice, write_files};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::log;
use dolphinscheduler::rows::CommandType;
use dolphinscheduler::setting::Role;
use failover::outcome::Outcome;
use failover::plan::Plan;
use failover::property::Judgement;
use failover::run::Run;
use locale::Language;
use locale::failover::{property, verdict};
use scenario::engine::ENGINE;
use scenario::script::Script;
use serde::Serialize;
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// What only runs of this system have.
#[derive(Serialize)]
pub(crate) struct FailoverReport {
    survivors: Vec<String>,
    self_kills: Vec<SelfKillReport>,
    duplicates: DuplicatesReport,
    lost: LostReport,
    commands: Vec<CommandReport>,
    sessions: Vec<SessionReport>,
    stall_ms: u64,
}

#[derive(Serialize)]
struct SelfKillReport {
    node: String,
    at_ms: i64,
    reason: &'static str,
}

#[derive(Serialize)]
struct DuplicatesReport {
    workflow_owners: u32,
    tasks: u32,
    dispatches: u32,
    yarn_apps: u32,
    commands: u32,
}

#[derive(Serialize)]
struct LostReport {
    commands: u32,
    workflows: u32,
    alerts: u32,
}

#[derive(Serialize)]
struct CommandReport {
    id: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    inserted_ms: i64,
    taken_ms: Option<i64>,
    by: Option<String>,
}

#[derive(Serialize)]
struct SessionReport {
    node: String,
    expired_ms: Option<i64>,
    granted_ms: u64,
}

/// Runs a scenario and says what came of it.
pub(crate) fn report(name: &str, script: &Script, args: &RunOptions) -> Result<String, Failure> {
    if let Some(question) = args.asks.first() {
        return Err(Failure::usage(format!(
            "“{question}” cannot be asked: only ZooKeeper's servers answer four-letter words"
        )));
    }
    let plan = Plan::decide(script, &choice(&args.choice)?).map_err(Failure::usage)?;
    let run = Run::complete(Arc::new(plan));
    let outcome = Outcome::of(&run);
    if let Some(dir) = &args.logs {
        write_logs(&run, dir)?;
    }
    let report = new(name, script, &run, &outcome);
    if args.json {
        serde_json::to_string_pretty(&report).map_err(Failure::usage)
    } else {
        Ok(text(&report, &run, &outcome))
    }
}

/// Writes the log of each master and worker, in the layout and wording of its release.
fn write_logs(run: &Run, dir: &Path) -> Result<(), Failure> {
    let plan = run.plan();
    let mut logs = vec![String::new(); plan.setting.hosts.len()];
    for (_, node, line) in log::lines(run.trace(), &plan.setting) {
        if let Some(log) = logs.get_mut(node.index()) {
            log.push_str(&line.layout(&plan.clock).to_string());
            log.push('\n');
        }
    }
    let hosts = plan.setting.hosts.iter().zip(logs);
    let printing = hosts.filter(|(host, _)| matches!(host.role, Role::Master | Role::Worker));
    write_files(
        dir,
        printing.map(|(host, log)| (format!("{}.log", host.name), log)),
    )
}

fn new(name: &str, script: &Script, run: &Run, outcome: &Outcome) -> Report {
    let plan = run.plan();
    Report {
        scenario: name.to_owned(),
        system: "dolphinscheduler",
        release: plan.model.name(),
        engine: ENGINE,
        seed: plan.seed,
        fixes: fixes(&plan.fixes),
        params: params(script, &plan.params),
        until_ms: plan.ms(plan.until),
        zero: plan.clock.stamp(plan.zero),
        events: run.world().events(),
        facts: run.trace().len(),
        messages: run.trace().messages(),
        stopped_by: stopped_by(run.limit()),
        fingerprint: run.trace().fingerprint().to_string(),
        verdict: verdict_report(plan, outcome),
        elections: Vec::new(),
        properties: (outcome.judgements.iter())
            .map(|judgement| property_report(plan, judgement))
            .collect(),
        answers: Vec::new(),
        failover: Some(failover_report(plan, outcome)),
    }
}

fn verdict_report(plan: &Plan, outcome: &Outcome) -> VerdictReport {
    let why = |language| verdict::why(language, &plan.setting, &outcome.why);
    let gap = |(from, to): &(SimTime, Option<SimTime>)| Unavailable {
        from_ms: plan.ms(*from),
        to_ms: to.map(|to| plan.ms(to)),
    };
    VerdictReport {
        serves_at_end: outcome.serves_at_end(),
        leader_at_end: None,
        leaders_at_end: Vec::new(),
        unavailable: outcome.unavailable.iter().map(gap).collect(),
        stranded: (outcome.stranded.iter())
            .map(|instance| format!("workflow{}", instance.0))
            .collect(),
        why: Both {
            en: why(Language::En),
            zh: why(Language::Zh),
        },
    }
}

fn property_report(plan: &Plan, judgement: &Judgement) -> PropertyReport {
    let both = || {
        Some(Both {
            en: why(plan, judgement, Language::En)?,
            zh: why(plan, judgement, Language::Zh)?,
        })
    };
    PropertyReport {
        id: judgement.property.id(),
        expect: judgement.property.expect().name(),
        holds: judgement.holds,
        first_violation_ms: judgement.first_violation.map(|at| plan.ms(at)),
        why: both(),
    }
}

fn why(plan: &Plan, judgement: &Judgement, language: Language) -> Option<String> {
    let reason = judgement.why?;
    Some(property::why(
        language,
        &plan.setting,
        judgement.property,
        &reason,
    ))
}

fn failover_report(plan: &Plan, outcome: &Outcome) -> FailoverReport {
    let name = |node: NodeId| plan.setting.name(node).to_owned();
    let Outcome {
        duplicates, lost, ..
    } = *outcome;
    FailoverReport {
        survivors: outcome.survivors.iter().copied().map(name).collect(),
        self_kills: (outcome.self_kills.iter())
            .map(|kill| SelfKillReport {
                node: name(kill.node),
                at_ms: plan.ms(kill.at),
                reason: kill.reason.name(),
            })
            .collect(),
        duplicates: DuplicatesReport {
            workflow_owners: duplicates.workflow_owners,
            tasks: duplicates.tasks,
            dispatches: duplicates.dispatches,
            yarn_apps: duplicates.yarn_apps,
            commands: duplicates.commands,
        },
        lost: LostReport {
            commands: lost.commands,
            workflows: lost.workflows,
            alerts: lost.alerts,
        },
        commands: (outcome.commands.iter())
            .map(|command| CommandReport {
                id: command.id.0,
                kind: match command.kind {
                    CommandType::Start => "START_PROCESS",
                    CommandType::Recover => "RECOVER_TOLERANCE_FAULT_PROCESS",
                },
                inserted_ms: plan.ms(command.inserted),
                taken_ms: command.taken.map(|(at, _)| plan.ms(at)),
                by: command.taken.map(|(_, node)| name(node)),
            })
            .collect(),
        sessions: (outcome.sessions.iter())
            .map(|session| SessionReport {
                node: name(session.node),
                expired_ms: session.expired.map(|at| plan.ms(at)),
                granted_ms: session.granted.as_millis(),
            })
            .collect(),
        stall_ms: outcome.stall.as_millis(),
    }
}

/// The report for people.
fn text(report: &Report, run: &Run, outcome: &Outcome) -> String {
    let plan = run.plan();
    let seconds = |at: SimTime| {
        let ms = plan.ms(at);
        let sign = if ms < 0 { "-" } else { "" };
        format!("{sign}{}.{:03} s", ms.abs() / 1_000, ms.abs() % 1_000)
    };
    let mut text = format!(
        "{}  DolphinScheduler {}  seed {}  engine {}  fingerprint {}\n",
        report.scenario, report.release, report.seed, report.engine, report.fingerprint
    );
    if let Some(limit) = run.limit() {
        let (bound, at) = (stopped_by(Some(limit)), seconds(run.reached()));
        let _ = writeln!(text, "stopped  {at}  the bound on {bound} is reached");
    }
    let _ = writeln!(text, "{}", report.verdict.why.en);
    for (from, to) in &outcome.unavailable {
        let end = to.map_or_else(|| "the end".to_owned(), seconds);
        let length: Span = to.unwrap_or(plan.until).since(*from);
        let length = locale::number::about(Language::En, length);
        let _ = writeln!(text, "no master  {} to {end}  {length}", seconds(*from));
    }
    story(&mut text, run, &seconds);
    for judgement in &outcome.judgements {
        let name = property::name(Language::En, judgement.property);
        let mark = if judgement.holds {
            "holds   "
        } else {
            "violated"
        };
        let at = judgement
            .first_violation
            .map(|at| format!(" at {}", seconds(at)));
        let why = why(plan, judgement, Language::En).map(|why| format!(": {why}"));
        let (at, why) = (at.unwrap_or_default(), why.unwrap_or_default());
        let _ = writeln!(text, "{mark}  {name}{at}{why}");
    }
    text
}

/// The turning points: who is killed and started, registered, declared dead, and stops.
fn story(text: &mut String, run: &Run, seconds: &impl Fn(SimTime) -> String) {
    let plan = run.plan();
    let late = |at: SimTime| at >= plan.zero;
    for (_, row) in run.trace().iter().filter(|(_, row)| late(row.at)) {
        let name = |node: NodeId| plan.setting.name(node);
        let Some(fact) = Fact::decode(&row) else {
            continue;
        };
        let said = if let Fact::SessionExpired { session } = fact {
            format!("session {} expires", session.0)
        } else if let Fact::Registered { .. } = fact {
            "is registered".to_owned()
        } else if let Fact::DeadEntryAdded { node, .. } = fact {
            format!("writes the dead entry of {}", name(node))
        } else if let Fact::DeadEntryDeleted { .. } = fact {
            "deletes its own dead entry".to_owned()
        } else if let Fact::TombstoneWritten { node, .. } = fact {
            format!("writes the tombstone of {}", name(node))
        } else if let Fact::HandedOver { instance } = fact {
            format!("hands workflow {} over", instance.0)
        } else if let Fact::CommandHandled { command, instance } = fact {
            format!("takes command {}: workflow {}", command.0, instance.0)
        } else if let Fact::Stopping { cause } = fact {
            format!("stops: {cause:?}")
        } else {
            continue;
        };
        let _ = writeln!(text, "{:8} {:>11}  {said}", name(row.node), seconds(row.at));
    }
}
