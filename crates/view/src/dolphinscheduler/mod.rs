//! A DolphinScheduler cluster as shapes: its stage, its rows of the time panel, its inspector.

mod drawn;
pub mod inspect;
mod sheet;
mod sight;
pub mod stage;
pub mod time;

pub use sight::{Sight, standing};
