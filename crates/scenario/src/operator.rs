//! The operator's script: what somebody does to a run, one line after the other, in the verbs of
//! scenario files. Lines have no times of their own, so that they can be moved: the first is carried
//! out at the script's beginning, and each at the same moment as the one before it, unless a line
//! `wait` lies between them, or a line `await`, which looks at the cluster.

use crate::script::error::{Problem, unknown};
use crate::script::time::{self, Offset};
use core::fmt;

/// The verbs that a script may use. `wait` and `await` are the script's own, the others are those of
/// scenario files; which of them a system knows is found when the run is decided.
pub const VERBS: [&str; 15] = [
    "start",
    "stop",
    "kill",
    "restart",
    "power-off",
    "power-on",
    "edit",
    "write",
    "cut",
    "heal",
    "pause",
    "install",
    "insert",
    "wait",
    "await",
];

/// Lines of a script at most.
pub const LINES: usize = 64;

/// The word with which a script takes the place of whoever operates in the story.
const INSTEAD: &str = "instead";

/// A line of a script.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// Nothing is done for so long.
    Wait(Offset),
    /// Nothing is done until something can be seen: `gone master1`.
    Await(String),
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
            ["wait", length] => Ok(Self::Wait(wait(length)?)),
            ["await", _, _] => Ok(Self::Await(words[1..].join(" "))),
            // Heal alone heals everything.
            ["heal"] => Ok(Self::Act("heal".to_owned())),
            [verb, _, ..] if !["wait", "await"].contains(&verb) && VERBS.contains(&verb) => {
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

fn wait(text: &str) -> Result<Offset, Problem> {
    time::parse(text)
        .filter(|length| length.0 >= 0)
        .ok_or_else(|| Problem::Malformed {
            word: text.to_owned(),
            what: "a length of time",
            example: "1500ms, 300s, 5m or 1h",
        })
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wait(length) => write!(f, "wait {length}"),
            Self::Await(what) => write!(f, "await {what}"),
            Self::Act(words) => f.write_str(words),
        }
    }
}

/// A script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// When its first line is carried out, counted from zero.
    pub from: Offset,
    /// Whether it takes the place of whoever operates in the story: from its beginning on nobody else
    /// starts, stops, powers, edits or installs anything. What befalls the cluster goes on: cuts,
    /// pauses, writes and commands.
    pub instead: bool,
    lines: Vec<Line>,
}

impl Operator {
    /// A script without lines that begins then.
    pub fn new(from: Offset) -> Self {
        Self {
            from,
            ..Self::default()
        }
    }

