//! The panel put together.

use super::axis::Axis;
use super::message::Messages;
use super::rows::{BAND_HEIGHT, FOOT, Lanes, RULER, Row, RowKind, Rows};
use super::{band, client, lane, ruler};
use crate::drawn::Drawn;
use crate::paint::{
    Anchor, Drawing, Figure, Glyph, MONO_BOLD, Point, Rect, SMALL, SMALL_BOLD, Tone, at, dotted,
    stroke,
};
use crate::sight::Sight;
use crate::target::Target;
use locale::panel;
use picture::zookeeper::ZooKeeper;
use sim::id::{EventId, Lane, NodeId};
use sim::time::{SimTime, Span};
use sim::world::act_of;

/// Everything that a panel shows.
pub struct Panel<'a, S: Drawn = ZooKeeper> {
    /// The run.
    pub sight: &'a Sight<'a, S>,
    /// The moment.
    pub picture: &'a S::Picture,
    /// From moments to pixels.
    pub axis: &'a Axis,
    /// Its rows.
    pub rows: &'a Rows<S::RowKind>,
    /// Which lanes they have.
    pub lanes: Lanes,
    /// Where the playhead stands.
    pub playhead: SimTime,
    /// What is selected.
    pub selected: Option<EventId>,
    /// Events of a chain of causes, the last one first.
    pub trail: &'a [EventId],
    /// Whether everything else is dimmed, because there are any.
    pub dimmed: bool,
    /// Events that somebody looked for.
    pub found: &'a [EventId],
    /// Acts that fixes do, and the story as it happened does not have.
    pub chosen: &'a [EventId],
    /// First violations of properties, in words.
    pub flags: &'a [(SimTime, String)],
    /// What is written over everything that is still to come, while it must not be seen.
    pub veil: Option<&'a str>,
}

impl<'a, S: Drawn> Panel<'a, S> {
    /// A panel in which nothing is selected, found or chosen, at the beginning of the run.
    pub fn ground(
        sight: &'a Sight<'a, S>,
        picture: &'a S::Picture,
        axis: &'a Axis,
        rows: &'a Rows<S::RowKind>,
        lanes: Lanes,
    ) -> Self {
        Self {
            sight,
            picture,
            axis,
            rows,
            lanes,
            playhead: SimTime::ZERO,
            selected: None,
            trail: &[],
            dimmed: false,
            found: &[],
            chosen: &[],
            flags: &[],
            veil: None,
        }
    }

    /// The row of a host's states.
    pub(crate) fn band(&self, node: NodeId) -> Option<&Row<S::RowKind>> {
        let mut rows = self.rows.rows.iter();
        rows.find(|row| S::band_of(&row.kind) == Some(node))
    }

    /// The row of a thread, or else of its host.
    fn thread(&self, node: NodeId, lane: Lane) -> Option<&Row<S::RowKind>> {
        let mut rows = self.rows.rows.iter();
        rows.find(|row| S::lane_of(&row.kind) == Some((node, lane)))
            .or_else(|| self.band(node))
    }
}

/// Draws of a panel what stays as it is while the playhead moves and something else is selected.
pub fn draw(drawing: &mut Drawing, panel: &Panel<'_>, height: f32) {
    ruler::draw(drawing, panel.axis, panel.sight.clock(), height);
    drawing.dim(panel.dimmed);
    // Their places are known before the row's words are written; they are drawn over its bar.
    let mut pennants = Drawing::default();
    pennants.dim(panel.dimmed);
    let taken = flags(&mut pennants, panel);
    for row in &panel.rows.rows {
        self::row(drawing, panel, row, &taken);
    }
    drawing.shapes.extend(pennants.shapes);
    Messages::of(panel).draw(drawing);
    refused(drawing, panel);
    acts(drawing, panel);
    drawing.dim(false);
    ruler::edges(drawing, panel.axis, height);
}

