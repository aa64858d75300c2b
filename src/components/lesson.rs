//! The left column: what the scenario is about, the fixes, the properties, the runs made so far.

use crate::components::Here;
use crate::components::fixes::fixes;
use crate::components::params::params;
use crate::components::properties::properties;
use crate::session::{Action, Session};
use locale::Language;
use locale::label::Label;
use locale::verdict;
use scenario::plan::Choice;
use yew::prelude::*;

/// The left column.
pub(crate) fn lesson(here: Here<'_>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let script = &session.script;
    let shown = &session.shown;
    let why = verdict::why(language, &shown.plan().setting, &shown.outcome.verdict.why);
    html! {
        <section class="lesson" aria-label={Label::Lesson.text(language)} id="lesson" tabindex="-1">
            <p class="minor">{ Label::Story.text(language) }</p>
            <h1>{ language.of(&script.title) }</h1>
            <p class="story">{ language.of(&script.story) }</p>
            <p class="verdict-why" role="status">{ why }</p>
            { fixes(here) }
            { properties(here) }
            { params(here) }
            if session.tried.len() > 1 {
                { runs(here) }
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
fn runs(here: Here<'_>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let rows = session.tried.iter().map(|shown| {
        let choose = here.on_click(Action::Choose(shown.choice.clone()));
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
            <h2>{ Label::Runs.text(language) }</h2>
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
