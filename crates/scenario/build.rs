//! Finds the scenarios of the catalogue, so that a new one is a new folder and nothing else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let catalog = Path::new(&manifest).join("catalog");
    println!("cargo:rerun-if-env-changed={MORE}");
    let mut folders = folders(&catalog)?;
    if let Some(more) = env::var_os(MORE) {
        folders.extend(self::folders(Path::new(&more))?);
    }
    folders.retain(|folder| is_of_zookeeper(folder));
    folders.sort();
    let mut code = String::from("pub(super) const FILES: &[(&str, &str)] = &[\n");
    for folder in &folders {
        let id = id(folder);
        let file = folder.join("scenario.txt");
        println!("cargo:rerun-if-changed={}", file.display());
        let text = without_comments(&fs::read_to_string(&file)?);
        let _ = writeln!(code, "    ({id:?}, {text:?}),");
    }
    code.push_str("];\n");
    code.push_str(&lessons(&folders)?);
    code.push_str(&levels(&folders));
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("catalog.rs"), code)
}

/// The text with its comments emptied: nobody reads them in a program, and mistakes are still reported
/// with the lines of the file.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        if !line.trim_start().starts_with('#') {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

/// Scenarios of another system are embedded by its own crate, so that a page that shows none of them does
/// not load their texts.
fn is_of_zookeeper(folder: &Path) -> bool {
    let text = fs::read_to_string(folder.join("scenario.txt")).unwrap_or_default();
    let system = text.lines().find_map(|line| line.strip_prefix("system "));
    system.is_none_or(|system| system.trim() == "zookeeper")
}

/// Names a folder with scenarios beside the catalogue's: loads for measuring, which no visitor meets.
const MORE: &str = "QUORUMSCOPE_MORE_SCENARIOS";

/// The folders of scenarios in a folder.
fn folders(of: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo:rerun-if-changed={}", of.display());
    let paths = fs::read_dir(of)?
        .filter_map(Result::ok)
        .map(|entry| entry.path());
    Ok(paths
        .filter(|path| path.join("scenario.txt").is_file())
        .collect())
}

/// The scenario's id: the name of its folder.
fn id(folder: &Path) -> String {
    let name = folder.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The files of the lessons, of those scenarios that have one.
fn lessons(folders: &[PathBuf]) -> io::Result<String> {
    let mut code = String::from("pub(super) const LESSONS: &[(&str, [&str; 3])] = &[\n");
    let mut marks = String::from("pub(super) const MARKS: &[(&str, &str)] = &[\n");
    for folder in folders {
        let files = ["lesson.txt", "guide.en.md", "guide.zh.md"].map(|name| folder.join(name));
        if files[0].is_file() {
            let mut mark = 0xcbf2_9ce4_8422_2325;
            let level = folder.join("level.txt");
            let level = level.is_file().then_some(level);
            for file in files.iter().chain(&level) {
                println!("cargo:rerun-if-changed={}", file.display());
                mark = digest(mark, &fs::read(file)?);
            }
            let _ = writeln!(marks, "    ({:?}, \"{mark:016x}\"),", id(folder));
            let [steps, en, zh] = files.map(|file| format!("include_str!({file:?})"));
            let _ = writeln!(code, "    ({:?}, [{steps}, {en}, {zh}]),", id(folder));
        }
    }
    code.push_str("];\n");
    marks.push_str("];\n");
    code.push_str(&marks);
    Ok(code)
}

/// The levels, of those scenarios that have one.
fn levels(folders: &[PathBuf]) -> String {
    let mut code = String::from("pub(super) const LEVELS: &[(&str, &str)] = &[\n");
    for folder in folders {
        let file = folder.join("level.txt");
        println!("cargo:rerun-if-changed={}", file.display());
        if file.is_file() {
            let _ = writeln!(code, "    ({:?}, include_str!({file:?})),", id(folder));
        }
    }
    code.push_str("];\n");
    code
}

/// FNV-1a: tells one state of a file from another, which is all that an address needs.
fn digest(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
