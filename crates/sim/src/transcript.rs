//! A [`Trace`] on its way to somebody else who keeps one of the same run: what has been added to it, as
//! bytes. The bytes are those of the fingerprint, so that a page and its worker agree on every fact.

use crate::id::{EventId, Lane, MessageId, NodeId};
use crate::time::SimTime;
use crate::trace::{Record, Row, Trace, canonical};

/// Bytes of a fact.
const ROW: usize = 24;
/// Bytes of a message.
const RECORD: usize = 48;
/// Bytes of what stands first: the place where it begins, and how many messages there are.
const HEAD: usize = 12;

/// How much of a run somebody has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Place {
    /// Facts.
    pub facts: u32,
    /// Messages.
    pub messages: u32,
}

impl Place {
    /// The end of what a Trace has.
    pub fn end_of(trace: &Trace) -> Self {
        Self {
            facts: trace.len(),
            messages: trace.messages(),
        }
    }
}

/// Bytes that do not go on where a Trace ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Torn;

/// Writes down what a Trace has beyond a place.
pub fn write(trace: &Trace, from: Place) -> Vec<u8> {
    let to = Place::end_of(trace);
    let messages = to.messages.saturating_sub(from.messages);
    let facts = to.facts.saturating_sub(from.facts) as usize;
    let mut bytes = Vec::with_capacity(HEAD + facts * ROW + messages as usize * RECORD);
    for number in [from.facts, from.messages, messages] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    for id in from.messages..to.messages {
        let words = trace.message(MessageId(id)).0;
        words
            .iter()
            .for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    }
    for (_, row) in trace.from(EventId(from.facts)) {
        bytes.extend_from_slice(&canonical(&row));
    }
    bytes
}

/// Adds to a Trace what it does not have yet of the facts that were written down.
///
/// # Errors
/// When they begin after its end, or are not whole. What could be read until then has been added.
pub fn read(trace: &mut Trace, bytes: &[u8]) -> Result<(), Torn> {
    let mut rest = bytes;
    let from = Place {
        facts: u32::from_le_bytes(take(&mut rest)?),
        messages: u32::from_le_bytes(take(&mut rest)?),
    };
    let messages = u32::from_le_bytes(take(&mut rest)?);
    let has = Place::end_of(trace);
    if from.facts > has.facts || from.messages > has.messages {
        return Err(Torn);
    }
    for id in (from.messages..).take(messages as usize) {
        let mut words = [0; 6];
        for word in &mut words {
            *word = u64::from_le_bytes(take(&mut rest)?);
        }
        if id >= has.messages {
            trace.record(Record(words));
        }
    }
    let mut id = from.facts;
    while !rest.is_empty() {
        let row = row(take(&mut rest)?);
        if id >= has.facts {
            trace.push(row);
        }
        id += 1;
    }
    Ok(())
}

/// Takes so many bytes off the front.
fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Torn> {
    let (first, after) = rest.split_first_chunk().ok_or(Torn)?;
    *rest = after;
    Ok(*first)
}

/// The inverse of [`canonical`].
fn row(bytes: [u8; ROW]) -> Row {
    let [
        t0,
        t1,
        t2,
        t3,
        t4,
        t5,
        t6,
        t7,
        c0,
        c1,
        c2,
        c3,
        node,
        lane,
        tag,
        small,
        rest @ ..,
    ] = bytes;
    let [a0, a1, a2, a3, b0, b1, b2, b3] = rest;
    Row {
        at: SimTime::from_micros(u64::from_le_bytes([t0, t1, t2, t3, t4, t5, t6, t7])),
        cause: EventId(u32::from_le_bytes([c0, c1, c2, c3])),
        node: NodeId(node),
        lane: Lane(lane),
        tag,
        small,
        a: u32::from_le_bytes([a0, a1, a2, a3]),
        b: u32::from_le_bytes([b0, b1, b2, b3]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Facts and messages of which no two are the same.
    fn grow(trace: &mut Trace, facts: u32) {
        for i in trace.len()..trace.len() + facts {
            trace.push(Row {
                at: SimTime::from_micros(u64::from(i) << 33),
                cause: EventId(i.wrapping_sub(1)),
                node: NodeId(3),
                lane: Lane(5),
                tag: 17,
                small: u8::try_from(i % 251).unwrap(),
                a: i.wrapping_mul(0x9e37_79b9),
                b: !i,
            });
            if i % 3 == 0 {
                trace.record(Record([u64::from(i) << 40; 6]));
            }
        }
    }

    #[test]
    fn what_is_read_is_what_was_written_however_it_is_cut() {
        let (mut here, mut there) = (Trace::default(), Trace::default());
        for facts in [1, 4_095, 1, 0, 9_000] {
            let from = Place::end_of(&there);
            grow(&mut here, facts);
            read(&mut there, &write(&here, from)).unwrap();
            assert_eq!(there.fingerprint(), here.fingerprint());
        }
        assert_eq!(Place::end_of(&there), Place::end_of(&here));
    }

    #[test]
    fn what_is_there_already_is_not_added_again() {
        let (mut here, mut there) = (Trace::default(), Trace::default());
        grow(&mut there, 500);
        grow(&mut here, 300);
        read(&mut there, &write(&here, Place::default())).unwrap();
        assert_eq!(there.len(), 500, "all of it was there");
        grow(&mut here, 900);
        read(&mut there, &write(&here, Place::default())).unwrap();
        assert_eq!(there.fingerprint(), here.fingerprint());
    }

    #[test]
    fn a_gap_and_half_a_fact_are_noticed() {
        let mut here = Trace::default();
        grow(&mut here, 30);
        let later = Place {
            facts: 10,
            messages: 0,
        };
        let mut there = Trace::default();
        assert_eq!(read(&mut there, &write(&here, later)), Err(Torn));
        assert!(there.is_empty());
        let whole = write(&here, Place::default());
        for length in [0, 5, HEAD + 20, whole.len() - 1] {
            assert_eq!(read(&mut Trace::default(), &whole[..length]), Err(Torn));
        }
    }
}
