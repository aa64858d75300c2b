//! Verdicts and properties of DolphinScheduler's runs as sentences.

pub mod compare;
pub mod level;
pub mod property;
pub mod verdict;
