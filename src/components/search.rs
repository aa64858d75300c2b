//! Search over events and log lines.

use crate::components::Here;
use crate::exhibit::Exhibit;
use crate::session::Action;
use locale::transport;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The field, and how much it has found. Enter goes to the next one, with Shift to the one before.
pub(crate) fn search<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session,
        dispatch,
        language,
    } = here;
    let input = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            dispatch.dispatch(Action::Search(input.value()));
        })
    };
    let keys = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => dispatch.dispatch(Action::Found(!event.shift_key())),
            "Escape" => {
                dispatch.dispatch(Action::Search(String::new()));
                crate::dom::focus("stage");
            }
            _ => {}
        })
    };
    let hint = S::SEARCH.text(language);
    html! {
        <span class="search" role="search">
            <input type="search" id="search" placeholder={hint} aria-label={hint}
                value={session.query.clone()} oninput={input} onkeydown={keys} />
            <span class="minor" role="status">
                if !session.query.is_empty() {
                    { transport::found(language, session.found_here(), session.found.len()) }
                }
            </span>
        </span>
    }
}
