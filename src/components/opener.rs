//! A button and the sheet that it opens.

use crate::parts::Part;
use locale::Language;
use locale::label::Label;
use yew::prelude::*;

/// The button, and its sheet, which is of a part that is loaded once it is wanted.
pub(crate) fn loading_opener(
    language: Language,
    id: &'static str,
    label: Label,
    open: UseStateHandle<bool>,
    sheet: Part<Html>,
) -> Html {
    let sheet = match sheet {
        Part::Ready(sheet) if *open => sheet,
        Part::Failed if *open => html! {
            <span role="alert">{ Label::PartFailed.text(language) }</span>
        },
        Part::Ready(_) | Part::Failed | Part::Waits => Html::default(),
    };
    let toggle = Callback::from(move |_: MouseEvent| open.set(!*open));
    opener(id, label.text(language), toggle, sheet)
}

/// The button, and its sheet if it is open.
pub(crate) fn opener(
    id: &'static str,
    text: &'static str,
    onclick: Callback<MouseEvent>,
    sheet: Html,
) -> Html {
    html! {
        <>
            <button type="button" class="button" {id} aria-haspopup="dialog" {onclick}>{ text }</button>
            { sheet }
        </>
    }
}

/// Closes the sheet: the focus goes back to its button.
pub(crate) fn closes(id: &'static str, open: &UseStateHandle<bool>) -> Callback<()> {
    let open = open.setter();
    Callback::from(move |()| {
        open.set(false);
        crate::dom::focus(id);
    })
}
