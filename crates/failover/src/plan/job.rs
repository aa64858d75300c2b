//! What an operator does who looks before the next step: a play that waits for a port, a script that
//! waits for the end of a process, a supervisor.

use super::Deed;
use sim::id::NodeId;
use sim::time::{SimTime, Span};

/// Steps that are done one after the other.
#[derive(Clone, Debug)]
pub struct Job {
    /// When it begins.
    pub at: SimTime,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// When somebody else takes over from whoever carries it out.
    pub relieved: Option<SimTime>,
}

/// A step of a job.
#[derive(Clone, Debug)]
pub enum Step {
    /// Something is done.
    Do(Deed),
    /// Nothing is done for so long.
    Sleep(Span),
    /// The gap that follows is counted from here.
    Mark,
    /// Nothing is done until so long after the mark.
    SinceMark(Span),
    /// Nothing is done until the process on this host has ended.
    UntilGone(NodeId),
    /// The same, but for so long at most: then it gets SIGKILL, as the daemon script does.
    GoneOrKill(NodeId, Span),
    /// Nothing is done until the server that was started last on this host is ready.
    UntilReady(NodeId, Ready),
    /// Nothing is done until the registry has no node of this server.
    UntilAbsent(NodeId),
}

/// What counts as ready.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ready {
    /// Its port accepts.
    Port,
    /// It calls itself registered.
    Registered,
    /// It has written a heartbeat.
    FirstHeartbeat,
}

impl Ready {
    /// The words for it.
    pub const ALL: [(&'static str, Self); 3] = [
        ("port", Self::Port),
        ("registered", Self::Registered),
        ("first-heartbeat", Self::FirstHeartbeat),
    ];
}

/// How often a job looks while it waits: assumed; a play that tries a port in a loop on the machine
/// itself is that fast.
pub const LOOK: Span = Span::from_millis(20);
