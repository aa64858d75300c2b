//! Is the page at home in a class: on a projector, on paper, in two languages, from the gallery to the link?

use harness::{Outcome, PATIENCE, Page, Preferences, Theme, ensure};

use super::loading::{asks_nobody_else, has_no_complaints};
use super::outage::text;
use crate::lab::Lab;

const LAB: &str = "#/lab/zk-decommission-outage";

/// Waits until an element says something.
fn says(page: &Page, css: &str, words: &str) -> Outcome {
    page.wait_until(&format!("{css} says {words:?}"), PATIENCE, |page| {
        Ok(page.find(css)?.text()?.contains(words))
    })
}

/// A clicker leads through the lesson, and the other language stands beside it if asked.
pub(crate) fn a_clicker_presents(lab: &Lab<'_>) -> Outcome {
    const PAGE_DOWN: char = '\u{e00f}';
    const PAGE_UP: char = '\u{e00e}';
    let server = lab.serve(lab.site())?;
    let visitor = Preferences::default().viewport(1920, 1080);
    lab.visit(&visitor, |page| {
        page.open(&server.url(&format!("{LAB}?present")))?;
        page.appears(".present h1")?;
        says(page, ".present h1", "Four minutes without a leader")?;
        page.key(PAGE_DOWN)?;
        says(page, ".present h1", "Memory is not disk")?;
        page.key('l')?;
        says(page, ".present-other", "内存")?;
        page.key(PAGE_DOWN)?;
        page.appears(".present-answers")?;
        let answers = page.find_all(".present-answers .present-other")?.len();
        ensure!(answers > 1, "{answers} answers are in both languages");
        page.key('l')?;
        page.wait_until("one language is left", PATIENCE, |page| {
            Ok(page.find_all(".present-other")?.is_empty())
        })?;
        page.key('b')?;
        page.appears(".present.blank")?;
        page.key('b')?;
        page.key(PAGE_UP)?;
        says(page, ".present h1", "Memory is not disk")?;
        ensure!(
            page.find_all("header.header, .transport")?.is_empty(),
            "there is something around it"
        );
        page.key('\u{e00c}')?;
        page.appears(".transport")?;
        has_no_complaints(page)
    })
}

/// What the paper has: headings, stages and bands, questions, right answers beside them and on the last page,
/// whether it fits, and its theme.
const PAPER: &str = "
    const count = css => document.querySelectorAll(css).length;
    const { scrollWidth, clientWidth } = document.documentElement;
    return [count('.handout-step h2'), count('.handout figure .stage canvas, .handout figure .bands'), count('.handout-ask'),
        count('.handout-step .right'), count('.handout-answers .right'), scrollWidth <= clientWidth,
        document.documentElement.dataset.theme];";

/// Looks at the paper in so many languages.
fn paper(page: &Page, languages: u64) -> Outcome {
    page.appears(".handout-answers")?;
    page.settle()?;
    let found = page.script(PAPER, &[])?;
    let count = |place: usize| found[place].as_u64().unwrap_or_default();
    let [headings, drawings, asked, told, right] = [0, 1, 2, 3, 4].map(count);
    ensure!(asked > 0 && headings > languages * asked, "{found}");
    // Stage and bands at each step.
    let steps = headings / languages - asked;
    ensure!(
        drawings == 2 * steps,
        "{drawings} drawings for {steps} steps"
    );
    ensure!(told == 0, "{told} answers are told beside their questions");
    ensure!(
        right == languages * asked,
        "{right} answers to {asked} questions"
    );
    ensure!(found[5] == true, "it is too wide");
    ensure!(found[6] == "light", "paper is {}", found[6]);
    Ok(())
}

/// A lesson of either system prints as a handout, in one language or in both.
pub(crate) fn a_lesson_prints(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let visitor = Preferences::default().theme(Theme::Dark);
    lab.visit(&visitor, |page| {
        page.open(&server.url(LAB))?;
        let link = page.appears("#handout")?.attribute("href")?;
        page.open("about:blank")?;
        page.open(&server.url(&link.unwrap_or_default()))?;
        paper(page, 1)?;
        page.find("#languages")?.click()?;
        page.appears(".handout.both .handout-answers")?;
        paper(page, 2)?;
        let text = page.text()?;
        for words in ["Memory is not disk", "内存", "Answers", "答案"] {
            ensure!(text.contains(words), "it does not say {words:?}");
        }
        page.open("about:blank")?;
        page.open(&server.url("#/lab/ds-fast-restart?handout"))?;
        paper(page, 1)?;
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}

/// From the gallery through lesson and prediction to a fix, the comparison and the link.
pub(crate) fn a_class_goes_through_the_outage(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(""))?;
        page.role_appears("link", "Open the incident")?.click()?;
        page.role_appears("button", "Take the lesson")?.click()?;
        says(page, ".lesson-step h1", "Memory is not disk")?;
        page.keys("n")?;
        page.appears(".option")?;
        page.keys("2")?;
        page.appears(".option[aria-pressed=\"true\"]")?;
        page.role_appears("button", "Tell me")?.click()?;
        page.appears(".option.right")?;
        page.appears("#fix-peers-refuse")?.click()?;
        page.wait_until("the fix heals", PATIENCE, |page| {
            let verdicts = page.find_all(".verdict:not(.minor)")?;
            let said = verdicts.first().map(|verdict| verdict.text());
            Ok(said.transpose()?.is_some_and(|said| said.contains("heals")))
        })?;
        page.appears("#compare")?.click()?;
        page.appears("#sentence")?;
        let sentence = text(page, "#sentence")?;
        ensure!(sentence.contains("earlier"), "it says {sentence:?}");
        page.find("#open-b")?.click()?;
        page.role_appears("button", "Share moment")?.click()?;
        let link = page.appears("#share-link")?.property("value")?;
        let link = link.as_str().unwrap_or_default().to_owned();
        ensure!(link.contains("fix=peers-refuse"), "the link is {link}");
        page.open("about:blank")?;
        page.open(&link)?;
        page.appears(".card")?;
        let why = text(page, ".verdict-why")?;
        ensure!(why.contains("leads"), "the link shows {why:?}");
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}
