//! The time axis: from moments to pixels and back.
//!
//! An axis is a row of segments, each true to scale in itself. A plain axis has one; the parts of a
//! lens and of a fold are segments of other scales. Time is never bent inside of a segment.

use super::fold::Folds;
use crate::bounded;
use crate::drawn::Drawn;
use crate::sight::Sight;
use scenario::plan::Planned;
use sim::time::{SimTime, Span};

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
    /// The story from its beginning to its end.
    pub fn whole<S: Drawn>(sight: &Sight<'_, S>) -> Self {
        Self {
            from: sight.plan.from(),
            to: S::end(sight.index),
        }
    }

    /// How long it is.
    pub fn length(&self) -> Span {
        self.to.since(self.from)
    }

    /// Whether a moment lies in it.
    pub fn contains(&self, at: SimTime) -> bool {
        self.from <= at && at <= self.to
    }
}

/// How a stretch of time is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// At the window's scale.
    Plain,
    /// Part of a fold.
    Folded,
    /// Under the lens.
    Lens,
}

/// A stretch of time that is true to scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Segment {
    /// What it shows.
    pub window: Window,
    /// How it is drawn.
    pub scale: Scale,
    /// Where it begins, in px.
    pub left: f32,
    /// Where it ends, in px.
    pub right: f32,
}

/// What of a fold is in sight.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Folded {
    /// The idle span's beginning, which names it.
    pub idle: SimTime,
    /// What is folded here.
    pub window: Window,
    /// How many events are in it.
    pub events: usize,
    /// Where it begins, in px.
    pub left: f32,
    /// Where it ends, in px.
    pub right: f32,
}

/// From moments to pixels and back.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Axis {
    segments: Vec<Segment>,
    folds: Vec<Folded>,
}

/// The lens takes this part of the width.
const LENS: f64 = 0.5;
/// A lens is only there while the window is so many times as long.
const LENS_WORTH: u64 = 4;

/// A stretch before its place is known: what it shows, and how much of the width it takes.
struct Piece {
    window: Window,
    scale: Scale,
    weight: f64,
}

impl Axis {
    /// An axis of one scale.
    pub fn linear(window: Window, left: f32, right: f32) -> Self {
        Self::new(window, &Folds::default(), None, left, right)
    }

    /// An axis on which idle spans are folded and a lens shows a few milliseconds closely.
    pub fn new(
        window: Window,
        folds: &Folds<'_>,
        lens: Option<Window>,
        left: f32,
        right: f32,
    ) -> Self {
        let mut pieces = pieces(window, folds);
        let lens = lens.and_then(|lens| magnified(window, lens));
        if let Some(lens) = lens {
            pieces = under(pieces, lens);
        }
        let weight = |piece: &Piece| match piece.scale {
            Scale::Lens => 0.0,
            Scale::Plain | Scale::Folded => piece.weight,
        };
        let total: f64 = pieces.iter().map(weight).sum();
        let width = f64::from((right - left).max(1.0));
        let outside = if lens.is_some() { 1.0 - LENS } else { 1.0 };
        let (mut segments, mut x) = (Vec::new(), f64::from(left));
        for piece in &pieces {
            let share = match piece.scale {
                Scale::Lens => LENS,
                Scale::Plain | Scale::Folded => outside * piece.weight / total.max(1.0),
            };
            let end = x + width * share;
            segments.push(Segment {
                window: piece.window,
                scale: piece.scale,
                left: px(x),
                right: px(end),
            });
            x = end;
        }
        let mut axis = Self {
            segments,
            folds: Vec::new(),
        };
        axis.folds = axis.folded(folds);
        axis
    }

    /// What of each fold is in sight. A lens may lie in the middle of one.
    fn folded(&self, folds: &Folds<'_>) -> Vec<Folded> {
        let mut seen: Vec<Folded> = Vec::new();
        for segment in self
            .segments
            .iter()
            .filter(|segment| segment.scale == Scale::Folded)
        {
            let Some(fold) = folds.within(segment.window).next() else {
                continue;
            };
            if let Some(last) = seen.last_mut()
                && last.idle == fold.idle
                && last.window.to == segment.window.from
            {
                last.window.to = segment.window.to;
                last.right = segment.right;
                last.events = fold.events_in(last.window);
            } else {
                seen.push(Folded {
                    idle: fold.idle,
                    window: segment.window,
                    events: fold.events_in(segment.window),
                    left: segment.left,
                    right: segment.right,
                });
            }
        }
        seen
    }

    /// What is folded, from left to right.
    pub fn folds(&self) -> &[Folded] {
        &self.folds
    }

