//! What each action does, and what holds whatever is done.

use super::*;
use crate::session::{Lesson, Scale};
use std::rc::Rc;

mod questions;

const OUTAGE: &str = "zk-decommission-outage";

fn open() -> Session {
    Session::open(OUTAGE, "").unwrap()
}

fn after(session: &Session, action: Action) -> Session {
    session.clone().after(action)
}

fn fixed(session: &Session, fix: &str) -> Session {
    after(session, Action::ToggleFix(fix.into()))
}

fn fixes(session: &Session) -> Vec<&str> {
    let fixes = session.shown.choice.fixes.iter();
    fixes.map(|(id, _)| id.as_str()).collect()
}

/// The lesson as the page fetches it.
fn course(session: &Session) -> Rc<super::super::Course> {
    let texts = scenario::catalog::lesson(&session.id).unwrap();
    let text = scenario::lesson::publish(texts.steps, texts.en);
    let shown = &session.shown;
    Rc::new(super::super::Course::read(&text, locale::Language::En, shown).unwrap())
}

#[test]
fn a_step_that_does_not_happen_in_a_run_moves_nothing() {
    let session = fixed(&open(), "async-connect");
    let session = after(&session, Action::Lesson(Lesson::Ready(course(&session))));
    let session = after(&session, Action::Lesson(Lesson::Begin));
    let steps = session.bound().unwrap().steps.clone();
    let absent = steps.iter().position(|step| step.event.is_none()).unwrap();
    let there = after(&session, Action::Lesson(Lesson::To(absent)));
    assert_eq!(there.place, Some(absent));
    assert_eq!(there.facts, session.facts);
    assert!(there.looks().is_empty());
}

#[test]
fn a_lesson_that_cannot_be_had_is_said_and_left() {
    let waiting = after(&open(), Action::Lesson(Lesson::Begin));
    let left = after(&waiting, Action::Lesson(Lesson::Failed));
    assert_eq!((left.place, &left.notices[..]), (None, &[Notice::Part][..]));
}

/// The moment so many milliseconds after zero.
fn ms(session: &Session, ms: i64) -> SimTime {
    session.shown.plan().moment(Offset(ms * 1_000))
}

/// How many milliseconds after zero the playhead stands.
fn stands(session: &Session) -> i64 {
    session.shown.plan().ms(session.playhead)
}

/// What holds whatever was done: the picture is that of the playhead, what is selected exists,
/// and the window lies within the run.
fn check(session: &Session, done: &str) {
    let (shown, whole) = (&session.shown, session.shown.whole());
    let trace = shown.run.trace();
    assert!(session.playhead <= whole.to, "{done}");
    assert_eq!(session.picture.at, session.playhead, "{done}");
    assert_eq!(session.picture.facts, session.facts, "{done}");
    let by = trace.count_by(session.playhead);
    let before = trace.count_before(session.playhead);
    assert!((before..=by).contains(&session.facts), "{done}");
    let selected = session.selected.map(|event| trace.get(event).is_some());
    assert_ne!(selected, Some(false), "{done}");
    let happened = session.selected.is_none_or(|event| event.0 < session.facts);
    assert!(happened, "{done}: what is selected has happened");
    let window = session.window;
    assert!(
        whole.from <= window.from && window.from < window.to && window.to <= whole.to,
        "{done}: {window:?} in {whole:?}"
    );
    assert_eq!(session.tried[0].choice, Choice::default(), "{done}");
    assert!(
        session.tried.iter().any(|run| Rc::ptr_eq(run, shown)),
        "{done}: what is shown was tried"
    );
    assert!(session.tried.len() <= KEPT, "{done}");
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % n
    }

    fn one_of(&mut self, n: usize) -> usize {
        self.below(u32::try_from(n).unwrap()) as usize
    }

    fn moment(&mut self) -> SimTime {
        SimTime::from_micros(self.below(500_000_000).into())
    }

    fn action(&mut self, session: &Session) -> Action {
        let kinds = [Kind::Event, Kind::Change, Kind::SameNode, Kind::SameThread];
        let kind = kinds[self.one_of(4)];
        let fixes = &session.script.fixes;
        match self.below(44) {
            0..=3 => Action::Scrub(self.moment()),
            4..=6 => Action::Seek(self.moment()),
            7 | 8 => Action::Go(EventId(self.below(20_000))),
            9..=12 => Action::Forward(kind),
            13..=16 => Action::Backward(kind),
            17 | 18 => Action::ToCause,
            19 => Action::FromCause,
            20 => Action::Inspect(NodeId([0, 1, 2, 3, 4, 5, 6][self.one_of(7)])),
            21 | 22 => Action::TogglePlay,
            23..=27 => Action::Tick(self.below(400).into()),
            28 => Action::SetSpeed(Speed::ALL[self.one_of(4)]),
            29 | 30 => Action::Zoom(f64::from(self.below(900)) / 100.0, self.moment()),
            31 => Action::Pan(f64::from(self.below(800)) / 100.0 - 4.0),
            32 => Action::Centre(self.moment()),
            33 => Action::Fit,
            34 => Action::SetFromHere(self.below(2) == 0),
            35 => {
                let fix = self.one_of(fixes.len() + 1);
                let id = fixes.get(fix).map_or("no-such-fix", |fix| &fix.id);
                Action::ToggleFix(id.into())
            }
            36 => Action::Undo,
            37 => Action::Redo,
            38 => Action::StartOver,
            39..=41 => Action::SetScale(Scale::ALL[self.one_of(3)]),
            42 => {
                let folds = session.folds();
                let first = folds.within(session.window).next();
                Action::ToggleFold(first.map_or(self.moment(), |fold| fold.idle))
            }
            _ => Action::Dismiss,
        }
    }
}

