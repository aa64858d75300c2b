//! Runs of the catalogue for tests.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses its part, and stops at the first surprise"
)]

use failover::catalog;
use failover::outcome::Outcome;
use failover::plan::Plan;
use failover::run::Run;
use scenario::plan::Choice;
use std::sync::Arc;

/// Seeds on which a claim is checked.
pub const SEEDS: std::ops::RangeInclusive<u64> = 1..=20;

pub fn plan(id: &str, fixes: &[&str], params: &[&str], seed: Option<u64>) -> Plan {
    let mut choice = Choice {
        seed,
        ..Choice::default()
    };
    for fix in fixes {
        choice.fix(fix).unwrap();
    }
    for param in params {
        choice.set(param).unwrap();
    }
    let script = catalog::find(id).unwrap_or_else(|error| panic!("{id}: {error}"));
    Plan::decide(&script, &choice)
        .unwrap_or_else(|error| panic!("{id} {fixes:?} {params:?}: {error}"))
}

pub fn run(id: &str, fixes: &[&str], params: &[&str], seed: Option<u64>) -> Run {
    Run::complete(Arc::new(plan(id, fixes, params, seed)))
}

pub fn outcome(id: &str, fixes: &[&str], params: &[&str], seed: Option<u64>) -> Outcome {
    Outcome::of(&run(id, fixes, params, seed))
}

/// The outcome on each of twenty seeds.
pub fn outcomes<'a>(
    id: &'a str,
    fixes: &'a [&'a str],
    params: &'a [&'a str],
) -> impl Iterator<Item = (u64, Outcome)> + 'a {
    SEEDS.map(move |seed| (seed, outcome(id, fixes, params, Some(seed))))
}
