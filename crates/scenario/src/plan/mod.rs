//! A scenario with its parameters and fixes decided: everything a run starts from.

pub mod act;
mod choice;
mod clients;
mod config_text;
mod files;
mod hosts;
pub mod nodes;

pub use act::VERBS;
pub use choice::{Choice, SEED_MAX, moment, seed};

use crate::operator::Operator;
use crate::script::error::{Problem, ScriptError};
use crate::script::statement::Raw;
use crate::script::time::Offset;
use crate::script::{Fix, Script};
use act::{Act, ConfigEdit, What};
use clients::DraftClient;
use files::{Configs, FIRST_CLIENT, FIRST_SERVER, host_names};
use hosts::{DraftHost, sid_of};
use picture::system::System;
use picture::zookeeper::ZooKeeper;
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::monitor::Handover;
use sim::random::Range;
use sim::time::SimTime;
use std::sync::Arc;
use zookeeper::dialect::Release;
use zookeeper::disk::{Disk, Edit};
use zookeeper::log4j::WallClock;
use zookeeper::server::Command;
use zookeeper::setting::{ConfigId, Setting};

/// What is done to a world of ZooKeeper servers.
pub type Deed = Intervention<Command, Edit>;

/// Why there is no plan.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanError {
    /// What was asked for is not there, or cannot be.
    #[error("{0}")]
    Choice(Problem),
    /// The scenario file has a mistake.
    #[error("{0}")]
    Script(#[from] ScriptError),
}

/// Everything a run starts from.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Hosts and configuration files.
    pub setting: Arc<Setting>,
    /// What is on each host's disk at the beginning.
    pub disks: Vec<Disk>,
    /// What is done, in the order of the Trace's act numbers.
    pub deeds: Vec<(SimTime, Deed)>,
    /// The moment that counts as zero, and the time of day at it.
    pub clock: WallClock,
    /// When the story begins on screen; what lies before it brought its situation about.
    pub from: SimTime,
    /// When the run ends.
    pub until: SimTime,
    /// The seed of all that varies.
    pub seed: u64,
    /// How long packets take.
    pub latency: Range,
    /// The release that the servers start with.
    pub release: Release,
    /// The value of every parameter.
    pub params: Vec<(String, String)>,
    /// The fixes that are applied.
    pub fixes: Vec<(String, Option<Offset>)>,
}

/// How long packets take when a scenario does not say so: a switch or two between racks.
const LATENCY: Range = Range::micros(100, 250);

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
        Planned::ms(self, at)
    }

    /// The moment that lies so far from zero.
    pub fn moment(&self, offset: Offset) -> SimTime {
        Planned::moment(self, offset)
    }
}

/// What every system's plan says.
pub trait Planned: Sized {
    /// The system that it is for.
    type System: System;

    /// Hosts and files.
    fn setting(&self) -> &<Self::System as System>::Setting;

    /// What is done whatever happens.
    fn deeds(&self) -> &[picture::reading::Deed<Self::System>];

    /// The time of day.
    fn clock(&self) -> &WallClock;

    /// When the story begins on screen.
    fn from(&self) -> SimTime;

    /// When the run ends.
    fn until(&self) -> SimTime;

    /// The seed of all that varies.
    fn seed(&self) -> u64;

    /// The moment that lies so far from zero.
    fn moment(&self, offset: Offset) -> SimTime {
        let zero = i64::try_from(self.clock().zero().as_micros()).unwrap_or(i64::MAX);
        let micros = zero.saturating_add(offset.0).max(0);
        SimTime::from_micros(micros.unsigned_abs())
    }

    /// Milliseconds from zero, rounded down as a log's clock is.
    fn ms(&self, at: SimTime) -> i64 {
        at.millis_from(self.clock().zero())
    }
}

impl Planned for Plan {
    type System = ZooKeeper;

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
    names: Vec<String>,
    clock: Option<String>,
    seed: u64,
    from: Option<Offset>,
    until: Offset,
    latency: Range,
    handover: Handover,
    release: Release,
    hosts: Vec<DraftHost>,
    clients: Vec<DraftClient>,
    acts: Vec<Act>,
}

/// The time of day at zero when a scenario does not say so.
const CLOCK: &str = "2026-01-01 12:00:00.000";

impl Draft {
    fn new(params: Vec<(String, String)>) -> Self {
        Self {
            params,
            names: Vec::new(),
            clock: None,
            seed: 1,
            from: None,
            until: Offset(300_000_000),
            latency: LATENCY,
            handover: Handover::Barging,
            release: Release::V3_4_6,
            hosts: Vec::new(),
            clients: Vec::new(),
            acts: Vec::new(),
        }
    }

