//! What the program says to what it cannot do: exit code 2 and one line on stderr that says what
//! would be right. What it takes, in every way of writing it.

#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod program;

use program::{
    OUTAGE, call, check_refused, check_run_refused, command, fine, folder, outage, refusal, words,
};
use std::ffi::OsStr;
use std::fs;
use std::process::Stdio;

#[test]
fn seeds_go_from_0_to_2_to_the_53rd_less_1() {
    let own = outage("--until 5s");
    let seed = own["seed"].as_u64().unwrap();
    let same = outage(&format!("--seed {seed} --until 5s"));
    assert_eq!(same["fingerprint"], own["fingerprint"]);
    for seed in [0, 1, 9_007_199_254_740_991_u64] {
        let run = outage(&format!("--seed {seed} --until 5s"));
        assert_eq!(run["seed"], seed);
        assert_ne!(run["fingerprint"], own["fingerprint"]);
    }
    for word in ["9007199254740992", "-1", "1.5", "seven", "0x7", "1e3"] {
        let says = format!(
            "“{word}” is not a seed; write it like a whole number from 0 to 9007199254740991"
        );
        check_run_refused(&format!("--seed {word}"), &says);
    }
    refusal(&["run", OUTAGE, "--seed", ""]);
}

#[test]
fn durations_are_read_in_every_unit() {
    let until = |word: &str| outage(&format!("--until {word}"))["until_ms"].as_i64();
    assert_eq!(until("1500ms"), Some(1_500));
    assert_eq!(until("30s"), Some(30_000));
    assert_eq!(until("13.037s"), Some(13_037));
    assert_eq!(until("5m"), Some(300_000));
    assert_eq!(until("1h"), Some(3_600_000));
    assert_eq!(
        until("2.5ms"),
        Some(2),
        "rounded down as the log's clock is"
    );
    for word in ["5", "soon", "1h30", "-5s", "s", "5d", "10000h", "1,5s"] {
        let says =
            format!("“{word}” is not a time from zero on; write it like 1500ms, 300s, 5m or 1h");
        check_run_refused(&format!("--until {word}"), &says);
    }
    check_run_refused(
        "--until 0s",
        "“0ms” is not an end after zero; write it like --until 300s",
    );
}

#[test]
fn what_is_unknown_or_out_of_range_is_said_with_what_would_be_right() {
    check_refused(
        "run zk-decomission-outage",
        "scenario “zk-decomission-outage” is unknown; did you mean “zk-decommission-outage”?",
    );
    check_refused(
        "fingerprint zk-decomission-outage",
        "scenario “zk-decomission-outage” is unknown; did you mean “zk-decommission-outage”?",
    );
    check_run_refused(
        "--fix restart-zk",
        "fix “restart-zk” is unknown; did you mean “restart-zk0”?",
    );
    check_run_refused(
        "--ask zk0-srvr",
        "“zk0-srvr” is not a question; write it like zk1:srvr@65s",
    );
    check_run_refused(
        "--ask zk7:srvr@1s",
        "server “zk7” is unknown; did you mean “zk0”?",
    );
    check_run_refused(
        "--ask zk1:srvx@1s",
        "“srvx” is not answered here; the words are conf, cons, crst, dump, envi, isro, mntr, ruok, \
         srst, srvr, stat, wchc, wchp, wchs",
    );
    check_run_refused(
        "--until 5s --ask zk1:srvr@6s",
        "“zk1:srvr@6s” lies after the end of the run, 5000 ms; ask earlier, or set --until",
    );
    check_run_refused(
        "--set cnx-timeout=500",
        "parameter “cnx-timeout” is unknown; did you mean “cnx-timeout-ms”?",
    );
    check_run_refused(
        "--set cnx-timeout-ms=99",
        "cnx-timeout-ms=99 is out of range; it goes from 100 to 60000",
    );
    check_run_refused(
        "--set cnx-timeout-ms=60001",
        "cnx-timeout-ms=60001 is out of range; it goes from 100 to 60000",
    );
    check_run_refused(
        "--set cnx-timeout-ms=fast",
        "“cnx-timeout-ms=fast” is not a whole number; write it like cnx-timeout-ms=500",
    );
    check_run_refused(
        "--set lock=fair",
        "value “lock=fair” is unknown; did you mean “lock=fifo”?",
    );
    check_run_refused(
        "--set lock",
        "“lock” is not a parameter with its value; write it like cnx-timeout-ms=500",
    );
}

