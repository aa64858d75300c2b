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

    /// Reads `2017-04-11 11:19:12,000` or the same with a `T` and a point.
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

    /// The stamp of a log line: `2017-04-11 11:19:13,037`.
    pub fn log_stamp(&self, at: SimTime) -> String {
        let t = self.at(at);
        format!(
            "{:04}-{:02}-{:02} {}",
            t.year(),
            t.month(),
            t.day(),
            self.time_of_day(at).replace('.', ",")
        )
    }

    /// The time of day in milliseconds: `11:19:13.037`.
    pub fn time_of_day(&self, at: SimTime) -> String {
        let t = self.at(at);
        let (hour, minute, second, ms) = (t.hour(), t.minute(), t.second(), t.millisecond());
        format!("{hour:02}:{minute:02}:{second:02}.{ms:03}")
    }

    /// Microseconds since midnight.
    pub fn micros_of_day(&self, at: SimTime) -> u64 {
        let t = self.at(at);
        let part = |n: i8| u64::from(n.unsigned_abs());
        let seconds = (part(t.hour()) * 60 + part(t.minute())) * 60 + part(t.second());
        seconds * 1_000_000 + u64::from(t.subsec_nanosecond().unsigned_abs()) / 1_000
    }

    /// The moment of the run at which the clock shows this.
    pub fn moment(&self, shown: DateTime) -> Option<SimTime> {
        let elapsed = shown.duration_since(self.at_zero).as_micros();
        let micros = elapsed + i128::from(self.zero.as_micros());
        u64::try_from(micros).ok().map(SimTime::from_micros)
    }

    /// The moment that counts as zero.
    pub fn zero(&self) -> SimTime {
        self.zero
    }

    /// What the clock shows at zero.
    pub fn at_zero(&self) -> DateTime {
        self.at_zero
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_rounded_down_and_crosses_midnight() {
        let zero = SimTime::from_millis(5_000);
        let clock = WallClock::parse(zero, "2017-04-11 23:59:59,500").unwrap();
        assert_eq!(clock.log_stamp(zero), "2017-04-11 23:59:59,500");
        assert_eq!(
            clock.log_stamp(SimTime::from_micros(5_499_999)),
            "2017-04-11 23:59:59,999"
        );
        assert_eq!(
            clock.log_stamp(SimTime::from_micros(5_500_000)),
            "2017-04-12 00:00:00,000"
        );
        assert_eq!(clock.log_stamp(SimTime::ZERO), "2017-04-11 23:59:54,500");
        assert_eq!(clock.moment(clock.at(zero)), Some(zero));
    }
}
