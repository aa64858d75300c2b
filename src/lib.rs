//! The browser app: the only code that knows Yew or the DOM.
//!
//! Yew owns structure: a [`session::Session`] is reduced by actions, and components show parts of it.
//! Motion belongs to one animation frame, which lets time pass in the session. What is dense is painted
//! on canvases from the shapes of the crate `view`; everything else is text in the document.

mod address;
pub mod app;
pub mod canvas;
pub mod components;
mod dom;
mod download;
pub mod exhibit;
mod fetch;
mod hooks;
pub mod pages;
pub mod panic;
pub mod parts;
pub mod preferences;
mod progress;
pub mod route;
pub mod session;
pub mod shared;
mod sheet;
mod shortcuts;
mod single;
pub mod worker;
