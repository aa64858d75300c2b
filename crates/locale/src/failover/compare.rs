//! Two runs beside each other, in words: why one keeps what the other breaks.

use crate::Language;
use crate::compare::which;
use scenario::compare::Which;

/// An event as it is told, with the time of day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The time of day.
    pub clock: String,
    /// The event in a sentence.
    pub head: String,
}

/// What was done otherwise in one of two runs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Otherwise {
    /// They begin with other values: those of the run that keeps the property, and of the other.
    Start([String; 2]),
    /// This was done in one of them only.
    Act(Which, Told),
}

/// Why one run breaks a property that the other keeps, in one sentence.
///
/// `turn` is the first link of what led there that the other run has not, `broken` says what is broken, and
/// `when` at what time of day; nothing if that shows only at the end.
pub fn sentence(
    language: Language,
    run: Which,
    turn: Option<&Told>,
    (when, broken): (Option<&str>, &str),
    otherwise: Option<&Otherwise>,
) -> String {
    let (here, there) = (which(run), which(run.other()));
    let broken = bare(broken);
    // What breaks it and where the runs part may be the same.
    let turn = turn.filter(|turn| Some(turn.clock.as_str()) != when);
    let head = match (language, turn, when) {
        (Language::En, Some(turn), Some(when)) => {
            let turn = clause(turn);
            format!("In {here}, {turn}; that leads to this, at {when}: {broken}")
        }
        (Language::Zh, Some(turn), Some(when)) => {
            let (clock, head) = (&turn.clock, bare(&turn.head));
            format!("{here} 在 {clock}“{head}”，一路走到 {when}：{broken}")
        }
        (Language::En, None, Some(when)) => format!("In {here}, at {when}: {broken}"),
        (Language::Zh, None, Some(when)) => format!("{here} 在 {when}：{broken}"),
        (Language::En, _, None) => format!("In {here}, by the end: {broken}"),
        (Language::Zh, _, None) => format!("{here} 到最后：{broken}"),
    };
    let why = otherwise.map(|otherwise| because(language, run, otherwise));
    let why = why.unwrap_or_default();
    match language {
        Language::En => format!("{head}. {there} does not come to that{why}."),
        Language::Zh => format!("{head}；{there} 没走到这一步{why}。"),
    }
}

fn because(language: Language, run: Which, otherwise: &Otherwise) -> String {
    match (language, otherwise) {
        (Language::En, Otherwise::Start([there, here])) => {
            format!(", because it has {there} instead of {here}")
        }
        (Language::Zh, Otherwise::Start([there, here])) => {
            format!("，因为它是 {there}，不是 {here}")
        }
        (Language::En, Otherwise::Act(own, told)) if *own == run => {
            format!(", because only in {}, {}", which(run), clause(told))
        }
        (Language::En, Otherwise::Act(_, told)) => format!(", because there, {}", clause(told)),
        (Language::Zh, Otherwise::Act(own, told)) => {
            let (clock, head) = (&told.clock, bare(&told.head));
            if *own == run {
                format!("，因为只有 {} 在 {clock}“{head}”", which(run))
            } else {
                format!("，因为那边在 {clock}“{head}”")
            }
        }
    }
}

/// An English sentence as a part of another one.
fn clause(told: &Told) -> String {
    let head = bare(&told.head);
    let lower = |word: &str| {
        Some(format!(
            "{}{}",
            word.to_lowercase(),
            head.strip_prefix(word)?
        ))
    };
    let lowered = ["The ", "Session "].into_iter().find_map(lower);
    format!("at {}, {}", told.clock, lowered.as_deref().unwrap_or(head))
}

/// A sentence without its full stop.
fn bare(sentence: &str) -> &str {
    sentence.trim_end_matches(['.', '。'])
}
