//! The folds of the time panel as buttons on its ruler: each says what it hides, and opens it.

use crate::components::{Here, Styled, px};
use crate::exhibit::Exhibit;
use crate::session::Action;
use locale::label::Label;
use locale::panel;
use sim::time::{SimTime, Span};
use view::paint::SMALL;
use view::time::{Axis, Folded};
use yew::prelude::*;

/// Room at either side of a fold's words, in px.
const BESIDE: f32 = 4.0;
/// A button is at least as wide, in px.
const NARROWEST: f32 = 24.0;
/// The button of an idle span that has been opened, in px.
const OPENED: f32 = 44.0;

/// The buttons of all folds in sight, and of idle spans that have been opened, from left to right.
pub(crate) fn folds<S: Exhibit>(here: Here<'_, S>, axis: &Axis) -> Html {
    let mut open = here.session.open.iter().copied().peekable();
    let mut buttons = Vec::new();
    let mut last = None;
    let hidden = here
        .session
        .horizon()
        .map(|_| axis.x(here.session.playhead));
    for fold in axis.folds() {
        // What a fold holds that is still to come is not told while a question is open.
        if hidden.is_some_and(|x| fold.right > x) {
            break;
        }
        while let Some(idle) = open.next_if(|idle| *idle < fold.idle) {
            buttons.push(opened(here, axis, idle));
        }
        // A lens in the middle of a fold leaves two parts of one fold.
        if last != Some(fold.idle) {
            buttons.push(closed(here, fold));
        }
        last = Some(fold.idle);
    }
    let open = open.filter(|_| hidden.is_none());
    buttons.extend(open.map(|idle| opened(here, axis, idle)));
    buttons.into_iter().collect()
}

fn closed<S: Exhibit>(here: Here<'_, S>, fold: &Folded) -> Html {
    let [long, short] = panel::fold(here.language, fold.window.length(), fold.events);
    let sentence = panel::fold_sentence(here.language, &long);
    let room = fold.right - fold.left - 2.0 * BESIDE;
    let words = if SMALL.width(&long) <= room {
        long
    } else {
        short
    };
    let place = (fold.left, fold.right - fold.left);
    button(here, fold.idle, place, words, Some(sentence))
}

/// An idle span that has been opened, if enough of it is in sight to say so.
fn opened<S: Exhibit>(here: Here<'_, S>, axis: &Axis, idle: SimTime) -> Html {
    let window = here.session.shown.quiet().beginning_at(idle);
    let (left, right) = window.map_or((0.0, 0.0), |window| {
        (axis.x(window.from), axis.x(window.to))
    });
    if right - left < OPENED {
        return Html::default();
    }
    let place = ((left + right - OPENED) / 2.0, OPENED);
    let words = Label::FoldAgain.text(here.language).to_owned();
    button(here, idle, place, words, None)
}

fn button<S: Exhibit>(
    here: Here<'_, S>,
    idle: SimTime,
    (left, width): (f32, f32),
    words: String,
    sentence: Option<String>,
) -> Html {
    let wide = width.max(NARROWEST);
    let style = vec![
        ("left", px(left - (wide - width) / 2.0)),
        ("width", px(wide)),
    ];
    let open = if sentence.is_none() { "true" } else { "false" };
    html! {
        <Styled key={idle.as_micros()} class="fold-place" {style}>
            <button type="button" class="fold" aria-expanded={open} aria-label={sentence.clone()}
                title={sentence} onclick={here.on_click(Action::ToggleFold(idle))}>
                { words }
            </button>
        </Styled>
    }
}

/// What of the axis is not at the window's scale, in words; nothing if all of it is.
pub(crate) fn not_to_scale<S: Exhibit>(here: Here<'_, S>, axis: &Axis) -> Option<String> {
    let lens = axis.lens().map(|lens| lens.window.length());
    let (mut folded, mut events) = (Span::ZERO, 0);
    for fold in axis.folds() {
        folded = folded + fold.window.length();
        events += fold.events;
    }
    let all = (axis.folds().len(), folded, events);
    (lens.is_some() || events > 0 || folded > Span::ZERO)
        .then(|| panel::not_to_scale(here.language, lens, all))
}
