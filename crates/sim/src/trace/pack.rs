//! Facts and messages in the bytes that are new about them.
//!
//! A fact is its tag, a byte that says what is as it was, and what is not: most facts follow from the
//! one before, at the same moment, in the same thread, and name the message that their tag named last
//! or one of the next. A message is what differs from the one before, byte by byte.

use super::{Record, Row};
use crate::id::{EventId, Lane, MessageId, NodeId};
use crate::packed::{Bytes, Pack, Reader};
use crate::time::SimTime;

const LATER: u8 = 1;
const ELSEWHERE: u8 = 2;
const NO_CAUSE: u8 = 4;
const OLD_CAUSE: u8 = 8;
const OTHER_SMALL: u8 = 16;
const NEAR_A: u8 = 32;
const FAR_A: u8 = 64;
const OTHER_B: u8 = 128;

/// Arguments that differ by less, or by so much downwards, are near: the difference takes a byte.
const NEAR: u32 = 64;

/// Tags that are kept apart when the last arguments of each are remembered.
const TAGS: usize = 32;

/// What the facts before have said.
pub struct Facts {
    at: SimTime,
    node: NodeId,
    lane: Lane,
    arguments: [(u8, u32, u32); TAGS],
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            at: SimTime::ZERO,
            node: NodeId(0),
            lane: Lane(0),
            arguments: [(0, 0, 0); TAGS],
        }
    }
}

impl Pack for Row {
    const BLOCK: usize = 64;
    type Before = Facts;

    fn pack(&self, id: u32, before: &mut Facts, bytes: &mut Bytes) {
        let (small, a, b) = before.arguments[usize::from(self.tag) % TAGS];
        let near = self.a.wrapping_sub(a).wrapping_add(NEAR) < 2 * NEAR;
        let back = id.wrapping_sub(self.cause.0);
        let mut news = 0;
        news |= bit(LATER, self.at != before.at);
        news |= bit(
            ELSEWHERE,
            (self.node, self.lane) != (before.node, before.lane),
        );
        news |= bit(NO_CAUSE, self.cause == EventId::NONE);
        news |= bit(OLD_CAUSE, self.cause != EventId::NONE && back != 1);
        news |= bit(OTHER_SMALL, self.small != small);
        news |= bit(NEAR_A, self.a != a && near);
        news |= bit(FAR_A, !near);
        news |= bit(OTHER_B, self.b != b);
        bytes.byte(self.tag);
        bytes.byte(news);
        if news & LATER != 0 {
            bytes.number(self.at.as_micros().wrapping_sub(before.at.as_micros()));
        }
        if news & ELSEWHERE != 0 {
            bytes.byte(self.node.0);
            bytes.byte(self.lane.0);
        }
        if news & OLD_CAUSE != 0 {
            bytes.number(back.into());
        }
        if news & OTHER_SMALL != 0 {
            bytes.byte(self.small);
        }
        if news & NEAR_A != 0 {
            bytes.number(self.a.wrapping_sub(a).wrapping_add(NEAR).into());
        } else if news & FAR_A != 0 {
            bytes.number(self.a.into());
        }
        if news & OTHER_B != 0 {
            bytes.number(self.b.into());
        }
        before.learn(self);
    }

    fn unpack(id: u32, before: &mut Facts, bytes: &mut Reader<'_>) -> Self {
        let tag = bytes.byte();
        let news = bytes.byte();
        let (mut small, mut a, mut b) = before.arguments[usize::from(tag) % TAGS];
        if news & LATER != 0 {
            let later = before.at.as_micros().wrapping_add(bytes.number());
            before.at = SimTime::from_micros(later);
        }
        if news & ELSEWHERE != 0 {
            before.node = NodeId(bytes.byte());
            before.lane = Lane(bytes.byte());
        }
        let cause = if news & OLD_CAUSE != 0 {
            EventId(id.wrapping_sub(bytes.small()))
        } else if news & NO_CAUSE != 0 {
            EventId::NONE
        } else {
            EventId(id.wrapping_sub(1))
        };
        if news & OTHER_SMALL != 0 {
            small = bytes.byte();
        }
        if news & NEAR_A != 0 {
            a = a.wrapping_add(bytes.small()).wrapping_sub(NEAR);
        } else if news & FAR_A != 0 {
            a = bytes.small();
        }
        if news & OTHER_B != 0 {
            b = bytes.small();
        }
        before.arguments[usize::from(tag) % TAGS] = (small, a, b);
        Self {
            at: before.at,
            cause,
            node: before.node,
            lane: before.lane,
            tag,
            small,
            a,
            b,
        }
    }
}

