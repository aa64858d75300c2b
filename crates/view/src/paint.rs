//! Shapes to draw, named by what they mean: a canvas paints them, an export writes them as SVG.

use crate::target::Target;

/// A colour of the design, by its token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "the tokens are described in static/tokens.css")]
pub enum Tone {
    Bg0,
    Bg1,
    Bg2,
    Bg3,
    Line,
    Line2,
    Ctl,
    Ink,
    Ink2,
    Ink3,
    Look,
    LookFill,
    LookSoft,
    Follow,
    FollowFill,
    FollowSoft,
    Lead,
    LeadFill,
    LeadSoft,
    Down,
    DownFill,
    DownSoft,
    Dead,
    DeadFill,
    DeadSoft,
    OnFill,
}

impl Tone {
    /// All of them, by their number.
    pub const ALL: [Self; 26] = [
        Self::Bg0,
        Self::Bg1,
        Self::Bg2,
        Self::Bg3,
        Self::Line,
        Self::Line2,
        Self::Ctl,
        Self::Ink,
        Self::Ink2,
        Self::Ink3,
        Self::Look,
        Self::LookFill,
        Self::LookSoft,
        Self::Follow,
        Self::FollowFill,
        Self::FollowSoft,
        Self::Lead,
        Self::LeadFill,
        Self::LeadSoft,
        Self::Down,
        Self::DownFill,
        Self::DownSoft,
        Self::Dead,
        Self::DeadFill,
        Self::DeadSoft,
        Self::OnFill,
    ];

    /// The custom property of the style sheet that holds the colour.
    pub fn property(self) -> &'static str {
        match self {
            Self::Bg0 => "--bg0",
            Self::Bg1 => "--bg1",
            Self::Bg2 => "--bg2",
            Self::Bg3 => "--bg3",
            Self::Line => "--line",
            Self::Line2 => "--line2",
            Self::Ctl => "--ctl",
            Self::Ink => "--ink",
            Self::Ink2 => "--ink2",
            Self::Ink3 => "--ink3",
            Self::Look => "--look",
            Self::LookFill => "--lookf",
            Self::LookSoft => "--looks",
            Self::Follow => "--follow",
            Self::FollowFill => "--followf",
            Self::FollowSoft => "--follows",
            Self::Lead => "--lead",
            Self::LeadFill => "--leadf",
            Self::LeadSoft => "--leads",
            Self::Down => "--down",
            Self::DownFill => "--downf",
            Self::DownSoft => "--downs",
            Self::Dead => "--dead",
            Self::DeadFill => "--deadf",
            Self::DeadSoft => "--deads",
            Self::OnFill => "--onfill",
        }
    }
}

/// A point, in CSS pixels from the upper left corner.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "the names are the usual ones")]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// A point.
pub const fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// A rectangle, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
#[expect(missing_docs, reason = "the names are the usual ones")]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl Rect {
    /// A rectangle.
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// Its right edge.
    pub fn right(&self) -> f32 {
        self.x + self.w
    }

    /// Its lower edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.h
    }

    /// Its centre.
    pub fn centre(&self) -> Point {
        at(self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Whether a point lies in it or at most `reach` beside it.
    pub fn reaches(&self, point: Point, reach: f32) -> bool {
        point.x >= self.x - reach
            && point.x <= self.right() + reach
            && point.y >= self.y - reach
            && point.y <= self.bottom() + reach
    }

    /// Whether two rectangles share a point.
    pub fn meets(&self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Where the way from its centre to a point leaves it.
    pub fn exit_towards(&self, to: Point) -> Point {
        let centre = self.centre();
        let (dx, dy) = (to.x - centre.x, to.y - centre.y);
        let across = if dx == 0.0 {
            f32::MAX
        } else {
            self.w / 2.0 / dx.abs()
        };
        let down = if dy == 0.0 {
            f32::MAX
        } else {
            self.h / 2.0 / dy.abs()
        };
        let part = across.min(down).min(1.0);
        at(centre.x + dx * part, centre.y + dy * part)
    }
}

/// How a line is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dash {
    /// Not at all.
    #[default]
    Solid,
    /// Into dots.
    Dotted,
    /// Into dashes.
    Dashed,
}

/// A line's look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stroke {
    /// Its colour.
    pub tone: Tone,
    /// Its width in px.
    pub width: f32,
    /// How it is broken.
    pub dash: Dash,
}

/// An unbroken line.
pub const fn stroke(tone: Tone, width: f32) -> Stroke {
    Stroke {
        tone,
        width,
        dash: Dash::Solid,
    }
}

/// A line of dots.
pub const fn dotted(tone: Tone, width: f32) -> Stroke {
    Stroke {
        tone,
        width,
        dash: Dash::Dotted,
    }
}

/// A line of dashes.
pub const fn dashed(tone: Tone, width: f32) -> Stroke {
    Stroke {
        tone,
        width,
        dash: Dash::Dashed,
    }
}

