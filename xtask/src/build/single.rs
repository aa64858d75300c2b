//! The page as one file: what the site is made of, packed into a script of one page that runs from a
//! disk without a network.
//!
//! The glue and the parts are ES modules, which no browser loads from a disk. Here they become two
//! functions of one classic script, which calls them where they would have imported each other, and
//! whatever they would fetch is in the script too. The policy of the file names the hashes of its script
//! and its style sheet, and nothing else may run or be asked for.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::{mirror, template};

/// Its name, inside the site and for the page that saves it.
pub(super) const NAME: &str = "quorumscope.html";

/// Writes the file. `published` has the addresses of what is in the site, and the words of the shell.
pub(super) fn publish(
    root: &Path,
    generated: &Path,
    published: &BTreeMap<String, String>,
    site: &Path,
) -> Result<()> {
    let script = script(root, generated, site)?;
    let style = style(published, site)?;
    let icon = fs::read(root.join("static/icon.svg")).context("cannot read the icon")?;
    let mut words = published.clone();
    words.extend(
        [
            ("script.hash", hash(&script)),
            ("style.hash", hash(&style)),
            ("icon", BASE64.encode(icon)),
            ("script", script),
            ("style", style),
        ]
        .map(|(name, text)| (name.to_owned(), text)),
    );
    let page = read(root, "single/index.html")?;
    let page = template::fill("single/index.html", &page, &words)?;
    fs::write(site.join(NAME), page)?;
    Ok(())
}

fn read(root: &Path, name: &str) -> Result<String> {
    fs::read_to_string(root.join(name)).with_context(|| format!("cannot read {name}"))
}

/// The script with everything in it.
fn script(root: &Path, generated: &Path, site: &Path) -> Result<String> {
    let mut kept = Vec::new();
    for file in mirror::files(generated)? {
        if file.extension().is_some_and(|ending| ending == "wasm") {
            kept.push(keep(&file.to_string_lossy(), &generated.join(&file))?);
        }
    }
    let lessons = site.join("lessons");
    for file in mirror::files(&lessons)? {
        let name = format!("lessons/{}", file.to_string_lossy());
        kept.push(keep(&name, &lessons.join(&file))?);
    }
    let module = |name: &str| read(generated, name);
    let words = [
        ("name", NAME.to_owned()),
        ("kept", format!("{{{}\n}}", kept.concat())),
        ("parts.js", parts(&module("parts.js")?)?),
        ("app.js", app(&module("app.js")?)?),
    ];
    let words = words
        .map(|(name, text)| (name.to_owned(), text))
        .into_iter()
        .collect();
    let text = template::fill("single/boot.js", &read(root, "single/boot.js")?, &words)?;
    fit_for_html(text)
}

/// A line of the table of what is in the file.
fn keep(name: &str, file: &Path) -> Result<String> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    let packed = BASE64.encode(encoder.finish()?);
    Ok(format!("\n\"{name}\": \"{packed}\","))
}

/// The loaders of the parts as the body of a function that returns them.
fn parts(module: &str) -> Result<String> {
    let Some(module) = module.strip_prefix("import{initSync}from\"./app.js\";") else {
        bail!("parts.js imports something else than how the glue is started");
    };
    let exports = module.split("export const ").skip(1);
    let names: Vec<&str> = exports
        .filter_map(|export| Some(export.split_once('=')?.0))
        .collect();
    let body = module
        .replace("export const ", "const ")
        .replace("new URL(", "(")
        .replace(",import.meta.url)", ")");
    let body = format!("{body}return{{{}}};", names.join(","));
    is_no_module("parts.js", body)
}

/// The glue as the body of a function that returns how it is started.
fn app(module: &str) -> Result<String> {
    let mut body = String::new();
    let mut rest = module;
    while let Some(import) = rest.strip_prefix("import*as ") {
        let Some((name, after)) = import.split_once(" from\"./parts.js\";") else {
            bail!("app.js imports something else than the parts");
        };
        body += &format!("const {name}=parts;");
        rest = after;
    }
    let Some(rest) = rest.trim_end().strip_suffix(EXPORTS) else {
        bail!("app.js does not end with what it exports");
    };
    body += rest;
    body += "return{initSync,init:__wbg_init};";
    is_no_module("app.js", body)
}

/// How wasm-bindgen ends its glue, once that is shortened.
const EXPORTS: &str = "export{initSync,__wbg_init as default};";

/// What only a module may say would end the script before it begins.
fn is_no_module(name: &str, body: String) -> Result<String> {
    for word in [
        "import.", "import(", "import ", "import*", "import{", "export ", "export{",
    ] {
        if body.contains(word) {
            bail!("{name} says `{word}`, which a script in a page may not");
        }
    }
    Ok(body)
}

/// Neither ends the element it stands in nor changes what ends it.
fn fit_for_html(script: String) -> Result<String> {
    let script = script.replace("</script", "<\\/script");
    if script.contains("<!--") || script.contains('\r') {
        bail!("the script of {NAME} has a comment of HTML, or a carriage return, in it");
    }
    Ok(script)
}

/// All style sheets as one.
fn style(published: &BTreeMap<String, String>, site: &Path) -> Result<String> {
    let mut text = String::new();
    for name in ["static/shell.css", "page.css"] {
        let Some(address) = published.get(name) else {
            bail!("there is no {name}");
        };
        text += &read(site, address)?;
    }
    if text.contains("</") || text.contains('\r') {
        bail!("the style sheets would end their element");
    }
    Ok(text)
}

/// How a policy names an inline script or style sheet.
fn hash(text: &str) -> String {
    format!("'{}'", digest(text.as_bytes()))
}

/// How browsers are told what a file has to be.
pub(super) fn digest(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_become_functions() {
        let module = "import{initSync}from\"./app.js\";function a(){}\
            const src=fetch(new URL(\"./chunk_7.wasm\",import.meta.url));\
            export const load_log=a(1);";
        assert_eq!(
            parts(module).unwrap(),
            "function a(){}const src=fetch((\"./chunk_7.wasm\"));\
             const load_log=a(1);return{load_log};"
        );
        let module = "import*as import1 from\"./parts.js\";let a=1;\
            export{initSync,__wbg_init as default};";
        assert_eq!(
            app(module).unwrap(),
            "const import1=parts;let a=1;return{initSync,init:__wbg_init};"
        );
    }

    #[test]
    fn what_is_still_a_module_is_refused() {
        let check = |outcome: Result<String>, expected: &str| {
            assert_eq!(outcome.unwrap_err().to_string(), expected);
        };
        check(
            app("import*as import1 from\"./other.js\";"),
            "app.js imports something else than the parts",
        );
        check(app("let a=1;"), "app.js does not end with what it exports");
        check(
            parts("import{initSync}from\"./app.js\";await import(\"./x.js\");"),
            "parts.js says `import(`, which a script in a page may not",
        );
    }

    #[test]
    fn a_script_cannot_end_its_element() {
        let text = fit_for_html("a = \"</script>\";".to_owned()).unwrap();
        assert_eq!(text, "a = \"<\\/script>\";");
        assert!(fit_for_html("a <!-- b".to_owned()).is_err());
    }

    /// `echo -n x | openssl dgst -sha256 -binary | base64`
    #[test]
    fn a_policy_names_what_may_run() {
        assert_eq!(
            hash("x"),
            "'sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE='"
        );
    }
}
