//! A moment of a run as the end of an address: `?fix=restart-zk0-zk2&set=reload-ms:800&t=6528&e=812`.
//!
//! Reading never fails: what cannot be read is left out and said. The engine's number, the first
//! digits of the run's fingerprint and its verdict go with it, so that a link can tell that the run has
//! changed since, and from what.

use crate::brief::{Brief, Mark};
use crate::operator::Operator;
use crate::plan::{Choice, moment, seed};
use crate::script::error::{Problem, unknown};
use crate::script::time::Offset;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::fmt::Write as _;

/// A moment of a run, and how it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// What is run.
    pub choice: Choice,
    /// The moment, counted from zero.
    pub at: Option<Offset>,
    /// The selected fact's number.
    pub event: Option<u32>,
    /// Which event that is, should the run be another one.
    pub mark: Option<Mark>,
    /// Which lanes are shown, by the view's own word.
    pub lanes: Option<String>,
    /// Whether it is an attempt at the scenario's level.
    pub level: bool,
    /// The language, by its tag.
    pub language: Option<String>,
    /// The number of the engine that the link was made with.
    pub engine: Option<u32>,
    /// The first digits of the run's fingerprint then.
    pub digest: Option<String>,
    /// The verdict of the run then.
    pub ends: Option<Brief>,
    /// What whoever made the link calls the moment.
    pub title: Option<String>,
}

/// A title is a line, not a text: what is longer is cut.
const TITLE: usize = 120;

/// What stands for itself in a fragment's query.
pub(crate) const KEPT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'=')
    .add(b'?');

/// The keys.
const KEYS: [&str; 15] = [
    "fix", "set", "do", "seed", "until", "level", "t", "e", "mark", "lanes", "lang", "engine",
    "run", "ends", "title",
];

impl Link {
    /// Reads the part after the question mark, and what could not be read of it.
    pub fn parse(query: &str) -> (Self, Vec<Problem>) {
        let mut link = Self::default();
        let mut problems = Vec::new();
        let query = query.trim_start_matches('?');
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8_lossy();
            if let Err(problem) = link.read(key, &value) {
                problems.push(problem);
            }
        }
        (link, problems)
    }

    fn read(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        match key {
            "fix" => each(value, |fix| self.choice.fix(fix)),
            "set" => each(value, |pair| self.choice.set(&pair.replacen(':', "=", 1))),
            "do" => {
                self.choice.operator = Operator::parse(value)?;
                Ok(())
            }
            "seed" => {
                self.choice.seed = Some(seed(value)?);
                Ok(())
            }
            "until" => {
                self.choice.until = Some(moment(value)?);
                Ok(())
            }
            "level" => {
                self.level = true;
                Ok(())
            }
            other => self.read_view(other, value),
        }
    }

    /// Reads what says how a run is looked at and what was seen in it.
    fn read_view(&mut self, key: &str, value: &str) -> Result<(), Problem> {
        match key {
            "t" => {
                self.at = Some(milliseconds(value)?);
                Ok(())
            }
            "e" => {
                self.event = Some(value.parse().map_err(|_| Problem::Malformed {
                    word: format!("e={value}"),
                    what: "the number of an event",
                    example: "e=812",
                })?);
                Ok(())
            }
            "mark" => {
                self.mark = Some(Mark::parse(value).ok_or_else(|| Problem::Malformed {
                    word: format!("mark={value}"),
                    what: "which event of a server is meant",
                    example: "mark=0.12.3",
                })?);
                Ok(())
            }
            "ends" => {
                self.ends = Some(Brief::parse(value).ok_or_else(|| Problem::Malformed {
                    word: format!("ends={value}"),
                    what: "the verdict of a run",
                    example: "ends=l2.g4034",
                })?);
                Ok(())
            }
            "lanes" => {
                self.lanes = Some(value.to_owned());
                Ok(())
            }
            "lang" => {
                self.language = Some(value.to_owned());
                Ok(())
            }
            "engine" => {
                self.engine = value.parse().ok();
                Ok(())
            }
            "run" => {
                self.digest = Some(value.to_owned());
                Ok(())
            }
            "title" => {
                let title: String = value.trim().chars().take(TITLE).collect();
                self.title = Some(title).filter(|title| !title.is_empty());
                Ok(())
            }
            other => Err(unknown("part of a link", other, KEYS)),
        }
    }

    /// The part after the question mark.
    pub fn query(&self) -> String {
        let fixes: Vec<String> = self
            .choice
            .fixes
            .iter()
            .map(|(id, at)| match at {
                Some(at) => format!("{id}@{at}"),
                None => id.clone(),
            })
            .collect();
        let params: Vec<String> = self
            .choice
            .params
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        let operator = &self.choice.operator;
        let list = |items: Vec<String>| (!items.is_empty()).then(|| items.join(","));
        let values = [
            list(fixes),
            list(params),
            (!operator.is_empty()).then(|| operator.to_string()),
            self.choice.seed.map(|seed| seed.to_string()),
            self.choice.until.map(|until| until.to_string()),
            self.level.then(|| "1".to_owned()),
            self.at.map(write_milliseconds),
            self.event.map(|event| event.to_string()),
            self.mark.map(|mark| mark.to_string()),
            self.lanes.clone(),
            self.language.clone(),
            self.engine.map(|engine| engine.to_string()),
            self.digest.clone(),
            self.ends.as_ref().map(ToString::to_string),
            self.title.clone(),
        ];
        let mut query = String::new();
        for (key, value) in KEYS.iter().zip(values) {
            let Some(value) = value else {
                continue;
            };
            let separator = if query.is_empty() { "" } else { "&" };
            let value = utf8_percent_encode(&value, KEPT);
            let _ = write!(query, "{separator}{key}={value}");
        }
        query
    }
}

