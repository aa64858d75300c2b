//! The sign of a state.

use view::standing::Standing;
use view::svg;
use yew::prelude::*;

/// Which sign.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The state.
    pub standing: Standing,
}

/// The sign of a state, in its colour. The word stands beside it.
#[component(StandingGlyph)]
pub fn standing_glyph(props: &Props) -> Html {
    let glyph = props.standing.glyph();
    let filled = svg::sign_is_filled(glyph);
    let class = classes!(
        "glyph",
        props.standing.class(),
        if filled {
            "glyph-filled"
        } else {
            "glyph-hollow"
        }
    );
    html! {
        <svg class={class} viewBox="0 0 14 14" aria-hidden="true">
            <path d={svg::sign_path(glyph)} />
        </svg>
    }
}
