//! The sign of a state.

use view::standing::Standing;
use view::svg;
use yew::prelude::*;

/// The sign of a state, in its colour. The word stands beside it.
pub(crate) fn glyph(standing: Standing) -> Html {
    let glyph = standing.glyph();
    let filled = svg::sign_is_filled(glyph);
    let class = classes!(
        "glyph",
        standing.class(),
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
