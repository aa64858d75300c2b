//! `…-SendThread`: makes the connection of one session, keeps it, and reads it (`ClientCnxn.SendThread`).
//!
//! ```text
//!   pause ─▶ dial ─▶ Connect ─▶ Welcome(session) ──▶ serve ── silence of 2/3, or closed ──▶ pause
//!     ▲       │ failed              │ Welcome(none): the session has expired, a new one
//!     └───────┴─────────────────────┘
//! ```

use super::{Client, Link, ZkError, queue};
use crate::fact::{CuratorState, Fact};
use crate::server::Emit;
use crate::setting::Role;
use crate::wire::{Message, Op};
use sim::id::{NodeId, Socket};
use sim::io::Io;
use sim::network::{DialOutcome, Received};
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// The pause before a connection is tried again: 0 to 1 s (`ClientCnxn.SendThread.startConnect`) and a
/// second, because there is no other server in the connect string (`StaticHostProvider.next`). Seen: 1.2 to
/// 1.8 s.
const PAUSE: Range = Range::millis(1_000, 2_000);
/// From a connection that is given up to the event that says so: `ClientCnxnSocketNIO.cleanup` sleeps.
const CLEAN_UP: Span = Span::from_millis(100);

/// The thread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SendThread {
    registry: NodeId,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Dial,
    Dialling { socket: Socket, until: SimTime },
    Greeting { socket: Socket, until: SimTime },
    Serving { socket: Socket },
    CleaningUp { until: SimTime, was_up: bool },
}

impl SendThread {
    pub(crate) fn new(registry: NodeId) -> Self {
        Self {
            registry,
            step: Step::Dial,
        }
    }

    pub(crate) fn resume(&mut self, client: &mut Client, io: &mut Io<'_>) -> Park {
        loop {
            if client.stopped {
                return self.leave(io);
            }
            if let Some(until) = client.expiring {
                if io.now() < until {
                    return Park::until(until);
                }
                self.close(io);
                self.step = Step::Dial;
                client.expire(io);
            }
            let park = match self.step {
                Step::Dial => self.dial(client, io),
                Step::Dialling { socket, until } => self.dialling(client, io, socket, until),
                Step::Greeting { socket, until } => self.greeting(client, io, socket, until),
                Step::Serving { socket } => self.serving(client, io, socket),
                Step::CleaningUp { until, was_up } => self.cleaning_up(client, io, until, was_up),
            };
            if let Some(park) = park {
                return park;
            }
        }
    }

    fn leave(&self, io: &mut Io<'_>) -> Park {
        self.close(io);
        Park::end()
    }

    fn close(&self, io: &mut Io<'_>) {
        match self.step {
            Step::Dial | Step::CleaningUp { .. } => {}
            Step::Dialling { socket, .. }
            | Step::Greeting { socket, .. }
            | Step::Serving { socket } => io.close(socket),
        }
    }

    /// `connectTimeout` is the session's timeout divided by the servers of the connect string: one.
    fn dial(&mut self, client: &mut Client, io: &mut Io<'_>) -> Option<Park> {
        let until = io.timer(client.timeout);
        let Some(socket) = io.dial(self.registry, Role::Registry.port()) else {
            return Some(Park::end());
        };
        client.attempt = Some(socket);
        self.step = Step::Dialling { socket, until };
        Some(Park::on_until(Wait::Connect(socket), until))
    }

    fn dialling(
        &mut self,
        client: &mut Client,
        io: &mut Io<'_>,
        socket: Socket,
        until: SimTime,
    ) -> Option<Park> {
        match io.dial_outcome(socket) {
            Some(DialOutcome::Connected) => {
                let timeout_ms = u32::try_from(client.asked.as_millis()).unwrap_or(u32::MAX);
                let session = client.session;
                client.heard = io.now();
                client.write(
                    io,
                    socket,
                    Message::Connect {
                        session,
                        timeout_ms,
                    },
                );
                self.step = Step::Greeting { socket, until };
                None
            }
            None if io.now() < until => Some(Park::on_until(Wait::Connect(socket), until)),
            Some(DialOutcome::Refused | DialOutcome::NoRoute) | None => {
                Some(self.try_again(io, socket))
            }
        }
    }

