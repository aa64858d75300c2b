//! Where things are, and how cargo is called.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// The target the page is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The directories of this checkout.
pub(crate) struct Workspace {
    /// The top of the checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target directory, wherever this machine wants it.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self> {
        let root = root();
        let output = cargo(&root)
            .args(["metadata", "--format-version=1", "--no-deps"])
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo; install Rust from https://rustup.rs")?;
        if !output.status.success() {
            bail!("cargo cannot read the workspace; see its message above");
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let target = metadata["target_directory"]
            .as_str()
            .context("cargo names no target directory")?;
        Ok(Self {
            root,
            target: target.into(),
        })
    }

    /// The finished site.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Where pinned tools are installed: `cargo install --root`.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The executables of the pinned tools.
    pub(crate) fn tool_bin(&self) -> PathBuf {
        self.tools().join("bin")
    }

    /// Where builds of the site keep what they can use again.
    pub(crate) fn cache(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Cargo in this workspace.
    pub(crate) fn cargo(&self) -> Command {
        cargo(&self.root)
    }
}

fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map_or(package.clone(), Path::to_owned)
}

fn cargo(root: &Path) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root);
    // What cargo told this process about its own package is not meant for the next one.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command whose output the user sees, and fails with the sentence if it fails.
pub(crate) fn run(command: &mut Command, otherwise: &str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("cannot start {program}"))?;
    if !status.success() {
        bail!("{otherwise}");
    }
    Ok(())
}
