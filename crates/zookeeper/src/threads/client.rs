//! `main-SendThread(host:port)`: a client of the ensemble, with the program that uses it
//! (`ClientCnxn.SendThread`, `StaticHostProvider`, 3.4.6).
//!
//! ```text
//!   next server of the list ─ dial ─ session, or its old one ─▶ reads and writes, one of each at a time
//!        ▲                                                            │ connection lost: ConnectionLoss
//!        └── up to a second of pause, and one more after a whole round ┘ for whatever waits
//! ```
//! A write whose connection is lost is neither done nor undone as far as its program can tell. The
//! client's own part of a request takes no time.

use crate::disk::{ClientProgram, Disk};
use crate::fact::{ClientDeed, Fact};
use crate::message::{ClientKind, Message};
use crate::server::Emit;
use crate::server::clients::record;
use sim::id::{NodeId, Socket};
use sim::io::Io;
use sim::network::{DialOutcome, Received};
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// The port in connect strings.
const PORT: u16 = 2_181;
/// `SendThread.startConnect`: the pause before any dial but the first, so that not all clients of a
/// lost server come back at once.
const RECONNECT_PAUSE: Range = Range::millis(0, 1_000);
/// `StaticHostProvider.next`: the pause when the whole list has been tried in vain.
const SPIN_DELAY: Span = Span::from_millis(1_000);

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    step: Step,
    /// The place in the list of the server that is tried, and of the last one that answered.
    current: usize,
    last: Option<usize>,
    tried_before: bool,
    has_session: bool,
    socket: Option<Socket>,
    reads: Requests,
    writes: Requests,
    requests: u32,
    heard: SimTime,
    spoke: SimTime,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    /// A pause, and whether that before a new round through the list is still to come.
    Pause {
        until: SimTime,
        spin: bool,
    },
    Dialling {
        until: SimTime,
    },
    /// It waits for its session.
    Session {
        until: SimTime,
    },
    Connected,
}

/// One thread of the program: it asks, waits for the answer, and asks again when it is time.
#[derive(Clone, Copy, Debug)]
struct Requests {
    writes: bool,
    every: Option<Span>,
    next: SimTime,
    /// The request that waits, and whether it was sent.
    open: Option<(u32, bool)>,
}

impl Requests {
    fn new(writes: bool, every: Option<Span>, now: SimTime) -> Self {
        Self {
            writes,
            every: every.filter(|every| *every > Span::ZERO),
            next: now,
            open: None,
        }
    }

    /// When it asks next.
    fn due(&self) -> SimTime {
        match (self.every, self.open) {
            (Some(_), None) => self.next,
            (None, _) | (_, Some(_)) => SimTime::NEVER,
        }
    }

    /// The answer is there, or will never come; what has become due meanwhile is left out.
    fn close(&mut self, now: SimTime) {
        self.open = None;
        if let Some(every) = self.every {
            let late = now.since(self.next).as_micros();
            let rounds = late / every.as_micros() + 1;
            self.next += every.times(rounds);
        }
    }
}

impl Client {
    pub(crate) fn new(program: &ClientProgram, io: &Io<'_>) -> Self {
        let now = io.now();
        Self {
            step: Step::Begin,
            current: 0,
            last: None,
            tried_before: false,
            has_session: false,
            socket: None,
            reads: Requests::new(false, program.read_every, now),
            writes: Requests::new(true, program.write_every, now),
            requests: 0,
            heard: now,
            spoke: now,
        }
    }

    pub(crate) fn resume(&mut self, disk: &Disk, io: &mut Io<'_>) -> Park {
        let Some(program) = disk.client.as_ref().filter(|p| !p.servers.is_empty()) else {
            return Park::end();
        };
        loop {
            self.submit(program, io);
            let park = match self.step {
                Step::Begin => self.choose(program, io),
                Step::Pause { until, spin } => self.pause(program, io, until, spin),
                Step::Dialling { until } => self.dialling(program, io, until),
                Step::Session { until } => self.session(program, io, until),
                Step::Connected => self.connected(program, io),
            };
            if let Some(park) = park {
                let due = self.reads.due().min(self.writes.due());
                return Park::on_until(park.wait, park.until.min(due));
            }
        }
    }

