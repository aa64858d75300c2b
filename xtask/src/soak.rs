//! `cargo xtask soak`: a program of its own, so that this one need not compile the engine.

use std::ffi::OsString;
use std::process::ExitCode;

use crate::workspace::Workspace;

/// Compiles the soak with optimisation and runs it.
pub(crate) fn run(arguments: &[OsString]) -> ExitCode {
    let run = || -> anyhow::Result<bool> {
        let mut cargo = Workspace::find()?.cargo();
        cargo.args(["run", "--quiet", "--package", "soak", "--"]);
        Ok(cargo.args(arguments).status()?.success())
    };
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
