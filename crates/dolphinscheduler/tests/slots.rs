//! Commands shared by slots, failover without a global lock, and what a lost session means: 2.0.5 to
//! 3.2.1.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{Cluster, DATABASE, M1, M2, REGISTRY, Run};
use dolphinscheduler::disk::Edit;
use dolphinscheduler::fact::{Fact, Gone, ServerState, StopCause};
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::{Model, OnLost};
use dolphinscheduler::path::{Kind, Path};
use dolphinscheduler::rows::InstanceState;
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, TaskSpec, Work};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;

const SLOTTED: [Model; 3] = [Model::G1Fixed, Model::V3_1_9, Model::V3_2_1];
const W1: NodeId = NodeId(4);

fn flow(seconds: u64) -> Definition {
    let task = TaskSpec {
        name: "a".to_owned(),
        after: vec![],
        work: Work::Shell(Span::from_secs(seconds)),
        max_retry_times: 0,
    };
    Definition {
        name: "flow".to_owned(),
        tasks: vec![task],
    }
}

/// Two masters and a worker; M1 is the older.
fn cluster(model: Model, seconds: u64) -> Cluster {
    let mut cluster = Cluster::with(model, 2, 1, vec![flow(seconds)]);
    cluster.start(1_000, W1).start(5_000, M1).start(20_000, M2);
    cluster
}

fn insert(cluster: &mut Cluster, ms: u64) {
    let start = Command::StartWorkflow(DefinitionId(0));
    cluster.at(ms, Intervention::Tell(DATABASE, start));
}

fn handled(run: &Run, node: NodeId) -> Vec<u32> {
    (run.facts(node).into_iter())
        .filter_map(|(_, fact)| match fact {
            Fact::CommandHandled { command, .. } => Some(command.0),
            _ => None,
        })
        .collect()
}

#[test]
fn every_command_runs_once_over_a_join_a_leave_and_a_kill() {
    for model in SLOTTED {
        for seed in 1..=5 {
            let mut cluster = cluster(model, 2);
            for n in 0..60 {
                insert(&mut cluster, 15_000 + n * 1_500);
            }
            // The script kills after 5 s what has not ended: 2.0.5 always.
            cluster.at(60_000, Intervention::Stop(M2)).kill(65_000, M2);
            cluster.start(68_000, M2);
            cluster.kill(85_000, M1);
            // 3.2.1: what ended while its owner was dead is reported again up to 300 s later.
            let run = cluster.run(seed, 500);
            let tables = &run.world.hosts()[DATABASE.index()].disk.tables;
            assert_eq!(tables.instances.len(), 60, "{model:?} {seed}");
            assert!(tables.commands.is_empty(), "{model:?} {seed}");
            let ok = (tables.instances.values()).all(|row| row.state == InstanceState::Success);
            assert!(
                ok,
                "{model:?} {seed}: {:?}",
                tables
                    .instances
                    .values()
                    .find(|r| r.state != InstanceState::Success)
            );
        }
    }
}

/// With both masters listed the ids are shared: the older of two has slot 1 in 3.x.
#[test]
fn ids_are_shared_by_slot() {
    for model in [Model::V3_1_9, Model::V3_2_1] {
        let mut cluster = cluster(model, 2);
        for n in 0..6 {
            insert(&mut cluster, 60_000 + n * 500);
        }
        let run = cluster.run(1, 80);
        assert_eq!(handled(&run, M1), [1, 3, 5], "{model:?}");
        assert_eq!(handled(&run, M2), [2, 4, 6], "{model:?}");
    }
}

/// 2.0.5: the dead entry is there within the gap of the payload, and is deleted a second after the new
/// node; the restarted master lives on past the expiry of its old session.
#[test]
fn a_fast_restart_of_2_0_5_follows_its_timeline() {
    for seed in 1..=30 {
        let mut cluster = cluster(Model::G1Fixed, 2);
        cluster.kill(60_000, M1).start(65_000, M1);
        let run = cluster.run(seed, 150);
        let own = Path::Master { node: M1 };
        let removed = run
            .first(
                REGISTRY,
                |f| matches!(f, Fact::NodeGone { path, why: Gone::Deleted } if *path == own),
            )
            .unwrap();
        let since = |at: Option<u64>| at.unwrap() - removed;
        let created = (run.facts(REGISTRY).into_iter())
            .filter(|(at, f)| {
                *at >= removed && matches!(f, Fact::NodeCreated { path, .. } if *path == own)
            })
            .map(|(at, _)| at - removed)
            .next()
            .unwrap();
        assert!((64..=252).contains(&created), "{created}");
        let entry = since(run.first(M2, |f| matches!(f, Fact::DeadEntryAdded { .. })));
        assert!((3..=75).contains(&entry), "{entry}");
        let cleared = since(run.first(M1, |f| matches!(f, Fact::DeadEntryDeleted { .. })));
        assert!(
            (created + 999..=created + 1_030).contains(&cleared),
            "{cleared}"
        );
        assert_eq!(run.count(M1, |f| matches!(f, Fact::JudgedDead { .. })), 0);
    }
}

