//! Can a person watch the outage, move through it, apply a fix and pass the moment on?

use std::time::Duration;

use harness::{Gesture, Outcome, PATIENCE, Page, Preferences, Server, Theme, ensure, keys};

use super::loading::{asks_nobody_else, has_no_complaints};
use crate::lab::Lab;

const LAB: &str = "#/lab/zk-decommission-outage";

/// Opens a place inside of the page and waits until its cards stand.
fn open(page: &Page, server: &Server, place: &str) -> Outcome {
    page.open(&server.url(place))?;
    page.appears(".card")?;
    page.settle()
}

/// What an element says, or what a field holds.
pub(super) fn text(page: &Page, css: &str) -> Outcome<String> {
    let element = page.find(css)?;
    match element.property("value")?.as_str() {
        Some(value) if !value.is_empty() => Ok(value.to_owned()),
        _ => element.text(),
    }
}

/// Waits until what an element says is something else.
fn changes(page: &Page, css: &str, before: &str) -> Outcome<String> {
    page.wait_until(&format!("{css} changes"), PATIENCE, |page| {
        Ok(text(page, css)? != before)
    })?;
    text(page, css)
}

pub(crate) fn plays_and_steps(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        let at_first = text(page, ".clock")?;
        ensure!(at_first == "11:19:12.280", "the clock begins at {at_first}");
        page.key(' ')?;
        changes(page, ".clock", &at_first)?;
        page.key(' ')?;
        page.role_appears("button", "Play")?;
        let paused = text(page, ".clock")?;
        let sentence = text(page, ".sentence")?;
        page.key(keys::RIGHT)?;
        changes(page, ".sentence", &sentence)?;
        page.key(keys::LEFT)?;
        page.chord(&[keys::SHIFT, keys::RIGHT])?;
        let after = changes(page, ".clock", &paused)?;
        ensure!(
            after > paused,
            "a step forward led from {paused} to {after}"
        );
        has_no_complaints(page)
    })
}

pub(crate) fn ends_without_a_leader(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        page.find_role("button", "∞")?.click()?;
        page.find_role("button", "Play")?.click()?;
        page.wait_until("the run ends", Duration::from_secs(60), |page| {
            Ok(text(page, ".next-change")?.contains("no state changes any more"))
        })?;
        let chip = text(page, ".service-chip")?;
        ensure!(chip.contains("not serving"), "at the end it says {chip:?}");
        has_no_complaints(page)
    })
}

pub(crate) fn is_scrubbed_with_mouse_and_finger(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        let before = text(page, ".clock")?;
        let (x, y) = page.find(".time-canvas")?.middle()?;
        page.perform(&Gesture::mouse().drag((x - 200.0, y), (x, y)))?;
        let scrubbed = changes(page, ".clock", &before)?;
        page.perform(&Gesture::touch().drag((x, y), (x + 150.0, y)))?;
        let further = changes(page, ".clock", &scrubbed)?;
        ensure!(further > scrubbed, "from {scrubbed} to {further}");
        has_no_complaints(page)
    })
}

pub(crate) fn a_fix_changes_the_verdict(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        let outage = text(page, ".verdict-why")?;
        ensure!(outage.contains("No leader: "), "the outage says {outage:?}");
        ensure!(
            page.find_all(".verdict")?.is_empty(),
            "a verdict before a run"
        );
        page.find("#fix-restart-zk0-zk2")?.click()?;
        let healed = changes(page, ".verdict-why", &outage)?;
        let verdict = text(page, ".verdict")?;
        ensure!(verdict.contains("heals"), "{verdict:?} after {healed:?}");
        page.find("#fix-restart-zk0-zk2")?.click()?;
        changes(page, ".verdict-why", &healed)?;
        page.find("#fix-restart-zk0")?.click()?;
        page.wait_until("the other fix strands zk2", PATIENCE, |page| {
            Ok(page.find_all(".verdict")?.iter().any(|verdict| {
                verdict
                    .text()
                    .is_ok_and(|text| text.contains("strands zk2"))
            }))
        })?;
        page.role_appears("button", "Undo")?.click()?;
        page.wait_until("undo takes it back", PATIENCE, |page| {
            Ok(text(page, ".verdict-why")? == outage)
        })?;
        has_no_complaints(page)
    })
}

/// What a run made of a fix: while it is being made, its chip says so and is no verdict.
const JUDGED: &str = ".verdict:not(.minor)";

pub(crate) fn every_fix_runs(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        let count = page.find_all(".fixes input")?.len();
        ensure!(count >= 9, "only {count} fixes");
        for index in 0..count {
            let fixes = page.find_all(".fixes input")?;
            let Some(fix) = fixes.get(index) else {
                continue;
            };
            fix.click()?;
            // A long run is made meanwhile.
            page.wait_until("its verdict is there", PATIENCE, |page| {
                Ok(page.find_all(JUDGED)?.len() == index + 1)
            })?;
            page.find_role("button", "Start over")?.click()?;
            page.settle()?;
        }
        let verdicts = page.find_all(JUDGED)?.len();
        ensure!(verdicts == count, "{verdicts} verdicts for {count} fixes");
        has_no_complaints(page)
    })
}

