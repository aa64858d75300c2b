//! Workflows, their tasks, and what becomes of them when a master or a worker goes.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod common;

use common::{Cluster, DATABASE, M1, M2, Run};
use dolphinscheduler::disk::Disk;
use dolphinscheduler::fact::{Fact, Submission};
use dolphinscheduler::ids::DefinitionId;
use dolphinscheduler::model::Model;
use dolphinscheduler::path::Kind;
use dolphinscheduler::rows::{Host, InstanceState, TaskState};
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Definition, HostSpec, Role, Setting, TaskSpec, Work};
use sim::id::NodeId;
use sim::intervention::Intervention;
use sim::time::Span;
use std::sync::Arc;

const G1: [Model; 2] = [Model::V1_3_6, Model::V1_3_8];

/// Two tasks, one after the other.
fn flow(work: Work) -> Definition {
    let task = |name: &str, after: Vec<u8>, work| TaskSpec {
        name: name.to_owned(),
        after,
        work,
        max_retry_times: 0,
    };
    Definition {
        name: "flow-ab".to_owned(),
        tasks: vec![
            task("a", vec![], work),
            task("b", vec![0], Work::Shell(Span::from_secs(2))),
        ],
    }
}

fn shell(seconds: u64) -> Work {
    Work::Shell(Span::from_secs(seconds))
}

/// Masters and workers that come up in turn; a workflow is started at 40 s.
fn cluster(model: Model, masters: u8, workers: u8, work: Work) -> Cluster {
    let mut cluster = Cluster::with(model, masters, workers, vec![flow(work)]);
    for n in 0..masters {
        cluster.start(1_000 + 10_000 * u64::from(n), NodeId(2 + n));
    }
    for n in 0..workers {
        cluster.start(1_000 + 1_000 * u64::from(n), NodeId(2 + masters + n));
    }
    let start = Command::StartWorkflow(DefinitionId(0));
    cluster.at(40_000, Intervention::Tell(DATABASE, start));
    cluster
}

fn tables(run: &Run) -> &dolphinscheduler::database::Tables {
    &run.world.hosts()[DATABASE.index()].disk.tables
}

fn state(run: &Run) -> InstanceState {
    tables(run).instances.values().next().unwrap().state
}

fn owner(run: &Run) -> NodeId {
    [M1, M2]
        .into_iter()
        .find(|m| {
            run.first(*m, |f| matches!(f, Fact::WorkflowHeld { .. }))
                .is_some()
        })
        .unwrap()
}

#[test]
fn a_workflow_runs_to_its_end() {
    for model in G1 {
        for seed in 1..=10 {
            let run = cluster(model, 2, 2, shell(10)).run(seed, 80);
            assert_eq!(state(&run), InstanceState::Success, "{model:?} {seed}");
            let tables = tables(&run);
            assert_eq!(tables.tasks.len(), 2);
            assert!(
                tables
                    .tasks
                    .values()
                    .all(|t| t.state == TaskState::Success && t.flag)
            );
            assert!(tables.commands.is_empty() && tables.alerts.is_empty());
            // Every report was acknowledged.
            let workers = [NodeId(4), NodeId(5)];
            let acked: usize = (workers.iter())
                .map(|w| run.count(*w, |f| matches!(f, Fact::ReportAcked { .. })))
                .sum();
            assert_eq!(acked, 4, "{model:?} {seed}");
        }
    }
}

/// The owner is killed while a task runs: the command is there at the expiry of its registration, and
/// is fetched when its place in the command lock goes. The task is not run again.
#[test]
fn a_killed_masters_workflow_goes_on_at_the_other() {
    for model in G1 {
        for seed in 1..=10 {
            let mut cluster = cluster(model, 2, 1, shell(120));
            let before = owner(&cluster.run(seed, 55));
            let other = if before == M1 { M2 } else { M1 };
            let run = cluster.kill(60_000, before).run(seed, 220);
            let removed = run.first(other, |f| {
                matches!(f, Fact::FailoverStarted { kind: Kind::Master, node: Some(n) } if *n == before)
            });
            assert!(
                (108_000..=123_000).contains(&removed.unwrap()),
                "{removed:?}"
            );
            let taken = run.first(other, |f| matches!(f, Fact::CommandHandled { .. }));
            assert!((118_000..=126_000).contains(&taken.unwrap()), "{taken:?}");
            let waited = run.count(other, |f| {
                matches!(
                    f,
                    Fact::TaskSubmitted {
                        how: Submission::Running,
                        ..
                    }
                )
            });
            assert_eq!(waited, 1);
            let instance = tables(&run).instances.values().next().unwrap();
            assert_eq!(instance.state, InstanceState::Success, "{model:?} {seed}");
            assert_eq!(instance.host, Host::Node { node: other });
            assert!(instance.recovery);
            assert_eq!(tables(&run).tasks.len(), 2);
            let shells = run.count(NodeId(4), |f| matches!(f, Fact::ShellStarted { .. }));
            assert_eq!(shells, 2);
        }
    }
}

