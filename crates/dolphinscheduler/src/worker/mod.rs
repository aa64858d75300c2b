//! A worker: registration, heartbeats, tasks and stop; and the log server beside one.

pub(crate) mod run_task;
pub(crate) mod start_up;
pub(crate) mod stop;

use crate::disk::Disk;
use crate::ids::TaskId;
use crate::jvm::Jvm;
use crate::lane::Thread;
use crate::setting::Role;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::Rpc;
use sim::id::{NodeId, Socket};
use sim::io::Io;
use std::collections::BTreeMap;

/// What the threads of a worker share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Worker {
    /// The registration is written.
    pub(crate) registered: bool,
    /// It has been sent a task before: its classes are loaded.
    pub(crate) warm: bool,
    /// The tasks it runs.
    pub(crate) running: BTreeMap<TaskId, run_task::Running>,
    /// The last report of each task that nobody has acknowledged, and to whom it goes.
    pub(crate) unacknowledged: BTreeMap<TaskId, (Rpc, NodeId)>,
}

/// A routine of a worker.
#[derive(Clone, Debug)]
pub(crate) enum WorkerRoutine {
    StartUp(start_up::StartUp),
    LogServer(start_up::LogServer),
    RunTask(run_task::RunTask),
    ReportRetry(run_task::ReportRetry),
    Stop(stop::Stop),
}

impl WorkerRoutine {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self {
            Self::StartUp(routine) => routine.step(answer, cx),
            Self::LogServer(routine) => routine.step(cx),
            Self::RunTask(routine) => routine.step(answer, cx),
            Self::ReportRetry(routine) => routine.step(answer, cx),
            Self::Stop(routine) => routine.step(answer, cx),
        }
    }
}

/// A worker that is about to come up, and the routine of its first thread.
pub(crate) fn boot(disk: &Disk, io: &mut Io<'_>) -> (Worker, Routine) {
    let routine = match disk.role {
        Role::LogServer(_) => WorkerRoutine::LogServer(start_up::LogServer::default()),
        Role::Registry | Role::Database | Role::Yarn | Role::Master | Role::Worker => {
            WorkerRoutine::StartUp(start_up::StartUp::new(disk, io))
        }
    };
    (Worker::default(), Routine::Worker(routine))
}

/// What SIGTERM starts.
pub(crate) fn hooks(jvm: &Jvm) -> Vec<(Thread, Routine)> {
    if jvm.clients.is_empty() {
        return Vec::new();
    }
    let stop = stop::Stop::new(crate::fact::StopCause::ShutdownHook);
    vec![(Thread::Hook, Routine::Worker(WorkerRoutine::Stop(stop)))]
}

/// A message of a master.
pub(crate) fn hear(
    at: (&mut Jvm, &mut Disk),
    socket: Socket,
    peer: NodeId,
    call: u32,
    rpc: Rpc,
    io: &mut Io<'_>,
) {
    run_task::hear(at, socket, peer, call, rpc, io);
}
