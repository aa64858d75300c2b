//! What can be done on the page.

use super::{Course, Making};
use crate::exhibit::Exhibit;
use crate::shared::Shared;
use locale::label::Label;
use picture::zookeeper::ZooKeeper;
use scenario::plan::Choice;
use sim::id::{EventId, NodeId};
use sim::time::SimTime;
use std::rc::Rc;
use view::time::Lanes;

/// Something done on the page.
#[derive(Clone, Debug)]
pub enum Action<S: Exhibit = ZooKeeper> {
    /// Moves the playhead, while somebody drags it.
    Scrub(SimTime),
    /// Moves the playhead and selects what has just happened there.
    Seek(SimTime),
    /// Goes to an event and selects it.
    Go(EventId),
    /// Goes to the next event.
    Forward(Kind),
    /// Goes to the previous event.
    Backward(Kind),
    /// Goes to the cause of what is selected.
    ToCause,
    /// Comes forward again from a cause.
    FromCause,
    /// Goes to a link of the chain of causes, with the chain in view.
    GoAlong(EventId),
    /// Shows the causes of what is selected on stage and time, or no longer.
    ToggleTrail,
    /// Looks into a server.
    Inspect(NodeId),
    /// Starts or stops time.
    TogglePlay,
    /// Lets so many milliseconds of wall time pass.
    Tick(f64),
    /// Changes the speed.
    SetSpeed(Speed),
    /// Zooms the time panel around a moment; more than 1 is closer.
    Zoom(f64, SimTime),
    /// Moves the window of the time panel by so many of its lengths.
    Pan(f64),
    /// Moves the window of the time panel so that this moment is in its middle.
    Centre(SimTime),
    /// Shows the whole run.
    Fit,
    /// Changes how time is drawn.
    SetScale(Scale),
    /// Opens the fold over the idle span that begins here, or folds the span again.
    ToggleFold(SimTime),
    /// Changes the lanes.
    SetLanes(Lanes),
    /// Shows another tab of the inspector.
    SetTab(Tab),
    /// Applies fixes at the playhead, or from the start.
    SetFromHere(bool),
    /// Applies a fix, or takes it back.
    ToggleFix(Rc<str>),
    /// Asks for the parameters.
    OpenParams,
    /// Asks for the operator's script.
    OpenScript,
    /// Plays the scenario's level, or leaves it.
    Level(bool),
    /// Gives a parameter, or the seed, a value as it was typed; its default if there is none.
    SetParam(Rc<str>, Option<String>),
    /// Looks for words in events and log lines.
    Search(String),
    /// Goes to the next event found, or to the one before.
    Found(bool),
    /// Goes to a time as it was typed.
    Jump(String),
    /// Runs what was chosen.
    Choose(Choice),
    /// Shows the run that was being made, if it is this one and it is over.
    Made(Shared<Making<S>>),
    /// Gives the run up that is being made; the one shown stays.
    Cancel,
    /// Takes the last choice back.
    Undo,
    /// Makes the choice again that was taken back.
    Redo,
    /// Goes back to the run as it happened, and to its beginning.
    StartOver,
    /// Takes the lesson.
    Lesson(Lesson<S>),
    /// Takes a notice away.
    Dismiss,
}

/// What can be done with the lesson.
#[derive(Clone, Debug)]
pub enum Lesson<S: Exhibit = ZooKeeper> {
    /// It is at hand.
    Ready(Rc<Course<S>>),
    /// It cannot be had.
    Failed,
    /// Begins it.
    Begin,
    /// Goes to a step by its place.
    To(usize),
    /// Goes to the next step.
    Next,
    /// Goes to the step before; from the first, back to the story.
    Back,
    /// Guesses the answer at this place of the list that is shown.
    Guess(usize),
    /// Tells the answer.
    Reveal,
    /// Shows a step that did not happen here in the run in which it happens.
    Elsewhere,
    /// Leaves it.
    Leave,
}

/// Which events a step stops at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Those that begin, end, decide or fail something.
    Event,
    /// Those after which a host, a process or the service is something else.
    Change,
    /// Those of the inspected server.
    SameNode,
    /// Those of the thread that the selected event happened on.
    SameThread,
}

/// How the time panel draws time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scale {
    /// At one scale.
    True,
    /// With long idle spans folded.
    #[default]
    Folded,
    /// With long idle spans folded, and the milliseconds around the playhead magnified.
    Lens,
}

impl Scale {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::True, Self::Folded, Self::Lens];

    /// The one after it; after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::True => Self::Folded,
            Self::Folded => Self::Lens,
            Self::Lens => Self::True,
        }
    }

    /// Its name.
    pub fn label(self) -> Label {
        match self {
            Self::True => Label::ScaleTrue,
            Self::Folded => Label::ScaleFolded,
            Self::Lens => Label::ScaleLens,
        }
    }
}

/// How fast time runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Speed {
    /// A tenth of real time.
    Tenth,
    /// Real time.
    #[default]
    Real,
    /// Ten times as fast.
    Ten,
    /// The whole run in six seconds.
    Whole,
}

impl Speed {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Tenth, Self::Real, Self::Ten, Self::Whole];

    /// What its button says.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tenth => "0.1×",
            Self::Real => "1×",
            Self::Ten => "10×",
            Self::Whole => "∞",
        }
    }
}

/// What the inspector shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tab {
    /// The selected event and its causes.
    #[default]
    Why,
    /// What the servers have printed.
    Log,
    /// What a server holds.
    State,
    /// What its threads are inside of.
    Threads,
}

impl Tab {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Why, Self::Log, Self::State, Self::Threads];

    /// Its name.
    pub fn label(self) -> Label {
        match self {
            Self::Why => Label::Why,
            Self::Log => Label::Log,
            Self::State => Label::State,
            Self::Threads => Label::Threads,
        }
    }

    /// Its part of an element's id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Why => "why",
            Self::Log => "log",
            Self::State => "state",
            Self::Threads => "threads",
        }
    }
}
