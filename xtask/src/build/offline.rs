//! The service worker's list: what it keeps for the time without a network, and the version that tells one
//! build from another.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use xxhash_rust::xxh3::Xxh3;

use super::{mirror, single, template};

/// The worker's script: a template, and no file of the site under this name.
pub(super) const WORKER: &str = "static/sw.js";

/// Its name in the site: a worker serves what is below its own address.
const NAME: &str = "sw.js";

/// What is not kept: the page as one file is fetched when somebody saves it, and the picture is for
/// browsers in which nothing runs.
const NOT_KEPT: [&str; 2] = [single::NAME, "static/still.png"];

/// Writes the page with its version, and the worker that keeps it. Everything else that the worker keeps
/// is in `site` already. `lessons` has the addresses under which the page asks for them.
pub(super) fn publish(
    root: &Path,
    page: &str,
    mut published: BTreeMap<String, String>,
    lessons: &[String],
    site: &Path,
) -> Result<()> {
    let mut kept = Vec::new();
    let mut version = Xxh3::new();
    version.update(page.as_bytes());
    for file in mirror::files(site)? {
        let name = file.to_string_lossy().replace('\\', "/");
        if NOT_KEPT.contains(&name.as_str()) {
            continue;
        }
        let bytes = fs::read(site.join(&file))?;
        version.update(name.as_bytes());
        version.update(&bytes);
        let asked = lessons.iter().find(|lesson| is_asked_as(lesson, &name));
        kept.push(line(asked.unwrap_or(&name), &bytes));
    }
    let version = format!("{:016x}", version.digest());
    published.insert("version".to_owned(), version.clone());
    let page = template::fill("index.html", page, &published)?;
    fs::write(site.join("index.html"), &page)?;
    // Not by its name: some hosts answer for that with another address.
    kept.push(line("./", page.as_bytes()));

    let worker =
        fs::read_to_string(root.join(WORKER)).with_context(|| format!("cannot read {WORKER}"))?;
    let words = [
        ("version".to_owned(), version),
        ("files".to_owned(), format!("[{}\n]", kept.concat())),
    ];
    let worker = template::fill(WORKER, &worker, &words.into())?;
    fs::write(site.join(NAME), worker)?;
    Ok(())
}

fn is_asked_as(lesson: &str, name: &str) -> bool {
    lesson
        .strip_prefix(name)
        .is_some_and(|rest| rest.starts_with('?'))
}

/// A file of the list: its address, and the digest that it must have.
fn line(address: &str, bytes: &[u8]) -> String {
    format!("\n[\"{address}\", \"{}\"],", single::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A site with a lesson and what is not kept, and its worker's script.
    fn publish_site(name: &str, page: &str, lesson: &str) -> String {
        let base =
            std::env::temp_dir().join(format!("xtask-offline-{}-{name}", std::process::id()));
        let (root, site) = (base.join("root"), base.join("site"));
        for (file, text) in [
            ("root/static/sw.js", "{{version}} {{files}}"),
            ("site/lessons/a.en.txt", lesson),
            ("site/static/still.png", "picture"),
        ] {
            let path = base.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let lessons = ["lessons/a.en.txt?12".to_owned()];
        publish(&root, page, BTreeMap::new(), &lessons, &site).unwrap();
        let version = fs::read_to_string(site.join("index.html")).unwrap();
        let worker = fs::read_to_string(site.join(NAME)).unwrap();
        assert!(worker.starts_with(&version), "{worker} {version}");
        worker
    }

    #[test]
    fn a_worker_keeps_each_file_as_the_page_asks_for_it() {
        let worker = publish_site("list", "{{version}}", "x");
        let digest = single::digest(b"x");
        assert!(
            worker.contains(&format!("[\"lessons/a.en.txt?12\", \"{digest}\"],")),
            "{worker}"
        );
        assert!(worker.contains("[\"./\", \"sha256-"), "{worker}");
        assert!(!worker.contains("still.png"), "{worker}");
    }

    #[test]
    fn a_version_is_what_is_kept_and_nothing_else() {
        let same = publish_site("same", "{{version}}", "x");
        assert_eq!(same, publish_site("again", "{{version}}", "x"));
        let version = |worker: &str| worker[..16].to_owned();
        let other = publish_site("other", "{{version}}", "y");
        assert_ne!(version(&same), version(&other));
    }
}
