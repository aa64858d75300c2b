//! Renders every edition of the book: `xtask-book SOURCES OUT`, called by `cargo xtask build`.
//!
//! A program of its own, so that mdBook's library is compiled only where a book is made.
#![allow(clippy::print_stderr, reason = "a command line talks to its user")]

mod weave;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use locale::Language;
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use weave::Weaver;

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
        let sources = Path::new(sources);
        render(edition, sources, &Path::new(out).join(edition))
            .with_context(|| format!("cannot render {}", sources.join(edition).display()))?;
    }
    Ok(())
}

fn render(edition: &str, sources: &Path, out: &Path) -> Result<()> {
    let mut book = MDBook::load(sources.join(edition))?;
    out.clone_into(&mut book.config.build.build_dir);
    book.with_preprocessor(Runs {
        language: Language::from_tag(edition),
        weaver: Weaver::new(sources),
    });
    book.build()
}

/// Puts what the runs say into the pages of an edition.
struct Runs {
    language: Language,
    weaver: Weaver,
}

impl Preprocessor for Runs {
    fn name(&self) -> &str {
        "runs"
    }

    fn run(&self, _: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let mut outcome = Ok(());
        book.for_each_mut(|item| {
            if let (BookItem::Chapter(chapter), true) = (item, outcome.is_ok()) {
                match self.weaver.weave(self.language, &chapter.content) {
                    Ok(content) => chapter.content = content,
                    Err(error) => outcome = Err(error.context(chapter.name.clone())),
                }
            }
        });
        outcome.map(|()| book)
    }
}