/// Draws the rest over it: what was found, the message that is selected, causes, the playhead.
pub fn draw_over(drawing: &mut Drawing, panel: &Panel<'_>, height: f32) {
    found(drawing, panel);
    for row in &panel.rows.rows {
        if let RowKind::Queue(node) = &row.kind {
            let (sight, axis) = (panel.sight, panel.axis);
            lane::queue_number(drawing, sight, axis, row, *node, panel.playhead);
        }
    }
    Messages::of(panel).draw_selected(drawing);
    trail(drawing, panel);
    veil(drawing, panel, height);
    playhead(drawing, panel, height);
}

/// What was looked for and found: ticks under the ruler, one per pixel at most.
pub(crate) fn found<S: Drawn>(drawing: &mut Drawing, panel: &Panel<'_, S>) {
    let trace = panel.sight.reading.trace;
    let window = panel.axis.window();
    let mut last = f32::MIN;
    for event in panel.found {
        let Some(row) = trace.get(*event).filter(|row| window.contains(row.at)) else {
            continue;
        };
        let x = panel.axis.x(row.at);
        if x - last < 1.5 {
            continue;
        }
        last = x;
        drawing.stand_for(Some(Target::Event(*event)));
        drawing.line(at(x, RULER - 5.0), at(x, RULER), stroke(Tone::Ink, 1.5));
    }
    drawing.stand_for(None);
}

fn row(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row, taken: &[(f32, f32)]) {
    let (sight, axis) = (panel.sight, panel.axis);
    match &row.kind {
        RowKind::Service => service(drawing, panel, row, taken),
        RowKind::Client(node) => client::draw(drawing, sight, axis, row, *node),
        RowKind::Band(node) => band::draw(drawing, sight, axis, row, *node),
        RowKind::Thread(node, thread) => {
            lane::thread(drawing, sight, panel.picture, axis, row, (*node, *thread));
        }
        RowKind::Queue(node) => lane::queue(drawing, sight, axis, row, *node),
        RowKind::Parked(node, peer) => lane::parked(drawing, sight, axis, row, (*node, *peer)),
        RowKind::Took(node) => lane::took(drawing, sight, axis, row, *node),
        RowKind::Dark(_) => {
            let middle = row.top + row.height / 2.0;
            let line = dotted(Tone::DownFill, 2.0);
            drawing.line(at(axis.left(), middle), at(axis.right(), middle), line);
        }
    }
}

/// A solid bar while somebody is served; nothing while nobody is, with the gap in words.
fn service(drawing: &mut Drawing, panel: &Panel<'_>, row: &Row, taken: &[(f32, f32)]) {
    let (sight, axis) = (panel.sight, panel.axis);
    let window = axis.window();
    let middle = row.top + row.height / 2.0;
    let spans = &sight.index.service;
    for span in spans
        .iter()
        .filter(|span| span.to >= window.from && span.from <= window.to)
    {
        let (left, right) = (axis.x(span.from), axis.x(span.to));
        let bar = Rect::new(left, middle - 5.0, (right - left).max(1.0), 10.0);
        drawing.fill(bar, Tone::LeadFill);
    }
    let ends = spans.iter().map(|span| span.to);
    let returns = spans
        .iter()
        .skip(1)
        .map(|span| Some(span.from))
        .chain([None]);
    for (lost, returned) in ends.zip(returns) {
        let over = returned.unwrap_or(sight.index.end);
        if lost >= sight.index.end || over < window.from || lost > window.to {
            continue;
        }
        let (left, right) = (axis.x(lost), axis.x(over));
        drawing.line(
            at(left, middle),
            at(right, middle),
            dotted(Tone::DeadFill, 1.5),
        );
        for edge in [Some(lost), returned].into_iter().flatten() {
            if window.contains(edge) {
                let x = axis.x(edge);
                drawing.line(
                    at(x, middle - 8.0),
                    at(x, middle + 8.0),
                    stroke(Tone::DeadFill, 2.0),
                );
            }
        }
        let length = returned.map(|returned| returned.since(lost));
        let text = panel::not_serving(sight.language, &sight.seconds(lost), length);
        let width = SMALL_BOLD.width(&text);
        let start = free_place(left + 9.0, width, taken);
        if start + width + 11.0 < right {
            let place = at(start, middle + 3.8);
            drawing.write(
                place,
                text,
                SMALL_BOLD,
                Tone::Dead,
                Anchor::Start,
                Some(Tone::Bg1),
            );
        }
    }
}

