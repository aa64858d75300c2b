//! Moving to any moment: the nearest keyframe before it, and the facts since.

use crate::reading::Reading;
use crate::zookeeper::Picture;
use sim::id::{EventId, MessageId};
use sim::packed::Packed;
use sim::time::SimTime;
use sim::trace::Row;
use std::collections::VecDeque;

/// Facts between two keyframes, at least; more when a picture is large, so that keyframes never take
/// more memory than the facts.
const SPACING: u32 = 2_048;

/// The bytes of a fact, against which a picture's size is weighed.
const FACT_BYTES: usize = 24;

/// Pictures of a run, at any moment.
#[derive(Clone, Debug)]
pub struct Scrubber {
    keyframes: Vec<Keyframe>,
    spacing: u32,
    current: Picture,
}

/// A picture that is kept.
#[derive(Clone, Debug)]
struct Keyframe {
    /// The picture, but for what waits in queues.
    picture: Picture,
    /// What waits in the sendqueue of each process, one process after the other: queues grow to
    /// thousands in some runs, and their notifications were numbered one after the other.
    waiting: Packed<MessageId>,
    /// How many of them are whose.
    counts: Vec<u32>,
}

impl Keyframe {
    fn of(picture: &Picture) -> Self {
        let mut picture = picture.clone();
        let processes = picture.nodes.iter_mut().flat_map(|node| &mut node.process);
        let queues: Vec<VecDeque<MessageId>> = processes
            .map(|process| std::mem::take(&mut process.sendqueue))
            .collect();
        let count = |queue: &VecDeque<MessageId>| u32::try_from(queue.len()).unwrap_or(u32::MAX);
        Self {
            picture,
            counts: queues.iter().map(count).collect(),
            waiting: queues.into_iter().flatten().collect(),
        }
    }

    fn restore(&self, picture: &mut Picture) {
        picture.clone_from(&self.picture);
        let mut waiting = self.waiting.iter();
        let processes = picture.nodes.iter_mut().flat_map(|node| &mut node.process);
        for (process, count) in processes.zip(&self.counts) {
            process.sendqueue = waiting.by_ref().take(*count as usize).collect();
        }
    }
}

impl Scrubber {
    /// A scrubber at the beginning of a run with so many hosts.
    pub fn new(reading: &Reading<'_>) -> Self {
        let empty = Picture::new(reading);
        let size = u32::try_from(empty.size_estimate() / FACT_BYTES).unwrap_or(SPACING);
        Self {
            keyframes: vec![Keyframe::of(&empty)],
            spacing: SPACING.max(size),
            current: empty,
        }
    }

    /// The picture after everything that has happened by `at`.
    pub fn at(&mut self, reading: &Reading<'_>, at: SimTime) -> &Picture {
        let facts = reading.trace.count_by(at);
        self.after(reading, facts);
        self.current.at = at;
        &self.current
    }

    /// The picture after the first `facts` facts, at the time of the last of them.
    pub fn after(&mut self, reading: &Reading<'_>, facts: u32) -> &Picture {
        let facts = facts.min(reading.trace.len());
        let nearest = self
            .keyframes
            .partition_point(|frame| frame.picture.facts <= facts);
        let frame = nearest
            .checked_sub(1)
            .and_then(|index| self.keyframes.get(index));
        if let Some(frame) = frame
            && (self.current.facts > facts || self.current.facts < frame.picture.facts)
        {
            frame.restore(&mut self.current);
        }
        self.go_on(reading, facts, |_, _, _| {});
        // A look at a later moment may have left its time here.
        let last = facts.checked_sub(1).map(EventId);
        let last = last.and_then(|id| reading.trace.get(id));
        self.current.at = last.map_or(SimTime::ZERO, |row| row.at);
        &self.current
    }

    /// The picture where the scrubber stands.
    pub fn current(&self) -> &Picture {
        &self.current
    }

    /// Takes in the facts from where the scrubber stands to the first `facts`, and shows each picture
    /// with the fact that made it.
    pub fn go_on(
        &mut self,
        reading: &Reading<'_>,
        facts: u32,
        mut look: impl FnMut(&Picture, EventId, &Row),
    ) {
        let first = EventId(self.current.facts);
        let count = facts.saturating_sub(first.0) as usize;
        for (id, row) in reading.trace.from(first).take(count) {
            self.current.apply(reading, id, &row);
            look(&self.current, id, &row);
            self.keep_frame();
        }
    }

    fn keep_frame(&mut self) {
        let due = self.keyframes.last().map_or(0, |last| last.picture.facts) + self.spacing;
        if self.current.facts == due {
            self.keyframes.push(Keyframe::of(&self.current));
        }
    }
}
