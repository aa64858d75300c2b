//! Everything that is gathered once from a run, while it is made or when it is over: what lasts in it,
//! the pictures on the way, the steps, and what comes of it. One pass over the facts does for all.

use crate::outcome::{Outcome, Watch};
use crate::run::Record;
use picture::index::{Builder, Index};
use picture::scrubber::Scrubber;
use picture::weight::Weight;
use sim::id::EventId;

/// What is gathered of a run so far.
pub struct Gathering {
    index: Builder,
    scrubber: Scrubber,
    watch: Watch,
    steps: Vec<EventId>,
}

/// What has been gathered of a run.
pub struct Gathered {
    /// What lasts in it.
    pub index: Index,
    /// Its pictures.
    pub scrubber: Scrubber,
    /// What came of it.
    pub outcome: Outcome,
    /// Facts of the story that are worth a step, in their order.
    pub steps: Vec<EventId>,
}

impl Gathering {
    /// Nothing of a run.
    pub fn new(record: &Record) -> Self {
        let reading = record.reading();
        Self {
            index: Builder::new(&reading),
            scrubber: Scrubber::new(&reading),
            watch: Watch::new(record.plan().from),
            steps: Vec::new(),
        }
    }

    /// Takes in further facts of its run, at most so many.
    pub fn go_on(&mut self, record: &Record, most: u32) {
        let Self {
            index,
            scrubber,
            watch,
            steps,
        } = self;
        let reading = record.reading();
        let from = record.plan().from;
        let facts = scrubber.current().facts.saturating_add(most);
        scrubber.go_on(
            &reading,
            facts.min(reading.trace.len()),
            |picture, id, row| {
                index.look(&reading, picture, id, row);
                watch.look(&reading, picture, row);
                if row.at >= from && Weight::of(row) >= Weight::Step {
                    steps.push(id);
                }
            },
        );
    }

    /// Whether there are facts of its run that it has not taken in.
    pub fn is_behind(&self, record: &Record) -> bool {
        self.scrubber.current().facts < record.trace().len()
    }

    /// States and service so far, of a run that is to go on to the end of its plan.
    pub fn so_far(&self, record: &Record) -> Index {
        let reached = match self.is_behind(record) {
            true => self.scrubber.current().at,
            false => record.reached(),
        };
        self.index.so_far(reached, record.plan().until)
    }

    /// What has been gathered of a run that is over.
    pub fn finish(mut self, record: &Record) -> Gathered {
        self.go_on(record, u32::MAX);
        let picture = self.scrubber.current();
        let outcome = self.watch.finish(record.plan(), &record.reading(), picture);
        Gathered {
            index: self.index.finish(record.reached()),
            outcome,
            steps: self.steps,
            scrubber: self.scrubber,
        }
    }
}
