//! Renders every edition of the book: `xtask-book SOURCES OUT`, called by `cargo xtask build`.
//! `xtask-book facts RUN` prints what happens in a run of DolphinScheduler, in the words of `book/moments`.
//!
//! A program of its own, so that mdBook's library is compiled only where a book is made.
#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a command line talks to its user"
)]

mod weave;

use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

use anyhow::{Context as _, Result, bail};
use locale::Language;
use locale::label::Label;
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use weave::Weaver;

/// One book per language: mdBook knows no translations.
const EDITIONS: [&str; 2] = ["en", "zh"];

/// What the live figures need, beside the pages; `theme/head.hbs` names it.
const LIVE: [&str; 2] = ["live.css", "live.js"];

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
    if sources == "facts" {
        print!("{}", Weaver::facts(&out.to_string_lossy())?);
        return Ok(());
    }
    let sources = Path::new(sources);
    let weaver = Rc::new(Weaver::new(sources));
    for edition in EDITIONS {
        render(edition, sources, &Path::new(out).join(edition), &weaver)
            .with_context(|| format!("cannot render {}", sources.join(edition).display()))?;
    }
    Ok(())
}

fn render(edition: &str, sources: &Path, out: &Path, weaver: &Rc<Weaver>) -> Result<()> {
    let language = Language::from_tag(edition);
    let mut book = MDBook::load(sources.join(edition))?;
    out.clone_into(&mut book.config.build.build_dir);
    book.with_preprocessor(Runs {
        language,
        weaver: weaver.clone(),
    });
    book.build()?;
    for (name, svg) in weaver.stills(language) {
        fs::write(out.join(name), svg)?;
    }
    for name in LIVE {
        fs::copy(sources.join("theme").join(name), out.join(name))?;
    }
    Ok(())
}

/// Puts what the runs say into the pages of an edition.
struct Runs {
    language: Language,
    weaver: Rc<Weaver>,
}

impl Runs {
    /// A link to the same page of the other edition, in its own language's name.
    fn edition(&self, page: &Path) -> String {
        let other = match self.language {
            Language::En => Language::Zh,
            Language::Zh => Language::En,
        };
        let page = page.with_extension("html");
        format!(
            "<p class=\"edition\"><a href=\"../{}/{}\" lang=\"{}\">{}</a></p>\n\n",
            other.tag(),
            page.display(),
            other.html_lang(),
            Label::Language.text(self.language)
        )
    }
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
                    Ok(content) => {
                        let place = chapter.path.as_deref();
                        let link = place.map_or_else(String::new, |place| self.edition(place));
                        chapter.content = format!("{link}{content}");
                    }
                    Err(error) => outcome = Err(error.context(chapter.name.clone())),
                }
            }
        });
        outcome.map(|()| book)
    }
}