    /// From the beginning of a script on that stands for the story's operator, only what befalls the
    /// servers is left of the story.
    fn relieve(&mut self, operator: &Operator) {
        let servers = self.names.len();
        if operator.instead {
            let stays = |act: &Act| act.at < operator.from || act.what.befalls(servers);
            self.acts.retain(stays);
        }
    }

    /// Carries out what is done by hand.
    fn operate(&mut self, choice: &Choice) -> Result<(), Problem> {
        let operator = &choice.operator;
        if operator.first_await().is_some() {
            let known = VERBS.map(|(verb, _)| verb);
            return Err(crate::script::error::unknown("verb", "await", known));
        }
        let until = choice.until.unwrap_or(self.until);
        operator.check_moments(self.from.unwrap_or_default(), until)?;
        for (at, words) in operator.acts() {
            let at = at.to_string();
            let words: Vec<&str> = std::iter::once(at.as_str())
                .chain(words.split(' '))
                .collect();
            self.at(&words, None, None)?;
        }
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
        let (word, args) = words
            .split_first()
            .map_or(("", &[][..]), |(w, args)| (*w, args));
        match word {
            "system" => system(args),
            "clock" => self.clock(raw.rest()),
            "seed" => {
                self.seed = seed(raw.rest())?;
                Ok(())
            }
            "until" => {
                self.until = act::offset(raw.rest())?;
                Ok(())
            }
            "from" => {
                self.from = Some(act::offset(raw.rest())?);
                Ok(())
            }
            "servers" => {
                self.names = nodes::declare(args)?;
                self.hosts = vec![DraftHost::default(); self.names.len()];
                Ok(())
            }
            "lock" => {
                self.handover = match args {
                    ["barging"] => Handover::Barging,
                    ["fifo"] => Handover::Fifo,
                    _ => {
                        let known = ["barging", "fifo"];
                        return Err(crate::script::error::unknown(
                            "lock policy",
                            raw.rest(),
                            known,
                        ));
                    }
                };
                Ok(())
            }
            "latency" => {
                self.latency = act::range(raw.rest())?;
                Ok(())
            }
            "release" => self.release(args),
            "client" => {
                let client = DraftClient::parse(&self.names, args)?;
                self.clients.push(client);
                Ok(())
            }
            "at" | "here" => self.at(args, raw.body.as_deref(), moment),
            _ => self.host_statement(word, args, raw.body.as_deref()),
        }
    }

    fn clock(&mut self, text: &str) -> Result<(), Problem> {
        if WallClock::parse(SimTime::ZERO, text).is_none() {
            return Err(Problem::Malformed {
                word: text.to_owned(),
                what: "a date and time",
                example: "clock 2017-04-11 11:19:12.000",
            });
        }
        self.clock = Some(text.to_owned());
        Ok(())
    }

    fn release(&mut self, args: &[&str]) -> Result<(), Problem> {
        let Some((name, targets)) = args.split_first() else {
            return Err(Problem::Missing {
                after: "release".to_owned(),
                what: "a release",
                example: "release 3.4.6",
            });
        };
        let release = act::release(name)?;
        if targets.is_empty() {
            self.release = release;
        }
        for node in nodes::find(&self.names, targets)? {
            if let Some(host) = self.hosts.get_mut(node.index()) {
                host.release = Some(release);
            }
        }
        Ok(())
    }

    fn at(
        &mut self,
        args: &[&str],
        body: Option<&str>,
        moment: Option<Offset>,
    ) -> Result<(), Problem> {
        let Some((when, rest)) = args.split_first() else {
            return Err(Problem::Missing {
                after: "at".to_owned(),
                what: "a time and a verb",
                example: "at 5s start zk1",
            });
        };
        let when = Offset(
            act::offset(when)?
                .0
                .saturating_add(moment.map_or(0, |moment| moment.0)),
        );
        let (names, words) = clients::spell_out(&self.names, &self.clients, rest);
        let acts = act::parse(&names, when, &words, body)?;
        self.acts.extend(acts);
        Ok(())
    }

