//! The time panel: one band per server, lanes of its threads, the messages between them, and a strip
//! that says whether anybody is served.

pub mod axis;
pub(crate) mod band;
mod client;
pub mod fold;
mod lane;
mod message;
pub(crate) mod minimap;
pub(crate) mod panel;
mod rows;
pub(crate) mod ruler;

pub use axis::{Axis, Folded, Window, magnified};
pub use fold::{Folds, Quiet};
pub use minimap::{minimap, minimap_over, times};
pub use panel::{Panel, draw, draw_over};
pub use rows::{FOOT, Lanes, RULER, Row, RowKind, Rows};
