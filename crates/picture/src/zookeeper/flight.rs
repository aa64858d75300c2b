//! What is between two hosts at a moment.

use super::Picture;
use crate::reading::Reading;
use sim::id::{EventId, MessageId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::Row;
use zookeeper::fact::{DialFailure, Fact, Port};
use zookeeper::ids::Sid;

/// A message that was sent and has not been read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flight {
    /// What it says.
    pub message: MessageId,
    /// Who sent it.
    pub from: NodeId,
    /// Who will read it.
    pub to: NodeId,
    /// The fact that sent it.
    pub sent: EventId,
    /// When that was.
    pub at: SimTime,
    /// It was lost and will be sent again.
    pub stalled: bool,
    /// Whether it is a ballot, or a packet between a learner and its leader.
    pub ballot: bool,
}

/// Something between two hosts that is over but worth seeing for a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// What it was.
    pub kind: MarkKind,
    /// Who did it.
    pub from: NodeId,
    /// To whom.
    pub to: NodeId,
    /// When.
    pub at: SimTime,
    /// The fact.
    pub event: EventId,
}

/// What was between two hosts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkKind {
    /// A dial that failed.
    Dial(DialFailure, Port),
    /// A connection opened and closed again, because the other sid is larger.
    Knock,
}

/// For how long a mark is kept.
pub(super) const MARK_LASTS: Span = Span::from_millis(1_000);
/// Marks and flights that are kept at most; a screen shows fewer.
const KEPT: usize = 1_024;

impl Picture {
    /// Follows messages from the socket of one host to that of another.
    pub(super) fn track_messages(
        &mut self,
        reading: &Reading<'_>,
        id: EventId,
        row: &Row,
        fact: Fact,
    ) {
        if let Fact::Sent { ballot, to, .. } = fact {
            if let Some(to) = self.node_of(reading, row.node, to) {
                self.take_off(id, row, ballot, to, true);
            }
        } else if let Fact::PacketSent { packet, to, .. } = fact {
            self.take_off(id, row, packet, to, false);
        } else if let Fact::Received { .. } | Fact::PacketReceived { .. } = fact {
            self.land(row.cause);
        } else if let Fact::LinkDown { sid } = fact {
            if let Some(peer) = self.node_of(reading, row.node, sid) {
                self.lose_between(row.node, peer);
            }
        } else if let Fact::DialFailed { to, port, why, .. } = fact {
            self.mark(reading, id, row, to, MarkKind::Dial(why, port));
        } else if let Fact::ChallengeLost { to } = fact {
            self.mark(reading, id, row, to, MarkKind::Knock);
        }
    }

    /// What was on its way on a connection that is given up.
    fn lose_between(&mut self, a: NodeId, b: NodeId) {
        self.flights.retain(|flight| {
            let ends = (flight.from, flight.to);
            !flight.ballot || (ends != (a, b) && ends != (b, a))
        });
    }

    fn take_off(&mut self, id: EventId, row: &Row, message: MessageId, to: NodeId, ballot: bool) {
        if self.flights.len() >= KEPT {
            self.flights.remove(0);
        }
        self.flights.push(Flight {
            message,
            from: row.node,
            to,
            sent: id,
            at: row.at,
            stalled: false,
            ballot,
        });
    }

    fn land(&mut self, sent: EventId) {
        if let Some(index) = self.flights.iter().position(|flight| flight.sent == sent) {
            self.flights.remove(index);
        }
    }

    fn mark(&mut self, reading: &Reading<'_>, id: EventId, row: &Row, to: Sid, kind: MarkKind) {
        let Some(to) = self.node_of(reading, row.node, to) else {
            return;
        };
        self.marks
            .retain(|mark| row.at.since(mark.at) <= MARK_LASTS);
        if self.marks.len() < KEPT {
            self.marks.push(Mark {
                kind,
                from: row.node,
                to,
                at: row.at,
                event: id,
            });
        }
    }
}
