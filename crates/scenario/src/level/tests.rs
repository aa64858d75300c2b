//! What a level's file, its attempts and its search are, away from any run.

use super::zookeeper::Aim;
use super::{Judged, Level, Measured, Move, Ruling};
use crate::catalog;
use crate::plan::Choice;
use crate::script::time::Offset;
use sim::id::NodeId;
use sim::time::Span;

const LEVEL: &str = "from 60s\npace 5s\ninstead\nset reload-ms 100\nallow stop zk0 | start zk0\n\
                     allow wait 20s | set cnx-timeout-ms 500 | set zk1-servers 5\n\
                     goal down zk0 zk1\npar 2\nsolution stop zk0";

fn names() -> Vec<String> {
    (0..5).map(|n| format!("zk{n}")).collect()
}

fn level(text: &str) -> Level<Aim> {
    Level::parse(text, &names()).unwrap()
}

fn moves(text: &str) -> Vec<Move> {
    text.split('|')
        .map(|step| Move::parse(step).unwrap())
        .collect()
}

fn choice(steps: &str) -> Choice {
    let script = catalog::find("zk-decommission-outage").unwrap();
    level(LEVEL).choice(&script, &moves(steps))
}

#[test]
fn between_two_acts_lies_the_pace_and_a_wait_takes_its_place() {
    for (steps, script) in [
        ("stop zk0 | start zk0", "stop_zk0,wait_5000ms,start_zk0"),
        (
            "wait 20s | stop zk0 | wait 20s | wait 20s | start zk0",
            "wait_20000ms,stop_zk0,wait_20000ms,wait_20000ms,start_zk0",
        ),
        ("stop zk0 | wait 20s", "stop_zk0,wait_20000ms"),
    ] {
        let operator = choice(steps).operator.to_string();
        assert_eq!(operator, format!("60000ms,instead,{script}"));
    }
    let set = choice("set cnx-timeout-ms 500");
    let params: Vec<(&str, &str)> = (set.params.iter())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(params, [("cnx-timeout-ms", "500"), ("reload-ms", "100")]);
    assert_eq!(set.until, Some(Offset(300_000_000)));
}

/// Whatever a link says, an attempt consists of what the level offers and of nothing else.
#[test]
fn what_the_level_does_not_offer_is_refused() {
    let script = catalog::find("zk-decommission-outage").unwrap();
    let says = |change: fn(&mut Choice)| {
        let mut choice = choice("stop zk0 | start zk0");
        change(&mut choice);
        let refused = level(LEVEL).moves(&script, &choice).unwrap_err();
        refused.to_string()
    };
    let kill = says(|choice| {
        let line = crate::operator::Line::parse("kill zk3").unwrap();
        choice.operator.insert(3, line).unwrap();
    });
    assert!(
        kill.contains("step of this level “kill zk3” is unknown"),
        "{kill}"
    );
    let param = says(|choice| choice.set("cnx-timeout-ms=100").unwrap());
    assert!(param.contains("set cnx-timeout-ms 100"), "{param}");
    let hasty = says(|choice| choice.operator.lengthen(1, Offset(1)));
    assert!(hasty.contains("wait 1us"), "{hasty}");
    let ahead = says(|choice| choice.operator.from = Offset(0));
    assert!(ahead.contains("not an attempt at this level"), "{ahead}");
    let fixed = says(|choice| choice.fix("wait").unwrap());
    assert!(fixed.contains("not an attempt at this level"), "{fixed}");
}

/// Two settings in every combination, three lines in every order.
#[test]
fn the_search_tries_everything_once() {
    let every = |text: &str, idle: &[Measured], steps| {
        let mut tried: Vec<String> = Vec::new();
        level(text).each_attempt(&names(), idle, steps, &mut |moves| {
            let steps: Vec<String> = moves.iter().map(ToString::to_string).collect();
            tried.push(steps.join(" | "));
        });
        let all = tried.len();
        tried.sort();
        tried.dedup();
        assert_eq!(tried.len(), all, "twice: {tried:?}");
        all
    };
    assert_eq!(every(LEVEL, &[], 0), 1);
    assert_eq!(every(LEVEL, &[], 1), 5);
    // Both settings, one of them with one of three lines, or two lines.
    assert_eq!(every(LEVEL, &[], 2), 1 + 2 * 3 + 9);
    assert_eq!(every(LEVEL, &[], 3), 3 + 2 * 9 + 27);
    // Both servers run when nothing is done, and nothing that is allowed ends zk1.
    let lines = "allow stop zk0 | start zk0 | kill zk0\ngoal down zk0";
    let running = [Measured::Not(vec![NodeId(0)])];
    assert_eq!(every(lines, &running, 1), 2);
    assert_eq!(every(lines, &running, 2), 9 - 1);
    assert_eq!(
        every(
            "allow stop zk0\ngoal down zk0 zk1",
            &[Measured::Not(vec![NodeId(0), NodeId(1)])],
            2
        ),
        0
    );
}

#[test]
fn stars_are_for_those_who_win() {
    let judged = |met| Judged {
        met,
        measured: Measured::Never,
    };
    let ruling = |goal, star| Ruling {
        goals: vec![judged(true), judged(goal)],
        stars: vec![judged(star), judged(true)],
    };
    assert_eq!(
        (ruling(true, true).stars(), ruling(true, false).stars()),
        (2, 1)
    );
    assert_eq!(
        (ruling(false, true).is_won(), ruling(false, true).stars()),
        (false, 0)
    );
    assert!(!Judged::within(None, Span::from_secs(1)).met);
    assert!(Judged::within(Some(Span::from_secs(1)), Span::from_secs(1)).met);
    assert!(!Judged::at_most(2, 1).met && !Judged::by(None, NodeId(0)).met);
}

#[test]
fn a_mistake_is_answered_with_its_line_and_the_nearest_word() {
    for (text, says) in [
        (
            "from 1s\ngaol serve zk0",
            "line 2: statement of a level “gaol” is unknown; did you mean “goal”?",
        ),
        (
            "goal serv zk0",
            "line 1: goal “serv” is unknown; did you mean “serve”?",
        ),
        (
            "goal serve zk9",
            "line 1: server “zk9” is unknown; did you mean “zk0”?",
        ),
        (
            "goal serve",
            "line 1: serve needs a server, for example: goal serve zk0 zk1",
        ),
        (
            "allow restrat zk0",
            "line 1: verb “restrat” is unknown; did you mean “restart”?",
        ),
        (
            "allow set a",
            "line 1: set needs a parameter with its value, for example: set cnx-timeout-ms 500",
        ),
        (
            "par 0",
            "line 1: “0” is not a whole number; write it like par 2",
        ),
        (
            "hint zh 先说中文",
            "line 1: language “zh 先说中文” is unknown; known are: en",
        ),
        (
            "when a=b par 2",
            "line 1: statement of a level “when” is unknown; known are: ",
        ),
    ] {
        let said = Level::<Aim>::parse(text, &names()).unwrap_err().to_string();
        assert!(said.starts_with(says), "{text}: {said}");
    }
}
