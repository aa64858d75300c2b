//! Do servers do what the sources say where no capture shows it? Followers that a leader's list does
//! not have, observers, names that nobody resolves, members that missed a reconfig or are removed by
//! one, files and addresses that are wrong, writes in the middle of a synchronisation.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise, and looks at the few facts it asks about"
)]

#[path = "situations/following.rs"]
mod following;
#[path = "situations/membership.rs"]
mod membership;
#[path = "situations/played.rs"]
mod played;
#[path = "situations/starting.rs"]
mod starting;
#[path = "situations/syncing.rs"]
mod syncing;