    fn greeting(
        &mut self,
        client: &mut Client,
        io: &mut Io<'_>,
        socket: Socket,
        until: SimTime,
    ) -> Option<Park> {
        match io.receive(socket) {
            Received::Message(id, cause) => {
                io.cause = cause;
                let Some(Message::Welcome {
                    session,
                    timeout_ms,
                }) = Message::decode(io.message(id))
                else {
                    return Some(self.try_again(io, socket));
                };
                client.heard = io.now();
                client.timeout = Span::from_millis(u64::from(timeout_ms));
                let number = client.number;
                match (session, client.session) {
                    (Some(session), before) => {
                        client.session = Some(session);
                        let same = before == Some(session);
                        io.then(Fact::SessionEstablished {
                            number,
                            session,
                            granted_ms: timeout_ms,
                        });
                        self.establish(client, io, socket, same);
                        None
                    }
                    (None, gone) => {
                        if let Some(session) = gone {
                            io.then(Fact::ExpiredThere { number, session });
                        }
                        client.session = None;
                        io.close(socket);
                        client.fail_all(io, ZkError::ConnectionLoss);
                        client.post(io, CuratorState::Lost);
                        self.step = Step::Dial;
                        None
                    }
                }
            }
            Received::Nothing if io.now() < until => {
                Some(Park::on_until(Wait::Read(socket), until))
            }
            Received::Nothing
            | Received::EndOfStream(_)
            | Received::Reset(_)
            | Received::Closed => Some(self.try_again(io, socket)),
        }
    }

    /// The session is there: requests go out, callbacks are told. Watches of a session that lived on
    /// are set at once; those of a new one by the caches' own callback, behind whatever holds it up.
    fn establish(&mut self, client: &mut Client, io: &mut Io<'_>, socket: Socket, same: bool) {
        client.link = Link::Up(socket);
        self.step = Step::Serving { socket };
        let state = if client.state.is_some() || !client.states.is_empty() {
            CuratorState::Reconnected
        } else {
            CuratorState::Connected
        };
        let before = io.cause;
        client.post(io, state);
        io.cause = before;
        client.unread = state == CuratorState::Reconnected && !same;
        client.since = client.unread.then_some(io.now());
        if !client.caches.is_empty() && !client.unread {
            subscribe(client, io);
        }
        client.flush(io, socket);
    }

    fn serving(&mut self, client: &mut Client, io: &mut Io<'_>, socket: Socket) -> Option<Park> {
        loop {
            match io.receive(socket) {
                Received::Message(id, cause) => {
                    io.cause = cause;
                    client.heard = io.now();
                    if let Some(message) = Message::decode(io.message(id)) {
                        read(client, io, message);
                    }
                }
                Received::Nothing => break,
                Received::EndOfStream(cause) | Received::Reset(cause) => {
                    io.cause = cause;
                    return Some(self.lose(client, io, socket));
                }
                Received::Closed => return Some(self.lose(client, io, socket)),
            }
        }
        let now = io.now();
        let silence = Span::from_micros(client.timeout.as_micros() * 2 / 3);
        if now.since(client.heard) >= silence {
            let ms = u32::try_from(now.since(client.heard).as_millis()).unwrap_or(u32::MAX);
            let (number, session) = (client.number, client.session.unwrap_or_default());
            io.then(Fact::HeardNothing {
                number,
                session,
                ms,
            });
            return Some(self.lose(client, io, socket));
        }
        let ping = Span::from_micros(client.timeout.as_micros() / 3);
        if now.since(client.sent) >= ping {
            client.write(io, socket, Message::Ping);
        }
        let until = (client.sent + ping).min(client.heard + silence);
        Some(Park::on_until(Wait::Read(socket), until))
    }

    fn lose(&mut self, client: &mut Client, io: &mut Io<'_>, socket: Socket) -> Park {
        client.link = Link::Down;
        self.clean_up(io, socket, true)
    }

    fn clean_up(&mut self, io: &mut Io<'_>, socket: Socket, was_up: bool) -> Park {
        io.close(socket);
        let until = io.now() + CLEAN_UP;
        self.step = Step::CleaningUp { until, was_up };
        Park::until(until)
    }

