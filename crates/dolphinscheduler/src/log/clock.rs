//! From virtual time to the time of day that logs print.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Span};
use sim::time::SimTime;

/// The time of day of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WallClock {
    zero: SimTime,
    at_zero: DateTime,
}

impl WallClock {
    /// A clock that shows a date and time at a moment of the run.
    pub fn new(zero: SimTime, at_zero: DateTime) -> Self {
        Self { zero, at_zero }
    }

    /// Reads `2026-11-21 08:28:17.706`, with a point or a comma.
    pub fn parse(zero: SimTime, text: &str) -> Option<Self> {
        text.replace(',', ".")
            .parse()
            .ok()
            .map(|at_zero| Self::new(zero, at_zero))
    }

    /// The moment's date and time.
    pub fn at(&self, at: SimTime) -> DateTime {
        let micros = i128::from(at.as_micros()) - i128::from(self.zero.as_micros());
        let elapsed = SignedDuration::from_micros(i64::try_from(micros).unwrap_or(0));
        let span = Span::try_from(elapsed).unwrap_or_default();
        self.at_zero.checked_add(span).unwrap_or(self.at_zero)
    }

    /// The stamp of a log line: `2026-11-21 08:28:17.706`.
    pub fn stamp(&self, at: SimTime) -> String {
        let t = self.at(at);
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}",
            t.year(),
            t.month(),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.millisecond()
        )
    }

    /// The moment of the run at which the clock shows this.
    pub fn moment(&self, shown: DateTime) -> Option<SimTime> {
        let elapsed = shown.duration_since(self.at_zero).as_micros();
        let micros = elapsed + i128::from(self.zero.as_micros());
        u64::try_from(micros).ok().map(SimTime::from_micros)
    }
}
