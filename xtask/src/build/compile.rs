//! Compiles the app for the browser.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::workspace::{self, WASM, Workspace};

/// The binary that is shipped. A library would have to be a `cdylib`, and cargo skips link-time
/// optimisation for a package that is both `cdylib` and `rlib`.
const BINARY: &str = "quorumscope-web";

/// Separates flags in `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// Compiles in release mode and returns the module.
pub(crate) fn run(workspace: &Workspace) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo
        .args([
            "build",
            "--release",
            "--package",
            "quorumscope",
            "--bin",
            BINARY,
            "--features",
            "split",
            "--target",
            WASM,
        ])
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(workspace)?);
    workspace::run(
        &mut cargo,
        "the page does not compile; see the messages above",
    )?;
    let wasm = workspace
        .target
        .join(WASM)
        .join("release")
        .join(format!("{BINARY}.wasm"));
    if !wasm.is_file() {
        bail!("cargo built no {}", wasm.display());
    }
    Ok(wasm)
}

/// The caller's flags, and names for the directories of this machine: panics carry the paths of
/// sources, and a page built elsewhere from the same commit should be the same page.
fn flags(workspace: &Workspace) -> Result<String> {
    let own = match (env::var("CARGO_ENCODED_RUSTFLAGS"), env::var("RUSTFLAGS")) {
        (Ok(encoded), _) => encoded,
        (Err(_), Ok(plain)) => plain.split_whitespace().collect::<Vec<_>>().join(SEPARATOR),
        (Err(_), Err(_)) => String::new(),
    };
    let mut flags = vec![own];
    let cargo_home = cargo_home().context("no home directory; set CARGO_HOME")?;
    for (path, name) in [(&workspace.root, "quorumscope"), (&cargo_home, "cargo")] {
        flags.push(format!("--remap-path-prefix={}={name}", path.display()));
    }
    // What the module is taken apart by.
    flags.push("-Clink-arg=--emit-relocs".to_owned());
    flags.retain(|flag| !flag.is_empty());
    Ok(flags.join(SEPARATOR))
}

fn cargo_home() -> Option<PathBuf> {
    let own = env::var_os("CARGO_HOME").map(PathBuf::from);
    own.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}
