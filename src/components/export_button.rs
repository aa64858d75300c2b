//! Opens the sheet of what the view and the run can be saved as.

use crate::components::ExportProps;
use crate::exhibit::Exhibit;
use crate::parts::{Part, use_exports};
use crate::preferences::use_language;
use crate::session::Session;
use crate::shared::Shared;
use locale::label::Label;
use yew::prelude::*;

/// What is saved.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
}

/// Opens the sheet of what the view and the run can be saved as.
#[component(ExportButton)]
pub fn export_button<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let open = use_state_eq(|| false);
    let part = use_exports::<S>(*open);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let sheet = match part {
        Part::Ready(part) if *open => {
            let session = props.session.clone();
            let on_close = Callback::from(move |()| {
                open.set(false);
                crate::dom::focus("export");
            });
            (part.sheet)(ExportProps { session, on_close })
        }
        Part::Failed if *open => html! {
            <span role="alert">{ Label::PartFailed.text(language) }</span>
        },
        Part::Ready(_) | Part::Failed | Part::Waits => Html::default(),
    };
    html! {
        <>
            <button type="button" class="button" id="export" aria-haspopup="dialog" onclick={toggle}>
                { Label::Export.text(language) }
            </button>
            { sheet }
        </>
    }
}