/// The first place from `x` on where words of this width meet none of the taken places.
pub(crate) fn free_place(x: f32, width: f32, taken: &[(f32, f32)]) -> f32 {
    taken.iter().fold(
        x,
        |x, (from, to)| {
            if x < *to && *from < x + width { *to } else { x }
        },
    )
}

/// Refused dials: a short stroke at the foot of a band, without a duration.
fn refused(drawing: &mut Drawing, panel: &Panel<'_>) {
    let axis = panel.axis;
    let window = axis.window();
    for refusal in panel.sight.index.refused.iter() {
        let hidden = || axis.per_px(refusal.at) >= Span::from_millis(250);
        if !window.contains(refusal.at) || hidden() {
            continue;
        }
        let Some(row) = panel.rows.band(refusal.node) else {
            continue;
        };
        drawing.stand_for(Some(Target::Event(refusal.event)));
        let (x, foot) = (axis.x(refusal.at), row.top + row.height - 2.0);
        drawing.line(at(x, foot - 5.0), at(x, foot), stroke(Tone::Ink2, 1.2));
        drawing.line(
            at(x - 3.0, foot),
            at(x + 3.0, foot),
            stroke(Tone::Ink2, 1.2),
        );
    }
    drawing.stand_for(None);
}

/// What was done to the hosts: a sign above the band, in words where there is room. What a fix does is
/// inverted, as everything is that somebody has chosen.
pub(crate) fn acts<S: Drawn>(drawing: &mut Drawing, panel: &Panel<'_, S>) {
    let window = panel.axis.window();
    let mut free: Vec<(NodeId, f32)> = Vec::new();
    for (moment, event) in S::acts(panel.sight.index) {
        let row = panel.sight.reading.trace.get(*event);
        let Some((verb, node, _)) = row.as_ref().and_then(act_of) else {
            continue;
        };
        if !window.contains(*moment) {
            continue;
        }
        let Some(row) = panel.band(node) else {
            continue;
        };
        let (x, y) = (panel.axis.x(*moment), row.top + 5.0);
        drawing.stand_for(Some(Target::Event(*event)));
        drawing.push(Figure::Sign(at(x, y), Glyph::Deed, Tone::Ink, 9.0));
        let text = panel::deed(panel.sight.language, verb);
        let width = SMALL.width(text);
        let taken = free
            .iter()
            .rev()
            .find(|(of, _)| *of == node)
            .map_or(0.0, |(_, x)| *x);
        let ends = x + 8.0 + width;
        if x > taken && ends < panel.axis.right() {
            let place = at(x + 8.0, y + 4.0);
            let (tone, plate) = if panel.chosen.contains(event) {
                (Tone::Bg0, Tone::Ink)
            } else {
                (Tone::Ink2, Tone::Bg1)
            };
            drawing.write(place, text, SMALL, tone, Anchor::Start, Some(plate));
            free.push((node, ends + 6.0));
        }
    }
    drawing.stand_for(None);
}

/// First violations, as pennants on the row of the service, in words where there is room. Gives the
/// places that they take, from left to right.
pub(crate) fn flags<S: Drawn>(drawing: &mut Drawing, panel: &Panel<'_, S>) -> Vec<(f32, f32)> {
    let mut taken = Vec::new();
    let Some(row) = panel.rows.rows.iter().find(|row| S::is_service(&row.kind)) else {
        return taken;
    };
    let window = panel.axis.window();
    let mut visible = panel
        .flags
        .iter()
        .filter(|(moment, _)| window.contains(*moment))
        .peekable();
    while let Some((moment, text)) = visible.next() {
        let x = panel.axis.x(*moment);
        let until = visible
            .peek()
            .map_or(panel.axis.right(), |(next, _)| panel.axis.x(*next));
        let top = row.top;
        drawing.line(
            at(x, top),
            at(x, top + row.height),
            stroke(Tone::DeadFill, 1.5),
        );
        drawing.push(Figure::Sign(
            at(x + 5.0, top + 6.0),
            Glyph::Pennant,
            Tone::DeadFill,
            10.0,
        ));
        let end = x + 20.0 + SMALL.width(text);
        if end < until {
            let place = at(x + 14.0, top + 10.0);
            drawing.write(
                place,
                text.as_str(),
                SMALL,
                Tone::Dead,
                Anchor::Start,
                Some(Tone::DeadSoft),
            );
            taken.push((x - 4.0, end));
        } else {
            taken.push((x - 4.0, x + 14.0));
        }
    }
    taken
}

