//! The two streams of a connection: in order, repeated while nothing is acknowledged, ended by FIN
//! or RST.
//!
//! A link that is cut delays, it does not lose: what is written meanwhile arrives all at once with
//! the first retransmission after the repair, which may be as late again as the cut was long. A link
//! that is cut in one direction silences both, because the healthy one gets no acknowledgements.

use super::dial::DialOutcome;
use super::{Content, Pitfall, Segment, State};
use crate::event_queue::Due;
use crate::id::{EventId, Lane, MessageId, NodeId, Side, Socket};
use crate::kernel::Kernel;
use crate::threads::Wait;
use crate::time::Span;
use crate::trace::{Row, Tag, Trace};

/// What reading a socket gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// A message, and the fact that sent it.
    Message(MessageId, EventId),
    /// Nothing yet.
    Nothing,
    /// The other end has closed the connection.
    EndOfStream(EventId),
    /// The other end knows no such connection, or the retransmissions came to their end.
    Reset(EventId),
    /// The socket was closed on this side.
    Closed,
}

/// Why writing a socket failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SendError {
    /// The socket was closed on this side: `Socket closed`.
    Closed,
    /// The connection was reset: `Broken pipe`.
    BrokenPipe,
}

/// The first retransmission timeout of a connection on a local network.
const RETRANSMISSION_TIMEOUT: Span = Span::from_millis(200);
/// The longest pause between two retransmissions.
const RETRANSMISSION_MAX: Span = Span::from_secs(120);
/// Retransmissions before a host gives a connection up (`tcp_retries2` of Linux), about 15 min.
const RETRANSMISSIONS: u8 = 15;

impl Kernel {
    /// Writes a message.
    pub(crate) fn send(
        &mut self,
        socket: Socket,
        message: MessageId,
        cause: EventId,
        trace: &mut Trace,
    ) -> Result<(), SendError> {
        match self.network.end(socket) {
            None => return Err(SendError::Closed),
            Some(end) if end.closed => return Err(SendError::Closed),
            Some(end) if end.reset.is_some() => return Err(SendError::BrokenPipe),
            Some(_) => {}
        }
        self.transmit(
            socket,
            Segment {
                content: Content::Message(message),
                cause,
            },
            trace,
        );
        Ok(())
    }

    /// Reads a socket.
    pub(crate) fn receive(&mut self, socket: Socket) -> Received {
        let Some(end) = self.network.end_mut(socket) else {
            return Received::Closed;
        };
        if end.closed {
            Received::Closed
        } else if let Some(cause) = end.reset {
            Received::Reset(cause)
        } else if let Some((message, cause)) = end.inbox.pop_front() {
            Received::Message(message, cause)
        } else if let Some(cause) = end.end_of_stream {
            Received::EndOfStream(cause)
        } else {
            Received::Nothing
        }
    }

    /// Closes a socket. A thread that reads it is told; the other end gets a FIN, or a RST if
    /// something was left unread.
    pub(crate) fn close(&mut self, socket: Socket, cause: EventId, trace: &mut Trace) {
        let Some(connection) = self.network.connection_mut(socket) else {
            return;
        };
        // A dial that was given up, or that has failed: there is nobody at the other end.
        let dialling = matches!(connection.state, State::Dialling { .. });
        if dialling || connection.outcome != Some(DialOutcome::Connected) {
            connection.state = State::Free;
            return;
        }
        let end = &mut connection.ends[socket.side().index()];
        if end.closed {
            return;
        }
        end.closed = true;
        let (node, waiter, reset) = (end.node, end.waiter, end.reset.is_some());
        let unread = !end.inbox.is_empty();
        if let Some(slot) = waiter {
            self.wake(node, slot, Wait::Read(socket), cause);
        }
        if unread {
            self.send_reset(socket, cause);
        } else if !reset {
            let fin = Segment {
                content: Content::EndOfStream,
                cause,
            };
            self.transmit(socket, fin, trace);
        }
        self.network.reap(socket);
    }

