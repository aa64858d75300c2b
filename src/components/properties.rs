//! Properties of the run, with the moment of their first violation and why it is one.

use crate::components::{Here, Icon, icon};
use crate::session::Action;
use locale::label::Label;
use locale::property;
use yew::prelude::*;

/// The properties. Laws that hold are what one expects, and share a line.
pub(crate) fn properties(here: Here<'_>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let sight = session.sight(language);
    let mut laws = 0;
    let mut rows: Vec<Html> = Vec::new();
    for judgement in &session.shown.outcome.judgements {
        if judgement.holds && judgement.property.is_law() {
            laws += 1;
            continue;
        }
        let rule = property::name(language, judgement.property);
        let setting = &session.shown.plan().setting;
        let broken = judgement.first_violation.zip(judgement.why);
        let said = match broken {
            None => html! { rule },
            Some((at, why)) => html! {
                <>
                    <b>{ property::violation(language, judgement.property) }</b>{ " " }
                    { property::why(language, setting, at, &why) }
                    <span class="rule minor">{ property::ought(language, rule) }</span>
                </>
            },
        };
        let go = judgement.first_violation.map(|at| {
            html! {
                <button type="button" class="quiet mono dead" onclick={here.on_click(Action::Seek(at))}>
                    { sight.seconds(at) }
                </button>
            }
        });
        rows.push(row(judgement.holds, said, go));
    }
    rows.push(row(true, html! { property::laws(language, laws) }, None));
    html! {
        <section class="properties" aria-labelledby="properties-title">
            <h2 id="properties-title">{ Label::Invariants.text(language) }</h2>
            <ul>{ rows }</ul>
        </section>
    }
}

fn row(holds: bool, said: Html, go: Option<Html>) -> Html {
    let (sign, class) = if holds {
        (Icon::Check, "holds")
    } else {
        (Icon::Flag, "violated")
    };
    html! { <li {class}>{ icon(sign) }<span>{ said }</span>{ go }</li> }
}
