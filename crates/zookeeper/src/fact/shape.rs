//! Facts by name: what they are called and what their fields are, for those who ask for a fact in
//! words. The table is one text, written by the same macro that declares the facts.

use super::pack::Field;
use super::{
    ClientDeed, DecisionReason, DialFailure, Failure, IgnoreReason, Line, Monitor, Port,
    ProposalReason, QueueReason, ReconfigRefusal, Refusal, RoundReason, SHAPES, Stage, StepDown,
    SyncMode,
};
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::message::PacketKind;
use crate::vote::ServerState;
use sim::id::{MessageId, NodeId};
use sim::trace::{Row, Tag};

/// The kernel's own rows in the form of [`SHAPES`]; their `a` and `b` come before their `small`.
const KERNEL: &str = "0 Act deed:u32 other:u32 verb:Verb\n\
    1 ProcessStarted starts:u32\n\
    2 ProcessEnded code:u32 pad:u32 how:Ending\n\
    3 Stalled message:u32 to:u32\n";
const VERBS: &str = "Start Stop Kill PowerOff PowerOn NoArp Firewall OpenFirewall Edit Cut Heal \
    Forget Pause Tell Reject";
const ENDINGS: &str = "Killed Terminated PowerLost Exited";

/// A kind of row by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// The tag of its rows.
    pub tag: u8,
    /// Its name.
    pub name: &'static str,
    fields: &'static str,
}

/// Where in a row a field is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    shift: u32,
    width: u32,
    /// What it holds.
    pub kind: Kind,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A number.
    Number,
    /// A server by its sid.
    Sid,
    /// A host.
    Host,
    /// A message.
    Message,
    /// A packet's type, by its number on the wire.
    Packet,
    /// One of these words, by its place among them.
    Words(&'static str),
}

/// All kinds of rows.
pub fn all() -> impl Iterator<Item = Shape> {
    let shapes = |text: &'static str, first: u8| {
        text.lines().filter_map(move |line| {
            let (number, rest) = line.split_once(' ')?;
            let (name, fields) = rest.split_once(' ').unwrap_or((rest, ""));
            let tag = number.parse::<u8>().ok()? + first;
            Some(Shape { tag, name, fields })
        })
    };
    shapes(KERNEL, 0).chain(shapes(SHAPES, Tag::SYSTEM))
}

impl Shape {
    /// Its fields: their names and where they are.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, Place)> {
        let mut shift = 0;
        self.fields.split(' ').filter_map(move |field| {
            let (name, of) = field.split_once(':')?;
            let (width, kind) = kind(of)?;
            let place = Place { shift, width, kind };
            shift += width;
            Some((name, place))
        })
    }
}

impl Place {
    /// What a row holds there.
    pub fn read(&self, row: &Row) -> u64 {
        let bits = u128::from(row.a) | u128::from(row.b) << 32 | u128::from(row.small) << 64;
        let mask = (1_u128 << self.width) - 1;
        u64::try_from(bits >> self.shift & mask).unwrap_or(u64::MAX)
    }

    /// A signed value as the row holds it.
    pub fn raw(&self, value: i64) -> u64 {
        let mask = u64::MAX >> (64 - self.width);
        u64::from_ne_bytes(value.to_ne_bytes()) & mask
    }
}

/// The width and kind of a field by the name of its type.
fn kind(of: &str) -> Option<(u32, Kind)> {
    fn words<T: Field>() -> (u32, Kind) {
        (T::WIDTH, Kind::Words(T::WORDS))
    }
    Some(match of {
        "u8" => (u8::WIDTH, Kind::Number),
        "u16" => (u16::WIDTH, Kind::Number),
        "u32" => (u32::WIDTH, Kind::Number),
        "Round" => (Round::WIDTH, Kind::Number),
        "Epoch" => (Epoch::WIDTH, Kind::Number),
        "Zxid" => (Zxid::WIDTH, Kind::Number),
        "Sid" => (Sid::WIDTH, Kind::Sid),
        "NodeId" => (NodeId::WIDTH, Kind::Host),
        "MessageId" => (MessageId::WIDTH, Kind::Message),
        "PacketKind" => (PacketKind::WIDTH, Kind::Packet),
        "Verb" => (8, Kind::Words(VERBS)),
        "Ending" => (8, Kind::Words(ENDINGS)),
        "bool" => words::<bool>(),
        "ServerState" => words::<ServerState>(),
        "Line" => words::<Line>(),
        "Refusal" => words::<Refusal>(),
        "RoundReason" => words::<RoundReason>(),
        "ProposalReason" => words::<ProposalReason>(),
        "QueueReason" => words::<QueueReason>(),
        "IgnoreReason" => words::<IgnoreReason>(),
        "DecisionReason" => words::<DecisionReason>(),
        "Port" => words::<Port>(),
        "DialFailure" => words::<DialFailure>(),
        "Failure" => words::<Failure>(),
        "Monitor" => words::<Monitor>(),
        "Stage" => words::<Stage>(),
        "SyncMode" => words::<SyncMode>(),
        "StepDown" => words::<StepDown>(),
        "ClientDeed" => words::<ClientDeed>(),
        "ReconfigRefusal" => words::<ReconfigRefusal>(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::Fact;
    use sim::id::{EventId, Lane};
    use sim::intervention::Verb;
    use sim::time::SimTime;
    use sim::trace::Ending;

    fn row(tag: u8, small: u8, a: u32, b: u32) -> Row {
        Row {
            at: SimTime::ZERO,
            cause: EventId::NONE,
            node: NodeId(0),
            lane: Lane::HOST,
            tag,
            small,
            a,
            b,
        }
    }

    fn field(fact: &str, name: &str) -> Place {
        let shape = all().find(|shape| shape.name == fact).unwrap();
        let found = shape.fields().find(|(other, _)| *other == name);
        found.unwrap().1
    }

    #[test]
    fn every_field_of_every_fact_has_its_place() {
        for shape in all() {
            let declared = shape.fields.split(' ').filter(|field| !field.is_empty());
            assert_eq!(shape.fields().count(), declared.count(), "{shape:?}");
            if let Some(fact) = Fact::decode(&row(shape.tag, 0, 0, 0)) {
                assert_eq!(fact.name(), shape.name);
            }
        }
    }

    #[test]
    fn a_field_is_read_where_it_was_written() {
        let fact = Fact::DialFailed {
            to: Sid(-3),
            port: Port::Quorum,
            why: DialFailure::NoRoute,
            attempt: 4,
            remaining_ms: 0,
        };
        let (tag, small, a, b) = fact.encode();
        let row = row(tag, small, a, b);
        let to = field("DialFailed", "to");
        assert_eq!(to.read(&row), to.raw(-3));
        assert_eq!(field("DialFailed", "port").read(&row), 1);
        assert_eq!(field("DialFailed", "why").read(&row), 2);
        assert_eq!(field("DialFailed", "attempt").read(&row), 4);
    }

    #[test]
    fn the_kernels_words_are_in_the_order_of_their_numbers() {
        for (word, verb) in VERBS.split(' ').zip(Verb::ALL) {
            assert_eq!(word, format!("{verb:?}"));
        }
        for (number, word) in ENDINGS.split(' ').enumerate() {
            let ending = Ending::from_number(u8::try_from(number).unwrap()).unwrap();
            assert_eq!(word, format!("{ending:?}"));
        }
        assert_eq!(field("Act", "verb").read(&row(0, 7, 0, 0)), 7);
    }
}
