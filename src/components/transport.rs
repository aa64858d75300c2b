//! The transport: play, steps, speed, the clock, what comes next.

use crate::components::search::search;
use crate::components::{Here, Icon, icon};
use crate::exhibit::Exhibit;
use crate::session::{Action, Kind, Session, Speed};
use locale::Language;
use locale::label::Label;
use scenario::plan::Planned;
use yew::prelude::*;

/// The transport. Asking for help opens the sheet of keys.
pub(crate) fn transport<S: Exhibit>(here: Here<'_, S>, on_help: &Callback<MouseEvent>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let button = |action: Action<S>, sign: Icon, label: Label, class: &'static str| {
        let label = label.text(language);
        html! {
            <button type="button" {class} aria-label={label} title={label}
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
    html! {
        <section class="transport" aria-label={Label::Transport.text(language)} id="transport"
            tabindex="-1">
            <div class="buttons">
                { button(Action::Backward(Kind::Change), Icon::PreviousChange, Label::PreviousChange, "step") }
                { button(Action::Backward(Kind::Event), Icon::Previous, Label::PreviousEvent, "step") }
                { button(Action::TogglePlay, sign, label, "play") }
                { button(Action::Forward(Kind::Event), Icon::Next, Label::NextEvent, "step") }
                { button(Action::Forward(Kind::Change), Icon::NextChange, Label::NextChange, "step") }
            </div>
            <div class="seg speeds" role="group" aria-label={Label::Speed.text(language)}>
                { for Speed::ALL.map(|speed| self::speed(speed, here)) }
            </div>
            { clock(here) }
            <span class="minor soon">{ soon(session, language) }</span>
            <span class="spring" />
            { search(here) }
            <span class="next-change">{ next_change(session, language) }</span>
            <button type="button" class="ghost help" onclick={on_help}
                aria-label={Label::Keyboard.text(language)} title={Label::Keyboard.text(language)}>
                { "?" }
            </button>
        </section>
    }
}

fn speed<S: Exhibit>(speed: Speed, here: Here<'_, S>) -> Html {
    let title = (speed == Speed::Whole).then(|| Label::SpeedWhole.text(here.language));
    let pressed = here.session.speed == speed;
    html! {
        <button type="button" aria-pressed={pressed.to_string()} {title}
            onclick={here.on_click(Action::SetSpeed(speed))}>{ speed.name() }</button>
    }
}

/// The time of day at the playhead. Another one can be typed.
fn clock<S: Exhibit>(here: Here<'_, S>) -> Html {
    let session = here.session;
    let jump = {
        let dispatch = here.dispatch.clone();
        Callback::from(move |event: Event| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            dispatch.dispatch(Action::Jump(input.value()));
        })
    };
    // Whoever comes to type another time does not have to take this one away first.
    let select = Callback::from(|event: FocusEvent| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        input.select();
    });
    let hint = Label::JumpHint.text(here.language);
    html! {
        <input class="clock mono" type="text" id="clock" autocomplete="off" spellcheck="false"
            aria-label={Label::Clock.text(here.language)} title={hint} onchange={jump} onfocus={select}
            value={session.shown.plan().clock().time_of_day(session.playhead)} />
    }
}

/// How much is about to happen in the next three milliseconds.
fn soon<S: Exhibit>(session: &Session<S>, language: Language) -> String {
    let until = session.playhead + sim::time::Span::from_millis(3);
    let end = session.shown.run.trace().count_by(until);
    let steps = &session.shown.steps;
    let first = steps.partition_point(|event| event.0 < session.facts);
    let last = steps.partition_point(|event| event.0 < end);
    let count = last.saturating_sub(first);
    if session.playing || count == 0 {
        return String::new();
    }
    locale::transport::soon(language, count)
}

/// The next change of a state, or of the service: who, what, in how long.
fn next_change<S: Exhibit>(session: &Session<S>, language: Language) -> Html {
    if session.playing || session.horizon().is_some() {
        return Html::default();
    }
    let Some((at, who)) = S::next_change(session, language) else {
        return html! { <span class="minor">{ locale::transport::no_more_changes(language) }</span> };
    };
    let (lead, rest) = locale::transport::next_change(language, at.since(session.playhead));
    html! {
        <>
            <span class="minor">{ lead }</span>{ " " }<b>{ who }</b>{ " " }
            <span class="minor">{ rest }</span>
        </>
    }
}
