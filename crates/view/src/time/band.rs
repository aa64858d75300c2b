//! A band: the states of one host. Standing is height, so that an outage is visible without colour.

use super::axis::{Axis, Window};
use super::rows::{BAND_HEIGHT, Row};
use crate::paint::{Anchor, Drawing, Figure, Rect, SMALL_BOLD, Tone, at, dotted, stroke};
use crate::sight::Sight;
use crate::standing::Standing;
use crate::target::Target;
use locale::state;
use picture::index::{Band, Spell};
use picture::zookeeper::BandState;
use sim::id::{EventId, NodeId};

/// The height of a leader's band, in px.
pub(super) const FULL: f32 = 17.0;
const LOWER: f32 = BAND_HEIGHT;
/// Below this width a band keeps only its fill.
const FILL_ONLY: f32 = 4.0;
/// A label needs this much room beside its text.
const LABEL_MARGIN: f32 = 12.0;

/// Draws the states of a host within the window of an axis.
pub(super) fn draw(drawing: &mut Drawing, sight: &Sight<'_>, axis: &Axis, row: &Row, node: NodeId) {
    let window = axis.window();
    let foot = row.foot();
    let mut thin: Option<Thin> = None;
    for band in visible(sight, node, window) {
        let (left, right) = (axis.x(band.from), axis.x(band.to));
        if right - left < 1.0 {
            thin = Some(Thin::joined(thin, left, right, band));
            continue;
        }
        if let Some(thin) = thin.take() {
            thin.draw(drawing, foot);
        }
        let standing = Standing::of(band.state);
        one(drawing, (standing, band.event), (left, right), foot);
    }
    if let Some(thin) = thin {
        thin.draw(drawing, foot);
    }
    spells(drawing, sight, axis, foot, node);
    drawing.stand_for(None);
}

/// Rounds and votes within the bands: a stroke where they change, and words where there is room.
fn spells(drawing: &mut Drawing, sight: &Sight<'_>, axis: &Axis, foot: f32, node: NodeId) {
    let window = axis.window();
    let spells = sight.index.spells.get(node.index());
    let Some(spells) = spells else {
        return;
    };
    let first = spells.partition_point(|spell| spell.to < window.from);
    let visible = spells
        .from(first)
        .take_while(|spell| spell.from <= window.to);
    let mut before: Option<BandState> = None;
    for spell in visible {
        let (left, right) = (axis.x(spell.from), axis.x(spell.to));
        let tones = Standing::of(spell.state).tones();
        drawing.stand_for(Some(Target::Event(spell.event)));
        if before == Some(spell.state) && right - left >= FILL_ONLY {
            drawing.line(
                at(left, foot - LOWER),
                at(left, foot),
                stroke(tones.shape, 1.4),
            );
        }
        before = Some(spell.state);
        let middle = foot - LOWER / 2.0;
        let end = label(drawing, sight, &spell, (left, right), middle);
        // Under the lens it is said again: what stands beside it is far away.
        if let Some(lens) = axis.lens()
            && left < lens.left
            && end.is_none_or(|end| end < lens.left)
        {
            label(
                drawing,
                sight,
                &spell,
                (lens.left, right.min(lens.right)),
                middle,
            );
        }
    }
}

/// The bands of a host that a window shows.
pub(super) fn visible<'a>(
    sight: &Sight<'a>,
    node: NodeId,
    window: Window,
) -> impl Iterator<Item = &'a Band> {
    let bands = sight
        .index
        .bands
        .get(node.index())
        .map_or(&[][..], |bands| bands);
    let first = bands.partition_point(|band| band.to < window.from);
    bands[first..]
        .iter()
        .take_while(move |band| band.from <= window.to)
}

/// States that share less than a pixel: the worst of them is shown, never the longest.
struct Thin {
    left: f32,
    right: f32,
    worst: Standing,
}

impl Thin {
    fn joined(before: Option<Self>, left: f32, right: f32, band: &Band) -> Self {
        let standing = Standing::of(band.state);
        before.map_or(
            Self {
                left,
                right,
                worst: standing,
            },
            |before| Self {
                left: before.left,
                right,
                worst: before.worst.min(standing),
            },
        )
    }

    fn draw(self, drawing: &mut Drawing, foot: f32) {
        let width = (self.right - self.left).max(1.0);
        drawing.fill(
            Rect::new(self.left, foot - LOWER, width, LOWER),
            self.worst.tones().shape,
        );
    }
}

/// One span of a band, by what its host is.
pub(crate) fn one(
    drawing: &mut Drawing,
    (standing, event): (Standing, Option<EventId>),
    (left, right): (f32, f32),
    foot: f32,
) {
    drawing.stand_for(event.map(Target::Event));
    let tones = standing.tones();
    let full = Rect::new(left, foot - FULL, right - left, FULL);
    let lower = Rect::new(left, foot - LOWER, right - left, LOWER);
    let middle = foot - LOWER / 2.0;
    let ends = [at(left, middle), at(right, middle)];
    match standing {
        Standing::Off => {
            drawing.push(Figure::Line(ends.to_vec(), dotted(tones.shape, 2.0)));
        }
        Standing::Down => drawing.push(Figure::Line(ends.to_vec(), stroke(tones.shape, 2.0))),
        Standing::StoppedItself => {
            drawing.push(Figure::Line(ends.to_vec(), stroke(tones.shape, 2.0)));
        }
        Standing::Starting | Standing::Looking if lower.w < FILL_ONLY => {
            drawing.fill(lower, tones.shape);
        }
        Standing::Starting | Standing::Looking => {
            drawing.fill(lower, Tone::Bg1);
            drawing.push(Figure::Outline(lower, stroke(tones.shape, 1.4)));
        }
        Standing::Observing | Standing::Following => {
            drawing.fill(lower, tones.soft);
            drawing.fill(
                Rect::new(left, lower.bottom() - 3.0, lower.w, 3.0),
                tones.shape,
            );
        }
        Standing::Leading => {
            drawing.fill(full, tones.soft);
            drawing.fill(Rect::new(left, full.y, full.w, 3.0), tones.shape);
            drawing.fill(
                Rect::new(left, full.bottom() - 3.0, full.w, 3.0),
                tones.shape,
            );
        }
    }
}

/// What a spell says, if there is room for it: all of it, or the state alone. The label stands at the
/// left edge of what is visible. Gives its right end.
fn label(
    drawing: &mut Drawing,
    sight: &Sight<'_>,
    spell: &Spell,
    (left, right): (f32, f32),
    middle: f32,
) -> Option<f32> {
    let room = right - left - LABEL_MARGIN;
    let long = state::spell(sight.language, sight.reading.setting, spell);
    let short = state::state(sight.language, spell.state).to_owned();
    let fitting = [long, short]
        .into_iter()
        .find(|text| SMALL_BOLD.width(text) <= room);
    let text = fitting?;
    let end = left + 6.0 + SMALL_BOLD.width(&text);
    let standing = Standing::of(spell.state);
    let plate = matches!(standing, Standing::Off | Standing::Down).then_some(Tone::Bg1);
    let tone = standing.tones().text;
    let place = at(left + 6.0, middle + 3.2);
    drawing.write(place, text, SMALL_BOLD, tone, Anchor::Start, plate);
    Some(end)
}
