//! `lesson.txt`, line by line.

use super::field::{Source, number};
use super::look::Look;
use super::select::{Names, Selector};
use super::{Answer, Lesson, Measure, Question, Step, Value};
use crate::plan::act;
use crate::script::error::{Problem, ScriptError, unknown};
use crate::script::statement::{self, Raw};
use zookeeper::ids::Epoch;
use zookeeper::setting::Setting;
use zookeeper::vote::Vote;

impl Lesson {
    /// Reads a lesson; its servers are those of the setting.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(text: &str, setting: &Setting) -> Result<Self, ScriptError> {
        let names = Names { setting };
        let mut draft = Draft::default();
        for raw in statement::split(text)? {
            let line = raw.line;
            let at = |problem| ScriptError { line, problem };
            draft.statement(names, &raw).map_err(at)?;
        }
        Ok(draft.lesson)
    }
}

#[derive(Default)]
struct Draft {
    lesson: Lesson,
    /// Whether the last thing that began is a question.
    asking: bool,
}

impl Draft {
    fn statement(&mut self, names: Names<'_>, raw: &Raw) -> Result<(), Problem> {
        let words = raw.words();
        let (word, args) = words.split_first().unwrap_or((&"", &[]));
        match (*word, self.asking) {
            ("step", _) => self.step(args),
            ("question", _) => self.question(args),
            ("at", true) => self.asked()?.at.push(Selector::parse(names, args)?),
            ("option", true) => self.option(args)?,
            ("if", true) => self
                .answer()?
                .when
                .push(vec![Selector::parse(names, args)?]),
            ("then", true) => self.condition()?.push(Selector::parse(names, args)?),
            ("beats", true) => self.answer()?.otherwise |= beats(names, args)?,
            ("otherwise", true) => self.answer()?.otherwise = true,
            ("after", false) => self.last()?.after = Some(self.place(&args.join(" "))?),
            ("at", false) => self.last()?.at.push(Selector::parse(names, args)?),
            ("look", false) => {
                for arg in args {
                    self.last()?.look.push(Look::parse(names, arg)?);
                }
            }
            ("value", false) => self.value(names, args)?,
            (word, asking) => {
                let known: &[&str] = if asking {
                    &[
                        "step",
                        "question",
                        "at",
                        "option",
                        "if",
                        "then",
                        "beats",
                        "otherwise",
                    ]
                } else {
                    &["step", "question", "after", "at", "look", "value"]
                };
                return Err(unknown(
                    "statement of a lesson",
                    word,
                    known.iter().copied(),
                ));
            }
        }
        self.named_once(args)
    }

    fn step(&mut self, args: &[&str]) {
        self.asking = false;
        self.lesson.steps.push(Step {
            id: args.join(" "),
            look: Vec::new(),
            after: None,
            at: Vec::new(),
            values: Vec::new(),
        });
    }

    fn question(&mut self, args: &[&str]) {
        self.asking = true;
        self.lesson.questions.push(Question {
            id: args.join(" "),
            before: self.lesson.steps.len(),
            options: Vec::new(),
            at: Vec::new(),
        });
    }

    fn option(&mut self, args: &[&str]) -> Result<(), Problem> {
        let [id, rest @ ..] = args else {
            return Err(missing("option", "a name", "option two-of-three disk-view"));
        };
        self.asked()?.options.push(Answer {
            id: (*id).to_owned(),
            misconception: rest.join(" "),
            when: Vec::new(),
            otherwise: false,
        });
        Ok(())
    }

    /// `value NAME FIELD`, `value NAME FIELD of SERVER`, or `value NAME since STEP`.
    fn value(&mut self, names: Names<'_>, args: &[&str]) -> Result<(), Problem> {
        let example = "value queue sendqueue of zk0";
        let (name, field, of) = match args {
            [name, "since", step] => {
                let measure = Measure::Since(self.place(step)?);
                return self.measured(name, measure);
            }
            [name, field] => (name, field, None),
            [name, field, "of", server] => (name, field, Some(names.node(server)?)),
            _ => return Err(missing("value", "a name and a field", example)),
        };
        let Some(selector) = self.last()?.at.last() else {
            return Err(missing(
                "value",
                "a server and a fact",
                "at zk0 ElectionTook",
            ));
        };
        let source = Source::parse(&selector.shape, field)?;
        self.measured(name, Measure::Event(source, of))
    }

    fn measured(&mut self, name: &str, measure: Measure) -> Result<(), Problem> {
        let step = self.last()?;
        step.values.push(Value {
            name: name.to_owned(),
            at: step.at.len().saturating_sub(1),
            measure,
        });
        Ok(())
    }

    /// A step by its name: the last one or one before it.
    fn place(&self, id: &str) -> Result<usize, Problem> {
        let ids = || self.lesson.steps.iter().map(|step| step.id.as_str());
        let place = ids().position(|other| other == id);
        place.ok_or_else(|| unknown("step", id, ids()))
    }

    fn last(&mut self) -> Result<&mut Step, Problem> {
        let steps = &mut self.lesson.steps;
        steps
            .last_mut()
            .ok_or_else(|| missing("lesson", "a step", "step blocked"))
    }

    fn asked(&mut self) -> Result<&mut Question, Problem> {
        let asked = self.lesson.questions.last_mut();
        asked.ok_or_else(|| missing("lesson", "a step", "question recovery"))
    }

    fn answer(&mut self) -> Result<&mut Answer, Problem> {
        let last = self.asked()?.options.last_mut();
        last.ok_or_else(|| missing("question", "an option", "option never"))
    }

    fn condition(&mut self) -> Result<&mut Vec<Selector>, Problem> {
        let last = self.answer()?.when.last_mut();
        last.ok_or_else(|| missing("then", "a statement", "if zk1 Decided"))
    }

    /// Steps and questions have one list of names, which the guides share.
    fn named_once(&self, args: &[&str]) -> Result<(), Problem> {
        let Lesson { steps, questions } = &self.lesson;
        let ids = steps.iter().map(|step| &step.id);
        let ids = ids.chain(questions.iter().map(|question| &question.id));
        let word = args.join(" ");
        if ids.filter(|id| **id == word).count() > 1 {
            return Err(Problem::Twice { what: "step", word });
        }
        Ok(())
    }
}

/// `beats EPOCH ZXID SERVER EPOCH ZXID SERVER`: whether the first of two votes is the better one.
fn beats(names: Names<'_>, args: &[&str]) -> Result<bool, Problem> {
    let [epoch, zxid, leader, other_epoch, other_zxid, other_leader] = args else {
        let example = "beats 2 0x200000001 zk0 1 0x1000000ff zk4";
        return Err(missing("beats", "servers and a zxid", example));
    };
    let vote = |epoch, zxid, leader| {
        Ok(Vote {
            leader: names.sid(leader)?,
            zxid: act::zxid(zxid)?,
            peer_epoch: Epoch(i64::from(number::<u32>(epoch)?)),
        })
    };
    let other = vote(other_epoch, other_zxid, other_leader)?;
    Ok(vote(epoch, zxid, leader)?.beats(&other))
}

pub(super) fn missing(after: &str, what: &'static str, example: &'static str) -> Problem {
    Problem::Missing {
        after: after.to_owned(),
        what,
        example,
    }
}
