//! The panel put together.

use super::lanes;
use super::{RowKind, Sight};
use crate::dolphinscheduler::standing;
use crate::paint::{
    Anchor, Drawing, Figure, Glyph, Point, Rect, SMALL, SMALL_BOLD, Tone, at, stroke,
};
use crate::standing::Standing;
use crate::target::Target;
use crate::time::band::one;
use crate::time::panel::playhead_at;
use crate::time::ruler;
use crate::time::{Axis, Row, Rows};
use dolphinscheduler::fact::Fact;
use dolphinscheduler::path::Path;
use locale::dolphinscheduler::card::{self, Word, word};
use locale::dolphinscheduler::{names, state};
use locale::panel as words;
use sim::id::{EventId, NodeId};
use sim::time::SimTime;
use sim::world::act_of;

/// Everything that a panel shows.
pub struct Panel<'a> {
    /// The run.
    pub sight: &'a Sight<'a>,
    /// From moments to pixels.
    pub axis: &'a Axis,
    /// Its rows.
    pub rows: &'a Rows<RowKind>,
    /// Where the playhead stands.
    pub playhead: SimTime,
    /// What is selected.
    pub selected: Option<EventId>,
}

/// Draws a panel of the given height.
pub fn draw(drawing: &mut Drawing, panel: &Panel<'_>, height: f32) {
    ruler::draw(drawing, panel.axis, panel.sight.clock, height);
    for row in &panel.rows.rows {
        match row.kind {
            RowKind::Masters => masters(drawing, panel, row),
            RowKind::Band(node) => band(drawing, panel, row, node),
            RowKind::Heartbeat(node) => lanes::heartbeat(drawing, panel, row, node),
            RowKind::OwnNode(node) => lanes::own_node(drawing, panel, row, node),
            RowKind::DeadEntry(node) => lanes::dead_entry(drawing, panel, row, node),
            RowKind::Thread(node, lane) => lanes::thread(drawing, panel, row, (node, lane)),
            RowKind::Session(index) => lanes::session(drawing, panel, row, index),
        }
        drawing.stand_for(None);
    }
    arrows(drawing, panel);
    acts(drawing, panel);
    ruler::edges(drawing, panel.axis, height);
    let text = panel.sight.seconds(panel.playhead);
    playhead_at(drawing, panel.axis, (panel.playhead, text), height);
}

/// How many masters serve: green while it is as many as ever, grey while it is fewer, nothing while
/// nobody does.
fn masters(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row<RowKind>) {
    let (sight, axis) = (panel.sight, panel.axis);
    let steps = &sight.index.masters;
    let most = steps.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let ends = steps.iter().skip(1).map(|(at, _)| *at);
    let ends = ends.chain([sight.index.end]);
    let window = axis.window();
    let middle = row.top + row.height / 2.0;
    for ((from, count), to) in steps.iter().zip(ends) {
        if to < window.from || *from > window.to {
            continue;
        }
        let (left, right) = (axis.x(*from), axis.x(to));
        let rect = Rect::new(left, middle - 6.0, (right - left).max(1.0), 12.0);
        let tone = match *count {
            0 => {
                let line = crate::paint::dotted(Tone::DeadFill, 1.5);
                drawing.line(at(left, middle), at(right, middle), line);
                Tone::Dead
            }
            count if count == most => {
                drawing.fill(rect, Tone::LeadFill);
                Tone::OnFill
            }
            _ => {
                drawing.fill(rect, Tone::Line2);
                Tone::Ink
            }
        };
        let text = card::masters(sight.language, *count);
        if SMALL_BOLD.width(&text) + 8.0 < rect.w {
            let place = at(left + 5.0, middle + 4.0);
            drawing.text(place, text, SMALL_BOLD, tone);
        }
    }
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

/// What was done to the hosts: a sign above the band, in words where there is room.
fn acts(drawing: &mut Drawing, panel: &Panel<'_>) {
    let (sight, axis) = (panel.sight, panel.axis);
    let mut free: Vec<(NodeId, f32)> = Vec::new();
    for (moment, event) in &sight.index.acts {
        let row = sight.reading.trace.get(*event);
        let Some((verb, node, _)) = row.as_ref().and_then(act_of) else {
            continue;
        };
        let band = panel
            .rows
            .rows
            .iter()
            .find(|row| row.kind == RowKind::Band(node));
        let Some(band) = band.filter(|_| axis.window().contains(*moment)) else {
            continue;
        };
        let (x, y) = (axis.x(*moment), band.top + 5.0);
        drawing.stand_for(Some(Target::Event(*event)));
        drawing.push(Figure::Sign(at(x, y), Glyph::Deed, Tone::Ink, 9.0));
        let text = words::deed(sight.language, verb);
        let ends = x + 8.0 + SMALL.width(text);
        let taken = free.iter().rev().find(|(of, _)| *of == node);
        if taken.is_none_or(|(_, taken)| x > *taken) && ends < axis.right() {
            let place = at(x + 8.0, y + 4.0);
            let plate = Some(Tone::Bg1);
            drawing.write(place, text, SMALL, Tone::Ink2, Anchor::Start, plate);
            free.push((node, ends + 6.0));
        }
    }
    drawing.stand_for(None);
}

/// Who has caused what: from the removal of a node to the thread that hears it, from a write to its
/// entry, for what the window shows closely enough.
fn arrows(drawing: &mut Drawing, panel: &Panel<'_>) {
    let trace = panel.sight.reading.trace;
    let window = panel.axis.window();
    let first = EventId(trace.count_before(window.from));
    for (id, row) in trace.from(first).take_while(|(_, row)| row.at <= window.to) {
        let ends = Fact::decode(&row).and_then(|fact| ends(panel, &row, fact));
        let Some((from, to)) = ends else {
            continue;
        };
        if panel.axis.per_px(row.at) > sim::time::Span::from_millis(60) {
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
