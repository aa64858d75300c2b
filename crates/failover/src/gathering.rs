//! What is noted of a run while it is made or when it is over.

use crate::outcome::{self, Outcome};
use crate::plan::Plan;
use picture::dolphinscheduler::index::{Builder, Index};
use picture::dolphinscheduler::{DolphinScheduler, Picture};
use picture::reading::Reading;
use scenario::gathering::Watching;
use scenario::run::Record;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::Row;

/// What is noted of a run of DolphinScheduler.
pub struct Watch {
    index: Builder,
    outcome: outcome::Watch,
}

impl Watching for Watch {
    type Plan = Plan;
    type Index = Index;
    type Outcome = Outcome;

    fn new(record: &Record<Plan>) -> Self {
        Self {
            index: Builder::new(&record.reading()),
            outcome: outcome::Watch::new(record.plan()),
        }
    }

    fn look(
        &mut self,
        reading: &Reading<'_, DolphinScheduler>,
        picture: &Picture,
        id: EventId,
        row: &Row,
    ) {
        self.index.look(reading, picture, id, row);
        self.outcome.look(reading.trace, row);
    }

    fn so_far(&self, reached: SimTime, until: SimTime) -> Index {
        self.index.so_far(reached, until)
    }

    fn finish(self, record: &Record<Plan>, _: &Picture) -> (Index, Outcome) {
        let index = self.index.finish(record.reached());
        let outcome = self.outcome.finish(record.plan(), record.reached());
        (index, outcome)
    }
}
