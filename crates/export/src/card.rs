//! A server's card as shapes: on the page it is part of the document, in a picture it is drawn. Sizes
//! are those of the style sheet, so that the lines between cards end at their edges.

use view::paint::{
    Anchor, Drawing, Figure, Font, MONO_BOLD, Rect, SMALL, Stroke, Texture as Fill, Tone, at,
    dashed, dotted, stroke,
};
use view::stage::{Card, Chip, Content, GAP, Meter, Slip, Slot, Texture, Tier};
use view::standing::Standing;

const NAME: Font = font(17.0, true, false);
const WORD: Font = font(13.0, true, false);
const TEXT: Font = font(12.0, false, false);
const STRONG: Font = font(12.0, true, false);
const COUNT: Font = font(15.0, true, false);
const MARK: Font = font(10.0, false, true);
const TINY: Font = font(9.0, false, true);
const ROUND: Font = font(14.0, true, true);

const fn font(size: f32, bold: bool, mono: bool) -> Font {
    Font { size, bold, mono }
}

/// The room left of a card's content, above it, and the height of its head, in px.
const SIDE: f32 = 12.0;
const TOP: f32 = 10.0;
const HEAD: f32 = 24.0;

/// Draws a card at its place.
pub(crate) fn card(drawing: &mut Drawing, rect: Rect, card: &Card, tier: Tier) {
    drawing.fill(rect, Tone::Bg2);
    let edge = if card.looked { Tone::Ink } else { Tone::Line2 };
    drawing.push(Figure::Outline(rect, stroke(edge, 1.0)));
    let left = rect.x + SIDE;
    let baseline = rect.y + TOP + 17.0;
    sign(drawing, left + 7.0, baseline - 5.5, card.standing);
    let after = left + 22.0;
    drawing.text(at(after, baseline), card.name.as_str(), NAME, Tone::Ink);
    let word = at(after + NAME.width(&card.name) + 8.0, baseline);
    drawing.text(word, card.word.as_str(), WORD, card.standing.tones().text);
    if tier == Tier::Tile {
        return;
    }
    if let Some((label, value)) = &card.corner {
        let right = rect.right() - SIDE;
        let place = at(right, baseline);
        drawing.write(place, value.as_str(), ROUND, Tone::Ink, Anchor::End, None);
        let place = at(right - ROUND.width(value) - 5.0, baseline);
        drawing.write(place, label.as_str(), SMALL, Tone::Ink3, Anchor::End, None);
    }
    let labels = if tier == Tier::Full { 80.0 } else { 70.0 };
    let mut top = rect.y + TOP + HEAD;
    for row in &card.rows {
        top += GAP;
        let height = row.content.height();
        let middle = match row.content {
            // A meter's label stands beside its boxes, not beside the names below them.
            Content::Meter(_) => top + 12.0,
            Content::Slip(..)
            | Content::Call { .. }
            | Content::Queue { .. }
            | Content::Compare { .. }
            | Content::Plain(_) => top + height / 2.0,
        };
        let body = Rect::new(
            left + labels,
            top,
            rect.right() - SIDE - left - labels,
            height,
        );
        let label = cut(&row.label, SMALL, labels - 4.0);
        drawing.text(at(left, middle + 4.0), label, SMALL, Tone::Ink3);
        content(drawing, body, &row.content, tier);
        top += height;
    }
}

/// Draws the chip of a host that never runs a process.
pub(crate) fn chip(drawing: &mut Drawing, rect: Rect, chip: &Chip) {
    drawing.push(Figure::Outline(rect, dashed(Tone::Line2, 1.5)));
    let baseline = rect.centre().y + 4.2;
    sign(drawing, rect.x + 17.0, rect.centre().y, chip.standing);
    let left = rect.x + 31.0;
    drawing.text(at(left, baseline), chip.name.as_str(), STRONG, Tone::Ink2);
    let word = at(left + STRONG.width(&chip.name) + 7.0, baseline);
    drawing.text(word, chip.word.as_str(), TEXT, Tone::Ink3);
}

fn sign(drawing: &mut Drawing, x: f32, y: f32, standing: Standing) {
    let tone = standing.tones().shape;
    drawing.push(Figure::Sign(at(x, y), standing.glyph(), tone, 14.0));
}

fn content(drawing: &mut Drawing, body: Rect, content: &Content, tier: Tier) {
    let baseline = body.centre().y + 4.2;
    // Widths are taken a little larger than they are; what is a little too long keeps to the edge.
    let room = |x: f32| (body.right() + SIDE - 4.0 - x).max(0.0);
    match content {
        Content::Slip(slip, note) => {
            let right = self::slip(drawing, body, slip);
            if tier == Tier::Full {
                let left = right + 8.0;
                let note = cut(note, TEXT, room(left));
                drawing.text(at(left, baseline), note, TEXT, Tone::Ink2);
            }
        }
        Content::Meter(meter) => self::meter(drawing, body, meter, tier),
        Content::Call {
            text,
            texture,
            part,
            holds_lock,
        } => call(drawing, body, text, (*texture, *part, *holds_lock)),
        Content::Queue { length, text } => {
            let left = queue(drawing, body, *length);
            let text = cut(text, TEXT, room(left));
            drawing.text(at(left, baseline), text, TEXT, Tone::Ink);
        }
        Content::Compare {
            left, right, equal, ..
        } => {
            let sign = if *equal { "=" } else { "≠" };
            let parts = [
                (left.0.as_str(), SMALL, Tone::Ink3),
                (left.1.as_str(), STRONG, Tone::Ink),
                (sign, STRONG, Tone::Ink),
                (right.0.as_str(), STRONG, Tone::Ink),
                (right.1.as_str(), SMALL, Tone::Ink3),
            ];
            let mut x = body.x;
            for (text, font, tone) in parts {
                drawing.text(at(x, baseline), text, font, tone);
                x += font.width(text) + 5.0;
            }
        }
        Content::Plain(text) => {
            let text = cut(text, TEXT, room(body.x));
            drawing.text(at(body.x, baseline), text, TEXT, Tone::Ink);
        }
    }
}

