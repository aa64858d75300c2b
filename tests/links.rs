//! Does a link still lead where it was made for? The links in `tests/links/` were written by the engine
//! whose number is in the file's name. One of today's engine shows its moment; one of an earlier engine
//! opens, says what it was made for and what the run comes to now, and never changes in silence.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use locale::Language;
use quorumscope::session::{Action, Notice, Session};
use scenario::catalog;
use scenario::engine::ENGINE;
use scenario::lesson::Lesson;
use scenario::permalink::Link;
use scenario::plan::{Choice, Plan};
use scenario::run::Run;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How to write the list of today's engine.
const UPDATE: &str = "UPDATE_LINKS=1 cargo test --test links";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links")
}

/// What a link opens, once a run that takes longer is made.
fn open(id: &str, query: &str) -> Session {
    let session = Session::open(id, query).unwrap();
    let Some(making) = session.making.clone() else {
        return session;
    };
    while !making.is_over() {
        making.go_on();
    }
    session.after(Action::Made(making))
}

/// Links as the page makes them: at every step of every lesson, and where the run with each fix stands
/// at its beginning.
fn today() -> String {
    let mut list = String::new();
    for id in catalog::ids() {
        let script = catalog::find(id).unwrap();
        let mut queries = steps(id);
        queries.extend(script.fixes.iter().map(|fix| format!("fix={}", fix.id)));
        for query in queries {
            let session = open(id, &query);
            writeln!(list, "{id}?{}", session.link(Language::En).query()).unwrap();
        }
    }
    list
}

/// The moments of the steps that happen.
fn steps(id: &str) -> Vec<String> {
    let script = catalog::find(id).unwrap();
    let Some(texts) = catalog::lesson(id) else {
        return Vec::new();
    };
    let run = Run::complete(Arc::new(Plan::decide(&script, &Choice::default()).unwrap()));
    let lesson = Lesson::parse(texts.steps, &run.plan().setting).unwrap();
    let bound = lesson.bind(&run.reading(), run.plan().from);
    let events = bound.steps.iter().filter_map(|step| step.event);
    events.map(|event| format!("e={}", event.0)).collect()
}

fn check(line: &str) {
    let (id, query) = line.split_once('?').unwrap();
    let (link, problems) = Link::parse(query);
    assert_eq!(problems, [], "{line}");
    let session = open(id, query);
    let stale = session.notices.iter().find_map(|notice| match notice {
        Notice::Stale { engine, then, .. } => Some((*engine, then.clone())),
        Notice::Bound(_) | Notice::Plan(_) | Notice::Link(_) | Notice::Part => None,
    });
    if link.engine == Some(ENGINE) {
        assert_eq!(stale, None, "{line}");
        assert_eq!(session.selected.map(|event| event.0), link.event, "{line}");
        assert_eq!(session.link(Language::En).query(), query);
    } else {
        assert_eq!(stale, Some((link.engine, link.ends)), "{line}");
    }
}

#[test]
fn the_links_of_every_engine_open() {
    let path = folder().join(format!("engine-{ENGINE}.txt"));
    if std::env::var_os("UPDATE_LINKS").is_some() {
        fs::write(&path, today()).unwrap();
    }
    assert!(path.exists(), "this engine has no list; write it: {UPDATE}");
    let mut count = 0;
    for entry in fs::read_dir(folder()).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            check(line);
            count += 1;
        }
    }
    assert!(count > 0);
}

/// The same link as if another engine had made it: the recorded verdict and today's are both said.
#[test]
fn a_link_of_another_engine_says_so() {
    let text = fs::read_to_string(folder().join(format!("engine-{ENGINE}.txt"))).unwrap();
    for line in text.lines() {
        check(&line.replace(&format!("engine={ENGINE}"), "engine=1"));
    }
}
