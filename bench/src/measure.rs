//! The measurements, by name.

use crate::cluster::Cluster;
use crate::workload::{self, OUTAGE};
use dolphinscheduler::model::Model;
use picture::scrubber::Scrubber;
use scenario::fork::{BETWEEN_MOMENTS, Forkable};
use scenario::run::{Advance, Run};
use serde_json::{Value, json};
use sim::random::{Range, Stream};
use sim::time::SimTime;
use sim::trace::{Row, Trace};
use std::hint::black_box;
use zookeeper::fact::Fact;

/// Milliseconds of some clock.
pub type Clock<'a> = &'a dyn Fn() -> f64;

/// Each run is made so often; the fastest counts, because whatever else the machine does only adds.
const ROUNDS: usize = 5;
/// Seeks of one measurement.
const SEEKS: usize = 1_000;
/// Forks of one measurement.
const FORKS: usize = 200;
/// Events between two looks at whether a run is over.
const BUDGET: u64 = 1 << 20;

/// Measures what a name says: `outage`, `outage-once`, `rate WORKLOAD`, `seek WORKLOAD FACTS`,
/// `fork WORKLOAD FACTS`, `cluster MODEL`. What cannot be measured says why, as `error`.
pub fn run(name: &str, now: Clock<'_>) -> Value {
    let words: Vec<&str> = name.split(' ').collect();
    let measured = match words[..] {
        ["outage"] => outage(now, ROUNDS),
        ["outage-once"] => outage(now, 1),
        ["cluster", model] => Model::named(model)
            .map(|model| cluster(now, model))
            .ok_or_else(|| format!("there is no model {model}")),
        ["rate", workload] => rate(now, workload),
        ["seek", workload, facts] => facts
            .parse()
            .map_err(|_| format!("{facts} is no number of facts"))
            .and_then(|facts| seek(now, workload, facts)),
        ["fork", workload, facts] => facts
            .parse()
            .map_err(|_| format!("{facts} is no number of facts"))
            .and_then(|facts| fork(now, workload, facts)),
        _ => Err(format!("there is no measurement {name}")),
    };
    measured.unwrap_or_else(|error| json!({ "error": error }))
}

/// A run and the milliseconds that it took, its preparation left out.
fn timed(now: Clock<'_>, name: &str) -> Result<(Run, f64), String> {
    let mut run = Run::new(workload::plan(name, None)?);
    let started = now();
    while run.advance(SimTime::NEVER, BUDGET) == Advance::More {}
    let took = now() - started;
    Ok((run, took))
}

/// The run that took least of so many.
fn best(now: Clock<'_>, name: &str, rounds: usize) -> Result<(Run, f64), String> {
    let mut best = timed(now, name)?;
    for _ in 1..rounds {
        let next = timed(now, name)?;
        if next.1 < best.1 {
            best = next;
        }
    }
    Ok(best)
}

/// The four-minute outage to its end, with every fact kept.
fn outage(now: Clock<'_>, rounds: usize) -> Result<Value, String> {
    let (run, ms) = best(now, OUTAGE, rounds)?;
    let fingerprint = run.trace().fingerprint().to_string();
    Ok(json!({ "ms": ms, "facts": run.trace().len(), "fingerprint": fingerprint }))
}

/// Ten minutes of a cluster of DolphinScheduler.
fn cluster(now: Clock<'_>, model: Model) -> Value {
    let timed = || {
        let mut cluster = Cluster::new(model);
        let started = now();
        cluster.run();
        (now() - started, cluster)
    };
    let (mut ms, cluster) = timed();
    for _ in 1..ROUNDS {
        ms = ms.min(timed().0);
    }
    json!({
        "ms": ms,
        "facts": cluster.trace().len(),
        "events": cluster.events(),
        "succeeded": cluster.succeeded(),
    })
}

/// Notifications and learner packets delivered per second.
fn rate(now: Clock<'_>, name: &str) -> Result<Value, String> {
    let (run, ms) = best(now, name, ROUNDS)?;
    let delivered = delivered(run.trace());
    Ok(json!({
        "ms": ms,
        "facts": run.trace().len(),
        "events": run.world().events(),
        "delivered": delivered,
        "per_second": f64::from(delivered) / ms * 1_000.0,
    }))
}

/// Notifications and learner packets that arrived.
pub fn delivered(trace: &Trace) -> u32 {
    let arrives = |row: &Row| {
        matches!(
            Fact::decode(row),
            Some(Fact::Received { .. } | Fact::PacketReceived { .. })
        )
    };
    let count = trace.iter().filter(|(_, row)| arrives(row)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Going to random moments of a run with so many facts: the picture alone, nothing drawn.
fn seek(now: Clock<'_>, name: &str, facts: u32) -> Result<Value, String> {
    let run = workload::run_of(name, facts)?;
    let reading = run.reading();
    let mut scrubber = Scrubber::new(&reading);
    let started = now();
    scrubber.after(&reading, facts);
    let first = now() - started;
    let end = reading.trace.end().as_micros();
    let mut stream = Stream::named(1, "seeks");
    let mut took: Vec<f64> = Vec::with_capacity(SEEKS);
    for _ in 0..SEEKS {
        let at = SimTime::ZERO + stream.span(Range::micros(0, end));
        let started = now();
        black_box(scrubber.at(&reading, at));
        took.push(now() - started);
    }
    took.sort_by(f64::total_cmp);
    Ok(json!({
        "facts": run.trace().len(),
        "p50": took[SEEKS / 2],
        "p99": took[SEEKS * 99 / 100],
        "max": took[SEEKS - 1],
        "whole": first,
    }))
}

/// Forking a run with so many facts at random moments.
fn fork(now: Clock<'_>, name: &str, facts: u32) -> Result<Value, String> {
    let mut forkable = Forkable::new(workload::plan(name, Some("24h"))?, BETWEEN_MOMENTS);
    let until = forkable.run().plan().until;
    while forkable.run().trace().len() < facts && forkable.advance(until, BUDGET) == Advance::More {
    }
    let run = forkable.run();
    let end = run.reached().as_micros();
    let mut stream = Stream::named(1, "forks");
    let mut took: Vec<f64> = Vec::with_capacity(FORKS);
    for _ in 0..FORKS {
        let at = SimTime::ZERO + stream.span(Range::micros(0, end));
        let started = now();
        black_box(forkable.fork(at));
        took.push(now() - started);
    }
    took.sort_by(f64::total_cmp);
    Ok(json!({
        "facts": run.trace().len(),
        "events": run.world().events(),
        "p50": took[FORKS / 2],
        "p99": took[FORKS * 99 / 100],
        "max": took[FORKS - 1],
    }))
}
