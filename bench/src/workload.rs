//! The scenarios that are measured. The outage is the one of the catalogue; loads that no story has
//! are scenario files in `bench/workloads`.

use scenario::catalog;
use scenario::plan::{Choice, Plan, moment};
use scenario::run::{Advance, Run};
use scenario::script::Script;
use sim::time::SimTime;
use std::sync::Arc;

/// The scenario whose four minutes are measured.
pub const OUTAGE: &str = "zk-decommission-outage";

/// Scenario files by their names.
const FILES: [(&str, &str); 3] = [
    ("five", include_str!("../workloads/five/scenario.txt")),
    ("nine", include_str!("../workloads/nine/scenario.txt")),
    (
        "thirty-one",
        include_str!("../workloads/thirty-one/scenario.txt"),
    ),
];

/// Facts that a run is advanced by at a time when it is to have a number of facts.
const STEP: u64 = 1_000;

/// The plan of a workload.
///
/// # Errors
/// The sentence of the scenario's mistake, or that there is no such workload.
pub fn plan(name: &str, until: Option<&str>) -> Result<Arc<Plan>, String> {
    let text = FILES
        .iter()
        .find(|(other, _)| *other == name)
        .map(|(_, text)| *text)
        .or_else(|| catalog::text(name))
        .ok_or_else(|| format!("there is no workload {name}"))?;
    let script = Script::parse(text).map_err(|error| error.to_string())?;
    let mut choice = Choice::default();
    if let Some(until) = until {
        choice.until = Some(moment(until).map_err(|error| error.to_string())?);
    }
    let plan = Plan::decide(&script, &choice).map_err(|error| error.to_string())?;
    Ok(Arc::new(plan))
}

/// A run of a workload that goes on until it has so many facts, or ends a day later.
///
/// # Errors
/// As [`plan`].
pub fn run_of(name: &str, facts: u32) -> Result<Run, String> {
    let mut run = Run::new(plan(name, Some("24h"))?);
    run_to(&mut run, facts);
    Ok(run)
}

/// Advances a run until it has so many facts, or ends.
pub fn run_to(run: &mut Run, facts: u32) {
    while run.trace().len() < facts && run.advance(SimTime::NEVER, STEP) == Advance::More {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use picture::scrubber::Scrubber;

    #[test]
    fn each_workload_is_what_its_name_says() {
        assert!(plan(OUTAGE, None).is_ok());
        for (name, hosts) in [("five", 5), ("nine", 9), ("thirty-one", 31)] {
            let plan = plan(name, None).unwrap();
            assert_eq!(plan.disks.len(), hosts, "{name}");
        }
        assert!(plan("none", None).is_err());
    }

    #[test]
    fn nine_servers_have_two_hundred_messages_in_flight() {
        let run = Run::complete(plan("nine", None).unwrap());
        let mut scrubber = Scrubber::new(&run.reading());
        for second in [10, 19, 25, 39, 59, 99, 110, 119] {
            let at = run.plan().clock.zero() + sim::time::Span::from_secs(second);
            let flights = scrubber.at(&run.reading(), at).flights.len();
            assert!(flights >= 200, "{second} s: {flights}");
        }
    }

    #[test]
    fn a_run_has_as_many_facts_as_asked_for() {
        for facts in [1, 20_000, 300_000] {
            let len = run_of("five", facts).unwrap().trace().len();
            assert!((facts..facts + 20_000).contains(&len), "{facts}: {len}");
        }
    }
}
