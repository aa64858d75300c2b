//! The engine's number. Links and recorded results carry it; it is raised when the same scenario with
//! the same seed gives another run.

/// The engine that this is.
pub const ENGINE: u32 = 4;
