//! Opens the sheet of what the view and the run can be saved as.

use crate::components::ExportProps;
use crate::components::opener::{closes, loading_opener};
use crate::exhibit::Exhibit;
use crate::parts::use_exports;
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
    let sheet = use_exports::<S>(*open).map(|part| {
        let session = props.session.clone();
        let on_close = closes("export", &open);
        (part.sheet)(ExportProps { session, on_close })
    });
    loading_opener(language, "export", Label::Export, open, sheet)
}
