//! The time of a run without the panel around it: the bands of its servers at true scale.

use crate::components::plot::{sides, use_plot};
use crate::components::{Here, Styled, px};
use crate::exhibit::Exhibit;
use crate::hooks::use_size;
use crate::preferences::use_language;
use crate::session::{Dispatch, Session};
use crate::shared::Shared;
use locale::label::Label;
use view::time::{Axis, Folds, Lanes};
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props<S: Exhibit> {
    /// The session.
    pub session: Shared<Session<S>>,
    /// What is done on it.
    pub dispatch: Dispatch<S>,
    /// Whether it is one of several pictures in a text.
    #[prop_or_default]
    pub figure: bool,
}

/// The bands; with the lanes below them where the session asks for all of them.
#[component(Bands)]
pub fn bands<S: Exhibit>(props: &Props<S>) -> Html {
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
            move |(_, lanes, language)| {
                let rows = S::rows(&session.sight(*language), *lanes);
                match lanes {
                    Lanes::All => rows,
                    Lanes::Nodes | Lanes::Blocked => rows.only(|kind| S::band_of(kind).is_some()),
                }
            },
        )
    };
    let (left, right) = sides(width);
    let axis = Axis::new(session.window, &Folds::default(), None, left, right);
    let axis = Shared(use_memo(axis, Axis::clone));
    let plot = use_plot(here, (&node, width), &rows, &axis, &[]);
    let names = rows.rows.iter().map(|row| {
        let style = vec![("top", px(row.top)), ("height", px(row.height))];
        let major = S::band_of(&row.kind).is_some();
        let class = classes!("row-name", if major { "major" } else { "minor" });
        html! {
            <Styled class="row-place" {style}><span {class}>{ &row.label }</span></Styled>
        }
    });
    html! {
        <section class="bands" aria-label={(!props.figure).then(|| Label::Time.text(language))}>
            <Styled class="row-names" style={vec![("height", px(rows.height))]}>{ for names }</Styled>
            { plot }
        </section>
    }
}
