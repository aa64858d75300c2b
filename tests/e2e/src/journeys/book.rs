//! Does the book stand beside the page?

use harness::{Outcome, Preferences, ensure};

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
