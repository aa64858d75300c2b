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
use time::Offset;

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
    pub statements: Vec<Raw>,
}

/// A change that heals, or that only looks as if it would.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Its name in links and on the command line, for ever.
    pub id: String,
    /// What it says it does; a test holds it to that.
    pub works: bool,
    /// Whether it makes the harm smaller without ending it.
    pub lessens: bool,
    /// What the operator does.
    pub title: Bilingual,
    /// Parameters that it sets, when applied from the start.
    pub set: Vec<(String, String)>,
    /// Its statements: `at` from the start, `here` at a moment.
    pub statements: Vec<Raw>,
}

impl Fix {
    /// Whether it can be applied at a moment of a run.
    pub fn applies_here(&self) -> bool {
        let has = |word| self.statements.iter().any(|raw| raw.word() == word);
        has("here") || (self.set.is_empty() && !has("at"))
    }

    /// What it does: from the start its `at` lines, at a moment its `here` lines.
    ///
    /// # Errors
    /// When it can only be applied from the start.
    pub fn deeds(&self, at: Option<Offset>) -> Result<impl Iterator<Item = &Raw>, Problem> {
        if let Some(at) = at
            && !self.applies_here()
        {
            return Err(Problem::OnlyFromStart(self.id.clone(), at.to_string()));
        }
        let counts = move |raw: &&Raw| match raw.word() {
            "here" => at.is_some(),
            "at" => at.is_none(),
            _ => true,
        };
        Ok(self.statements.iter().filter(counts))
    }
}

/// Words that a statement at the top of a file can begin with.
pub(crate) const TOP: [&str; 28] = [
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
    "myid",
    "zxid",
    "epoch",
    "round",
    "boot",
    "reload",
    "snapshot-size",
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
        Self::parse_with(text, &TOP)
    }

    /// Takes the scenario file of a system apart whose statements are these.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse_with(text: &str, top: &[&'static str]) -> Result<Self, ScriptError> {
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
                word if top.contains(&word) => script.statements.push(raw),
                word => return Err(at(unknown("statement", word, top.iter().copied()))),
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

    /// The fix with this id, for whoever has asked for it.
    ///
    /// # Errors
    /// When there is none, with the nearest.
    pub fn find_fix(&self, id: &str) -> Result<&Fix, Problem> {
        let known = || self.fixes.iter().map(|fix| fix.id.as_str());
        self.fix(id).ok_or_else(|| unknown("fix", id, known()))
    }
}

impl Fix {
    fn parse(head: &Raw, lines: &mut impl Iterator<Item = Raw>) -> Result<Self, ScriptError> {
        let at = |line, problem| ScriptError { line, problem };
        let example = "fix restart-zk1 tempting";
        let (id, kind) = match head.words()[..] {
            [_, id, kind @ ("works" | "lessens" | "tempting")] => (id, kind),
            [_, _, word] => {
                return Err(at(
                    head.line,
                    unknown("kind of fix", word, ["works", "lessens", "tempting"]),
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
            works: kind == "works",
            lessens: kind == "lessens",
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

/// The system that a scenario file is about: what its line `system` says, or ZooKeeper.
///
/// # Errors
/// When its lines cannot be told apart.
pub fn system_of(text: &str) -> Result<String, ScriptError> {
    let statements = statement::split(text)?;
    let line = statements.iter().find(|raw| raw.word() == "system");
    Ok(line.map_or("zookeeper", |raw| raw.rest()).to_owned())
}

/// Whether a condition holds for the values of the parameters.
fn holds(condition: &Condition, value: impl Fn(&str) -> Option<String>) -> bool {
    let Some(actual) = value(&condition.name) else {
        return false;
    };
    condition.values.contains(&actual) != condition.negated
}
