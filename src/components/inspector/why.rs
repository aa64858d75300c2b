//! Why: a sentence, the log line, the state before and after, the chain of causes.

use crate::components::on_click;
use crate::exhibit::{Exhibit, Line};
use crate::parts::use_log;
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Shown};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use sim::id::EventId;
use view::inspect::{Cause, Change, Compared, Comparison, Inspection};
use view::sight::Sight;
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub(crate) struct Props<S: Exhibit> {
    /// The run.
    pub shown: Shared<Shown<S>>,
    /// The event.
    pub selected: Option<EventId>,
    /// Whether time runs; the chain is then left out, for nobody can read it.
    pub playing: bool,
    /// Whether its causes are shown on stage and time.
    pub traced: bool,
    /// What is done.
    pub dispatch: Dispatch<S>,
}

/// Why something happened.
#[component(Why)]
pub(crate) fn why<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let log = use_log::<S>();
    let inspection = {
        let shown = props.shown.clone();
        use_memo(
            (shown, props.selected, language),
            |(shown, selected, language)| shown.inspect(*language, (*selected)?),
        )
    };
    let Some(inspection) = &*inspection else {
        return html! { <p class="empty">{ Label::SelectAnEvent.text(language) }</p> };
    };
    let sight = props.shown.sight(language);
    html! {
        <>
            <p class="sentence">
                <b>{ &inspection.telling.head }</b>
                if !inspection.telling.detail.is_empty() {
                    { " " }{ &inspection.telling.detail }
                }
            </p>
            if let Some(comparison) = &inspection.comparison {
                { compared(comparison, sight.language) }
            }
            { line(inspection, &sight, log.map(|log| (log.line)(&props.shown, inspection.event))) }
            { changes(inspection, &sight) }
            if !props.playing && inspection.chain.len() > 1 {
                { chain(inspection, &sight, props.traced, &props.dispatch) }
            }
        </>
    }
}

/// What was compared, value by value, with the one that decided set off.
fn compared(comparison: &Comparison, language: Language) -> Html {
    let row = |row: &Compared| {
        html! {
            <tr class={row.decides.then_some("decides")}>
                <th scope="row">{ row.name }</th>
                <td class="mono">{ &row.left }</td>
                <td class="mono compared-sign">{ row.sign }</td>
                <td class="mono">{ &row.right }</td>
            </tr>
        }
    };
    html! {
        <>
            <h3>{ Label::Compared.text(language) }</h3>
            if !comparison.rows.is_empty() {
                <table class="compared">
                    <thead>
                        <tr>
                            <td />
                            <th scope="col">{ &comparison.sides.0 }</th>
                            <td />
                            <th scope="col">{ &comparison.sides.1 }</th>
                        </tr>
                    </thead>
                    <tbody>{ for comparison.rows.iter().map(row) }</tbody>
                </table>
            }
            <p class="compared-words">{ &comparison.words }</p>
        </>
    }
}

/// The line of the event, or that it prints none; neither before the lines are there.
fn line<S: Exhibit>(
    inspection: &Inspection,
    sight: &Sight<'_, S>,
    line: Option<Option<Line>>,
) -> Html {
    let language = sight.language;
    let name = S::name(sight, inspection.node).into_owned();
    let release = S::release(sight.plan);
    html! {
        <>
            <h3>{ Label::LogLine.text(language) }{ " · " }{ name }</h3>
            {
                match line {
                    Some(Some(line)) => html! { <pre class="log-line" tabindex="0">{ line.text }</pre> },
                    Some(None) => html! {
                        <p class="minor">{ format!("{release} {}", Label::PrintsNothing.text(language)) }</p>
                    },
                    None => html! { <p class="minor">{ "…" }</p> },
                }
            }
        </>
    }
}

fn changes<S: Exhibit>(inspection: &Inspection, sight: &Sight<'_, S>) -> Html {
    let language = sight.language;
    if inspection.changes.is_empty() && inspection.source.is_none() {
        return Html::default();
    }
    html! {
        <>
            <h3 class="with-source">
                <span>{ Label::State.text(language) }</span>
                if let Some(source) = inspection.source {
                    <span class="mono source">{ source }</span>
                }
            </h3>
            if !inspection.changes.is_empty() {
                <table class="changes">
                    <thead class="unseen">
                        <tr>
                            <th>{ Label::State.text(language) }</th>
                            <th>{ Label::Before.text(language) }</th>
                            <th>{ "→" }</th>
                        </tr>
                    </thead>
                    <tbody>{ for inspection.changes.iter().map(change) }</tbody>
                </table>
            }
        </>
    }
}

fn change(change: &Change) -> Html {
    let value = |text: &str| {
        if text.is_empty() {
            "–".to_owned()
        } else {
            text.to_owned()
        }
    };
    html! {
        <tr key={change.name}>
            <th scope="row">{ change.name }</th>
            if change.is_one() {
                <td class="mono">{ value(&change.before) }</td>
                <td class="mono"><span class="arrow">{ "→" }</span><b>{ value(&change.after) }</b></td>
            } else {
                <td class="mono" colspan="2">{ value(&change.after) }</td>
            }
        </tr>
    }
}

fn chain<S: Exhibit>(
    inspection: &Inspection,
    sight: &Sight<'_, S>,
    traced: bool,
    dispatch: &Dispatch<S>,
) -> Html {
    let language = sight.language;
    let last = inspection.chain.len() - 1;
    let links = inspection
        .chain
        .iter()
        .enumerate()
        .map(|(index, cause)| link(index, cause, index == last, sight, dispatch));
    let back = on_click(dispatch, Action::ToCause);
    html! {
        <>
            <h3 class="with-source">
                <button type="button" class="quiet" aria-pressed={traced.to_string()}
                    title={Label::ShowTrail.text(language)}
                    onclick={on_click(dispatch, Action::ToggleTrail)}>
                    { Label::Because.text(language) }
                </button>
                <button type="button" class="quiet" onclick={back}>
                    { Label::BackToTheCause.text(language) }{ " " }<kbd>{ "B" }</kbd>
                </button>
            </h3>
            <ol class="chain">{ for links }</ol>
        </>
    }
}

fn link<S: Exhibit>(
    index: usize,
    cause: &Cause,
    is_root: bool,
    sight: &Sight<'_, S>,
    dispatch: &Dispatch<S>,
) -> Html {
    let go = on_click(dispatch, Action::GoAlong(cause.event));
    let class = classes!("link", (index == 0).then_some("here"));
    html! {
        <li key={cause.event.0} {class}>
            <span class="number mono" aria-hidden="true">{ index + 1 }</span>
            <span class="mono minor">{ sight.seconds(cause.at) }</span>
            <button type="button" onclick={go} title={cause.source.unwrap_or_default()}>
                { &cause.telling.head }
                if is_root {
                    { " " }<span class="tag">{ Label::Root.text(sight.language) }</span>
                }
            </button>
        </li>
    }
}
