//! The places of the page.

mod compare;
mod gallery;
mod lab;
mod later;
mod nowhere;

pub use compare::{Compare, Props as CompareProps};
pub use gallery::Gallery;
pub use lab::Lab;
pub use later::Later;
pub use nowhere::Nowhere;
