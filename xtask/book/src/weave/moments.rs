//! Moments of DolphinScheduler's runs that the book names: `book/moments/ds-….txt`.
//!
//! ```text
//! # From the operator's first act on, the first event that fits.
//! moment expiry   zk NodeGone path=Master node=master1 why=Expired
//! # From the event of another moment on, that event left out.
//! moment stop     after expiry master1 Stopping
//! # The time between two moments, whose event one is, and how often something happens.
//! value left      from expiry to stop
//! value who       host of stop
//! value copies    count any ShellStarted
//! ```
//!
//! An event is its host (or `any`), its fact (or `Start`, `End`, `Act` of the kernel), and the fact's fields
//! as `cargo run -p xtask-book -- facts 'ds-…'` prints them.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, anyhow, bail};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::setting::Setting;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::{Row, Tag, Trace};

/// What a file of moments says of a run.
#[derive(Default)]
pub(super) struct Moments {
    /// The events by name; none where it does not happen in this run.
    pub(super) events: BTreeMap<String, Option<EventId>>,
    /// The values by name; none where one of their moments does not happen.
    pub(super) values: BTreeMap<String, Option<Measure>>,
}

/// A value.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    /// A length of time.
    Span(Span),
    /// A number of events.
    Count(usize),
    /// A host.
    Host(NodeId),
}

/// A run to look for events in.
pub(super) struct Search<'a> {
    pub(super) trace: &'a Trace,
    pub(super) setting: &'a Setting,
    pub(super) zero: SimTime,
}

impl Moments {
    /// Finds everything that a file names.
    pub(super) fn find(text: &str, search: &Search<'_>) -> Result<Self> {
        let mut found = Self::default();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let words: Vec<&str> = line.split_whitespace().collect();
            found
                .line(&words, search)
                .with_context(|| line.to_owned())?;
        }
        Ok(found)
    }

    fn line(&mut self, words: &[&str], search: &Search<'_>) -> Result<()> {
        match words {
            ["moment", id, "after", other, event @ ..] => {
                let from = self.known(other)?;
                let at = from.and_then(|from| search.first(Some(from), event));
                self.events.insert((*id).to_owned(), at);
            }
            ["moment", id, event @ ..] => {
                let at = search.first(None, event);
                self.events.insert((*id).to_owned(), at);
            }
            ["value", id, "from", from, "to", to] => {
                let (from, to) = (self.known(from)?, self.known(to)?);
                let time = |event: EventId| search.trace.get(event).map(|row| row.at);
                let span = from.and_then(time).zip(to.and_then(time));
                let span = span.map(|(from, to)| Measure::Span(to.since(from)));
                self.values.insert((*id).to_owned(), span);
            }
            ["value", id, "host", "of", moment] => {
                let event = self.known(moment)?;
                let row = event.and_then(|event| search.trace.get(event));
                let host = row.map(|row| Measure::Host(row.node));
                self.values.insert((*id).to_owned(), host);
            }
            ["value", id, "count", event @ ..] => {
                let count = search.all(None, event).count();
                let count = Some(Measure::Count(count));
                self.values.insert((*id).to_owned(), count);
            }
            _ => bail!("write moment ID HOST FACT …, or value ID from MOMENT to MOMENT"),
        }
        Ok(())
    }

    fn known(&self, id: &str) -> Result<Option<EventId>> {
        let event = self.events.get(id);
        event
            .copied()
            .ok_or_else(|| anyhow!("there is no moment “{id}” above"))
    }
}

impl Search<'_> {
    fn first(&self, after: Option<EventId>, words: &[&str]) -> Option<EventId> {
        self.all(after, words).next()
    }

    /// The events that fit, from zero on or after another one.
    fn all<'s>(
        &'s self,
        after: Option<EventId>,
        words: &'s [&str],
    ) -> impl Iterator<Item = EventId> + 's {
        let begun = move |id: EventId, row: &Row| match after {
            Some(after) => id > after,
            None => row.at >= self.zero,
        };
        let rows = self.trace.iter();
        rows.filter(move |(id, row)| begun(*id, row) && fits(&words_of(row, self.setting), words))
            .map(|(id, _)| id)
    }
}

/// Whether an event has all of these words, or begins with `any` host and has the others.
fn fits(event: &[String], words: &[&str]) -> bool {
    let has = |word: &&str| *word == "any" || event.iter().any(|other| other == word);
    words.iter().all(has)
}

/// An event as words: host, fact, fields.
pub(super) fn words_of(row: &Row, setting: &Setting) -> Vec<String> {
    let host = |node: NodeId| setting.name(node).to_owned();
    let mut words = vec![host(row.node)];
    let kernel = match Tag::from_number(row.tag) {
        Some(Tag::Act) => "Act",
        Some(Tag::ProcessStarted) => "Start",
        Some(Tag::ProcessEnded) => "End",
        Some(Tag::Stalled) => "Stalled",
        None => "",
    };
    if let Some(fact) = Fact::decode(row) {
        let plain = format!("{fact:?}").replace(": ", "=");
        let parts = plain.split([' ', ',', '{', '}', '(', ')']);
        let mut parts = parts.filter(|part| !part.is_empty()).peekable();
        while let Some(part) = parts.next() {
            // `node=NodeId`, `2` is the host of that number; other numbers follow what they are of.
            let number: Option<u8> = parts.peek().and_then(|next| next.parse().ok());
            let stem = part.strip_suffix("NodeId");
            match (stem, number) {
                (Some(stem), Some(number)) => {
                    words.push(format!("{stem}{}", host(NodeId(number))));
                    parts.next();
                }
                (None, Some(number)) if part.contains('=') => {
                    let field = part.split('=').next().unwrap_or_default();
                    words.push(format!("{field}={number}"));
                    parts.next();
                }
                _ => words.push(part.to_owned()),
            }
        }
    } else {
        words.push(kernel.to_owned());
    }
    words
}
