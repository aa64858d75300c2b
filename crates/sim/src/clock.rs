//! From virtual time to the time of day that logs print.

use crate::time::SimTime;
use jiff::civil::{Date, DateTime, Time};

/// A second and a day, in microseconds.
const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 60 * 60 * SECOND;

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
        read(text).map(|at_zero| Self::new(zero, at_zero))
    }

    /// The moment's date and time.
    pub fn at(&self, at: SimTime) -> DateTime {
        let signed = |micros: u64| i64::try_from(micros).unwrap_or(i64::MAX);
        let start = i64::from(self.at_zero.hour()) * 3_600
            + i64::from(self.at_zero.minute()) * 60
            + i64::from(self.at_zero.second());
        let elapsed = signed(at.as_micros()) - signed(self.zero.as_micros());
        let micros = (start * SECOND)
            .saturating_add(i64::from(self.at_zero.subsec_nanosecond()) / 1_000)
            .saturating_add(elapsed);
        let date = moved(self.at_zero.date(), micros.div_euclid(DAY));
        date_time(date, micros.rem_euclid(DAY)).unwrap_or(self.at_zero)
    }

    /// The stamp of a log line with a point: `2026-11-21 08:28:17.706`.
    pub fn stamp(&self, at: SimTime) -> String {
        let t = self.at(at);
        format!(
            "{:04}-{:02}-{:02} {}",
            t.year(),
            t.month(),
            t.day(),
            self.time_of_day(at)
        )
    }

    /// The stamp of a log line with a comma: `2017-04-11 11:19:13,037`.
    pub fn log_stamp(&self, at: SimTime) -> String {
        self.stamp(at).replace('.', ",")
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

    /// The moment at which the clock shows this time of day, `11:19:18.808` or less of it, on the day of
    /// zero.
    pub fn moment_of_day(&self, text: &str) -> Option<SimTime> {
        let date = self.at_zero.date();
        read(&format!("{date} {text}")).and_then(|shown| self.moment(shown))
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

/// The largest step over midnights that is taken: no run lasts for years.
const MOST_DAYS: i64 = 4_000;

fn moved(date: Date, days: i64) -> Date {
    let days = days.clamp(-MOST_DAYS, MOST_DAYS);
    (0..days.abs()).fold(date, |date, _| {
        let next = if days < 0 {
            date.yesterday()
        } else {
            date.tomorrow()
        };
        next.unwrap_or(date)
    })
}

/// A date and the microseconds since its midnight.
fn date_time(date: Date, micros: i64) -> Option<DateTime> {
    let seconds = micros / SECOND;
    let part = |n: i64| i8::try_from(n).ok();
    let nanos = i32::try_from(micros % SECOND * 1_000).ok()?;
    let time = Time::new(
        part(seconds / 3_600)?,
        part(seconds / 60 % 60)?,
        part(seconds % 60)?,
        nanos,
    );
    Some(DateTime::from_parts(date, time.ok()?))
}

/// Reads a date and a time of day with up to six decimals. The library's own parser knows many more
/// forms and is a tenth of the page.
fn read(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(['T', ' '])?;
    let mut date = date.splitn(3, '-');
    let mut part = || date.next();
    let (year, month, day) = (part()?, part()?, part()?);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let (time, decimals) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let seconds = time.split(':').try_fold(0_i64, |sum, part| {
        Some(sum * 60 + part.parse::<i64>().ok()?)
    })?;
    let micros: i64 = format!("{decimals:0<6}").get(..6)?.parse().ok()?;
    let in_day = seconds.checked_mul(SECOND)?.checked_add(micros)?;
    (0..DAY).contains(&in_day).then_some(())?;
    date_time(date, in_day)
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

    #[test]
    fn what_is_no_date_and_time_is_refused() {
        for text in [
            "",
            "2017-04-11",
            "2017-13-01 00:00:00",
            "2017-04-11 24:00:00",
            "2017-04-11 1:x:0",
        ] {
            assert_eq!(WallClock::parse(SimTime::ZERO, text), None, "{text:?}");
        }
    }
}
