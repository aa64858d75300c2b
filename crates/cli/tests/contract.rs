//! Does the program keep its contract? Scripts and CI read what it prints: the keys, their types,
//! what is `null` and what is empty.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod program;

use program::{OUTAGE, fine, folder, json_of, list_of, outage, strings};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// All of these keys are there. Others may be: keys are added, never renamed.
fn check_keys(value: &Value, expected: &[&str]) {
    let keys = keys(value);
    for key in expected {
        assert!(keys.contains(key), "{key} is missing in {value}");
    }
}

fn check_both_languages(text: &Value) {
    check_keys(text, &["en", "zh"]);
    for language in ["en", "zh"] {
        assert!(!text[language].as_str().unwrap().is_empty(), "{text}");
    }
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(text["zh"].as_str().unwrap().contains(han), "{text}");
    assert!(!text["en"].as_str().unwrap().contains(han), "{text}");
}

#[test]
fn list_has_every_key_and_its_type() {
    let list = json_of("list --json");
    assert!(!list_of(&list).is_empty());
    for entry in list_of(&list) {
        check_keys(
            entry,
            &["id", "system", "title", "release", "fixes", "params"],
        );
        check_both_languages(&entry["title"]);
        for key in ["id", "system", "release"] {
            assert!(entry[key].is_string(), "{entry}");
        }
        for fix in list_of(&entry["fixes"]) {
            check_keys(fix, &["id", "works", "title"]);
            assert!(fix["id"].is_string() && fix["works"].is_boolean(), "{fix}");
            check_both_languages(&fix["title"]);
        }
        for param in list_of(&entry["params"]) {
            check_param(param);
        }
    }
}

fn check_param(param: &Value) {
    check_keys(param, &["name", "type", "default"]);
    assert!(param["name"].is_string(), "{param}");
    match param["type"].as_str().unwrap() {
        "int" => {
            let number = |key: &str| param[key].as_i64().unwrap();
            assert!(number("min") <= number("default"), "{param}");
            assert!(number("default") <= number("max"), "{param}");
        }
        "enum" => assert!(
            strings(&param["values"]).contains(&param["default"].as_str().unwrap()),
            "{param}"
        ),
        "bool" => assert!(param["default"].is_boolean(), "{param}"),
        other => panic!("a parameter of type {other}"),
    }
}

#[test]
fn the_ids_of_the_outage_are_for_ever() {
    let list = json_of("list --json");
    let entry = list_of(&list)
        .iter()
        .find(|entry| entry["id"] == OUTAGE)
        .unwrap();
    assert_eq!(entry["system"], "zookeeper");
    assert_eq!(entry["release"], "3.4.6");
    let fixes = |works: bool| -> BTreeSet<&str> {
        let fixes = list_of(&entry["fixes"]).iter();
        let kind = fixes.filter(|fix| fix["works"] == works);
        kind.map(|fix| fix["id"].as_str().unwrap()).collect()
    };
    for id in [
        "restart-zk0-zk2",
        "peers-refuse",
        "cnx-500",
        "zk1-five",
        "roll-first",
    ] {
        assert!(fixes(true).contains(id), "{id}");
    }
    for id in ["restart-zk1", "restart-zk0", "restart-zk2", "wait"] {
        assert!(fixes(false).contains(id), "{id}");
    }
}

#[test]
fn list_can_be_read_by_people() {
    let text = fine("list");
    for word in [
        OUTAGE,
        "3.4.6",
        "--fix restart-zk0-zk2",
        "--set cnx-timeout-ms=5000",
    ] {
        assert!(text.contains(word), "{word} is missing in:\n{text}");
    }
}

/// The keys of a run's report.
const RUN: [&str; 16] = [
    "scenario",
    "release",
    "engine",
    "seed",
    "fixes",
    "params",
    "until_ms",
    "zero",
    "events",
    "stopped_by",
    "fingerprint",
    "verdict",
    "elections",
    "properties",
    "answers",
    "system",
];

