//! Is each level of DolphinScheduler what it says, as ZooKeeper's are?

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

#[path = "../../scenario/tests/levels/check.rs"]
mod check;

use failover::catalog;
use failover::level::{Aim, judge};
use failover::plan::Plan;
use failover::run::Run;
