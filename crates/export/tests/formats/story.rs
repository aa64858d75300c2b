//! Runs to export.

use export::Subject;
use locale::Language;
use picture::index::Index;
use scenario::catalog;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use scenario::script::Script;
use sim::time::{SimTime, Span};
use std::sync::Arc;
use view::sight::Sight;
use view::time::Window;

/// A run that is over.
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) script: Script,
    pub(crate) run: Run,
    pub(crate) index: Index,
}

impl Story {
    pub(crate) fn new(id: &str) -> Self {
        let script = catalog::find(id).unwrap();
        let plan = Plan::decide(&script, &Choice::default()).unwrap();
        let run = Run::complete(Arc::new(plan));
        let index = Index::build(&run.reading(), run.reached());
        let id = id.to_owned();
        Self {
            id,
            script,
            run,
            index,
        }
    }

    /// Every story of the catalogue.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        catalog::ids().map(Self::new)
    }

    pub(crate) fn sight(&self, language: Language) -> Sight<'_> {
        Sight {
            reading: self.run.reading(),
            index: &self.index,
            plan: self.run.plan(),
            language,
        }
    }

    pub(crate) fn whole(&self) -> Window {
        Window {
            from: self.run.plan().from,
            to: self.run.reached(),
        }
    }

    /// A few seconds after the operator's first act.
    pub(crate) fn opening(&self) -> Window {
        let zero = self.run.plan().clock.zero();
        let act = self.index.acts.iter().find(|(at, _)| *at >= zero);
        let from = act.map_or(zero, |(at, _)| *at);
        Window {
            from,
            to: from + Span::from_secs(7),
        }
    }

    /// Moments of the story: its beginning, two in it, its end.
    pub(crate) fn moments(&self) -> [SimTime; 4] {
        let whole = self.whole();
        let part = |n: u64| whole.from + Span::from_micros(whole.length().as_micros() * n / 3);
        [part(0), part(1), part(2), part(3)]
    }
}

/// A story with its title in a language.
pub(crate) fn subject<'a>(story: &'a Story, sight: &'a Sight<'a>) -> Subject<'a> {
    Subject {
        sight,
        scenario: &story.id,
        title: sight.language.of(&story.script.title),
    }
}
