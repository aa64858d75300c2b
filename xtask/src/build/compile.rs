//! Compiles the app for the browser.

use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::workspace::{self, WASM, Workspace};

/// Separates flags in `CARGO_ENCODED_RUSTFLAGS`.
const SEPARATOR: &str = "\u{1f}";

/// A program that is compiled for the browser as the page is: same profile, same flags.
pub(crate) struct Program {
    package: &'static str,
    binary: &'static str,
    features: &'static [&'static str],
    /// Where cargo puts it.
    target: PathBuf,
    /// A folder with scenarios beside those of the catalogue.
    scenarios: Option<PathBuf>,
}

impl Program {
    /// The page. A library would have to be a `cdylib`, and cargo skips link-time optimisation for a
    /// package that is both `cdylib` and `rlib`.
    pub(crate) fn page(workspace: &Workspace) -> Self {
        Self {
            package: "quorumscope",
            binary: "quorumscope-web",
            features: &["--features", "split"],
            target: workspace.target.clone(),
            scenarios: None,
        }
    }

    /// The page with more scenarios in its catalogue, apart from the page that is shipped.
    pub(crate) fn page_with(workspace: &Workspace, scenarios: PathBuf) -> Self {
        Self {
            target: workspace.target.join("bench"),
            scenarios: Some(scenarios),
            ..Self::page(workspace)
        }
    }

    /// The measurements of the engine.
    pub(crate) fn bench(workspace: &Workspace) -> Self {
        Self {
            package: "bench",
            binary: "bench",
            features: &[],
            target: workspace.target.clone(),
            scenarios: None,
        }
    }
}

/// The profile of what travels, in `Cargo.toml`.
const PROFILE: &str = "page";

/// Compiles as it is shipped and returns the module.
pub(crate) fn run(workspace: &Workspace, program: &Program) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    cargo
        .args(["build", "--profile", PROFILE, "--target", WASM])
        .args(["--package", program.package, "--bin", program.binary])
        .args(program.features)
        .arg("--target-dir")
        .arg(&program.target)
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags(workspace)?);
    match &program.scenarios {
        Some(folder) => cargo.env(MORE_SCENARIOS, folder),
        None => cargo.env_remove(MORE_SCENARIOS),
    };
    workspace::run(
        &mut cargo,
        "the page does not compile; see the messages above",
    )?;
    let wasm = program.target.join(WASM).join(PROFILE);
    let wasm = wasm.join(format!("{}.wasm", program.binary));
    if !wasm.is_file() {
        bail!("cargo built no {}", wasm.display());
    }
    Ok(wasm)
}

/// Tells `crates/scenario/build.rs` of a folder with scenarios beside the catalogue's.
const MORE_SCENARIOS: &str = "QUORUMSCOPE_MORE_SCENARIOS";

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
