//! Properties of the run, with the moment of their first violation and why it is one.

use crate::components::{Here, Icon, icon};
use crate::exhibit::Exhibit;
use crate::session::Action;
use locale::label::Label;
use locale::property;
use yew::prelude::*;

/// The properties. Laws that hold are what one expects, and share a line.
pub(crate) fn properties<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let sight = session.sight(language);
    let mut laws = 0;
    let mut rows: Vec<Html> = Vec::new();
    let shown = &session.shown;
    let judgements = (0..).map_while(|place| Some((place, S::judged(shown, place)?)));
    for (place, judged) in judgements {
        if judged.holds && judged.is_law {
            laws += 1;
            continue;
        }
        let [rule, violation] = S::property(shown, place, language);
        let said = match S::why_violated(shown, place, language) {
            None => html! { rule },
            Some(why) => html! {
                <>
                    <b>{ violation }</b>{ " " }
                    { why }
                    <span class="rule minor">{ property::ought(language, rule) }</span>
                </>
            },
        };
        let go = judged.first.map(|at| {
            html! {
                <button type="button" class="quiet mono dead" onclick={here.on_click(Action::Seek(at))}>
                    { sight.seconds(at) }
                </button>
            }
        });
        rows.push(row(judged.holds, said, go));
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
