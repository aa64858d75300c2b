//! The page that is shipped, driven as a visitor drives it. It has nothing in it for this: frames,
//! messages and events come from a script of `page.js` that is run before the page's own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use harness::{Installed, PATIENCE, Page, Port, Preferences, Server, Site};
use serde_json::{Value, json};

use super::figure::{Bound, Figure, Missing, quantile};
use crate::build;
use crate::workspace::Workspace;

/// What runs before the page's own scripts.
const SCRIPT: &str = include_str!("page.js");
/// An hour and five minutes of the outage: 100,000 facts.
const LONG: &str = "#/lab/zk-decommission-outage?until=3900s";
/// The end of that run and of its story's beginning, in seconds from zero.
const LONG_SECONDS: (i64, i64) = (-4, 3_900);
/// A link to a moment, as people send it.
const LINK: &str = "#/lab/zk-decommission-outage?t=6528";
/// Masters that share commands while one of them comes and goes, as they are taken.
const FAILOVERS: &str = "#/lab/ds-command-sharding?t=3000";
/// Moments that are jumped to.
const SEEKS: usize = 200;
/// For how long frames are watched, in ms.
const WATCHED_MS: u64 = 10_000;
/// Loads of which the median counts.
const LOADS: usize = 9;
/// The wasm is held back for so long when only the shell is to be seen.
const HELD_BACK: Duration = Duration::from_secs(2);

/// The page as it is shipped and with the loads in its catalogue, and who looks at it.
struct Bench<'a> {
    dist: PathBuf,
    loads: PathBuf,
    browser: &'a Installed,
}

/// Measures the page.
pub(crate) fn measure(workspace: &Workspace, browser: &Installed) -> Result<Vec<Figure>> {
    let dist = build::run(&build::Options { no_book: true })?;
    let loads = build::with_scenarios(workspace, workspace.root.join("bench/workloads"))?;
    let bench = Bench {
        dist,
        loads,
        browser,
    };
    let mut figures = vec![bench.jump()?];
    let (nine, many) = ("#/lab/nine?t=25000", "#/lab/thirty-one?t=25000");
    figures.extend(bench.playing(&bench.loads, nine, "nine servers, 200 messages in flight")?);
    figures.extend(bench.playing(&bench.loads, many, "31 servers")?);
    figures.extend(bench.playing(
        &bench.dist,
        FAILOVERS,
        "five of DolphinScheduler, 300 commands",
    )?);
    figures.extend(bench.zooming()?);
    figures.push(bench.first_paint()?);
    figures.extend(bench.drawn()?);
    Ok(figures)
}

/// Opens an address and waits until the servers and the time panel are drawn; gives the milliseconds
/// from the start of the navigation.
pub(super) fn open(page: &Page, url: &str) -> Result<f64> {
    const DRAWN: &str = "return window.quorumscopeBench?.drawn ?? null;";
    page.open(url)?;
    page.wait_until("the page is drawn", PATIENCE, |page| {
        Ok(page.script(DRAWN, &[])?.is_number())
    })?;
    let drawn = page.script(DRAWN, &[])?;
    drawn.as_f64().context("the page says no time")
}

/// A fresh browser with an empty cache and the script.
pub(super) fn visitor(browser: &Installed) -> Result<Page> {
    let page = Page::start(browser, &Preferences::default())?;
    page.before_each_document(SCRIPT)?;
    Ok(page)
}

/// A site without its offline copy, which would be taken in the middle of what is measured.
fn site_of(folder: &Path) -> Site {
    Site::new(folder).withholding("sw.js")
}

fn serve(site: Site) -> Result<Server> {
    Ok(Server::start(site, Port::Any)?)
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(Value::as_f64).collect()
}

