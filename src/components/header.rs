//! The header: where one is, whether anybody is served, language, theme, link.

use crate::components::{Icon, icon};
use crate::preferences::{Change, PreferencesContext, use_language};
use crate::route::{GALLERY, book};
use crate::session::Session;
use crate::shared::Shared;
use gloo_timers::callback::Timeout;
use locale::Language;
use locale::label::Label;
use locale::{panel, verdict};
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
pub(crate) fn lab_header(preferences: &PreferencesContext, session: &Shared<Session>) -> Html {
    let release = session.shown.plan().release.name();
    html! {
        <header class="header">
            { brand() }
            <span class="minor" aria-hidden="true">{ "/" }</span>
            <span class="scenario-id">{ session.id.to_string() }</span>
            <span class="release">{ format!("ZooKeeper {release}") }</span>
            { service(session, preferences.language()) }
            <span class="spring" />
            if let Some(there) = crate::address::comparison(session) {
                <a class="button" id="compare" href={there} title={Label::CompareHint.text(preferences.language())}>
                    { Label::Compare.text(preferences.language()) }
                </a>
            }
            <ShareButton session={session.clone()} />
            { switches(preferences) }
        </header>
    }
}

/// Whether anybody is served at the playhead, and what comes of it.
fn service(session: &Session, language: Language) -> Html {
    let at = session.playhead;
    let spans = &session.shown.index.service;
    let setting = &session.shown.plan().setting;
    let leaders = session.picture.established_leaders();
    let leaders: Vec<&str> = leaders.map(|node| setting.name(node)).collect();
    let lost = spans
        .iter()
        .rev()
        .find(|span| span.to <= at)
        .map(|span| span.to);
    let verdict = &session.shown.outcome.verdict;
    let forever = !verdict.serves_at_end();
    html! {
        <span class="service-chip">
            if !leaders.is_empty() {
                <b class={if leaders.len() == 1 { "lead" } else { "dead" }}>
                    { verdict::served_by(language, &leaders) }
                </b>
            } else if let Some(lost) = lost {
                <svg class="gap" viewBox="0 0 34 12" aria-hidden="true">
                    <path class="lead" d="M0 3H10V9H0ZM24 3H34V9H24Z" />
                    <path class="dead" d="M10 0H12V12H10ZM22 0H24V12H22Z" />
                </svg>
                <b class="dead">{ panel::not_served_for(language, at.since(lost)) }</b>
                if forever && session.horizon().is_none() {
                    <span class="minor">{ verdict::until_the_end(language) }</span>
                }
            } else {
                <b class="dead">{ Label::NoLeaderYet.text(language) }</b>
            }
        </span>
    }
}

/// How long the answer to a click stays.
const ANSWER_MS: u32 = 2_500;

/// What a link is made of.
#[derive(Properties, PartialEq)]
pub struct ShareProps {
    /// The session.
    pub session: Shared<Session>,
}

/// Copies the link to this moment.
#[component(ShareButton)]
pub fn share_button(props: &ShareProps) -> Html {
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
