//! Properties of the run, with the moment of their first violation and why it is one.

use crate::components::{Here, Icon, icon};
use crate::session::Action;
use locale::label::Label;
use locale::property;
use scenario::property::Judgement;
use yew::prelude::*;

/// The properties. Laws that hold are what one expects, and share a line that opens.
pub(crate) fn properties(here: Here<'_>) -> Html {
    let language = here.language;
    let judgements = here.session.shown.outcome.judgements.iter();
    let (laws, rows): (Vec<_>, Vec<_>) =
        judgements.partition(|judgement| judgement.holds && judgement.property.is_law());
    html! {
        <section class="properties" aria-labelledby="properties-title">
            <h2 id="properties-title">{ Label::Invariants.text(language) }</h2>
            <ul>{ for rows.into_iter().map(|judgement| row(here, judgement)) }</ul>
            <details>
                <summary>{ property::laws(language, laws.len()) }</summary>
                <ul>{ for laws.into_iter().map(|judgement| row(here, judgement)) }</ul>
            </details>
        </section>
    }
}

fn row(here: Here<'_>, judgement: &Judgement) -> Html {
    let Here {
        session, language, ..
    } = here;
    let go = judgement.first_violation.map(|at| {
        html! {
            <button type="button" class="quiet mono dead" onclick={here.on_click(Action::Seek(at))}>
                { session.sight(language).seconds(at) }
            </button>
        }
    });
    let why = judgement
        .first_violation
        .zip(judgement.why)
        .map(|(at, why)| {
            let setting = &session.shown.plan().setting;
            html! { <small>{ property::why(language, setting, at, &why) }</small> }
        });
    let (sign, class) = if judgement.holds {
        (Icon::Check, "holds")
    } else {
        (Icon::Flag, "violated")
    };
    html! {
        <li key={judgement.property.id()} {class}>
            { icon(sign) }
            <span>{ property::name(language, judgement.property) }{ why }</span>
            { go }
        </li>
    }
}
