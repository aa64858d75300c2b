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
        Quantity::Stamp(n) => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use picture::dolphinscheduler::DolphinScheduler;
    use picture::reading::Reading;
    use scenario::catalog::{self, LessonText};
    use scenario::lesson::Lesson;
    use scenario::plan::{Choice, Plan};
    use scenario::run::Run;
    use scenario::script::Script;
    use std::sync::Arc;

    /// Words of a step in English, characters in Chinese.
    fn length(language: Language, text: &str) -> (usize, usize) {
        match language {
            Language::En => (text.split_whitespace().count(), 45),
            Language::Zh => (text.chars().count(), 90),
        }
    }

    /// Whether every value has been put in, and exists.
    fn is_finished(text: &str) -> bool {
        let mut open = text.split('{').skip(1);
        !text.contains('—') && !open.any(|rest| rest.starts_with(char::is_alphabetic))
    }

    /// The words of each step of a run: finished, and no longer than they may be.
    fn check(texts: &LessonText, bound: &Bound) {
        for (language, text) in [(Language::En, texts.en), (Language::Zh, texts.zh)] {
            let guide = Guide::parse(text).unwrap();
            for (place, of) in bound.steps.iter().enumerate() {
                let step = step(language, &guide, bound, place).unwrap();
                assert_eq!(step.absent.is_none(), of.event.is_some());
                assert!(
                    step.absent.is_some() || is_finished(&step.text),
                    "{}",
                    step.text
                );
                let (length, limit) = length(language, &step.text);
                assert!(length <= limit, "{length} of {limit}: {}", step.text);
            }
            for asked in bound.questions.iter().filter(|q| q.answer.is_some()) {
                let entry = guide.entry(&asked.id).unwrap();
                let options = entry.options.iter();
                let texts = options.flat_map(|option| [option.text, option.reply]);
                for text in texts.chain([entry.title]) {
                    let text = fill(language, text, bound);
                    assert!(is_finished(&text), "{text}");
                }
            }
        }
    }

    /// The scenario as it is, and with each of its fixes.
    fn choices(script: &Script) -> impl Iterator<Item = Choice> {
        let fixes = script.fixes.iter().map(|fix| vec![(fix.id.clone(), None)]);
        fixes.chain([Vec::new()]).map(|fixes| Choice {
            fixes,
            ..Choice::default()
        })
    }

    #[test]
    fn a_step_reads_in_fifteen_seconds_and_nothing_in_it_is_left_unfilled() {
        for id in catalog::ids() {
            let Some(texts) = catalog::lesson(id) else {
                continue;
            };
            let script = catalog::find(id).unwrap();
            for choice in choices(&script) {
                let run = Run::complete(Arc::new(Plan::decide(&script, &choice).unwrap()));
                let lesson = Lesson::parse(texts.steps, &run.plan().setting).unwrap();
                check(&texts, &lesson.bind(&run.reading(), run.plan().from));
            }
        }
    }

    /// Those of the other system, also in the runs in which its steps say that they happen.
    #[test]
    fn so_it_is_where_masters_and_workers_are() {
        for id in failover::catalog::ids() {
            let Some(texts) = failover::catalog::lesson(id) else {
                continue;
            };
            let script = failover::catalog::find(id).unwrap();
            let plan = failover::plan::Plan::decide(&script, &Choice::default()).unwrap();
            let lesson = failover::lesson::read(texts.steps, &plan.setting).unwrap();
            let own = lesson.steps.iter().map(|step| step.choice.clone());
            for choice in choices(&script).chain(own) {
                let plan = failover::plan::Plan::decide(&script, &choice).unwrap();
                let run = failover::run::Run::complete(Arc::new(plan));
                let reading: Reading<'_, DolphinScheduler> = Reading {
                    trace: run.trace(),
                    setting: &run.plan().setting,
                    deeds: &run.plan().deeds,
                };
                check(
                    &texts,
                    &failover::lesson::bind(&lesson, &reading, run.plan().from),
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
