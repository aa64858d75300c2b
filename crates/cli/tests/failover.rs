//! Does the program keep its contract for DolphinScheduler: the keys beside those that every run has,
//! their types, and what `list` says of harms and fixes?

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod program;

use program::{fine, folder, json_of, list_of};
use serde_json::Value;

const HARMS: [&str; 4] = ["self_kills", "duplicates", "lost", "stall"];
const REASONS: [&str; 6] = [
    "judged-dead",
    "node-absent",
    "registry-unreachable",
    "lost",
    "waiting-timeout",
    "finish-node",
];

/// The ten scenarios, with their parameters as the catalogue promises them.
const PARAMS: [(&str, &str); 10] = [
    (
        "ds-fast-restart",
        "model masters stop gap-s session-timeout-s zk-tick-ms heartbeat-s peer-delay-ms \
         peer-check-to-write-ms workflows",
    ),
    (
        "ds-rolling-restart",
        "model masters stop gap-s stagger-s wait-for session-timeout-s zk-tick-ms",
    ),
    (
        "ds-command-stall",
        "model masters stop commands insert-at-s restart gap-s session-timeout-s zk-tick-ms",
    ),
    (
        "ds-listener-order",
        "model leaves leave-at-s listener-bus comparator close-order",
    ),
    (
        "ds-partition-suicide",
        "model partition-s kind suicide session-timeout-s heartbeat-s on-lost pause-s",
    ),
    (
        "ds-self-failover",
        "model masters gap-s restarts added-master",
    ),
    (
        "ds-worker-yarn-orphan",
        "model death remedy report-app-id failover-wait-s app-runtime-s",
    ),
    (
        "ds-master-failover",
        "model masters workflows stop session-timeout-s failover-interval-s",
    ),
    (
        "ds-all-masters-down",
        "model masters workflows stop session-timeout-s failover-interval-s",
    ),
    (
        "ds-command-sharding",
        "model masters commands join-at-s leave-at-s refresh-s slot-order transaction mode",
    ),
];

fn entries() -> Vec<Value> {
    let list = json_of("list --json");
    let of_system = |entry: &&Value| entry["system"] == "dolphinscheduler";
    list_of(&list).iter().filter(of_system).cloned().collect()
}

#[test]
fn list_names_the_ten_stories_with_their_harms_and_parameters() {
    let entries = entries();
    assert_eq!(entries.len(), PARAMS.len());
    for (id, params) in PARAMS {
        let entry = entries.iter().find(|entry| entry["id"] == id).unwrap();
        for harm in list_of(&entry["about"]) {
            assert!(HARMS.contains(&harm.as_str().unwrap()), "{id}: {harm}");
        }
        for name in params.split_whitespace() {
            let has = |param: &Value| param["name"] == name;
            assert!(list_of(&entry["params"]).iter().any(has), "{id}: {name}");
        }
        for fix in list_of(&entry["fixes"]) {
            assert!(
                fix.get("lessens").is_none_or(|lessens| lessens == true),
                "{fix}"
            );
            assert!(
                fix.get("lessens").is_none() || fix["works"] == false,
                "{fix}"
            );
        }
    }
}

#[test]
fn a_run_has_every_key_and_its_type() {
    for (id, _) in PARAMS {
        let run = json_of(&format!("run {id} --json"));
        assert_eq!(run["system"], "dolphinscheduler", "{id}");
        assert!(run["verdict"]["leader_at_end"].is_null(), "{id}");
        assert!(run["verdict"]["serves_at_end"].is_boolean(), "{id}");
        for node in list_of(&run["survivors"]) {
            assert!(node.as_str().unwrap().starts_with("master"), "{id}: {node}");
        }
        for kill in list_of(&run["self_kills"]) {
            assert!(kill["node"].is_string() && kill["at_ms"].is_i64(), "{kill}");
            assert!(
                REASONS.contains(&kill["reason"].as_str().unwrap()),
                "{kill}"
            );
        }
        for key in [
            "workflow_owners",
            "tasks",
            "dispatches",
            "yarn_apps",
            "commands",
        ] {
            assert!(run["duplicates"][key].is_u64(), "{id}: {key}");
        }
        for key in ["commands", "workflows", "alerts"] {
            assert!(run["lost"][key].is_u64(), "{id}: {key}");
        }
        for command in list_of(&run["commands"]) {
            assert!(
                command["id"].is_u64() && command["inserted_ms"].is_i64(),
                "{command}"
            );
            assert!(command["type"].is_string(), "{command}");
            assert_eq!(
                command["taken_ms"].is_null(),
                command["by"].is_null(),
                "{command}"
            );
        }
        for session in list_of(&run["sessions"]) {
            assert!(
                session["node"].is_string() && session["granted_ms"].is_u64(),
                "{session}"
            );
            assert!(session["expired_ms"].is_i64() || session["expired_ms"].is_null());
        }
        assert!(run["stall_ms"].is_u64(), "{id}");
        for property in list_of(&run["properties"]) {
            assert_eq!(
                property["holds"] == true,
                property["why"].is_null(),
                "{property}"
            );
        }
    }
}

/// What was asked for is granted only as far as the server's ticks go.
#[test]
fn a_session_is_granted_twenty_ticks_at_most() {
    for (tick, granted) in [(3_000, 60_000), (2_000, 40_000)] {
        let run = json_of(&format!(
            "run ds-fast-restart --set zk-tick-ms={tick} --json"
        ));
        let masters = list_of(&run["sessions"]).iter();
        let mut masters = masters
            .filter(|session| session["node"] == "master1")
            .peekable();
        assert!(masters.peek().is_some());
        for session in masters {
            assert_eq!(session["granted_ms"], granted, "{session}");
        }
    }
}

#[test]
fn logs_are_written_in_the_words_of_the_release() {
    let logs = folder("failover-logs");
    fine(&format!("run ds-fast-restart --logs {}", logs.display()));
    let log = std::fs::read_to_string(logs.join("master1.log")).unwrap();
    assert!(log.contains("i was judged to death, release resources and stop myself"));
    assert!(!logs.join("zk.log").exists());
}
