//! Lessons: every step happens, in the run of the scenario as it is or in the one that the step names;
//! every question has the answer that the run gives; neither depends on the seed.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use failover::catalog;
use failover::lesson::{self, Bound, Lesson};
use failover::plan::Plan;
use failover::run::Run;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use scenario::lesson::{Guide, Quantity};
use scenario::plan::Choice;
use scenario::script::error::ScriptError;
use std::sync::Arc;

const RESTART: &str = "ds-fast-restart";
const FAILOVER: &str = "ds-master-failover";
const PARTITION: &str = "ds-partition-suicide";
const ITSELF: &str = "ds-self-failover";
const ORPHAN: &str = "ds-worker-yarn-orphan";
const ROLLING: &str = "ds-rolling-restart";
const STALL: &str = "ds-command-stall";
const LISTENERS: &str = "ds-listener-order";
const NOBODY: &str = "ds-all-masters-down";
const SHARDS: &str = "ds-command-sharding";

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

/// What each run answers, whatever the seed if none is named: scenario, choice, and the questions that are asked.
const ANSWERS: &[(&str, &str, &[&str])] = &[
    (RESTART, "", &["lasts goes", "when heartbeat"]),
    (RESTART, "masters=1", &["lasts goes", "when heartbeat"]),
    (RESTART, "masters=3", &["lasts goes", "when heartbeat"]),
    (
        RESTART,
        "model=1.3.6 peer-delay-ms=1000",
        &["removal writes"],
    ),
    (RESTART, "fix=absence-check-1.3.6", &["removal gives-up"]),
    (RESTART, "fix=sigterm", &[]),
    (RESTART, "fix=wait-70s", &[]),
    (RESTART, "fix=remove-wait-clear", &[]),
    (
        FAILOVER,
        "",
        &["begin session", "who id", "half-done goes-on"],
    ),
    (
        FAILOVER,
        "model=3.1.9",
        &["begin session", "who id", "half-done rerun"],
    ),
    (FAILOVER, "masters=1", &["begin session"]),
    (FAILOVER, "restart=yes", &[]),
    (FAILOVER, "stop=sigterm", &[]),
    (
        PARTITION,
        "seed=2",
        &["sure peer", "dispatches goes-on", "becomes fails"],
    ),
    (PARTITION, "seed=1", &["sure peer", "dispatches goes-on"]),
    (
        PARTITION,
        "suicide=false seed=2",
        &["sure peer", "dispatches goes-on", "off lasting"],
    ),
    (PARTITION, "partition-s=20", &["short nothing"]),
    (
        PARTITION,
        "model=3.2.1 on-lost=stop session-timeout-s=30",
        &["sure peer", "dispatches none"],
    ),
    (PARTITION, "kind=reset", &[]),
    (ITSELF, "", &["whose running"]),
    (ITSELF, "fix=longer-heartbeat", &["whose running"]),
    (ITSELF, "fix=pid-unknown", &[]),
    (ITSELF, "fix=uuid", &[]),
    (ITSELF, "added-master=yes", &["joins healthy"]),
    (ITSELF, "added-master=yes model=g3-fixed", &["joins nobody"]),
    (ORPHAN, "", &["app runs", "where worker", "next reruns"]),
    (
        ORPHAN,
        "death=machine",
        &["app runs", "where worker", "next reruns"],
    ),
    (ORPHAN, "fix=master-rest", &["app runs"]),
    (ORPHAN, "fix=pinned-worker", &["app runs"]),
    (ORPHAN, "fix=log-server", &["app runs"]),
    (
        ORPHAN,
        "app-runtime-s=29 seed=1",
        &["app parent", "where worker", "next reruns"],
    ),
    (ROLLING, "seed=1", &["port listener", "lives depends"]),
    (ROLLING, "model=1.3.8", &["port listener", "left none"]),
    (ROLLING, "fix=sigterm", &["port listener"]),
    (ROLLING, "fix=gap-70-stagger-40", &["port listener"]),
    (STALL, "", &["takes nobody"]),
    (STALL, "restart=yes", &["takes nobody"]),
    (STALL, "masters=3", &["takes nobody"]),
    (STALL, "fix=sigterm", &[]),
    (STALL, "fix=sharded", &[]),
    (LISTENERS, "", &["any others", "many none"]),
    (LISTENERS, "leaves=worker", &["any others"]),
    (LISTENERS, "model=1.3.8 seed=1", &["orders neither"]),
    (LISTENERS, "model=1.3.8 seed=7", &["orders larger"]),
    (LISTENERS, "fix=close-listeners", &[]),
    (
        LISTENERS,
        "fix=one-ordered-bus",
        &["any others", "many none"],
    ),
    (NOBODY, "", &["first later"]),
    (NOBODY, "masters=3", &["first later"]),
    (NOBODY, "first-up-s=60", &["learns rows"]),
    (NOBODY, "model=1.3.8", &[]),
    (SHARDS, "", &["indexes all", "nobody later"]),
    (
        SHARDS,
        "model=3.2.1 seed=11",
        &["indexes all", "instances one", "nobody later"],
    ),
    (
        SHARDS,
        "fix=no-transaction seed=11",
        &["indexes all", "instances two", "nobody later"],
    ),
    (SHARDS, "mode=active-standby", &["indexes none"]),
];

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

