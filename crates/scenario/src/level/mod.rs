//! Levels as data: a situation, a goal and a few things that may be done, to be met in few steps.
//!
//! `level.txt` beside a scenario says how the situation comes about, what may be done, what the run has to
//! be like, and a solution. A level is judged by the run alone, never by which lines brought it about:
//! a goal is a property of the run with the number that decides it. What may be done is finite, so that
//! [`Level::each_attempt`] can try everything that is shorter than the solution; a test does.
//!
//! What is here serves every system; which goals there are is each system's own ([`Goal`]). Those of
//! ZooKeeper are [`zookeeper::Aim`].

mod attempt;
mod parse;
mod search;
#[cfg(test)]
mod tests;
pub mod zookeeper;

pub use attempt::Move;

use crate::operator::Line;
use crate::script::Bilingual;
use crate::script::error::Problem;
use crate::script::time::Offset;
use sim::id::NodeId;
use sim::time::Span;

/// What a level can ask of a run of one system.
pub trait Goal: Sized {
    /// Reads a goal; the names are those of the hosts, by their number.
    ///
    /// # Errors
    /// When there is no such goal, or it is asked of nobody.
    fn parse(names: &[String], words: &[&str]) -> Result<Self, Problem>;

    /// How many further lines it takes at least, however they are chosen, to meet the goal after these;
    /// `idle` is what is measured when nothing is done at all. Zero if nothing is known.
    fn least(&self, names: &[String], idle: &Measured, lines: &[&Line]) -> usize;
}

/// A level, with the goals of its system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Level<G> {
    /// What it is called: the goal in a few words.
    pub title: Bilingual,
    /// The situation, and what is asked.
    pub task: Bilingual,
    /// Help, from little to much.
    pub hints: Vec<Bilingual>,
    /// Why the solution is one.
    pub why: Bilingual,
    /// Parameters of the situation, where they are not the scenario's own.
    pub params: Vec<(String, String)>,
    /// When it begins: the first line is carried out then.
    pub from: Offset,
    /// When it is judged.
    pub until: Offset,
    /// How much time lies between two lines without a wait between them.
    pub pace: Offset,
    /// Whether the player takes the place of the story's operator.
    pub instead: bool,
    /// What may be done.
    pub allowed: Vec<Move>,
    /// What has to be met.
    pub goals: Vec<G>,
    /// What may be met beyond that.
    pub stars: Vec<G>,
    /// The fewest steps that meet the goals.
    pub par: usize,
    /// One way to meet them in so many, and the stars as well.
    pub solution: Vec<Move>,
}

/// What decides whether a goal is met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Measured {
    /// How many there are.
    Count(u32),
    /// How long it takes or lasts.
    Length(Span),
    /// It does not happen.
    Never,
    /// Those of whom it is not so.
    Not(Vec<NodeId>),
    /// The one who does it; nobody if nobody does.
    Who(Option<NodeId>),
    /// It happens first so long after the beginning, and should not.
    First(Span),
}

/// A goal in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judged {
    /// Whether it is met.
    pub met: bool,
    /// What decides it.
    pub measured: Measured,
}

/// What a run is worth as an attempt at a level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ruling {
    /// The goals, in their order.
    pub goals: Vec<Judged>,
    /// The stars, in their order.
    pub stars: Vec<Judged>,
}

impl Ruling {
    /// Whether the level is won.
    pub fn is_won(&self) -> bool {
        self.goals.iter().all(|goal| goal.met)
    }

    /// How many stars it earns: none before it is won.
    pub fn stars(&self) -> usize {
        let met = self.stars.iter().filter(|star| star.met);
        if self.is_won() { met.count() } else { 0 }
    }
}

impl Judged {
    /// A number that must not be exceeded.
    pub fn at_most(count: u32, most: u32) -> Self {
        Self {
            met: count <= most,
            measured: Measured::Count(count),
        }
    }

    /// A length that must not be exceeded; nothing if it has no end.
    pub fn within(length: Option<Span>, most: Span) -> Self {
        Self {
            met: length.is_some_and(|length| length <= most),
            measured: length.map_or(Measured::Never, Measured::Length),
        }
    }

    /// Something that has to be so of everybody: of these it is not.
    pub fn of_all(not: Vec<NodeId>) -> Self {
        Self {
            met: not.is_empty(),
            measured: Measured::Not(not),
        }
    }

    /// Something that has to be done by one.
    pub fn by(who: Option<NodeId>, wanted: NodeId) -> Self {
        Self {
            met: who == Some(wanted),
            measured: Measured::Who(who),
        }
    }
}

/// Of the hosts for which a goal is not met when nothing is done, how many are named by no line that
/// could change that, which begins with one of these verbs.
pub fn untouched(names: &[String], idle: &Measured, lines: &[&Line], verbs: &[&str]) -> usize {
    let Measured::Not(nodes) = idle else {
        return 0;
    };
    let touched = |node: &NodeId| {
        let name = names.get(node.index());
        name.is_none_or(|name| lines.iter().any(|line| touches(line, name, verbs)))
    };
    nodes.iter().filter(|node| !touched(node)).count()
}

fn touches(line: &Line, name: &str, verbs: &[&str]) -> bool {
    let Line::Act(words) = line else {
        return false;
    };
    let mut words = words.split(' ');
    words.next().is_some_and(|verb| verbs.contains(&verb)) && words.any(|word| word == name)
}
