//! `quorumscope run`

use crate::args::{ChoiceOptions, RunArgs, RunOptions, SimulateArgs};
use crate::ask::{Question, ask};
use crate::fail::Failure;
use crate::failover;
use crate::report::Report;
use export::logs;
use scenario::catalog;
use scenario::operator::Operator;
use scenario::outcome::Outcome;
use scenario::plan::{Choice, Plan, moment, seed};
use scenario::run::Run;
use scenario::script::error::unknown;
use scenario::script::{Script, system_of};
use std::fs;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn run(args: &RunArgs) -> Result<String, Failure> {
    if ::failover::catalog::text(&args.scenario).is_some() {
        let script = ::failover::catalog::find(&args.scenario).map_err(Failure::usage)?;
        return failover::report(&args.scenario, &script, &args.options);
    }
    let script = find(&args.scenario)?;
    report(&args.scenario, &script, &args.options)
}

/// A scenario of ZooKeeper; an unknown one is answered with the nearest of both systems.
pub(crate) fn find(id: &str) -> Result<Script, Failure> {
    let known = || catalog::ids().chain(::failover::catalog::ids());
    if catalog::text(id).is_none() {
        return Err(Failure::usage(unknown("scenario", id, known())));
    }
    catalog::find(id).map_err(Failure::usage)
}

/// `quorumscope simulate`
pub(crate) fn simulate(args: &SimulateArgs) -> Result<String, Failure> {
    match script_of(&args.file)? {
        (name, AnyScript::ZooKeeper(script)) => report(&name, &script, &args.options),
        (name, AnyScript::DolphinScheduler(script)) => {
            failover::report(&name, &script, &args.options)
        }
    }
}

/// A scenario of either system.
pub(crate) enum AnyScript {
    ZooKeeper(Script),
    DolphinScheduler(Script),
}

/// A scenario file, and its name.
pub(crate) fn script_of(file: &Path) -> Result<(String, AnyScript), Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::Io(format!(
            "cannot read {}: {error}; name a scenario file, and see quorumscope help file",
            file.display()
        ))
    })?;
    let of_file =
        |error: &dyn std::fmt::Display| Failure::Usage(format!("{}: {error}", file.display()));
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let system = system_of(&text).map_err(|error| of_file(&error))?;
    if system == "dolphinscheduler" {
        let script = ::failover::catalog::parse(&text).map_err(|error| of_file(&error))?;
        return Ok((name.into_owned(), AnyScript::DolphinScheduler(script)));
    }
    let script = Script::parse(&text).map_err(|error| of_file(&error))?;
    Ok((name.into_owned(), AnyScript::ZooKeeper(script)))
}

fn report(name: &str, script: &Script, args: &RunOptions) -> Result<String, Failure> {
    let choice = choice(&args.choice)?;
    let plan = Plan::decide(script, &choice).map_err(Failure::usage)?;
    let questions = args.asks.iter().map(|text| Question::read(&plan, text));
    let questions: Vec<Question> = questions.collect::<Result<_, _>>()?;
    let run = Run::complete(Arc::new(plan));
    let answers = ask(&run, questions);
    let outcome = Outcome::of(&run);
    if let Some(dir) = &args.logs {
        write_logs(&run, dir)?;
    }
    let report = Report::new(name, script, &run, &outcome, answers);
    if args.json {
        serde_json::to_string_pretty(&report).map_err(Failure::usage)
    } else {
        Ok(report.text(&run, &outcome))
    }
}

pub(crate) fn choice(args: &ChoiceOptions) -> Result<Choice, Failure> {
    let mut choice = Choice::default();
    for assignment in &args.params {
        choice.set(assignment).map_err(Failure::usage)?;
    }
    for fix in &args.fixes {
        choice.fix(fix).map_err(Failure::usage)?;
    }
    if let Some(script) = &args.operator {
        choice.operator = Operator::parse(script).map_err(Failure::usage)?;
    }
    choice.seed = args
        .seed
        .as_deref()
        .map(seed)
        .transpose()
        .map_err(Failure::usage)?;
    choice.until = args
        .until
        .as_deref()
        .map(moment)
        .transpose()
        .map_err(Failure::usage)?;
    Ok(choice)
}

/// Writes the log of each server, in the layout and wording of its release.
fn write_logs(run: &Run, dir: &Path) -> Result<(), Failure> {
    let plan = run.plan();
    write_files(dir, logs::files(&run.reading(), &plan.clock))
}

/// Writes files into a folder.
pub(crate) fn write_files<N: AsRef<Path>, T: AsRef<[u8]>>(
    dir: &Path,
    files: impl IntoIterator<Item = (N, T)>,
) -> Result<(), Failure> {
    let io = |path: &Path, error: std::io::Error| {
        Failure::Io(format!(
            "cannot write {}: {error}; name a folder that can be written",
            path.display()
        ))
    };
    fs::create_dir_all(dir).map_err(|error| io(dir, error))?;
    for (name, log) in files {
        let path = dir.join(name);
        fs::write(&path, log).map_err(|error| io(&path, error))?;
    }
    Ok(())
}
