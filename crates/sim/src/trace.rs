//! The append-only record of a run: the only thing a view, a verdict or a log file is made from.
//!
//! A fact is stored as a [`Row`] of 24 bytes; what its fields mean is the business of the system
//! that wrote it. A message is stored once, as a [`Record`], when its content is fixed; later facts
//! name it by its [`MessageId`]. A fact's id is its position, so a cause is a parent pointer.

use crate::fingerprint::{Digest, Fingerprint};
use crate::id::{EventId, Lane, MessageId, NodeId};
use crate::limits::{FACTS_PER_TRACE, Limit, MESSAGES_PER_RUN};
use crate::time::SimTime;
use std::sync::Arc;

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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record(pub [u64; 6]);

/// Rows in a sealed chunk.
const CHUNK: usize = 4_096;

#[derive(Clone, Debug)]
struct Sealed {
    rows: Arc<[Row]>,
    /// The digest of all rows up to and with this chunk.
    digest: Digest,
}

/// Messages in a full chunk.
const PAGE: usize = 1_024;

/// Messages in chunks of equal size: a vector that grows is copied, and up to half of it is empty.
#[derive(Clone, Default, Debug)]
struct Records {
    full: Vec<Arc<[Record]>>,
    open: Vec<Record>,
}

impl Records {
    fn push(&mut self, record: Record) {
        self.open.push(record);
        if self.open.len() == PAGE {
            let full = std::mem::replace(&mut self.open, Vec::with_capacity(PAGE));
            self.full.push(full.into());
        }
    }

    fn get(&self, id: u32) -> Option<Record> {
        let index = id as usize;
        match self.full.get(index / PAGE) {
            Some(full) => full.get(index % PAGE).copied(),
            None => self.open.get(index - self.full.len() * PAGE).copied(),
        }
    }

    fn len(&self) -> u32 {
        count(self.full.len() * PAGE + self.open.len())
    }

    fn iter(&self) -> impl Iterator<Item = Record> {
        let full = self.full.iter().flat_map(|full| full.iter());
        full.chain(&self.open).copied()
    }
}

impl FromIterator<Record> for Records {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut all = Self::default();
        records.into_iter().for_each(|record| all.push(record));
        all
    }
}

