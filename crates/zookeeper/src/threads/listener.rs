//! The election port's listener: accepts connections one after the other, and calls back a server
//! with a smaller sid (`QuorumCnxManager.Listener`, `receiveConnection`, 3.4.6).
//!
//! ```text
//!   accept ── read the challenge ── sid ≥ own: keep the connection, no monitor needed
//!     ▲                           └ sid < own: drop the old connection and this one, connectOne(sid)
//!     └──────────────── and only then the next one ────────────────┘
//! ```

use super::connect_one::{ConnectOne, Progress};
use crate::fact::{Fact, Failure};
use crate::ids::Sid;
use crate::message::Message;
use crate::server::pace::{ACCEPT, Class};
use crate::server::{Emit, Server};
use sim::id::Socket;
use sim::io::Io;
use sim::network::Received;
use sim::threads::{Park, Wait};
use sim::time::SimTime;

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listener {
    step: Step,
}

#[derive(Clone, Debug, Default)]
enum Step {
    #[default]
    Bind,
    Accept,
    Accepted(Socket),
    ReadChallenge {
        socket: Socket,
        until: SimTime,
    },
    CallBack(ConnectOne),
}

impl Listener {
    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        let Some((_, port)) = server.address(server.sid, true) else {
            return Park::end();
        };
        loop {
            match &mut self.step {
                Step::Bind => {
                    io.then(Fact::ElectionPortBound);
                    io.listen(port);
                    self.step = Step::Accept;
                }
                Step::Accept => {
                    let Some((socket, cause)) = io.accept(port) else {
                        return Park::on(Wait::Accept(port));
                    };
                    io.cause = cause;
                    self.step = Step::Accepted(socket);
                    return server.busy_with(io, ACCEPT, Class::Accept);
                }
                Step::Accepted(socket) => {
                    let socket = *socket;
                    if let Some((from, port)) = io.remote(socket) {
                        io.then(Fact::ConnectionRequest { from, port });
                    }
                    let until = io.timer(server.config.ticks(server.config.sync_limit));
                    self.step = Step::ReadChallenge { socket, until };
                }
                Step::ReadChallenge { socket, until } => {
                    let (socket, until) = (*socket, *until);
                    match read_challenge(io, socket, until) {
                        Challenge::Pending => {
                            return Park::on_until(Wait::Read(socket), until);
                        }
                        Challenge::Failed(why) => {
                            io.then(Fact::ChallengeFailed { why });
                            io.close(socket);
                            self.step = Step::Accept;
                        }
                        Challenge::From(sid) => {
                            self.step = receive_connection(server, io, socket, sid);
                        }
                    }
                }
                Step::CallBack(call) => match call.resume(server, io) {
                    Progress::Waits(park) => return park,
                    Progress::Returned => self.step = Step::Accept,
                },
            }
        }
    }
}

enum Challenge {
    From(Sid),
    Pending,
    Failed(Failure),
}

fn read_challenge(io: &mut Io<'_>, socket: Socket, until: SimTime) -> Challenge {
    match io.receive(socket) {
        Received::Message(message, _) => match Message::decode(io.message(message)) {
            Some(Message::Challenge { sid, .. }) => Challenge::From(sid),
            Some(Message::Notification(_) | Message::Packet(_) | Message::Proposal(_)) | None => {
                Challenge::Failed(Failure::EndOfStream)
            }
        },
        Received::Nothing if io.now() >= until => Challenge::Failed(Failure::ReadTimedOut),
        Received::Nothing => Challenge::Pending,
        Received::EndOfStream(_) => Challenge::Failed(Failure::EndOfStream),
        Received::Reset(_) => Challenge::Failed(Failure::Reset),
        Received::Closed => Challenge::Failed(Failure::SocketClosed),
    }
}

fn receive_connection(server: &mut Server, io: &mut Io<'_>, socket: Socket, sid: Sid) -> Step {
    let sid = if sid == Sid::OBSERVER {
        server.arbitrary_observer_id()
    } else {
        sid
    };
    io.then(Fact::ChallengeRead { sid });
    if sid >= server.sid {
        server.start_workers(io, sid, socket);
        return Step::Accept;
    }
    // The working connection goes first, whatever becomes of the new one.
    if let Some(workers) = server.cnx.sender_worker_map.get(sid).copied() {
        server.finish(io, workers);
    }
    io.close(socket);
    Step::CallBack(ConnectOne::new(sid))
}

impl Server {
    fn arbitrary_observer_id(&mut self) -> Sid {
        let sid = Sid(self.cnx.observer_counter);
        self.cnx.observer_counter -= 1;
        sid
    }
}
