//! Properties of the run, with the moment of their first violation.

use crate::components::{Here, Icon, icon};
use crate::session::Action;
use locale::label::Label;
use locale::verdict;
use yew::prelude::*;

/// The properties.
pub(crate) fn properties(here: Here<'_>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let sight = session.sight(language);
    let rows = session.shown.outcome.judgements.iter().map(|judgement| {
        let go = judgement.first_violation.map(|at| {
            html! {
                <button type="button" class="quiet mono dead" onclick={here.on_click(Action::Seek(at))}>
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
            <h2 id="properties-title">{ Label::Invariants.text(language) }</h2>
            <ul>{ for rows }</ul>
        </section>
    }
}
