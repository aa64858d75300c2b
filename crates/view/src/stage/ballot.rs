//! A ballot as somebody sees it who knows everything: with its age, and whether it still holds.

use crate::sight::Sight;
use picture::zookeeper::{Picture, proposal};
use sim::id::{MessageId, NodeId};
use sim::time::{SimTime, Span};
use zookeeper::ids::{Round, Sid};
use zookeeper::message::{Message, Notification};

/// A ballot, its age, and whether it still holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ballot {
    /// Whom and in which round: `zk2 r8`.
    pub text: String,
    /// Who wrote it.
    pub from: NodeId,
    /// When its content was fixed.
    pub written: SimTime,
    /// How long ago that was.
    pub age: Span,
    /// Whether its sender's vote or round differs by now.
    pub stale: bool,
}

impl Ballot {
    /// A ballot at the moment of a picture; nothing for a message that is none.
    pub fn of(sight: &Sight<'_>, picture: &Picture, message: MessageId) -> Option<Self> {
        let n = notification(sight, message)?;
        let written = sight.reading.trace.get(n.queued)?.at;
        Some(Self {
            text: vote(sight, picture, n.from, n.vote.leader, n.round),
            from: n.from,
            written,
            age: picture.at.since(written),
            stale: is_stale(sight, picture, &n),
        })
    }
}

/// The notification that a message is.
pub(super) fn notification(sight: &Sight<'_>, message: MessageId) -> Option<Notification> {
    Message::decode(sight.reading.trace.message(message))?.notification()
}

/// A vote as a slip says it.
pub(super) fn vote(
    sight: &Sight<'_>,
    picture: &Picture,
    viewer: NodeId,
    leader: Sid,
    round: Round,
) -> String {
    let node = picture
        .node_of(&sight.reading, viewer, leader)
        .or_else(|| sight.reading.setting.host_of(leader));
    let name = node.map_or_else(|| leader.to_string(), |node| sight.name(node).to_owned());
    format!("{name} r{}", round.0)
}

fn is_stale(sight: &Sight<'_>, picture: &Picture, n: &Notification) -> bool {
    let Some(sender) = picture.process(n.from) else {
        return true;
    };
    let Some(held) = sender.proposal else {
        return false;
    };
    proposal(&sight.reading, held.message)
        .is_some_and(|now| (now.vote.leader, sender.round) != (n.vote.leader, n.round))
}
