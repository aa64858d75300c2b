//! What is between servers: connections, dials, knocks, ballots on their way.

use super::ballot::Ballot;
use super::{Focus, Stage, Tier};
use crate::paint::{
    Anchor, Drawing, Figure, MONO_BOLD, Point, Rect, SMALL, SMALL_BOLD, Tone, at, dashed, dotted,
    stroke,
};
use crate::sight::Sight;
use crate::target::Target;
use locale::card;
use picture::index::MessageSpan;
use picture::zookeeper::{Doing, Mark, MarkKind, Picture, Power, Task};
use sim::id::{EventId, MessageId, NodeId};
use sim::time::Span;
use zookeeper::fact::{DialFailure, Fact, Port};

/// A dial that gets no answer comes this far and never arrives.
const REACH: f32 = 0.85;
/// A dial that has just begun is already seen outside of the card, this far on its way.
const SETS_OUT: f32 = 0.1;
/// How long what is over stays to be seen.
const LINGERS: Span = Span::from_millis(1_000);
/// A connection on which nothing was said for so long is called silent.
const SILENT: Span = Span::from_millis(1_000);
/// Both directions of a link run beside each other, so far from its middle, in px.
const LANE: f32 = 7.0;

/// Everything that the lines depend on.
pub(super) struct Links<'a> {
    pub(super) sight: &'a Sight<'a>,
    pub(super) picture: &'a Picture,
    pub(super) focus: &'a Focus,
    pub(super) stage: &'a Stage,
}

/// The way from one card to another.
#[derive(Clone, Copy)]
struct Way {
    from: Point,
    to: Point,
}

