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
    /// They begin with other values.
    Start,
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
    let head = match (language, turn, when) {
        (Language::En, Some(turn), Some(when)) => {
            let (clock, head) = (&turn.clock, bare(&turn.head));
            format!("In {here} at {clock} “{head}”, and that leads, at {when}, to this: {broken}")
        }
        (Language::Zh, Some(turn), Some(when)) => {
            let (clock, head) = (&turn.clock, bare(&turn.head));
            format!("{here} 在 {clock}“{head}”，一路走到 {when}：{broken}")
        }
        (Language::En, _, Some(when)) => format!("In {here} at {when}: {broken}"),
        (Language::Zh, _, Some(when)) => format!("{here} 在 {when}：{broken}"),
        (Language::En, _, None) => format!("In {here}, by the end: {broken}"),
        (Language::Zh, _, None) => format!("{here} 到最后：{broken}"),
    };
    match language {
        Language::En => {
            let why = because_en(run, otherwise);
            format!("{head}; {there} does not come to it{why}.")
        }
        Language::Zh => {
            let why = because_zh(run, otherwise);
            format!("{head}；{there} 没走到这一步{why}。")
        }
    }
}

fn because_en(run: Which, otherwise: Option<&Otherwise>) -> String {
    match otherwise {
        None => String::new(),
        Some(Otherwise::Start) => ", because it begins with other values".to_owned(),
        Some(Otherwise::Act(where_, told)) => {
            let (clock, head) = (&told.clock, bare(&told.head));
            if *where_ == run {
                let here = which(run);
                format!(", because only in {here}, at {clock}, “{head}”")
            } else {
                format!(", because there at {clock} “{head}”")
            }
        }
    }
}

fn because_zh(run: Which, otherwise: Option<&Otherwise>) -> String {
    match otherwise {
        None => String::new(),
        Some(Otherwise::Start) => "，因为一开始的设定就不同".to_owned(),
        Some(Otherwise::Act(where_, told)) => {
            let (clock, head) = (&told.clock, bare(&told.head));
            if *where_ == run {
                let here = which(run);
                format!("，因为只有 {here} 在 {clock}“{head}”")
            } else {
                format!("，因为那边在 {clock}“{head}”")
            }
        }
    }
}

/// A sentence without its full stop.
fn bare(sentence: &str) -> &str {
    sentence.trim_end_matches(['.', '。'])
}
