//! Gives what glue and module call each other by short names.
//!
//! wasm-bindgen tells its functions apart by digests: sixteen random digits in each of some 250 names, in
//! both files, which nothing compresses. They are a fiftieth of a first visit.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use wasmparser::{Parser, Payload};

/// What tells a module from other files, and its version.
const HEADER: usize = 8;
/// The digits of a digest.
const DIGITS: usize = 16;

/// Old names and the short ones that take their places.
type Names<'a> = BTreeMap<&'a str, String>;

/// Shortens the names in the glue that have a digest, and the same names in the module.
pub(super) fn names(glue: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let names = digested(glue);
    let mut shortened = module
        .get(..HEADER)
        .context("the module has no header")?
        .to_vec();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.context("the module cannot be read")?;
        let has_names = matches!(
            payload,
            Payload::ImportSection(_) | Payload::ExportSection(_)
        );
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let content = module
            .get(range)
            .context("a section of the module is cut short")?;
        let content = match has_names {
            true => in_section(content, &names),
            false => content.to_vec(),
        };
        shortened.push(id);
        shortened.extend(leb128(content.len()));
        shortened.extend(content);
    }
    Ok((in_script(glue, &names), shortened))
}

/// The names in a script that have a digest.
fn digested(script: &str) -> Names<'_> {
    let mut names = Names::new();
    for name in script.split(|letter| !is_of_a_name(letter)) {
        if has_digest(name) && !names.contains_key(name) {
            // No name that wasm-bindgen makes begins with a dollar.
            names.insert(name, format!("${:x}", names.len()));
        }
    }
    names
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

fn has_digest(name: &str) -> bool {
    let is_digest = |part: &str| {
        let digits = part.strip_prefix('h').unwrap_or(part);
        digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    let bindgen = ["__wb", "wasm_bindgen__"];
    bindgen.iter().any(|begin| name.starts_with(begin)) && name.split('_').any(is_digest)
}

fn in_script(script: &str, names: &Names<'_>) -> String {
    let mut shortened = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let end = rest.find(|letter| !is_of_a_name(letter));
        let name = &rest[..end.unwrap_or(rest.len())];
        shortened.push_str(names.get(name).map_or(name, String::as_str));
        rest = &rest[name.len()..];
        let between = &rest[..rest.find(is_of_a_name).unwrap_or(rest.len())];
        shortened.push_str(between);
        rest = &rest[between.len()..];
    }
    shortened
}

/// A name in a section stands behind its length, so that none is taken for a part of another.
fn in_section(content: &[u8], names: &Names<'_>) -> Vec<u8> {
    let names: Vec<(Vec<u8>, Vec<u8>)> = names
        .iter()
        .map(|(name, short)| (with_length(name), with_length(short)))
        .collect();
    let mut shortened = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some((first, behind)) = rest.split_first() {
        match names.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, short)) => {
                shortened.extend(short);
                rest = &rest[name.len()..];
            }
            None => {
                shortened.push(*first);
                rest = behind;
            }
        }
    }
    shortened
}

fn with_length(name: &str) -> Vec<u8> {
    let mut bytes = leb128(name.len());
    bytes.extend(name.as_bytes());
    bytes
}

/// A number as modules write it.
fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let [low, ..] = (number & 0x7f).to_le_bytes();
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FETCH: &str = "__wbg_fetch_4178962c570137ca";
    const INVOKE: &str = "wasm_bindgen__convert__closures_____invoke__h4b8207c0d0372ac8";

    /// A module that imports and exports functions under these names.
    fn module(import: &str, exports: &[&str]) -> Vec<u8> {
        let mut bytes = b"\0asm\x01\0\0\0".to_vec();
        let mut section = |id: u8, content: Vec<u8>| {
            bytes.push(id);
            bytes.extend(leb128(content.len()));
            bytes.extend(content);
        };
        section(1, vec![1, 0x60, 0, 0]);
        let mut imports = vec![1];
        imports.extend(with_length("./app_bg.js"));
        imports.extend(with_length(import));
        imports.extend([0, 0]);
        section(2, imports);
        let mut all = leb128(exports.len());
        for export in exports {
            all.extend(with_length(export));
            all.extend([0, 0]);
        }
        section(7, all);
        bytes
    }

    #[test]
    fn both_files_get_the_same_names() {
        let twin = format!("{INVOKE}_5");
        let glue =
            format!("{FETCH}:1,f={INVOKE};wasm.{INVOKE}();wasm.{twin}();wasm.__wbindgen_malloc()");
        let before = module(FETCH, &[INVOKE, &twin, "memory"]);
        let (glue, after) = names(&glue, &before).unwrap();
        assert_eq!(
            glue,
            "$0:1,f=$1;wasm.$1();wasm.$2();wasm.__wbindgen_malloc()"
        );
        assert_eq!(after, module("$0", &["$1", "$2", "memory"]));
    }

    #[test]
    fn lengths_are_written_as_modules_write_them() {
        for (number, bytes) in [
            (0, vec![0]),
            (127, vec![127]),
            (128, vec![128, 1]),
            (300, vec![172, 2]),
        ] {
            assert_eq!(leb128(number), bytes);
        }
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        assert!(names("", b"").is_err());
        assert!(names("", b"\0asm\x01\0\0\0\x02\xff").is_err());
    }
}
