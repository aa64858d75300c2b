//! `connect()`: SYNs, their repetitions, and what answers them.

use super::{Connection, End, Flow, Network, State};
use crate::event_queue::Due;
use crate::id::{EventId, NodeId, Side, Socket};
use crate::kernel::Kernel;
use crate::limits::{ACCEPT_BACKLOG, Limit};
use crate::random::Range;
use crate::threads::Wait;
use crate::time::Span;
use std::collections::VecDeque;

/// What became of a `connect()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DialOutcome {
    /// The connection is open.
    Connected,
    /// The host is up and nobody listens: `Connection refused`.
    Refused,
    /// The host has left the segment and its neighbours have noticed: `No route to host`.
    NoRoute,
}

/// SYNs of one `connect()` on Linux (`tcp_syn_retries` = 6), sent 0, 1, 3, 7, 15, 31 and 63 s after
/// the call.
const SYNS: u8 = 7;

/// Three address requests a second apart, unanswered.
const NO_ROUTE_AFTER: Range = Range::millis(3_000, 3_080);

impl Kernel {
    /// Starts a `connect()` and gives the socket whose outcome it will be.
    pub(crate) fn dial(
        &mut self,
        from: NodeId,
        to: NodeId,
        port: u16,
        cause: EventId,
    ) -> Option<Socket> {
        let Some(socket) = self.network.place(from, to, port, cause) else {
            self.reached = Some(Limit::Connections);
            return None;
        };
        self.syn(socket);
        Some(socket)
    }

    /// What has become of a dial; nothing while it goes on.
    pub(crate) fn outcome(&self, socket: Socket) -> Option<DialOutcome> {
        self.network.connection(socket)?.outcome
    }

    /// Sends the next SYN.
    pub(crate) fn syn(&mut self, socket: Socket) {
        let Some(connection) = self.network.connection_mut(socket) else {
            return;
        };
        let State::Dialling { syns } = connection.state else {
            return;
        };
        connection.state = State::Dialling { syns: syns + 1 };
        let (from, to) = (connection.ends[0].node, connection.ends[1].node);
        if self.network.no_route(to, self.now) {
            if let Some(connection) = self.network.connection_mut(socket) {
                connection.outcome = Some(DialOutcome::NoRoute);
            }
            let after = self.work(from, NO_ROUTE_AFTER);
            self.queue.push(self.now + after, Due::SynAnswered(socket));
            return;
        }
        if self.network.gets_through(from, to) || self.network.rejects(from, to) {
            let latency = self.network.latency(from, to);
            self.queue.push(self.now + latency, Due::SynArrives(socket));
        }
        if syns + 1 < SYNS {
            self.queue
                .push(self.now + Span::from_secs(1 << syns), Due::Syn(socket));
        }
    }

    /// A SYN has reached the host it was sent to.
    pub(crate) fn syn_arrives(&mut self, socket: Socket) {
        let Some(connection) = self.network.connection(socket) else {
            return;
        };
        if !matches!(connection.state, State::Dialling { .. }) || connection.outcome.is_some() {
            return;
        }
        let (from, to, port) = (
            connection.ends[0].node,
            connection.ends[1].node,
            connection.port,
        );
        let rejected = self.network.rejects(from, to);
        if !rejected && !self.network.gets_through(from, to) {
            return;
        }
        let outcome = match self.network.listener_mut(to, port) {
            _ if rejected => DialOutcome::Refused,
            None => DialOutcome::Refused,
            Some(listener) if listener.backlog.len() >= ACCEPT_BACKLOG => return,
            Some(_) => DialOutcome::Connected,
        };
        if !rejected && !self.network.gets_through(to, from) {
            return;
        }
        if let Some(connection) = self.network.connection_mut(socket) {
            connection.outcome = Some(outcome);
        }
        let latency = self.network.latency(to, from);
        self.queue
            .push(self.now + latency, Due::SynAnswered(socket));
    }

