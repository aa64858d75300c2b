//! What of a run decides what becomes of its service: who leads, what each server counts, which
//! ballots arrive when, and what the dials come to. Gathered in one pass, on the common clock.

use super::Side;
use super::cause::{Counts, Fate};
use crate::phantom::Phantoms;
use crate::script::time::Offset;
use picture::reading::Reading;
use picture::zookeeper::Picture;
use sim::id::{EventId, Lane, MessageId, NodeId};
use sim::sorted_map::SortedMap;
use sim::trace::{Row, Tag};
use zookeeper::fact::{DialFailure, Fact, Port};
use zookeeper::ids::Sid;
use zookeeper::message::Message;
use zookeeper::vote::ServerState;

/// A ballot that has been heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Heard {
    pub(super) at: Offset,
    pub(super) by: NodeId,
    pub(super) from: NodeId,
    pub(super) leader: NodeId,
    /// When its content was fixed.
    pub(super) queued: Offset,
    /// When its sender's WorkerSender turned to it.
    pub(super) taken: Offset,
    pub(super) event: EventId,
}

/// A server that has decided for itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Elected {
    pub(super) at: Offset,
    pub(super) leader: NodeId,
    /// Whose ballots it has counted for itself, its own among them.
    pub(super) members: Vec<NodeId>,
}

/// A dial to an election port.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dial {
    pub(super) from: Offset,
    pub(super) to: Offset,
    pub(super) node: NodeId,
    pub(super) peer: NodeId,
    pub(super) fate: Fate,
}

/// A leader that ceases to lead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Loss {
    pub(super) at: Offset,
    pub(super) leader: NodeId,
    /// Whether it steps down, or else its process ends.
    pub(super) steps_down: bool,
    pub(super) event: EventId,
}

#[derive(Debug, Default)]
pub(super) struct Story {
    /// Who leads and serves, from each moment on.
    pub(super) leaders: Vec<(Offset, Vec<NodeId>, EventId)>,
    pub(super) losses: Vec<Loss>,
    /// What each server's own view counts, from each moment on; nothing while it does not run.
    views: Vec<(Offset, NodeId, Option<Counts>)>,
    /// How many a leader has in sync, and how many it needs.
    synced: Vec<(Offset, NodeId, Counts)>,
    pub(super) elected: Vec<Elected>,
    pub(super) heard: Vec<Heard>,
    /// Who begins to look for a leader, and when.
    pub(super) looking: Vec<(Offset, NodeId)>,
    pub(super) dials: Vec<Dial>,
    /// Dials that were handed to a thread of their own: when, by whom, to whom.
    pub(super) handed: Vec<(Offset, NodeId, NodeId)>,
    /// When somebody followed a server that did not lead, and gave up.
    pub(super) phantoms: Vec<Offset>,
    pub(super) end: Offset,
}

impl Story {
    pub(super) fn of(side: &Side<'_>) -> Self {
        let reading = side.run.reading();
        let mut picture = Picture::new(&reading);
        let mut gatherer = Gatherer {
            side: *side,
            story: Self::default(),
            taken: SortedMap::new(),
            dialling: SortedMap::new(),
            following: Phantoms::default(),
        };
        for (id, row) in reading.trace.iter() {
            if let Some(fact) = Fact::decode(&row) {
                gatherer.before(&reading, &picture, id, &row, fact);
            }
            picture.apply(&reading, id, &row);
            gatherer.after(&reading, &picture, id, &row);
        }
        gatherer.finish()
    }

    /// What a server's view counts at a moment; nothing if it does not run, or has read nothing yet.
    pub(super) fn view(&self, node: NodeId, at: Offset) -> Option<Counts> {
        let mut of_node = self.views.iter().rev();
        of_node.find(|(when, of, _)| *of == node && *when <= at)?.2
    }

    /// What a leader has counted last at a moment.
    pub(super) fn synced(&self, node: NodeId, at: Offset) -> Option<Counts> {
        let mut of_node = self.synced.iter().rev();
        let found = of_node.find(|(when, of, _)| *of == node && *when <= at)?;
        Some(found.2)
    }

    /// Who leads and serves at a moment.
    pub(super) fn leading(&self, at: Offset) -> &[NodeId] {
        let after = self.leaders.partition_point(|(when, _, _)| *when <= at);
        let last = after
            .checked_sub(1)
            .and_then(|index| self.leaders.get(index));
        last.map_or(&[], |(_, leaders, _)| leaders)
    }
}

struct Gatherer<'a> {
    side: Side<'a>,
    story: Story,
    taken: SortedMap<MessageId, Offset>,
    dialling: SortedMap<(NodeId, Lane), (Offset, NodeId)>,
    following: Phantoms,
}

