//! Two runs as the end of an address: `a=SCENARIO&b=SCENARIO?fix=…`, each as a link to the Lab has it.

use crate::permalink::{KEPT, Link};
use crate::plan::Choice;
use crate::script::error::{Problem, unknown};
use percent_encoding::{percent_decode_str, utf8_percent_encode};

/// Two runs of one scenario that are to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// The scenario's id.
    pub id: String,
    /// What is chosen for the first run.
    pub a: Choice,
    /// What is chosen for the second.
    pub b: Choice,
}

/// How the two runs are written.
const EXAMPLE: &str = "a=zk-leader-crash&b=zk-leader-crash%3Fseed%3D7";

impl Pair {
    /// Reads the part after the question mark, and what could not be read of the choices.
    ///
    /// # Errors
    /// When a run is missing, or both are not of one scenario.
    pub fn parse(query: &str) -> Result<(Self, Vec<Problem>), Problem> {
        let mut runs = [None, None];
        let mut problems = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match key {
                "a" => &mut runs[0],
                "b" => &mut runs[1],
                other => {
                    problems.push(unknown("part of a link", other, ["a", "b"]));
                    continue;
                }
            };
            let value = percent_decode_str(value).decode_utf8_lossy();
            let (id, rest) = value.split_once('?').unwrap_or((&*value, ""));
            let (link, unread) = Link::parse(rest);
            problems.extend(unread);
            *place = Some((id.to_owned(), link.choice));
        }
        let [Some((id, a)), Some((other, b))] = runs else {
            return Err(Problem::Missing {
                after: "compare".to_owned(),
                what: "two runs",
                example: EXAMPLE,
            });
        };
        if id != other {
            return Err(Problem::Malformed {
                word: other,
                what: "a run of the same scenario",
                example: EXAMPLE,
            });
        }
        Ok((Self { id, a, b }, problems))
    }

    /// The part after the question mark.
    pub fn query(&self) -> String {
        let run = |choice: &Choice| {
            let link = Link {
                choice: choice.clone(),
                ..Link::default()
            };
            let query = link.query();
            let question = if query.is_empty() { "" } else { "?" };
            let text = format!("{}{question}{query}", self.id);
            utf8_percent_encode(&text, KEPT).to_string()
        };
        format!("a={}&b={}", run(&self.a), run(&self.b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_read_as_it_was_written() {
        let mut pair = Pair {
            id: "zk-decommission-outage".to_owned(),
            ..Pair::default()
        };
        pair.b.fix("restart-zk1@150s").unwrap();
        pair.b.set("lock=fifo").unwrap();
        pair.a.seed = Some(7);
        let query = pair.query();
        assert_eq!(
            query,
            "a=zk-decommission-outage%3Fseed%3D7&b=zk-decommission-outage%3Ffix%3D\
             restart-zk1@150000ms%26set%3Dlock:fifo"
        );
        assert_eq!(Pair::parse(&query), Ok((pair, vec![])));
    }

    #[test]
    fn what_is_no_pair_is_said() {
        let says = |query: &str| Pair::parse(query).unwrap_err().to_string();
        assert!(says("").contains("two runs"), "{}", says(""));
        assert!(says("a=x").contains("two runs"));
        assert!(says("a=x&b=y").contains("a run of the same scenario"));
        let (pair, problems) = Pair::parse("a=x&b=x%3Fseed%3Dsoon&c=1").unwrap();
        assert_eq!((pair.id.as_str(), problems.len()), ("x", 2));
        for query in ["a=%&b=%", "a=%ff&b=%ff?fix=@", "=&&=", "a=?&b=?"] {
            let _ = Pair::parse(query);
        }
    }
}