#[test]
fn a_run_has_every_key_and_its_type() {
    for options in [
        "",
        "--fix restart-zk0-zk2",
        "--fix restart-zk0",
        "--until 1ms",
    ] {
        let run = outage(options);
        check_keys(&run, &RUN);
        assert_eq!(run["scenario"], OUTAGE);
        for key in ["engine", "seed", "events"] {
            assert!(run[key].is_u64(), "{key}");
        }
        assert!(run["until_ms"].is_i64(), "{}", run["until_ms"]);
        let fingerprint = run["fingerprint"].as_str().unwrap();
        let lower_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        assert_eq!(fingerprint.len(), 16, "{fingerprint}");
        assert!(fingerprint.chars().all(lower_hex), "{fingerprint}");
        assert_eq!(run["stopped_by"], "until");
        assert_eq!(run["zero"], "2017-04-11 11:19:12,280");
        check_verdict(&run["verdict"]);
        check_elections(&run["elections"]);
        check_properties(&run["properties"]);
    }
}

fn check_verdict(verdict: &Value) {
    check_keys(
        verdict,
        &[
            "serves_at_end",
            "leader_at_end",
            "leaders_at_end",
            "unavailable",
            "stranded",
            "why",
        ],
    );
    let leaders = strings(&verdict["leaders_at_end"]);
    assert_eq!(verdict["serves_at_end"], !leaders.is_empty());
    match leaders[..] {
        [leader] => assert_eq!(verdict["leader_at_end"], leader),
        _ => assert!(verdict["leader_at_end"].is_null(), "{verdict}"),
    }
    if leaders.is_empty() {
        assert_eq!(verdict["stranded"], json!([]), "nobody is stranded alone");
    }
    strings(&verdict["stranded"]);
    check_both_languages(&verdict["why"]);
    let unavailable = list_of(&verdict["unavailable"]);
    for (index, span) in unavailable.iter().enumerate() {
        check_keys(span, &["from_ms", "to_ms"]);
        let from = span["from_ms"].as_i64().unwrap();
        match span["to_ms"].as_i64() {
            Some(to) => assert!(from <= to, "{span}"),
            None => {
                assert!(span["to_ms"].is_null(), "{span}");
                assert_eq!(index + 1, unavailable.len(), "only the last one is open");
            }
        }
    }
    let open = unavailable
        .last()
        .is_some_and(|span| span["to_ms"].is_null());
    assert_eq!(open, leaders.is_empty(), "{verdict}");
}

fn check_elections(elections: &Value) {
    let elections = list_of(elections);
    let begins = |e: &Value| e["looking_ms"].as_i64().unwrap();
    assert!(elections.is_sorted_by_key(begins), "by their beginning");
    for election in elections {
        let keys = [
            "node",
            "looking_ms",
            "entered_ms",
            "took_ms",
            "entered",
            "leader",
            "round",
        ];
        check_keys(election, &keys);
        assert!(
            election["node"].is_string() && begins(election) >= 0,
            "{election}"
        );
        match election["entered"].as_str() {
            Some(state) => {
                assert!(matches!(state, "FOLLOWING" | "LEADING"), "{election}");
                assert!(election["entered_ms"].as_i64().unwrap() >= begins(election));
                assert!(election["took_ms"].is_u64() && election["round"].is_i64());
                assert!(election["leader"].is_string(), "{election}");
            }
            None => {
                for key in &keys[2..] {
                    assert!(election[*key].is_null(), "{key} of {election}");
                }
            }
        }
    }
}

fn check_properties(properties: &Value) {
    let mut ids = BTreeSet::new();
    for property in list_of(properties) {
        let keys = ["id", "expect", "holds", "first_violation_ms", "why"];
        check_keys(property, &keys);
        assert_eq!(
            property["why"].is_null(),
            property["first_violation_ms"].is_null()
        );
        if !property["why"].is_null() {
            check_both_languages(&property["why"]);
        }
        assert!(ids.insert(property["id"].as_str().unwrap()), "{property}");
        let expect = property["expect"].as_str().unwrap();
        assert!(matches!(expect, "always" | "sometimes" | "eventually"));
        let violated = property["first_violation_ms"].is_i64();
        assert!(violated || property["first_violation_ms"].is_null());
        if expect == "always" {
            assert_eq!(property["holds"], !violated, "{property}");
        }
    }
    assert!(!ids.is_empty());
}

