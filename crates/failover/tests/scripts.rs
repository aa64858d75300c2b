//! What an operator's script does to a cluster, line by line.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use dolphinscheduler::fact::Fact;
use failover::catalog;
use failover::outcome::Outcome;
use failover::plan::Plan;
use failover::run::Run;
use scenario::operator::Operator;
use scenario::plan::Choice;
use sim::id::NodeId;
use sim::intervention::Verb;
use sim::world::act_of;
use std::sync::Arc;

fn decide(id: &str, script: &str) -> Result<Plan, String> {
    let choice = Choice {
        operator: Operator::parse(script).unwrap(),
        ..Choice::default()
    };
    Plan::decide(&catalog::find(id).unwrap(), &choice).map_err(|error| error.to_string())
}

fn run(id: &str, script: &str) -> Run {
    Run::complete(Arc::new(decide(id, script).unwrap()))
}

/// What is done to a server from zero on, in ms from zero.
fn done(run: &Run, server: &str) -> Vec<(i64, Verb)> {
    let plan = run.plan();
    let acts = run.trace().iter().filter_map(|(_, row)| {
        let (verb, node, _) = act_of(&row)?;
        (plan.setting.name(node) == server && row.at >= plan.zero).then(|| (plan.ms(row.at), verb))
    });
    acts.collect()
}

fn killed_itself(run: &Run) -> Vec<NodeId> {
    let outcome = Outcome::of(run);
    outcome.self_kills.iter().map(|kill| kill.node).collect()
}

#[test]
fn lines_are_carried_out_at_their_times() {
    let script = "0ms,instead,kill_master1,wait_5s,start_master1";
    let run = run("ds-fast-restart", script);
    assert_eq!(
        done(&run, "master1"),
        [(0, Verb::Kill), (5_000, Verb::Start)]
    );
    assert_eq!(killed_itself(&run).len(), 1, "as in the story itself");
}

/// A line that waits for something to be seen goes on as soon as it is.
#[test]
fn an_await_looks_before_it_goes_on() {
    let script = "0ms,instead,stop_master1,await_gone_master1,start_master1,await_port_master1,\
                  await_registered_master1,wait_3s,pause_master1_1s";
    let run = run("ds-fast-restart", script);
    let [
        (0, Verb::Stop),
        (started, Verb::Start),
        (paused, Verb::Pause),
    ] = done(&run, "master1")[..]
    else {
        panic!("{:?}", done(&run, "master1"));
    };
    let at = |fact: fn(&Fact) -> bool| {
        let mut rows = run.trace().iter().filter(|(_, row)| {
            run.plan().setting.name(row.node) == "master1"
                && row.at > run.plan().zero
                && Fact::decode(row).is_some_and(|found| fact(&found))
        });
        run.plan().ms(rows.next().unwrap().1.at)
    };
    let registered = at(|fact| matches!(fact, Fact::Registered { .. }));
    assert!((1_000..6_000).contains(&started), "{started}");
    assert!(
        (registered + 3_000..registered + 3_050).contains(&paused),
        "{registered} {paused}"
    );
    assert_eq!(killed_itself(&run), []);
}

/// The node of a killed master is there until its session expires.
#[test]
fn an_await_sees_that_a_node_is_gone_from_the_registry() {
    let script = "0ms,instead,kill_master1,await_absent_master1,start_master1";
    let run = run("ds-fast-restart", script);
    let [(0, Verb::Kill), (started, Verb::Start)] = done(&run, "master1")[..] else {
        panic!("{:?}", done(&run, "master1"));
    };
    assert!((40_000..63_000).contains(&started), "{started}");
}

/// Whoever operates in the story has nothing to do with it any more: neither acts that are to come, nor
/// a supervisor that is at work already.
#[test]
fn a_script_takes_the_place_of_the_storys_operator() {
    let starts = |script: &str| {
        let all = done(&run("ds-self-failover", script), "master1");
        all.into_iter()
            .filter(|(_, verb)| *verb == Verb::Start)
            .count()
    };
    assert!(starts("0ms") > 2);
    assert_eq!(
        starts("60s,instead"),
        3,
        "a restart, and two by the supervisor"
    );
    assert_eq!(starts("0ms,instead"), 0);
}

#[test]
fn a_wrong_line_is_answered_with_what_would_be_right() {
    for (line, says) in [
        ("kill_master9", "did you mean “master1”"),
        ("edit_master1_a=b", "unknown"),
        ("await_port_master9", "“master9” is unknown"),
        ("await_prot_master1", "did you mean “port”"),
        ("insert_flwo", "did you mean “flow”"),
    ] {
        let said = decide("ds-self-failover", &format!("1s,{line}")).unwrap_err();
        assert!(said.contains(says), "{line}: {said}");
    }
}