    /// Statements about what is on a host before anything happens.
    fn host_statement(
        &mut self,
        word: &str,
        args: &[&str],
        body: Option<&str>,
    ) -> Result<(), Problem> {
        if let "zoo.cfg" | "set" = word {
            return self.config(word, args, body);
        }
        let Some((value, targets)) = args.split_last() else {
            return Err(Problem::Missing {
                after: word.to_owned(),
                what: "servers and a value",
                example: "zxid zk1 0x724cd35ff",
            });
        };
        let nodes = nodes::find(&self.names, targets)?;
        let set = hosts::value(word, value)?;
        for node in nodes {
            if let Some(host) = self.hosts.get_mut(node.index()) {
                set(host);
            }
        }
        Ok(())
    }

    /// `zoo.cfg NODES <<END`, or `set NODES KEY=VALUE`.
    fn config(&mut self, word: &str, args: &[&str], body: Option<&str>) -> Result<(), Problem> {
        let (targets, change) = match (word, args.split_last()) {
            ("set", Some((assignment, targets))) => (targets, &[*assignment][..]),
            _ => (args, &[][..]),
        };
        let edit = ConfigEdit::parse(change, body)?;
        for node in nodes::find(&self.names, targets)? {
            let text = edit.apply(&self.config_of(node));
            if let Some(host) = self.hosts.get_mut(node.index()) {
                host.config = Some(text);
            }
        }
        Ok(())
    }

    fn config_of(&self, node: NodeId) -> String {
        let written = self
            .hosts
            .get(node.index())
            .and_then(|host| host.config.clone());
        written.unwrap_or_else(|| {
            let hosts = self.names.iter().enumerate();
            let hosts: Vec<(i64, &str)> = hosts
                .map(|(index, name)| (sid_of(index, name).0, name.as_str()))
                .collect();
            config_text::standard(&hosts)
        })
    }

    fn finish(mut self, choice: &Choice) -> Result<Plan, Problem> {
        if self.names.is_empty() {
            return Err(Problem::Missing {
                after: "the file".to_owned(),
                what: "a line that names the servers",
                example: "servers zk0..zk4",
            });
        }
        let until = choice.until.unwrap_or(self.until);
        choice.check_moments(until)?;
        let earliest = self.acts.iter().map(|act| act.at.0).min().unwrap_or(0);
        let start = earliest.min(self.from.map_or(0, |from| from.0)).min(0);
        let zero = SimTime::from_micros(start.unsigned_abs());
        let moment =
            |offset: Offset| SimTime::from_micros((offset.0 - start).max(0).unsigned_abs());
        let mut configs = Configs::default();
        let mut texts: Vec<String> = (0..self.names.len())
            .filter_map(|index| u8::try_from(index).ok())
            .map(|index| self.config_of(NodeId(index)))
            .collect();
        let initial: Vec<ConfigId> = texts.iter().map(|text| configs.number(text)).collect();
        let mut deeds = Vec::new();
        for act in act::in_order(std::mem::take(&mut self.acts)) {
            let deed = match act.what {
                What::Plain(deed) => deed,
                What::EditConfig(node, edit) => {
                    let Some(text) = texts.get_mut(node.index()) else {
                        continue;
                    };
                    *text = edit.apply(text);
                    Intervention::Edit(node, Edit::ZooCfg(configs.number(text)))
                }
                What::Reconfig(node, edit) => {
                    // Everybody's file is rewritten when it is committed.
                    let text = edit.apply(texts.get(node.index()).map_or("", String::as_str));
                    texts.iter_mut().for_each(|old| old.clone_from(&text));
                    Intervention::Tell(node, Command::Reconfig(configs.number(&text)))
                }
            };
            deeds.push((moment(act.at), deed));
        }
        configs.check()?;
        let setting = Arc::new(Setting::new(
            host_names(&self.names, FIRST_SERVER),
            host_names(&self.client_names(), FIRST_CLIENT),
            configs.files,
        ));
        let disks = self.disks(&setting, &initial);
        let clock = self.clock.as_deref().unwrap_or(CLOCK);
        let clock = WallClock::parse(zero, clock).ok_or_else(|| Problem::Malformed {
            word: clock.to_owned(),
            what: "a date and time",
            example: "clock 2017-04-11 11:19:12.000",
        })?;
        Ok(Plan {
            setting,
            disks,
            deeds,
            clock,
            from: moment(self.from.unwrap_or(Offset(0))),
            until: moment(until),
            seed: choice.seed.unwrap_or(self.seed),
            latency: self.latency,
            release: self.release,
            params: self.params,
            fixes: choice.fixes.clone(),
        })
    }
}

fn system(args: &[&str]) -> Result<(), Problem> {
    match args {
        ["zookeeper"] => Ok(()),
        _ => Err(crate::script::error::unknown(
            "system",
            &args.join(" "),
            ["zookeeper"],
        )),
    }
}
