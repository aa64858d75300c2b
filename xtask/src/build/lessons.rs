//! Publishes lessons and levels: parts of the site that the page fetches when somebody takes one.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// What stands between steps and words: `scenario::lesson::unpublish` takes them apart there.
const SEAM: &str = "\n====\n";
/// The languages, by the tags that the page uses.
const LANGUAGES: [&str; 2] = ["en", "zh"];

/// Writes `lessons/<scenario>.<language>.txt` for each scenario that has a lesson, and
/// `lessons/<scenario>.level.txt` if it has a level; returns the addresses that the page asks for.
pub(super) fn publish(catalog: &Path, to: &Path) -> Result<Vec<String>> {
    fs::create_dir_all(to)?;
    let mut addresses = Vec::new();
    for folder in fs::read_dir(catalog).context("cannot read the catalogue")? {
        let folder = folder?.path();
        let steps = folder.join("lesson.txt");
        let Some(id) = folder.file_name().filter(|_| steps.is_file()) else {
            continue;
        };
        let steps = fs::read_to_string(&steps)?;
        let words = |language: &str| {
            let words = folder.join(format!("guide.{language}.md"));
            fs::read_to_string(&words).with_context(|| format!("cannot read {}", words.display()))
        };
        let words = [words(LANGUAGES[0])?, words(LANGUAGES[1])?];
        let level = fs::read_to_string(folder.join("level.txt")).ok();
        let level_text = level.as_deref().unwrap_or_default();
        let mark = mark([&steps, &words[0], &words[1], level_text]);
        for (language, words) in LANGUAGES.iter().zip(&words) {
            let name = format!("{}.{language}.txt", id.to_string_lossy());
            fs::write(to.join(&name), [&steps, words.as_str()].join(SEAM))?;
            addresses.push(format!("lessons/{name}?{mark}"));
        }
        if let Some(level) = level {
            let name = format!("{}.level.txt", id.to_string_lossy());
            fs::write(to.join(&name), level)?;
            addresses.push(format!("lessons/{name}?{mark}"));
        }
    }
    Ok(addresses)
}

/// What the page tells one state of a lesson from another by, see `crates/scenario/build.rs`.
fn mark(files: [&str; 4]) -> String {
    let bytes = files.iter().flat_map(|file| file.bytes());
    let digest = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{digest:016x}")
}
