//! The sheet of keys. It lists only what works.

use crate::preferences::{Change, use_preferences};
use locale::label::Label;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// What is done with the sheet.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Closes it.
    pub on_close: Callback<()>,
}

/// The keys, and what they do.
const KEYS: [(&[&str], Label); 19] = [
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
    let close = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| on_close.emit(()))
    };
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
    html! {
        <div class="sheet-ground" role="presentation">
            <section class="sheet" role="dialog" aria-modal="true" aria-labelledby="keys-title">
                <header class="with-seg">
                    <h2 id="keys-title">{ Label::Keyboard.text(language) }</h2>
                    <button type="button" class="small" id="keys-close" onclick={close}>
                        { Label::Close.text(language) }
                    </button>
                </header>
                <dl class="keys">{ for rows }</dl>
                <label class="fix">
                    <input type="checkbox" checked={preferences.now.keys} onchange={letters} />
                    <span>{ Label::KeysOn.text(language) }</span>
                </label>
            </section>
        </div>
    }
}
