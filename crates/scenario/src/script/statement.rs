//! The lines of a scenario file before they mean anything.

use super::error::{Problem, ScriptError, unknown};
use super::holds;

/// One statement: a line, and the text that follows it if it asks for one with `<<WORD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// The line it begins on, counted from 1.
    pub line: usize,
    /// When it counts.
    pub conditions: Vec<Condition>,
    text: String,
    /// The text that follows it.
    pub body: Option<String>,
}

/// `when NAME=VALUE` or `when NAME!=VALUE`; several values are separated by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The parameter.
    pub name: String,
    /// The values for which it holds.
    pub values: Vec<String>,
    /// Whether it holds for all others instead.
    pub negated: bool,
}

impl Raw {
    /// The first word.
    pub fn word(&self) -> &str {
        self.text.split_whitespace().next().unwrap_or("")
    }

    /// All words.
    pub fn words(&self) -> Vec<&str> {
        self.text.split_whitespace().collect()
    }

    /// What follows the first word.
    pub fn rest(&self) -> &str {
        self.text
            .split_once(char::is_whitespace)
            .map_or("", |(_, rest)| rest.trim())
    }

    /// The statement as it reads for these values of the parameters; nothing if it does not count for
    /// them.
    ///
    /// # Errors
    /// When it names a parameter that does not exist.
    pub fn resolve(&self, params: &[(String, String)]) -> Result<Option<Self>, ScriptError> {
        let value = |name: &str| {
            let param = params.iter().find(|(param, _)| param == name);
            param.map(|(_, value)| value.clone())
        };
        if !(self.conditions.iter()).all(|condition| holds(condition, value)) {
            return Ok(None);
        }
        let known = || params.iter().map(|(name, _)| name.as_str());
        let resolved = self.substitute(value).map_err(|name| ScriptError {
            line: self.line,
            problem: unknown("parameter", &name, known()),
        })?;
        Ok(Some(resolved))
    }

    /// The statement with the values of parameters in place of `{name}`.
    ///
    /// # Errors
    /// The name of a parameter that does not exist.
    fn substitute(&self, value: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let body = match &self.body {
            Some(body) => Some(substitute(body, &value)?),
            None => None,
        };
        Ok(Self {
            text: substitute(&self.text, &value)?,
            body,
            ..self.clone()
        })
    }
}

/// Splits a file into its statements. Blank lines and lines that begin with `#` mean nothing.
pub(crate) fn split(text: &str) -> Result<Vec<Raw>, ScriptError> {
    let mut statements = Vec::new();
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    while let Some((line, content)) = lines.next() {
        let content = content.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let at = |problem| ScriptError { line, problem };
        let (conditions, content) = conditions(content).map_err(at)?;
        let (text, body) = match content.rsplit_once("<<") {
            Some((text, end)) if !end.trim().is_empty() && !end.trim().contains(' ') => {
                let end = end.trim();
                let mut body = String::new();
                loop {
                    match lines.next() {
                        Some((_, more)) if more.trim() == end => break,
                        Some((_, more)) => {
                            body.push_str(more);
                            body.push('\n');
                        }
                        None => return Err(at(Problem::Unended(end.to_owned()))),
                    }
                }
                (text.trim(), Some(body))
            }
            _ => (content, None),
        };
        statements.push(Raw {
            line,
            conditions,
            text: text.to_owned(),
            body,
        });
    }
    Ok(statements)
}

/// Takes `when …` off the beginning of a line, as often as it is there.
fn conditions(mut content: &str) -> Result<(Vec<Condition>, &str), Problem> {
    let mut conditions = Vec::new();
    while let Some(rest) = content.strip_prefix("when ") {
        let missing = |what| Problem::Missing {
            after: "when".to_owned(),
            what,
            example: "when dark-peers=drop at -15s power-off zk3",
        };
        let (condition, after) = rest
            .trim_start()
            .split_once(' ')
            .ok_or_else(|| missing("a statement"))?;
        let (name, values) = condition
            .split_once('=')
            .ok_or_else(|| missing("a condition NAME=VALUE"))?;
        let (name, negated) = match name.strip_suffix('!') {
            Some(name) => (name, true),
            None => (name, false),
        };
        conditions.push(Condition {
            name: name.to_owned(),
            values: values.split('|').map(str::to_owned).collect(),
            negated,
        });
        content = after.trim_start();
    }
    Ok((conditions, content))
}

fn substitute(text: &str, value: &impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        result.push_str(before);
        result.push_str(&value(name).ok_or_else(|| name.to_owned())?);
        rest = after;
    }
    result.push_str(rest);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_part_of_its_statement() {
        let text = "# first\n\nzoo.cfg zk0 <<END\n a=1\n# kept\nEND\nat 0s start zk0\n";
        let statements = split(text).unwrap();
        assert_eq!(statements[0].words(), ["zoo.cfg", "zk0"]);
        assert_eq!(statements[0].body.as_deref(), Some(" a=1\n# kept\n"));
        assert_eq!((statements[1].line, statements[1].word()), (7, "at"));
        let error = split("zoo.cfg zk0 <<END\na=1\n").unwrap_err();
        let sentence = "line 1: the text that begins with <<END has no line END at its end";
        assert_eq!(error.to_string(), sentence);
    }

    #[test]
    fn conditions_come_first() {
        let statements = split("when a=1|2 when b!=x at 0s start zk0").unwrap();
        let [first, second] = &statements[0].conditions[..] else {
            panic!()
        };
        assert_eq!(
            (first.name.as_str(), first.values.len(), first.negated),
            ("a", 2, false)
        );
        assert_eq!((second.name.as_str(), second.negated), ("b", true));
        assert_eq!(statements[0].word(), "at");
    }

    #[test]
    fn parameters_are_put_in() {
        let raw = &split("at {down}ms start zk1 <<E\n{down}\nE").unwrap()[0];
        let value = |name: &str| (name == "down").then(|| "5000".to_owned());
        let raw = raw.substitute(value).unwrap();
        assert_eq!(
            (raw.rest(), raw.body.as_deref()),
            ("5000ms start zk1", Some("5000\n"))
        );
        let unknown = &split("at {up}ms start zk1").unwrap()[0];
        assert_eq!(unknown.substitute(value), Err("up".to_owned()));
    }
}
