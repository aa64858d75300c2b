//! The scenarios of DolphinScheduler that come with the project.

use crate::plan::TOP;
use scenario::catalog::{CatalogError, LessonText};
use scenario::script::Script;
use scenario::script::error::unknown;

/// A file of a scenario's folder.
macro_rules! part {
    ($id:literal, $name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../scenario/catalog/",
            $id,
            "/",
            $name
        ))
    };
}

/// A scenario's id and text.
macro_rules! file {
    ($id:literal) => {
        ($id, part!($id, "scenario.txt"))
    };
}

/// A scenario's id and the text of its level.
macro_rules! level {
    ($id:literal) => {
        ($id, part!($id, "level.txt"))
    };
}

/// The lessons of scenarios: their texts, and apart from these, because a page that asks for the marks
/// does not hold the texts, what tells their present state from earlier ones.
macro_rules! lessons {
    ($($id:literal)*) => {
        const LESSONS: &[(&str, [&str; 3])] = &[$((
            $id,
            [
                part!($id, "lesson.txt"),
                part!($id, "guide.en.md"),
                part!($id, "guide.zh.md"),
            ],
        )),*];

        const MARKS: &[(&str, &str)] = &[$({
            const STEPS: u64 = digest(BASIS, part!($id, "lesson.txt"));
            const EN: u64 = digest(STEPS, part!($id, "guide.en.md"));
            const ZH: u64 = digest(EN, part!($id, "guide.zh.md"));
            const LEVEL: u64 = digest(ZH, part!($id, "level.txt"));
            const MARK: [u8; 16] = hex(LEVEL);
            ($id, ascii(&MARK))
        }),*];
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
    level!("ds-master-failover"),
    level!("ds-fast-restart"),
    level!("ds-command-stall"),
    level!("ds-rolling-restart"),
    level!("ds-listener-order"),
    level!("ds-partition-suicide"),
    level!("ds-self-failover"),
    level!("ds-worker-yarn-orphan"),
    level!("ds-all-masters-down"),
    level!("ds-command-sharding"),
];

/// The text of a scenario's level, for [`scenario::level::Level::parse`].
pub fn level(id: &str) -> Option<&'static str> {
    let found = LEVELS.iter().find(|(other, _)| *other == id);
    found.map(|(_, text)| *text)
}

lessons! {
    "ds-fast-restart" "ds-master-failover" "ds-partition-suicide" "ds-self-failover" "ds-worker-yarn-orphan"
    "ds-rolling-restart" "ds-command-stall" "ds-listener-order"
    "ds-all-masters-down" "ds-command-sharding"
}

/// The beginning of a digest.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, computed by the compiler: it tells one state of a file from another, which is all that an
/// address needs.
const fn digest(before: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = before;
    let mut place = 0;
    while place < bytes.len() {
        hash = (hash ^ bytes[place] as u64).wrapping_mul(0x0100_0000_01b3);
        place += 1;
    }
    hash
}

const fn hex(digest: u64) -> [u8; 16] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut letters = [0; 16];
    let mut place = 0;
    while place < letters.len() {
        letters[place] = DIGITS[(digest >> (60 - 4 * place) & 15) as usize];
        place += 1;
    }
    letters
}

const fn ascii(letters: &'static [u8; 16]) -> &'static str {
    match str::from_utf8(letters) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// The lesson of a scenario, if it has one.
pub fn lesson(id: &str) -> Option<LessonText> {
    let found = LESSONS.iter().find(|(other, _)| *other == id);
    found.map(|(_, [steps, en, zh])| LessonText { steps, en, zh })
}

/// What tells the present state of a scenario's lesson, and of its level, from earlier ones; nothing if it
/// has none.
pub fn lesson_mark(id: &str) -> Option<&'static str> {
    let found = MARKS.iter().find(|(other, _)| *other == id);
    found.map(|(_, mark)| *mark)
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