/// A vote as a slip of paper; gives its right edge.
fn slip(drawing: &mut Drawing, body: Rect, slip: &Slip) -> f32 {
    let width = MONO_BOLD.width(&slip.text) + 16.0;
    let rect = Rect::new(body.x, body.y, width, body.h);
    let ink = if slip.stale {
        drawing.push(Figure::Outline(rect, dashed(Tone::Ink2, 1.3)));
        Tone::Ink2
    } else {
        let (right, corner) = (rect.right(), 6.0);
        let outline = vec![
            at(rect.x, rect.y),
            at(right - corner, rect.y),
            at(right, rect.y + corner),
            at(right, rect.bottom()),
            at(rect.x, rect.bottom()),
        ];
        drawing.push(Figure::Area(outline, Tone::Ink));
        Tone::Bg0
    };
    let place = at(rect.x + 7.0, rect.centre().y + 4.2);
    drawing.text(place, slip.text.as_str(), MONO_BOLD, ink);
    rect.right()
}

/// A box per voter, a mark where the quorum is full, and the count.
fn meter(drawing: &mut Drawing, body: Rect, meter: &Meter, tier: Tier) {
    let (width, gap) = if tier == Tier::Full {
        (25.0, 4.0)
    } else {
        (17.0, 3.0)
    };
    let mut x = body.x;
    for (index, slot) in meter.slots.iter().enumerate() {
        let rect = Rect::new(x, body.y + 4.0, width, 19.0);
        self::slot(drawing, rect, slot);
        if tier == Tier::Full {
            let place = at(rect.centre().x, rect.bottom() + 9.0);
            let name = slot.name.as_str();
            drawing.write(place, name, TINY, Tone::Ink3, Anchor::Middle, None);
        }
        x += width + gap;
        if index + 1 == meter.needed {
            let mark = x - gap / 2.0;
            let (top, foot) = (body.y + 1.0, body.y + 26.0);
            drawing.line(at(mark, top), at(mark, foot), stroke(Tone::Ink, 1.5));
            let tip = vec![
                at(mark - 3.0, top - 1.0),
                at(mark + 3.0, top - 1.0),
                at(mark, top + 3.0),
            ];
            drawing.push(Figure::Area(tip, Tone::Ink));
        }
    }
    let count = format!("{} / {}", meter.have, meter.needed);
    let left = x + 6.0;
    drawing.text(at(left, body.y + 16.0), count, COUNT, Tone::Ink);
    if tier == Tier::Full {
        let view = cut(&meter.view, SMALL, body.right() + SIDE - 4.0 - left);
        drawing.text(at(left, body.y + 30.0), view, SMALL, Tone::Ink3);
    }
}

fn slot(drawing: &mut Drawing, rect: Rect, slot: &Slot) {
    let edge: Stroke = if slot.unreachable {
        dotted(Tone::Ctl, 1.5)
    } else if slot.mark.is_none() {
        stroke(Tone::Line2, 1.5)
    } else {
        stroke(Tone::Ctl, 1.5)
    };
    let ink = if slot.supports {
        drawing.fill(rect, Tone::Ink);
        Tone::Bg0
    } else {
        drawing.push(Figure::Outline(rect, edge));
        Tone::Ink2
    };
    if let Some(mark) = &slot.mark {
        let place = at(rect.centre().x, rect.centre().y + 3.6);
        drawing.write(place, mark.as_str(), MARK, ink, Anchor::Middle, None);
    }
}

fn call(
    drawing: &mut Drawing,
    body: Rect,
    text: &str,
    (texture, part, holds_lock): (Texture, Option<f32>, bool),
) {
    let fill = match texture {
        Texture::Hatch => Some((Fill::Hatch, Tone::Ctl)),
        Texture::Dots => Some((Fill::Dots, Tone::Ink3)),
        Texture::Plain => None,
    };
    let inset = if fill.is_some() { 9.0 } else { 0.0 };
    let text = cut(text, SMALL, body.w - 2.0 * inset);
    if let Some((fill, tone)) = fill {
        drawing.fill(body, Tone::Bg3);
        drawing.push(Figure::Textured(body, fill, tone));
    }
    if let Some(part) = part {
        let over = Rect::new(body.x, body.bottom() - 3.0, body.w * part, 3.0);
        drawing.fill(over, Tone::Ink2);
    }
    let plate = fill.map(|_| Tone::Bg2);
    let place = at(body.x + inset, body.centre().y + 3.8);
    drawing.write(place, text, SMALL, Tone::Ink, Anchor::Start, plate);
    if holds_lock {
        let foot = body.bottom() + 1.5;
        let line = stroke(Tone::Ink, 3.0);
        drawing.line(at(body.x, foot), at(body.right(), foot), line);
    }
}

/// More strokes than this cannot be counted by eye, as on the page.
const TICKS: usize = 32;

/// A stroke per ballot that waits; gives where words may begin.
fn queue(drawing: &mut Drawing, body: Rect, length: usize) -> f32 {
    let mut x = body.x;
    if length <= TICKS {
        for _ in 0..length {
            drawing.fill(Rect::new(x, body.y + 3.5, 2.0, 10.0), Tone::Ink2);
            x += 3.0;
        }
        x += 8.0;
    }
    x
}

/// As much of a text as there is room for, in px.
pub(crate) fn cut(text: &str, font: Font, room: f32) -> String {
    if font.width(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if font.width(&kept) + font.size > room {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}
