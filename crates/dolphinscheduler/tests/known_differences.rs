//! What reality does and the engine does not, with the figure of both. A test here breaks when the
//! engine begins to do it: then it is to be moved to the tests that hold.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{Cluster, DATABASE, M1};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::path::Kind;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, TaskSpec, Work};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;

fn one_task(model: Model) -> Cluster {
    let task = TaskSpec {
        name: "a".to_owned(),
        after: vec![],
        work: Work::Shell(Span::from_secs(100)),
        max_retry_times: 0,
    };
    let flow = Definition {
        name: "flow".to_owned(),
        tasks: vec![task],
    };
    let mut cluster = Cluster::with(model, 1, 2, vec![flow]);
    cluster
        .start(1_000, NodeId(3))
        .start(1_000, NodeId(4))
        .start(3_000, M1);
    let start = Command::StartWorkflow(DefinitionId(0));
    cluster.at(40_000, Intervention::Tell(DATABASE, start));
    cluster
}

/// 3.2.1: a removed worker's task runs elsewhere after 0.2 to 0.3 s, by events. Here two polls of a second
/// lie between.
#[test]
fn worker_failover_of_3_2_1_is_slower_than_real() {
    let early = one_task(Model::V3_2_1).run(1, 55);
    let tables = &early.world.hosts()[DATABASE.index()].disk.tables;
    let dead = tables.tasks.values().next().unwrap().host.unwrap();
    let other = if dead == NodeId(3) {
        NodeId(4)
    } else {
        NodeId(3)
    };
    let run = one_task(Model::V3_2_1).kill(60_000, dead).run(1, 200);
    let removed = run
        .first(M1, |f| {
            matches!(
                f,
                Fact::ServerRemoved {
                    kind: Kind::Worker,
                    ..
                }
            )
        })
        .unwrap();
    let again = run
        .first(other, |f| matches!(f, Fact::ShellStarted { .. }))
        .unwrap();
    assert!(
        again - removed > 300,
        "{} ms: no longer a difference",
        again - removed
    );
}
