//! Lanes below a band: what a thread is inside of, what waits because of it.

use super::axis::{Axis, Window};
use super::rows::Row;
use crate::paint::{
    Anchor, Dash, Drawing, Figure, Font, MONO, Rect, SMALL, SMALL_BOLD, Stroke, Texture, Tone, at,
    stroke,
};
use crate::sight::Sight;
use crate::target::Target;
use locale::state::Call;
use locale::{number, panel};
use picture::index::TaskSpan;
use picture::zookeeper::{Doing, Picture};
use sim::id::{Lane, NodeId};
use sim::time::SimTime;
use zookeeper::fact::Port;
use zookeeper::ids::Sid;
use zookeeper::message::Message;

/// The height of a bar in a lane, in px.
const BAR: f32 = 14.0;

/// No call has a label in less than this, in px.
const LABELLED: f32 = 20.0;

/// How many looks a bar can have.
const LOOKS: usize = 4;

/// Which of them a call has.
fn look(doing: Doing) -> usize {
    match doing {
        Doing::Dialling { .. } => 0,
        Doing::WaitingForLock(_) => 1,
        Doing::Reloading => 2,
        Doing::Pausing { .. } | Doing::WaitingForQuorum { .. } | Doing::Polling { .. } => 3,
    }
}

/// Draws the calls of a thread.
pub(super) fn thread(
    drawing: &mut Drawing,
    sight: &Sight<'_>,
    picture: &Picture,
    axis: &Axis,
    row: &Row,
    (node, lane): (NodeId, Lane),
) {
    let Some(spans) = sight.index.tasks.get(&(node, lane)) else {
        return;
    };
    let window = axis.window();
    let call = Call {
        language: sight.language,
        reading: &sight.reading,
        picture,
        node,
    };
    let top = row.top + (row.height - BAR) / 2.0;
    let first = spans.partition_point(|span| span.to < window.from);
    let mut drawn = [f32::MIN; LOOKS];
    for span in spans.from(first).take_while(|span| span.from <= window.to) {
        let (left, right) = (axis.x(span.from), axis.x(span.to));
        // In an hour of calls most lie in a pixel that looks as they do already.
        let drawn = &mut drawn[look(span.doing)];
        if right < *drawn {
            continue;
        }
        let rect = Rect::new(left, top, (right - left).max(1.0), BAR);
        *drawn = rect.right();
        drawing.stand_for(Some(Target::Event(span.event)));
        bar(drawing, &span, rect, window);
        if rect.w >= LABELLED {
            label(drawing, sight, &span, rect, call.named(span.doing));
        }
    }
    drawing.stand_for(None);
}

fn bar(drawing: &mut Drawing, span: &TaskSpan, rect: Rect, window: Window) {
    match span.doing {
        Doing::Dialling { .. } => {
            drawing.push(Figure::Textured(rect, Texture::Hatch, Tone::Ctl));
        }
        Doing::WaitingForLock(_) => {
            drawing.push(Figure::Textured(rect, Texture::Dots, Tone::Ink3));
        }
        Doing::Reloading => {
            drawing.fill(rect, Tone::Bg3);
            drawing.push(Figure::Outline(rect, stroke(Tone::Line2, 1.0)));
        }
        Doing::Pausing { .. } | Doing::WaitingForQuorum { .. } | Doing::Polling { .. } => {
            let middle = rect.y + rect.h / 2.0;
            drawing.line(
                at(rect.x, middle),
                at(rect.right(), middle),
                stroke(Tone::Line2, 1.0),
            );
        }
    }
    if holds_lock(span.doing) {
        let foot = rect.bottom() + 1.0;
        drawing.line(
            at(rect.x, foot),
            at(rect.right(), foot),
            stroke(Tone::Ink, 2.5),
        );
    }
    if span.timed_out && span.to <= window.to {
        drawing.line(
            at(rect.right(), rect.y - 1.0),
            at(rect.right(), rect.bottom() + 2.0),
            stroke(Tone::Ink, 2.0),
        );
    }
}

/// `connectOne` is synchronized: whoever dials an election port holds the manager's monitor.
fn holds_lock(doing: Doing) -> bool {
    matches!(
        doing,
        Doing::Dialling {
            port: Port::Election,
            ..
        }
    )
}

fn label(drawing: &mut Drawing, sight: &Sight<'_>, span: &TaskSpan, rect: Rect, named: String) {
    let lasted = panel::lasted(sight.language, &named, span.to.since(span.from));
    let long = if holds_lock(span.doing) {
        panel::holds_the_lock(sight.language, &lasted)
    } else {
        lasted.clone()
    };
    let room = rect.w - 14.0;
    let Some(text) = [long, lasted, named]
        .into_iter()
        .find(|text| SMALL.width(text) <= room)
    else {
        return;
    };
    let (tone, plate) = if span.doing.blocks() {
        (Tone::Ink, Some(Tone::Bg1))
    } else {
        (Tone::Ink3, Some(Tone::Bg1))
    };
    let place = at(rect.x + 7.0, rect.y + rect.h / 2.0 + 3.8);
    drawing.write(place, text, SMALL, tone, Anchor::Start, plate);
}

