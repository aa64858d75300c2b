//! Is each level what it says? Its solution wins in as many steps as its par, on other seeds as well, and
//! of everything shorter nothing does.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops at the first surprise"
)]

mod check;

use scenario::catalog;
use scenario::level::zookeeper::Aim;
use scenario::level::{Level, Ruling};
use scenario::plan::Plan;
use scenario::run::{Record, Run};

fn judge(level: &Level<Aim>, run: &Record) -> Ruling {
    level.judge(run)
}
