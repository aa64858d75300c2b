//! The questions of a lesson: asked before the run goes on, answered by the run.

use super::Session;
use crate::exhibit::Exhibit;
use scenario::lesson::{BoundQuestion, Question};
use sim::id::EventId;

/// A question that is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ask {
    /// Which, by its place among the lesson's.
    pub question: usize,
    /// What was guessed, by its place among the answers in the lesson's file.
    pub guess: Option<usize>,
    /// Whether the answer has been told.
    pub told: bool,
}

/// A question that has been answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// The question's name.
    pub question: String,
    /// The name of the answer that was guessed; nothing if somebody only looked.
    pub guess: Option<String>,
    /// Whether it was right in the run of that moment.
    pub right: bool,
}

impl<S: Exhibit> Session<S> {
    /// The question that is asked, with what this run says to it.
    pub fn asked(&self) -> Option<(Ask, &Question, &BoundQuestion)> {
        let ask = self.ask?;
        let course = self.course.as_ref()?;
        let question = course.lesson.questions.get(ask.question)?;
        Some((ask, question, self.bound()?.questions.get(ask.question)?))
    }

    /// The last event that may be seen, while a question is open.
    pub fn horizon(&self) -> Option<EventId> {
        let (ask, _, bound) = self.asked()?;
        bound.moment.filter(|_| !ask.told)
    }

    /// The question that is still to be asked before a step, by its place, and the last event that may
    /// be seen then. One that this run does not come to, or does not answer, is not asked.
    pub fn to_ask(&self, step: usize) -> Option<(usize, EventId)> {
        let answered = |id: &str| self.given.iter().any(|given| given.question == id);
        let questions = self.bound()?.questions.iter().enumerate();
        let mut open = questions.filter(|(_, question)| {
            question.before == step && question.answer.is_some() && !answered(&question.id)
        });
        open.find_map(|(place, question)| Some((place, question.moment?)))
    }

    /// How many guesses were right, and how many questions were answered.
    pub fn score(&self) -> (usize, usize) {
        let guessed = self.given.iter().filter(|given| given.guess.is_some());
        let right = guessed.clone().filter(|given| given.right);
        (right.count(), guessed.count())
    }
}

/// The order in which the answers to a question are shown: a shuffle that is the same for everybody, so
/// that a class can call them by number.
pub fn order(question: &Question) -> Vec<usize> {
    let mut order: Vec<usize> = (0..question.options.len()).collect();
    let mixed = |place: &usize| {
        let id = question.options.get(*place).map_or("", |option| &option.id);
        let letters = question.id.bytes().chain(id.bytes());
        // FNV-1a: any stable hash will do.
        letters.fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
    };
    order.sort_by_key(mixed);
    order
}
