use super::*;
use crate::catalog;
use crate::plan::{Choice, Plan};
use crate::run::Run;
use crate::script::error::ScriptError;
use std::sync::Arc;
use zookeeper::fact::Fact;

mod others;

const OUTAGE: &str = "zk-decommission-outage";

/// A lesson in a run.
struct Told {
    run: Run,
    lesson: Lesson,
    bound: Bound,
}

fn run_of(id: &str, choose: impl Fn(&mut Choice)) -> Run {
    let mut choice = Choice::default();
    choose(&mut choice);
    let script = catalog::find(id).unwrap();
    Run::complete(Arc::new(Plan::decide(&script, &choice).unwrap()))
}

fn tell(id: &str, choose: impl Fn(&mut Choice)) -> Told {
    let run = run_of(id, choose);
    let text = catalog::lesson(id).unwrap();
    let lesson = Lesson::parse(text.steps, &run.plan().setting).unwrap();
    let bound = lesson.bind(&run.reading(), run.plan().from);
    Told { run, lesson, bound }
}

impl Told {
    /// The answers that the run gives; a dash for a question that it gives none to.
    fn answers<'a>(&'a self) -> Vec<&'a str> {
        let pairs = self.bound.questions.iter().zip(&self.lesson.questions);
        let answer = |(bound, question): (&BoundQuestion, &'a Question)| {
            let place = bound.answer;
            place.map_or("-", |place| question.options[place].id.as_str())
        };
        pairs.map(answer).collect()
    }

    /// The steps that do not happen.
    fn absent(&self) -> Vec<&str> {
        let absent = self.bound.steps.iter().filter(|step| step.event.is_none());
        absent.map(|step| step.id.as_str()).collect()
    }

    /// A value as a number: milliseconds, or what is counted.
    fn value(&self, name: &str) -> Option<u64> {
        self.bound.value(name).map(|value| match value {
            Quantity::Length(span) => span.as_millis(),
            Quantity::Count(n) | Quantity::Zxid(n) | Quantity::Stamp(n) => n,
        })
    }
}

fn run(choose: impl Fn(&mut Choice)) -> Run {
    run_of(OUTAGE, choose)
}

fn bind(run: &Run) -> Bound {
    let text = catalog::lesson(OUTAGE).unwrap();
    let lesson = Lesson::parse(text.steps, &run.plan().setting).unwrap();
    lesson.bind(&run.reading(), run.plan().from)
}

/// A scenario with a lesson has the words for it in both languages, and every lesson can be read.
#[test]
fn every_lesson_has_its_words_in_both_languages() {
    let mut lessons = 0;
    for id in catalog::ids() {
        let Some(text) = catalog::lesson(id) else {
            continue;
        };
        lessons += 1;
        let script = catalog::find(id).unwrap();
        let plan = Plan::decide(&script, &Choice::default()).unwrap();
        let lesson = Lesson::parse(text.steps, &plan.setting);
        let lesson = lesson.unwrap_or_else(|error| panic!("{id}: {error}"));
        for guide in [text.en, text.zh] {
            let guide = Guide::parse(guide).unwrap_or_else(|error| panic!("{id}: {error}"));
            let fits = guide.fits(&lesson);
            assert!(fits.is_ok(), "{id}: {fits:?}");
        }
    }
    assert!(lessons > 0);
}

#[test]
fn the_steps_of_the_outage_happen_in_their_order() {
    let run = run(|_| {});
    let bound = bind(&run);
    let fact = |step: &BoundStep| {
        let row = run.trace().get(step.event.unwrap()).unwrap();
        let name = Fact::decode(&row).unwrap().name();
        (run.plan().setting.name(row.node).to_owned(), name)
    };
    let found: Vec<_> = bound.steps.iter().map(fact).collect();
    let expected = [
        ("zk2", "PacketSent"),
        ("zk2", "LeaderShutdown"),
        ("zk0", "DialFailed"),
        ("zk0", "DialStarted"),
        ("zk0", "Queued"),
        ("zk0", "Queued"),
        ("zk1", "Heard"),
        ("zk1", "ChallengeLost"),
        ("zk1", "ElectionTook"),
        ("zk1", "DialFailed"),
        ("zk0", "Queued"),
        ("zk1", "FollowingFailed"),
    ];
    let expected = expected.map(|(node, fact)| (node.to_owned(), fact));
    assert_eq!(found, expected);
    assert!(bound.steps.is_sorted_by(|a, b| a.event < b.event));
    // The twelfth step waits for a second election in vain; the others are told within 12 s.
    let times: Vec<_> = bound.steps[1..11]
        .iter()
        .map(|step| {
            run.plan()
                .ms(run.trace().get(step.event.unwrap()).unwrap().at)
        })
        .collect();
    assert!(times.iter().all(|ms| (0..12_000).contains(ms)), "{times:?}");
}

#[test]
fn the_steps_of_the_outage_happen_whatever_the_seed() {
    for seed in 1..=20 {
        let run = run(|choice| choice.seed = Some(seed));
        let bound = bind(&run);
        let missing = bound.steps.iter().find(|step| step.event.is_none());
        assert_eq!(missing, None, "seed {seed}");
        let unknown = bound.values.iter().find(|(_, value)| value.is_none());
        assert_eq!(unknown, None, "seed {seed}");
    }
}

