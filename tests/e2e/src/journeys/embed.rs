//! Is a moment at home in somebody else's page: does it fit, say its time, listen, and keep to itself?

use harness::{Outcome, PATIENCE, Page, Preferences, Site, Theme, ensure};

use super::loading::has_no_complaints;
use crate::lab::Lab;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixture");

/// What a moment looks like from inside of its frame.
const FITS: &str = "
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = document.documentElement;
    const foot = document.querySelector('.embed-foot').getBoundingClientRect();
    return scrollHeight <= clientHeight && scrollWidth <= clientWidth && foot.bottom <= innerHeight + 1;";

pub(crate) fn is_at_home_in_a_postmortem(lab: &Lab<'_>) -> Outcome {
    let site = lab.serve(lab.site())?;
    let host = lab.serve(Site::new(FIXTURE))?;
    let visitor = Preferences::default().theme(Theme::Light);
    lab.visit(&visitor, |page| {
        page.open(&host.url(&format!("postmortem.html?site={}", site.url(""))))?;
        for (frame, title) in [
            ("#late", "zk0 has changed its mind. Nobody has heard."),
            ("#fixed", "四分钟没有 leader"),
            ("#narrow", "The leader"),
        ] {
            page.within(frame, |inside| {
                inside.appears(".embed-foot")?;
                let found = inside.find("h1")?.text()?;
                ensure!(found.contains(title), "{frame} is called {found:?}");
                let stages = inside.find_all(".embed .stage")?.len();
                let expected = usize::from(frame != "#narrow");
                ensure!(stages == expected, "{frame} has {stages} stages");
                Ok(())
            })?;
            heard(page, frame, ":")?;
            page.wait_until(&format!("{frame} fits"), PATIENCE, |page| {
                let mut fits = false;
                page.within(frame, |inside| {
                    fits = inside.script(FITS, &[])? == true;
                    Ok(())
                })?;
                Ok(fits)
            })?;
        }
        speaks_and_listens(page)?;
        keeps_to_itself(page)?;
        has_no_complaints(page)
    })
}

/// The host hears each moment, and may ask for another one.
fn speaks_and_listens(page: &Page) -> Outcome {
    heard(page, "#late", "11:19:18.808 6528 false")?;
    // Several events may share a millisecond.
    page.wait_until("the host hears of a step", PATIENCE, |page| {
        page.within("#late", |inside| {
            inside.find_role("button", "Next event")?.click()
        })?;
        let text = page.find("#late-heard")?.text()?;
        Ok(text.starts_with("11:19:18.8") && !text.contains(" 6528 "))
    })?;
    page.find_role("button", "Five seconds later")?.click()?;
    heard(page, "#late", "11:19:23.808 11528 false")?;
    page.within("#late", |inside| {
        let link = inside.find("#open")?.attribute("href")?.unwrap_or_default();
        ensure!(
            link.starts_with("#/lab/zk-decommission-outage?t=11528") && !link.contains("embed"),
            "the way out is {link}"
        );
        inside.find_role("button", "Play")?.click()
    })?;
    heard(page, "#late", "true")
}

/// Nobody's language and theme are others because of a frame.
fn keeps_to_itself(page: &Page) -> Outcome {
    let colours = "return [document.documentElement.dataset.theme, document.documentElement.lang,
        localStorage.getItem('quorumscope')];";
    for (frame, expected) in [
        ("#late", "[\"light\",\"en\",null]"),
        ("#fixed", "[\"dark\",\"zh-CN\",null]"),
    ] {
        page.within(frame, |inside| {
            let found = inside.script(colours, &[])?.to_string();
            ensure!(found == expected, "{frame} has {found}");
            Ok(())
        })?;
    }
    Ok(())
}

fn heard(page: &Page, frame: &str, text: &str) -> Outcome {
    page.wait_until(
        &format!("the host hears {text:?} of {frame}"),
        PATIENCE,
        |page| Ok(page.find(&format!("{frame}-heard"))?.text()?.contains(text)),
    )
}

/// From the Lab to the snippet, and the snippet works.
pub(crate) fn is_offered_in_the_lab(lab: &Lab<'_>) -> Outcome {
    let server = lab.serve(lab.site())?;
    let host = lab.serve(Site::new(FIXTURE))?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url("#/lab/zk-decommission-outage?t=6528"))?;
        page.appears(".card")?;
        page.find_role("button", "Share moment")?.click()?;
        page.appears("#share-title")?.keys("A \"late\" ballot")?;
        let value = |id: &str| -> Outcome<String> {
            let value = page.find(id)?.property("value")?;
            Ok(value.as_str().unwrap_or_default().to_owned())
        };
        let link = value("#share-link")?;
        ensure!(
            link.contains("t=6528") && link.contains("title=A%20%22late%22%20ballot"),
            "the link is {link}"
        );
        let frame = value("#share-frame")?;
        // The Lab allows no frames in itself.
        page.open(&host.url("empty.html"))?;
        page.script("document.body.innerHTML = arguments[0];", &[frame.into()])?;
        page.within("iframe", |inside| {
            inside.appears(".embed-foot")?;
            let title = inside.find("h1")?.text()?;
            ensure!(title == "A \"late\" ballot", "it is called {title}");
            Ok(())
        })?;
        page.open("about:blank")?;
        page.open(&link)?;
        page.appears(".card")?;
        has_no_complaints(page)
    })
}