    /// Reads what [`fmt::Display`] writes: `60000ms,restart_zk0,wait_300ms,restart_zk2`. A script that
    /// does not begin with a time begins at zero; `instead` may come before the first line.
    ///
    /// # Errors
    /// The first line that cannot be read, or that there are too many.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut script = Self::default();
        let items = text.split(',').map(str::trim);
        for (index, item) in items.filter(|item| !item.is_empty()).enumerate() {
            if index == 0 && is_time(item) {
                script.from = beginning(item)?;
            } else if item == INSTEAD && script.lines.is_empty() {
                script.instead = true;
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

    /// Whether nothing is done, and nothing is kept from being done.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && !self.instead
    }

    /// Puts a line before the one with this index, or at the end.
    ///
    /// # Errors
    /// When there are [`LINES`] already.
    pub fn insert(&mut self, index: usize, line: Line) -> Result<(), Problem> {
        self.has_room(1)?;
        self.lines.insert(index.min(self.lines.len()), line);
        Ok(())
    }

    fn has_room(&self, more: usize) -> Result<(), Problem> {
        let count = self.lines.len() + more;
        if count <= LINES {
            return Ok(());
        }
        Err(Problem::TooMany {
            what: "lines",
            count,
            limit: LINES,
        })
    }

    /// Puts a line in so that it is carried out at a moment, after what is done at that moment already;
    /// what all other lines do stays when it is. Its index.
    ///
    /// # Errors
    /// When there would be more than [`LINES`].
    pub fn insert_at(&mut self, at: Offset, line: Line) -> Result<usize, Problem> {
        if self.lines.is_empty() {
            self.from = at;
            self.insert(0, line)?;
            return Ok(0);
        }
        self.has_room(2)?;
        if at < self.from {
            let pause = Line::Wait(Offset(self.from.0 - at.0));
            self.from = at;
            self.lines.splice(0..0, [line, pause]);
            return Ok(0);
        }
        let mut now = self.from;
        for index in 0..self.lines.len() {
            let Some(Line::Wait(length)) = self.lines.get(index) else {
                continue;
            };
            let length = *length;
            let before = Offset(at.0 - now.0);
            if before.0 == 0 {
                self.lines.insert(index, line);
                return Ok(index);
            }
            if before < length {
                let after = Line::Wait(Offset(length.0 - before.0));
                let parts = [Line::Wait(before), line, after];
                self.lines.splice(index..=index, parts);
                return Ok(index + 1);
            }
            now = Offset(now.0.saturating_add(length.0));
        }
        if at > now {
            self.lines.push(Line::Wait(Offset(at.0 - now.0)));
        }
        self.lines.push(line);
        Ok(self.lines.len() - 1)
    }

    /// Takes a line out; nothing if there is none with this index. When all else is done stays: waits that
    /// an act stood between become one, a wait that would come first moves the beginning instead, and one
    /// that nothing would follow goes as well.
    pub fn remove(&mut self, index: usize) -> Option<Line> {
        let line = (index < self.lines.len()).then(|| self.lines.remove(index))?;
        if let Line::Act(_) | Line::Await(_) = line {
            self.close_up(index);
        }
        self.begin_with_an_act();
        Some(line)
    }

    /// Mends the waits around the place where an act was.
    fn close_up(&mut self, index: usize) {
        let Some(before) = index.checked_sub(1) else {
            return;
        };
        match (self.lines.get(before), self.lines.get(index)) {
            (Some(Line::Wait(a)), Some(Line::Wait(b))) => {
                let both = Line::Wait(Offset(a.0.saturating_add(b.0)));
                self.lines.splice(before..=index, [both]);
            }
            (Some(Line::Wait(_)), None) => {
                self.lines.pop();
            }
            _ => {}
        }
    }

    fn begin_with_an_act(&mut self) {
        while let Some(Line::Wait(length)) = self.lines.first() {
            self.from = Offset(self.from.0.saturating_add(length.0));
            self.lines.remove(0);
        }
    }

    /// Moves a line to where another one is, or to the end; the lines between them move by one. Nothing
    /// happens if there is none with this index.
    pub fn shift(&mut self, from: usize, to: usize) {
        if from < self.lines.len() {
            let line = self.lines.remove(from);
            self.lines.insert(to.min(self.lines.len()), line);
            self.begin_with_an_act();
        }
    }

    /// Has a line carried out at another moment, and no other line with it. A wait has no moment; of it,
    /// and of a line that does not exist, nothing is changed. Its new index.
    ///
    /// # Errors
    /// When there would be more than [`LINES`].
    pub fn retime(&mut self, index: usize, at: Offset) -> Result<usize, Problem> {
        if let None | Some(Line::Wait(_)) = self.lines.get(index) {
            return Ok(index);
        }
        let mut moved = self.clone();
        let Some(line) = moved.remove(index) else {
            return Ok(index);
        };
        let index = moved.insert_at(at, line)?;
        *self = moved;
        Ok(index)
    }

    /// Has a wait last so long; all that comes later moves with its end. Nothing if it is no wait.
    pub fn lengthen(&mut self, index: usize, length: Offset) {
        if let Some(Line::Wait(old)) = self.lines.get_mut(index) {
            *old = Offset(length.0.max(0));
        }
    }

    /// When each line is carried out, as far as the script alone says it: not after an `await`. That of a
    /// wait is its beginning.
    pub fn times(&self) -> Vec<Option<Offset>> {
        let mut now = Some(self.from);
        let time = |line: &Line| {
            let then = now;
            now = match line {
                Line::Wait(length) => then.map(|then| Offset(then.0.saturating_add(length.0))),
                Line::Await(_) => None,
                Line::Act(_) => then,
            };
            then
        };
        self.lines.iter().map(time).collect()
    }

    /// What is done, and when: the words after `at` of a scenario file; what comes after an `await` is
    /// left out.
    pub fn acts(&self) -> impl Iterator<Item = (Offset, &str)> {
        let timed = self.times().into_iter().zip(&self.lines);
        timed.filter_map(|(at, line)| match line {
            Line::Wait(_) | Line::Await(_) => None,
            Line::Act(words) => Some((at?, words.as_str())),
        })
    }

    /// Whether what is done lies in the story, which goes from one moment to another.
    ///
    /// # Errors
    /// The first line that does not.
    pub fn check_moments(&self, from: Offset, until: Offset) -> Result<(), Problem> {
        let first = self
            .lines
            .first()
            .map_or(INSTEAD.to_owned(), Line::to_string);
        if self.from < from && !self.is_empty() {
            return Err(Problem::BeforeTheStory {
                what: first,
                at: self.from.to_string(),
                from: from.to_string(),
            });
        }
        match self.acts().find(|(at, _)| *at > until) {
            Some((at, words)) => Err(Problem::AfterTheEnd {
                what: words.to_owned(),
                at: at.to_string(),
                until: until.to_string(),
            }),
            None => Ok(()),
        }
    }

    /// The first `await`, by its place.
    pub fn first_await(&self) -> Option<usize> {
        let awaits = |line: &Line| matches!(line, Line::Await(_));
        self.lines.iter().position(awaits)
    }
}

fn is_time(item: &str) -> bool {
    let digits = item.strip_prefix('-').unwrap_or(item);
    digits.starts_with(|c: char| c.is_ascii_digit())
}

fn beginning(text: &str) -> Result<Offset, Problem> {
    time::parse(text).ok_or_else(|| Problem::Malformed {
        word: text.to_owned(),
        what: "a time",
        example: "1500ms, 300s, 5m or 1h",
    })
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        if self.instead {
            write!(f, ",{INSTEAD}")?;
        }
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
    use sim::intervention::Verb;
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
            "-4000ms,instead,stop_zk1,await_gone_zk1,heal,start_zk1",
            "60000ms,instead",
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
            ("explode_zk0", "unknown"),
            ("restart", "a server"),
            ("wait", "a length of time"),
            ("wait_soon", "a length of time"),
            ("wait_-5s", "a length of time"),
            ("await_master1", "a server"),
            ("60x,stop_zk1", "a time"),
        ] {
            let said = Operator::parse(text).unwrap_err().to_string();
            assert!(said.contains(says), "{text}: {said}");
        }
        let many = vec!["stop_zk1"; LINES + 1].join(",");
        assert!(Operator::parse(&many).is_err());
        let late = decide(&choice("301s,restart_zk0")).unwrap_err();
        assert!(late.contains("restart zk0"), "{late}");
        let early = decide(&choice("-5s,restart_zk0")).unwrap_err();
        assert!(early.contains("-4000ms"), "{early}");
        let nobody = decide(&choice("60s,restart_zk9")).unwrap_err();
        assert!(nobody.contains("zk9"), "{nobody}");
        // What only the other system has.
        for text in ["60s,insert_flow", "60s,await_gone_zk0"] {
            let foreign = decide(&choice(text)).unwrap_err();
            assert!(foreign.contains("unknown"), "{foreign}");
        }
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

