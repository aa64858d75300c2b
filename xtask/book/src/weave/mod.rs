//! Puts what the runs say into the book's pages, so that no figure of a run is typed.
//!
//! `RUN` below is `SCENARIO?CHOICE`, the choice (fixes and parameters) written as in a link of the Lab and
//! left out for the story as it is. A `MOMENT` is a step of the scenario's lesson, or of
//! `book/moments/SCENARIO.txt`, which has moments and values that only the book needs.
//!
//! | in a page | becomes |
//! |---|---|
//! | `[text](lab:RUN#MOMENT)` | a link to that event in the Lab; `#MOMENT` may be missing |
//! | `![caption](lab:RUN#MOMENT)` | a paragraph of its own: the Lab at that moment, to play with |
//! | `{RUN clock:MOMENT}`, `{RUN at:MOMENT}` | its time of day, its time from zero |
//! | `{RUN gap}`, `{RUN verdict}` | for how long nobody serves, and why the run ends as it does |
//! | `{RUN NAME}` | a value of the lesson or of the moments, or a figure of the outcome ([`failover`]) |
//! | `{RUN of-20}` | on how many of the seeds 1 to 20 the run shows what its story is about |
//! | `{RUN fixes}` | rows of a table, one per fix: what it does, `of-20`, the verdict |

mod failover;
mod figure;
mod story;
mod zookeeper;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context as _, Result, anyhow, bail};
use figure::Shown;
use locale::Language;
use locale::number::about;
use scenario::permalink::Link;
use scenario::script::time::Offset;
use story::{Still, Story};

/// How the Lab is reached from a page of an edition.
const LAB: &str = "../../#/lab/";

/// How many seeds a fix is tried on.
const SEEDS: u64 = 20;

/// What the names of the systems' scenarios begin with, as values in a page do.
const SYSTEMS: [&str; 2] = ["zk-", "ds-"];

/// The runs that pages speak of, each played once.
pub(crate) struct Weaver {
    /// Where `moments` lies.
    book: PathBuf,
    told: RefCell<BTreeMap<String, Rc<Told>>>,
    /// On how many seeds runs show what their story is about, by run and number of seeds.
    harmed: RefCell<BTreeMap<(String, u64), u64>>,
    /// The pictures drawn so far, by language and the moment as a page names it.
    stills: RefCell<BTreeMap<(Language, String), Picture>>,
}

/// A still that is a picture.
struct Picture {
    name: String,
    svg: String,
}

/// A run that is over.
struct Told {
    id: String,
    link: Link,
    story: Box<dyn Story>,
}

impl Weaver {
    /// A weaver for the book in this folder.
    pub(crate) fn new(book: &Path) -> Self {
        Self {
            book: book.to_owned(),
            told: RefCell::default(),
            harmed: RefCell::default(),
            stills: RefCell::default(),
        }
    }

    /// The page with links, figures and values put in.
    ///
    /// # Errors
    /// What names a scenario, moment or value that does not exist, or did not happen in that run.
    pub(crate) fn weave(&self, language: Language, page: &str) -> Result<String> {
        let mut woven = figure::replaced(page, |caption, target| {
            let figure = self.figure(language, caption, target);
            figure.with_context(|| target.to_owned())
        })?;
        woven = replaced(&woven, "](lab:", ')', |target| {
            let url = self.url(language, target);
            Ok(format!("]({})", url.with_context(|| target.to_owned())?))
        })?;
        for system in SYSTEMS {
            woven = replaced(&woven, &format!("{{{system}"), '}', |rest| {
                let what = format!("{system}{rest}");
                let value = self.value(language, &what);
                value.with_context(|| format!("{{{what}}}"))
            })?;
        }
        Ok(woven)
    }

    /// What happens in a run of DolphinScheduler, for somebody who writes `moments`.
    ///
    /// # Errors
    /// When there is no such run.
    #[allow(dead_code, reason = "the test of the book has no use for it")]
    pub(crate) fn facts(run: &str) -> Result<String> {
        let (id, link) = named(run)?;
        failover::facts(id, &link)
    }

    /// The pictures that the pages woven so far in a language show where a figure is not alive: file
    /// names and texts.
    #[allow(dead_code, reason = "the test of the book has no use for it")]
    pub(crate) fn stills(&self, language: Language) -> Vec<(String, String)> {
        let stills = self.stills.borrow();
        let own = stills.iter().filter(|((other, _), _)| *other == language);
        own.map(|(_, picture)| (picture.name.clone(), picture.svg.clone()))
            .collect()
    }

    fn url(&self, language: Language, target: &str) -> Result<String> {
        let (told, moment) = self.target(target)?;
        told.url(language, moment)
    }

