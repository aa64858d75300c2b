//! A single master of the development line that is started again, and a second one that joins a healthy
//! one: section 10.d and 5.3 of the specification.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{Cluster, DATABASE, M1, M2, Run};
use dolphinscheduler::fact::{Fact, StopCause};
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, TaskSpec, Work};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;

const W1: NodeId = NodeId(4);

fn flow() -> Definition {
    let task = TaskSpec {
        name: "a".to_owned(),
        after: vec![],
        work: Work::Shell(Span::from_secs(400)),
        max_retry_times: 0,
    };
    Definition {
        name: "flow".to_owned(),
        tasks: vec![task],
    }
}

/// M1 alone, with a worker and an unfinished workflow.
fn cluster(model: Model) -> Cluster {
    let mut cluster = Cluster::with(model, 2, 1, vec![flow()]);
    cluster.start(1_000, W1).start(3_000, M1);
    let start = Command::StartWorkflow(DefinitionId(0));
    cluster.at(30_000, Intervention::Tell(DATABASE, start));
    cluster
}

fn deaths(run: &Run, node: NodeId) -> usize {
    run.count(node, |f| {
        matches!(
            f,
            Fact::Stopping {
                cause: StopCause::FinishNode
            }
        )
    })
}

fn shells(run: &Run) -> usize {
    run.count(W1, |f| matches!(f, Fact::ShellStarted { .. }))
}

/// Every start writes the own key, is stopped by the next heartbeat, and runs the task once more.
#[test]
fn a_single_master_of_dsip82_dies_at_every_start() {
    for seed in 1..=10 {
        let mut cluster = cluster(Model::G3Dsip82);
        cluster.kill(50_000, M1).start(60_000, M1);
        cluster.start(90_000, M1).start(120_000, M1);
        let run = cluster.run(seed, 150);
        assert_eq!(deaths(&run, M1), 3, "{seed}");
        assert_eq!(shells(&run), 4, "{seed}");
        let stop = run
            .first(M1, |f| matches!(f, Fact::Stopping { .. }))
            .unwrap();
        assert!((62_000..=78_000).contains(&stop), "{stop}");
    }
}

/// With #16953 it lives, and so did the line before; the task is run again in the first case only.
#[test]
fn others_live() {
    for (model, copies) in [(Model::G3Oct24, 1), (Model::G3Fixed, 2)] {
        for seed in 1..=10 {
            let mut cluster = cluster(model);
            cluster.kill(50_000, M1).start(60_000, M1);
            let run = cluster.run(seed, 150);
            assert_eq!(deaths(&run, M1), 0, "{model:?} {seed}");
            assert_eq!(shells(&run), copies, "{model:?} {seed}");
        }
    }
}

/// A master that joins kills a healthy one with unfinished work in dsip82, and in no other.
#[test]
fn a_joining_master_kills_a_healthy_one() {
    for (model, killed) in [
        (Model::G3Dsip82, 1),
        (Model::G3Fixed, 0),
        (Model::G3Oct24, 0),
    ] {
        for seed in 1..=10 {
            let mut cluster = cluster(model);
            let run = cluster.start(60_000, M2).run(seed, 100);
            assert_eq!(deaths(&run, M1), killed, "{model:?} {seed}");
        }
    }
}
