//! What is left to say when the page itself has a mistake.

use locale::Language;
use locale::label::Label;
use scenario::engine::ENGINE;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsValue;

/// Shows the mistake, with everything that is needed to see it again, in place of the page.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let report = report(info);
        web_sys::console::error_1(&JsValue::from_str(&report));
        let _ = show(&report);
    }));
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let address = web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default();
    // The address holds scenario, fixes, parameters and seed.
    format!("{info}\n\nengine {ENGINE}\n{address}\n")
}

fn show(report: &str) -> Option<()> {
    let document = crate::dom::document()?;
    let tag = document.document_element()?.get_attribute("lang");
    let language = Language::from_tag(&tag.unwrap_or_default());
    let place = document.create_element("main").ok()?;
    place.set_class_name("panicked");
    place.set_attribute("role", "alert").ok()?;
    for (name, label) in [("h1", Label::Panicked), ("p", Label::PanickedDetail)] {
        let element = document.create_element(name).ok()?;
        element.set_text_content(Some(label.text(language)));
        place.append_child(&element).ok()?;
    }
    let details = document.create_element("pre").ok()?;
    details.set_text_content(Some(report));
    place.append_child(&details).ok()?;
    document.body()?.replace_children_with_node_1(&place);
    Some(())
}