    /// The connection is gone: what waits for an answer fails, and Curator hears of it.
    fn cleaning_up(
        &mut self,
        client: &mut Client,
        io: &mut Io<'_>,
        until: SimTime,
        was_up: bool,
    ) -> Option<Park> {
        if io.now() < until {
            return Some(Park::until(until));
        }
        client.fail_all(io, ZkError::ConnectionLoss);
        if was_up {
            client.wake_places(io, |_| true);
            client.post(io, CuratorState::Suspended);
        }
        Some(self.pause(io))
    }

    fn try_again(&mut self, io: &mut Io<'_>, socket: Socket) -> Park {
        self.clean_up(io, socket, false)
    }

    fn pause(&mut self, io: &mut Io<'_>) -> Park {
        self.step = Step::Dial;
        let pause = io.work(PAUSE);
        let until = io.timer(pause);
        Park::on_until(Wait::Queue(queue::SEND), until)
    }
}

/// Watches `/nodes` and reads it.
pub(crate) fn subscribe(client: &mut Client, io: &mut Io<'_>) {
    client.begin_listing();
    client.ask(io, Op::Subscribe, super::Asker::Nobody);
}

fn read(client: &mut Client, io: &mut Io<'_>, message: Message) {
    match message {
        Message::Reply { xid, outcome } => {
            let of_subscription = client
                .asking
                .get(&xid)
                .is_some_and(|asker| matches!(asker, super::Asker::Nobody));
            client.settle(io, xid, Ok(outcome));
            if of_subscription {
                client.end_listing(io);
            }
        }
        Message::Event { change, path } => {
            if path.is_under_nodes() {
                client.watched(io, change, path);
            } else {
                client.wake_places(io, |ahead| ahead == path);
            }
        }
        Message::Connect { .. }
        | Message::Welcome { .. }
        | Message::Ping
        | Message::Pong
        | Message::Request { .. }
        | Message::Query { .. }
        | Message::Result { .. }
        | Message::Done { .. }
        | Message::Rpc { .. } => {}
    }
}

impl Client {
    /// Curator ends the session itself: the handle is closed, and a new one made.
    pub(crate) fn inject_expiry(&mut self, io: &mut Io<'_>) {
        self.expiring = Some(io.now() + CLEAN_UP);
        let Some(slot) = self.send_thread else {
            return;
        };
        io.wake(slot, Wait::Queue(queue::SEND));
        if let Some(socket) = self.attempt {
            io.wake(slot, Wait::Connect(socket));
            io.wake(slot, Wait::Read(socket));
        }
    }

    /// The handle of a session that Curator has given up is closed.
    fn expire(&mut self, io: &mut Io<'_>) {
        self.expiring = None;
        self.link = Link::Down;
        let number = self.number;
        if let Some(session) = self.session.take() {
            io.then(Fact::HandleClosed { number, session });
        }
        self.fail_all(io, ZkError::ConnectionLoss);
        self.post(io, CuratorState::Lost);
    }

    /// `CuratorFramework.close`: what still waits fails, the session is ended. The caller waits for
    /// the answer of the registry before it calls [`Client::closed`].
    pub(crate) fn close_session(&mut self, io: &mut Io<'_>) -> Option<u32> {
        match self.link {
            Link::Up(_) => Some(self.submit(io, Op::Close)),
            Link::Down => None,
        }
    }

    /// The client is closed. A thread that waits for a place of a lock's queue is not told.
    pub(crate) fn closed(&mut self, io: &mut Io<'_>) {
        self.stopped = true;
        self.fail_all(io, ZkError::Stopped);
        let session = self.session.take();
        io.then(Fact::ClientClosed {
            number: self.number,
            session,
        });
        if let Link::Up(socket) = std::mem::replace(&mut self.link, Link::Down) {
            io.close(socket);
        }
        for slot in std::mem::take(&mut self.connecting) {
            io.wake(slot, Wait::Queue(queue::CONNECTED));
        }
        if let Some(slot) = self.send_thread {
            io.end_thread(slot);
        }
        if let Some(slot) = self.state_manager {
            io.end_thread(slot);
        }
    }
}
