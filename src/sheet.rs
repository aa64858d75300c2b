//! Style sheets that come with a part of the page: a first visit does without them.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Has the document follow a style sheet, once. The content security policy forbids inline sheets and
/// allows those that a script makes.
pub(crate) fn adopt(name: &str, text: &str) {
    let Some(document) = crate::dom::document() else {
        return;
    };
    let marker = JsValue::from_str(&format!("quorumscope {name}"));
    if Reflect::has(&document, &marker) != Ok(false) {
        return;
    }
    let _ = Reflect::set(&document, &marker, &JsValue::TRUE);
    let _ = try_adopt(&document, text);
}

fn try_adopt(document: &JsValue, text: &str) -> Result<(), JsValue> {
    let make: Function = Reflect::get(&js_sys::global(), &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&make, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    replace.call1(&sheet, &text.into())?;
    let key = JsValue::from_str("adoptedStyleSheets");
    let sheets = Array::from(&Reflect::get(document, &key)?);
    sheets.push(&sheet);
    Reflect::set(document, &key, &sheets)?;
    Ok(())
}
