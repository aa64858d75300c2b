//! The stage: cards in the document, lines on a canvas below them.

use crate::components::{Canvas, Here, Styled, glyph, px};
use crate::exhibit::Exhibit;
use crate::hooks::{use_frames, use_size};
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::label::Label;
use scenario::plan::Planned;
use sim::time::Span;
use view::paint::{Rect, at};
use view::stage::{Chip, Focus};
use view::target::Target;
use yew::prelude::*;

/// What the stage shows.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
    /// What is done on it.
    pub dispatch: Dispatch<S>,
    /// Whether all of it has to be seen at once.
    #[prop_or_default]
    pub brief: bool,
    /// Whether it is one of several pictures in a text, and no place to go to.
    #[prop_or_default]
    pub figure: bool,
}

/// How long a ballot travels after a step, in ms.
const TRAVEL_MS: f64 = 400.0;
/// While time runs, a message that has arrived is seen for so long, in ms of wall time.
const AFTERGLOW_MS: f64 = 260.0;

/// The stage.
#[component(Stage)]
pub fn stage<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let node = use_node_ref();
    let size = use_size(&node);
    let travelled = use_travel(props.session.step, props.session.playing);
    let session = &props.session;
    let focus = Focus {
        event: session.selected.filter(|_| !session.playing),
        travelled,
        afterglow: afterglow(session),
        looks: session.looks(),
        brief: props.brief,
    };
    let here = Here {
        session,
        dispatch: &props.dispatch,
        language,
    };
    let scene = (size.0 > 0.0).then(|| S::stage(here, &focus, size));
    let Some(scene) = scene else {
        return html! { <section ref={node} class="stage" /> };
    };
    let drawing = scene.drawing;
    let click = {
        let (dispatch, drawing, node) = (props.dispatch.clone(), drawing.clone(), node.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(point) = place_in(&node, &event) else {
                return;
            };
            match drawing.hit(point) {
                Some(Target::Event(event)) => dispatch.dispatch(Action::Go(event)),
                Some(Target::Node(node)) => dispatch.dispatch(Action::Inspect(node)),
                Some(Target::Thread(..)) | None => {}
            }
        })
    };
    let time = session.shown.plan().clock().time_of_day(session.playhead);
    let place = |text: &'static str| (!props.figure).then_some(text);
    html! {
        <section ref={node} class="stage" aria-label={place(Label::Stage.text(language))}
            id={place("stage")} tabindex={place("-1")} onclick={click}>
            // A column of cards is as high as it is; the section grows with it.
            <Styled class="stage-height" style={vec![("height", px(scene.height))]} />
            <Canvas class="stage-lines" {drawing} width={size.0} height={scene.height} />
            // It stands below what is drawn, or nowhere.
            if scene.height <= size.1 {
                <p class="stage-caption">{ S::caption(language, &time) }</p>
            }
            { scene.over }
        </section>
    }
}

/// While time runs, messages that have just arrived are seen a little longer than they took.
fn afterglow<S: Exhibit>(session: &Session<S>) -> Span {
    if !session.playing {
        return Span::ZERO;
    }
    let rate = match session.speed {
        crate::session::Speed::Tenth => 0.1,
        crate::session::Speed::Real => 1.0,
        crate::session::Speed::Ten => 10.0,
        // A second of wall time is most of a minute: every line would glow.
        crate::session::Speed::Whole => return Span::ZERO,
    };
    micros(AFTERGLOW_MS * rate * 1_000.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a short length of time, never negative"
)]
fn micros(micros: f64) -> Span {
    Span::from_micros(micros as u64)
}

/// A host that runs nothing, in a word.
pub(crate) fn chip(chip: &Chip) -> Html {
    html! {
        <div class="chip">
            { glyph(chip.standing) }
            <b>{ &chip.name }</b><span>{ &chip.word }</span>
        </div>
    }
}

/// How far the message of the last step has come on its way, from 0 to 1. A second step finishes the
/// first at once; whoever wants less motion gets none.
#[hook]
fn use_travel(step: u32, playing: bool) -> f32 {
    let state = use_state(|| (step, 1.0_f32));
    let (of_step, travelled) = *state;
    let under_way = !playing && of_step != step && !crate::dom::reduced_motion();
    let current = if under_way { 0.0 } else { travelled };
    let active = under_way || current < 1.0;
    let callback = {
        let state = state.setter();
        use_callback((step, current), move |dt: f64, (step, current)| {
            state.set((*step, (current + part(dt / TRAVEL_MS)).min(1.0)));
        })
    };
    use_frames(active && !playing, callback);
    if playing { 1.0 } else { current }
}

#[expect(clippy::cast_possible_truncation, reason = "a part of a way")]
fn part(part: f64) -> f32 {
    part as f32
}

/// Where a pointer is within an element, in CSS px.
pub(crate) fn place_in(node: &NodeRef, event: &MouseEvent) -> Option<view::paint::Point> {
    let rect = node.cast::<web_sys::Element>()?.get_bounding_client_rect();
    Some(at(
        part(f64::from(event.client_x()) - rect.left()),
        part(f64::from(event.client_y()) - rect.top()),
    ))
}

/// Where something stands.
pub(crate) fn placed(rect: Rect) -> Vec<(&'static str, String)> {
    let place = format!("translate({}, {})", px(rect.x), px(rect.y));
    vec![("transform", place), ("width", px(rect.w))]
}
