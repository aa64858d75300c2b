//! Parameters: the numbers and choices that decide the outcome. Every change is a new run.

use crate::components::{Here, on_click};
use crate::exhibit::Exhibit;
use crate::parts::{Part, PlacesPart};
use crate::session::Action;
use locale::label::Label;
use scenario::plan::Planned;
use scenario::script::param::{Param, ParamKind};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// The name under which the seed is set.
pub(crate) const SEED: &str = "seed";

/// The parameters, folded away until somebody asks for them or has changed one.
pub(crate) fn params<S: Exhibit>(here: Here<'_, S>, places: Part<PlacesPart<S>>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let rows = match places {
        _ if !session.params_are_open() => Html::default(),
        Part::Ready(part) => (part.params)(here),
        Part::Failed => html! { <p role="alert">{ Label::PartFailed.text(language) }</p> },
        Part::Waits => Html::default(),
    };
    html! {
        <details class="params" open={session.has_other_params()}>
            <summary id="params-title" onclick={here.on_click(Action::OpenParams)}>
                { Label::Parameters.text(language) }
            </summary>
            { rows }
        </details>
    }
}

/// The parameters one below the other.
pub(crate) fn param_rows<S: Exhibit>(here: Here<'_, S>) -> Html {
    let params = here.session.script.params.iter();
    let shown = params.filter(|param| !param.hidden);
    html! {
        <div class="param-rows">
            { for shown.map(|param| row(param, here)) }
            { seed(here) }
        </div>
    }
}

fn row<S: Exhibit>(param: &Param, here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let set = session.choice().params.get(&param.name);
    let value = set.unwrap_or(&param.default).clone();
    let id = format!("param-{}", param.name);
    let input = match &param.kind {
        ParamKind::Int { min, max } => number(here, &param.name, &id, &value, (*min, *max)),
        ParamKind::Enum { values, .. } => select(here, &param.name, &id, &value, values),
        ParamKind::Bool => {
            let values = ["false".to_owned(), "true".to_owned()];
            select(here, &param.name, &id, &value, &values)
        }
    };
    field(
        here,
        &param.name,
        language.of(&param.title),
        &id,
        input,
        set.is_some(),
    )
}

fn seed<S: Exhibit>(here: Here<'_, S>) -> Html {
    let session = here.session;
    let value = session.shown.plan().seed().to_string();
    let changed = session.choice().seed.is_some();
    let most = i64::try_from(scenario::plan::SEED_MAX).unwrap_or(i64::MAX);
    let input = number(here, SEED, "param-seed", &value, (0, most));
    let title = Label::Seed.text(here.language);
    field(here, SEED, title, "param-seed", input, changed)
}

/// A parameter with its name, what it means, and the way back to its default.
fn field<S: Exhibit>(
    here: Here<'_, S>,
    name: &str,
    title: &str,
    id: &str,
    input: Html,
    changed: bool,
) -> Html {
    let reset = Action::SetParam(name.into(), None);
    let label = Label::Reset.text(here.language);
    html! {
        <div class="param" key={name.to_owned()}>
            <label for={id.to_owned()}>
                { title }<span class="mono minor">{ name.to_owned() }</span>
            </label>
            { input }
            <button type="button" class="quiet" disabled={!changed}
                aria-label={format!("{label}: {name}")} title={label}
                onclick={on_click(here.dispatch, reset)}>{ "↺" }</button>
        </div>
    }
}

fn number<S: Exhibit>(
    here: Here<'_, S>,
    name: &str,
    id: &str,
    value: &str,
    (min, max): (i64, i64),
) -> Html {
    let change = {
        let (dispatch, name): (_, Rc<str>) = (here.dispatch.clone(), name.into());
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            dispatch.dispatch(Action::SetParam(name.clone(), Some(input.value())));
        })
    };
    html! {
        <input type="number" id={id.to_owned()} value={value.to_owned()} min={min.to_string()}
            max={max.to_string()} title={format!("{min} … {max}")} onchange={change} />
    }
}

fn select<S: Exhibit>(
    here: Here<'_, S>,
    name: &str,
    id: &str,
    value: &str,
    values: &[String],
) -> Html {
    let change = {
        let (dispatch, name): (_, Rc<str>) = (here.dispatch.clone(), name.into());
        Callback::from(move |event: Event| {
            let input: HtmlSelectElement = event.target_unchecked_into();
            dispatch.dispatch(Action::SetParam(name.clone(), Some(input.value())));
        })
    };
    let option = |other: &String| {
        html! { <option value={other.clone()} selected={other == value}>{ other }</option> }
    };
    html! {
        <select id={id.to_owned()} onchange={change}>{ for values.iter().map(option) }</select>
    }
}
