//! A sheet of the stage: a card that grows downward, row by row.

use crate::paint::{
    Anchor, Drawing, Figure, Font, Glyph, MONO, Point, Rect, SMALL, SMALL_BOLD, Shape, Stroke,
    Tone, at, dashed, stroke,
};
use crate::target::Target;
use sim::id::EventId;

/// The room at the edges of a sheet, in px.
const MARGIN: f32 = 12.0;
/// The height of a row, in px.
pub(super) const ROW: f32 = 18.0;
/// The corner of a card, in px.
const CORNER: f32 = 8.0;

/// Names on sheets.
pub(super) const NAME: Font = Font {
    size: 16.0,
    bold: true,
    mono: false,
};
/// Heads of sheets that are no server's.
pub(super) const HEAD: Font = Font {
    size: 12.0,
    bold: true,
    mono: false,
};
/// Data in cards.
pub(super) const DATA: Font = Font {
    size: 12.0,
    bold: false,
    mono: false,
};
/// Data that a machine prints.
pub(super) const MONO_DATA: Font = Font {
    size: 11.5,
    bold: false,
    mono: true,
};

/// A sheet while it is written.
pub(super) struct Sheet {
    drawing: Drawing,
    /// Its left edge, upper edge and width.
    x: f32,
    top: f32,
    width: f32,
    /// Where the next row begins.
    pub(super) y: f32,
    edge: Stroke,
    ground: Tone,
}

impl Sheet {
    pub(super) fn new(x: f32, top: f32, width: f32) -> Self {
        Self {
            drawing: Drawing::default(),
            x,
            top,
            width,
            y: top + 9.0,
            edge: stroke(Tone::Line2, 1.0),
            ground: Tone::Bg2,
        }
    }

    /// A sheet of something that is gone.
    pub(super) fn ghost(mut self) -> Self {
        self.edge = dashed(Tone::Line2, 1.0);
        self.ground = Tone::Bg0;
        self
    }

    /// The sheet that is looked at.
    pub(super) fn selected(mut self) -> Self {
        self.edge = stroke(Tone::Ink, 2.0);
        self
    }

    pub(super) fn left(&self) -> f32 {
        self.x + MARGIN
    }

    pub(super) fn right(&self) -> f32 {
        self.x + self.width - MARGIN
    }

    pub(super) fn stand_for(&mut self, event: Option<EventId>) {
        self.drawing.stand_for(event.map(Target::Event));
    }

    pub(super) fn stand_for_target(&mut self, target: Option<Target>) {
        self.drawing.stand_for(target);
    }

    pub(super) fn drawing(&mut self) -> &mut Drawing {
        &mut self.drawing
    }

    /// The head of a sheet that is no server's: its name, and a note at the right.
    pub(super) fn head(&mut self, name: &str, note: &str) {
        let base = self.y + 12.0;
        let (left, right) = (self.left(), self.right());
        self.drawing.text(at(left, base), name, HEAD, Tone::Ink);
        self.drawing
            .write(at(right, base), note, SMALL, Tone::Ink3, Anchor::End, None);
        self.y += 23.0;
    }

    /// The head of a server's sheet: sign, name, state, and a note at the right if there is room.
    pub(super) fn name(
        &mut self,
        glyph: Glyph,
        tone: Tone,
        (name, word): (&str, &str),
        note: &str,
    ) {
        let base = self.y + 15.0;
        let left = self.left();
        self.drawing
            .push(Figure::Sign(at(left + 7.0, base - 5.5), glyph, tone, 14.0));
        let x = left + 21.0;
        self.drawing.text(at(x, base), name, NAME, Tone::Ink);
        let x = x + NAME.width(name) + 8.0;
        self.drawing.text(at(x, base), word, HEAD, tone);
        let taken = x + HEAD.width(word) + 10.0;
        if taken + SMALL.width(note) < self.right() {
            let place = at(self.right(), base);
            self.drawing
                .write(place, note, SMALL, Tone::Ink3, Anchor::End, None);
        }
        self.y += 24.0;
    }

    /// A row of words with something at its right; the words are cut where they would meet it.
    pub(super) fn row(&mut self, text: &str, font: Font, tone: Tone, note: &str) -> Rect {
        self.row_at(0.0, text, (font, tone), note)
    }

    /// The same, moved to the right.
    pub(super) fn row_at(
        &mut self,
        indent: f32,
        text: &str,
        (font, tone): (Font, Tone),
        note: &str,
    ) -> Rect {
        let base = self.y + 13.0;
        let left = self.left() + indent;
        let room = self.right() - left - MONO.width(note) - 8.0;
        let text = fitting(text, font, room);
        self.drawing.text(at(left, base), text, font, tone);
        if !note.is_empty() {
            let place = at(self.right(), base);
            self.drawing
                .write(place, note, MONO, Tone::Ink3, Anchor::End, None);
        }
        let rect = Rect::new(self.x + 4.0, self.y, self.width - 8.0, ROW);
        self.y += ROW;
        rect
    }

    /// A label and its value at the right; where both do not fit, the value has a row of its own.
    pub(super) fn pair(&mut self, label: &str, value: &str, tone: Tone) {
        self.row(label, SMALL, Tone::Ink3, "");
        let room = self.right() - self.left();
        if SMALL.width(label) + SMALL_BOLD.width(value) + 10.0 > room {
            self.y += ROW;
        }
        let place = at(self.right(), self.y - ROW + 13.0);
        let value = fitting(value, SMALL_BOLD, room);
        self.drawing
            .write(place, value, SMALL_BOLD, tone, Anchor::End, None);
    }

