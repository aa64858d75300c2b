//! A sheet over the page: its heading, and the button and the key that close it.

use locale::Language;
use locale::label::Label;
use yew::prelude::*;

/// What sheets differ in, beside what stands below their heading.
pub(crate) struct Dialog<'a> {
    /// The id of the heading, and what it says.
    pub(crate) heading: (&'static str, &'static str),
    /// The id of the button that closes it.
    pub(crate) close: &'static str,
    /// Whether keys are for the sheet while it is open, Escape to close it. Otherwise they are what they are
    /// beside it.
    pub(crate) keys: bool,
    /// Closes it.
    pub(crate) on_close: &'a Callback<()>,
}

/// The sheet. Whoever opens it moves the focus into it.
pub(crate) fn dialog(language: Language, sheet: &Dialog<'_>, body: Html) -> Html {
    let close = sheet.on_close.reform(|_: MouseEvent| ());
    let keys = sheet.keys.then(|| {
        let on_close = sheet.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key() == "Escape" {
                on_close.emit(());
            }
        })
    });
    let (id, text) = sheet.heading;
    html! {
        <div class="sheet-ground" role="presentation" onkeydown={keys}>
            <section class="sheet" role="dialog" aria-modal="true" aria-labelledby={id}>
                <header class="with-seg">
                    <h2 {id}>{ text }</h2>
                    <button type="button" class="small" id={sheet.close} onclick={close}>
                        { Label::Close.text(language) }
                    </button>
                </header>
                { body }
            </section>
        </div>
    }
}
