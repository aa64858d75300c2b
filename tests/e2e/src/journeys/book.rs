//! Does the book stand beside the page, and do the two lead to each other?

use harness::{Outcome, PATIENCE, Page, Preferences, ensure};

use super::loading::{asks_nobody_else, has_no_complaints};
use crate::lab::Lab;

pub(crate) fn opens_in_both_languages(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site().below("some/where"))?;
    for (edition, heading) in [("en", "Introduction"), ("zh", "引言")] {
        lab.visit(&Preferences::default().language(edition), |page| {
            page.open(&server.url(&format!("book/{edition}/")))?;
            let found = page.appears("main h1")?.text()?;
            ensure!(
                found == heading,
                "the first heading is {found:?}, not {heading:?}"
            );
            page.settle()?;
            has_no_complaints(page)?;
            asks_nobody_else(page, &server)
        })?;
    }
    Ok(())
}

/// From a story to its chapter, to the same chapter in the other language, and by its figure back.
pub(crate) fn leads_there_and_back(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site().below("some/where"))?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url("#/lab/zk-leader-crash?lang=en"))?;
        page.appears("#chapter")?.click()?;
        has_heading(page, "The leader is killed and comes back")?;
        page.find(".edition a")?.click()?;
        has_heading(page, "leader 被杀，后来又回来")?;
        page.find("figcaption a")?.click()?;
        page.appears(".card")?;
        has_no_complaints(page)?;
        asks_nobody_else(page, &server)
    })
}

/// The chapter is there, its still is drawn, and its figure has the engine in it.
fn has_heading(page: &Page, heading: &str) -> Outcome {
    const FIGURE: &str = "
        const still = document.querySelector('.still');
        const figure = document.querySelector('.live-frame iframe');
        return still.complete && figure.contentDocument.querySelector('.card') !== null;";
    page.wait_until("the chapter is there", PATIENCE, |page| {
        Ok(page.appears("main h1")?.text()? == heading)
    })?;
    page.wait_until("its figure shows a server", PATIENCE, |page| {
        Ok(page.script(FIGURE, &[])?.as_bool() == Some(true))
    })
}
