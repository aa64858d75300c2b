//! Lanes below a server's band.

use super::draw::{Panel, about};
use super::{RowKind, is_tombstone, session_name};
use crate::dolphinscheduler::stage::pulse;
use crate::paint::{
    Anchor, Drawing, Figure, Rect, SMALL, SMALL_BOLD, Texture, Tone, at, dashed, dotted, stroke,
};
use crate::target::Target;
use crate::time::Row;
use dolphinscheduler::path::{Kind, Path};
use locale::dolphinscheduler::card::{self, Word, word};
use locale::dolphinscheduler::state;
use locale::panel as words;
use picture::dolphinscheduler::Doing;
use sim::id::{Lane, NodeId};
use sim::time::SimTime;

/// Heartbeats closer than this are ticks, in px.
const PULSE: f32 = 18.0;

/// The heartbeats of a server on a dotted line; one that was not written is hollow red.
pub(super) fn heartbeat(
    drawing: &mut Drawing,
    panel: &Panel<'_>,
    row: &Row<RowKind>,
    node: NodeId,
) {
    let axis = panel.axis;
    let window = axis.window();
    let middle = row.top + row.height / 2.0;
    for band in &panel.sight.index.bands[node.index()] {
        use picture::dolphinscheduler::ServerBand;
        if band.state != ServerBand::Running || band.to < window.from || band.from > window.to {
            continue;
        }
        let line = dotted(Tone::Ink3, 1.2);
        drawing.line(
            at(axis.x(band.from), middle),
            at(axis.x(band.to), middle),
            line,
        );
    }
    let mut free = f32::MIN;
    let beats = panel
        .sight
        .index
        .beats
        .iter()
        .filter(|beat| beat.node == node);
    for beat in beats.filter(|beat| window.contains(beat.at)) {
        let x = axis.x(beat.at);
        drawing.stand_for(Some(Target::Event(beat.event)));
        let (tone, width) = if beat.written {
            (Tone::Ink2, 1.5)
        } else {
            (Tone::DeadFill, 2.2)
        };
        if x - free >= PULSE || !beat.written {
            let ground = Rect::new(x - 1.0, middle - 6.0, 15.0, 12.0);
            drawing.fill(ground, Tone::Bg1);
            pulse(drawing, at(x, middle), stroke(tone, width));
            free = x;
        } else {
            let line = stroke(tone, 1.0);
            drawing.line(at(x, middle - 4.0), at(x, middle + 4.0), line);
        }
    }
}

/// A server's own node, from its creation to its end, with the session that owns it.
pub(super) fn own_node(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row<RowKind>, node: NodeId) {
    let sight = panel.sight;
    for span in &sight.index.nodes {
        let own = span.path == Path::server(Kind::Master, node)
            || span.path == Path::server(Kind::Worker, node);
        let Some((left, right)) = own.then(|| visible(panel, span.from, span.to)).flatten() else {
            continue;
        };
        drawing.stand_for(Some(Target::Event(span.event)));
        let rect = Rect::new(left, row.top + 2.0, right - left, row.height - 4.0);
        drawing.push(Figure::Outline(rect, dashed(Tone::Ctl, 1.4)));
        let owner = span.owner.and_then(|owner| {
            let mut sessions = sight.index.sessions.iter();
            sessions.find(|session| session.session == owner)
        });
        let Some(owner) = owner else {
            continue;
        };
        let name = session_name(sight, owner);
        let text = card::owned_by(sight.language, &name);
        label(drawing, panel, rect, &text, (Tone::Ink2, Tone::Bg1));
        // From here on nobody is behind that session any more.
        if let Some(orphaned) = owner.orphaned
            && orphaned > span.from
            && orphaned < span.to
            && panel.axis.window().contains(orphaned)
        {
            let x = panel.axis.x(orphaned);
            let rest = Rect::new(x, rect.y, right - x, rect.h);
            drawing.push(Figure::Textured(rest, Texture::Dots, Tone::Ctl));
            let text = format!("{text} · {}", word(sight.language, Word::NoClient));
            label(drawing, panel, rest, &text, (Tone::Look, Tone::Bg1));
        }
    }
}

