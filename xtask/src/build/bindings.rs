//! Takes the module apart and runs wasm-bindgen, unless they would produce what they produced last time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;
use xxhash_rust::xxh3::xxh3_64;

use super::{arrange, squeeze};
use crate::workspace::Workspace;

/// Raised when the settings below change, so that output of older settings is not used.
const SETTINGS: u32 = 6;

/// Generates `app.js`, `app_bg.wasm` and the parts that are loaded later; returns their directory.
/// Bindings of other programs, under other names, stay as they are.
pub(crate) fn generate(workspace: &Workspace, name: &str, wasm: &Path) -> Result<PathBuf> {
    bind(workspace, name, wasm, true)
}

/// Generates `app.js` and `app_bg.wasm` of a program that is loaded as a whole.
pub(crate) fn generate_whole(workspace: &Workspace, name: &str, wasm: &Path) -> Result<PathBuf> {
    bind(workspace, name, wasm, false)
}

fn bind(workspace: &Workspace, name: &str, wasm: &Path, in_parts: bool) -> Result<PathBuf> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let all = workspace.cache().join(name);
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
    let first = if in_parts {
        let first = directory.join("first.wasm");
        split(&bytes, &first, &out)?;
        fs::read(&first)?
    } else {
        bytes
    };
    Bindgen::new()
        .input_bytes("app", first)
        .web(true)?
        .typescript(false)
        // The parts refer to what the first module exports.
        .keep_lld_exports(in_parts)
        .remove_producers_section(true)
        .generate(&out)
        .context("wasm-bindgen cannot process the compiled page")?;
    let (module, script) = (out.join("app_bg.wasm"), out.join("app.js"));
    let arranged = arrange::arrange(&fs::read(&module)?, &fs::read_to_string(&script)?)?;
    fs::write(&module, arranged.module)?;
    fs::write(&script, arranged.script)?;
    for script in [script, out.join("parts.js")] {
        if script.is_file() {
            fs::write(&script, squeeze::script(&fs::read_to_string(&script)?)?)?;
        }
    }
    // Names cost half as much again as the code; a panic still says file and line.
    let names = arranged.functions.iter();
    let names: String = names
        .map(|(number, name)| format!("{number} {name}\n"))
        .collect();
    fs::write(directory.join("functions"), names)?;
    fs::write(done, "")?;
    Ok(out)
}

/// Leaves what a first visit needs in `first`, and puts the rest beside it.
fn split(bytes: &[u8], first: &Path, out: &Path) -> Result<()> {
    let mut options = Options::new(bytes);
    options.output_dir = out;
    options.main_out_path = first;
    options.link_name = "./parts.js";
    options.main_module = "./app.js";
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the compiled page cannot be taken apart: {error:#}"))?;
    Ok(())
}