#[test]
fn whatever_is_done_the_picture_is_that_of_the_playhead() {
    let mut session = open();
    check(&session, "opened");
    let mut dice = Dice(7);
    for number in 0..1_500 {
        let action = dice.action(&session);
        let done = format!("{number}: {action:?}");
        session = session.after(action);
        check(&session, &done);
    }
}

#[test]
fn it_opens_at_the_operators_first_act_and_stands_still() {
    let session = open();
    assert_eq!(stands(&session), 0);
    assert_eq!(session.selected, Some(session.shown.opening()));
    assert!(!session.playing && session.notices.is_empty());
    assert_eq!(session.window, session.shown.whole());
    let ticked = after(&session, Action::Tick(100.0));
    assert_eq!(ticked.playhead, session.playhead, "time does not run");
}

#[test]
fn time_runs_as_fast_as_it_is_told() {
    for (speed, expected) in [(Speed::Tenth, 10), (Speed::Real, 100), (Speed::Ten, 1_000)] {
        let session = after(&open(), Action::SetSpeed(speed)).after(Action::TogglePlay);
        assert!(session.playing);
        assert_eq!(stands(&session.after(Action::Tick(100.0))), expected);
    }
    let session = after(&open(), Action::TogglePlay);
    let late = after(&session, Action::Tick(60_000.0));
    assert_eq!(stands(&late), 250, "a page that was asleep does not jump");
    let back = after(&session, Action::Tick(-5.0));
    assert_eq!(stands(&back), 0, "time does not run backwards");
}

#[test]
fn the_whole_run_takes_six_seconds_and_then_stands_still() {
    let mut session = after(&open(), Action::SetSpeed(Speed::Whole));
    session = session
        .after(Action::Seek(SimTime::ZERO))
        .after(Action::TogglePlay);
    let mut ticks = 0;
    while session.playing {
        session = session.after(Action::Tick(100.0));
        ticks += 1;
        assert!(ticks <= 61, "it ends");
        check(&session, "a tick");
    }
    assert!(ticks >= 60, "{ticks} ticks of 100 ms");
    assert_eq!(session.playhead, session.shown.whole().to);
    let again = session.after(Action::TogglePlay);
    assert!(again.playing);
    assert_eq!(
        again.playhead,
        again.shown.whole().from,
        "from its beginning"
    );
}

#[test]
fn pausing_selects_the_last_step_and_stays() {
    let mut session = after(&open(), Action::TogglePlay);
    for _ in 0..20 {
        session = session.after(Action::Tick(250.0));
    }
    let paused = after(&session, Action::TogglePlay);
    assert!(!paused.playing);
    assert_eq!(paused.playhead, session.playhead);
    let last = paused.shown.step_before(paused.facts, |_| true);
    assert_eq!(paused.selected, last);
}

