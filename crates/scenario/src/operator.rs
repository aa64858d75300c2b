//! The operator's script: what somebody does to a run, one line after the other, in the verbs of
//! scenario files. Lines have no times of their own, so that they can be moved: the first is carried
//! out at the script's beginning, and each at the same moment as the one before it, unless a line
//! `wait` lies between them.

use crate::plan::moment;
use crate::script::error::{Problem, unknown};
use crate::script::time::Offset;
use core::fmt;

/// The verbs that a script may use; `wait` is the script's own, the others are those of scenario files.
pub const VERBS: [&str; 9] = [
    "start",
    "stop",
    "kill",
    "restart",
    "power-off",
    "power-on",
    "edit",
    "write",
    "wait",
];

/// Lines of a script at most.
pub const LINES: usize = 64;

/// A line of a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// Nothing is done for so long.
    Wait(Offset),
    /// A verb and what it is done to, with one space between words: `restart zk0`.
    Act(String),
}

impl Line {
    /// Reads a line; in links a `_` stands for a space. Whether the servers exist is found when the
    /// run is decided.
    ///
    /// # Errors
    /// When it does not begin with one of [`VERBS`], or waits for no time.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let words: Vec<&str> = text
            .split(|c: char| c == '_' || c.is_whitespace())
            .filter(|word| !word.is_empty())
            .collect();
        match words[..] {
            ["wait", length] => Ok(Self::Wait(moment(length)?)),
            [verb, _, ..] if verb != "wait" && VERBS.contains(&verb) => {
                Ok(Self::Act(words.join(" ")))
            }
            [verb, ..] if !VERBS.contains(&verb) => Err(unknown("verb", verb, VERBS)),
            _ => Err(Problem::Missing {
                after: text.to_owned(),
                what: "a server, or for wait a length of time",
                example: "restart zk0, or wait 5s",
            }),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wait(length) => write!(f, "wait {length}"),
            Self::Act(words) => f.write_str(words),
        }
    }
}

/// A script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// When its first line is carried out, counted from zero.
    pub from: Offset,
    lines: Vec<Line>,
}

impl Operator {
    /// A script without lines that begins then.
    pub fn new(from: Offset) -> Self {
        Self {
            from,
            lines: Vec::new(),
        }
    }