    /// Whatever is put in, taken out or moved in time, everything else is done when it was.
    #[test]
    fn a_line_is_put_in_at_a_moment_and_the_others_stay() {
        let mut script = Operator::default();
        let put = |script: &mut Operator, at: i64, line: &str| {
            let line = Line::parse(line).unwrap();
            script.insert_at(Offset(at * 1_000_000), line).unwrap()
        };
        assert_eq!(put(&mut script, 60, "stop zk1"), 0);
        assert_eq!(put(&mut script, 70, "start zk1"), 2);
        assert_eq!(put(&mut script, 60, "stop zk2"), 1);
        assert_eq!(put(&mut script, 65, "kill zk0"), 3);
        assert_eq!(put(&mut script, 50, "stop zk4"), 0);
        let all = "50000ms,stop_zk4,wait_10000ms,stop_zk1,stop_zk2,wait_5000ms,kill_zk0,\
                   wait_5000ms,start_zk1";
        assert_eq!(script.to_string(), all);
        assert_eq!(script.remove(5), Some(Line::Act("kill zk0".to_owned())));
        assert_eq!(script.retime(5, Offset(61_000_000)), Ok(5));
        let moved = "50000ms,stop_zk4,wait_10000ms,stop_zk1,stop_zk2,wait_1000ms,start_zk1";
        assert_eq!(script.to_string(), moved);
        script.remove(0);
        assert!(script.to_string().starts_with("60000ms,stop_zk1,stop_zk2,"));
        script.lengthen(2, Offset(2_000_000));
        assert_eq!(script.times().get(3), Some(&Some(Offset(62_000_000))));
    }

    /// From its beginning on the story's operator does nothing; what befalls the servers goes on.
    #[test]
    fn a_script_takes_the_place_of_the_storys_operator() {
        let script = catalog::find("zk-split-views").unwrap();
        let deeds = |operator: &str| {
            let plan = Plan::decide(&script, &choice(operator)).unwrap();
            let from = plan.moment(Offset(-50_000_000));
            let late = plan.deeds.iter().filter(|(at, _)| *at >= from);
            let verbs = late.map(|(_, deed)| deed.verb());
            (verbs.collect::<Vec<_>>(), plan.deeds.len())
        };
        let (story, all) = deeds("");
        let (instead, left) = deeds("-50s,instead");
        let operates = |verb: &&Verb| matches!(verb, Verb::Start | Verb::Kill | Verb::Edit);
        assert_eq!(story.iter().filter(operates).count(), all - left);
        assert_eq!(instead.iter().filter(operates).count(), 0);
        assert!(instead.contains(&Verb::Cut) && instead.contains(&Verb::Tell));
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
