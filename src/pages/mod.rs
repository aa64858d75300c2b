//! The places of the page.

mod compare;
mod gallery;
mod lab;
mod later;

pub use compare::{Compare, Props as CompareProps};
pub use gallery::{Cards, Gallery};
pub use lab::{Lab, Props as LabProps};
pub use later::{Later, Place};
