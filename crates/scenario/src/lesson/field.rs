//! What can be asked of an event: the fields of its fact, of the message it names, and what follows
//! from the events around it.

use super::names::Names;
use super::parse::number;
use super::terms::{Ask, Quantity, Terms as _, length};
use crate::script::error::{Problem, unknown};
use sim::id::{EventId, MessageId};
use sim::time::Span;
use sim::trace::{Row, Tag, Trace};
use zookeeper::fact::Fact;
use zookeeper::fact::shape::{Kind, Place, Shape};
use zookeeper::ids::Sid;
use zookeeper::message::{Message, PacketKind};
use zookeeper::vote::Vote;

/// What is asked of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Source {
    /// A field of the fact; the flag says whether it is in milliseconds.
    Field(Place, bool),
    /// `FIELD.leader`: whom the vote of a message is for.
    Leader(Place),
    /// `FIELD.from`: on which host a ballot was written.
    From(Place),
    /// `FIELD.round`: the round of a message.
    Round(Place),
    /// `FIELD.age`: how long ago a ballot was written.
    Age(Place),
    /// `FIELD.outdated`: whether the sender of a ballot proposes another leader by now.
    Outdated(Place),
    /// `lasts`: how long it takes until what begins here is over.
    Lasts,
    /// `stay`: for how long the server is in the state that it is in.
    Stay,
    /// `sendqueue`: how many notifications wait for the server's WorkerSender.
    Sendqueue,
    /// `synced`: how many servers are in sync with it, itself included, as it has counted.
    Synced,
    /// `spare`: how many of them it could lose and still have a quorum of its view.
    Spare,
    /// `logged`: the last transaction in its log.
    Logged,
    /// `committed`: the last that it has delivered.
    Committed,
    /// `broadcast`: how long the server's WorkerSender takes from a ballot to itself to the next.
    Broadcast,
}

const OWN: [(&str, Source); 8] = [
    ("lasts", Source::Lasts),
    ("stay", Source::Stay),
    ("sendqueue", Source::Sendqueue),
    ("synced", Source::Synced),
    ("spare", Source::Spare),
    ("logged", Source::Logged),
    ("committed", Source::Committed),
    ("broadcast", Source::Broadcast),
];

type OfMessage = fn(Place) -> Source;

const PARTS: [(&str, OfMessage); 5] = [
    ("leader", Source::Leader),
    ("from", Source::From),
    ("round", Source::Round),
    ("age", Source::Age),
    ("outdated", Source::Outdated),
];

impl Source {
    pub(super) fn parse(shape: &Shape, word: &str) -> Result<Self, Problem> {
        if let Some((_, own)) = OWN.iter().find(|(name, _)| *name == word) {
            return Ok(*own);
        }
        let (name, part) = match word.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (word, None),
        };
        let Some((_, place)) = shape.fields().find(|(other, _)| *other == name) else {
            let fields = shape.fields().map(|(name, _)| name);
            let known = fields.chain(OWN.iter().map(|(name, _)| *name));
            return Err(unknown("field", name, known));
        };
        match part.filter(|_| place.kind == Kind::Message) {
            None if part.is_none() => Ok(Self::Field(place, name.ends_with("_ms"))),
            None => Err(unknown("field", word, [name])),
            Some(part) => {
                let found = PARTS.iter().find(|(name, _)| *name == part);
                let known = PARTS.iter().map(|(name, _)| *name);
                let (_, of) = found.ok_or_else(|| unknown("part of a ballot", part, known))?;
                Ok(of(place))
            }
        }
    }

    /// A value to compare with, as [`Source::read`] gives it.
    pub(super) fn value(&self, names: Names<'_>, word: &str) -> Result<u64, Problem> {
        match self {
            Self::Field(place, _) => match place.kind {
                Kind::Sid => names.sid(word).map(|sid| place.raw(sid.0)),
                Kind::Host => names.node(word).map(|node| u64::from(node.0)),
                Kind::Words(words) => one_of(words, word),
                Kind::Packet => {
                    let kind = PacketKind::ALL.into_iter().find(|kind| kind.name() == word);
                    let known = PacketKind::ALL.map(PacketKind::name);
                    kind.map(|kind| u64::from(kind as u8))
                        .ok_or_else(|| unknown("value", word, known))
                }
                Kind::Number | Kind::Message => number(word),
            },
            Self::Leader(_) => names.sid(word).map(of_sid),
            Self::From(_) => names.node(word).map(|node| u64::from(node.0)),
            Self::Outdated(_) => one_of("false true", word),
            Self::Round(_)
            | Self::Sendqueue
            | Self::Synced
            | Self::Spare
            | Self::Logged
            | Self::Committed => number(word),
            Self::Age(_) | Self::Lasts | Self::Stay | Self::Broadcast => {
                length(word).map(Span::as_micros)
            }
        }
    }
}

