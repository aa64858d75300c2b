//! Is the tree as the architecture says? What must not be there is as much a part of it as what is:
//! no arrow against the direction of the layers, no browser below the page, no clock and no unordered
//! map in the engine, no sentence without its Chinese.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use locale::label::Label;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folders that hold what was built.
const BUILT: [&str; 4] = [".git", "target", "dist", "node_modules"];

/// Every file below a folder, by its path from the root, with `/` between its parts.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if BUILT.contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(from_root(&path));
            }
        }
    }
    found.sort();
    found
}

fn from_root(path: &Path) -> String {
    let parts = path.strip_prefix(root()).unwrap().components();
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

fn rust_files(folder: &str) -> Vec<String> {
    let mut files = files(folder);
    files.retain(|file| file.ends_with(".rs"));
    files
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// A file's code without its comments, which may speak of anything.
fn code(file: &str) -> String {
    let text = read(file);
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A file's code that runs, without its tests at the end.
fn shipped(file: &str) -> String {
    let code = code(file);
    let end = code.find("#[cfg(test)]\nmod ").unwrap_or(code.len());
    code[..end].to_owned()
}

/// The words of a text: names of Rust, whatever stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// What a package depends on, for building, running and testing.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in read(manifest).lines().map(str::trim) {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            let (before, after) = section.rsplit_once("dependencies").unwrap_or(("", "none"));
            // The workspace's own list says where packages come from, not who uses them.
            inside = after.is_empty() && before != "workspace.";
            if let Some(name) = after.strip_prefix('.') {
                found.insert(name.to_owned());
            }
        } else if inside && let Some((name, _)) = line.split_once('=') {
            let name = name.trim().trim_end_matches(".workspace");
            found.insert(name.to_owned());
        }
    }
    found
}

/// The layers from the bottom up. Each may use those below it and no other.
const LAYERS: [&str; 6] = ["sim", "zookeeper", "picture", "scenario", "locale", "view"];

/// Crates beside the layers, and what they may use.
const BESIDE: [(&str, &[&str]); 4] = [
    (
        "cli",
        &[
            "sim",
            "zookeeper",
            "picture",
            "scenario",
            "locale",
            "view",
            "export",
            "dolphinscheduler",
            "failover",
        ],
    ),
    ("export", &LAYERS),
    ("dolphinscheduler", &["sim"]),
    (
        "failover",
        &["sim", "dolphinscheduler", "picture", "scenario"],
    ),
];

/// What a layer may use of what stands beside the layers: sentences are made for both systems.
const ACROSS: [(&str, &[&str]); 4] = [
    ("picture", &["dolphinscheduler"]),
    ("locale", &["dolphinscheduler", "failover"]),
    ("view", &["dolphinscheduler", "failover"]),
    ("export", &["dolphinscheduler"]),
];

#[test]
fn arrows_between_crates_point_down() {
    let mut allowed: BTreeMap<&str, &[&str]> = BESIDE.into();
    for (index, layer) in LAYERS.iter().enumerate() {
        allowed.insert(layer, &LAYERS[..index]);
    }
    let on_disk: BTreeSet<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").is_file())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> = allowed.keys().map(|name| (*name).to_owned()).collect();
    assert_eq!(on_disk, known, "crates/ and the layers of this test");
    for (name, may_use) in allowed {
        let uses = dependencies(&format!("crates/{name}/Cargo.toml"));
        assert!(!uses.contains("quorumscope"), "{name} uses the page");
        for other in uses.intersection(&known) {
            let across = ACROSS.iter().filter(|(layer, _)| *layer == name);
            let across = across.flat_map(|(_, others)| *others);
            assert!(
                may_use.iter().chain(across).any(|may| may == other),
                "{name} uses {other}, which is not below it"
            );
        }
    }
}

/// The page draws; it does not run on the terminal's arguments.
#[test]
fn the_page_uses_the_layers_and_not_the_terminal() {
    let uses = dependencies("Cargo.toml");
    for layer in LAYERS {
        assert!(uses.contains(layer), "{layer}");
    }
    assert!(!uses.contains("cli") && !uses.contains("clap"), "{uses:?}");
}

#[test]
fn only_the_page_knows_the_browser() {
    let browser = |name: &str| {
        let families = ["yew", "web-sys", "js-sys", "wasm-bindgen", "gloo"];
        let name = name.replace('_', "-");
        let belongs = |family: &&str| name == **family || name.starts_with(&format!("{family}-"));
        families.iter().any(belongs)
    };
    assert!(browser("wasm_bindgen") && browser("gloo-timers") && !browser("yews"));
    for file in files("crates") {
        if file.ends_with("Cargo.toml") {
            let found = dependencies(&file).into_iter().find(|name| browser(name));
            assert_eq!(found, None, "{file}");
        } else if file.ends_with(".rs") {
            let code = code(&file);
            assert_eq!(words(&code).find(|word| browser(word)), None, "{file}");
        }
    }
}

