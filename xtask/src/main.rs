//! Not part of the product: automation for building, serving, testing, measuring and photographing it.
//!
//! `cargo xtask serve` and `cargo xtask test` are all a newcomer needs; see `--help` for the rest.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line talks to its user"
)]

mod bench;
mod build;
mod install;
mod platform;
mod screenshot;
mod serve;
mod soak;
mod test;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, serves, tests, measures and photographs the page"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the static site into dist/
    Build(build::Options),
    /// Build the page and serve it on 127.0.0.1
    Serve(serve::Options),
    /// Run every check there is, or only some of them
    Test(test::Options),
    /// Play random faults against every property; `soak --help` has its options
    #[command(disable_help_flag = true)]
    Soak {
        /// What the soak is told
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Measure speed and size of engine and page, against what is asked for
    Bench(bench::Options),
    /// Take a picture of the page in headless Chromium or Firefox
    Screenshot(screenshot::Options),
    /// Run one wasm test binary in a browser; cargo calls this for `--target wasm32-unknown-unknown`
    #[command(hide = true, disable_help_flag = true)]
    TestRunner {
        /// The test binary and what cargo passes after `--`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Build(options) => build::run(&options).map(drop),
        Command::Serve(options) => serve::run(&options),
        Command::Test(options) => return test::run(&options),
        Command::Soak { arguments } => return soak::run(&arguments),
        Command::Bench(options) => bench::run(&options),
        Command::Screenshot(options) => screenshot::run(&options),
        Command::TestRunner { arguments } => test::runner(arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
