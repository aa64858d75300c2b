//! What is kept of a picture, so that a scrubber can come back to it.

use super::Picture;
use sim::id::MessageId;
use sim::packed::Packed;
use std::collections::VecDeque;

/// A picture that is kept.
#[derive(Clone, Debug)]
pub struct Keyframe {
    /// The picture, but for what waits in queues.
    picture: Picture,
    /// What waits in the sendqueue of each process, one process after the other: queues grow to
    /// thousands in some runs, and their notifications were numbered one after the other.
    waiting: Packed<MessageId>,
    /// How many of them are whose.
    counts: Vec<u32>,
}

impl Keyframe {
    /// Keeps a picture.
    pub(super) fn of(picture: &Picture) -> Self {
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

    /// Makes a picture the one that was kept.
    pub(super) fn restore(&self, picture: &mut Picture) {
        picture.clone_from(&self.picture);
        let mut waiting = self.waiting.iter();
        let processes = picture.nodes.iter_mut().flat_map(|node| &mut node.process);
        for (process, count) in processes.zip(&self.counts) {
            process.sendqueue = waiting.by_ref().take(*count as usize).collect();
        }
    }
}
