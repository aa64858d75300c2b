//! How much work a large cluster is: 3 masters, 10 workers and 200 workflows for 10 minutes.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{Cluster, DATABASE};
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::rows::InstanceState;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, TaskSpec, Work};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;

fn large(model: Model) -> Cluster {
    let task = |name: &str, after: Vec<u8>| TaskSpec {
        name: name.to_owned(),
        after,
        work: Work::Shell(Span::from_secs(20)),
        max_retry_times: 0,
    };
    let flow = Definition {
        name: "flow".to_owned(),
        tasks: vec![task("a", vec![]), task("b", vec![0])],
    };
    let mut cluster = Cluster::with(model, 3, 10, vec![flow]);
    for n in 0..3 {
        cluster.start(1_000 + 12_000 * n, NodeId(2 + u8::try_from(n).unwrap()));
    }
    for n in 0..10 {
        cluster.start(500 + 200 * n, NodeId(5 + u8::try_from(n).unwrap()));
    }
    for n in 0..200 {
        let start = Command::StartWorkflow(DefinitionId(0));
        cluster.at(60_000 + n * 1_500, Intervention::Tell(DATABASE, start));
    }
    cluster
}

/// The whole run, whose events and facts stay within what a page can hold.
#[test]
fn ten_minutes_of_a_large_cluster() {
    for model in [Model::V1_3_8, Model::V3_2_1] {
        let run = large(model).run(1, 600);
        let tables = &run.world.hosts()[DATABASE.index()].disk.tables;
        let ended = (tables.instances.values())
            .filter(|row| row.state == InstanceState::Success)
            .count();
        println!(
            "{}: {} events, {} facts, {ended} workflows ended",
            model.name(),
            run.world.events(),
            run.trace.len()
        );
        assert_eq!(ended, 200, "{model:?}");
        assert!(run.world.events() < 2_000_000);
    }
}

/// The same seed gives the same run, to the byte; another one another.
#[test]
fn a_seed_is_a_run() {
    for model in Model::ALL {
        let print = |seed| {
            let mut cluster = Cluster::new(model, 2, 1);
            cluster.start(1_000, NodeId(4)).start(3_000, common::M1);
            cluster.start(15_000, common::M2).kill(40_000, common::M1);
            cluster.start(45_000, common::M1);
            cluster.run(seed, 120).trace.fingerprint()
        };
        assert_eq!(print(7), print(7), "{model:?}");
        assert_ne!(print(7), print(8), "{model:?}");
    }
}
