//! An attempt at a level: its steps, and the run that they make.

use super::Level;
use crate::operator::{Line, Operator};
use crate::plan::Choice;
use crate::script::Script;
use crate::script::error::{Problem, unknown};
use core::fmt;

/// A step: one thing that is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Move {
    /// A parameter is set before the story begins.
    Set(String, String),
    /// A line of the operator's script.
    Line(Line),
}

impl Move {
    /// Reads `set NAME VALUE`, or a line.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["set", name, value] => Ok(Self::Set(name.to_owned(), value.to_owned())),
            ["set", ..] => Err(Problem::Missing {
                after: "set".to_owned(),
                what: "a parameter with its value",
                example: "set cnx-timeout-ms 500",
            }),
            _ => Line::parse(text).map(Self::Line),
        }
    }

    /// Its line, if it is one.
    pub fn line(&self) -> Option<&Line> {
        match self {
            Self::Line(line) => Some(line),
            Self::Set(..) => None,
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(name, value) => write!(f, "set {name} {value}"),
            Self::Line(line) => line.fmt(f),
        }
    }
}

impl<G> Level<G> {
    /// What is run when these steps are taken.
    pub fn choice(&self, script: &Script, moves: &[Move]) -> Choice {
        let mut choice = Choice {
            operator: self.operator(moves),
            until: Some(self.until),
            ..Choice::default()
        };
        let chosen = moves.iter().filter_map(|step| match step {
            Move::Set(name, value) => Some((name, value)),
            Move::Line(_) => None,
        });
        let given = self.params.iter().map(|(name, value)| (name, value));
        for (name, value) in given.chain(chosen) {
            // A parameter at its default is no choice.
            let default = script.param(name).map(|param| &param.default);
            if default == Some(value) {
                choice.params.remove(name.as_str());
            } else {
                choice.params.insert(name.clone(), value.clone());
            }
        }
        choice
    }

    /// The script of these steps: what is done, with the pace between.
    fn operator(&self, moves: &[Move]) -> Operator {
        let mut operator = Operator::new(self.from);
        operator.instead = self.instead;
        let mut paused = true;
        for line in moves.iter().filter_map(Move::line) {
            let waits = matches!(line, Line::Wait(_));
            let mut put = |line| {
                let end = operator.lines().len();
                // A level that may have so many lines is refused when it is read.
                let _ = operator.insert(end, line);
            };
            if !paused && !waits && self.pace.0 > 0 {
                put(Line::Wait(self.pace));
            }
            put(line.clone());
            paused = waits;
        }
        // Nothing that is done is done at no time: a link does not say when.
        if operator.is_empty() {
            return Operator::default();
        }
        operator
    }

    /// The steps of a choice: those that set something first, then the lines in their order.
    ///
    /// # Errors
    /// When something was chosen that the level does not offer.
    pub fn moves(&self, script: &Script, choice: &Choice) -> Result<Vec<Move>, Problem> {
        let mut moves = self.settings(script, choice);
        moves.extend(self.lines(choice));
        let known = || self.allowed.iter().map(ToString::to_string);
        if let Some(other) = moves.iter().find(|step| !self.allowed.contains(step)) {
            let known: Vec<String> = known().collect();
            let known = known.iter().map(String::as_str);
            return Err(unknown("step of this level", &other.to_string(), known));
        }
        let own = Choice {
            seed: choice.seed,
            ..self.choice(script, &moves)
        };
        if own != *choice {
            return Err(Problem::Malformed {
                word: choice.operator.to_string(),
                what: "an attempt at this level",
                example: "what its buttons write",
            });
        }
        Ok(moves)
    }

    /// The parameters that are not what the situation makes them.
    fn settings(&self, script: &Script, choice: &Choice) -> Vec<Move> {
        let offered = self.allowed.iter().filter_map(|step| match step {
            Move::Set(name, _) => Some(name),
            Move::Line(_) => None,
        });
        let mut names: Vec<&String> = self.params.iter().map(|(name, _)| name).collect();
        names.extend(offered);
        names.extend(choice.params.keys());
        let mut moves: Vec<Move> = Vec::new();
        for name in names {
            let default = script.param(name).map(|param| &param.default);
            let given = self.params.iter().find(|(other, _)| other == name);
            let given = given.map(|(_, value)| value).or(default);
            let chosen = choice.params.get(name).or(default);
            let step = chosen.map(|value| Move::Set(name.clone(), value.clone()));
            moves.extend(step.filter(|step| chosen != given && !moves.contains(step)));
        }
        moves
    }

    /// The lines of its script, without the pauses that lie between any two.
    fn lines(&self, choice: &Choice) -> impl Iterator<Item = Move> {
        let lines = choice.operator.lines();
        let acts = |line: Option<&Line>| matches!(line, Some(Line::Act(_) | Line::Await(_)));
        let between = move |index: usize| {
            let before = index.checked_sub(1).and_then(|before| lines.get(before));
            acts(before) && acts(lines.get(index + 1))
        };
        let implied =
            move |index: usize, line: &Line| *line == Line::Wait(self.pace) && between(index);
        let numbered = lines.iter().enumerate();
        numbered
            .filter(move |(index, line)| !implied(*index, line))
            .map(|(_, line)| Move::Line(line.clone()))
    }
}
