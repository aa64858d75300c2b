//! A drawing as SVG, for exports and pictures in documents.

use crate::paint::{
    Anchor, Dash, Drawing, Figure, Font, Glyph, Point, Rect, Stroke, Texture, Tone,
};
use core::fmt::Write as _;

/// What a document says of itself to whoever cannot see it.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// What it shows, in a line.
    pub title: &'a str,
    /// What it shows, in full.
    pub description: &'a str,
    /// The language of its words, as HTML names it.
    pub language: &'a str,
}

/// A document of drawings, each at a place of its own.
pub struct Document<'a> {
    svg: String,
    colour: &'a dyn Fn(Tone) -> String,
}

impl<'a> Document<'a> {
    /// An empty document of this size in px; `colour` knows the tokens.
    pub fn new(
        (width, height): (f32, f32),
        ground: Tone,
        about: &About<'_>,
        colour: &'a dyn Fn(Tone) -> String,
    ) -> Self {
        let mut document = Self {
            svg: format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" \
                 height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
                 aria-labelledby=\"title\" aria-describedby=\"description\" xml:lang=\"{}\">\
                 <title id=\"title\">{}</title><desc id=\"description\">{}</desc>",
                escaped(about.language),
                escaped(about.title),
                escaped(about.description)
            ),
            colour,
        };
        let mut writer = document.writer();
        writer.textures();
        writer.rect(Rect::new(0.0, 0.0, width, height), ground);
        document
    }

    /// Puts a drawing with its upper left corner at a point.
    pub fn place(&mut self, drawing: &Drawing, corner: Point) {
        let Point { x, y } = corner;
        let mut writer = self.writer();
        let _ = write!(writer.svg, "<g transform=\"translate({x:.1} {y:.1})\">");
        for shape in &drawing.shapes {
            if shape.dim {
                writer.push("<g opacity=\"0.35\">");
            }
            writer.figure(&shape.figure);
            if shape.dim {
                writer.push("</g>");
            }
        }
        writer.push("</g>");
    }

    /// The document.
    pub fn finish(mut self) -> String {
        self.svg.push_str("</svg>\n");
        self.svg
    }

    fn writer(&mut self) -> Writer<'_> {
        Writer {
            svg: &mut self.svg,
            colour: self.colour,
        }
    }
}

/// Text as it may stand in XML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        // XML has no other control characters, not even escaped ones.
        .replace(|c: char| c.is_control() && !matches!(c, '\n' | '\t'), " ")
}

const SANS: &str = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
const MONO: &str = "ui-monospace, 'Noto Sans Mono', 'Noto Sans Mono CJK SC', monospace";

/// Tones that textures are drawn in.
const TEXTURED: [Tone; 3] = [Tone::Ctl, Tone::Ink2, Tone::Ink3];

