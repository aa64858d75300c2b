//! The operator's script: buttons that write a line each, and the lines, which can be moved in time and
//! order and taken out again. Every change is a new run beside the one before, and undone like any other.

use super::by_hand::{Props, control, keep_focus, playhead, time};
use crate::components::{Icon, icon};
use crate::exhibit::{Exhibit, Hands};
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use locale::level::{self as words, Word};
use locale::problem;
use scenario::operator::{Line, Operator};
use scenario::plan::{Choice, Planned};
use scenario::script::error::Problem;
use scenario::script::time::Offset;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How long a wait lasts that is written by its button.
const WAIT: Offset = Offset(5_000_000);

/// The script.
#[component(ScriptPanel)]
pub(super) fn script_panel<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let said = use_state_eq(|| None::<Said>);
    let typed = use_state_eq(String::new);
    let session = &props.session;
    let script = Script {
        session: session.clone(),
        dispatch: props.dispatch.clone(),
        said: said.setter(),
        language,
    };
    let hands = S::hands(session, language);
    let hosts = hands
        .iter()
        .map(|hands| host(&script, hands, &typed.setter()));
    let lines = script.operator().lines();
    let times = script.operator().times();
    let rows = lines.iter().zip(times).enumerate();
    let rows = rows.map(|(place, (line, at))| row(&script, place, line, at));
    html! {
        <div class="by-hand">
            <p class="note">{ words::written_at(language, &time(session, playhead(session))) }</p>
            <ul class="hosts" aria-label={Word::Verbs.text(language)}>{ for hosts }</ul>
            { own_line(&script, &typed) }
            <p class="said" role="status">
                { said.as_ref().map(|said| said.text(session, language)) }
            </p>
            <h3 id="script-lines" tabindex="-1">{ Word::Lines.text(language) }</h3>
            if lines.is_empty() {
                <p class="minor">{ Word::NoLines.text(language) }</p>
            }
            <ol class="lines">{ for rows }</ol>
            { instead(&script) }
            { undo(&script) }
        </div>
    }
}

/// What came of the last change.
#[derive(Clone, PartialEq)]
enum Said {
    Written(Line, Offset),
    Wrong(Problem),
}

impl Said {
    fn text<S: Exhibit>(&self, session: &Session<S>, language: Language) -> Html {
        match self {
            Self::Written(line, at) => {
                let line = words::line(language, line);
                html! { { words::written(language, &line, &time(session, *at)) } }
            }
            Self::Wrong(wrong) => {
                html! { <b class="dead">{ problem::problem(language, wrong) }</b> }
            }
        }
    }
}

/// The script of the session, and how it is changed.
#[derive(Clone)]
struct Script<S: Exhibit> {
    session: Shared<Session<S>>,
    dispatch: Dispatch<S>,
    said: UseStateSetter<Option<Said>>,
    language: Language,
}

impl<S: Exhibit> Script<S> {
    fn operator(&self) -> &Operator {
        &self.session.choice().operator
    }

    /// Changes the script at a click.
    fn on_click(
        &self,
        change: impl Fn(&mut Operator) -> Result<(), Problem> + 'static,
    ) -> Callback<MouseEvent> {
        let script = self.clone();
        Callback::from(move |_: MouseEvent| script.change(&change))
    }

    fn change(&self, change: &impl Fn(&mut Operator) -> Result<(), Problem>) {
        let mut operator = self.operator().clone();
        match change(&mut operator) {
            Ok(()) => {
                self.said.set(None);
                self.choose(operator);
            }
            Err(problem) => self.said.set(Some(Said::Wrong(problem))),
        }
        keep_focus();
    }

    /// Runs the script, if the scenario takes it.
    fn choose(&self, operator: Operator) -> bool {
        let session = &self.session;
        let choice = Choice {
            operator: if operator.is_empty() {
                Operator::default()
            } else {
                operator
            },
            ..session.choice().clone()
        };
        if let Err(scenario::plan::PlanError::Choice(problem)) = S::decide(&session.script, &choice)
        {
            self.said.set(Some(Said::Wrong(problem)));
            return false;
        }
        self.dispatch.dispatch(Action::Choose(choice));
        true
    }

