//! A place that does not exist.

use crate::components::plain_header;
use crate::preferences::use_preferences;
use crate::route::GALLERY;
use locale::label::Label;
use yew::prelude::*;

/// One sentence, and the way back.
#[component(Nowhere)]
pub fn nowhere() -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    html! {
        <>
            { plain_header(&preferences, Label::NotThere) }
            <main class="plain">
                <h1>{ Label::NotThere.text(language) }</h1>
                <p>
                    <a href={GALLERY}>{ Label::BackToGallery.text(language) }</a>
                </p>
            </main>
        </>
    }
}
