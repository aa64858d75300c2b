//! What clients know of their writes.

use sim::id::{EventId, NodeId};
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::Row;
use zookeeper::fact::{ClientDeed, Fact};

/// What a client knows of its writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientWrites {
    /// The client's host.
    pub node: NodeId,
    /// Spans in which one write after the other was acknowledged.
    pub acknowledged: Vec<(SimTime, SimTime)>,
    /// Spans in which the outcome of some write is not known.
    pub gaps: Vec<WriteGap>,
}

/// From the last acknowledged write to the first one after a write whose outcome is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WriteGap {
    /// The last acknowledged write; or the first write of all, if none was.
    pub from: SimTime,
    /// The first acknowledged write after it; nothing if there is none.
    pub to: Option<SimTime>,
    /// Writes in between whose outcome the client does not know.
    pub unknown: u32,
    /// The fact that says so of the first of them.
    pub event: EventId,
}

/// What clients know, while it is gathered.
#[derive(Default)]
pub(super) struct Clients(SortedMap<NodeId, Known>);

#[derive(Clone, Default)]
struct Known {
    first: Option<SimTime>,
    span: Option<(SimTime, SimTime)>,
    acknowledged: Vec<(SimTime, SimTime)>,
    gaps: Vec<WriteGap>,
}

impl Clients {
    pub(super) fn look(&mut self, id: EventId, row: &Row, fact: Fact) {
        let Fact::Client { did, .. } = fact else {
            return;
        };
        let known = self.0.or_default(row.node);
        match did {
            ClientDeed::WriteSubmitted => {
                known.first.get_or_insert(row.at);
            }
            ClientDeed::WriteAcknowledged => known.acknowledge(row.at),
            ClientDeed::WriteUnknown => known.lose(id, row.at),
            ClientDeed::Dials
            | ClientDeed::DialFailed
            | ClientDeed::SessionNew
            | ClientDeed::SessionRenewed
            | ClientDeed::Disconnected
            | ClientDeed::ReadSubmitted
            | ClientDeed::ReadAnswered
            | ClientDeed::ReadLost => {}
        }
    }

    pub(super) fn finish(self) -> Vec<ClientWrites> {
        let writes = |(node, mut known): (&NodeId, Known)| {
            known.acknowledged.extend(known.span);
            ClientWrites {
                node: *node,
                acknowledged: known.acknowledged,
                gaps: known.gaps,
            }
        };
        self.0
            .iter()
            .map(|(node, known)| (node, known.clone()))
            .map(writes)
            .collect()
    }
}

impl Known {
    fn acknowledge(&mut self, at: SimTime) {
        if let Some(gap) = self.gaps.last_mut()
            && gap.to.is_none()
        {
            gap.to = Some(at);
        }
        self.span = Some((self.span.map_or(at, |span| span.0), at));
    }

    fn lose(&mut self, event: EventId, at: SimTime) {
        if let Some(gap) = self.gaps.last_mut()
            && gap.to.is_none()
        {
            gap.unknown += 1;
            return;
        }
        let span = self.span.take();
        self.acknowledged.extend(span);
        self.gaps.push(WriteGap {
            from: span.map(|span| span.1).or(self.first).unwrap_or(at),
            to: None,
            unknown: 1,
            event,
        });
    }
}