/// The worker is killed: its task is run again at the other some seconds after the removal, in a new
/// row, and the retry count stays.
#[test]
fn a_killed_workers_task_is_run_again() {
    for model in G1 {
        for seed in 1..=10 {
            let mut cluster = cluster(model, 1, 2, shell(100));
            let early = cluster.run(seed, 55);
            let task = tables(&early).tasks.values().next().unwrap();
            let (first, w1) = (task.id, task.host.unwrap());
            let w2 = if w1 == NodeId(3) {
                NodeId(4)
            } else {
                NodeId(3)
            };
            let run = cluster.kill(60_000, w1).run(seed, 300);
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
                .first(w2, |f| matches!(f, Fact::ShellStarted { .. }))
                .unwrap();
            assert!(
                (2_000..=7_000).contains(&(again - removed)),
                "{}",
                again - removed
            );
            let rows = &tables(&run).tasks;
            let old = rows[&first];
            assert_eq!(
                (old.flag, old.state),
                (false, TaskState::NeedFaultTolerance)
            );
            assert!(rows.values().all(|row| row.retry_times == 0));
            assert_eq!(state(&run), InstanceState::Success, "{model:?} {seed}");
        }
    }
}

/// What becomes of the application of a dead worker: it is killed only if its log can be read and the
/// ResourceManager answers.
#[test]
fn an_application_is_killed_only_if_the_log_and_yarn_answer() {
    for (log_server, yarn, killed) in [
        (true, true, true),
        (false, true, false),
        (true, false, false),
    ] {
        let work = Work::Yarn {
            runtime: Span::from_secs(200),
            id_at_once: true,
        };
        let mut cluster = cluster(Model::V1_3_8, 1, 2, work);
        add_yarn(&mut cluster);
        let (w1, w2, rm, logs) = (NodeId(3), NodeId(4), NodeId(5), [NodeId(6), NodeId(7)]);
        cluster.start(0, rm);
        cluster.start(500, logs[0]).start(500, logs[1]);
        let early = cluster.run(7, 55);
        let task = tables(&early).tasks.values().next().unwrap();
        let dead = task.host.unwrap();
        assert!(dead == w1 || dead == w2);
        cluster.kill(60_000, dead);
        if !log_server {
            cluster.kill(60_000, logs[usize::from(dead == w2)]);
        }
        let run = cluster.run(7, 90);
        assert!(run.count(rm, |f| matches!(f, Fact::AppSubmitted { .. })) == 1);
        if !yarn {
            // It answers no master; the application runs on.
            cluster.at(90_000, Intervention::Cut(M1, rm));
        }
        let run = cluster.run(7, 200);
        let submitted = run.count(rm, |f| matches!(f, Fact::AppSubmitted { .. }));
        let kills = run.count(rm, |f| matches!(f, Fact::AppEnded { killed: true, .. }));
        assert_eq!((submitted, kills > 0), (2, killed), "{log_server} {yarn}");
    }
}

/// A ResourceManager and a log server beside each worker.
fn add_yarn(cluster: &mut Cluster) {
    let mut setting = Setting::clone(&cluster.setting);
    let host = |name: &str, ip, role| HostSpec {
        name: name.to_owned(),
        ip,
        role,
    };
    setting.hosts.push(host("rm", [10, 0, 0, 3], Role::Yarn));
    for n in [3_u8, 4] {
        let ip = setting.hosts[usize::from(n)].ip;
        setting
            .hosts
            .push(host(&format!("log{n}"), ip, Role::LogServer(NodeId(n))));
    }
    let setting = Arc::new(setting);
    for disk in &mut cluster.disks {
        disk.setting = Arc::clone(&setting);
    }
    for n in 5..8 {
        cluster
            .disks
            .push(Disk::new(&setting, NodeId(n), Model::V1_3_8));
    }
    cluster.setting = setting;
}