    /// Words over as many rows as they take.
    pub(super) fn note(&mut self, text: &str, font: Font, tone: Tone) {
        let room = self.right() - self.left();
        for line in wrapped(text, font, room) {
            let place = at(self.left(), self.y + 12.0);
            self.drawing.text(place, line, font, tone);
            self.y += font.size * 1.42;
        }
        self.y += 3.0;
    }

    /// Words on a soft ground that carries a state.
    pub(super) fn banner(&mut self, text: &str, font: Font, (ink, soft): (Tone, Tone)) {
        let lines = wrapped(text, font, self.right() - self.left());
        let height = f32::from(u8::try_from(lines.len()).unwrap_or(u8::MAX)) * font.size * 1.42;
        let ground = Rect::new(self.x + 5.0, self.y, self.width - 10.0, height + 7.0);
        self.drawing.push(Figure::Area(rounded(ground, 4.0), soft));
        self.y += 2.0;
        self.note(text, font, ink);
        self.y += 5.0;
    }

    /// A dashed tag at the right of the last row: who owns it.
    pub(super) fn tag(&mut self, text: &str, tone: Tone) {
        let width = SMALL_BOLD.width(text) + 10.0;
        let rect = Rect::new(self.right() - width, self.y - ROW + 1.5, width, 15.0);
        self.drawing.fill(rect, self.ground);
        self.drawing
            .push(Figure::Outline(rect, dashed(Tone::Ctl, 1.0)));
        let place = at(rect.x + 5.0, rect.bottom() - 4.0);
        self.drawing.text(place, text, SMALL_BOLD, tone);
    }

    /// What has been written since the next row began at this height.
    pub(super) fn since(&self, top: f32) -> Rect {
        Rect::new(self.x + 4.0, top, self.width - 8.0, self.y - top)
    }

    pub(super) fn gap(&mut self, px: f32) {
        self.y += px;
    }

    /// Puts the sheet on the stage, and gives its place.
    pub(super) fn finish(self, drawing: &mut Drawing) -> Rect {
        let rect = Rect::new(self.x, self.top, self.width, self.y - self.top + 8.0);
        let mut ground = Drawing::default();
        let corners = rounded(rect, CORNER);
        ground.push(Figure::Area(corners.clone(), self.ground));
        let mut edge = corners;
        edge.extend(edge.first().copied());
        ground.push(Figure::Line(edge, self.edge));
        drawing.shapes.extend(ground.shapes);
        let content: Vec<Shape> = self.drawing.shapes;
        drawing.shapes.extend(content);
        rect
    }
}

/// The corners of a rectangle as short lines.
pub(super) fn rounded(rect: Rect, radius: f32) -> Vec<Point> {
    // Sine and cosine of 0, 30, 60 and 90 degrees.
    const ARC: [(f32, f32); 4] = [(0.0, 1.0), (0.5, 0.866), (0.866, 0.5), (1.0, 0.0)];
    let (l, t, r, b) = (rect.x, rect.y, rect.right(), rect.bottom());
    let mut points = Vec::new();
    let corners = [
        (at(r - radius, t + radius), 1.0, -1.0, false),
        (at(r - radius, b - radius), 1.0, 1.0, true),
        (at(l + radius, b - radius), -1.0, 1.0, false),
        (at(l + radius, t + radius), -1.0, -1.0, true),
    ];
    for (centre, across, down, turned) in corners {
        for (sine, cosine) in ARC {
            let (x, y) = if turned {
                (cosine, sine)
            } else {
                (sine, cosine)
            };
            points.push(at(
                centre.x + x * radius * across,
                centre.y + y * radius * down,
            ));
        }
    }
    points
}

/// As much of a text as there is room for.
pub(super) fn fitting(text: &str, font: Font, room: f32) -> String {
    if font.width(text) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        cut.push(letter);
        if font.width(&cut) + font.width("…") > room {
            cut.pop();
            break;
        }
    }
    cut + "…"
}

/// A text in lines that fit. Chinese may be broken anywhere, English between words.
pub(super) fn wrapped(text: &str, font: Font, room: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let Some(last) = lines.last_mut() else {
            break;
        };
        if font.width(last) + font.width(piece.trim_end()) > room && !last.is_empty() {
            lines.push(piece.trim_start().to_owned());
        } else {
            last.push_str(&piece);
        }
    }
    lines
}

/// What is not broken: a word with the space after it, one Han character with the stop after it.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    for letter in text.chars() {
        let han = letter >= '\u{2e80}';
        let stop = matches!(letter, '，' | '。' | '：' | '；' | '、' | '”' | '）');
        match pieces.last_mut() {
            Some(last) if (open && !han) || stop => last.push(letter),
            _ => pieces.push(letter.to_string()),
        }
        open = !han && letter != ' ';
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_its_room() {
        let texts = [
            "master server is stopping ..., cause : i was judged to death, release resources",
            "节点随会话 S1 消失。M1′ 正常在线，它只是往 S1 的节点里写过数据。",
        ];
        for text in texts {
            let lines = wrapped(text, DATA, 160.0);
            assert!(lines.len() > 1);
            for line in &lines {
                assert!(DATA.width(line.trim_end()) <= 162.0, "{line}");
            }
            let joined: String = lines.concat();
            let same = |text: &str| text.replace(' ', "");
            assert_eq!(same(&joined), same(text));
        }
    }

    #[test]
    fn a_text_without_room_is_cut() {
        assert_eq!(fitting("short", DATA, 100.0), "short");
        let cut = fitting("a rather long text of a row", DATA, 60.0);
        assert!(cut.ends_with('…') && DATA.width(&cut) <= 60.0);
    }
}
