//! The clients of a server: their connections, sessions and requests (`NIOServerCxnFactory`,
//! `FinalRequestProcessor`, 3.4.6).
//!
//! Simplified: a session never expires, and every leader knows it; the answer to a client that comes
//! from another server is a formality that still takes its way to the leader.

use super::broadcast::Proposed;
use super::{Emit, Server, packet_of};
use crate::fact::Fact;
use crate::ids::Zxid;
use crate::lane::Thread;
use crate::message::{ClientKind, ClientMessage, Message, Origin, PacketKind};
use crate::threads::JavaThread;
use crate::txn_log::Txns;
use crate::vote::ServerState;
use sim::id::{EventId, NodeId, Socket};
use sim::io::Io;

/// A client's connection (`NIOServerCxn`).
#[derive(Clone, Debug)]
pub(crate) struct ServerCxn {
    socket: Socket,
    client: NodeId,
    /// The client has been told that it has a session.
    session: bool,
    /// Requests that wait for their commit; zero is the session itself.
    waiting: Vec<u32>,
}

impl Server {
    /// A client has connected.
    pub(crate) fn accept_client(&mut self, io: &mut Io<'_>, socket: Socket) {
        let Some((client, _)) = io.remote(socket) else {
            return;
        };
        self.clients.push(ServerCxn {
            socket,
            client,
            session: false,
            waiting: Vec::new(),
        });
        self.start(io, Thread::ClientPort, JavaThread::server_cxn(socket));
    }

    /// A client's message; false if its connection is to be closed, because no server runs here that
    /// could answer (`ZooKeeperServer not running`).
    pub(crate) fn on_client(
        &mut self,
        io: &mut Io<'_>,
        socket: Socket,
        message: &ClientMessage,
    ) -> bool {
        if !self.database.serving {
            return false;
        }
        let origin = Origin {
            client: message.from,
            request: message.request,
        };
        match message.kind {
            ClientKind::Connect | ClientKind::Write => {
                self.wait_for(socket, origin.request);
                self.submit(io, origin);
            }
            ClientKind::Reconnect => {
                self.wait_for(socket, 0);
                self.revalidate(io, origin);
            }
            ClientKind::Read => {
                let zxid = self.database.last_processed_zxid;
                self.reply(io, socket, ClientKind::Reply, message.request, zxid);
            }
            ClientKind::Ping => self.reply(io, socket, ClientKind::Pong, 0, Zxid(0)),
            ClientKind::Connected | ClientKind::Reply | ClientKind::Pong => {}
        }
        true
    }

    fn wait_for(&mut self, socket: Socket, request: u32) {
        let mut clients = self.clients.iter_mut();
        if let Some(cxn) = clients.find(|cxn| cxn.socket == socket) {
            cxn.waiting.push(request);
        }
    }

    /// A write: the leader proposes it, anybody else asks the leader to.
    fn submit(&mut self, io: &mut Io<'_>, origin: Origin) {
        if self.peer.state == ServerState::Leading {
            self.propose(io, 1, Some(origin));
        } else {
            self.ask_leader(io, PacketKind::Request, origin);
        }
    }

    /// Whether a session is known, only the leader can say.
    fn revalidate(&mut self, io: &mut Io<'_>, origin: Origin) {
        if self.peer.state == ServerState::Leading {
            self.connected(io, origin, true);
        } else {
            self.ask_leader(io, PacketKind::Revalidate, origin);
        }
    }

    fn ask_leader(&self, io: &mut Io<'_>, kind: PacketKind, origin: Origin) {
        let packet = packet_of(io, kind, nothing_of(origin));
        self.write_to_leader(io, packet);
    }

    /// A client's transaction is committed.
    pub(crate) fn answer_origin(&mut self, io: &mut Io<'_>, origin: Origin, zxid: Zxid) {
        if origin.request == 0 {
            self.connected(io, origin, false);
        } else if let Some(socket) = self.waits(origin) {
            self.reply(io, socket, ClientKind::Reply, origin.request, zxid);
        }
    }

    /// A client has its session here.
    pub(crate) fn connected(&mut self, io: &mut Io<'_>, origin: Origin, renewed: bool) {
        let Some(socket) = self.waits(origin) else {
            return;
        };
        let client = origin.client;
        io.then(Fact::ClientArrived { client, renewed });
        let mut clients = self.clients.iter_mut();
        if let Some(cxn) = clients.find(|cxn| cxn.socket == socket) {
            cxn.session = true;
        }
        let zxid = self.database.last_processed_zxid;
        self.reply(io, socket, ClientKind::Connected, 0, zxid);
    }

    /// The connection at which a request waits; it waits no longer.
    fn waits(&mut self, origin: Origin) -> Option<Socket> {
        let of = |cxn: &&mut ServerCxn| cxn.client == origin.client;
        self.clients.iter_mut().filter(of).find_map(|cxn| {
            let place = cxn.waiting.iter().position(|r| *r == origin.request)?;
            cxn.waiting.remove(place);
            Some(cxn.socket)
        })
    }

    fn reply(&self, io: &mut Io<'_>, socket: Socket, kind: ClientKind, request: u32, zxid: Zxid) {
        let message = record(io, kind, request, zxid);
        // Whoever reads the connection finds out if it is gone.
        let _ = io.send(socket, message);
    }

    /// A client's connection has ended, or is ended here.
    pub(crate) fn lose_client(&mut self, io: &mut Io<'_>, socket: Socket, dropped: bool) {
        let of = |cxn: &ServerCxn| cxn.socket == socket;
        let Some(place) = self.clients.iter().position(of) else {
            return;
        };
        let cxn = self.clients.remove(place);
        if cxn.session {
            let client = cxn.client;
            io.then(Fact::ClientLeft { client, dropped });
        }
        io.close(socket);
    }

    /// The server ceases to answer: every client is dropped (`NIOServerCxnFactory.closeAll`).
    pub(crate) fn drop_clients(&mut self, io: &mut Io<'_>) {
        let sockets: Vec<_> = self.clients.iter().map(|cxn| cxn.socket).collect();
        let before = io.cause;
        for socket in sockets {
            self.lose_client(io, socket, true);
            io.cause = before;
        }
    }
}

/// A packet about a request has no transaction yet.
pub(crate) fn nothing_of(origin: Origin) -> Proposed {
    let (first, last) = (Zxid(1), Zxid(0));
    Proposed {
        txns: Txns { first, last },
        origin: Some(origin),
    }
}

/// Writes down what goes between a client and a server.
pub(crate) fn record(
    io: &mut Io<'_>,
    kind: ClientKind,
    request: u32,
    zxid: Zxid,
) -> sim::id::MessageId {
    let written = EventId(io.trace().len());
    let from = io.node;
    let message = ClientMessage {
        from,
        kind,
        request,
        zxid,
        written,
    };
    io.record(Message::Client(message).encode())
}