    /// Writes a line at the playhead and goes there, to see what it does.
    fn write(&self, line: Result<Line, Problem>) -> bool {
        let at = playhead(&self.session);
        let mut operator = self.operator().clone();
        let written = line.and_then(|line| operator.insert_at(at, line.clone()).map(|_| line));
        match written {
            Ok(line) => {
                let acts = line != Line::Wait(WAIT);
                self.said.set(Some(Said::Written(line, at)));
                let taken = self.choose(operator);
                if taken && acts {
                    let moment = self.session.shown.plan().moment(at);
                    self.dispatch.dispatch(Action::Seek(moment));
                }
                keep_focus();
                taken
            }
            Err(problem) => {
                self.said.set(Some(Said::Wrong(problem)));
                false
            }
        }
    }
}

/// A host, and what can be done to it now.
fn host<S: Exhibit>(script: &Script<S>, hands: &Hands, typed: &UseStateSetter<String>) -> Html {
    let language = script.language;
    let button = |verb: &&'static str| {
        let (verb, name) = (*verb, hands.name.clone());
        let text = match (language, words::verb(verb)) {
            (Language::Zh, Some(zh)) => zh,
            _ => verb,
        };
        let label = format!("{text} {name}");
        let onclick = if verb == "edit" {
            // What is edited is written by whoever edits.
            let typed = typed.clone();
            Callback::from(move |_: MouseEvent| {
                typed.set(format!("edit {name} "));
                crate::dom::focus("own-line");
            })
        } else {
            let script = script.clone();
            Callback::from(move |_: MouseEvent| {
                script.write(Line::parse(&format!("{verb} {name}")));
            })
        };
        html! {
            <button key={verb} type="button" class="small" aria-label={label} {onclick}>
                { text }{ if verb == "edit" { "…" } else { "" } }
            </button>
        }
    };
    html! {
        <li key={hands.name.clone()}>
            <span><b>{ &hands.name }</b>{ " " }<span class="minor">{ hands.state }</span></span>
            <span class="acts">{ for hands.verbs.iter().map(button) }</span>
        </li>
    }
}

/// A line that somebody types, and the wait that has a button.
fn own_line<S: Exhibit>(script: &Script<S>, typed: &UseStateHandle<String>) -> Html {
    let language = script.language;
    let input = {
        let typed = typed.setter();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            typed.set(input.value());
        })
    };
    let write = {
        let (script, typed) = (script.clone(), typed.clone());
        move || {
            if script.write(Line::parse(&typed)) {
                typed.set(String::new());
            }
        }
    };
    let click = {
        let write = write.clone();
        Callback::from(move |_: MouseEvent| write())
    };
    let enter = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            write();
        }
    });
    let wait = {
        let script = script.clone();
        Callback::from(move |_: MouseEvent| {
            script.write(Ok(Line::Wait(WAIT)));
        })
    };
    html! {
        <div class="own-line">
            <label class="unseen" for="own-line">{ Word::Own.text(language) }</label>
            <input id="own-line" class="mono" value={String::clone(typed)} oninput={input}
                onkeydown={enter} placeholder="cut zk0-zk1" autocomplete="off" spellcheck="false" />
            <button type="button" class="small" id="write-line" onclick={click}>
                { Word::Write.text(language) }
            </button>
            <button type="button" class="small" id="write-wait" onclick={wait}>
                { words::line(language, &Line::Wait(WAIT)) }
            </button>
        </div>
    }
}