    /// The answer has reached the dialling end.
    pub(crate) fn syn_answered(&mut self, socket: Socket) {
        let now = self.now;
        let Some(connection) = self.network.connection_mut(socket) else {
            return;
        };
        let State::Dialling { .. } = connection.state else {
            return;
        };
        let (from, to, cause) = (
            connection.ends[0].node,
            connection.ends[1].node,
            connection.cause,
        );
        connection.state = State::Open;
        let waiter = connection.ends[0].waiter;
        if connection.outcome == Some(DialOutcome::Connected) {
            let latency = self.network.latency(from, to);
            self.queue
                .push(now + latency, Due::Established(socket.peer()));
        } else {
            connection.ends[1].closed = true;
        }
        if let Some(slot) = waiter {
            self.wake(from, slot, Wait::Connect(socket), cause);
        }
    }

    /// The accepting host knows that the connection is complete; a thread may accept it.
    pub(crate) fn established(&mut self, socket: Socket) {
        let Some(connection) = self.network.connection_mut(socket) else {
            return;
        };
        let end = &mut connection.ends[1];
        if end.established || end.forgotten {
            return;
        }
        end.established = true;
        let (node, port, cause) = (end.node, connection.port, connection.cause);
        match self.network.listener_mut(node, port) {
            Some(listener) => {
                listener.backlog.push_back((socket, cause));
                let owner = listener.owner;
                self.wake(node, owner, Wait::Accept(port), cause);
            }
            None => self.abort(socket, cause),
        }
    }
}

impl Network {
    /// A place for a new connection.
    fn place(&mut self, from: NodeId, to: NodeId, port: u16, cause: EventId) -> Option<Socket> {
        let local_port = self.next_port(from);
        let free = self.connections.iter().position(|c| c.state == State::Free);
        let index = free.unwrap_or(self.connections.len());
        if index >= Socket::MAX_CONNECTIONS {
            return None;
        }
        let place = match self.connections.get_mut(index) {
            Some(old) => {
                old.age = old.age.wrapping_add(1);
                old
            }
            None => {
                self.connections.push(Connection::new(from, to));
                self.connections.last_mut()?
            }
        };
        place.state = State::Dialling { syns: 0 };
        place.port = port;
        place.local_port = local_port;
        place.cause = cause;
        place.outcome = None;
        for (end, node) in place.ends.iter_mut().zip([from, to]) {
            end.renew(node);
        }
        let age = place.age;
        u16::try_from(index)
            .ok()
            .map(|index| Socket::new(index, age, Side::Dialler))
    }

    /// The next port of the range that Linux takes local ports from, even numbers first as it does.
    fn next_port(&mut self, node: NodeId) -> u16 {
        let Some(host) = self.hosts.get_mut(node.index()) else {
            return 32_768;
        };
        host.next_port = if host.next_port >= 60_990 {
            32_768
        } else {
            host.next_port + 2
        };
        host.next_port
    }
}

impl Connection {
    fn new(from: NodeId, to: NodeId) -> Self {
        Self {
            age: 0,
            state: State::Free,
            port: 0,
            local_port: 0,
            cause: EventId::NONE,
            outcome: None,
            ends: [End::at(from), End::at(to)],
        }
    }
}

impl End {
    fn at(node: NodeId) -> Self {
        Self {
            node,
            waiter: None,
            established: false,
            closed: false,
            forgotten: false,
            inbox: VecDeque::new(),
            end_of_stream: None,
            reset: None,
            out: Flow::default(),
        }
    }

    /// Makes the end one of another connection; its rows keep the room that they have.
    fn renew(&mut self, node: NodeId) {
        let mut inbox = std::mem::take(&mut self.inbox);
        let mut in_flight = std::mem::take(&mut self.out.in_flight);
        let mut stalled = std::mem::take(&mut self.out.stalled);
        inbox.clear();
        in_flight.clear();
        stalled.clear();
        *self = Self::at(node);
        self.inbox = inbox;
        self.out.in_flight = in_flight;
        self.out.stalled = stalled;
    }
}
