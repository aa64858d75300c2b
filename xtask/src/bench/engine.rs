//! The engine: the same measurements natively and in Chromium, in one go.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use harness::{Installed, Page, Port, Preferences, Server, Site};
use serde_json::{Value, json};

use super::figure::{Bound, Figure, Missing, quantile};
use crate::build;
use crate::workspace::{self, Workspace};

/// Loads of the page for the first run in a fresh one.
const COLD_LOADS: usize = 5;
/// Calls before the browser has compiled the code as well as it will.
const WARM_CALLS: usize = 6;

/// Loads the measurements once per document and makes one.
const MEASURE: &str = "return (async (name) => {
    if (!window.bench) {
        const app = await import('./app.js');
        await app.default({ module_or_path: './app_bg.wasm' });
        window.bench = app;
    }
    return JSON.parse(window.bench.measure(name));
})(arguments[0]);";

/// The measurements of the package `bench`, compiled as they are shipped for both.
struct Bench {
    native: PathBuf,
    memory: PathBuf,
    page: Page,
    server: Server,
}

/// Measures the engine.
pub(crate) fn measure(workspace: &Workspace, browser: &Installed) -> Result<Vec<Figure>> {
    let bench = Bench::start(workspace, browser)?;
    let outage = Pair::of(&bench, "outage", WARM_CALLS)?;
    let mut figures = outages(&bench, &outage)?;
    let mut ratios = vec![ratio("the outage", &outage, |value| number(value, "ms"))];
    for (workload, servers, bound, target) in [
        ("five", "five servers", 400_000.0, 600_000.0),
        ("thirty-one", "31 servers", 250_000.0, 400_000.0),
    ] {
        let rate = Pair::of(&bench, &format!("rate {workload}"), 1)?;
        figures.push(rate_figure(
            servers,
            &rate,
            Bound::AtLeast(bound, Some(target)),
        ));
        ratios.push(ratio(servers, &rate, |value| number(value, "ms")));
    }
    figures.push(history(&bench)?);
    for (workload, servers, bound) in [("five", 5, 0.2), ("thirty-one", 31, 0.5)] {
        for facts in ["100000", "1000000"] {
            let seek = Pair::of(&bench, &format!("seek {workload} {facts}"), 1)?;
            figures.push(seek_figure(servers, &seek, bound));
        }
    }
    for (workload, of, facts) in [
        ("zk-decommission-outage", "the outage", "11000"),
        ("five", "five servers", "1000000"),
        ("thirty-one", "31 servers", "100000"),
    ] {
        let fork = Pair::of(&bench, &format!("fork {workload} {facts}"), 1)?;
        figures.push(fork_figure(of, &fork));
    }
    figures.extend(ratios);
    Ok(figures)
}

impl Bench {
    fn start(workspace: &Workspace, browser: &Installed) -> Result<Self> {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--release", "--package", "bench"]);
        workspace::run(&mut cargo, "the measurements do not compile")?;
        let program = |name: &str| {
            let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            workspace.target.join("release").join(file)
        };
        let site = build::bench(workspace)?;
        fs::write(
            site.join("index.html"),
            "<!doctype html><title>bench</title>",
        )?;
        Ok(Self {
            native: program("bench"),
            memory: program("bench-memory"),
            page: Page::start(browser, &Preferences::default())?,
            server: Server::start(Site::new(site).isolated(), Port::Any)?,
        })
    }

    fn natively(&self, name: &str) -> Result<Value> {
        answer(Command::new(&self.native).arg(name))
    }

    /// Opens a fresh document, in which nothing has run yet.
    fn reload(&self) -> Result<()> {
        Ok(self.page.open(&self.server.url(""))?)
    }

    fn in_browser(&self, name: &str) -> Result<Value> {
        Ok(self.page.script(MEASURE, &[json!(name)])?)
    }
}