    /// Reads what [`fmt::Display`] writes: `60000ms,restart_zk0,wait_300ms,restart_zk2`. A script that
    /// does not begin with a time begins at zero.
    ///
    /// # Errors
    /// The first line that cannot be read, or that there are too many.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut script = Self::default();
        let items = text.split(',').map(str::trim);
        for (index, item) in items.filter(|item| !item.is_empty()).enumerate() {
            if index == 0 && item.starts_with(|c: char| c.is_ascii_digit()) {
                script.from = moment(item)?;
            } else {
                script.insert(script.lines.len(), Line::parse(item)?)?;
            }
        }
        Ok(script)
    }

    /// Its lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Whether nothing is done.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Puts a line before the one with this index, or at the end.
    ///
    /// # Errors
    /// When there are [`LINES`] already.
    pub fn insert(&mut self, index: usize, line: Line) -> Result<(), Problem> {
        if self.lines.len() >= LINES {
            return Err(Problem::OutOfRange {
                name: "lines".to_owned(),
                value: (LINES + 1).to_string(),
                min: 0,
                max: i64::try_from(LINES).unwrap_or(i64::MAX),
            });
        }
        self.lines.insert(index.min(self.lines.len()), line);
        Ok(())
    }

    /// Takes a line out; nothing if there is none with this index.
    pub fn remove(&mut self, index: usize) -> Option<Line> {
        (index < self.lines.len()).then(|| self.lines.remove(index))
    }

    /// Moves a line to where another one is, or to the end; the lines between them move by one. Nothing
    /// happens if there is none with this index.
    pub fn shift(&mut self, from: usize, to: usize) {
        if let Some(line) = self.remove(from) {
            self.lines.insert(to.min(self.lines.len()), line);
        }
    }

    /// What is done, and when: the words after `at` of a scenario file.
    pub fn acts(&self) -> impl Iterator<Item = (Offset, &str)> {
        let mut now = self.from;
        self.lines.iter().filter_map(move |line| match line {
            Line::Wait(length) => {
                now = Offset(now.0.saturating_add(length.0));
                None
            }
            Line::Act(words) => Some((now, words.as_str())),
        })
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        for line in &self.lines {
            write!(f, ",{}", line.to_string().replace(' ', "_"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;
    use crate::outcome::Outcome;
    use crate::plan::{Choice, Plan};
    use crate::run::Run;
    use std::sync::Arc;

    const CURE: &str = "229000ms,restart_zk0,wait_300ms,restart_zk2";

    fn choice(script: &str) -> Choice {
        Choice {
            operator: Operator::parse(script).unwrap(),
            ..Choice::default()
        }
    }

    fn decide(choice: &Choice) -> Result<Plan, String> {
        let script = catalog::find("zk-decommission-outage").unwrap();
        Plan::decide(&script, choice).map_err(|error| error.to_string())
    }

    #[test]
    fn a_script_is_read_as_it_was_written() {
        for text in [
            CURE,
            "0ms",
            "1500ms,edit_zk0_remove_server.3_server.4,wait_250us",
        ] {
            assert_eq!(Operator::parse(text).unwrap().to_string(), text);
        }
        let spaced = Operator::parse("229s, restart zk0, wait 300ms, restart  zk2").unwrap();
        assert_eq!(spaced.to_string(), CURE);
        assert_eq!(Operator::parse("").unwrap(), Operator::default());
    }

    #[test]
    fn what_is_no_line_is_said() {
        for (text, says) in [
            ("60s,restrat_zk0", "did you mean “restart”"),
            ("cut_zk0-zk1", "unknown"),
            ("restart", "a server"),
            ("wait", "a length of time"),
            ("wait_soon", "a time from zero on"),
            ("60x,stop_zk1", "a time from zero on"),
        ] {
            let said = Operator::parse(text).unwrap_err().to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
        let many = vec!["stop_zk1"; LINES + 1].join(",");
        assert!(Operator::parse(&many).is_err());
        let late = decide(&choice("301s,restart_zk0")).unwrap_err();
        assert!(late.contains("restart zk0"), "{late}");
        let nobody = decide(&choice("60s,restart_zk9")).unwrap_err();
        assert!(nobody.contains("zk9"), "{nobody}");
    }

    #[test]
    fn lines_are_moved_and_taken_out() {
        let mut script = Operator::parse(CURE).unwrap();
        script.shift(2, 0);
        assert_eq!(
            script.to_string(),
            "229000ms,restart_zk2,restart_zk0,wait_300ms"
        );
        assert_eq!(script.remove(2), Some(Line::Wait(Offset(300_000))));
        script.shift(0, 9);
        script.shift(7, 0);
        assert_eq!(script.remove(7), None);
        assert_eq!(script.to_string(), "229000ms,restart_zk0,restart_zk2");
        assert_eq!(script.acts().map(|(at, _)| at.0).max(), Some(229_000_000));
    }

    /// The same acts as those of the fix make the same run.
    #[test]
    fn a_script_that_does_what_a_fix_does_is_the_same_run() {
        let mut fixed = Choice::default();
        fixed.fix("restart-zk0-zk2").unwrap();
        let run = |choice: &Choice| Run::complete(Arc::new(decide(choice).unwrap()));
        let (by_fix, by_hand) = (run(&fixed), run(&choice(CURE)));
        assert_eq!(by_fix.trace().fingerprint(), by_hand.trace().fingerprint());
        assert!(Outcome::of(&by_hand).verdict.serves_at_end());
    }
}
