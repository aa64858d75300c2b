//! Placeholders of `index.html`.
//!
//! `{{static/shell.css}}` becomes the address of that file under a name with the hash of its
//! content, so that a page never meets a style sheet of another version in a cache;
//! `{{app.js}}` and `{{app.wasm}}` become the addresses of the compiled app; `{{page.css}}` that of the
//! other style sheets, which are made one; `{{title.en}}`,
//! `{{story.zh}}` and the like become those lines of the first scenario. There is nothing else.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// The names between double braces, in order.
pub(crate) fn placeholders(template: &str) -> Vec<&str> {
    let pieces = template.split("{{").skip(1);
    pieces
        .filter_map(|piece| piece.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect()
}

/// Title and story of a scenario file in both languages, by the names of their placeholders.
pub(crate) fn words(scenario: &str) -> Vec<(String, String)> {
    let mut words = Vec::new();
    for what in ["title", "story"] {
        for language in ["en", "zh"] {
            let start = format!("{what} {language} ");
            let line = scenario.lines().find_map(|line| line.strip_prefix(&start));
            words.extend(line.map(|line| (format!("{what}.{language}"), escape(line))));
        }
    }
    words
}

/// The text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Replaces every placeholder of a file by what was published under its name.
pub(crate) fn fill(
    file: &str,
    template: &str,
    published: &BTreeMap<String, String>,
) -> Result<String> {
    let mut page = String::with_capacity(template.len());
    let mut pieces = template.split("{{");
    page.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let Some((name, rest)) = piece.split_once("}}") else {
            bail!("{file} opens a placeholder with {{{{ and does not close it with }}}}");
        };
        let name = name.trim();
        let Some(address) = published.get(name) else {
            let known: Vec<&str> = published.keys().map(String::as_str).collect();
            bail!(
                "{file} asks for {{{{{name}}}}}, which is not there; known are {}",
                known.join(", ")
            );
        };
        page.push_str(address);
        page.push_str(rest);
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_scenario_are_placeholders() {
        let words = words("# title\ntitle en A & B\nstory zh 甲<乙\nminutes 3\n");
        let expected = [("title.en", "A &amp; B"), ("story.zh", "甲&lt;乙")];
        assert_eq!(words, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    fn published() -> BTreeMap<String, String> {
        let pairs = [
            ("app.js", "app-1/app.js"),
            ("static/shell.css", "static/shell-2.css"),
        ];
        pairs
            .map(|(name, address)| (name.to_owned(), address.to_owned()))
            .into()
    }

    #[test]
    fn placeholders_are_found_and_filled() {
        let template = "<a href=\"{{app.js}}\"><b href=\"{{ static/shell.css }}\">";
        assert_eq!(placeholders(template), ["app.js", "static/shell.css"]);
        let page = fill("index.html", template, &published()).unwrap();
        assert_eq!(
            page,
            "<a href=\"app-1/app.js\"><b href=\"static/shell-2.css\">"
        );
    }

    #[test]
    fn what_is_unknown_or_open_gets_a_sentence() {
        let error = fill("index.html", "{{app.ts}}", &published())
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "index.html asks for {{app.ts}}, which is not there; known are app.js, static/shell.css"
        );
        assert!(fill("index.html", "{{app.js", &published()).is_err());
    }

    #[test]
    fn a_page_without_placeholders_stays_as_it_is() {
        assert_eq!(
            fill("index.html", "<p>{ one }</p>", &published()).unwrap(),
            "<p>{ one }</p>"
        );
    }
}
