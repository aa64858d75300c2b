//! `quorumscope help`: the commands, and how a scenario file is written.

use crate::args::Args;
use crate::fail::Failure;
use clap::CommandFactory;
use scenario::help::{Entry, STATEMENTS, VERBS};
use scenario::script::error::unknown;
use std::fmt::Write as _;

/// The topic that is no command.
const FILE: &str = "file";

pub(crate) fn help(topic: Option<&str>) -> Result<String, Failure> {
    let mut program = Args::command();
    let Some(topic) = topic else {
        return Ok(program.render_help().to_string());
    };
    if topic == FILE {
        return Ok(file());
    }
    let names: Vec<String> = program
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .chain([FILE.to_owned()])
        .collect();
    match program.find_subcommand_mut(topic) {
        Some(command) => Ok(command.render_help().to_string()),
        None => {
            let known = names.iter().map(String::as_str);
            Err(Failure::usage(unknown("topic", topic, known)))
        }
    }
}

/// The grammar of scenario files, with one example per statement and verb.
fn file() -> String {
    let mut text = String::from(
        "A scenario file is text, one statement per line. Blank lines and lines that begin with #\n\
         mean nothing. Times are 250us, 1500ms, 13.037s, 5m or 1h, and sums of them: 625ms+65ms.\n\
         Servers are named zk0, zk0..zk4 or all. A statement that counts only for some values of a\n\
         parameter begins with when NAME=VALUE|VALUE or when NAME!=VALUE; {NAME} stands for a value.\n\
         A text that follows a statement begins with <<END and ends with a line END.\n\n\
         Statements\n",
    );
    entries(&mut text, "", &STATEMENTS);
    text.push_str("\nVerbs, after at TIME\n");
    entries(&mut text, "at 5s ", &VERBS);
    text.push_str(
        "\nA file that says system dolphinscheduler has title, story, source, minutes, param, fix, clock,\n\
         seed, from, until and latency as above; a fix may also be of the kind lessens, and a choice take\n\
         numbers besides: param NAME enum auto auto|20 or 0..5000. It has these statements\n",
    );
    entries(&mut text, "", &failover::help::STATEMENTS);
    text.push_str("\nits verbs, after at TIME\n");
    entries(&mut text, "at 5s ", &failover::help::VERBS);
    text.push_str("\nand the switches\n");
    for (name, values) in failover::plan::SWITCHES {
        let _ = writeln!(text, "  {:46} {}", name, values.join(" | "));
    }
    text
}

fn entries(text: &mut String, before: &str, entries: &[Entry]) {
    for entry in entries {
        let _ = writeln!(text, "  {:46} {}", entry.form, entry.meaning);
        for (index, line) in entry.example.lines().enumerate() {
            let before = if index == 0 { before } else { "" };
            let _ = writeln!(text, "      {before}{line}");
        }
    }
}
