//! `simulate` runs a file as `run` runs the catalogue, and `help file` explains how to write one.

#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

fn call(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_quorumscope");
    Command::new(program).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn every_scenario_of_the_catalogue_is_such_a_file() {
    for id in scenario::catalog::ids().chain(failover::catalog::ids()) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../scenario/catalog")
            .join(id)
            .join("scenario.txt");
        let run = call(&["run", id, "--until", "5s"]);
        let simulated = call(&["simulate", file.to_str().unwrap(), "--until", "5s"]);
        assert!(simulated.status.success(), "{}", text(&simulated.stderr));
        let after = |output: &Output| {
            let text = text(&output.stdout);
            text.split_once("  ").map(|(_, rest)| rest.to_owned())
        };
        assert_eq!(after(&simulated), after(&run), "{id}");
    }
}

#[test]
fn a_mistake_is_said_with_its_file_and_line() {
    let file = std::env::temp_dir().join(format!("quorumscope-{}.txt", std::process::id()));
    std::fs::write(&file, "servers zk0..zk2\nat 5s poweroff zk1\n").unwrap();
    let name = file.to_str().unwrap();
    let refused = call(&["simulate", name]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let says = text(&refused.stderr);
    assert!(
        says.contains("line 2: verb “poweroff” is unknown; did you mean “power-off”?"),
        "{says}"
    );
    let refused = call(&["simulate", name]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("name a scenario file"));
}

#[test]
fn help_file_has_an_example_of_every_verb() {
    let help = text(&call(&["help", "file"]).stdout);
    for verb in scenario::help::VERBS {
        assert!(
            help.contains(&format!("at 5s {}", verb.example)),
            "{}",
            verb.word
        );
    }
    for statement in scenario::help::STATEMENTS {
        let first = statement.example.lines().next().unwrap();
        assert!(help.contains(first), "{}", statement.word);
    }
    assert!(text(&call(&["help", "simulate"]).stdout).contains("scenario file"));
    let unknown = call(&["help", "flie"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean “file”?"));
}