#[test]
fn the_values_of_the_outage_are_those_of_its_run() {
    let told = tell(OUTAGE, |_| {});
    let between = |name, low: u64, high: u64| {
        let value = told.value(name).unwrap();
        assert!((low..=high).contains(&value), "{name} is {value}");
    };
    between("cnx", 5_000, 5_000);
    between("cost", 10_000, 10_100);
    between("age", 5_000, 5_300);
    between("took", 200, 300);
    between("follow", 4_000, 4_100);
    between("backlog", 45_000, 65_000);
    between("q", 10, 60);
}

#[test]
fn what_a_fix_prevents_did_not_happen() {
    let bound = bind(&run(|choice| choice.fix("peers-refuse").unwrap()));
    let happened = bound.steps.iter().filter(|step| step.event.is_some());
    let happened: Vec<&str> = happened.map(|step| step.id.as_str()).collect();
    assert_eq!(happened, ["memory", "stop", "parked"]);
    assert_eq!(bound.value("backlog"), None);
}

#[test]
fn the_run_answers_the_questions() {
    let outage = ["leader-falls", "parked-vote", "again", "never"];
    assert_eq!(tell(OUTAGE, |_| {}).answers(), outage);
    let five = tell(OUTAGE, |choice| choice.set("zk1-servers=5").unwrap());
    assert_eq!(five.answers()[3], "backlog");
    let refuse = tell(OUTAGE, |choice| choice.fix("peers-refuse").unwrap());
    assert_eq!(refuse.answers()[1..3], ["present-vote", "restored"]);
}

/// While a question is open nothing may be seen that answers it, nor any step after it.
#[test]
fn a_question_comes_before_what_it_asks_for() {
    for id in catalog::ids().filter(|id| catalog::lesson(id).is_some()) {
        let told = tell(id, |_| {});
        for question in &told.bound.questions {
            let moment = question.moment.unwrap();
            let (seen, open) = told.bound.steps.split_at(question.before);
            let seen = seen.iter().filter_map(|step| step.event);
            assert!(seen.max() <= Some(moment), "{id} {}", question.id);
            let mut open = open.iter().filter_map(|step| step.event);
            assert!(open.all(|event| moment < event), "{id} {}", question.id);
        }
    }
}

const MISTAKES: &[(&str, &str)] = &[
    (
        "step a\nat zk0 DialStated",
        "line 2: fact “DialStated” is unknown; did you mean “DialStarted”?",
    ),
    (
        "step a\nat zk9 Heard",
        "line 2: server “zk9” is unknown; did you mean “zk0”?",
    ),
    (
        "step a\nat zk0/WorkSender Heard",
        "line 2: thread “WorkSender” is unknown; did you mean “WorkerSender”?",
    ),
    (
        "step a\nat zk0 DialFailed wy=Refused",
        "line 2: field “wy” is unknown; did you mean “why”?",
    ),
    (
        "step a\nat zk0 DialFailed why=Refuse",
        "line 2: value “Refuse” is unknown; did you mean “Refused”?",
    ),
    (
        "step a\nat zk0 Heard ballot.sender=zk1",
        "line 2: part of a ballot “sender” is unknown; did you mean “leader”?",
    ),
    (
        "step a\nat zk0 Heard lasts>=fast",
        "line 2: “fast” is not a length of time; write it like 100ms or 5s",
    ),
    (
        "step a\nlook zk0.vote",
        "line 2: part of a card “vote” is unknown; did you mean “votes”?",
    ),
    (
        "step a\nlok zk0",
        "line 2: statement of a lesson “lok” is unknown; did you mean “look”?",
    ),
    (
        "step a\nstep a",
        "line 2: step “a” is there twice; keep one of them",
    ),
    (
        "step a\nafter b",
        "line 2: step “b” is unknown; did you mean “a”?",
    ),
    (
        "step a\nat zk0 Heard\nvalue v since b",
        "line 3: step “b” is unknown; did you mean “a”?",
    ),
    (
        "question a\noption b\nthen zk0 Heard",
        "line 3: then needs a statement, for example: if zk1 Decided",
    ),
    (
        "question a\noption b\nbeats 2 0x2 zk0",
        "line 3: beats needs servers and a zxid, for example: beats 2 0x200000001 zk0 1 0x1000000ff zk4",
    ),
    (
        "question a\noption b\nbeats 2 7 zk0 1 0x1 zk4",
        "line 3: “7” is not a zxid; write it like 0x724cd3601",
    ),
    (
        "at zk0 Heard",
        "line 1: lesson needs a step, for example: step blocked",
    ),
    (
        "question a\noption",
        "line 2: option needs a name, for example: option two-of-three disk-view",
    ),
];

#[test]
fn a_mistake_is_answered_with_its_line_and_the_nearest_word() {
    let run = run(|choice| choice.until = Some(crate::script::time::Offset(1)));
    let says = |text: &str| -> String {
        let error: ScriptError = Lesson::parse(text, &run.plan().setting).unwrap_err();
        error.to_string()
    };
    for (text, sentence) in MISTAKES {
        assert_eq!(says(text), *sentence);
    }
}

#[test]
fn a_guide_without_an_id_or_with_another_one_is_told_so() {
    let error = Guide::parse("# Title\n\n## Step").unwrap_err().to_string();
    assert_eq!(
        error,
        "line 3: Step needs a name, for example: ## Title {#id}"
    );
    let lesson = Lesson::parse("step a", &run(|_| {}).plan().setting).unwrap();
    let fits = |text| Guide::parse(text).unwrap().fits(&lesson).is_ok();
    assert!(fits("## Title {#a}\n\nText."));
    for text in [
        "",
        "## Title {#a}",
        "## T {#b}\nText.",
        "## T {#a}\nText.\n## T {#b}\nText.",
    ] {
        assert!(!fits(text), "{text}");
    }
}
