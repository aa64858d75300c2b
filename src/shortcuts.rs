//! What the keys do.

use crate::components::ZOOM_STEP;
use crate::exhibit::Exhibit;
use crate::session::{Action, Kind, Lesson, Session};
use view::time::Lanes;
use web_sys::KeyboardEvent;

/// What a key asks for.
pub(crate) enum Command<S: Exhibit> {
    /// Something that the session can do.
    Do(Action<S>),
    /// Opens or closes the sheet of keys.
    ToggleSheet,
    /// Closes it.
    CloseSheet,
    /// Moves the focus to the element with this id.
    Focus(&'static str),
    /// Shows the logs.
    Logs,
    /// Goes to the comparison of this run with another one.
    Compare,
    /// Shows the Lab on a projector.
    Present,
}

/// Reads a key. Nothing while text is typed; nothing with a modifier that belongs to the browser;
/// letters only if somebody wants them (WCAG 2.1.4).
pub(crate) fn read<S: Exhibit>(
    event: &KeyboardEvent,
    session: &Session<S>,
    letters: bool,
    sheet_is_open: bool,
) -> Option<Command<S>> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || crate::dom::is_typing(event) {
        return None;
    }
    let key = event.key();
    match (key.as_str(), sheet_is_open) {
        ("Escape", true) => return Some(Command::CloseSheet),
        ("Escape", false) if session.making.is_some() => return Some(Command::Do(Action::Cancel)),
        ("Escape", false) => {
            return (!session.notices.is_empty()).then_some(Command::Do(Action::Dismiss));
        }
        (_, true) => return None,
        _ => {}
    }
    // The space bar presses the button that has the focus.
    if key == " " && is_on_a_control(event) {
        return None;
    }
    if letters && let Some(command) = answer(&key, event, session) {
        return Some(command);
    }
    arrows(&key, event.shift_key())
        .map(Command::Do)
        .or_else(|| letters.then(|| letter(&key, session)).flatten())
}

/// Reads a key where nothing can be done but to play and to step.
pub(crate) fn step<S: Exhibit>(event: &KeyboardEvent) -> Option<Action<S>> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || crate::dom::is_typing(event) {
        return None;
    }
    let key = event.key();
    if key == " " && is_on_a_control(event) {
        return None;
    }
    arrows(&key, event.shift_key())
}

/// While a question is open its answers have numbers, and Enter tells. Digits are no letters, but whoever
/// has switched those off has buttons for both.
fn answer<S: Exhibit>(
    key: &str,
    event: &KeyboardEvent,
    session: &Session<S>,
) -> Option<Command<S>> {
    let (ask, question, _) = session.asked()?;
    if key == "Enter" && !is_on_a_control(event) {
        let action = if ask.told {
            Lesson::Next
        } else {
            Lesson::Reveal
        };
        return Some(Command::Do(Action::Lesson(action)));
    }
    let number: usize = key.parse().ok()?;
    let place = number.checked_sub(1)?;
    let offered = place < question.options.len();
    (offered && !ask.told).then_some(Command::Do(Action::Lesson(Lesson::Guess(place))))
}

fn arrows<S: Exhibit>(key: &str, shift: bool) -> Option<Action<S>> {
    let kind = if shift { Kind::Change } else { Kind::Event };
    match key {
        " " => Some(Action::TogglePlay),
        "ArrowRight" => Some(Action::Forward(kind)),
        "ArrowLeft" => Some(Action::Backward(kind)),
        _ => None,
    }
}

fn letter<S: Exhibit>(key: &str, session: &Session<S>) -> Option<Command<S>> {
    let at = session.playhead;
    let action = match key {
        "[" => Action::Backward(Kind::SameNode),
        "]" => Action::Forward(Kind::SameNode),
        "{" => Action::Backward(Kind::SameThread),
        "}" => Action::Forward(Kind::SameThread),
        "+" | "=" => Action::Zoom(ZOOM_STEP, at),
        "-" | "−" => Action::Zoom(1.0 / ZOOM_STEP, at),
        "0" => Action::Fit,
        "t" => Action::SetLanes(match session.lanes {
            Lanes::Nodes => Lanes::Blocked,
            Lanes::Blocked => Lanes::All,
            Lanes::All => Lanes::Nodes,
        }),
        "n" => Action::Lesson(Lesson::Next),
        "N" => Action::Lesson(Lesson::Back),
        "z" => Action::SetScale(session.scale.next()),
        "b" => Action::ToCause,
        "B" => Action::FromCause,
        "f" => return Some(Command::Focus("fixes-title")),
        "/" => return Some(Command::Focus("search")),
        "g" => return Some(Command::Focus("clock")),
        "l" => return Some(Command::Logs),
        "c" => return Some(Command::Compare),
        "p" => return Some(Command::Present),
        "?" => return Some(Command::ToggleSheet),
        _ => return None,
    };
    Some(Command::Do(action))
}

fn is_on_a_control(event: &KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "INPUT" | "A"))
}
