//! Tests that are compiled to wasm and run in a browser, by this program or by wasm-pack.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use harness::{Browser, Installed};

use crate::install::{self, WASM_BINDGEN, WASM_PACK};
use crate::workspace::{WASM, Workspace};

/// wasm-bindgen's runner takes the first driver it finds named, in this order, whatever the leg
/// is about.
const DRIVERS: [&str; 4] = [
    "GECKODRIVER",
    "SAFARIDRIVER",
    "CHROMEDRIVER",
    "MSEDGEDRIVER",
];

/// `cargo xtask test-runner FILE …`, which cargo calls once per test binary.
pub(crate) fn runner(arguments: Vec<OsString>) -> Result<()> {
    let program = OsString::from("wasm-bindgen-test-runner");
    let arguments = std::iter::once(program).chain(arguments);
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments)
}

/// `cargo test` for the browser. Cargo calls back the runner above.
pub(crate) fn command(workspace: &Workspace, installed: &Installed) -> Result<Command> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--no-fail-fast", "--target", WASM]);
    only_driver(&mut cargo, installed);
    cargo.env(
        "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
        capabilities(workspace, installed)?,
    );
    Ok(cargo)
}

/// Writes this machine's `webdriver.json`: the one at the root starts Chromium without its
/// sandbox, which only root needs.
fn capabilities(workspace: &Workspace, installed: &Installed) -> Result<PathBuf> {
    let file = workspace
        .cache()
        .join(format!("webdriver-{}.json", installed.browser.id()));
    fs::create_dir_all(workspace.cache())?;
    fs::write(&file, installed.options().to_string())
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// Names this driver and no other.
fn only_driver(command: &mut Command, installed: &Installed) {
    for driver in DRIVERS {
        command
            .env_remove(driver)
            .env_remove(format!("{driver}_REMOTE"));
    }
    command.env(installed.browser.driver_variable(), &installed.driver);
}

/// Installs wasm-pack and what it would download otherwise.
pub(crate) fn prepare_wasm_pack(workspace: &Workspace) -> Result<()> {
    install::tool(workspace, &WASM_BINDGEN)?;
    install::tool(workspace, &WASM_PACK)
}

/// `wasm-pack test --headless --chrome` or `--firefox`, word for word. It looks for drivers and
/// for wasm-bindgen on PATH.
pub(crate) fn wasm_pack(workspace: &Workspace, installed: &Installed) -> Result<Command> {
    let tools = workspace.tool_bin();
    let flag = match installed.browser {
        Browser::Chrome => "--chrome",
        Browser::Firefox => "--firefox",
    };
    let mut command = Command::new(tools.join(format!("wasm-pack{}", env::consts::EXE_SUFFIX)));
    command
        .args(["test", "--headless", flag])
        .current_dir(&workspace.root);
    let old = env::var_os("PATH").unwrap_or_default();
    let driver = installed.driver.parent().map(PathBuf::from);
    let path = [Some(tools), driver]
        .into_iter()
        .flatten()
        .chain(env::split_paths(&old));
    command.env(
        "PATH",
        env::join_paths(path).context("a directory on PATH has a forbidden character")?,
    );
    for driver in DRIVERS {
        command
            .env_remove(driver)
            .env_remove(format!("{driver}_REMOTE"));
    }
    Ok(command)
}
