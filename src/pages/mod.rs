//! The places of the page.

mod gallery;
mod lab;
mod later;
mod nowhere;

pub use gallery::Gallery;
pub use lab::Lab;
pub use later::Later;
pub use nowhere::Nowhere;
