//! The one place where the kernel meets its system.

use crate::server::Server;
use sim::time::SimTime;
use sim::trace::Trace;
use sim::world::{Progress, World};

/// [`World::advance`] of servers. A generic function is compiled by the crate that asks for it, as that
/// crate is compiled: here for speed, elsewhere for size. Inlined it would be compiled as its caller is.
#[inline(never)]
pub fn advance(
    world: &mut World<Server>,
    trace: &mut Trace,
    until: SimTime,
    budget: u64,
) -> Progress {
    world.advance(trace, until, budget)
}
