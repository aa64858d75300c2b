//! Runs of ZooKeeper: moments and values are those of their lessons.

use std::sync::Arc;

use anyhow::{Result, anyhow, bail};
use locale::Language;
use picture::index::Index;
use picture::scrubber::Scrubber;
use scenario::catalog;
use scenario::lesson::{Bound, Lesson};
use scenario::outcome::Outcome;
use scenario::permalink::Link;
use scenario::plan::Plan;
use scenario::run::Run;
use scenario::script::Script;
use sim::id::EventId;
use sim::time::{SimTime, Span};
use sim::trace::Trace;
use view::sight::Sight;
use view::time::{Folds, Lanes, Quiet, Window};

use super::story::{Still, Story, sum};

/// How much of the run a still shows around its moment.
const AROUND: Span = Span::from_secs(15);

/// The beginning of what a still shows.
fn before(at: SimTime) -> SimTime {
    SimTime::from_micros(at.as_micros().saturating_sub(AROUND.as_micros()))
}

/// A run with its lesson.
pub(super) struct Told {
    script: Script,
    run: Run,
    outcome: Outcome,
    bound: Bound,
}

impl Told {
    pub(super) fn tell(id: &str, link: &Link, moments: &str) -> Result<Self> {
        let script = catalog::find(id)?;
        let plan = Plan::decide(&script, &link.choice).map_err(|error| anyhow!("{error}"))?;
        let run = Run::complete(Arc::new(plan));
        let texts = catalog::lesson(id).ok_or_else(|| anyhow!("it has no lesson"))?;
        let mut bound = bind(texts.steps, &run)?;
        let more = bind(moments, &run)?;
        bound.steps.extend(more.steps);
        bound.values.extend(more.values);
        Ok(Self {
            script,
            outcome: Outcome::of(&run),
            run,
            bound,
        })
    }
}

fn bind(steps: &str, run: &Run) -> Result<Bound> {
    let lesson = Lesson::parse(steps, &run.plan().setting)?;
    Ok(lesson.bind(&run.reading(), run.plan().from))
}

impl Story for Told {
    fn trace(&self) -> &Trace {
        self.run.trace()
    }

    fn zero(&self) -> SimTime {
        self.run.plan().clock.zero()
    }

    fn time_of_day(&self, at: SimTime) -> String {
        self.run.plan().clock.time_of_day(at)
    }

    fn moment(&self, id: &str) -> Result<EventId> {
        let mut steps = self.bound.steps.iter();
        let step = steps
            .find(|step| step.id == id)
            .ok_or_else(|| anyhow!("the lesson has no step “{id}”"))?;
        step.event
            .ok_or_else(|| anyhow!("step “{id}” does not happen in this run"))
    }

    fn value(&self, language: Language, name: &str) -> Result<String> {
        let quantity = self
            .bound
            .value(name)
            .ok_or_else(|| anyhow!("the lesson has no such value in this run"))?;
        Ok(locale::lesson::quantity(language, quantity))
    }

    fn verdict(&self, language: Language) -> String {
        let setting = &self.run.plan().setting;
        locale::verdict::why(language, setting, &self.outcome.verdict.why)
    }

    fn gap(&self) -> Result<Span> {
        sum(&self.outcome.verdict.unavailable)
    }

    fn fixes(&self, language: Language) -> Vec<(String, String)> {
        let fixes = self.script.fixes.iter();
        fixes
            .map(|fix| (fix.id.clone(), language.of(&fix.title).to_owned()))
            .collect()
    }

    fn harmed(&self, _: u64) -> Result<u64> {
        bail!("stories of ZooKeeper are not about a harm that is counted over seeds")
    }

    fn still(&self, language: Language, id: &str, event: EventId) -> Result<Still> {
        let at = self.time(event)?;
        let index = Index::build(&self.run.reading(), self.run.reached());
        let sight = Sight {
            reading: self.run.reading(),
            index: &index,
            plan: self.run.plan(),
            language,
        };
        let subject = export::Subject {
            sight: &sight,
            scenario: id,
            title: language.of(&self.script.title),
        };
        let window = Window {
            from: self.run.plan().from.max(before(at)),
            to: (at + AROUND).min(self.run.reached()),
        };
        let mut scrubber = Scrubber::new(&sight.reading);
        let quiet = Quiet::of(&sight);
        let view = export::figure::View {
            picture: scrubber.after(&sight.reading, event.0 + 1),
            selected: Some(event),
            window,
            folds: &Folds::of(&quiet, quiet.framing(window, &[]), &[]),
            lanes: Lanes::default(),
            trail: &[],
            chosen: &[],
            flags: &[],
        };
        let theme = export::theme::Theme::Light;
        let svg = export::figure::svg(&subject, &view, &|tone| theme.colour(tone));
        Ok(Still::Picture(svg))
    }
}
