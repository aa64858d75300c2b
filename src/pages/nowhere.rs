//! A place that does not exist.

use crate::components::plain_header;
use crate::preferences::use_preferences;
use crate::route::Route;
use locale::label::Label;
use yew::prelude::*;
use yew_router::prelude::*;

/// One sentence, and the way back.
#[component(Nowhere)]
pub fn nowhere() -> Html {
    let preferences = use_preferences();
    let language = preferences.language();
    html! {
        <>
            { plain_header(&preferences, Label::NotThere) }
            <main class="plain">
                <p>{ Label::NotThere.text(language) }</p>
                <p>
                    <Link<Route> to={Route::Gallery}>{ Label::BackToGallery.text(language) }</Link<Route>>
                </p>
            </main>
        </>
    }
}
