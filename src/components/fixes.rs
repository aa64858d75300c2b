//! Fixes: apply them from the start or at the playhead, and read what a run made of them.

use crate::components::{Here, Icon, icon};
use crate::exhibit::{Exhibit, Sign};
use crate::session::{Action, Session, Shown};
use locale::Language;
use locale::label::Label;
use scenario::plan::{Choice, Planned};
use scenario::script::Fix;
use std::rc::Rc;
use view::paint::Glyph;
use view::svg;
use yew::prelude::*;

/// The fixes.
pub(crate) fn fixes<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let from = |at_playhead: bool, label: Label| {
        let pressed = session.from_here == at_playhead;
        html! {
            <button type="button" aria-pressed={pressed.to_string()}
                onclick={here.on_click(Action::SetFromHere(at_playhead))}>
                { label.text(language) }
            </button>
        }
    };
    let rows = session.script.fixes.iter().map(|fix| row(fix, here));
    html! {
        <section class="fixes" aria-labelledby="fixes-title">
            <header class="with-seg">
                <h2 id="fixes-title" tabindex="-1">{ Label::Fixes.text(language) }</h2>
                <div class="seg" role="group" aria-labelledby="fixes-title">
                    { from(false, Label::FromStart) }
                    { from(true, Label::FromHere) }
                </div>
            </header>
            <ul>{ for rows }</ul>
            <p class="note">{ Label::FixesNote.text(language) }</p>
            <div class="undo">
                <button type="button" class="small" disabled={session.past.is_empty()}
                    onclick={here.on_click(Action::Undo)}>{ icon(Icon::Undo) }{ Label::Undo.text(language) }</button>
                <button type="button" class="small" disabled={session.future.is_empty()}
                    onclick={here.on_click(Action::Redo)}>{ icon(Icon::Redo) }{ Label::Redo.text(language) }</button>
                <button type="button" class="small" onclick={here.on_click(Action::StartOver)}>
                    { Label::StartOver.text(language) }
                </button>
            </div>
        </section>
    }
}

fn row<S: Exhibit>(fix: &Fix, here: Here<'_, S>) -> Html {
    let Here {
        session,
        dispatch,
        language,
    } = here;
    let applied = session.choice().fixes.iter().find(|(id, _)| *id == fix.id);
    let id: Rc<str> = fix.id.as_str().into();
    let toggle = {
        let (dispatch, id) = (dispatch.clone(), id.clone());
        Callback::from(move |_: Event| dispatch.dispatch(Action::ToggleFix(id.clone())))
    };
    let impossible = session.from_here && applied.is_none() && !fix.applies_here();
    let title = impossible.then(|| Label::OnlyFromStart.text(language));
    let being_made = session.making.is_some() && applied.is_some();
    let chip = if being_made {
        Some(html! { <span class="verdict minor">{ Label::Running.text(language) }</span> })
    } else {
        tried(session, fix).map(|shown| chip(&shown, session, language))
    };
    let moment = applied.and_then(|(_, at)| *at).map(|at| {
        let plan = session.shown.plan();
        plan.clock().time_of_day(plan.moment(at))
    });
    let input = format!("fix-{id}");
    html! {
        <li key={fix.id.clone()}>
            <label class="fix" for={input.clone()} {title}>
                <input type="checkbox" id={input} checked={applied.is_some()} onchange={toggle}
                    disabled={impossible} />
                <span class="fix-title">
                    { language.of(&fix.title) }
                    if let Some(moment) = moment {
                        <span class="mono minor">{ format!(" @ {moment}") }</span>
                    }
                </span>
            </label>
            { chip }
        </li>
    }
}

/// The last run of a fix on its own, if there is one; the shown run if the fix is part of it.
fn tried<S: Exhibit>(session: &Session<S>, fix: &Fix) -> Option<Rc<Shown<S>>> {
    let alone = |choice: &Choice| matches!(&choice.fixes[..], [(id, _)] if *id == fix.id);
    let shown = &session.shown;
    if shown.choice.fixes.iter().any(|(id, _)| *id == fix.id) {
        return Some(shown.clone());
    }
    session
        .tried
        .iter()
        .rev()
        .find(|shown| alone(&shown.choice))
        .cloned()
}

/// What a run made of a fix: sign and word.
fn chip<S: Exhibit>(shown: &Shown<S>, session: &Session<S>, language: Language) -> Html {
    let before = session.tried.first().map(|baseline| baseline.brief());
    let (sign, words) = S::heals(language, &shown.brief(), before.as_ref(), shown.plan());
    let sign = match sign {
        Sign::Heals => html! {
            <svg class="glyph glyph-filled lead" viewBox="0 0 14 14" aria-hidden="true">
                <path d={svg::sign_path(Glyph::Triangle)} />
            </svg>
        },
        Sign::Partly => html! {
            <svg class="glyph" viewBox="0 0 14 14" aria-hidden="true">
                <circle class="half-ring" cx="7" cy="7" r="5" />
                <path class="half" d="M7 2A5 5 0 0 0 7 12Z" />
            </svg>
        },
        Sign::Dies => html! {
            <svg class="glyph glyph-hollow dead" viewBox="0 0 14 14" aria-hidden="true">
                <path d={svg::sign_path(Glyph::CrossedSquare)} />
            </svg>
        },
        Sign::Same => html! { <b aria-hidden="true">{ "=" }</b> },
    };
    html! { <span class="verdict">{ sign }{ " " }{ words }</span> }
}
