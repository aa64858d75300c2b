//! The ruler: times of day along the axis, and what on it is not at the window's scale.

use super::axis::{Axis, Folded, Scale, Segment, float, micros};
use super::rows::{FOOT, RULER};
use crate::paint::{Anchor, Drawing, Figure, Point, Rect, SMALL, Tone, at, stroke};
use sim::time::{SimTime, Span};
use zookeeper::log4j::WallClock;

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
    /// Marks for the ruler, at least `apart` px from each other.
    pub fn ticks(&self, clock: &WallClock, apart: f32) -> Vec<Tick> {
        let open = self
            .segments()
            .iter()
            .filter(|segment| segment.scale != Scale::Folded);
        open.enumerate()
            .flat_map(|(index, segment)| {
                let full = index > 0 || segment.scale == Scale::Lens;
                segment.ticks(clock, apart, full)
            })
            .collect()
    }
}

impl Segment {
    /// Marks for the ruler. A stretch after a fold or a lens begins with what its first mark does not
    /// share with what stands before it.
    fn ticks(&self, clock: &WallClock, apart: f32, full: bool) -> Vec<Tick> {
        let width = f64::from(self.right - self.left).max(1.0);
        let least = micros(self.window.length()) / width * f64::from(apart);
        let widest = STEPS.len() - 1;
        let mut index = STEPS
            .iter()
            .position(|step| float(*step) >= least)
            .unwrap_or(widest);
        let mut at = self.round(clock, STEPS[index]);
        // However short it is, between two folds it says when it is.
        let mut most = 200;
        while at > self.window.to && index > 0 {
            (index, most) = (index - 1, 1);
            at = self.round(clock, STEPS[index]);
        }
        let step = STEPS[index];
        let mut ticks = Vec::new();
        while at <= self.window.to && ticks.len() < most {
            let (label, strong) = label(clock, at, step, full && ticks.is_empty());
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

    /// The first round time of day that it shows.
    fn round(&self, clock: &WallClock, step: u64) -> SimTime {
        let offset = clock.micros_of_day(self.window.from) % step;
        self.window.from + Span::from_micros((step - offset) % step)
    }
}

/// Steps of the ruler, in µs: people count in these.
const STEPS: [u64; 31] = [
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
    3_600_000_000,
    7_200_000_000,
    21_600_000_000,
    43_200_000_000,
    86_400_000_000,
];

/// What the ruler says at a moment, and whether it says more than its neighbours.
fn label(clock: &WallClock, at: SimTime, step: u64, first: bool) -> (String, bool) {
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
            let strong = first || micros.is_multiple_of(mark);
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

/// Marks stand at least so far from each other, in px.
const APART: f32 = 76.0;
/// Words on the ruler keep this distance, in px.
const BESIDE: f32 = 6.0;

/// Draws the times of day, below everything else: the ground of folds and of the lens, and a line at
/// each mark. Words that would meet those before them are left out.
pub(crate) fn draw(drawing: &mut Drawing, axis: &Axis, clock: &WallClock, height: f32) {
    let foot = height - FOOT;
    if let Some(lens) = axis.lens() {
        let ground = Rect::new(lens.left, 0.0, lens.right - lens.left, foot);
        drawing.fill(ground, Tone::Bg2);
    }
    drawing.dim(true);
    for fold in axis.folds() {
        let ground = Rect::new(fold.left, RULER, fold.right - fold.left, foot - RULER);
        drawing.fill(ground, Tone::Bg3);
    }
    drawing.dim(false);
    let mut free = axis.left() + 8.0;
    for tick in axis.ticks(clock, APART) {
        drawing.line(at(tick.x, RULER), at(tick.x, foot), stroke(Tone::Line, 1.0));
        let half = SMALL.width(&tick.label) / 2.0;
        let (left, right) = (tick.x - half, tick.x + half);
        let folded = |fold: &Folded| left < fold.right && fold.left < right;
        if left < free || right > axis.right() + 8.0 || axis.folds().iter().any(folded) {
            continue;
        }
        free = right + BESIDE;
        let tone = if tick.strong { Tone::Ink2 } else { Tone::Ink3 };
        drawing.write(
            at(tick.x, 15.0),
            tick.label,
            SMALL,
            tone,
            Anchor::Middle,
            None,
        );
    }
}

/// Draws the torn edges of folds and the frame of the lens over the rows.
pub(crate) fn edges(drawing: &mut Drawing, axis: &Axis, height: f32) {
    let foot = height - FOOT;
    for fold in axis.folds() {
        for (x, edge) in [(fold.left, axis.left()), (fold.right, axis.right())] {
            // Where the window ends within a fold nothing is torn.
            if (x - edge).abs() > 0.5 {
                drawing.push(Figure::Line(torn(x, foot), stroke(Tone::Ctl, 1.0)));
            }
        }
    }
    if let Some(lens) = axis.lens() {
        for x in [lens.left, lens.right] {
            drawing.line(at(x, 0.0), at(x, foot), stroke(Tone::Ctl, 1.0));
        }
    }
}

/// A torn edge: it swings from side to side.
fn torn(x: f32, foot: f32) -> Vec<Point> {
    let mut points = Vec::new();
    let (mut y, mut side) = (RULER, 2.5);
    while y < foot {
        points.push(at(x + side, y));
        y += 5.0;
        side = -side;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::super::axis::Window;
    use super::super::fold::{Folds, Quiet};
    use super::*;

    fn window(from_ms: u64, to_ms: u64) -> Window {
        Window {
            from: SimTime::from_millis(from_ms),
            to: SimTime::from_millis(to_ms),
        }
    }

    #[test]
    fn the_ruler_is_right_on_both_sides_of_a_fold() {
        let clock = WallClock::parse(SimTime::ZERO, "2017-04-11 11:19:00,000").unwrap();
        let whole = window(1_000, 62_000);
        let marks = [1_010, 61_010, 61_500].map(|ms| (SimTime::from_millis(ms), true));
        let quiet = Quiet::between(whole, marks.into_iter());
        let folds = Folds::of(&quiet, quiet.framing(whole, &[]), &[]);
        let axis = Axis::new(whole, &folds, None, 8.0, 1_008.0);
        let fold = axis.folds()[0];
        let ticks = axis.ticks(&clock, 70.0);
        assert!(
            ticks
                .iter()
                .all(|tick| tick.x <= fold.left || tick.x >= fold.right)
        );
        let after = ticks.iter().find(|tick| tick.x >= fold.right).unwrap();
        assert!(after.strong && after.label.starts_with("01."), "{after:?}");
        for tick in &ticks {
            assert!((axis.x(tick.at) - tick.x).abs() < 0.01, "{tick:?}");
        }
        assert!(ticks.iter().any(|tick| tick.x < fold.left), "{ticks:?}");
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
