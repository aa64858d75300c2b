//! How the program ends.

use std::io::Write;
use std::process::ExitCode;

/// Why a command has failed.
pub(crate) enum Failure {
    /// What was asked for cannot be: exit code 2.
    Usage(String),
    /// Something could not be written: exit code 2.
    Io(String),
}

/// Usage or input that cannot be read.
const USAGE: u8 = 2;

impl Failure {
    pub(crate) fn usage(error: impl ToString) -> Self {
        Self::Usage(error.to_string())
    }

    pub(crate) fn report(&self) -> ExitCode {
        let (Self::Usage(text) | Self::Io(text)) = self;
        complain(text);
        ExitCode::from(USAGE)
    }
}

/// What clap has to say: help and version on stdout, everything else as one line on stderr.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return print(&error.to_string());
    }
    let text = error.to_string();
    let sentence: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:"))
        .filter(|line| !line.is_empty())
        .collect();
    let sentence = sentence.join("; ");
    complain(sentence.strip_prefix("error: ").unwrap_or(&sentence));
    ExitCode::from(USAGE)
}

/// Prints a result. A reader that has gone away is no failure.
pub(crate) fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let _ = write!(out, "{text}{end}").and_then(|()| out.flush());
    ExitCode::SUCCESS
}

fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "quorumscope: {text}");
}
