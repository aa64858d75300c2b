//! Events as sentences: what happened, to whom, in the order of cause.
//!
//! A head says it in one sentence; a detail adds the number that matters, where there is one. Both
//! come from the fact, the picture before it and the messages that it names.

mod broadcast;
mod en;
mod facts;
mod membership;
mod zh;

use crate::Language;
use facts::Facts;
use picture::reading::Reading;
use picture::zookeeper::Picture;
use sim::id::EventId;

/// An event in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Telling {
    /// What happened, in one sentence.
    pub head: String,
    /// The number that matters; may be empty.
    pub detail: String,
}

impl Telling {
    fn new(head: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            detail: detail.into(),
        }
    }

    fn head(head: impl Into<String>) -> Self {
        Self::new(head, "")
    }
}

/// Tells an event, given the picture before it.
pub fn tell(
    language: Language,
    reading: &Reading<'_>,
    before: &Picture,
    event: EventId,
) -> Telling {
    let Some(facts) = Facts::new(language, reading, before, event) else {
        return Telling::default();
    };
    match language {
        Language::En => en::tell(&facts),
        Language::Zh => zh::tell(&facts),
    }
}
