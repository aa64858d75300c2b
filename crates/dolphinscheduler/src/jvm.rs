//! A Java process of DolphinScheduler: its threads, its sessions, its pool and its connections, and
//! the server that runs in it.

use crate::client::Client;
use crate::client::send_thread::{self, SendThread};
use crate::disk::{Config, Disk};
use crate::fact::{Fact, Line, ServerState};
use crate::ids::Moment;
use crate::lane::Thread;
use crate::master::{self, Master, listen, state};
use crate::path::{Beat, Data};
use crate::rpc::{LinkThread, Links};
use crate::server::Emit;
use crate::setting::{Role, Setting};
use crate::threads::pool::Pool;
use crate::threads::{Cx, Routine, Runner};
use crate::wire::Rpc;
use crate::worker::{self, Worker};
use sim::host::Termination;
use sim::id::{NodeId, Slot, Socket};
use sim::io::Io;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::SimTime;
use std::sync::Arc;

/// A process.
#[derive(Clone)]
pub(crate) struct Jvm {
    pub(crate) me: NodeId,
    pub(crate) setting: Arc<Setting>,
    pub(crate) config: Config,
    pub(crate) pid: u32,
    /// What the server says it has been started at.
    pub(crate) start: Moment,
    pub(crate) state: ServerState,
    pub(crate) clients: Vec<Client>,
    pub(crate) pool: Pool,
    pub(crate) rpc: Links,
    pub(crate) server: App,
    /// Whether the server's own shutdown has begun; it runs once.
    pub(crate) stopping: bool,
    threads: Vec<JavaThread>,
}

/// The server in a process.
#[derive(Clone)]
pub(crate) enum App {
    Master(Box<Master>),
    Worker(Box<Worker>),
}

#[derive(Clone, Debug)]
enum JavaThread {
    Ended,
    Routine(Box<Runner>),
    Send(u8, SendThread),
    PoolReader,
    Acceptor { port: u16 },
    Connection { socket: Socket, peer: NodeId },
    Link(LinkThread),
}

/// Process ids as a machine gives them: somewhere, and growing.
const FIRST_PID: u32 = 3_000;

impl Jvm {
    pub(crate) fn boot(disk: &mut Disk, io: &mut Io<'_>) -> Self {
        let drawn = io.work(Range::micros(40, 900)).as_micros();
        let seconds = u32::try_from(io.now().as_millis() / 1_000).unwrap_or(0);
        let pid = FIRST_PID + seconds.saturating_mul(9) + u32::try_from(drawn).unwrap_or(0);
        io.then(Fact::Booted {
            model: disk.config.model as u8,
            pid,
        });
        let start = Moment::of(io.now());
        io.tell(Fact::StartNoted { start });
        let setting = Arc::clone(&disk.setting);
        let (server, first) = match disk.role {
            Role::Worker | Role::LogServer(_) => {
                let (worker, routine) = worker::boot(disk, io);
                (App::Worker(Box::new(worker)), routine)
            }
            Role::Master | Role::Registry | Role::Database | Role::Yarn => {
                let (master, routine) = master::boot(disk, io);
                (App::Master(Box::new(master)), routine)
            }
        };
        Self {
            me: io.node,
            config: disk.config.clone(),
            pid,
            start,
            state: ServerState::Starting,
            clients: Vec::new(),
            pool: Pool::new(setting.first(Role::Database)),
            setting,
            rpc: Links::default(),
            server,
            stopping: false,
            threads: vec![JavaThread::Routine(Box::new(Runner::new(first)))],
        }
    }

    pub(crate) fn resume(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let slot = io.slot.index();
        let Some(place) = self.threads.get_mut(slot) else {
            return Park::end();
        };
        let mut thread = std::mem::replace(place, JavaThread::Ended);
        let park = match &mut thread {
            JavaThread::Ended => Park::end(),
            JavaThread::Routine(runner) => runner.resume(&mut Cx {
                jvm: self,
                disk,
                io,
            }),
            JavaThread::Send(number, send) => match self.clients.get_mut(usize::from(*number)) {
                Some(client) => send.resume(client, io),
                None => Park::end(),
            },
            JavaThread::PoolReader => self.pool.read(io),
            JavaThread::Acceptor { port } => self.accept(*port, io),
            JavaThread::Connection { socket, peer } => {
                let park = self.read_rpc(*socket, *peer, disk, io);
                if park.wait == Wait::End {
                    self.rpc.accepted.remove(&io.slot);
                }
                park
            }
            JavaThread::Link(link) => self.run_link(link, disk, io),
        };
        if park.wait != Wait::End
            && let Some(place) = self.threads.get_mut(slot)
        {
            *place = thread;
        }
        park
    }

    pub(crate) fn terminate(&mut self, _disk: &mut Disk, io: &mut Io<'_>) -> Termination {
        let routines = match &self.server {
            App::Master(_) => master::stop::hooks(self),
            App::Worker(_) => worker::hooks(self),
        };
        if routines.is_empty() {
            return Termination::AtOnce;
        }
        for (thread, routine) in routines {
            self.start_routine(thread, routine, io);
        }
        Termination::Later
    }

