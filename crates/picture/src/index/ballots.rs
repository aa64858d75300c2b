//! Messages between hosts, and what waits to become one.

use crate::reading::Reading;
use crate::zookeeper::Picture;
use sim::id::{EventId, MessageId, NodeId};
use sim::packed::Packed;
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::Row;
use zookeeper::fact::Fact;
use zookeeper::ids::Sid;

/// A message from one host to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MessageSpan {
    /// When it was sent.
    pub sent_at: SimTime,
    /// When it was read, if it was.
    pub read_at: Option<SimTime>,
    /// Who sent it.
    pub from: NodeId,
    /// Who was to read it.
    pub to: NodeId,
    /// The fact that sent it.
    pub sent: EventId,
    /// The fact that read it, if it was read.
    pub read: Option<EventId>,
    /// What it says.
    pub message: MessageId,
    /// Whether it is a ballot, or a packet between a learner and its leader.
    pub ballot: bool,
}

/// A span in which a ballot waited for a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParkedSpan {
    /// Where.
    pub node: NodeId,
    /// For whom.
    pub to: Sid,
    /// Which.
    pub message: MessageId,
    /// Since when.
    pub from: SimTime,
    /// Until when.
    pub until: SimTime,
    /// The fact that parked it.
    pub event: EventId,
}

/// How many notifications wait for a WorkerSender from a moment on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct QueueStep {
    /// The moment.
    pub at: SimTime,
    /// How many.
    pub waiting: u32,
}

impl QueueStep {
    const FIRST: Self = Self {
        at: SimTime::ZERO,
        waiting: 0,
    };
}

/// Messages, queues and parked ballots of a whole run.
pub(super) type Gathered = (
    Packed<MessageSpan>,
    Vec<Packed<QueueStep>>,
    Packed<ParkedSpan>,
);

/// Messages, queues and parked ballots while they are gathered.
pub(super) struct Ballots {
    messages: Vec<MessageSpan>,
    queues: Vec<Vec<QueueStep>>,
    parked: Vec<ParkedSpan>,
    on_their_way: SortedMap<EventId, usize>,
    waiting: SortedMap<(NodeId, Sid), (MessageId, SimTime, EventId)>,
}

impl Ballots {
    pub(super) fn new(hosts: usize) -> Self {
        Self {
            messages: Vec::new(),
            queues: vec![vec![QueueStep::FIRST]; hosts],
            parked: Vec::new(),
            on_their_way: SortedMap::new(),
            waiting: SortedMap::new(),
        }
    }

    pub(super) fn look(
        &mut self,
        reading: &Reading<'_>,
        picture: &Picture,
        id: EventId,
        row: &Row,
        fact: Fact,
    ) {
        if let Some(process) = picture.process(row.node) {
            let length = u32::try_from(process.sendqueue.len()).unwrap_or(u32::MAX);
            self.queue(row, length);
        }
        if let Fact::Parked { ballot, to, .. } = fact {
            self.unpark(row.node, to, row.at);
            self.waiting.insert((row.node, to), (ballot, row.at, id));
        } else if let Fact::Sent { ballot, to, replay } = fact {
            if !replay {
                self.unpark(row.node, to, row.at);
            }
            if let Some(to) = picture.node_of(reading, row.node, to) {
                self.take_off(id, row, ballot, to, true);
            }
        } else if let Fact::PacketSent { packet, to, .. } = fact {
            self.take_off(id, row, packet, to, false);
        } else if let Fact::Received { .. } | Fact::PacketReceived { .. } = fact {
            self.land(id, row);
        } else if let Fact::ConfigAdopted { .. } = fact {
            self.unpark_all(row);
        }
    }

    fn queue(&mut self, row: &Row, length: u32) {
        let Some(steps) = self.queues.get_mut(row.node.index()) else {
            return;
        };
        if steps.last().is_none_or(|last| last.waiting != length) {
            steps.push(QueueStep {
                at: row.at,
                waiting: length,
            });
        }
    }

    fn unpark(&mut self, node: NodeId, to: Sid, until: SimTime) {
        if let Some((message, from, event)) = self.waiting.remove(&(node, to)) {
            self.parked.push(ParkedSpan {
                node,
                to,
                message,
                from,
                until,
                event,
            });
        }
    }

    fn take_off(&mut self, id: EventId, row: &Row, message: MessageId, to: NodeId, ballot: bool) {
        self.on_their_way.insert(id, self.messages.len());
        self.messages.push(MessageSpan {
            sent_at: row.at,
            read_at: None,
            from: row.node,
            to,
            sent: id,
            read: None,
            message,
            ballot,
        });
    }

    fn land(&mut self, id: EventId, row: &Row) {
        let index = self.on_their_way.remove(&row.cause);
        if let Some(span) = index.and_then(|index| self.messages.get_mut(index)) {
            span.read_at = Some(row.at);
            span.read = Some(id);
        }
    }

    pub(super) fn end_process(&mut self, row: &Row) {
        self.unpark_all(row);
        self.queue(row, 0);
    }

    /// The process ends, or makes its boxes anew with another list of members.
    fn unpark_all(&mut self, row: &Row) {
        let first = (row.node, Sid(i64::MIN));
        let waiting: Vec<Sid> = self
            .waiting
            .from(&first)
            .take_while(|((node, _), _)| *node == row.node)
            .map(|((_, to), _)| *to)
            .collect();
        for to in waiting {
            self.unpark(row.node, to, row.at);
        }
    }

    pub(super) fn finish(mut self, end: SimTime) -> Gathered {
        let waiting: Vec<_> = self.waiting.keys().copied().collect();
        for (node, to) in waiting {
            self.unpark(node, to, end);
        }
        let queues = self.queues.into_iter();
        (
            self.messages.into_iter().collect(),
            queues.map(Packed::from_iter).collect(),
            self.parked.into_iter().collect(),
        )
    }
}
