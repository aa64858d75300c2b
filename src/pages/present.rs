//! The Lab on a projector: one idea on each screen, large, with nothing around it. A clicker steps through
//! the lesson, digits answer its questions, and what is said about a screen stands in a window of its own.

mod notes;
mod screen;

use crate::components::{Bands, Icon, Stage, Styled, icon, px};
use crate::exhibit::Exhibit;
use crate::hooks::{use_keys, use_size};
use crate::preferences::use_preferences;
use crate::session::{Action, Course, Dispatch, Kind, Lesson, Session};
use crate::shared::Shared;
use crate::shortcuts;
use locale::Language;
use locale::label::Label;
pub(crate) use notes::Notes;
use scenario::plan::Planned;
use screen::{Answer, Screen};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What is presented.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
    /// What is done on it.
    pub dispatch: Dispatch<S>,
    /// Goes back to the Lab.
    pub on_leave: Callback<()>,
}

/// What a presenter can ask for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wish {
    /// The next screen.
    Next,
    /// The screen before.
    Back,
    /// An answer, by its place on the screen.
    Guess(usize),
    /// An empty screen, or what was on it.
    Blank,
    /// The window with notes.
    Notes,
    /// The other language beside the page's, or no longer.
    Both,
    /// All of the screen for the page, or no longer.
    Fill,
    /// The Lab.
    Leave,
}

/// How much larger stage and bands are than in the Lab, on a screen of 1920 by 1080.
const LARGER: f32 = 2.2;

/// The Lab on a projector.
#[component(Present)]
pub fn present<S: Exhibit>(props: &Props<S>) -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    let Props {
        session, dispatch, ..
    } = props;
    let (blank, both) = (use_state_eq(|| false), use_state_eq(|| false));
    let screen = Screen::of(session, language);
    let other = use_other(session, both.then(|| language.other()));
    let wish = {
        let (session, dispatch, blank) = (session.clone(), dispatch.clone(), blank.clone());
        let on_leave = props.on_leave.clone();
        Callback::from(move |wish: Wish| match wish {
            Wish::Blank => blank.set(!*blank),
            Wish::Leave if *blank => blank.set(false),
            Wish::Leave => on_leave.emit(()),
            Wish::Next | Wish::Back | Wish::Guess(_) => {
                blank.set(false);
                for action in actions(wish, &session) {
                    dispatch.dispatch(action);
                }
            }
            Wish::Both => both.set(!*both),
            Wish::Fill => crate::dom::toggle_fullscreen(),
            Wish::Notes => {}
        })
    };
    let notes = notes::use_notes(&session.id, &screen, *blank, &wish);
    use_keys(Callback::from({
        let (wish, dispatch, notes) = (wish, dispatch.clone(), notes.open.clone());
        let letters = preferences.now.keys;
        move |event: KeyboardEvent| match read(&event, letters) {
            Some(Wish::Notes) => {
                event.prevent_default();
                notes.emit(());
            }
            Some(asked) => {
                event.prevent_default();
                wish.emit(asked);
            }
            None => {
                if let Some(action) = shortcuts::step(&event) {
                    event.prevent_default();
                    dispatch.dispatch(action);
                }
            }
        }
    }));
    if *blank {
        return html! {
            <main class="present blank" aria-label={Label::Blank.text(language)} />
        };
    }
    html! {
        <main class="present">
            { head(session, &screen, other.as_ref(), language) }
            { answers(&screen, other.as_ref(), language) }
            <Large<S> session={session.clone()} dispatch={dispatch.clone()} />
            if notes.is_blocked {
                <p class="present-notes" role="status">{ Label::NotesBlocked.text(language) }</p>
            }
            <p class="present-place minor">{ &screen.place }</p>
        </main>
    }
}

