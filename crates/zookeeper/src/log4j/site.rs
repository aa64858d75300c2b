//! What a line of the table is: a statement, where each release has it, and in which words.

use crate::dialect::Release;

/// The level of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the names are log4j's")]
pub enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Trace,
        Self::Debug,
        Self::Info,
        Self::Warn,
        Self::Error,
        Self::Fatal,
    ];

    /// The name that is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Fatal => "FATAL",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

/// A statement as one release has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    /// Its level.
    pub level: Level,
    /// Its class, as `%C{1}` prints it.
    pub class: &'static str,
    /// Its line, as `%L` prints it.
    pub line: u16,
    /// Its words, with fields in braces.
    pub text: &'static str,
}

/// The words of a statement from a release on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Form {
    /// The first release that has them, of those that are known.
    pub since: Release,
    /// The level.
    pub level: Level,
    /// The class that prints them.
    pub class: &'static str,
    /// The words, with fields in braces.
    pub text: &'static str,
}

/// How many releases there are.
pub(super) const RELEASES: usize = 7;
const _: () = assert!(Release::ALL.len() == RELEASES);
