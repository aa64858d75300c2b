//! Programs from npm that open what is exported: they are installed at the versions of their lock file
//! into `target/tools/readers`, beside the scripts that ask them.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::platform::Platform;
use crate::workspace::{Workspace, run};

/// Where lock file and scripts are.
const SOURCE: &str = "crates/export/tests/readers";

/// Installs them unless the lock file is that of last time; scripts are always today's.
pub(crate) fn install(workspace: &Workspace) -> Result<()> {
    if !answers("npm") || !answers("node") {
        missing()?;
    }
    let folder = folder(workspace);
    fs::create_dir_all(&folder)?;
    let source = workspace.root.join(SOURCE);
    let entries = fs::read_dir(&source).with_context(|| format!("{SOURCE} cannot be read"))?;
    for entry in entries {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    let lock = fs::read(source.join("package-lock.json"))?;
    let stamp = folder.join("installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    eprintln!("Installing readers of exports into {}", folder.display());
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(
        npm.current_dir(&folder).stdout(Stdio::null()),
        "the readers of exports could not be installed; see npm's message above",
    )?;
    fs::write(&stamp, lock)?;
    Ok(())
}

/// The tests that ask them.
pub(crate) fn command(workspace: &Workspace) -> Command {
    let mut cargo = workspace.cargo();
    cargo
        .args(["test", "--package", "export", "--features", "readers"])
        .args(["--test", "formats", "readers::"])
        .env("READERS", folder(workspace));
    cargo
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.tools().join("readers")
}

fn answers(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Node.js from apt where that needs no question; else what to type.
fn missing() -> Result<()> {
    if let Platform::Debian { root: true } | Platform::Ubuntu { root: true } = Platform::detect() {
        crate::install::apt(&["nodejs", "npm"])?;
        return Ok(());
    }
    bail!("node and npm are not installed. Get Node.js 20 from https://nodejs.org, then try again")
}
