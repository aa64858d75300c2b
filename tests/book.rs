//! Do the pages of the book speak of runs as they are? Every link to a moment and every value in them
//! exists, and both editions speak of the same ones.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../xtask/book/src/weave/mod.rs"]
mod weave;

use locale::Language;
use std::fs;
use std::path::{Path, PathBuf};
use weave::Weaver;

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book")
}

/// The pages of an edition, by name.
fn pages(edition: &str) -> Vec<(String, String)> {
    let folder = book().join(edition).join("src");
    let mut pages: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// What a page takes from runs, in the order of the alphabet.
fn taken(page: &str) -> Vec<&str> {
    let between = |open: &'static str, close| {
        let parts = page.split(open).skip(1);
        parts.filter_map(move |rest| Some(rest.split_once(close)?.0))
    };
    let mut taken: Vec<&str> = between("](lab:", ')')
        .chain(between("{zk-", '}'))
        .chain(between("{ds-", '}'))
        .collect();
    taken.sort_unstable();
    taken.dedup();
    taken
}

#[test]
fn every_moment_and_value_of_the_book_exists() {
    let weaver = Weaver::new(&book());
    let mut count = 0;
    for (edition, language) in [("en", Language::En), ("zh", Language::Zh)] {
        for (name, page) in pages(edition) {
            let woven = weaver.weave(language, &page);
            let woven = woven.unwrap_or_else(|error| unreachable!("{edition}/{name}: {error:#}"));
            assert!(!woven.contains("lab:"), "{edition}/{name}");
            count += taken(&page).len();
        }
    }
    assert!(count > 0, "the book takes nothing from any run");
}

#[test]
fn both_editions_take_the_same_from_the_runs() {
    let (english, chinese) = (pages("en"), pages("zh"));
    assert_eq!(english.len(), chinese.len());
    for ((name, en), (other, zh)) in english.iter().zip(&chinese) {
        assert_eq!(name, other);
        assert_eq!(taken(en), taken(zh), "{name}");
    }
}

/// A figure is the engine itself, in a frame, with a still of the same moment behind it.
#[test]
fn every_chapter_has_a_live_figure_or_says_why_not() {
    for edition in ["en", "zh"] {
        for (name, page) in pages(edition) {
            let alive = page
                .lines()
                .any(|line| line.starts_with("![") && line.contains("](lab:"));
            let excused = page.contains("<!-- no figure: ");
            assert!(name == "SUMMARY.md" || alive != excused, "{edition}/{name}");
        }
    }
}

/// Every scenario has its chapter, under its own name, so that the Lab can link to it.
#[test]
fn every_scenario_has_a_chapter() {
    let names: Vec<String> = pages("en").into_iter().map(|(name, _)| name).collect();
    for id in scenario::catalog::ids().chain(failover::catalog::ids()) {
        let chapter = format!("{}.md", id.trim_start_matches("zk-"));
        assert!(names.contains(&chapter), "{id}");
    }
}

#[test]
fn a_page_that_is_wrong_is_refused_with_the_place() {
    let weaver = Weaver::new(&book());
    for (page, why) in [
        ("[x](lab:zk-leader-crash#hangup)", "no step “hangup”"),
        ("[x](lab:zk-leader-crsh)", "did you mean “zk-leader-crash”"),
        ("{zk-leader-crash nothing}", "no such value"),
        (
            "[x](lab:zk-leader-crash?set=death:power-off#hang-up)",
            "does not happen",
        ),
        ("{zk-leader-crash notice", "without"),
        ("{ds-fast-restart nothing}", "no such value"),
        ("[x](lab:ds-fast-restart#nowhere)", "no moment “nowhere”"),
        (
            "[x](lab:ds-fast-restart?set=gap-s:70#stop)",
            "does not happen",
        ),
        ("{ds-master-failover of-20}", "not about a harm"),
        ("![x](lab:ds-fast-restart)", "needs a moment"),
        ("see ![x](lab:ds-fast-restart#stop)", "a line of its own"),
    ] {
        let error = format!("{:#}", weaver.weave(Language::En, page).unwrap_err());
        assert!(error.contains(why), "{page}: {error}");
    }
}
