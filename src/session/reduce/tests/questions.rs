//! From step to step of a lesson, what can be seen while a question is open, and what comes of a guess.

use super::*;

/// A session in which the lesson has been begun.
fn taking(id: &str) -> Session {
    let session = Session::open(id, "").unwrap();
    let waiting = after(&session, Action::Lesson(Lesson::Begin));
    after(&waiting, Action::Lesson(Lesson::Ready(course(&waiting))))
}

/// Nothing that is still to come can be reached while a question is open.
fn check_veil(session: &Session) {
    let horizon = session.horizon().unwrap();
    let end = session.shown.whole().to;
    let last = EventId(session.shown.run.trace().len() - 1);
    for action in [
        Action::Scrub(end),
        Action::Seek(end),
        Action::Go(last),
        Action::Forward(Kind::Event),
        Action::Forward(Kind::Change),
        Action::Jump("59s".into()),
        Action::Lesson(Lesson::Next),
    ] {
        let tried = after(session, action.clone());
        assert!(tried.facts <= horizon.0 + 1, "{action:?}");
        assert!(
            tried.selected.is_none_or(|event| event <= horizon),
            "{action:?}"
        );
        assert_eq!(tried.horizon(), Some(horizon), "{action:?}");
    }
    let mut playing = after(session, Action::SetSpeed(Speed::Whole));
    playing = after(&playing, Action::TogglePlay);
    for _ in 0..20 {
        playing = after(&playing, Action::Tick(250.0));
    }
    assert!(!playing.playing && playing.facts <= horizon.0 + 1);
    let found = after(session, Action::Search("looking".into()));
    assert!(found.found.iter().all(|event| *event <= horizon));
}

#[test]
fn every_question_of_every_lesson_is_asked_once_and_answered_by_the_run() {
    for id in scenario::catalog::ids().filter(|id| scenario::catalog::lesson(id).is_some()) {
        let mut session = taking(id);
        let bound = session.bound().unwrap().clone();
        let mut asked = Vec::new();
        for _ in 0..2 * (bound.steps.len() + bound.questions.len()) {
            if let Some((_, question, said)) = session.asked() {
                asked.push(question.id.clone());
                check_veil(&session);
                let shown = crate::session::order(question);
                let right = shown.iter().position(|place| Some(*place) == said.answer);
                session = after(&session, Action::Lesson(Lesson::Guess(right.unwrap())));
                session = after(&session, Action::Lesson(Lesson::Reveal));
                assert_eq!(session.horizon(), None, "{id}");
                assert_eq!(session.score(), (asked.len(), asked.len()), "{id}");
            }
            session = after(&session, Action::Lesson(Lesson::Next));
        }
        let all = bound
            .questions
            .iter()
            .filter(|q| q.moment.is_some() && q.answer.is_some());
        let all: Vec<String> = all.map(|question| question.id.clone()).collect();
        assert_eq!(asked, all, "{id}");
        assert_eq!(session.place, Some(bound.steps.len() - 1), "{id}");
    }
}

#[test]
fn a_wrong_guess_is_kept_as_one_and_looking_counts_for_nothing() {
    let mut session = taking(OUTAGE);
    while session.asked().is_none() {
        session = after(&session, Action::Lesson(Lesson::Next));
    }
    let (_, question, said) = session.asked().unwrap();
    let shown = crate::session::order(question);
    let wrong = shown.iter().position(|place| Some(*place) != said.answer);
    let guessed = after(&session, Action::Lesson(Lesson::Guess(wrong.unwrap())));
    let told = after(&guessed, Action::Lesson(Lesson::Reveal));
    assert_eq!(told.score(), (0, 1));
    // A guess cannot be changed once the answer has been told.
    let again = after(
        &told,
        Action::Lesson(Lesson::Guess(1 - wrong.unwrap().min(1))),
    );
    assert_eq!(again.ask, told.ask);
    let looked = after(&session, Action::Lesson(Lesson::Reveal));
    assert_eq!(looked.score(), (0, 0));
    // Another run asks anew.
    let other = after(&session, Action::ToggleFix("cnx-500".into()));
    assert_eq!(other.horizon(), None);
}

/// Past the question that is asked, if one is.
fn told(session: Session) -> Session {
    if session.asked().is_none() {
        return session;
    }
    let told = after(&session, Action::Lesson(Lesson::Reveal));
    after(&told, Action::Lesson(Lesson::Next))
}

#[test]
fn a_lesson_leads_from_event_to_event_and_back() {
    let waiting = after(&open(), Action::Lesson(Lesson::Begin));
    assert_eq!(
        waiting.facts,
        open().facts,
        "nothing moves before it is there"
    );
    let mut session = after(&waiting, Action::Lesson(Lesson::Ready(course(&waiting))));
    let steps = session.bound().unwrap().steps.clone();
    assert!(steps.len() > 8, "{}", steps.len());
    for (place, step) in steps.iter().enumerate() {
        if place > 0 {
            session = told(after(&session, Action::Lesson(Lesson::Next)));
        }
        check(&session, &step.id);
        assert_eq!(session.place, Some(place), "{}", step.id);
        assert_eq!(session.selected, step.event, "{}", step.id);
        assert_eq!(session.looks(), step.look, "{}", step.id);
        let window = session.window;
        let playhead = session.playhead;
        assert!(
            window.from < playhead && playhead <= window.to,
            "{}",
            step.id
        );
    }
    let end = told(after(&session, Action::Lesson(Lesson::Next)));
    assert_eq!(
        end.place,
        Some(steps.len() - 1),
        "there is no step after the last"
    );
    let back = after(&session, Action::Lesson(Lesson::To(3)));
    assert_eq!((back.place, back.selected), (Some(3), steps[3].event));
    let elsewhere = after(&back, Action::Seek(ms(&back, 1_000)));
    assert!(elsewhere.looks().is_empty(), "it points only at its event");
    assert_eq!(elsewhere.place, Some(1), "it follows the playhead");
    assert_eq!(after(&back, Action::Lesson(Lesson::Leave)).place, None);
}
