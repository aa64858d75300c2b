//! The long way: `cargo xtask soak`.
#![allow(clippy::print_stdout, reason = "a command line talks to its user")]

use clap::Parser;
use locale::{Language, property};
use scenario::property::Property;
use soak::{Finding, Known, Schedule, findings, minimise};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{fs, io};

/// Plays random faults against every property.
///
/// Prints each violation that is not known with the command that plays it again, and one example of
/// each that is. Exit code 1 if there was one that is not known.
#[derive(Parser)]
#[command(name = "cargo xtask soak")]
struct Options {
    /// How many schedules
    #[arg(long, default_value_t = 1_000)]
    runs: u64,
    /// The number of the first
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stops after so many minutes
    #[arg(long)]
    minutes: Option<u64>,
    /// Where scenario files are written
    #[arg(long, default_value = "target/soak")]
    out: PathBuf,
}

fn main() -> io::Result<ExitCode> {
    let options = Options::parse();
    fs::create_dir_all(&options.out)?;
    let begun = Instant::now();
    let limit = options
        .minutes
        .map(|minutes| Duration::from_secs(60 * minutes));
    let mut counts: BTreeMap<(Property, Option<Known>), u64> = BTreeMap::new();
    let (mut runs, mut facts) = (0_u64, 0_u64);
    for number in options.seed..options.seed.saturating_add(options.runs) {
        if limit.is_some_and(|limit| begun.elapsed() >= limit) {
            break;
        }
        let schedule = Schedule::random(number);
        let run = schedule.play().map_err(io::Error::other)?;
        runs += 1;
        facts += u64::from(run.trace().len());
        if let Some(limit) = run.limit() {
            println!("schedule {number} stops at the bound {limit:?}");
        }
        for finding in findings(&run) {
            let key = (finding.judgement.property, finding.known);
            let seen = counts.entry(key).or_default();
            *seen += 1;
            if finding.known.is_none() || *seen == 1 {
                report(&schedule, &finding, &options.out)?;
            }
        }
    }
    println!("{runs} schedules, {facts} facts, {:.0?}", begun.elapsed());
    for ((property, known), count) in &counts {
        let why = known.map_or("NOT KNOWN", Known::words);
        println!("{count:7}  {}  {why}", property.id());
    }
    let unknown = counts.keys().any(|(_, known)| known.is_none());
    Ok(if unknown {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Says what was violated and writes the least file that does it.
fn report(schedule: &Schedule, finding: &Finding, out: &Path) -> io::Result<()> {
    let property = finding.judgement.property;
    let least = minimise(schedule, finding);
    let run = least.play().map_err(io::Error::other)?;
    let again = findings(&run).into_iter();
    let mut again = again.map(|finding| finding.judgement);
    let judgement = again.find(|other| other.property == property);
    let judgement = judgement.unwrap_or(finding.judgement);
    let file = out.join(format!("{}-{}.txt", property.id(), schedule.seed));
    fs::write(&file, least.to_string())?;
    let plan = run.plan();
    if let (Some(at), Some(why)) = (judgement.first_violation, judgement.why) {
        let words = property::violation(Language::En, property);
        let why = property::why(Language::En, &plan.setting, at, &why);
        let known = finding.known.map_or("NOT KNOWN", Known::words);
        println!(
            "{} ({known}): {words} at {} ms, {why}",
            property.id(),
            plan.ms(at)
        );
        println!("    cargo run -q -p cli -- simulate {}", file.display());
    }
    Ok(())
}
