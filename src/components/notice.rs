//! What could not be done, in one sentence, until it is read.

use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Notice};
use locale::label::Label;
use locale::{Language, problem};
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What could not be done.
    pub notice: Notice,
    /// What is done.
    pub dispatch: Dispatch,
}

/// What could not be done.
#[component(NoticeBar)]
pub fn notice_bar(props: &Props) -> Html {
    let language = use_language();
    let dismiss = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Dismiss))
    };
    html! {
        <div class="notice" role="alert">
            <p>{ sentence(&props.notice, language) }</p>
            <button type="button" class="small" onclick={dismiss}>{ Label::Dismiss.text(language) }</button>
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
