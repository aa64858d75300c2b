//! Lessons as data: steps that point at events of a run, values that are read from it, and questions
//! whose answer it computes.
//!
//! `lesson.txt` beside a scenario holds the order, the selectors, what to look at and the values;
//! `guide.en.md` and `guide.zh.md` hold the words. A lesson is bound to a run by [`Lesson::bind`]. It
//! never says when something happened: a step is the first event after the step before it that its
//! selectors match, and a run in which there is none says so.
//!
//! What a system's servers, threads and facts are called, what can be asked of them and what can be
//! looked at, its [`Terms`] say: those of ZooKeeper are here, those of another system in its own crate.

mod bind;
mod field;
mod guide;
mod look;
mod names;
mod parse;
mod select;
mod terms;
#[cfg(test)]
mod tests;

pub use bind::{Bound, BoundQuestion, BoundStep};
pub use guide::{Entry, Guide, OptionText};
pub use look::{Look, Part};
pub use names::{bind, read};
pub use parse::{missing, number};
pub use terms::{Ask, Quantity, Terms, length};

use crate::plan::Choice;
use select::Selector;
use sim::id::NodeId;
use std::rc::Rc;

/// What stands between the steps and the words of a lesson that is published as one file.
const SEAM: &str = "\n====\n";

/// Puts steps and words of a lesson into one file, as the page fetches it.
pub fn publish(steps: &str, words: &str) -> String {
    [steps, words].join(SEAM)
}

/// Takes a lesson that was published apart again: steps and words. Nothing if it is none.
pub fn unpublish(text: &str) -> Option<(&str, &str)> {
    text.split_once(SEAM)
}

/// A lesson, with the servers of its scenario put in for their names.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its steps, in their order.
    pub steps: Vec<Step>,
    /// Its questions, in their order.
    pub questions: Vec<Question>,
    /// What it was read from: a run with other servers reads it again.
    pub text: Rc<str>,
}

/// A step: an event, and where to look when it happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name in the guides and in links, for ever.
    pub id: String,
    /// What to look at.
    pub look: Vec<Look>,
    /// The choice of fixes and parameters in whose run it happens, if not in that of the scenario as it
    /// is: of another release, or with a remedy.
    pub choice: Choice,
    after: After,
    at: Vec<Selector>,
    values: Vec<Value>,
}

/// From where on a step is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum After {
    /// From whichever step has happened before it.
    Last,
    /// From the beginning of the story.
    Start,
    /// From this step, by its place; without it, it does not happen.
    Step(usize),
}

/// A question that is asked before the run goes on.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name in the guides and in stored progress, for ever.
    pub id: String,
    /// The step before which it is asked, by its place; the number of steps if it comes last.
    pub before: usize,
    /// The answers that are offered.
    pub options: Vec<Answer>,
    /// The step without which it is not asked, by its place.
    after: Option<usize>,
    at: Vec<Selector>,
}

/// An answer that is offered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its name in the guides and in stored progress.
    pub id: String,
    /// What somebody who chooses it in vain believes; empty for an answer that no belief misleads to.
    pub misconception: String,
    /// The events that make it right, if one of them is the first among those of all answers; each
    /// is the last of its selectors, found one after the other.
    when: Vec<Vec<Selector>>,
    /// Whether it is right when no answer's event happens.
    otherwise: bool,
}

/// A value of a run by name.
#[derive(Clone, Debug)]
struct Value {
    name: String,
    /// At which of the step's events it is read, by its place among their selectors.
    at: usize,
    measure: Measure,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
enum Measure {
    /// Its event, and whose it is if not the event's own server's.
    Event(Rc<dyn Ask>, Option<NodeId>),
    /// The time since the first event of the step at this place.
    Since(usize),
    /// How often this has happened in the story, up to the event.
    Count(Selector),
}