/// What is on the screen, in another language as well if that is wanted: its lesson is fetched then.
#[hook]
fn use_other<S: Exhibit>(
    session: &Shared<Session<S>>,
    language: Option<Language>,
) -> Option<(Language, Screen)> {
    let course = use_state(|| None::<Rc<Course<S>>>);
    {
        let (session, course) = (session.clone(), course.setter());
        use_effect_with(
            (language, session.course.is_some()),
            move |&(language, _)| {
                let mark = S::lesson_mark(&session.id);
                if let (Some(mark), Some(language)) = (mark, language) {
                    spawn_local(async move {
                        let read = crate::fetch::course(&session, mark, language).await;
                        course.set(read.map(Rc::new));
                    });
                }
            },
        );
    }
    let language = language?;
    let course = (*course).as_ref();
    let course = course.filter(|course| course.language == language);
    let screen = Screen::in_words_of(session, course, language);
    // Until the lesson is there, its words are not beside those of the page.
    let waits = course.is_none() && session.place.is_some();
    (!waits).then_some((language, screen))
}

/// What a key asks for.
fn read(event: &KeyboardEvent, letters: bool) -> Option<Wish> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let key = event.key();
    match key.as_str() {
        "PageDown" => return Some(Wish::Next),
        "PageUp" => return Some(Wish::Back),
        "Enter" => return Some(Wish::Next),
        "Escape" => return Some(Wish::Leave),
        _ if !letters => return None,
        "n" => return Some(Wish::Next),
        "N" => return Some(Wish::Back),
        // Clickers have a key for an empty screen, and some of them send a full stop.
        "b" | "B" | "." => return Some(Wish::Blank),
        "s" | "S" => return Some(Wish::Notes),
        "l" | "L" => return Some(Wish::Both),
        "f" | "F" => return Some(Wish::Fill),
        "p" | "P" => return Some(Wish::Leave),
        _ => {}
    }
    let place = key.parse::<usize>().ok()?.checked_sub(1)?;
    Some(Wish::Guess(place))
}

/// What leads from one screen to another.
fn actions<S: Exhibit>(wish: Wish, session: &Session<S>) -> Vec<Action<S>> {
    let has_lesson = S::lesson_mark(&session.id).is_some();
    let lesson = |action| vec![Action::Lesson(action)];
    let at_its_run = |action| vec![Action::Lesson(action), Action::Lesson(Lesson::Elsewhere)];
    match wish {
        Wish::Guess(place) => lesson(Lesson::Guess(place)),
        Wish::Next if !has_lesson => vec![Action::Forward(Kind::Change)],
        Wish::Back if !has_lesson => vec![Action::Backward(Kind::Change)],
        Wish::Next => match (session.asked(), session.place) {
            (Some((ask, ..)), _) if !ask.told => lesson(Lesson::Reveal),
            // A clicker has no key for a step of another run: it goes there.
            (Some(_), _) | (None, Some(_)) => at_its_run(Lesson::Next),
            (None, None) => at_its_run(first(session)),
        },
        Wish::Back => match (session.asked(), session.place) {
            // Before the first step is the story, at its beginning.
            (None, Some(0)) => {
                let opening = Action::Go(session.shown.opening());
                vec![Action::Lesson(Lesson::Leave), opening]
            }
            (None, None) => Vec::new(),
            (Some(_), _) | (None, Some(_)) => at_its_run(Lesson::Back),
        },
        Wish::Blank | Wish::Notes | Wish::Both | Wish::Fill | Wish::Leave => Vec::new(),
    }
}

/// From the story to the first step, from another moment to the step after it.
fn first<S: Exhibit>(session: &Session<S>) -> Lesson<S> {
    let at_opening = session.selected == Some(session.shown.opening());
    let passed = session.bound().filter(|_| !at_opening).and_then(|bound| {
        let happened = |event: Option<sim::id::EventId>| event.is_some_and(|e| e.0 < session.facts);
        let passed = bound.steps.iter().rposition(|step| happened(step.event))?;
        Some((passed + 1).min(bound.steps.len() - 1))
    });
    passed.map_or(Lesson::Begin, Lesson::To)
}

