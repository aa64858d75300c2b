//! `quorumscope level`

use crate::args::LevelArgs;
use crate::fail::{Failure, print};
use crate::run::find;
use locale::Language;
use locale::level as words;
use scenario::level::{Goal, Judged, Level, Move, Ruling};
use scenario::plan::{Choice, seed};
use scenario::script::Script;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

/// A level that is not met.
const NOT_MET: u8 = 1;

/// A goal in words, and what decides it.
type Said<G> = Box<dyn Fn(&G, &Judged) -> (String, String)>;

/// A level with all that its system has to say about it.
struct Played<G> {
    level: Level<G>,
    moves: Vec<Move>,
    ruling: Ruling,
    goal: Said<G>,
}

pub(crate) fn level(args: &LevelArgs) -> Result<ExitCode, Failure> {
    let language = args.lang.language();
    let (text, won) = if failover::catalog::text(&args.scenario).is_some() {
        let script = failover::catalog::find(&args.scenario).map_err(Failure::usage)?;
        told(args, &script, &dolphinscheduler(args, &script, language)?)
    } else {
        let script = find(&args.scenario)?;
        told(args, &script, &zookeeper(args, &script, language)?)
    };
    let code = print(&text);
    let asked = !args.steps.is_empty();
    Ok(if asked && !won {
        ExitCode::from(NOT_MET)
    } else {
        code
    })
}

fn zookeeper(
    args: &LevelArgs,
    script: &Script,
    language: Language,
) -> Result<Played<scenario::level::zookeeper::Aim>, Failure> {
    use scenario::plan::Plan;
    use scenario::run::Run;
    let decide = |choice: &Choice| Plan::decide(script, choice).map_err(Failure::usage);
    let setting = decide(&Choice::default())?.setting;
    let names: Vec<String> = setting.hosts.iter().map(|h| h.name.clone()).collect();
    let text = scenario::catalog::level(&args.scenario).ok_or_else(|| none(args))?;
    let level = Level::parse(text, &names).map_err(Failure::usage)?;
    let (moves, choice) = attempt(args, script, &level)?;
    let ruling = level.judge(&Run::complete(Arc::new(decide(&choice)?)));
    Ok(Played {
        level,
        moves,
        ruling,
        goal: Box::new(move |aim, judged| {
            let goal = words::goal(language, &setting, aim);
            (goal, words::decided(language, &setting, aim, judged))
        }),
    })
}

fn dolphinscheduler(
    args: &LevelArgs,
    script: &Script,
    language: Language,
) -> Result<Played<failover::level::Aim>, Failure> {
    use failover::plan::Plan;
    use failover::run::Run;
    use locale::failover::level as words;
    let decide = |choice: &Choice| Plan::decide(script, choice).map_err(Failure::usage);
    let setting = decide(&Choice::default())?.setting;
    let names: Vec<String> = setting.hosts.iter().map(|h| h.name.clone()).collect();
    let text = failover::catalog::level(&args.scenario).ok_or_else(|| none(args))?;
    let level = Level::parse(text, &names).map_err(Failure::usage)?;
    let (moves, choice) = attempt(args, script, &level)?;
    let run = Run::complete(Arc::new(decide(&choice)?));
    let ruling = failover::level::judge(&level, &run);
    Ok(Played {
        level,
        moves,
        ruling,
        goal: Box::new(move |aim, judged| {
            let goal = words::goal(language, &setting, aim);
            (goal, words::decided(language, &setting, aim, judged))
        }),
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
fn told<G: Goal>(args: &LevelArgs, script: &Script, played: &Played<G>) -> (String, bool) {
    let language = args.lang.language();
    let Played {
        level,
        moves,
        ruling,
        goal,
    } = played;
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
    let choice = level.choice(script, moves);
    let _ = writeln!(text, "--do \"{}\"", choice.operator);
    (text, ruling.is_won())
}

fn line(text: &mut String, met: &str, (goal, decided): (String, String)) {
    let _ = writeln!(text, "{met:8} {goal}: {decided}");
}
