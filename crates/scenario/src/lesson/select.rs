//! Selectors: which event is meant.
//!
//! `SERVER[/THREAD] FACT [FIELD=VALUE | FIELD>=VALUE]…`, with the names of the system's [`Terms`]; `any`
//! stands for every server, and several values are separated by `|`.

use super::parse::missing;
use super::terms::{Ask, Terms, length};
use crate::script::error::Problem;
use sim::id::{EventId, Lane, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::{Row, Trace};
use std::rc::Rc;

/// Which event is meant.
#[derive(Clone, Debug)]
pub(super) struct Selector {
    node: Option<NodeId>,
    lane: Option<Lane>,
    pub(super) tag: u8,
    tests: Vec<Test>,
    /// How long after the beginning of the search it may happen.
    within: Option<Span>,
}

#[derive(Clone, Debug)]
struct Test {
    source: Rc<dyn Ask>,
    /// Whether more than the value would do as well.
    least: bool,
    values: Vec<u64>,
}

impl Selector {
    pub(super) fn parse<T: Terms>(terms: &T, words: &[&str]) -> Result<Self, Problem> {
        let [place, fact, rest @ ..] = words else {
            return Err(missing("at", "a server and a fact", T::EXAMPLE));
        };
        let (server, lane) = match place.split_once('/') {
            Some((server, name)) => (server, Some(terms.thread(name)?)),
            None => (*place, None),
        };
        let node = match server {
            "any" => None,
            server => Some(terms.node(server)?),
        };
        let mut selector = Self {
            node,
            lane,
            tag: terms.fact(fact)?,
            tests: Vec::new(),
            within: None,
        };
        for word in rest {
            selector.condition(terms, word)?;
        }
        Ok(selector)
    }

    fn condition<T: Terms>(&mut self, terms: &T, word: &str) -> Result<(), Problem> {
        let Some((name, value)) = word.split_once('=') else {
            let example = "to=zk3, why=Refused|TimedOut or lasts>=100ms";
            return Err(missing(word, "a value", example));
        };
        if name == "within" {
            self.within = Some(length(value)?);
            return Ok(());
        }
        let (name, least) = match name.strip_suffix('>') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let source = terms.source(self.tag, name)?;
        let values = value
            .split('|')
            .map(|value| terms.value(self.tag, name, value));
        self.tests.push(Test {
            values: values.collect::<Result<_, _>>()?,
            source,
            least,
        });
        Ok(())
    }

    /// The first event from this one on that is meant.
    pub(super) fn find(&self, trace: &Trace, first: EventId) -> Option<EventId> {
        let begin = trace.get(first)?.at;
        let mut rows = trace.from(first);
        rows.find(|(id, row)| self.means(trace, begin, *id, row))
            .map(|(id, _)| id)
    }

    /// How many events are meant, from this one on up to the last.
    pub(super) fn count(&self, trace: &Trace, first: EventId, last: EventId) -> u64 {
        let begin = trace.get(first).map_or(SimTime::ZERO, |row| row.at);
        let rows = trace.from(first).take_while(|(id, _)| *id <= last);
        let meant = rows.filter(|(id, row)| self.means(trace, begin, *id, row));
        u64::try_from(meant.count()).unwrap_or(u64::MAX)
    }

    fn means(&self, trace: &Trace, begin: SimTime, id: EventId, row: &Row) -> bool {
        row.tag == self.tag
            && self.node.is_none_or(|node| row.node == node)
            && self.lane.is_none_or(|lane| row.lane == lane)
            && self.within.is_none_or(|span| row.at <= begin + span)
            && self.tests.iter().all(|test| test.holds(trace, id, row))
    }
}

impl Test {
    fn holds(&self, trace: &Trace, id: EventId, row: &Row) -> bool {
        let actual = self.source.read(trace, id, row);
        actual.is_some_and(|actual| match self.least {
            true => self.values.iter().any(|value| actual >= *value),
            false => self.values.contains(&actual),
        })
    }
}
