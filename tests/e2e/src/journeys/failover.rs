//! Can a person watch DolphinScheduler fail over as they watch ZooKeeper elect?

use std::time::Duration;

use harness::{Outcome, PATIENCE, Page, Preferences, Server, Theme, ensure};

use super::loading::{asks_nobody_else, has_no_complaints};
use super::outage::text;
use crate::lab::Lab;

const LAB: &str = "#/lab/ds-fast-restart";

/// Opens a place inside of the page and waits until its servers stand.
fn open(page: &Page, server: &Server, place: &str) -> Outcome {
    page.open(&server.url(place))?;
    page.appears(".sheet-name")?;
    page.settle()
}

pub(crate) fn a_fix_saves_the_master(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(""))?;
        page.role_appears("link", "Restarted too fast, declared dead")?
            .click()?;
        page.appears(".sheet-name")?;
        let chip = text(page, ".service-chip")?;
        ensure!(chip.contains("2 of 2"), "at the beginning it says {chip:?}");
        let why = text(page, ".verdict-why")?;
        ensure!(why.contains("M1 stops itself"), "it ends so: {why:?}");
        page.find_role("button", "∞")?.click()?;
        page.find_role("button", "Play")?.click()?;
        page.wait_until("the run ends", Duration::from_secs(60), |page| {
            Ok(text(page, ".next-change")?.contains("no state changes any more"))
        })?;
        page.find("#fix-sigterm")?.click()?;
        page.wait_until("the fix heals", PATIENCE, |page| {
            let judged = page.find_all(".verdict:not(.minor)")?;
            let said = judged.first().map(|verdict| verdict.text());
            Ok(said.transpose()?.is_some_and(|said| said.contains("heals")))
        })?;
        let healed = text(page, ".verdict-why")?;
        ensure!(!healed.contains("stops itself"), "it ends so: {healed:?}");
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}

/// Two runs stand beside each other, with the sentence that says what decided.
pub(crate) fn is_compared_with_a_fix(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        page.find("#fix-sigterm")?.click()?;
        page.appears("#compare")?;
        page.keys("c")?;
        page.appears("#sentence")?;
        let sentence = text(page, "#sentence")?;
        ensure!(
            sentence.contains("M1 is killed with -9") && sentence.contains("with SIGTERM"),
            "it says {sentence:?}"
        );
        let first = text(page, "#difference")?;
        ensure!(
            first.contains("First difference"),
            "it begins with {first:?}"
        );
        page.keys("d")?;
        page.wait_until("another difference is told", PATIENCE, |page| {
            Ok(text(page, "#difference")?.contains("Difference 2 of "))
        })?;
        page.find("#language")?.click()?;
        page.wait_until("it is said in Chinese", PATIENCE, |page| {
            Ok(text(page, "#sentence")?.contains("M1 被 kill -9"))
        })?;
        page.find("#open-b")?.click()?;
        page.appears(".sheet-name")?;
        page.settle()?;
        let address = page.url()?;
        ensure!(address.contains("fix=sigterm"), "it leads to {address}");
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}

/// Everything beside the stage is there for these runs as well.
pub(crate) fn has_every_tool(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let visitor = Preferences::default().theme(Theme::Dark);
    lab.visit(&visitor, |page| {
        open(page, &server, LAB)?;
        for tab in ["Log", "State", "Threads", "Why"] {
            page.find_role("tab", tab)?.click()?;
            page.wait_until(&format!("the tab {tab} is shown"), PATIENCE, |page| {
                Ok(!text(page, "#inspected")?.trim().is_empty())
            })?;
        }
        page.find_role("button", "Take the lesson")?.click()?;
        let first = page.appears(".lesson-step h1")?.text()?;
        page.find_role("button", "Next")?.click()?;
        page.wait_until("the lesson goes on", PATIENCE, |page| {
            Ok(text(page, ".lesson-step")?.contains("Just show me")
                || text(page, ".lesson-step h1")? != first)
        })?;
        page.keys("?")?;
        page.appears("[role=dialog]")?;
        has_no_complaints(page)
    })
}

/// Every story of the catalogue opens at its beginning, and can be seen from its end.
pub(crate) fn every_story_opens(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        for story in [
            "ds-master-failover",
            "ds-command-stall",
            "ds-rolling-restart",
            "ds-listener-order",
            "ds-partition-suicide",
            "ds-self-failover",
            "ds-worker-yarn-orphan",
            "ds-all-masters-down",
            "ds-command-sharding",
        ] {
            open(page, &server, &format!("#/lab/{story}"))?;
            let before = text(page, ".clock")?;
            page.find_role("button", "∞")?.click()?;
            page.find_role("button", "Play")?.click()?;
            page.wait_until(&format!("{story} moves"), PATIENCE, |page| {
                Ok(text(page, ".clock")? != before)
            })?;
            let why = text(page, ".verdict-why")?;
            ensure!(!why.is_empty(), "{story} does not say how it ends");
        }
        has_no_complaints(page)
    })
}