impl Ask for Source {
    fn read(&self, trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
        match self {
            Self::Field(place, _) => Some(place.read(row)),
            Self::Leader(place) => {
                vote(message(trace, place, row)?).map(|vote| of_sid(vote.leader))
            }
            Self::From(place) => {
                let ballot = message(trace, place, row)?.notification()?;
                Some(u64::from(ballot.from.0))
            }
            Self::Round(place) => {
                let ballot = message(trace, place, row)?.notification()?;
                u64::try_from(ballot.round.0).ok()
            }
            Self::Age(place) => {
                let ballot = message(trace, place, row)?.notification()?;
                let written = trace.get(ballot.queued)?.at;
                Some(row.at.since(written).as_micros())
            }
            Self::Outdated(place) => {
                let ballot = message(trace, place, row)?.notification()?;
                let proposed = |other: &Row| match fact(other) {
                    Some(Fact::Proposed { vote, .. }) if other.node == ballot.from => {
                        Some(u64::from(vote.0))
                    }
                    _ => None,
                };
                let now = before(trace, id, &proposed)?;
                let now = vote(numbered(trace, now)?)?;
                Some(u64::from(now.leader != ballot.vote.leader))
            }
            Self::Lasts => lasts(trace, id, row),
            Self::Stay => stay(trace, id, row),
            Self::Sendqueue => Some(sendqueue(trace, id, row)),
            Self::Synced | Self::Spare => before(trace, id, &|other| match fact(other) {
                Some(Fact::SyncedCounted { sids, needed }) if other.node == row.node => {
                    let needed = if *self == Self::Spare { needed } else { 0 };
                    Some(u64::from(sids.count_ones()).saturating_sub(u64::from(needed)))
                }
                _ => None,
            }),
            Self::Logged => before(trace, id, &|other| match fact(other) {
                Some(Fact::Logged { zxid } | Fact::Truncated { zxid })
                    if other.node == row.node =>
                {
                    u64::try_from(zxid.0).ok()
                }
                _ => None,
            }),
            Self::Committed => before(trace, id, &|other| match fact(other) {
                Some(Fact::Committed { zxid }) if other.node == row.node => {
                    u64::try_from(zxid.0).ok()
                }
                _ => None,
            }),
            Self::Broadcast => {
                let to_itself = |other: &Row| {
                    let own = other.node == row.node;
                    let looped = matches!(fact(other), Some(Fact::LoopedBack { .. }));
                    (own && looped).then_some(other.at.as_micros())
                };
                around(trace, id, &to_itself)
            }
        }
    }

    fn quantity(&self, trace: &Trace, id: EventId, row: &Row) -> Option<Quantity> {
        let number = self.read(trace, id, row)?;
        Some(match self {
            Self::Field(_, true) => Quantity::Length(Span::from_millis(number)),
            Self::Age(_) | Self::Lasts | Self::Stay | Self::Broadcast => {
                Quantity::Length(Span::from_micros(number))
            }
            Self::Field(_, false)
            | Self::Leader(_)
            | Self::From(_)
            | Self::Round(_)
            | Self::Outdated(_)
            | Self::Sendqueue
            | Self::Synced
            | Self::Spare => Quantity::Count(number),
            Self::Logged | Self::Committed => Quantity::Zxid(number),
        })
    }
}

fn one_of(words: &str, word: &str) -> Result<u64, Problem> {
    let place = words.split_whitespace().position(|other| other == word);
    let place = place.and_then(|place| u64::try_from(place).ok());
    place.ok_or_else(|| unknown("value", word, words.split_whitespace()))
}

