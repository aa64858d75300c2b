//! Runs wasm-bindgen, unless it would produce what it produced last time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;
use xxhash_rust::xxh3::xxh3_64;

use crate::workspace::Workspace;

/// Raised when the settings below change, so that output of older settings is not used.
const SETTINGS: u32 = 1;

/// Generates `app.js` and `app_bg.wasm` and returns their directory.
pub(crate) fn generate(workspace: &Workspace, wasm: &Path) -> Result<PathBuf> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let all = workspace.cache().join("bindings");
    let directory = all.join(format!("{:016x}-{SETTINGS}", xxh3_64(&bytes)));
    let done = directory.join("done");
    if done.is_file() {
        return Ok(directory.join("out"));
    }
    if all.exists() {
        fs::remove_dir_all(&all).with_context(|| format!("cannot empty {}", all.display()))?;
    }
    let out = directory.join("out");
    fs::create_dir_all(&out)?;
    Bindgen::new()
        .input_bytes("app", bytes)
        .web(true)?
        .typescript(false)
        // Names cost half as much again as the code; a panic still says file and line.
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)
        .context("wasm-bindgen cannot process the compiled page")?;
    fs::write(done, "")?;
    Ok(out)
}
