//! `SendWorker:N`: writes what is queued for one peer to one connection
//! (`QuorumCnxManager.SendWorker`, 3.4.6).
//!
//! It begins with what was sent last to that peer if nothing is queued, be it from an election long
//! past. A message counts as sent last when it is taken, before it is written.

use crate::fact::{Fact, Failure, Line};
use crate::pitfall::Pitfall;
use crate::server::cnx::WorkerId;
use crate::server::pace::Class;
use crate::server::{Emit, Server, queue};
use sim::id::MessageId;
use sim::io::Io;
use sim::network::SendError;
use sim::threads::{Park, Wait};

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct SendWorker {
    id: WorkerId,
    begun: bool,
    polling: bool,
}

impl SendWorker {
    pub(crate) fn new(id: WorkerId) -> Self {
        Self {
            id,
            begun: false,
            polling: false,
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        let Some(workers) = server.cnx.workers(self.id) else {
            return Park::end();
        };
        let (sid, socket) = (workers.sid, workers.socket);
        if let Some(loading) = server.pace.load(io, Class::Write) {
            return Park::until(io.now() + loading);
        }
        if !std::mem::replace(&mut self.begun, true) {
            let idle = server
                .cnx
                .queue_send_map
                .get(sid)
                .is_none_or(Option::is_none);
            let last = server.cnx.last_message_sent.get(sid).copied();
            let replays = idle && !server.makes(Pitfall::NothingIsReplayed);
            if let (true, Some(ballot)) = (replays, last)
                && let Err(why) = write(io, sid, socket, ballot, true)
            {
                io.then(Fact::SendFailed {
                    sid,
                    why,
                    replay: true,
                });
                server.finish(io, self.id);
            }
        }
        loop {
            let running = server
                .cnx
                .workers(self.id)
                .is_some_and(|workers| workers.running);
            if !running {
                return self.leave(server, io);
            }
            let next = server
                .cnx
                .queue_send_map
                .get_mut(sid)
                .and_then(Option::take);
            let Some((ballot, cause)) = next else {
                self.polling = true;
                // The poll's 1 s timeout only looks whether to stop.
                return Park::on(Wait::Queue(queue::QUEUE_SEND_MAP));
            };
            self.polling = false;
            io.cause = cause;
            server.cnx.last_message_sent.insert(sid, ballot);
            if let Err(why) = write(io, sid, socket, ballot, false) {
                io.then(Fact::SendFailed {
                    sid,
                    why,
                    replay: false,
                });
                return self.leave(server, io);
            }
        }
    }

    /// Returns from `run()`. Whoever finished the connection has interrupted a poll.
    fn leave(&self, server: &mut Server, io: &mut Io<'_>) -> Park {
        if self.polling {
            io.tell(Fact::Printed {
                line: Line::InterruptedWhileWaiting,
                value: 0,
            });
        }
        server.finish(io, self.id);
        io.tell(Fact::Printed {
            line: Line::SendWorkerLeaving,
            value: 0,
        });
        server.cnx.worker_ended(self.id, io.slot);
        Park::end()
    }
}

fn write(
    io: &mut Io<'_>,
    to: crate::ids::Sid,
    socket: sim::id::Socket,
    ballot: MessageId,
    replay: bool,
) -> Result<(), Failure> {
    let before = io.cause;
    io.then(Fact::Sent { ballot, to, replay });
    let sent = io.send(socket, ballot);
    io.cause = before;
    sent.map_err(|error| match error {
        SendError::Closed => Failure::SocketClosed,
        SendError::BrokenPipe => Failure::BrokenPipe,
    })
}
