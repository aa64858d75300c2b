//! A run that is being made, piece by piece, while the page goes on showing another.
//!
//! Its first piece is made at once, and most runs are over with it. The others are made between frames,
//! by the page itself and, where there is one, by a worker that soon is far ahead: facts are the same
//! wherever they are made, so that the page takes over from the worker what it does not have yet.

use super::Shown;
use crate::exhibit::Exhibit;
use picture::zookeeper::ZooKeeper;
use scenario::gathering::Gathering;
use scenario::permalink::Link;
use scenario::plan::{Choice, PlanError, Planned};
use scenario::run::{Advancing, Record};
use scenario::script::Script;
use scenario::script::error::Problem;
use sim::time::SimTime;
use sim::transcript::Place;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Events of the first piece: those of any run of the catalogue that lasts for minutes.
const FIRST: u64 = 60_000;
/// Events between two frames: a few milliseconds.
const SLICE: u64 = 8_000;
/// Facts that are gathered between two frames.
const GATHERED: u32 = 6_000;

/// What becomes of a run once it is made.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// It takes the place of the one shown.
    Choose,
    /// It does so, and the one shown can be had again.
    Undo,
    /// It does so, as it did before.
    Redo,
    /// A link is opened in it, of which some could not be read.
    Open(Rc<Link>, Vec<Problem>),
}

/// A run that is being made.
pub struct Making<S: Exhibit = ZooKeeper> {
    /// What was chosen.
    pub choice: Choice,
    /// What becomes of it.
    pub(super) then: Then,
    plan: Arc<S::Plan>,
    state: RefCell<State<S>>,
}

struct State<S: Exhibit> {
    maker: Maker<S>,
    gathering: Gathering<S::Watch>,
}

/// Where the facts come from.
enum Maker<S: Exhibit> {
    /// They are made here.
    Here(Box<S::Run>),
    /// A worker makes them.
    Worker(Box<Record<S::Plan>>),
}

impl<S: Exhibit> Maker<S> {
    fn record(&self) -> &Record<S::Plan> {
        match self {
            Self::Here(run) => run,
            Self::Worker(record) => record,
        }
    }
}

impl<S: Exhibit> State<S> {
    fn new(plan: &Arc<S::Plan>) -> Self {
        let run = S::Run::new(plan.clone());
        Self {
            gathering: Gathering::new(&run),
            maker: Maker::Here(Box::new(run)),
        }
    }

    fn go_on(&mut self, events: u64, facts: u32) {
        if let Maker::Here(run) = &mut self.maker {
            let end = run.plan().until();
            run.advance(end, events);
        }
        self.gathering.go_on(self.maker.record(), facts);
    }

    fn is_over(&self) -> bool {
        let record = self.maker.record();
        record.is_over() && !self.gathering.is_behind(record)
    }
}

impl<S: Exhibit> Making<S> {
    /// Begins a run, and makes its first piece.
    ///
    /// # Errors
    /// When the choice cannot be run.
    pub(super) fn new(script: &Script, choice: Choice, then: Then) -> Result<Self, PlanError> {
        let plan = Arc::new(S::decide(script, &choice)?);
        let mut state = State::new(&plan);
        state.go_on(FIRST, u32::MAX);
        Ok(Self {
            choice,
            then,
            plan,
            state: RefCell::new(state),
        })
    }

    /// Begins a run that takes nobody's place, and makes its first piece.
    ///
    /// # Errors
    /// When the choice cannot be run.
    pub(crate) fn alone(script: &Script, choice: Choice) -> Result<Self, PlanError> {
        Self::new(script, choice, Then::Choose)
    }

    /// Makes, or gathers, a little more.
    pub fn go_on(&self) {
        self.state.borrow_mut().go_on(SLICE, GATHERED);
    }

    /// Takes in what a worker has made; from then on it is the worker who makes this run.
    pub fn receive(&self, bytes: &[u8]) {
        let mut state = self.state.borrow_mut();
        let nothing = Maker::Worker(Box::new(Record::new(self.plan.clone())));
        let mut record = match std::mem::replace(&mut state.maker, nothing) {
            Maker::Here(run) => Box::new(run.into_record()),
            Maker::Worker(record) => record,
        };
        if record.read(bytes).is_ok() {
            state.maker = Maker::Worker(record);
        } else {
            *state = State::new(&self.plan);
        }
    }

    /// The worker has ended before its time. What it has made cannot be gone on with here.
    pub fn lose_worker(&self) {
        let mut state = self.state.borrow_mut();
        if matches!(state.maker, Maker::Worker(_)) && !state.maker.record().is_over() {
            *state = State::new(&self.plan);
        }
    }

    /// Whether there is nothing to do before the worker sends more.
    pub fn waits(&self) -> bool {
        let state = self.state.borrow();
        matches!(state.maker, Maker::Worker(_))
            && !state.gathering.is_behind(state.maker.record())
            && !state.maker.record().is_over()
    }

    /// Whether it is over, and everything is gathered.
    pub fn is_over(&self) -> bool {
        self.state.borrow().is_over()
    }

    /// How far it has come: the moment of the story, and the states until then.
    pub fn so_far(&self) -> (SimTime, S::Index) {
        let state = self.state.borrow();
        let record = state.maker.record();
        (record.reached(), state.gathering.so_far(record))
    }

    /// Looks at what has been made.
    pub fn with_record<T>(&self, look: impl FnOnce(&Record<S::Plan>) -> T) -> T {
        look(self.state.borrow().maker.record())
    }

    /// How much of it is here: a worker sends what comes after.
    pub fn place(&self) -> Place {
        self.with_record(Record::place)
    }

    /// The plan that it follows.
    pub fn plan(&self) -> &Arc<S::Plan> {
        &self.plan
    }

    /// The run, which is over. Afterwards nothing of it is here.
    pub(crate) fn take(&self) -> Shown<S> {
        let begun_again = State::new(&self.plan);
        let State { maker, gathering } = self.state.replace(begun_again);
        let record = match maker {
            Maker::Here(run) => run.into_record(),
            Maker::Worker(record) => *record,
        };
        Shown::of(self.choice.clone(), record, gathering)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The runs of the catalogue are over with their first piece, but for one that shows what an hour
    /// of waiting does.
    #[test]
    fn the_runs_of_the_catalogue_are_made_at_once() {
        let mut made_later = Vec::new();
        for id in scenario::catalog::ids() {
            let script = scenario::catalog::find(id).unwrap();
            let baseline: Making = Making::new(&script, Choice::default(), Then::Choose).unwrap();
            assert!(baseline.is_over(), "{id}");
            for fix in &script.fixes {
                let mut choice = Choice::default();
                choice.fix(&fix.id).unwrap();
                let making: Making = Making::new(&script, choice, Then::Choose).unwrap();
                if !making.is_over() {
                    made_later.push(format!("{id} {}", fix.id));
                }
            }
        }
        assert_eq!(made_later, ["zk-decommission-outage wait"]);
    }
}
