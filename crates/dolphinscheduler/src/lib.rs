//! DolphinScheduler's masters, workers, registry and database as state machines.
//!
//! This crate has no clock, no socket, no random source and no screen; it runs in the kernel of the
//! crate `sim` and writes what happens as [`fact::Fact`]s. It does not run the insides of the registry
//! (no elections, see the crate `zookeeper`), no user interface, no API server and no alert server:
//! alerts are rows, workflows are started by inserting a command. Names are those of the sources. Each
//! constant and each step names the class, member and release it was read from, or the range that was
//! measured on running processes.
//!
//! # What is a process
//!
//! Every process of a cluster is a host of the world with one [`server::Server`]; its
//! [role](setting::Role) says which:
//!
//! ```text
//!   registry   one server: sessions with negotiated timeouts, a grid of ticks, znodes with their owner
//!   database   tables; one transaction per query, row locks, affected rows
//!   yarn       applications that outlive whoever has submitted them
//!   master     a JVM: sessions, caches, pool and connections shared by named threads
//!   worker     the same
//!   log server of 1.3.x: a process of its own beside a worker
//! ```
//!
//! All of them speak over the kernel's network, so a cut, a reset, a pause or a lost power do what they
//! do to real ones: a silent cut is noticed after two thirds of a session, by each session on its own; a
//! session that nobody keeps expires at a line of the grid; a request that hangs is repeated by the
//! kernel and carried out at the healing.
//!
//! # What is a thread
//!
//! A Java thread is a stack of routines; a routine is one method of the sources that blocks, as an
//! explicit state machine which says what it waits for next: an operation of the registry with its
//! retries, a query, a lock's place, a queue, a sleep. Each session has its `SendThread` and its
//! `ConnectionStateManager`, each TreeCache one serial thread: a listener that waits for a lock holds up
//! every later event of its cache, and nothing else.
//!
//! # What is a release
//!
//! [`model::Model`] names eight of them; [`model::Switches`] says how each behaves, one value per
//! difference. The code asks the switches and never the model, so a fix is one switch set otherwise.
//!
//! # What differs from the real servers
//!
//! Captures of real processes stand beside runs in `tests/captures.rs`: 1.3.6, 1.3.8 and 3.2.1 agree
//! where the test is not ignored; those of 2.0.5, 3.1.9 and the development line before #16953 are read
//! and compared, and ignored with the reason at which they part. What the models do otherwise than the
//! real servers is written down here and, where it can be measured, in `tests/known_differences.rs`:
//!
//! * log lines: what no fact holds is printed as `…` (names of tasks, lists of ids, the figures of a
//!   heartbeat); moments in the path of a tombstone count from the beginning of the run; from 2.0.5 on
//!   there are the lines that decide something and no others;
//! * 3.1.9 and 3.2.1: the dispatcher that stalls in a cut, the late dispatch; the retry that a worker
//!   failover counts in 3.1.9; the dispatcher of 3.2.1 that tries a removed worker a few times more;
//! * the orders of slots by heap and by hash;
//! * development line: the role of the coordinator is taken and lost, but there are no task groups that
//!   wait for it;
//! * 1.3.x: one worker group, no sub-workflows, no thread budget, no load guard;
//! * YARN says of an application whether it runs, not how it has ended.
//!
//! # What can be seen
//!
//! The [`fact`]s, and nothing else. The registry and the database write down what they keep and why it
//! changed; masters and workers what their logs say and what no line says.

#![deny(clippy::float_arithmetic)]

mod client;
pub mod database;
pub mod disk;
pub mod fact;
pub mod ids;
mod jvm;
pub mod lane;
pub mod log;
mod master;
pub mod model;
mod pack;
pub mod path;
pub mod registry;
pub mod rows;
mod rpc;
pub mod server;
pub mod setting;
mod threads;
pub mod wire;
mod worker;
pub mod yarn;
