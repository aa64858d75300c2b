//! The few things that the page asks of the document by itself.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement};
use yew::NodeRef;

/// The document, where there is one.
pub(crate) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Whether a media query holds.
pub(crate) fn matches(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|list| list.matches())
}

/// Whether somebody has asked for less motion.
pub(crate) fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Sets properties of an element's own style. The content security policy forbids `style` attributes
/// and allows this.
pub(crate) fn style(node: &NodeRef, properties: &[(&str, String)]) {
    let Some(element) = node.cast::<HtmlElement>() else {
        return;
    };
    let style = element.style();
    for (name, value) in properties {
        let _ = style.set_property(name, value);
    }
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    let element = document()
        .and_then(|document| document.get_element_by_id(id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Gives the page all of the screen, or takes it back.
pub(crate) fn toggle_fullscreen() {
    let Some(document) = document() else {
        return;
    };
    match (document.fullscreen_element(), document.document_element()) {
        (Some(_), _) => document.exit_fullscreen(),
        (None, Some(root)) => {
            let _ = root.request_fullscreen();
        }
        (None, None) => {}
    }
}

/// Moves the focus to the element with this id once what has been asked for is drawn.
pub(crate) fn focus_soon(id: String) {
    gloo_timers::callback::Timeout::new(0, move || focus(&id)).forget();
}

/// Whether what had the focus has gone, and nothing has it.
pub(crate) fn nothing_has_focus() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_none_or(|element| element.tag_name() == "BODY")
}

/// Puts a text on the clipboard; says whether the browser lets us. Without a secure origin there is
/// none.
pub(crate) fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let navigator = window.navigator();
    let has = js_sys::Reflect::has(&navigator, &JsValue::from_str("clipboard")).unwrap_or(false);
    let clipboard = navigator.clipboard();
    if !has || JsValue::from(clipboard.clone()).is_undefined() {
        return false;
    }
    let _ = clipboard.write_text(text);
    true
}

/// Whether an event comes from a place where text is typed.
pub(crate) fn is_typing(event: &web_sys::Event) -> bool {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
    else {
        return false;
    };
    element.is_content_editable()
        || matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT")
        || (element.tag_name() == "INPUT"
            && !matches!(
                element.get_attribute("type").as_deref(),
                Some("checkbox" | "radio" | "button")
            ))
}
