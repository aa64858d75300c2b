//! The row of a client: what it knows of its writes.

use super::axis::Axis;
use super::rows::Row;
use crate::paint::{Anchor, Drawing, Rect, SMALL_BOLD, Tone, at, dotted, stroke};
use crate::sight::Sight;
use crate::target::Target;
use locale::panel;
use sim::id::NodeId;

/// A bar while one write after the other is acknowledged; in between, in words, how many may have
/// been carried out or not.
pub(super) fn draw(drawing: &mut Drawing, sight: &Sight<'_>, axis: &Axis, row: &Row, node: NodeId) {
    let of = |client: &&picture::index::ClientWrites| client.node == node;
    let Some(client) = sight.index.clients.iter().find(of) else {
        return;
    };
    let (window, middle) = (axis.window(), row.top + row.height / 2.0);
    for (from, to) in &client.acknowledged {
        if *to >= window.from && *from <= window.to {
            let (left, right) = (axis.x(*from), axis.x(*to));
            let bar = Rect::new(left, middle - 3.0, (right - left).max(1.0), 6.0);
            drawing.fill(bar, Tone::LeadFill);
        }
    }
    for gap in &client.gaps {
        let end = gap.to.unwrap_or(sight.index.end);
        if end < window.from || gap.from > window.to {
            continue;
        }
        // Until a connection is lost, nobody can tell that no answer will come.
        let known = sight
            .reading
            .trace
            .get(gap.event)
            .map_or(gap.from, |row| row.at);
        let (left, right) = (axis.x(known), axis.x(end));
        drawing.stand_for(Some(Target::Event(gap.event)));
        let silence = dotted(Tone::Line2, 1.5);
        drawing.line(at(axis.x(gap.from), middle), at(left, middle), silence);
        let line = dotted(Tone::LookFill, 1.5);
        drawing.line(at(left, middle), at(right, middle), line);
        for edge in [Some(known), gap.to].into_iter().flatten() {
            if window.contains(edge) {
                let x = axis.x(edge);
                let line = stroke(Tone::LookFill, 2.0);
                drawing.line(at(x, middle - 6.0), at(x, middle + 6.0), line);
            }
        }
        let length = gap.to.map(|to| to.since(gap.from));
        let text = panel::unknown_writes(sight.language, gap.unknown, length);
        let start = left.max(axis.left()) + 9.0;
        if start + SMALL_BOLD.width(&text) + 11.0 < right {
            let place = at(start, middle + 3.8);
            let ground = Some(Tone::Bg1);
            drawing.write(place, text, SMALL_BOLD, Tone::Look, Anchor::Start, ground);
        }
        drawing.stand_for(None);
    }
}
