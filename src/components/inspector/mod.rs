//! The inspector: why, log, state, threads.

mod log;
mod state;
mod threads;
mod why;

pub(crate) use state::state_table;
pub(crate) use threads::thread_list;

use crate::components::ExportButton;
use crate::components::Here;
use crate::exhibit::Exhibit;
use crate::parts::{Part, PlacesPart};
use crate::session::{Action, Kind, Tab};
use crate::shared::Shared;
use locale::label::Label;
use log::LogList;
use why::Why;
use yew::prelude::*;

/// The inspector.
pub(crate) fn inspector<S: Exhibit>(here: Here<'_, S>, places: Part<PlacesPart<S>>) -> Html {
    let Here {
        session,
        dispatch,
        language,
    } = here;
    let tabs = Tab::ALL.into_iter().map(|tab| {
        let chosen = session.tab == tab;
        html! {
            <button type="button" role="tab" id={format!("tab-{}", tab.id())}
                aria-selected={chosen.to_string()} aria-controls="inspected"
                tabindex={if chosen { "0" } else { "-1" }}
                onclick={here.on_click(Action::SetTab(tab))}>
                { tab.label().text(language) }
            </button>
        }
    });
    let keys = {
        let (dispatch, tab) = (dispatch.clone(), session.tab);
        Callback::from(move |event: KeyboardEvent| {
            // With Shift the arrows step through time, here as everywhere.
            if event.shift_key() {
                return;
            }
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
    let panel = match (session.tab, places) {
        (Tab::Why, _) => html! {
            <Why<S> shown={Shared(session.shown.clone())} selected={session.selected}
                playing={session.playing} traced={session.traced.is_some()} dispatch={dispatch.clone()} />
        },
        (_, Part::Ready(part)) => (part.tab)(here),
        (_, Part::Failed) => html! {
            <p class="empty" role="alert">{ Label::PartFailed.text(language) }</p>
        },
        (_, Part::Waits) => Html::default(),
    };
    html! {
        <section class="inspector" aria-label={Label::Inspector.text(language)} id="inspector"
            tabindex="-1">
            { head(here) }
            <div class="tabs" role="tablist" onkeydown={keys}>{ for tabs }</div>
            <div class="inspected" role="tabpanel" id="inspected" tabindex="-1"
                aria-labelledby={format!("tab-{}", session.tab.id())}>
                { panel }
            </div>
        </section>
    }
}

/// What a tab other than the first shows.
pub(crate) fn inspector_tab<S: Exhibit>(here: Here<'_, S>) -> Html {
    let session = here.session;
    match session.tab {
        Tab::Why => Html::default(),
        Tab::Log => html! {
            <>
            // What a run comes to is not saved while a question about it is open.
            if session.horizon().is_none() {
                <p class="saving"><ExportButton<S> session={session.clone()} /></p>
            }
            <LogList<S> shown={Shared(session.shown.clone())} facts={session.facts}
                selected={session.selected} node={session.node}
                dispatch={here.dispatch.clone()} />
            </>
        },
        Tab::State => S::state(here),
        Tab::Threads => S::threads(here),
    }
}

/// Whom and when.
fn head<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let sight = session.sight(language);
    let row = session
        .selected
        .and_then(|event| session.shown.run.trace().get(event));
    let node = session.inspected();
    let of_event = row.filter(|row| session.node.is_none_or(|node| node == row.node));
    let thread = of_event
        .filter(|row| row.lane != sim::id::Lane::HOST)
        .map(|row| S::thread(&sight, row.lane));
    html! {
        <header class="inspector-head">
            if let Some(node) = node {
                <b>{ S::name(&sight, node).into_owned() }</b>
                { steps(here, Kind::SameNode, [Label::PreviousOnServer, Label::NextOnServer]) }
            }
            if let Some(thread) = thread {
                <span class="minor">{ format!("· {thread}") }</span>
                { steps(here, Kind::SameThread, [Label::PreviousOnThread, Label::NextOnThread]) }
            }
            <span class="spring" />
            if let Some(row) = of_event {
                <span class="mono">{ sight.seconds(row.at) }</span>
            }
        </header>
    }
}

/// Steps that stay with whom they stand beside.
fn steps<S: Exhibit>(here: Here<'_, S>, kind: Kind, labels: [Label; 2]) -> Html {
    let button = |action, label: Label, sign| {
        let name = label.text(here.language);
        html! {
            <button type="button" title={name} aria-label={name}
                onclick={here.on_click(action)}>{ sign }</button>
        }
    };
    let [back, on] = labels;
    html! {
        <span class="steps">
            { button(Action::Backward(kind), back, "‹") }
            { button(Action::Forward(kind), on, "›") }
        </span>
    }
}
