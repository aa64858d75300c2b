//! How the program ends.

use clap::error::ErrorKind;
use std::io::{self, Write};
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
    complain(&one_line(error));
    ExitCode::from(USAGE)
}

/// What is wrong, and what would be right, without the layout of a screen.
fn one_line(error: &clap::Error) -> String {
    const COMMANDS: &str =
        "the commands are list, run, simulate, compare, export, level, fingerprint, help";
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return format!("a command is missing; {COMMANDS}");
    }
    let text = error.to_string();
    let mut line = String::new();
    for part in text.lines().map(str::trim) {
        let part = part.strip_prefix("error: ").unwrap_or(part);
        if part.is_empty() || part.starts_with("For more information") {
            continue;
        }
        line.push_str(match line.chars().last() {
            None => "",
            Some(':') => " ",
            Some(_) => "; ",
        });
        match part.strip_prefix("Usage:") {
            Some(_) if error.kind() == ErrorKind::InvalidSubcommand => line.push_str(COMMANDS),
            Some(usage) => line.push_str(&format!("usage:{usage}")),
            None => line.push_str(part),
        }
    }
    line
}

/// Prints a result, and ends its last line.
pub(crate) fn print(text: &str) -> ExitCode {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    pass_on(&[text.as_bytes(), end.as_bytes()])
}

/// Writes bytes as they are. A reader that has gone away is no failure.
pub(crate) fn pass_on(parts: &[&[u8]]) -> ExitCode {
    let mut out = io::stdout().lock();
    let mut written = parts.iter().try_for_each(|part| out.write_all(part));
    written = written.and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let text = format!("cannot write the result: {error}; send it where there is room");
            Failure::Io(text).report()
        }
        Ok(()) | Err(_) => ExitCode::SUCCESS,
    }
}

/// One line, whatever somebody has typed: a line break or an escape sequence is shown as its name.
fn complain(text: &str) {
    let mut line = String::new();
    for c in text.chars() {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    let _ = writeln!(io::stderr(), "quorumscope: {line}");
}
