//! ZooKeeper's election, learner handshake and tick loop as state machines.
//!
//! This crate has no clock, no socket, no random source and no screen; it runs in the kernel of the
//! crate `sim` and writes what happens as [`fact::Fact`]s. Names are those of the sources. Each
//! constant and each step names the class, member and release it was read from.

#![deny(clippy::float_arithmetic)]

pub mod config;
pub mod dialect;
pub mod disk;
pub mod election;
pub mod fact;
pub mod ids;
pub mod lane;
pub mod log4j;
pub mod message;
pub mod pitfall;
mod places;
pub mod quorum;
pub mod server;
pub mod setting;
pub mod sid_map;
mod threads;
pub mod txn_log;
pub mod vote;
pub mod world;
