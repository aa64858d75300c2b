//! Facts by name: what they are called, what their fields are and what they hold, for those who ask for a
//! fact in words. The table is one text, written by the same macro that declares the facts.

use super::{
    CommandFailure, CuratorState, Death, Drop, Fact, FailoverVerdict, Gone, Line, Listener,
    Persist, SHAPES, ServerState, Skip, Step, StopCause, Submission, SystemEvent, ZkFailure,
};
use crate::ids::{AppId, CommandId, InstanceId, Moment, SessionId, TaskId};
use crate::pack::Words;
use crate::path::{self, Lock, NodeSet, Path};
use crate::rows::{AlertKind, CommandType, InstanceState, TaskState};
use sim::id::{MessageId, NodeId};
use sim::trace::{Row, Tag};

/// The kernel's own rows in the form of [`SHAPES`].
const KERNEL: &str = "0 Act verb:Verb other:NodeId\n\
    1 ProcessStarted starts:u32\n\
    2 ProcessEnded how:Ending code:u32\n\
    3 Stalled to:NodeId\n";
const VERBS: &str = "0:Start 1:Stop 2:Kill 3:PowerOff 4:PowerOn 5:NoArp 6:Firewall 7:OpenFirewall \
    8:Edit 9:Cut 10:Heal 11:Forget 12:Pause 13:Tell 14:Reject";
const ENDINGS: &str = "0:Killed 1:Terminated 2:PowerLost 3:Exited";

/// What a field holds that is nothing.
pub const NOTHING: u64 = u64::MAX;

/// A kind of row by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// The tag of its rows.
    pub tag: u8,
    /// Its name.
    pub name: &'static str,
    fields: &'static str,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A number.
    Number,
    /// A moment, in milliseconds since the run began.
    Moment,
    /// A host.
    Host,
    /// A set of hosts, a bit for each.
    Hosts,
    /// One of these words, each with its number.
    Words(&'static str),
}

/// A part of a field that holds more than a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// `.node`: the host that a path, a lock, an alert or an event names.
    Node,
    /// `.lock`: the lock whose queue a path stands in.
    Lock,
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
    /// Its fields, in their order: their names and what they hold.
    pub fn fields(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        self.fields.split(' ').filter_map(|field| {
            let (name, of) = field.split_once(':')?;
            Some((name, kind(of)?))
        })
    }

    /// What a part of a field holds; nothing if it has no such part.
    pub fn part(&self, field: &str, part: Part) -> Option<Kind> {
        let mut fields = self.fields.split(' ').filter_map(|f| f.split_once(':'));
        let (_, of) = fields.find(|(name, _)| *name == field)?;
        match (of, part) {
            ("Path" | "Lock" | "AlertKind" | "SystemEvent", Part::Node) => Some(Kind::Host),
            ("Path", Part::Lock) => Some(Kind::Words(Lock::WORDS)),
            _ => None,
        }
    }
}

/// What a row holds in the field at this place, or in a part of it; [`NOTHING`] if that is not there.
pub fn read(row: &Row, place: usize, part: Option<Part>) -> Option<u64> {
    let other = || u8::try_from(row.b).map_or(NOTHING, u64::from);
    let fields = match Tag::from_number(row.tag) {
        Some(Tag::Act) => [u64::from(row.small), other()],
        Some(Tag::ProcessStarted) => [u64::from(row.a), NOTHING],
        Some(Tag::ProcessEnded) => [u64::from(row.small), u64::from(row.a)],
        Some(Tag::Stalled) => [other(), NOTHING],
        None => return Fact::decode(row)?.field(place, part),
    };
    fields.get(place).copied()
}

/// A field of a fact.
pub(super) trait Field: Sized {
    /// What it holds, as a number.
    fn number(self) -> u64;

    /// What a part of it holds.
    fn part(self, _: Part) -> u64 {
        NOTHING
    }

    /// What it, or a part of it, holds.
    fn ask(self, part: Option<Part>) -> u64 {
        match part {
            None => self.number(),
            Some(part) => self.part(part),
        }
    }
}

