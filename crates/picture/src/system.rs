//! What a system has to say of its facts so that its runs can be seen.

use crate::reading::Reading;
use crate::weight::Weight;
use core::fmt;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::Row;

/// A system whose processes write facts.
pub trait System: Copy + fmt::Debug + 'static {
    /// What a reader of its Trace has to know: hosts, files.
    type Setting;
    /// What an operator can tell a running process.
    type Command;
    /// What can be changed on a disk.
    type Edit;
    /// What can be seen at a moment.
    type Picture: Fold<Self>;

    /// How much a fact matters.
    fn weight(row: &Row) -> Weight;

    /// Whether a fact is worth a link in a chain of causes: it decides, fails, begins or ends
    /// something, or somebody did it.
    fn tells(row: &Row) -> bool;

    /// What had to happen before a fact. Where the thread that wrote it had only come to look, that is
    /// what it found.
    fn cause(reading: &Reading<'_, Self>, id: EventId, row: &Row) -> Option<EventId>;

    /// The other half of a fact's story, where its cause is only one.
    fn aside(reading: &Reading<'_, Self>, id: EventId, row: &Row) -> Option<EventId>;
}

/// What can be seen at a moment, as a fold over the facts up to it.
pub trait Fold<S: System>: Clone + fmt::Debug {
    /// What is kept of it to come back to it.
    type Keyframe: Clone + fmt::Debug;

    /// Keeps it.
    fn keep(&self) -> Self::Keyframe;

    /// Comes back to what was kept.
    fn restore(&mut self, keyframe: &Self::Keyframe);

    /// The beginning of a run: hosts with power and without processes.
    fn begin(reading: &Reading<'_, S>) -> Self;

    /// Takes in the next fact.
    fn take_in(&mut self, reading: &Reading<'_, S>, id: EventId, row: &Row);

    /// How many facts have happened.
    fn facts(&self) -> u32;

    /// Says at which moment it is looked at: nothing happens between two facts.
    fn stand_at(&mut self, at: SimTime);

    /// About how many bytes it takes.
    fn size_estimate(&self) -> usize;
}
