//! The panel put together.

use super::lanes;
use super::{RowKind, Sight};
use crate::dolphinscheduler::standing;
use crate::paint::{Anchor, Drawing, Figure, Glyph, Point, Rect, SMALL_BOLD, Tone, at, stroke};
use crate::standing::Standing;
use crate::target::Target;
use crate::time::band::one;
use crate::time::{Row, panel, ruler};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::path::Path;
use locale::dolphinscheduler::card::{self, Word, word};
use locale::dolphinscheduler::{names, state};
use picture::dolphinscheduler::DolphinScheduler;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};

/// What a panel of a cluster shows.
pub type Panel<'a> = crate::time::Panel<'a, DolphinScheduler>;

/// Draws of a panel what stays as it is while the playhead moves and something else is selected.
pub fn draw(drawing: &mut Drawing, panel: &Panel<'_>, height: f32) {
    ruler::draw(drawing, panel.axis, panel.sight.clock(), height);
    drawing.dim(panel.dimmed);
    let mut pennants = Drawing::default();
    pennants.dim(panel.dimmed);
    let taken = panel::flags(&mut pennants, panel);
    for row in &panel.rows.rows {
        match row.kind {
            RowKind::Masters => masters(drawing, panel, row, &taken),
            RowKind::Band(node) => band(drawing, panel, row, node),
            RowKind::Heartbeat(node) => lanes::heartbeat(drawing, panel, row, node),
            RowKind::OwnNode(node) => lanes::own_node(drawing, panel, row, node),
            RowKind::DeadEntry(node) => lanes::dead_entry(drawing, panel, row, node),
            RowKind::Thread(node, lane) => lanes::thread(drawing, panel, row, (node, lane)),
            RowKind::Session(index) => lanes::session(drawing, panel, row, index),
        }
        drawing.stand_for(None);
    }
    drawing.shapes.extend(pennants.shapes);
    arrows(drawing, panel, |_| true);
    panel::acts(drawing, panel);
    drawing.dim(false);
    ruler::edges(drawing, panel.axis, height);
}

/// Draws the rest over it: what was found, the arrow that is selected, causes, the playhead.
pub fn draw_over(drawing: &mut Drawing, panel: &Panel<'_>, height: f32) {
    panel::found(drawing, panel);
    if panel.selected.is_some() {
        arrows(drawing, panel, |event| panel.selected == Some(event));
    }
    panel::trail(drawing, panel);
    panel::veil(drawing, panel, height);
    panel::playhead(drawing, panel, height);
}

/// How many masters serve: green while it is as many as ever, grey while it is fewer, nothing while
/// nobody does.
fn masters(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row<RowKind>, taken: &[(f32, f32)]) {
    let (sight, axis) = (panel.sight, panel.axis);
    let window = axis.window();
    let middle = row.top + row.height / 2.0;
    for step in counts(sight) {
        if step.to < window.from || step.from > window.to {
            continue;
        }
        let (left, right) = (axis.x(step.from), axis.x(step.to));
        let rect = Rect::new(left, middle - 6.0, (right - left).max(1.0), 12.0);
        let tone = match step.tone {
            None => {
                let line = crate::paint::dotted(Tone::DeadFill, 1.5);
                drawing.line(at(left, middle), at(right, middle), line);
                Tone::Dead
            }
            Some(tone) => {
                drawing.fill(rect, tone);
                if tone == Tone::LeadFill {
                    Tone::OnFill
                } else {
                    Tone::Ink
                }
            }
        };
        let text = card::masters(sight.language, step.count);
        let width = SMALL_BOLD.width(&text);
        let x = panel::free_place(left.max(axis.left()) + 5.0, width, taken);
        if x + width + 3.0 < right {
            let place = at(x, middle + 4.0);
            let plate = step.tone.is_none().then_some(Tone::Bg1);
            drawing.write(place, text, SMALL_BOLD, tone, Anchor::Start, plate);
        }
    }
}

/// A span in which as many masters serve.
pub(super) struct Count {
    pub(super) from: SimTime,
    pub(super) to: SimTime,
    count: u8,
    /// Its colour; nothing if nobody serves.
    pub(super) tone: Option<Tone>,
}

/// How many masters serve, span by span.
pub(super) fn counts<'a>(sight: &Sight<'a>) -> impl Iterator<Item = Count> + use<'a> {
    let steps = &sight.index.masters;
    let most = steps.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let ends = steps.iter().skip(1).map(|(at, _)| *at);
    let ends = ends.chain([sight.index.reached]);
    steps
        .iter()
        .zip(ends)
        .map(move |((from, count), to)| Count {
            from: *from,
            to,
            count: *count,
            tone: match *count {
                0 => None,
                count if count == most => Some(Tone::LeadFill),
                _ => Some(Tone::Line2),
            },
        })
}

