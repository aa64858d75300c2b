//! Knows nothing of Quorumscope: it serves a directory on loopback, finds the browsers of this
//! machine and drives them over WebDriver.
//!
//! Two things are built on it: `cargo xtask` (serve, screenshot, finding drivers) and the
//! journeys in `tests/e2e`. It is a package of its own so that the journeys may depend on the
//! engine without every change of the engine recompiling `xtask`, and so that they need not wait
//! for wasm-bindgen's tools to compile.

mod bidi;
pub mod browser;
mod driver;
mod element;
mod error;
pub mod gesture;
pub mod keys;
mod page;
mod preferences;
mod recorder;
pub mod server;
mod session;
pub mod site;

pub use browser::{Browser, Installed};
pub use element::{Element, Rect};
pub use error::{Failure, Outcome};
pub use gesture::Gesture;
pub use page::{PATIENCE, Page};
pub use preferences::{Preferences, Theme};
pub use server::{Port, Server};
pub use site::Site;
