//! `level.txt`, line by line.

use super::{Goal, Level, Move};
use crate::operator::LINES;
use crate::plan::act::offset;
use crate::script::Bilingual;
use crate::script::error::{Problem, ScriptError, unknown};
use crate::script::statement::{self, Raw};
use crate::script::time::Offset;

/// The statements of a level.
const STATEMENTS: [&str; 14] = [
    "title", "task", "hint", "why", "set", "from", "until", "pace", "instead", "allow", "goal",
    "star", "par", "solution",
];

impl<G: Goal> Level<G> {
    /// Reads a level; the names are those of the hosts of its scenario, by their number.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(text: &str, names: &[String]) -> Result<Self, ScriptError> {
        let mut level = Self::empty();
        for raw in statement::split(text)? {
            let line = raw.line;
            let at = |problem| ScriptError { line, problem };
            level.statement(names, &raw).map_err(at)?;
        }
        Ok(level)
    }

    fn empty() -> Self {
        Self {
            title: Bilingual::default(),
            task: Bilingual::default(),
            hints: Vec::new(),
            why: Bilingual::default(),
            params: Vec::new(),
            from: Offset(0),
            until: Offset(300_000_000),
            pace: Offset(0),
            instead: false,
            allowed: Vec::new(),
            goals: Vec::new(),
            stars: Vec::new(),
            par: 0,
            solution: Vec::new(),
        }
    }

    fn statement(&mut self, names: &[String], raw: &Raw) -> Result<(), Problem> {
        if !raw.conditions.is_empty() {
            return Err(unknown("statement of a level", "when", STATEMENTS));
        }
        let words = raw.words();
        let args = words.get(1..).unwrap_or_default();
        match raw.word() {
            "title" => say(&mut self.title, raw)?,
            "task" => say(&mut self.task, raw)?,
            "why" => say(&mut self.why, raw)?,
            "hint" => self.hint(raw)?,
            "set" => self.params.push(assignment(raw)?),
            "from" => self.from = offset(raw.rest())?,
            "until" => self.until = offset(raw.rest())?,
            "pace" => self.pace = offset(raw.rest())?,
            "instead" => self.instead = true,
            "allow" => self.allowed.extend(moves(raw)?),
            "goal" => self.goals.push(G::parse(names, args)?),
            "star" => self.stars.push(G::parse(names, args)?),
            "par" => self.par = steps(raw.rest())?,
            "solution" => self.solution.extend(moves(raw)?),
            other => return Err(unknown("statement of a level", other, STATEMENTS)),
        }
        Ok(())
    }

    /// A hint begins in English and is said again in Chinese.
    fn hint(&mut self, raw: &Raw) -> Result<(), Problem> {
        if raw.words().get(1) == Some(&"en") {
            self.hints.push(Bilingual::default());
        }
        match self.hints.last_mut() {
            Some(hint) => say(hint, raw),
            None => Err(unknown("language", raw.rest(), ["en"])),
        }
    }
}

fn say(text: &mut Bilingual, raw: &Raw) -> Result<(), Problem> {
    let (language, rest) = raw.rest().split_once(' ').unwrap_or((raw.rest(), ""));
    let place = match language {
        "en" => &mut text.en,
        "zh" => &mut text.zh,
        _ => return Err(unknown("language", language, ["en", "zh"])),
    };
    rest.trim().clone_into(place);
    Ok(())
}

fn assignment(raw: &Raw) -> Result<(String, String), Problem> {
    match Move::parse(&raw.words().join(" "))? {
        Move::Set(name, value) => Ok((name, value)),
        Move::Line(line) => Err(unknown(
            "statement of a level",
            &line.to_string(),
            STATEMENTS,
        )),
    }
}

/// Steps with `|` between them.
fn moves(raw: &Raw) -> Result<Vec<Move>, Problem> {
    raw.rest().split('|').map(Move::parse).collect()
}

fn steps(text: &str) -> Result<usize, Problem> {
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=LINES / 2).contains(number));
    number.ok_or_else(|| Problem::Malformed {
        word: text.to_owned(),
        what: "a whole number",
        example: "par 2",
    })
}
