//! What can only be asked in a browser. Everything else is tested natively.
#![cfg(target_family = "wasm")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "clippy.toml allows it in #[test] only, not in #[wasm_bindgen_test]"
)]

mod fingerprints;

use scenario::engine::ENGINE;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// `tests/determinism.rs` holds the machine it runs on to the same list.
#[wasm_bindgen_test]
fn every_run_is_the_one_that_was_committed() {
    let lines = fingerprints::committed();
    assert!(!lines.is_empty());
    for line in lines {
        assert_eq!(line.engine, ENGINE);
        let (what, seed) = (&line.what, line.seed);
        assert_eq!(
            fingerprints::fingerprint(what, seed),
            line.fingerprint,
            "{what} seed {seed}"
        );
    }
}

#[wasm_bindgen_test]
async fn the_app_takes_the_place_of_the_shell() {
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    root.set_inner_html("<p>shell</p>");
    document.body().unwrap().append_child(&root).unwrap();
    yew::Renderer::<quorumscope::app::App>::with_root(root.clone()).render();
    gloo_timers::future::TimeoutFuture::new(50).await;
    let text = root.text_content().unwrap_or_default();
    assert!(text.contains("Quorumscope"), "the app shows {text:?}");
    assert!(
        !text.contains("shell"),
        "the shell stayed beside the app: {text:?}"
    );
}
