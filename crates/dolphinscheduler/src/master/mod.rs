//! A master: what its threads share, and the routines that they run.

pub(crate) mod close;
pub(crate) mod coordinator;
pub(crate) mod dispatch;
pub(crate) mod event_bus;
pub(crate) mod failover;
pub(crate) mod failover_worker;
pub(crate) mod fetch;
pub(crate) mod heartbeat;
pub(crate) mod kill_job;
pub(crate) mod listen;
pub(crate) mod pace;
pub(crate) mod register;
pub(crate) mod report;
pub(crate) mod rounds;
pub(crate) mod scheduler;
pub(crate) mod slots;
pub(crate) mod start_up;
pub(crate) mod start_up_client;
pub(crate) mod state;
pub(crate) mod stop;
pub(crate) mod task;
pub(crate) mod waiting;
pub(crate) mod work_events;
pub(crate) mod workflow;

use crate::disk::Disk;
use crate::ids::InstanceId;
use crate::jvm::Jvm;
use crate::model::StartUp;
use crate::path::NodeSet;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::Rpc;
use sim::id::{NodeId, Slot, Socket};
use sim::io::Io;
use std::collections::VecDeque;

/// The session that owns the registration: `RegisterOperator` of 1.3.x, the only one of later releases.
pub(crate) const S_REG: u8 = 0;
/// The session of the locks and of the failover in 1.3.x: `ZKMasterClient`.
const S_CLI: u8 = 1;

/// What the threads of a master share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Master {
    /// `Stopper`: loops leave at their top.
    pub(crate) stopper: bool,
    /// The failover listener listens.
    pub(crate) failover_listens: bool,
    /// The alert listeners listen.
    pub(crate) alerts_listen: bool,
    /// The registration is written, and is to be written again at a reconnection.
    pub(crate) registered: bool,
    /// A removal has been handled in this process before: its classes are loaded.
    pub(crate) warm: bool,
    /// A failover pass has been made in this process before.
    pub(crate) passed: bool,
    /// A workflow has run in this process before.
    pub(crate) ran: bool,
    /// Places of locks held: of the start-up lock.
    pub(crate) startup_place: Option<u32>,
    /// The thread that fetches commands has ended, or has not begun.
    pub(crate) scheduler_ended: bool,
    /// A task has ever been sent to a worker: threads of Netty keep the process.
    pub(crate) dispatched: bool,
    /// What the alert listeners believe.
    pub(crate) masters: NodeSet,
    /// The masters in the order in which this one has come to know them.
    pub(crate) met: Vec<NodeId>,
    pub(crate) workers: NodeSet,
    pub(crate) heartbeat: Option<Slot>,
    pub(crate) scheduler: Option<Slot>,
    /// How often everything that is held has been cleared.
    pub(crate) epoch: u32,
    /// The instances that workflow threads hold.
    pub(crate) held: Vec<InstanceId>,
    /// What the threads that wait for tasks have seen to its end.
    pub(crate) ended: Vec<workflow::Ended>,
    /// What threads of workflows and tasks wait for.
    pub(crate) work: work_events::WorkEvents,
    /// Reports of workers that wait to be stored, and who stores them.
    pub(crate) reports: VecDeque<report::Report>,
    pub(crate) report_writer: Option<Slot>,
    /// Addresses whose failover lock this process has taken and never lets go of.
    pub(crate) leaked: NodeSet,
    /// Events of the system event bus, and who handles them.
    pub(crate) events: VecDeque<event_bus::Queued>,
    pub(crate) event_bus: Option<Slot>,
    /// What it believes its slots to be.
    pub(crate) slots: slots::Slots,
    /// Tasks that are to be sent to workers.
    pub(crate) dispatching: dispatch::Dispatching,
}

impl Jvm {
    /// The session that the locks and the failover use.
    pub(crate) fn cli(&self) -> u8 {
        if self.config.switches.sessions_per_master == 1 {
            S_REG
        } else {
            S_CLI
        }
    }
}

/// Declares the routines of a master.
macro_rules! routines {
    ($($name:ident($type:ty)),* $(,)?) => {
        /// A routine of a master.
        #[derive(Clone, Debug)]
        pub(crate) enum MasterRoutine { $($name($type)),* }

        impl MasterRoutine {
            pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
                match self { $(Self::$name(routine) => routine.step(answer, cx)),* }
            }
        }

        $(impl From<$type> for MasterRoutine {
            fn from(routine: $type) -> Self { Self::$name(routine) }
        })*
    };
}

routines! {
    StartUp(start_up::StartUp),
    StartUpClient(start_up_client::StartUpClient),
    Persist(register::Persist),
    ClearDeadEntry(register::ClearDeadEntry),
    HeartBeat(heartbeat::HeartBeat),
    ServerGone(listen::ServerGone),
    Alert(listen::Alert),
    FailoverMaster(failover::FailoverMaster),
    FailoverWorker(failover_worker::FailoverWorker),
    KillJob(kill_job::KillJob),
    Scheduler(scheduler::Scheduler),
    Refresh(scheduler::Refresh),
    Fetch(fetch::Fetch),
    Rounds(rounds::Rounds),
    SlotRefresh(slots::SlotRefresh),
    PeriodicSlots(slots::PeriodicSlots),
    Close(stop::Close),
    Waiting(waiting::Waiting),
    EventBus(event_bus::EventBus),
    Elect(coordinator::Elect),
    PoolHook(stop::PoolHook),
    SpringHook(stop::SpringHook),
    CloseClient(close::CloseClient),
    Workflow(workflow::Workflow),
    TaskThread(task::TaskThread),
    Dispatcher(dispatch::Dispatcher),
    SendTask(dispatch::SendTask),
    ReportWriter(report::ReportWriter),
}

/// A master that is about to come up, and the routine of its first thread.
pub(crate) fn boot(disk: &Disk, io: &mut Io<'_>) -> (Master, Routine) {
    let master = Master {
        scheduler_ended: true,
        ..Master::default()
    };
    let routine = match disk.config.switches.start_up {
        StartUp::OneAtATime => start_up::StartUp::new(disk, io).into(),
        StartUp::RegistryClient | StartUp::Subscribe | StartUp::Coordinator => {
            start_up_client::StartUpClient::new(disk, io).into()
        }
    };
    (master, Routine::Master(routine))
}

/// A message of a worker.
pub(crate) fn hear(
    jvm: &mut Jvm,
    socket: Socket,
    peer: NodeId,
    _call: u32,
    rpc: Rpc,
    io: &mut Io<'_>,
) {
    report::hear(jvm, socket, peer, rpc, io);
}
