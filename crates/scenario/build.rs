//! Finds the scenarios of the catalogue, so that a new one is a new folder and nothing else.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let catalog = Path::new(&manifest).join("catalog");
    println!("cargo:rerun-if-changed={}", catalog.display());
    let mut folders: Vec<_> = fs::read_dir(&catalog)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join("scenario.txt").is_file())
        .collect();
    folders.sort();
    let mut code = String::from("pub(super) const FILES: &[(&str, &str)] = &[\n");
    for folder in folders {
        let id = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let file = folder.join("scenario.txt");
        println!("cargo:rerun-if-changed={}", file.display());
        let _ = writeln!(
            code,
            "    ({id:?}, include_str!({:?})),",
            file.display().to_string()
        );
    }
    code.push_str("];\n");
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("catalog.rs"), code)
}
