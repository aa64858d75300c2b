//! A DolphinScheduler cluster in words.

pub mod card;
pub mod event;
pub mod names;
pub mod state;