/// The entry that says that a server is dead: a ring where somebody has looked and found nothing, its
/// edges, a disc where it was found.
pub(super) fn dead_entry(
    drawing: &mut Drawing,
    panel: &Panel<'_>,
    row: &Row<RowKind>,
    node: NodeId,
) {
    let sight = panel.sight;
    let window = panel.axis.window();
    let is = |path: Path| {
        path == Path::dead(Kind::Master, node)
            || path == Path::dead(Kind::Worker, node)
            || is_tombstone(path, node)
    };
    let mut signs = Vec::new();
    for span in sight.index.nodes.iter().filter(|span| is(span.path)) {
        let Some((left, right)) = visible(panel, span.from, span.to) else {
            continue;
        };
        drawing.stand_for(Some(Target::Event(span.event)));
        entry(
            drawing,
            panel,
            row,
            (left, right),
            window.contains(span.from),
        );
        let text = card::writes(sight.language, &sight.name(span.by));
        signs.push((left.max(panel.axis.left()) - 4.0, text, Tone::Dead));
    }
    let middle = row.top + row.height / 2.0;
    let looks = sight.index.looks.iter().filter(|look| is(look.path));
    for look in looks.filter(|look| window.contains(look.at)) {
        let x = panel.axis.x(look.at);
        drawing.stand_for(Some(Target::Event(look.event)));
        let fill = if look.found { Tone::Ink } else { Tone::Bg1 };
        drawing.push(Figure::Ring {
            centre: at(x, middle),
            radius: 5.5,
            stroke: stroke(Tone::Ink, 2.0),
            fill,
        });
        signs.push((x, about(panel, look.by, look.found), Tone::Ink));
    }
    drawing.stand_for(None);
    signs.sort_by(|a, b| a.0.total_cmp(&b.0));
    captions(drawing, panel, &signs, middle);
}

/// The ground of an entry, and the edge of its creation.
fn entry(
    drawing: &mut Drawing,
    panel: &Panel<'_>,
    row: &Row<RowKind>,
    (left, right): (f32, f32),
    begins: bool,
) {
    let left = left.max(panel.axis.left());
    let width = (right - left).max(2.0);
    let rect = Rect::new(left, row.top + 2.0, width, row.height - 4.0);
    drawing.fill(rect, Tone::DeadSoft);
    let line = stroke(Tone::DeadFill, 1.4);
    drawing.line(at(left, rect.y), at(right, rect.y), line);
    drawing.line(at(left, rect.bottom()), at(right, rect.bottom()), line);
    if begins {
        let edge = stroke(Tone::DeadFill, 2.5);
        drawing.line(at(left, row.top), at(left, row.foot() + 2.0), edge);
    }
}

/// Words beside the signs of a lane, where they meet no other sign: right of it, or else left of it.
fn captions(drawing: &mut Drawing, panel: &Panel<'_>, signs: &[(f32, String, Tone)], middle: f32) {
    const BESIDE: f32 = 10.0;
    let mut free = panel.axis.left();
    for (index, (x, text, tone)) in signs.iter().enumerate() {
        let width = SMALL_BOLD.width(text);
        let next = signs
            .get(index + 1)
            .map_or(panel.axis.right(), |next| next.0);
        let plate = (*tone == Tone::Ink).then_some(Tone::Bg1);
        let y = middle + 4.0;
        if x + BESIDE + width + BESIDE < next {
            let place = at(x + BESIDE, y);
            drawing.write(place, text, SMALL_BOLD, *tone, Anchor::Start, plate);
            free = x + BESIDE + width;
        } else if x - BESIDE - width > free {
            let place = at(x - BESIDE, y);
            drawing.write(place, text, SMALL_BOLD, *tone, Anchor::End, plate);
            free = *x + BESIDE;
        } else {
            free = *x + BESIDE;
        }
    }
}