/// A line: when, what, and where it could go.
fn row<S: Exhibit>(script: &Script<S>, place: usize, line: &Line, at: Option<Offset>) -> Html {
    let language = script.language;
    let text = words::line(language, line);
    let last = script.operator().lines().len() == place + 1;
    let shift = |to: usize, what: &'static str| {
        let script = script.clone();
        Callback::from(move |_: MouseEvent| {
            script.change(&move |operator: &mut Operator| {
                operator.shift(place, to);
                Ok(())
            });
            // The control goes with its line.
            crate::dom::focus_soon(format!("line-{to}-{what}"));
        })
    };
    let remove = script.on_click(move |operator| {
        operator.remove(place);
        Ok(())
    });
    let here = {
        let at = playhead(&script.session);
        script.on_click(move |operator| operator.retime(place, at).map(|_| ()))
    };
    let label = |word: Word| (word.text(language), text.as_str());
    let is_wait = matches!(line, Line::Wait(_));
    html! {
        <li key={place}>
            { moment(script, at) }
            { said(script, place, line, &text) }
            <span class="controls">
                { control((place, "up"), "↑", label(Word::Up), place == 0, shift(place.saturating_sub(1), "up")) }
                { control((place, "down"), "↓", label(Word::Down), last, shift(place + 1, "down")) }
                if !is_wait {
                    { control((place, "here"), "⌖", label(Word::Here), false, here) }
                }
                { control((place, "remove"), "×", label(Word::Remove), false, remove) }
            </span>
        </li>
    }
}

/// When a line is carried out; a click goes there.
fn moment<S: Exhibit>(script: &Script<S>, at: Option<Offset>) -> Html {
    let Some(at) = at else {
        return html! { <span class="mono minor">{ "…" }</span> };
    };
    let moment = script.session.shown.plan().moment(at);
    let dispatch = script.dispatch.clone();
    let go = Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Seek(moment)));
    html! {
        <button type="button" class="quiet mono" title={Word::GoThere.text(script.language)} onclick={go}>
            { time(&script.session, at) }
        </button>
    }
}

/// What a line says; how long a wait lasts can be changed.
fn said<S: Exhibit>(script: &Script<S>, place: usize, line: &Line, text: &str) -> Html {
    let Line::Wait(length) = line else {
        return html! { <span class="words">{ text }</span> };
    };
    let language = script.language;
    let script = script.clone();
    let change = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let seconds = format!("wait {}s", input.value());
        script.change(&move |operator: &mut Operator| {
            if let Line::Wait(length) = Line::parse(&seconds)? {
                operator.lengthen(place, length);
            }
            Ok(())
        });
    });
    let seconds = format!(
        "{}.{:03}",
        length.0 / 1_000_000,
        length.0 % 1_000_000 / 1_000
    );
    let seconds = seconds.trim_end_matches('0').trim_end_matches('.');
    let wait = match language {
        Language::En => "wait",
        Language::Zh => "等",
    };
    html! {
        <label class="words">
            { wait }{ " " }
            <input type="number" min="0" step="any" value={seconds.to_owned()} onchange={change} />
            { " " }{ Word::Seconds.text(language) }
        </label>
    }
}

/// Whether the story's operator goes on as well.
fn instead<S: Exhibit>(script: &Script<S>) -> Html {
    let on = script.operator().instead;
    let change = {
        let script = script.clone();
        let at = playhead(&script.session);
        Callback::from(move |_: Event| {
            script.change(&move |operator: &mut Operator| {
                if operator.is_empty() {
                    operator.from = at;
                }
                operator.instead = !on;
                Ok(())
            });
        })
    };
    html! {
        <label class="fix" for="instead">
            <input type="checkbox" id="instead" checked={on} onchange={change} />
            <span>{ Word::Instead.text(script.language) }</span>
        </label>
    }
}

fn undo<S: Exhibit>(script: &Script<S>) -> Html {
    let Script {
        session,
        dispatch,
        language,
        ..
    } = script;
    let act = |action: Action<S>| crate::components::on_click(dispatch, action);
    let clear = script.on_click(|operator| {
        *operator = Operator::default();
        Ok(())
    });
    html! {
        <div class="undo">
            <button type="button" class="small" id="script-undo" disabled={session.past.is_empty()}
                onclick={act(Action::Undo)}>{ icon(Icon::Undo) }{ Label::Undo.text(*language) }</button>
            <button type="button" class="small" id="script-redo" disabled={session.future.is_empty()}
                onclick={act(Action::Redo)}>{ icon(Icon::Redo) }{ Label::Redo.text(*language) }</button>
            <button type="button" class="small" id="script-clear" disabled={script.operator().is_empty()}
                onclick={clear}>{ Word::Clear.text(*language) }</button>
        </div>
    }
}