/// The idea, what there is to say about it, whether anybody is served, the moment.
fn head<S: Exhibit>(
    session: &Shared<Session<S>>,
    screen: &Screen,
    other: Option<&(Language, Screen)>,
    language: Language,
) -> Html {
    let time = session.shown.plan().clock().time_of_day(session.playhead);
    html! {
        <header class="present-head">
            <div class="present-top">
                <h1 class={screen.absent.map(|_| "absent")}>{ &screen.title }</h1>
                { S::service(session, language) }
                <b class="mono">{ time }</b>
            </div>
            <p class="present-text" role="status" aria-live="polite" id="present-text">
                if let Some(absent) = screen.absent {
                    <b>{ absent }{ " " }</b>
                }
                { &screen.text }
            </p>
            if let Some((language, screen)) = other {
                <p class="present-text present-other" lang={language.html_lang()}>
                    <b>{ &screen.title }</b>
                    { " " }
                    { &screen.text }
                </p>
            }
        </header>
    }
}

/// The answers to a question, with what is known of them.
fn answers(screen: &Screen, other: Option<&(Language, Screen)>, language: Language) -> Html {
    if screen.answers.is_empty() {
        return Html::default();
    }
    let answer = |(place, answer): (usize, &Answer)| {
        let right = screen.told && answer.is_right;
        let wrong = screen.told && answer.guessed && !right;
        let sign = (right || wrong).then(|| icon(if right { Icon::Check } else { Icon::Cross }));
        let class = classes!(
            answer.guessed.then_some("guessed"),
            right.then_some("right"),
            (screen.told && !right).then_some("other")
        );
        let beside =
            other.and_then(|(language, screen)| Some((language, screen.answers.get(place)?)));
        html! {
            <li {class}>
                <b class="mono">{ place + 1 }</b>
                <span>
                    { &answer.text }
                    if let Some((language, answer)) = beside {
                        <span class="present-other" lang={language.html_lang()}>{ &answer.text }</span>
                    }
                </span>
                if answer.guessed {
                    <span class="unseen">{ Label::YourGuess.text(language) }</span>
                }
                { sign }
                if right {
                    <span class="unseen">{ Label::RightAnswer.text(language) }</span>
                }
            </li>
        }
    };
    html! {
        <>
            <ol class="present-answers">{ for screen.answers.iter().enumerate().map(answer) }</ol>
            if let Some(reply) = &screen.reply {
                <p class="present-text">{ reply }</p>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct LargeProps<S: Exhibit> {
    session: Shared<Session<S>>,
    dispatch: Dispatch<S>,
}

/// Stage and bands, drawn as in the Lab and as much larger as the screen allows.
#[component(Large)]
fn large<S: Exhibit>(props: &LargeProps<S>) -> Html {
    let (node, bands) = (use_node_ref(), use_node_ref());
    let (width, height) = use_size(&node);
    let (_, below) = use_size(&bands);
    let times = larger((width, height));
    let frame = |height: f32| {
        vec![
            ("transform", format!("scale({times})")),
            ("width", px(width / times)),
            ("height", px(height / times)),
            // What is painted gets as many pixels as it takes on the screen.
            ("--magnified", times.to_string()),
        ]
    };
    let above = (height - below * times).max(0.0);
    let (session, dispatch) = (&props.session, &props.dispatch);
    html! {
        <div ref={node} class="present-large">
            if width > 0.0 {
                <Styled class="magnified" style={frame(above)}>
                    <Stage<S> session={session.clone()} dispatch={dispatch.clone()} brief=true />
                </Styled>
                <Styled class="magnified present-bands" style={frame(below * times)}>
                    <div ref={bands}>
                        <Bands<S> session={session.clone()} dispatch={dispatch.clone()} />
                    </div>
                </Styled>
            }
        </div>
    }
}

/// How much larger than in the Lab: three cards beside each other, and the bands below them, fill the screen.
fn larger((width, height): (f32, f32)) -> f32 {
    let full =
        view::bounded(width / 1_760.0, 0.3, 4.0).min(view::bounded(height / 800.0, 0.3, 4.0));
    (full * LARGER * 100.0).round() / 100.0
}
