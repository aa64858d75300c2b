//! What is shown once its part of the site has been loaded.

use crate::components::plain_header;
use crate::parts::{self, PlacesPart};
use crate::preferences::use_preferences;
use locale::label::Label;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What is wanted.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Closes the sheet of keys, if that is what is wanted; else it is the gallery.
    #[prop_or_default]
    pub on_close: Option<Callback<()>>,
}

/// The gallery, or the sheet of keys.
#[component(Later)]
pub fn later(props: &Props) -> Html {
    let preferences = use_preferences();
    let part = use_state(|| None::<Option<PlacesPart>>);
    {
        let part = part.setter();
        use_effect_with((), move |()| {
            spawn_local(async move { part.set(Some(parts::load_places().await)) });
        });
    }
    match (*part, &props.on_close) {
        (Some(Some(part)), Some(on_close)) => (part.keys)(on_close.clone()),
        (Some(Some(part)), None) => (part.gallery)(),
        (_, Some(_)) => Html::default(),
        (waiting, None) => html! {
            <>
                { plain_header(&preferences, Label::Gallery) }
                <main class="gallery">
                    if waiting.is_some() {
                        <p role="alert">{ Label::PartFailed.text(preferences.language()) }</p>
                    }
                </main>
            </>
        },
    }
}
