//! A lesson on paper: its steps one below the other, each with stage and bands at its moment; its questions
//! with room for a guess, and what the run answers on a page of its own. In one language, or in both side
//! by side.

use crate::address;
use crate::components::{Bands, Here, Stage, name_of_choice, on_its_way, unknown};
use crate::exhibit::Exhibit;
use crate::fetch;
use crate::parts::{Part, use_long};
use crate::preferences::use_preferences;
use crate::session::{Course, Dispatch, Lesson, Session, order};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use locale::lesson::{fill, step};
use scenario::engine::ENGINE;
use scenario::lesson::{Bound, BoundQuestion, Entry, Guide, Question};
use scenario::plan::Planned;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Which lesson.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// Its scenario's id.
    pub id: String,
    /// The choices in whose run it happens.
    pub query: String,
    /// Whether it is printed in both languages.
    pub both: bool,
}

/// A lesson on paper, or a sentence if there is no such scenario.
#[component(Handout)]
pub(super) fn handout<S: Exhibit>(props: &Props) -> Html {
    let language = use_preferences().language();
    let opened = use_memo((props.id.clone(), props.query.clone()), |(id, query)| {
        Session::<S>::open(id, query).map(Shared::new)
    });
    match &*opened {
        Ok(session) => html! {
            <Paper<S> key={session.opened} session={session.clone()} both={props.both} />
        },
        Err(error) => html! {
            <main class="plain"><p role="alert">{ unknown(language, error) }</p></main>
        },
    }
}

#[derive(Properties, PartialEq)]
struct PaperProps<S: Exhibit> {
    session: Shared<Session<S>>,
    both: bool,
}

/// A lesson in the languages in which it is printed.
type Courses<S> = Rc<Vec<Rc<Course<S>>>>;

#[component(Paper)]
fn paper<S: Exhibit>(props: &PaperProps<S>) -> Html {
    let language = use_preferences().language();
    let handle = {
        let first = props.session.clone();
        use_reducer(move || first)
    };
    let (session, dispatch): (Shared<Session<S>>, Dispatch<S>) =
        (Shared::clone(&handle), handle.dispatcher());
    let here = Here {
        session: &session,
        dispatch: &dispatch,
        language,
    };
    let long = use_long::<S>(session.making.is_some());
    let courses = use_courses::<S>(&session, props.both.then(|| language.other()));
    let sheets = match courses {
        Part::Ready(courses) => html! {
            <Sheets<S> session={session.clone()} dispatch={dispatch.clone()} courses={Shared(courses)} />
        },
        Part::Failed => {
            html! { <p role="alert">{ Label::PartFailed.text(language) }</p> }
        }
        Part::Waits => html! { <p role="status">{ Label::LoadingLesson.text(language) }</p> },
    };
    html! {
        <main class={classes!("handout", props.both.then_some("both"))} data-system={S::NAME}>
            { tools(here, props.both) }
            { on_its_way(here, long) }
            { sheets }
        </main>
    }
}

/// Fetches the lesson in the page's language, and in another one if that is wanted, once its run is there.
#[hook]
fn use_courses<S: Exhibit>(
    session: &Shared<Session<S>>,
    other: Option<Language>,
) -> Part<Courses<S>> {
    let language = use_preferences().language();
    let courses = use_state(|| Part::Waits);
    {
        let (courses, session) = (courses.setter(), session.clone());
        let is_there = session.making.is_none();
        use_effect_with((is_there, language, other), move |&(is_there, ..)| {
            if !is_there {
                return;
            }
            let Some(mark) = S::lesson_mark(&session.id) else {
                return courses.set(Part::Failed);
            };
            courses.set(Part::Waits);
            spawn_local(async move {
                let mut read = Vec::new();
                for language in [Some(language), other].into_iter().flatten() {
                    match fetch::course(&session, mark, language).await {
                        Some(course) => read.push(Rc::new(course)),
                        None => return courses.set(Part::Failed),
                    }
                }
                courses.set(Part::Ready(Rc::new(read)));
            });
        });
    }
    match &*courses {
        Part::Ready(courses) => Part::Ready(Rc::clone(courses)),
        Part::Failed => Part::Failed,
        Part::Waits => Part::Waits,
    }
}

