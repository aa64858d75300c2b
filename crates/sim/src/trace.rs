//! The append-only record of a run: the only thing a view, a verdict or a log file is made from.
//!
//! A fact is a [`Row`] of 24 bytes; what its fields mean is the business of the system that wrote it.
//! A message is stored once, as a [`Record`], when its content is fixed; later facts name it by its
//! [`MessageId`]. A fact's id is its position, so a cause is a parent pointer. What has just happened
//! is kept as it is; the rest is [packed](crate::packed).

mod pack;

use crate::fingerprint::{Digest, Fingerprint};
use crate::history::History;
use crate::id::{EventId, Lane, MessageId, NodeId};
use crate::limits::{FACTS_PER_TRACE, Limit, MESSAGES_PER_RUN};
use crate::time::SimTime;
use std::fmt;

/// One fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// When it happened.
    pub at: SimTime,
    /// The fact that brought it about.
    pub cause: EventId,
    /// On which host.
    pub node: NodeId,
    /// In which thread.
    pub lane: Lane,
    /// Which kind of fact; below [`Tag::SYSTEM`] the kernel's own.
    pub tag: u8,
    /// A small argument.
    pub small: u8,
    /// First argument.
    pub a: u32,
    /// Second argument.
    pub b: u32,
}

const _: () = assert!(size_of::<Row>() == 24);

/// Kinds of facts that the kernel itself writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Tag {
    /// An intervention took place; `a` is its place in the timeline, `small` its
    /// [verb](crate::intervention::Verb), `b` the other host of a link.
    Act = 0,
    /// A process was started; `a` counts the starts on this host from 1.
    ProcessStarted = 1,
    /// A process is gone; `small` is an [`Ending`], `a` the exit code.
    ProcessEnded = 2,
    /// A segment could not be delivered and waits for its retransmission; `a` is the message, or
    /// `u32::MAX` for the end of the stream, `b` the receiving host.
    Stalled = 3,
}

impl Tag {
    /// The first tag that a system may use.
    pub const SYSTEM: u8 = 16;

    /// The kernel's tag with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        [
            Self::Act,
            Self::ProcessStarted,
            Self::ProcessEnded,
            Self::Stalled,
        ]
        .into_iter()
        .find(|tag| *tag as u8 == number)
    }
}

/// How a process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Ending {
    /// SIGKILL; its sockets are closed by the operating system.
    Killed = 0,
    /// SIGTERM, after whatever the process does about it.
    Terminated = 1,
    /// The host lost its power; nobody is told.
    PowerLost = 2,
    /// The process gave up by itself.
    Exited = 3,
}

impl Ending {
    /// The ending with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        [
            Self::Killed,
            Self::Terminated,
            Self::PowerLost,
            Self::Exited,
        ]
        .into_iter()
        .find(|ending| *ending as u8 == number)
    }
}

/// The content of one message, in whatever words its system chooses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Record(pub [u64; 6]);

/// Facts that are packed at once: a story that has fewer is kept as it is.
const ROWS: usize = 16 * History::<Row>::CHUNK;
/// Messages that are packed at once.
const RECORDS: usize = 16 * History::<Record>::CHUNK;

/// The record of a run.
#[derive(Clone, Default)]
pub struct Trace {
    rows: History<Row>,
    records: History<Record>,
    /// The digest of all rows that are packed.
    digest: Digest,
    /// The digests of the first [`ROWS`] facts, of twice as many, and so on.
    digests: Vec<Digest>,
    reached: Option<Limit>,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("facts", &self.len())
            .field("messages", &self.messages())
            .finish_non_exhaustive()
    }
}

impl Trace {
    /// Appends a fact and gives its id. Past [`FACTS_PER_TRACE`] nothing is kept any more and
    /// [`Trace::reached`] says so.
    pub fn push(&mut self, row: Row) -> EventId {
        let id = self.len();
        if id >= FACTS_PER_TRACE {
            self.reached = Some(Limit::Facts);
            return EventId::NONE;
        }
        if id as usize - self.rows.packed() == ROWS {
            self.pack();
        }
        self.rows.push(row);
        EventId(id)
    }

    /// Keeps the content of a new message.
    pub fn record(&mut self, record: Record) -> MessageId {
        let id = self.messages();
        if id >= MESSAGES_PER_RUN {
            self.reached = Some(Limit::Messages);
            return MessageId(id.saturating_sub(1));
        }
        if id as usize - self.records.packed() == RECORDS {
            self.records.pack();
        }
        self.records.push(record);
        MessageId(id)
    }

    /// The content of a message; all zeros for an id that was never given out.
    pub fn message(&self, id: MessageId) -> Record {
        self.records.get(id.0 as usize).unwrap_or_default()
    }

