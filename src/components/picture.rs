//! A small picture of a run: its bands, drawn from the run itself.

use crate::components::Canvas;
use crate::exhibit::Exhibit;
use crate::hooks::use_size;
use crate::preferences::use_language;
use crate::session::Shown;
use crate::shared::Shared;
use view::paint::{Drawing, Rect};
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The run.
    pub shown: Shared<Shown<S>>,
    /// The height in CSS px.
    pub height: f32,
}

/// The bands of a run.
#[component(RunPicture)]
pub fn run_picture<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let node = use_node_ref();
    let (width, _) = use_size(&node);
    let drawing = use_memo(
        (props.shown.clone(), language, width, props.height),
        |(shown, language, width, height)| {
            let mut drawing = Drawing::default();
            if *width > 0.0 {
                let rect = Rect::new(0.0, 0.0, *width, *height);
                S::minimap(&mut drawing, &shown.sight(*language), rect);
            }
            drawing
        },
    );
    html! {
        <div ref={node} class="run-picture">
            <Canvas drawing={Shared(drawing)} {width} height={props.height} />
        </div>
    }
}
