//! A canvas that shows a drawing.

use crate::canvas::{Painter, Palette};
use crate::components::px;
use crate::preferences::use_preferences;
use crate::shared::Shared;
use std::rc::Rc;
use view::paint::Drawing;
use web_sys::HtmlCanvasElement;
use yew::prelude::*;

/// What a canvas shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The drawing.
    pub drawing: Shared<Drawing>,
    /// Its width in CSS px.
    pub width: f32,
    /// Its height in CSS px.
    pub height: f32,
    /// Classes of the style sheet.
    #[prop_or_default]
    pub class: Classes,
}

/// Shows a drawing. Whoever uses it provides the words for those who do not see it.
#[component(Canvas)]
pub fn canvas(props: &Props) -> Html {
    let node = use_node_ref();
    let painter = use_mut_ref(|| None::<(Painter, (f32, f32), Rc<Palette>)>);
    let palette = use_preferences().palette;
    let size = (props.width, props.height);
    {
        let node = node.clone();
        let drawing = props.drawing.clone();
        use_effect_with((drawing, size, palette), move |(drawing, size, palette)| {
            let (Some(palette), Some(element)) = (palette, node.cast::<HtmlCanvasElement>()) else {
                return;
            };
            let mut painter = painter.borrow_mut();
            let fits = painter
                .as_ref()
                .is_some_and(|(_, other, colours)| other == size && colours == palette);
            if !fits {
                *painter = Painter::new(&element, *size, Palette::clone(palette))
                    .map(|painter| (painter, *size, palette.clone()));
            }
            if let Some((painter, ..)) = &*painter {
                painter.paint(drawing, *size);
            }
        });
    }
    {
        let node = node.clone();
        use_effect_with(size, move |(width, height)| {
            crate::dom::style(&node, &[("width", px(*width)), ("height", px(*height))]);
        });
    }
    html! { <canvas ref={node} class={props.class.clone()} aria-hidden="true" /> }
}
