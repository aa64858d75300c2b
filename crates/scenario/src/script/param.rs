//! Parameters: the numbers and choices that decide an outcome.

use super::Bilingual;
use super::error::{Problem, unknown};
use super::statement::Raw;

/// A parameter of a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Param {
    /// Its name; the unit ends it.
    pub name: String,
    /// What it can be.
    pub kind: ParamKind,
    /// What it is when nobody says otherwise.
    pub default: String,
    /// What it means.
    pub title: Bilingual,
    /// Chosen by fixes, not offered to people.
    pub hidden: bool,
}

/// What a parameter can be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ParamKind {
    /// A whole number.
    Int {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// One of several words.
    Enum {
        /// The words.
        values: Vec<String>,
        /// Whole numbers that are taken as well: the least and the most.
        numbers: Option<(i64, i64)>,
    },
    /// `true` or `false`.
    Bool,
}

const EXAMPLE: &str = "param zk1-down-ms int 5000 1000..60000 en Time down ‖ zh 停机时间";

impl Param {
    /// Reads `param NAME int DEFAULT MIN..MAX en … ‖ zh …`, or with `enum DEFAULT A|B`, or with
    /// `enum DEFAULT A|B or MIN..MAX`, or with `bool DEFAULT`; `hidden` may follow `param`.
    pub(crate) fn parse(raw: &Raw) -> Result<Self, Problem> {
        let words = raw.words();
        let hidden = words.get(1) == Some(&"hidden");
        let words = &words[if hidden { 2 } else { 1 }..];
        let missing = |what| Problem::Missing {
            after: "param".to_owned(),
            what,
            example: EXAMPLE,
        };
        let [name, kind, default, rest @ ..] = words else {
            return Err(missing("a name, a type and a default"));
        };
        let (kind, rest) = match (*kind, rest) {
            ("int", [range, rest @ ..]) => {
                let (min, max) = ends(range)?;
                (ParamKind::Int { min, max }, rest)
            }
            ("enum", [values, rest @ ..]) => {
                let values = values.split('|').map(str::to_owned).collect();
                let (numbers, rest) = match rest {
                    ["or", range, rest @ ..] => (Some(ends(range)?), rest),
                    rest => (None, rest),
                };
                (ParamKind::Enum { values, numbers }, rest)
            }
            ("int" | "enum", []) => return Err(missing("its range or its values")),
            ("bool", rest) => (ParamKind::Bool, rest),
            (other, _) => return Err(unknown("type of parameter", other, ["int", "enum", "bool"])),
        };
        let mut param = Self {
            name: (*name).to_owned(),
            kind,
            default: (*default).to_owned(),
            title: title(rest),
            hidden,
        };
        param.default = param.read(default)?;
        Ok(param)
    }

    /// Reads a value and gives the one way to write it: a scenario compares the written values, and
    /// `02` is the same number as `2`.
    ///
    /// # Errors
    /// A sentence that says what values there are.
    pub fn read(&self, value: &str) -> Result<String, Problem> {
        match &self.kind {
            ParamKind::Int { min, max } => self.number(value, *min, *max),
            ParamKind::Enum {
                values,
                numbers: Some((min, max)),
            } if !values.iter().any(|v| v == value) && value.parse::<i64>().is_ok() => {
                self.number(value, *min, *max)
            }
            ParamKind::Enum { values, .. } if values.iter().any(|v| v == value) => {
                Ok(value.to_owned())
            }
            ParamKind::Bool if matches!(value, "true" | "false") => Ok(value.to_owned()),
            ParamKind::Enum { values, .. } => Err(Problem::Unknown {
                what: "value",
                word: format!("{}={value}", self.name),
                known: values
                    .iter()
                    .map(|v| format!("{}={v}", self.name))
                    .collect(),
            }),
            ParamKind::Bool => Err(Problem::Unknown {
                what: "value",
                word: format!("{}={value}", self.name),
                known: vec![
                    format!("{}=true", self.name),
                    format!("{}=false", self.name),
                ],
            }),
        }
    }
}

impl Param {
    /// Reads a whole number between two others.
    fn number(&self, value: &str, min: i64, max: i64) -> Result<String, Problem> {
        let number = value.parse::<i64>().map_err(|_| Problem::Malformed {
            word: format!("{}={value}", self.name),
            what: "a whole number",
            example: "cnx-timeout-ms=500",
        })?;
        if !(min..=max).contains(&number) {
            return Err(Problem::OutOfRange {
                name: self.name.clone(),
                value: value.to_owned(),
                min,
                max,
            });
        }
        Ok(number.to_string())
    }
}

fn ends(range: &str) -> Result<(i64, i64), Problem> {
    let ends = range
        .split_once("..")
        .and_then(|(min, max)| Some((min.parse().ok()?, max.parse().ok()?)));
    ends.ok_or_else(|| Problem::Malformed {
        word: range.to_owned(),
        what: "a range",
        example: "100..60000",
    })
}

/// `en … ‖ zh …`
fn title(words: &[&str]) -> Bilingual {
    let text = words.join(" ");
    let part = |language: &str| {
        text.split('‖')
            .find_map(|part| part.trim().strip_prefix(language))
            .map_or_else(String::new, |rest| rest.trim().to_owned())
    };
    Bilingual {
        en: part("en "),
        zh: part("zh "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::Script;

    fn param(line: &str) -> Param {
        Script::parse(line).unwrap().params.remove(0)
    }

    #[test]
    fn a_number_has_a_range() {
        let param = param(EXAMPLE);
        assert_eq!(
            param.kind,
            ParamKind::Int {
                min: 1_000,
                max: 60_000
            }
        );
        assert_eq!(
            (param.title.en.as_str(), param.title.zh.as_str()),
            ("Time down", "停机时间")
        );
        assert_eq!(param.read("5000").as_deref(), Ok("5000"));
        assert_eq!(param.read("+05000").as_deref(), Ok("5000"));
        let low = param.read("5").unwrap_err().to_string();
        assert_eq!(
            low,
            "zk1-down-ms=5 is out of range; it goes from 1000 to 60000"
        );
        let word = param.read("soon").unwrap_err().to_string();
        assert_eq!(
            word,
            "“zk1-down-ms=soon” is not a whole number; write it like cnx-timeout-ms=500"
        );
    }

    #[test]
    fn a_choice_has_its_words() {
        let param = param("param dark-peers enum drop drop|refuse|no-arp");
        assert_eq!(param.read("no-arp").as_deref(), Ok("no-arp"));
        let problem = param.read("noarp").unwrap_err().to_string();
        assert_eq!(
            problem,
            "value “dark-peers=noarp” is unknown; did you mean “dark-peers=no-arp”?"
        );
    }

    #[test]
    fn a_choice_can_take_numbers_as_well() {
        let param = param("param delay-ms enum auto auto|20 or 0..5000 en Delay ‖ zh 延迟");
        assert_eq!(param.read("auto").as_deref(), Ok("auto"));
        assert_eq!(param.read("0750").as_deref(), Ok("750"));
        assert_eq!(param.title.en, "Delay");
        let high = param.read("5001").unwrap_err().to_string();
        assert_eq!(
            high,
            "delay-ms=5001 is out of range; it goes from 0 to 5000"
        );
        let word = param.read("atuo").unwrap_err().to_string();
        assert!(word.contains("did you mean “delay-ms=auto”"), "{word}");
    }

    #[test]
    fn the_default_has_to_be_one_of_them() {
        let error = Script::parse("\nparam n int 5 10..20").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2: n=5 is out of range; it goes from 10 to 20"
        );
    }
}