/// What is on the screen and not on the paper.
fn tools<S: Exhibit>(here: Here<'_, S>, both: bool) -> Html {
    let language = here.language;
    let lab = address::fragment(here.session, language);
    let [other, label] = if both {
        [
            format!("{lab}&handout"),
            Label::OneLanguage.text(language).to_owned(),
        ]
    } else {
        let label = Label::BothLanguages.text(language).to_owned();
        [format!("{lab}&handout&both"), label]
    };
    let print = Callback::from(|_: MouseEvent| {
        if let Some(window) = web_sys::window() {
            let _ = window.print();
        }
    });
    html! {
        <nav class="handout-tools" aria-label={Label::Handout.text(language)}>
            <a class="button" href={lab}>{ Label::BackToLab.text(language) }</a>
            <a class="button" id="languages" href={other}>{ label }</a>
            <button type="button" class="button prim" id="print" onclick={print}>
                { Label::Print.text(language) }
            </button>
        </nav>
    }
}

#[derive(Properties, PartialEq)]
struct SheetsProps<S: Exhibit> {
    session: Shared<Session<S>>,
    dispatch: Dispatch<S>,
    courses: Shared<Vec<Rc<Course<S>>>>,
}

/// A lesson in one language.
struct Column<'a> {
    language: Language,
    guide: Guide<'a>,
}

impl<'a> Column<'a> {
    fn entry(&self, id: &str) -> Option<&Entry<'a>> {
        self.guide.entry(id)
    }
}

#[component(Sheets)]
fn sheets<S: Exhibit>(props: &SheetsProps<S>) -> Html {
    let SheetsProps {
        session, courses, ..
    } = props;
    let Some(first) = courses.first() else {
        return Html::default();
    };
    let mut taken = Session::clone(session);
    taken.course = Some(Rc::clone(first));
    let Some(bound) = taken.bound() else {
        return Html::default();
    };
    let columns: Vec<Column<'_>> = (courses.iter())
        .filter_map(|course| {
            Some(Column {
                language: course.language,
                guide: Guide::parse(&course.words).ok()?,
            })
        })
        .collect();
    let questions = |place: usize| asked(first, bound).filter(move |(q, ..)| q.before == place);
    let steps = (0..bound.steps.len()).map(|place| {
        html! {
            <>
                { for questions(place).map(|(question, ..)| ask(question, &columns)) }
                { one_step(&taken, &props.dispatch, first, place, &columns) }
            </>
        }
    });
    html! {
        <>
            { head(session, &columns) }
            { for steps }
            { for questions(bound.steps.len()).map(|(question, ..)| ask(question, &columns)) }
            { answers(first, bound, &columns) }
        </>
    }
}

/// The questions that this run comes to and answers.
fn asked<'a, S: Exhibit>(
    course: &'a Course<S>,
    bound: &'a Bound,
) -> impl Iterator<Item = (&'a Question, &'a BoundQuestion, usize)> {
    let questions = course.lesson.questions.iter().zip(&bound.questions);
    questions.filter_map(|(question, bound)| {
        bound.moment?;
        Some((question, bound, bound.answer?))
    })
}

