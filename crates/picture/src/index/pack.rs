//! What lasts, in the bytes that are new about it: mostly how much later it began and how long it took.

use super::{MessageSpan, ParkedSpan, QueueStep, Refusal, Spell, TaskSpan};
use crate::zookeeper::{BandState, Doing};
use sim::id::{EventId, MessageId, NodeId};
use sim::packed::{Bytes, Pack, Reader};
use sim::time::SimTime;
use zookeeper::fact::{Monitor, Port, Stage};
use zookeeper::ids::{Round, Sid};

/// More values in a block take fewer bytes, fewer are found faster.
const BLOCK: usize = 32;

fn put_time(bytes: &mut Bytes, from: SimTime, to: SimTime) {
    bytes.step(from.as_micros(), to.as_micros());
}

fn take_time(bytes: &mut Reader<'_>, from: SimTime) -> SimTime {
    SimTime::from_micros(bytes.step(from.as_micros()))
}

fn put_event(bytes: &mut Bytes, from: EventId, to: EventId) {
    bytes.number(to.0.wrapping_sub(from.0).into());
}

fn take_event(bytes: &mut Reader<'_>, from: EventId) -> EventId {
    EventId(from.0.wrapping_add(bytes.small()))
}

fn put_message(bytes: &mut Bytes, from: MessageId, to: MessageId) {
    bytes.step(from.0.into(), to.0.into());
}

fn take_message(bytes: &mut Reader<'_>, from: MessageId) -> MessageId {
    MessageId(u32::try_from(bytes.step(from.0.into())).unwrap_or(u32::MAX))
}

fn put_long(bytes: &mut Bytes, long: i64) {
    bytes.step(0, u64::from_ne_bytes(long.to_ne_bytes()));
}

fn take_long(bytes: &mut Reader<'_>) -> i64 {
    i64::from_ne_bytes(bytes.step(0).to_ne_bytes())
}

fn of<T: Copy>(all: &[T], number: u8, otherwise: T) -> T {
    all.get(usize::from(number)).copied().unwrap_or(otherwise)
}

/// Where a value that has not begun stands: at zero.
pub struct Before<T>(T);

impl Pack for QueueStep {
    const BLOCK: usize = BLOCK;
    type Before = Before<Self>;

    fn pack(&self, _: u32, before: &mut Before<Self>, bytes: &mut Bytes) {
        // A notification more or less is in two bits of the time.
        let later = self.at.since(before.0.at).as_micros() << 2;
        match self.waiting.wrapping_sub(before.0.waiting) {
            1 => bytes.number(later | 1),
            u32::MAX => bytes.number(later | 2),
            _ => {
                bytes.number(later);
                bytes.number(self.waiting.into());
            }
        }
        before.0 = *self;
    }

    fn unpack(_: u32, before: &mut Before<Self>, bytes: &mut Reader<'_>) -> Self {
        let head = bytes.number();
        before.0.at = SimTime::from_micros(before.0.at.as_micros().wrapping_add(head >> 2));
        before.0.waiting = match head & 3 {
            1 => before.0.waiting.wrapping_add(1),
            2 => before.0.waiting.wrapping_sub(1),
            _ => bytes.small(),
        };
        before.0
    }
}

impl Default for Before<QueueStep> {
    fn default() -> Self {
        Self(QueueStep {
            at: SimTime::ZERO,
            waiting: 0,
        })
    }
}

impl Pack for Refusal {
    const BLOCK: usize = BLOCK;
    type Before = Before<Self>;

    fn pack(&self, _: u32, before: &mut Before<Self>, bytes: &mut Bytes) {
        bytes.byte(self.node.0);
        put_time(bytes, before.0.at, self.at);
        put_event(bytes, before.0.event, self.event);
        before.0 = *self;
    }

    fn unpack(_: u32, before: &mut Before<Self>, bytes: &mut Reader<'_>) -> Self {
        before.0 = Self {
            node: NodeId(bytes.byte()),
            at: take_time(bytes, before.0.at),
            event: take_event(bytes, before.0.event),
        };
        before.0
    }
}

