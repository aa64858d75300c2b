//! The places of the page.

mod gallery;
mod lab;
mod nowhere;

pub use gallery::Gallery;
pub use lab::Lab;
pub use nowhere::Nowhere;
