//! One connection of a client: it is read, its session is touched, its requests are applied in their
//! order.

use super::store::Changed;
use super::{Live, Registry};
use crate::disk::Disk;
use crate::fact::{Fact, Gone};
use crate::ids::SessionId;
use crate::path::{Data, Path};
use crate::server::Emit;
use crate::wire::{Change, Message, Op, Outcome};
use sim::id::{EventId, NodeId, Socket};
use sim::io::Io;
use sim::network::Received;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// A read from memory.
const READ: Range = Range::micros(60, 250);
/// A transaction, written to the log before it is answered.
const WRITE: Range = Range::micros(300, 1_500);

/// The thread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Connection {
    socket: Socket,
    peer: NodeId,
    session: Option<SessionId>,
    /// What has been read and is being worked on.
    work: Option<(Message, EventId)>,
}

impl Connection {
    pub(super) fn new(socket: Socket, peer: NodeId) -> Self {
        Self {
            socket,
            peer,
            session: None,
            work: None,
        }
    }

    pub(super) fn resume(
        &mut self,
        registry: &mut Registry,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) -> Park {
        if let Some((message, cause)) = self.work.take() {
            io.cause = cause;
            self.perform(message, registry, disk, io);
        }
        match io.receive(self.socket) {
            Received::Message(id, cause) => {
                io.cause = cause;
                let Some(message) = Message::decode(io.message(id)) else {
                    return self.leave(registry, io);
                };
                if let Some(session) = self.session {
                    registry.touch(disk, session, io);
                }
                self.work = Some((message, cause));
                let work = if is_write(message) { WRITE } else { READ };
                io.busy(work)
            }
            Received::Nothing => Park::on(Wait::Read(self.socket)),
            Received::EndOfStream(_) | Received::Reset(_) | Received::Closed => {
                self.leave(registry, io)
            }
        }
    }

    /// The connection is gone; its session stays until it expires.
    fn leave(&self, registry: &mut Registry, io: &mut Io<'_>) -> Park {
        if let Some(live) = self.session.and_then(|s| registry.sessions.get_mut(&s))
            && live.socket == Some(self.socket)
        {
            live.socket = None;
            live.subscribed = false;
        }
        io.close(self.socket);
        Park::end()
    }

    fn perform(
        &mut self,
        message: Message,
        registry: &mut Registry,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) {
        match message {
            Message::Connect {
                session,
                timeout_ms,
            } => {
                let asked = Span::from_millis(u64::from(timeout_ms));
                self.connect(session, asked, registry, disk, io);
            }
            Message::Ping => self.send(io, Message::Pong),
            Message::Request { xid, op } => self.request(xid, op, registry, disk, io),
            Message::Welcome { .. }
            | Message::Pong
            | Message::Reply { .. }
            | Message::Event { .. }
            | Message::Query { .. }
            | Message::Result { .. }
            | Message::Done { .. }
            | Message::Rpc { .. } => {}
        }
    }

    /// `ZooKeeperServer.processConnectRequest`, `reopenSession`.
    fn connect(
        &mut self,
        asked: Option<SessionId>,
        timeout: Span,
        registry: &mut Registry,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) {
        let granted = disk.registry.negotiate(timeout);
        let granted_ms = u32::try_from(granted.as_millis()).unwrap_or(u32::MAX);
        let session = match asked {
            Some(session) => match registry.sessions.get_mut(&session) {
                Some(live) => {
                    if let Some(old) = live.socket.replace(self.socket) {
                        io.close(old);
                    }
                    live.subscribed = false;
                    live.client = Some(self.peer);
                    io.then(Fact::SessionResumed { session });
                    Some(session)
                }
                None => {
                    io.then(Fact::SessionRefused { session });
                    None
                }
            },
            None => {
                let session = disk.registry.open_session(granted);
                let live = Live {
                    client: Some(self.peer),
                    timeout: granted,
                    expires: SimTime::ZERO,
                    socket: Some(self.socket),
                    subscribed: false,
                    heard: io.cause,
                };
                registry.sessions.insert(session, live);
                io.then(Fact::SessionOpened {
                    session,
                    client: self.peer,
                    granted_ms,
                });
                Some(session)
            }
        };
        self.session = session;
        if let Some(session) = session {
            registry.touch(disk, session, io);
        }
        self.send(
            io,
            Message::Welcome {
                session,
                timeout_ms: granted_ms,
            },
        );
    }