#[test]
fn questions_are_answered_as_they_were_asked() {
    let run = outage("--ask zk0:srvr@-2s --ask zk1:mntr@65s --ask zk3:ruok@65s");
    let answers = list_of(&run["answers"]);
    for (answer, (node, word, at)) in answers.iter().zip([
        ("zk0", "srvr", -2_000),
        ("zk1", "mntr", 65_000),
        ("zk3", "ruok", 65_000),
    ]) {
        check_keys(answer, &["node", "word", "at_ms", "answer"]);
        assert_eq!(answer["node"], node);
        assert_eq!(answer["word"], word);
        assert_eq!(answer["at_ms"], at);
    }
    assert!(
        answers[0]["answer"]
            .as_str()
            .unwrap()
            .contains("Mode: follower")
    );
    let says = "This ZooKeeper instance is not currently serving requests\n";
    assert_eq!(answers[1]["answer"], says);
    assert!(answers[2]["answer"].is_null());
    assert_eq!(answers.len(), 3);
}

#[test]
fn the_outage_itself_as_it_is_reported() {
    let run = outage("");
    assert_eq!(run["fixes"], json!([]));
    assert_eq!(run["until_ms"], 300_000);
    let verdict = &run["verdict"];
    assert_eq!(verdict["serves_at_end"], false);
    assert_eq!(verdict["leader_at_end"], Value::Null);
    assert_eq!(verdict["leaders_at_end"], json!([]));
    assert_eq!(verdict["stranded"], json!([]));
    assert_eq!(list_of(&verdict["unavailable"]).len(), 1);
    assert_eq!(verdict["unavailable"][0]["to_ms"], Value::Null);
    let unfinished = list_of(&run["elections"])
        .iter()
        .filter(|e| e["entered"].is_null());
    assert!(unfinished.count() > 0, "zk0 and zk2 look for ever");
}

/// The value of every parameter is reported, as its type says, also where nobody asked for one.
#[test]
fn the_values_of_parameters_are_those_of_the_list() {
    let list = json_of("list --json");
    for entry in list_of(&list) {
        let id = entry["id"].as_str().unwrap();
        let run = json_of(&format!("run {id} --until 1ms --json"));
        let params = list_of(&entry["params"]);
        let names: BTreeSet<&str> = params.iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert_eq!(keys(&run["params"]), names, "{id}");
        for param in params {
            let name = param["name"].as_str().unwrap();
            assert_eq!(run["params"][name], param["default"], "{id} {name}");
        }
    }
    let run = outage("--set cnx-timeout-ms=800 --set lock=fifo --until 1s");
    assert_eq!(run["params"]["cnx-timeout-ms"], 800);
    assert_eq!(run["params"]["lock"], "fifo");
    let later = outage("--set reload-ms=1 --set reload-ms=2 --until 1s");
    assert_eq!(later["params"]["reload-ms"], 2, "the last one counts");
}

/// A number is a number, however it is written: `02` must not be another run than `2`.
#[test]
fn a_number_counts_as_what_it_is() {
    let plain = outage("--set dark-count=2 --until 30s");
    for written in ["02", "+2", "0002"] {
        let run = outage(&format!("--set dark-count={written} --until 30s"));
        assert_eq!(run["params"]["dark-count"], 2, "{written}");
        assert_eq!(run["fingerprint"], plain["fingerprint"], "{written}");
    }
}