pub(crate) fn language_and_theme_keep_the_moment(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let visitor = Preferences::default().language("zh").theme(Theme::Dark);
    lab.visit(&visitor, |page| {
        open(page, &server, &format!("{LAB}?t=6528"))?;
        let clock = text(page, ".clock")?;
        ensure!(
            text(page, "h1")?.contains("四分钟"),
            "{:?}",
            text(page, "h1")?
        );
        page.find("#language")?.click()?;
        page.says("Four minutes without a leader")?;
        page.find("#theme")?.click()?;
        page.settle()?;
        let root = page.find("html")?;
        ensure!(
            root.attribute("lang")?.as_deref() == Some("en"),
            "lang stays"
        );
        ensure!(
            root.attribute("data-theme")?.as_deref() == Some("light"),
            "the theme stays"
        );
        ensure!(text(page, ".clock")? == clock, "the moment was lost");
        page.reload()?;
        page.appears(".card")?;
        ensure!(
            text(page, "h1")?.contains("Four minutes"),
            "the choice of a language was forgotten"
        );
        has_no_complaints(page)
    })
}

pub(crate) fn a_link_leads_to_the_moment(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, &format!("{LAB}?fix=cnx-500&t=6528"))?;
        page.wait_until("the address holds the event", PATIENCE, |page| {
            Ok(page.url()?.contains("&e="))
        })?;
        let (address, sentence) = (page.url()?, text(page, ".sentence")?);
        ensure!(address.contains("fix=cnx-500"), "{address} lost the fix");
        page.open(&server.url(""))?;
        page.appears(".gallery")?;
        page.open(&address)?;
        page.appears(".card")?;
        ensure!(
            text(page, ".sentence")? == sentence,
            "{address} shows {:?}, not {sentence:?}",
            text(page, ".sentence")?
        );
        ensure!(
            page.find("#fix-cnx-500")?.property("checked")? == true,
            "the fix is not applied"
        );
        has_no_complaints(page)
    })
}

pub(crate) fn a_bad_link_gets_a_sentence(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, &format!("{LAB}?fix=cnx-50&t=soon"))?;
        let notice = page.appears(".notice")?.text()?;
        ensure!(notice.contains("cnx-50"), "{notice:?}");
        page.find_role("button", "Play")?;
        page.open(&server.url("#/lab/zk-decomission-outage"))?;
        let alert = page.appears("main [role=alert]")?.text()?;
        ensure!(
            alert.contains("zk-decommission-outage"),
            "no suggestion in {alert:?}"
        );
        has_no_complaints(page)
    })
}

pub(crate) fn the_log_follows_the_playhead(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, &format!("{LAB}?t=1000"))?;
        page.keys("l")?;
        let early = page.appears(".log-list")?.text()?;
        ensure!(!early.contains("LOOKING (my state)"), "the log runs ahead");
        page.chord(&[keys::SHIFT, keys::RIGHT])?;
        page.chord(&[keys::SHIFT, keys::RIGHT])?;
        page.wait_until("the log grows", PATIENCE, |page| {
            Ok(text(page, ".log-list")? != early)
        })?;
        let clock = text(page, ".clock")?;
        page.find(".log-entry")?.click()?;
        let there = changes(page, ".clock", &clock)?;
        ensure!(there < clock, "an earlier line leads to {there}");
        has_no_complaints(page)
    })
}

pub(crate) fn a_phone_shows_all_of_it(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    for width in [360, 390, 720] {
        let visitor = Preferences::default().viewport(width, 844).touch();
        lab.visit(&visitor, |page| {
            open(page, &server, &format!("{LAB}?t=6528"))?;
            let too_wide = page.script(
                "const root = document.documentElement; return root.scrollWidth - root.clientWidth;",
                &[],
            )?;
            ensure!(too_wide == 0, "{too_wide} px too wide for {width} px");
            for button in page.find_all(".transport button")? {
                let rect = button.rect()?;
                if button.is_displayed()? {
                    ensure!(rect.height >= 44.0, "a button is {} px high", rect.height);
                }
            }
            page.find_role("button", "Next event")?.click()?;
            page.settle()?;
            has_no_complaints(page)?;
            asks_nobody_else(page, &server)
        })?;
    }
    Ok(())
}

pub(crate) fn the_gallery_leads_to_the_lab(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site().below("training/course"))?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(""))?;
        page.appears(".run-picture canvas")?;
        page.role_appears("link", "Open the incident")?.click()?;
        page.appears(".card")?;
        page.find(".brand")?.click()?;
        page.appears(".gallery")?;
        has_no_complaints(page)
    })
}

pub(crate) fn the_sheet_lists_the_keys(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        open(page, &server, LAB)?;
        page.keys("?")?;
        let sheet = page.appears("[role=dialog]")?.text()?;
        ensure!(sheet.contains("Space"), "{sheet:?}");
        page.key(keys::ESCAPE)?;
        page.wait_until("the sheet closes", PATIENCE, |page| {
            Ok(page.find_all("[role=dialog]")?.is_empty())
        })?;
        has_no_complaints(page)
    })
}
