//! Messages between bands: their slope is the true latency.

use super::axis::Axis;
use super::panel::Panel;
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
    sight: &'a Sight<'a>,
    axis: &'a Axis,
    rows: &'a Rows,
    lanes: Lanes,
    selected: Option<EventId>,
}

impl<'a> Messages<'a> {
    /// The messages of a panel.
    pub(super) fn of(panel: &Panel<'a>) -> Self {
        Self {
            sight: panel.sight,
            axis: panel.axis,
            rows: panel.rows,
            lanes: panel.lanes,
            selected: panel.selected,
        }
    }

    /// Draws what was sent, as the scale where it was sent allows.
    pub(super) fn draw(&self, drawing: &mut Drawing) {
        let scale = |span: &MessageSpan| self.axis.per_px(span.sent_at);
        let mut visible = self.visible();
        visible.retain(|span| scale(span) < NONE_ABOVE);
        let close = visible.iter().filter(|span| scale(span) < TICKS_ABOVE);
        let many = close.count() > ARROWS;
        let (mut arrows, ticks): (Vec<MessageSpan>, Vec<MessageSpan>) = visible
            .into_iter()
            .partition(|span| !many && scale(span) < TICKS_ABOVE);
        self.ticks(drawing, &ticks);
        for span in &arrows {
            self.arrow(drawing, span, false);
        }
        arrows.retain(|span| scale(span) < LABELS_BELOW);
        let mut taken = Vec::new();
        for span in labelled(&arrows) {
            self.label(drawing, span, false, &mut taken);
        }
        drawing.stand_for(None);
    }

    /// Draws the message that is selected, at any scale.
    pub(super) fn draw_selected(&self, drawing: &mut Drawing) {
        let Some(span) = self.selected() else {
            return;
        };
        self.arrow(drawing, &span, true);
        for span in labelled(std::slice::from_ref(&span)) {
            self.label(drawing, span, true, &mut Vec::new());
        }
        drawing.stand_for(None);
    }

    /// The message that the selected event sends or reads, if it is in sight.
    fn selected(&self) -> Option<MessageSpan> {
        let event = self.selected?;
        let at = self.sight.reading.trace.get(event)?.at;
        let window = self.axis.window();
        let messages = &self.sight.index.messages;
        let after = messages.partition_point(|span| span.sent_at <= at);
        let mut before = messages.back_from(after);
        let span = before.find(|span| span.sent == event || span.read == Some(event))?;
        let in_sight =
            span.sent_at <= window.to && span.read_at.unwrap_or(span.sent_at) >= window.from;
        in_sight.then_some(span)
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

    fn arrow(&self, drawing: &mut Drawing, span: &MessageSpan, selected: bool) {
        let Some((from, to)) = self.ends(span) else {
            return;
        };
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

    /// A ballot in words; of words that would meet only the first are written.
    fn label(
        &self,
        drawing: &mut Drawing,
        span: &MessageSpan,
        selected: bool,
        taken: &mut Vec<Rect>,
    ) {
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

/// Messages that say what they carry.
fn labelled(messages: &[MessageSpan]) -> impl Iterator<Item = &MessageSpan> {
    let arrived = |span: &&MessageSpan| span.ballot && span.read_at.is_some();
    messages.iter().filter(arrived)
}
