//! The words of a lesson with the values of a run in them.

use crate::Language;
use crate::number::{about, count};
use scenario::lesson::{Bound, Guide, Quantity};

/// The words of a step, finished.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepText<'a> {
    /// Its idea.
    pub title: &'a str,
    /// What there is to say about it.
    pub text: String,
    /// What is said beside the title if the step did not happen; the text then says what would have.
    pub absent: Option<&'static str>,
}

/// The words of a step of a lesson, by its place; nothing for a place or words that do not exist.
pub fn step<'a>(
    language: Language,
    guide: &Guide<'a>,
    bound: &Bound,
    place: usize,
) -> Option<StepText<'a>> {
    let step = bound.steps.get(place)?;
    let entry = guide.entry(&step.id)?;
    Some(StepText {
        title: entry.title,
        text: fill(language, entry.text, bound),
        absent: step.event.is_none().then(|| absent(language)),
    })
}

/// How many guesses were right.
pub fn score(language: Language, right: usize, of: usize) -> String {
    match language {
        Language::En => format!("{right} of {of} right"),
        Language::Zh => format!("答对 {right} 题，共 {of} 题"),
    }
}

/// What is said of a step that did not happen.
pub fn absent(language: Language) -> &'static str {
    match language {
        Language::En => "did not happen in this run",
        Language::Zh => "本次没有发生",
    }
}

/// A text with the values of a run for `{name}`; a dash for one that does not exist in the run.
pub fn fill(language: Language, text: &str, bound: &Bound) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| {
            let mut values = bound.values.iter();
            let (_, quantity) = values.find(|(other, _)| other == name)?;
            Some((quantity, after))
        });
        match known {
            Some((quantity, after)) => {
                filled.push_str(
                    &quantity.map_or_else(|| "—".to_owned(), |q| self::quantity(language, q)),
                );
                rest = after;
            }
            // A set of sids, such as {0,2}.
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A value as both languages write it.
pub fn quantity(language: Language, quantity: Quantity) -> String {
    match quantity {
        Quantity::Length(span) => about(language, span),
        Quantity::Count(n) => count(n),
        Quantity::Zxid(n) => format!("0x{n:x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::catalog;
    use scenario::lesson::Lesson;
    use scenario::plan::{Choice, Plan};
    use scenario::run::Run;
    use std::sync::Arc;

    /// Words of a step in English, characters in Chinese.
    fn length(language: Language, text: &str) -> (usize, usize) {
        match language {
            Language::En => (text.split_whitespace().count(), 45),
            Language::Zh => (text.chars().count(), 90),
        }
    }

    fn check(id: &str, choice: &Choice) {
        let texts = catalog::lesson(id).unwrap();
        let script = catalog::find(id).unwrap();
        let run = Run::complete(Arc::new(Plan::decide(&script, choice).unwrap()));
        let lesson = Lesson::parse(texts.steps, &run.plan().setting).unwrap();
        let bound = lesson.bind(&run.reading(), run.plan().from);
        for (language, text) in [(Language::En, texts.en), (Language::Zh, texts.zh)] {
            let guide = Guide::parse(text).unwrap();
            for (place, of) in bound.steps.iter().enumerate() {
                let step = step(language, &guide, &bound, place).unwrap();
                let unfilled = step.text.split('{').skip(1);
                let unfilled = unfilled.filter(|rest| rest.starts_with(char::is_alphabetic));
                assert_eq!(unfilled.count(), 0, "{}", step.text);
                assert_eq!(step.absent.is_none(), of.event.is_some());
                assert!(
                    step.absent.is_some() || !step.text.contains('—'),
                    "{}",
                    step.text
                );
                let (length, limit) = length(language, &step.text);
                assert!(length <= limit, "{length} of {limit}: {}", step.text);
            }
        }
    }

    #[test]
    fn a_step_reads_in_fifteen_seconds_and_nothing_in_it_is_left_unfilled() {
        for id in catalog::ids().filter(|id| catalog::lesson(id).is_some()) {
            check(id, &Choice::default());
            let script = catalog::find(id).unwrap();
            for fix in &script.fixes {
                let fixes = vec![(fix.id.clone(), None)];
                check(
                    id,
                    &Choice {
                        fixes,
                        ..Choice::default()
                    },
                );
            }
        }
    }

    #[test]
    fn values_are_written_in_the_language_and_sets_stay_as_they_are() {
        let bound = Bound {
            values: vec![
                (
                    "cost".to_owned(),
                    Some(Quantity::Length(sim::time::Span::from_secs(10))),
                ),
                ("q".to_owned(), None),
            ],
            ..Bound::default()
        };
        let text = "{0,2} {cost} {q} {other";
        assert_eq!(fill(Language::En, text, &bound), "{0,2} 10.0 s — {other");
        assert_eq!(fill(Language::Zh, text, &bound), "{0,2} 10.0 秒 — {other");
    }
}
