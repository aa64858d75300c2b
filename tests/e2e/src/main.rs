//! Journeys through the built page, in a real browser, one browser per call.
//!
//! `cargo xtask test --only e2e` builds the page and calls this. The output has the layout of
//! Rust's own test harness, so that whoever counts tests needs to know one layout only.
//!
//! It is a program and not a `#[test]` per journey because `cargo test --workspace` must pass
//! without a browser, and a package of its own because journeys may depend on the engine.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line talks to its user"
)]

mod journeys;
mod lab;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use harness::{Browser, Failure, Outcome};

use journeys::{JOURNEYS, Journey};
use lab::Lab;

#[derive(Parser)]
#[command(about = "Runs journeys through the built page in one browser")]
struct Cli {
    /// chrome or firefox
    #[arg(long)]
    browser: String,
    /// The built site
    #[arg(long)]
    dist: PathBuf,
    /// Where pinned drivers are
    #[arg(long)]
    tools: PathBuf,
    /// Where pictures of failures go
    #[arg(long)]
    out: PathBuf,
    /// Only journeys whose name contains this
    journey: Option<String>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether every journey arrived.
fn run(cli: &Cli) -> Outcome<bool> {
    let Some(browser) = Browser::from_id(&cli.browser) else {
        return Err(Failure::expected(format!(
            "--browser {} is not known; it is chrome or firefox",
            cli.browser
        )));
    };
    let installed = browser.find(&cli.tools).map_err(|missing| {
        Failure::expected(format!(
            "{missing} is missing; `cargo xtask test` says how to get it"
        ))
    })?;
    let wanted = |journey: &&Journey| {
        cli.journey
            .as_ref()
            .is_none_or(|part| journey.name.contains(part.as_str()))
    };
    let chosen: Vec<&Journey> = JOURNEYS.iter().filter(wanted).collect();
    println!("\nrunning {} tests", chosen.len());
    let started = Instant::now();
    let mut failures = Vec::new();
    for journey in &chosen {
        let lab = Lab::new(&cli.dist, &cli.out, &installed, journey.name);
        match travel(journey, &lab) {
            Ok(()) => println!("test {}::{} ... ok", browser.id(), journey.name),
            Err(failure) => {
                println!(
                    "test {}::{} ... FAILED\n    {failure}",
                    browser.id(),
                    journey.name
                );
                failures.push(journey.name);
            }
        }
    }
    let result = if failures.is_empty() { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {result}. {} passed; {} failed; 0 ignored; 0 measured; {} filtered out; finished in {:.2}s\n",
        chosen.len() - failures.len(),
        failures.len(),
        JOURNEYS.len() - chosen.len(),
        started.elapsed().as_secs_f64(),
    );
    Ok(failures.is_empty())
}

/// A journey that panics is a journey that fails; the next one sets out all the same.
fn travel(journey: &Journey, lab: &Lab) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| (journey.run)(lab)))
        .unwrap_or_else(|_| Err(Failure::expected("it panicked; see the message above")))
}
