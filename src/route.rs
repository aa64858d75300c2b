//! The places of the page, as the part of the address after `#`: any static host and any sub-path
//! will do.

use crate::preferences::{Preferences, Theme};
use gloo_events::EventListener;
use locale::Language;
use scenario::permalink::Link;
use wasm_bindgen::JsCast;
use web_sys::HashChangeEvent;
use yew::prelude::*;

/// A place of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// The scenarios.
    Gallery,
    /// One scenario, in the Lab or seen otherwise.
    Lab {
        /// Which.
        id: String,
        /// The moment and the choices, as [`scenario::permalink::Link`] reads them.
        query: String,
        /// How it is seen.
        look: Look,
    },
    /// Two runs on one clock.
    Compare {
        /// Which, as [`scenario::compare::Pair`] reads them.
        query: String,
    },
    /// Anything else.
    Nowhere,
}

/// How a scenario is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// With everything that can be seen and done.
    #[default]
    Lab,
    /// As a part of somebody's page: `&embed`.
    Embed {
        /// Dark or light, if the page says which: `&theme=light`.
        theme: Theme,
    },
    /// On a projector: `&present`.
    Present,
    /// What is said about what is on the projector: `&notes`.
    Notes,
    /// Its lesson on paper: `&handout`.
    Handout {
        /// In both languages beside each other: `&both`.
        both: bool,
    },
}

impl Look {
    /// Takes how a scenario is seen out of a query, and leaves the rest.
    fn take(query: &str) -> (Self, String) {
        let has = |word: &str| query.split('&').any(|part| part == word);
        let (look, words): (Self, &[&str]) = if has("embed") {
            let theme = match (has("theme=light"), has("theme=dark")) {
                (true, _) => Theme::Light,
                (false, true) => Theme::Dark,
                (false, false) => Theme::System,
            };
            let words = &["embed", "theme=light", "theme=dark"];
            (Self::Embed { theme }, words)
        } else if has("present") {
            (Self::Present, &["present"])
        } else if has("notes") {
            (Self::Notes, &["notes"])
        } else if has("handout") {
            let both = has("both");
            (Self::Handout { both }, &["handout", "both"])
        } else {
            (Self::Lab, &[])
        };
        let rest = query.split('&').filter(|part| !words.contains(part));
        (look, rest.collect::<Vec<_>>().join("&"))
    }
}

/// Where the scenarios are.
pub const GALLERY: &str = "#/";

impl Route {
    /// The place that an address's part from `#` on names.
    pub fn parse(hash: &str) -> Self {
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let mut parts = path.trim_start_matches(['#', '/']).split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(""), None, None) => Self::Gallery,
            (Some("lab"), Some(id), None) if !id.is_empty() => {
                let (look, query) = Look::take(query);
                let id = id.to_owned();
                Self::Lab { id, query, look }
            }
            (Some("compare"), None, None) => Self::Compare {
                query: query.to_owned(),
            },
            _ => Self::Nowhere,
        }
    }

    /// What is preferred at this place.
    pub fn preferences(&self, own: Preferences) -> Preferences {
        match self {
            Self::Lab {
                query,
                look: Look::Embed { theme },
                ..
            } => {
                let language = Link::parse(query).0.language;
                own.embedded(*theme, language.as_deref().map(Language::from_tag))
            }
            // Paper is white.
            Self::Lab {
                look: Look::Handout { .. },
                ..
            } => own.embedded(Theme::Light, None),
            Self::Lab { .. } | Self::Gallery | Self::Compare { .. } | Self::Nowhere => own,
        }
    }

    /// The address of a scenario's beginning.
    pub fn lab(id: &str) -> String {
        format!("#/lab/{id}")
    }
}

/// Whether a scenario with this id is one of DolphinScheduler, whose runs are shown by a part of their own:
/// ids are for ever, and of that system all begin so.
pub(crate) fn is_of_dolphinscheduler(id: &str) -> bool {
    id.starts_with("ds-")
}

/// The place that the address names, also when somebody changes it.
#[hook]
pub fn use_route() -> Route {
    let route = use_state_eq(here);
    {
        let route = route.setter();
        use_effect_with((), move |()| {
            let listener = web_sys::window().map(|window| {
                EventListener::new(&window, "hashchange", move |event| route.set(there(event)))
            });
            move || drop(listener)
        });
    }
    (*route).clone()
}

/// Where somebody has gone. Not where the address stands by now: what was open until then may have written
/// its own once more.
fn there(event: &Event) -> Route {
    let url = event
        .dyn_ref::<HashChangeEvent>()
        .map(HashChangeEvent::new_url);
    let hash = url
        .as_deref()
        .and_then(|url| url.find('#').map(|at| &url[at..]));
    Route::parse(hash.unwrap_or_default())
}

fn here() -> Route {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    Route::parse(&hash.unwrap_or_default())
}

/// Where the book is, beside the page.
pub(crate) fn book(language: Language) -> String {
    format!("book/{}/", language.tag())
}

/// The chapter of a scenario; `tests/book.rs` knows that there is one.
pub(crate) fn chapter(language: Language, id: &str) -> String {
    let page = id.trim_start_matches("zk-");
    format!("{}{page}.html", book(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hash: &str, route: Route) {
        assert_eq!(Route::parse(hash), route, "{hash:?}");
    }

    #[test]
    fn an_id_tells_the_system() {
        assert!(failover::catalog::ids().all(is_of_dolphinscheduler));
        assert!(!scenario::catalog::ids().any(is_of_dolphinscheduler));
    }

    #[test]
    fn an_address_names_a_place() {
        for hash in ["", "#", "#/"] {
            check(hash, Route::Gallery);
        }
        for hash in ["#/lab", "#/lab/", "#/lab/a/b", "#/map/x", "#//lab/a/b"] {
            check(hash, Route::Nowhere);
        }
        let query = "a=x&b=x%3Fseed%3D7".to_owned();
        check(&format!("#/compare?{query}"), Route::Compare { query });
        let lab = |query: &str| Route::Lab {
            id: "zk-decommission-outage".to_owned(),
            query: query.to_owned(),
            look: Look::Lab,
        };
        check(&Route::lab("zk-decommission-outage"), lab(""));
        check("#/lab/zk-decommission-outage?t=6528&e=9", lab("t=6528&e=9"));
    }

    #[test]
    fn an_address_says_how_a_scenario_is_seen() {
        let check = |query: &str, look: Look, rest: &str| {
            assert_eq!(Look::take(query), (look, rest.to_owned()), "{query}");
        };
        let embed = |theme| Look::Embed { theme };
        check("t=5&e=1", Look::Lab, "t=5&e=1");
        check("embed", embed(Theme::System), "");
        check("t=5&embed&title=a", embed(Theme::System), "t=5&title=a");
        check("theme=light&t=5&embed", embed(Theme::Light), "t=5");
        check("embed&theme=dark", embed(Theme::Dark), "");
        check("present&t=5", Look::Present, "t=5");
        check("t=5&handout", Look::Handout { both: false }, "t=5");
        check("handout&both", Look::Handout { both: true }, "");
        check("t=5&both", Look::Lab, "t=5&both");
        check("title=embed", Look::Lab, "title=embed");
        check("theme=light", Look::Lab, "theme=light");
    }
}
