//! A worker: registration, heartbeats and stop.

pub(crate) mod start_up;
pub(crate) mod stop;

use crate::disk::Disk;
use crate::jvm::Jvm;
use crate::lane::Thread;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::Rpc;
use sim::id::{NodeId, Socket};
use sim::io::Io;

/// What the threads of a worker share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Worker {
    /// The registration is written.
    pub(crate) registered: bool,
}

/// A routine of a worker.
#[derive(Clone, Debug)]
pub(crate) enum WorkerRoutine {
    StartUp(start_up::StartUp),
    Stop(stop::Stop),
}

impl WorkerRoutine {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self {
            Self::StartUp(routine) => routine.step(answer, cx),
            Self::Stop(routine) => routine.step(answer, cx),
        }
    }
}

/// A worker that is about to come up, and the routine of its first thread.
pub(crate) fn boot(disk: &Disk, io: &mut Io<'_>) -> (Worker, Routine) {
    let start_up = start_up::StartUp::new(disk, io);
    (
        Worker::default(),
        Routine::Worker(WorkerRoutine::StartUp(start_up)),
    )
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
    _jvm: &mut Jvm,
    _socket: Socket,
    _peer: NodeId,
    _call: u32,
    _rpc: Rpc,
    _io: &mut Io<'_>,
) {
}
