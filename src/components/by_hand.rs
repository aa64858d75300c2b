//! What is done by hand: the operator's script, or the level that is played with it.

use super::level::LevelPanel;
use super::operator::ScriptPanel;
use crate::components::Here;
use crate::exhibit::Exhibit;
use crate::parts::{HandsLoader, Part, use_part};
use crate::session::{Dispatch, Session};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use scenario::operator::Line;
use scenario::plan::Planned;
use scenario::script::time::Offset;
use sim::time::SimTime;
use yew::prelude::*;

/// What a panel shows, and where goes what is done.
#[derive(Properties, PartialEq)]
pub(super) struct Props<S: Exhibit> {
    /// The session.
    pub(super) session: Shared<Session<S>>,
    /// Where actions go.
    pub(super) dispatch: Dispatch<S>,
}

#[derive(Properties, PartialEq)]
struct LoadingProps<S: Exhibit> {
    session: Shared<Session<S>>,
    dispatch: Dispatch<S>,
    language: Language,
    from: From<S>,
}

/// Where it comes from, which is always the same place.
#[derive(Clone, Copy)]
struct From<S: Exhibit>(HandsLoader<S>);

impl<S: Exhibit> PartialEq for From<S> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The script or the level, once its part is there.
pub(crate) fn by_hand_once_there<S: Exhibit>(here: Here<'_, S>, from: HandsLoader<S>) -> Html {
    let (session, dispatch) = (here.session.clone(), here.dispatch.clone());
    let (language, from) = (here.language, From(from));
    html! { <Loading<S> {session} {dispatch} {language} {from} /> }
}

#[component(Loading)]
fn loading<S: Exhibit>(props: &LoadingProps<S>) -> Html {
    let from = props.from;
    let part = use_part(true, move || from.0);
    let here = Here {
        session: &props.session,
        dispatch: &props.dispatch,
        language: props.language,
    };
    match part {
        Part::Ready(part) => (part.panel)(here),
        Part::Failed => html! {
            <p role="alert">{ Label::PartFailed.text(props.language) }</p>
        },
        Part::Waits => Html::default(),
    }
}

/// The script, or the level.
pub(crate) fn by_hand<S: Exhibit>(here: Here<'_, S>) -> Html {
    // The style of these panels comes with them.
    crate::sheet::adopt("hands", include_str!("../../static/hands.css"));
    let (session, dispatch) = (here.session.clone(), here.dispatch.clone());
    if session.level {
        html! { <LevelPanel<S> {session} {dispatch} /> }
    } else {
        html! { <ScriptPanel<S> {session} {dispatch} /> }
    }
}

/// The playhead as a script counts time: the millisecond that is not over yet.
pub(super) fn playhead<S: Exhibit>(session: &Session<S>) -> Offset {
    let micros = |at: SimTime| i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
    let zero = session.shown.plan().clock().zero();
    let since = micros(session.playhead).saturating_sub(micros(zero));
    Offset(since.saturating_add(999).div_euclid(1_000) * 1_000)
}

/// A moment of a script as the clock on screen shows it.
pub(super) fn time<S: Exhibit>(session: &Session<S>, at: Offset) -> String {
    let plan = session.shown.plan();
    plan.clock().time_of_day(plan.moment(at))
}

/// Which line a control belongs to, by its place, for its id and its name.
pub(super) fn control(
    (place, what): (usize, &str),
    sign: &'static str,
    (label, line): (&str, &str),
    disabled: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="small control" id={format!("line-{place}-{what}")} {disabled}
            title={label.to_owned()} aria-label={format!("{label}: {line}")} {onclick}>{ sign }</button>
    }
}

/// Puts the focus back when what had it has gone: on the list of lines.
pub(super) fn keep_focus() {
    gloo_timers::callback::Timeout::new(0, || {
        if crate::dom::nothing_has_focus() {
            crate::dom::focus("script-lines");
        }
    })
    .forget();
}

/// The host that a line is about, and what is left of it without its name; nothing if it names none.
pub(super) fn about<'a>(line: &Line, names: &'a [String]) -> Option<(&'a str, String)> {
    let Line::Act(words) = line else {
        return None;
    };
    let name = names
        .iter()
        .find(|name| words.split(' ').any(|word| word == *name))?;
    let rest: Vec<&str> = words.split(' ').filter(|word| word != name).collect();
    Some((name, rest.join(" ")))
}
