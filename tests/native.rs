//! What needs the file system. `wasm-pack test` compiles every file in `tests/` for the browser,
//! so native ones open like this one.
#![cfg(not(target_family = "wasm"))]

use std::fs;
use std::path::Path;

#[test]
fn the_shell_speaks_both_languages_without_script() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html")).unwrap();
    // The one in the head asks for a style sheet.
    let noscript = page
        .split("<noscript>")
        .nth(2)
        .and_then(|rest| rest.split("</noscript>").next());
    let noscript = noscript.expect("index.html has a noscript element");
    for language in ["lang=\"en\"", "lang=\"zh-CN\"", "JavaScript", "WebAssembly"] {
        assert!(
            noscript.contains(language),
            "the noscript message lacks {language}"
        );
    }
}