/// A server's states, and a crossed square where it has found that it must not live.
fn band(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row<RowKind>, node: NodeId) {
    let (sight, axis) = (panel.sight, panel.axis);
    let window = axis.window();
    let foot = row.foot();
    let bands = sight.index.bands.get(node.index());
    for band in bands.map_or(&[][..], |bands| bands) {
        if band.to < window.from || band.from > window.to {
            continue;
        }
        let (left, right) = (axis.x(band.from), axis.x(band.to));
        if right - left < 1.0 {
            continue;
        }
        let look = standing(band.state);
        one(drawing, (look, band.event), (left, right), foot);
        let text = state::state(sight.language, band.state);
        if SMALL_BOLD.width(text) + 14.0 < right - left {
            let plain = matches!(
                look,
                Standing::Off | Standing::Down | Standing::StoppedItself
            );
            let crossed = look == Standing::StoppedItself;
            let x = left + if crossed { 16.0 } else { 6.0 };
            let place = at(x, foot - 3.2);
            let plate = plain.then_some(Tone::Bg1);
            let tone = look.tones().text;
            drawing.write(place, text, SMALL_BOLD, tone, Anchor::Start, plate);
        }
    }
    for kill in sight.index.kills.iter().filter(|kill| kill.node == node) {
        if window.contains(kill.judged.0) {
            drawing.stand_for(Some(Target::Event(kill.judged.1)));
            let place = at(axis.x(kill.judged.0), foot - 6.5);
            drawing.fill(
                Rect::new(place.x - 7.0, place.y - 7.0, 14.0, 14.0),
                Tone::Bg1,
            );
            let sign = Figure::Sign(place, Glyph::CrossedSquare, Tone::DeadFill, 14.0);
            drawing.push(sign);
        }
    }
    drawing.stand_for(None);
}

/// From this scale on nobody could tell which arrow begins where.
const ARROWS_BELOW: Span = Span::from_millis(60);

/// Who has caused what: from the removal of a node to the thread that hears it, from a write to its
/// entry, for what the window shows closely enough.
fn arrows(drawing: &mut Drawing, panel: &Panel<'_>, shown: impl Fn(EventId) -> bool) {
    let axis = panel.axis;
    let close = |at: SimTime| axis.per_px(at) <= ARROWS_BELOW;
    let mut segments = axis.segments().iter();
    if !segments.any(|segment| close(segment.window.from)) {
        return;
    }
    let trace = panel.sight.reading.trace;
    let window = panel.axis.window();
    let first = EventId(trace.count_before(window.from));
    let visible = trace.from(first).take_while(|(_, row)| row.at <= window.to);
    for (id, row) in visible.filter(|(id, _)| shown(*id)) {
        let ends = Fact::decode(&row).and_then(|fact| ends(panel, &row, fact));
        let Some((from, to)) = ends else {
            continue;
        };
        if !close(row.at) {
            continue;
        }
        let selected = panel.selected == Some(id);
        let line = if selected {
            stroke(Tone::Ink, 2.5)
        } else {
            stroke(Tone::Ink2, 1.4)
        };
        drawing.stand_for(Some(Target::Event(id)));
        let halo = stroke(Tone::Bg1, line.width + 3.0);
        drawing.line(from, to, halo);
        drawing.line(from, to, line);
        drawing.push(Figure::Head(to, from, line.tone));
    }
    drawing.stand_for(None);
}

/// Where an arrow begins and ends, if a fact has one.
fn ends(panel: &Panel<'_>, row: &sim::trace::Row, fact: Fact) -> Option<(Point, Point)> {
    use dolphinscheduler::fact::Listener;
    let trace = panel.sight.reading.trace;
    let find = |kind: RowKind| panel.rows.rows.iter().find(|row| row.kind == kind);
    let middle = |row: &Row<RowKind>| row.top + row.height / 2.0;
    if let Fact::ServerRemoved {
        node,
        listener: Listener::Failover,
        ..
    } = fact
    {
        let cause = trace.get(row.cause.known()?)?;
        let from = find(RowKind::OwnNode(node))?;
        let to = find(RowKind::Thread(row.node, row.lane))?;
        let (x, end) = (panel.axis.x(cause.at), panel.axis.x(row.at));
        return Some((at(x, middle(from)), at(end, to.top)));
    }
    if let Fact::NodeCreated {
        path: Path::DeadMaster { node } | Path::DeadWorker { node },
        ..
    } = fact
    {
        use dolphinscheduler::lane::Thread;
        let Thread::Connection(by) = Thread::from_lane(row.lane) else {
            return None;
        };
        let lane = Thread::TreeCacheFailover.lane();
        let from = find(RowKind::Thread(by, lane)).or_else(|| find(RowKind::Band(by)))?;
        let to = find(RowKind::DeadEntry(node))?;
        let x = panel.axis.x(row.at);
        let (start, end) = if from.top > to.top {
            (from.top, to.foot())
        } else {
            (from.foot(), to.top)
        };
        return Some((at(x + 3.0, start), at(x, end)));
    }
    None
}

/// What a look or an entry says beside its sign.
pub(super) fn about(panel: &Panel<'_>, node: NodeId, found: bool) -> String {
    let sight = panel.sight;
    let who = names::host(sight.language, sight.reading.setting, node);
    let what = word(sight.language, Word::DeadEntry);
    card::looked(sight.language, &who, what, found)
}