#[test]
fn nothing_in_the_engine_looks_at_the_machine() {
    let machine = [
        "HashMap",
        "HashSet",
        "RandomState",
        "Instant",
        "SystemTime",
        "thread_rng",
        "StdRng",
        "SmallRng",
    ];
    for file in rust_files("crates") {
        let code = code(&file);
        let found = words(&code).find(|word| machine.contains(word));
        assert_eq!(found, None, "{file}");
    }
}

/// What happens and when is whole numbers, from the kernel up to the words for it; only what is
/// drawn has fractions.
#[test]
fn no_fraction_decides_anything() {
    for layer in LAYERS.iter().take_while(|layer| **layer != "view") {
        let lib = read(&format!("crates/{layer}/src/lib.rs"));
        assert!(
            lib.contains("#![deny(clippy::float_arithmetic)]"),
            "crates/{layer}/src/lib.rs denies arithmetic with fractions"
        );
        for file in rust_files(&format!("crates/{layer}/src")) {
            let code = code(&file);
            let found = words(&code).find(|word| word.ends_with("f32") || word.ends_with("f64"));
            assert_eq!(found, None, "{file}");
        }
    }
}

/// The text in quotes at the beginning of what follows, if it begins with one.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start().strip_prefix('"')?;
    text.split_once('"').map(|(literal, _)| literal)
}

/// What problems are about: the nouns of their sentences.
fn nouns(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for before in ["what: ", "let what = ", "unknown("] {
        let after = code.split(before).skip(1);
        found.extend(after.filter_map(literal).map(str::to_owned));
    }
    // `missing(what)`, or `missing(after, what, example)`.
    for call in code.split("missing(").skip(1) {
        let first = literal(call);
        let rest = match first {
            Some(first) => &call[call.find(first).unwrap() + first.len() + 1..],
            None => call.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
        };
        let second = rest.strip_prefix(", ").and_then(literal);
        found.extend(second.or(first).map(str::to_owned));
    }
    found
}

#[test]
fn the_nouns_of_problems_are_found_however_they_are_written() {
    let code = "Problem::Missing { what: \"a\" }; unknown(\n  \"b\", x); let what = \"c\";
        missing(\"d\"); missing(\"at\", \"e\", \"f\"); missing(verb, \"g\", h(i)); missing(\"j, k\"); what: name";
    let expected = ["a", "b", "c", "d", "e", "g", "j, k"];
    assert_eq!(Vec::from_iter(nouns(code)), expected);
}

/// A sentence about a problem is made in both languages; its noun comes from one list.
#[test]
fn every_noun_of_a_problem_has_its_chinese() {
    let files = [
        rust_files("crates/scenario/src"),
        rust_files("crates/failover/src"),
        rust_files("crates/cli/src"),
        rust_files("src/session"),
    ]
    .concat();
    let used: BTreeSet<String> = files
        .iter()
        .flat_map(|file| nouns(&shipped(file)))
        .collect();
    let list = shipped("crates/locale/src/problem.rs");
    let list = list.split_once("fn noun(").unwrap().1;
    let listed: BTreeSet<String> = list
        .lines()
        .filter_map(|line| line.trim().split_once(" => "))
        .filter_map(|(noun, _)| literal(noun).map(str::to_owned))
        .collect();
    let without: Vec<&String> = used.difference(&listed).collect();
    assert!(without.is_empty(), "without Chinese: {without:#?}");
    let unused: Vec<&String> = listed.difference(&used).collect();
    assert!(unused.is_empty(), "no problem is about these: {unused:#?}");
}

/// Words that wait for their place. The list only gets shorter.
const WORDLESS: [&str; 5] = ["LeaderElection", "Loading", "Menu", "NotThereYet", "Reload"];

#[test]
fn every_label_has_its_place() {
    let mut code = String::new();
    for folder in ["src", "crates/view/src", "crates/locale/src"] {
        rust_files(folder)
            .iter()
            .for_each(|file| code.push_str(&shipped(file)));
    }
    let uses: BTreeSet<&str> = code
        .split("Label::")
        .skip(1)
        .filter_map(|after| words(after).next())
        .collect();
    let names: Vec<String> = Label::ALL
        .iter()
        .map(|label| format!("{label:?}"))
        .collect();
    let unused = names
        .iter()
        .map(String::as_str)
        .filter(|name| !uses.contains(name));
    assert_eq!(
        unused.collect::<BTreeSet<_>>(),
        BTreeSet::from(WORDLESS),
        "labels without a place; one that has found its place leaves the list of this test"
    );
}

/// Servers that make mistakes are for tests on this machine: no crate asks for them but the root
/// package, and that only where it is not compiled for the browser and not for use.
#[test]
fn only_native_tests_can_have_servers_make_mistakes() {
    let native = "[target.'cfg(not(target_family = \"wasm\"))'.dev-dependencies]";
    for file in files(".")
        .iter()
        .filter(|file| file.ends_with("Cargo.toml"))
    {
        let mut section = String::new();
        for line in read(file).lines() {
            if line.starts_with('[') {
                section = line.to_owned();
            }
            let defines = section == "[features]" && line.starts_with("pitfalls = ");
            let may = file == "Cargo.toml" && section == native;
            let asks = line.contains("pitfalls") && !line.starts_with('#') && !defines;
            assert!(!asks || may, "{file}: {line}");
            assert!(!line.starts_with("default = "), "{file}: {line}");
        }
    }
}

/// A function fits a screen.
const SCREEN: usize = 70;

/// Functions that do not: tables over all facts, whose length is the number of facts, and a few
/// more. None of them may grow, and whoever shortens one writes its new length here.
const LONG_FUNCTIONS: [(&str, &str, usize); 13] = [
    ("crates/dolphinscheduler/src/fact/source.rs", "source", 128),
    (
        "crates/dolphinscheduler/src/log/wording/mod.rs",
        "fact",
        112,
    ),
    (
        "crates/locale/src/dolphinscheduler/event/mod.rs",
        "fact",
        111,
    ),
    ("crates/locale/src/event/mod.rs", "fact", 93),
    ("crates/locale/src/failover/property.rs", "sentence", 100),
    ("crates/locale/src/problem.rs", "noun", 84),
    ("crates/picture/src/because.rs", "tells", 98),
    (
        "crates/picture/src/dolphinscheduler/because.rs",
        "tells",
        133,
    ),
    (
        "crates/picture/src/dolphinscheduler/weight.rs",
        "of_fact",
        118,
    ),
    ("crates/picture/src/weight.rs", "of_fact", 92),
    ("crates/picture/src/zookeeper/process.rs", "apply", 193),
    ("crates/zookeeper/src/fact/source.rs", "source", 87),
    ("crates/zookeeper/src/log4j/wording/mod.rs", "fact", 92),
];

/// A file is read in one sitting.
const SITTING: usize = 600;

/// The functions of a file and how many lines each has, as rustfmt lays them out.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else {
            continue;
        };
        let indent = &line[..line.len() - line.trim_start().len()];
        let mut length = 1;
        for line in &lines[first..] {
            // The end of its body, or of a declaration without one.
            let rest = line.strip_prefix(indent).unwrap_or_default();
            let closes = rest == "}" || (rest.starts_with(')') && rest.ends_with(';'));
            if closes || (length == 1 && (line.ends_with('}') || line.ends_with(';'))) {
                break;
            }
            length += 1;
        }
        found.push((name.to_owned(), length));
    }
    found
}

