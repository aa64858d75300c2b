//! A scenario with its parameters and fixes decided: everything a run starts from.

mod act;
mod cluster;
mod job;
mod script;
mod switch;

pub use act::VERBS;
pub use job::{Job, LOOK, Ready, Step};
pub use script::AWAITS;
pub use switch::SWITCHES;

use act::Act;
use cluster::Cluster;
use dolphinscheduler::disk::{Disk, Edit};
use dolphinscheduler::log::WallClock;
use dolphinscheduler::model::Model;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, Role, Setting, TaskSpec, Work};
use picture::dolphinscheduler::DolphinScheduler;
use scenario::operator::Operator;
use scenario::plan::act::{offset, range, span};
use scenario::plan::{Choice, PlanError, Planned, seed};
use scenario::script::error::{Problem, ScriptError, unknown};
use scenario::script::statement::Raw;
use scenario::script::time::Offset;
use scenario::script::{Fix, Script};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::random::Range;
use sim::time::{SimTime, Span};
use std::sync::Arc;

/// What is done to a cluster.
pub type Deed = Intervention<Command, Edit>;

/// Words that a statement at the top of a file can begin with.
pub const TOP: [&str; 30] = [
    "title",
    "story",
    "source",
    "minutes",
    "param",
    "fix",
    "system",
    "about",
    "seen",
    "assumed",
    "clock",
    "seed",
    "until",
    "from",
    "latency",
    "model",
    "masters",
    "workers",
    "yarn",
    "log-servers",
    "workflow",
    "session-timeout",
    "heartbeat",
    "tick",
    "boot",
    "peer-delay",
    "check-to-write",
    "switch",
    "at",
    "when",
];

/// Harms that a story can be about.
pub const HARMS: [&str; 4] = ["self_kills", "duplicates", "lost", "stall"];

/// Everything a run starts from.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Hosts and workflows.
    pub setting: Arc<Setting>,
    /// What is on each host's disk at the beginning.
    pub disks: Vec<Disk>,
    /// What is done whatever happens.
    pub deeds: Vec<(SimTime, Deed)>,
    /// What an operator does who looks before the next step.
    pub jobs: Vec<Job>,
    /// The time of day.
    pub clock: WallClock,
    /// The moment that counts as zero: the operator's first act.
    pub zero: SimTime,
    /// When the story begins on screen; what lies before it brought its situation about.
    pub from: SimTime,
    /// When the run ends.
    pub until: SimTime,
    /// The seed of all that varies.
    pub seed: u64,
    /// How long packets take.
    pub latency: Range,
    /// The model that the servers run.
    pub model: Model,
    /// The harms that the story is about, of [`HARMS`].
    pub about: Vec<&'static str>,
    /// The value of every parameter.
    pub params: Vec<(String, String)>,
    /// The fixes that are applied.
    pub fixes: Vec<(String, Option<Offset>)>,
}

/// How long packets take when a scenario does not say so: one machine room (section 13.5: a round trip
/// takes milliseconds, most of it in the servers).
const LATENCY: Range = Range::micros(60, 300);

/// How long before the first act of the file the registry and the database are started.
const INFRASTRUCTURE: i64 = 2_000_000;

/// The time of day at zero when a scenario does not say so.
const CLOCK: &str = "2026-01-01 12:00:00.000";

impl Plan {
    /// Decides a scenario.
    ///
    /// # Errors
    /// A sentence about the choice, or about the line of the file that cannot be carried out.
    pub fn decide(script: &Script, choice: &Choice) -> Result<Self, PlanError> {
        let mut draft = Draft::new(choice.values(script).map_err(PlanError::Choice)?);
        for raw in &script.statements {
            draft.statement(raw, None)?;
        }
        draft.relieve(&choice.operator);
        for (id, at) in &choice.fixes {
            let fix = script.find_fix(id).map_err(PlanError::Choice)?;
            draft.fix(fix, *at)?;
        }
        draft.operate(choice).map_err(PlanError::Choice)?;
        draft.finish(choice).map_err(PlanError::Choice)
    }

    /// Milliseconds from zero, rounded down as a log's clock is.
    pub fn ms(&self, at: SimTime) -> i64 {
        at.millis_from(self.zero)
    }

    /// The moment that lies so far from zero.
    pub fn moment(&self, offset: Offset) -> SimTime {
        let zero = i64::try_from(self.zero.as_micros()).unwrap_or(i64::MAX);
        let micros = zero.saturating_add(offset.0).max(0);
        SimTime::from_micros(micros.unsigned_abs())
    }

    /// The masters.
    pub fn masters(&self) -> impl Iterator<Item = NodeId> {
        self.setting.of_role(Role::Master)
    }
}

impl Planned for Plan {
    type System = DolphinScheduler;

    fn setting(&self) -> &Setting {
        &self.setting
    }

