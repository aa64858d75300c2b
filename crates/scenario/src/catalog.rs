//! The scenarios that come with the project.

use crate::script::Script;
use crate::script::error::{Problem, ScriptError, unknown};

mod files {
    include!(concat!(env!("OUT_DIR"), "/catalog.rs"));
}

/// The ids of all scenarios, in the order in which a newcomer should meet them.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let known = files::FILES.iter().map(|(id, _)| *id);
    let listed = ORDER
        .iter()
        .copied()
        .filter(move |id| known.clone().any(|other| other == *id));
    listed.chain(
        files::FILES
            .iter()
            .map(|(id, _)| *id)
            .filter(|id| !ORDER.contains(id)),
    )
}

/// Scenarios whose place in the order matters; others follow by name.
const ORDER: [&str; 6] = [
    "zk-decommission-outage",
    "zk-first-election",
    "zk-leader-crash",
    "zk-kafka-decommission",
    "zk-leader-partition",
    "zk-split-views",
];

/// The text of a scenario.
pub fn text(id: &str) -> Option<&'static str> {
    files::FILES
        .iter()
        .find(|(other, _)| *other == id)
        .map(|(_, text)| *text)
}

/// The texts of a scenario's lesson.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LessonText {
    /// Its steps and questions, for [`crate::lesson::Lesson::parse`].
    pub steps: &'static str,
    /// Its words in English, for [`crate::lesson::Guide::parse`].
    pub en: &'static str,
    /// Its words in Chinese.
    pub zh: &'static str,
}

/// The lesson of a scenario, if it has one.
pub fn lesson(id: &str) -> Option<LessonText> {
    let found = files::LESSONS.iter().find(|(other, _)| *other == id);
    found.map(|(_, [steps, en, zh])| LessonText { steps, en, zh })
}

/// What tells the present state of a scenario's lesson, and of its level, from earlier ones; nothing if it
/// has none.
pub fn lesson_mark(id: &str) -> Option<&'static str> {
    let found = files::MARKS.iter().find(|(other, _)| *other == id);
    found.map(|(_, mark)| *mark)
}

/// The text of a scenario's level, if it has one, for [`crate::level::Level::parse`].
pub fn level(id: &str) -> Option<&'static str> {
    let found = files::LEVELS.iter().find(|(other, _)| *other == id);
    found.map(|(_, text)| *text)
}

/// Reads a scenario of the catalogue.
///
/// # Errors
/// When there is none with this id.
pub fn find(id: &str) -> Result<Script, CatalogError> {
    let text = text(id).ok_or_else(|| CatalogError::Unknown(unknown("scenario", id, ids())))?;
    Ok(Script::parse(text)?)
}

/// Why a scenario of the catalogue cannot be had.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CatalogError {
    /// There is none with this id.
    #[error("{0}")]
    Unknown(Problem),
    /// Its file has a mistake.
    #[error("{0}")]
    Script(#[from] ScriptError),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Choice, Plan};

    #[test]
    fn every_scenario_can_be_decided_with_each_of_its_fixes() {
        for id in ids() {
            let script = find(id).unwrap_or_else(|error| panic!("{id}: {error}"));
            let fixes = script.fixes.iter().map(|fix| vec![(fix.id.clone(), None)]);
            for fixes in fixes.chain([Vec::new()]) {
                let choice = Choice {
                    fixes,
                    ..Choice::default()
                };
                let plan = Plan::decide(&script, &choice);
                assert!(
                    plan.is_ok(),
                    "{id} with {:?}: {:?}",
                    choice.fixes,
                    plan.err()
                );
            }
            assert!(
                !script.title.en.is_empty() && !script.title.zh.is_empty(),
                "{id}"
            );
            assert!(
                !script.story.en.is_empty() && !script.story.zh.is_empty(),
                "{id}"
            );
            for fix in &script.fixes {
                assert!(
                    !fix.title.en.is_empty() && !fix.title.zh.is_empty(),
                    "{id} {}",
                    fix.id
                );
            }
        }
    }

    #[test]
    fn an_unknown_scenario_is_answered_with_the_nearest() {
        let error = find("zk-decomission-outage").unwrap_err().to_string();
        let sentence = "scenario “zk-decomission-outage” is unknown; did you mean \
                        “zk-decommission-outage”?";
        assert_eq!(error, sentence);
    }
}
