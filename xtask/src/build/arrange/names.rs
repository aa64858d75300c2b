//! Short names for what a module and its glue have in common.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{Parser, Payload};

/// What is written by wasm-bindgen and by nobody else begins like this.
const GENERATED: [&str; 4] = ["__wbg_", "__wbindgen_", "__externref_", "wasm_bindgen_"];
/// What the module imports the functions of the glue from.
const GLUE: &str = "./app_bg.js";

/// Short names for long ones.
pub(super) struct Names {
    short: BTreeMap<String, String>,
}

impl Names {
    /// Finds what `module` imports and exports under names that only `script` knows.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a module has many more sections, and none of them matters here"
    )]
    pub(super) fn of(module: &[u8], script: &str) -> Result<Self> {
        let mut long: Vec<String> = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if import.module == GLUE {
                            long.push(import.name.to_owned());
                        }
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        long.push(export?.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        long.retain(|name| GENERATED.iter().any(|begin| name.starts_with(begin)));
        long.sort();
        long.dedup();
        let taken: Vec<&str> = words(script).collect();
        let mut free = (0..).map(spelled).filter(|name| !taken.contains(&&**name));
        let mut short: BTreeMap<String, String> = long.into_iter().zip(&mut free).collect();
        short.insert(GLUE.to_owned(), ".".to_owned());
        Ok(Self { short })
    }

    /// The short name, or the name itself if it has none.
    pub(super) fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.short.get(name).map_or(name, String::as_str)
    }

    /// A script with short names in the places of long ones.
    pub(super) fn renamed(&self, script: &str) -> String {
        let mut text = String::with_capacity(script.len());
        let mut rest = script;
        while let Some(begin) = rest.find(is_part_of_word) {
            let (before, from) = rest.split_at(begin);
            let end = from.find(|c| !is_part_of_word(c)).unwrap_or(from.len());
            let (word, behind) = from.split_at(end);
            text.push_str(before);
            text.push_str(self.short(word));
            rest = behind;
        }
        text.push_str(rest);
        text.replace(&format!("\"{GLUE}\""), &format!("\"{}\"", self.short(GLUE)))
    }
}

fn is_part_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

fn words(script: &str) -> impl Iterator<Item = &str> {
    script.split(|c| !is_part_of_word(c))
}

/// `a` to `z`, then `aa`, `ba` and so on.
fn spelled(mut number: usize) -> String {
    const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
    let mut name = String::new();
    loop {
        name.push(char::from(LETTERS[number % 26]));
        number /= 26;
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_are_renamed() {
        let pair = |long: &str, short: &str| (long.to_owned(), short.to_owned());
        let names = Names {
            short: [pair("__wbg_call_1", "b"), pair(GLUE, ".")].into(),
        };
        assert_eq!(
            names.renamed("{__wbg_call_1:f(__wbg_call_12),x:\"./app_bg.js\"}"),
            "{b:f(__wbg_call_12),x:\".\"}"
        );
        assert_eq!(names.short("memory"), "memory");
    }

    #[test]
    fn spelling_never_repeats() {
        let mut names: Vec<String> = (0..2_000).map(spelled).collect();
        assert_eq!(names[..3], ["a", "b", "c"]);
        assert_eq!(names[26], "aa");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2_000);
    }
}
