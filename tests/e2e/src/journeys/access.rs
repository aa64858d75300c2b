//! Can everybody use it: with a screen reader, in either theme and language, by keyboard alone?

use harness::{Browser, Failure, Outcome, PATIENCE, Page, Preferences, Theme, ensure, keys};

use super::loading::has_no_complaints;
use crate::lab::Lab;

/// axe-core, which finds what can be found by program of the rules for accessible pages.
const AXE: &str = include_str!("../../vendor/axe.min.js");
const RUN: &str = "return axe.run(document, { resultTypes: ['violations'] }).then(result => \
    result.violations.map(v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(', ')));";

/// The places, and what shows that they stand.
const PLACES: [(&str, &str); 9] = [
    ("#/", ".run-picture canvas"),
    ("#/lab/zk-decommission-outage?t=6528", ".card"),
    ("#/lab/zk-decommission-outage?t=6528&embed", ".embed-foot"),
    ("#/lab/zk-decommission-outage?present", ".present h1"),
    ("#/lab/ds-fast-restart?t=58600", ".sheet-name"),
    ("#/lab/ds-fast-restart?handout&both", ".handout-answers"),
    (super::compare::REFUSED, "#sentence"),
    (
        "#/compare?a=ds-fast-restart&b=ds-fast-restart%3Ffix%3Dsigterm",
        "#sentence",
    ),
    ("#/nowhere", "main.plain"),
];

/// Themes, languages and widths: each with each theme, each language and each width once. The tabs of
/// the inspector are opened in the wide ones.
const VISITORS: [(Theme, &str, u32); 4] = [
    (Theme::Light, "en", 1440),
    (Theme::Dark, "zh", 1440),
    (Theme::Dark, "en", 390),
    (Theme::Light, "zh", 390),
];

/// The rules are about the document, not about the browser: the second browser looks once.
pub(crate) fn axe_finds_nothing(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let visitors = match lab.browser() {
        Browser::Chrome => &VISITORS[..],
        Browser::Firefox => &VISITORS[..1],
    };
    for (theme, language, width) in visitors {
        let visitor = Preferences::default()
            .theme(*theme)
            .language(language)
            .viewport(*width, 900);
        lab.visit(&visitor, |page| {
            for (place, stands) in PLACES {
                page.open(&server.url(place))?;
                page.appears(stands)?;
                page.settle()?;
                check(page, &format!("{place} {language} {width}"))?;
                let tabs = if *width > 1_000 {
                    page.find_all("[role=tab]")?
                } else {
                    Vec::new()
                };
                for tab in tabs {
                    tab.click()?;
                    page.settle()?;
                    check(page, &format!("{place} {language} {width}, another tab"))?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn check(page: &Page, place: &str) -> Outcome {
    // It is large; it stays until the page is loaded anew.
    if page.script("return typeof axe;", &[])? == "undefined" {
        page.script(AXE, &[])?;
    }
    let found = page.script(RUN, &[])?;
    let violations = found.as_array().map(Vec::len);
    ensure!(violations == Some(0), "{place}: axe finds {found}");
    Ok(())
}

/// From the gallery to a fix that heals, without a mouse.
pub(crate) fn keyboard_alone(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(""))?;
        page.appears(".run-picture canvas")?;
        tab_to(page, "Open the incident")?;
        page.key(keys::ENTER)?;
        page.appears(".card")?;
        page.settle()?;
        let sentence = page.find(".sentence")?.text()?;
        page.key(keys::RIGHT)?;
        page.chord(&[keys::SHIFT, keys::RIGHT])?;
        page.wait_until("another event is told", PATIENCE, |page| {
            Ok(page.find(".sentence")?.text()? != sentence)
        })?;
        page.keys("b")?;
        page.keys("f")?;
        tab_to(page, "fix-restart-zk0-zk2")?;
        page.key(' ')?;
        let verdict = page.appears(".verdict")?.text()?;
        ensure!(verdict.contains("heals"), "the fix says {verdict:?}");
        page.keys("/")?;
        page.keys("zk1 took")?;
        page.key(keys::ENTER)?;
        page.wait_until("something is found", PATIENCE, |page| {
            Ok(page.find(".search [role=status]")?.text()?.contains(" of "))
        })?;
        has_no_complaints(page)
    })
}

/// Presses Tab until what has the focus has this text or id.
fn tab_to(page: &Page, wanted: &str) -> Outcome {
    const FOCUSED: &str =
        "const e = document.activeElement; return (e.textContent || '') + '#' + e.id;";
    for _ in 0..80 {
        let focused = page.script(FOCUSED, &[])?;
        let focused = focused.as_str().unwrap_or_default();
        if focused.starts_with(wanted) || focused.ends_with(&format!("#{wanted}")) {
            return Ok(());
        }
        page.key(keys::TAB)?;
    }
    Err(Failure::expected(format!(
        "Tab does not lead to {wanted:?}"
    )))
}
