//! The time panel: names of the rows in the document, everything else in the plot.

use crate::components::folds::{folds, not_to_scale};
use crate::components::minimap::use_minimap;
use crate::components::plot::{sides, use_plot};
use crate::components::stage::place_in;
use crate::components::{Here, Styled, on_click, on_its_way, px};
use crate::exhibit::Exhibit;
use crate::hooks::use_size;
use crate::parts::use_long;
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Scale, Session, Shown};
use crate::shared::Shared;
use gloo_events::{EventListener, EventListenerOptions};
use locale::Language;
use locale::label::Label;
use scenario::plan::Planned;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::Row as Fact;
use view::bounded;
use view::time::{Axis, Lanes, Row};
use wasm_bindgen::JsCast;
use web_sys::WheelEvent;
use yew::prelude::*;

/// What the panel shows.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
    /// What is done on it.
    pub dispatch: Dispatch<S>,
}

/// One press of a zoom button or key.
pub const ZOOM_STEP: f64 = 2.0;
/// The time panel.
#[component(TimePanel)]
pub fn time_panel<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let node = use_node_ref();
    let (width, _) = use_size(&node);
    let session = &props.session;
    let here = Here {
        session,
        dispatch: &props.dispatch,
        language,
    };
    let rows = {
        let session = session.clone();
        use_memo(
            (Shared(session.shown.clone()), session.lanes, language),
            move |(_, lanes, language)| S::rows(&session.sight(*language), *lanes),
        )
    };
    let (left, right) = sides(width);
    let (folded, magnified) = (session.folds(), session.magnified());
    let axis = Axis::new(session.window, &folded, magnified, left, right);
    // What looks as it did stays the same, so that nothing is drawn again that has not changed.
    let axis = Shared(use_memo(axis, Axis::clone));
    let plot = use_plot(here, (&node, width), &rows, &axis, &session.trail());
    let minimap = use_minimap(here);
    let long = use_long::<S>(session.making.is_some());
    use_wheel(&node, &axis, &props.dispatch);
    let names = rows.rows.iter().map(|row| {
        let looked = session
            .looks()
            .iter()
            .any(|look| S::is_meant(&row.kind, *look, session.shown.plan()));
        row_name::<S>(row, looked, &props.dispatch)
    });
    html! {
        <section class="time" aria-label={Label::Time.text(language)} id="time" tabindex="-1">
            { bar(here, &axis) }
            { on_its_way(here, long) }
            { minimap }
            <div class="time-rows">
                <Styled class="row-names" style={vec![("height", px(rows.height))]}>{ for names }</Styled>
                <div class="time-plot">
                    { plot }
                    { folds(here, &axis) }
                </div>
            </div>
        </section>
    }
}

/// The acts that the story as it happened does not have: those of fixes.
pub(crate) fn chosen<S: Exhibit>(session: &Session<S>) -> Vec<EventId> {
    let same = |mine: &Fact, theirs: &Fact| {
        (mine.at, mine.small, mine.node, mine.b) == (theirs.at, theirs.small, theirs.node, theirs.b)
    };
    let row = |shown: &Shown<S>, event| shown.run.trace().get(event);
    let is_new = |event: &EventId| {
        let (Some(mine), Some(baseline)) = (row(&session.shown, *event), session.tried.first())
        else {
            return false;
        };
        let mut acts = S::acts(&baseline.index).iter();
        !acts.any(|(_, act)| row(baseline, *act).is_some_and(|theirs| same(&mine, &theirs)))
    };
    let acts = S::acts(&session.shown.index)
        .iter()
        .map(|(_, event)| *event);
    acts.filter(is_new).collect()
}

/// First violations of what ought to hold always.
pub(crate) fn flags<S: Exhibit>(
    session: &Session<S>,
    language: Language,
) -> Vec<(SimTime, String)> {
    let shown = &session.shown;
    let judged = (0..).map_while(|place| Some((place, S::judged(shown, place)?)));
    let mut flags: Vec<(SimTime, String)> = judged
        .filter(|(_, judged)| judged.is_always)
        .filter_map(|(place, judged)| {
            let [_, violation] = S::property(shown, place, language);
            Some((judged.first?, violation.to_owned()))
        })
        .collect();
    flags.sort();
    flags
}

fn row_name<S: Exhibit>(row: &Row<S::RowKind>, looked: bool, dispatch: &Dispatch<S>) -> Html {
    let node = S::band_of(&row.kind);
    let major = node.is_some() || S::is_service(&row.kind);
    let class = classes!(
        "row-name",
        looked.then_some("looked"),
        if major { "major" } else { "minor" }
    );
    let name = match node {
        Some(node) => {
            let inspect = on_click(dispatch, Action::Inspect(node));
            html! { <button type="button" {class} onclick={inspect}>{ &row.label }</button> }
        }
        None => html! { <span {class}>{ &row.label }</span> },
    };
    let style = vec![("top", px(row.top)), ("height", px(row.height))];
    html! { <Styled class="row-place" {style}>{ name }</Styled> }
}

