//! `QuorumCnxManager.connectOne`, as three kinds of thread call it: `synchronized`, with the dial
//! inside (3.4.6).
//!
//! ```text
//!   enter the monitor ── connected already, or unknown sid ───────────────────────▶ leave
//!          │ dial (up to cnxTO, the monitor is held)
//!          ├── failed ── warn, with a stack trace ────────────────────────────────▶ leave
//!          └── connected ── challenge ── larger sid: close again ── else: workers ─▶ leave
//! ```

use crate::fact::{DialFailure, Fact, Monitor, Port};
use crate::ids::Sid;
use crate::message::Message;
use crate::server::pace::{Class, STACK_TRACE};
use crate::server::{Emit, Server};
use sim::id::{NodeId, Socket};
use sim::io::Io;
use sim::network::DialOutcome;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// One call of `connectOne`.
#[derive(Clone, Debug)]
pub(crate) struct ConnectOne {
    sid: Sid,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Enter { waited: bool },
    Dial { to: NodeId, port: u16 },
    Dialling { socket: Socket, until: SimTime },
    Connected { socket: Socket },
    Failed,
}

/// How far the call has come.
pub(crate) enum Progress {
    /// It waits.
    Waits(Park),
    /// It has returned.
    Returned,
}

/// A name that nobody can resolve, as fast as a local resolver says so.
const RESOLVE: Range = Range::micros(200, 2_000);

impl ConnectOne {
    pub(crate) fn new(sid: Sid) -> Self {
        Self {
            sid,
            step: Step::Enter { waited: false },
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Progress {
        let park = match self.step {
            Step::Enter { waited } => self.enter(server, io, waited),
            Step::Dial { to, port } => self.dial(server, io, to, port),
            Step::Dialling { socket, until } => self.dialling(server, io, socket, until),
            Step::Connected { socket } => {
                server.start_workers(io, self.sid, socket);
                None
            }
            Step::Failed => None,
        };
        match park {
            Some(park) => Progress::Waits(park),
            None => {
                server.cnx.monitor.exit(io.slot, io);
                Progress::Returned
            }
        }
    }

    /// Enters the monitor and looks whether there is anything to do; `None` when there is not.
    fn enter(&mut self, server: &mut Server, io: &mut Io<'_>, waited: bool) -> Option<Park> {
        if !server.cnx.monitor.enter(io.slot) {
            if !waited {
                io.tell(Fact::LockWaited {
                    monitor: Monitor::Connections,
                });
            }
            self.step = Step::Enter { waited: true };
            return Some(Park::on(server.cnx.monitor.wait()));
        }
        if waited {
            io.tell(Fact::LockTaken {
                monitor: Monitor::Connections,
            });
        }
        if server.cnx.sender_worker_map.contains(self.sid) {
            return None;
        }
        match server.address(self.sid, true) {
            None => {
                io.then(Fact::InvalidServerId { sid: self.sid });
                None
            }
            Some((Some(to), port)) => {
                self.step = Step::Dial { to, port };
                Some(server.busy_with(io, Range::micros(1, 4), Class::Socket))
            }
            Some((None, _)) => {
                self.fail(io, DialFailure::UnknownHost);
                Some(server.busy(io, RESOLVE))
            }
        }
    }

    fn dial(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        to: NodeId,
        port: u16,
    ) -> Option<Park> {
        let timeout_ms = server.config.cnx_timeout_ms;
        io.then(Fact::DialStarted {
            to: self.sid,
            port: Port::Election,
            timeout_ms: u32::try_from(timeout_ms).unwrap_or(u32::MAX),
            attempt: 0,
        });
        let mut until = io.connect_timer(Span::from_millis(timeout_ms));
        if !server.pace.timed_out_before {
            until += server.first_timeout;
        }
        let socket = io.dial(to, port)?;
        self.step = Step::Dialling { socket, until };
        Some(Park::on_until(Wait::Connect(socket), until))
    }

    fn dialling(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        socket: Socket,
        until: SimTime,
    ) -> Option<Park> {
        let failure = match io.dial_outcome(socket) {
            Some(DialOutcome::Connected) => {
                io.then(Fact::DialConnected {
                    to: self.sid,
                    port: Port::Election,
                });
                return self.challenge(server, io, socket);
            }
            Some(DialOutcome::Refused) => DialFailure::Refused,
            Some(DialOutcome::NoRoute) => DialFailure::NoRoute,
            None if io.now() >= until => {
                server.pace.timed_out_before = true;
                DialFailure::TimedOut
            }
            None => return Some(Park::on_until(Wait::Connect(socket), until)),
        };
        io.close(socket);
        self.fail(io, failure);
        Some(server.busy(io, STACK_TRACE))
    }

    fn fail(&mut self, io: &mut Io<'_>, why: DialFailure) {
        io.then(Fact::DialFailed {
            to: self.sid,
            port: Port::Election,
            why,
            attempt: 0,
        });
        self.step = Step::Failed;
    }

    /// `initiateConnection`: writes the own sid; only the larger one keeps a connection that it has
    /// opened.
    fn challenge(&mut self, server: &mut Server, io: &mut Io<'_>, socket: Socket) -> Option<Park> {
        let challenge = Message::Challenge {
            sid: server.sid,
            from: io.node,
        };
        let challenge = io.record(challenge.encode());
        if io.send(socket, challenge).is_err() {
            io.close(socket);
            return None;
        }
        if self.sid > server.sid {
            io.then(Fact::ChallengeLost { to: self.sid });
            io.close(socket);
            return None;
        }
        self.step = Step::Connected { socket };
        Some(server.busy_with(io, Range::micros(5, 20), Class::Workers))
    }
}
