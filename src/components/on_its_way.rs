//! The place of a run that is being made, until the part of the page that shows it is there.

use crate::components::{Here, RunningProps};
use crate::exhibit::Exhibit;
use crate::parts::{LongPart, Part};
use locale::label::Label;
use yew::prelude::*;

/// The run that is being made, if there is one.
pub(crate) fn on_its_way<S: Exhibit>(here: Here<'_, S>, long: Part<LongPart<S>>) -> Html {
    let Some(making) = here.session.making.clone() else {
        return Html::default();
    };
    match long {
        Part::Ready(part) => (part.strip)(RunningProps {
            id: here.session.id.clone(),
            making,
            dispatch: here.dispatch.clone(),
        }),
        Part::Failed => html! {
            <p class="running" role="alert">{ Label::PartFailed.text(here.language) }</p>
        },
        Part::Waits => html! {
            <div class="running" id="running">{ Label::Running.text(here.language) }</div>
        },
    }
}
