//! What somebody has done with lessons and levels: kept in this browser and nowhere else.

use crate::exhibit::Exhibit;
use crate::preferences::storage;
use crate::session::{Given, Session};
use locale::Language;
use locale::progress::family;
use scenario::progress::{Answer, Best, FAMILIES, Help, Progress, Said};
use serde::Serialize;

/// The key in the browser's storage.
const KEY: &str = "quorumscope-progress";

/// What is known; nothing in a browser that keeps nothing.
pub(crate) fn load() -> Progress {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.map_or_else(Progress::default, |text| Progress::parse(&text))
}

/// Forgets everything.
pub(crate) fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}

fn note(change: impl FnOnce(&mut Progress)) {
    let before = load();
    let mut progress = before.clone();
    change(&mut progress);
    // A browser without storage forgets; nothing else is lost.
    if progress != before
        && let Some(storage) = storage()
    {
        let _ = storage.set_item(KEY, &progress.to_string());
    }
}

/// Notes where somebody is in a lesson: the last answer, and whether this is its end.
pub(crate) fn note_lesson<S: Exhibit>(session: &Session<S>) {
    let answer = session
        .given
        .last()
        .and_then(|given| answer(session, given));
    let steps = session.bound().map_or(0, |bound| bound.steps.len());
    let ends = session.ask.is_none() && session.place.is_some_and(|place| place + 1 == steps);
    note(|progress| {
        if let Some(answer) = answer {
            progress.answer(answer);
        }
        if ends {
            progress.finish(&session.id);
        }
    });
}

fn answer<S: Exhibit>(session: &Session<S>, given: &Given) -> Option<Answer> {
    let mut questions = session.course.as_ref()?.lesson.questions.iter();
    let question = questions.find(|question| question.id == given.question)?;
    let misconception = |id: &String| {
        let option = question.options.iter().find(|option| option.id == *id);
        // One that no belief leads to is known by its own name.
        let belief = option.map(|option| option.misconception.clone());
        belief
            .filter(|belief| !belief.is_empty())
            .unwrap_or_else(|| id.clone())
    };
    let offered = question
        .options
        .iter()
        .map(|option| option.misconception.clone());
    Some(Answer {
        scenario: session.id.to_string(),
        question: question.id.clone(),
        said: match &given.guess {
            _ if given.right => Said::Right,
            Some(guess) => Said::Wrong(misconception(guess)),
            None => Said::Looked,
        },
        offered: offered.filter(|id| !id.is_empty()).collect(),
    })
}

/// Notes that a level has been won.
pub(crate) fn note_level(best: Best) {
    note(|progress| progress.win(best));
}

/// What a trainer gets, as JSON. Its keys stay.
pub(crate) fn file(progress: &Progress) -> Option<String> {
    let (right, answered) = progress.score();
    let families = FAMILIES.iter().map(|of| {
        let (offered, misled) = progress.family(of);
        FamilyFile {
            id: of.id,
            en: family(Language::En, of.id),
            zh: family(Language::Zh, of.id),
            offered,
            misled,
        }
    });
    let file = File {
        kind: "quorumscope-progress",
        version: 1,
        lessons: &progress.lessons,
        answers: progress.answers.iter().map(AnswerFile::of).collect(),
        answered,
        right,
        families: families.filter(|of| of.offered > 0).collect(),
        levels: progress.levels.iter().map(LevelFile::of).collect(),
    };
    serde_json::to_string_pretty(&file).ok()
}

#[derive(Serialize)]
struct File<'a> {
    kind: &'static str,
    version: u32,
    lessons: &'a [String],
    answers: Vec<AnswerFile<'a>>,
    answered: usize,
    right: usize,
    families: Vec<FamilyFile>,
    levels: Vec<LevelFile<'a>>,
}

#[derive(Serialize)]
struct AnswerFile<'a> {
    scenario: &'a str,
    question: &'a str,
    /// `right`, `wrong`, or `looked`.
    said: &'static str,
    misconception: Option<&'a str>,
}

#[derive(Serialize)]
struct FamilyFile {
    id: &'static str,
    en: &'static str,
    zh: &'static str,
    offered: usize,
    misled: usize,
}

#[derive(Serialize)]
struct LevelFile<'a> {
    scenario: &'a str,
    steps: usize,
    par: usize,
    stars: usize,
    hints: Option<usize>,
    solution_shown: bool,
}

impl<'a> AnswerFile<'a> {
    fn of(answer: &'a Answer) -> Self {
        let (said, misconception) = match &answer.said {
            Said::Right => ("right", None),
            Said::Wrong(id) => ("wrong", Some(id.as_str())),
            Said::Looked => ("looked", None),
        };
        Self {
            scenario: &answer.scenario,
            question: &answer.question,
            said,
            misconception,
        }
    }
}

impl<'a> LevelFile<'a> {
    fn of(best: &'a Best) -> Self {
        let (hints, solution_shown) = match best.help {
            Help::Hints(hints) => (Some(hints), false),
            Help::Solution => (None, true),
        };
        Self {
            scenario: &best.scenario,
            steps: best.steps,
            par: best.par,
            stars: best.stars,
            hints,
            solution_shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trainer_gets_what_was_done_and_which_beliefs_misled() {
        let text = "lesson zk-first-election\n\
                    answer zk-first-election who largest-sid-wins largest-sid-wins,first-come\n\
                    answer zk-leader-crash notice right always-timeout\n\
                    level zk-split-views 4 4 0 solution\n";
        let file = file(&Progress::parse(text)).unwrap();
        let read: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert_eq!(read["kind"], "quorumscope-progress");
        assert_eq!((&read["answered"], &read["right"]), (&2.into(), &1.into()));
        assert_eq!(read["answers"][0]["misconception"], "largest-sid-wins");
        let families: Vec<&str> = (read["families"].as_array().unwrap().iter())
            .map(|family| family["id"].as_str().unwrap())
            .collect();
        assert_eq!(families, ["blocked", "rank"]);
        assert_eq!(read["families"][1]["misled"], 1);
        assert_eq!(read["levels"][0]["solution_shown"], true);
    }
}
