//! `QuorumCnxManager.connectOne`, as three kinds of thread call it. It is `synchronized` in every
//! release; what differs is whether the dial is inside.
//!
//! ```text
//!   enter the monitor ── connected already, or unknown sid ──────────────▶ leave
//!          ├── 3.4.6 … 3.5.7, 3.6.0: initiateConnection, the monitor is held ─▶ leave
//!          └── 3.5.8, 3.6.1 …: submit it to the executor ────────────────▶ leave
//! ```

use super::initiate_connection::{Address, InitiateConnection};
use crate::dialect::Connect;
use crate::fact::{Fact, Monitor};
use crate::ids::Sid;
use crate::pitfall::Pitfall;
use crate::server::{Emit, Server};
use sim::io::Io;
use sim::random::Range;
use sim::threads::Park;

/// One call of `connectOne`.
#[derive(Clone, Debug)]
pub(crate) struct ConnectOne {
    sid: Sid,
    /// The address at which the peer asks to be called back, if it does.
    advertised: Option<Address>,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Enter {
        waited: bool,
    },
    Initiate {
        call: InitiateConnection,
        /// The address of the configuration that is to follow, to be tried next.
        then: Option<Address>,
    },
    Submitted,
}

/// How far a call has come.
pub(crate) enum Progress {
    /// It waits.
    Waits(Park),
    /// It has returned.
    Returned,
}

/// Handing a dial to the executor.
const SUBMIT: Range = Range::micros(4, 15);

impl ConnectOne {
    pub(crate) fn new(sid: Sid) -> Self {
        Self {
            sid,
            advertised: None,
            step: Step::Enter { waited: false },
        }
    }

    /// Calls a peer back at the address it has said (`connectOne(sid, electionAddr)`, 3.5.0); it need
    /// not be in the configuration.
    pub(crate) fn at(sid: Sid, address: Address) -> Self {
        Self {
            advertised: Some(address),
            ..Self::new(sid)
        }
    }

    /// Whom it connects to.
    pub(crate) fn sid(&self) -> Sid {
        self.sid
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Progress {
        let progress = match &mut self.step {
            Step::Enter { waited } => {
                let waited = *waited;
                self.enter(server, io, waited)
            }
            Step::Initiate { call, then } => {
                let (mut call, then) = (*call, *then);
                let progress = call.resume(server, io);
                self.initiated(server, io, call, then, progress)
            }
            Step::Submitted => Progress::Returned,
        };
        if let Progress::Returned = progress {
            server.cnx.monitor.exit(io.slot, io);
        }
        progress
    }

    /// Enters the monitor and looks whether there is anything to do.
    fn enter(&mut self, server: &mut Server, io: &mut Io<'_>, waited: bool) -> Progress {
        let free = server.makes(Pitfall::ConnectsHoldNoMonitor);
        if !free && !server.cnx.monitor.enter(io.slot) {
            if !waited {
                io.tell(Fact::LockWaited {
                    monitor: Monitor::Connections,
                });
            }
            self.step = Step::Enter { waited: true };
            return Progress::Waits(Park::on(server.cnx.monitor.wait()));
        }
        if waited {
            io.tell(Fact::LockTaken {
                monitor: Monitor::Connections,
            });
        }
        if server.cnx.sender_worker_map.contains(self.sid) {
            return Progress::Returned;
        }
        let own = self.advertised.or(server.address(self.sid, true));
        // What a leader has handed on has addresses of its own, equal as they may be.
        let seen = server
            .last_seen
            .as_ref()
            .filter(|_| self.advertised.is_none());
        let next = seen.and_then(|seen| server.address_in(&seen.config, self.sid, true));
        let Some(address) = own.or(next) else {
            io.then(Fact::InvalidServerId { sid: self.sid });
            return Progress::Returned;
        };
        match server.dialect.connect {
            Connect::InsideMonitor => {
                let then = own.and(next);
                self.dial_here(server, io, address, then)
            }
            Connect::Executor => self.submit(server, io, address),
        }
    }

    fn dial_here(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        address: Address,
        then: Option<Address>,
    ) -> Progress {
        let mut call = InitiateConnection::new(self.sid, address);
        let progress = call.resume(server, io);
        self.initiated(server, io, call, then, progress)
    }

    /// A failure at the one address is followed by an attempt at the other.
    fn initiated(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        call: InitiateConnection,
        then: Option<Address>,
        progress: Progress,
    ) -> Progress {
        match (progress, then) {
            (Progress::Returned, Some(address)) if call.has_failed() => {
                self.dial_here(server, io, address, None)
            }
            (progress, then) => {
                self.step = Step::Initiate { call, then };
                progress
            }
        }
    }

    fn submit(&mut self, server: &mut Server, io: &mut Io<'_>, address: Address) -> Progress {
        server.initiate_connection_async(io, self.sid, address);
        self.step = Step::Submitted;
        Progress::Waits(server.busy(io, SUBMIT))
    }
}
