//! The left column: what the scenario is about, the fixes, the properties, the runs made so far.

use crate::components::Here;
use crate::components::fixes::fixes;
use crate::components::params::params;
use crate::components::properties::properties;
use crate::exhibit::Exhibit;
use crate::parts::{Part, PlacesPart};
use crate::session::{Action, Course, Lesson, Session};
use crate::shared::Shared;
use gloo_timers::callback::Timeout;
use locale::Language;
use locale::label::Label;
use scenario::lesson::{Bound, Guide};
use scenario::plan::{Choice, Planned};
use yew::prelude::*;

/// The left column.
pub(crate) fn lesson<S: Exhibit>(here: Here<'_, S>, places: Part<PlacesPart<S>>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let script = &session.script;
    let taking = session.bound().and(session.place).map(|_| "taking");
    let step = session.place.and_then(|place| {
        let course = session.course.as_ref()?;
        match session.ask {
            Some(_) => (course.part.ask)(here, course),
            None => (course.part.step)(here, course, session.bound()?, place),
        }
    });
    let by_hand = match places {
        _ if !session.script_is_open() => Html::default(),
        Part::Ready(part) => (part.by_hand)(here, part.hands),
        Part::Failed => html! { <p role="alert">{ Label::PartFailed.text(language) }</p> },
        Part::Waits => Html::default(),
    };
    if session.level {
        return html! {
            <section class="lesson playing" aria-label={Label::Lesson.text(language)} id="lesson" tabindex="-1">
                { by_hand }
                { properties(here) }
            </section>
        };
    }
    let open = session.horizon().is_some();
    html! {
        <section class={classes!("lesson", taking)} aria-label={Label::Lesson.text(language)} id="lesson" tabindex="-1">
            { step.unwrap_or_else(|| story(here)) }
            // What these say would tell the answer.
            if !open {
                { fixes(here) }
                <details class="params" open={session.script_is_open()}>
                    <summary id="script-title" onclick={here.on_click(Action::OpenScript)}>
                        { Label::Script.text(language) }
                    </summary>
                    { by_hand }
                </details>
                { properties(here) }
                { params(here, places) }
                if session.tried.len() > 1 {
                    { runs(here) }
                }
            }
            if !script.source.is_empty() {
                <p class="note source-note">
                    { Label::Source.text(language) }{ ": " }{ &script.source }
                </p>
            }
            <p class="note">
                <a id="chapter" href={crate::route::chapter(language, &session.id)}>
                    { Label::Chapter.text(language) }
                </a>
            </p>
        </section>
    }
}

