//! Is what a run is exported as what its format asks for, and all of it?

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod logs;
#[cfg(feature = "readers")]
mod readers;
mod shiviz;
mod story;
mod svg;
