//! The places of the page, as the part of the address after `#`: any static host and any sub-path
//! will do.

use gloo_events::EventListener;
use locale::Language;
use wasm_bindgen::JsCast;
use web_sys::HashChangeEvent;
use yew::prelude::*;

/// A place of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// The scenarios.
    Gallery,
    /// One scenario, in the Lab.
    Lab {
        /// Which.
        id: String,
        /// The moment and the choices, as [`scenario::permalink::Link`] reads them.
        query: String,
    },
    /// Two runs on one clock.
    Compare {
        /// Which, as [`scenario::compare::Pair`] reads them.
        query: String,
    },
    /// Anything else.
    Nowhere,
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
            (Some("lab"), Some(id), None) if !id.is_empty() => Self::Lab {
                id: id.to_owned(),
                query: query.to_owned(),
            },
            (Some("compare"), None, None) => Self::Compare {
                query: query.to_owned(),
            },
            _ => Self::Nowhere,
        }
    }

    /// The address of a scenario's beginning.
    pub fn lab(id: &str) -> String {
        format!("#/lab/{id}")
    }
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
        };
        check(&Route::lab("zk-decommission-outage"), lab(""));
        check("#/lab/zk-decommission-outage?t=6528&e=9", lab("t=6528&e=9"));
    }
}
