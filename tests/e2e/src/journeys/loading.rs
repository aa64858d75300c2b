//! Does the page arrive, from any path, with nothing but its own files?

use harness::{Outcome, PATIENCE, Page, Preferences, Server, Theme, ensure};

use crate::lab::Lab;

/// Has taken the place of the shell.
const APP: &str = "#app > :not(.shell-header):not(.shell-main)";

pub(crate) fn opens_without_a_complaint(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        ensure!(
            page.title()?.contains("Quorumscope"),
            "the title is {:?}",
            page.title()?
        );
        has_no_complaints(page)
    })
}

pub(crate) fn stays_on_its_origin(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        asks_nobody_else(page, &server)
    })
}

/// What a first visit fetches until the Lab is drawn, and the log's wording just after: the beginnings of
/// names, without their folders.
const FIRST: [&str; 12] = [
    "app.js",
    "parts.js",
    "app_bg.wasm",
    "boot-",
    "shell-",
    "page-",
    "icon.svg",
    "site.webmanifest",
    "split_log",
    "chunk_",
    "offline-",
    "sw.js",
];

/// A part that somebody uses for the first time: what is done for it, what is seen then, and what is
/// fetched. Pieces that several parts share are chunks.
struct Part {
    done: &'static str,
    seen: &'static str,
    fetched: &'static [&'static str],
}

const PARTS: [Part; 6] = [
    Part {
        done: "",
        seen: "navigator.serviceWorker.controller",
        fetched: &FIRST,
    },
    Part {
        done: "document.querySelector('.lesson .prim').click()",
        seen: "document.querySelector('.lesson-step h1')",
        fetched: &["split_lesson", "chunk_", "zk-decommission-outage.en.txt"],
    },
    Part {
        done: "document.querySelector('.help').click()",
        seen: "document.querySelector('#keys-title')",
        fetched: &["split_places", "chunk_"],
    },
    Part {
        done: "document.querySelector('#keys-close').click();
            document.querySelector('#tab-log').click()",
        seen: "document.querySelector('#export')",
        fetched: &[],
    },
    Part {
        done: "document.querySelector('#export').click()",
        seen: "document.querySelector('#export-title')",
        fetched: &["split_exports", "chunk_"],
    },
    Part {
        done: "location.hash = '#/lab/zk-decommission-outage?until=24h'",
        seen: "document.querySelector('#running')",
        // The worker is the page's own module once more.
        fetched: &["split_long", "chunk_", "boot-", "app.js", "parts.js"],
    },
];

/// After it has loaded, the page asks for its parts when they are used, for their copy, and for nothing else.
pub(crate) fn fetches_its_parts_when_they_are_used(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url("#/lab/zk-decommission-outage"))?;
        page.appears(".card")?;
        let mut known = 0;
        for part in PARTS {
            page.script(part.done, &[])?;
            let seen = format!("return Boolean({});", part.seen);
            page.wait_until(part.seen, PATIENCE, |page| {
                Ok(page.script(&seen, &[])? == true)
            })?;
            page.settle()?;
            let requests = page.requests()?;
            for url in requests.iter().skip(known) {
                ensure!(
                    is_expected(url, &server, part.fetched),
                    "until {} it asks for {url}",
                    part.seen
                );
            }
            known = requests.len();
        }
        asks_nobody_else(page, &server)
    })
}

/// Whether an address is the page's own, is in the page, or is a file whose name begins so.
fn is_expected(url: &str, server: &Server, names: &[&str]) -> bool {
    let Some(path) = url.strip_prefix(&server.url("")) else {
        return url.starts_with("data:") || url.starts_with("blob:");
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.is_empty() || names.iter().any(|begin| name.starts_with(begin))
}

pub(crate) fn works_from_a_sub_path(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site().below("some/where"))?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}

pub(crate) fn shell_comes_first(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site().withholding(".wasm"))?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(""))?;
        page.appears(".shell-header")?;
        page.appears("#boot-failed")?;
        let message = page.find("#boot-failed")?.text()?;
        ensure!(
            message.contains("could not be loaded"),
            "no English in {message:?}"
        );
        ensure!(message.contains("没有载入"), "no Chinese in {message:?}");
        Ok(())
    })
}

pub(crate) fn speaks_without_script(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let visitor = Preferences::default().without_script();
    lab.visit(&visitor, |page| {
        page.open(&server.url(""))?;
        let message = page.find(".shell-main noscript")?.text()?;
        ensure!(
            message.contains("needs JavaScript"),
            "no English in {message:?}"
        );
        ensure!(
            message.contains("需要 JavaScript"),
            "no Chinese in {message:?}"
        );
        let story = page.find("#boot-still")?.text()?;
        ensure!(
            story.contains("Four minutes without a leader") && story.contains("四分钟没有 leader"),
            "the story is {story:?}"
        );
        ensure!(
            page.find("#boot-still img")?.is_displayed()?,
            "there is no picture"
        );
        Ok(())
    })
}

/// What later journeys rely on: the browser really pretends to be the visitor it is told to be.
pub(crate) fn preferences_reach_the_page(lab: &Lab<'_>) -> Outcome {
    const SEEN: &str = "return [innerWidth, innerHeight, navigator.language, \
        matchMedia('(prefers-color-scheme: dark)').matches, \
        matchMedia('(prefers-reduced-motion: reduce)').matches, \
        matchMedia('(pointer: coarse)').matches].join(' ');";
    let server = lab.serve(lab.site())?;
    let check = |visitor: &Preferences, expected: &str| {
        lab.visit(visitor, |page| {
            open(page, &server)?;
            let seen = page.script(SEEN, &[])?;
            ensure!(seen == expected, "the page sees {seen}, not {expected}");
            Ok(())
        })
    };
    check(&Preferences::default(), "1440 900 en-US false false false")?;
    let phone = Preferences::default()
        .viewport(390, 844)
        .theme(Theme::Dark)
        .language("zh");
    check(
        &phone.reduced_motion().touch(),
        "390 844 zh-CN true true true",
    )
}

/// Opens the page and waits until the app stands where the shell stood.
fn open(page: &Page, server: &Server) -> Outcome {
    page.open(&server.url(""))?;
    page.wait_until("the app has started", PATIENCE, |page| {
        page.find(APP)?.is_displayed()
    })?;
    page.settle()
}

pub(crate) fn has_no_complaints(page: &Page) -> Outcome {
    let complaints = page.complaints()?;
    ensure!(complaints.is_empty(), "the console is not empty");
    Ok(())
}

pub(crate) fn asks_nobody_else(page: &Page, server: &Server) -> Outcome {
    let own = format!("{}/", server.origin());
    let requests = page.requests()?;
    ensure!(
        !requests.is_empty(),
        "the browser reports no request at all"
    );
    let foreign = |url: &&String| {
        let inside = ["data:", "blob:", "about:"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        !inside && !url.starts_with(&own)
    };
    match requests.iter().find(foreign) {
        Some(url) => Err(harness::Failure::expected(format!(
            "the page asks for {url}"
        ))),
        None => Ok(()),
    }
}
