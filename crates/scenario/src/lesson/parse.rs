//! `lesson.txt`, line by line.

use super::select::Selector;
use super::terms::{Ask, Terms};
use super::{After, Answer, Lesson, Measure, Question, Step, Value};
use crate::plan::Choice;
use crate::script::error::{Problem, ScriptError, unknown};
use crate::script::statement::{self, Raw};
use core::str::FromStr;
use std::rc::Rc;

impl Lesson {
    /// Reads a lesson in the words of a system.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse_in<T: Terms>(terms: &T, text: &str) -> Result<Self, ScriptError> {
        let mut draft = Draft {
            lesson: Self {
                steps: Vec::new(),
                questions: Vec::new(),
                text: text.into(),
            },
            asking: false,
        };
        for raw in statement::split(text)? {
            let line = raw.line;
            let at = |problem| ScriptError { line, problem };
            draft.statement(terms, &raw).map_err(at)?;
        }
        Ok(draft.lesson)
    }
}

struct Draft {
    lesson: Lesson,
    /// Whether the last thing that began is a question.
    asking: bool,
}

impl Draft {
    fn statement<T: Terms>(&mut self, names: &T, raw: &Raw) -> Result<(), Problem> {
        let words = raw.words();
        let (word, args) = words.split_first().unwrap_or((&"", &[]));
        match (*word, self.asking) {
            ("step", _) => self.step(args),
            ("question", _) => self.question(args),
            ("after", true) => self.asked()?.after = Some(self.place(&args.join(" "))?),
            ("at", true) => self.asked()?.at.push(Selector::parse(names, args)?),
            ("option", true) => self.option(args)?,
            ("if", true) => self
                .answer()?
                .when
                .push(vec![Selector::parse(names, args)?]),
            ("then", true) => self.condition()?.push(Selector::parse(names, args)?),
            ("beats", true) => self.answer()?.otherwise |= names.beats(args)?,
            ("otherwise", true) => self.answer()?.otherwise = true,
            ("after", false) => {
                self.last()?.after = match args {
                    ["start"] => After::Start,
                    args => After::Step(self.place(&args.join(" "))?),
                };
            }
            ("at", false) => self.last()?.at.push(Selector::parse(names, args)?),
            ("look", false) => {
                for arg in args {
                    self.last()?.look.push(names.look(arg)?);
                }
            }
            ("value", false) => self.value(names, args)?,
            ("in", false) => {
                for arg in args {
                    choose(&mut self.last()?.choice, arg)?;
                }
            }
            (word, asking) => {
                let known: &[&str] = if asking {
                    &[
                        "step",
                        "question",
                        "after",
                        "at",
                        "option",
                        "if",
                        "then",
                        "beats",
                        "otherwise",
                    ]
                } else {
                    &["step", "question", "after", "at", "in", "look", "value"]
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
            choice: Choice::default(),
            after: After::Last,
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
            after: None,
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

    /// `value NAME FIELD`, `value NAME FIELD of SERVER`, `value NAME since STEP`, or
    /// `value NAME count SERVER FACT …`.
    fn value<T: Terms>(&mut self, names: &T, args: &[&str]) -> Result<(), Problem> {
        let (name, field, of) = match args {
            [name, "since", step] => {
                let measure = Measure::Since(self.place(step)?);
                return self.measured(name, measure);
            }
            [name, "count", rest @ ..] => {
                let measure = Measure::Count(Selector::parse(names, rest)?);
                return self.measured(name, measure);
            }
            [name, field] => (name, field, None),
            [name, field, "of", server] => (name, field, Some(names.node(server)?)),
            _ => {
                let example = "value queue sendqueue of zk0";
                return Err(missing("value", "a name and a field", example));
            }
        };
        let Some(selector) = self.last()?.at.last() else {
            return Err(missing("value", "a server and a fact", T::EXAMPLE));
        };
        let source: Rc<dyn Ask> = names.source(selector.tag, field)?;
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
        let Lesson {
            steps, questions, ..
        } = &self.lesson;
        let ids = steps.iter().map(|step| &step.id);
        let ids = ids.chain(questions.iter().map(|question| &question.id));
        let word = args.join(" ");
        if ids.filter(|id| **id == word).count() > 1 {
            return Err(Problem::Twice { what: "step", word });
        }
        Ok(())
    }
}

/// `fix=ID`, `seed=NUMBER` or `NAME=VALUE`: what is chosen for the run in which a step happens.
fn choose(choice: &mut Choice, word: &str) -> Result<(), Problem> {
    match word.split_once('=') {
        Some(("fix", fix)) => choice.fix(fix),
        Some(("seed", seed)) => {
            choice.seed = Some(number(seed)?);
            Ok(())
        }
        Some(_) | None => choice.set(word),
    }
}

/// What a line of a lesson lacks.
pub fn missing(after: &str, what: &'static str, example: &'static str) -> Problem {
    Problem::Missing {
        after: after.to_owned(),
        what,
        example,
    }
}

/// A whole number.
///
/// # Errors
/// When it is none.
pub fn number<T: FromStr>(word: &str) -> Result<T, Problem> {
    word.parse().map_err(|_| Problem::Malformed {
        word: word.to_owned(),
        what: "a whole number",
        example: "8",
    })
}