/// A chain of causes: a numbered mark for each event, numbered as in the inspector, and a line through
/// them.
pub(crate) fn trail<S: Drawn>(drawing: &mut Drawing, panel: &Panel<'_, S>) {
    let place = |event: &EventId| {
        let row = panel.sight.reading.trace.get(*event)?;
        let band = panel.thread(row.node, row.lane)?;
        // Acts stand above a band.
        let head = match S::band_of(&band.kind) {
            Some(_) => band.foot() - BAND_HEIGHT,
            None => band.top + 2.0,
        };
        let y = (head + band.foot()) / 2.0;
        Some((*event, row.at, at(panel.axis.x(row.at), y)))
    };
    let places: Vec<(EventId, SimTime, Point)> = panel.trail.iter().filter_map(place).collect();
    let points: Vec<Point> = places.iter().map(|(_, _, point)| *point).collect();
    drawing.push(Figure::Line(points, stroke(Tone::Ink, 1.2)));
    for (number, (event, moment, point)) in places.iter().enumerate() {
        if !panel.axis.window().contains(*moment) {
            continue;
        }
        drawing.stand_for(Some(Target::Event(*event)));
        let (fill, ink) = if panel.selected == Some(*event) {
            (Tone::Ink, Tone::Bg0)
        } else {
            (Tone::Bg1, Tone::Ink)
        };
        drawing.push(Figure::Ring {
            centre: *point,
            radius: 8.0,
            stroke: stroke(Tone::Ink, 1.5),
            fill,
        });
        let baseline = at(point.x, point.y + 3.8);
        let text = (number + 1).to_string();
        drawing.write(baseline, text, SMALL_BOLD, ink, Anchor::Middle, None);
    }
    drawing.stand_for(None);
}

/// Covers what is to the right of the playhead; the ruler stays.
pub(crate) fn veil<S: Drawn>(drawing: &mut Drawing, panel: &Panel<'_, S>, height: f32) {
    let Some(words) = panel.veil else {
        return;
    };
    let left = panel.axis.x(panel.playhead).max(panel.axis.left());
    let width = panel.axis.right() - left;
    if width <= 0.0 {
        return;
    }
    let cover = Rect::new(left, RULER, width, height - FOOT - RULER);
    drawing.fill(cover, Tone::Bg3);
    if SMALL_BOLD.width(words) < width {
        let Point { x, y } = cover.centre();
        drawing.write(
            at(x, y + 4.0),
            words,
            SMALL_BOLD,
            Tone::Ink,
            Anchor::Middle,
            None,
        );
    }
}

/// A line where the playhead stands, with the moment in words below the rows; nothing if it is out of
/// sight.
pub(crate) fn playhead<S: Drawn>(drawing: &mut Drawing, panel: &Panel<'_, S>, height: f32) {
    let (axis, moment) = (panel.axis, panel.playhead);
    let text = panel.sight.seconds(moment);
    if !axis.window().contains(moment) {
        return;
    }
    let x = axis.x(moment);
    let foot = height - FOOT;
    drawing.line(at(x, 6.0), at(x, foot), stroke(Tone::Ink, 2.0));
    let width = MONO_BOLD.width(&text) + 14.0;
    let last = (axis.right() - width).max(0.0);
    let left = crate::bounded(x - width / 2.0, axis.left(), last);
    drawing.fill(Rect::new(left, foot, width, 18.0), Tone::Ink);
    let place = at(left + width / 2.0, foot + 13.0);
    drawing.write(place, text, MONO_BOLD, Tone::Bg0, Anchor::Middle, None);
}
