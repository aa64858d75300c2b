//! Two runs of DolphinScheduler beside each other: what decided, in a sentence.

use crate::exhibit::Exhibit;
use crate::session::Shown;
use failover::compare::{Comparison, Side};
use failover::plan::Plan;
use locale::Language;
use locale::failover::compare::{self as words, Otherwise, Told};
use picture::dolphinscheduler::DolphinScheduler;
use scenario::compare::{Origin, Which};
use sim::id::EventId;

pub(super) fn side(shown: &Shown<DolphinScheduler>) -> Side<'_> {
    Side {
        run: &shown.run,
        outcome: &shown.outcome,
        index: &shown.index,
    }
}

/// An event's time of day, and the event in a sentence.
fn told(shown: &Shown<DolphinScheduler>, language: Language, event: EventId) -> Told {
    Told {
        clock: shown.plan().clock.time_of_day(shown.time_of(event)),
        head: shown.tell(language, event).head,
    }
}

/// The values with which two runs begin, those that are not the same.
fn values(one: &Plan, other: &Plan) -> [String; 2] {
    let differ = |own: &Plan, other: &Plan| {
        let own = own
            .params
            .iter()
            .filter(|param| !other.params.contains(param));
        let words: Vec<String> = own.map(|(name, value)| format!("{name}={value}")).collect();
        words.join(", ")
    };
    let [there, here] = [differ(one, other), differ(other, one)];
    if there.is_empty() {
        return [one, other].map(|plan| format!("seed={}", plan.seed));
    }
    [there, here]
}

/// Why one of two runs breaks what the other keeps; nothing if they keep and break the same.
pub(super) fn sentence(
    language: Language,
    comparison: &Comparison,
    [a, b]: &[Shown<DolphinScheduler>; 2],
) -> Option<String> {
    let cause = comparison.cause?;
    let run_of = |which: Which| match which {
        Which::A => a,
        Which::B => b,
    };
    let own = run_of(cause.which);
    let when = cause.at.map(|at| own.plan().clock.time_of_day(at));
    let broken = DolphinScheduler::why_violated(own, cause.property, language);
    let broken = broken.unwrap_or_else(|| {
        let [_, violation] = DolphinScheduler::property(own, cause.property, language);
        violation.to_owned()
    });
    let turn = cause.turn.map(|event| told(own, language, event));
    let otherwise = comparison.origin.map(|origin| match origin {
        Origin::Start => Otherwise::Start(values(run_of(cause.which.other()).plan(), own.plan())),
        Origin::Act { which, event, .. } => {
            Otherwise::Act(which, told(run_of(which), language, event))
        }
    });
    Some(words::sentence(
        language,
        cause.which,
        turn.as_ref(),
        (when.as_deref(), &broken),
        otherwise.as_ref(),
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use failover::catalog;
    use scenario::plan::Choice;

    fn compared(id: &str, fix: &str) -> [Option<String>; 2] {
        let script = catalog::find(id).unwrap();
        let mut choice = Choice::default();
        choice.fix(fix).unwrap();
        let runs = [Choice::default(), choice].map(|choice| Shown::new(&script, choice).unwrap());
        let comparison = DolphinScheduler::compared(&runs);
        Language::ALL.map(|language| sentence(language, &comparison, &runs))
    }

    #[test]
    fn a_sentence_says_what_decided() {
        let [en, zh] = compared("ds-fast-restart", "sigterm").map(Option::unwrap);
        assert_eq!(
            en,
            "In A, at 15:00:00.000, M1 is killed with -9; that leads to this, at 15:01:07.356: M1 stops \
             itself, and its connection was never lost. B does not come to that, because there, at \
             15:00:00.000, the operator stops M1 with SIGTERM."
        );
        assert!(zh.starts_with("A 在 15:00:00.000“M1 被 kill -9”"), "{zh}");
    }

    /// Both languages say it, or neither; and where they do, of both runs.
    #[test]
    fn each_fix_that_works_has_a_sentence() {
        let mut silent = Vec::new();
        for id in catalog::ids() {
            for fix in catalog::find(id).unwrap().fixes {
                let said = compared(id, &fix.id);
                if let [Some(en), Some(zh)] = &said {
                    for words in ["In A", "In B"] {
                        let other = if words == "In A" { "B" } else { "A" };
                        assert!(
                            !en.starts_with(words) || en.contains(&format!(". {other} does")),
                            "{en}"
                        );
                    }
                    assert!(zh.ends_with('。') && en.ends_with('.'), "{en} {zh}");
                    assert!(!en.contains("  ") && !zh.contains("。。"), "{en} {zh}");
                } else {
                    assert_eq!(said, [None, None], "{id} {}", fix.id);
                    if fix.works {
                        silent.push(format!("{id} {}", fix.id));
                    }
                }
            }
        }
        assert_eq!(silent, [""; 0]);
    }
}
