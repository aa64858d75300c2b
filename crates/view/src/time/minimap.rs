//! The whole run on one line, always true to scale: an overview, and the honest picture beside a lens.

use super::axis::{Axis, Window};
use crate::drawn::Drawn;
use crate::paint::{Anchor, Drawing, Figure, Rect, SMALL, Tone, at, stroke};
use crate::sight::Sight;
use crate::standing::Standing;
use sim::id::NodeId;
use sim::time::SimTime;

/// Draws the states of all hosts of a run into a rectangle.
pub fn minimap(drawing: &mut Drawing, sight: &Sight<'_>, rect: Rect) {
    let axis = Axis::linear(Window::whole(sight), rect.x, rect.right());
    let nodes: Vec<NodeId> = sight.nodes().filter(|node| sight.appears(*node)).collect();
    let rows = f32::from(u8::try_from(nodes.len()).unwrap_or(u8::MAX)) + 1.0;
    let pitch = rect.h / rows.max(2.0);
    service(
        drawing,
        sight,
        &axis,
        Rect::new(rect.x, rect.y, rect.w, pitch * 0.6),
    );
    let mut top = rect.y + pitch;
    for node in nodes {
        let spans = super::band::visible(sight, node, axis.window());
        let spans = spans.map(|band| (band.from, band.to, Standing::of(band.state)));
        bands(drawing, &axis, (top, pitch * 0.75), spans);
        top += pitch;
    }
}

/// Draws over it the window that is shown, as a frame, and the playhead.
pub fn minimap_over(
    drawing: &mut Drawing,
    whole: Window,
    rect: Rect,
    shown: Option<Window>,
    playhead: SimTime,
) {
    let axis = Axis::linear(whole, rect.x, rect.right());
    if let Some(shown) = shown {
        frame(drawing, &axis, rect, shown);
    }
    let x = axis.x(playhead);
    drawing.line(
        at(x, rect.y - 2.0),
        at(x, rect.bottom() + 2.0),
        stroke(Tone::Ink, 1.5),
    );
}

/// Times of day along the minimap.
pub fn times<S: Drawn>(drawing: &mut Drawing, sight: &Sight<'_, S>, rect: Rect) {
    let axis = Axis::linear(Window::whole(sight), rect.x, rect.right());
    for tick in axis.ticks(sight.clock(), 120.0) {
        if tick.x < rect.x + 24.0 || tick.x > rect.right() - 24.0 {
            continue;
        }
        let place = at(tick.x, rect.bottom() - 4.0);
        drawing.write(
            place,
            tick.label,
            SMALL,
            Tone::Ink2,
            Anchor::Middle,
            Some(Tone::Bg1),
        );
    }
}

fn service(drawing: &mut Drawing, sight: &Sight<'_>, axis: &Axis, rect: Rect) {
    for span in &sight.index.service {
        if span.to < sight.plan.from {
            continue;
        }
        let (left, right) = (axis.x(span.from), axis.x(span.to));
        let bar = Rect::new(left, rect.y, (right - left).max(1.0), rect.h.max(2.0));
        drawing.fill(bar, Tone::LeadFill);
    }
}

/// Draws what a host is, span by span, into a row.
pub(crate) fn bands(
    drawing: &mut Drawing,
    axis: &Axis,
    (top, height): (f32, f32),
    spans: impl Iterator<Item = (SimTime, SimTime, Standing)>,
) {
    for (from, to, standing) in spans {
        let (left, right) = (axis.x(from), axis.x(to));
        let rect = Rect::new(left, top, (right - left).max(0.8), height);
        let tone = standing.tones().shape;
        match standing {
            Standing::Off | Standing::Down | Standing::StoppedItself => {
                let middle = rect.y + rect.h / 2.0;
                drawing.fill(Rect::new(rect.x, middle - 0.5, rect.w, 1.0), tone);
            }
            Standing::Starting | Standing::Looking if rect.w > 3.0 => {
                drawing.push(Figure::Outline(rect, stroke(tone, 1.0)));
            }
            Standing::Starting
            | Standing::Looking
            | Standing::Observing
            | Standing::Following
            | Standing::Leading => drawing.fill(rect, tone),
        }
    }
}

fn frame(drawing: &mut Drawing, axis: &Axis, rect: Rect, shown: Window) {
    let (left, right) = (axis.x(shown.from), axis.x(shown.to));
    // A window of milliseconds is still to be seen in a run of minutes.
    let width = (right - left).max(6.0);
    let left = left.min(rect.right() - width);
    let frame = Rect::new(left, rect.y - 3.0, width, rect.h + 6.0);
    drawing.push(Figure::Outline(frame, stroke(Tone::Ink, 2.0)));
}