    /// Messages created so far.
    pub fn messages(&self) -> u32 {
        count(self.records.len())
    }

    /// Facts written so far.
    pub fn len(&self) -> u32 {
        count(self.rows.len())
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bound that made the Trace stop keeping what happens, if one did.
    pub fn reached(&self) -> Option<Limit> {
        self.reached
    }

    /// The fact with this id.
    pub fn get(&self, id: EventId) -> Option<Row> {
        self.rows.get(id.0 as usize)
    }

    /// The facts from `first` on, with their ids.
    pub fn from(&self, first: EventId) -> impl Iterator<Item = (EventId, Row)> {
        let rows = self.rows.from(first.0 as usize);
        (first.0..).map(EventId).zip(rows)
    }

    /// The facts up to and with `last`, the last one first.
    pub fn back_from(&self, last: EventId) -> impl Iterator<Item = (EventId, Row)> {
        let end = last.0.saturating_add(1).min(self.len());
        let rows = self.rows.back_from(end as usize);
        (0..end).rev().map(EventId).zip(rows)
    }

    /// All facts, with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EventId, Row)> {
        self.from(EventId(0))
    }

    /// How many facts lie before `at`; the fact with that number is the first at or after it.
    pub fn count_before(&self, at: SimTime) -> u32 {
        count(self.rows.partition_point(|row| row.at < at))
    }

    /// How many facts have happened by `at`, itself included.
    pub fn count_by(&self, at: SimTime) -> u32 {
        count(self.rows.partition_point(|row| row.at <= at))
    }

    /// When the last fact happened.
    pub fn end(&self) -> SimTime {
        self.get(EventId(self.len().saturating_sub(1)))
            .map_or(SimTime::ZERO, |row| row.at)
    }

    /// A Trace of the first `facts` facts and `messages` messages: what a fork starts from.
    #[must_use]
    pub fn prefix(&self, facts: u32, messages: u32) -> Self {
        let facts = facts.min(self.len()) as usize;
        let known = facts.min(self.rows.packed()) / ROWS;
        let digests = self.digests.get(..known).unwrap_or_default();
        let mut prefix = Self {
            rows: self.rows.first(known * ROWS),
            records: self.records.first(messages as usize),
            digest: digests.last().cloned().unwrap_or_default(),
            digests: digests.to_vec(),
            reached: None,
        };
        let rest = self.rows.from(known * ROWS).take(facts - known * ROWS);
        rest.for_each(|row| {
            prefix.push(row);
        });
        prefix
    }

    /// Nothing more will be written: packs what is left of a long run.
    pub fn settle(&mut self) {
        if self.rows.packed() > 0 {
            self.pack();
            self.records.pack();
        }
    }