/// The name of the function that begins on this line.
fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    for before in ["pub ", "pub(crate) ", "pub(super) ", "const ", "async "] {
        rest = rest.strip_prefix(before).unwrap_or(rest);
    }
    words(rest.strip_prefix("fn ")?).next()
}

#[test]
fn a_function_is_measured_from_its_name_to_its_end() {
    let text = "fn one() {}\n    pub(crate) fn two(\n        a: u8,\n    ) {\n        a;\n    }\n    \
                fn three(\n        a: u8,\n    ) -> u8;\n";
    let expected =
        [("one", 1), ("two", 5), ("three", 3)].map(|(name, lines)| (name.to_owned(), lines));
    assert_eq!(functions(text), expected);
}

#[test]
fn a_function_fits_a_screen_and_a_file_a_sitting() {
    let (mut functions_over, mut files_over) = (Vec::new(), Vec::new());
    for file in rust_files(".") {
        let text = read(&file);
        let length = text.lines().count();
        if length > SITTING {
            files_over.push((file.clone(), length));
        }
        let long = functions(&text)
            .into_iter()
            .filter(|(_, length)| *length > SCREEN);
        functions_over.extend(long.map(|(name, length)| (file.clone(), name, length)));
    }
    let borrowed: Vec<(&str, &str, usize)> = functions_over
        .iter()
        .map(|(file, name, length)| (file.as_str(), name.as_str(), *length))
        .collect();
    assert_eq!(
        borrowed, LONG_FUNCTIONS,
        "functions of more than {SCREEN} lines; split a new one, and write down a shorter one"
    );
    assert!(
        files_over.is_empty(),
        "files of more than {SITTING} lines; split them: {files_over:?}"
    );
}

/// A path of the machine somebody works on means nothing to anybody else. Captured logs are left as
/// their processes printed them.
#[test]
fn nothing_names_a_folder_of_one_machine() {
    let machine: [String; 4] = ["work", "root", "home", "Users"].map(|name| format!("/{name}/"));
    for file in files(".") {
        let path: PathBuf = root().join(&file);
        let is_capture = file.starts_with("tests/incidents/") && file.ends_with(".log");
        let Ok(text) = String::from_utf8(fs::read(path).unwrap()) else {
            continue;
        };
        for (number, line) in text.lines().enumerate().filter(|_| !is_capture) {
            // An address may have such a part; a path begins with it.
            let mut places = machine.iter().filter_map(|name| line.find(name.as_str()));
            let begins =
                |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.');
            assert!(!places.any(begins), "{file}:{}: {line}", number + 1);
        }
    }
}
