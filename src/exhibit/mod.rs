//! What the page has to know of a system to show its runs. Everything else is the same for all of them,
//! and is generic: a system's instance of it can lie in a part of the page that is loaded when one of its
//! runs is opened.

mod dolphinscheduler;
mod zookeeper;

use crate::components::Here;
use crate::parts::{Loaders, LogPart};
use crate::session::{Session, Shown};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use picture::reading::Reading;
use scenario::brief::Brief;
use scenario::catalog::CatalogError;
use scenario::compare::Difference;
use scenario::gathering::Watching;
use scenario::lesson::{Bound, Lesson, Look};
use scenario::level::{Goal, Judged as Decided, Level, Ruling};
use scenario::plan::{Choice, PlanError};
use scenario::run::Advancing;
use scenario::script::Script;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::{Row, Trace};
use std::fmt::Debug;
use view::drawn::Drawn;
use view::paint::Drawing;
use view::stage::Focus;
use yew::prelude::*;

/// A system whose runs the page shows.
pub trait Exhibit: Drawn + PartialEq {
    /// A run of it.
    type Run: Advancing<Plan = Self::Plan>;
    /// What comes of a run.
    type Outcome: 'static;
    /// What is gathered of a run.
    type Watch: Watching<Plan = Self::Plan, Index = Self::Index, Outcome = Self::Outcome>;
    /// Which facts print, and what is needed to write their lines.
    type Log: 'static;
    /// What two runs differ in.
    type Comparison: 'static;
    /// What a level can ask of a run.
    type Aim: Goal + Clone + PartialEq + 'static;

    /// What the system is called.
    const NAME: &'static str;

    /// What one can search for in its runs.
    const SEARCH: Label;

    /// Whether it comes first in the gallery, with its first scenario before all.
    const IS_FIRST: bool;

    /// What its stories are about, in a few words.
    fn about(language: Language) -> &'static str;

    /// The ids of its scenarios, in the order in which a newcomer should meet them.
    fn ids() -> impl Iterator<Item = &'static str>;

    /// Reads a scenario of the catalogue.
    ///
    /// # Errors
    /// When there is none with this id.
    fn find(id: &str) -> Result<Script, CatalogError>;

    /// Decides a scenario.
    ///
    /// # Errors
    /// When it cannot be run.
    fn decide(script: &Script, choice: &Choice) -> Result<Self::Plan, PlanError>;

    /// The release that a plan runs.
    fn release(plan: &Self::Plan) -> &'static str;

    /// What came of a run that ended then, in a few bytes.
    fn brief(outcome: &Self::Outcome, end: SimTime) -> Brief;

    /// What a run made of a fix, beside the run without it: how good it is, and in a few words.
    fn heals(
        language: Language,
        brief: &Brief,
        before: Option<&Brief>,
        plan: &Self::Plan,
    ) -> (Sign, String);

    /// Why a run ended as it did, in one or two sentences.
    fn why(shown: &Shown<Self>, language: Language) -> String;

    /// What a run says about the property at this place of their list; nothing behind the last one.
    fn judged(shown: &Shown<Self>, place: usize) -> Option<Judged>;

