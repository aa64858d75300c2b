//! Is every event of a cluster told in both languages?

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

#[path = "../../dolphinscheduler/tests/common/mod.rs"]
mod common;

use common::{Cluster, M1, M2};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, TaskSpec, Work};
use locale::Language;
use locale::dolphinscheduler::event::tell;
use picture::dolphinscheduler::DolphinScheduler;
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use picture::system::System;
use picture::weight::Weight;
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;

/// Two masters and a worker with a workflow; M1 is killed and started again.
fn cluster(model: Model) -> Cluster {
    let task = TaskSpec {
        name: "sleep".to_owned(),
        after: Vec::new(),
        work: Work::Shell(Span::from_secs(30)),
        max_retry_times: 0,
    };
    let definition = Definition {
        name: "nightly".to_owned(),
        tasks: vec![task],
    };
    let mut cluster = Cluster::with(model, 2, 1, vec![definition]);
    cluster
        .start(1_000, M1)
        .start(12_000, M2)
        .start(2_000, NodeId(4));
    let start = Command::StartWorkflow(DefinitionId(0));
    cluster.at(30_000, Intervention::Tell(common::DATABASE, start));
    cluster.kill(40_000, M1).start(45_000, M1);
    cluster
}

/// Every event is told in a sentence of both languages that ends as a sentence does.
fn check(model: Model) -> Vec<String> {
    let cluster = cluster(model);
    let run = cluster.run(1, 150);
    let reading: Reading<'_, DolphinScheduler> = Reading {
        trace: &run.trace,
        setting: &run.setting,
        deeds: &cluster.deeds,
    };
    let mut scrubber = Scrubber::new(&reading);
    let mut lines = Vec::new();
    for (id, row) in run.trace.iter() {
        let before = scrubber.after(&reading, id.0).clone();
        let name = Fact::decode(&row).map_or("kernel", |fact| fact.name());
        for (language, stop) in [(Language::En, '.'), (Language::Zh, '。')] {
            let telling = tell(language, &reading, &before, id);
            assert!(telling.head.ends_with(stop), "{name}: {:?}", telling.head);
            let ends = telling.detail.is_empty() || telling.detail.ends_with(stop);
            assert!(ends, "{name}: {:?}", telling.detail);
            let holes = telling.head.contains("  ") || telling.head.contains("M0");
            assert!(!holes, "{name}: {:?}", telling.head);
            let gap = [&telling.head, &telling.detail]
                .into_iter()
                .find(|text| has_gap(text));
            assert_eq!(gap, None, "{name}");
            if DolphinScheduler::weight(&row) >= Weight::Step {
                lines.push(format!("{:?} {} {}", row.at, telling.head, telling.detail));
            }
        }
    }
    lines
}

/// Whether a space stands between two Chinese words.
fn has_gap(text: &str) -> bool {
    let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let letters: Vec<char> = text.chars().collect();
    letters
        .windows(3)
        .any(|three| matches!(three, [a, ' ', b] if han(a) && han(b)))
}

#[test]
fn every_event_is_told_in_both_languages() {
    for model in Model::ALL {
        let lines = check(model);
        assert!(lines.len() > 60, "{}: {}", model.name(), lines.len());
    }
}

#[test]
fn the_events_that_decide_say_what_decided() {
    let lines = check(Model::V1_3_8);
    for words in [
        "writes into /nodes/master/10.0.0.11:5678. The node belongs to S1, whose process is gone",
        "goes with session S1. M1′ runs and is connected",
        "The heartbeat of M1′ finds no node of its own.",
        "M1′ stops itself: “i was judged to death”.",
        "M1′ 自杀：“i was judged to death”。",
    ] {
        let found = lines.iter().any(|line| line.contains(words));
        assert!(found, "{words}\n{}", lines.join("\n"));
    }
}
