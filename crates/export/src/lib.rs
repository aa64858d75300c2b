//! A run as files that other programs open: a picture, a diagram, logs, traces.
//!
//! This crate runs nothing, decides nothing and writes to no disk. It reads a run that is over, as
//! everything that shows one does, and gives text or bytes.

mod card;
pub mod figure;
pub mod logs;
pub mod mermaid;
pub mod moment;
pub mod shiviz;
pub mod theme;
mod trace_event;
mod words;

pub use trace_event::trace_events;

use scenario::engine::ENGINE;
use view::sight::Sight;

/// A run, and what it is called.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The run as somebody with a language looks at it.
    pub sight: &'a Sight<'a>,
    /// The scenario's id, or the name of its file.
    pub scenario: &'a str,
    /// What it is called, in that language.
    pub title: &'a str,
}

impl Subject<'_> {
    /// The scenario, and which of its runs.
    pub fn run(&self) -> String {
        let mut digest = self.sight.reading.trace.fingerprint().to_string();
        digest.truncate(DIGEST);
        let plan = self.sight.plan;
        let language = self.sight.language;
        locale::export::run(language, self.scenario, plan.seed, ENGINE, &digest)
    }
}

/// Digits of a fingerprint that name a run, as in links.
const DIGEST: usize = 8;