/// What happened, and how the run that is shown ends.
fn story<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let script = &session.script;
    let shown = &session.shown;
    let why = S::why(shown, language);
    let start = match session.place {
        None => Label::StartLesson,
        Some(_) => Label::LoadingLesson,
    };
    html! {
        <>
            <p class="minor">{ Label::Story.text(language) }</p>
            <h1>{ language.of(&script.title) }</h1>
            <p class="story">{ language.of(&script.story) }</p>
            if S::lesson_mark(&session.id).is_some() {
                <button type="button" class="button prim" disabled={session.place.is_some()}
                    onclick={here.on_click(Action::Lesson(Lesson::Begin))}>
                    { start.text(language) }
                </button>
                { " " }
                { to_level(here) }
                <p class="note">
                    <a id="handout" target="_blank" href={format!("{}&handout", crate::address::fragment(session, language))}>
                        { Label::Handout.text(language) }
                    </a>
                </p>
            }
            <p class="verdict-why" role="status">
                <span class="minor">{ Label::RunEnds.text(language) }</span>
                { why }
            </p>
        </>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct NotedProps<S: Exhibit> {
    pub(super) session: Shared<Session<S>>,
}

/// Keeps in the browser how far somebody has come. It shows nothing.
#[component(Noted)]
pub(super) fn noted<S: Exhibit>(props: &NotedProps<S>) -> Html {
    let session = props.session.clone();
    let at = (session.given.len(), session.place);
    use_effect_with(at, move |_| crate::progress::note_lesson(&session));
    Html::default()
}

/// The way from the story, or from the end of its lesson, to its level.
fn to_level<S: Exhibit>(here: Here<'_, S>) -> Html {
    html! {
        <button type="button" class="button" id="to-level" onclick={here.on_click(Action::Level(true))}>
            { Label::TryLevel.text(here.language) }
        </button>
    }
}

/// A step of the lesson: its idea, its words with the values of this run, and the way on.
pub(crate) fn lesson_step<S: Exhibit>(
    here: Here<'_, S>,
    course: &Course<S>,
    bound: &Bound,
    place: usize,
) -> Option<Html> {
    let language = here.language;
    let guide = Guide::parse(&course.words).ok()?;
    let step = locale::lesson::step(course.language, &guide, bound, place)?;
    let ticks = bound.steps.iter().enumerate().map(|(index, step)| {
        let class = classes!(
            (index <= place).then_some("done"),
            step.event.is_none().then_some("absent")
        );
        html! { <i {class} /> }
    });
    let last = place + 1 == bound.steps.len() && here.session.to_ask(place + 1).is_none();
    let back = if place == 0 {
        Label::BackToStory
    } else {
        Label::PreviousStep
    };
    let to_fixes = {
        let leave = here.on_click(Action::Lesson(Lesson::Leave));
        Callback::from(move |event: MouseEvent| {
            leave.emit(event);
            // They are there when the lesson has been left.
            Timeout::new(0, || crate::dom::focus("fixes-title")).forget();
        })
    };
    let next = html! {
        if last {
            <button type="button" class="button prim" onclick={to_fixes}>
                { Label::TryFixes.text(language) }
            </button>
        } else {
            <button type="button" class="button prim"
                onclick={here.on_click(Action::Lesson(Lesson::Next))}>
                { Label::NextStep.text(language) }
            </button>
        }
    };
    Some(html! {
        <div class="lesson-step" lang={course.language.html_lang()}>
            <Noted<S> session={here.session.clone()} />
            <p class="step-head minor">
                { format!("{} · {} / {}", Label::Lesson.text(language), place + 1, bound.steps.len()) }
                <span class="step-ticks" aria-hidden="true">{ for ticks }</span>
            </p>
            <h1 class={step.absent.map(|_| "absent")}>{ step.title }</h1>
            if let Some(absent) = step.absent {
                <p class="step-absent">{ absent }</p>
                { elsewhere(here, place) }
            }
            <p class="story">{ step.text }</p>
            <div class="step-go">
                { next }
                if last {
                    { to_level(here) }
                }
                <button type="button" class="quiet"
                    onclick={here.on_click(Action::Lesson(Lesson::Back))}>
                    { back.text(language) }
                </button>
            </div>
        </div>
    })
}

/// The way to the run in which a step happens, if it is another.
fn elsewhere<S: Exhibit>(here: Here<'_, S>, place: usize) -> Html {
    let language = here.language;
    html! {
        if let Some(own) = here.session.elsewhere(place) {
            <p>
                <button type="button" class="button" id="elsewhere"
                    onclick={here.on_click(Action::Lesson(Lesson::Elsewhere))}>
                    { Label::ShowElsewhere.text(language) }
                </button>
                { " " }
                <span class="minor">{ name_of_choice(own, here.session, language) }</span>
            </p>
        }
    }
}

/// The runs made so far: each stays one click away.
fn runs<S: Exhibit>(here: Here<'_, S>) -> Html {
    let Here {
        session, language, ..
    } = here;
    let rows = session.tried.iter().map(|shown| {
        let choose = here.on_click(Action::Choose(shown.choice.clone()));
        let current = std::rc::Rc::ptr_eq(shown, &session.shown);
        html! {
            <li>
                <button type="button" class="quiet" aria-current={current.then_some("true")}
                    onclick={choose}>{ name_of_choice(&shown.choice, session, language) }</button>
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

/// What a choice is called: its fixes, parameters, seed and acts.
pub(crate) fn name_of_choice<S: Exhibit>(
    choice: &Choice,
    session: &Session<S>,
    language: Language,
) -> String {
    let fixes = choice.fixes.iter().map(|(id, at)| {
        let fix = session.script.fix(id);
        let title = fix.map_or(id.as_str(), |fix| language.of(&fix.title));
        at.map_or_else(
            || title.to_owned(),
            |at| {
                let plan = session.shown.plan();
                format!("{title} @ {}", plan.clock().time_of_day(plan.moment(at)))
            },
        )
    });
    let params = choice
        .params
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    let seed = choice.seed.map(|seed| format!("seed {seed}"));
    let acts = choice.operator.lines().iter().map(ToString::to_string);
    let parts: Vec<String> = fixes.chain(params).chain(seed).chain(acts).collect();
    if parts.is_empty() {
        Label::Baseline.text(language).to_owned()
    } else {
        parts.join(" + ")
    }
}
