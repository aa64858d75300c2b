//! Runs of DolphinScheduler. Moments and values are those of their lessons and of `book/moments/`; figures
//! of the outcome have names of their own:
//!
//! | name | what |
//! |---|---|
//! | `survivors`, `self-kills` | masters that run at the end; servers that have stopped themselves |
//! | `stall` | the longest that a command waited while a running master was registered |
//! | `owners`, `copies`, `dispatches`, `apps`, `commands-twice` | what was there more than once |
//! | `lost-commands`, `lost-workflows`, `lost-alerts` | what is gone |

use std::fmt::Write as _;
use std::sync::Arc;

use ::failover::catalog;
use ::failover::lesson;
use ::failover::outcome::Outcome;
use ::failover::plan::Plan;
use ::failover::run::Run;
use anyhow::{Result, anyhow, bail};
use dolphinscheduler::fact::shape::{self, Kind, NOTHING, Part};
use dolphinscheduler::setting::Setting;
use locale::Language;
use locale::dolphinscheduler::names::host;
use locale::number::about;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use scenario::lesson::Bound;
use scenario::permalink::Link;
use scenario::plan::Choice;
use scenario::script::Script;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::{Row, Trace};

use super::story::{Line, Still, Story, sum};

/// A run and what is named of it.
pub(super) struct Told {
    script: Script,
    choice: Choice,
    run: Run,
    outcome: Outcome,
    /// What the book names, then what the lesson does.
    bound: Bound,
    /// How many of the steps are the book's.
    own: usize,
}

impl Told {
    pub(super) fn tell(id: &str, link: &Link, moments: &str) -> Result<Self> {
        let script = catalog::find(id)?;
        let run = play(&script, &link.choice)?;
        let mut bound = named(moments, &run)?;
        let own = bound.steps.len();
        if let Some(texts) = catalog::lesson(id) {
            let lesson = named(texts.steps, &run)?;
            bound.steps.extend(lesson.steps);
            bound.values.extend(lesson.values);
        }
        Ok(Self {
            outcome: Outcome::of(&run),
            choice: link.choice.clone(),
            script,
            run,
            bound,
            own,
        })
    }

    fn setting(&self) -> &Setting {
        &self.run.plan().setting
    }
}

/// The steps and values of a text in a run.
fn named(steps: &str, run: &Run) -> Result<Bound> {
    let plan = run.plan();
    let lesson = lesson::read(steps, &plan.setting)?;
    Ok(lesson::bind(&lesson, &reading(run), plan.from))
}

fn reading(run: &Run) -> Reading<'_, DolphinScheduler> {
    let plan = run.plan();
    Reading {
        trace: run.trace(),
        setting: &plan.setting,
        deeds: &plan.deeds,
    }
}

/// Every event of a run from zero on, a line each, in the words that lessons know it by.
pub(super) fn facts(id: &str, link: &Link) -> Result<String> {
    let run = play(&catalog::find(id)?, &link.choice)?;
    let plan = run.plan();
    let mut lines = String::new();
    for (_, row) in run.trace().iter().filter(|(_, row)| row.at >= plan.zero) {
        let host = plan.setting.name(row.node);
        let fact = words(&row, &plan.setting).unwrap_or_default();
        writeln!(lines, "{:>7} {host} {fact}", plan.ms(row.at))?;
    }
    Ok(lines)
}

/// A fact with its fields and their parts.
fn words(row: &Row, setting: &Setting) -> Option<String> {
    let shape = shape::all().find(|shape| shape.tag == row.tag)?;
    let mut words = shape.name.to_owned();
    for (place, (name, kind)) in shape.fields().enumerate() {
        let parts = [(".node", Part::Node), (".lock", Part::Lock)];
        let parts = parts.iter().filter_map(|(word, part)| {
            let kind = shape.part(name, *part)?;
            Some((*word, Some(*part), kind))
        });
        for (part, of, kind) in [("", None, kind)].into_iter().chain(parts) {
            let value = shape::read(row, place, of)?;
            if value != NOTHING {
                let _ = write!(words, " {name}{part}={}", word(value, kind, setting));
            }
        }
    }
    Some(words)
}

fn word(value: u64, kind: Kind, setting: &Setting) -> String {
    let number = value.to_string();
    match kind {
        Kind::Number | Kind::Moment | Kind::Hosts => number,
        Kind::Host => {
            u8::try_from(value).map_or(number, |node| setting.name(NodeId(node)).to_owned())
        }
        Kind::Words(words) => {
            let mut pairs = words.split_whitespace().filter_map(|w| w.split_once(':'));
            let found = pairs.find(|(of, _)| *of == number);
            found.map_or(number, |(_, word)| word.to_owned())
        }
    }
}

