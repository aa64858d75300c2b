//! `RecvWorker:N`: reads one connection, for as long as it lasts, without a timeout
//! (`QuorumCnxManager.RecvWorker`, 3.4.6).

use crate::fact::{Fact, Failure, Line};
use crate::pitfall::Pitfall;
use crate::server::cnx::WorkerId;
use crate::server::pace::Class;
use crate::server::{Emit, Server};
use sim::io::Io;
use sim::network::Received;
use sim::threads::{Park, Wait};

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct RecvWorker {
    id: WorkerId,
    /// It is inside a read, which ends with an exception when the socket is closed under it.
    reading: bool,
}

impl RecvWorker {
    pub(crate) fn new(id: WorkerId) -> Self {
        Self { id, reading: false }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        let Some(workers) = server.cnx.workers(self.id) else {
            return Park::end();
        };
        let (sid, socket) = (workers.sid, workers.socket);
        if let Some(loading) = server.pace.load(io, Class::Read) {
            return Park::until(io.now() + loading);
        }
        let why = loop {
            if !server
                .cnx
                .workers(self.id)
                .is_some_and(|workers| workers.running)
            {
                break self.reading.then_some(Failure::SocketClosed);
            }
            match io.receive(socket) {
                Received::Message(ballot, cause) => {
                    io.cause = cause;
                    let dropped_oldest =
                        server.cnx.recv_queue_is_full() && !server.makes(Pitfall::RecvQueueGrows);
                    let received = io.then(Fact::Received {
                        ballot,
                        dropped_oldest,
                    });
                    server.add_to_recv_queue(io, (ballot, received));
                }
                Received::Nothing => {
                    self.reading = true;
                    return Park::on(Wait::Read(socket));
                }
                Received::EndOfStream(cause) => {
                    io.cause = cause;
                    break Some(Failure::EndOfStream);
                }
                Received::Reset(cause) => {
                    io.cause = cause;
                    break Some(Failure::Reset);
                }
                Received::Closed => break Some(Failure::SocketClosed),
            }
        };
        if let Some(why) = why {
            io.then(Fact::ConnectionBroken { sid, why });
        }
        io.tell(Fact::Printed {
            line: Line::InterruptingSendWorker,
            value: 0,
        });
        server.finish(io, self.id);
        io.close(socket);
        server.cnx.worker_ended(self.id, io.slot);
        Park::end()
    }
}
