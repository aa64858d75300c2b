//! The scenarios of DolphinScheduler that come with the project.

use crate::plan::TOP;
use scenario::catalog::CatalogError;
use scenario::script::Script;
use scenario::script::error::unknown;

macro_rules! file {
    ($id:literal) => {
        file!($id, "scenario.txt")
    };
    ($id:literal, $name:literal) => {
        (
            $id,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../scenario/catalog/",
                $id,
                "/",
                $name
            )),
        )
    };
}
/// Ids and texts, in the order in which a newcomer should meet them.
const FILES: [(&str, &str); 10] = [
    file!("ds-master-failover"),
    file!("ds-fast-restart"),
    file!("ds-command-stall"),
    file!("ds-rolling-restart"),
    file!("ds-listener-order"),
    file!("ds-partition-suicide"),
    file!("ds-self-failover"),
    file!("ds-worker-yarn-orphan"),
    file!("ds-all-masters-down"),
    file!("ds-command-sharding"),
];

/// The levels, by the id of their scenario.
const LEVELS: [(&str, &str); 10] = [
    file!("ds-master-failover", "level.txt"),
    file!("ds-fast-restart", "level.txt"),
    file!("ds-command-stall", "level.txt"),
    file!("ds-rolling-restart", "level.txt"),
    file!("ds-listener-order", "level.txt"),
    file!("ds-partition-suicide", "level.txt"),
    file!("ds-self-failover", "level.txt"),
    file!("ds-worker-yarn-orphan", "level.txt"),
    file!("ds-all-masters-down", "level.txt"),
    file!("ds-command-sharding", "level.txt"),
];

/// The text of a scenario's level, for [`scenario::level::Level::parse`].
pub fn level(id: &str) -> Option<&'static str> {
    let found = LEVELS.iter().find(|(other, _)| *other == id);
    found.map(|(_, text)| *text)
}

/// The ids of all scenarios.
pub fn ids() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(id, _)| *id)
}

/// The text of a scenario.
pub fn text(id: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(other, _)| *other == id);
    found.map(|(_, text)| *text)
}

/// Takes a scenario file of this system apart.
///
/// # Errors
/// The first line that cannot be understood.
pub fn parse(text: &str) -> Result<Script, scenario::script::error::ScriptError> {
    Script::parse_with(text, &TOP)
}

/// Reads a scenario of the catalogue.
///
/// # Errors
/// When there is none with this id.
pub fn find(id: &str) -> Result<Script, CatalogError> {
    let text = text(id).ok_or_else(|| CatalogError::Unknown(unknown("scenario", id, ids())))?;
    Ok(parse(text)?)
}