fn play(script: &Script, choice: &Choice) -> Result<Run> {
    let plan = Plan::decide(script, choice).map_err(|error| anyhow!("{error}"))?;
    Ok(Run::complete(Arc::new(plan)))
}

impl Story for Told {
    fn trace(&self) -> &Trace {
        self.run.trace()
    }

    fn zero(&self) -> SimTime {
        self.run.plan().zero
    }

    fn time_of_day(&self, at: SimTime) -> String {
        let stamp = self.run.plan().clock.stamp(at);
        let time = stamp.split(' ').next_back();
        time.unwrap_or_default().to_owned()
    }

    fn moment(&self, id: &str) -> Result<EventId> {
        let mut steps = self.bound.steps.iter();
        let step = steps.find(|step| step.id == id);
        let step = step.ok_or_else(|| anyhow!("this story has no moment “{id}”"))?;
        let event = step.event;
        event.ok_or_else(|| anyhow!("moment “{id}” does not happen in this run"))
    }

    fn value(&self, language: Language, name: &str) -> Result<String> {
        let (twice, lost) = (self.outcome.duplicates, self.outcome.lost);
        let count = match name {
            "survivors" => self.outcome.survivors.len(),
            "self-kills" => self.outcome.self_kills.len(),
            "stall" => return Ok(about(language, self.outcome.stall)),
            "owners" => twice.workflow_owners as usize,
            "copies" => twice.tasks as usize,
            "dispatches" => twice.dispatches as usize,
            "apps" => twice.yarn_apps as usize,
            "commands-twice" => twice.commands as usize,
            "lost-commands" => lost.commands as usize,
            "lost-workflows" => lost.workflows as usize,
            "lost-alerts" => lost.alerts as usize,
            name => {
                let quantity = self.bound.value(name);
                let quantity =
                    quantity.ok_or_else(|| anyhow!("there is no such value in this run"))?;
                return Ok(locale::lesson::quantity(language, quantity));
            }
        };
        Ok(count.to_string())
    }

    fn verdict(&self, language: Language) -> String {
        let setting = self.setting();
        let why = locale::failover::verdict::why(language, setting, &self.outcome.why);
        // The terminal says master1, people say M1.
        let hosts = (0..).map(NodeId).zip(&setting.hosts);
        hosts.fold(why, |why, (node, spec)| {
            why.replace(&spec.name, &host(language, setting, node))
        })
    }

    fn gap(&self) -> Result<Span> {
        sum(&self.outcome.unavailable)
    }

    fn fixes(&self, language: Language) -> Vec<(String, String)> {
        let fixes = self.script.fixes.iter();
        fixes
            .map(|fix| (fix.id.clone(), language.of(&fix.title).to_owned()))
            .collect()
    }

    fn harmed(&self, seeds: u64) -> Result<u64> {
        if self.run.plan().about.is_empty() {
            bail!("the story is not about a harm");
        }
        let mut harmed = 0;
        for seed in 1..=seeds {
            let choice = Choice {
                seed: Some(seed),
                ..self.choice.clone()
            };
            let run = play(&self.script, &choice)?;
            let outcome = Outcome::of(&run);
            let mut about = self.run.plan().about.iter();
            harmed += u64::from(about.any(|harm| outcome.shows(harm)));
        }
        Ok(harmed)
    }

    fn still(&self, language: Language, _: &str, event: EventId) -> Result<Still> {
        let reading = reading(&self.run);
        let mut scrubber = Scrubber::new(&reading);
        let mut lines = Vec::new();
        for event_beside in self.beside(event) {
            let before = scrubber.after(&reading, event_beside.0);
            let told =
                locale::dolphinscheduler::event::tell(language, &reading, before, event_beside);
            let between = match language {
                Language::En => " ",
                Language::Zh => "",
            };
            let words = format!("{}{between}{}", told.head, told.detail);
            lines.push(Line {
                clock: self.time_of_day(self.time(event_beside)?),
                words: words.trim().to_owned(),
                here: event_beside == event,
            });
        }
        Ok(Still::Told(lines))
    }
}

/// How many of the named moments are told before and after the one that a still is about.
const BESIDE: usize = 4;

impl Told {
    /// The named moments around one of them, in their order.
    fn beside(&self, event: EventId) -> Vec<EventId> {
        let own = self.bound.steps.iter().take(self.own);
        let mut all: Vec<EventId> = own.filter_map(|step| step.event).collect();
        all.push(event);
        all.sort_unstable();
        all.dedup();
        let here = all.iter().position(|other| *other == event).unwrap_or(0);
        let beside = all.iter().skip(here.saturating_sub(BESIDE));
        beside.take(2 * BESIDE + 1).copied().collect()
    }
}
