//! A run that can be forked: it keeps its world now and then, so that a fork does not begin at the
//! beginning. The page does without, and without the code that copies worlds.

use crate::plan::Plan;
use crate::run::{Advance, Run};
use sim::time::SimTime;
use sim::transcript::Place;
use sim::world::World;
use std::sync::Arc;
use zookeeper::server::Server;

/// Events from one kept world to the next: what can be made again in a few milliseconds.
pub const BETWEEN_MOMENTS: u64 = 8_192;

/// Worlds that are kept at most; when there are more, every second one is left out.
const MOMENTS: usize = 256;

/// A run with worlds on its way, from which it can be forked.
pub struct Forkable {
    run: Run,
    /// Events from one kept world to the next.
    every: u64,
    kept: Vec<Moment>,
}

/// A world and how much of the record had been written.
struct Moment {
    world: World<Server>,
    place: Place,
}

impl Forkable {
    /// A run that has not begun, and keeps its world every so many events. Beyond 256 worlds they
    /// lie twice as far apart.
    pub fn new(plan: Arc<Plan>, every: u64) -> Self {
        Self {
            run: Run::new(plan),
            every: every.max(1),
            kept: Vec::new(),
        }
    }

    /// The run as far as it has come.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Goes on as [`Run::advance`] does.
    pub fn advance(&mut self, until: SimTime, budget: u64) -> Advance {
        let mut left = budget;
        loop {
            let step = left.min(self.until_moment());
            let how = self.run.advance(until, step);
            if how != Advance::More || step == left {
                return how;
            }
            left -= step;
        }
    }

    /// The same run after all that happens by a moment, which is the one it has reached if that is
    /// earlier. It goes on like one that was made from the beginning.
    #[must_use]
    pub fn fork(&self, at: SimTime) -> Run {
        let at = at.min(self.run.reached());
        let before = self.kept.iter();
        let nearest = before.take_while(|moment| moment.world.now() <= at).last();
        let mut fork = match nearest {
            Some(Moment { world, place }) => self.run.as_it_stood(world.clone(), *place),
            None => Run::new(Arc::clone(self.run.plan())),
        };
        while fork.advance(at, u64::MAX) == Advance::More {}
        fork
    }

    /// Keeps the world if it is time to, and says how many events there are until it is again.
    fn until_moment(&mut self) -> u64 {
        let events = self.run.world().events();
        let last = self.kept.last().map_or(0, |last| last.world.events());
        if events >= last + self.every {
            self.keep();
            return self.every;
        }
        last + self.every - events
    }

    fn keep(&mut self) {
        let (world, place) = (self.run.world().clone(), self.run.place());
        self.kept.push(Moment { world, place });
        if self.kept.len() > MOMENTS {
            self.every *= 2;
            let mut odd = false;
            self.kept.retain(|_| {
                odd = !odd;
                !odd
            });
        }
    }
}
