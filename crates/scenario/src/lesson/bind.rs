//! A lesson in a run: which events its steps are, its values, the answers to its questions.

use super::field::Quantity;
use super::look::Look;
use super::select::Selector;
use super::{Lesson, Question, Step};
use picture::reading::Reading;
use sim::id::EventId;
use sim::time::SimTime;

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
}

impl Lesson {
    /// Finds the events of a run that is over; what lies before `from` is not part of the story.
    pub fn bind(&self, reading: &Reading<'_>, from: SimTime) -> Bound {
        let mut bound = Bound::default();
        let mut next = EventId(reading.trace.count_before(from));
        for place in 0..=self.steps.len() {
            let asked = self.questions.iter().filter(|q| q.before == place);
            bound.questions.extend(asked.map(|q| q.bind(reading, next)));
            let Some(step) = self.steps.get(place) else {
                break;
            };
            let event = find(reading, &step.at, next);
            if let Some(event) = event {
                next = EventId(event.0 + 1);
            }
            step.values(reading, event, &mut bound.values);
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

/// One selector after the other, each from the event of the last one on.
fn find(reading: &Reading<'_>, selectors: &[Selector], first: EventId) -> Option<EventId> {
    let mut found = None;
    let mut next = first;
    for selector in selectors {
        let event = selector.find(reading, next)?;
        found = Some(event);
        next = EventId(event.0 + 1);
    }
    found
}

impl Step {
    fn values(
        &self,
        reading: &Reading<'_>,
        event: Option<EventId>,
        values: &mut Vec<(String, Option<Quantity>)>,
    ) {
        for value in &self.values {
            let quantity = event.and_then(|id| {
                let mut row = reading.trace.get(id)?;
                row.node = value.of.unwrap_or(row.node);
                value.source.quantity(reading, id, &row)
            });
            values.push((value.name.clone(), quantity));
        }
    }
}

impl Question {
    fn bind(&self, reading: &Reading<'_>, next: EventId) -> BoundQuestion {
        // Without an event of its own it is asked when the step before it has been seen.
        let first = match &self.at[..] {
            [] => Some(next),
            at => find(reading, at, next),
        };
        let moment = first.and_then(|id| id.0.checked_sub(1)).map(EventId);
        let answer = first.and_then(|first| self.answer(reading, first));
        BoundQuestion {
            id: self.id.clone(),
            before: self.before,
            moment,
            answer,
        }
    }

    /// The answer whose event comes first, or the one for when none comes.
    fn answer(&self, reading: &Reading<'_>, first: EventId) -> Option<usize> {
        let events = self.options.iter().enumerate().flat_map(|(place, option)| {
            let events = option.when.iter();
            events.filter_map(move |selector| Some((selector.find(reading, first)?, place)))
        });
        let earliest = events.min().map(|(_, place)| place);
        earliest.or_else(|| self.options.iter().position(|option| option.otherwise))
    }
}
