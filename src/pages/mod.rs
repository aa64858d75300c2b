//! The places of the page.

mod compare;
mod embed;
mod gallery;
mod lab;
mod later;
mod nowhere;
mod present;
mod seen;

pub use compare::{Compare, Props as CompareProps};
pub use embed::{Embed, Props as EmbedProps};
pub use gallery::Gallery;
pub use lab::Lab;
pub use later::Later;
pub use nowhere::Nowhere;
pub use present::{Present, Props as PresentProps};
pub(crate) use seen::view;
pub use seen::{Props as SeenProps, Seen};