impl Gatherer<'_> {
    /// What a fact says, given the picture before it.
    fn before(
        &mut self,
        reading: &Reading<'_>,
        picture: &Picture,
        id: EventId,
        row: &Row,
        fact: Fact,
    ) {
        let at = self.side.offset(row.at);
        let node = |sid: Sid| picture.node_of(reading, row.node, sid);
        self.dial(&node, row, fact);
        if let Fact::SenderTook { ballot } = fact {
            self.taken.insert(ballot, at);
        } else if let Fact::Heard { ballot, state } = fact {
            if state == ServerState::Looking {
                self.hear(&node, id, row, ballot);
            }
        } else if let Fact::StateEntered {
            state: ServerState::Looking,
        } = fact
        {
            self.story.looking.push((at, row.node));
        } else if let Fact::Decided { leader, .. } = fact
            && node(leader) == Some(row.node)
            && let Some(process) = picture.process(row.node)
        {
            let supporters = process.supporters(reading);
            self.story.elected.push(Elected {
                at,
                leader: row.node,
                members: supporters.iter().filter_map(node).collect(),
            });
        } else if let Fact::SyncedCounted { sids, needed } = fact {
            let counts = Counts {
                needed: usize::from(needed),
                of: usize::try_from(sids.count_ones()).unwrap_or(usize::MAX),
            };
            self.story.synced.push((at, row.node, counts));
        } else if let Fact::LeaderShutdown { sids, .. } = fact {
            let needed = self
                .story
                .view(row.node, at)
                .map_or(0, |counts| counts.needed);
            let of = usize::try_from(sids.count_ones()).unwrap_or(usize::MAX);
            self.story
                .synced
                .push((at, row.node, Counts { needed, of }));
            self.lose(at, row.node, true, id);
        }
    }

    fn lose(&mut self, at: Offset, leader: NodeId, steps_down: bool, event: EventId) {
        self.story.losses.push(Loss {
            at,
            leader,
            steps_down,
            event,
        });
    }

    fn hear(
        &mut self,
        node: &impl Fn(Sid) -> Option<NodeId>,
        id: EventId,
        row: &Row,
        ballot: MessageId,
    ) {
        let trace = self.side.run.trace();
        let message = Message::decode(trace.message(ballot)).and_then(Message::notification);
        let Some(n) = message else {
            return;
        };
        let queued = trace.get(n.queued).map_or(row.at, |queued| queued.at);
        let (Some(leader), queued) = (node(n.vote.leader), self.side.offset(queued)) else {
            return;
        };
        self.story.heard.push(Heard {
            at: self.side.offset(row.at),
            by: row.node,
            from: n.from,
            leader,
            queued,
            taken: self.taken.get(&ballot).copied().unwrap_or(queued),
            event: id,
        });
    }

    fn dial(&mut self, node: &impl Fn(Sid) -> Option<NodeId>, row: &Row, fact: Fact) {
        let at = self.side.offset(row.at);
        let key = (row.node, row.lane);
        if let Fact::DialStarted {
            to,
            port: Port::Election,
            ..
        } = fact
            && let Some(peer) = node(to)
        {
            self.dialling.insert(key, (at, peer));
        } else if let Fact::ConnectSubmitted { to, .. } = fact {
            let to = node(to).map(|peer| (at, row.node, peer));
            self.story.handed.extend(to);
        } else if let Some(fate) = fate(fact)
            && let Some((from, peer)) = self.dialling.remove(&key)
        {
            self.story.dials.push(Dial {
                from,
                to: at,
                node: row.node,
                peer,
                fate,
            });
        }
    }

    /// What can be seen after a row.
    fn after(&mut self, reading: &Reading<'_>, picture: &Picture, id: EventId, row: &Row) {
        let at = self.side.offset(row.at);
        let fact = Fact::decode(row);
        let ended = row.tag == Tag::ProcessEnded as u8;
        if self.following.look(row) {
            self.story.phantoms.push(at);
        }
        if ended {
            self.story.views.push((at, row.node, None));
            if self.story.leading(at).contains(&row.node) {
                self.lose(at, row.node, false, id);
            }
        }
        if let Some(Fact::ConfigRead { .. } | Fact::ConfigAdopted { .. }) = fact
            && let Some(process) = picture.process(row.node)
            && let Some(config) = process.context.config(reading.setting)
        {
            let counts = Counts {
                needed: config.verifier.needed(),
                of: config.voters().count(),
            };
            self.story.views.push((at, row.node, Some(counts)));
        }
        if ended || matches!(fact, Some(Fact::Serving { .. } | Fact::StateEntered { .. })) {
            let leaders: Vec<NodeId> = picture.established_leaders().collect();
            if self.story.leading(at) != leaders {
                self.story.leaders.push((at, leaders, id));
            }
        }
    }

    fn finish(self) -> Story {
        Story {
            end: self.side.end(),
            ..self.story
        }
    }
}

/// What a dial to an election port has come to.
fn fate(fact: Fact) -> Option<Fate> {
    if let Fact::DialConnected {
        port: Port::Election,
        ..
    } = fact
    {
        return Some(Fate::Connected);
    }
    let Fact::DialFailed {
        port: Port::Election,
        why,
        ..
    } = fact
    else {
        return None;
    };
    Some(match why {
        DialFailure::Refused => Fate::Refused,
        DialFailure::TimedOut => Fate::TimedOut,
        DialFailure::NoRoute => Fate::NoRoute,
        DialFailure::UnknownHost => Fate::UnknownHost,
    })
}