/// What is claimed of a fix has to be lost where it does not hold: scenario, choice, and the steps that
/// do not happen.
const ABSENT: &[(&str, &str, &[&str])] = &[
    (
        RESTART,
        "",
        &[
            "held", "again", "recreate", "window", "marked", "ten", "idle",
        ],
    ),
    (
        RESTART,
        "fix=wait-70s",
        &[
            "borrowed",
            "nothing",
            "stall",
            "expired",
            "writes",
            "found",
            "details",
            "two-faults",
            "held",
            "again",
            "recreate",
            "window",
            "marked",
            "ten",
            "idle",
        ],
    ),
    (
        RESTART,
        "model=1.3.6 peer-delay-ms=1000",
        &[
            "borrowed",
            "nothing",
            "expired",
            "writes",
            "found",
            "details",
            "two-faults",
            "held",
            "again",
            "idle",
        ],
    ),
    (FAILOVER, "", &["again"]),
    (FAILOVER, "model=3.1.9", &["reports", "article", "again"]),
    (
        FAILOVER,
        "restart=yes",
        &["hear", "command", "claimed", "reports", "article"],
    ),
    (
        PARTITION,
        "seed=2",
        &[
            "stays-cut",
            "refused",
            "unstopped",
            "unnoticed",
            "stops-on-lost",
            "peers-wait",
        ],
    ),
    (
        PARTITION,
        "seed=2 suicide=false",
        &[
            "self-kill",
            "stroke",
            "second",
            "twice",
            "article",
            "stays-cut",
            "refused",
            "unnoticed",
            "stops-on-lost",
            "peers-wait",
        ],
    ),
    (ITSELF, "", &["healthy"]),
    (
        ITSELF,
        "fix=pid-unknown",
        &[
            "wrong", "record", "finds", "repeat", "article", "bill", "healthy",
        ],
    ),
    (ITSELF, "masters=2", &["stopped", "healthy"]),
    (ORPHAN, "", &["dark", "copies"]),
    (
        ORPHAN,
        "fix=master-rest",
        &["asks", "dark", "reruns", "two", "article", "copies"],
    ),
    (ROLLING, "seed=1", &["none", "clean"]),
    (
        ROLLING,
        "model=1.3.8",
        &[
            "busy",
            "killed-inside",
            "stuck",
            "first-lives",
            "late",
            "article",
            "clean",
        ],
    ),
    (
        ROLLING,
        "stop=sigterm",
        &[
            "busy",
            "killed-inside",
            "stuck",
            "first-lives",
            "late",
            "article",
            "none",
        ],
    ),
    (STALL, "seed=1", &["front"]),
    (STALL, "seed=1 restart=yes", &[]),
    (
        STALL,
        "fix=sigterm",
        &[
            "killed", "stops", "silence", "front", "last", "moves", "article",
        ],
    ),
    (LISTENERS, "", &["no-effect"]),
    (
        LISTENERS,
        "fix=listeners-first",
        &["error", "witness", "article", "no-effect"],
    ),
    (
        NOBODY,
        "",
        &["unseen", "both", "first-generation", "third-generation"],
    ),
    (
        NOBODY,
        "first-up-s=60",
        &[
            "back",
            "inventory",
            "former",
            "slips",
            "expiry",
            "claimed",
            "waits",
            "article",
            "first-generation",
            "third-generation",
        ],
    ),
    (SHARDS, "", &["two", "paperwork", "lost", "standby"]),
    (SHARDS, "model=3.2.1 seed=11", &["standby"]),
];

