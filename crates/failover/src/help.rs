//! How a scenario file of this system is written: every statement and verb with an example that a test
//! runs.

use scenario::help::Entry;

/// The statements of a file, beside those that every system's files share.
pub const STATEMENTS: [Entry; 0] = [];
