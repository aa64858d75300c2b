//! What is between servers: connections, dials, knocks, ballots on their way.

use super::{Focus, Stage, Tier};
use crate::paint::{
    Anchor, Drawing, Figure, Point, Rect, SMALL, SMALL_BOLD, Tone, at, dashed, dotted, stroke,
};
use crate::sight::Sight;
use crate::target::Target;
use locale::card;
use picture::zookeeper::{Doing, Mark, MarkKind, Picture, Power, Task};
use sim::id::{EventId, NodeId};
use sim::time::Span;
use zookeeper::fact::{DialFailure, Port};

/// A dial that gets no answer comes this far and never arrives.
const REACH: f32 = 0.85;
/// A dial that has just begun is already seen outside of the card, this far on its way.
const SETS_OUT: f32 = 0.1;
/// How long what is over stays to be seen.
pub(super) const LINGERS: Span = Span::from_millis(1_000);
/// A connection on which nothing was said for so long is called silent.
const SILENT: Span = Span::from_millis(1_000);
/// Both directions of a link run beside each other, so far from its middle, in px.
const LANE: f32 = 7.0;

/// Everything that the lines depend on.
pub(super) struct Links<'a> {
    pub(super) sight: &'a Sight<'a>,
    pub(super) picture: &'a Picture,
    pub(super) focus: &'a Focus<'a>,
    pub(super) stage: &'a Stage,
}

/// The way from one card to another.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) from: Point,
    pub(super) to: Point,
}

impl Way {
    /// A point of it, as a part of its length.
    pub(super) fn point(&self, part: f32) -> Point {
        at(
            self.from.x + (self.to.x - self.from.x) * part,
            self.from.y + (self.to.y - self.from.y) * part,
        )
    }

    /// A short stroke across it.
    fn across(&self, part: f32, half: f32) -> (Point, Point) {
        let (dx, dy) = self.direction();
        let p = self.point(part);
        (
            at(p.x - dy * half, p.y + dx * half),
            at(p.x + dy * half, p.y - dx * half),
        )
    }

    fn direction(&self) -> (f32, f32) {
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length = dx.hypot(dy).max(0.001);
        (dx / length, dy / length)
    }
}