/// Draws how many notifications wait for WorkerSender. The scale is that of the whole run: a queue
/// that grows must be seen to grow.
pub(super) fn queue(
    drawing: &mut Drawing,
    sight: &Sight<'_>,
    axis: &Axis,
    row: &Row,
    node: NodeId,
) {
    let Some(steps) = sight.index.queues.get(node.index()) else {
        return;
    };
    let window = axis.window();
    let highest = steps
        .iter()
        .map(|step| step.waiting)
        .max()
        .unwrap_or(0)
        .max(1);
    let foot = row.top + row.height - 2.0;
    let height = row.height - 5.0;
    let y = |length: u32| foot - height * ratio(length, highest);
    let first = steps
        .partition_point(|step| step.at < window.from)
        .saturating_sub(1);
    let mut outline = vec![at(axis.left(), foot)];
    let mut level = foot;
    for step in steps.from(first).take_while(|step| step.at <= window.to) {
        let x = axis.x(step.at);
        let last_x = outline.last().map_or(x, |point| point.x);
        // Steps closer than half a pixel cannot be told apart.
        if x - last_x >= 0.5 {
            outline.push(at(x, level));
            outline.push(at(x, y(step.waiting)));
        } else if let Some(last) = outline.last_mut()
            && last.x > axis.left()
        {
            last.y = y(step.waiting);
        } else {
            outline.push(at(x, y(step.waiting)));
        }
        level = y(step.waiting);
    }
    let end = axis.x(sight.index.end.min(window.to));
    outline.push(at(end, level));
    let edge = outline[1..].to_vec();
    outline.push(at(end, foot));
    drawing.push(Figure::Area(outline, Tone::Bg3));
    drawing.push(Figure::Line(edge, stroke(Tone::Ctl, 1.0)));
}

/// Writes how long the queue is at the playhead.
pub(super) fn queue_number(
    drawing: &mut Drawing,
    sight: &Sight<'_>,
    axis: &Axis,
    row: &Row,
    node: NodeId,
    playhead: SimTime,
) {
    let Some(steps) = sight.index.queues.get(node.index()) else {
        return;
    };
    if !axis.window().contains(playhead) {
        return;
    }
    let index = steps.partition_point(|step| step.at <= playhead);
    let length = index
        .checked_sub(1)
        .and_then(|last| steps.get(last))
        .map_or(0, |step| step.waiting);
    if length == 0 {
        return;
    }
    let text = panel::waiting(sight.language, length);
    let width = SMALL_BOLD.width(&text);
    let x = axis.x(playhead);
    let (x, anchor) = if x + width + 10.0 > axis.right() {
        (x - 7.0, Anchor::End)
    } else {
        (x + 7.0, Anchor::Start)
    };
    drawing.write(
        at(x, row.top + row.height / 2.0 + 3.8),
        text,
        SMALL_BOLD,
        Tone::Ink,
        anchor,
        Some(Tone::Bg1),
    );
}

/// Draws ballots that wait for a connection to a peer.
pub(super) fn parked(
    drawing: &mut Drawing,
    sight: &Sight<'_>,
    axis: &Axis,
    row: &Row,
    (node, peer): (NodeId, Sid),
) {
    let window = axis.window();
    let middle = row.top + row.height / 2.0;
    let of_row = |span: &picture::index::ParkedSpan| span.node == node && span.to == peer;
    for span in sight.index.parked.iter().filter(of_row) {
        if span.until < window.from || span.from > window.to {
            continue;
        }
        let (left, right) = (axis.x(span.from), axis.x(span.until));
        drawing.stand_for(Some(Target::Event(span.event)));
        let thick = Stroke {
            tone: Tone::Ink2,
            width: 5.0,
            dash: Dash::Dashed,
        };
        drawing.line(at(left, middle), at(right.max(left + 1.0), middle), thick);
        if let Some(text) = ballot(sight, &span)
            && SMALL.width(&text) <= right - left - 14.0
        {
            let place = at(left + 8.0, middle + 3.8);
            drawing.write(
                place,
                text,
                SMALL,
                Tone::Ink,
                Anchor::Start,
                Some(Tone::Bg1),
            );
        }
    }
    drawing.stand_for(None);
}

fn ballot(sight: &Sight<'_>, span: &picture::index::ParkedSpan) -> Option<String> {
    let trace = sight.reading.trace;
    let notification = Message::decode(trace.message(span.message))?.notification()?;
    let written = trace.get(notification.queued)?.at;
    let setting = sight.reading.setting;
    let leader = setting.host_of(notification.vote.leader)?;
    let ballot = format!("({}, r{})", setting.name(leader), notification.round.0);
    Some(panel::parked(
        sight.language,
        &ballot,
        &sight.seconds(written),
    ))
}

/// Draws what a server prints as the duration of its elections, where there is room.
pub(super) fn took(drawing: &mut Drawing, sight: &Sight<'_>, axis: &Axis, row: &Row, node: NodeId) {
    let window = axis.window();
    let mut free = axis.left();
    for (moment, of, ms) in &sight.index.took {
        if *of != node || !window.contains(*moment) {
            continue;
        }
        let text = number::count(u64::from(*ms));
        let font: Font = MONO;
        let (x, width) = (axis.x(*moment), font.width(&text));
        if x - width < free {
            continue;
        }
        let place = at(x, row.top + row.height / 2.0 + 3.8);
        drawing.write(place, text, font, Tone::Ink2, Anchor::End, None);
        free = x + 6.0;
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of a height in px")]
fn ratio(part: u32, whole: u32) -> f32 {
    part as f32 / whole as f32
}