    fn deeds(&self) -> &[(SimTime, Deed)] {
        &self.deeds
    }

    fn clock(&self) -> &WallClock {
        &self.clock
    }

    fn from(&self) -> SimTime {
        self.from
    }

    fn until(&self) -> SimTime {
        self.until
    }

    fn seed(&self) -> u64 {
        self.seed
    }
}

/// A plan while the statements are carried out.
struct Draft {
    params: Vec<(String, String)>,
    clock: String,
    seed: u64,
    from: Option<Offset>,
    until: Offset,
    latency: Range,
    about: Vec<&'static str>,
    cluster: Cluster,
    acts: Vec<Act>,
    /// How many of the acts are those of the story's operator, and when somebody takes over from them.
    relieved: Option<(usize, Offset)>,
}

impl Draft {
    fn new(params: Vec<(String, String)>) -> Self {
        Self {
            params,
            clock: CLOCK.to_owned(),
            seed: 1,
            from: None,
            until: Offset(300_000_000),
            latency: LATENCY,
            about: Vec::new(),
            cluster: Cluster::default(),
            acts: Vec::new(),
            relieved: None,
        }
    }

    /// From the beginning of a script on that stands for the story's operator, only what befalls the
    /// cluster is left of the story.
    fn relieve(&mut self, operator: &Operator) {
        if operator.instead {
            let stays = |act: &Act| act.at < operator.from || act.what.befalls();
            self.acts.retain(stays);
            self.relieved = Some((self.acts.len(), operator.from));
        }
    }

    /// Carries out what is done by hand.
    fn operate(&mut self, choice: &Choice) -> Result<(), Problem> {
        let operator = &choice.operator;
        let until = choice.until.unwrap_or(self.until);
        operator.check_moments(self.from.unwrap_or_default(), until)?;
        let acts = script::acts(&self.cluster, operator)?;
        self.acts.extend(acts);
        Ok(())
    }

    fn fix(&mut self, fix: &Fix, at: Option<Offset>) -> Result<(), PlanError> {
        for raw in fix.deeds(at).map_err(PlanError::Choice)? {
            self.statement(raw, at)?;
        }
        Ok(())
    }

    fn statement(&mut self, raw: &Raw, moment: Option<Offset>) -> Result<(), ScriptError> {
        let Some(raw) = raw.resolve(&self.params)? else {
            return Ok(());
        };
        let line = raw.line;
        self.carry_out(&raw, moment)
            .map_err(|problem| ScriptError { line, problem })
    }

    fn carry_out(&mut self, raw: &Raw, moment: Option<Offset>) -> Result<(), Problem> {
        let words = raw.words();
        let args = words.get(1..).unwrap_or_default();
        let cluster = &mut self.cluster;
        match raw.word() {
            "system" => system(args)?,
            "about" => self.about = about(args)?,
            // For readers; see crate::notes.
            "seen" | "assumed" => {}
            "clock" => raw.rest().clone_into(&mut self.clock),
            "seed" => self.seed = seed(raw.rest())?,
            "until" => self.until = offset(raw.rest())?,
            "from" => self.from = Some(offset(raw.rest())?),
            "latency" => self.latency = range(raw.rest())?,
            "model" => cluster.model = act::model(raw.rest())?,
            "masters" => cluster.masters = count("masters", raw.rest(), MOST_MASTERS)?,
            "workers" => cluster.workers = count("workers", raw.rest(), MOST_WORKERS)?,
            "yarn" => cluster.yarn = true,
            "log-servers" => cluster.log_servers = true,
            "workflow" => cluster.workflows.push(workflow(args)?),
            "session-timeout" => cluster.session_timeout = Some(span(raw.rest())?),
            "heartbeat" => cluster.heartbeat = Some(span(raw.rest())?),
            "tick" => cluster.tick = span(raw.rest())?,
            "boot" => cluster.boot = Some(range(raw.rest())?),
            "peer-delay" => cluster.peer_delay = or_auto(raw.rest())?,
            "check-to-write" => cluster.check_to_write = or_auto(raw.rest())?,
            "switch" => cluster.switches.push(switch::parse(args)?),
            "at" | "here" => self.at(args, moment)?,
            other => return Err(unknown("statement", other, TOP)),
        }
        Ok(())
    }

    fn at(&mut self, args: &[&str], moment: Option<Offset>) -> Result<(), Problem> {
        let Some((when, rest)) = args.split_first() else {
            return Err(Problem::Missing {
                after: "at".to_owned(),
                what: "a time and a verb",
                example: "at 5s start master1",
            });
        };
        let since = moment.map_or(0, |moment| moment.0);
        let when = Offset(offset(when)?.0.saturating_add(since));
        let acts = act::parse(&self.cluster, when, rest)?;
        self.acts.extend(acts);
        Ok(())
    }

