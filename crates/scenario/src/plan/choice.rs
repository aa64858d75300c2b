//! What a person asks for: parameters, fixes, a seed, an end. Links and the command line write it in
//! the same words.

use crate::operator::Operator;
use crate::script::Script;
use crate::script::error::{Problem, unknown};
use crate::script::param::Param;
use crate::script::time::{self, Offset};
use sim::sorted_map::SortedMap;

/// What a person has asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Values of parameters that differ from their default.
    pub params: SortedMap<String, String>,
    /// Fixes, each from the start or at a moment.
    pub fixes: Vec<(String, Option<Offset>)>,
    /// What is done by hand.
    pub operator: Operator,
    /// The seed, if not the scenario's own.
    pub seed: Option<u64>,
    /// The end, if not the scenario's own.
    pub until: Option<Offset>,
}

impl Choice {
    /// Adds a parameter, written `NAME=VALUE`.
    ///
    /// # Errors
    /// When there is no `=`. Whether the scenario knows the name is found when it is decided.
    pub fn set(&mut self, assignment: &str) -> Result<(), Problem> {
        let (name, value) = assignment
            .split_once('=')
            .ok_or_else(|| Problem::Malformed {
                word: assignment.to_owned(),
                what: "a parameter with its value",
                example: "cnx-timeout-ms=500",
            })?;
        self.params.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    /// Adds a fix, written `ID` or `ID@TIME`. A fix that is there already is applied once, as asked
    /// for last.
    ///
    /// # Errors
    /// When the time cannot be read.
    pub fn fix(&mut self, text: &str) -> Result<(), Problem> {
        let (id, at) = match text.split_once('@') {
            Some((id, at)) => (id, Some(moment(at)?)),
            None => (text, None),
        };
        self.fixes.retain(|(other, _)| other != id);
        self.fixes.push((id.to_owned(), at));
        Ok(())
    }

    /// The value of every parameter of a scenario: the default, what was asked for, what a fix sets.
    ///
    /// # Errors
    /// When a parameter, a fix or a value is not known.
    pub fn values(&self, script: &Script) -> Result<Vec<(String, String)>, Problem> {
        for name in self.params.keys() {
            if script.param(name).is_none() {
                let offered = script.params.iter().filter(|p| !p.hidden);
                let known = offered.map(|p| p.name.as_str());
                return Err(unknown("parameter", name, known));
            }
        }
        let mut set: SortedMap<&str, &str> = (self.params.iter())
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        for (id, at) in &self.fixes {
            let fix = script.find_fix(id)?;
            if at.is_none() {
                set.extend(
                    fix.set
                        .iter()
                        .map(|(name, value)| (name.as_str(), value.as_str())),
                );
            }
        }
        let decide = |param: &Param| {
            let value = set.get(param.name.as_str()).copied();
            let value = value.unwrap_or(&param.default);
            Ok((param.name.clone(), param.read(value)?))
        };
        script.params.iter().map(decide).collect()
    }

    /// Whether the run ends after zero, and after the last fix.
    ///
    /// # Errors
    /// When it does not.
    pub fn check_moments(&self, until: Offset) -> Result<(), Problem> {
        if until.0 <= 0 {
            return Err(Problem::Malformed {
                word: until.to_string(),
                what: "an end after zero",
                example: "--until 300s",
            });
        }
        let late = self
            .fixes
            .iter()
            .find_map(|(id, at)| Some((id, at.filter(|at| *at > until)?)));
        match late {
            Some((id, at)) => Err(Problem::AfterTheEnd {
                what: format!("fix {id}"),
                at: at.to_string(),
                until: until.to_string(),
            }),
            None => Ok(()),
        }
    }
}

/// Reads a moment of a run, counted from zero.
///
/// # Errors
/// When it is no time, or lies before zero.
pub fn moment(text: &str) -> Result<Offset, Problem> {
    time::parse(text)
        .filter(|offset| offset.0 >= 0)
        .ok_or_else(|| Problem::Malformed {
            word: text.to_owned(),
            what: "a time from zero on",
            example: "1500ms, 300s, 5m or 1h",
        })
}

/// The largest seed: the largest whole number that JSON readers keep exactly.
pub const SEED_MAX: u64 = (1 << 53) - 1;

/// Reads a seed.
///
/// # Errors
/// When it is no whole number from 0 to 2^53 − 1.
pub fn seed(text: &str) -> Result<u64, Problem> {
    text.parse()
        .ok()
        .filter(|seed| *seed <= SEED_MAX)
        .ok_or_else(|| Problem::Malformed {
            word: text.to_owned(),
            what: "a seed",
            example: "a whole number from 0 to 9007199254740991",
        })
}