impl Default for Before<Refusal> {
    fn default() -> Self {
        Self(Refusal {
            at: SimTime::ZERO,
            node: NodeId(0),
            event: EventId(0),
        })
    }
}

const BALLOT: u8 = 1;
const READ: u8 = 2;

impl Pack for MessageSpan {
    const BLOCK: usize = BLOCK;
    type Before = Before<Self>;

    fn pack(&self, _: u32, before: &mut Before<Self>, bytes: &mut Bytes) {
        let read = self.read_at.zip(self.read);
        let ballot = if self.ballot { BALLOT } else { 0 };
        bytes.byte(ballot | if read.is_some() { READ } else { 0 });
        bytes.byte(self.from.0);
        bytes.byte(self.to.0);
        put_time(bytes, before.0.sent_at, self.sent_at);
        put_event(bytes, before.0.sent, self.sent);
        put_message(bytes, before.0.message, self.message);
        if let Some((at, read)) = read {
            put_time(bytes, self.sent_at, at);
            put_event(bytes, self.sent, read);
        }
        before.0 = *self;
    }

    fn unpack(_: u32, before: &mut Before<Self>, bytes: &mut Reader<'_>) -> Self {
        let head = bytes.byte();
        let (from, to) = (NodeId(bytes.byte()), NodeId(bytes.byte()));
        let sent_at = take_time(bytes, before.0.sent_at);
        let sent = take_event(bytes, before.0.sent);
        let message = take_message(bytes, before.0.message);
        let read = (head & READ != 0).then(|| {
            let at = take_time(bytes, sent_at);
            (at, take_event(bytes, sent))
        });
        before.0 = Self {
            sent_at,
            read_at: read.map(|(at, _)| at),
            from,
            to,
            sent,
            read: read.map(|(_, read)| read),
            message,
            ballot: head & BALLOT != 0,
        };
        before.0
    }
}

impl Default for Before<MessageSpan> {
    fn default() -> Self {
        Self(MessageSpan {
            sent_at: SimTime::ZERO,
            read_at: None,
            from: NodeId(0),
            to: NodeId(0),
            sent: EventId(0),
            read: None,
            message: MessageId(0),
            ballot: false,
        })
    }
}

impl Pack for ParkedSpan {
    const BLOCK: usize = BLOCK;
    type Before = Before<Self>;

    fn pack(&self, _: u32, before: &mut Before<Self>, bytes: &mut Bytes) {
        bytes.byte(self.node.0);
        put_long(bytes, self.to.0);
        put_message(bytes, before.0.message, self.message);
        put_time(bytes, before.0.until, self.until);
        put_time(bytes, self.from, self.until);
        bytes.step(before.0.event.0.into(), self.event.0.into());
        before.0 = *self;
    }

    fn unpack(_: u32, before: &mut Before<Self>, bytes: &mut Reader<'_>) -> Self {
        let (node, to) = (NodeId(bytes.byte()), Sid(take_long(bytes)));
        let message = take_message(bytes, before.0.message);
        let until = take_time(bytes, before.0.until);
        let lasted = take_time(bytes, SimTime::ZERO);
        let from = until.as_micros().wrapping_sub(lasted.as_micros());
        let event = bytes.step(before.0.event.0.into());
        before.0 = Self {
            node,
            to,
            message,
            from: SimTime::from_micros(from),
            until,
            event: EventId(u32::try_from(event).unwrap_or(u32::MAX)),
        };
        before.0
    }
}

impl Default for Before<ParkedSpan> {
    fn default() -> Self {
        Self(ParkedSpan {
            node: NodeId(0),
            to: Sid(0),
            message: MessageId(0),
            from: SimTime::ZERO,
            until: SimTime::ZERO,
            event: EventId(0),
        })
    }
}

impl Pack for Spell {
    const BLOCK: usize = BLOCK;
    type Before = Before<Self>;