/// What fills an area that is not one colour. Both are told apart without colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Texture {
    /// Stripes: blocked in a call.
    Hatch,
    /// Dots: waits for a lock.
    Dots,
}

/// Where a text stands relative to its point.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Anchor {
    /// The point is at its left end.
    #[default]
    Start,
    /// The point is in its middle.
    Middle,
    /// The point is at its right end.
    End,
}

/// A text's look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Font {
    /// Its size in px at the default text size.
    pub size: f32,
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is what a machine prints.
    pub mono: bool,
}

/// Labels and axes.
pub const SMALL: Font = Font {
    size: 11.0,
    bold: false,
    mono: false,
};
/// Labels that carry a state.
pub const SMALL_BOLD: Font = Font {
    size: 11.0,
    bold: true,
    mono: false,
};
/// Times in the panel.
pub const MONO: Font = Font {
    size: 11.0,
    bold: false,
    mono: true,
};
/// Ballots and the playhead's time.
pub const MONO_BOLD: Font = Font {
    size: 12.0,
    bold: true,
    mono: true,
};

impl Font {
    /// About how wide a text is, in px. A little more than most system fonts take, so that a label
    /// that fits by this fits on screen.
    pub fn width(&self, text: &str) -> f32 {
        let per = |c: char| match c {
            '\u{2e80}'.. => 1.0,
            _ if self.mono => 0.61,
            'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' => 0.3,
            ' ' | 't' | 'f' | 'r' | '·' | '-' => 0.36,
            'm' | 'w' | 'M' | 'W' | '@' | '→' | '≈' | '≠' => 0.88,
            'A'..='Z' => 0.7,
            _ => 0.57,
        };
        let bold = if self.bold { 1.06 } else { 1.0 };
        text.chars().map(per).sum::<f32>() * self.size * bold
    }
}

/// Signs of the design's 14-pixel grid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Glyph {
    /// LOOKING, STARTING.
    HollowDiamond,
    /// FOLLOWING, RUNNING.
    Disc,
    /// LEADING.
    Triangle,
    /// Process down, host up.
    HollowSquare,
    /// Powered off.
    DottedBar,
    /// Stopped itself.
    CrossedSquare,
    /// A property's first violation.
    Pennant,
    /// Somebody did something.
    Deed,
}

/// One thing to draw.
#[derive(Clone, PartialEq, Debug)]
pub enum Figure {
    /// An area of one colour.
    Fill(Rect, Tone),
    /// An outline, drawn inside of its rectangle.
    Outline(Rect, Stroke),
    /// An area with a texture.
    Textured(Rect, Texture, Tone),
    /// A line through points.
    Line(Vec<Point>, Stroke),
    /// A closed area through points.
    Area(Vec<Point>, Tone),
    /// A circle's outline, filled with the second colour.
    Ring {
        /// Its centre.
        centre: Point,
        /// Its radius.
        radius: f32,
        /// Its line.
        stroke: Stroke,
        /// Its inside.
        fill: Tone,
    },
    /// An arrow head at the first point, coming from the second.
    Head(Point, Point, Tone),
    /// A sign, centred.
    Sign(Point, Glyph, Tone, f32),
    /// Words; the point is on their baseline.
    Text {
        /// The point.
        at: Point,
        /// The words.
        text: String,
        /// Their look.
        font: Font,
        /// Their colour.
        tone: Tone,
        /// Where they stand.
        anchor: Anchor,
        /// A plain ground behind them.
        plate: Option<Tone>,
    },
}

/// A figure and what it stands for.
#[derive(Clone, PartialEq, Debug)]
pub struct Shape {
    /// The figure.
    pub figure: Figure,
    /// What is selected by clicking on it.
    pub target: Option<Target>,
    /// Whether it is not what is being looked at.
    pub dim: bool,
}

/// Shapes in the order in which they are drawn.
#[derive(Clone, Debug, Default)]
pub struct Drawing {
    /// The shapes.
    pub shapes: Vec<Shape>,
    target: Option<Target>,
    dim: bool,
}

/// The least size of what can be hit, in px.
const REACH: f32 = 4.0;

impl Drawing {
    /// Empties the drawing; its memory stays for the next one.
    pub fn clear(&mut self) {
        self.shapes.clear();
        self.target = None;
        self.dim = false;
    }

    /// What is drawn from here on stands for this.
    pub fn stand_for(&mut self, target: Option<Target>) {
        self.target = target;
    }

    /// What is drawn from here on is not what is being looked at.
    pub fn dim(&mut self, dim: bool) {
        self.dim = dim;
    }

    /// Adds a figure.
    pub fn push(&mut self, figure: Figure) {
        self.shapes.push(Shape {
            figure,
            target: self.target,
            dim: self.dim,
        });
    }

    /// Adds an area of one colour.
    pub fn fill(&mut self, rect: Rect, tone: Tone) {
        self.push(Figure::Fill(rect, tone));
    }

