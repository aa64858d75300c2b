//! Moving to any moment: the nearest keyframe before it, and the facts since.

use crate::reading::Reading;
use crate::system::{Fold, System};
use crate::zookeeper::ZooKeeper;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::Row;

/// Facts between two keyframes, at least; more when a picture is large, so that keyframes never take
/// more memory than the facts.
const SPACING: u32 = 2_048;

/// The bytes of a fact, against which a picture's size is weighed.
const FACT_BYTES: usize = 24;

/// Pictures of a run, at any moment.
#[derive(Clone, Debug)]
pub struct Scrubber<S: System = ZooKeeper> {
    /// What is kept, and after how many facts.
    keyframes: Vec<(u32, <S::Picture as Fold<S>>::Keyframe)>,
    spacing: u32,
    current: S::Picture,
}

impl<S: System> Scrubber<S> {
    /// A scrubber at the beginning of a run with so many hosts.
    pub fn new(reading: &Reading<'_, S>) -> Self {
        let empty = S::Picture::begin(reading);
        let size = u32::try_from(empty.size_estimate() / FACT_BYTES).unwrap_or(SPACING);
        Self {
            keyframes: vec![(0, empty.keep())],
            spacing: SPACING.max(size),
            current: empty,
        }
    }

    /// The picture after everything that has happened by `at`.
    pub fn at(&mut self, reading: &Reading<'_, S>, at: SimTime) -> &S::Picture {
        let facts = reading.trace.count_by(at);
        self.after(reading, facts);
        self.current.stand_at(at);
        &self.current
    }

    /// The picture after the first `facts` facts, at the time of the last of them.
    pub fn after(&mut self, reading: &Reading<'_, S>, facts: u32) -> &S::Picture {
        let facts = facts.min(reading.trace.len());
        let nearest = self.keyframes.partition_point(|(kept, _)| *kept <= facts);
        let frame = nearest
            .checked_sub(1)
            .and_then(|index| self.keyframes.get(index));
        if let Some((kept, frame)) = frame
            && (self.current.facts() > facts || self.current.facts() < *kept)
        {
            self.current.restore(frame);
        }
        self.go_on(reading, facts, |_, _, _| {});
        // A look at a later moment may have left its time here.
        let last = facts.checked_sub(1).map(EventId);
        let last = last.and_then(|id| reading.trace.get(id));
        self.current
            .stand_at(last.map_or(SimTime::ZERO, |row| row.at));
        &self.current
    }

    /// The picture where the scrubber stands.
    pub fn current(&self) -> &S::Picture {
        &self.current
    }

    /// Takes in the facts from where the scrubber stands to the first `facts`, and shows each picture
    /// with the fact that made it.
    pub fn go_on(
        &mut self,
        reading: &Reading<'_, S>,
        facts: u32,
        mut look: impl FnMut(&S::Picture, EventId, &Row),
    ) {
        let first = EventId(self.current.facts());
        let count = facts.saturating_sub(first.0) as usize;
        for (id, row) in reading.trace.from(first).take(count) {
            self.current.take_in(reading, id, &row);
            look(&self.current, id, &row);
            self.keep_frame();
        }
    }

    fn keep_frame(&mut self) {
        let due = self.keyframes.last().map_or(0, |(kept, _)| *kept) + self.spacing;
        if self.current.facts() == due {
            self.keyframes.push((due, self.current.keep()));
        }
    }
}
