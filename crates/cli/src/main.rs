//! The engine on a terminal: lists scenarios, runs them, prints what came of them.
//!
//! Exit codes: 0 fine, 1 the checked thing does not hold, 2 usage or input that cannot be read, with
//! one line on stderr that says what would be right.

mod args;
mod ask;
mod compare;
mod export;
mod fail;
mod failover;
mod fingerprint;
mod help;
mod level;
mod list;
mod report;
mod run;

use args::Command;
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => return fail::usage(&error),
    };
    let done = match args.command {
        Command::List { json } => list::list(json),
        Command::Run(args) => run::run(&args),
        Command::Simulate(args) => run::simulate(&args),
        Command::Level(args) => match level::level(&args) {
            Ok(code) => return code,
            Err(failure) => Err(failure),
        },
        Command::Export(args) => match export::export(&args) {
            Ok(code) => return code,
            Err(failure) => Err(failure),
        },
        Command::Compare(args) => compare::compare(&args),
        Command::Help { topic } => help::help(topic.as_deref()),
        Command::Fingerprint { scenarios } => fingerprint::fingerprint(&scenarios),
    };
    match done {
        Ok(text) => fail::print(&text),
        Err(failure) => failure.report(),
    }
}