    fn finish(self, choice: &Choice) -> Result<Plan, Problem> {
        if self.cluster.masters == 0 {
            return Err(Problem::Missing {
                after: "the file".to_owned(),
                what: "a line that says how many masters there are",
                example: "masters 2",
            });
        }
        let until = choice.until.unwrap_or(self.until);
        choice.check_moments(until)?;
        let earliest = self.acts.iter().map(|act| act.at.0).min().unwrap_or(0);
        let start = earliest.min(self.from.map_or(0, |from| from.0)).min(0) - INFRASTRUCTURE;
        let zero = SimTime::from_micros(start.unsigned_abs());
        let moment =
            |offset: Offset| SimTime::from_micros((offset.0 - start).max(0).unsigned_abs());
        let clock = WallClock::parse(zero, &self.clock).ok_or_else(|| Problem::Malformed {
            word: self.clock.clone(),
            what: "a date and time",
            example: "clock 2017-04-11 11:19:12.000",
        })?;
        let (setting, disks) = self.cluster.build();
        let infrastructure = self.cluster.infrastructure(&setting);
        let mut deeds: Vec<(SimTime, Deed)> = infrastructure
            .map(|node| (SimTime::ZERO, Intervention::Start(node)))
            .collect();
        let mut jobs = Vec::new();
        for (index, act) in self.acts.into_iter().enumerate() {
            let relieved = self.relieved.filter(|(acts, _)| index < *acts);
            match act.what {
                act::What::Deed(deed) => deeds.push((moment(act.at), deed)),
                act::What::Job(steps) => jobs.push(Job {
                    at: moment(act.at),
                    steps,
                    relieved: relieved.map(|(_, at)| moment(at)),
                }),
            }
        }
        deeds.sort_by_key(|(at, _)| *at);
        Ok(Plan {
            setting,
            disks,
            deeds,
            jobs,
            clock,
            zero,
            from: moment(self.from.unwrap_or(Offset(0))),
            until: moment(until),
            seed: choice.seed.unwrap_or(self.seed),
            latency: self.latency,
            model: self.cluster.model,
            about: self.about,
            params: self.params,
            fixes: choice.fixes.clone(),
        })
    }
}

fn system(args: &[&str]) -> Result<(), Problem> {
    match args {
        ["dolphinscheduler"] => Ok(()),
        _ => Err(unknown("system", &args.join(" "), ["dolphinscheduler"])),
    }
}

fn about(args: &[&str]) -> Result<Vec<&'static str>, Problem> {
    let harm = |word: &&str| {
        let found = HARMS.into_iter().find(|harm| harm == word);
        found.ok_or_else(|| unknown("harm", word, HARMS))
    };
    args.iter().map(harm).collect()
}

/// Hosts of one kind at most; the kernel takes 32 in all.
const MOST_MASTERS: u8 = 5;
const MOST_WORKERS: u8 = 10;

fn count(what: &'static str, text: &str, most: u8) -> Result<u8, Problem> {
    let number: u8 = text.parse().map_err(|_| Problem::Malformed {
        word: text.to_owned(),
        what: "a whole number",
        example: "masters 2",
    })?;
    if number > most {
        return Err(Problem::OutOfRange {
            name: what.to_owned(),
            value: text.to_owned(),
            min: 0,
            max: i64::from(most),
        });
    }
    Ok(number)
}

/// A length of time, or `auto`.
fn or_auto(text: &str) -> Result<Option<Span>, Problem> {
    match text {
        "auto" => Ok(None),
        text => span(text).map(Some),
    }
}

/// `NAME shell 30s yarn 5m`: tasks, each after the one before.
fn workflow(args: &[&str]) -> Result<Definition, Problem> {
    let missing = || Problem::Missing {
        after: "workflow".to_owned(),
        what: "a name and its tasks",
        example: "workflow flow shell 30s shell 2s",
    };
    let (name, rest) = args.split_first().ok_or_else(missing)?;
    if rest.is_empty() || rest.len() % 2 != 0 || rest.len() > 2 * 26 {
        return Err(missing());
    }
    let task = |(number, words): (u8, &[&str])| {
        let [kind, time] = words else {
            return Err(missing());
        };
        let runtime = span(time)?;
        let work = match *kind {
            "shell" => Work::Shell(runtime),
            "yarn" | "yarn-late" => Work::Yarn {
                runtime,
                id_at_once: *kind == "yarn",
            },
            other => {
                return Err(unknown(
                    "kind of task",
                    other,
                    ["shell", "yarn", "yarn-late"],
                ));
            }
        };
        Ok(TaskSpec {
            name: char::from(b'a' + number).to_string(),
            after: number.checked_sub(1).into_iter().collect(),
            work,
            max_retry_times: 0,
        })
    };
    let tasks = (0_u8..).zip(rest.chunks(2)).map(task);
    Ok(Definition {
        name: (*name).to_owned(),
        tasks: tasks.collect::<Result<_, _>>()?,
    })
}