fn of_sid(sid: Sid) -> u64 {
    u64::from_ne_bytes(sid.0.to_ne_bytes())
}

fn message(trace: &Trace, place: &Place, row: &Row) -> Option<Message> {
    numbered(trace, place.read(row))
}

// Both are long once what they call is inlined, and are called from many places.
#[inline(never)]
fn numbered(trace: &Trace, id: u64) -> Option<Message> {
    let id = MessageId(u32::try_from(id).ok()?);
    Message::decode(trace.message(id))
}

#[inline(never)]
fn fact(row: &Row) -> Option<Fact> {
    Fact::decode(row)
}

fn vote(message: Message) -> Option<Vote> {
    match message {
        Message::Notification(ballot) => Some(ballot.vote),
        Message::Proposal(proposal) => Some(proposal.vote),
        Message::Challenge { .. }
        | Message::Packet(_)
        | Message::SyncState(_)
        | Message::Client(_) => None,
    }
}

/// What is looked for in an event; not generic, so that the search is compiled once.
type Of<'a> = dyn Fn(&Row) -> Option<u64> + 'a;

/// The last event up to this one that gives something.
fn before(trace: &Trace, id: EventId, of: &Of<'_>) -> Option<u64> {
    let mut rows = trace.back_from(id);
    rows.find_map(|(_, row)| of(&row))
}

/// The next event after this one that gives something.
fn after(trace: &Trace, id: EventId, of: &Of<'_>) -> Option<u64> {
    let mut rows = trace.from(EventId(id.0.saturating_add(1)));
    rows.find_map(|(_, row)| of(&row))
}

/// The time from the last moment up to this event to the next one after it.
fn around(trace: &Trace, id: EventId, moment: &Of<'_>) -> Option<u64> {
    let last = before(trace, id, moment)?;
    Some(after(trace, id, moment)?.saturating_sub(last))
}

/// How long it takes until what begins here is over: a dial, the wait of a notification in a queue,
/// the wait for a monitor, the wait to be called back. The end of its process ends it too.
fn lasts(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let begun = fact(row)?;
    let ends = |other: &Row| {
        if other.node != row.node {
            return None;
        }
        let same_thread = other.lane == row.lane;
        let over = match (begun, fact(other)) {
            (
                Fact::DialStarted { .. },
                Some(Fact::DialConnected { .. } | Fact::DialFailed { .. }),
            )
            | (Fact::LockWaited { .. }, Some(Fact::LockTaken { .. })) => same_thread,
            (Fact::Queued { ballot, .. }, Some(Fact::SenderTook { ballot: other }))
            | (Fact::Parked { ballot, .. }, Some(Fact::Sent { ballot: other, .. })) => {
                ballot == other
            }
            // Whoever knocks waits to be called back.
            (Fact::ChallengeLost { to }, Some(Fact::LinkUp { sid, .. })) => to == sid,
            _ => false,
        };
        let ended = other.tag == Tag::ProcessEnded as u8;
        (over || ended).then_some(other.at.as_micros())
    };
    Some(after(trace, id, &ends)?.saturating_sub(row.at.as_micros()))
}

fn stay(trace: &Trace, id: EventId, row: &Row) -> Option<u64> {
    let entered = |other: &Row| {
        let state = matches!(fact(other), Some(Fact::StateEntered { .. }));
        let ended = other.tag == Tag::ProcessEnded as u8;
        (other.node == row.node && (state || ended)).then_some(other.at.as_micros())
    };
    around(trace, id, &entered)
}

fn sendqueue(trace: &Trace, id: EventId, row: &Row) -> u64 {
    let mut waiting = 0_u64;
    let rows = trace.iter().take_while(|(other, _)| *other <= id);
    for (_, other) in rows.filter(|(_, other)| other.node == row.node) {
        match fact(&other) {
            Some(Fact::Queued { .. }) => waiting += 1,
            Some(Fact::SenderTook { .. }) => waiting = waiting.saturating_sub(1),
            _ if other.tag == Tag::ProcessStarted as u8 => waiting = 0,
            _ => {}
        }
    }
    waiting
}
