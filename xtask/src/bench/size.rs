//! What a visitor downloads, and which crates it comes from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use harness::{Installed, Port, Server, Site};
use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::figure::{Bound, Figure};
use super::page;
use crate::build;
use crate::build::size::{FIRST_LOAD_BUDGET, gzipped};
use crate::workspace::Workspace;

/// The lesson's story, as a link leads to it.
const OUTAGE: &str = "#/lab/zk-decommission-outage";
/// The kernel and ZooKeeper.
const ENGINE: [&str; 2] = ["sim", "zookeeper"];
/// The crates of this project that the page is made of; whatever names none of them is a library's.
const CRATES: [&str; 7] = [
    "quorumscope",
    "view",
    "locale",
    "scenario",
    "picture",
    "zookeeper",
    "sim",
];

/// Measures what is downloaded.
pub(crate) fn measure(workspace: &Workspace, browser: &Installed) -> Result<Vec<Figure>> {
    let dist = build::run(&build::Options { no_book: true })?;
    Ok(vec![first_load(&dist, browser)?, engine(workspace)?])
}

#[expect(clippy::cast_precision_loss, reason = "a size of a page")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1_000.0
}

/// Everything that is fetched until the Lab is drawn.
fn first_load(dist: &Path, browser: &Installed) -> Result<Figure> {
    eprintln!("measuring the first load");
    let server = Server::start(Site::new(dist).withholding("sw.js"), Port::Any)?;
    let page = page::visitor(browser)?;
    page::open(&page, &server.url(OUTAGE))?;
    page.settle()?;
    let root = server.url("");
    let mut files: Vec<String> = page
        .requests()?
        .iter()
        .filter_map(|url| url.strip_prefix(&root))
        .map(|path| path.split(['?', '#']).next().unwrap_or_default().to_owned())
        .collect();
    files.sort();
    files.dedup();
    let mut total = 0;
    for file in &files {
        let file = if file.is_empty() { "index.html" } else { file };
        let bytes =
            fs::read(dist.join(file)).with_context(|| format!("the page asks for {file}"))?;
        total += gzipped(&bytes)?;
    }
    if !files.iter().any(|file| file.ends_with(".wasm")) {
        bail!(
            "the browser reports no request for the module, only for {}",
            files.join(", ")
        );
    }
    Ok(Figure {
        what: "first load of the outage's Lab".to_owned(),
        how: format!(
            "gzip -9 of the {} files fetched with an empty cache until it is drawn",
            files.len()
        ),
        value: Ok(kilobytes(total)),
        unit: "KB",
        bound: Bound::AtMost(kilobytes(FIRST_LOAD_BUDGET), None),
    })
}

/// What the kernel and ZooKeeper are of the module.
fn engine(workspace: &Workspace) -> Result<Figure> {
    let module = fs::read(build::named_module(workspace)?)?;
    let parts = Parts::of(&module)?;
    let whole = gzipped(&parts.all())?;
    let engine = parts.of_crates(&ENGINE);
    let code = gzipped(&engine)?;
    // The linker does not say whose data is whose, so data is shared out as code is.
    let data = gzipped(&parts.data)? * engine.len() / parts.code_len().max(1);
    let shares: Vec<String> = parts
        .shares()
        .iter()
        .map(|(name, bytes)| format!("{name} {:.0}", kilobytes(*bytes)))
        .collect();
    Ok(Figure {
        what: "kernel and ZooKeeper in the page".to_owned(),
        how: format!(
            "gzip -9 of the functions whose names in the module before stripping speak of sim or zookeeper and of no crate above them, {:.1} KB, \
             and of data in the same proportion, {:.1} KB; all code and data {:.0} KB; code before gzip in KB: {}",
            kilobytes(code),
            kilobytes(data),
            kilobytes(whole),
            shares.join(", ")
        ),
        value: Ok(kilobytes(code + data)),
        unit: "KB",
        bound: Bound::AtMost(60.0, None),
    })
}

/// A module's functions by the crate they come from, and its data.
struct Parts {
    code: BTreeMap<&'static str, Vec<u8>>,
    data: Vec<u8>,
}

impl Parts {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a module has many more sections, and none of them matters here"
    )]
    fn of(module: &[u8]) -> Result<Self> {
        let mut imported = 0;
        let mut bodies: Vec<&[u8]> = Vec::new();
        let mut names: BTreeMap<u32, &str> = BTreeMap::new();
        let mut data = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    imported = count_functions(imports)?;
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                Payload::DataSection(section) => data.extend_from_slice(&module[section.range()]),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        for name in section {
                            if let Name::Function(map) = name? {
                                for naming in map {
                                    let naming = naming?;
                                    names.insert(naming.index, naming.name);
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        if names.is_empty() {
            bail!("the module has no names; is it stripped?");
        }
        let mut code: BTreeMap<&'static str, Vec<u8>> = BTreeMap::new();
        for (index, body) in (imported..).zip(bodies) {
            let name = names.get(&index).copied().unwrap_or_default();
            code.entry(owner(name)).or_default().extend_from_slice(body);
        }
        Ok(Self { code, data })
    }

    fn of_crates(&self, names: &[&str]) -> Vec<u8> {
        let bodies = names.iter().filter_map(|name| self.code.get(name));
        bodies.flatten().copied().collect()
    }

    fn all(&self) -> Vec<u8> {
        let code = self.code.values().flatten();
        code.chain(&self.data).copied().collect()
    }

    fn code_len(&self) -> usize {
        self.code.values().map(Vec::len).sum()
    }

    /// Crates and their bytes, the largest first.
    fn shares(&self) -> Vec<(&'static str, usize)> {
        let mut shares: Vec<_> = self
            .code
            .iter()
            .map(|(name, code)| (*name, code.len()))
            .collect();
        shares.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        shares
    }
}

fn count_functions(imports: wasmparser::ImportSectionReader<'_>) -> Result<u32> {
    let mut functions = 0;
    for import in imports.into_imports() {
        if matches!(import?.ty, wasmparser::TypeRef::Func(_)) {
            functions += 1;
        }
    }
    Ok(functions)
}

/// The topmost crate that a function's name speaks of: an instance of a generic function belongs to
/// whoever asked for it.
fn owner(symbol: &str) -> &'static str {
    let name = rustc_demangle::demangle(symbol).to_string();
    let mut words = name.split(|c: char| !c.is_alphanumeric() && c != '_');
    let found: Vec<&str> = words
        .by_ref()
        .filter(|word| CRATES.contains(word))
        .collect();
    CRATES
        .into_iter()
        .find(|name| found.contains(name))
        .unwrap_or("libraries")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_topmost_crate_it_speaks_of() {
        let check = |name: &str, expected: &str| assert_eq!(owner(name), expected, "{name}");
        check(
            "_ZN3sim5world14World$LT$P$GT$7advance17h0123456789abcdefE",
            "sim",
        );
        check(
            "_ZN4core3ptr50drop_in_place$LT$zookeeper..server..Server$GT$17h0123456789abcdefE",
            "zookeeper",
        );
        check(
            "_ZN77_$LT$scenario..plan..Plan$u20$as$u20$sim..host..Process$GT$4boot17h0123456789abcdefE",
            "scenario",
        );
        check(
            "_ZN5alloc7raw_vec19RawVec$LT$T$C$A$GT$8grow_one17h0123456789abcdefE",
            "libraries",
        );
    }
}
