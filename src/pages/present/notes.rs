//! What is said about a screen, in a window of its own. The presenter opens it, tells it what is on the
//! screen, and does what is asked for there. Both are windows of one browser and speak by messages: that
//! also works from a disk, where pages share nothing else.

use super::screen::{Answer, Screen};
use super::{Wish, read};
use crate::hooks::use_keys;
use crate::preferences::use_preferences;
use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use js_sys::Array;
use locale::Language;
use locale::label::Label;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::prelude::*;

/// What messages to the notes begin with, and those from them.
const TO_NOTES: &str = "quorumscope notes";
const FROM_NOTES: &str = "quorumscope presenter";

/// The window with notes, as the presenter has it.
pub(super) struct Handle {
    /// Opens it.
    pub(super) open: Callback<()>,
    /// Whether the browser has not let us.
    pub(super) is_blocked: bool,
}

/// Keeps the notes at what is on the screen, and does what is asked for there.
#[hook]
pub(super) fn use_notes(id: &str, screen: &Screen, blank: bool, wish: &Callback<Wish>) -> Handle {
    let window = use_mut_ref(|| None::<Window>);
    let is_blocked = use_state_eq(|| false);
    let message = use_mut_ref(Array::new);
    {
        let (window, message) = (window.clone(), message.clone());
        use_effect_with((screen.clone(), blank), move |(screen, blank)| {
            *message.borrow_mut() = write(screen, *blank);
            tell(&window, &message.borrow());
        });
    }
    {
        let window = window.clone();
        use_effect_with(wish.clone(), move |wish| {
            let wish = wish.clone();
            let listener = hear(move |kind, event| {
                if kind != FROM_NOTES {
                    return;
                }
                *window.borrow_mut() = event.source().and_then(|source| source.dyn_into().ok());
                let data: Array = event.data().unchecked_into();
                match data.get(1).as_string().as_deref().and_then(wished) {
                    Some(asked) => wish.emit(asked),
                    // It only says that it is there.
                    None => tell(&window, &message.borrow()),
                }
            });
            move || drop(listener)
        });
    }
    let open = {
        let (is_blocked, address) = (is_blocked.setter(), format!("#/lab/{id}?notes"));
        Callback::from(move |()| {
            let opened = web_sys::window().and_then(|own| {
                let size = "popup,width=760,height=680";
                own.open_with_url_and_target_and_features(&address, NAME, size)
                    .ok()
                    .flatten()
            });
            is_blocked.set(opened.is_none());
            *window.borrow_mut() = opened;
        })
    };
    Handle {
        open,
        is_blocked: *is_blocked,
    }
}

/// One window of notes is enough.
const NAME: &str = "quorumscope-notes";

fn tell(window: &Rc<RefCell<Option<Window>>>, message: &Array) {
    if let Some(window) = &*window.borrow() {
        let _ = window.post_message(message, "*");
    }
}

/// Hears what begins as one of our messages does.
fn hear(heard: impl Fn(&str, &MessageEvent) + 'static) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>() else {
            return;
        };
        if let Ok(data) = event.data().dyn_into::<Array>()
            && let Some(kind) = data.get(0).as_string()
        {
            heard(&kind, event);
        }
    }))
}

/// The words by which the notes ask for something.
const WISHES: [(&str, Wish); 4] = [
    ("next", Wish::Next),
    ("back", Wish::Back),
    ("blank", Wish::Blank),
    ("leave", Wish::Leave),
];

fn wished(word: &str) -> Option<Wish> {
    let known = WISHES.iter().find(|(other, _)| *other == word);
    let answer = || Some(Wish::Guess(word.parse().ok()?));
    known.map(|(_, wish)| *wish).or_else(answer)
}

fn word(wish: Wish) -> Option<String> {
    if let Wish::Guess(place) = wish {
        return Some(place.to_string());
    }
    let known = WISHES.iter().find(|(_, other)| *other == wish);
    known.map(|(word, _)| (*word).to_owned())
}

fn write(screen: &Screen, blank: bool) -> Array {
    let text = |text: &str| JsValue::from_str(text);
    let message = Array::of1(&text(TO_NOTES));
    let next = screen.next.as_deref().unwrap_or_default();
    for part in [
        &screen.title,
        &screen.text,
        &screen.place,
        next,
        &screen.clock,
    ] {
        message.push(&text(part));
    }
    message.push(&JsValue::from_bool(blank));
    for answer in &screen.answers {
        let answer = Array::of4(
            &text(&answer.text),
            &text(&answer.reply),
            &JsValue::from_bool(answer.guessed),
            &JsValue::from_bool(answer.is_right),
        );
        message.push(&answer);
    }
    message
}

