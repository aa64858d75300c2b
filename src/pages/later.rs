//! The gallery and the comparison, once their parts of the site have been loaded.

use super::CompareProps;
use crate::components::plain_header;
use crate::parts::{Part, use_compare, use_places};
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

/// Two runs on one clock, or the header until they are there.
#[component(CompareLater)]
pub fn compare_later(props: &CompareProps) -> Html {
    let preferences = use_preferences();
    let part = use_compare(true);
    if let Part::Ready(part) = part {
        return (part.place)(props.clone());
    }
    html! {
        <>
            { plain_header(&preferences, Label::Compare) }
            <main class="plain">
                if matches!(part, Part::Failed) {
                    <p role="alert">{ Label::PartFailed.text(preferences.language()) }</p>
                }
            </main>
        </>
    }
}
