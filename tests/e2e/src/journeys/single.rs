//! Does the page run as one file, from a disk, with nothing beside it and without a network?

use harness::{Failure, Outcome, PATIENCE, Page, Preferences};

use super::loading::has_no_complaints;
use super::long::{LISTENS, THREE_HOURS, is_sent_by_a_worker};
use crate::lab::Lab;

const OUTAGE: &str = "#/lab/zk-decommission-outage?t=6528";

pub(crate) fn runs_from_a_disk(lab: &Lab<'_>) -> Outcome {
    let file = lab.single_file()?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&format!("{file}{OUTAGE}"))?;
        page.appears(".card")?;
        page.role_appears("button", "Take the lesson")?.click()?;
        page.appears(".lesson-step h1")?;
        page.role_appears("tab", "Log")?.click()?;
        page.appears(".log-entry")?;
        page.keys("?")?;
        page.role_appears("dialog", "Keyboard")?;
        page.key(harness::keys::ESCAPE)?;
        page.script("location.hash = '#/';", &[])?;
        page.wait_until("the gallery draws its runs", PATIENCE, |page| {
            Ok(page.find_all(".scenario .run-picture canvas")?.len() > 3)
        })?;
        page.script("location.hash = '#/compare?a=zk-decommission-outage&b=zk-decommission-outage%3Ffix%3Dpeers-refuse';", &[])?;
        page.appears("#sentence")?;
        let follow = format!("{LISTENS} location.hash = arguments[0];");
        page.script(&follow, &[THREE_HOURS.into()])?;
        is_sent_by_a_worker(page)?;
        has_no_complaints(page)?;
        asks_for_nothing(page, &file)
    })
}

/// Whatever the page wants is in the file.
fn asks_for_nothing(page: &Page, file: &str) -> Outcome {
    let inside = |url: &String| {
        let parts = ["data:", "blob:", "about:"];
        url.starts_with(file) || parts.iter().any(|scheme| url.starts_with(scheme))
    };
    match page.requests()?.iter().find(|url| !inside(url)) {
        Some(url) => Err(Failure::expected(format!("the file asks for {url}"))),
        None => Ok(()),
    }
}