    /// Closes an end and resets the other one.
    pub(crate) fn abort(&mut self, socket: Socket, cause: EventId) {
        if let Some(end) = self.network.end_mut(socket) {
            end.closed = true;
        }
        self.send_reset(socket, cause);
        self.network.reap(socket);
    }

    /// The next segment in flight reaches this end.
    pub(crate) fn arrives(&mut self, socket: Socket, trace: &mut Trace) {
        let sender = socket.peer();
        let (Some(from), Some(to)) = (self.node(sender), self.node(socket)) else {
            return;
        };
        let Some(flow) = self.network.end_mut(sender).map(|end| &mut end.out) else {
            return;
        };
        let Some(segment) = flow.in_flight.pop_front() else {
            return;
        };
        if !self.network.gets_through(from, to) {
            self.stall(sender, segment, trace);
            return;
        }
        if socket.side() == Side::Acceptor {
            self.established(socket);
        }
        self.deliver(socket, segment);
        let one_way = self.network.pitfalls.has(Pitfall::OneWayCutsSilenceOne);
        if one_way || self.network.gets_through(to, from) {
            if let Some(flow) = self.network.end_mut(sender).map(|end| &mut end.out)
                && flow.stalled.is_empty()
                && flow.in_flight.is_empty()
            {
                flow.unacknowledged_since = None;
                flow.retransmissions = 0;
            }
        } else {
            self.arm_retransmission(sender);
        }
        self.network.reap(socket);
    }

    /// A reset reaches this end.
    pub(crate) fn reset_arrives(&mut self, socket: Socket, cause: EventId) {
        let Some(end) = self.network.end_mut(socket) else {
            return;
        };
        if end.reset.is_none() && !end.closed && !end.forgotten {
            end.reset = Some(cause);
            end.inbox.clear();
            let (node, waiter) = (end.node, end.waiter);
            if let Some(slot) = waiter {
                self.wake(node, slot, Wait::Read(socket), cause);
            }
        }
        if let Some(end) = self.network.end_mut(socket) {
            end.out.in_flight.clear();
            end.out.stalled.clear();
            end.out.unacknowledged_since = None;
        }
        self.network.reap(socket);
    }

    /// This end repeats its first unacknowledged segment.
    pub(crate) fn retransmit(&mut self, socket: Socket, trace: &mut Trace) {
        let peer = socket.peer();
        let (Some(from), Some(to)) = (self.node(socket), self.node(peer)) else {
            return;
        };
        let there = self.network.gets_through(from, to);
        let pitfalls = self.network.pitfalls;
        let back =
            self.network.gets_through(to, from) || pitfalls.has(Pitfall::OneWayCutsSilenceOne);
        let Some(flow) = self.network.end_mut(socket).map(|end| &mut end.out) else {
            return;
        };
        flow.timer_armed = false;
        if flow.unacknowledged_since.is_none() {
            return;
        }
        let again = match (there, back) {
            (true, true) => flow.stalled.len(),
            // Only the segment that is repeated can arrive; the rest waits for its acknowledgement.
            (true, false) => usize::from(flow.retransmissions == 0 && flow.in_flight.is_empty()),
            (false, _) => 0,
        };
        let repeated: Vec<Segment> = (0..again)
            .filter_map(|_| flow.stalled.pop_front())
            .collect();
        if there && back {
            flow.unacknowledged_since = None;
            flow.retransmissions = 0;
        } else if !pitfalls.has(Pitfall::RepairsAreNoticedAtOnce) {
            flow.retransmissions += 1;
        }
        let given_up = flow.retransmissions > RETRANSMISSIONS;
        for segment in repeated {
            self.put_in_flight(socket, segment);
        }
        if given_up {
            let cause = trace.len().checked_sub(1).map_or(EventId::NONE, EventId);
            self.reset_arrives(socket, cause);
        } else if !(there && back) {
            self.arm_retransmission(socket);
        }
    }

