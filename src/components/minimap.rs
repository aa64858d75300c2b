//! The whole run on one line: drag the frame, or use the arrow keys, to move the window.

use crate::components::stage::place_in;
use crate::components::{Canvas, Here};
use crate::exhibit::Exhibit;
use crate::hooks::use_size;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::label::Label;
use scenario::plan::Planned;
use view::paint::{Drawing, Rect, Tone};
use view::time::{self, Axis, Window};
use web_sys::PointerEvent;
use yew::prelude::*;

const HEIGHT: f32 = 30.0;
/// An arrow key moves the window by this part of it.
const STEP: f64 = 0.25;

/// The whole run on one line.
#[hook]
pub(crate) fn use_minimap<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session,
        dispatch,
        language,
    } = here;
    let node = use_node_ref();
    let (width, _) = use_size(&node);
    let ground = use_memo(
        (Shared(session.shown.clone()), language, width),
        |(shown, language, width)| {
            let mut drawing = Drawing::default();
            if *width > 0.0 {
                let sight = shown.sight(*language);
                let times = Rect::new(0.0, 0.0, *width, HEIGHT - 2.0);
                S::minimap(&mut drawing, &sight, bands(*width));
                time::times(&mut drawing, &sight, times);
            }
            drawing
        },
    );
    let over = over(session, width);
    let axis = Axis::linear(session.shown.whole(), 0.0, width);
    let centre = {
        let (dispatch, node) = (dispatch.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            if event.buttons() & 1 == 0 {
                return;
            }
            if let Some(point) = place_in(&node, &event) {
                dispatch.dispatch(Action::Centre(axis.moment(point.x)));
            }
        })
    };
    let grab = {
        let (node, centre) = (node.clone(), centre.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = node.cast::<web_sys::Element>() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            centre.emit(event);
        })
    };
    let keys = keys(dispatch, session.shown.whole());
    let sight = session.sight(language);
    let ms = |at| session.shown.plan().ms(at).to_string();
    let clock = |at| sight.clock().time_of_day(at);
    let (window, whole) = (session.window, session.shown.whole());
    let said = format!("{} – {}", clock(window.from), clock(window.to));
    html! {
        <div class="minimap">
            <span class="row-name minor">{ Label::WholeRun.text(language) }</span>
            <div ref={node} class="minimap-run" role="slider" tabindex="0"
                aria-label={Label::WindowShown.text(language)} aria-valuetext={said}
                aria-valuemin={ms(whole.from)} aria-valuemax={ms(whole.to)}
                aria-valuenow={ms(window.from)}
                onkeydown={keys} onpointerdown={grab} onpointermove={centre}>
                <Canvas drawing={Shared(ground)} {width} height={HEIGHT} />
                <Canvas class="over" drawing={Shared::new(over)} {width} height={HEIGHT} />
            </div>
        </div>
    }
}

/// What moves over the ground: the window, the playhead, and a veil over what a lesson has not told yet.
fn over<S: Exhibit>(session: &Session<S>, width: f32) -> Drawing {
    let mut over = Drawing::default();
    if width > 0.0 {
        let (whole, window) = (session.shown.whole(), Some(session.window));
        time::minimap_over(&mut over, whole, bands(width), window, session.playhead);
        if session.horizon().is_some() {
            let x = Axis::linear(whole, 0.0, width).x(session.playhead);
            over.fill(Rect::new(x, 0.0, width - x, HEIGHT), Tone::Bg3);
        }
    }
    over
}

/// Where the bands are.
fn bands(width: f32) -> Rect {
    Rect::new(0.0, 4.0, width, HEIGHT - 8.0)
}

/// The arrow keys move the window.
fn keys<S: Exhibit>(dispatch: &Dispatch<S>, whole: Window) -> Callback<KeyboardEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: KeyboardEvent| {
        let action = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => Action::Pan(-STEP),
            "ArrowRight" | "ArrowUp" => Action::Pan(STEP),
            "PageUp" => Action::Pan(-1.0),
            "PageDown" => Action::Pan(1.0),
            "Home" => Action::Centre(whole.from),
            "End" => Action::Centre(whole.to),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        dispatch.dispatch(action);
    })
}
