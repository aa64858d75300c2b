//! Gets what is missing, where that needs no question: Rust's own parts from rustup, pinned tools
//! from the package registry into `target/tools`, browsers from apt for root on Debian.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use harness::{Browser, Installed};

use crate::platform::Platform;
use crate::workspace::{WASM, Workspace, run};

/// A tool from the package registry, at the one version everybody uses.
pub(crate) struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
}

/// Debian has no package of it.
pub(crate) const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    version: "0.37.1",
    program: "geckodriver",
};
/// For those who have it already, and to prove that their command works.
pub(crate) const WASM_PACK: Tool = Tool {
    package: "wasm-pack",
    version: "0.15.1",
    program: "wasm-pack",
};
/// wasm-pack takes it from PATH if it has the version of Cargo.lock, else it downloads one.
pub(crate) const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    program: "wasm-bindgen-test-runner",
};

/// Makes sure that rustc can compile for the browser.
pub(crate) fn wasm_target(workspace: &Workspace) -> Result<()> {
    let output = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .current_dir(&workspace.root)
        .output()
        .context("cannot start rustc; install Rust from https://rustup.rs")?;
    let directory = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && Path::new(&directory).is_dir() {
        return Ok(());
    }
    eprintln!("Adding the target {WASM} to this Rust toolchain");
    rustup(workspace, &["target", "add", WASM])
}

/// Makes sure that `cargo fmt` and `cargo clippy` exist; a minimal toolchain has neither.
pub(crate) fn component(workspace: &Workspace, subcommand: &str, component: &str) -> Result<()> {
    let present = workspace
        .cargo()
        .args([subcommand, "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if present {
        return Ok(());
    }
    eprintln!("Adding {component} to this Rust toolchain");
    rustup(workspace, &["component", "add", component])
}

fn rustup(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let line = format!("rustup {}", arguments.join(" "));
    let mut command = Command::new("rustup");
    command.args(arguments).current_dir(&workspace.root);
    run(
        &mut command,
        &format!("that did not work; run `{line}` yourself, then try again"),
    )
    .with_context(|| format!("this Rust toolchain lacks a part that `{line}` adds"))
}

/// Makes sure that the tool stands in `target/tools`, at its pinned version.
pub(crate) fn tool(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let Tool {
        package,
        version,
        program,
    } = tool;
    let stamp = workspace.tools().join(format!("{package}-{version}"));
    let program = workspace
        .tool_bin()
        .join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    if stamp.is_file() && program.is_file() {
        return Ok(());
    }
    eprintln!(
        "Installing {package} {version} into {}",
        workspace.tools().display()
    );
    let mut command = workspace.cargo();
    command
        .args([
            "install",
            package,
            "--locked",
            "--force",
            // They drive browsers and wait; optimising them takes longer than they ever run.
            "--debug",
            "--version",
            version,
            "--root",
        ])
        .arg(workspace.tools())
        // One directory for all of them, so that what they share compiles once.
        .arg("--target-dir")
        .arg(workspace.tools().join("build"));
    run(
        &mut command,
        &format!("{package} {version} could not be installed; see cargo's message above"),
    )?;
    fs::write(&stamp, "")?;
    Ok(())
}

/// Finds a browser and its driver, after installing what can be installed without asking. The
/// error says what to type.
pub(crate) fn browser(workspace: &Workspace, browser: Browser) -> Result<Installed> {
    let tools = workspace.tool_bin();
    if browser == Browser::Firefox && browser.find_driver(&tools).is_none() {
        tool(workspace, &GECKODRIVER)?;
    }
    let platform = Platform::detect();
    if let (Err(_), Some(packages)) = (browser.find(&tools), platform.install_unasked()) {
        // What apt could not do, the line below may: Ubuntu has no such packages.
        if let Err(error) = apt(packages) {
            eprintln!("{error:#}");
        }
    }
    match browser.find(&tools) {
        Ok(installed) => Ok(installed),
        Err(missing) => bail!(
            "{missing} is not installed. Type this, then try again:\n\n    {}\n\n\
             If it stands in an unusual place, name it: {}=/path/to/browser {}=/path/to/driver",
            platform.install_line(browser),
            browser.binary_variable(),
            browser.driver_variable(),
        ),
    }
}

/// Installs packages of Debian or Ubuntu, as root.
pub(crate) fn apt(packages: &[&str]) -> Result<()> {
    eprintln!("Installing {} from apt", packages.join(", "));
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null());
        command
    };
    run(
        &mut apt(&["update"]),
        "apt-get update fails; see its message above",
    )?;
    let line = format!("apt-get install --yes {}", packages.join(" "));
    let mut install = apt(&["install", "--yes"]);
    run(
        install.args(packages),
        &format!("`{line}` fails; see its message above"),
    )
}
