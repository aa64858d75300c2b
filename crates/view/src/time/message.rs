//! Messages between bands: their slope is the true latency.

use super::axis::Axis;
use super::rows::{Lanes, Row, Rows};
use crate::paint::{Anchor, Drawing, Figure, Point, Rect, SMALL, Stroke, Tone, at, stroke};
use crate::sight::Sight;
use crate::target::Target;
use picture::index::MessageSpan;
use sim::id::{EventId, Lane, NodeId};
use sim::time::{SimTime, Span};
use zookeeper::message::Message;

/// From here on single messages are left out.
const NONE_ABOVE: Span = Span::from_millis(250);
/// From here on they are ticks on the band.
const TICKS_ABOVE: Span = Span::from_millis(20);
/// Below this they say what they carry.
const LABELS_BELOW: Span = Span::from_millis(2);
/// A message takes no longer than this, or it is drawn as one that did not arrive.
const LONGEST: Span = Span::from_secs(2);
/// More arrows than this cannot be told apart.
const ARROWS: usize = 600;

/// Everything that the messages of a panel depend on.
pub(super) struct Messages<'a> {
    pub(super) sight: &'a Sight<'a>,
    pub(super) axis: &'a Axis,
    pub(super) rows: &'a Rows,
    pub(super) lanes: Lanes,
    pub(super) selected: Option<EventId>,
}

