//! Puts files under names that carry the hash of their content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{mirror, offline, squeeze};

/// The compiled app inside the site. Paths are relative to the site, with forward slashes.
pub(crate) struct Bindings {
    /// The glue, an ES module.
    pub(crate) script: String,
    /// The module.
    pub(crate) wasm: String,
    /// Everything that a first visit loads.
    pub(crate) files: Vec<PathBuf>,
}

/// Copies generated glue, module and snippets into one directory named after their content. They
/// refer to each other by relative path and only ever fit together.
pub(crate) fn publish_bindings(generated: &Path, site: &Path) -> Result<Bindings> {
    let files = mirror::files(generated)?;
    let mut hash = Xxh3::new();
    for file in &files {
        hash.update(slashes(file).as_bytes());
        hash.update(&fs::read(generated.join(file))?);
    }
    let directory = format!("app-{:016x}", hash.digest());
    mirror::copy(generated, &site.join(&directory))?;
    let files = files
        .iter()
        .filter(|file| !is_loaded_later(file))
        .map(|file| Path::new(&directory).join(file))
        .collect();
    Ok(Bindings {
        script: format!("{directory}/app.js"),
        wasm: format!("{directory}/app_bg.wasm"),
        files,
    })
}

/// Whether a module holds a part that is loaded when it is wanted; wasm_split_cli_support names them so.
fn is_loaded_later(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".wasm") && (name.starts_with("split_") || name.starts_with("chunk_"))
}

/// Copies `static/`. Files in `hashed` get names with a hash; the result maps their names, such
/// as `static/shell.css`, to their addresses. They stay in their directory, so that relative
/// addresses inside style sheets keep working.
pub(crate) fn publish_static(
    from: &Path,
    site: &Path,
    hashed: &[&str],
) -> Result<BTreeMap<String, String>> {
    let mut published = BTreeMap::new();
    for file in mirror::files(from)? {
        let name = format!("static/{}", slashes(&file));
        let bytes = fs::read(from.join(&file)).with_context(|| format!("cannot read {name}"))?;
        let wanted = hashed.contains(&name.as_str());
        // Sheets that are not asked for by name are part of the one sheet of the page.
        if !wanted && name.ends_with(".css") || name == offline::WORKER {
            continue;
        }
        let bytes = match wanted && name.ends_with(".js") {
            true => squeeze::script(&String::from_utf8_lossy(&bytes))?.into_bytes(),
            false => bytes,
        };
        let address = if wanted {
            with_hash(&name, xxh3_64(&bytes))
        } else {
            name.clone()
        };
        let to = site.join(&address);
        fs::create_dir_all(to.parent().unwrap_or(site))?;
        fs::write(to, bytes)?;
        if wanted {
            published.insert(name, address);
        }
    }
    match hashed.iter().find(|name| !published.contains_key(**name)) {
        Some(absent) => bail!("index.html asks for {absent}, and there is no such file"),
        None => Ok(published),
    }
}

/// `static/shell.css` becomes `static/shell-0123456789abcdef.css`.
fn with_hash(name: &str, hash: u64) -> String {
    let directory = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[directory..]
        .rfind('.')
        .map_or(name.len(), |dot| directory + dot);
    let (stem, ending) = name.split_at(dot);
    format!("{stem}-{hash:016x}{ending}")
}

fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_stands_before_the_ending() {
        let check = |name: &str, expected: &str| assert_eq!(with_hash(name, 0xab), expected);
        check("static/shell.css", "static/shell-00000000000000ab.css");
        check("static/a.b/LICENSE", "static/a.b/LICENSE-00000000000000ab");
        check("shell.min.css", "shell.min-00000000000000ab.css");
    }

    #[test]
    fn only_what_is_asked_for_is_renamed() {
        let base = std::env::temp_dir().join(format!("xtask-assets-{}", std::process::id()));
        let (from, site) = (base.join("from"), base.join("site"));
        fs::create_dir_all(from.join("samples")).unwrap();
        fs::write(from.join("shell.css"), "a{}").unwrap();
        fs::write(from.join("samples/zk0.log"), "line").unwrap();
        let published = publish_static(&from, &site, &["static/shell.css"]).unwrap();
        let address = &published["static/shell.css"];
        assert_eq!(fs::read_to_string(site.join(address)).unwrap(), "a{}");
        assert!(site.join("static/samples/zk0.log").is_file());
        let error = publish_static(&from, &site, &["static/absent.css"])
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "index.html asks for static/absent.css, and there is no such file"
        );
    }
}