impl Links<'_> {
    pub(super) fn draw(&self, drawing: &mut Drawing) {
        self.connections(drawing);
        self.cuts(drawing);
        for (node, process) in self.picture.processes() {
            for task in &process.tasks {
                self.dial(drawing, node, task);
            }
        }
        for mark in &self.picture.marks {
            self.mark(drawing, mark);
        }
        self.flights(drawing);
        self.focus(drawing);
        drawing.stand_for(None);
    }

    fn name(&self, node: NodeId) -> &str {
        self.sight.name(node)
    }

    /// The middle line between two cards, the same from both sides.
    fn middle(&self, a: NodeId, b: NodeId) -> Option<Way> {
        let (ra, rb) = (self.stage.rect(a)?, self.stage.rect(b)?);
        // Cards side by side are joined at the height of their heads, where cards do not grow.
        let overlap = ra.y.max(rb.y)..ra.bottom().min(rb.bottom());
        if !overlap.is_empty() && self.stage.tier != Tier::Tile {
            let y = overlap.start + 32.0_f32.min((overlap.end - overlap.start) / 2.0);
            let (left, right) = if ra.x < rb.x {
                (ra.right(), rb.x)
            } else {
                (ra.x, rb.right())
            };
            return Some(Way {
                from: at(left, y),
                to: at(right, y),
            });
        }
        let (ca, cb) = (anchor(ra, rb), anchor(rb, ra));
        Some(Way {
            from: clip(ra, ca, cb),
            to: clip(rb, cb, ca),
        })
    }

    /// The way from one host to another, beside the way back.
    pub(super) fn way(&self, from: NodeId, to: NodeId) -> Option<Way> {
        let way = self.middle(from, to)?;
        let (dx, dy) = way.direction();
        let shift = |p: Point| at(p.x - dy * LANE, p.y + dx * LANE);
        Some(Way {
            from: shift(way.from),
            to: shift(way.to),
        })
    }

    fn connections(&self, drawing: &mut Drawing) {
        for (node, process) in self.picture.processes() {
            for (_, (peer, since)) in process.links.iter() {
                // Each connection is known to both ends; it is drawn once.
                let both = self
                    .picture
                    .process(*peer)
                    .is_some_and(|other| other.links.iter().any(|(_, (back, _))| *back == node));
                if both && node > *peer {
                    continue;
                }
                let Some(way) = self.middle(node, *peer) else {
                    continue;
                };
                let line = if both {
                    stroke(Tone::Ctl, 1.5)
                } else {
                    dashed(Tone::Ctl, 1.5)
                };
                drawing.line(way.from, way.to, line);
                for end in [0.0, 1.0] {
                    let (a, b) = way.across(end, 5.0);
                    drawing.line(a, b, stroke(Tone::Ctl, 1.5));
                }
                self.connection_words(drawing, way, (node, *peer), *since);
            }
        }
    }

    /// Since when a connection is open, and since when nothing is said on it: only where there is room.
    fn connection_words(
        &self,
        drawing: &mut Drawing,
        way: Way,
        (a, b): (NodeId, NodeId),
        since: sim::time::SimTime,
    ) {
        let flat = (way.to.y - way.from.y).abs() < 24.0;
        let length = (way.to.x - way.from.x).abs();
        if self.stage.tier != Tier::Full || !flat || length < 120.0 {
            return;
        }
        let language = self.sight.language;
        let middle = way.point(0.5);
        let open = card::open_since(language, &self.sight.seconds(since));
        let place = at(middle.x, middle.y - 14.0);
        drawing.write(place, open, SMALL, Tone::Ink3, Anchor::Middle, None);
        let last = self.last_between(a, b);
        if let Some(last) = last
            && self.picture.at.since(last) >= SILENT
        {
            let silent = card::silent_since(language, &self.sight.seconds(last));
            let place = at(middle.x, middle.y + 22.0);
            drawing.write(place, silent, SMALL, Tone::Ink3, Anchor::Middle, None);
        }
    }

    /// When a ballot last passed between two hosts.
    fn last_between(&self, a: NodeId, b: NodeId) -> Option<sim::time::SimTime> {
        let messages = &self.sight.index.messages;
        let before = messages.partition_point(|span| span.sent_at <= self.picture.at);
        messages
            .back_from(before)
            .take(2_000)
            .find(|span| {
                span.ballot && ((span.from, span.to) == (a, b) || (span.from, span.to) == (b, a))
            })
            .map(|span| span.sent_at)
    }

    /// Links on which packets are lost: broken in the middle, with a bar on the side that loses them.
    fn cuts(&self, drawing: &mut Drawing) {
        for (from, to) in &self.picture.cuts {
            let Some(way) = self.way(*from, *to) else {
                continue;
            };
            drawing.line(way.from, way.point(0.42), dashed(Tone::Ink3, 1.5));
            let (a, b) = way.across(0.45, 9.0);
            drawing.line(a, b, stroke(Tone::Ink, 2.5));
        }
    }

    /// A dial: dots all the way, a stroke that grows, a ring at its head with the elapsed time.
    fn dial(&self, drawing: &mut Drawing, node: NodeId, task: &Task) {
        let Doing::Dialling { to, timeout_ms, .. } = task.doing else {
            return;
        };
        let target = self.picture.node_of(&self.sight.reading, node, to);
        let Some((target, way)) = target.and_then(|t| Some((t, self.dial_way(node, t)?))) else {
            return;
        };
        let elapsed = self.picture.at.since(task.since);
        drawing.stand_for(Some(Target::Event(task.event)));
        drawing.line(way.from, way.to, dotted(Tone::Ink3, 1.5));
        let part = share(elapsed, Span::from_millis(u64::from(timeout_ms)));
        let head = way.point(SETS_OUT + part * (REACH - SETS_OUT));
        drawing.line(way.from, head, stroke(Tone::Ink, 2.5));
        drawing.push(Figure::Ring {
            centre: head,
            radius: 4.5,
            stroke: stroke(Tone::Ink, 2.0),
            fill: Tone::Bg0,
        });
        drawing.stand_for(None);
        let silent = self.picture.nodes[target.index()].power != Power::On;
        if silent || elapsed > Span::from_millis(20) {
            let text = card::dialled_for(self.sight.language, elapsed);
            // Below the chips: those are drawn over what lies under them.
            let chips = self.stage.chips.iter().map(|(chip, _)| chip.bottom());
            let clear = chips.fold(0.0_f32, f32::max) + 12.0;
            let place = at(head.x, head.y.max(clear));
            self.beside(drawing, place, &text, SMALL_BOLD, Tone::Ink);
        }
    }

    /// The way of a dial to a host without a process: from the card's upper edge, each target from a
    /// place of its own.
    fn dial_way(&self, from: NodeId, to: NodeId) -> Option<Way> {
        let chips = &self.stage.chips;
        let index = chips.iter().position(|(_, chip)| chip.node == to);
        let (Some(index), Tier::Full) = (index, self.stage.tier) else {
            return self.way(from, to);
        };
        let (card, chip) = (self.stage.rect(from)?, chips.get(index)?.0);
        let last = u16::try_from(chips.len().max(2) - 1).unwrap_or(u16::MAX);
        let along = f32::from(u16::try_from(index).unwrap_or(0)) / f32::from(last);
        let left = card.centre().x < chip.centre().x;
        let (start, land) = if left {
            (0.27 + 0.4 * along, 0.22)
        } else {
            (0.73 - 0.4 * (1.0 - along), 0.78)
        };
        Some(Way {
            from: at(card.x + card.w * start, card.y),
            to: at(chip.x + chip.w * land, chip.bottom()),
        })
    }

    /// Words above the outer corner of a card, where no line runs.
    fn above(&self, drawing: &mut Drawing, node: NodeId, text: &str) {
        let Some(rect) = self.stage.rect(node) else {
            return;
        };
        let left = self.stage.cards.first().map_or(0.0, |(rect, _)| rect.x);
        let (x, anchor) = if rect.x - left < 1.0 {
            (rect.x, Anchor::Start)
        } else {
            (rect.right(), Anchor::End)
        };
        let place = at(x, rect.y - 26.0);
        drawing.write(place, text, SMALL, Tone::Ink2, anchor, Some(Tone::Bg0));
    }

    /// Words beside a point, on the side with more room.
    fn beside(
        &self,
        drawing: &mut Drawing,
        point: Point,
        text: &str,
        font: crate::paint::Font,
        tone: Tone,
    ) {
        let widest = self
            .stage
            .cards
            .iter()
            .map(|(rect, _)| rect.right())
            .fold(0.0_f32, f32::max);
        let right = point.x + 12.0 + font.width(text) < widest;
        let (x, anchor) = if right {
            (point.x + 10.0, Anchor::Start)
        } else {
            (point.x - 10.0, Anchor::End)
        };
        drawing.write(
            at(x, point.y - 3.0),
            text,
            font,
            tone,
            anchor,
            Some(Tone::Bg0),
        );
    }

    /// What has just happened between two hosts and is over.
    fn mark(&self, drawing: &mut Drawing, mark: &Mark) {
        let age = self.picture.at.since(mark.at);
        if age > LINGERS {
            return;
        }
        let way = match mark.kind {
            MarkKind::Dial(..) => self.dial_way(mark.from, mark.to),
            MarkKind::Knock => self.way(mark.from, mark.to),
        };
        let Some(way) = way else {
            return;
        };
        let selected = self.focus.event == Some(mark.event);
        drawing.stand_for(Some(Target::Event(mark.event)));
        match mark.kind {
            MarkKind::Dial(DialFailure::Refused, _) => {
                drawing.line(way.from, way.to, dashed(Tone::Ink2, 1.5));
                let (a, b) = way.across(1.0, 8.0);
                drawing.line(a, b, stroke(Tone::Ink, 2.5));
                if selected || mark.kind == MarkKind::Dial(DialFailure::Refused, Port::Quorum) {
                    let text = card::refused(self.sight.language, self.name(mark.to));
                    self.beside(drawing, way.point(0.6), &text, SMALL, Tone::Ink2);
                }
            }
            MarkKind::Dial(why, _) => {
                drawing.line(way.from, way.to, dotted(Tone::Ink3, 1.5));
                cross(drawing, way.point(REACH + 0.1));
                let text = self.failed(mark, why);
                self.above(drawing, mark.from, &text);
            }
            MarkKind::Knock => {
                drawing.line(way.from, way.point(0.85), dashed(Tone::Ink2, 1.5));
                for part in [0.87, 0.93] {
                    let (a, b) = way.across(part, 7.0);
                    drawing.line(a, b, stroke(Tone::Ink, 2.0));
                }
                if selected {
                    let (from, to) = (self.name(mark.from), self.name(mark.to));
                    let text = card::knocked(self.sight.language, from, to);
                    self.beside(drawing, way.point(0.5), &text, SMALL, Tone::Ink2);
                }
            }
        }
        drawing.stand_for(None);
    }

    fn failed(&self, mark: &Mark, why: DialFailure) -> String {
        let language = self.sight.language;
        let name = self.name(mark.to);
        match why {
            DialFailure::NoRoute | DialFailure::UnknownHost => card::no_route(language, name),
            DialFailure::Refused => card::refused(language, name),
            DialFailure::TimedOut => {
                let began = self.dial_began(mark.event);
                let length = began.map_or(Span::ZERO, |began| mark.at.since(began));
                card::timed_out(language, name, &self.sight.seconds(mark.at), length)
            }
        }
    }

    fn dial_began(&self, failed: EventId) -> Option<sim::time::SimTime> {
        let trace = self.sight.reading.trace;
        let row = trace.get(failed)?;
        let spans = self.sight.index.tasks.get(&(row.node, row.lane))?;
        let after = spans.partition_point(|span| span.from < row.at);
        let span = spans.get(after.checked_sub(1)?)?;
        matches!(span.doing, Doing::Dialling { .. }).then_some(span.from)
    }
}

