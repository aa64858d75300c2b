//! The header: where one is, whether anybody is served, language, theme, link.

use crate::components::{Icon, icon};
use crate::exhibit::Exhibit;
use crate::preferences::{Change, PreferencesContext, use_language};
use crate::route::{GALLERY, book};
use crate::session::Session;
use crate::shared::Shared;
use gloo_timers::callback::Timeout;
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
    html! {
        <header class="header">
            { brand() }
            <span class="minor" aria-hidden="true">{ "/" }</span>
            <span>{ place.text(preferences.language()) }</span>
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
            { switches(preferences) }
        </header>
    }
}

/// How long the answer to a click stays.
const ANSWER_MS: u32 = 2_500;

/// What a link is made of.
#[derive(Properties, PartialEq)]
pub struct ShareProps<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
}

/// Copies the link to this moment.
#[component(ShareButton)]
pub fn share_button<S: Exhibit>(props: &ShareProps<S>) -> Html {
    let language = use_language();
    let answer = use_state_eq(|| None::<Label>);
    {
        let setter = answer.setter();
        use_effect_with(*answer, move |answer| {
            let timeout = answer.map(|_| Timeout::new(ANSWER_MS, move || setter.set(None)));
            move || drop(timeout)
        });
    }
    let copy = {
        let (session, answer) = (props.session.clone(), answer.setter());
        Callback::from(move |_: MouseEvent| {
            let done = crate::address::copy(&session, language);
            answer.set(Some(if done {
                Label::Shared
            } else {
                Label::ShareFailed
            }));
        })
    };
    html! {
        <button type="button" class="button" id="share" onclick={copy} aria-live="polite">
            { answer.unwrap_or(Label::Share).text(language) }
        </button>
    }
}
