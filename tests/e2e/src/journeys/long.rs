//! Can a person wait for a run that takes long: see how far it is, do something else meanwhile, give
//! it up?

use std::time::Duration;

use harness::{Outcome, PATIENCE, Page, Preferences, Server, ensure, keys};

use super::loading::has_no_complaints;
use crate::lab::Lab;

/// An hour of the outage: a second or two of work.
const HOUR: &str = "#/lab/zk-decommission-outage?until=3600s";
/// Three hours: the worker has sent something long before the page has made that much by itself.
pub(crate) const THREE_HOURS: &str = "#/lab/zk-decommission-outage?until=10800s";
/// More than a patient person waits for.
const DAY: &str = "#/lab/zk-decommission-outage?until=24h";

/// Counts what workers send, as bytes.
pub(crate) const LISTENS: &str = "
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

/// Opens the outage, changes what its document knows of workers, and follows a link to a long run.
fn open(page: &Page, server: &Server, workers: &str, place: &str) -> Outcome {
    page.open(&server.url("#/lab/zk-decommission-outage"))?;
    page.appears(".card")?;
    let follow = format!("{workers} location.hash = arguments[0];");
    page.script(&follow, &[place.into()])?;
    Ok(())
}

/// Waits until no run is being made.
fn is_made(page: &Page) -> Outcome {
    page.wait_until("no run is being made", PATIENCE, |page| {
        Ok(page.find_all("#running")?.is_empty())
    })
}

/// The end of the run that is shown, in ms from its zero.
fn end(page: &Page) -> Outcome<i64> {
    let end = page
        .find(".minimap [role=slider]")?
        .attribute("aria-valuemax")?;
    Ok(end.and_then(|end| end.parse().ok()).unwrap_or_default())
}

/// Waits until the hour is shown.
pub(crate) fn is_shown(page: &Page) -> Outcome {
    page.wait_until("an hour is shown", PATIENCE, |page| {
        Ok(end(page)? == 3_600_000)
    })
}

fn check_made(page: &Page) -> Outcome {
    is_shown(page)?;
    page.wait_until("the address says so", PATIENCE, |page| {
        Ok(page.url()?.contains("until=3600"))
    })?;
    has_no_complaints(page)
}

pub(crate) fn is_made_by_a_worker(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LISTENS, THREE_HOURS)?;
        is_sent_by_a_worker(page)?;
        has_no_complaints(page)
    })
}

/// Waits until three hours are shown; workers have sent a part of them.
pub(crate) fn is_sent_by_a_worker(page: &Page) -> Outcome {
    page.wait_until("three hours are shown", Duration::from_secs(60), |page| {
        Ok(end(page)? == 10_800_000)
    })?;
    let sent = page.script("return window.fromWorkers;", &[])?;
    let sent = sent.as_f64().unwrap_or_default();
    ensure!(sent > 1_000_000.0, "workers have sent {sent} bytes");
    Ok(())
}

pub(crate) fn is_made_without_workers(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, FORBIDS, HOUR)?;
        check_made(page)
    })
}

pub(crate) fn can_be_given_up(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, FORBIDS, DAY)?;
        page.appears("#running [role=progressbar]")?;
        let far = |page: &Page| -> Outcome<String> {
            let bar = page.find("#running [role=progressbar]")?;
            Ok(bar.attribute("aria-valuetext")?.unwrap_or_default())
        };
        let before = far(page)?;
        ensure!(before.contains("of 24 h"), "it says {before:?}");
        page.wait_until(
            "it comes further",
            PATIENCE,
            |page| Ok(far(page)? != before),
        )?;
        // The page answers meanwhile.
        let sentence = page.find(".sentence")?.text()?;
        page.key(keys::RIGHT)?;
        page.wait_until("a step is made", PATIENCE, |page| {
            Ok(page.find(".sentence")?.text()? != sentence)
        })?;
        let sentence = page.find(".sentence")?.text()?;
        page.key(keys::ESCAPE)?;
        is_made(page)?;
        let end = end(page)?;
        ensure!(end == 300_000, "what is shown ends at {end} ms");
        let after = page.find(".sentence")?.text()?;
        ensure!(
            after == sentence,
            "selected was {sentence:?}, and then {after:?}"
        );
        has_no_complaints(page)
    })
}
