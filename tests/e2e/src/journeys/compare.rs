//! Can a person put the outage beside a fix, read what decided, and go from difference to difference?

use harness::{Outcome, PATIENCE, Page, Preferences, ensure};

use super::loading::{asks_nobody_else, has_no_complaints};
use crate::lab::Lab;

const LAB: &str = "#/lab/zk-decommission-outage";
/// The outage beside hosts that refuse.
pub(crate) const REFUSED: &str =
    "#/compare?a=zk-decommission-outage&b=zk-decommission-outage%3Ffix%3Dpeers-refuse";
const SENTENCE: &str = "In B zk0's ballot for zk2 reaches zk2 10.0 s earlier, because its dials to \
                        zk3 and zk4 are refused at once instead of timing out after 5.0 s.";

fn text(page: &Page, css: &str) -> Outcome<String> {
    page.find(css)?.text()
}

/// Waits until the difference that is told is another one, and gives it.
fn another(page: &Page, before: &str) -> Outcome<String> {
    page.wait_until("another difference is told", PATIENCE, |page| {
        Ok(text(page, "#difference")? != before)
    })?;
    text(page, "#difference")
}

/// From the Lab to the comparison and back, by keyboard alone.
pub(crate) fn puts_a_fix_beside_the_outage(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(LAB))?;
        page.appears(".card")?;
        page.settle()?;
        ensure!(
            page.find_all("#compare")?.is_empty(),
            "one run alone is compared"
        );
        page.find("#fix-peers-refuse")?.click()?;
        page.appears("#compare")?;
        page.keys("c")?;
        page.appears("#sentence")?;
        page.settle()?;
        let sentence = text(page, "#sentence")?;
        ensure!(sentence == SENTENCE, "it says {sentence:?}");
        let first = text(page, "#difference")?;
        ensure!(
            first.contains("First difference"),
            "it begins with {first:?}"
        );
        ensure!(
            first.contains("zk0 gives up dialling zk3") && first.contains("zk3 refuses zk0"),
            "{first:?}"
        );
        page.keys("d")?;
        let second = another(page, &first)?;
        ensure!(second.contains("Difference 2 of "), "then {second:?}");
        page.keys("D")?;
        let back = another(page, &second)?;
        ensure!(back == first, "and back to {back:?}");
        page.keys("t+0")?;
        page.find("#language")?.click()?;
        page.wait_until("it is said in Chinese", PATIENCE, |page| {
            Ok(text(page, "#sentence")?.contains("早 10.0 秒"))
        })?;
        page.find("#open-b")?.click()?;
        page.appears(".card")?;
        page.settle()?;
        let address = page.url()?;
        ensure!(
            address.contains("fix=peers-refuse"),
            "the way back leads to {address}"
        );
        asks_nobody_else(page, &server)?;
        has_no_complaints(page)
    })
}

pub(crate) fn says_what_cannot_be_compared(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        for (place, says) in [
            ("#/compare", "two runs"),
            ("#/compare?a=x&b=y", "a run of the same scenario"),
            ("#/compare?a=x&b=x", "Scenario “x” is unknown"),
            (
                "#/compare?a=zk-leader-crash&b=zk-leader-crash%3Ffix%3Dx",
                "Fix “x” is unknown",
            ),
        ] {
            page.open(&server.url("#/nowhere"))?;
            page.open(&server.url(place))?;
            let alert = page.appears("main.plain [role=alert]")?.text()?;
            ensure!(alert.contains(says), "{place}: {alert:?}");
        }
        has_no_complaints(page)
    })
}

pub(crate) fn fits_a_phone(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let visitor = Preferences::default().viewport(390, 844).touch();
    lab.visit(&visitor, |page| {
        page.open(&server.url(REFUSED))?;
        page.appears("#sentence")?;
        page.settle()?;
        let width = page.script("return document.documentElement.scrollWidth;", &[])?;
        // A bar for scrolling may take some of it.
        ensure!(
            width.as_u64().is_some_and(|width| width <= 390),
            "the page is {width} px wide"
        );
        let first = text(page, "#difference")?;
        page.find("#next-difference")?.click()?;
        another(page, &first)?;
        has_no_complaints(page)
    })
}
