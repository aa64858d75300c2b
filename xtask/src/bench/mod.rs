//! Measures speed and size, and prints what is asked for beside what was found. It judges by no exit
//! code: a busy machine is slower, and only whether everything could be measured is certain.

mod engine;
mod figure;
mod page;
mod size;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use harness::Browser;
use serde_json::Value;

use crate::install;
use crate::workspace::Workspace;
use figure::Figure;

/// What `cargo xtask bench` can be told.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Options {
    /// Only these parts, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// Writes all figures to this file as JSON
    #[arg(long)]
    json: Option<PathBuf>,
}

/// A part of what is measured.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The engine, natively and in Chromium
    Engine,
    /// The page in Chromium
    Page,
    /// What a visitor downloads
    Size,
}

impl Part {
    const ALL: [Self; 3] = [Self::Engine, Self::Page, Self::Size];

    fn title(self) -> &'static str {
        match self {
            Self::Engine => "Engine",
            Self::Page => "Page",
            Self::Size => "Size",
        }
    }
}

/// Measures, prints, writes. Fails if something could not be measured.
pub(crate) fn run(options: &Options) -> Result<()> {
    let workspace = Workspace::find()?;
    let browser = install::browser(&workspace, Browser::Chrome)?;
    let mut all: Vec<Value> = Vec::new();
    let mut failed = 0;
    for part in Part::ALL {
        if !options.only.is_empty() && !options.only.contains(&part) {
            continue;
        }
        let figures: Vec<Figure> = match part {
            Part::Engine => engine::measure(&workspace, &browser)?,
            Part::Page => page::measure(&workspace, &browser)?,
            Part::Size => size::measure(&workspace, &browser)?,
        };
        println!("\n{}", figure::table(part.title(), &figures));
        failed += figures.iter().filter(|figure| figure.failed()).count();
        all.extend(figure::json(part.title(), &figures));
    }
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_string_pretty(&all)?)
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    match failed {
        0 => Ok(()),
        1 => bail!("one figure could not be measured; the table says why"),
        failed => bail!("{failed} figures could not be measured; the table says why"),
    }
}
