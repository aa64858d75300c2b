//! Renders every edition of the book: `xtask-book SOURCES OUT`, called by `cargo xtask build`.
//!
//! A program of its own, so that mdBook's library is compiled only where a book is made.
#![allow(clippy::print_stderr, reason = "a command line talks to its user")]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use mdbook_driver::MDBook;

/// One book per language: mdBook knows no translations.
const EDITIONS: [&str; 2] = ["en", "zh"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [sources, out] = arguments.as_slice() else {
        bail!("usage: xtask-book SOURCES OUT; `cargo xtask build` calls this");
    };
    for edition in EDITIONS {
        let source = Path::new(sources).join(edition);
        render(&source, &Path::new(out).join(edition))
            .with_context(|| format!("cannot render {}", source.display()))?;
    }
    Ok(())
}

fn render(source: &Path, out: &Path) -> Result<()> {
    let mut book = MDBook::load(source)?;
    out.clone_into(&mut book.config.build.build_dir);
    book.build()
}
