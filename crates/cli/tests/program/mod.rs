//! Calling the program as a script would.

#![allow(dead_code, reason = "no file of tests needs all of it")]

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

pub(crate) const OUTAGE: &str = "zk-decommission-outage";

/// What a call of the program came to.
pub(crate) struct Called {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_quorumscope"))
}

pub(crate) fn call<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Called {
    let output = command().args(args).output().unwrap();
    Called {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Splits a command line at its spaces.
pub(crate) fn words(line: &str) -> Vec<&str> {
    line.split(' ').filter(|word| !word.is_empty()).collect()
}

/// What a call prints that has to go well.
pub(crate) fn fine(line: &str) -> String {
    let called = call(words(line));
    assert_eq!((called.code, &*called.err), (Some(0), ""), "{line}");
    called.out
}

pub(crate) fn json_of(line: &str) -> Value {
    serde_json::from_str(&fine(line)).unwrap()
}

/// A run of the outage, as JSON.
pub(crate) fn outage(options: &str) -> Value {
    json_of(&format!("run {OUTAGE} {options} --json"))
}

/// What a refused call says: nothing on stdout, one line on stderr, exit code 2.
pub(crate) fn refusal(args: &[&str]) -> String {
    let called = call(args);
    assert_eq!(called.code, Some(2), "{args:?}: {}", called.err);
    assert_eq!(called.out, "", "{args:?}");
    let (line, rest) = called.err.split_once('\n').unwrap();
    assert_eq!(rest, "", "{args:?}: more than one line");
    line.strip_prefix("quorumscope: ").unwrap().to_owned()
}

pub(crate) fn check_refused(line: &str, says: &str) {
    assert_eq!(refusal(&words(line)), says, "{line}");
}

pub(crate) fn check_run_refused(options: &str, says: &str) {
    check_refused(&format!("run {OUTAGE} {options}"), says);
}

pub(crate) fn list_of(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

pub(crate) fn strings(value: &Value) -> Vec<&str> {
    list_of(value)
        .iter()
        .map(|item| item.as_str().unwrap())
        .collect()
}

/// A folder for the files of one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    folder
}
