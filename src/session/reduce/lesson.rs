//! What is done with the lesson.

use super::super::action::Lesson;
use super::super::{Notice, Session};
use scenario::catalog;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use view::time::{Folds, Window};

/// A step shows at least so much of what came before it.
const LENGTH: Span = Span::from_millis(200);

impl Session {
    pub(super) fn take(mut self, action: Lesson) -> Self {
        match action {
            Lesson::Ready(course) => {
                // Whoever has waited for it begins; another language changes nothing but the words.
                let waits = self.place.filter(|_| self.course.is_none());
                self.course = Some(course);
                match waits {
                    Some(place) => self.at_step(place),
                    None => self,
                }
            }
            Lesson::Failed => {
                self.place = self.place.filter(|_| self.course.is_some());
                self.notices = vec![Notice::Part];
                self
            }
            Lesson::Begin => self.at_step(0),
            Lesson::To(place) => self.at_step(place),
            Lesson::Next => {
                let next = self.place.map_or(0, |place| place + 1);
                self.at_step(next)
            }
            Lesson::Back => match self.place.and_then(|place| place.checked_sub(1)) {
                Some(place) => self.at_step(place),
                None => self.take(Lesson::Leave),
            },
            Lesson::Leave => {
                self.place = None;
                self
            }
        }
    }

    /// The step whose event was the last to happen.
    pub(super) fn passed(&self) -> Option<usize> {
        let happened = |event: Option<EventId>| event.is_some_and(|event| event.0 < self.facts);
        let steps = &self.bound()?.steps;
        steps.iter().rposition(|step| happened(step.event))
    }

    /// Goes to a step. One that did not happen in this run is shown where the playhead is; before the
    /// lesson is there, it is remembered.
    fn at_step(mut self, place: usize) -> Self {
        if catalog::lesson_mark(&self.id).is_none() {
            return self;
        }
        let Some(bound) = self.bound() else {
            self.place = Some(place);
            return self;
        };
        let Some(step) = bound.steps.get(place) else {
            return self;
        };
        let before = bound.steps[..place].iter().rev();
        let before = before.flat_map(|step| step.event).next();
        let Some(event) = step.event else {
            self.place = Some(place);
            return self;
        };
        let mut session = self.go(event);
        session.place = Some(place);
        let window = session.since(before);
        session.looking_at(window)
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
