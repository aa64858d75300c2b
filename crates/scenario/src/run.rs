//! A run: a plan, advanced as far as it has been asked for, and the record that it leaves.

use crate::plan::{Plan, Planned};
use picture::reading::Reading;
use sim::limits::Limit;
use sim::time::SimTime;
use sim::trace::Trace;
use sim::transcript::{self, Place, Torn};
use sim::world::{Progress, World};
use std::ops::Deref;
use std::sync::Arc;
use zookeeper::server::Server;

/// What a run leaves behind: all that is known of it without its world.
#[derive(Debug)]
pub struct Record<P: Planned = Plan> {
    plan: Arc<P>,
    trace: Trace,
    limit: Option<Limit>,
    reached: SimTime,
}

impl<P: Planned> Clone for Record<P> {
    fn clone(&self) -> Self {
        Self {
            plan: Arc::clone(&self.plan),
            trace: self.trace.clone(),
            limit: self.limit,
            reached: self.reached,
        }
    }
}

/// A run of any system, which leaves a record.
pub trait Advancing: Deref<Target = Record<Self::Plan>> + Sized {
    /// What it follows.
    type Plan: Planned;

    /// A run that has not begun.
    fn new(plan: Arc<Self::Plan>) -> Self;

    /// Goes on to `until`, or to the end of the plan if that is earlier, in at most `budget` events.
    fn advance(&mut self, until: SimTime, budget: u64) -> Advance;

    /// What it leaves behind, without its world.
    fn into_record(self) -> Record<Self::Plan>;

    /// A run that is over.
    fn complete(plan: Arc<Self::Plan>) -> Self {
        let end = plan.until();
        let mut run = Self::new(plan);
        while run.advance(end, u64::MAX) == Advance::More {}
        run
    }
}

impl Advancing for Run {
    type Plan = Plan;

    fn new(plan: Arc<Plan>) -> Self {
        Self::new(plan)
    }

    fn advance(&mut self, until: SimTime, budget: u64) -> Advance {
        self.advance(until, budget)
    }

    fn into_record(self) -> Record {
        self.into_record()
    }
}

/// A run under way, or over.
#[derive(Clone)]
pub struct Run {
    world: World<Server>,
    record: Record,
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
            world,
            record: Record::new(plan),
        }
    }

    /// A run that is over.
    pub fn complete(plan: Arc<Plan>) -> Self {
        let mut run = Self::new(plan);
        let end = run.record.plan.until;
        while run.advance(end, u64::MAX) == Advance::More {}
        run
    }

    /// Goes on to `until`, or to the end of the plan if that is earlier, in at most `budget` events.
    pub fn advance(&mut self, until: SimTime, budget: u64) -> Advance {
        let record = &mut self.record;
        let until = until.min(record.plan.until);
        let progress = zookeeper::world::advance(&mut self.world, &mut record.trace, until, budget);
        record.note(progress, until, self.world.now())
    }

    /// The world as it stands; for tests that compare it with what a picture shows.
    pub fn world(&self) -> &World<Server> {
        &self.world
    }

    /// The same run as it stood at an earlier moment, of which the world has been kept.
    pub(crate) fn as_it_stood(&self, world: World<Server>, place: Place) -> Self {
        let mut record = Record::new(Arc::clone(&self.record.plan));
        record.trace = self.record.trace.prefix(place.facts, place.messages);
        record.reached = world.now();
        Self { world, record }
    }

    /// What it leaves behind, without its world.
    pub fn into_record(self) -> Record {
        self.record
    }
}

impl Deref for Run {
    type Target = Record;

    fn deref(&self) -> &Record {
        &self.record
    }
}

impl<P: Planned> Record<P> {
    /// The record of a run that has not begun.
    pub fn new(plan: Arc<P>) -> Self {
        Self {
            plan,
            trace: Trace::default(),
            limit: None,
            reached: SimTime::ZERO,
        }
    }

    /// What it runs.
    pub fn plan(&self) -> &Arc<P> {
        &self.plan
    }

    /// What has happened.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What has happened, with what is needed to read it.
    pub fn reading(&self) -> Reading<'_, P::System> {
        Reading {
            trace: &self.trace,
            setting: self.plan.setting(),
            deeds: self.plan.deeds(),
        }
    }

    /// How far the run has come.
    pub fn reached(&self) -> SimTime {
        self.reached
    }

    /// Whether the run has come to its end.
    pub fn is_over(&self) -> bool {
        self.limit.is_some() || self.reached >= self.plan.until()
    }

    /// The bound at which it stopped, if it did.
    pub fn limit(&self) -> Option<Limit> {
        self.limit
    }

    /// Where a world writes what happens.
    pub fn trace_mut(&mut self) -> &mut Trace {
        &mut self.trace
    }

    /// Notes how far its world has come, which was to go on to `until` and stands at `now`.
    pub fn note(&mut self, progress: Progress, until: SimTime, now: SimTime) -> Advance {
        let how = match progress {
            Progress::Reached => {
                self.reached = until;
                Advance::Reached
            }
            Progress::Budget => {
                self.reached = now;
                Advance::More
            }
            Progress::Limit(limit) => {
                self.reached = now;
                self.limit = Some(limit);
                Advance::Stopped(limit)
            }
        };
        self.settle();
        how
    }

    /// What is over is kept small.
    fn settle(&mut self) {
        if self.is_over() {
            self.trace.settle();
        }
    }

    /// How much of the run it has.
    pub fn place(&self) -> Place {
        Place::end_of(&self.trace)
    }

    /// What it has beyond a place, as bytes: how far the run has come, the bound at which it stopped,
    /// and the facts.
    pub fn write(&self, from: Place) -> Vec<u8> {
        let limit = LIMITS.iter().position(|limit| Some(*limit) == self.limit);
        let mut bytes = self.reached.as_micros().to_le_bytes().to_vec();
        bytes.push(limit.and_then(|at| u8::try_from(at).ok()).unwrap_or(NONE));
        bytes.append(&mut transcript::write(&self.trace, from));
        bytes
    }

    /// Adds what it does not have yet of another record of the same run.
    ///
    /// # Errors
    /// When that is no part of a record, or not the next one.
    pub fn read(&mut self, bytes: &[u8]) -> Result<(), Torn> {
        let (reached, rest) = bytes.split_first_chunk().ok_or(Torn)?;
        let (limit, facts) = rest.split_first().ok_or(Torn)?;
        transcript::read(&mut self.trace, facts)?;
        let reached = SimTime::from_micros(u64::from_le_bytes(*reached));
        if reached >= self.reached {
            self.reached = reached;
            self.limit = LIMITS.get(usize::from(*limit)).copied();
        }
        self.settle();
        Ok(())
    }
}

/// The bounds, by the number that stands for them on the way from one record to another.
const LIMITS: [Limit; 5] = [
    Limit::Events,
    Limit::Facts,
    Limit::Messages,
    Limit::Threads,
    Limit::Connections,
];
/// The number that stands for no bound.
const NONE: u8 = u8::MAX;
