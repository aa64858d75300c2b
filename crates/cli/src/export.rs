//! `quorumscope export`

use crate::args::{ExportArgs, Format, Ground};
use crate::fail::{Failure, pass_on};
use crate::run::{AnyScript, choice, find, script_of};
use export::figure::{self, View};
use export::theme::Theme;
use export::{Subject, logs, mermaid, shiviz};
use picture::index::Index;
use scenario::plan::{Plan, moment};
use scenario::run::Run;
use sim::time::SimTime;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use view::sight::Sight;
use view::time::{Folds, Lanes, Quiet, Window};

pub(crate) fn export(args: &ExportArgs) -> Result<ExitCode, Failure> {
    let bytes = bytes(args)?;
    let Some(file) = &args.out else {
        return Ok(pass_on(&[&bytes]));
    };
    fs::write(file, bytes).map_err(|error| {
        Failure::Io(format!(
            "cannot write {}: {error}; name a file that can be written",
            file.display()
        ))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn no_export() -> Failure {
    Failure::usage(
        "runs of DolphinScheduler cannot be exported yet; quorumscope run … --logs DIR writes their logs",
    )
}

fn bytes(args: &ExportArgs) -> Result<Vec<u8>, Failure> {
    let file = Path::new(&args.scenario);
    let (name, script) = if file.is_file() {
        match script_of(file)? {
            (name, AnyScript::ZooKeeper(script)) => (name, script),
            (_, AnyScript::DolphinScheduler(_)) => return Err(no_export()),
        }
    } else if failover::catalog::text(&args.scenario).is_some() {
        return Err(no_export());
    } else {
        (args.scenario.clone(), find(&args.scenario)?)
    };
    let plan = Plan::decide(&script, &choice(&args.choice)?).map_err(Failure::usage)?;
    let window = window(args, &plan)?;
    let at = time(args.at.as_deref(), &plan)?;
    let run = Run::complete(Arc::new(plan));
    let index = Index::build(&run.reading(), run.reached());
    let language = args.lang.language();
    let sight = Sight {
        reading: run.reading(),
        index: &index,
        plan: run.plan(),
        language,
    };
    let subject = Subject {
        sight: &sight,
        scenario: &name,
        title: language.of(&script.title),
    };
    match args.format {
        Format::Svg | Format::Moment => Ok(moment_of(args, &subject, window, at)),
        Format::Mermaid => Ok(mermaid::diagram(&subject, window).into_bytes()),
        Format::Trace => Ok(export::trace_events(&subject, window).into_bytes()),
        Format::Shiviz => Ok(shiviz::file(&subject, window).into_bytes()),
        Format::Logs => logs::archive(&subject).map_err(Failure::usage),
    }
}

fn moment_of(
    args: &ExportArgs,
    subject: &Subject<'_>,
    window: Window,
    at: Option<SimTime>,
) -> Vec<u8> {
    let sight = subject.sight;
    let zero = sight.clock().zero();
    let act = sight.index.acts.iter().find(|(at, _)| *at >= zero);
    let at = at.or(act.map(|(at, _)| *at)).unwrap_or(window.from);
    let mut scrubber = picture::scrubber::Scrubber::new(&sight.reading);
    let quiet = Quiet::of(sight);
    let view = View {
        picture: scrubber.at(&sight.reading, at),
        selected: None,
        window,
        folds: &Folds::of(&quiet, quiet.framing(window, &[]), &[]),
        lanes: Lanes::default(),
        trail: &[],
        chosen: &[],
        flags: &[],
    };
    let theme = match args.theme {
        Ground::Light => Theme::Light,
        Ground::Dark => Theme::Dark,
    };
    if let Format::Svg = args.format {
        return figure::svg(subject, &view, &|tone| theme.colour(tone)).into_bytes();
    }
    figure::moment(subject, &view).into_bytes()
}

/// The span that is asked for, within the run.
fn window(args: &ExportArgs, plan: &Plan) -> Result<Window, Failure> {
    let from = time(args.from.as_deref(), plan)?.unwrap_or(plan.from);
    let to = time(args.to.as_deref(), plan)?.unwrap_or(plan.until);
    if from >= to {
        return Err(Failure::usage(format!(
            "the span ends at {} ms, before it begins at {} ms; set --from and --to the other way \
             round",
            plan.ms(to),
            plan.ms(from)
        )));
    }
    Ok(Window { from, to })
}

/// A moment of the run; nothing if none is asked for.
fn time(text: Option<&str>, plan: &Plan) -> Result<Option<SimTime>, Failure> {
    let Some(text) = text else {
        return Ok(None);
    };
    let at = plan.moment(moment(text).map_err(Failure::usage)?);
    if at > plan.until {
        return Err(Failure::usage(format!(
            "“{text}” lies after the end of the run, {} ms; name an earlier moment, or set --until",
            plan.ms(plan.until)
        )));
    }
    Ok(Some(at))
}
