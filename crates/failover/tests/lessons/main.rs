//! Lessons: every step happens, in the run of the scenario as it is or in the one that the step names;
//! every question has the answer that the run gives; neither depends on the seed.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod expected;

use expected::{ABSENT, ANSWERS, RESTART, VALUES};
use failover::catalog;
use failover::lesson;
use failover::plan::Plan;
use failover::run::Run;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use scenario::lesson::{Bound, Guide, Lesson, Quantity};
use scenario::plan::Choice;
use scenario::script::error::ScriptError;
use std::sync::Arc;

/// Seeds beside the scenario's own.
const SEEDS: std::ops::RangeInclusive<u64> = 1..=6;

/// A lesson in a run.
struct Told {
    lesson: Lesson,
    bound: Bound,
}

/// What is chosen: `NAME=VALUE` and `fix=ID`, as steps write it, and `seed=NUMBER`.
fn choice(words: &str, seed: Option<u64>) -> Choice {
    let mut choice = Choice {
        seed,
        ..Choice::default()
    };
    for word in words.split_whitespace() {
        match word.split_once('=') {
            Some(("fix", fix)) => choice.fix(fix).unwrap(),
            Some(("seed", seed)) => choice.seed = Some(seed.parse().unwrap()),
            Some(_) | None => choice.set(word).unwrap(),
        }
    }
    choice
}

/// On the scenario's own seed and on others, unless the row names one.
fn seeds(words: &str) -> Vec<Option<u64>> {
    if words.contains("seed=") {
        return vec![None];
    }
    SEEDS.map(Some).chain([None]).collect()
}

fn run(id: &str, choice: &Choice) -> Run {
    let script = catalog::find(id).unwrap();
    let plan = Plan::decide(&script, choice);
    let plan = plan.unwrap_or_else(|error| panic!("{id}: {error}"));
    Run::complete(Arc::new(plan))
}

fn read(id: &str, run: &Run) -> Lesson {
    let texts = catalog::lesson(id).unwrap();
    let lesson = lesson::read(texts.steps, &run.plan().setting);
    lesson.unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn tell(id: &str, choice: &Choice) -> Told {
    let run = run(id, choice);
    let lesson = read(id, &run);
    let plan = run.plan();
    let reading: Reading<'_, DolphinScheduler> = Reading {
        trace: run.trace(),
        setting: &plan.setting,
        deeds: &plan.deeds,
    };
    let bound = lesson::bind(&lesson, &reading, plan.from);
    Told { lesson, bound }
}

impl Told {
    /// The steps that do not happen.
    fn absent(&self) -> Vec<&str> {
        let absent = self.bound.steps.iter().filter(|step| step.event.is_none());
        absent.map(|step| step.id.as_str()).collect()
    }

    /// The questions that are asked, each with the answer that the run gives.
    fn answers(&self) -> Vec<String> {
        let pairs = self.bound.questions.iter().zip(&self.lesson.questions);
        let answers = pairs.filter_map(|(bound, question)| {
            let answer = &question.options[bound.answer?].id;
            bound.moment.map(|_| format!("{} {answer}", question.id))
        });
        answers.collect()
    }

    /// A value as a number: milliseconds, or what is counted.
    fn value(&self, name: &str) -> Option<u64> {
        self.bound.value(name).map(|value| match value {
            Quantity::Length(span) => span.as_millis(),
            Quantity::Count(n) | Quantity::Zxid(n) | Quantity::Stamp(n) => n,
        })
    }
}

fn lessons() -> impl Iterator<Item = &'static str> {
    catalog::ids().filter(|id| catalog::lesson(id).is_some())
}

#[test]
fn every_lesson_has_its_words_in_both_languages() {
    for id in lessons() {
        let lesson = read(id, &run(id, &choice("", None)));
        let texts = catalog::lesson(id).unwrap();
        for guide in [texts.en, texts.zh] {
            let guide = Guide::parse(guide).unwrap_or_else(|error| panic!("{id}: {error}"));
            let fits = guide.fits(&lesson);
            assert!(fits.is_ok(), "{id}: {fits:?}");
        }
        let mark = catalog::lesson_mark(id).unwrap();
        assert!(mark.len() == 16 && mark.bytes().all(|b| b.is_ascii_hexdigit()));
    }
}

/// No step is there in vain: it happens in the run of the scenario, or in that of its own choice, and
/// nowhere else is it named so.
#[test]
fn every_step_happens_in_the_run_that_it_names() {
    for id in lessons() {
        let mut told: Vec<(Choice, Told)> = vec![(Choice::default(), tell(id, &Choice::default()))];
        let steps = told[0].1.lesson.steps.clone();
        for (place, step) in steps.iter().enumerate() {
            if told.iter().all(|(other, _)| *other != step.choice) {
                told.push((step.choice.clone(), tell(id, &step.choice)));
            }
            let happens = |(_, told): &(Choice, Told)| told.bound.steps[place].event.is_some();
            let own = told.iter().find(|(other, _)| *other == step.choice);
            assert!(own.is_some_and(happens), "{id} {}", step.id);
            let elsewhere = step.choice != Choice::default() && happens(&told[0]);
            assert!(!elsewhere, "{id} {} happens anyway", step.id);
        }
    }
}

