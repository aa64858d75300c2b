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

/// A fix that only lessens leaves the harm, and less of it on every seed. The one there is shortens a stall.
#[test]
fn a_fix_that_lessens_makes_the_stall_shorter() {
    for id in catalog::ids() {
        for fix in &catalog::find(id).unwrap().fixes {
            if !fix.lessens {
                continue;
            }
            for ((seed, before), (_, after)) in
                outcomes(id, &[], &[]).zip(outcomes(id, &[&fix.id], &[]))
            {
                let (before, after) = (before.stall, after.stall);
                assert!(
                    after < before,
                    "{id} {} {seed}: {before:?} {after:?}",
                    fix.id
                );
            }
        }
    }
}

/// Every folder of the catalogue that is about this system is known, in the order of the lessons.
#[test]
fn every_file_is_in_the_catalogue() {
    let catalog_folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../scenario/catalog");
    let mut folders: Vec<String> = std::fs::read_dir(catalog_folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("ds-"))
        .collect();
    let mut known: Vec<String> = catalog::ids().map(str::to_owned).collect();
    folders.sort();
    known.sort();
    assert_eq!(folders, known);
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