    fn peer(&self, program: &ClientProgram) -> NodeId {
        let peer = program.servers.get(self.current);
        peer.copied().unwrap_or(NodeId(0))
    }

    /// The program's threads ask when it is time, connected or not.
    fn submit(&mut self, program: &ClientProgram, io: &mut Io<'_>) {
        let peer = self.peer(program);
        for requests in [&mut self.writes, &mut self.reads] {
            if requests.due() > io.now() {
                continue;
            }
            self.requests += 1;
            requests.open = Some((self.requests, false));
            let did = if requests.writes {
                ClientDeed::WriteSubmitted
            } else {
                ClientDeed::ReadSubmitted
            };
            let request = self.requests;
            io.tell(Fact::Client { did, peer, request });
        }
    }

    /// `HostProvider.next`, and the pauses before it.
    fn choose(&mut self, program: &ClientProgram, io: &mut Io<'_>) -> Option<Park> {
        if !self.tried_before {
            self.tried_before = true;
            self.last = Some(0);
            return self.dial(program, io);
        }
        self.current = (self.current + 1) % program.servers.len();
        let spin = self.last == Some(self.current);
        let pause = io.work(RECONNECT_PAUSE);
        let until = io.timer(pause);
        self.step = Step::Pause { until, spin };
        None
    }

    fn pause(
        &mut self,
        program: &ClientProgram,
        io: &mut Io<'_>,
        until: SimTime,
        spin: bool,
    ) -> Option<Park> {
        if io.now() < until {
            return Some(Park::until(until));
        }
        if spin {
            let until = io.timer(SPIN_DELAY);
            self.step = Step::Pause { until, spin: false };
            return None;
        }
        self.dial(program, io)
    }

    fn dial(&mut self, program: &ClientProgram, io: &mut Io<'_>) -> Option<Park> {
        let peer = self.peer(program);
        did(io, ClientDeed::Dials, peer, 0);
        self.socket = io.dial(peer, PORT);
        let until = io.timer(connect_timeout(program));
        self.step = Step::Dialling { until };
        None
    }

    fn dialling(
        &mut self,
        program: &ClientProgram,
        io: &mut Io<'_>,
        until: SimTime,
    ) -> Option<Park> {
        let outcome = self.socket.and_then(|socket| io.dial_outcome(socket));
        match (self.socket, outcome) {
            (Some(socket), Some(DialOutcome::Connected)) => {
                let kind = if self.has_session {
                    ClientKind::Reconnect
                } else {
                    ClientKind::Connect
                };
                self.send(io, socket, kind, 0);
                self.heard = io.now();
                let until = io.timer(connect_timeout(program));
                self.step = Step::Session { until };
                None
            }
            (Some(socket), None) if io.now() < until => {
                Some(Park::on_until(Wait::Connect(socket), until))
            }
            (_, _) => {
                did(io, ClientDeed::DialFailed, self.peer(program), 0);
                self.give_up(program, io)
            }
        }
    }

    /// It waits for the answer to its first message.
    fn session(
        &mut self,
        program: &ClientProgram,
        io: &mut Io<'_>,
        until: SimTime,
    ) -> Option<Park> {
        let socket = self.socket?;
        match self.read(io, socket) {
            Ok(Some((ClientKind::Connected, _))) => {
                let deed = if self.has_session {
                    ClientDeed::SessionRenewed
                } else {
                    ClientDeed::SessionNew
                };
                did(io, deed, self.peer(program), 0);
                self.has_session = true;
                self.last = Some(self.current);
                self.step = Step::Connected;
                None
            }
            Ok(Some(_)) => None,
            Ok(None) if io.now() < until => Some(Park::on_until(Wait::Read(socket), until)),
            Ok(None) | Err(Lost) => {
                did(io, ClientDeed::DialFailed, self.peer(program), 0);
                self.give_up(program, io)
            }
        }
    }

