//! What each scenario of the catalogue claims, over twenty seeds: by what is there, never by wording.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{outcome, outcomes};
use failover::catalog;
use failover::outcome::Outcome;

fn harms(id: &str, outcome: &Outcome) -> Vec<&'static str> {
    let script = catalog::find(id).unwrap();
    let about = common::plan(id, &[], &[], None).about.clone();
    drop(script);
    about
        .into_iter()
        .filter(|harm| outcome.shows(harm))
        .collect()
}

/// A fix that works leaves nothing of what the story is about, on any seed; one that does not leaves some
/// of it.
#[test]
fn every_fix_does_what_it_claims() {
    for id in catalog::ids() {
        for fix in &catalog::find(id).unwrap().fixes {
            let left: Vec<(u64, Vec<&str>)> = outcomes(id, &[&fix.id], &[])
                .map(|(seed, outcome)| (seed, harms(id, &outcome)))
                .filter(|(_, harms)| !harms.is_empty())
                .collect();
            println!("{id} {}: harm on {} seeds", fix.id, left.len());
            assert_eq!(fix.works, left.is_empty(), "{id} {}: {left:?}", fix.id);
        }
    }
}

/// A scenario that is about a harm shows it as it is, on its own seed.
#[test]
fn every_story_shows_what_it_is_about() {
    for id in catalog::ids() {
        let works = catalog::find(id).unwrap().fixes.iter().any(|fix| fix.works);
        if works {
            assert!(!harms(id, &outcome(id, &[], &[], None)).is_empty(), "{id}");
        }
    }
}
