//! The time axis: from moments to pixels and back.
//!
//! An axis is a row of segments, each true to scale in itself. A plain axis has one; the parts of a
//! lens and of a fold are segments of other scales. Time is never bent inside of a segment.

use sim::time::{SimTime, Span};
use zookeeper::log4j::WallClock;

/// The part of a run that is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Its beginning.
    pub from: SimTime,
    /// Its end; later than its beginning.
    pub to: SimTime,
}

/// The narrowest window: a few steps of one thread.
pub const NARROWEST: Span = Span::from_micros(200);

impl Window {
    /// How long it is.
    pub fn length(&self) -> Span {
        self.to.since(self.from)
    }

    /// Whether a moment lies in it.
    pub fn contains(&self, at: SimTime) -> bool {
        self.from <= at && at <= self.to
    }

    /// The window zoomed by `factor` (more than 1: closer) around a moment that stays where it is,
    /// within `whole`.
    #[must_use]
    pub fn zoomed(&self, factor: f64, around: SimTime, whole: Self) -> Self {
        let around = around.clamp(self.from, self.to);
        let before = micros(around.since(self.from)) / micros(self.length()).max(1.0);
        let length = (micros(self.length()) / factor).clamp(
            micros(NARROWEST),
            micros(whole.length()).max(micros(NARROWEST)),
        );
        let from = micros(around.since(SimTime::ZERO)) - length * before;
        Self::at(from, length).within(whole)
    }

    /// The window moved by so many of its lengths, within `whole`.
    #[must_use]
    pub fn panned(&self, lengths: f64, whole: Self) -> Self {
        let length = micros(self.length());
        let from = micros(self.from.since(SimTime::ZERO)) + lengths * length;
        Self::at(from, length).within(whole)
    }

    /// A window of the same length around a moment, within `whole`.
    #[must_use]
    pub fn centred(&self, on: SimTime, whole: Self) -> Self {
        let length = micros(self.length());
        let from = micros(on.since(SimTime::ZERO)) - length / 2.0;
        Self::at(from, length).within(whole)
    }

    /// A window of the same length that shows a moment, moved no further than it must be.
    #[must_use]
    pub fn showing(&self, moment: SimTime, whole: Self) -> Self {
        if self.contains(moment) {
            *self
        } else {
            self.centred(moment, whole)
        }
    }

    fn at(from: f64, length: f64) -> Self {
        let from = moment(from);
        Self {
            from,
            to: from + span(length),
        }
    }

    fn within(self, whole: Self) -> Self {
        let length = self.length().min(whole.length());
        let latest = SimTime::from_micros(
            whole
                .to
                .as_micros()
                .saturating_sub(length.as_micros())
                .max(whole.from.as_micros()),
        );
        let from = self.from.clamp(whole.from, latest);
        Self {
            from,
            to: from + length,
        }
    }
}

/// A stretch of time that is true to scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Segment {
    /// What it shows.
    pub window: Window,
    /// Where it begins, in px.
    pub left: f32,
    /// Where it ends, in px.
    pub right: f32,
}

/// From moments to pixels and back.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    segments: Vec<Segment>,
}

/// A mark of the ruler.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// The moment.
    pub at: SimTime,
    /// Where it is, in px.
    pub x: f32,
    /// What the clock shows, without what the whole window shares.
    pub label: String,
    /// Whether its label says more than the others'.
    pub strong: bool,
}

impl Axis {
    /// An axis of one scale.
    pub fn linear(window: Window, left: f32, right: f32) -> Self {
        Self {
            segments: vec![Segment {
                window,
                left,
                right: right.max(left + 1.0),
            }],
        }
    }

    /// Its stretches, from left to right.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// What it shows.
    pub fn window(&self) -> Window {
        match (self.segments.first(), self.segments.last()) {
            (Some(first), Some(last)) => Window {
                from: first.window.from,
                to: last.window.to,
            },
            _ => Window {
                from: SimTime::ZERO,
                to: SimTime::ZERO,
            },
        }
    }

