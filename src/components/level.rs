//! A level: its goal with what decides it in the run that is shown, the steps that may be taken, those
//! that have been, and help.

use super::by_hand::{Props, about, control, keep_focus};
use crate::components::{Icon, icon};
use crate::exhibit::Exhibit;
use crate::fetch;
use crate::preferences::use_language;
use crate::progress::note_level;
use crate::route::Route;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use locale::Language;
use locale::label::Label;
use locale::level::{self as words, Word};
use scenario::level::{Judged, Level, Move, Ruling};
use scenario::operator::Line;
use scenario::plan::{Choice, Planned};
use scenario::progress::{Best, Help};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A level while it is fetched, and afterwards.
#[derive(Clone)]
enum Fetched<S: Exhibit> {
    Waits,
    Failed,
    Ready(Rc<Level<S::Aim>>),
}

impl<S: Exhibit> PartialEq for Fetched<S> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Waits, Self::Waits) | (Self::Failed, Self::Failed) => true,
            (Self::Ready(a), Self::Ready(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

/// The level of the scenario, once it is there.
#[component(LevelPanel)]
pub(super) fn level_panel<S: Exhibit>(props: &Props<S>) -> Html {
    let language = use_language();
    let level = use_level::<S>(&props.session);
    match level {
        Fetched::Waits => html! {
            <p class="minor" role="status">{ Label::LoadingLesson.text(language) }</p>
        },
        Fetched::Failed => html! {
            <>
                <p role="alert">{ Label::PartFailed.text(language) }</p>
                { leave(&props.dispatch, language) }
            </>
        },
        Fetched::Ready(level) => html! {
            <Playing<S> session={props.session.clone()} dispatch={props.dispatch.clone()}
                level={Shared(level)} />
        },
    }
}

#[hook]
fn use_level<S: Exhibit>(session: &Shared<Session<S>>) -> Fetched<S> {
    let level = use_state_eq(|| Fetched::Waits);
    {
        let (level, id) = (level.setter(), session.id.clone());
        let names = S::names(session.shown.plan());
        use_effect_with(session.id.clone(), move |_| {
            spawn_local(async move {
                let mark = S::lesson_mark(&id).unwrap_or_default();
                let text = fetch::text(&format!("lessons/{id}.level.txt?{mark}")).await;
                let read = text.and_then(|text| Level::parse(&text, &names).ok());
                level.set(read.map_or(Fetched::Failed, |level| Fetched::Ready(Rc::new(level))));
            });
        });
    }
    (*level).clone()
}

#[derive(Properties, PartialEq)]
struct PlayingProps<S: Exhibit> {
    session: Shared<Session<S>>,
    dispatch: Dispatch<S>,
    level: Shared<Level<S::Aim>>,
}

/// A level that is played.
#[component(Playing)]
fn playing<S: Exhibit>(props: &PlayingProps<S>) -> Html {
    let PlayingProps {
        session,
        dispatch,
        level,
    } = props;
    let language = use_language();
    let help = use_state_eq(|| Help::Hints(0));
    let moves = use_moves(session, dispatch, level);
    let ruling = use_memo(
        (Shared(session.shown.clone()), level.clone()),
        |(shown, level)| S::rule(level, shown),
    );
    let attempt = Attempt {
        session: session.clone(),
        dispatch: dispatch.clone(),
        level: level.clone(),
        moves: moves.clone().into(),
        language,
    };
    // Only the run of these very steps says something about them.
    let is_of = session.making.is_none() && session.shown.choice == *session.choice();
    let judged = (is_of && !moves.is_empty()).then_some(&*ruling);
    use_best(session, judged, (moves.len(), level.par), *help);
    let won = judged.is_some_and(Ruling::is_won);
    html! {
        <div class="lesson-step level">
            <p class="step-head minor">
                <span>{ Word::Level.text(language) }</span>
                <span id="level-steps">{ words::steps(language, moves.len(), level.par) }</span>
            </p>
            <h1 id="level-title" tabindex="-1">{ language.of(&level.title) }</h1>
            <p class="story">{ language.of(&level.task) }</p>
            <h3>{ Word::Goals.text(language) }</h3>
            <ul class="goals">
                { for goals(session, level, is_of.then_some(&*ruling), language) }
            </ul>
            <p class="level-verdict" role="status" id="level-verdict">
                { verdict(&attempt, is_of, won) }
            </p>
            <h3 id="script-lines" tabindex="-1">{ Word::Steps.text(language) }</h3>
            { steps(&attempt) }
            { offers(&attempt) }
            { helped(&attempt, &help) }
            <div class="step-go">
                if won && let Some(next) = next::<S>(&session.id) {
                    <a class="button prim" id="level-next" href={next}>{ Word::Next.text(language) }</a>
                }
                { leave(dispatch, language) }
            </div>
        </div>
    }
}

/// The steps of what is chosen. What is no attempt at the level becomes one that does nothing.
#[hook]
fn use_moves<S: Exhibit>(
    session: &Shared<Session<S>>,
    dispatch: &Dispatch<S>,
    level: &Shared<Level<S::Aim>>,
) -> Vec<Move> {
    let moves = level.moves(&session.script, session.choice()).ok();
    {
        let (session, dispatch, level) = (session.clone(), dispatch.clone(), level.clone());
        use_effect_with(moves.is_none(), move |foreign| {
            if *foreign {
                dispatch.dispatch(Action::Choose(level.choice(&session.script, &[])));
                let begin = session.shown.plan().moment(level.from);
                dispatch.dispatch(Action::Seek(begin));
                crate::dom::focus("level-title");
            }
        });
    }
    moves.unwrap_or_default()
}

/// Notes the best that was made of a level: so many steps, of how many.
#[hook]
fn use_best<S: Exhibit>(
    session: &Shared<Session<S>>,
    judged: Option<&Ruling>,
    taken: (usize, usize),
    help: Help,
) {
    let (steps, par) = taken;
    let won = judged.filter(|ruling| ruling.is_won());
    let won = won.map(|ruling| (steps, ruling.stars()));
    let id = session.id.clone();
    use_effect_with(won, move |won| {
        if let Some((steps, stars)) = *won {
            note_level(Best {
                scenario: id.to_string(),
                steps,
                par,
                stars,
                help,
            });
        }
    });
}

/// The steps that have been taken, and how they are changed.
#[derive(Clone)]
struct Attempt<S: Exhibit> {
    session: Shared<Session<S>>,
    dispatch: Dispatch<S>,
    level: Shared<Level<S::Aim>>,
    moves: Rc<[Move]>,
    language: Language,
}

impl<S: Exhibit> Attempt<S> {
    /// Takes other steps at a click.
    fn on_click(&self, change: impl Fn(&mut Vec<Move>) + 'static) -> Callback<MouseEvent> {
        let attempt = self.clone();
        Callback::from(move |_: MouseEvent| {
            let mut moves = attempt.moves.to_vec();
            change(&mut moves);
            attempt.play(&moves);
            keep_focus();
        })
    }

    fn play(&self, moves: &[Move]) {
        let choice = self.level.choice(&self.session.script, moves);
        self.dispatch.dispatch(Action::Choose(choice));
    }

    fn words(&self, step: &Move) -> String {
        words::step(self.language, &self.session.script, step)
    }
}

/// The goals and stars, each with what decides it.
fn goals<S: Exhibit>(
    session: &Session<S>,
    level: &Level<S::Aim>,
    ruling: Option<&Ruling>,
    language: Language,
) -> Vec<Html> {
    let plan = session.shown.plan();
    let row = |aim: &S::Aim, judged: Option<&Judged>, star: bool, met: bool| {
        let idle = Judged {
            met: false,
            measured: scenario::level::Measured::Never,
        };
        let [goal, decided] = S::aim(language, plan, aim, judged.unwrap_or(&idle));
        let word = match (met, star) {
            (_, true) => Word::Star,
            (true, false) => Word::Met,
            (false, false) => Word::NotMet,
        };
        let sign = match (judged, met, star) {
            (None, ..) => html! { <span class="icon" /> },
            (_, true, _) => icon(Icon::Check),
            (_, false, true) => html! { <span class="icon" aria-hidden="true">{ "☆" }</span> },
            (_, false, false) => icon(Icon::Cross),
        };
        html! {
            <li class={classes!((judged.is_some() && !met && !star).then_some("open"))}>
                { sign }
                <span>
                    { goal }
                    if judged.is_some() {
                        <span class="minor">
                            { format!("{}{}{decided}", word.text(language), words::colon(language)) }
                        </span>
                    }
                </span>
            </li>
        }
    };
    let judged = |place: usize| ruling.and_then(|ruling| ruling.goals.get(place));
    let star = |place: usize| ruling.and_then(|ruling| ruling.stars.get(place));
    let won = ruling.is_some_and(Ruling::is_won);
    let goals = level.goals.iter().enumerate().map(|(place, aim)| {
        let judged = judged(place);
        row(aim, judged, false, judged.is_some_and(|judged| judged.met))
    });
    let stars = level.stars.iter().enumerate().map(|(place, aim)| {
        let judged = star(place);
        row(
            aim,
            judged,
            true,
            won && judged.is_some_and(|judged| judged.met),
        )
    });
    goals.chain(stars).collect()
}

fn verdict<S: Exhibit>(attempt: &Attempt<S>, is_of: bool, won: bool) -> Html {
    let language = attempt.language;
    let taken = attempt.moves.len();
    if !is_of {
        return html! { { Label::Running.text(language) } };
    }
    let class = won.then_some("lead");
    html! { <b {class}>{ words::verdict(language, won, taken, attempt.level.par) }</b> }
}

/// The steps one after the other.
fn steps<S: Exhibit>(attempt: &Attempt<S>) -> Html {
    let language = attempt.language;
    let last = attempt.moves.len().saturating_sub(1);
    let rows = attempt.moves.iter().enumerate().map(|(place, step)| {
        let text = attempt.words(step);
        let swap = |with: usize, what: &'static str| {
            let change = attempt.on_click(move |moves| moves.swap(place, with));
            Callback::from(move |event: MouseEvent| {
                change.emit(event);
                crate::dom::focus_soon(format!("line-{with}-{what}"));
            })
        };
        let remove = attempt.on_click(move |moves| {
            moves.remove(place);
        });
        // What is set before the start has no order.
        let sets = |place: usize| matches!(attempt.moves.get(place), Some(Move::Set(..)) | None);
        let (fixed_up, fixed_down) = (
            place == 0 || sets(place) || sets(place.wrapping_sub(1)),
            place == last || sets(place),
        );
        html! {
            <li key={place}>
                <span class="words">{ &text }</span>
                <span class="controls">
                    { control((place, "up"), "↑", (Word::Up.text(language), &text), fixed_up, swap(place.saturating_sub(1), "up")) }
                    { control((place, "down"), "↓", (Word::Down.text(language), &text), fixed_down, swap((place + 1).min(last), "down")) }
                    { control((place, "remove"), "×", (Word::Remove.text(language), &text), false, remove) }
                </span>
            </li>
        }
    });
    let clear = attempt.on_click(Vec::clear);
    let act = |action: Action<S>| crate::components::on_click(&attempt.dispatch, action);
    let session = &attempt.session;
    html! {
        <>
            if attempt.moves.is_empty() {
                <p class="minor">{ Word::NoSteps.text(language) }</p>
            }
            <ol class="lines">{ for rows }</ol>
            <div class="undo">
                <button type="button" class="small" id="script-undo" disabled={session.past.is_empty()}
                    onclick={act(Action::Undo)}>{ icon(Icon::Undo) }{ Label::Undo.text(language) }</button>
                <button type="button" class="small" id="script-redo" disabled={session.future.is_empty()}
                    onclick={act(Action::Redo)}>{ icon(Icon::Redo) }{ Label::Redo.text(language) }</button>
                <button type="button" class="small" id="script-clear" disabled={attempt.moves.is_empty()}
                    onclick={clear}>{ Word::Clear.text(language) }</button>
            </div>
        </>
    }
}

/// What may be done: by host, and what is done to none.
fn offers<S: Exhibit>(attempt: &Attempt<S>) -> Html {
    let language = attempt.language;
    let names = S::names(attempt.session.shown.plan());
    let mut groups: Vec<(String, Vec<(String, Move)>)> = Vec::new();
    for step in &attempt.level.allowed {
        let (group, text) = match step {
            Move::Set(..) => (
                Word::Settings.text(language).to_owned(),
                attempt.words(step),
            ),
            Move::Line(line) => match about(line, &names) {
                Some((host, rest)) => (host.to_owned(), words::line(language, &Line::Act(rest))),
                None => (Word::Others.text(language).to_owned(), attempt.words(step)),
            },
        };
        match groups.iter_mut().find(|(other, _)| *other == group) {
            Some((_, steps)) => steps.push((text, step.clone())),
            None => groups.push((group, vec![(text, step.clone())])),
        }
    }
    let rows = groups.into_iter().map(|(group, steps)| {
        let buttons = steps
            .into_iter()
            .map(|(text, step)| button(attempt, text, step));
        html! {
            <li key={group.clone()}>
                <b>{ group }</b>
                <span class="acts">{ for buttons }</span>
            </li>
        }
    });
    html! { <ul class="hosts" aria-label={Word::Verbs.text(language)}>{ for rows }</ul> }
}

/// A step that may be taken. What is set is set or not; a line comes once more.
fn button<S: Exhibit>(attempt: &Attempt<S>, text: String, step: Move) -> Html {
    let label = attempt.words(&step);
    let is_set = attempt.moves.contains(&step);
    let pressed = step.line().is_none().then(|| is_set.to_string());
    let onclick = {
        let step = step.clone();
        attempt.on_click(move |moves| match &step {
            Move::Line(_) => moves.push(step.clone()),
            Move::Set(name, _) => {
                moves.retain(|other| !matches!(other, Move::Set(set, _) if set == name));
                if !is_set {
                    moves.insert(0, step.clone());
                }
            }
        })
    };
    html! {
        <button key={step.to_string()} type="button" class="small" aria-label={label}
            aria-pressed={pressed} data-step={step.to_string()} {onclick}>{ text }</button>
    }
}

/// Hints one by one, then the solution.
fn helped<S: Exhibit>(attempt: &Attempt<S>, help: &UseStateHandle<Help>) -> Html {
    let Attempt {
        level, language, ..
    } = attempt;
    let language = *language;
    let shown = match **help {
        Help::Hints(hints) => hints,
        Help::Solution => level.hints.len(),
    };
    let hints = level.hints.iter().take(shown);
    let hints = hints.map(|hint| html! { <li>{ language.of(hint) }</li> });
    let more = (shown < level.hints.len()).then(|| {
        let help = help.clone();
        let click = Callback::from(move |_: MouseEvent| help.set(Help::Hints(shown + 1)));
        html! {
            <button type="button" class="small" id="level-hint" onclick={click}>
                { format!("{} {} / {}", Word::Hint.text(language), shown + 1, level.hints.len()) }
            </button>
        }
    });
    let solution = {
        let help = help.clone();
        Callback::from(move |_: MouseEvent| help.set(Help::Solution))
    };
    let play = {
        let solution = level.solution.clone();
        attempt.on_click(move |moves| moves.clone_from(&solution))
    };
    let steps = level
        .solution
        .iter()
        .map(|step| html! { <li>{ attempt.words(step) }</li> });
    html! {
        <section class="help-level" aria-live="polite">
            <ol class="hints">{ for hints }</ol>
            if **help == Help::Solution {
                <h3>{ Word::SolutionTitle.text(language) }</h3>
                <ol class="hints">{ for steps }</ol>
                <p class="reply">{ language.of(&level.why) }</p>
                <button type="button" class="small" id="level-play" onclick={play}>
                    { Word::Play.text(language) }
                </button>
            } else {
                <div class="undo">
                    { more }
                    <button type="button" class="small" id="level-solution" onclick={solution}>
                        { Word::Solution.text(language) }
                    </button>
                </div>
            }
        </section>
    }
}

/// Goes back to the story as it happened.
fn leave<S: Exhibit>(dispatch: &Dispatch<S>, language: Language) -> Html {
    let dispatch = dispatch.clone();
    let click = Callback::from(move |_: MouseEvent| {
        dispatch.dispatch(Action::Level(false));
        dispatch.dispatch(Action::Choose(Choice::default()));
        crate::dom::focus_soon("lesson".to_owned());
    });
    html! {
        <button type="button" class="quiet" id="level-leave" onclick={click}>
            { Word::Leave.text(language) }
        </button>
    }
}

/// The level that comes after a scenario's, if one does.
fn next<S: Exhibit>(id: &str) -> Option<String> {
    let mut ids = S::ids().skip_while(|other| *other != id).skip(1);
    let next = ids.find(|id| S::lesson_mark(id).is_some())?;
    Some(format!("{}?level=1", Route::lab(next)))
}
