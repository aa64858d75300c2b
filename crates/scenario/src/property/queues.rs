//! What waits where, and for how long: connections and the four queues (S6, S7, L2, L3).

use super::{Judge, Property, Reason, Seen};
use picture::reading::Reading;
use sim::time::{SimTime, Span};
use zookeeper::dialect::constant::RECV_CAPACITY;
use zookeeper::fact::Fact;
use zookeeper::message::Message;
use zookeeper::sid_map::SidSet;

/// The longest a ballot may take from being written to being heard: five times as long as an
/// election waits for a better one (`FastLeaderElection.finalizeWait`). Older than that it says what
/// its sender thought in an election that may be over.
pub const FRESH: Span = Span::from_millis(1_000);

/// How many ballots may wait in `sendqueue` of a server that counts so many voters. In one round the
/// ballot of each voter can change its proposal once, and each change is one entry for each voter; two
/// rounds of that are a busy election, and more is a backlog.
pub fn longest_sendqueue(voters: usize) -> usize {
    2 * voters * voters
}

/// The connections and queues of a process.
#[derive(Clone, Default, Debug)]
pub(super) struct Queues {
    /// Peers to which a connection has workers.
    links: SidSet,
    /// Peers for which a ballot is parked.
    parked: SidSet,
    /// Messages from peers in `recvQueue`, the one that is being read included. Those of the server to
    /// itself are left out: nothing says when one of them makes room for the next.
    received: usize,
}

impl Judge {
    pub(super) fn queues(&mut self, seen: &Seen<'_>) {
        let (node, at) = (seen.row.node, seen.row.at);
        let queues = &mut self.process(node).queues;
        if let Fact::LinkUp { sid: peer, .. } = seen.fact {
            if !queues.links.insert(peer) {
                self.violate(Property::OneConnection, at, Reason::Second { node, peer });
            }
        } else if let Fact::Parked {
            to: peer, replaced, ..
        } = seen.fact
        {
            if !queues.parked.insert(peer) && !replaced {
                self.violate(Property::BoundedQueues, at, Reason::Second { node, peer });
            }
        } else if let Fact::LinkDown { sid } = seen.fact {
            queues.links.remove(sid);
        } else if let Fact::Sent {
            to, replay: false, ..
        } = seen.fact
        {
            queues.parked.remove(to);
        } else if let Fact::Received { dropped_oldest, .. } = seen.fact {
            queues.received += usize::from(!dropped_oldest);
            let (waiting, most) = (queues.received, RECV_CAPACITY + 1);
            if waiting > most {
                let why = Reason::Queue {
                    node,
                    waiting,
                    most,
                };
                self.violate(Property::BoundedQueues, at, why);
            }
        } else if let Fact::Heard { .. } | Fact::AnsweredUnread { .. } = seen.fact {
            self.heard(seen);
        } else if let Fact::Queued { .. } = seen.fact {
            self.sendqueue(seen);
        } else if let Fact::ConfigAdopted { .. } = seen.fact {
            queues.parked = SidSet::default();
            queues.received = 0;
        }
    }

    /// A ballot has left `recvQueue`.
    fn heard(&mut self, seen: &Seen<'_>) {
        let (node, at) = (seen.row.node, seen.row.at);
        let (Fact::Heard { ballot, .. } | Fact::AnsweredUnread { ballot }) = seen.fact else {
            return;
        };
        let message = Message::decode(seen.reading.trace.message(ballot));
        let Some(n) = message.and_then(Message::notification) else {
            return;
        };
        let from = n.from;
        if from != node {
            let queues = &mut self.process(node).queues;
            queues.received = queues.received.saturating_sub(1);
        }
        if let Fact::Heard { .. } = seen.fact
            && let Some(age) = age(seen.reading, ballot, at).filter(|age| *age > FRESH)
        {
            let why = Reason::Stale { from, node, age };
            self.violate(Property::FreshBallots, at, why);
        }
    }

    fn sendqueue(&mut self, seen: &Seen<'_>) {
        let node = seen.row.node;
        let Some(process) = seen.picture.process(node) else {
            return;
        };
        let waiting = process.sendqueue.len();
        let config = process.context.config(seen.reading.setting);
        let most = longest_sendqueue(config.map_or(0, |config| config.voters().count()));
        if waiting > most {
            let why = Reason::Queue {
                node,
                waiting,
                most,
            };
            self.violate(Property::ShortSendqueue, seen.row.at, why);
        }
    }
}

/// How long ago a ballot was written.
pub fn age(reading: &Reading<'_>, ballot: sim::id::MessageId, at: SimTime) -> Option<Span> {
    let n = Message::decode(reading.trace.message(ballot))?.notification()?;
    let written = reading.trace.get(n.queued)?.at;
    Some(at.since(written))
}