impl<T: Field> Field for Option<T> {
    fn number(self) -> u64 {
        self.map_or(NOTHING, T::number)
    }

    fn part(self, part: Part) -> u64 {
        self.map_or(NOTHING, |field| field.part(part))
    }
}

macro_rules! numbers {
    ($($type:ty = |$value:ident| $number:expr;)*) => {
        $(impl Field for $type {
            fn number(self) -> u64 {
                let $value = self;
                u64::from($number)
            }
        })*
    };
}

numbers! {
    u8 = |n| n;
    u16 = |n| n;
    u32 = |n| n;
    bool = |yes| yes;
    NodeId = |node| node.0;
    NodeSet = |nodes| nodes.0;
    MessageId = |id| id.0;
    SessionId = |id| id.0;
    InstanceId = |id| id.0;
    TaskId = |id| id.0;
    CommandId = |id| id.0;
    AppId = |id| id.0;
    Moment = |moment| moment.0;
}

/// Fields that are one of some words, and the words by the name of the type.
macro_rules! words {
    ($($name:ident)*) => {
        $(impl Field for $name {
            fn number(self) -> u64 {
                Words::word(&self)
            }
        })*

        fn words(of: &str) -> Option<&'static str> {
            Some(match of {
                $(stringify!($name) => $name::WORDS,)*
                "Kind" => path::Kind::WORDS,
                "Path" => Path::WORDS,
                "Lock" => Lock::WORDS,
                "AlertKind" => AlertKind::WORDS,
                "SystemEvent" => SystemEvent::WORDS,
                "Verb" => VERBS,
                "Ending" => ENDINGS,
                "bool" => "0:false 1:true",
                _ => return None,
            })
        }
    };
}

words! {
    CommandFailure CommandType CuratorState Death Drop FailoverVerdict Gone InstanceState Line Listener
    Persist ServerState Skip Step StopCause Submission TaskState ZkFailure
}

impl Field for path::Kind {
    fn number(self) -> u64 {
        self.word()
    }
}

impl Field for Path {
    fn number(self) -> u64 {
        self.word()
    }

    fn part(self, part: Part) -> u64 {
        match (self, part) {
            (
                Self::Master { node }
                | Self::Worker { node }
                | Self::DeadMaster { node }
                | Self::DeadWorker { node }
                | Self::Finish { node, .. }
                | Self::FinishUnknown { node },
                Part::Node,
            ) => node.number(),
            (Self::Place { lock, .. }, Part::Node) => lock.part(Part::Node),
            (Self::Place { lock, .. }, Part::Lock) => lock.number(),
            _ => NOTHING,
        }
    }
}

impl Field for Lock {
    fn number(self) -> u64 {
        self.word()
    }

    fn part(self, part: Part) -> u64 {
        match (self, part) {
            (Self::FailoverMaster { node }, Part::Node) => node.number(),
            _ => NOTHING,
        }
    }
}

impl Field for AlertKind {
    fn number(self) -> u64 {
        self.word()
    }

    fn part(self, part: Part) -> u64 {
        match (self, part) {
            (Self::MasterDown { node } | Self::WorkerDown { node }, Part::Node) => node.number(),
            _ => NOTHING,
        }
    }
}

impl Field for SystemEvent {
    fn number(self) -> u64 {
        self.word()
    }

    fn part(self, part: Part) -> u64 {
        match (self, part) {
            (Self::MasterFailover { node } | Self::WorkerFailover { node }, Part::Node) => {
                node.number()
            }
            _ => NOTHING,
        }
    }
}

