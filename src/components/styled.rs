//! An element at a place. The content security policy forbids `style` attributes, so that places are
//! set on the element's own style.

use yew::prelude::*;

/// What is where.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Classes of the style sheet.
    pub class: &'static str,
    /// Properties of its own style.
    pub style: Vec<(&'static str, String)>,
    /// What is in it.
    #[prop_or_default]
    pub children: Html,
}

/// An element with properties of its own.
#[component(Styled)]
pub fn styled(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.style.clone(), move |style| {
            crate::dom::style(&node, style);
        });
    }
    html! { <div ref={node} class={props.class}>{ props.children.clone() }</div> }
}

/// A length in CSS px, to the tenth.
#[expect(clippy::cast_possible_truncation, reason = "a length on a screen")]
pub fn px(length: f32) -> String {
    let tenths = (length * 10.0).round() as i32;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    format!("{sign}{}.{}px", tenths / 10, tenths % 10)
}
