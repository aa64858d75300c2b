//! Publishes lessons and levels: parts of the site that the page fetches when somebody takes one.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

/// What stands between steps and words: `scenario::lesson::unpublish` takes them apart there.
const SEAM: &str = "\n====\n";
/// The languages, by the tags that the page uses.
const LANGUAGES: [&str; 2] = ["en", "zh"];

/// Writes `levels/<scenario>.txt` for each scenario that has a level.
pub(super) fn publish_levels(catalog: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for folder in fs::read_dir(catalog).context("cannot read the catalogue")? {
        let folder = folder?.path();
        let level = folder.join("level.txt");
        let Some(id) = folder.file_name().filter(|_| level.is_file()) else {
            continue;
        };
        fs::copy(&level, to.join(format!("{}.txt", id.to_string_lossy())))?;
    }
    Ok(())
}

/// Writes `lessons/<scenario>.<language>.txt` for each scenario that has a lesson.
pub(super) fn publish(catalog: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for folder in fs::read_dir(catalog).context("cannot read the catalogue")? {
        let folder = folder?.path();
        let steps = folder.join("lesson.txt");
        let Some(id) = folder.file_name().filter(|_| steps.is_file()) else {
            continue;
        };
        let steps = fs::read_to_string(&steps)?;
        for language in LANGUAGES {
            let words = folder.join(format!("guide.{language}.md"));
            let words = fs::read_to_string(&words)
                .with_context(|| format!("cannot read {}", words.display()))?;
            let name = format!("{}.{language}.txt", id.to_string_lossy());
            fs::write(to.join(name), [steps.as_str(), &words].join(SEAM))?;
        }
    }
    Ok(())
}