    /// Its left end, in px.
    pub fn left(&self) -> f32 {
        self.segments.first().map_or(0.0, |segment| segment.left)
    }

    /// Its right end, in px.
    pub fn right(&self) -> f32 {
        self.segments.last().map_or(0.0, |segment| segment.right)
    }

    /// Where a moment is; the nearer end for moments that are not shown.
    pub fn x(&self, at: SimTime) -> f32 {
        let index = self
            .segments
            .partition_point(|segment| segment.window.to < at)
            .min(self.segments.len().saturating_sub(1));
        self.segments
            .get(index)
            .map_or(0.0, |segment| segment.x(at))
    }

    /// The moment at a place; the nearer end for places beside the axis.
    pub fn moment(&self, x: f32) -> SimTime {
        let index = self
            .segments
            .partition_point(|segment| segment.right < x)
            .min(self.segments.len().saturating_sub(1));
        self.segments
            .get(index)
            .map_or(SimTime::ZERO, |segment| segment.moment(x))
    }

    /// How much time one px is at a moment.
    pub fn per_px(&self, at: SimTime) -> Span {
        let index = self
            .segments
            .partition_point(|segment| segment.window.to < at)
            .min(self.segments.len().saturating_sub(1));
        self.segments.get(index).map_or(Span::ZERO, Segment::per_px)
    }

    /// Marks for the ruler, at least `apart` px from each other.
    pub fn ticks(&self, clock: &WallClock, apart: f32) -> Vec<Tick> {
        self.segments
            .iter()
            .flat_map(|segment| segment.ticks(clock, apart))
            .collect()
    }
}

/// Steps of the ruler, in µs: people count in these.
const STEPS: [u64; 26] = [
    10,
    20,
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    20_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    15_000_000,
    30_000_000,
    60_000_000,
    120_000_000,
    300_000_000,
    600_000_000,
    1_800_000_000,
];

impl Segment {
    fn x(&self, at: SimTime) -> f32 {
        let at = at.clamp(self.window.from, self.window.to);
        let part = micros(at.since(self.window.from)) / micros(self.window.length()).max(1.0);
        self.left + px(part * f64::from(self.right - self.left))
    }

    fn moment(&self, x: f32) -> SimTime {
        let width = f64::from(self.right - self.left).max(1.0);
        let part = (f64::from(x - self.left) / width).clamp(0.0, 1.0);
        self.window.from + span(part * micros(self.window.length()))
    }

    fn per_px(&self) -> Span {
        let width = f64::from(self.right - self.left).max(1.0);
        span(micros(self.window.length()) / width)
    }

    fn ticks(&self, clock: &WallClock, apart: f32) -> Vec<Tick> {
        let room = f64::from((self.right - self.left) / apart).max(1.0);
        let least = micros(self.window.length()) / room;
        let widest = STEPS.len() - 1;
        let index = STEPS
            .iter()
            .position(|step| float(*step) >= least)
            .unwrap_or(widest);
        let step = STEPS[index];
        // Marks stand at round times of day.
        let offset = clock.micros_of_day(self.window.from) % step;
        let mut at = self.window.from + Span::from_micros((step - offset) % step);
        let mut ticks = Vec::new();
        while at <= self.window.to && ticks.len() < 200 {
            let (label, strong) = label(clock, at, step);
            ticks.push(Tick {
                at,
                x: self.x(at),
                label,
                strong,
            });
            at += Span::from_micros(step);
        }
        ticks
    }
}

/// What the ruler says at a moment, and whether it says more than its neighbours.
fn label(clock: &WallClock, at: SimTime, step: u64) -> (String, bool) {
    let micros = clock.micros_of_day(at);
    let full = clock.time_of_day(at);
    // `11:19:18.808`
    match step {
        60_000_000.. => (full[..5].to_owned(), true),
        1_000_000.. => (full[..8].to_owned(), micros.is_multiple_of(60_000_000)),
        _ => {
            let (mark, digits) = match step {
                100_000.. => (1_000_000, 1),
                10_000.. => (100_000, 2),
                1_000.. => (10_000.max(step * 5), 3),
                100.. => (1_000, 4),
                _ => (100, 5),
            };
            let strong = micros.is_multiple_of(mark);
            let fraction = format!("{:06}", micros % 1_000_000);
            let fraction = &fraction[..digits];
            if strong {
                (format!("{}.{fraction}", &full[6..8]), true)
            } else {
                (format!(".{fraction}"), false)
            }
        }
    }
}