/// Where a way from one card to another leaves: the middle of the nearer edge, not of the card, so
/// that a card that grows does not swing its lines around.
fn anchor(rect: Rect, other: Rect) -> Point {
    let x = rect.centre().x;
    let shift = crate::bounded(other.centre().x - x, -rect.w * 0.3, rect.w * 0.3);
    at(x + shift, rect.centre().y)
}

fn clip(rect: Rect, from: Point, to: Point) -> Point {
    let y = if to.y > from.y { rect.bottom() } else { rect.y };
    let reach = to.y - from.y;
    if reach.abs() < 0.001 {
        return at(if to.x > from.x { rect.right() } else { rect.x }, from.y);
    }
    let x = from.x + (to.x - from.x) * ((y - from.y) / reach);
    if x < rect.x || x > rect.right() {
        return rect.exit_towards(to);
    }
    at(x, y)
}

fn cross(drawing: &mut Drawing, p: Point) {
    let arm = 4.5;
    drawing.line(
        at(p.x - arm, p.y - arm),
        at(p.x + arm, p.y + arm),
        stroke(Tone::Ink2, 2.0),
    );
    drawing.line(
        at(p.x - arm, p.y + arm),
        at(p.x + arm, p.y - arm),
        stroke(Tone::Ink2, 2.0),
    );
}

#[expect(clippy::cast_precision_loss, reason = "a share of a length in px")]
pub(super) fn share(part: Span, whole: Span) -> f32 {
    let share = part.as_micros() as f32 / whole.as_micros().max(1) as f32;
    crate::bounded(share, 0.0, 1.0)
}
