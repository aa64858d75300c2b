//! What is on a screen of the presenter, in words.

use crate::exhibit::Exhibit;
use crate::session::{Course, Session, order};
use locale::Language;
use locale::label::Label;
use locale::lesson::{fill, step};
use scenario::lesson::{Bound, Guide};
use scenario::plan::Planned;
use std::rc::Rc;

/// What is on a screen, and what only the presenter knows of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Screen {
    /// The idea, or the question.
    pub(super) title: String,
    /// What there is to say about it.
    pub(super) text: String,
    /// What is said beside the title of a step that did not happen.
    pub(super) absent: Option<&'static str>,
    /// The answers to a question, as everybody sees them.
    pub(super) answers: Vec<Answer>,
    /// Whether the right one has been told.
    pub(super) told: bool,
    /// Why not the one that was guessed.
    pub(super) reply: Option<String>,
    /// Which of how many screens it is.
    pub(super) place: String,
    /// The title of the next one.
    pub(super) next: Option<String>,
    /// The moment.
    pub(super) clock: String,
}

/// An answer to a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    /// What is said to those who choose it in vain.
    pub(super) reply: String,
    pub(super) guessed: bool,
    /// Whether this run gives it.
    pub(super) is_right: bool,
}

impl Screen {
    /// The screen of a session: a question of its lesson, a step, or the moment.
    pub(super) fn of<S: Exhibit>(session: &Session<S>, language: Language) -> Self {
        Self::in_words_of(session, session.course.as_ref(), language)
    }

    /// The same in the words of another language's lesson.
    pub(super) fn in_words_of<S: Exhibit>(
        session: &Session<S>,
        course: Option<&Rc<Course<S>>>,
        language: Language,
    ) -> Self {
        let lesson = || {
            let course = course?;
            let guide = Guide::parse(&course.words).ok()?;
            Some((course, guide, session.bound()?))
        };
        let lesson = lesson();
        let lesson = lesson
            .as_ref()
            .map(|(course, guide, bound)| (&**course, guide, *bound));
        let screen = lesson.and_then(|(course, guide, bound)| {
            Self::question(session, language, (course, guide, bound))
                .or_else(|| Self::step(session, (course, guide, bound)))
        });
        let mut screen = screen.unwrap_or_else(|| Self::moment(session, language));
        screen.next = lesson.and_then(|(_, guide, bound)| next(session, guide, bound));
        screen.clock = session.shown.plan().clock().time_of_day(session.playhead);
        screen
    }

    fn question<S: Exhibit>(
        session: &Session<S>,
        language: Language,
        (course, guide, bound): (&Course<S>, &Guide<'_>, &Bound),
    ) -> Option<Self> {
        let (ask, question, answered) = session.asked()?;
        let entry = guide.entry(&question.id)?;
        let answer = |place: usize| {
            let id = &question.options.get(place)?.id;
            let words = entry.options.iter().find(|option| option.id == *id)?;
            Some(Answer {
                text: words.text.to_owned(),
                reply: fill(course.language, words.reply, bound),
                guessed: ask.guess == Some(place),
                is_right: answered.answer == Some(place),
            })
        };
        let answers: Vec<Answer> = order(question).into_iter().filter_map(answer).collect();
        let wrong = answers
            .iter()
            .find(|answer| answer.guessed && !answer.is_right);
        let reply = wrong.map(|answer| answer.reply.clone());
        Some(Self {
            title: entry.title.to_owned(),
            told: ask.told,
            reply: reply.filter(|reply| ask.told && !reply.is_empty()),
            answers,
            place: Label::Question.text(language).to_owned(),
            ..Self::default()
        })
    }

    fn step<S: Exhibit>(
        session: &Session<S>,
        (course, guide, bound): (&Course<S>, &Guide<'_>, &Bound),
    ) -> Option<Self> {
        let place = session.place?;
        let words = step(course.language, guide, bound, place)?;
        Some(Self {
            title: words.title.to_owned(),
            text: words.text,
            absent: words.absent,
            place: format!("{} / {}", place + 1, bound.steps.len()),
            ..Self::default()
        })
    }

    /// The story at its beginning; at any other moment what has just happened.
    fn moment<S: Exhibit>(session: &Session<S>, language: Language) -> Self {
        let shown = &session.shown;
        let event = session.selected.filter(|event| *event != shown.opening());
        let (title, text) = match event.map(|event| shown.tell(language, event)) {
            Some(telling) => (telling.head, telling.detail),
            None => {
                let script = &session.script;
                let words = [&script.title, &script.story].map(|text| language.of(text).to_owned());
                let [title, story] = words;
                (title, story)
            }
        };
        Self {
            title: session.title.as_deref().map_or(title, str::to_owned),
            text,
            ..Self::default()
        }
    }
}

/// The title of the screen after this one.
fn next<S: Exhibit>(session: &Session<S>, guide: &Guide<'_>, bound: &Bound) -> Option<String> {
    let place = match session.asked() {
        Some((_, question, _)) => question.before,
        None => session.place.map_or(0, |place| place + 1),
    };
    let asked = session.to_ask(place).filter(|_| session.ask.is_none());
    let asked = asked.and_then(|(question, _)| bound.questions.get(question));
    let id = match asked {
        Some(question) => &question.id,
        None => &bound.steps.get(place)?.id,
    };
    Some(guide.entry(id)?.title.to_owned())
}