    fn request(&self, xid: u32, op: Op, registry: &mut Registry, disk: &mut Disk, io: &mut Io<'_>) {
        let Some(session) = self.session.filter(|s| registry.sessions.contains_key(s)) else {
            // The session has expired while the request lay here; its connection is closed.
            return;
        };
        let before = io.cause;
        let (outcome, changed) = disk.registry.apply(session, op);
        if let Some(changed) = changed {
            Self::tell_change(changed, disk, io);
            registry.announce(changed, Gone::Deleted, io);
        }
        match op {
            Op::Watch { lock, number } if outcome == Outcome::Done => {
                let path = Path::Place { lock, number };
                registry.watches.entry(path).or_default().push(session);
            }
            Op::Subscribe => self.subscribe(session, registry, disk, io),
            Op::Close => {
                io.then(Fact::SessionClosed { session });
                registry.end_session(session, Gone::Closed, disk, io);
            }
            Op::Create { .. }
            | Op::Enqueue { .. }
            | Op::Delete { .. }
            | Op::SetData { .. }
            | Op::Put { .. }
            | Op::Exists { .. }
            | Op::GetData { .. }
            | Op::Servers { .. }
            | Op::DeadEntries { .. }
            | Op::FinishNodes
            | Op::Ahead { .. }
            | Op::Watch { .. } => {}
        }
        self.send(io, Message::Reply { xid, outcome });
        io.cause = before;
    }

    /// What a request has changed, but for deletions, which their announcement writes.
    fn tell_change(changed: Changed, disk: &Disk, io: &mut Io<'_>) {
        let Some(node) = disk.registry.nodes.get(&changed.path) else {
            return;
        };
        let (path, version) = (changed.path, changed.version);
        match changed.change {
            Change::Created => {
                let owner = node.owner;
                io.then(Fact::NodeCreated { path, owner });
            }
            Change::Changed => {
                let empty = node.data == Data::Empty;
                io.then(Fact::NodeSet {
                    path,
                    version,
                    empty,
                });
            }
            Change::Deleted | Change::Present => {}
        }
    }

    fn subscribe(&self, session: SessionId, registry: &mut Registry, disk: &Disk, io: &mut Io<'_>) {
        if let Some(live) = registry.sessions.get_mut(&session) {
            live.subscribed = true;
        }
        let watched = disk.registry.nodes.keys().filter(|p| p.is_under_nodes());
        for path in watched {
            let change = Change::Present;
            self.send(
                io,
                Message::Event {
                    change,
                    path: *path,
                },
            );
        }
    }

    fn send(&self, io: &mut Io<'_>, message: Message) {
        let message = io.record(message.encode());
        // What cannot be sent is missed by nobody: the client finds its connection gone.
        let _ = io.send(self.socket, message);
    }
}

fn is_write(message: Message) -> bool {
    match message {
        Message::Connect { .. } => true,
        Message::Request { op, .. } => match op {
            Op::Create { .. }
            | Op::Enqueue { .. }
            | Op::Delete { .. }
            | Op::SetData { .. }
            | Op::Put { .. }
            | Op::Close => true,
            Op::Exists { .. }
            | Op::GetData { .. }
            | Op::Servers { .. }
            | Op::DeadEntries { .. }
            | Op::FinishNodes
            | Op::Ahead { .. }
            | Op::Watch { .. }
            | Op::Subscribe => false,
        },
        Message::Welcome { .. }
        | Message::Ping
        | Message::Pong
        | Message::Reply { .. }
        | Message::Event { .. }
        | Message::Query { .. }
        | Message::Result { .. }
        | Message::Done { .. }
        | Message::Rpc { .. } => false,
    }
}