    /// What the lens shows, if there is one.
    pub fn lens(&self) -> Option<&Segment> {
        let mut segments = self.segments.iter();
        segments.find(|segment| segment.scale == Scale::Lens)
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
}

/// What a lens shows of a window, if it is worth it.
pub fn magnified(window: Window, lens: Window) -> Option<Window> {
    let seen = cut(window, lens)?;
    let worth = window.length().as_micros() >= lens.length().as_micros() * LENS_WORTH;
    worth.then_some(seen)
}

/// The stretches of a window: those that are folded, and those between them.
fn pieces(window: Window, folds: &Folds<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let plain = |window: Window| Piece {
        window,
        scale: Scale::Plain,
        weight: micros(window.length()),
    };
    let mut from = window.from;
    for fold in folds.within(window) {
        if from < fold.window.from {
            pieces.push(plain(Window {
                from,
                to: fold.window.from,
            }));
        }
        let (stretches, share) = fold.stretches();
        for stretch in stretches {
            pieces.extend(cut(stretch, window).map(|part| Piece {
                window: part,
                scale: Scale::Folded,
                weight: folds.room() * share * micros(part.length())
                    / micros(stretch.length()).max(1.0),
            }));
        }
        from = fold.window.to;
    }
    if from < window.to || pieces.is_empty() {
        pieces.push(plain(Window {
            from,
            to: window.to,
        }));
    }
    pieces
}

/// The stretches with what lies under the lens as one of its own.
fn under(pieces: Vec<Piece>, lens: Window) -> Vec<Piece> {
    let mut cuts = Vec::new();
    for piece in pieces {
        let (before, after) = (
            Window {
                from: SimTime::ZERO,
                to: lens.from,
            },
            Window {
                from: lens.to,
                to: piece.window.to.max(lens.to),
            },
        );
        let weight = |part: Window| {
            piece.weight * micros(part.length()) / micros(piece.window.length()).max(1.0)
        };
        let rest = |part| Piece {
            window: part,
            scale: piece.scale,
            weight: weight(part),
        };
        cuts.extend(cut(piece.window, before).map(rest));
        if piece.window.from <= lens.from && lens.from < piece.window.to {
            cuts.push(Piece {
                window: lens,
                scale: Scale::Lens,
                weight: 0.0,
            });
        }
        cuts.extend(cut(piece.window, after).map(rest));
    }
    cuts
}

/// What two windows share, if it lasts.
fn cut(a: Window, b: Window) -> Option<Window> {
    let shared = Window {
        from: a.from.max(b.from),
        to: a.to.min(b.to),
    };
    (shared.from < shared.to).then_some(shared)
}

impl Segment {
    pub(super) fn x(&self, at: SimTime) -> f32 {
        let at = at.clamp(self.window.from, self.window.to);
        let part = micros(at.since(self.window.from)) / micros(self.window.length()).max(1.0);
        self.left + px(part * f64::from(self.right - self.left))
    }

    fn moment(&self, x: f32) -> SimTime {
        let width = f64::from(self.right - self.left).max(1.0);
        let part = bounded(f64::from(x - self.left) / width, 0.0, 1.0);
        self.window.from + span(part * micros(self.window.length()))
    }

    fn per_px(&self) -> Span {
        let width = f64::from(self.right - self.left).max(1.0);
        span(micros(self.window.length()) / width)
    }
}

pub(super) fn micros(span: Span) -> f64 {
    float(span.as_micros())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a run lasts hours; 2^53 µs are 285 years"
)]
pub(super) fn float(n: u64) -> f64 {
    n as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float becomes the nearest whole number; out of range it becomes the end of the range"
)]
pub(super) fn span(micros: f64) -> Span {
    Span::from_micros(micros.round().max(0.0) as u64)
}

pub(super) fn moment(micros: f64) -> SimTime {
    SimTime::ZERO + span(micros)
}

#[expect(clippy::cast_possible_truncation, reason = "pixels")]
fn px(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests {
    use super::super::fold::Quiet;
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

    /// Two bursts a minute apart, and a dial that gives up between them.
    fn folded(lens: Option<Window>) -> Axis {
        let whole = window(1_000, 62_000);
        let happens = [
            (1_010, true),
            (6_010, false),
            (61_010, true),
            (61_500, true),
        ];
        let happens = happens.map(|(ms, ends)| (SimTime::from_millis(ms), ends));
        let quiet = Quiet::between(whole, happens.into_iter());
        let folds = Folds::of(&quiet, quiet.framing(whole, &[]), &[]);
        Axis::new(whole, &folds, lens, 8.0, 1_008.0)
    }

    #[test]
    fn stretches_of_an_axis_meet_without_a_gap_whatever_is_folded_or_magnified() {
        for lens in [
            None,
            Some(window(1_005, 1_035)),
            Some(window(30_000, 30_030)),
        ] {
            let axis = folded(lens);
            assert_eq!(axis.lens().map(|segment| segment.window), lens);
            assert_eq!((axis.left(), axis.right().round()), (8.0, 1_008.0));
            for pair in axis.segments().windows(2) {
                assert_eq!(pair[0].window.to, pair[1].window.from, "{lens:?}");
                assert_eq!(pair[0].right, pair[1].left, "{lens:?}");
                assert!(pair[1].right > pair[1].left, "{lens:?}");
            }
            let mut last = f32::MIN;
            for ms in (1_000..62_000).step_by(50) {
                let x = axis.x(SimTime::from_millis(ms));
                assert!(x >= last, "{lens:?} at {ms}");
                last = x;
            }
        }
    }

    #[test]
    fn a_fold_says_how_long_it_is_and_what_is_in_it() {
        let axis = folded(None);
        let [fold] = axis.folds() else {
            panic!("{:?}", axis.folds());
        };
        assert_eq!((fold.idle, fold.events), (SimTime::from_millis(1_010), 1));
        assert!(fold.window.length() > Span::from_millis(59_500));
        assert!(
            (60.0..120.0).contains(&(fold.right - fold.left)),
            "{fold:?}"
        );
    }

    #[test]
    fn a_lens_in_a_fold_leaves_what_is_folded_on_both_sides() {
        let axis = folded(Some(window(30_000, 30_030)));
        let [before, after] = axis.folds() else {
            panic!("{:?}", axis.folds());
        };
        assert_eq!((before.events, after.events), (1, 0));
        assert_eq!(before.window.to, SimTime::from_millis(30_000));
        assert_eq!(after.window.from, SimTime::from_millis(30_030));
        let lens = axis.lens().expect("it is worth it");
        assert!(
            (lens.right - lens.left - 500.0).abs() < 0.5,
            "half of the width"
        );
    }
}
