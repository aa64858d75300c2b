//! What could not be done, in one sentence, until it is read.

use crate::components::Here;
use crate::session::{Action, Notice};
use locale::label::Label;
use locale::{Language, problem};
use yew::prelude::*;

/// What could not be done.
pub(crate) fn notice_bar(notice: &Notice, here: Here<'_>) -> Html {
    html! {
        <div class="notice" role="alert">
            <p>{ sentence(notice, here.language) }</p>
            <button type="button" class="small" onclick={here.on_click(Action::Dismiss)}>
                { Label::Dismiss.text(here.language) }
            </button>
        </div>
    }
}

fn sentence(notice: &Notice, language: Language) -> String {
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
        Notice::Stale { engine } => problem::stale_link(language, *engine),
    }
}
