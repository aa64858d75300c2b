//! The inspector: an event in three voices (a sentence, the line that the release prints, the state
//! before and after) and the chain of its causes.

mod comparison;
mod fields;

pub use comparison::{Compared, Comparison};
pub use fields::{Field, fields};

use crate::sight::Sight;
use locale::event::{Telling, tell};
use locale::state;
use picture::because;
use picture::scrubber::Scrubber;
use sim::id::{EventId, Lane, NodeId};
use sim::time::SimTime;
use zookeeper::fact::Fact;

/// An event and all that can be said of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Inspection {
    /// The event.
    pub event: EventId,
    /// When it happened.
    pub at: SimTime,
    /// Where.
    pub node: NodeId,
    /// In which thread; nothing for what was done to a host.
    pub thread: Option<String>,
    /// In words.
    pub telling: Telling,
    /// The lines that it prints, where whoever looks at the event has their wording.
    pub line: Option<String>,
    /// Class and member that do it.
    pub source: Option<&'static str>,
    /// What was compared, if it was the end of a comparison.
    pub comparison: Option<Comparison>,
    /// What is different afterwards, and what matters beside it.
    pub changes: Vec<Change>,
    /// The chain of causes, itself first.
    pub chain: Vec<Cause>,
}

/// A value before and after an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its name.
    pub name: &'static str,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

impl Change {
    /// Whether it is another value afterwards.
    pub fn is_one(&self) -> bool {
        self.before != self.after
    }
}

/// A link of the chain.
#[derive(Clone, PartialEq, Debug)]
pub struct Cause {
    /// The event.
    pub event: EventId,
    /// When it happened.
    pub at: SimTime,
    /// Where.
    pub node: NodeId,
    /// In words.
    pub telling: Telling,
    /// Class and member that do it.
    pub source: Option<&'static str>,
}

/// Links of the chain that are shown at most.
const LINKS: usize = 12;

impl Inspection {
    /// Looks at an event.
    pub fn of(sight: &Sight<'_>, scrubber: &mut Scrubber, event: EventId) -> Option<Self> {
        let reading = &sight.reading;
        let row = reading.trace.get(event)?;
        let chain = because::chain(reading, event)
            .into_iter()
            .take(LINKS)
            .filter_map(|event| Cause::of(sight, scrubber, event))
            .collect();
        let before = scrubber.after(reading, event.0).clone();
        let after = scrubber.after(reading, event.0 + 1);
        let thread = (row.lane != Lane::HOST).then(|| state::thread(reading.setting, row.lane));
        Some(Self {
            event,
            at: row.at,
            node: row.node,
            thread,
            telling: tell(sight.language, reading, &before, event),
            // The page has the wording of the releases in a part of its own.
            line: None,
            source: Fact::decode(&row).map(|fact| fact.source()),
            comparison: comparison::comparison(sight, &before, after, event),
            changes: fields::changes(sight, &before, after, row.node),
            chain,
        })
    }
}

impl Cause {
    fn of(sight: &Sight<'_>, scrubber: &mut Scrubber, event: EventId) -> Option<Self> {
        let row = sight.reading.trace.get(event)?;
        let before = scrubber.after(&sight.reading, event.0);
        Some(Self {
            event,
            at: row.at,
            node: row.node,
            telling: tell(sight.language, &sight.reading, before, event),
            source: Fact::decode(&row).map(|fact| fact.source()),
        })
    }
}
