//! A scenario seen otherwise than in the Lab, once that part of the page has been loaded.

use super::embed::Embed;
use super::handout::Handout;
use super::present::Notes;
use crate::exhibit::Exhibit;
use crate::parts::{Part, use_views};
use crate::preferences::use_language;
use crate::route::Look;
use locale::label::Label;
use yew::prelude::*;

/// Which scenario, and how it is seen.
#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Its id.
    pub id: String,
    /// The moment and the choices.
    pub query: String,
    /// How it is seen.
    pub look: Look,
}

/// The scenario, or nothing until it can be seen so.
#[component(Seen)]
pub fn seen<S: Exhibit>(props: &Props) -> Html {
    let language = use_language();
    match use_views::<S>(true) {
        Part::Ready(part) => (part.view)(props.clone()),
        Part::Waits => Html::default(),
        Part::Failed => html! {
            <main class="plain"><p role="alert">{ Label::PartFailed.text(language) }</p></main>
        },
    }
}

/// The scenario, for whoever has this part of the page at hand.
pub(crate) fn view<S: Exhibit>(props: Props) -> Html {
    let Props { id, query, look } = props;
    match look {
        Look::Embed { .. } => html! { <Embed<S> {id} {query} /> },
        Look::Notes => html! { <Notes /> },
        Look::Handout { both } => html! { <Handout<S> {id} {query} {both} /> },
        // Both are the Lab's own.
        Look::Lab | Look::Present => Html::default(),
    }
}
