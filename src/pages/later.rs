//! The gallery, once its part of the site has been loaded.

use crate::components::plain_header;
use crate::parts::{Part, use_places};
use crate::preferences::use_preferences;
use locale::label::Label;
use yew::prelude::*;

/// The gallery, or its header until it is there.
#[component(Later)]
pub fn later() -> Html {
    let preferences = use_preferences();
    let part = use_places(true);
    if let Part::Ready(part) = part {
        return (part.gallery)();
    }
    html! {
        <>
            { plain_header(&preferences, Label::Gallery) }
            <main class="gallery">
                if matches!(part, Part::Failed) {
                    <p role="alert">{ Label::PartFailed.text(preferences.language()) }</p>
                }
            </main>
        </>
    }
}