impl Bench<'_> {
    /// A page whose clock tells microseconds, drawn at an address.
    fn page(&self, site: &Path, address: &str) -> Result<(Page, Server)> {
        let server = serve(site_of(site).isolated())?;
        let page = visitor(self.browser)?;
        open(&page, &server.url(address))?;
        page.wait_until("the run is made", PATIENCE, |page| {
            Ok(page.find_all("#running")?.is_empty())
        })?;
        page.settle()?;
        Ok((page, server))
    }

    fn jump(&self) -> Result<Figure> {
        eprintln!("measuring jumps");
        let (page, _server) = self.page(&self.dist, LONG)?;
        let (from, to) = LONG_SECONDS;
        let moments: Vec<String> = scattered(SEEKS)
            .map(|part| from * 1_000_000 + (to - from) * part)
            .map(|micros| format!("{micros}us"))
            .collect();
        let script = "return window.quorumscopeBench.jump(arguments[0]);";
        let jumps = page.script(script, &[json!(moments)])?;
        let took = numbers(&jumps["took"]);
        if jumps["stayed"] != 0 {
            bail!(
                "of {SEEKS} jumps, {} changed nothing on the page",
                jumps["stayed"]
            );
        }
        let part = |part| quantile(&took, part).unwrap_or_default();
        Ok(Figure {
            what: "jump to a random moment, 100,000 facts, p95".to_owned(),
            how: format!(
                "{SEEKS} uniform moments typed into the clock, to a message posted from the frame that draws it; median {:.1}, max {:.1}",
                part(0.5),
                part(1.0)
            ),
            value: quantile(&took, 0.95).ok_or_else(|| Missing::Failed("no jump".to_owned())),
            unit: "ms",
            bound: Bound::AtMost(16.0, Some(8.0)),
        })
    }

    fn playing(&self, site: &Path, address: &str, what: &str) -> Result<Vec<Figure>> {
        eprintln!("measuring {what}");
        let (page, _server) = self.page(site, address)?;
        page.find(".transport .play")?.click()?;
        let script = "return window.quorumscopeBench.frames(arguments[0]);";
        let frames = page.script(script, &[json!(WATCHED_MS)])?;
        Ok(frame_figures(&format!("playing, {what}"), &frames))
    }

    fn zooming(&self) -> Result<Vec<Figure>> {
        eprintln!("measuring zooming");
        let (page, _server) = self.page(&self.dist, LONG)?;
        let script = "const bench = window.quorumscopeBench; return bench.frames(arguments[0], bench.wheel);";
        let frames = page.script(script, &[json!(WATCHED_MS)])?;
        let mut figures = frame_figures("zooming and panning over 100,000 facts", &frames);
        let elements = page.script("return document.querySelectorAll('#time *').length;", &[])?;
        figures.push(Figure {
            what: "elements of the document in the time panel, 100,000 facts".to_owned(),
            how: "after ten seconds of zooming and panning".to_owned(),
            value: elements
                .as_f64()
                .ok_or_else(|| Missing::Failed("no count".to_owned())),
            unit: "",
            bound: Bound::AtMost(299.0, None),
        });
        Ok(figures)
    }

    fn first_paint(&self) -> Result<Figure> {
        const PAINTED: &str =
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null;";
        eprintln!("measuring the first paint");
        let server = serve(site_of(&self.dist).delaying(".wasm", HELD_BACK))?;
        let mut took = Vec::new();
        for _ in 0..LOADS {
            let page = Page::start(self.browser, &Preferences::default())?;
            page.open(&server.url(LINK))?;
            page.wait_until("something is painted", PATIENCE, |page| {
                Ok(page.script(PAINTED, &[])?.is_number())
            })?;
            took.extend(page.script(PAINTED, &[])?.as_f64());
        }
        let late = quantile(&took, 1.0).is_some_and(|last| last >= 2_000.0);
        if late {
            bail!("a first paint waited for the wasm, which was held back");
        }
        Ok(Figure {
            what: "first paint of the static shell".to_owned(),
            how: format!(
                "first contentful paint while the wasm is held back, median of {LOADS} fresh browsers; max {:.0}",
                quantile(&took, 1.0).unwrap_or_default()
            ),
            value: quantile(&took, 0.5).ok_or_else(|| Missing::Failed("no paint".to_owned())),
            unit: "ms",
            bound: Bound::AtMost(250.0, None),
        })
    }

    /// From a link to the frame that shows its moment, with an empty cache and with a full one.
    fn drawn(&self) -> Result<[Figure; 2]> {
        eprintln!("measuring loads");
        let server = serve(site_of(&self.dist).kept())?;
        let mut cold = Vec::new();
        for _ in 0..LOADS {
            cold.push(open(&visitor(self.browser)?, &server.url(LINK))?);
        }
        let page = visitor(self.browser)?;
        open(&page, &server.url(LINK))?;
        let mut warm = Vec::new();
        for _ in 0..LOADS {
            page.open("about:blank")?;
            warm.push(open(&page, &server.url(LINK))?);
        }
        let figure = |what: &str, how: &str, took: &[f64], bound| Figure {
            what: format!("from a link to its moment drawn, {what}"),
            how: format!(
                "from the start of the navigation to a message posted from that frame, median of {LOADS} {how}; max {:.0}",
                quantile(took, 1.0).unwrap_or_default()
            ),
            value: quantile(took, 0.5).ok_or_else(|| Missing::Failed("no load".to_owned())),
            unit: "ms",
            bound: Bound::AtMost(bound, None),
        };
        Ok([
            figure("warm", "loads with a full cache", &warm, 700.0),
            figure("cold", "fresh browsers", &cold, 1_500.0),
        ])
    }
}

/// Millionths of a way, scattered evenly over it in an order that jumps about.
fn scattered(count: usize) -> impl Iterator<Item = i64> {
    // Multiples of the golden ratio's fraction never come close to each other.
    (1..).map(|n: i64| n * 618_034 % 1_000_000).take(count)
}

fn frame_figures(what: &str, frames: &Value) -> Vec<Figure> {
    let took = numbers(&frames["took"]);
    let rate = took.len() as u64 * 1_000 / WATCHED_MS;
    let figure = |which: &str, how: String, part, bound| Figure {
        what: format!("{what}: a frame, {which}"),
        how,
        value: quantile(&took, part).ok_or_else(|| Missing::Failed("no frame".to_owned())),
        unit: "ms",
        bound: Bound::AtMost(bound, None),
    };
    let how = format!(
        "main thread, from the frame's callback to a message posted from it, 10 s without GPU; {} frames, {rate} per second; median {:.1}",
        took.len(),
        quantile(&took, 0.5).unwrap_or_default()
    );
    vec![
        figure("p95", how, 0.95, 8.0),
        figure("longest", "of the same frames".to_owned(), 1.0, 16.0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scattered_moments_lie_everywhere_and_nowhere_twice() {
        let mut all: Vec<i64> = scattered(SEEKS).collect();
        all.sort_unstable();
        assert!(
            all.windows(2)
                .all(|pair| (1..10_000).contains(&(pair[1] - pair[0]))),
            "{all:?}"
        );
        assert!(all[0] < 10_000 && all[SEEKS - 1] > 990_000);
    }
}