/// The record of a run.
#[derive(Clone, Default, Debug)]
pub struct Trace {
    sealed: Vec<Sealed>,
    open: Vec<Row>,
    digest: Digest,
    records: Records,
    reached: Option<Limit>,
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
        self.open.push(row);
        if self.open.len() == CHUNK {
            self.seal();
        }
        EventId(id)
    }

    /// Keeps the content of a new message.
    pub fn record(&mut self, record: Record) -> MessageId {
        let id = self.records.len();
        if id >= MESSAGES_PER_RUN {
            self.reached = Some(Limit::Messages);
            return MessageId(id.saturating_sub(1));
        }
        self.records.push(record);
        MessageId(id)
    }

    /// The content of a message; all zeros for an id that was never given out.
    pub fn message(&self, id: MessageId) -> Record {
        self.records.get(id.0).unwrap_or(Record([0; 6]))
    }

    /// Messages created so far.
    pub fn messages(&self) -> u32 {
        self.records.len()
    }

    /// Facts written so far.
    pub fn len(&self) -> u32 {
        u32::try_from(self.sealed.len() * CHUNK + self.open.len()).unwrap_or(u32::MAX)
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
        let index = id.0 as usize;
        match self.sealed.get(index / CHUNK) {
            Some(sealed) => sealed.rows.get(index % CHUNK).copied(),
            None => self.open.get(index - self.sealed.len() * CHUNK).copied(),
        }
    }

    /// The facts from `first` on, with their ids.
    pub fn from(&self, first: EventId) -> impl Iterator<Item = (EventId, Row)> {
        let skipped = first.0 as usize / CHUNK;
        let sealed = self.sealed.get(skipped..).unwrap_or_default();
        let chunks = sealed.iter().map(|sealed| &*sealed.rows);
        let rows = chunks.chain([&*self.open]).flatten();
        // Past the end there is no chunk to skip; the open one lies behind all that are sealed.
        let begin = count(skipped.min(self.sealed.len()) * CHUNK);
        let rows = rows.skip(first.0.saturating_sub(begin) as usize);
        (first.0..).map(EventId).zip(rows.copied())
    }

    /// All facts, with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (EventId, Row)> {
        self.from(EventId(0))
    }

    /// How many facts lie before `at`; the fact with that number is the first at or after it.
    pub fn count_before(&self, at: SimTime) -> u32 {
        self.count_while(|row| row.at < at)
    }

    /// How many facts have happened by `at`, itself included.
    pub fn count_by(&self, at: SimTime) -> u32 {
        self.count_while(|row| row.at <= at)
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
        let whole = (facts / CHUNK).min(self.sealed.len());
        let mut prefix = Self {
            sealed: self.sealed[..whole].to_vec(),
            digest: self.sealed[..whole]
                .last()
                .map(|s| s.digest.clone())
                .unwrap_or_default(),
            records: self.records.iter().take(messages as usize).collect(),
            ..Self::default()
        };
        for index in whole * CHUNK..facts {
            if let Some(row) = u32::try_from(index)
                .ok()
                .and_then(|id| self.get(EventId(id)))
            {
                prefix.open.push(row);
            }
        }
        prefix
    }

    /// The digest of every fact and message so far.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut digest = self.digest.clone();
        self.open
            .iter()
            .for_each(|row| digest.update(&canonical(row)));
        for record in self.records.iter() {
            record
                .0
                .iter()
                .for_each(|word| digest.update(&word.to_le_bytes()));
        }
        digest.finish()
    }

    fn seal(&mut self) {
        let mut bytes = Vec::with_capacity(CHUNK * 24);
        self.open
            .iter()
            .for_each(|row| bytes.extend_from_slice(&canonical(row)));
        self.digest.update(&bytes);
        let rows = std::mem::replace(&mut self.open, Vec::with_capacity(CHUNK));
        self.sealed.push(Sealed {
            rows: rows.into(),
            digest: self.digest.clone(),
        });
    }

    fn count_while(&self, holds: impl Fn(&Row) -> bool) -> u32 {
        let before = self
            .sealed
            .partition_point(|sealed| sealed.rows.first().is_some_and(&holds));
        // The chunk in which the last row that holds may lie is the one before that point.
        let (whole, rows) = match before.checked_sub(1).and_then(|last| self.sealed.get(last)) {
            Some(sealed) if !sealed.rows.last().is_some_and(&holds) => (before - 1, &*sealed.rows),
            _ if before < self.sealed.len() => return count(before * CHUNK),
            _ => (self.sealed.len(), &*self.open),
        };
        count(whole * CHUNK + rows.partition_point(holds))
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
        let trace = trace(10_000);
        for id in [0, 4_095, 4_096, 8_191, 8_192, 9_999] {
            assert_eq!(trace.get(EventId(id)).map(|row| row.a), Some(id / 3 * 2));
        }
        assert_eq!(trace.get(EventId(10_000)), None);
    }

    #[test]
    fn facts_follow_each_other_from_any_of_them_on() {
        for facts in [0, 1, 4_096, 10_000] {
            let trace = trace(facts);
            for first in [0, 1, 4_095, 4_096, 4_097, 8_192, 9_999, 10_000, 20_000] {
                let expected = (first..facts).map(EventId);
                let expected = expected.map(|id| (id, trace.get(id).unwrap()));
                assert!(trace.from(EventId(first)).eq(expected), "{facts} {first}");
            }
        }
    }

    #[test]
    fn messages_are_found_across_chunks() {
        let trace = trace(2_500);
        for id in [0, 1_023, 1_024, 2_047, 2_048, 2_499] {
            assert_eq!(trace.message(MessageId(id)), Record([u64::from(id); 6]));
        }
        assert_eq!(trace.message(MessageId(2_500)), Record([0; 6]));
        assert_eq!(trace.messages(), 2_500);
    }

    #[test]
    fn facts_are_found_by_time_across_chunks() {
        for facts in [0, 1, 4_095, 4_096, 4_097, 8_192, 10_000] {
            let trace = trace(facts);
            let all: Vec<Row> = trace.iter().map(|(_, row)| row).collect();
            for at in [
                0, 1, 2, 2_729, 2_730, 2_731, 2_732, 5_460, 5_461, 5_462, 6_666, 9_000,
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
        let whole = trace(10_000);
        for facts in [0, 1, 4_095, 4_096, 4_097, 9_999] {
            assert_eq!(
                whole.prefix(facts, facts).fingerprint(),
                trace(facts).fingerprint()
            );
        }
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
