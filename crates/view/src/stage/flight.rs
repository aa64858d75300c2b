//! Messages on their way: those of this moment, and the one that is selected as a slip with its age.

use super::ballot::Ballot;
use super::link::{LINGERS, Links, share};
use crate::paint::{
    Anchor, Drawing, Figure, MONO_BOLD, Point, Rect, SMALL, SMALL_BOLD, Tone, at, dashed, stroke,
};
use crate::target::Target;
use locale::card;
use picture::index::MessageSpan;
use sim::id::MessageId;
use sim::time::Span;
use zookeeper::fact::Fact;

impl Links<'_> {
    /// Messages between their sender and their reader at this moment, and those that have just arrived.
    pub(super) fn flights(&self, drawing: &mut Drawing) {
        let now = self.picture.at;
        let messages = &self.sight.index.messages;
        let until = messages.partition_point(|span| span.sent_at <= now);
        let glow = self.focus.afterglow;
        // A message is on its way for milliseconds; what is older is stuck and drawn as such.
        let recent = messages.back_from(until).take(400);
        for span in recent {
            let over = span.read_at.is_some_and(|read| read + glow < now);
            if !over
                && self
                    .message_of_focus()
                    .is_none_or(|(_, f)| f.sent != span.sent)
            {
                self.flight(drawing, &span);
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
        let span = messages
            .back_from(until)
            .take(4_000)
            .find(|span| span.message == message)?;
        Some((message, span))
    }

    /// The selected event's message, as a slip on its way, with its age.
    pub(super) fn focus(&self, drawing: &mut Drawing) {
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
        let part = 0.06 + crate::bounded(self.focus.travelled, 0.0, 1.0) * 0.44;
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
