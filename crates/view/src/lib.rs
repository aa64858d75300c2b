//! Geometry without a screen: where everything stands, what it looks like and what it says.
//!
//! This crate paints nothing and knows no browser. It turns a run at a moment into cards, rows and
//! shapes; the page puts the cards into the document and paints the shapes on a canvas, and an
//! export writes the same shapes as SVG.

mod bounded;
pub mod dolphinscheduler;
pub mod drawn;
pub mod inspect;
pub mod paint;
pub mod sight;
pub mod stage;
pub mod standing;
pub mod svg;
pub mod target;
pub mod time;

pub use bounded::bounded;
