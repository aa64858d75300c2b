//! Would it be noticed if the engine were wrong? The specification's section 12 names what is easily
//! got wrong. For each there is a test that makes the mistake, by a switch that nothing outside of
//! these tests can set, and says which line, time or verdict is another one then.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test stops at the first surprise, and looks at the few facts it asks about"
)]

#[path = "pitfalls/connecting.rs"]
mod connecting;
#[path = "pitfalls/counting.rs"]
mod counting;
#[path = "pitfalls/lines.rs"]
mod lines;
#[path = "pitfalls/network.rs"]
mod network;
#[path = "pitfalls/played.rs"]
mod played;
#[path = "pitfalls/sending.rs"]
mod sending;