#[test]
fn a_fix_is_applied_from_the_start_or_at_a_moment() {
    let plain = outage("");
    let start = outage("--fix zk1-five");
    assert_eq!(start["fixes"], json!(["zk1-five"]));
    assert_eq!(start["params"]["zk1-servers"], 5, "what the fix has set");
    let later = outage("--fix zk1-five@150s");
    assert_eq!(later["fixes"], json!(["zk1-five@150000ms"]));
    assert_eq!(later["params"]["zk1-servers"], 3);
    assert_ne!(later["fingerprint"], start["fingerprint"]);
    for written in ["150000ms", "2.5m", "149s+1s"] {
        let same = outage(&format!("--fix zk1-five@{written}"));
        assert_eq!(same["fingerprint"], later["fingerprint"], "{written}");
    }
    // Until then it is the run as it happened.
    let before = |run: &Value| -> Vec<Value> {
        let elections = list_of(&run["elections"]).iter();
        let over = elections.filter(|e| e["entered_ms"].as_i64().is_some_and(|ms| ms < 150_000));
        over.cloned().collect()
    };
    assert!(!before(&plain).is_empty());
    assert_eq!(before(&later), before(&plain));
    assert_ne!(before(&start), before(&plain));
}

#[test]
fn several_fixes_can_be_applied_and_each_counts_once() {
    let both = outage("--fix restart-zk1 --fix restart-zk0-zk2@150s");
    assert_eq!(
        both["fixes"],
        json!(["restart-zk1", "restart-zk0-zk2@150000ms"])
    );
    let twice = outage("--fix restart-zk1@20s --fix restart-zk1");
    assert_eq!(twice["fixes"], json!(["restart-zk1"]), "as asked for last");
    assert_eq!(
        twice["fingerprint"],
        outage("--fix restart-zk1")["fingerprint"]
    );
}

/// What a report says was applied can be asked for again and gives the same run.
#[test]
fn a_fix_at_a_fraction_of_a_millisecond_is_reported_as_it_was_applied() {
    let run = outage("--fix restart-zk0-zk2@150000.25ms");
    let fix = strings(&run["fixes"]).join(" ");
    let again = outage(&format!("--fix {fix}"));
    assert_eq!(again["fingerprint"], run["fingerprint"], "{fix}");
    assert_ne!(
        run["fingerprint"],
        outage("--fix restart-zk0-zk2@150s")["fingerprint"]
    );
}

#[test]
fn a_run_can_be_read_by_people() {
    let text = fine(&format!("run {OUTAGE} --fix restart-zk0-zk2"));
    let report = outage("--fix restart-zk0-zk2");
    let why = report["verdict"]["why"]["en"].as_str().unwrap();
    let fingerprint = report["fingerprint"].as_str().unwrap();
    for word in [
        OUTAGE,
        "3.4.6",
        why,
        fingerprint,
        "not serving",
        "LOOKING",
        "LEADING",
        "zk2",
    ] {
        assert!(text.contains(word), "{word} is missing in:\n{text}");
    }
    let elections = text
        .lines()
        .filter(|line| line.contains(" LOOKING "))
        .count();
    assert_eq!(elections, list_of(&report["elections"]).len());
}

#[test]
fn logs_are_written_one_per_server() {
    let folder = folder("contract-logs").join("deep").join("er");
    let report = outage(&format!("--until 20s --logs {}", folder.display()));
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = ["zk0.log", "zk1.log", "zk2.log", "zk3.log", "zk4.log"];
    assert_eq!(names, expected);
    for name in expected {
        let log = fs::read_to_string(folder.join(name)).unwrap();
        assert!(log.starts_with("2017-04-11 11:18:"), "{name}");
        assert!(log.ends_with('\n'), "{name}");
    }
    // zk1's elections are the ones that its log tells of.
    let log = fs::read_to_string(folder.join("zk1.log")).unwrap();
    for election in list_of(&report["elections"]) {
        if let (Some("zk1"), Some(ms)) = (election["node"].as_str(), election["took_ms"].as_u64()) {
            let line = format!("LEADER ELECTION TOOK - {ms}");
            assert!(log.contains(&line), "{line}");
        }
    }
    let report_without = outage("--until 20s");
    assert_eq!(report, report_without, "writing logs changes nothing else");
}