/// The bar above the rows: what is shown, and how closely.
fn bar<S: Exhibit>(here: Here<'_, S>, axis: &Axis) -> Html {
    let Here {
        session, language, ..
    } = here;
    let clock = session.shown.plan().clock();
    let stamp = clock.log_stamp(session.playhead);
    let date = stamp.get(..10).unwrap_or_default().to_owned();
    let lanes = [
        (Lanes::Nodes, Label::LanesNodes),
        (Lanes::Blocked, Label::LanesBlocked),
        (Lanes::All, Label::LanesAll),
    ]
    .map(|(lanes, label)| {
        let on = session.lanes == lanes;
        html! {
            <button type="button" aria-pressed={on.to_string()} onclick={here.on_click(Action::SetLanes(lanes))}>
                { label.text(language) }
            </button>
        }
    });
    let at = session.playhead;
    html! {
        <div class="time-bar">
            <h2>{ Label::Time.text(language) }</h2>
            <span class="mono minor">{ date }</span>
            { hint(here, axis) }
            <span class="spring" />
            <div class="seg" role="group" aria-label={Label::Scale.text(language)}>
                { for Scale::ALL.map(|scale| self::scale(here, scale)) }
            </div>
            <div class="seg" role="group" aria-label={Label::Lanes.text(language)}>
                { for lanes }
            </div>
            <div class="seg" role="group">
                <button type="button" aria-label={Label::ZoomOut.text(language)}
                    onclick={here.on_click(Action::Zoom(1.0 / ZOOM_STEP, at))}>{ "−" }</button>
                <button type="button" onclick={here.on_click(Action::Fit)}>{ Label::Fit.text(language) }</button>
                <button type="button" aria-label={Label::ZoomIn.text(language)}
                    onclick={here.on_click(Action::Zoom(ZOOM_STEP, at))}>{ "+" }</button>
            </div>
        </div>
    }
}

/// What is not at scale, or else how one moves.
fn hint<S: Exhibit>(here: Here<'_, S>, axis: &Axis) -> Html {
    let language = here.language;
    if let Some(said) = not_to_scale(here, axis) {
        return html! { <span class="hint" id="scale">{ said }</span> };
    }
    html! {
        <>
            <span class="hint wide">{ Label::TimeHint.text(language) }</span>
            <span class="hint narrow">{ Label::TouchHint.text(language) }</span>
        </>
    }
}

/// A way to draw time.
fn scale<S: Exhibit>(here: Here<'_, S>, scale: Scale) -> Html {
    let on = here.session.scale == scale;
    let title = match scale {
        Scale::True => None,
        Scale::Folded => Some(Label::ScaleFoldedHint.text(here.language)),
        Scale::Lens => Some(Label::ScaleLensHint.text(here.language)),
    };
    html! {
        <button type="button" aria-pressed={on.to_string()} {title}
            onclick={here.on_click(Action::SetScale(scale))}>
            { scale.label().text(here.language) }
        </button>
    }
}

/// The wheel zooms around the pointer; sideways, or with shift, it moves the window.
#[hook]
fn use_wheel<S: Exhibit>(node: &NodeRef, axis: &Shared<Axis>, dispatch: &Dispatch<S>) {
    let latest = use_mut_ref(|| axis.clone());
    *latest.borrow_mut() = axis.clone();
    let node = node.clone();
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = node.cast::<web_sys::Element>().map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                let axis = latest.borrow().clone();
                if let Some(action) = wheel_action(&node, &axis, event) {
                    event.prevent_default();
                    dispatch.dispatch(action);
                }
            })
        });
        move || drop(listener)
    });
}

fn wheel_action<S: Exhibit>(node: &NodeRef, axis: &Axis, event: &WheelEvent) -> Option<Action<S>> {
    let point = place_in(node, event)?;
    let sideways = event.delta_x().abs() > event.delta_y().abs() || event.shift_key();
    // Rows that do not fit are reached with the wheel over their names.
    if sideways {
        let along = if event.shift_key() {
            event.delta_y() + event.delta_x()
        } else {
            event.delta_x()
        };
        let width = f64::from(axis.right() - axis.left()).max(1.0);
        return Some(Action::Pan(along / width));
    }
    // Two fingers on a touch pad arrive as small turns with the control key.
    let speed = if event.ctrl_key() { 0.012 } else { 0.002 };
    let factor = bounded(-event.delta_y() * speed, -1.0, 1.0).exp2();
    Some(Action::Zoom(factor, axis.moment(point.x)))
}
