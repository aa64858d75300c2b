//! What `cargo xtask bench` measures of the engine. It judges nothing and is no part of the page.
//!
//! The same code measures natively and in a browser: only the clock differs. Times are those of the
//! work itself; decisions about what is good enough are those of `xtask`.

#[cfg(target_family = "wasm")]
pub mod browser;
mod cluster;
pub mod measure;
pub mod workload;
