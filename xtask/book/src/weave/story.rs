//! What a page may ask of a run, whichever system's.

use anyhow::{Result, anyhow};
use locale::Language;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use sim::trace::Trace;

/// A run that is over, as the book speaks of it.
pub(super) trait Story {
    /// What has happened.
    fn trace(&self) -> &Trace;

    /// The operator's first act.
    fn zero(&self) -> SimTime;

    /// A moment as the servers' logs print it.
    fn time_of_day(&self, at: SimTime) -> String;

    /// The event of a moment.
    ///
    /// # Errors
    /// When there is no such moment, or it does not happen in this run.
    fn moment(&self, id: &str) -> Result<EventId>;

    /// A value or figure by its name.
    ///
    /// # Errors
    /// When there is none of this name in this run.
    fn value(&self, language: Language, name: &str) -> Result<String>;

    /// Why the run ends as it does.
    fn verdict(&self, language: Language) -> String;

    /// For how long nobody serves, in all.
    ///
    /// # Errors
    /// When nobody serves at the end.
    fn gap(&self) -> Result<Span>;

    /// Ids and titles of the scenario's fixes.
    fn fixes(&self, language: Language) -> Vec<(String, String)>;

    /// On how many of the seeds from 1 on the run shows what its story is about.
    ///
    /// # Errors
    /// When the story is not about a harm.
    fn harmed(&self, seeds: u64) -> Result<u64>;

    /// What is shown where a figure is not alive.
    ///
    /// # Errors
    /// When there is no such event.
    fn still(&self, language: Language, id: &str, event: EventId) -> Result<Still>;

    /// When an event happens.
    ///
    /// # Errors
    /// When there is no such event.
    fn time(&self, event: EventId) -> Result<SimTime> {
        let row = self.trace().get(event);
        Ok(row.ok_or_else(|| anyhow!("no such event"))?.at)
    }
}

/// A moment of a run that does not move.
pub(super) enum Still {
    /// Drawn.
    Picture(String),
    /// Told, with what lies around it.
    Told(Vec<Line>),
}

/// An event in a still that is told.
pub(super) struct Line {
    /// Its time of day.
    pub(super) clock: String,
    /// What happens.
    pub(super) words: String,
    /// Whether it is the one that the figure is about.
    pub(super) here: bool,
}

/// The sum of spans, if each of them has an end.
pub(super) fn sum(spans: &[(SimTime, Option<SimTime>)]) -> Result<Span> {
    let lengths = spans
        .iter()
        .map(|(from, to)| Some(to.as_ref()?.since(*from)));
    let lengths: Option<Vec<Span>> = lengths.collect();
    let lengths = lengths.ok_or_else(|| anyhow!("nobody serves at the end"))?;
    Ok(lengths
        .into_iter()
        .fold(Span::ZERO, |sum, length| sum + length))
}
