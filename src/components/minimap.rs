//! The whole run on one line: drag the frame to move the window.

use crate::components::Canvas;
use crate::components::stage::place_in;
use crate::hooks::use_size;
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::label::Label;
use view::paint::{Drawing, Rect};
use view::time::{self, Axis};
use web_sys::PointerEvent;
use yew::prelude::*;

/// What the minimap shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The session.
    pub session: Shared<Session>,
    /// What is done on it.
    pub dispatch: Dispatch,
}

const HEIGHT: f32 = 30.0;

/// The whole run on one line.
#[component(Minimap)]
pub fn minimap(props: &Props) -> Html {
    let language = use_language();
    let node = use_node_ref();
    let (width, _) = use_size(&node);
    let session = &props.session;
    let mut drawing = Drawing::default();
    if width > 0.0 {
        let sight = session.sight(language);
        let rect = Rect::new(0.0, 4.0, width, HEIGHT - 8.0);
        time::minimap(
            &mut drawing,
            &sight,
            rect,
            Some(session.window),
            Some(session.playhead),
        );
        time::times(
            &mut drawing,
            &sight,
            Rect::new(0.0, 0.0, width, HEIGHT - 2.0),
        );
    }
    let axis = Axis::linear(session.shown.whole(), 0.0, width);
    let centre = {
        let (dispatch, node) = (props.dispatch.clone(), node.clone());
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
    html! {
        <div class="minimap">
            <span class="row-name minor">{ Label::WholeRun.text(language) }</span>
            <div ref={node} class="minimap-run" onpointerdown={grab} onpointermove={centre}>
                <Canvas drawing={Shared::new(drawing)} {width} height={HEIGHT} />
            </div>
        </div>
    }
}