#[test]
fn a_step_is_lost_where_it_would_be_untrue() {
    for (id, words, absent) in ABSENT {
        for seed in seeds(words) {
            let told = tell(id, &choice(words, seed));
            assert_eq!(told.absent(), *absent, "{id} {words} seed {seed:?}");
        }
    }
}

/// Values between what timers and latencies allow: scenario, choice, value, least and most.
const VALUES: &[(&str, &str, &str, u64, u64)] = &[
    (RESTART, "", "ts", 60_000, 60_000),
    (RESTART, "", "hb", 10_000, 10_000),
    (RESTART, "", "expire", 50_000, 63_000),
    (RESTART, "", "writer", 1, 2),
    (RESTART, "", "die", 0, 10_050),
    (RESTART, "workflows=2", "alone", 1, 2),
    (RESTART, "model=1.3.6 peer-delay-ms=1000", "window", 15, 200),
    (
        RESTART,
        "model=1.3.6 peer-delay-ms=1000",
        "mark",
        800,
        1_060,
    ),
    // Two thirds of the timeout from the last contact to the session's end, and a tick.
    (FAILOVER, "", "detect", 20_000, 33_000),
    (FAILOVER, "", "owner", 2, 3),
    (FAILOVER, "", "rest", 0, 12_000),
    (PARTITION, "", "susp", 30_000, 40_000),
    (PARTITION, "", "gone", 50_000, 63_000),
    (PARTITION, "", "notice", 0, 21_000),
    (PARTITION, "seed=2", "takes", 2, 2),
    (PARTITION, "seed=2", "apart", 0, 1_000),
    (
        PARTITION,
        "partition-s=290 session-timeout-s=20",
        "given-up",
        200_000,
        290_000,
    ),
    (
        PARTITION,
        "kind=reset partition-s=250",
        "refused",
        40_000,
        150_000,
    ),
    (
        PARTITION,
        "model=3.2.1 on-lost=stop session-timeout-s=30",
        "on-lost",
        10_000,
        30_000,
    ),
    // A heartbeat after the registration, and 3 s to stop.
    (ITSELF, "", "lived", 15_000, 20_000),
    (ITSELF, "", "copies", 2, 2),
    (ITSELF, "", "more", 3, 3),
    (ITSELF, "", "deaths", 4, 4),
    (ITSELF, "", "bill", 5, 5),
    (ITSELF, "added-master=yes", "after", 1_000, 20_000),
    (ORPHAN, "", "detect", 20_000, 33_000),
    (ORPHAN, "", "rpc", 0, 50),
    (ORPHAN, "", "apps", 2, 2),
    (ORPHAN, "", "over", 40_000, 80_000),
    (ORPHAN, "death=machine", "long", 5_000, 15_000),
    (ORPHAN, "death=registry-partition", "copies", 2, 2),
    (ROLLING, "", "port", 8, 90),
    (ROLLING, "", "lock", 45_000, 61_000),
    (ROLLING, "seed=1", "alive", 1, 1),
    (ROLLING, "model=1.3.8", "rest", 0, 0),
    (ROLLING, "stop=sigterm", "gone", 480, 560),
    (ROLLING, "stop=sigterm", "all", 2, 2),
    (STALL, "", "hold", 1_000, 1_020),
    (STALL, "", "places", 2, 2),
    (STALL, "restart=yes", "more", 3, 3),
    (STALL, "", "stall", 57_000, 63_100),
    (STALL, "", "wait", 52_000, 58_600),
    (LISTENERS, "", "close", 500, 700),
    (LISTENERS, "", "lost", 1, 1),
    (LISTENERS, "", "written", 0, 0),
    (LISTENERS, "", "gone", 480, 560),
    (LISTENERS, "", "pool", 3_300, 4_000),
    (NOBODY, "", "scan", 10_000, 10_050),
    (NOBODY, "", "slot", 5_000, 12_000),
    (NOBODY, "", "missed", 1, 1),
    (NOBODY, "", "late", 5_000, 30_000),
    (SHARDS, "", "n", 2, 2),
    (SHARDS, "", "of", 3, 3),
    (SHARDS, "", "late", 20_000, 35_000),
    // 3.1.9 reads the list when it hears of a change, 3.2.1 every 10 s.
    (SHARDS, "", "window", 0, 100),
    (SHARDS, "model=3.2.1 seed=11", "window", 0, 10_100),
];

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