/// The same in each language, beside each other.
fn beside(columns: &[Column<'_>], class: &'static str, say: impl Fn(&Column<'_>) -> Html) -> Html {
    let column = |column: &Column<'_>| {
        html! { <div lang={column.language.html_lang()}>{ say(column) }</div> }
    };
    html! { <div class={classes!("handout-words", class)}>{ for columns.iter().map(column) }</div> }
}

/// What it is about, and which run it shows.
fn head<S: Exhibit>(session: &Session<S>, columns: &[Column<'_>]) -> Html {
    let shown = &session.shown;
    let script = &session.script;
    let release = S::release(shown.plan());
    html! {
        <header class="handout-head">
            { beside(columns, "", |column| {
                let language = column.language;
                html! {
                    <>
                        <h1>{ language.of(&script.title) }</h1>
                        <p class="story">{ language.of(&script.story) }</p>
                        <p class="handout-end">
                            <b>{ Label::RunEnds.text(language) }{ ": " }</b>{ S::why(shown, language) }
                        </p>
                    </>
                }
            }) }
            <p class="mono minor">
                { format!("{} {release} · {} · engine {ENGINE} · {}", S::NAME, session.id, shown.digest()) }
            </p>
        </header>
    }
}

/// A step: its words, and stage and bands at its moment, in the run in which it happens.
fn one_step<S: Exhibit>(
    taken: &Session<S>,
    dispatch: &Dispatch<S>,
    course: &Course<S>,
    place: usize,
    columns: &[Column<'_>],
) -> Html {
    let go = |session, to| (course.part.go)(session, to);
    let here = go(go(taken.clone(), Lesson::To(place)), Lesson::Elsewhere);
    let Some(bound) = here.bound() else {
        return Html::default();
    };
    let own = (here.choice() != taken.choice()).then_some(here.choice());
    let words = beside(columns, "", |column| {
        let said = step(column.language, &column.guide, bound, place);
        said.map_or_else(Html::default, |said| {
            html! {
                <>
                    <h2>{ format!("{}. {}", place + 1, said.title) }</h2>
                    if let Some(absent) = said.absent {
                        <p><b>{ absent }</b></p>
                    }
                    if let Some(own) = own {
                        <p class="minor">{ name_of_choice(own, &here, column.language) }</p>
                    }
                    <p>{ said.text }</p>
                </>
            }
        })
    });
    let happens = bound
        .steps
        .get(place)
        .is_some_and(|step| step.event.is_some());
    let figure = happens.then(|| {
        let session = Shared::new(here.clone());
        let time = session.shown.plan().clock().time_of_day(session.playhead);
        html! {
            <figure>
                <div class="handout-stage">
                    <Stage<S> session={session.clone()} dispatch={dispatch.clone()} brief=true figure=true />
                </div>
                <Bands<S> session={session.clone()} dispatch={dispatch.clone()} figure=true />
                <figcaption class="mono">{ time }</figcaption>
            </figure>
        }
    });
    html! { <section class="handout-step">{ words }{ figure }</section> }
}

/// A question with its answers, as everybody sees them.
fn ask(question: &Question, columns: &[Column<'_>]) -> Html {
    let options = order(question);
    let words = beside(columns, "handout-ask", |column| {
        let Some(entry) = column.entry(&question.id) else {
            return Html::default();
        };
        let option = |place: &usize| {
            let id = &question.options.get(*place)?.id;
            let words = entry.options.iter().find(|option| option.id == *id)?;
            Some(html! { <li>{ words.text }</li> })
        };
        html! {
            <>
                <p class="minor">{ Label::Question.text(column.language) }</p>
                <h2>{ entry.title }</h2>
                <ol>{ for options.iter().filter_map(option) }</ol>
            </>
        }
    });
    html! { <section class="handout-step">{ words }</section> }
}

/// What the run answers, and why not the other answers.
fn answers<S: Exhibit>(course: &Course<S>, bound: &Bound, columns: &[Column<'_>]) -> Html {
    if asked(course, bound).next().is_none() {
        return Html::default();
    }
    let words = beside(columns, "", |column| {
        let answer = |(question, _, right): (&Question, &BoundQuestion, usize)| {
            let entry = column.entry(&question.id)?;
            let options = order(question).into_iter().filter_map(|place| {
                let id = &question.options.get(place)?.id;
                let words = entry.options.iter().find(|option| option.id == *id)?;
                let reply = fill(column.language, words.reply, bound);
                let is_right = place == right;
                Some(html! {
                    <li class={is_right.then_some("right")}>
                        { words.text }
                        if is_right {
                            <b>{ " · " }{ Label::RightAnswer.text(column.language) }</b>
                        }
                        if !reply.is_empty() {
                            <span>{ reply }</span>
                        }
                    </li>
                })
            });
            Some(html! { <><h3>{ entry.title }</h3><ol>{ for options }</ol></> })
        };
        html! {
            <>
                <h2>{ Label::Answers.text(column.language) }</h2>
                { for asked(course, bound).filter_map(answer) }
            </>
        }
    });
    html! { <section class="handout-answers">{ words }</section> }
}