    /// Handles a message of another server.
    pub(crate) fn hear(
        &mut self,
        socket: Socket,
        peer: NodeId,
        call: u32,
        rpc: Rpc,
        (disk, io): (&mut Disk, &mut Io<'_>),
    ) {
        match &self.server {
            App::Master(_) => master::hear(self, socket, peer, call, rpc, io),
            App::Worker(_) => worker::hear((self, disk), socket, peer, call, rpc, io),
        }
    }

    fn start_thread(&mut self, what: Thread, thread: JavaThread, io: &mut Io<'_>) -> Option<Slot> {
        let slot = io.spawn(what.lane())?;
        if self.threads.len() <= slot.index() {
            self.threads
                .resize_with(slot.index() + 1, || JavaThread::Ended);
        }
        if let Some(place) = self.threads.get_mut(slot.index()) {
            *place = thread;
        }
        Some(slot)
    }

    /// Starts a thread that runs a routine.
    pub(crate) fn start_routine(
        &mut self,
        what: Thread,
        routine: Routine,
        io: &mut Io<'_>,
    ) -> Option<Slot> {
        let thread = JavaThread::Routine(Box::new(Runner::new(routine)));
        self.start_thread(what, thread, io)
    }

    pub(crate) fn start_link(&mut self, to: NodeId, io: &mut Io<'_>) {
        let thread = JavaThread::Link(LinkThread::new(to));
        self.start_thread(Thread::Connection(to), thread, io);
    }

    /// Starts what reads the connection to the database.
    pub(crate) fn start_pool(&mut self, io: &mut Io<'_>) {
        self.start_thread(Thread::DatabaseReader, JavaThread::PoolReader, io);
    }

    /// Opens a session, with so many caches of `/nodes`, each told on a thread of this kind.
    pub(crate) fn open_session(&mut self, caches: &[(Thread, listen::Of)], io: &mut Io<'_>) -> u8 {
        let number = u8::try_from(self.clients.len()).unwrap_or(u8::MAX);
        let mut client = Client::new(number, self.config.session_timeout);
        io.then(Fact::ClientStarted { number });
        let Some(registry) = self.setting.first(Role::Registry) else {
            self.clients.push(client);
            return number;
        };
        let send = JavaThread::Send(number, SendThread::new(registry));
        client.send_thread = self.start_thread(Thread::SendThread(number), send, io);
        let manager = Routine::StateManager(state::StateManager::new(number));
        client.state_manager = self.start_routine(Thread::StateManager(number), manager, io);
        for (thread, of) in caches {
            let cache = client.add_cache();
            let routine = Routine::Cache(listen::CacheThread::new(number, cache, *of));
            let slot = self.start_routine(*thread, routine, io);
            if let Some(cache) = client.caches.get_mut(usize::from(cache)) {
                cache.thread = slot;
            }
        }
        self.clients.push(client);
        number
    }

    /// Adds a cache of `/nodes` to a session that is there; it begins with everything there is.
    pub(crate) fn add_cache(
        &mut self,
        number: u8,
        thread: Thread,
        of: listen::Of,
        io: &mut Io<'_>,
    ) {
        let Some(client) = self.clients.get_mut(usize::from(number)) else {
            return;
        };
        let cache = client.add_cache();
        let routine = Routine::Cache(listen::CacheThread::new(number, cache, of));
        let slot = self.start_routine(thread, routine, io);
        let Some(client) = self.clients.get_mut(usize::from(number)) else {
            return;
        };
        if let Some(cache) = client.caches.get_mut(usize::from(cache)) {
            cache.thread = slot;
        }
        send_thread::subscribe(client, io);
    }

    /// Opens the server's port.
    pub(crate) fn open_port(&mut self, io: &mut Io<'_>) {
        let Some(port) = self.setting.role(self.me).map(Role::port) else {
            return;
        };
        io.listen(port);
        io.then(Fact::PortOpened);
        let acceptor = self.start_thread(Thread::NettyAcceptor, JavaThread::Acceptor { port }, io);
        if let Some(slot) = acceptor {
            io.set_acceptor(port, slot);
        }
    }

    /// Closes the server's port; connections that exist stay.
    pub(crate) fn close_port(&mut self, io: &mut Io<'_>) {
        if let Some(port) = self.setting.role(self.me).map(Role::port) {
            io.unlisten(port);
            io.tell(Fact::PortClosed);
        }
    }

    fn accept(&mut self, port: u16, io: &mut Io<'_>) -> Park {
        if !io.is_listening(port) {
            return Park::end();
        }
        while let Some((socket, cause)) = io.accept(port) {
            io.cause = cause;
            let peer = io.remote(socket).map_or(io.node, |(node, _)| node);
            let thread = JavaThread::Connection { socket, peer };
            if let Some(slot) = self.start_thread(Thread::Connection(peer), thread, io) {
                self.rpc.accepted.insert(slot, (socket, peer));
            }
        }
        Park::on(Wait::Accept(port))
    }

    /// The server has started now, as it says from here on.
    pub(crate) fn note_start(&mut self, io: &mut Io<'_>) {
        let start = Moment::of(io.now());
        self.start = start;
        io.tell(Fact::StartNoted { start });
    }

    /// The server enters a state.
    pub(crate) fn enter(&mut self, state: ServerState, io: &mut Io<'_>) {
        if self.state != state {
            self.state = state;
            io.then(Fact::StateEntered { state });
        }
    }

    /// A line that says nothing else that matters.
    pub(crate) fn print(io: &mut Io<'_>, line: Line) {
        io.tell(Fact::Printed { line });
    }

    /// The payload of a heartbeat.
    pub(crate) fn beat(&self, now: SimTime) -> Data {
        Data::Heartbeat {
            beat: Beat {
                start: self.start,
                report: Moment::of(now),
                pid: self.pid,
                normal: true,
            },
        }
    }

    /// The master in this process.
    pub(crate) fn master(&mut self) -> Option<&mut Master> {
        match &mut self.server {
            App::Master(master) => Some(master),
            App::Worker(_) => None,
        }
    }

    /// The worker in this process.
    pub(crate) fn worker(&mut self) -> Option<&mut Worker> {
        match &mut self.server {
            App::Master(_) => None,
            App::Worker(worker) => Some(worker),
        }
    }
}