    fn connected(&mut self, program: &ClientProgram, io: &mut Io<'_>) -> Option<Park> {
        let socket = self.socket?;
        for writes in [true, false] {
            let requests = if writes {
                &mut self.writes
            } else {
                &mut self.reads
            };
            if let Some((request, sent @ false)) = &mut requests.open {
                *sent = true;
                let request = *request;
                let kind = if writes {
                    ClientKind::Write
                } else {
                    ClientKind::Read
                };
                self.send(io, socket, kind, request);
            }
        }
        let read_timeout = Span::from_micros(program.session_timeout.as_micros() * 2 / 3);
        let until = self.heard + read_timeout;
        let ping = self.spoke + Span::from_micros(read_timeout.as_micros() / 2);
        match self.read(io, socket) {
            Ok(Some((ClientKind::Reply, request))) => {
                self.answered(program, io, request);
                None
            }
            Ok(Some(_)) => None,
            Ok(None) if io.now() >= ping => {
                self.send(io, socket, ClientKind::Ping, 0);
                None
            }
            Ok(None) if io.now() < until => {
                Some(Park::on_until(Wait::Read(socket), until.min(ping)))
            }
            Ok(None) | Err(Lost) => {
                did(io, ClientDeed::Disconnected, self.peer(program), 0);
                self.give_up(program, io)
            }
        }
    }

    fn answered(&mut self, program: &ClientProgram, io: &mut Io<'_>, request: u32) {
        let peer = self.peer(program);
        for requests in [&mut self.writes, &mut self.reads] {
            if requests.open.is_some_and(|(open, _)| open == request) {
                requests.close(io.now());
                let deed = if requests.writes {
                    ClientDeed::WriteAcknowledged
                } else {
                    ClientDeed::ReadAnswered
                };
                did(io, deed, peer, request);
            }
        }
    }

    /// `SendThread.cleanup`: the socket is closed, and whatever waits gets `ConnectionLoss`.
    fn give_up(&mut self, program: &ClientProgram, io: &mut Io<'_>) -> Option<Park> {
        let peer = self.peer(program);
        if let Some(socket) = self.socket.take() {
            io.close(socket);
        }
        for requests in [&mut self.writes, &mut self.reads] {
            if let Some((request, _)) = requests.open {
                requests.close(io.now());
                let deed = if requests.writes {
                    ClientDeed::WriteUnknown
                } else {
                    ClientDeed::ReadLost
                };
                did(io, deed, peer, request);
            }
        }
        self.choose(program, io)
    }

    fn send(&mut self, io: &mut Io<'_>, socket: Socket, kind: ClientKind, request: u32) {
        let message = record(io, kind, request, crate::ids::Zxid(0));
        // A connection that is gone is found by the next read.
        let _ = io.send(socket, message);
        self.spoke = io.now();
    }

    fn read(&mut self, io: &mut Io<'_>, socket: Socket) -> Result<Option<(ClientKind, u32)>, Lost> {
        match io.receive(socket) {
            Received::Nothing => Ok(None),
            Received::Message(message, cause) => {
                io.cause = cause;
                self.heard = io.now();
                let message = Message::decode(io.message(message)).and_then(Message::client);
                Ok(message.map(|message| (message.kind, message.request)))
            }
            Received::EndOfStream(cause) | Received::Reset(cause) => {
                io.cause = cause;
                Err(Lost)
            }
            Received::Closed => Err(Lost),
        }
    }
}

/// The connection is gone.
struct Lost;

/// How long a dial may take, and then the answer to the first message: the session timeout shared
/// among the servers of the list.
fn connect_timeout(program: &ClientProgram) -> Span {
    let servers = u64::try_from(program.servers.len()).unwrap_or(1).max(1);
    Span::from_micros(program.session_timeout.as_micros() / servers)
}

fn did(io: &mut Io<'_>, did: ClientDeed, peer: NodeId, request: u32) {
    io.then(Fact::Client { did, peer, request });
}
