//! The gallery and the comparison, once their parts of the site have been loaded.

use super::CompareProps;
use crate::components::plain_header;
use crate::parts::{Part, use_compare, use_places};
use crate::preferences::use_preferences;
use locale::label::Label;
use picture::zookeeper::ZooKeeper;
use yew::prelude::*;

/// Which of the two.
#[derive(Properties, PartialEq)]
pub struct LaterProps {
    /// What is compared; the gallery if nothing is.
    #[prop_or_default]
    pub compare: Option<CompareProps>,
}

/// The place, or its header until it is there.
#[component(Later)]
pub fn later(props: &LaterProps) -> Html {
    let preferences = use_preferences();
    let places = use_places::<ZooKeeper>(props.compare.is_none());
    let comparison = use_compare(props.compare.is_some());
    let (label, class, failed, place) = match &props.compare {
        None => (
            Label::Gallery,
            "gallery",
            matches!(places, Part::Failed),
            match places {
                Part::Ready(part) => Some((part.gallery)()),
                Part::Waits | Part::Failed => None,
            },
        ),
        Some(asked) => (
            Label::Compare,
            "plain",
            matches!(comparison, Part::Failed),
            match comparison {
                Part::Ready(part) => Some((part.place)(asked.clone())),
                Part::Waits | Part::Failed => None,
            },
        ),
    };
    place.unwrap_or_else(|| {
        html! {
            <>
                { plain_header(&preferences, label) }
                <main {class}>
                    if failed {
                        <p role="alert">{ Label::PartFailed.text(preferences.language()) }</p>
                    }
                </main>
            </>
        }
    })
}
