//! A run that is over, with everything that is gathered from it once.

use super::Course;
use crate::exhibit::{Exhibit, Line};
use locale::Language;
use picture::scrubber::Scrubber;
use picture::weight::Weight;
use picture::zookeeper::ZooKeeper;
use scenario::brief::Brief;
use scenario::gathering::{Gathered, Gathering};
use scenario::lesson::Bound;
use scenario::plan::{Choice, PlanError, Planned};
use scenario::run::{Advancing, Record};
use scenario::script::Script;
use sim::id::{EventId, NodeId};
use sim::time::SimTime;
use std::cell::{OnceCell, RefCell};
use std::sync::Arc;
use view::inspect::Inspection;
use view::sight::Sight;
use view::time::{Quiet, Window};

/// A run that is over, and what is known of it.
pub struct Shown<S: Exhibit = ZooKeeper> {
    /// What was chosen.
    pub choice: Choice,
    /// The run.
    pub run: Record<S::Plan>,
    /// What lasts in it.
    pub index: S::Index,
    /// What came of it.
    pub outcome: S::Outcome,
    /// Facts that are worth a step, in their order.
    pub steps: Vec<EventId>,
    log: OnceCell<S::Log>,
    haystack: OnceCell<Vec<(EventId, String)>>,
    digest: OnceCell<String>,
    bound: OnceCell<Bound>,
    quiet: OnceCell<Quiet>,
    scrubber: RefCell<Scrubber<S>>,
}

