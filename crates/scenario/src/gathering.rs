//! Everything that is gathered once from a run, while it is made or when it is over: what lasts in it,
//! the pictures on the way, the steps, and what comes of it. One pass over the facts does for all.

use crate::outcome::{self, Outcome};
use crate::plan::{Plan, Planned};
use crate::run::Record;
use picture::index::{Builder, Index};
use picture::reading::Reading;
use picture::scrubber::Scrubber;
use picture::system::{Fold, System};
use picture::weight::Weight;
use picture::zookeeper::Picture;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::Row;

/// The system of a plan, and what can be seen of it at a moment.
type SystemOf<W> = <<W as Watching>::Plan as Planned>::System;
type PictureOf<W> = <SystemOf<W> as System>::Picture;

/// What somebody notes who watches a run of a system, fact by fact.
pub trait Watching: Sized {
    /// What its runs follow.
    type Plan: Planned;
    /// What lasts in a run.
    type Index;
    /// What comes of it.
    type Outcome;

    /// Nothing is noted yet.
    fn new(record: &Record<Self::Plan>) -> Self;

    /// Looks at the picture after a fact.
    fn look(
        &mut self,
        reading: &Reading<'_, SystemOf<Self>>,
        picture: &PictureOf<Self>,
        id: EventId,
        row: &Row,
    );

    /// States and service so far, of a run that is to go on to `until`.
    fn so_far(&self, reached: SimTime, until: SimTime) -> Self::Index;

    /// What has been noted of a run that is over, of which this is the last picture.
    fn finish(
        self,
        record: &Record<Self::Plan>,
        picture: &PictureOf<Self>,
    ) -> (Self::Index, Self::Outcome);
}

/// What is gathered of a run so far.
pub struct Gathering<W: Watching = Watch> {
    watch: W,
    scrubber: Scrubber<SystemOf<W>>,
    steps: Vec<EventId>,
}

/// What has been gathered of a run.
pub struct Gathered<W: Watching = Watch> {
    /// What lasts in it.
    pub index: W::Index,
    /// Its pictures.
    pub scrubber: Scrubber<SystemOf<W>>,
    /// What came of it.
    pub outcome: W::Outcome,
    /// Facts of the story that are worth a step, in their order.
    pub steps: Vec<EventId>,
}

impl<W: Watching> Gathering<W> {
    /// Nothing of a run.
    pub fn new(record: &Record<W::Plan>) -> Self {
        Self {
            watch: W::new(record),
            scrubber: Scrubber::new(&record.reading()),
            steps: Vec::new(),
        }
    }

    /// Takes in further facts of its run, at most so many.
    pub fn go_on(&mut self, record: &Record<W::Plan>, most: u32) {
        let Self {
            watch,
            scrubber,
            steps,
        } = self;
        let reading = record.reading();
        let from = record.plan().from();
        let facts = scrubber.current().facts().saturating_add(most);
        scrubber.go_on(
            &reading,
            facts.min(reading.trace.len()),
            |picture, id, row| {
                watch.look(&reading, picture, id, row);
                if row.at >= from && SystemOf::<W>::weight(row) >= Weight::Step {
                    steps.push(id);
                }
            },
        );
    }

    /// Whether there are facts of its run that it has not taken in.
    pub fn is_behind(&self, record: &Record<W::Plan>) -> bool {
        self.scrubber.current().facts() < record.trace().len()
    }

    /// States and service so far, of a run that is to go on to the end of its plan.
    pub fn so_far(&self, record: &Record<W::Plan>) -> W::Index {
        let reached = match self.is_behind(record) {
            true => self.reached(record),
            false => record.reached(),
        };
        self.watch.so_far(reached, record.plan().until())
    }

    /// The moment of the last fact that was taken in.
    fn reached(&self, record: &Record<W::Plan>) -> SimTime {
        let last = self.scrubber.current().facts().checked_sub(1).map(EventId);
        let row = last.and_then(|last| record.trace().get(last));
        row.map_or(SimTime::ZERO, |row| row.at)
    }

    /// What has been gathered of a run that is over.
    pub fn finish(mut self, record: &Record<W::Plan>) -> Gathered<W> {
        self.go_on(record, u32::MAX);
        let (index, outcome) = self.watch.finish(record, self.scrubber.current());
        Gathered {
            index,
            outcome,
            steps: self.steps,
            scrubber: self.scrubber,
        }
    }
}

/// What is noted of a run of ZooKeeper.
pub struct Watch {
    index: Builder,
    outcome: outcome::Watch,
}

impl Watching for Watch {
    type Plan = Plan;
    type Index = Index;
    type Outcome = Outcome;

    fn new(record: &Record) -> Self {
        Self {
            index: Builder::new(&record.reading()),
            outcome: outcome::Watch::new(record.plan().from),
        }
    }

    fn look(&mut self, reading: &Reading<'_>, picture: &Picture, id: EventId, row: &Row) {
        self.index.look(reading, picture, id, row);
        self.outcome.look(reading, picture, row);
    }

    fn so_far(&self, reached: SimTime, until: SimTime) -> Index {
        self.index.so_far(reached, until)
    }

    fn finish(self, record: &Record, picture: &Picture) -> (Index, Outcome) {
        let index = self.index.finish(record.reached());
        let outcome = self
            .outcome
            .finish(record.plan(), &record.reading(), picture);
        (index, outcome)
    }
}
