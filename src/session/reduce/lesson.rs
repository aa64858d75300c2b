//! What is done with the lesson.

use super::super::action::Lesson;
use super::super::ask::{Ask, Given, order};
use super::super::making::Then;
use super::super::{Notice, Session};
use crate::exhibit::Exhibit;
use scenario::plan::Choice;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use view::time::{Folds, Window};

/// A step shows at least so much of what came before it.
const LENGTH: Span = Span::from_millis(200);

impl<S: Exhibit> Session<S> {
    pub(super) fn take(mut self, action: Lesson<S>) -> Self {
        match action {
            Lesson::Ready(course) => {
                // Whoever has waited for it begins; another language changes nothing but the words.
                let waits = self.place.filter(|_| self.course.is_none());
                self.course = Some(course);
                match waits {
                    Some(_) => self.take(Lesson::Begin),
                    None => self,
                }
            }
            Lesson::Failed => {
                self.place = self.place.filter(|_| self.course.is_some());
                self.notices = vec![Notice::Part];
                self
            }
            Lesson::Leave => {
                self.ask = None;
                self.place = None;
                self
            }
            Lesson::Begin
            | Lesson::To(_)
            | Lesson::Next
            | Lesson::Back
            | Lesson::Guess(_)
            | Lesson::Reveal
            | Lesson::Elsewhere
                if self.level =>
            {
                self
            }
            Lesson::Begin
            | Lesson::To(_)
            | Lesson::Next
            | Lesson::Back
            | Lesson::Guess(_)
            | Lesson::Reveal
            | Lesson::Elsewhere => match self.course.as_ref().map(|course| course.part.go) {
                Some(go) => go(self, action),
                None => self.await_lesson(),
            },
        }
    }

    /// Before the lesson is there, it is remembered that somebody wants it.
    fn await_lesson(mut self) -> Self {
        self.place = S::lesson_mark(&self.id).map(|_| 0);
        self
    }

    /// Goes on in a lesson that is there.
    pub(crate) fn go_on(mut self, action: Lesson<S>) -> Self {
        match action {
            Lesson::Begin => {
                self.given.clear();
                self.on_to(0)
            }
            Lesson::To(place) => {
                self.ask = None;
                self.at_step(place)
            }
            Lesson::Next => self.next(),
            Lesson::Back => self.back(),
            Lesson::Guess(shown) => self.guess(shown),
            Lesson::Reveal => self.reveal(),
            Lesson::Elsewhere => self.go_elsewhere(),
            Lesson::Ready(_) | Lesson::Failed | Lesson::Leave => self.take(action),
        }
    }

    /// The step whose event was the last to happen.
    pub(super) fn passed(&self) -> Option<usize> {
        let happened = |event: Option<EventId>| event.is_some_and(|event| event.0 < self.facts);
        let steps = &self.bound()?.steps;
        steps.iter().rposition(|step| happened(step.event))
    }

    /// From a question that has been told to the step behind it, from a step to whatever comes next.
    /// An open question is not passed by.
    fn next(mut self) -> Self {
        let after = match self.asked() {
            Some((ask, ..)) if !ask.told => None,
            Some((_, question, _)) => Some(question.before),
            None => {
                let next = self.place.map_or(0, |place| place + 1);
                return self.on_to(next);
            }
        };
        match after {
            None => self,
            Some(before) => {
                self.ask = None;
                self.on_to(before)
            }
        }
    }

    fn back(mut self) -> Self {
        if self.ask.take().is_some() {
            let place = self.place.unwrap_or(0);
            return self.at_step(place);
        }
        match self.place.and_then(|place| place.checked_sub(1)) {
            Some(place) => self.at_step(place),
            None => self.take(Lesson::Leave),
        }
    }

