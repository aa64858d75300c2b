//! The address of a moment: written as one moves, so that a reload or a copied address leads back.

use crate::exhibit::Exhibit;
use crate::session::Session;
use locale::Language;
use scenario::compare::Pair;
use scenario::operator::Operator;
use scenario::plan::Choice;
use wasm_bindgen::JsValue;

/// The part of the address after `#` that leads to this moment.
pub(crate) fn fragment<S: Exhibit>(session: &Session<S>, language: Language) -> String {
    format!("#/lab/{}?{}", session.id, session.link(language).query())
}

/// The part of the address after `#` that leads to this run beside another one: beside itself without
/// its fixes, or else beside the last run that was tried. Nothing if there is no other.
pub(crate) fn comparison<S: Exhibit>(session: &Session<S>) -> Option<String> {
    let chosen = session.choice();
    let without = Choice {
        fixes: Vec::new(),
        operator: Operator::default(),
        ..chosen.clone()
    };
    let mut tried = session.tried.iter().rev().map(|shown| &shown.choice);
    let (a, b) = if without != *chosen {
        (without, chosen.clone())
    } else {
        let other = tried.find(|choice| *choice != chosen)?;
        // The story as it happened comes first.
        if other.fixes.is_empty() {
            (other.clone(), chosen.clone())
        } else {
            (chosen.clone(), other.clone())
        }
    };
    let id = session.id.to_string();
    Some(format!("#/compare?{}", Pair { id, a, b }.query()))
}

/// Goes there, if there is another run.
pub(crate) fn go_to_comparison<S: Exhibit>(session: &Session<S>) {
    if let (Some(fragment), Some(window)) = (comparison(session), web_sys::window()) {
        let _ = window.location().set_hash(&fragment);
    }
}

/// Writes the address of this moment, in the Lab or on a projector, without making it a new entry of the
/// history.
pub(crate) fn write<S: Exhibit>(session: &Session<S>, language: Language, present: bool) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let look = if present { "&present" } else { "" };
    let fragment = fragment(session, language) + look;
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment));
    }
}

/// The whole address of a moment of a scenario.
pub(crate) fn absolute(id: &str, query: &str) -> String {
    let here = web_sys::window().and_then(|window| window.location().href().ok());
    let here = here.unwrap_or_default();
    let page = here.split('#').next().unwrap_or_default();
    format!("{page}#/lab/{id}?{query}")
}
