//! A moment as a part of somebody else's page: a title, the stage, the bands, three buttons. It never
//! scrolls, and below a certain width the bands alone stay.

mod host;

use crate::address;
use crate::components::{Bands, Here, Icon, Stage, icon, notice_bar, on_its_way, unknown};
use crate::exhibit::Exhibit;
use crate::hooks::{use_frames, use_keys, use_size};
use crate::parts::use_long;
use crate::preferences::use_preferences;
use crate::session::{Action, Dispatch, Kind, Session};
use crate::shared::Shared;
use crate::shortcuts;
use locale::label::Label;
use scenario::plan::Planned;
use view::time::Lanes;
use yew::prelude::*;

/// Which moment.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its scenario's id.
    pub id: String,
    /// The moment and the choices.
    pub query: String,
}

/// A moment, or a sentence if there is no such scenario.
#[component(Embed)]
pub fn embed<S: Exhibit>(props: &Props) -> Html {
    let language = use_preferences().language();
    let opened = use_memo((props.id.clone(), props.query.clone()), |(id, query)| {
        Session::<S>::open(id, query).map(|session| {
            let mut session = session.at_true_scale();
            // Lanes are shown where a link asks for all of them; there is no room for the usual ones.
            if session.lanes == Lanes::Blocked {
                session.lanes = Lanes::Nodes;
            }
            Shared::new(session)
        })
    });
    match &*opened {
        Ok(session) => html! { <Opened<S> key={session.opened} session={session.clone()} /> },
        Err(error) => html! {
            <main class="plain"><p role="alert">{ unknown(language, error) }</p></main>
        },
    }
}

#[derive(Properties, PartialEq)]
struct OpenedProps<S: Exhibit> {
    session: Shared<Session<S>>,
}

/// The stage has at least this height where there is one, in CSS px.
const STAGE: f32 = 252.0;
/// Below this width there is none; the style sheet has the same number.
const NARROW: f32 = 560.0;

#[component(Opened)]
fn opened<S: Exhibit>(props: &OpenedProps<S>) -> Html {
    let language = use_preferences().language();
    let handle = {
        let first = props.session.clone();
        use_reducer(move || first)
    };
    let (session, dispatch): (Shared<Session<S>>, Dispatch<S>) =
        (Shared::clone(&handle), handle.dispatcher());
    {
        let dispatch = dispatch.clone();
        let tick = use_callback((), move |ms: f64, ()| dispatch.dispatch(Action::Tick(ms)));
        use_frames(session.playing, tick);
    }
    use_keys(Callback::from({
        let dispatch = dispatch.clone();
        move |event: KeyboardEvent| {
            if let Some(action) = shortcuts::step(&event) {
                event.prevent_default();
                dispatch.dispatch(action);
            }
        }
    }));
    let long = use_long::<S>(session.making.is_some());
    let (page, top, bottom) = (use_node_ref(), use_node_ref(), use_node_ref());
    let is_wide = use_size(&page).0 >= NARROW;
    let (above, below) = (use_size(&top).1, use_size(&bottom).1);
    host::use_height(wanted(above, is_wide, below));
    host::use_time(&session);
    host::use_requests(&dispatch);
    let here = Here {
        session: &session,
        dispatch: &dispatch,
        language,
    };
    html! {
        <main ref={page} class="embed">
            <div ref={top}>
                { head(here) }
                if !session.notices.is_empty() {
                    { notice_bar(here) }
                }
            </div>
            if is_wide {
                <div class="embed-stage">
                    <Stage<S> session={session.clone()} dispatch={dispatch.clone()} brief=true />
                    { sentence(here) }
                </div>
            }
            <div ref={bottom}>
                if !is_wide {
                    { sentence(here) }
                }
                { on_its_way(here, long) }
                <Bands<S> session={session.clone()} dispatch={dispatch.clone()} />
                { foot(here) }
            </div>
        </main>
    }
}

/// The height at which nothing is cut off and the stage has its room, in CSS px; nothing before it is known.
#[expect(clippy::cast_possible_truncation, reason = "a height on a screen")]
fn wanted(above: f32, is_wide: bool, below: f32) -> i32 {
    if below <= 0.0 {
        return 0;
    }
    let stage = if is_wide { STAGE } else { 0.0 };
    (above + stage + below).ceil() as i32
}

/// What the moment is called, and whether anybody is served.
fn head<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let title = session.title.as_deref();
    html! {
        <header class="embed-head">
            { icon(Icon::Brand) }
            <h1>{ title.unwrap_or_else(|| language.of(&session.script.title)) }</h1>
            { S::service(session, language) }
        </header>
    }
}

/// What has just happened, said aloud once for each step.
fn sentence<S: Exhibit>(here: Here<'_, S>) -> Html {
    let session = here.session;
    let told = session.selected.filter(|_| !session.playing);
    let told = told.map(|event| session.shown.tell(here.language, event));
    html! {
        <p class="embed-sentence" role="status" aria-live="polite" id="sentence">
            { told.map(|telling| telling.head) }
        </p>
    }
}

/// Three buttons, the moment, what is run, and the way to all of it.
fn foot<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let button = |action: Action<S>, sign: Icon, label: Label, class: &'static str| {
        let label = label.text(language);
        html! {
            <button type="button" class={classes!("button", class)} aria-label={label} title={label}
                onclick={here.on_click(action)}>
                { icon(sign) }
            </button>
        }
    };
    let (sign, label) = if session.playing {
        (Icon::Pause, Label::Pause)
    } else {
        (Icon::Play, Label::Play)
    };
    let plan = session.shown.plan();
    let what = format!("{} {}, {}", S::NAME, S::release(plan), session.id);
    html! {
        <footer class="embed-foot">
            { button(Action::Backward(Kind::Event), Icon::Previous, Label::PreviousEvent, "") }
            { button(Action::TogglePlay, sign, label, "prim") }
            { button(Action::Forward(Kind::Event), Icon::Next, Label::NextEvent, "") }
            <b class="mono embed-clock">{ plan.clock().time_of_day(session.playhead) }</b>
            <span class="minor embed-what">{ what }</span>
            <a class="button" id="open" target="_blank" rel="noopener"
                href={address::fragment(session, language)}>{ Label::OpenPage.text(language) }</a>
        </footer>
    }
}
