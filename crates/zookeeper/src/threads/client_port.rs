//! `NIOServerCxn.Factory`: the client port. It is open from the start of the process on; whether a
//! client is answered depends on whether a server runs (`NIOServerCxnFactory.run`, 3.4.6).
//!
//! One thread selects among all connections there. What it does for each takes no time here, so each
//! has a thread of its own with the same name.

use crate::message::Message;
use crate::server::Server;
use sim::id::Socket;
use sim::io::Io;
use sim::network::Received;
use sim::threads::{Park, Wait};

/// The thread that accepts.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClientPort;

impl ClientPort {
    pub(crate) fn resume(&self, server: &mut Server, io: &mut Io<'_>) -> Park {
        let Some(port) = server.config.client_port_of(server.sid) else {
            return Park::end();
        };
        if !io.is_listening(port) && !io.listen(port) {
            return Park::end();
        }
        while let Some((socket, cause)) = io.accept(port) {
            io.cause = cause;
            server.accept_client(io, socket);
        }
        Park::on(Wait::Accept(port))
    }
}

/// One connection.
#[derive(Clone, Debug)]
pub(crate) struct ServerCxnThread {
    socket: Socket,
}

impl ServerCxnThread {
    pub(crate) fn new(socket: Socket) -> Self {
        Self { socket }
    }

    pub(crate) fn resume(&self, server: &mut Server, io: &mut Io<'_>) -> Park {
        loop {
            match io.receive(self.socket) {
                Received::Nothing => return Park::on(Wait::Read(self.socket)),
                Received::Closed => return Park::end(),
                Received::EndOfStream(cause) | Received::Reset(cause) => {
                    io.cause = cause;
                    server.lose_client(io, self.socket, false);
                    return Park::end();
                }
                Received::Message(message, cause) => {
                    io.cause = cause;
                    let message = Message::decode(io.message(message)).and_then(Message::client);
                    if !message.is_some_and(|m| server.on_client(io, self.socket, &m)) {
                        server.lose_client(io, self.socket, true);
                        return Park::end();
                    }
                }
            }
        }
    }
}