/// Forward from the beginning meets every step once and in order; back meets them again.
#[test]
fn stepping_meets_every_step_in_both_directions() {
    let mut session = after(&open(), Action::Scrub(SimTime::ZERO));
    let steps = session.shown.steps.clone();
    assert!(steps.len() > 1_000, "{} steps", steps.len());
    let first = steps.partition_point(|event| event.0 < session.facts);
    for step in &steps[first..] {
        session = session.after(Action::Forward(Kind::Event));
        assert_eq!(session.selected, Some(*step));
        assert_eq!(session.facts, step.0 + 1);
    }
    let end = after(&session, Action::Forward(Kind::Event));
    assert_eq!(end.selected, steps.last().copied(), "there is no next one");
    for step in steps.iter().rev().skip(1) {
        session = session.after(Action::Backward(Kind::Event));
        assert_eq!(session.selected, Some(*step));
    }
    session = session.after(Action::Backward(Kind::Event));
    assert_eq!(session.selected, steps.first().copied());
}

#[test]
fn a_step_can_be_to_a_change_or_on_the_same_server() {
    let mut session = open();
    for _ in 0..20 {
        let before = session.facts;
        session = session.after(Action::Forward(Kind::Change));
        let event = session.selected.unwrap();
        assert!(session.shown.is_change(event) && session.facts > before);
    }
    let node = NodeId(2);
    session = session.after(Action::Seek(ms(&open(), 5_000)));
    session = session
        .after(Action::Inspect(node))
        .after(Action::Forward(Kind::SameNode));
    for _ in 0..20 {
        let event = session.selected.unwrap();
        assert!(session.shown.is_on(event, node), "{event:?}");
        session = session.after(Action::Forward(Kind::SameNode));
    }
}

#[test]
fn a_step_can_be_on_the_same_thread() {
    let mut session = after(&open(), Action::Seek(ms(&open(), 6_528)));
    let first = session.selected.unwrap();
    let thread = |session: &Session| {
        let event = session.selected.unwrap();
        let row = session.shown.run.trace().get(event).unwrap();
        (row.node, row.lane)
    };
    let here = thread(&session);
    for _ in 0..12 {
        let before = session.facts;
        session = session.after(Action::Forward(Kind::SameThread));
        assert!(session.facts > before);
        assert_eq!(thread(&session), here);
    }
    for _ in 0..12 {
        session = session.after(Action::Backward(Kind::SameThread));
        assert_eq!(thread(&session), here);
    }
    assert_eq!(session.selected, Some(first), "there and back");
}

#[test]
fn seeking_stays_within_the_run_and_stops_time() {
    let session = after(&open(), Action::TogglePlay);
    let whole = session.shown.whole();
    for action in [Action::Seek, Action::Scrub] {
        let there = after(&session, action(ms(&session, 60_000)));
        assert!(!there.playing);
        assert_eq!(stands(&there), 60_000);
        let early = after(&session, action(SimTime::ZERO));
        assert_eq!(early.playhead, whole.from);
        let late = after(&session, action(whole.to + Span::from_secs(9)));
        assert_eq!(late.playhead, whole.to);
    }
}

#[test]
fn causes_are_followed_back_and_forward_again() {
    let mut session = after(&open(), Action::Seek(ms(&open(), 20_000)));
    let mut way = vec![session.selected.unwrap()];
    for _ in 0..4 {
        session = session.after(Action::ToCause);
        let cause = session.selected.unwrap();
        assert!(cause < way[way.len() - 1], "a cause comes before");
        way.push(cause);
    }
    for event in way.iter().rev().skip(1) {
        session = session.after(Action::FromCause);
        assert_eq!(session.selected, Some(*event));
    }
    assert!(session.followed.is_empty());
    let same = after(&session, Action::FromCause);
    assert_eq!(same.selected, session.selected, "there is no way further");
}

#[test]
fn a_fix_is_applied_and_taken_back_and_the_old_run_stays() {
    let session = after(&open(), Action::Seek(ms(&open(), 60_000)));
    let healed = fixed(&session, "peers-refuse");
    check(&healed, "fixed");
    assert_eq!(fixes(&healed), ["peers-refuse"]);
    assert!(healed.shown.outcome.verdict.serves_at_end());
    assert_eq!(healed.playhead, session.playhead, "the playhead stays");
    assert_eq!(healed.tried.len(), 2);
    let back = fixed(&healed, "peers-refuse");
    assert!(
        Rc::ptr_eq(&back.shown, &session.shown),
        "no run is made twice"
    );
    let both = fixed(&fixed(&session, "peers-refuse"), "restart-zk1");
    assert_eq!(fixes(&both), ["peers-refuse", "restart-zk1"]);
}

