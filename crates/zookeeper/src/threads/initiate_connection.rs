//! `QuorumCnxManager.initiateConnection` with the dial before it: what `connectOne` does itself inside
//! its monitor, and has an executor's thread do from 3.5.8 and 3.6.1 on.
//!
//! ```text
//!   dial (up to cnxTO) ── failed ── warn, with a stack trace ──────────────▶ return
//!          └── connected ── challenge ── larger sid: close again ── else: workers ─▶ return
//! ```

use super::connect_one::Progress;
use crate::dialect::Challenge;
use crate::fact::{DialFailure, Fact, Port};
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

/// One call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InitiateConnection {
    sid: Sid,
    step: Step,
}

/// Where a peer is dialled: its host, if the name can be resolved, and its port.
pub(crate) type Address = (Option<NodeId>, u16);

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin(Address),
    Dial { to: NodeId, port: u16 },
    Dialling { socket: Socket, until: SimTime },
    Connected { socket: Socket },
    Failed,
}

/// A name that nobody can resolve, as fast as a local resolver says so.
const RESOLVE: Range = Range::micros(200, 2_000);

impl InitiateConnection {
    pub(crate) fn new(sid: Sid, address: Address) -> Self {
        Self {
            sid,
            step: Step::Begin(address),
        }
    }

    /// Whom it dials.
    pub(crate) fn sid(&self) -> Sid {
        self.sid
    }

    /// Whether it has returned without a connection because the dial failed.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.step, Step::Failed)
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Progress {
        let park = match self.step {
            Step::Begin(address) => Some(self.begin(server, io, address)),
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
            None => Progress::Returned,
        }
    }

    fn begin(&mut self, server: &mut Server, io: &mut Io<'_>, address: Address) -> Park {
        match address {
            (Some(to), port) => {
                self.step = Step::Dial { to, port };
                server.busy_with(io, Range::micros(1, 4), Class::Socket)
            }
            (None, _) => {
                self.fail(server, io, DialFailure::UnknownHost);
                server.busy(io, RESOLVE)
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
        self.fail(server, io, failure);
        Some(server.busy(io, STACK_TRACE))
    }

    fn fail(&mut self, server: &Server, io: &mut Io<'_>, why: DialFailure) {
        io.then(Fact::DialFailed {
            to: self.sid,
            port: Port::Election,
            why,
            attempt: 0,
            remaining_ms: 0,
        });
        server.resolve(io, self.sid);
        self.step = Step::Failed;
    }

    /// Writes who this is; only the larger sid keeps a connection that it has opened.
    fn challenge(&mut self, server: &mut Server, io: &mut Io<'_>, socket: Socket) -> Option<Park> {
        let callback = match server.dialect.challenge {
            Challenge::Sid => None,
            Challenge::Address => server.address(server.sid, true).map(|(_, port)| port),
        };
        let challenge = Message::Challenge {
            sid: server.sid,
            from: io.node,
            callback,
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
