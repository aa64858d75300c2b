//! Every check there is, and one line at the end that says how many passed.

mod leg;
mod process;
mod readers;
mod tally;
mod wasm;

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use harness::{Browser, Installed};

use crate::build;
use crate::install;
use crate::workspace::{WASM, Workspace};
use leg::{Choice, Leg};
use tally::Tally;

pub(crate) use wasm::runner;

/// What `cargo xtask test` can be told.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Options {
    /// Run only this part; several are separated by commas
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Choice>,
    /// Also install wasm-pack and run its command in both browsers
    #[arg(long)]
    wasm_pack: bool,
    /// Of the journeys, only those whose name contains this
    #[arg(long)]
    journey: Option<String>,
}

/// What came of one leg.
struct Outcome {
    leg: Leg,
    tally: Tally,
    took: Duration,
    /// Why it failed, where no test says it.
    message: Option<String>,
}

/// All that legs need and that was found or installed before the first one runs.
struct Equipment {
    workspace: Workspace,
    browsers: Vec<Installed>,
    journey: Option<String>,
}

/// Runs the legs; the exit code says whether all of them passed.
pub(crate) fn run(options: &Options) -> ExitCode {
    let legs = leg::chosen(&options.only, options.wasm_pack);
    let left_out = leg::left_out(&legs);
    let mut sum = Tally {
        skipped: count(left_out.len()),
        ..Tally::default()
    };
    match equip(&legs, options) {
        Ok(equipment) => {
            let mut outcomes = Vec::new();
            for leg in legs {
                let obstacle = obstacle(leg, &outcomes);
                outcomes.push(outcome(leg, || match obstacle {
                    Some(sentence) => Err(anyhow!(sentence)),
                    None => run_leg(&equipment, leg),
                }));
            }
            report(&outcomes, &left_out);
            for outcome in &outcomes {
                sum += outcome.tally;
            }
        }
        Err(missing) => {
            for error in &missing {
                eprintln!("\nerror: {error:#}");
            }
            eprintln!("\nNothing was run. `--only` runs a part that needs less.");
            sum += Tally {
                failed: count(missing.len()),
                ..Tally::default()
            };
            sum.skipped += count(legs.len().saturating_sub(missing.len()));
        }
    }
    println!("{sum}");
    if sum.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Finds or installs whatever the legs need, or says everything that is missing, not only the
/// first thing.
fn equip(legs: &[Leg], options: &Options) -> Result<Equipment, Vec<anyhow::Error>> {
    let workspace = Workspace::find().map_err(|error| vec![error])?;
    let mut missing = Vec::new();
    let mut need = |wanted: bool, provide: &dyn Fn() -> Result<()>| {
        if wanted && let Err(error) = provide() {
            missing.push(error);
        }
    };
    need(legs.contains(&Leg::Fmt), &|| {
        install::component(&workspace, "fmt", "rustfmt")
    });
    need(legs.contains(&Leg::Clippy), &|| {
        install::component(&workspace, "clippy", "clippy")
    });
    need(legs.iter().any(|leg| leg.needs_wasm()), &|| {
        install::wasm_target(&workspace)
    });
    need(legs.contains(&Leg::Readers), &|| {
        readers::install(&workspace)
    });
    need(legs.contains(&Leg::WasmPack), &|| {
        wasm::prepare_wasm_pack(&workspace)
    });
    let mut browsers = Vec::new();
    for browser in Browser::ALL {
        if legs.iter().any(|leg| leg.browsers().contains(&browser)) {
            match install::browser(&workspace, browser) {
                Ok(installed) => browsers.push(installed),
                Err(error) => missing.push(error),
            }
        }
    }
    if missing.is_empty() {
        Ok(Equipment {
            workspace,
            browsers,
            journey: options.journey.clone(),
        })
    } else {
        Err(missing)
    }
}

/// Why a leg cannot begin: journeys through a page of yesterday would prove nothing.
fn obstacle(leg: Leg, before: &[Outcome]) -> Option<&'static str> {
    let page = before.iter().find(|outcome| outcome.leg == Leg::Page);
    let broken = page.is_some_and(|page| page.tally.failed > 0);
    let stopped = broken && matches!(leg, Leg::Journeys(_));
    stopped.then_some("there is no page to travel through; see above")
}