#[test]
fn what_was_chosen_can_be_undone_and_done_again() {
    let session = open();
    let one = fixed(&session, "peers-refuse");
    let two = fixed(&one, "restart-zk1");
    let undone = after(&two, Action::Undo);
    assert!(Rc::ptr_eq(&undone.shown, &one.shown));
    let all = after(&undone, Action::Undo);
    assert!(Rc::ptr_eq(&all.shown, &session.shown));
    let nothing = after(&all, Action::Undo);
    assert!(Rc::ptr_eq(&nothing.shown, &session.shown));
    let redone = after(&all, Action::Redo).after(Action::Redo);
    assert!(Rc::ptr_eq(&redone.shown, &two.shown));
    let nothing = after(&redone, Action::Redo);
    assert!(Rc::ptr_eq(&nothing.shown, &two.shown));
    let other = fixed(&undone, "restart-zk0").after(Action::Redo);
    assert_eq!(
        fixes(&other),
        ["peers-refuse", "restart-zk0"],
        "the future is another one"
    );
    let over = after(&two, Action::StartOver);
    assert!(Rc::ptr_eq(&over.shown, &session.shown));
    assert_eq!(stands(&over), 0);
    let before = after(&over, Action::Undo);
    assert!(
        Rc::ptr_eq(&before.shown, &two.shown),
        "also that can be undone"
    );
}

#[test]
fn a_fix_from_here_leaves_what_has_happened_as_it_was() {
    let here = after(&open(), Action::Seek(ms(&open(), 60_000)));
    let fixed = fixed(
        &here.clone().after(Action::SetFromHere(true)),
        "peers-refuse",
    );
    let choice = &fixed.shown.choice.fixes;
    assert_eq!(
        choice[..],
        [("peers-refuse".to_owned(), Some(Offset(60_000_000)))]
    );
    assert!(fixed.shown.outcome.verdict.serves_at_end());
    let (old, new) = (here.shown.run.trace(), fixed.shown.run.trace());
    let before = old.count_before(here.playhead);
    assert!(before > 1_000);
    let same = old
        .iter()
        .zip(new.iter())
        .take_while(|(a, b)| a == b)
        .count();
    assert!(
        same >= before as usize,
        "{same} facts of {before} are the same"
    );
    assert_ne!(old.fingerprint(), new.fingerprint());
}

#[test]
fn what_cannot_be_applied_is_said_and_changes_nothing() {
    let session = after(&open(), Action::Seek(ms(&open(), 60_000)));
    let here = after(&session, Action::SetFromHere(true));
    for (session, fix) in [(here, "roll-first"), (session, "no-such-fix")] {
        let refused = fixed(&session, fix);
        assert!(matches!(refused.notices[..], [Notice::Plan(_)]), "{fix}");
        assert!(Rc::ptr_eq(&refused.shown, &session.shown), "{fix}");
        assert_eq!(refused.playhead, session.playhead, "{fix}");
        assert!(refused.past.is_empty(), "{fix}");
        let dismissed = after(&refused, Action::Dismiss);
        assert_eq!(dismissed.notices, [], "{fix}");
        let works = fixed(&refused.after(Action::SetFromHere(false)), "restart-zk1");
        assert_eq!(
            works.notices,
            [],
            "a choice that works takes the notice away"
        );
    }
}

#[test]
fn only_so_many_runs_are_kept_and_the_first_is_one_of_them() {
    let mut session = open();
    for seed in 0..30 {
        let choice = Choice {
            seed: Some(seed),
            until: time::parse("1s"),
            ..Choice::default()
        };
        session = session.after(Action::Choose(choice));
        check(&session, "chosen");
    }
    assert_eq!(session.tried.len(), KEPT);
    assert_eq!(session.past.len(), 30, "all of them can be undone");
}

/// A run of more events than are made at once.
const LONG: &str = "until=3600s";

fn long() -> Choice {
    Choice {
        until: Some(Offset(3_600_000_000)),
        ..Choice::default()
    }
}

