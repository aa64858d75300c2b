//! What lessons of a system are written in: how its servers, threads and facts are called, what can be
//! asked of an event, and what can be looked at.

use super::look::Look;
use crate::script::error::Problem;
use crate::script::time;
use core::fmt;
use sim::id::{EventId, Lane, NodeId};
use sim::time::Span;
use sim::trace::{Row, Trace};
use std::rc::Rc;

/// The words of a system's lessons.
pub trait Terms {
    /// A line that selects an event, as an example to whoever writes one wrong.
    const EXAMPLE: &'static str;

    /// A host by its name.
    ///
    /// # Errors
    /// When there is none.
    fn node(&self, word: &str) -> Result<NodeId, Problem>;

    /// A thread by the name of its class.
    ///
    /// # Errors
    /// When there is none.
    fn thread(&self, word: &str) -> Result<Lane, Problem>;

    /// The tag of the rows that say a fact.
    ///
    /// # Errors
    /// When there is no such fact.
    fn fact(&self, word: &str) -> Result<u8, Problem>;

    /// What can be asked of rows with a tag, by name.
    ///
    /// # Errors
    /// When that cannot be asked of them.
    fn source(&self, tag: u8, word: &str) -> Result<Rc<dyn Ask>, Problem>;

    /// A value to compare with what is asked of rows with a tag.
    ///
    /// # Errors
    /// When it can never be that.
    fn value(&self, tag: u8, source: &str, word: &str) -> Result<u64, Problem>;

    /// What a step points at.
    ///
    /// # Errors
    /// When there is no such thing.
    fn look(&self, word: &str) -> Result<Look, Problem>;

    /// Whether something holds before anything happens that makes an answer right.
    ///
    /// # Errors
    /// When it cannot be understood, or the system has no such thing.
    fn beats(&self, words: &[&str]) -> Result<bool, Problem>;
}

/// What is asked of an event.
pub trait Ask: fmt::Debug {
    /// What it is, as a number; lengths of time in microseconds.
    fn read(&self, trace: &Trace, id: EventId, row: &Row) -> Option<u64>;

    /// What it is, with its unit.
    fn quantity(&self, trace: &Trace, id: EventId, row: &Row) -> Option<Quantity>;
}

/// A number with its unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// A length of time.
    Length(Span),
    /// A count, or a number as a log prints it.
    Count(u64),
    /// The number of a transaction.
    Zxid(u64),
    /// A number that names something: a start time in a key.
    Stamp(u64),
}

/// A length of time as lessons write it.
///
/// # Errors
/// When it is none.
pub fn length(word: &str) -> Result<Span, Problem> {
    time::parse(word)
        .and_then(time::Offset::span)
        .ok_or_else(|| Problem::Malformed {
            word: word.to_owned(),
            what: "a length of time",
            example: "100ms or 5s",
        })
}