    /// That property in words, and what its violation is called.
    fn property(shown: &Shown<Self>, place: usize, language: Language) -> [&'static str; 2];

    /// Why it is violated.
    fn why_violated(shown: &Shown<Self>, place: usize, language: Language) -> Option<String>;

    /// The next change after a moment of a state, or of the service: when, and in words.
    fn next_change(session: &Session<Self>, language: Language) -> Option<(SimTime, String)>;

    /// Whether anybody is served at the playhead, and what comes of it.
    fn service(session: &Session<Self>, language: Language) -> Html;

    /// The stage at a moment.
    fn stage(here: Here<'_, Self>, focus: &Focus<'_>, size: (f32, f32)) -> Scene;

    /// What the stage shows at this time of day, in words.
    fn caption(language: Language, time: &str) -> String;

    /// What a server holds at the playhead.
    fn state(here: Here<'_, Self>) -> Html;

    /// What the threads of a server are inside of at the playhead.
    fn threads(here: Here<'_, Self>) -> Html;

    /// Which facts print.
    fn log(trace: &Trace, plan: &Self::Plan) -> Self::Log;

    /// The facts that print a line, in their order.
    fn printed(log: &Self::Log) -> &[EventId];

    /// The line that a fact prints, if it prints one.
    fn line(log: &Self::Log, shown: &Shown<Self>, event: EventId) -> Option<Line>;

    /// What a fact is called in the engine.
    fn fact_name(row: &Row) -> Option<&'static str>;

    /// What tells the present state of a scenario's lesson from earlier ones; nothing if it has none.
    fn lesson_mark(id: &str) -> Option<&'static str>;

    /// Reads the steps of a lesson; nothing if they are none.
    fn read_lesson(steps: &str, plan: &Self::Plan) -> Option<Lesson>;

    /// Finds a lesson's steps in a run.
    fn bind(lesson: &Lesson, reading: &Reading<'_, Self>, from: SimTime) -> Bound;

    /// Whether a lesson that points there means this row of the time panel.
    fn is_meant(kind: &Self::RowKind, look: Look, plan: &Self::Plan) -> bool;

    /// The names of the hosts, by their number.
    fn names(plan: &Self::Plan) -> Vec<String>;

    /// What can be done to each host by hand at the playhead.
    fn hands(session: &Session<Self>, language: Language) -> Vec<Hands>;

    /// What the run that is shown is worth as an attempt at a level.
    fn rule(level: &Level<Self::Aim>, shown: &Shown<Self>) -> Ruling;

    /// What a level asks, and what decides it, in words.
    fn aim(
        language: Language,
        plan: &Self::Plan,
        aim: &Self::Aim,
        decided: &Decided,
    ) -> [String; 2];

    /// Compares two runs that are over.
    fn compared(runs: &[Shown<Self>; 2]) -> Self::Comparison;

    /// The places at which they differ, by time.
    fn stops(comparison: &Self::Comparison) -> &[Difference];

    /// Why they end as they do, in one sentence.
    fn sentence(
        language: Language,
        comparison: &Self::Comparison,
        runs: &[Shown<Self>; 2],
    ) -> String;

    /// Figures of one of them, by its place.
    fn figures(
        language: Language,
        comparison: &Self::Comparison,
        runs: &[Shown<Self>; 2],
        which: usize,
    ) -> Vec<(Label, String)>;

    /// Whether a run ends as one would wish.
    fn ends_well(shown: &Shown<Self>) -> bool;

    /// Where the parts of the page come from that show more of its runs.
    fn loaders() -> Option<Loaders<Self>>;

    /// The lines that its releases print, if they are at hand: a search is no component and cannot wait.
    fn log_at_hand() -> Option<LogPart<Self>>;

    /// Keeps them at hand.
    fn keep_log(part: LogPart<Self>);
}

/// What can be done to a host by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hands {
    /// The host.
    pub name: String,
    /// What it can be seen to be.
    pub state: &'static str,
    /// The verbs that would do something to it now.
    pub verbs: &'static [&'static str],
}

/// How good a fix is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// It heals.
    Heals,
    /// It heals in part.
    Partly,
    /// It ends badly.
    Dies,
    /// It has no effect.
    Same,
}

/// What a run says about a property.
#[derive(Clone, Copy)]
pub struct Judged {
    /// Whether it holds.
    pub holds: bool,
    /// Whether it is a law of the protocol: that it holds is what one expects.
    pub is_law: bool,
    /// Whether it ought to hold at any moment, so that its first violation is one.
    pub is_always: bool,
    /// When it was first violated.
    pub first: Option<SimTime>,
}

/// A line of a log.
pub struct Line {
    /// Its level as it is printed.
    pub level: &'static str,
    /// Its text as the release prints it.
    pub text: String,
    /// How much of the text's beginning says nothing but the date.
    pub date: usize,
}

/// The stage at a moment: what is drawn, and what stands in the document over it.
pub struct Scene {
    /// What is drawn.
    pub drawing: Shared<Drawing>,
    /// What stands over it.
    pub over: Html,
    /// The height that all of it takes, in px.
    pub height: f32,
}
