//! The election port's listener: accepts connections one after the other, and calls back a server
//! with a smaller sid (`QuorumCnxManager.Listener`, `receiveConnection`, 3.4.6).
//!
//! ```text
//!   accept ── read the challenge ── sid ≥ own: keep the connection, no monitor needed
//!     ▲                           └ sid < own: drop the old connection and this one, connectOne(sid)
//!     └──────────────── and only then the next one ────────────────┘
//! ```

use super::connect_one::{ConnectOne, Progress};
use super::initiate_connection::Address;
use crate::dialect::{Challenge, OwnSid};
use crate::fact::{Fact, Failure, Line};
use crate::ids::Sid;
use crate::message::Message;
use crate::pitfall::Pitfall;
use crate::server::pace::{ACCEPT, Class};
use crate::server::{Emit, Server};
use sim::id::Socket;
use sim::io::Io;
use sim::network::Received;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// The thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listener {
    step: Step,
}

#[derive(Clone, Debug, Default)]
enum Step {
    #[default]
    Bind,
    /// It waits for so many failures of three.
    TryAgain {
        failures: u8,
        at: SimTime,
    },
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
                    if let Some(park) = self.bind(server, io, port, 0) {
                        return park;
                    }
                }
                Step::TryAgain { failures, at } => {
                    let (failures, at) = (*failures, *at);
                    if io.now() < at {
                        return Park::until(at);
                    }
                    if let Some(park) = self.bind(server, io, port, failures) {
                        return park;
                    }
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
                        Answer::Pending => {
                            return Park::on_until(Wait::Read(socket), until);
                        }
                        Answer::Failed(why) => {
                            io.then(Fact::ChallengeFailed { why });
                            io.close(socket);
                            self.step = Step::Accept;
                        }
                        Answer::From { sid, callback } => {
                            self.step = receive_connection(server, io, socket, sid, callback);
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

impl Listener {
    /// Opens the port, at the address that the list gives this server; if that is another host's, it
    /// fails, and after the third time for good.
    fn bind(&mut self, server: &Server, io: &mut Io<'_>, port: u16, failures: u8) -> Option<Park> {
        if failures == FAILURES {
            server.say(io, Line::LeavingListener, 0);
            io.then(Fact::ListenerGone);
            return Some(Park::end());
        }
        io.then(Fact::ElectionPortBound);
        if server.has_own_address(io) && io.listen(port) {
            self.step = Step::Accept;
            return None;
        }
        let why = Failure::OthersAddress;
        io.then(Fact::ListenFailed { why });
        let at = io.timer(PAUSE);
        self.step = Step::TryAgain {
            failures: failures + 1,
            at,
        };
        Some(Park::until(at))
    }
}

/// Failures in a row after which the listener leaves (`Listener.run`, 3.4.6; the default of
/// `electionPortBindRetry` later).
const FAILURES: u8 = 3;
/// The pause after each.
const PAUSE: Span = Span::from_millis(1_000);

enum Answer {
    /// Its sid, and the address at which it asks to be called back.
    From {
        sid: Sid,
        callback: Option<Address>,
    },
    Pending,
    Failed(Failure),
}

fn read_challenge(io: &mut Io<'_>, socket: Socket, until: SimTime) -> Answer {
    match io.receive(socket) {
        Received::Message(message, _) => match Message::decode(io.message(message)) {
            Some(Message::Challenge {
                sid,
                from,
                callback,
            }) => Answer::From {
                sid,
                callback: callback.map(|port| (Some(from), port)),
            },
            Some(
                Message::Notification(_)
                | Message::Packet(_)
                | Message::Proposal(_)
                | Message::SyncState(_)
                | Message::Client(_),
            )
            | None => Answer::Failed(Failure::EndOfStream),
        },
        Received::Nothing if io.now() >= until => Answer::Failed(Failure::ReadTimedOut),
        Received::Nothing => Answer::Pending,
        Received::EndOfStream(_) => Answer::Failed(Failure::EndOfStream),
        Received::Reset(_) => Answer::Failed(Failure::Reset),
        Received::Closed => Answer::Failed(Failure::SocketClosed),
    }
}

fn receive_connection(
    server: &mut Server,
    io: &mut Io<'_>,
    socket: Socket,
    sid: Sid,
    callback: Option<Address>,
) -> Step {
    let sid = if sid == Sid::OBSERVER {
        server.arbitrary_observer_id()
    } else {
        sid
    };
    io.then(Fact::ChallengeRead { sid });
    if sid == server.sid && server.dialect.own_sid == OwnSid::Warned {
        // The socket is neither used nor closed.
        io.then(Fact::OwnIdRefused { sid });
        return Step::Accept;
    }
    if sid >= server.sid {
        server.start_workers(io, sid, socket);
        return Step::Accept;
    }
    // The working connection goes first, whatever becomes of the new one.
    if let Some(workers) = server.cnx.sender_worker_map.get(sid).copied() {
        if server.makes(Pitfall::KnockSparesTheConnection) {
            io.close(socket);
            return Step::Accept;
        }
        server.finish(io, workers);
    }
    io.close(socket);
    // Releases before 3.5.0 read past the address.
    let address = match server.dialect.challenge {
        Challenge::Sid => None,
        Challenge::Address => callback,
    };
    Step::CallBack(match address {
        Some(address) => ConnectOne::at(sid, address),
        None => ConnectOne::new(sid),
    })
}

impl Server {
    fn arbitrary_observer_id(&mut self) -> Sid {
        let sid = Sid(self.cnx.observer_counter);
        self.cnx.observer_counter -= 1;
        sid
    }
}
