//! The inspector: why, log, state, threads.

mod log;
mod state;
mod threads;
mod why;

use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Session, Tab};
use crate::shared::Shared;
use locale::label::Label;
use log::LogList;
use state::StateTable;
use threads::ThreadList;
use why::Why;
use yew::prelude::*;

/// What the inspector shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The session.
    pub session: Shared<Session>,
    /// What is done on it.
    pub dispatch: Dispatch,
}

/// The inspector.
#[component(Inspector)]
pub fn inspector(props: &Props) -> Html {
    let language = use_language();
    let session = &props.session;
    let tabs = Tab::ALL.into_iter().map(|tab| {
        let chosen = session.tab == tab;
        let choose = {
            let dispatch = props.dispatch.clone();
            Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::SetTab(tab)))
        };
        html! {
            <button type="button" role="tab" id={format!("tab-{}", tab.id())}
                aria-selected={chosen.to_string()} aria-controls="inspected"
                tabindex={if chosen { "0" } else { "-1" }} onclick={choose}>
                { tab.label().text(language) }
            </button>
        }
    });
    let keys = {
        let (dispatch, tab) = (props.dispatch.clone(), session.tab);
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowRight" => 1,
                "ArrowLeft" => Tab::ALL.len() - 1,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            let index = Tab::ALL.iter().position(|other| *other == tab).unwrap_or(0);
            let next = Tab::ALL[(index + step) % Tab::ALL.len()];
            dispatch.dispatch(Action::SetTab(next));
            crate::dom::focus(&format!("tab-{}", next.id()));
        })
    };
    let panel = match session.tab {
        Tab::Why => html! {
            <Why shown={Shared(session.shown.clone())} selected={session.selected}
                playing={session.playing} dispatch={props.dispatch.clone()} />
        },
        Tab::Log => html! {
            <LogList shown={Shared(session.shown.clone())} facts={session.facts}
                selected={session.selected} node={session.node}
                dispatch={props.dispatch.clone()} />
        },
        Tab::State => {
            html! { <StateTable session={session.clone()} dispatch={props.dispatch.clone()} /> }
        }
        Tab::Threads => {
            html! { <ThreadList session={session.clone()} dispatch={props.dispatch.clone()} /> }
        }
    };
    html! {
        <section class="inspector" aria-label={Label::Inspector.text(language)} id="inspector"
            tabindex="-1">
            <Head session={session.clone()} />
            <div class="tabs" role="tablist" onkeydown={keys}>{ for tabs }</div>
            <div class="inspected" role="tabpanel" id="inspected"
                aria-labelledby={format!("tab-{}", session.tab.id())}>
                { panel }
            </div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct HeadProps {
    session: Shared<Session>,
}

/// Whom and when.
#[component(Head)]
fn head(props: &HeadProps) -> Html {
    let session = &props.session;
    let language = use_language();
    let sight = session.sight(language);
    let row = session
        .selected
        .and_then(|event| session.shown.run.trace().get(event));
    let node = session.inspected();
    let of_event = row.filter(|row| session.node.is_none_or(|node| node == row.node));
    let thread = of_event
        .filter(|row| row.lane != sim::id::Lane::HOST)
        .map(|row| locale::state::thread(&session.shown.plan().setting, row.lane));
    html! {
        <header class="inspector-head">
            if let Some(node) = node {
                <b>{ sight.name(node) }</b>
            }
            if let Some(thread) = thread {
                <span class="minor">{ format!("· {thread}") }</span>
            }
            <span class="spring" />
            if let Some(row) = of_event {
                <span class="mono">{ sight.seconds(row.at) }</span>
            }
        </header>
    }
}
