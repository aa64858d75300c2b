//! Can a person move through time: over what is folded, from thread to thread, under the lens?

use harness::{Gesture, Outcome, PATIENCE, Page, Preferences, Server, ensure, keys};

use super::loading::has_no_complaints;
use crate::lab::Lab;

/// Shortly before and after the moment at which the outage is locked in.
const LOCKED_IN: &str = "#/lab/zk-decommission-outage?t=6528";

fn open(page: &Page, server: &Server) -> Outcome {
    page.open(&server.url(LOCKED_IN))?;
    page.appears(".card")?;
    page.settle()
}

/// Closed folds in sight.
fn folded(page: &Page) -> Outcome<usize> {
    Ok(page.find_all(".fold[aria-expanded=false]")?.len())
}

/// Waits until so many folds are closed.
fn folds_become(page: &Page, wanted: usize) -> Outcome {
    page.wait_until(&format!("{wanted} folds"), PATIENCE, |page| {
        Ok(folded(page)? == wanted)
    })
}

/// Whose event is told, as the inspector's head says: the server and its thread.
fn thread(page: &Page) -> Outcome<String> {
    page.find(".inspector-head")?.text()
}

pub(crate) fn idle_spans_fold_and_open(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        let before = folded(page)?;
        ensure!(before > 0, "five seconds of silence are not folded");
        let said = page.find("#scale")?.text()?;
        ensure!(said.starts_with("Folded: "), "the bar says {said:?}");
        let fold = page.find(".fold")?;
        let name = fold.attribute("aria-label")?.unwrap_or_default();
        ensure!(
            name.contains("Nothing changes for"),
            "a screen reader hears {name:?}"
        );
        fold.click()?;
        folds_become(page, before - 1)?;
        // The same button folds it again, and has kept the focus.
        page.key(keys::ENTER)?;
        folds_become(page, before)?;
        page.find_role("button", "true scale")?.click()?;
        folds_become(page, 0)?;
        page.keys("z")?;
        folds_become(page, before)?;
        has_no_complaints(page)
    })
}

pub(crate) fn the_lens_opens_the_moment(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        page.find_role("button", "lens")?.click()?;
        page.wait_until("the bar tells of the lens", PATIENCE, |page| {
            Ok(page.find("#scale")?.text()?.starts_with("Lens: 30 ms"))
        })?;
        page.keys("+")?;
        page.wait_until("it shows half of that", PATIENCE, |page| {
            Ok(page.find("#scale")?.text()?.starts_with("Lens: 15 ms"))
        })?;
        let clock = page.find(".clock")?.property("value")?;
        let (x, y) = page.find(".time-canvas")?.middle()?;
        page.perform(&Gesture::mouse().drag((x, y), (x + 150.0, y)))?;
        page.wait_until("the playhead moves", PATIENCE, |page| {
            Ok(page.find(".clock")?.property("value")? != clock)
        })?;
        has_no_complaints(page)
    })
}

pub(crate) fn steps_stay_on_a_server_or_a_thread(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        let (here, mut before) = (thread(page)?, page.find(".sentence")?.text()?);
        let place = |head: &str| {
            head.split_whitespace()
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
        };
        for _ in 0..5 {
            page.keys("}")?;
            page.wait_until("another event is told", PATIENCE, |page| {
                Ok(page.find(".sentence")?.text()? != before)
            })?;
            before = page.find(".sentence")?.text()?;
            let now = thread(page)?;
            ensure!(place(&now) == place(&here), "from {here:?} to {now:?}");
        }
        page.keys("]")?;
        page.wait_until("another event is told", PATIENCE, |page| {
            Ok(page.find(".sentence")?.text()? != before)
        })?;
        let now = thread(page)?;
        let server_of = |head: &str| head.split_whitespace().next().map(str::to_owned);
        ensure!(server_of(&now) == server_of(&here), "{here:?}, {now:?}");
        has_no_complaints(page)
    })
}

pub(crate) fn a_time_is_typed_and_the_window_moved(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server)?;
        page.keys("g")?;
        page.keys("11:20:30.000")?;
        page.key(keys::ENTER)?;
        page.wait_until("the address holds the moment", PATIENCE, |page| {
            Ok(page.find(".clock")?.property("value")? == "11:20:30.000"
                && !page.url()?.contains("t=6528"))
        })?;
        let overview = page.find(".minimap-run")?;
        let shown = overview.attribute("aria-valuetext")?;
        page.script("document.querySelector('.minimap-run').focus();", &[])?;
        page.key(keys::RIGHT)?;
        page.wait_until("the window moves", PATIENCE, |page| {
            Ok(page.find(".minimap-run")?.attribute("aria-valuetext")? != shown)
        })?;
        ensure!(
            page.find(".clock")?.property("value")? == "11:20:30.000",
            "the arrow moved the playhead too"
        );
        has_no_complaints(page)
    })
}
