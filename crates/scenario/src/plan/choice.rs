//! What a person asks for: parameters, fixes, a seed, an end. Links and the command line write it in
//! the same words.

use crate::operator::Operator;
use crate::script::error::Problem;
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
