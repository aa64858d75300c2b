//! The header: where one is, whether anybody is served, language, theme, link.

use crate::components::opener::{closes, loading_opener};
use crate::components::{Icon, ShareSheetProps, icon};
use crate::exhibit::Exhibit;
use crate::parts::use_places;
use crate::preferences::{Change, PreferencesContext, use_language};
use crate::route::{GALLERY, book};
use crate::session::Session;
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use yew::prelude::*;

/// The name, leading home.
fn brand() -> Html {
    html! {
        <a href={GALLERY} class="brand" aria-label="Quorumscope">
            { icon(Icon::Brand) }<b>{ "Quorumscope" }</b>
        </a>
    }
}

/// Language and theme.
fn switches(preferences: &PreferencesContext) -> Html {
    let language = preferences.language();
    let other = match language {
        Language::En => Language::Zh,
        Language::Zh => Language::En,
    };
    html! {
        <>
            <button type="button" class="ghost" id="language" lang={other.html_lang()}
                title={Label::LanguageHint.text(language)}
                onclick={preferences.on_click(Change::Language(other))}>
                { Label::Language.text(language) }
            </button>
            <button type="button" class="ghost" id="theme" title={Label::Theme.text(language)}
                aria-label={Label::Theme.text(language)}
                onclick={preferences.on_click(Change::Theme)}>
                { icon(Icon::Theme) }
            </button>
        </>
    }
}

/// The header of places without a run.
pub(crate) fn plain_header(preferences: &PreferencesContext, place: Label) -> Html {
    brand_header(preferences, place.text(preferences.language()))
}

/// The header with the name of a place.
pub(crate) fn brand_header(preferences: &PreferencesContext, place: &str) -> Html {
    html! {
        <header class="header">
            { brand() }
            <span class="minor" aria-hidden="true">{ "/" }</span>
            <span>{ place.to_owned() }</span>
            <span class="spring" />
            <a id="book" class="ghost" href={book(preferences.language())}>
                { Label::Book.text(preferences.language()) }
            </a>
            { switches(preferences) }
        </header>
    }
}

/// The header of the Lab.
pub(crate) fn lab_header<S: Exhibit>(
    preferences: &PreferencesContext,
    session: &Shared<Session<S>>,
    on_present: Callback<MouseEvent>,
) -> Html {
    let release = S::release(session.shown.plan());
    html! {
        <header class="header">
            { brand() }
            <span class="minor" aria-hidden="true">{ "/" }</span>
            <span class="scenario-id">{ session.id.to_string() }</span>
            <span class="release">{ format!("{} {release}", S::NAME) }</span>
            { S::service(session, preferences.language()) }
            <span class="spring" />
            if let Some(there) = crate::address::comparison(session) {
                <a class="button" id="compare" href={there} title={Label::CompareHint.text(preferences.language())}>
                    { Label::Compare.text(preferences.language()) }
                </a>
            }
            <ShareButton<S> session={session.clone()} />
            <button type="button" class="button wide-only" id="present" onclick={on_present}
                title={Label::PresentHint.text(preferences.language())}>
                { Label::Present.text(preferences.language()) }
            </button>
            { switches(preferences) }
        </header>
    }
}

/// What a link is made of.
#[derive(Properties, PartialEq)]
pub struct ShareProps<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
}

/// Opens the sheet that hands a moment on, and copies the link to it.
#[component(ShareButton)]
pub fn share_button<S: Exhibit>(props: &ShareProps<S>) -> Html {
    let language = use_language();
    let open = use_state_eq(|| false);
    let sheet = use_places::<S>(*open).map(|part| {
        let session = props.session.clone();
        let on_close = closes("share", &open);
        (part.share)(ShareSheetProps { session, on_close })
    });
    loading_opener(language, "share", Label::Share, open, sheet)
}
