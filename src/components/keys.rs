//! The sheet of keys. It lists only what works.

use crate::components::dialog::{Dialog, dialog};
use crate::components::glyph;
use crate::preferences::{Change, use_preferences};
use locale::Language;
use locale::label::Label;
use locale::legend::{self, Mark};
use view::paint::Glyph;
use view::standing::Standing;
use view::svg;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is done with the sheet.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The keys, and what they do.
const KEYS: [(&[&str], Label); 20] = [
    (&["Space"], Label::KeyPlay),
    (&["←", "→"], Label::KeyEvent),
    (&["⇧ ←", "⇧ →"], Label::KeyChange),
    (&["[", "]"], Label::KeySameNode),
    (&["{", "}"], Label::KeySameThread),
    (&["G"], Label::KeyClock),
    (&["+", "−"], Label::KeyZoom),
    (&["0"], Label::KeyFit),
    (&["Z"], Label::KeyScale),
    (&["T"], Label::KeyThreads),
    (&["B"], Label::KeyCause),
    (&["⇧ B"], Label::KeyForward),
    (&["N", "⇧ N"], Label::KeyLesson),
    (&["F"], Label::KeyFixes),
    (&["L"], Label::KeyLogs),
    (&["C", "D"], Label::KeyCompare),
    (&["P"], Label::KeyPresent),
    (&["/"], Label::KeySearch),
    (&["?"], Label::KeyHelp),
    (&["Esc"], Label::KeyClose),
];

/// The sheet of keys.
#[component(KeySheet)]
pub fn key_sheet(props: &Props) -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    use_effect_with((), |()| crate::dom::focus("keys-close"));
    let rows = KEYS.iter().map(|(keys, label)| {
        html! {
            <div>
                <dt>{ for keys.iter().map(|key| html! { <><kbd>{ *key }</kbd>{ " " }</> }) }</dt>
                <dd>{ label.text(language) }</dd>
            </div>
        }
    });
    let letters = {
        let change = preferences.change.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            change.emit(Change::Keys(input.checked()));
        })
    };
    let sheet = Dialog {
        heading: ("keys-title", Label::Keyboard.text(language)),
        close: "keys-close",
        keys: false,
        on_close: &props.on_close,
    };
    let body = html! {
        <>
            <dl class="keys">{ for rows }</dl>
            <h2>{ legend::heading(language) }</h2>
            <dl class="keys">{ for marks().map(|mark| self::mark(mark, language)) }</dl>
            <label class="fix">
                <input type="checkbox" checked={preferences.now.keys} onchange={letters} />
                <span>{ Label::KeysOn.text(language) }</span>
            </label>
        </>
    };
    dialog(language, &sheet, body)
}

/// The marks of stage and time, as they look there, and what they mean.
fn marks() -> impl Iterator<Item = (Html, Mark)> {
    let call = |class: &'static str| html! { <span class={classes!("call", class)} /> };
    let sign = |glyph: Glyph| {
        html! {
            <svg class="glyph glyph-filled" viewBox="0 0 14 14">
                <path d={svg::sign_path(glyph)} />
            </svg>
        }
    };
    let slot = |class: &'static str| {
        html! { <span class={classes!("slot", class)}><span class="slot-box" /></span> }
    };
    let slots = html! {
        <span class="slots">{ slot("supports") }{ slot("needed") }{ slot("empty") }</span>
    };
    [
        (glyph(Standing::Leading), Mark::Leading),
        (glyph(Standing::Following), Mark::Following),
        (glyph(Standing::Looking), Mark::Looking),
        (glyph(Standing::Down), Mark::Down),
        (html! { <span class="slip">{ "zk2 r8" }</span> }, Mark::Vote),
        (
            html! { <span class="slip stale">{ "zk0 r8" }</span> },
            Mark::Stale,
        ),
        (slots, Mark::Slots),
        (call("hatch"), Mark::Hatch),
        (call("dots"), Mark::Dots),
        (call("holds-lock"), Mark::Lock),
        (html! { <b class="sign differs">{ "≠" }</b> }, Mark::Differs),
        (sign(Glyph::Pennant), Mark::Flag),
        (sign(Glyph::Deed), Mark::Deed),
    ]
    .into_iter()
}

fn mark((sign, mark): (Html, Mark), language: Language) -> Html {
    html! {
        <div>
            <dt class="mark" aria-hidden="true">{ sign }</dt>
            <dd>{ legend::meaning(language, mark) }</dd>
        </div>
    }
}