impl Pack for MessageId {
    const BLOCK: usize = 32;
    type Before = u32;

    fn pack(&self, _: u32, before: &mut u32, bytes: &mut Bytes) {
        bytes.step((*before).into(), self.0.into());
        *before = self.0;
    }

    fn unpack(_: u32, before: &mut u32, bytes: &mut Reader<'_>) -> Self {
        *before = u32::try_from(bytes.step((*before).into())).unwrap_or(u32::MAX);
        Self(*before)
    }
}

fn bit(bit: u8, set: bool) -> u8 {
    if set { bit } else { 0 }
}

impl Facts {
    fn learn(&mut self, row: &Row) {
        (self.at, self.node, self.lane) = (row.at, row.node, row.lane);
        self.arguments[usize::from(row.tag) % TAGS] = (row.small, row.a, row.b);
    }
}

impl Pack for Record {
    /// Messages are looked up one by one, so little has to be read to get at one.
    const BLOCK: usize = 16;
    type Before = Self;

    fn pack(&self, _: u32, before: &mut Self, bytes: &mut Bytes) {
        let mut words = 0;
        for ((new, old), bit) in self.0.iter().zip(&before.0).zip(0..) {
            words |= u8::from(new != old) << bit;
        }
        bytes.byte(words);
        for (new, old) in self.0.iter().zip(&before.0) {
            if new != old {
                put_bytes(new ^ old, bytes);
            }
        }
        *before = *self;
    }

    fn unpack(_: u32, before: &mut Self, bytes: &mut Reader<'_>) -> Self {
        let mut words = bytes.byte();
        while words != 0 {
            let word = words.trailing_zeros() as usize;
            words &= words - 1;
            let mut places = bytes.byte();
            let mut news = 0;
            while places != 0 {
                news |= u64::from(bytes.byte()) << (8 * places.trailing_zeros());
                places &= places - 1;
            }
            if let Some(word) = before.0.get_mut(word) {
                *word ^= news;
            }
        }
        *before
    }
}

/// Writes which bytes of a word are not zero, and those.
#[expect(clippy::cast_possible_truncation, reason = "byte by byte")]
fn put_bytes(word: u64, bytes: &mut Bytes) {
    let (mut places, mut left) = (0, word);
    while left != 0 {
        let shift = left.trailing_zeros() & !7;
        places |= 1_u8 << (shift / 8);
        left &= !(0xff << shift);
    }
    bytes.byte(places);
    left = word;
    while left != 0 {
        let shift = left.trailing_zeros() & !7;
        bytes.byte((left >> shift) as u8);
        left &= !(0xff << shift);
    }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "small numbers")]
mod tests {
    use super::*;
    use crate::packed::Packed;
    use crate::random::Stream;

    #[test]
    fn facts_of_any_kind_come_back() {
        let mut stream = Stream::named(1, "facts");
        let mut at = 0;
        let mut draw = |most: u64| stream.between(0, most);
        let rows: Vec<Row> = (0..5_000_u32)
            .map(|id| {
                at += [0, 7, 1 << 40][draw(2) as usize];
                let word = |n: u64| [0, 1, 70, 200, u32::MAX][n as usize];
                let cause = [id.wrapping_sub(1), u32::MAX, id / 2, id, id + 9][draw(4) as usize];
                Row {
                    at: SimTime::from_micros(at),
                    cause: EventId(cause),
                    node: NodeId(draw(2) as u8),
                    lane: Lane(draw(255) as u8),
                    tag: draw(255) as u8,
                    small: draw(2) as u8,
                    a: word(draw(4)),
                    b: word(draw(4)),
                }
            })
            .collect();
        let packed: Packed<Row> = rows.iter().copied().collect();
        assert!(packed.iter().eq(rows.iter().copied()));
        for place in (0..rows.len()).step_by(13) {
            assert_eq!(packed.get(place), Some(rows[place]));
        }
    }

    #[test]
    fn messages_of_any_kind_come_back() {
        let mut stream = Stream::named(1, "messages");
        let records: Vec<Record> = (0..1_000)
            .map(|_| Record([(); 6].map(|()| stream.between(0, 3) << (8 * stream.between(0, 7)))))
            .collect();
        let packed: Packed<Record> = records.iter().copied().collect();
        assert!(packed.iter().eq(records.iter().copied()));
        assert_eq!(packed.get(517), Some(records[517]));
    }
}
