//! Scenario files: text, line by line, with nothing in them that needs a compiler.
//!
//! A file is read in two steps. [`Script::parse`] finds its parts: what it is called, its parameters,
//! its fixes, and the statements that build its world. [`crate::plan`] then puts the values of the
//! parameters in and carries the statements out.

pub mod error;
pub mod param;
pub mod statement;
pub mod time;

use error::{Problem, ScriptError, unknown};
use param::Param;
use statement::{Condition, Raw};

/// A text in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bilingual {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// A scenario file, taken apart.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// What it is called.
    pub title: Bilingual,
    /// What happens, in one or two sentences.
    pub story: Bilingual,
    /// Where the story comes from.
    pub source: String,
    /// How long a newcomer needs to understand it.
    pub minutes: u32,
    /// Its parameters, in the order of the file.
    pub params: Vec<Param>,
    /// Its fixes, those that work and those that tempt.
    pub fixes: Vec<Fix>,
    /// What builds its world.
    pub(crate) statements: Vec<Raw>,
}

/// A change that heals, or that only looks as if it would.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Its name in links and on the command line, for ever.
    pub id: String,
    /// What it says it does; a test holds it to that.
    pub works: bool,
    /// What the operator does.
    pub title: Bilingual,
    /// Parameters that it sets, when applied from the start.
    pub set: Vec<(String, String)>,
    /// Its statements: `at` from the start, `here` at a moment.
    pub(crate) statements: Vec<Raw>,
}

impl Fix {
    /// Whether it can be applied at a moment of a run.
    pub fn applies_here(&self) -> bool {
        let has = |word| self.statements.iter().any(|raw| raw.word() == word);
        has("here") || (self.set.is_empty() && !has("at"))
    }
}

/// Words that a statement at the top of a file can begin with.
pub(crate) const TOP: [&str; 26] = [
    "title",
    "story",
    "source",
    "minutes",
    "param",
    "fix",
    "system",
    "clock",
    "seed",
    "until",
    "from",
    "servers",
    "client",
    "release",
    "zoo.cfg",
    "set",
    "zxid",
    "epoch",
    "round",
    "boot",
    "reload",
    "first-timeout",
    "latency",
    "lock",
    "at",
    "when",
];

impl Script {
    /// Takes a scenario file apart.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let mut script = Self::default();
        let mut lines = statement::split(text)?.into_iter();
        while let Some(raw) = lines.next() {
            let line = raw.line;
            let at = |problem| ScriptError { line, problem };
            match raw.word() {
                "title" => set_text(&mut script.title, &raw).map_err(at)?,
                "story" => set_text(&mut script.story, &raw).map_err(at)?,
                "source" => script.source = raw.rest().to_owned(),
                "minutes" => script.minutes = minutes(&raw).map_err(at)?,
                "param" => {
                    let param = Param::parse(&raw).map_err(at)?;
                    if script.params.iter().any(|other| other.name == param.name) {
                        return Err(at(Problem::Twice {
                            what: "parameter",
                            word: param.name,
                        }));
                    }
                    script.params.push(param);
                }
                "fix" => {
                    let fix = Fix::parse(&raw, &mut lines)?;
                    if script.fixes.iter().any(|other| other.id == fix.id) {
                        return Err(at(Problem::Twice {
                            what: "fix",
                            word: fix.id,
                        }));
                    }
                    script.fixes.push(fix);
                }
                word if TOP.contains(&word) => script.statements.push(raw),
                word => return Err(at(unknown("statement", word, TOP))),
            }
        }
        Ok(script)
    }

    /// The parameter with this name.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }

    /// The fix with this id.
    pub fn fix(&self, id: &str) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.id == id)
    }
}

impl Fix {
    fn parse(head: &Raw, lines: &mut impl Iterator<Item = Raw>) -> Result<Self, ScriptError> {
        let at = |line, problem| ScriptError { line, problem };
        let example = "fix restart-zk1 tempting";
        let (id, works) = match head.words()[..] {
            [_, id, "works"] => (id, true),
            [_, id, "tempting"] => (id, false),
            [_, _, word] => {
                return Err(at(
                    head.line,
                    unknown("kind of fix", word, ["works", "tempting"]),
                ));
            }
            _ => {
                let what = "a name and either works or tempting";
                let after = "fix".to_owned();
                return Err(at(
                    head.line,
                    Problem::Missing {
                        after,
                        what,
                        example,
                    },
                ));
            }
        };
        let mut fix = Self {
            id: id.to_owned(),
            works,
            title: Bilingual::default(),
            set: Vec::new(),
            statements: Vec::new(),
        };
        for raw in lines {
            let line = raw.line;
            match (raw.word(), &raw.words()[..]) {
                ("end", _) => return Ok(fix),
                ("title", _) => set_text(&mut fix.title, &raw).map_err(|p| at(line, p))?,
                ("set", [_, name, value]) => fix.set.push(((*name).into(), (*value).into())),
                ("at" | "here" | "until" | "when", _) => fix.statements.push(raw),
                (word, _) => {
                    let known = ["title", "set", "at", "here", "until", "when", "end"];
                    return Err(at(line, unknown("statement of a fix", word, known)));
                }
            }
        }
        let problem = Problem::Missing {
            after: format!("fix {id}"),
            what: "a line “end” after its last statement",
            example: "end",
        };
        Err(at(head.line, problem))
    }
}

fn set_text(text: &mut Bilingual, raw: &Raw) -> Result<(), Problem> {
    let (language, rest) = raw.rest().split_once(' ').unwrap_or((raw.rest(), ""));
    let place = match language {
        "en" => &mut text.en,
        "zh" => &mut text.zh,
        _ => return Err(unknown("language", language, ["en", "zh"])),
    };
    if !place.is_empty() {
        place.push(' ');
    }
    place.push_str(rest.trim());
    Ok(())
}

fn minutes(raw: &Raw) -> Result<u32, Problem> {
    raw.rest().parse().map_err(|_| Problem::Malformed {
        word: raw.rest().to_owned(),
        what: "a whole number of minutes",
        example: "minutes 25",
    })
}

/// Whether a condition holds for the values of the parameters.
pub(crate) fn holds(condition: &Condition, value: impl Fn(&str) -> Option<String>) -> bool {
    let Some(actual) = value(&condition.name) else {
        return false;
    };
    condition.values.contains(&actual) != condition.negated
}
