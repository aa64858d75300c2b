//! A place that does not exist.

use crate::components::PlainHeader;
use crate::preferences::use_language;
use crate::route::Route;
use locale::label::Label;
use yew::prelude::*;
use yew_router::prelude::*;

/// One sentence, and the way back.
#[component(Nowhere)]
pub fn nowhere() -> Html {
    let language = use_language();
    html! {
        <>
            <PlainHeader place={Label::NotThere} />
            <main class="plain">
                <p>{ Label::NotThere.text(language) }</p>
                <p>
                    <Link<Route> to={Route::Gallery}>{ Label::BackToGallery.text(language) }</Link<Route>>
                </p>
            </main>
        </>
    }
}
