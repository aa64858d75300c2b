//! What each action does. Nothing here knows the browser.

use super::making::Then;
use super::{Action, Kind, Lesson, Making, Notice, Session, Shown, Speed, Tab};
use crate::components::SEED;
use crate::exhibit::Exhibit;
use crate::shared::Shared;
use picture::because;
use picture::system::Fold;
use scenario::plan::{Choice, PlanError, Planned, seed};
use scenario::script::error::Problem;
use scenario::script::param::Param;
use scenario::script::time::{self, Offset};
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use std::rc::Rc;

/// At the speed of the whole run, it takes so long.
const WHOLE_RUN_MS: f64 = 6_000.0;
/// Runs that are kept for comparison.
const KEPT: usize = 24;

mod lesson;

impl<S: Exhibit> Session<S> {
    /// The session after an action.
    #[must_use]
    pub fn after(mut self, action: Action<S>) -> Self {
        match action {
            Action::Scrub(at) => {
                self.playing = false;
                self.moved_to(at).select_change()
            }
            Action::Seek(at) => self.seek(at),
            Action::Go(event) => self.go(event),
            Action::Forward(kind) => self.forward(kind),
            Action::Backward(kind) => self.backward(kind),
            Action::ToCause => self.back_to_cause(),
            Action::FromCause => self.forward_from_cause(),
            Action::GoAlong(event) => self.go_along(event),
            Action::ToggleTrail => self.toggle_trail(),
            Action::Inspect(node) => self.inspect(node),
            Action::TogglePlay => self.toggle_play(),
            Action::Tick(ms) => self.tick(ms),
            Action::SetSpeed(speed) => {
                self.speed = speed;
                self
            }
            Action::Zoom(factor, around) => self.zoomed(factor, around),
            Action::Pan(lengths) => self.panned(lengths),
            Action::Centre(at) => self.centred(at),
            Action::Fit => self.fitted(),
            Action::SetScale(scale) => self.scaled(scale),
            Action::ToggleFold(idle) => self.toggle_fold(idle),
            Action::SetLanes(lanes) => {
                self.lanes = lanes;
                self
            }
            Action::SetTab(tab) => {
                self.tab = tab;
                self
            }
            Action::SetFromHere(from_here) => {
                self.from_here = from_here;
                self
            }
            Action::ToggleFix(id) => self.toggle_fix(&id),
            Action::OpenParams => {
                self.params = true;
                self
            }
            Action::OpenScript => {
                self.script_open = true;
                self
            }
            Action::Level(on) => self.attempt(on),
            Action::SetParam(name, value) => self.set_param(&name, value.as_deref()),
            Action::Search(query) => self.search(query),
            Action::Found(next) => self.go_found(next),
            Action::Jump(text) => self.jump(&text),
            Action::Choose(choice) => self.choose(choice),
            Action::Made(making) => self.made(&making),
            Action::Cancel => {
                self.making = None;
                self
            }
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::StartOver => self.start_over(),
            Action::Lesson(action) => self.take(action),
            Action::Dismiss => {
                self.notices.clear();
                self
            }
        }
    }

    /// Begins or ends an attempt at the level; a lesson ends, for there is one thing at a time.
    fn attempt(self, on: bool) -> Self {
        let mut session = self.take(Lesson::Leave);
        session.level = on;
        session
    }

    /// Moves the playhead to a moment; what happens at the moment itself has happened.
    fn moved_to(mut self, at: SimTime) -> Self {
        self.traced = None;
        let whole = self.shown.whole();
        self.playhead = at.clamp(whole.from, whole.to);
        self.facts = self.shown.run.trace().count_by(self.playhead);
        // Nobody sees beyond an open question.
        if let Some(horizon) = self.horizon() {
            self.playhead = self.playhead.min(self.shown.time_of(horizon));
            self.facts = self.facts.min(horizon.0 + 1);
        }
        self.see()
    }

    /// Looks again at where the playhead stands.
    fn see(mut self) -> Self {
        let mut picture = self.shown.picture_after(self.facts);
        picture.stand_at(self.playhead);
        self.picture = Rc::new(picture);
        self.place = self.place.map(|_| self.passed().unwrap_or(0));
        self
    }

    /// What is selected, unless it is still to come.
    fn selected_before(&self) -> Option<EventId> {
        self.selected.filter(|event| event.0 < self.facts)
    }

    /// Selects the last event worth a step before the playhead.
    fn select_step(mut self) -> Self {
        self.selected = self
            .shown
            .step_before(self.facts, |_| true)
            .or(self.selected_before());
        self.node = None;
        self
    }

    /// Selects the last change before the playhead. Changes are few, so that what is selected can be
    /// read while time runs.
    fn select_change(mut self) -> Self {
        let shown = &self.shown;
        self.selected = shown
            .step_before(self.facts, |event| shown.is_change(event))
            .or(self.selected_before());
        self
    }

    pub(super) fn seek(mut self, at: SimTime) -> Self {
        self.playing = false;
        self.step += 1;
        self.moved_to(at).select_step().showing_the_playhead()
    }

