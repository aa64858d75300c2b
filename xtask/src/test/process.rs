//! Commands whose output is both shown and read.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;

use anyhow::{Context as _, Result, anyhow};

/// How a command ended, and what it said on its standard output.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) output: String,
}

/// Runs the command; its output appears line by line as it comes.
pub(crate) fn run(command: &mut Command) -> Result<Ended> {
    let program = command.get_program().to_string_lossy().into_owned();
    // Standard error is not read, only shown, and keeps its colours.
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {program}"))?;
    let stdout = child
        .stdout
        .take()
        .context("a pipe that was asked for is not there")?;
    let reading = thread::spawn(move || tee(stdout, io::stdout()));
    let status = child.wait()?;
    let output = reading
        .join()
        .map_err(|_| anyhow!("reading the output of {program} failed"))??;
    Ok(Ended { status, output })
}

/// Copies everything and returns it.
fn tee(from: impl Read, mut to: impl Write) -> io::Result<String> {
    let mut from = BufReader::new(from);
    let mut all = Vec::new();
    loop {
        let start = all.len();
        if from.read_until(b'\n', &mut all)? == 0 {
            break;
        }
        to.write_all(&all[start..])?;
        to.flush()?;
    }
    Ok(String::from_utf8_lossy(&all).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_also_shown() {
        let mut shown = Vec::new();
        let read = tee(&b"one\ntwo"[..], &mut shown).unwrap();
        assert_eq!(read, "one\ntwo");
        assert_eq!(shown, b"one\ntwo");
    }
}
