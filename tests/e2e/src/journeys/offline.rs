//! After a first visit, does the page work without a network, and does a new version of it announce itself?

use std::fs;
use std::path::{Path, PathBuf};

use harness::{Outcome, PATIENCE, Page, Preferences, Site, ensure};

use super::long::is_shown;
use crate::lab::Lab;

const LAB: &str = "#/lab/zk-decommission-outage?t=6528";
/// An hour of the outage, which a worker makes.
const HOUR: &str = "#/lab/zk-decommission-outage?until=3600s";

/// The version whose files are kept by the worker that serves this page; nothing before there is one.
const SERVED: &str = "
    if (!navigator.serviceWorker.controller) return '';
    return caches.keys().then((names) => {
        const copies = names.filter((name) => !name.startsWith('quorumscope read'));
        return caches.open(copies.at(-1)).then((copy) => copy.match('./')).then((page) => page?.text());
    }).then((text) => /data-version=\"(\\w+)\"/.exec(text ?? '')?.[1] ?? '');";
const VERSION: &str = "return document.getElementById('boot').dataset.version;";
const LOOKS_FOR_A_NEW_ONE: &str = "return navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => true);";
const AT_REST: &str = "
    return navigator.serviceWorker.getRegistration().then(({ installing, waiting, active }) => {
        return !installing && !waiting && active?.state === 'activated';
    });";
const NEW: &str = "0123456789abcdef";

pub(crate) fn works_without_a_network(lab: &Lab<'_>) -> Outcome {
    let site = lab.published("site")?;
    let server = lab.serve(Site::new(&site).kept())?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(LAB))?;
        is_kept(page, &version(page)?)?;
        let (lab_address, gallery) = (server.url(LAB), server.url("#/"));
        // Browsers connect in advance: a server that is gone may still answer once, and finds nothing.
        drop(server);
        fs::remove_dir_all(&site)?;
        visit_again(page, &lab_address)?;
        page.appears(".card")?;
        page.role_appears("button", "Take the lesson")?.click()?;
        page.appears(".lesson-step h1")?;
        page.role_appears("tab", "Log")?.click()?;
        page.appears(".log-entry")?;
        visit_again(page, &gallery)?;
        page.appears(".scenario")?;
        page.script("location.hash = arguments[0];", &[HOUR.into()])?;
        is_shown(page)
    })
}

pub(crate) fn says_that_there_is_a_new_version(lab: &Lab<'_>) -> Outcome {
    let site = lab.published("site")?;
    let server = lab.serve(Site::new(&site))?;
    lab.visit(&Preferences::default(), |page| {
        page.open(&server.url(LAB))?;
        let before = version(page)?;
        is_kept(page, &before)?;
        let replaced = renew(&site, &before)?;
        page.script(LOOKS_FOR_A_NEW_ONE, &[])?;
        page.appears("#update")?;
        ensure!(
            version(page)? == before,
            "it is reloaded without being asked"
        );
        page.find_role("button", "中文")?.click()?;
        page.says("本页有新版本")?;
        let event = "return /e=\\d+/.exec(location.hash)[0];";
        let before_it = page.script(event, &[])?;
        page.role_appears("button", "重新载入")?.click()?;
        is_shown_in(page, NEW)?;
        ensure!(
            page.script(event, &[])? == before_it,
            "the moment is another"
        );
        // Whoever loads the page sees what is published, not what is kept, and needs no notice.
        for (file, text) in replaced {
            fs::write(file, text)?;
        }
        visit_again(page, &server.url(LAB))?;
        is_shown_in(page, &before)?;
        page.script(LOOKS_FOR_A_NEW_ONE, &[])?;
        page.wait_until("its worker serves", PATIENCE, |page| {
            Ok(page.script(AT_REST, &[])? == true)
        })?;
        ensure!(
            page.find_all("#update")?.is_empty(),
            "what is shown is announced"
        );
        Ok(())
    })
}

fn version(page: &Page) -> Outcome<String> {
    let version = page.script(VERSION, &[])?;
    Ok(version.as_str().unwrap_or_default().to_owned())
}

/// Comes from elsewhere. Firefox's driver reloads a page past its worker, which no visitor does.
fn visit_again(page: &Page, address: &str) -> Outcome {
    page.open("about:blank")?;
    page.open(address)
}

/// Waits until a worker serves the page and has this version of it.
fn is_kept(page: &Page, version: &str) -> Outcome {
    page.wait_until(&format!("{version} is kept"), PATIENCE, |page| {
        Ok(page.script(SERVED, &[])? == version)
    })
}

fn is_shown_in(page: &Page, wanted: &str) -> Outcome {
    page.wait_until(&format!("{wanted} is shown"), PATIENCE, |page| {
        Ok(version(page)? == wanted && page.find(".card")?.is_displayed()?)
    })
}

/// Makes a site another version of itself; returns what it was.
fn renew(site: &Path, version: &str) -> Outcome<Vec<(PathBuf, String)>> {
    let mut replaced = Vec::new();
    for name in ["index.html", "sw.js"] {
        let file = site.join(name);
        let before = fs::read_to_string(&file)?;
        let text = before.replace(version, NEW);
        // The page is another one now, and so is its digest.
        let lines = text.lines().map(|line| match line.starts_with("[\"./\"") {
            true => "[\"./\", \"\"],",
            false => line,
        });
        fs::write(&file, lines.collect::<Vec<_>>().join("\n"))?;
        replaced.push((file, before));
    }
    Ok(replaced)
}
