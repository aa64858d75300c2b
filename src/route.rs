//! The places of the page, as the part of the address after `#`: any static host and any sub-path
//! will do.

use yew_router::prelude::*;

/// A place of the page.
#[derive(Clone, PartialEq, Eq, Debug, Routable)]
pub enum Route {
    /// The scenarios.
    #[at("/")]
    Gallery,
    /// One scenario, in the Lab.
    #[at("/lab/:id")]
    Lab {
        /// Which.
        id: String,
    },
    /// Anything else.
    #[not_found]
    #[at("/nowhere")]
    Nowhere,
}