#[test]
fn fingerprint_prints_one_line_per_scenario() {
    let list = json_of("list --json");
    let ids: Vec<&str> = list_of(&list)
        .iter()
        .map(|e| e["id"].as_str().unwrap())
        .collect();
    let text = fine("fingerprint");
    let lines: Vec<(&str, &str)> = text.lines().map(|l| l.split_once(' ').unwrap()).collect();
    assert_eq!(lines.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    for (id, fingerprint) in lines {
        let run = json_of(&format!("run {id} --json"));
        assert_eq!(run["fingerprint"], fingerprint, "{id}");
        assert_eq!(
            fine(&format!("fingerprint {id}")),
            format!("{id} {fingerprint}\n")
        );
    }
    assert_eq!(
        fine(&format!("fingerprint {OUTAGE} {OUTAGE}"))
            .lines()
            .count(),
        2
    );
}

/// `tests/fingerprints.txt` is what debug builds and browsers are held to. `cargo test --release`
/// holds the optimised program to it.
#[test]
fn every_committed_run_is_the_same_here() {
    let lines = include_str!("../../../tests/fingerprints.txt").lines();
    let mut checked = 0;
    for line in lines.filter(|line| !line.starts_with('#')) {
        let [engine, what, seed, fingerprint] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let (id, choice) = what.split_once('?').unwrap_or((what, ""));
        let choice = choice
            .replace("fix=", "--fix ")
            .replace("set=", "--set ")
            .replace(':', "=");
        let run = json_of(&format!("run {id} {choice} --seed {seed} --json"));
        assert_eq!(run["engine"].to_string(), engine, "{line}");
        assert_eq!(run["fingerprint"], fingerprint, "{line}");
        checked += 1;
    }
    assert!(checked > 10, "{checked} runs");
}

#[test]
fn a_comparison_has_every_key_and_its_type() {
    for options in [
        "",
        "--fix peers-refuse",
        "--fix zk1-five --against-fix restart-zk0",
        "--set cnx-timeout-ms=500 --against-set lock=fifo --seed 7 --until 60s",
    ] {
        let compared = json_of(&format!("compare {OUTAGE} {options} --json"));
        check_keys(
            &compared,
            &["scenario", "a", "b", "first", "spans", "cause", "sentence"],
        );
        check_both_languages(&compared["sentence"]);
        for side in [&compared["a"], &compared["b"]] {
            check_keys(side, &["fixes", "seed", "fingerprint", "verdict"]);
            check_verdict(&side["verdict"]);
            for key in ["away_ms", "longest_queue", "phantom_elections"] {
                assert!(side[key].is_u64(), "{key}");
            }
        }
        for span in list_of(&compared["spans"]) {
            check_keys(span, &["from_ms", "to_ms", "node", "a", "b"]);
            assert!(span["from_ms"].as_i64() < span["to_ms"].as_i64(), "{span}");
        }
        if options.is_empty() {
            assert!(compared["first"].is_null() && compared["cause"].is_null());
            assert_eq!(compared["spans"], json!([]));
        } else {
            check_keys(&compared["first"], &["at_ms", "node", "a", "b", "text"]);
            check_both_languages(&compared["first"]["text"]);
        }
    }
    let refuse = json_of(&format!("compare {OUTAGE} --fix peers-refuse --json"));
    let cause = &refuse["cause"];
    check_keys(
        cause,
        &[
            "kind", "run", "from", "to", "leader", "early_ms", "late_ms", "because",
        ],
    );
    assert_eq!(
        (&cause["kind"], &cause["run"]),
        (&json!("ballot"), &json!("B"))
    );
    assert_eq!(cause["because"]["peers"], json!(["zk3", "zk4"]));
    assert!(fine(&format!("compare {OUTAGE} --fix peers-refuse")).contains("earlier, because"));
}
