//! DolphinScheduler's scenarios: what a file says becomes a plan, a plan a run, and a run a verdict.
//!
//! What every system's scenarios share (lines, parameters, fixes, times, choices, links) is in the
//! crate `scenario`; how masters and workers behave is in the crate `dolphinscheduler`. A page that
//! shows ZooKeeper calls nothing of this crate, and so does not load it.

#![deny(clippy::float_arithmetic)]

pub mod catalog;
pub mod compare;
pub mod gathering;
pub mod help;
pub mod lesson;
pub mod level;
pub mod notes;
pub mod outcome;
pub mod plan;
pub mod property;
pub mod run;
