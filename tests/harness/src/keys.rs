//! Keys without a character, as WebDriver names them.

/// Escape.
pub const ESCAPE: char = '\u{E00C}';
/// Enter.
pub const ENTER: char = '\u{E007}';
/// Tab.
pub const TAB: char = '\u{E004}';
/// The space bar.
pub const SPACE: char = ' ';
/// Backspace.
pub const BACKSPACE: char = '\u{E003}';
/// Delete.
pub const DELETE: char = '\u{E017}';
/// Arrow to the left.
pub const LEFT: char = '\u{E012}';
/// Arrow up.
pub const UP: char = '\u{E013}';
/// Arrow to the right.
pub const RIGHT: char = '\u{E014}';
/// Arrow down.
pub const DOWN: char = '\u{E015}';
/// Home.
pub const HOME: char = '\u{E011}';
/// End.
pub const END: char = '\u{E010}';
/// Page up.
pub const PAGE_UP: char = '\u{E00E}';
/// Page down.
pub const PAGE_DOWN: char = '\u{E00F}';
/// Shift, to be held.
pub const SHIFT: char = '\u{E008}';
/// Control, to be held.
pub const CONTROL: char = '\u{E009}';
/// Alt, to be held.
pub const ALT: char = '\u{E00A}';
/// Command on a Mac, the Windows key elsewhere.
pub const META: char = '\u{E03D}';