    /// The digest of every fact and message so far.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut digest = self.digest.clone();
        let open = self.rows.from(self.rows.packed());
        open.for_each(|row| digest.update(&canonical(&row)));
        for record in self.records.from(0) {
            let mut bytes = [0; 48];
            for (place, word) in bytes.chunks_exact_mut(8).zip(record.0) {
                place.copy_from_slice(&word.to_le_bytes());
            }
            digest.update(&bytes);
        }
        digest.finish()
    }

    fn pack(&mut self) {
        let packed = self.rows.packed();
        let mut bytes = Vec::with_capacity(History::<Row>::CHUNK * 24);
        for (rows, done) in self.rows.whole().zip(1..) {
            bytes.clear();
            let rows = rows.iter().map(canonical);
            rows.for_each(|row| bytes.extend_from_slice(&row));
            self.digest.update(&bytes);
            if (packed + done * History::<Row>::CHUNK).is_multiple_of(ROWS) {
                self.digests.push(self.digest.clone());
            }
        }
        self.rows.pack();
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The bytes of a fact that go into the fingerprint, the same on every machine.
pub(crate) fn canonical(row: &Row) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[0..8].copy_from_slice(&row.at.as_micros().to_le_bytes());
    bytes[8..12].copy_from_slice(&row.cause.0.to_le_bytes());
    bytes[12..16].copy_from_slice(&[row.node.0, row.lane.0, row.tag, row.small]);
    bytes[16..20].copy_from_slice(&row.a.to_le_bytes());
    bytes[20..24].copy_from_slice(&row.b.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(at: u64) -> Row {
        Row {
            at: SimTime::from_micros(at),
            cause: EventId::NONE,
            node: NodeId(0),
            lane: Lane::HOST,
            tag: 0,
            small: 0,
            a: u32::try_from(at).unwrap(),
            b: 0,
        }
    }

    /// Three facts at every even microsecond.
    fn trace(facts: u32) -> Trace {
        let mut trace = Trace::default();
        for i in 0..u64::from(facts) {
            trace.push(row(i / 3 * 2));
            trace.record(Record([i; 6]));
        }
        trace
    }

    #[test]
    fn a_fact_is_found_by_its_id_across_chunks() {
        let trace = trace(20_000);
        for id in [0, 1_023, 1_024, 16_383, 16_384, 17_408, 19_999] {
            assert_eq!(trace.get(EventId(id)).map(|row| row.a), Some(id / 3 * 2));
        }
        assert_eq!(trace.get(EventId(20_000)), None);
    }

    #[test]
    fn facts_follow_each_other_from_any_of_them_on() {
        for facts in [0, 1, 1_024, 17_500] {
            let trace = trace(facts);
            for first in [
                0, 1, 1_023, 1_024, 1_025, 16_383, 16_384, 17_499, 17_500, 20_000,
            ] {
                let all = |(id, _): &(EventId, Row)| id.0 >= first;
                let expected: Vec<_> = trace.iter().filter(all).collect();
                let from: Vec<_> = trace.from(EventId(first)).collect();
                assert_eq!(from, expected, "{facts} {first}");
                let get = |id| Some((EventId(id), trace.get(EventId(id))?));
                assert!(
                    (first..facts).map_while(get).eq(expected),
                    "{facts} {first}"
                );
                let back = trace.back_from(EventId(first));
                let back: Vec<_> = back
                    .chain(from.into_iter().skip(1))
                    .map(|(id, _)| id.0)
                    .collect();
                let before = (0..=first.min(facts.saturating_sub(1))).rev();
                let expected = before.filter(|id| *id < facts).chain(first + 1..facts);
                assert!(back.into_iter().eq(expected), "{facts} {first}");
            }
        }
    }

    #[test]
    fn messages_are_found_across_chunks() {
        let trace = trace(4_500);
        for id in [0, 1_023, 1_024, 4_095, 4_096, 4_499] {
            assert_eq!(trace.message(MessageId(id)), Record([u64::from(id); 6]));
        }
        assert_eq!(trace.message(MessageId(4_500)), Record([0; 6]));
        assert_eq!(trace.messages(), 4_500);
    }

    #[test]
    fn facts_are_found_by_time_across_chunks() {
        for facts in [0, 1, 1_023, 1_024, 1_025, 16_384, 17_500] {
            let trace = trace(facts);
            let all: Vec<Row> = trace.iter().map(|(_, row)| row).collect();
            for at in [
                0, 1, 2, 681, 682, 683, 684, 10_921, 10_922, 10_923, 11_664, 90_000,
            ] {
                let at = SimTime::from_micros(at);
                let before = count(all.iter().filter(|row| row.at < at).count());
                let by = count(all.iter().filter(|row| row.at <= at).count());
                assert_eq!(
                    (trace.count_before(at), trace.count_by(at)),
                    (before, by),
                    "{facts}"
                );
            }
        }
    }

    #[test]
    fn a_prefix_has_the_fingerprint_of_the_run_cut_there() {
        let mut whole = trace(40_000);
        for settled in [false, true] {
            if settled {
                whole.settle();
            }
            for facts in [
                0, 1, 1_023, 1_024, 16_384, 16_385, 32_768, 39_000, 40_000, 50_000,
            ] {
                let expected = trace(facts.min(40_000)).fingerprint();
                assert_eq!(
                    whole.prefix(facts, facts).fingerprint(),
                    expected,
                    "{facts}"
                );
            }
        }
    }

    #[test]
    fn packing_changes_nothing_that_is_read() {
        let (plain, mut settled) = (trace(20_000), trace(20_000));
        settled.settle();
        assert_eq!(settled.rows.packed(), 19 * 1_024);
        assert_eq!(plain.rows.packed(), 16 * 1_024);
        assert_eq!(settled.fingerprint(), plain.fingerprint());
        assert!(settled.iter().eq(plain.iter()));
    }

    #[test]
    fn the_fingerprint_sees_every_field() {
        let print = |row: Row| {
            let mut trace = Trace::default();
            trace.push(row);
            trace.fingerprint()
        };
        let plain = row(1);
        let changed = [
            Row {
                at: SimTime::from_micros(2),
                ..plain
            },
            Row {
                cause: EventId(0),
                ..plain
            },
            Row {
                node: NodeId(1),
                ..plain
            },
            Row {
                lane: Lane(1),
                ..plain
            },
            Row { tag: 1, ..plain },
            Row { small: 1, ..plain },
            Row { a: 7, ..plain },
            Row { b: 7, ..plain },
        ];
        for other in changed {
            assert_ne!(print(plain), print(other));
        }
    }
}
