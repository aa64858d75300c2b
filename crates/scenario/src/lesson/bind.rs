//! A lesson in a run: which events its steps are, its values, the answers to its questions.

use super::look::Look;
use super::select::Selector;
use super::terms::Quantity;
use super::{After, Lesson, Measure, Question, Step, Value};
use picture::reading::Reading;
use picture::system::System;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::Trace;

/// A lesson in a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bound {
    /// Its steps.
    pub steps: Vec<BoundStep>,
    /// Its questions.
    pub questions: Vec<BoundQuestion>,
    /// Its values; nothing for one that does not exist in the run.
    pub values: Vec<(String, Option<Quantity>)>,
}

/// A step in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BoundStep {
    /// Its name.
    pub id: String,
    /// The event; nothing if it did not happen.
    pub event: Option<EventId>,
    /// What to look at.
    pub look: Vec<Look>,
}

/// A question in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BoundQuestion {
    /// Its name.
    pub id: String,
    /// The step before which it is asked, by its place.
    pub before: usize,
    /// The last event that may be seen while it is open; nothing if the run never comes to it.
    pub moment: Option<EventId>,
    /// The answer that the run gives, by its place among the options.
    pub answer: Option<usize>,
    /// The event that makes it right; nothing if it is right because nothing else happens.
    pub evidence: Option<EventId>,
}

impl Lesson {
    /// Finds the events of a run that is over, with the servers that the lesson was read for; what lies
    /// before `from` is not part of the story.
    pub fn bind<S: System>(&self, reading: &Reading<'_, S>, from: SimTime) -> Bound {
        self.find(reading.trace, from)
    }

    fn find(&self, trace: &Trace, from: SimTime) -> Bound {
        let mut bound = Bound::default();
        let begin = EventId(trace.count_before(from));
        let mut next = begin;
        let mut found: Vec<Vec<EventId>> = Vec::new();
        for place in 0..=self.steps.len() {
            let asked = self.questions.iter().filter(|q| q.before == place);
            bound.questions.extend(asked.map(|question| {
                let happened = |step: usize| found.get(step).is_some_and(|f| !f.is_empty());
                let first = question.after.is_none_or(happened).then_some(next);
                question.bind(trace, first)
            }));
            let Some(step) = self.steps.get(place) else {
                break;
            };
            let first = match step.after {
                After::Last => Some(next),
                After::Start => Some(begin),
                After::Step(after) => found.get(after).and_then(|events| following(events)),
            };
            let events = first.map(|first| find(trace, &step.at, first));
            let events = events.unwrap_or_default();
            let event = events.last().copied();
            next = following(&events).map_or(next, |following| next.max(following));
            found.push(events);
            step.values(trace, begin, &found, &mut bound.values);
            bound.steps.push(BoundStep {
                id: step.id.clone(),
                event,
                look: step.look.clone(),
            });
        }
        bound
    }
}

impl Bound {
    /// The value with this name.
    pub fn value(&self, name: &str) -> Option<Quantity> {
        let found = self.values.iter().find(|(other, _)| other == name);
        found.and_then(|(_, quantity)| *quantity)
    }
}

/// The event that follows the last of these.
fn following(events: &[EventId]) -> Option<EventId> {
    Some(EventId(events.last()?.0 + 1))
}

/// One selector after the other, each from the event of the last one on: all their events, or none.
fn find(trace: &Trace, selectors: &[Selector], first: EventId) -> Vec<EventId> {
    let mut found = Vec::new();
    let mut next = first;
    for selector in selectors {
        let Some(event) = selector.find(trace, next) else {
            return Vec::new();
        };
        found.push(event);
        next = EventId(event.0 + 1);
    }
    found
}

impl Step {
    /// Its values; `found` are the events of the steps up to this one, `begin` is where the story does.
    fn values(
        &self,
        trace: &Trace,
        begin: EventId,
        found: &[Vec<EventId>],
        values: &mut Vec<(String, Option<Quantity>)>,
    ) {
        let quantity = |value: &Value| {
            let id = *found.last()?.get(value.at)?;
            let mut row = trace.get(id)?;
            match &value.measure {
                Measure::Event(source, of) => {
                    row.node = of.unwrap_or(row.node);
                    source.quantity(trace, id, &row)
                }
                Measure::Since(place) => {
                    let begun = trace.get(*found.get(*place)?.first()?)?;
                    Some(Quantity::Length(row.at.since(begun.at)))
                }
                Measure::Count(selector) => Some(Quantity::Count(selector.count(trace, begin, id))),
            }
        };
        let named = |value: &Value| (value.name.clone(), quantity(value));
        values.extend(self.values.iter().map(named));
    }
}

impl Question {
    /// Its answer, where it can be asked from an event on.
    fn bind(&self, trace: &Trace, next: Option<EventId>) -> BoundQuestion {
        // Without an event of its own it is asked when the step before it has been seen.
        let first = next.and_then(|next| match &self.at[..] {
            [] => Some(next),
            at => find(trace, at, next).last().copied(),
        });
        let moment = first.and_then(|id| id.0.checked_sub(1)).map(EventId);
        let answer = first.and_then(|first| self.answer(trace, first));
        BoundQuestion {
            id: self.id.clone(),
            before: self.before,
            moment,
            answer: answer.map(|(option, _)| option),
            evidence: answer.and_then(|(_, event)| event),
        }
    }

    /// The answer whose event comes first, with that event, or the one for when none comes.
    fn answer(&self, trace: &Trace, first: EventId) -> Option<(usize, Option<EventId>)> {
        let events = self.options.iter().enumerate().flat_map(|(place, option)| {
            let events = option.when.iter();
            events.filter_map(move |when| Some((*find(trace, when, first).last()?, place)))
        });
        let earliest = events.min().map(|(event, place)| (place, Some(event)));
        earliest.or_else(|| {
            let otherwise = self.options.iter().position(|option| option.otherwise);
            Some((otherwise?, None))
        })
    }
}
