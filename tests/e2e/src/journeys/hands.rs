//! Does the harness do what it says? Every other journey stands on this one.

use std::path::Path;
use std::time::Duration;

use harness::{Failure, Gesture, Outcome, Page, Preferences, Site, ensure, keys};

use crate::lab::Lab;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixture");

pub(crate) fn reach_the_page(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(Site::new(FIXTURE))?;
    lab.visit(&Preferences::default().touch(), |page| {
        page.open(&server.url(""))?;
        page.find_role("button", "Step forward")?.click()?;
        page.find_role("button", "Play")?.click()?;
        heard(page, "click:> click:Play")
    })?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(""))?;
        page.perform(&Gesture::mouse().drag((50.0, 50.0), (250.0, 150.0)))?;
        heard(page, "mouse:down mouse:move mouse:up")?;
        page.perform(&Gesture::touch().drag((250.0, 150.0), (50.0, 50.0)))?;
        heard(page, "touch:down touch:move touch:up")?;
        page.find("body")?.click()?;
        page.keys("a")?;
        page.key(keys::RIGHT)?;
        page.chord(&[keys::SHIFT, keys::LEFT])?;
        heard(
            page,
            "key:a key:ArrowRight key:Shift+Shift key:Shift+ArrowLeft",
        )?;
        page.find("#seed")?.keys("42")?;
        ensure!(
            page.find("#seed")?.property("value")? == "42",
            "the input did not get the keys"
        );
        page.find("#logs")?
            .keys(&Path::new(FIXTURE).join("index.html").to_string_lossy())?;
        heard(page, "file:index.html")
    })
}

/// Waits until the page has noted exactly this, after what it noted before.
fn heard(page: &Page, events: &str) -> Outcome {
    let mut last = String::new();
    let arrived = page.wait_until("the page hears it", Duration::from_secs(5), |page| {
        last = page.find("#heard")?.text()?;
        Ok(last.ends_with(events))
    });
    arrived.map_err(|failure| {
        Failure::expected(format!("{failure}: expected {events:?}, got {last:?}"))
    })
}