/// What the notes show.
#[derive(Clone, PartialEq, Eq)]
struct Noted {
    screen: Screen,
    blank: bool,
}

fn read_message(message: &Array) -> Noted {
    let text = |place: u32| message.get(place).as_string().unwrap_or_default();
    let is_true = |value: JsValue| value.as_bool() == Some(true);
    let answer = |answer: JsValue| {
        let answer: Array = answer.dyn_into().ok()?;
        Some(Answer {
            text: answer.get(0).as_string()?,
            reply: answer.get(1).as_string()?,
            guessed: is_true(answer.get(2)),
            is_right: is_true(answer.get(3)),
        })
    };
    let screen = Screen {
        title: text(1),
        text: text(2),
        place: text(3),
        next: Some(text(4)).filter(|next| !next.is_empty()),
        clock: text(5),
        answers: (7..message.length())
            .filter_map(|place| answer(message.get(place)))
            .collect(),
        ..Screen::default()
    };
    Noted {
        screen,
        blank: is_true(message.get(6)),
    }
}

/// Asks the presenter for something, or only says that the notes are there.
fn ask(word: &str) {
    let opener = web_sys::window().and_then(|own| own.opener().ok());
    if let Some(opener) = opener.and_then(|opener| opener.dyn_into::<Window>().ok()) {
        let message = Array::of2(&FROM_NOTES.into(), &word.into());
        let _ = opener.post_message(&message, "*");
    }
}

/// The window with notes.
#[component(Notes)]
pub(crate) fn notes() -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    let noted = use_state_eq(|| None::<Noted>);
    let seconds = use_state_eq(|| 0_u32);
    {
        let noted = noted.setter();
        use_effect_with((), move |()| {
            let listener = hear(move |kind, event| {
                if kind == TO_NOTES {
                    noted.set(Some(read_message(&event.data().unchecked_into())));
                }
            });
            ask("");
            move || drop(listener)
        });
    }
    {
        let seconds = seconds.clone();
        use_effect_with(*seconds, move |now| {
            let now = *now;
            let interval = Interval::new(1_000, move || {
                seconds.set(now + 1);
                // A presenter that was loaded again learns of its notes.
                ask("");
            });
            move || drop(interval)
        });
    }
    let letters = preferences.now.keys;
    use_keys(Callback::from(move |event: KeyboardEvent| {
        if let Some(word) = read(&event, letters).and_then(word) {
            event.prevent_default();
            ask(&word);
        }
    }));
    let Some(noted) = &*noted else {
        return html! {
            <main class="plain"><p role="status">{ Label::NotesAlone.text(language) }</p></main>
        };
    };
    let passed = format!("{}:{:02}", *seconds / 60, *seconds % 60);
    html! { <main class="notes">{ shown(noted, &passed, language) }</main> }
}

fn shown(Noted { screen, blank }: &Noted, passed: &str, language: Language) -> Html {
    let button = |wish: Wish, label: Label, class: &'static str| {
        let asks = word(wish).unwrap_or_default();
        let onclick = Callback::from(move |_: MouseEvent| ask(&asks));
        html! {
            <button type="button" class={classes!("button", class)} {onclick}>
                { label.text(language) }
            </button>
        }
    };
    let answer = |answer: &Answer| {
        html! {
            <li class={answer.is_right.then_some("right")}>
                <b>{ &answer.text }</b>
                if answer.is_right {
                    <span class="tag">{ Label::RightAnswer.text(language) }</span>
                }
                if answer.guessed {
                    <span class="tag">{ Label::YourGuess.text(language) }</span>
                }
                <span>{ &answer.reply }</span>
            </li>
        }
    };
    html! {
        <>
            <p class="notes-head minor">
                <span>{ &screen.place }</span>
                <span class="mono">{ &screen.clock }</span>
                <span class="spring" />
                <span class="mono" aria-label={Label::TimePassed.text(language)}>{ passed.to_owned() }</span>
            </p>
            <h1>{ &screen.title }</h1>
            <p>{ &screen.text }</p>
            <ol>{ for screen.answers.iter().map(answer) }</ol>
            if let Some(next) = &screen.next {
                <p class="notes-next"><span class="minor">{ Label::NextStep.text(language) }</span>{ next }</p>
            }
            <p class="notes-go">
                { button(Wish::Back, Label::PreviousStep, "") }
                { button(Wish::Next, Label::NextStep, "prim") }
                <span class="spring" />
                { button(Wish::Blank, if *blank { Label::Unblank } else { Label::Blank }, "") }
            </p>
        </>
    }
}
