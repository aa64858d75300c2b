//! Scenarios, fixes and parameters as data; runs, and what can be said of them when they are over.
//!
//! This crate draws nothing and knows no protocol: what a server does is in the crate `zookeeper`,
//! what can be seen of it at a moment in the crate `picture`.

#![deny(clippy::float_arithmetic)]

pub mod brief;
pub mod catalog;
pub mod compare;
pub mod engine;
pub mod fork;
pub mod gathering;
pub mod help;
pub mod lesson;
pub mod level;
pub mod operator;
pub mod outcome;
pub mod permalink;
mod phantom;
pub mod plan;
pub mod progress;
pub mod property;
pub mod run;
pub mod script;