/// What a thread is inside of: dots while it waits for a lock, a line under it while it holds one.
pub(super) fn thread(
    drawing: &mut Drawing,
    panel: &Panel<'_>,
    row: &Row<RowKind>,
    (node, lane): (NodeId, Lane),
) {
    let sight = panel.sight;
    let Some(spans) = sight.index.tasks.get(&(node, lane)) else {
        return;
    };
    let mut drawn = f32::MIN;
    for span in spans {
        let Some((left, right)) = visible(panel, span.from, span.to) else {
            continue;
        };
        if right < drawn + 0.5 {
            continue;
        }
        drawn = right;
        drawing.stand_for(Some(Target::Event(span.event)));
        let rect = Rect::new(
            left,
            row.top + 2.0,
            (right - left).max(1.0),
            row.height - 5.0,
        );
        match span.doing {
            Doing::WaitingForLock { .. } => {
                drawing.push(Figure::Textured(rect, Texture::Dots, Tone::Ink3));
            }
            Doing::Handling { .. } => {
                drawing.push(Figure::Textured(rect, Texture::Hatch, Tone::Ctl));
            }
            Doing::HoldingLock(_) | Doing::FailingOver { .. } | Doing::Stopping(_) => {
                drawing.fill(rect, Tone::Bg3);
                drawing.push(Figure::Outline(rect, stroke(Tone::Line2, 1.0)));
            }
        }
        if span.doing.lock().is_some() {
            let y = rect.bottom() + 1.0;
            let line = stroke(Tone::Ink, 2.0);
            drawing.line(at(rect.x, y), at(rect.right(), y), line);
        }
        let named = state::doing(sight.language, sight.reading.setting, span.doing);
        let lasted = words::lasted(sight.language, &named, span.to.since(span.from));
        let fits = |text: &str| SMALL.width(text) + 12.0 <= rect.w;
        if let Some(text) = [lasted, named].into_iter().find(|text| fits(text)) {
            label(drawing, panel, rect, &text, (Tone::Ink, Tone::Bg1));
        }
    }
}

/// A session's window: flat while it is heard of, narrowing to a point where it expires.
pub(super) fn session(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row<RowKind>, index: usize) {
    let sight = panel.sight;
    let Some(session) = sight.index.sessions.get(index) else {
        return;
    };
    let Some(_) = visible(panel, session.from, session.to) else {
        return;
    };
    let axis = panel.axis;
    let (top, bottom) = (row.top + 3.0, row.foot() - 1.0);
    let middle = (top + bottom) / 2.0;
    let last = session.contacts.last();
    let (closes, end) = last.map_or((session.to, session.to), |last| (last.at, last.expires));
    let clamp = |at: SimTime| axis.x(at.clamp(axis.window().from, axis.window().to));
    drawing.stand_for(Some(Target::Event(session.event)));
    // How wide it is at the edges of the window, if it closes there.
    let half = |at: SimTime| {
        if at <= closes {
            return (bottom - top) / 2.0;
        }
        let part = crate::dolphinscheduler::stage::share(end.since(at.min(end)), end.since(closes));
        (bottom - top) / 2.0 * part
    };
    let (left, right) = (clamp(session.from), clamp(end));
    let turn = clamp(closes);
    let (first, width) = (
        half(axis.window().from.max(session.from)),
        half(axis.window().to),
    );
    let tail = if end <= axis.window().to { 0.0 } else { width };
    let whole = half(closes);
    let area = vec![
        at(left, middle - first),
        at(turn, middle - whole.min(first)),
        at(right, middle - tail),
        at(right, middle + tail),
        at(turn, middle + whole.min(first)),
        at(left, middle + first),
    ];
    drawing.push(Figure::Area(area, Tone::Bg3));
    let outline = vec![
        at(left, middle - first),
        at(turn, middle - whole.min(first)),
        at(right, middle - tail),
        at(right, middle + tail),
        at(turn, middle + whole.min(first)),
        at(left, middle + first),
        at(left, middle - first),
    ];
    drawing.push(Figure::Line(outline, stroke(Tone::Ctl, 1.0)));
    if let Some(orphaned) = session.orphaned
        && axis.window().from <= session.to
        && orphaned <= axis.window().to
    {
        let x = clamp(orphaned);
        let rest = Rect::new(x, row.top, right - x, row.height);
        let text = card::closes_at(sight.language, &sight.seconds(end));
        let text = format!("{}, {text}", word(sight.language, Word::NoClient));
        label(drawing, panel, rest, &text, (Tone::Ink2, Tone::Bg1));
    }
}

/// The part of a span that the window shows, in px.
fn visible(panel: &Panel<'_>, from: SimTime, to: SimTime) -> Option<(f32, f32)> {
    let window = panel.axis.window();
    let shown = to >= window.from && from <= window.to;
    shown.then(|| (panel.axis.x(from), panel.axis.x(to)))
}

/// Words in a bar, if there is room: at its left edge, or where the window begins.
fn label(
    drawing: &mut Drawing,
    panel: &Panel<'_>,
    rect: Rect,
    text: &str,
    (tone, plate): (Tone, Tone),
) {
    let left = rect.x.max(panel.axis.left());
    let room = rect.right().min(panel.axis.right()) - left;
    if SMALL.width(text) + 12.0 > room {
        return;
    }
    let place = at(left + 6.0, rect.y + rect.h / 2.0 + 3.8);
    drawing.write(place, text, SMALL, tone, Anchor::Start, Some(plate));
}
