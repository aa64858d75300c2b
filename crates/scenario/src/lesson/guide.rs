//! The words of a lesson in one language: `guide.en.md`, `guide.zh.md`.
//!
//! A heading `## Title {#id}` begins the words of the step or question with that id; the paragraph
//! below it is its text. A question's answers are a list, each with the reply to those who choose it
//! in vain: `- Answer {#id}`, then `> Reply`.

use super::Lesson;
use super::parse::missing;
use crate::script::error::{Problem, ScriptError, unknown};

/// The words of a lesson in one language.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Guide<'a> {
    /// The words of its steps and questions, in the order of the file.
    pub entries: Vec<Entry<'a>>,
}

/// The words of a step or question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// Whose they are.
    pub id: &'a str,
    /// The step's idea, or the question.
    pub title: &'a str,
    /// The step's text, with values as `{name}`; empty for a question.
    pub text: &'a str,
    /// A question's answers.
    pub options: Vec<OptionText<'a>>,
}

/// The words of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionText<'a> {
    /// Whose they are.
    pub id: &'a str,
    /// The answer.
    pub text: &'a str,
    /// What is said to those who choose it in vain; empty if there is nothing to say.
    pub reply: &'a str,
}

impl<'a> Guide<'a> {
    /// Reads a guide.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(text: &'a str) -> Result<Self, ScriptError> {
        let mut guide = Self::default();
        for (index, line) in text.lines().enumerate() {
            let at = |problem| ScriptError {
                line: index + 1,
                problem,
            };
            guide.line(line.trim()).map_err(at)?;
        }
        Ok(guide)
    }

    /// The words of a step or question.
    pub fn entry(&self, id: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Whether the words are those of a lesson: the same ids in the same order, and nothing empty.
    ///
    /// # Errors
    /// The first id that is missing here or there.
    pub fn fits(&self, lesson: &Lesson) -> Result<(), Problem> {
        let mut wanted: Vec<(&str, Vec<&str>)> = Vec::new();
        for place in 0..=lesson.steps.len() {
            let asked = lesson.questions.iter().filter(|q| q.before == place);
            wanted.extend(asked.map(|question| {
                let options = question.options.iter().map(|option| option.id.as_str());
                (question.id.as_str(), options.collect())
            }));
            let step = lesson.steps.get(place);
            wanted.extend(step.map(|step| (step.id.as_str(), Vec::new())));
        }
        for (place, (id, options)) in wanted.iter().enumerate() {
            let known = wanted.iter().map(|(id, _)| *id);
            let Some(entry) = self.entries.get(place) else {
                return Err(missing(id, "words in the guide", "## Title {#id}"));
            };
            if entry.id != *id {
                return Err(unknown("step", entry.id, known));
            }
            let texts = entry.options.iter().map(|option| option.id);
            if !texts.eq(options.iter().copied()) || entry.text.is_empty() == options.is_empty() {
                return Err(missing(id, "words in the guide", "- Answer {#id}"));
            }
        }
        match self.entries.get(wanted.len()) {
            Some(entry) => Err(unknown("step", entry.id, [])),
            None => Ok(()),
        }
    }

    fn line(&mut self, line: &'a str) -> Result<(), Problem> {
        if let Some(title) = line.strip_prefix("## ") {
            let (title, id) = with_id(title)?;
            self.entries.push(Entry {
                id,
                title,
                text: "",
                options: Vec::new(),
            });
            return Ok(());
        }
        let Some(entry) = self.entries.last_mut() else {
            return Ok(());
        };
        if let Some(answer) = line.strip_prefix("- ") {
            let (text, id) = with_id(answer)?;
            let reply = "";
            entry.options.push(OptionText { id, text, reply });
        } else if let Some(reply) = line.strip_prefix("> ") {
            if let Some(option) = entry.options.last_mut() {
                option.reply = reply;
            }
        } else if !line.is_empty() {
            if !entry.text.is_empty() {
                let word = entry.id.to_owned();
                return Err(Problem::Twice { what: "text", word });
            }
            entry.text = line;
        }
        Ok(())
    }
}

/// `Title {#id}`
fn with_id(line: &str) -> Result<(&str, &str), Problem> {
    line.strip_suffix('}')
        .and_then(|line| line.rsplit_once(" {#"))
        .ok_or_else(|| missing(line, "a name", "## Title {#id}"))
}