impl Messages<'_> {
    /// Draws what was sent, as the scale where it was sent allows.
    pub(super) fn draw(&self, drawing: &mut Drawing) {
        let scale = |span: &MessageSpan| self.axis.per_px(span.sent_at);
        let mut visible = self.visible();
        visible.retain(|span| scale(span) < NONE_ABOVE || self.is_selected(span));
        let close = visible.iter().filter(|span| scale(span) < TICKS_ABOVE);
        let many = close.count() > ARROWS;
        let (mut arrows, ticks): (Vec<MessageSpan>, Vec<MessageSpan>) = visible
            .into_iter()
            .partition(|span| self.is_selected(span) || !many && scale(span) < TICKS_ABOVE);
        self.ticks(drawing, &ticks);
        for span in &arrows {
            self.arrow(drawing, span);
        }
        arrows.retain(|span| self.is_selected(span) || scale(span) < LABELS_BELOW);
        self.labels(drawing, &arrows);
        drawing.stand_for(None);
    }

    fn visible(&self) -> Vec<MessageSpan> {
        let window = self.axis.window();
        let messages = &self.sight.index.messages;
        let earliest =
            SimTime::from_micros(window.from.as_micros().saturating_sub(LONGEST.as_micros()));
        let first = messages.partition_point(|span| span.sent_at < earliest);
        messages
            .from(first)
            .take_while(|span| span.sent_at <= window.to)
            .filter(|span| span.read_at.unwrap_or(span.sent_at) >= window.from)
            .collect()
    }

    fn is_selected(&self, span: &MessageSpan) -> bool {
        self.selected.is_some() && (self.selected == Some(span.sent) || self.selected == span.read)
    }

    /// Where a message begins and ends in a picture of this scale.
    fn ends(&self, span: &MessageSpan) -> Option<(Point, Point)> {
        let threads = self.lanes == Lanes::All;
        let trace = self.sight.reading.trace;
        let row = |node: NodeId, event: Option<EventId>| -> Option<&Row> {
            let lane: Option<Lane> = event.and_then(|id| trace.get(id)).map(|row| row.lane);
            match lane {
                Some(lane) if threads => self.rows.thread(node, lane),
                _ => self.rows.band(node),
            }
        };
        let from = row(span.from, Some(span.sent))?;
        let to = row(span.to, span.read)?;
        let (from_y, to_y) = if from.top < to.top {
            (from.foot(), to.head())
        } else {
            (from.head(), to.foot())
        };
        let left = self.axis.x(span.sent_at);
        let right = self.axis.x(span.read_at.unwrap_or(span.sent_at + LONGEST));
        Some((at(left, from_y), at(right, to_y)))
    }

    fn arrow(&self, drawing: &mut Drawing, span: &MessageSpan) {
        let Some((from, to)) = self.ends(span) else {
            return;
        };
        let selected = self.is_selected(span);
        let line = match (selected, span.ballot) {
            (true, _) => stroke(Tone::Ink, 2.5),
            (false, true) => stroke(Tone::Ink2, 1.2),
            (false, false) => stroke(Tone::Ctl, 1.0),
        };
        drawing.stand_for(Some(Target::Event(span.read.unwrap_or(span.sent))));
        let halo = Stroke {
            tone: Tone::Bg1,
            width: line.width + 3.0,
            ..line
        };
        if span.read_at.is_none() {
            // What nobody read stops in the air.
            let stop = at(
                from.x + (to.x - from.x).min(24.0),
                from.y + (to.y - from.y) * 0.5,
            );
            drawing.line(from, stop, line);
            return;
        }
        drawing.line(from, to, halo);
        drawing.line(from, to, line);
        drawing.push(Figure::Head(to, from, line.tone));
    }

    /// The ballots in words, over all arrows; of words that would meet only the first are written.
    fn labels(&self, drawing: &mut Drawing, visible: &[MessageSpan]) {
        let mut taken = Vec::new();
        let (selected, others): (Vec<&MessageSpan>, Vec<&MessageSpan>) = visible
            .iter()
            .filter(|span| span.ballot && span.read_at.is_some())
            .partition(|span| self.is_selected(span));
        for span in selected.into_iter().chain(others) {
            self.label(drawing, span, &mut taken);
        }
    }

    fn label(&self, drawing: &mut Drawing, span: &MessageSpan, taken: &mut Vec<Rect>) {
        let selected = self.is_selected(span);
        let Some((from, to)) = self.ends(span) else {
            return;
        };
        let apart = (to.y - from.y).abs();
        if apart < 30.0 && !selected {
            return;
        }
        let Some(text) = self.ballot(span) else {
            return;
        };
        let tone = if selected { Tone::Ink } else { Tone::Ink2 };
        let middle = at(
            from.x + (to.x - from.x) * 0.55 + 6.0,
            from.y + (to.y - from.y) * 0.55 + 4.0,
        );
        let rect = Rect::new(
            middle.x - 3.0,
            middle.y - 11.0,
            SMALL.width(&text) + 6.0,
            15.0,
        );
        if taken.iter().all(|other| !other.meets(rect)) {
            taken.push(rect);
            drawing.write(middle, text, SMALL, tone, Anchor::Start, Some(Tone::Bg1));
        }
    }

    fn ballot(&self, span: &MessageSpan) -> Option<String> {
        let reading = self.sight.reading;
        let n = Message::decode(reading.trace.message(span.message))?.notification()?;
        let leader = reading.setting.host_of(n.vote.leader)?;
        Some(format!(
            "({}, r{})",
            reading.setting.name(leader),
            n.round.0
        ))
    }

    fn ticks(&self, drawing: &mut Drawing, visible: &[MessageSpan]) {
        let mut last: Vec<f32> = vec![f32::MIN; self.sight.index.bands.len()];
        for span in visible {
            let (Some(row), Some(read_at)) = (self.rows.band(span.to), span.read_at) else {
                continue;
            };
            let x = self.axis.x(read_at);
            let Some(last) = last.get_mut(span.to.index()) else {
                continue;
            };
            if x - *last < 1.0 {
                continue;
            }
            *last = x;
            drawing.stand_for(span.read.map(Target::Event));
            let top = row.top + 2.0;
            drawing.line(at(x, top), at(x, top + 4.0), stroke(Tone::Ink2, 1.0));
        }
        drawing.stand_for(None);
    }
}
