//! Renders the book, one edition per language.
//!
//! The renderer is the package `xtask-book`, not a part of this program: on two cores mdBook's
//! library takes 20 to 40 s to compile (61 s of CPU time) on top of the 58 s (92 s) of everything
//! else here, and nobody should wait for it who only runs a test. Cargo is called again for it,
//! and only when a page of the book has changed.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use xxhash_rust::xxh3::Xxh3;

use super::mirror;
use crate::workspace::{Workspace, run};

/// Renders all editions and returns the directory that holds `en` and `zh`.
pub(crate) fn render(workspace: &Workspace) -> Result<PathBuf> {
    let sources = workspace.root.join("book");
    // The lock file names the renderer's version.
    let mut hash = Xxh3::new();
    hash.update(&fs::read(workspace.root.join("Cargo.lock"))?);
    // What a page says of a run comes out of the engine.
    for part in ["book", "xtask/book", "crates"] {
        let folder = workspace.root.join(part);
        for file in mirror::files(&folder)? {
            hash.update(file.to_string_lossy().as_bytes());
            hash.update(&fs::read(folder.join(&file))?);
        }
    }
    let stamp = format!("{:016x}", hash.digest());
    let rendered = workspace.cache().join("book");
    let (out, stamp_file) = (rendered.join("out"), rendered.join("stamp"));
    if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp) {
        return Ok(out);
    }
    if rendered.exists() {
        fs::remove_dir_all(&rendered)?;
    }
    fs::create_dir_all(&out)?;
    let mut cargo = workspace.cargo();
    cargo
        .args(["run", "--package", "xtask-book", "--"])
        .arg(&sources)
        .arg(&out);
    run(
        &mut cargo,
        "the book cannot be rendered; see the message above",
    )?;
    fs::write(stamp_file, stamp)?;
    Ok(out)
}