    pub(super) fn go(mut self, event: EventId) -> Self {
        let Some(row) = self.shown.run.trace().get(event) else {
            return self;
        };
        if self.horizon().is_some_and(|horizon| event > horizon) {
            return self;
        }
        self.playing = false;
        self.step += 1;
        self.playhead = row.at;
        self.facts = event.0 + 1;
        self.selected = Some(event);
        self.traced = None;
        self.node = None;
        self.showing_the_playhead().see()
    }

    fn toggle_trail(mut self) -> Self {
        self.traced = match self.traced {
            Some(_) => None,
            None => self.selected,
        };
        self
    }

    fn forward(self, kind: Kind) -> Self {
        let shown = self.shown.clone();
        let test = self.test(&shown, kind);
        match shown.step_after(self.facts, test) {
            Some(event) => self.go(event),
            None => self,
        }
    }

    fn backward(self, kind: Kind) -> Self {
        let shown = self.shown.clone();
        let test = self.test(&shown, kind);
        // On an event, back is the one before it; between two, back is the one just passed.
        let here = self
            .selected
            .filter(|event| event.0 + 1 == self.facts)
            .map_or(self.facts, |event| event.0);
        match shown.step_before(here, test) {
            Some(event) => self.go(event),
            None => self,
        }
    }