fn each(list: &str, read: impl FnMut(&str) -> Result<(), Problem>) -> Result<(), Problem> {
    list.split(',')
        .filter(|item| !item.is_empty())
        .try_for_each(read)
}

/// Reads milliseconds with up to three decimals; they may lie before zero.
fn milliseconds(text: &str) -> Result<Offset, Problem> {
    crate::script::time::parse(&format!("{text}ms")).ok_or_else(|| Problem::Malformed {
        word: format!("t={text}"),
        what: "a moment in milliseconds from zero",
        example: "t=6528 or t=6528.125",
    })
}

fn write_milliseconds(at: Offset) -> String {
    let sign = if at.0 < 0 { "-" } else { "" };
    let micros = at.0.unsigned_abs();
    let (whole, rest) = (micros / 1_000, micros % 1_000);
    if rest == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{rest:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_round_trip(query: &str) {
        let (link, problems) = Link::parse(query);
        assert_eq!(problems, [], "{query}");
        assert_eq!(link.query(), query);
        assert_eq!(Link::parse(&link.query()).0, link);
    }

    #[test]
    fn a_link_is_read_as_it_was_written() {
        check_round_trip("");
        check_round_trip("t=6528");
        check_round_trip("do=60000ms,restart_zk0&until=120000ms&level=1&t=6528");
        check_round_trip("t=-1250.007");
        check_round_trip("do=60000ms,restart_zk0,wait_300ms,edit_zk2_remove_server.3");
        check_round_trip("fix=restart-zk1@150000250us&until=300000001us");
        check_round_trip(
            "fix=restart-zk0-zk2,zk1-five@150000ms&set=cnx-timeout-ms:500,lock:fifo&seed=7&\
             until=300000ms&t=6528.125&e=812&mark=0.33.7&lanes=all&lang=zh&engine=1&run=0123abcd&\
             ends=l2.s0.g4034&title=Nobody%20has%20heard:%20100%25%20%26%20more",
        );
    }

    #[test]
    fn a_title_is_one_line() {
        let check = |query: &str, title: Option<&str>| {
            assert_eq!(Link::parse(query).0.title.as_deref(), title, "{query}");
        };
        check("title=%20zk0%20%E6%94%B9%E6%8A%95%20", Some("zk0 改投"));
        check("title=%20", None);
        check("title", None);
        let (long, _) = Link::parse(&format!("title={}", "长".repeat(500)));
        assert_eq!(long.title, Some("长".repeat(TITLE)));
    }

    #[test]
    fn what_cannot_be_read_is_said_and_the_rest_is_kept() {
        let (link, problems) = Link::parse("?t=soon&seed=99999999999999999999&fxi=a&e=5&set=x");
        assert_eq!(link.event, Some(5));
        assert_eq!(link.at, None);
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said[2].contains("did you mean “fix”"), "{said:?}");
    }

    #[test]
    fn nothing_in_a_link_panics() {
        for query in [
            "&&&",
            "=",
            "%",
            "%ff=%ff",
            "fix=@",
            "set=:::",
            "t=99999999999999",
            "e=-1",
        ] {
            let (link, _) = Link::parse(query);
            let _ = link.query();
        }
    }
}