struct Writer<'a> {
    svg: &'a mut String,
    colour: &'a dyn Fn(Tone) -> String,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.svg.push_str(text);
    }

    fn textures(&mut self) {
        self.push("<defs>");
        for tone in TEXTURED {
            let (name, colour) = (tone.property(), (self.colour)(tone));
            let _ = write!(
                self.svg,
                "<pattern id=\"hatch{name}\" width=\"7\" height=\"7\" \
                 patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
                 <rect width=\"2.5\" height=\"7\" fill=\"{colour}\"/></pattern>\
                 <pattern id=\"dots{name}\" width=\"4\" height=\"4\" \
                 patternUnits=\"userSpaceOnUse\"><rect x=\"1\" y=\"1\" width=\"1.5\" \
                 height=\"1.5\" fill=\"{colour}\"/></pattern>"
            );
        }
        self.push("</defs>");
    }

    fn rect(&mut self, rect: Rect, tone: Tone) {
        let fill = (self.colour)(tone);
        self.area(rect, &format!("fill=\"{fill}\""));
    }

    fn area(&mut self, rect: Rect, look: &str) {
        let Rect { x, y, w, h } = rect;
        let _ = write!(
            self.svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" {look}/>"
        );
    }

    fn figure(&mut self, figure: &Figure) {
        match figure {
            Figure::Fill(rect, tone) => self.rect(*rect, *tone),
            Figure::Outline(rect, stroke) => {
                let inset = stroke.width / 2.0;
                let inside = Rect::new(
                    rect.x + inset,
                    rect.y + inset,
                    (rect.w - stroke.width).max(0.0),
                    (rect.h - stroke.width).max(0.0),
                );
                let look = format!("fill=\"none\" {}", self.stroke(*stroke));
                self.area(inside, &look);
            }
            Figure::Textured(rect, texture, tone) => {
                let name = match texture {
                    Texture::Hatch => "hatch",
                    Texture::Dots => "dots",
                };
                let look = format!("fill=\"url(#{name}{})\"", tone.property());
                self.area(*rect, &look);
            }
            Figure::Line(points, stroke) => {
                let look = format!("fill=\"none\" {}", self.stroke(*stroke));
                self.path(points, false, &look);
            }
            Figure::Area(points, tone) => {
                let fill = (self.colour)(*tone);
                self.path(points, true, &format!("fill=\"{fill}\""));
            }
            Figure::Ring {
                centre,
                radius,
                stroke,
                fill,
            } => {
                let (fill, line) = ((self.colour)(*fill), self.stroke(*stroke));
                let Point { x, y } = centre;
                let _ = write!(
                    self.svg,
                    "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{fill}\" {line}/>"
                );
            }
            Figure::Head(tip, from, tone) => {
                let fill = (self.colour)(*tone);
                self.path(&head(*tip, *from), true, &format!("fill=\"{fill}\""));
            }
            Figure::Sign(centre, glyph, tone, size) => self.sign(*centre, *glyph, *tone, *size),
            Figure::Text {
                at,
                text,
                font,
                tone,
                anchor,
                plate,
            } => {
                if let Some(plate) = plate {
                    self.rect(plate_of(*at, text, *font, *anchor), *plate);
                }
                self.text(*at, text, *font, *tone, *anchor);
            }
        }
    }

    fn stroke(&self, stroke: Stroke) -> String {
        let colour = (self.colour)(stroke.tone);
        let dash = match stroke.dash {
            Dash::Solid => "",
            Dash::Dotted => " stroke-dasharray=\"1.5 4\"",
            Dash::Dashed => " stroke-dasharray=\"6 4\"",
        };
        format!(
            "stroke=\"{colour}\" stroke-width=\"{}\"{dash}",
            stroke.width
        )
    }

    fn path(&mut self, points: &[Point], closed: bool, look: &str) {
        let mut d = String::new();
        for (index, Point { x, y }) in points.iter().enumerate() {
            let command = if index == 0 { 'M' } else { 'L' };
            let _ = write!(d, "{command}{x:.1} {y:.1}");
        }
        if closed {
            d.push('Z');
        }
        let _ = write!(self.svg, "<path d=\"{d}\" {look}/>");
    }

    fn sign(&mut self, centre: Point, glyph: Glyph, tone: Tone, size: f32) {
        let colour = (self.colour)(tone);
        let filled = sign_is_filled(glyph);
        let look = if filled {
            format!("fill=\"{colour}\"")
        } else {
            format!(
                "fill=\"none\" stroke=\"{colour}\" stroke-width=\"{:.1}\"",
                size / 7.0
            )
        };
        let scale = size / 14.0;
        let (x, y) = (centre.x - size / 2.0, centre.y - size / 2.0);
        let _ = write!(
            self.svg,
            "<path transform=\"translate({x:.1} {y:.1}) scale({scale:.2})\" d=\"{}\" {look}/>",
            sign_path(glyph)
        );
    }

    fn text(&mut self, at: Point, text: &str, font: Font, tone: Tone, anchor: Anchor) {
        let colour = (self.colour)(tone);
        let family = if font.mono { MONO } else { SANS };
        let weight = if font.bold { 700 } else { 400 };
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let _ = write!(
            self.svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-family=\"{family}\" font-size=\"{}\" \
             font-weight=\"{weight}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{}</text>",
            at.x,
            at.y,
            font.size,
            escaped(text)
        );
    }
}

/// The ground behind a text.
pub fn plate_of(at: Point, text: &str, font: Font, anchor: Anchor) -> Rect {
    let width = font.width(text) + 4.0;
    let x = match anchor {
        Anchor::Start => at.x - 2.0,
        Anchor::Middle => at.x - width / 2.0,
        Anchor::End => at.x - width + 2.0,
    };
    Rect::new(x, at.y - font.size, width, font.size * 1.3)
}

/// The three corners of an arrow head.
pub fn head(tip: Point, from: Point) -> [Point; 3] {
    let (dx, dy) = (tip.x - from.x, tip.y - from.y);
    let length = dx.hypot(dy).max(0.001);
    let (dx, dy) = (dx / length, dy / length);
    let corner =
        |side: f32| crate::paint::at(tip.x - dx * 7.0 - dy * side, tip.y - dy * 7.0 + dx * side);
    [tip, corner(3.2), corner(-3.2)]
}

/// Whether a sign is an area rather than lines.
pub fn sign_is_filled(glyph: Glyph) -> bool {
    match glyph {
        Glyph::Disc | Glyph::Triangle | Glyph::Deed | Glyph::Pennant => true,
        Glyph::HollowDiamond | Glyph::HollowSquare | Glyph::DottedBar | Glyph::CrossedSquare => {
            false
        }
    }
}

/// A sign on its grid of 14 by 14.
pub fn sign_path(glyph: Glyph) -> &'static str {
    match glyph {
        Glyph::HollowDiamond => "M7 1.5L12.5 7L7 12.5L1.5 7Z",
        Glyph::Disc => "M7 2a5 5 0 1 0 .01 0Z",
        Glyph::Triangle => "M7 1.5L13 12.5H1Z",
        Glyph::HollowSquare => "M2.5 2.5H11.5V11.5H2.5Z",
        Glyph::DottedBar => "M1 7H3M6 7H8M11 7H13",
        Glyph::CrossedSquare => "M2.5 2.5H11.5V11.5H2.5ZM2.5 2.5L11.5 11.5M11.5 2.5L2.5 11.5",
        Glyph::Pennant => "M1 0H13L9.5 5L13 10H2.5V14H1Z",
        Glyph::Deed => "M1 2H13L7 12Z",
    }
}