/// The session once the run that is being made is there.
fn settled(session: Session) -> Session {
    let Some(making) = session.making.clone() else {
        return session;
    };
    while !making.is_over() {
        making.go_on();
    }
    session.after(Action::Made(making))
}

#[test]
fn a_long_run_is_made_while_the_one_before_is_shown() {
    let session = after(&open(), Action::Choose(long()));
    let making = session.making.clone().unwrap();
    assert_eq!(session.shown.choice, Choice::default());
    assert_eq!(*session.choice(), long());
    assert!(session.past.is_empty(), "nothing is there to go back from");
    let mut last = making.so_far().0;
    for _ in 0..5 {
        making.go_on();
        let (reached, index) = making.so_far();
        assert!(reached >= last && reached < making.plan().until);
        assert_eq!(index.end, making.plan().until);
        assert!(index.bands.iter().flatten().all(|band| band.to <= reached));
        last = reached;
    }
    // Everything else goes on meanwhile.
    let session = after(&session, Action::Forward(Kind::Event));
    let early = after(&session, Action::Made(making));
    assert!(early.making.is_some(), "it is not over");
    let made = settled(early);
    check(&made, "made");
    assert!(made.making.is_none());
    assert_eq!(made.shown.choice, long());
    assert_eq!(made.past, [Choice::default()]);
    let whole: Shown = Shown::new(&made.script, long()).unwrap();
    assert_eq!(made.shown.digest(), whole.digest());
    assert_eq!(made.shown.outcome, whole.outcome);
    assert_eq!(made.shown.steps, whole.steps);
    let back = after(&made, Action::Undo);
    assert_eq!(back.shown.choice, Choice::default());
    assert_eq!(after(&back, Action::Redo).shown.choice, long());
}

#[test]
fn a_run_that_is_given_up_leaves_what_was_shown() {
    let before = after(&open(), Action::Seek(ms(&open(), 5_000)));
    let session = after(&before, Action::Choose(long()));
    let making = session.making.clone().unwrap();
    let kept = after(&session, Action::Cancel);
    assert!(kept.making.is_none());
    assert_eq!(kept.playhead, before.playhead);
    assert_eq!(kept.selected, before.selected);
    assert_eq!(kept.choice(), before.choice());
    while !making.is_over() {
        making.go_on();
    }
    let late = after(&kept, Action::Made(making));
    assert_eq!(late.shown.choice, Choice::default(), "nobody waits for it");
}

#[test]
fn another_choice_takes_the_place_of_the_one_that_is_being_made() {
    let session = after(&open(), Action::Choose(long()));
    let fixed = fixed(&session, "restart-zk1");
    let making = fixed.making.clone().unwrap();
    assert_eq!(making.choice.until, long().until, "both are wanted");
    assert_eq!(making.choice.fixes.len(), 1);
    assert_ne!(fixed.making, session.making);
    let back = after(&fixed, Action::Choose(Choice::default()));
    assert!(back.making.is_none() && back.past.is_empty());
}

#[test]
fn a_link_to_a_long_run_opens_once_it_is_made() {
    let moment = "t=3500000";
    let waiting = Session::open(OUTAGE, &format!("{LONG}&{moment}&t=soon")).unwrap();
    assert_eq!(waiting.shown.choice, Choice::default());
    assert_eq!(
        waiting.notices.len(),
        1,
        "what cannot be read is said at once"
    );
    let session = settled(waiting);
    check(&session, moment);
    assert_eq!(session.shown.choice, long());
    assert_eq!(stands(&session), 3_500_000);
    assert_eq!(session.notices.len(), 1, "and still when it is there");
    assert!(session.past.is_empty(), "a link is no act");
}

#[test]
fn a_worker_that_ends_before_its_time_is_done_without() {
    let session = after(&open(), Action::Choose(long()));
    let making = session.making.clone().unwrap();
    let mut elsewhere = scenario::run::Run::new(making.plan().clone());
    elsewhere.advance(making.plan().until, 70_000);
    making.receive(&elsewhere.write(making.place()));
    making.go_on();
    making.lose_worker();
    let made = settled(session);
    let whole: Shown = Shown::new(&made.script, long()).unwrap();
    assert_eq!(made.shown.digest(), whole.digest());
}
