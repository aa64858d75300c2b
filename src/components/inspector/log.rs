//! What the servers have printed so far, following the playhead.

use crate::components::on_click;
use crate::exhibit::Exhibit;
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Shown};
use crate::shared::Shared;
use locale::label::Label;
use sim::id::{EventId, NodeId};
use view::sight::Sight;
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub(crate) struct Props<S: Exhibit> {
    /// The run.
    pub shown: Shared<Shown<S>>,
    /// How many facts have happened.
    pub facts: u32,
    /// The selected event.
    pub selected: Option<EventId>,
    /// Whose log; everybody's if nobody is chosen.
    pub node: Option<NodeId>,
    /// What is done.
    pub dispatch: Dispatch<S>,
}

/// Lines that are shown at once: more than a screen, few enough to be drawn at every frame.
const LINES: usize = 60;

/// The log of one server, or of all.
#[component(LogList)]
pub(crate) fn log_list<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let whose = use_state_eq(|| None::<NodeId>);
    let node = props.node.or(*whose);
    let sight = props.shown.sight(language);
    let list = use_node_ref();
    let lines = latest(&props.shown, props.facts, node);
    {
        let list = list.clone();
        use_effect_with(lines.last().copied(), move |_| {
            if let Some(element) = list.cast::<web_sys::Element>() {
                element.set_scroll_top(element.scroll_height());
            }
        });
    }
    let choose = |node: Option<NodeId>| {
        let whose = whose.setter();
        Callback::from(move |_: MouseEvent| whose.set(node))
    };
    let nodes = S::nodes(&sight).into_iter();
    let choices = std::iter::once(None).chain(nodes.map(Some)).map(|choice| {
        let name = choice.map_or_else(|| "*".to_owned(), |node| S::name(&sight, node).into_owned());
        html! {
            <button type="button" aria-pressed={(node == choice).to_string()}
                disabled={props.node.is_some()} onclick={choose(choice)}>{ name }</button>
        }
    });
    let items = lines
        .iter()
        .map(|event| item(*event, props, &sight, node.is_none()));
    html! {
        <>
            <div class="log-bar">
                <div class="seg" role="group" aria-label={Label::Log.text(language)}>{ for choices }</div>
                <span class="minor">{ Label::FollowsPlayhead.text(language) }</span>
            </div>
            if lines.is_empty() {
                <p class="empty">{ Label::NoLogYet.text(language) }</p>
            } else {
                <ol ref={list} class="log-list" tabindex="0">{ for items }</ol>
            }
        </>
    }
}

/// The last lines before the playhead.
fn latest<S: Exhibit>(shown: &Shown<S>, facts: u32, node: Option<NodeId>) -> Vec<EventId> {
    let printed = S::printed(shown.log());
    let until = printed.partition_point(|event| event.0 < facts);
    let mut lines: Vec<EventId> = printed[..until]
        .iter()
        .rev()
        .copied()
        .filter(|event| node.is_none_or(|node| shown.is_on(*event, node)))
        .take(LINES)
        .collect();
    lines.reverse();
    lines
}

fn item<S: Exhibit>(event: EventId, props: &Props<S>, sight: &Sight<'_, S>, named: bool) -> Html {
    let trace = props.shown.run.trace();
    let Some(line) = props.shown.line(event) else {
        return Html::default();
    };
    let go = on_click(&props.dispatch, Action::Go(event));
    let current = props.selected == Some(event);
    let whose = trace.get(event).map(|row| row.node).filter(|_| named);
    html! {
        <li key={event.0}>
            <button type="button" class={classes!("log-entry", "mono", line.level.to_ascii_lowercase())}
                aria-current={current.then_some("true")} onclick={go}>
                if let Some(node) = whose {
                    <b>{ S::name(sight, node).into_owned() }</b>{ " " }
                }
                { line.text.get(line.date..).unwrap_or(&line.text) }
            </button>
        </li>
    }
}