    /// To the question that is asked before a step, if there is one and it has not been answered; else
    /// to the step.
    fn on_to(mut self, place: usize) -> Self {
        let Some((question, moment)) = self.to_ask(place) else {
            return self.at_step(place);
        };
        let before = self.last_step_before(place);
        self.place = Some(place.saturating_sub(1));
        self.ask = None;
        let mut session = self.go(moment);
        session.ask = Some(Ask {
            question,
            guess: None,
            told: false,
        });
        // As much room for what is to come as for what has been.
        let window = session.since(before);
        let room = Window {
            from: window.from,
            to: session.playhead + session.playhead.since(window.from),
        };
        let query = std::mem::take(&mut session.query);
        let room = Folds::default().panned(room, 0.0, session.shown.whole());
        session.search(query).looking_at(room)
    }

    fn guess(mut self, shown: usize) -> Self {
        let guess = self.asked().and_then(|(_, question, _)| {
            let order = order(question);
            order.get(shown).copied()
        });
        if let (Some(ask), Some(guess)) = (&mut self.ask, guess)
            && !ask.told
        {
            ask.guess = Some(guess);
        }
        self
    }

    /// Lifts the veil and goes to what makes the answer right.
    fn reveal(mut self) -> Self {
        let Some((ask, question, bound)) = self.asked().filter(|(ask, ..)| !ask.told) else {
            return self;
        };
        let (moment, before) = (bound.moment, question.before);
        let given = Given {
            question: question.id.clone(),
            guess: ask
                .guess
                .and_then(|guess| Some(question.options.get(guess)?.id.clone())),
            right: ask.guess.is_some() && ask.guess == bound.answer,
        };
        let steps = self.bound().map_or(&[][..], |bound| &bound.steps);
        let behind = steps.get(before).and_then(|step| step.event);
        let evidence = bound.evidence.or(behind);
        self.given.push(given);
        self.ask = Some(Ask { told: true, ..ask });
        let query = std::mem::take(&mut self.query);
        let session = self.search(query);
        let Some(event) = evidence else {
            return session;
        };
        let session = session.go(event);
        let window = session.since(moment);
        session.looking_at(window)
    }

    /// Whether the playhead stands at an open question.
    pub(super) fn at_horizon(&self) -> bool {
        let horizon = self.horizon();
        horizon.is_some_and(|horizon| self.facts > horizon.0)
    }

    /// The event of the last step before this place that has one.
    fn last_step_before(&self, place: usize) -> Option<EventId> {
        let steps = &self.bound()?.steps;
        let before = steps.get(..place)?.iter().rev();
        before.flat_map(|step| step.event).next()
    }

    /// Goes to a step. One that did not happen in this run is shown where the playhead is.
    fn at_step(mut self, place: usize) -> Self {
        let Some(step) = self.bound().and_then(|bound| bound.steps.get(place)) else {
            return self;
        };
        let Some(event) = step.event else {
            self.place = Some(place);
            return self;
        };
        let before = self.last_step_before(place);
        self.ask = None;
        let mut session = self.go(event);
        session.place = Some(place);
        let window = session.since(before);
        session.looking_at(window)
    }

    /// The choice in whose run a step happens that did not happen here.
    pub(crate) fn elsewhere(&self, place: usize) -> Option<&Choice> {
        let is_absent = self.bound()?.steps.get(place)?.event.is_none();
        let own = &self.course.as_ref()?.lesson.steps.get(place)?.choice;
        (is_absent && own != self.choice()).then_some(own)
    }

    /// Makes the run in which the present step happens, and goes to it there.
    fn go_elsewhere(self) -> Self {
        let Some(place) = self.place.filter(|_| self.ask.is_none()) else {
            return self;
        };
        match self.elsewhere(place).cloned() {
            Some(choice) => self.make(choice, Then::Choose).at_step(place),
            None => self,
        }
    }

    /// What has happened since an event, and a little more.
    fn since(&self, event: Option<EventId>) -> Window {
        let from = event.map_or(self.playhead, |event| self.shown.time_of(event));
        let length = self.playhead.since(from).max(LENGTH);
        let margin = Span::from_micros(length.as_micros() / 4);
        let elapsed = self.playhead.since(SimTime::ZERO);
        let window = Window {
            from: SimTime::ZERO + (elapsed - (length + margin)),
            to: self.playhead + margin,
        };
        Folds::default().panned(window, 0.0, self.shown.whole())
    }
}
