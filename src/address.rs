//! The address of a moment: written as one moves, so that a reload or a copied address leads back.

use crate::session::Session;
use locale::Language;
use wasm_bindgen::JsValue;

/// The part of the address after `#` that leads to this moment.
pub(crate) fn fragment(session: &Session, language: Language) -> String {
    format!("#/lab/{}?{}", session.id, session.link(language).query())
}

/// Writes the address of this moment without making it a new entry of the history.
pub(crate) fn write(session: &Session, language: Language) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let fragment = fragment(session, language);
    if let Ok(history) = window.history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment));
    }
}

/// Copies the link to this moment; says whether the browser lets us.
pub(crate) fn copy(session: &Session, language: Language) -> bool {
    write(session, language);
    let Some(window) = web_sys::window() else {
        return false;
    };
    // Without a clipboard the address bar holds the link anyway.
    window
        .location()
        .href()
        .is_ok_and(|address| crate::dom::copy(&address))
}
