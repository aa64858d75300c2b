//! The places of the page.

mod compare;
mod embed;
mod gallery;
mod handout;
mod lab;
mod later;
mod present;
mod seen;

pub use compare::{Compare, Props as CompareProps};
pub use embed::{Embed, Props as EmbedProps};
pub use gallery::{Cards, CardsProps, Gallery};
pub use lab::{Lab, Props as LabProps};
pub use later::{Later, Place};
pub use present::{Present, Props as PresentProps};
pub(crate) use seen::view;
pub use seen::{Props as SeenProps, Seen};