fn micros(span: Span) -> f64 {
    float(span.as_micros())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a run lasts hours; 2^53 µs are 285 years"
)]
fn float(n: u64) -> f64 {
    n as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest whole number; out of range it becomes the end of the range"
)]
fn span(micros: f64) -> Span {
    Span::from_micros(micros.round().max(0.0) as u64)
}

fn moment(micros: f64) -> SimTime {
    SimTime::ZERO + span(micros)
}

#[expect(clippy::cast_possible_truncation, reason = "pixels")]
fn px(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from_ms: u64, to_ms: u64) -> Window {
        Window {
            from: SimTime::from_millis(from_ms),
            to: SimTime::from_millis(to_ms),
        }
    }

    #[test]
    fn a_moment_and_its_place_are_inverse() {
        let axis = Axis::linear(window(1_000, 241_000), 100.0, 1_100.0);
        for ms in [1_000, 1_001, 60_000, 123_456, 241_000] {
            let at = SimTime::from_millis(ms);
            let back = axis.moment(axis.x(at));
            let off = back.since(at).max(at.since(back));
            assert!(off <= axis.per_px(at), "{ms}: off by {off:?}");
        }
        assert!(axis.x(SimTime::ZERO) <= 100.0);
        assert!(axis.x(SimTime::from_millis(999_999)) >= 1_100.0);
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let whole = window(0, 300_000);
        let mut shown = whole;
        let pointer = 700.0;
        let at = Axis::linear(shown, 0.0, 1_000.0).moment(pointer);
        for _ in 0..12 {
            shown = shown.zoomed(2.0, at, whole);
            let x = Axis::linear(shown, 0.0, 1_000.0).x(at);
            assert!((x - pointer).abs() < 1.5, "{x}");
        }
        assert!(shown.length() < Span::from_millis(100));
        for _ in 0..40 {
            shown = shown.zoomed(0.5, at, whole);
        }
        assert_eq!(shown, whole);
        for _ in 0..40 {
            shown = shown.zoomed(2.0, at, whole);
        }
        assert_eq!(shown.length(), NARROWEST);
    }

    #[test]
    fn a_window_stays_within_the_run() {
        let whole = window(10_000, 20_000);
        let shown = window(12_000, 13_000);
        assert_eq!(shown.panned(-100.0, whole), window(10_000, 11_000));
        assert_eq!(shown.panned(100.0, whole), window(19_000, 20_000));
        assert_eq!(
            shown.centred(SimTime::from_millis(19_900), whole),
            window(19_000, 20_000)
        );
        assert_eq!(shown.showing(SimTime::from_millis(12_500), whole), shown);
    }

    #[test]
    fn the_ruler_says_what_the_window_does_not_share() {
        let clock = WallClock::parse(SimTime::ZERO, "2017-04-11 11:19:00,000").unwrap();
        let labels = |window: Window| -> Vec<(String, bool)> {
            let ticks = Axis::linear(window, 0.0, 700.0).ticks(&clock, 70.0);
            ticks.into_iter().map(|t| (t.label, t.strong)).collect()
        };
        let pair = |text: &str, strong| (text.to_owned(), strong);
        assert_eq!(labels(window(0, 300_000))[1], pair("11:19:30", false));
        assert_eq!(labels(window(0, 300_000))[2], pair("11:20:00", true));
        let close = labels(window(18_795, 18_825));
        assert_eq!(close[0], pair(".795", false));
        assert_eq!(close[1], pair("18.800", true));
        assert!(labels(window(0, 3_600_000)).contains(&pair("11:30", true)));
    }
}
