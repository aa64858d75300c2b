//! A run: a plan, advanced as far as it has been asked for.

use crate::plan::Plan;
use picture::reading::Reading;
use sim::limits::Limit;
use sim::time::SimTime;
use sim::trace::Trace;
use sim::world::{Progress, World};
use std::sync::Arc;
use zookeeper::server::Server;

/// A run under way, or over.
#[derive(Clone)]
pub struct Run {
    plan: Arc<Plan>,
    world: World<Server>,
    trace: Trace,
    limit: Option<Limit>,
    reached: SimTime,
}

/// How far a call of [`Run::advance`] came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Advance {
    /// As far as was asked for.
    Reached,
    /// The budget is used up; there is more to do.
    More,
    /// A bound of the run was reached.
    Stopped(Limit),
}

impl Run {
    /// A run that has not begun.
    pub fn new(plan: Arc<Plan>) -> Self {
        let world = World::new(
            plan.seed,
            plan.disks.clone(),
            plan.latency,
            plan.deeds.clone(),
        );
        Self {
            plan,
            world,
            trace: Trace::default(),
            limit: None,
            reached: SimTime::ZERO,
        }
    }

    /// A run that is over.
    pub fn complete(plan: Arc<Plan>) -> Self {
        let mut run = Self::new(plan);
        let end = run.plan.until;
        while run.advance(end, u64::MAX) == Advance::More {}
        run
    }

    /// Goes on to `until`, or to the end of the plan if that is earlier, in at most `budget` events.
    pub fn advance(&mut self, until: SimTime, budget: u64) -> Advance {
        let until = until.min(self.plan.until);
        let how = self.go_on(until, budget);
        if self.is_over() {
            self.trace.settle();
        }
        how
    }

    fn go_on(&mut self, until: SimTime, budget: u64) -> Advance {
        match zookeeper::world::advance(&mut self.world, &mut self.trace, until, budget) {
            Progress::Reached => {
                self.reached = until;
                Advance::Reached
            }
            Progress::Budget => {
                self.reached = self.world.now();
                Advance::More
            }
            Progress::Limit(limit) => {
                self.reached = self.world.now();
                self.limit = Some(limit);
                Advance::Stopped(limit)
            }
        }
    }

    /// What it runs.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What has happened.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What has happened, with what is needed to read it.
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            trace: &self.trace,
            setting: &self.plan.setting,
            deeds: &self.plan.deeds,
        }
    }

    /// How far the run has come.
    pub fn reached(&self) -> SimTime {
        self.reached
    }

    /// Whether the run has come to its end.
    pub fn is_over(&self) -> bool {
        self.limit.is_some() || self.reached >= self.plan.until
    }

    /// The bound at which it stopped, if it did.
    pub fn limit(&self) -> Option<Limit> {
        self.limit
    }

    /// The world as it stands; for tests that compare it with what a picture shows.
    pub fn world(&self) -> &World<Server> {
        &self.world
    }
}
