//! Counting tests from what test harnesses print.

use std::fmt;
use std::ops::AddAssign;

/// How many passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Ignored tests, and parts of the whole that were left out.
    pub(crate) skipped: u64,
}

impl Tally {
    /// One check that is no test harness, such as formatting.
    pub(crate) fn check(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
            skipped: 0,
        }
    }

    /// Whether nothing was counted at all.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Adds up every summary in the output of `cargo test`: Rust's own harness and
    /// wasm-bindgen's print the same line, once per test binary.
    pub(crate) fn from_output(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines() {
            if let Some(tally) = summary(&without_colour(line)) {
                sum += tally;
            }
        }
        sum
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.1s`.
/// The harnesses differ in what follows `ignored`, so only the first three are required.
fn summary(line: &str) -> Option<Tally> {
    let (_, counts) = line
        .trim()
        .strip_prefix("test result: ")?
        .split_once(". ")?;
    let count = |word: &str| {
        let part = counts
            .split(';')
            .map(str::trim)
            .find(|part| part.ends_with(word))?;
        part.strip_suffix(word)?.trim().parse::<u64>().ok()
    };
    Some(Tally {
        passed: count("passed")?,
        failed: count("failed")?,
        skipped: count("ignored")?,
    })
}

/// The line without ANSI escapes such as `ESC [ 32 m`.
fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut pieces = line.split('\u{1b}');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        plain.push_str(piece.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(output: &str, passed: u64, failed: u64, skipped: u64) {
        assert_eq!(
            Tally::from_output(output),
            Tally {
                passed,
                failed,
                skipped
            },
            "{output}"
        );
    }

    #[test]
    fn rust_and_wasm_bindgen_summaries_are_read() {
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.10s",
            3,
            0,
            1,
        );
        check(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 filtered out; finished in 1.06s",
            1,
            2,
            0,
        );
    }

    #[test]
    fn summaries_of_several_binaries_add_up() {
        let output = "running 1 test\ntest a ... ok\n\n\
            test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            no tests to run!\n\
            test result: ok. 10 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out\n";
        check(output, 11, 0, 2);
    }

    #[test]
    fn colour_and_indentation_do_not_matter() {
        check(
            "  test result: \u{1b}[32mok\u{1b}(B\u{1b}[m. 4 passed; 0 failed; 0 ignored; 0 measured",
            4,
            0,
            0,
        );
        check(
            "test result: \u{1b}[31mFAILED\u{1b}[0m. 4 passed; 1 failed; 0 ignored\r",
            4,
            1,
            0,
        );
    }

    #[test]
    fn other_lines_are_no_summaries() {
        check("test result: ok", 0, 0, 0);
        check(
            "the test result: ok. 3 passed; 0 failed; 0 ignored",
            0,
            0,
            0,
        );
        check("test result: ok. many passed; 0 failed; 0 ignored", 0, 0, 0);
        check("", 0, 0, 0);
    }

    #[test]
    fn the_last_line_has_its_fixed_form() {
        let mut tally = Tally::check(true);
        tally += Tally::check(false);
        tally += Tally {
            skipped: 3,
            ..Tally::default()
        };
        assert_eq!(tally.to_string(), "1 passed, 1 failed, 3 skipped");
    }
}