    fn pack(&self, _: u32, before: &mut Before<Self>, bytes: &mut Bytes) {
        bytes.byte(self.state as u8 | u8::from(self.vote.is_some()) << 7);
        put_time(bytes, before.0.to, self.from);
        put_time(bytes, self.from, self.to);
        put_long(bytes, self.round.0.wrapping_sub(before.0.round.0));
        if let Some(vote) = self.vote {
            put_long(bytes, vote.0);
        }
        put_event(bytes, before.0.event, self.event);
        before.0 = *self;
    }

    fn unpack(_: u32, before: &mut Before<Self>, bytes: &mut Reader<'_>) -> Self {
        let head = bytes.byte();
        let from = take_time(bytes, before.0.to);
        let to = take_time(bytes, from);
        let round = Round(before.0.round.0.wrapping_add(take_long(bytes)));
        let vote = (head & 0x80 != 0).then(|| Sid(take_long(bytes)));
        before.0 = Self {
            from,
            to,
            state: of(&BandState::ALL, head & 0x7f, BandState::Off),
            round,
            vote,
            event: take_event(bytes, before.0.event),
        };
        before.0
    }
}

impl Default for Before<Spell> {
    fn default() -> Self {
        Self(Spell {
            from: SimTime::ZERO,
            to: SimTime::ZERO,
            state: BandState::Off,
            round: Round(0),
            vote: None,
            event: EventId(0),
        })
    }
}

const TIMED_OUT: u8 = 8;
const FINALIZE: u8 = 16;
/// The call is that of the span before.
const AGAIN: u8 = 7;

impl Pack for TaskSpan {
    const BLOCK: usize = BLOCK;
    type Before = Before<Self>;

    fn pack(&self, _: u32, before: &mut Before<Self>, bytes: &mut Bytes) {
        let timed_out = if self.timed_out { TIMED_OUT } else { 0 };
        if self.doing == before.0.doing {
            bytes.byte(AGAIN | timed_out);
        } else {
            put_doing(bytes, timed_out, self.doing);
        }
        put_time(bytes, before.0.to, self.from);
        put_time(bytes, self.from, self.to);
        put_event(bytes, before.0.event, self.event);
        before.0 = *self;
    }

    fn unpack(_: u32, before: &mut Before<Self>, bytes: &mut Reader<'_>) -> Self {
        let head = bytes.byte();
        let doing = if head & AGAIN == AGAIN {
            before.0.doing
        } else {
            take_doing(bytes, head)
        };
        let from = take_time(bytes, before.0.to);
        let to = take_time(bytes, from);
        before.0 = Self {
            from,
            to,
            doing,
            event: take_event(bytes, before.0.event),
            timed_out: head & TIMED_OUT != 0,
        };
        before.0
    }
}

fn put_doing(bytes: &mut Bytes, head: u8, doing: Doing) {
    match doing {
        Doing::Reloading => bytes.byte(head),
        Doing::Dialling {
            to,
            port,
            timeout_ms,
            attempt,
        } => {
            bytes.byte(head | 1);
            put_long(bytes, to.0);
            bytes.byte(port as u8);
            bytes.number(timeout_ms.into());
            bytes.byte(attempt);
        }
        Doing::Pausing { attempt } => {
            bytes.byte(head | 2);
            bytes.byte(attempt);
        }
        Doing::WaitingForLock(monitor) => {
            bytes.byte(head | 3);
            bytes.byte(monitor as u8);
        }
        Doing::WaitingForQuorum {
            stage,
            have,
            needed,
        } => {
            bytes.byte(head | 4);
            bytes.byte(stage as u8);
            bytes.byte(have);
            bytes.byte(needed);
        }
        Doing::Polling {
            timeout_ms,
            finalize,
        } => {
            bytes.byte(head | 5 | if finalize { FINALIZE } else { 0 });
            bytes.number(timeout_ms.into());
        }
    }
}