    /// Adds a line between two points.
    pub fn line(&mut self, from: Point, to: Point, stroke: Stroke) {
        self.push(Figure::Line(vec![from, to], stroke));
    }

    /// Adds words.
    pub fn text(&mut self, at: Point, text: impl Into<String>, font: Font, tone: Tone) {
        self.write(at, text, font, tone, Anchor::Start, None);
    }

    /// Adds words with everything that can be said of them.
    pub fn write(
        &mut self,
        at: Point,
        text: impl Into<String>,
        font: Font,
        tone: Tone,
        anchor: Anchor,
        plate: Option<Tone>,
    ) {
        self.push(Figure::Text {
            at,
            text: text.into(),
            font,
            tone,
            anchor,
            plate,
        });
    }

    /// What lies at a point: of the shapes that reach it, the nearest; of equally near ones, the one
    /// drawn last.
    pub fn hit(&self, point: Point) -> Option<Target> {
        let mut best: Option<(f32, Target)> = None;
        for shape in &self.shapes {
            let Some(target) = shape.target else {
                continue;
            };
            let Some(distance) = distance(&shape.figure, point) else {
                continue;
            };
            if best.is_none_or(|(nearest, _)| distance <= nearest) {
                best = Some((distance, target));
            }
        }
        best.map(|(_, target)| target)
    }
}

/// How far a point is from a figure, if it reaches it.
fn distance(figure: &Figure, point: Point) -> Option<f32> {
    match figure {
        Figure::Fill(rect, _) | Figure::Outline(rect, _) | Figure::Textured(rect, ..) => {
            let dx = (rect.x - point.x).max(point.x - rect.right()).max(0.0);
            let dy = (rect.y - point.y).max(point.y - rect.bottom()).max(0.0);
            within(dx.max(dy), REACH)
        }
        Figure::Line(points, _) => points
            .windows(2)
            .filter_map(|ends| match ends {
                [a, b] => within(to_segment(*a, *b, point), REACH),
                _ => None,
            })
            .min_by(f32::total_cmp),
        Figure::Ring { centre, radius, .. } => {
            within((apart(*centre, point) - radius).max(0.0), REACH)
        }
        Figure::Sign(centre, _, _, size) => {
            within((apart(*centre, point) - size / 2.0).max(0.0), REACH)
        }
        Figure::Area(..) | Figure::Head(..) | Figure::Text { .. } => None,
    }
}

fn within(distance: f32, reach: f32) -> Option<f32> {
    (distance <= reach).then_some(distance)
}

fn apart(a: Point, b: Point) -> f32 {
    (a.x - b.x).hypot(a.y - b.y)
}

fn to_segment(a: Point, b: Point, p: Point) -> f32 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx * dx + dy * dy;
    let part = if length == 0.0 {
        0.0
    } else {
        let part = ((p.x - a.x) * dx + (p.y - a.y) * dy) / length;
        crate::bounded(part, 0.0, 1.0)
    };
    apart(at(a.x + part * dx, a.y + part * dy), p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::id::EventId;

    fn check_hit(point: Point, expected: Option<u32>) {
        let mut drawing = Drawing::default();
        drawing.stand_for(Some(Target::Event(EventId(1))));
        drawing.fill(Rect::new(0.0, 0.0, 100.0, 10.0), Tone::Bg1);
        drawing.stand_for(Some(Target::Event(EventId(2))));
        drawing.line(at(50.0, 0.0), at(50.0, 40.0), stroke(Tone::Ink, 1.0));
        drawing.stand_for(None);
        drawing.fill(Rect::new(0.0, 0.0, 200.0, 200.0), Tone::Bg0);
        let expected = expected.map(|id| Target::Event(EventId(id)));
        assert_eq!(drawing.hit(point), expected, "{point:?}");
    }

    #[test]
    fn the_nearest_shape_that_stands_for_something_is_hit() {
        check_hit(at(10.0, 5.0), Some(1));
        check_hit(at(50.0, 5.0), Some(2));
        check_hit(at(52.0, 30.0), Some(2));
        check_hit(at(60.0, 30.0), None);
        check_hit(at(103.0, 5.0), Some(1));
        check_hit(at(150.0, 150.0), None);
    }

    #[test]
    fn a_way_leaves_a_rectangle_at_its_edge() {
        let rect = Rect::new(0.0, 0.0, 100.0, 50.0);
        assert_eq!(rect.exit_towards(at(250.0, 25.0)), at(100.0, 25.0));
        assert_eq!(rect.exit_towards(at(50.0, 300.0)), at(50.0, 50.0));
        assert_eq!(rect.exit_towards(rect.centre()), rect.centre());
    }

    #[test]
    fn wide_characters_are_wide() {
        assert!(SMALL.width("选票") > SMALL.width("ab"));
        assert!(MONO.width("18.808") > 6.0 * 6.0);
    }
}