/// While a question is open nothing may be seen that answers it, nor any step after it.
#[test]
fn a_question_comes_before_what_it_asks_for() {
    for (id, words, _) in ANSWERS {
        let told = tell(id, &choice(words, None));
        for question in told.bound.questions.iter().filter(|q| q.answer.is_some()) {
            let moment = question.moment.unwrap();
            let (seen, open) = told.bound.steps.split_at(question.before);
            let seen = seen.iter().filter_map(|step| step.event);
            assert!(seen.max() <= Some(moment), "{id} {words} {}", question.id);
            let mut open = open.iter().filter_map(|step| step.event);
            assert!(
                open.all(|event| moment < event),
                "{id} {words} {}",
                question.id
            );
            let evidence = question.evidence;
            assert!(evidence.is_none_or(|event| moment < event));
        }
    }
}

#[test]
fn the_run_answers_the_questions() {
    for (id, words, answers) in ANSWERS {
        for seed in seeds(words) {
            let told = tell(id, &choice(words, seed));
            assert_eq!(told.answers(), *answers, "{id} {words} seed {seed:?}");
        }
    }
}

/// Every question of every lesson is asked in one of the runs above, and each answer that its own
/// condition can make right.
#[test]
fn every_question_is_asked_somewhere() {
    for id in lessons() {
        let lesson = read(id, &run(id, &choice("", None)));
        for question in &lesson.questions {
            let asked = |(other, _, answers): &&(&str, &str, &[&str])| {
                let this = |answer: &&str| answer.split(' ').next() == Some(&question.id);
                *other == id && answers.iter().any(this)
            };
            assert!(
                ANSWERS.iter().any(|row| asked(&row)),
                "{id} {}",
                question.id
            );
        }
    }
}

#[test]
fn a_step_is_lost_where_it_would_be_untrue() {
    for (id, words, absent) in ABSENT {
        for seed in seeds(words) {
            let told = tell(id, &choice(words, seed));
            assert_eq!(told.absent(), *absent, "{id} {words} seed {seed:?}");
        }
    }
}

#[test]
fn the_values_are_those_of_the_run() {
    for (id, words, name, least, most) in VALUES {
        for seed in seeds(words) {
            let Some(value) = tell(id, &choice(words, seed)).value(name) else {
                // Where a step is lost its values are, but not in the run that shows them.
                assert!(seed.is_some(), "{id} {words} {name}");
                continue;
            };
            assert!(
                (*least..=*most).contains(&value),
                "{id} {words} seed {seed:?}: {name} is {value}"
            );
        }
    }
}

const MISTAKES: &[(&str, &str)] = &[
    (
        "step a\nat master1 JudgedDed",
        "line 2: fact “JudgedDed” is unknown; did you mean “JudgedDead”?",
    ),
    (
        "step a\nat mister1 JudgedDead",
        "line 2: server “mister1” is unknown; did you mean “master1”?",
    ),
    (
        "step a\nat master1/HartBeat JudgedDead",
        "line 2: thread “HartBeat” is unknown; did you mean “HeartBeat”?",
    ),
    (
        "step a\nat master1 JudgedDead wy=Entry",
        "line 2: field “wy” is unknown; did you mean “why”?",
    ),
    (
        "step a\nat master1 JudgedDead why=Entri",
        "line 2: value “Entri” is unknown; did you mean “Entry”?",
    ),
    (
        "step a\nat zk NodeGone path.lok=Masters",
        "line 2: field “path.lok” is unknown; known are: path",
    ),
    (
        "step a\nlook master1.stat",
        "line 2: part of a card “stat” is unknown; did you mean “state”?",
    ),
    (
        "step a\nat master1 HeartbeatStarted lasts>=long",
        "line 2: “long” is not a length of time; write it like 100ms or 5s",
    ),
    (
        "step a\nin model",
        "line 2: “model” is not a parameter with its value; write it like cnx-timeout-ms=500",
    ),
];

#[test]
fn a_mistake_is_answered_with_its_line_and_the_nearest_word() {
    let plan = Plan::decide(&catalog::find(RESTART).unwrap(), &Choice::default());
    let setting = plan.unwrap().setting;
    let says = |text: &str| -> String {
        let error: ScriptError = lesson::read(text, &setting).unwrap_err();
        error.to_string()
    };
    for (text, sentence) in MISTAKES {
        assert_eq!(says(text), *sentence);
    }
}
