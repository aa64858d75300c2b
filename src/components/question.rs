//! A question of the lesson: the answers, and once it is told, which the run gives and why not the
//! other.

use super::lesson::Noted;
use crate::components::{Here, Icon, icon};
use crate::exhibit::Exhibit;
use crate::session::{Action, Course, Lesson, order};
use locale::label::Label;
use locale::lesson::{fill, score};
use scenario::lesson::{Guide, OptionText};
use yew::prelude::*;

/// The question that is asked; nothing if its words are missing.
pub(crate) fn question<S: Exhibit>(here: Here<'_, S>, course: &Course<S>) -> Option<Html> {
    let Here {
        session, language, ..
    } = here;
    let (ask, question, bound) = session.asked()?;
    let guide = Guide::parse(&course.words).ok()?;
    let entry = guide.entry(&question.id)?;
    let words = |place: usize| {
        let id = &question.options.get(place)?.id;
        entry.options.iter().find(|option| option.id == *id)
    };
    let options = answers(here, course, &words);
    let reply = ask
        .guess
        .filter(|guess| ask.told && bound.answer != Some(*guess))
        .and_then(words)
        .map(|option| option.reply)
        .filter(|reply| !reply.is_empty());
    let values = session.bound()?;
    let (head, go) = if ask.told {
        let (right, of) = session.score();
        (score(language, right, of), Label::NextStep)
    } else {
        let label = match ask.guess {
            Some(_) => Label::Reveal,
            None => Label::OnlyShow,
        };
        (Label::GuessHint.text(language).to_owned(), label)
    };
    let act = if ask.told {
        Lesson::Next
    } else {
        Lesson::Reveal
    };
    Some(html! {
        <div class="lesson-step question" lang={course.language.html_lang()}>
            <Noted<S> session={here.session.clone()} />
            <p class="step-head minor">
                { Label::Question.text(language) }<span>{ head }</span>
            </p>
            <h1>{ fill(course.language, entry.title, values) }</h1>
            <ol class="options">{ for options.into_iter().flatten() }</ol>
            if let Some(reply) = reply {
                <p class="reply" role="status">{ fill(course.language, reply, values) }</p>
            }
            <div class="step-go">
                <button type="button" class="button prim" onclick={here.on_click(Action::Lesson(act))}>
                    { go.text(language) }
                </button>
                <button type="button" class="quiet"
                    onclick={here.on_click(Action::Lesson(Lesson::Back))}>
                    { Label::PreviousStep.text(language) }
                </button>
                if !ask.told {
                    <span class="minor keys-hint">{ Label::GuessKeys.text(language) }</span>
                }
            </div>
        </div>
    })
}

/// The answers in the order in which everybody sees them, each with what is known of it.
fn answers<'a, S: Exhibit>(
    here: Here<'_, S>,
    course: &Course<S>,
    words: &impl Fn(usize) -> Option<&'a OptionText<'a>>,
) -> Option<Vec<Html>> {
    let Here {
        session, language, ..
    } = here;
    let (ask, question, bound) = session.asked()?;
    let values = session.bound()?;
    let answers = order(question).into_iter().enumerate().map(|(shown, place)| {
        let guessed = ask.guess == Some(place);
        let right = ask.told && bound.answer == Some(place);
        let wrong = ask.told && guessed && !right;
        let sign = (right || wrong).then(|| icon(if right { Icon::Check } else { Icon::Cross }));
        let class = classes!("option", right.then_some("right"), wrong.then_some("wrong"));
        html! {
            <li>
                <button type="button" {class} aria-pressed={guessed.to_string()} disabled={ask.told}
                    onclick={here.on_click(Action::Lesson(Lesson::Guess(shown)))}>
                    <b class="mono" aria-hidden="true">{ shown + 1 }</b>
                    <span>{ words(place).map(|option| fill(course.language, option.text, values)) }</span>
                    if ask.told && guessed {
                        <span class="minor">{ Label::YourGuess.text(language) }</span>
                    }
                    { sign }
                    if right {
                        <span class="unseen">{ Label::RightAnswer.text(language) }</span>
                    }
                </button>
            </li>
        }
    });
    Some(answers.collect())
}