    fn transmit(&mut self, socket: Socket, segment: Segment, trace: &mut Trace) {
        let (Some(from), Some(to)) = (self.node(socket), self.node(socket.peer())) else {
            return;
        };
        if self.network.rejects(from, to) {
            // What is in the way answers at once; the other end is told nothing.
            self.reset_arrives(socket, segment.cause);
            return;
        }
        let through = self.network.gets_through(from, to);
        let now = self.now;
        let Some(flow) = self.network.end_mut(socket).map(|end| &mut end.out) else {
            return;
        };
        let silenced = !flow.stalled.is_empty()
            || flow
                .unacknowledged_since
                .is_some_and(|since| now.since(since) >= RETRANSMISSION_TIMEOUT);
        if silenced || !through {
            self.stall(socket, segment, trace);
        } else {
            self.put_in_flight(socket, segment);
        }
    }

    fn put_in_flight(&mut self, socket: Socket, segment: Segment) {
        let peer = socket.peer();
        let (Some(from), Some(to)) = (self.node(socket), self.node(peer)) else {
            return;
        };
        let at = self.now + self.network.latency(from, to);
        let Some(flow) = self.network.end_mut(socket).map(|end| &mut end.out) else {
            return;
        };
        flow.last_arrival = at.max(flow.last_arrival);
        flow.in_flight.push_back(segment);
        self.queue.push(flow.last_arrival, Due::Arrives(peer));
    }

    fn stall(&mut self, socket: Socket, segment: Segment, trace: &mut Trace) {
        let (Some(from), Some(to)) = (self.node(socket), self.node(socket.peer())) else {
            return;
        };
        let message = match segment.content {
            Content::Message(message) => message.0,
            Content::EndOfStream => u32::MAX,
        };
        trace.push(Row {
            at: self.now,
            cause: segment.cause,
            node: from,
            lane: Lane::HOST,
            tag: Tag::Stalled as u8,
            small: 0,
            a: message,
            b: u32::from(to.0),
        });
        if let Some(flow) = self.network.end_mut(socket).map(|end| &mut end.out) {
            flow.stalled.push_back(segment);
        }
        self.arm_retransmission(socket);
    }

    fn arm_retransmission(&mut self, socket: Socket) {
        let now = self.now;
        let Some(flow) = self.network.end_mut(socket).map(|end| &mut end.out) else {
            return;
        };
        flow.unacknowledged_since.get_or_insert(now);
        if flow.timer_armed {
            return;
        }
        flow.timer_armed = true;
        let pause = RETRANSMISSION_TIMEOUT.times(1 << flow.retransmissions.min(20));
        self.queue
            .push(now + pause.min(RETRANSMISSION_MAX), Due::Retransmit(socket));
    }

    fn deliver(&mut self, socket: Socket, segment: Segment) {
        let Some(end) = self.network.end_mut(socket) else {
            return;
        };
        if end.forgotten || end.closed {
            if end.forgotten || segment.content != Content::EndOfStream {
                self.send_reset(socket, segment.cause);
            }
            return;
        }
        match segment.content {
            Content::Message(message) => end.inbox.push_back((message, segment.cause)),
            Content::EndOfStream => end.end_of_stream = Some(segment.cause),
        }
        let (node, waiter) = (end.node, end.waiter);
        if let Some(slot) = waiter {
            self.wake(node, slot, Wait::Read(socket), segment.cause);
        }
    }

    /// Sends a RST to the other end; one that is lost is asked for again by the next segment.
    fn send_reset(&mut self, socket: Socket, cause: EventId) {
        let peer = socket.peer();
        let (Some(from), Some(to)) = (self.node(socket), self.node(peer)) else {
            return;
        };
        if !self.network.gets_through(from, to) {
            return;
        }
        let at = self.now + self.network.latency(from, to);
        if let Some(connection) = self.network.connection_mut(socket) {
            connection.cause = cause;
        }
        self.queue.push(at, Due::ResetArrives(peer));
    }

    /// Why the reset that arrives was sent.
    pub(crate) fn reset_cause(&self, socket: Socket) -> EventId {
        self.network
            .connection(socket)
            .map_or(EventId::NONE, |c| c.cause)
    }

    fn node(&self, socket: Socket) -> Option<NodeId> {
        self.network.end(socket).map(|end| end.node)
    }
}
