//! Random schedules of faults, played against every property.
//!
//! A schedule is a scenario file: what it finds can be run again by `quorumscope simulate`, and is cut
//! down to the acts that it takes. Which violations are known, and why, is in [`Known`]; any other is
//! a defect, of the engine or of the property.

pub mod finding;
pub mod schedule;

pub use finding::{Finding, Known, findings, minimise};
pub use schedule::Schedule;
