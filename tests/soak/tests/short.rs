//! A short soak with fixed numbers: whatever is violated has a known reason.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops at the first surprise, and says how much it has looked at"
)]

use scenario::property::Property;
use soak::{Finding, Known, Schedule, findings, minimise};
use std::collections::BTreeMap;

/// So many that every property that is not a law has been violated.
const SCHEDULES: u64 = 100;

#[test]
fn what_random_faults_violate_is_known() {
    let mut counts: BTreeMap<Property, u64> = BTreeMap::new();
    for number in 1..=SCHEDULES {
        let schedule = Schedule::random(number);
        let run = schedule.play().unwrap();
        assert_eq!(run.limit(), None, "schedule {number}");
        for finding in findings(&run) {
            let property = finding.judgement.property;
            let known = finding.known;
            assert!(
                known.is_some(),
                "schedule {number}: {finding:?}\n{schedule}"
            );
            *counts.entry(property).or_default() += 1;
        }
    }
    println!("{counts:?}");
    assert!(
        counts.len() >= 4,
        "too few faults to mean anything: {counts:?}"
    );
}

#[test]
fn a_violation_is_cut_down_to_the_acts_it_takes() {
    let first = |number: u64| {
        let schedule = Schedule::random(number);
        let run = schedule.play().unwrap();
        let stale = |finding: &Finding| finding.judgement.property == Property::FreshBallots;
        let finding = findings(&run).into_iter().find(stale)?;
        Some((schedule, finding))
    };
    let (schedule, finding) = (1..=SCHEDULES).find_map(first).unwrap();
    let least = minimise(&schedule, &finding);
    assert!(least.acts.len() < schedule.acts.len(), "{least}");
    let again = findings(&least.play().unwrap());
    let same = |other: &Finding| other.judgement.property == Property::FreshBallots;
    assert!(again.iter().any(same), "{least}");
    assert_eq!(finding.known, Some(Known::Hope));
}