/// What a field holds, by the name of its type.
fn kind(of: &str) -> Option<Kind> {
    let of = of.strip_prefix("Option<").unwrap_or(of);
    let of = of.strip_suffix('>').unwrap_or(of);
    Some(match of {
        "u8" | "u16" | "u32" | "MessageId" | "SessionId" | "InstanceId" | "TaskId"
        | "CommandId" | "AppId" => Kind::Number,
        "Moment" => Kind::Moment,
        "NodeId" => Kind::Host,
        "NodeSet" => Kind::Hosts,
        of => Kind::Words(words(of)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::id::{EventId, Lane};
    use sim::intervention::Verb;
    use sim::time::SimTime;
    use sim::trace::Ending;

    fn row((tag, small, a, b): (u8, u8, u32, u32)) -> Row {
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

    /// What a fact holds in a field, as its words say if it has any.
    fn asked(fact: Fact, field: &str, part: Option<Part>) -> String {
        let row = row(fact.encode());
        let shape = all().find(|shape| shape.tag == row.tag).unwrap();
        assert_eq!(shape.name, fact.name());
        let mut fields = shape.fields();
        let place = fields.position(|(name, _)| name == field).unwrap();
        let (_, kind) = shape.fields().nth(place).unwrap();
        let kind = part.map_or(Some(kind), |part| shape.part(field, part));
        let number = read(&row, place, part).unwrap();
        match kind.unwrap() {
            Kind::Words(words) => {
                let mut words = words.split_whitespace().map(|w| w.split_once(':').unwrap());
                let word = words.find(|(of, _)| *of == number.to_string());
                word.unwrap().1.to_owned()
            }
            Kind::Number | Kind::Moment | Kind::Host | Kind::Hosts => number.to_string(),
        }
    }

    #[test]
    fn every_field_of_every_fact_can_be_asked_for() {
        for shape in all() {
            let declared = shape.fields.split(' ').filter(|field| !field.is_empty());
            assert_eq!(shape.fields().count(), declared.count(), "{shape:?}");
            if let Some(fact) = Fact::decode(&row((shape.tag, 0, 0, 0))) {
                assert_eq!(fact.name(), shape.name);
                for place in 0..shape.fields().count() {
                    assert!(fact.field(place, None).is_some(), "{shape:?}");
                }
                assert_eq!(fact.field(shape.fields().count(), None), None, "{shape:?}");
            }
        }
    }

    #[test]
    fn a_field_says_what_the_fact_does() {
        let path = Path::Place {
            lock: Lock::FailoverMaster { node: NodeId(4) },
            number: 7,
        };
        let gone = Fact::NodeGone {
            path,
            why: Gone::Closed,
        };
        assert_eq!(asked(gone, "path", None), "Place");
        assert_eq!(asked(gone, "path", Some(Part::Lock)), "FailoverMaster");
        assert_eq!(asked(gone, "path", Some(Part::Node)), "4");
        assert_eq!(asked(gone, "why", None), "Closed");
        let inserted = Fact::CommandInserted {
            command: CommandId(9),
            kind: CommandType::Recover,
            instance: None,
            by: Some(NodeId(3)),
        };
        assert_eq!(asked(inserted, "kind", None), "Recover");
        assert_eq!(asked(inserted, "instance", None), NOTHING.to_string());
        assert_eq!(asked(inserted, "by", None), "3");
        let left = Fact::WorkflowLeft {
            instance: InstanceId(1),
            state: InstanceState::Failure,
            stopped: true,
        };
        assert_eq!(asked(left, "state", None), "Failure");
        assert_eq!(asked(left, "stopped", None), "true");
    }

    #[test]
    fn the_kernels_words_have_their_numbers() {
        for (number, verb) in Verb::ALL.iter().enumerate() {
            let word = format!("{number}:{verb:?}");
            assert!(VERBS.split(' ').any(|other| other == word), "{word}");
        }
        for word in ENDINGS.split(' ') {
            let (number, word) = word.split_once(':').unwrap();
            let ending = Ending::from_number(number.parse().unwrap()).unwrap();
            assert_eq!(word, format!("{ending:?}"));
        }
        assert_eq!(read(&row((0, 7, 5, 3)), 0, None), Some(7));
        assert_eq!(read(&row((0, 7, 5, 3)), 1, None), Some(3));
    }
}
