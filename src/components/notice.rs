//! What could not be done, in one sentence, until it is read.

use crate::components::Here;
use crate::exhibit::Exhibit;
use crate::session::{Action, Notice, Session};
use locale::label::Label;
use locale::{Language, problem};
use scenario::brief::Brief;
use scenario::catalog::CatalogError;
use yew::prelude::*;

/// What could not be done.
pub(crate) fn notice_bar<S: Exhibit>(here: Here<'_, S>) -> Html {
    let language = here.language;
    let sentences = here.session.notices.iter();
    html! {
        <div class="notice" role="alert">
            <div>{ for sentences.map(|notice| html! { <p>{ sentence(notice, here.session, language) }</p> }) }</div>
            <button type="button" class="small" onclick={here.on_click(Action::Dismiss)}>
                { Label::Dismiss.text(language) }
            </button>
        </div>
    }
}

/// Why there is no such scenario.
pub(crate) fn unknown(language: Language, error: &CatalogError) -> String {
    match error {
        CatalogError::Unknown(problem) => problem::problem(language, problem),
        CatalogError::Script(error) => problem::script_error(language, error),
    }
}

fn sentence<S: Exhibit>(notice: &Notice, session: &Session<S>, language: Language) -> String {
    match notice {
        Notice::Plan(error) => problem::plan_error(language, error),
        Notice::Link(problems) => {
            let said: Vec<String> = problems
                .iter()
                .map(|problem| problem::problem(language, problem))
                .collect();
            let separator = match language {
                Language::En => " ",
                Language::Zh => "",
            };
            said.join(separator)
        }
        Notice::Bound(limit) => problem::bound(language, *limit),
        Notice::Part => Label::PartFailed.text(language).to_owned(),
        Notice::Stale {
            engine,
            then,
            event,
        } => {
            let shown = &session.shown;
            let words = |brief: &Brief| S::heals(language, brief, None, shown.plan()).1;
            let verdicts = then
                .as_ref()
                .map(|then| (words(then), words(&shown.brief())));
            problem::stale_link(language, *engine, verdicts.as_ref(), *event)
        }
    }
}
