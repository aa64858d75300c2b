//! Makes text that machines read shorter: style sheets and the generated glue.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use xxhash_rust::xxh3::xxh3_64;

/// The sheets of the page, in the order in which they apply.
const SHEETS: [&str; 4] = ["tokens.css", "base.css", "stage.css", "lab.css"];

/// Writes the sheets of the page as one; returns its address inside the site.
pub(super) fn publish_sheets(from: &Path, site: &Path) -> Result<String> {
    let mut text = String::new();
    for sheet in SHEETS {
        let file = from.join(sheet);
        text += &fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))?;
    }
    let text = minifier::css::minify(&text)
        .map_err(|error| anyhow!("the style sheets cannot be read: {error}"))?
        .to_string();
    let address = format!("static/page-{:016x}.css", xxh3_64(text.as_bytes()));
    let to = site.join(&address);
    fs::create_dir_all(to.parent().unwrap_or(site))?;
    fs::write(to, text)?;
    Ok(address)
}

/// Shortens a script that wasm-bindgen has written.
pub(super) fn script(text: &str) -> Result<String> {
    // It ends its imports with the line alone, and the minifier takes lines away.
    let ended: Vec<String> = text
        .lines()
        .map(
            |line| match line.starts_with("import ") && !line.ends_with(';') {
                true => format!("{line};"),
                false => line.to_owned(),
            },
        )
        .collect();
    let text = minifier::js::minify(&ended.join("\n"))
        .map_err(|error| anyhow!("the generated script cannot be read: {error}"))?
        .to_string();
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_without_an_end_stay_apart_from_what_follows() {
        let script = script("import * as a from \"./a.js\"\n\nfunction b() {\n    return 1;\n}\n");
        let script = script.unwrap();
        assert!(script.contains("\"./a.js\";function b()"), "{script}");
    }
}