    fn test<'a>(&self, shown: &'a Shown<S>, kind: Kind) -> impl Fn(EventId) -> bool + use<'a, S> {
        let (node, selected) = (self.inspected(), self.selected);
        move |event| match kind {
            Kind::Event => true,
            Kind::Change => shown.is_change(event),
            Kind::SameNode => node.is_none_or(|node| shown.is_on(event, node)),
            Kind::SameThread => selected.is_none_or(|other| shown.is_beside(event, other)),
        }
    }

    fn back_to_cause(mut self) -> Self {
        let Some(selected) = self.selected else {
            return self;
        };
        let chain = because::chain(&self.shown.run.reading(), selected);
        let Some(cause) = chain.get(1).copied() else {
            return self;
        };
        self.followed.push(selected);
        let followed = std::mem::take(&mut self.followed);
        let mut session = self.go_along(cause);
        session.followed = followed;
        session
    }

    fn forward_from_cause(mut self) -> Self {
        match self.followed.pop() {
            Some(event) => self.go_along(event),
            None => self,
        }
    }

    fn go_along(self, event: EventId) -> Self {
        let traced = self.traced.or(self.selected);
        let mut session = self.go(event);
        session.traced = traced;
        session
    }

    fn inspect(mut self, node: NodeId) -> Self {
        self.node = Some(node);
        if self.tab == Tab::Why {
            self.tab = Tab::State;
        }
        self
    }

    fn toggle_play(mut self) -> Self {
        if self.playing {
            self.playing = false;
            return self.select_step();
        }
        // At the end, playing begins again.
        if self.playhead >= self.shown.whole().to {
            let from = self.shown.whole().from;
            self = self.moved_to(from).select_change().showing_the_playhead();
        }
        self.playing = true;
        self
    }

    fn tick(self, ms: f64) -> Self {
        if !self.playing {
            return self;
        }
        let whole = self.shown.whole();
        let rate = match self.speed {
            Speed::Tenth => 0.1,
            Speed::Real => 1.0,
            Speed::Ten => 10.0,
            Speed::Whole => millis(whole.to.since(whole.from)) / WHOLE_RUN_MS,
        };
        let to = self.playhead + micros(view::bounded(ms, 0.0, 250.0) * rate * 1_000.0);
        let mut session = self.moved_to(to).select_change().following();
        if session.playhead >= whole.to || session.at_horizon() {
            session.playing = false;
        }
        session
    }

    fn toggle_fix(self, id: &str) -> Self {
        let mut choice = self.choice().clone();
        let before = choice.fixes.len();
        choice.fixes.retain(|(other, _)| other != id);
        if choice.fixes.len() == before {
            let zero = self.shown.plan().clock().zero();
            let now = Offset(self.playhead.millis_from(zero).max(0) * 1_000);
            choice
                .fixes
                .push((id.to_owned(), self.from_here.then_some(now)));
        }
        self.choose(choice)
    }

    /// A parameter at its default is no choice.
    fn set_param(mut self, name: &str, value: Option<&str>) -> Self {
        let mut choice = self.choice().clone();
        let read = if name == SEED {
            value.map(seed).transpose().map(|seed| choice.seed = seed)
        } else {
            let param = self.script.param(name);
            let read = |(param, text): (&Param, &str)| param.read(text);
            let value = param.zip(value).map(read).transpose();
            value.map(|value| {
                choice.params.remove(name);
                if let Some(value) = value
                    && param.is_some_and(|param| param.default != value)
                {
                    choice.params.insert(name.to_owned(), value);
                }
            })
        };
        match read {
            Ok(()) => self.choose(choice),
            Err(problem) => {
                self.notices = vec![Notice::Plan(PlanError::Choice(problem))];
                self
            }
        }
    }

    pub(super) fn search(mut self, query: String) -> Self {
        let mut found = self.shown.find(&query);
        if let Some(horizon) = self.horizon() {
            found.retain(|event| *event <= horizon);
        }
        self.found = found.into();
        self.query = query;
        self
    }

    fn go_found(self, next: bool) -> Self {
        let after = self.found_here();
        let index = if next {
            after.checked_rem(self.found.len())
        } else {
            let here = self
                .selected
                .filter(|event| self.found.get(after.wrapping_sub(1)) == Some(event));
            let back = if here.is_some() { 2 } else { 1 };
            after
                .checked_sub(back)
                .or_else(|| self.found.len().checked_sub(1))
        };
        match index.and_then(|index| self.found.get(index).copied()) {
            Some(event) => self.go(event),
            None => self,
        }
    }

    /// A time of day as the logs print it, or a time from zero such as `5771ms`.
    fn jump(mut self, text: &str) -> Self {
        let plan = self.shown.plan();
        let moment = plan
            .clock()
            .moment_of_day(text.trim())
            .or_else(|| time::parse(text.trim()).map(|offset| plan.moment(offset)));
        let whole = self.shown.whole();
        match moment {
            Some(moment) => self.seek(moment.clamp(whole.from, whole.to)),
            None => {
                let problem = Problem::Malformed {
                    word: text.to_owned(),
                    what: "a moment of the run",
                    example: "11:19:18.808 or 5771ms",
                };
                self.notices = vec![Notice::Link(vec![problem])];
                self
            }
        }
    }

    pub(super) fn choose(mut self, choice: Choice) -> Self {
        if choice == self.shown.choice {
            self.making = None;
            return self;
        }
        self.make(choice, Then::Choose)
    }

    /// Shows the run of a choice: made before, made at once, or once it is made.
    pub(super) fn make(mut self, choice: Choice, then: Then) -> Self {
        self.making = None;
        if let Some(shown) = self.run_of(&choice).cloned() {
            return self.become_of(shown, then);
        }
        match Making::new(&self.script, choice, then.clone()) {
            Ok(making) if making.is_over() => self.become_of(Rc::new(making.take()), then),
            Ok(making) => {
                self.making = Some(Shared::new(making));
                self
            }
            Err(error) => {
                self.notices = vec![Notice::Plan(error)];
                match then {
                    Then::Open(link, _) => self.at_link(&link, Vec::new()),
                    Then::Choose | Then::Undo | Then::Redo => self,
                }
            }
        }
    }

    fn made(mut self, making: &Shared<Making<S>>) -> Self {
        if self.making.as_ref() != Some(making) || !making.is_over() {
            return self;
        }
        self.making = None;
        self.become_of(Rc::new(making.take()), making.then.clone())
    }

    /// Shows a run that is over, and remembers how to go back.
    fn become_of(mut self, shown: Rc<Shown<S>>, then: Then) -> Self {
        let before = self.shown.choice.clone();
        match then {
            Then::Choose => {
                self.past.push(before);
                self.future.clear();
                self.show(shown)
            }
            Then::Undo => {
                self.past.pop();
                self.future.push(before);
                self.show(shown)
            }
            Then::Redo => {
                self.future.pop();
                self.past.push(before);
                self.show(shown)
            }
            Then::Open(link, problems) => self.show(shown).at_link(&link, problems),
        }
    }

    /// Shows a run. The playhead stays where it is.
    fn show(mut self, shown: Rc<Shown<S>>) -> Self {
        self.notices.clear();
        self.notices.extend(shown.run.limit().map(Notice::Bound));
        let fitted = self.window == self.shown.whole();
        if !self.tried.iter().any(|other| Rc::ptr_eq(other, &shown)) {
            // The run as it happened stays; of the others, the oldest goes.
            if self.tried.len() >= KEPT {
                self.tried.remove(1);
            }
            self.tried.push(shown.clone());
        }
        self.shown = shown;
        // What another run answers is another question.
        self.ask = None;
        self.found = self.shown.find(&self.query).into();
        self.followed.clear();
        self.selected = None;
        let at = self.playhead;
        self.open.clear();
        let mut session = self.moved_to(at).select_step();
        session = if fitted {
            session.fitted()
        } else {
            session.panned(0.0)
        };
        session.step += 1;
        session
    }

    fn undo(self) -> Self {
        match self.past.last().cloned() {
            Some(choice) => self.make(choice, Then::Undo),
            None => self,
        }
    }

    fn redo(self) -> Self {
        match self.future.last().cloned() {
            Some(choice) => self.make(choice, Then::Redo),
            None => self,
        }
    }

    fn start_over(self) -> Self {
        let session = self.choose(Choice::default()).fitted();
        let opening = session.shown.opening();
        session.go(opening)
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a run lasts hours; 2^53 µs are 285 years"
)]
fn millis(span: Span) -> f64 {
    span.as_micros() as f64 / 1_000.0
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a length of wall time, never negative"
)]
fn micros(micros: f64) -> Span {
    Span::from_micros(micros.round() as u64)
}

#[cfg(test)]
mod tests;