impl<S: Exhibit> Shown<S> {
    /// Runs a choice to its end.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn new(script: &Script, choice: Choice) -> Result<Self, PlanError> {
        let plan = Arc::new(S::decide(script, &choice)?);
        let run = S::Run::complete(plan).into_record();
        let gathering = Gathering::new(&run);
        Ok(Self::of(choice, run, gathering))
    }

    /// A run that is over, and what is gathered of it.
    pub(super) fn of(choice: Choice, run: Record<S::Plan>, gathering: Gathering<S::Watch>) -> Self {
        let Gathered {
            index,
            scrubber,
            outcome,
            steps,
        } = gathering.finish(&run);
        Self {
            choice,
            index,
            outcome,
            steps,
            log: OnceCell::new(),
            haystack: OnceCell::new(),
            digest: OnceCell::new(),
            bound: OnceCell::new(),
            quiet: OnceCell::new(),
            scrubber: RefCell::new(scrubber),
            run,
        }
    }

    /// The plan it followed.
    pub fn plan(&self) -> &S::Plan {
        self.run.plan()
    }

    /// The run as somebody with this language looks at it.
    pub fn sight(&self, language: Language) -> Sight<'_, S> {
        Sight {
            reading: self.run.reading(),
            index: &self.index,
            plan: self.run.plan(),
            language,
        }
    }

    /// The story from its beginning to its end.
    pub fn whole(&self) -> Window {
        Window::whole(&self.sight(Language::default()))
    }

    /// The spans in which nothing changes.
    pub fn quiet(&self) -> &Quiet {
        self.quiet
            .get_or_init(|| Quiet::of(&self.sight(Language::default())))
    }

    /// Where a newcomer begins: the operator's first act of the story.
    pub fn opening(&self) -> EventId {
        let zero = self.plan().clock().zero();
        let acts = S::acts(&self.index).iter();
        let act = acts.clone().find(|(at, _)| *at >= zero);
        act.map(|(_, event)| *event)
            .or_else(|| self.steps.first().copied())
            .unwrap_or(EventId(0))
    }

    /// The lines of its logs.
    pub fn log(&self) -> &S::Log {
        self.log
            .get_or_init(|| S::log(self.run.trace(), self.plan()))
    }

    /// The line that a fact prints, if it prints one.
    pub fn line(&self, event: EventId) -> Option<Line> {
        S::line(self.log(), self, event)
    }

    /// The lesson of its scenario in this run.
    pub fn bound(&self, course: &Course<S>) -> &Bound {
        let from = self.plan().from();
        self.bound
            .get_or_init(|| (course.part.bind)(&course.lesson, &self.run.reading(), from))
    }

    /// The events that have all these words in their sentence, in either language, in the line that
    /// they print, or in their name.
    pub fn find(&self, query: &str) -> Vec<EventId> {
        let query = query.to_ascii_lowercase();
        let words: Vec<&str> = query.split_whitespace().collect();
        if words.is_empty() {
            return Vec::new();
        }
        let has = |text: &str| words.iter().all(|word| text.contains(word));
        let hay = self.haystack.get_or_init(|| self.gather());
        let found = hay.iter().filter(|(_, text)| has(text));
        found.map(|(event, _)| *event).collect()
    }

    /// What can be searched of each event, in lower case.
    fn gather(&self) -> Vec<(EventId, String)> {
        let log = S::log_at_hand();
        let reading = self.run.reading();
        let mut scrubber = self.scrubber.borrow_mut();
        let text = |event: &EventId| {
            let before = scrubber.after(&reading, event.0);
            let row = reading.trace.get(*event)?;
            let sight = self.sight(Language::default());
            let mut text = S::name(&sight, row.node).into_owned();
            for language in [Language::En, Language::Zh] {
                let telling = S::tell(language, &reading, before, *event);
                text.extend([" ", &telling.head, " ", &telling.detail]);
            }
            if let Some(name) = S::fact_name(&row) {
                text.extend([" ", name]);
            }
            if let Some(line) = log.and_then(|log| (log.line)(self, *event)) {
                text.extend([" ", &line.text]);
            }
            Some((*event, text.to_ascii_lowercase()))
        };
        self.steps.iter().filter_map(text).collect()
    }

    /// What came of it, in a few bytes.
    pub fn brief(&self) -> Brief {
        S::brief(&self.outcome, S::end(&self.index))
    }

    /// The first digits of its fingerprint.
    pub fn digest(&self) -> String {
        self.digest
            .get_or_init(|| {
                let mut digits = self.run.trace().fingerprint().to_string();
                digits.truncate(8);
                digits
            })
            .clone()
    }

    /// What can be seen after so many facts.
    pub fn picture_after(&self, facts: u32) -> S::Picture {
        let reading = self.run.reading();
        self.scrubber.borrow_mut().after(&reading, facts).clone()
    }

    /// Everything that can be said of an event.
    pub fn inspect(&self, language: Language, event: EventId) -> Option<Inspection> {
        let sight = self.sight(language);
        S::inspect(&sight, &mut self.scrubber.borrow_mut(), event)
    }

    /// An event in words.
    pub fn tell(&self, language: Language, event: EventId) -> locale::event::Telling {
        let reading = self.run.reading();
        let mut scrubber = self.scrubber.borrow_mut();
        let before = scrubber.after(&reading, event.0);
        S::tell(language, &reading, before, event)
    }

    /// The first event worth a step after so many facts.
    pub fn step_after(&self, facts: u32, test: impl Fn(EventId) -> bool) -> Option<EventId> {
        let first = self.steps.partition_point(|event| event.0 < facts);
        self.steps[first..].iter().copied().find(|id| test(*id))
    }

    /// The last event worth a step before an event.
    pub fn step_before(&self, event: u32, test: impl Fn(EventId) -> bool) -> Option<EventId> {
        let after = self.steps.partition_point(|id| id.0 < event);
        self.steps[..after]
            .iter()
            .rev()
            .copied()
            .find(|id| test(*id))
    }

    /// Whether an event changes what a host, a process or the service is.
    pub fn is_change(&self, event: EventId) -> bool {
        let row = self.run.trace().get(event);
        row.is_some_and(|row| S::weight(&row) == Weight::Change)
    }

    /// Whether an event happened on a host.
    pub fn is_on(&self, event: EventId, node: NodeId) -> bool {
        let row = self.run.trace().get(event);
        row.is_some_and(|row| row.node == node)
    }

    /// Whether an event happened on the same thread as another one.
    pub fn is_beside(&self, event: EventId, other: EventId) -> bool {
        let thread = |event| {
            let row = self.run.trace().get(event)?;
            Some((row.node, row.lane))
        };
        thread(event) == thread(other)
    }

    /// When an event happened.
    pub fn time_of(&self, event: EventId) -> SimTime {
        self.run
            .trace()
            .get(event)
            .map_or(SimTime::ZERO, |row| row.at)
    }
}
