//! Lengths of time as people write them: `1500ms`, `300s`, `5m`, `1h`, `13.037s`, `625ms+65ms`.

use core::fmt;
use sim::time::{SimTime, Span};

/// A length of time, in microseconds; negative before zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Offset(pub i64);

impl Offset {
    /// From one moment to another.
    pub fn between(from: SimTime, to: SimTime) -> Self {
        let micros = |at: SimTime| i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
        Self(micros(to).saturating_sub(micros(from)))
    }

    /// The length, if it is not negative.
    pub fn span(self) -> Option<Span> {
        u64::try_from(self.0).ok().map(Span::from_micros)
    }
}

/// As it can be read again: in milliseconds, or in microseconds where those are no whole number.
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 1_000 {
            0 => write!(f, "{}ms", self.0 / 1_000),
            _ => write!(f, "{}us", self.0),
        }
    }
}

/// Units and their length in microseconds; longer names first, so that `ms` is not read as `m`.
const UNITS: [(&str, i64); 5] = [
    ("us", 1),
    ("ms", 1_000),
    ("s", 1_000_000),
    ("m", 60_000_000),
    ("h", 3_600_000_000),
];

/// The longest that is taken: a hundred hours, either way.
const LIMIT: i64 = 360_000_000_000;

/// Reads a length of time, or a sum of several.
pub fn parse(text: &str) -> Option<Offset> {
    let mut total = 0_i64;
    for part in text.split('+') {
        total = total.checked_add(parse_one(part)?)?;
    }
    (-LIMIT..=LIMIT).contains(&total).then_some(Offset(total))
}

fn parse_one(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (number, unit) = UNITS
        .iter()
        .filter_map(|(name, micros)| Some((digits.strip_suffix(name)?, *micros)))
        .find(|(number, _)| number.ends_with(|c: char| c.is_ascii_digit()))?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let plain = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(fraction) || fraction.len() > 6 {
        return None;
    }
    let mut micros = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    let mut place = unit;
    for digit in fraction.chars() {
        place /= 10;
        micros = micros.checked_add(i64::from(digit.to_digit(10)?) * place)?;
    }
    Some(sign * micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let of = |text| parse(text).map(|offset| offset.0);
        assert_eq!(of("1500ms"), Some(1_500_000));
        assert_eq!(of("300s"), Some(300_000_000));
        assert_eq!(of("5m"), Some(300_000_000));
        assert_eq!(of("1h"), Some(3_600_000_000));
        assert_eq!(of("0s"), Some(0));
        assert_eq!(of("-12.5s"), Some(-12_500_000));
        assert_eq!(of("13.037s"), Some(13_037_000));
        assert_eq!(of("625ms+65ms"), Some(690_000));
        assert_eq!(of("250us"), Some(250));
    }

    #[test]
    fn a_length_of_time_is_written_as_it_can_be_read() {
        for (micros, text) in [
            (0, "0ms"),
            (150_000_000, "150000ms"),
            (-1_250_000, "-1250ms"),
            (150_000_250, "150000250us"),
            (-1, "-1us"),
        ] {
            assert_eq!(Offset(micros).to_string(), text);
            assert_eq!(parse(text), Some(Offset(micros)));
        }
    }

    #[test]
    fn what_is_no_length_of_time() {
        for text in [
            "",
            "5",
            "s",
            "1.s",
            ".5s",
            "1,5s",
            "1 s",
            "--1s",
            "1h30",
            "9999h",
            "1.1234567s",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