#[test]
fn a_moment_that_does_not_exist_is_said_with_what_would_be_right() {
    check_run_refused(
        "--fix zk1-five@noon",
        "“noon” is not a time from zero on; write it like 1500ms, 300s, 5m or 1h",
    );
    check_run_refused(
        "--fix roll-first@150s",
        "roll-first can only be applied from the start; leave “@150000ms” away",
    );
    check_run_refused(
        "--fix zk1-five@301s",
        "the run ends at 300000ms and fix zk1-five is at 301000ms; ask for a later --until, or an \
         earlier moment",
    );
    outage("--fix zk1-five@301s --until 302s");
}

#[test]
fn usage_is_one_line_too() {
    let commands =
        "the commands are list, run, simulate, compare, export, level, fingerprint, help";
    check_refused("", &format!("a command is missing; {commands}"));
    check_refused("fly", &format!("unrecognized subcommand 'fly'; {commands}"));
    let usage = "usage: quorumscope run";
    for line in [
        "run zk-decommission-outage extra",
        "run zk-decommission-outage --sed 1",
    ] {
        let says = refusal(&words(line));
        assert!(says.contains(usage), "{line}: {says}");
    }
    check_refused(
        "run --json",
        "the following required arguments were not provided: <SCENARIO>; usage: quorumscope run \
         --json <SCENARIO>",
    );
    check_refused(
        "run zk-decommission-outage --seed",
        "a value is required for '--seed <N>' but none was supplied",
    );
    let says = refusal(&["list", "--jsno"]);
    assert!(says.contains("'--json'"), "{says}");
}

#[test]
fn a_word_with_a_line_break_does_not_break_the_line() {
    refusal(&["run", "a\nb"]);
    refusal(&["run", OUTAGE, "--fix", "a\r\nb"]);
    refusal(&["run", OUTAGE, "--set", "lock=\n"]);
    refusal(&["run", OUTAGE, "--seed", "\u{1b}[31m\n"]);
    let says = refusal(&["run", "\u{1b}[31m"]);
    assert!(
        !says.contains('\u{1b}'),
        "a word cannot colour the terminal"
    );
}

#[cfg(unix)]
#[test]
fn what_is_no_text_is_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let called = call([OsStr::new("run"), OsStr::from_bytes(b"zk-\xff")]);
    assert_eq!((called.code, &*called.out), (Some(2), ""));
    assert_eq!(called.err.lines().count(), 1, "{}", called.err);
}

#[test]
fn help_and_version_are_no_mistake() {
    for line in [
        "help",
        "--help",
        "-h",
        "help run",
        "run --help",
        "list --help",
        "--version",
    ] {
        assert!(!fine(line).trim().is_empty(), "{line}");
    }
    let help = fine("--help");
    for word in ["list", "run", "fingerprint"] {
        assert!(help.contains(word), "{help}");
    }
    for option in ["--fix", "--set", "--seed", "--until", "--logs", "--json"] {
        assert!(fine("run --help").contains(option), "{option}");
    }
}

#[test]
fn logs_that_cannot_be_written_are_said() {
    let file = folder("contract-no-folder");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let _ = fs::remove_file(&file);
    fs::write(&file, "a file, and no folder").unwrap();
    let path = file.display().to_string();
    let says = refusal(&["run", OUTAGE, "--until", "1s", "--logs", &path]);
    assert!(says.starts_with(&format!("cannot write {path}")), "{says}");
    assert!(
        says.ends_with("name a folder that can be written"),
        "{says}"
    );
    fs::remove_file(&file).unwrap();
}

/// A pipe whose reader has gone is no mistake; a disk that is full is one.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_said() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = command()
        .args(["list", "--json"])
        .stdout(Stdio::from(full))
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.starts_with("quorumscope: cannot write"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
}
