//! What a page calls.

use crate::measure;
use wasm_bindgen::prelude::*;

/// Measures what the name says, as [`measure::run`] does, with the browser's clock.
#[wasm_bindgen]
pub fn measure(name: &str) -> String {
    measure::run(name, &now).to_string()
}

/// Milliseconds of `performance.now()`.
fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(f64::NAN, |performance| performance.now())
}