/// What a program prints as its one line of JSON.
fn answer(command: &mut Command) -> Result<Value> {
    let output = command.output().context("the measurements do not start")?;
    if !output.status.success() {
        bail!("the measurements end with {}", output.status);
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// One measurement made twice.
struct Pair {
    native: Value,
    wasm: Value,
}

impl Pair {
    /// Both, one right after the other, each in so many calls, of which the fastest counts: code gets
    /// faster as the browser compiles it better, and a busy machine is slower now and then.
    fn of(bench: &Bench, name: &str, calls: usize) -> Result<Self> {
        eprintln!("measuring {name}");
        let native = fastest(calls, || bench.natively(name))?;
        bench.reload()?;
        let wasm = fastest(calls, || bench.in_browser(name))?;
        Ok(Self { native, wasm })
    }
}

fn fastest(calls: usize, measure: impl Fn() -> Result<Value>) -> Result<Value> {
    let mut best = measure()?;
    for _ in 1..calls {
        let next = measure()?;
        if number(&next, "ms").ok() < number(&best, "ms").ok() {
            best = next;
        }
    }
    Ok(best)
}

/// A number of a measurement, or why there is none.
fn number(value: &Value, key: &str) -> Result<f64, Missing> {
    value[key].as_f64().ok_or_else(|| {
        let reason = value["error"].as_str().unwrap_or("it has no such figure");
        Missing::Failed(reason.to_owned())
    })
}

fn outages(bench: &Bench, outage: &Pair) -> Result<Vec<Figure>> {
    let mut cold = Vec::new();
    for _ in 0..COLD_LOADS {
        bench.reload()?;
        let once = bench.in_browser("outage-once")?;
        cold.extend(once["ms"].as_f64());
    }
    let same = outage.native["fingerprint"] == outage.wasm["fingerprint"];
    let warm = if same {
        number(&outage.wasm, "ms")
    } else {
        Err(Missing::Failed(
            "it is another run than natively".to_owned(),
        ))
    };
    let figure = |what: &str, how: String, value, bound| Figure {
        what: format!("the outage to its end, traced: {what}"),
        how,
        value,
        unit: "ms",
        bound: Bound::AtMost(bound, None),
    };
    let median = quantile(&cold, 0.5).ok_or_else(|| Missing::Failed("no run".to_owned()));
    let facts = &outage.native["facts"];
    let how = format!("best of 5, in {WARM_CALLS} calls, {facts} facts kept");
    let warmed = format!("best of 5, in {WARM_CALLS} calls");
    let cold_how = format!("the first run in a fresh document, median of {COLD_LOADS}");
    Ok(vec![
        figure("native", how, number(&outage.native, "ms"), 1.5),
        figure("wasm, warm", warmed, warm, 3.0),
        figure("wasm, cold", cold_how, median, 15.0),
    ])
}

fn rate_figure(servers: &str, rate: &Pair, bound: Bound) -> Figure {
    let native = number(&rate.native, "per_second").unwrap_or_default();
    Figure {
        what: format!("messages delivered per second, {servers}, all facts kept"),
        how: format!(
            "wasm; {} delivered ÷ performance.now() around Run::advance, best of 5; {} facts, {} events; natively {:.0}",
            rate.wasm["delivered"], rate.wasm["facts"], rate.wasm["events"], native
        ),
        value: number(&rate.wasm, "per_second"),
        unit: "/s",
        bound,
    }
}

fn ratio(what: &str, pair: &Pair, read: impl Fn(&Value) -> Result<f64, Missing>) -> Figure {
    let both = read(&pair.wasm).and_then(|wasm| Ok(wasm / read(&pair.native)?));
    Figure {
        what: format!("wasm time ÷ native time, {what}"),
        how: "both with the profile that is shipped, best of 5 each".to_owned(),
        value: both,
        unit: "",
        bound: Bound::AtMost(2.0, None),
    }
}

/// 8 bytes per fact and 96 per message delivered.
fn history(bench: &Bench) -> Result<Figure> {
    eprintln!("measuring memory");
    let kept = answer(&mut Command::new(&bench.memory))?;
    let of = |key: &str| number(&kept, key);
    let parts = ["trace", "keyframes", "indices"].map(|key| of(key).unwrap_or_default() / 1_000.0);
    let allowed =
        of("facts").unwrap_or_default() * 8.0 + of("delivered").unwrap_or_default() * 96.0;
    let [trace, keyframes, indices] = parts;
    let value = of("trace").and_then(|trace| Ok(trace + of("keyframes")? + of("indices")?));
    Ok(Figure {
        what: "history kept of one hour of the outage".to_owned(),
        how: format!(
            "live bytes by a counting allocator, natively: trace {trace:.0} KB, keyframes {keyframes:.0} KB, \
             indices {indices:.0} KB; {} facts, {} messages, {} delivered; allowed are 8 bytes per fact and 96 per message delivered",
            kept["facts"], kept["messages"], kept["delivered"]
        ),
        value: value.map(|bytes| bytes / 1_000.0),
        unit: "KB",
        bound: Bound::AtMost(allowed / 1_000.0, None),
    })
}

fn fork_figure(of: &str, fork: &Pair) -> Figure {
    let native = number(&fork.native, "p99").unwrap_or_default();
    let part = |key: &str| number(&fork.wasm, key).unwrap_or_default();
    Figure {
        what: format!("fork at a random moment, {of}, p99"),
        how: format!(
            "wasm; 200 uniform moments of {} facts, {} events; p50 {:.2}, max {:.2}; natively p99 {native:.2}",
            fork.wasm["facts"],
            fork.wasm["events"],
            part("p50"),
            part("max")
        ),
        value: number(&fork.wasm, "p99"),
        unit: "ms",
        bound: Bound::AtMost(5.0, None),
    }
}

fn seek_figure(servers: usize, seek: &Pair, bound: f64) -> Figure {
    let native = number(&seek.native, "p99").unwrap_or_default();
    let part = |key: &str| number(&seek.wasm, key).unwrap_or_default();
    Figure {
        what: format!(
            "seek to a random moment, {servers} servers, {} facts, p99",
            seek.wasm["facts"]
        ),
        how: format!(
            "wasm; 1,000 uniform moments, the picture alone; p50 {:.3}, max {:.3}; natively p99 {native:.3}; laying all keyframes {:.1}",
            part("p50"),
            part("max"),
            part("whole")
        ),
        value: number(&seek.wasm, "p99"),
        unit: "ms",
        bound: Bound::AtMost(bound, None),
    }
}
