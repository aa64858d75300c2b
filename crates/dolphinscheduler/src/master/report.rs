//! `TaskResponseWorker`: the one thread that stores what workers report, and only then acknowledges it.

use crate::client::queue;
use crate::fact::{Drop, Fact};
use crate::ids::{AppId, Moment, TaskId};
use crate::jvm::Jvm;
use crate::rows::TaskState;
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next};
use crate::wire::{Query, Rpc};
use sim::id::{EventId, NodeId, Socket};
use sim::io::Io;
use sim::threads::Wait;
use sim::time::SimTime;

/// A report that waits to be stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Report {
    task: TaskId,
    from: NodeId,
    socket: Socket,
    what: What,
    cause: EventId,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Ack {
        pid: u32,
    },
    Result {
        state: TaskState,
        app: Option<AppId>,
    },
    App {
        app: AppId,
    },
}

/// The thread. From 2.0.5 on it is a loop over events that looks from time to time: what has come
/// meanwhile is stored together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ReportWriter {
    storing: Option<Report>,
    /// Until when it sleeps with reports waiting, and how many of them it stores then.
    looks: Option<SimTime>,
    ready: usize,
}

impl ReportWriter {
    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        if let Some(report) = self.storing.take() {
            self.stored(report, answer, cx);
            if cx.jvm.master().is_none_or(|master| master.stopper) {
                return Next::end();
            }
        }
        let delay = cx.jvm.config.switches.report_delay;
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        if master.reports.is_empty() {
            return Next::Wait(queue::WORK, SimTime::NEVER);
        }
        if let Some(delay) = delay
            && self.ready == 0
        {
            let now = cx.io.now();
            let looks = match self.looks {
                Some(looks) => looks,
                None => now + cx.io.work(delay),
            };
            self.looks = Some(looks);
            if now < looks {
                return Next::Until(looks);
            }
            self.looks = None;
            self.ready = cx.jvm.master().map_or(0, |master| master.reports.len());
        }
        self.ready = self.ready.saturating_sub(1);
        let report = cx
            .jvm
            .master()
            .and_then(|master| master.reports.pop_front());
        let Some(report) = report else {
            return Next::Again;
        };
        cx.io.cause = report.cause;
        self.storing = Some(report);
        let (task, at) = (report.task, Moment::of(cx.io.now()));
        Next::Db(match report.what {
            What::Ack { pid } => Query::StoreAck {
                task,
                host: report.from,
                at,
                pid,
            },
            What::Result { state, app } => Query::StoreResult {
                task,
                state,
                at,
                app,
            },
            What::App { app } => Query::StoreApp { task, app },
        })
    }

    fn stored(self, report: Report, answer: Answer, cx: &mut Cx<'_, '_>) {
        let task = report.task;
        if answer.db().is_err() {
            let why = Drop::PoolClosed;
            cx.io.tell(Fact::ReportDropped { task, why });
            return;
        }
        let finished = match report.what {
            What::Ack { .. } => false,
            What::Result { .. } => true,
            What::App { .. } => return,
        };
        Jvm::reply(report.socket, 0, Rpc::Received { task, finished }, cx.io);
        if let (true, Some(delay)) = (finished, cx.jvm.config.switches.event_delay) {
            let due = cx.io.now() + cx.io.work(delay);
            if let Some(master) = cx.jvm.master() {
                master.work.task_changed(task, due, cx.io);
            }
        }
    }
}

/// A message of a worker.
pub(crate) fn hear(jvm: &mut Jvm, socket: Socket, peer: NodeId, rpc: Rpc, io: &mut Io<'_>) {
    let (task, what) = match rpc {
        Rpc::Ack { task, pid } => {
            io.then(Fact::AckReceived { task });
            (task, What::Ack { pid })
        }
        Rpc::Finished { task, state, app } => {
            io.then(Fact::ResultReceived { task, state });
            (task, What::Result { state, app })
        }
        Rpc::App {
            task,
            app: Some(app),
        } => (task, What::App { app }),
        Rpc::Execute { .. }
        | Rpc::Received { .. }
        | Rpc::NewOwner { .. }
        | Rpc::Agreed { .. }
        | Rpc::Kill { .. }
        | Rpc::AppIds { .. }
        | Rpc::App { .. }
        | Rpc::AppState { .. }
        | Rpc::AppIs { .. }
        | Rpc::KillApp { .. }
        | Rpc::Submit { .. } => return,
    };
    let cause = io.cause;
    let Some(master) = jvm.master() else {
        return;
    };
    let Some(writer) = master.report_writer else {
        let why = Drop::WriterStopped;
        io.tell(Fact::ReportDropped { task, why });
        return;
    };
    master.reports.push_back(Report {
        task,
        from: peer,
        socket,
        what,
        cause,
    });
    io.wake(writer, Wait::Queue(queue::WORK));
}
