//! YARN: applications that outlive whoever has submitted them.

use crate::disk::Disk;
use crate::fact::Fact;
use crate::ids::{AppId, TaskId};
use crate::lane::Thread;
use crate::rows::AppState;
use crate::server::Emit;
use crate::setting::Role;
use crate::wire::{Message, Rpc};
use sim::id::{NodeId, Socket};
use sim::io::Io;
use sim::network::Received;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use std::collections::BTreeMap;

/// From the start of the process to its open port.
const BOOT: Range = Range::millis(200, 400);
/// An answer of the ResourceManager.
const ANSWER: Range = Range::millis(5, 40);

/// What YARN knows of applications.
#[derive(Clone, Default, Debug)]
pub struct Applications {
    /// Every application, and how it is.
    pub apps: BTreeMap<AppId, Application>,
}

/// An application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Application {
    /// The task it was submitted for.
    pub task: TaskId,
    /// The worker that submitted it.
    pub worker: NodeId,
    /// How it is.
    pub is: AppState,
}

/// A process that is a ResourceManager.
#[derive(Clone)]
pub(crate) struct Yarn {
    threads: Vec<Service>,
}

#[derive(Clone, Copy, Debug)]
enum Service {
    Main {
        booted: bool,
    },
    Connection {
        socket: Socket,
        work: Option<(u32, Rpc)>,
    },
    App {
        app: AppId,
        until: SimTime,
    },
    Ended,
}

impl Yarn {
    pub(crate) fn boot() -> Self {
        Self {
            threads: vec![Service::Main { booted: false }],
        }
    }

    pub(crate) fn resume(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let slot = io.slot.index();
        let Some(thread) = self.threads.get(slot).copied() else {
            return Park::end();
        };
        let park = match thread {
            Service::Main { booted } => self.main(io, booted),
            Service::Connection { socket, work } => self.serve(disk, io, socket, work),
            Service::App { until, .. } if io.now() < until => Park::until(until),
            Service::App { app, .. } => {
                end(disk, io, app, AppState::Succeeded);
                Park::end()
            }
            Service::Ended => Park::end(),
        };
        if park.wait == Wait::End
            && let Some(place) = self.threads.get_mut(slot)
        {
            *place = Service::Ended;
        }
        park
    }

    fn main(&mut self, io: &mut Io<'_>, booted: bool) -> Park {
        let port = Role::Yarn.port();
        if !booted {
            if let Some(place) = self.threads.first_mut() {
                *place = Service::Main { booted: true };
            }
            return io.busy(BOOT);
        }
        if !io.is_listening(port) {
            io.listen(port);
        }
        while let Some((socket, cause)) = io.accept(port) {
            io.cause = cause;
            let peer = io.remote(socket).map_or(io.node, |(node, _)| node);
            self.start(
                io,
                Thread::Connection(peer),
                Service::Connection { socket, work: None },
            );
        }
        Park::on(Wait::Accept(port))
    }

    fn start(&mut self, io: &mut Io<'_>, what: Thread, thread: Service) {
        let Some(slot) = io.spawn(what.lane()) else {
            return;
        };
        if self.threads.len() <= slot.index() {
            self.threads.resize(slot.index() + 1, Service::Ended);
        }
        if let Some(place) = self.threads.get_mut(slot.index()) {
            *place = thread;
        }
    }

    fn serve(
        &mut self,
        disk: &mut Disk,
        io: &mut Io<'_>,
        socket: Socket,
        work: Option<(u32, Rpc)>,
    ) -> Park {
        if let Some((call, rpc)) = work {
            let answer = self.answer(disk, io, rpc);
            let answer = io.record(Message::Rpc { call, rpc: answer }.encode());
            // Whoever is gone does not hear it.
            let _ = io.send(socket, answer);
        }
        let (work, park) = match io.receive(socket) {
            Received::Message(id, cause) => {
                io.cause = cause;
                let work = match Message::decode(io.message(id)) {
                    Some(Message::Rpc { call, rpc }) => Some((call, rpc)),
                    Some(_) | None => None,
                };
                (work, io.busy(ANSWER))
            }
            Received::Nothing => (None, Park::on(Wait::Read(socket))),
            Received::EndOfStream(_) | Received::Reset(_) | Received::Closed => {
                io.close(socket);
                (None, Park::end())
            }
        };
        if let Some(place) = self.threads.get_mut(io.slot.index()) {
            *place = Service::Connection { socket, work };
        }
        park
    }

    fn answer(&mut self, disk: &mut Disk, io: &mut Io<'_>, rpc: Rpc) -> Rpc {
        match rpc {
            Rpc::Submit {
                task,
                worker,
                runtime_ms,
            } => {
                let app = AppId(u16::try_from(disk.yarn.apps.len() + 1).unwrap_or(u16::MAX));
                let is = AppState::Running;
                let application = Application { task, worker, is };
                disk.yarn.apps.insert(app, application);
                io.then(Fact::AppSubmitted { app, task });
                let until = io.now() + Span::from_millis(u64::from(runtime_ms));
                self.start(io, Thread::Main, Service::App { app, until });
                Rpc::AppIs { app, is }
            }
            Rpc::AppState { app } => how(disk, app),
            Rpc::KillApp { app } => {
                end(disk, io, app, AppState::Killed);
                how(disk, app)
            }
            Rpc::Execute { .. }
            | Rpc::Ack { .. }
            | Rpc::Finished { .. }
            | Rpc::Received { .. }
            | Rpc::NewOwner { .. }
            | Rpc::Agreed { .. }
            | Rpc::Kill { .. }
            | Rpc::AppIds { .. }
            | Rpc::App { .. }
            | Rpc::AppIs { .. } => rpc,
        }
    }
}

fn how(disk: &Disk, app: AppId) -> Rpc {
    let known = disk.yarn.apps.get(&app);
    let is = known.map_or(AppState::Killed, |application| application.is);
    Rpc::AppIs { app, is }
}

fn end(disk: &mut Disk, io: &mut Io<'_>, app: AppId, is: AppState) {
    if let Some(application) = disk.yarn.apps.get_mut(&app)
        && application.is == AppState::Running
    {
        application.is = is;
        let killed = is == AppState::Killed;
        io.then(Fact::AppEnded { app, killed });
    }
}