/// The owner is killed: the other takes its workflow at the expiry, and the task goes on where it is.
#[test]
fn a_killed_owner_is_failed_over_at_the_expiry() {
    for model in [Model::G1Fixed, Model::V3_2_1] {
        for seed in 1..=10 {
            let mut cluster = cluster(model, 100);
            insert(&mut cluster, 50_000);
            let early = cluster.run(seed, 58);
            let owner = if handled(&early, M1).is_empty() {
                M2
            } else {
                M1
            };
            let other = if owner == M1 { M2 } else { M1 };
            let run = cluster.kill(60_000, owner).run(seed, 200);
            let gone = run
                .first(other, |f| matches!(f, Fact::HandedOver { .. }))
                .unwrap();
            assert!((80_000..=92_500).contains(&gone), "{model:?} {gone}");
            let tables = &run.world.hosts()[DATABASE.index()].disk.tables;
            let row = tables.instances.values().next().unwrap();
            assert_eq!(row.state, InstanceState::Success, "{model:?} {seed}");
            assert_eq!(row.host.node(), Some(other));
            assert_eq!(run.count(W1, |f| matches!(f, Fact::ShellStarted { .. })), 1);
        }
    }
}

/// A master with the strategy `stop` that is cut off stops itself at LOST, a session after SUSPENDED.
#[test]
fn lost_stops_or_waits() {
    for (model, on_lost) in [
        (Model::G1Fixed, OnLost::Stop),
        (Model::V3_2_1, OnLost::Stop),
        (Model::V3_2_1, OnLost::Waiting(Span::from_secs(100))),
    ] {
        for seed in 1..=5 {
            let mut cluster = cluster(model, 2);
            cluster.at(500, Intervention::Edit(M1, Edit::OnLost(on_lost)));
            for (from, to) in [(M1, REGISTRY), (REGISTRY, M1)] {
                cluster.at(60_000, Intervention::Cut(from, to));
                cluster.at(150_000, Intervention::Heal(from, to));
            }
            let run = cluster.run(seed, 300);
            let removed = run
                .first(M2, |f| {
                    matches!(
                        f,
                        Fact::ServerRemoved {
                            kind: Kind::Master,
                            ..
                        }
                    )
                })
                .unwrap();
            assert!((80_000..=92_500).contains(&removed), "{removed}");
            let stop = run.first(M1, |f| {
                matches!(
                    f,
                    Fact::Stopping {
                        cause: StopCause::Lost
                    }
                )
            });
            let waits = run.first(M1, |f| {
                matches!(
                    f,
                    Fact::StateEntered {
                        state: ServerState::Waiting
                    }
                )
            });
            let at = if on_lost == OnLost::Stop { stop } else { waits }.unwrap();
            assert!((100_000..=110_500).contains(&at), "{model:?} {at}");
            let back = (run.facts(M1).into_iter()).any(|(at, f)| {
                at > 150_000
                    && matches!(
                        f,
                        Fact::StateEntered {
                            state: ServerState::Running
                        }
                    )
            });
            assert_eq!(back, on_lost != OnLost::Stop);
        }
    }
}

/// 3.1.9: the failover kills the task, which reaches only its outer shell; the rerun runs beside what is
/// left of it. The failure that the kill makes goes to the dead owner.
#[test]
fn the_failover_of_3_1_9_runs_the_task_twice() {
    for seed in 1..=10 {
        let mut cluster = cluster(Model::V3_1_9, 100);
        insert(&mut cluster, 50_000);
        let early = cluster.run(seed, 58);
        let owner = if handled(&early, M1).is_empty() {
            M2
        } else {
            M1
        };
        let other = if owner == M1 { M2 } else { M1 };
        let run = cluster.kill(60_000, owner).run(seed, 260);
        let started = run.first(other, |f| {
            matches!(
                f,
                Fact::FailoverStarted {
                    kind: Kind::Master,
                    ..
                }
            )
        });
        let gone = run
            .first(other, |f| matches!(f, Fact::HandedOver { .. }))
            .unwrap();
        assert!(
            (1_000..=2_100).contains(&(gone - started.unwrap())),
            "{gone} {started:?}"
        );
        assert_eq!(run.count(W1, |f| matches!(f, Fact::ShellStarted { .. })), 2);
        assert_eq!(run.count(W1, |f| matches!(f, Fact::ShellLeft { .. })), 1);
        assert!(run.count(W1, |f| matches!(f, Fact::ReportFailed { .. })) >= 1);
        let tables = &run.world.hosts()[DATABASE.index()].disk.tables;
        let row = tables.instances.values().next().unwrap();
        assert_eq!(row.state, InstanceState::Success, "{seed}");
        assert!(tables.tasks.values().all(|task| task.retry_times == 0));
    }
}
