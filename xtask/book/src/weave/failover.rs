//! Runs of DolphinScheduler. Moments and values are those of `book/moments/`; figures of the outcome have
//! names of their own:
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
use ::failover::outcome::Outcome;
use ::failover::plan::Plan;
use ::failover::run::Run;
use anyhow::{Result, anyhow, bail};
use dolphinscheduler::setting::Setting;
use locale::Language;
use locale::dolphinscheduler::names::host;
use locale::number::about;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use scenario::permalink::Link;
use scenario::plan::Choice;
use scenario::script::Script;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::Trace;

use super::moments::{Measure, Moments, Search, words_of};
use super::story::{Still, Story, sum};

/// A run and what is named of it.
pub(super) struct Told {
    script: Script,
    choice: Choice,
    run: Run,
    outcome: Outcome,
    moments: Moments,
}

impl Told {
    pub(super) fn tell(id: &str, link: &Link, moments: &str) -> Result<Self> {
        let script = catalog::find(id)?;
        let run = play(&script, &link.choice)?;
        let search = Search {
            trace: run.trace(),
            setting: &run.plan().setting,
            zero: run.plan().zero,
        };
        let moments = Moments::find(moments, &search)?;
        Ok(Self {
            outcome: Outcome::of(&run),
            choice: link.choice.clone(),
            script,
            run,
            moments,
        })
    }

    fn setting(&self) -> &Setting {
        &self.run.plan().setting
    }
}

/// Every event of a run from zero on, in the words that `moments` knows it by, one a line.
pub(super) fn facts(id: &str, link: &Link) -> Result<String> {
    let run = play(&catalog::find(id)?, &link.choice)?;
    let plan = run.plan();
    let mut lines = String::new();
    for (_, row) in run.trace().iter().filter(|(_, row)| row.at >= plan.zero) {
        let words = words_of(&row, &plan.setting).join(" ");
        writeln!(lines, "{:>7} {words}", plan.ms(row.at))?;
    }
    Ok(lines)
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
        let event = self.moments.events.get(id);
        let event = event.ok_or_else(|| anyhow!("the book has no moment “{id}” of this story"))?;
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
            name => match self.moments.values.get(name) {
                Some(Some(Measure::Span(span))) => return Ok(about(language, *span)),
                Some(Some(Measure::Count(count))) => *count,
                Some(Some(Measure::Host(node))) => {
                    return Ok(host(language, self.setting(), *node));
                }
                Some(None) => bail!("“{name}” has no value in this run"),
                None => bail!("the book has no such value of this story"),
            },
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
            let outcome = Outcome::of(&play(&self.script, &choice)?);
            let mut about = self.run.plan().about.iter();
            harmed += u64::from(about.any(|harm| outcome.shows(harm)));
        }
        Ok(harmed)
    }

    fn still(&self, language: Language, _: &str, event: EventId) -> Result<Still> {
        let plan = self.run.plan();
        let reading: Reading<'_, DolphinScheduler> = Reading {
            trace: self.run.trace(),
            setting: &plan.setting,
            deeds: &plan.deeds,
        };
        let mut scrubber = Scrubber::new(&reading);
        let before = scrubber.after(&reading, event.0);
        let told = locale::dolphinscheduler::event::tell(language, &reading, before, event);
        let clock = self.time_of_day(self.time(event)?);
        let words = format!("{clock} {} {}", told.head, told.detail);
        Ok(Still::Words(words.trim().to_owned()))
    }
}
