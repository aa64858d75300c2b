//! The left column: what the scenario is about, the fixes, the properties, the runs made so far.

use crate::components::{Fixes, Properties};
use crate::preferences::use_language;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use locale::verdict;
use scenario::plan::Choice;
use yew::prelude::*;

/// What is shown.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The session.
    pub session: Shared<Session>,
    /// What is done.
    pub dispatch: Dispatch,
}

/// The left column.
#[component(Lesson)]
pub fn lesson(props: &Props) -> Html {
    let language = use_language();
    let session = &props.session;
    let script = &session.script;
    let shown = &session.shown;
    let why = verdict::why(language, &shown.plan().setting, &shown.outcome.verdict.why);
    html! {
        <section class="lesson" aria-label={Label::Lesson.text(language)} id="lesson" tabindex="-1">
            <p class="minor">{ Label::Story.text(language) }</p>
            <h1>{ language.of(&script.title) }</h1>
            <p class="story">{ language.of(&script.story) }</p>
            <p class="verdict-why" role="status">{ why }</p>
            <Fixes session={session.clone()} dispatch={props.dispatch.clone()} />
            <Properties shown={Shared(shown.clone())} dispatch={props.dispatch.clone()} />
            if session.tried.len() > 1 {
                { runs(props, language) }
            }
            if !script.source.is_empty() {
                <p class="note source-note">
                    { Label::Source.text(language) }{ ": " }{ &script.source }
                </p>
            }
        </section>
    }
}

/// The runs made so far: each stays one click away.
fn runs(props: &Props, language: Language) -> Html {
    let session = &props.session;
    let rows = session.tried.iter().map(|shown| {
        let choose = {
            let (dispatch, choice) = (props.dispatch.clone(), shown.choice.clone());
            Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Choose(choice.clone())))
        };
        let current = std::rc::Rc::ptr_eq(shown, &session.shown);
        html! {
            <li>
                <button type="button" class="quiet" aria-current={current.then_some("true")}
                    onclick={choose}>{ name(&shown.choice, session, language) }</button>
            </li>
        }
    });
    html! {
        <section class="runs">
            <h3>{ Label::Runs.text(language) }</h3>
            <ul>{ for rows }</ul>
        </section>
    }
}

fn name(choice: &Choice, session: &Session, language: Language) -> String {
    let fixes = choice.fixes.iter().map(|(id, at)| {
        let fix = session.script.fix(id);
        let title = fix.map_or(id.as_str(), |fix| language.of(&fix.title));
        at.map_or_else(
            || title.to_owned(),
            |at| {
                let plan = session.shown.plan();
                format!("{title} @ {}", plan.clock.time_of_day(plan.moment(at)))
            },
        )
    });
    let params = choice
        .params
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    let seed = choice.seed.map(|seed| format!("seed {seed}"));
    let parts: Vec<String> = fixes.chain(params).chain(seed).collect();
    if parts.is_empty() {
        Label::Baseline.text(language).to_owned()
    } else {
        parts.join(" + ")
    }
}
