//! Levels on a terminal: what is asked, what may be done, and an exit code that says whether it was
//! enough.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod program;

use program::{call, refusal};

/// What a call prints that ends so.
fn output(args: &[&str], code: i32) -> String {
    let called = call(args);
    assert_eq!((called.code, &*called.err), (Some(code), ""), "{args:?}");
    called.out
}

fn steps<'a>(scenario: &'a str, steps: &[&'a str]) -> Vec<&'a str> {
    let steps = steps.iter().flat_map(|step| ["--step", *step]);
    ["level", scenario].into_iter().chain(steps).collect()
}

#[test]
fn a_level_is_won_with_its_solution_and_says_what_decided() {
    let outage = steps("zk-decommission-outage", &["restart zk0", "restart zk2"]);
    let told = output(&outage, 0);
    for says in [
        "Make it serve within ten seconds",
        "--step \"power-on zk3\"",
        "met      zk0, zk1 and zk2 serve at the end: all of them",
        "Solved in 2, which is par",
        "--do \"60000ms,restart_zk0,wait_300ms,restart_zk2\"",
    ] {
        assert!(told.contains(says), "{says}: {told}");
    }
    let roll = [
        "stop master1",
        "start master1",
        "stop master2",
        "start master2",
    ];
    let told = output(&steps("ds-rolling-restart", &roll), 0);
    assert!(told.contains("There is always a master: 0 ms"), "{told}");
}

#[test]
fn what_is_not_enough_ends_with_1_and_what_is_not_offered_with_2() {
    let told = output(&steps("zk-decommission-outage", &["restart zk1"]), 1);
    assert!(told.contains("not met"), "{told}");
    // Without a step it only says what is asked.
    output(&["level", "zk-decommission-outage", "--lang", "zh"], 0);
    let refused = refusal(&steps("zk-decommission-outage", &["kill zk3"]));
    assert!(refused.contains("step of this level “kill zk3” is unknown"));
    assert!(refusal(&["level", "zk-nowhere"]).contains("unknown"));
}