    fn figure(&self, language: Language, caption: &str, target: &str) -> Result<String> {
        let (told, moment) = self.target(target)?;
        let url = told.url(language, moment)?;
        let moment = moment.ok_or_else(|| anyhow!("a figure needs a moment"))?;
        let mut stills = self.stills.borrow_mut();
        let place = (language, target.to_owned());
        let still = if let Some(picture) = stills.get(&place) {
            Shown::Picture(picture.name.clone())
        } else {
            let event = told.story.moment(moment)?;
            match told.story.still(language, &told.id, event)? {
                Still::Told(lines) => Shown::Told(lines),
                Still::Picture(svg) => {
                    let name = format!("figure-{}.svg", stills.len() + 1);
                    let picture = Picture { name, svg };
                    Shown::Picture(stills.entry(place).or_insert(picture).name.clone())
                }
            }
        };
        Ok(figure::html(caption, &url, &still))
    }

    /// The run that a link or figure names, and the moment.
    fn target<'t>(&self, target: &'t str) -> Result<(Rc<Told>, Option<&'t str>)> {
        match target.split_once('#') {
            Some((run, moment)) => Ok((self.told(run)?, Some(moment))),
            None => Ok((self.told(target)?, None)),
        }
    }

    fn value(&self, language: Language, what: &str) -> Result<String> {
        let (run, name) = what
            .split_once(' ')
            .ok_or_else(|| anyhow!("write {{SCENARIO VALUE}}"))?;
        if name == "fixes" {
            return self.fixes(language, run);
        }
        let told = self.told(run)?;
        let story = &told.story;
        if let Some(seeds) = name.strip_prefix("of-") {
            return Ok(self.harmed(run, seeds.parse()?)?.to_string());
        }
        if let Some(moment) = name.strip_prefix("clock:") {
            let at = story.time(story.moment(moment)?)?;
            return Ok(story.time_of_day(at).replace(',', "."));
        }
        if let Some(moment) = name.strip_prefix("at:") {
            let at = story.time(story.moment(moment)?)?;
            return Ok(about(language, at.since(story.zero())));
        }
        match name {
            "verdict" => Ok(story.verdict(language)),
            "gap" => Ok(about(language, story.gap()?)),
            name => story.value(language, name),
        }
    }

    /// A row per fix: what is done, on how many seeds the harm is still there, the verdict.
    fn fixes(&self, language: Language, run: &str) -> Result<String> {
        let told = self.told(run)?;
        let mut rows = String::new();
        for (id, title) in told.story.fixes(language) {
            let join = if run.contains('?') { '&' } else { '?' };
            let name = format!("{run}{join}fix={id}");
            let fixed = self.told(&name)?;
            let (url, verdict) = (fixed.url(language, None)?, fixed.story.verdict(language));
            let harmed = self.harmed(&name, SEEDS)?;
            writeln!(rows, "| [{title}]({url}) | {harmed} | {verdict} |")?;
        }
        if rows.is_empty() {
            bail!("the scenario has no fixes");
        }
        Ok(rows.trim_end().to_owned())
    }

    /// On how many of the first seeds a run shows what its story is about.
    fn harmed(&self, run: &str, seeds: u64) -> Result<u64> {
        let key = (run.to_owned(), seeds);
        if let Some(harmed) = self.harmed.borrow().get(&key) {
            return Ok(*harmed);
        }
        let harmed = self.told(run)?.story.harmed(seeds)?;
        self.harmed.borrow_mut().insert(key, harmed);
        Ok(harmed)
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
        let (id, link) = named(name)?;
        let moments = book.join("moments").join(id).with_extension("txt");
        let moments = if moments.exists() {
            fs::read_to_string(moments)?
        } else {
            String::new()
        };
        let story: Box<dyn Story> = if ::failover::catalog::text(id).is_some() {
            Box::new(failover::Told::tell(id, &link, &moments)?)
        } else {
            Box::new(zookeeper::Told::tell(id, &link, &moments)?)
        };
        Ok(Self {
            id: id.to_owned(),
            link,
            story,
        })
    }

    /// The address of a moment of this run.
    fn url(&self, language: Language, moment: Option<&str>) -> Result<String> {
        let mut link = self.link.clone();
        link.language = Some(language.tag().to_owned());
        if let Some(moment) = moment {
            let event = self.story.moment(moment)?;
            let (at, zero) = (self.story.time(event)?, self.story.zero());
            link.at = Some(Offset(
                i64::try_from(at.as_micros())? - i64::try_from(zero.as_micros())?,
            ));
            link.event = Some(event.0);
        }
        Ok(format!("{LAB}{}?{}", self.id, link.query()))
    }
}

/// A run's scenario and choice.
fn named(run: &str) -> Result<(&str, Link)> {
    let (id, query) = run.split_once('?').unwrap_or((run, ""));
    let (link, problems) = Link::parse(query);
    if let Some(problem) = problems.first() {
        bail!("{problem}");
    }
    Ok((id, link))
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
