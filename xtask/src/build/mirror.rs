//! Directory trees, file by file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// All files below a directory, relative to it, in a fixed order. None if there is no directory.
pub(crate) fn files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inside) = open.pop() {
        let path = directory.join(&inside);
        if !path.is_dir() {
            continue;
        }
        for entry in
            fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?
        {
            let entry = entry?;
            let relative = inside.join(entry.file_name());
            if entry.path().is_dir() {
                open.push(relative);
            } else {
                found.push(relative);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies every file.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files(from)? {
        copy_file(&from.join(&file), &to.join(&file))?;
    }
    Ok(())
}

/// Makes `to` equal to `from`. Files that are equal already are not touched, so that a server
/// that is running never finds the directory empty.
pub(crate) fn mirror(from: &Path, to: &Path) -> Result<()> {
    let wanted = files(from)?;
    for file in &wanted {
        let (source, copy) = (from.join(file), to.join(file));
        let same =
            fs::read(&copy).is_ok_and(|bytes| fs::read(&source).is_ok_and(|new| new == bytes));
        if !same {
            copy_file(&source, &copy)?;
        }
    }
    for file in files(to)? {
        if wanted.binary_search(&file).is_err() {
            fs::remove_file(to.join(&file))?;
        }
    }
    remove_empty(to)
}

fn copy_file(from: &Path, to: &Path) -> Result<()> {
    if let Some(directory) = to.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::copy(from, to).with_context(|| format!("cannot write {}", to.display()))?;
    Ok(())
}

fn remove_empty(directory: &Path) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_has_the_same_files_and_no_others() {
        let base = std::env::temp_dir().join(format!("xtask-mirror-{}", std::process::id()));
        let (from, to) = (base.join("from"), base.join("to"));
        for (file, text) in [
            ("from/a", "1"),
            ("from/b/c", "2"),
            ("to/a", "old"),
            ("to/gone/d", "3"),
        ] {
            let path = base.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        mirror(&from, &to).unwrap();
        assert_eq!(
            files(&to).unwrap(),
            [PathBuf::from("a"), PathBuf::from("b").join("c")]
        );
        assert_eq!(fs::read_to_string(to.join("a")).unwrap(), "1");
        assert!(!to.join("gone").exists());
    }

    #[test]
    fn no_directory_has_no_files() {
        assert!(files(Path::new("/no/such/directory")).unwrap().is_empty());
    }
}
