//! `quorumscope level`

use crate::args::LevelArgs;
use crate::fail::{Failure, print};
use crate::run::find;
use locale::Language;
use locale::level as words;
use scenario::level::{Goal, Judged, Level, Move, Ruling};
use scenario::plan::{Choice, PlanError, seed};
use scenario::script::Script;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

/// A level that is not met.
const NOT_MET: u8 = 1;

/// What the systems differ in where a level is played.
struct System<P, G> {
    level: fn(&str) -> Option<&'static str>,
    decide: fn(&Script, &Choice) -> Result<P, PlanError>,
    names: fn(&P) -> Vec<String>,
    judge: fn(&Level<G>, P) -> Ruling,
    /// A goal in words, and what decides it.
    said: fn(Language, &P, &G, &Judged) -> (String, String),
}

/// A level, what was done in it and what that is worth.
struct Played<P, G> {
    level: Level<G>,
    moves: Vec<Move>,
    ruling: Ruling,
    /// What happens when nothing is done.
    plan: P,
}

pub(crate) fn level(args: &LevelArgs) -> Result<ExitCode, Failure> {
    let (text, won) = if failover::catalog::text(&args.scenario).is_some() {
        let script = failover::catalog::find(&args.scenario).map_err(Failure::usage)?;
        told(args, &script, &dolphinscheduler())?
    } else {
        let script = find(&args.scenario)?;
        told(args, &script, &zookeeper())?
    };
    let code = print(&text);
    let asked = !args.steps.is_empty();
    Ok(if asked && !won {
        ExitCode::from(NOT_MET)
    } else {
        code
    })
}

fn zookeeper() -> System<scenario::plan::Plan, scenario::level::zookeeper::Aim> {
    System {
        level: scenario::catalog::level,
        decide: scenario::plan::Plan::decide,
        names: |plan| {
            let hosts = plan.setting.hosts.iter();
            hosts.map(|host| host.name.clone()).collect()
        },
        judge: |level, plan| level.judge(&scenario::run::Run::complete(Arc::new(plan))),
        said: |language, plan, aim, judged| {
            let goal = words::goal(language, &plan.setting, aim);
            (goal, words::decided(language, &plan.setting, aim, judged))
        },
    }
}

fn dolphinscheduler() -> System<failover::plan::Plan, failover::level::Aim> {
    use locale::failover::level as words;
    System {
        level: failover::catalog::level,
        decide: failover::plan::Plan::decide,
        names: |plan| {
            let hosts = plan.setting.hosts.iter();
            hosts.map(|host| host.name.clone()).collect()
        },
        judge: |level, plan| {
            failover::level::judge(level, &failover::run::Run::complete(Arc::new(plan)))
        },
        said: |language, plan, aim, judged| {
            let goal = words::goal(language, &plan.setting, aim);
            (goal, words::decided(language, &plan.setting, aim, judged))
        },
    }
}

/// Reads the level and the steps that are asked for, and carries them out.
fn play<P, G: Goal>(
    args: &LevelArgs,
    script: &Script,
    system: &System<P, G>,
) -> Result<Played<P, G>, Failure> {
    let decide = |choice: &Choice| (system.decide)(script, choice).map_err(Failure::usage);
    let plan = decide(&Choice::default())?;
    let text = (system.level)(&args.scenario).ok_or_else(|| none(args))?;
    let level = Level::parse(text, &(system.names)(&plan)).map_err(Failure::usage)?;
    let (moves, choice) = attempt(args, script, &level)?;
    let ruling = (system.judge)(&level, decide(&choice)?);
    Ok(Played {
        level,
        moves,
        ruling,
        plan,
    })
}

fn none(args: &LevelArgs) -> Failure {
    Failure::usage(format!(
        "{} has no level; quorumscope list names the scenarios, most of which have one",
        args.scenario
    ))
}

/// The steps that are asked for, and what they make of the scenario.
fn attempt<G: Goal>(
    args: &LevelArgs,
    script: &Script,
    level: &Level<G>,
) -> Result<(Vec<Move>, Choice), Failure> {
    let moves = args.steps.iter().map(|text| Move::parse(text));
    let moves: Vec<Move> = moves.collect::<Result<_, _>>().map_err(Failure::usage)?;
    let mut choice = level.choice(script, &moves);
    choice.seed = args
        .seed
        .as_deref()
        .map(seed)
        .transpose()
        .map_err(Failure::usage)?;
    let moves = level.moves(script, &choice).map_err(Failure::usage)?;
    Ok((moves, choice))
}

/// What is asked, what may be done, and what came of what was done; and whether that was enough.
fn told<P, G: Goal>(
    args: &LevelArgs,
    script: &Script,
    system: &System<P, G>,
) -> Result<(String, bool), Failure> {
    let language = args.lang.language();
    let Played {
        level,
        moves,
        ruling,
        plan,
    } = play(args, script, system)?;
    let goal = |aim: &G, judged: &Judged| (system.said)(language, &plan, aim, judged);
    let mut text = format!(
        "{}  {}\n{}\n",
        args.scenario,
        language.of(&level.title),
        language.of(&level.task)
    );
    for step in &level.allowed {
        let said = words::step(language, script, step);
        let _ = writeln!(text, "  --step {:34} {said}", format!("\"{step}\""));
    }
    let goals = level.goals.iter().zip(&ruling.goals);
    for (aim, judged) in goals {
        line(
            &mut text,
            if judged.met { "met" } else { "not met" },
            goal(aim, judged),
        );
    }
    for (aim, judged) in level.stars.iter().zip(&ruling.stars) {
        let met = judged.met && ruling.is_won();
        line(
            &mut text,
            if met { "star" } else { "no star" },
            goal(aim, judged),
        );
    }
    let verdict = words::verdict(language, ruling.is_won(), moves.len(), level.par);
    let steps = words::steps(language, moves.len(), level.par);
    let _ = writeln!(text, "{verdict}  ({steps})");
    let choice = level.choice(script, &moves);
    let _ = writeln!(text, "--do \"{}\"", choice.operator);
    Ok((text, ruling.is_won()))
}

fn line(text: &mut String, met: &str, (goal, decided): (String, String)) {
    let _ = writeln!(text, "{met:8} {goal}: {decided}");
}
