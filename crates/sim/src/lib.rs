//! The kernel of the simulator.
//!
//! It knows no protocol, no clock, no operating system and no screen. It advances virtual time
//! from event to event, runs explicit state machines in the place of Java threads, carries messages
//! over a model of TCP, keeps hosts, disks and processes apart, and writes down everything that
//! happens in an append-only [`trace::Trace`], each fact with the fact that caused it.
//!
//! The same inputs give the same run, to the byte, on every machine: time is integer microseconds,
//! events are ordered by time and insertion, every draw comes from a named stream of one seed.

#![deny(clippy::float_arithmetic)]

pub mod clock;
pub mod event_queue;
pub mod fingerprint;
pub mod history;
pub mod host;
pub mod id;
pub mod intervention;
pub mod io;
pub mod kernel;
pub mod latency;
pub mod limits;
pub mod monitor;
pub mod network;
pub mod packed;
pub mod pitfall;
pub mod random;
pub mod sorted_map;
pub mod threads;
pub mod time;
pub mod trace;
pub mod transcript;
pub mod world;