/// Runs one leg. Whatever goes wrong is counted, and the next leg runs all the same.
fn outcome(leg: Leg, run: impl FnOnce() -> Result<Tally>) -> Outcome {
    println!("\n=== {}", leg.id());
    let started = Instant::now();
    let result = run();
    let took = started.elapsed();
    let (tally, message) = match result {
        Ok(tally) => (tally, None),
        Err(error) => {
            eprintln!("error: {error:#}");
            (Tally::check(false), Some(format!("{error:#}")))
        }
    };
    Outcome {
        leg,
        tally,
        took,
        message,
    }
}

fn run_leg(equipment: &Equipment, leg: Leg) -> Result<Tally> {
    let workspace = &equipment.workspace;
    let mut cargo = workspace.cargo();
    match leg {
        Leg::Fmt => check(cargo.args(["fmt", "--all", "--check"])),
        Leg::Clippy => {
            let mut tally = check(cargo.args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))?;
            let mut page = workspace.cargo();
            page.args([
                "clippy",
                "--package",
                "quorumscope",
                "--all-targets",
                "--target",
                WASM,
            ]);
            tally += check(page.args(["--", "-D", "warnings"]))?;
            Ok(tally)
        }
        Leg::Doc => check(
            cargo
                .args(["doc", "--workspace", "--no-deps"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        ),
        Leg::Native => tests(cargo.args(["test", "--workspace", "--no-fail-fast"])),
        Leg::Readers => tests(&mut readers::command(workspace)),
        Leg::Release => tests(cargo.args(["test", "--release", "--package", "cli"])),
        Leg::Wasm(browser) => tests(&mut wasm::command(workspace, equipment.browser(browser)?)?),
        Leg::Page => build::run(&build::Options::default()).map(|_| Tally::check(true)),
        Leg::Journeys(browser) => tests(&mut journeys(equipment, browser)),
        Leg::WasmPack => {
            let mut tally = Tally::default();
            for browser in leg.browsers() {
                tally += tests(&mut wasm::wasm_pack(
                    workspace,
                    equipment.browser(*browser)?,
                )?)?;
            }
            Ok(tally)
        }
    }
}

impl Equipment {
    fn browser(&self, browser: Browser) -> Result<&Installed> {
        let found = self
            .browsers
            .iter()
            .find(|installed| installed.browser == browser);
        found.with_context(|| format!("{} was not looked for", browser.name()))
    }
}

/// A command that is one check.
fn check(command: &mut Command) -> Result<Tally> {
    Ok(Tally::check(process::run(command)?.status.success()))
}

/// A command that runs tests. One that fails without a failed test did not compile, crashed or
/// lost its browser, and counts as one failure.
fn tests(command: &mut Command) -> Result<Tally> {
    let ended = process::run(command)?;
    let mut tally = Tally::from_output(&ended.output);
    if ended.status.success() {
        if tally.is_empty() {
            bail!("it ran no test at all");
        }
    } else if tally.failed == 0 {
        eprintln!(
            "error: it ended with {} though no test failed; see above",
            ended.status
        );
        tally += Tally::check(false);
    }
    Ok(tally)
}

/// The journeys are a program of their own, see `tests/e2e`.
fn journeys(equipment: &Equipment, browser: Browser) -> Command {
    let workspace = &equipment.workspace;
    let mut cargo = workspace.cargo();
    cargo.args([
        "run",
        "--quiet",
        "--package",
        "e2e",
        "--",
        "--browser",
        browser.id(),
    ]);
    cargo
        .arg("--dist")
        .arg(workspace.dist())
        .arg("--tools")
        .arg(workspace.tool_bin());
    cargo
        .arg("--out")
        .arg(workspace.target.join("e2e"))
        .args(&equipment.journey);
    cargo
}

/// One line per leg, so that nobody has to scroll up to see where it went wrong.
fn report(outcomes: &[Outcome], left_out: &[Leg]) {
    println!();
    for outcome in outcomes {
        let (leg, seconds) = (outcome.leg.id(), outcome.took.as_secs_f64());
        println!(
            "{leg:<12} {:<36} {seconds:>7.1} s",
            outcome.tally.to_string()
        );
        if let Some(message) = &outcome.message {
            println!("{:<12} {message}", "");
        }
    }
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|leg| leg.id()).collect();
        println!("left out, each counted as skipped: {}", names.join(", "));
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
