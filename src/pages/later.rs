//! The places that a first visit does without, once their parts of the site have been loaded.

use super::{CompareProps, LabProps, SeenProps};
use crate::components::{brand_header, plain_header};
use crate::parts::{Part, use_compare, use_dolphinscheduler, use_places};
use crate::preferences::{PreferencesContext, use_preferences};
use crate::route::GALLERY;
use locale::label::Label;
use picture::zookeeper::ZooKeeper;
use yew::prelude::*;

/// Which of them.
#[derive(Clone, PartialEq)]
pub enum Place {
    /// The scenarios.
    Gallery,
    /// Two runs on one clock.
    Compare(CompareProps),
    /// A run of DolphinScheduler, in the Lab.
    Lab(LabProps),
    /// Two runs of DolphinScheduler.
    Failovers(CompareProps),
    /// A run of DolphinScheduler, seen otherwise.
    Seen(SeenProps),
    /// None that there is.
    Nowhere,
}

/// Which of them.
#[derive(Properties, PartialEq)]
pub struct LaterProps {
    /// The place.
    pub place: Place,
}

/// The place, or its header until it is there.
#[component(Later)]
pub fn later(props: &LaterProps) -> Html {
    let preferences = use_preferences();
    let place = &props.place;
    let places = use_places::<ZooKeeper>(*place == Place::Gallery);
    let comparison = use_compare(matches!(place, Place::Compare(_)));
    let dolphinscheduler = use_dolphinscheduler(matches!(
        place,
        Place::Lab(_) | Place::Seen(_) | Place::Failovers(_)
    ));
    let there = match place {
        Place::Gallery => places.map(|part| (part.gallery)()),
        Place::Compare(asked) => comparison.map(|part| (part.place)(asked.clone())),
        Place::Failovers(asked) => dolphinscheduler.map(|part| (part.compare)(asked.clone())),
        Place::Lab(asked) => dolphinscheduler.map(|part| (part.lab)(asked.clone())),
        Place::Seen(asked) => dolphinscheduler.map(|part| (part.seen)(asked.clone())),
        Place::Nowhere => return nowhere(&preferences),
    };
    match there {
        Part::Ready(place) => place,
        Part::Waits => waits(place, &preferences, Html::default()),
        Part::Failed => {
            let said = Label::PartFailed.text(preferences.language());
            waits(place, &preferences, html! { <p role="alert">{ said }</p> })
        }
    }
}

/// What is there before the place is.
fn waits(place: &Place, preferences: &PreferencesContext, said: Html) -> Html {
    let (header, class) = match place {
        Place::Gallery => (plain_header(preferences, Label::Gallery), "gallery"),
        Place::Compare(_) | Place::Failovers(_) => {
            (plain_header(preferences, Label::Compare), "plain")
        }
        Place::Nowhere => (plain_header(preferences, Label::NotThere), "plain"),
        Place::Lab(asked) => (brand_header(preferences, &asked.id), "plain"),
        // What is a part of another page has no header.
        Place::Seen(_) => (Html::default(), "plain"),
    };
    html! {
        <>
            { header }
            <main {class}>{ said }</main>
        </>
    }
}

/// One sentence, and the way back.
fn nowhere(preferences: &PreferencesContext) -> Html {
    let language = preferences.language();
    let said = html! {
        <>
            <h1>{ Label::NotThere.text(language) }</h1>
            <p><a href={GALLERY}>{ Label::BackToGallery.text(language) }</a></p>
        </>
    };
    waits(&Place::Nowhere, preferences, said)
}
