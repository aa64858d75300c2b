//! Puts what the runs say into the book's pages, so that no figure of a run is typed.
//!
//! A link to `lab:SCENARIO?CHOICE#STEP` leads to the event of that step of the scenario's lesson, in
//! the run with that choice (fixes and parameters, written as in a link of the Lab); `?CHOICE` and
//! `#STEP` may be missing. `book/moments/SCENARIO.txt` has steps and values that only the book needs.
//! In the text, `{SCENARIO?CHOICE VALUE}` is a value of the lesson,
//! `{SCENARIO?CHOICE clock:STEP}` the time of day of a step, `{SCENARIO?CHOICE gap}` for how long nobody
//! serves, and `{SCENARIO?CHOICE verdict}` why the run ends as it does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use locale::Language;
use scenario::catalog;
use scenario::lesson::{Bound, Lesson};
use scenario::outcome::Outcome;
use scenario::permalink::Link;
use scenario::plan::Plan;
use scenario::run::Run;
use scenario::script::time::Offset;
use sim::id::EventId;
use sim::time::Span;

/// How the Lab is reached from a page of an edition.
const LAB: &str = "../../#/lab/";

/// The runs that pages speak of, each played once.
pub(crate) struct Weaver {
    /// Where `moments` lies.
    book: PathBuf,
    told: RefCell<BTreeMap<String, Rc<Told>>>,
}

/// A run that is over, with its lesson.
struct Told {
    id: String,
    link: Link,
    run: Run,
    bound: Bound,
}

impl Weaver {
    /// A weaver for the book in this folder.
    pub(crate) fn new(book: &Path) -> Self {
        Self {
            book: book.to_owned(),
            told: RefCell::default(),
        }
    }

    /// The page with links and values put in.
    ///
    /// # Errors
    /// What names a scenario, step or value that does not exist, or did not happen in that run.
    pub(crate) fn weave(&self, language: Language, page: &str) -> Result<String> {
        let linked = replaced(page, "](lab:", ')', |target| {
            let url = self.url(language, target);
            Ok(format!("]({})", url.with_context(|| target.to_owned())?))
        })?;
        replaced(&linked, "{zk-", '}', |rest| {
            let what = format!("zk-{rest}");
            let value = self.value(language, &what);
            value.with_context(|| format!("{{{what}}}"))
        })
    }

    fn url(&self, language: Language, target: &str) -> Result<String> {
        let (run, step) = match target.split_once('#') {
            Some((run, step)) => (run, Some(step)),
            None => (target, None),
        };
        let told = self.told(run)?;
        let mut link = told.link.clone();
        link.language = Some(language.tag().to_owned());
        if let Some(step) = step {
            let event = told.step(step)?;
            link.at = Some(told.offset(event)?);
            link.event = Some(event.0);
        }
        Ok(format!("{LAB}{}?{}", told.id, link.query()))
    }

    fn value(&self, language: Language, what: &str) -> Result<String> {
        let (run, name) = what
            .split_once(' ')
            .ok_or_else(|| anyhow!("write {{SCENARIO VALUE}}"))?;
        let told = self.told(run)?;
        let plan = told.run.plan();
        if name == "verdict" {
            let verdict = Outcome::of(&told.run).verdict;
            return Ok(locale::verdict::why(language, &plan.setting, &verdict.why));
        }
        if name == "gap" {
            return Ok(locale::number::about(language, told.gap()?));
        }
        if let Some(step) = name.strip_prefix("clock:") {
            let row = told.run.trace().get(told.step(step)?);
            let row = row.ok_or_else(|| anyhow!("no such event"))?;
            return Ok(plan.clock.time_of_day(row.at).replace(',', "."));
        }
        let quantity = told
            .bound
            .value(name)
            .ok_or_else(|| anyhow!("the lesson has no such value in this run"))?;
        Ok(locale::lesson::quantity(language, quantity))
    }

    /// A run by scenario and choice.
    fn told(&self, name: &str) -> Result<Rc<Told>> {
        if let Some(told) = self.told.borrow().get(name) {
            return Ok(told.clone());
        }
        let told = Rc::new(Told::tell(&self.book, name)?);
        let known = &mut self.told.borrow_mut();
        known.insert(name.to_owned(), told.clone());
        Ok(told)
    }
}

impl Told {
    fn tell(book: &Path, name: &str) -> Result<Self> {
        let (id, query) = name.split_once('?').unwrap_or((name, ""));
        let (link, problems) = Link::parse(query);
        if let Some(problem) = problems.first() {
            bail!("{problem}");
        }
        let script = catalog::find(id)?;
        let plan = Plan::decide(&script, &link.choice).map_err(|error| anyhow!("{error}"))?;
        let run = Run::complete(Arc::new(plan));
        let texts = catalog::lesson(id).ok_or_else(|| anyhow!("it has no lesson"))?;
        let lesson = Lesson::parse(texts.steps, &run.plan().setting)?;
        let mut bound = lesson.bind(&run.reading(), run.plan().from);
        let moments = book.join("moments").join(id).with_extension("txt");
        if moments.exists() {
            let moments = fs::read_to_string(moments)?;
            let moments = Lesson::parse(&moments, &run.plan().setting)?;
            let more = moments.bind(&run.reading(), run.plan().from);
            bound.steps.extend(more.steps);
            bound.values.extend(more.values);
        }
        Ok(Self {
            id: id.to_owned(),
            link,
            run,
            bound,
        })
    }

    fn step(&self, id: &str) -> Result<EventId> {
        let mut steps = self.bound.steps.iter();
        let step = steps
            .find(|step| step.id == id)
            .ok_or_else(|| anyhow!("the lesson has no step “{id}”"))?;
        step.event
            .ok_or_else(|| anyhow!("step “{id}” does not happen in this run"))
    }

    /// For how long nobody serves, in all.
    fn gap(&self) -> Result<Span> {
        let spans = Outcome::of(&self.run).verdict.unavailable;
        let lengths = spans
            .iter()
            .map(|(from, to)| Some(to.as_ref()?.since(*from)));
        let lengths: Option<Vec<Span>> = lengths.collect();
        let lengths = lengths.ok_or_else(|| anyhow!("nobody serves at the end"))?;
        Ok(lengths
            .into_iter()
            .fold(Span::ZERO, |sum, length| sum + length))
    }

    /// When an event happens, counted from zero.
    fn offset(&self, event: EventId) -> Result<Offset> {
        let row = self.run.trace().get(event);
        let at = row.ok_or_else(|| anyhow!("no such event"))?.at;
        let zero = self.run.plan().clock.zero();
        Ok(Offset(
            i64::try_from(at.as_micros())? - i64::try_from(zero.as_micros())?,
        ))
    }
}

/// The text with everything between `open` and the next `close` replaced, both included.
fn replaced(
    text: &str,
    open: &str,
    close: char,
    mut with: impl FnMut(&str) -> Result<String>,
) -> Result<String> {
    let mut woven = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(open) {
        let (inside, after) = after
            .split_once(close)
            .ok_or_else(|| anyhow!("“{open}” without “{close}”"))?;
        woven.push_str(before);
        woven.push_str(&with(inside)?);
        rest = after;
    }
    woven.push_str(rest);
    Ok(woven)
}