impl Way {
    /// A point of it, as a part of its length.
    fn point(&self, part: f32) -> Point {
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
    fn way(&self, from: NodeId, to: NodeId) -> Option<Way> {
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
        messages[..before]
            .iter()
            .rev()
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
            self.beside(drawing, head, &text, SMALL_BOLD, Tone::Ink);
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

    /// Messages between their sender and their reader at this moment, and those that have just arrived.
    fn flights(&self, drawing: &mut Drawing) {
        let now = self.picture.at;
        let messages = &self.sight.index.messages;
        let until = messages.partition_point(|span| span.sent_at <= now);
        let glow = self.focus.afterglow;
        // A message is on its way for milliseconds; what is older is stuck and drawn as such.
        let recent = messages[..until].iter().rev().take(400);
        for span in recent {
            let over = span.read_at.is_some_and(|read| read + glow < now);
            if !over
                && self
                    .message_of_focus()
                    .is_none_or(|(_, f)| f.sent != span.sent)
            {
                self.flight(drawing, span);
            }
        }
    }

    fn flight(&self, drawing: &mut Drawing, span: &MessageSpan) {
        let Some(way) = self.way(span.from, span.to) else {
            return;
        };
        let now = self.picture.at;
        drawing.stand_for(Some(Target::Event(span.read.unwrap_or(span.sent))));
        match span.read_at {
            Some(read_at) if read_at <= now => {
                // It has arrived: what is left is its track.
                let tone = if span.ballot { Tone::Ink2 } else { Tone::Ctl };
                drawing.line(way.from, way.to, stroke(tone, 1.0));
                drawing.push(Figure::Head(way.to, way.from, tone));
            }
            read_at => {
                let part = read_at.map_or(0.5, |read_at| {
                    share(now.since(span.sent_at), read_at.since(span.sent_at))
                });
                if now.since(span.sent_at) > LINGERS && read_at.is_none() {
                    return;
                }
                let place = way.point(part);
                drawing.line(way.from, place, stroke(Tone::Ink2, 1.2));
                self.small(drawing, place, span);
            }
        }
        drawing.stand_for(None);
    }

    fn small(&self, drawing: &mut Drawing, place: Point, span: &MessageSpan) {
        let size = if span.ballot { 8.0 } else { 5.0 };
        let rect = Rect::new(place.x - size / 2.0, place.y - size / 2.0, size, size);
        let stale = Ballot::of(self.sight, self.picture, span.message).is_some_and(|b| b.stale);
        if stale {
            drawing.fill(rect, Tone::Bg0);
            drawing.push(Figure::Outline(rect, dashed(Tone::Ink2, 1.5)));
        } else {
            drawing.fill(rect, Tone::Ink);
        }
    }

    /// The message that the selected event is about, if it is one between two hosts.
    fn message_of_focus(&self) -> Option<(MessageId, MessageSpan)> {
        let event = self.focus.event?;
        let trace = self.sight.reading.trace;
        let row = trace.get(event)?;
        let message = message_of(Fact::decode(&row)?)?;
        let messages = &self.sight.index.messages;
        let until = messages.partition_point(|span| span.sent_at <= row.at);
        let span = messages[..until]
            .iter()
            .rev()
            .take(4_000)
            .find(|span| span.message == message)?;
        Some((message, *span))
    }

    /// The selected event's message, as a slip on its way, with its age.
    fn focus(&self, drawing: &mut Drawing) {
        let Some((message, span)) = self.message_of_focus() else {
            return;
        };
        let (Some(way), Some(ballot)) = (
            self.way(span.from, span.to),
            Ballot::of(self.sight, self.picture, message),
        ) else {
            return;
        };
        drawing.stand_for(Some(Target::Event(span.read.unwrap_or(span.sent))));
        drawing.line(way.from, way.to, stroke(Tone::Ink, 2.0));
        drawing.push(Figure::Head(way.to, way.from, Tone::Ink));
        let part = 0.06 + self.focus.travelled.clamp(0.0, 1.0) * 0.44;
        let place = way.point(part);
        slip(drawing, place, &ballot);
        if ballot.stale {
            age(drawing, place, &card::old(self.sight.language, ballot.age));
        }
        if let Some(text) = self.was_parked(message, &span) {
            let below = at(place.x + 12.0, place.y + 30.0);
            drawing.write(
                below,
                text,
                SMALL,
                Tone::Ink2,
                Anchor::Start,
                Some(Tone::Bg0),
            );
        }
        drawing.stand_for(None);
    }

    /// The words for a ballot that had to wait for a connection.
    fn was_parked(&self, message: MessageId, span: &MessageSpan) -> Option<String> {
        let parked = self
            .sight
            .index
            .parked
            .iter()
            .find(|parked| parked.message == message && parked.node == span.from)?;
        let waited = parked.until.since(parked.from);
        (waited >= Span::from_millis(50)).then(|| {
            card::was_parked(
                self.sight.language,
                &self.sight.seconds(parked.from),
                &self.sight.seconds(parked.until),
            )
        })
    }
}

/// The message that a fact is about.
fn message_of(fact: Fact) -> Option<MessageId> {
    if let Fact::Sent { ballot, .. }
    | Fact::Received { ballot, .. }
    | Fact::Heard { ballot, .. }
    | Fact::Counted { ballot }
    | Fact::CountedOut { ballot }
    | Fact::Ignored { ballot, .. }
    | Fact::PutBack { ballot }
    | Fact::AnsweredUnread { ballot } = fact
    {
        return Some(ballot);
    }
    if let Fact::Proposed { vote, .. } = fact {
        return Some(vote);
    }
    None
}

/// Where a way from one card to another leaves: the middle of the nearer edge, not of the card, so
/// that a card that grows does not swing its lines around.
fn anchor(rect: Rect, other: Rect) -> Point {
    let x = rect.centre().x;
    let shift = (other.centre().x - x).clamp(-rect.w * 0.3, rect.w * 0.3);
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

/// A ballot as a slip of paper: whole while it holds, torn when its sender would say something else.
fn slip(drawing: &mut Drawing, place: Point, ballot: &Ballot) {
    let width = MONO_BOLD.width(&ballot.text) + 18.0;
    let (left, top) = (place.x - width / 2.0, place.y - 11.0);
    let (right, bottom) = (left + width, top + 22.0);
    let mut outline = vec![
        at(left, top),
        at(right - 7.0, top),
        at(right, top + 7.0),
        at(right, bottom),
    ];
    if ballot.stale {
        let teeth = 8_u8;
        for tooth in 1..=teeth {
            let x = right - width * f32::from(tooth) / f32::from(teeth);
            let middle = x + width / f32::from(teeth) / 2.0;
            outline.push(at(middle, bottom + 3.0));
            outline.push(at(x, bottom));
        }
        outline.push(at(left, top));
        drawing.push(Figure::Area(outline.clone(), Tone::Bg0));
        drawing.push(Figure::Line(outline, dashed(Tone::Ink2, 1.5)));
    } else {
        outline.push(at(left, bottom));
        drawing.push(Figure::Area(outline, Tone::Ink));
    }
    let tone = if ballot.stale { Tone::Ink2 } else { Tone::Bg0 };
    let baseline = at(place.x - 2.0, place.y + 4.5);
    drawing.write(
        baseline,
        ballot.text.as_str(),
        MONO_BOLD,
        tone,
        Anchor::Middle,
        None,
    );
}

/// The age of a ballot in its box, right of the slip.
fn age(drawing: &mut Drawing, place: Point, text: &str) {
    let left = place.x + 46.0;
    let width = SMALL_BOLD.width(text) + 14.0;
    let rect = Rect::new(left, place.y - 10.0, width, 20.0);
    drawing.fill(rect, Tone::Bg0);
    drawing.push(Figure::Outline(rect, stroke(Tone::Ink, 1.5)));
    let middle = at(left + width / 2.0, place.y + 4.0);
    drawing.write(middle, text, SMALL_BOLD, Tone::Ink, Anchor::Middle, None);
}

#[expect(clippy::cast_precision_loss, reason = "a share of a length in px")]
fn share(part: Span, whole: Span) -> f32 {
    (part.as_micros() as f32 / whole.as_micros().max(1) as f32).clamp(0.0, 1.0)
}
