//! Can a person wait for a run that takes long: see how far it is, do something else meanwhile, give
//! it up?

use harness::{Outcome, PATIENCE, Page, Preferences, Server, ensure, keys};
use serde_json::Value;

use super::loading::has_no_complaints;
use crate::lab::Lab;

/// An hour of the outage: a second or two of work.
const HOUR: &str = "#/lab/zk-decommission-outage?until=3600s";
/// More than a patient person waits for.
const DAY: &str = "#/lab/zk-decommission-outage?until=24h";

/// Counts what workers send, as bytes.
const LISTENS: &str = "
    window.fromWorkers = 0;
    window.Worker = class extends Worker {
        constructor(...given) {
            super(...given);
            this.addEventListener('message', ({ data }) => (window.fromWorkers += data.byteLength));
        }
    };";
/// A browser that does not allow workers.
const FORBIDS: &str = "
    window.Worker = class {
        constructor() {
            throw new DOMException('workers are switched off', 'SecurityError');
        }
    };";

fn open(page: &Page, server: &Server, place: &str) -> Outcome {
    page.open(&server.url(place))?;
    page.appears(".card")?;
    Ok(())
}

/// Waits until no run is being made.
fn is_made(page: &Page) -> Outcome {
    page.wait_until("the run is made", PATIENCE, |page| {
        Ok(page.find_all("#running")?.is_empty())
    })
}

/// The end of the run that is shown, in ms from its zero.
fn end(page: &Page) -> Outcome<i64> {
    let end = page.find(".minimap [role=slider]")?.attribute("aria-valuemax")?;
    Ok(end.and_then(|end| end.parse().ok()).unwrap_or_default())
}

fn check_made(page: &Page) -> Outcome {
    is_made(page)?;
    let end = end(page)?;
    ensure!(end == 3_600_000, "the run ends at {end} ms");
    let address = page.url()?;
    ensure!(address.contains("until=3600"), "the address is {address}");
    has_no_complaints(page)
}

pub(crate) fn is_made_by_a_worker(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.before_each_document(LISTENS)?;
        open(page, &server, HOUR)?;
        check_made(page)?;
        let sent = page.script("return window.fromWorkers;", &[])?;
        let sent = sent.as_f64().unwrap_or_default();
        ensure!(sent > 1_000_000.0, "workers have sent {sent} bytes");
        Ok(())
    })
}

pub(crate) fn is_made_without_workers(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.before_each_document(FORBIDS)?;
        open(page, &server, HOUR)?;
        check_made(page)
    })
}

pub(crate) fn can_be_given_up(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, DAY)?;
        page.appears("#running")?;
        let far = |page: &Page| -> Outcome<String> {
            let bar = page.find("#running [role=progressbar]")?;
            Ok(bar.attribute("aria-valuetext")?.unwrap_or_default())
        };
        let before = far(page)?;
        ensure!(before.contains("of 1440 min"), "it says {before:?}");
        page.wait_until("it comes further", PATIENCE, |page| Ok(far(page)? != before))?;
        // The page answers meanwhile.
        let clock = page.find(".clock")?.property("value")?;
        page.key(keys::RIGHT)?;
        page.wait_until("a step is made", PATIENCE, |page| {
            Ok(page.find(".clock")?.property("value")? != clock)
        })?;
        let stands: Value = page.find(".clock")?.property("value")?;
        page.key(keys::ESCAPE)?;
        is_made(page)?;
        let end = end(page)?;
        ensure!(end == 300_000, "what is shown ends at {end} ms");
        let after = page.find(".clock")?.property("value")?;
        ensure!(after == stands, "the playhead went from {stands} to {after}");
        has_no_complaints(page)
    })
}