fn take_doing(bytes: &mut Reader<'_>, head: u8) -> Doing {
    match head & AGAIN {
        1 => Doing::Dialling {
            to: Sid(take_long(bytes)),
            port: of(Port::ALL, bytes.byte(), Port::Election),
            timeout_ms: bytes.small(),
            attempt: bytes.byte(),
        },
        2 => Doing::Pausing {
            attempt: bytes.byte(),
        },
        3 => Doing::WaitingForLock(of(Monitor::ALL, bytes.byte(), Monitor::Connections)),
        4 => Doing::WaitingForQuorum {
            stage: of(Stage::ALL, bytes.byte(), Stage::Epoch),
            have: bytes.byte(),
            needed: bytes.byte(),
        },
        5 => Doing::Polling {
            timeout_ms: bytes.small(),
            finalize: head & FINALIZE != 0,
        },
        _ => Doing::Reloading,
    }
}

impl Default for Before<TaskSpan> {
    fn default() -> Self {
        Self(TaskSpan {
            from: SimTime::ZERO,
            to: SimTime::ZERO,
            doing: Doing::Reloading,
            event: EventId(0),
            timed_out: false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::packed::Packed;
    use std::fmt::Debug;

    fn check<T: Pack + PartialEq + Debug>(values: Vec<T>) {
        let packed: Packed<T> = values.iter().copied().collect();
        assert_eq!(packed.iter().collect::<Vec<_>>(), values);
    }

    fn at(micros: u64) -> SimTime {
        SimTime::from_micros(micros)
    }

    #[test]
    fn every_call_comes_back() {
        let calls = [
            Doing::Reloading,
            Doing::Dialling {
                to: Sid(-1),
                port: Port::Quorum,
                timeout_ms: 5_000,
                attempt: 4,
            },
            Doing::Pausing { attempt: 3 },
            Doing::WaitingForLock(Monitor::Election),
            Doing::WaitingForQuorum {
                stage: Stage::ALL[2],
                have: 1,
                needed: 3,
            },
            Doing::Polling {
                timeout_ms: 60_000,
                finalize: true,
            },
            Doing::Polling {
                timeout_ms: 200,
                finalize: false,
            },
        ];
        let spans = (0..200_u32).map(|i| TaskSpan {
            from: at(u64::from(i) * 1_000),
            to: at(u64::from(i) * 1_000 + 600),
            doing: calls[(i / 2) as usize % calls.len()],
            event: EventId(i * 3),
            timed_out: i % 3 == 0,
        });
        check(spans.collect());
    }

    #[test]
    fn spans_of_every_kind_come_back() {
        let numbers = || (0..200_u32).map(|i| (i, u64::from(i) * 777 % 1_000 + u64::from(i) * 500));
        let messages = numbers().map(|(i, micros)| MessageSpan {
            sent_at: at(micros),
            read_at: (i % 3 > 0).then(|| at(micros + 90)),
            from: NodeId(1),
            to: NodeId(i.to_le_bytes()[0]),
            sent: EventId(i * 2),
            read: (i % 3 > 0).then_some(EventId(i * 2 + 5)),
            message: MessageId(900 - i),
            ballot: i % 2 == 0,
        });
        check(messages.collect());
        let parked = numbers().map(|(i, micros)| ParkedSpan {
            node: NodeId(2),
            to: Sid(i64::from(i) - 3),
            message: MessageId(i ^ 5),
            from: at(micros),
            until: at(micros + 7_000),
            event: EventId(i ^ 9),
        });
        check(parked.collect());
        let spells = numbers().map(|(i, micros)| Spell {
            from: at(micros),
            to: at(micros + 8),
            state: BandState::ALL[i as usize % BandState::ALL.len()],
            round: Round(i64::from(i) - 2),
            vote: (i % 2 == 0).then_some(Sid(i64::from(i) - 1)),
            event: EventId(i),
        });
        check(spells.collect());
        let steps = (0..200_u32).map(|i| QueueStep {
            at: at(u64::from(i / 2) * 40),
            waiting: [0, 1, 2, 1, 9, 8][i as usize % 6],
        });
        check(steps.collect());
        let refusals = numbers().map(|(i, micros)| Refusal {
            at: at(micros),
            node: NodeId(i.to_le_bytes()[0]),
            event: EventId(i * 70),
        });
        check(refusals.collect());
    }
}
