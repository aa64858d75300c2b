//! Bounds of a run. Every loop a scenario can cause ends at one of them, and the run says which.

/// Events processed in one run before it stops: about an hour of a busy ensemble of 31.
pub const EVENTS_PER_RUN: u64 = 60_000_000;

/// Facts kept in one Trace; ids are 32 bits wide and a page has to hold them.
pub const FACTS_PER_TRACE: u32 = 40_000_000;

/// Messages created in one run.
pub const MESSAGES_PER_RUN: u32 = 10_000_000;

/// Threads alive in one process.
pub const THREADS_PER_PROCESS: usize = 1_000;

/// Connections waiting to be accepted on one port before further ones are dropped silently:
/// the default backlog of `java.net.ServerSocket`.
pub const ACCEPT_BACKLOG: usize = 50;

/// Hosts in one world; a set of hosts fits into 32 bits.
pub const HOSTS: usize = 32;

/// A bound that a run has reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    /// [`EVENTS_PER_RUN`].
    Events,
    /// [`FACTS_PER_TRACE`].
    Facts,
    /// [`MESSAGES_PER_RUN`].
    Messages,
    /// [`THREADS_PER_PROCESS`].
    Threads,
    /// Connections open at the same time in the whole world.
    Connections,
}
