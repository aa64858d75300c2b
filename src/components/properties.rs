//! Properties of the run, with the moment of their first violation.

use crate::components::{Icon, icon};
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Shown};
use crate::shared::Shared;
use locale::label::Label;
use locale::verdict;
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The run.
    pub shown: Shared<Shown>,
    /// What is done.
    pub dispatch: Dispatch,
}

/// The properties.
#[component(Properties)]
pub fn properties(props: &Props) -> Html {
    let language = use_language();
    let sight = props.shown.sight(language);
    let rows = props.shown.outcome.judgements.iter().map(|judgement| {
        let go = judgement.first_violation.map(|at| {
            let dispatch = props.dispatch.clone();
            let click = Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Seek(at)));
            html! {
                <button type="button" class="quiet mono dead" onclick={click}>
                    { sight.seconds(at) }
                </button>
            }
        });
        let (sign, class) = if judgement.holds {
            (Icon::Check, "holds")
        } else {
            (Icon::Flag, "violated")
        };
        html! {
            <li key={judgement.property.id()} {class}>
                { icon(sign) }
                <span>{ verdict::property(language, judgement.property) }</span>
                { go }
            </li>
        }
    });
    html! {
        <section class="properties" aria-labelledby="properties-title">
            <h3 id="properties-title">{ Label::Invariants.text(language) }</h3>
            <ul>{ for rows }</ul>
        </section>
    }
}
