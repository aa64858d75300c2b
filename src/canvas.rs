//! Paints drawings on a canvas.

use crate::components::px;
use sim::sorted_map::SortedMap;
use std::cell::{Cell, RefCell};
use view::bounded;
use view::paint::{Anchor, Dash, Drawing, Figure, Font, Glyph, Point, Rect, Stroke, Texture, Tone};
use view::svg;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

/// The colours of the style sheet, as they are at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Palette {
    colours: Vec<String>,
    sans: String,
    mono: String,
}

impl Palette {
    /// Reads the style sheet.
    pub fn read() -> Option<Self> {
        let window = web_sys::window()?;
        let root = window.document()?.document_element()?;
        let style = window.get_computed_style(&root).ok().flatten()?;
        let value = |name: &str| {
            style
                .get_property_value(name)
                .map(|value| value.trim().to_owned())
                .unwrap_or_default()
        };
        Some(Self {
            colours: Tone::ALL
                .iter()
                .map(|tone| value(tone.property()))
                .collect(),
            sans: value("--sans"),
            mono: value("--mono"),
        })
    }

    /// The colour of a token.
    pub(crate) fn colour(&self, tone: Tone) -> &str {
        self.colours
            .get(tone as usize)
            .map_or("#888", String::as_str)
    }

    fn font(&self, font: Font) -> String {
        let weight = if font.bold { "700" } else { "400" };
        let family = if font.mono { &self.mono } else { &self.sans };
        format!("{weight} {} {family}", px(font.size))
    }
}

/// How much of its colour a shape keeps that is not being looked at.
const DIMMED: f64 = 0.35;
/// How much larger the style sheet shows a canvas than it says it is.
fn magnified(window: &web_sys::Window, canvas: &HtmlCanvasElement) -> f64 {
    let style = window.get_computed_style(canvas).ok().flatten();
    let value = style.and_then(|style| style.get_property_value("--magnified").ok());
    // The browser reads the number: the page would have to load a reader of its own.
    let read = value.map(|value| js_sys::parse_float(&value));
    read.filter(|read| read.is_finite()).unwrap_or(1.0)
}

/// The side of a texture's tile, in px.
const TILE: u32 = 8;

/// A canvas and what is needed to paint on it.
pub struct Painter {
    context: CanvasRenderingContext2d,
    palette: Palette,
    ratio: f64,
    patterns: RefCell<SortedMap<(bool, Tone), CanvasPattern>>,
    told: Cell<Told>,
}

/// What the context was told last, in this drawing or in the one before. Whatever it is told crosses from wasm to the browser, strings at
/// some cost, and most shapes look like the one before them.
#[derive(Clone, Copy, Default)]
struct Told {
    fill: Option<Tone>,
    line: Option<Tone>,
    width: Option<f32>,
    dash: Option<Dash>,
    anchor: Option<Anchor>,
    font: Option<Font>,
    dim: Option<bool>,
}

impl Painter {
    /// A painter for a canvas of this size in CSS px. The canvas gets as many pixels as the screen
    /// has.
    pub fn new(canvas: &HtmlCanvasElement, size: (f32, f32), palette: Palette) -> Option<Self> {
        let window = web_sys::window()?;
        let ratio = window.device_pixel_ratio() * magnified(&window, canvas);
        let ratio = bounded(ratio, 1.0, 8.0);
        let (width, height) = (pixels(size.0, ratio), pixels(size.1, ratio));
        if canvas.width() != width {
            canvas.set_width(width);
        }
        if canvas.height() != height {
            canvas.set_height(height);
        }
        let context = canvas
            .get_context("2d")
            .ok()
            .flatten()?
            .dyn_into::<CanvasRenderingContext2d>()
            .ok()?;
        Some(Self {
            context,
            palette,
            ratio,
            patterns: RefCell::default(),
            told: Cell::default(),
        })
    }

    /// Notes what the context is told; says whether it has been told so already.
    fn tell<T: PartialEq>(&self, of: fn(&mut Told) -> &mut Option<T>, what: T) -> bool {
        let mut told = self.told.get();
        let last = of(&mut told);
        let same = last.as_ref() == Some(&what);
        *last = Some(what);
        self.told.set(told);
        same
    }

    /// Paints a drawing on an empty canvas.
    pub fn paint(&self, drawing: &Drawing, size: (f32, f32)) {
        let context = &self.context;
        let _ = context.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        context.clear_rect(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        for shape in &drawing.shapes {
            if !self.tell(|told| &mut told.dim, shape.dim) {
                context.set_global_alpha(if shape.dim { DIMMED } else { 1.0 });
            }
            self.figure(&shape.figure);
        }
    }

    fn fill_with(&self, tone: Tone) {
        if !self.tell(|told| &mut told.fill, tone) {
            self.context.set_fill_style_str(self.palette.colour(tone));
        }
    }

    fn figure(&self, figure: &Figure) {
        match figure {
            Figure::Fill(rect, tone) => {
                self.fill_with(*tone);
                self.fill_rect(*rect);
            }
            Figure::Outline(rect, stroke) => self.outline(*rect, *stroke),
            Figure::Textured(rect, texture, tone) => self.textured(*rect, *texture, *tone),
            Figure::Line(points, stroke) => {
                self.path(points);
                self.stroke(*stroke);
            }
            Figure::Area(points, tone) => {
                self.path(points);
                self.context.close_path();
                self.fill_with(*tone);
                self.context.fill();
            }
            Figure::Ring {
                centre,
                radius,
                stroke,
                fill,
            } => self.ring(*centre, *radius, *stroke, *fill),
            Figure::Head(tip, from, tone) => {
                self.path(&svg::head(*tip, *from));
                self.context.close_path();
                self.fill_with(*tone);
                self.context.fill();
            }
            Figure::Sign(centre, glyph, tone, size) => self.sign(*centre, *glyph, *tone, *size),
            Figure::Text {
                at,
                text,
                font: wanted,
                tone,
                anchor,
                plate,
            } => {
                if !self.tell(|told| &mut told.font, *wanted) {
                    self.context.set_font(&self.palette.font(*wanted));
                }
                if let Some(plate) = plate {
                    self.fill_with(*plate);
                    self.fill_rect(svg::plate_of(*at, text, *wanted, *anchor));
                }
                self.text(*at, text, *tone, *anchor);
            }
        }
    }

    fn fill_rect(&self, rect: Rect) {
        let Rect { x, y, w, h } = rect;
        self.context
            .fill_rect(f64::from(x), f64::from(y), f64::from(w), f64::from(h));
    }

    fn outline(&self, rect: Rect, stroke: Stroke) {
        let inset = stroke.width / 2.0;
        self.context.begin_path();
        self.context.rect(
            f64::from(rect.x + inset),
            f64::from(rect.y + inset),
            f64::from((rect.w - stroke.width).max(0.0)),
            f64::from((rect.h - stroke.width).max(0.0)),
        );
        self.stroke(stroke);
    }

    fn path(&self, points: &[Point]) {
        self.context.begin_path();
        for (index, point) in points.iter().enumerate() {
            let (x, y) = (f64::from(point.x), f64::from(point.y));
            if index == 0 {
                self.context.move_to(x, y);
            } else {
                self.context.line_to(x, y);
            }
        }
    }

    fn stroke(&self, stroke: Stroke) {
        let context = &self.context;
        if !self.tell(|told| &mut told.line, stroke.tone) {
            context.set_stroke_style_str(self.palette.colour(stroke.tone));
        }
        if !self.tell(|told| &mut told.width, stroke.width) {
            context.set_line_width(f64::from(stroke.width));
        }
        if !self.tell(|told| &mut told.dash, stroke.dash) {
            let dash: &[f64] = match stroke.dash {
                Dash::Solid => &[],
                Dash::Dotted => &[1.5, 4.0],
                Dash::Dashed => &[6.0, 4.0],
            };
            let dash: js_sys::Array = dash.iter().copied().map(JsValue::from_f64).collect();
            let _ = context.set_line_dash(&dash);
        }
        context.stroke();
    }

    fn ring(&self, centre: Point, radius: f32, stroke: Stroke, fill: Tone) {
        self.context.begin_path();
        let (x, y) = (f64::from(centre.x), f64::from(centre.y));
        let _ = self
            .context
            .arc(x, y, f64::from(radius), 0.0, std::f64::consts::TAU);
        self.fill_with(fill);
        self.context.fill();
        self.stroke(stroke);
    }

    fn sign(&self, centre: Point, glyph: Glyph, tone: Tone, size: f32) {
        let Ok(path) = path_of(glyph) else {
            return;
        };
        let context = &self.context;
        context.save();
        let scale = f64::from(size) / 14.0;
        let _ = context.translate(
            f64::from(centre.x - size / 2.0),
            f64::from(centre.y - size / 2.0),
        );
        let _ = context.scale(scale, scale);
        if svg::sign_is_filled(glyph) {
            self.fill_with(tone);
            context.fill_with_path_2d(&path);
        } else {
            context.set_stroke_style_str(self.palette.colour(tone));
            context.set_line_width(2.0);
            let _ = context.set_line_dash(&js_sys::Array::new());
            context.stroke_with_path(&path);
        }
        context.restore();
        // The context has forgotten the colour that it was told meanwhile.
        self.forget_fill();
    }

    /// The context fills with something that is no colour that it was told.
    fn forget_fill(&self) {
        let told = self.told.get();
        self.told.set(Told { fill: None, ..told });
    }

    fn text(&self, at: Point, text: &str, tone: Tone, anchor: Anchor) {
        self.fill_with(tone);
        if !self.tell(|told| &mut told.anchor, anchor) {
            self.context.set_text_align(match anchor {
                Anchor::Start => "left",
                Anchor::Middle => "center",
                Anchor::End => "right",
            });
        }
        let _ = self
            .context
            .fill_text(text, f64::from(at.x), f64::from(at.y));
    }

    fn textured(&self, rect: Rect, texture: Texture, tone: Tone) {
        let key = (texture == Texture::Hatch, tone);
        let mut patterns = self.patterns.borrow_mut();
        if patterns.get(&key).is_none()
            && let Some(pattern) = self.pattern(texture, tone)
        {
            patterns.insert(key, pattern);
        }
        if let Some(pattern) = patterns.get(&key) {
            self.context.set_fill_style_canvas_pattern(pattern);
            self.forget_fill();
            self.fill_rect(rect);
        }
    }

    /// A tile of a texture; stripes meet at its edges.
    fn pattern(&self, texture: Texture, tone: Tone) -> Option<CanvasPattern> {
        let tile = crate::dom::document()?
            .create_element("canvas")
            .ok()?
            .dyn_into::<HtmlCanvasElement>()
            .ok()?;
        tile.set_width(TILE);
        tile.set_height(TILE);
        let context = tile
            .get_context("2d")
            .ok()
            .flatten()?
            .dyn_into::<CanvasRenderingContext2d>()
            .ok()?;
        let side = f64::from(TILE);
        context.set_fill_style_str(self.palette.colour(tone));
        context.set_stroke_style_str(self.palette.colour(tone));
        match texture {
            Texture::Hatch => {
                context.set_line_width(2.2);
                for shift in [-side, 0.0, side] {
                    context.begin_path();
                    context.move_to(shift, side);
                    context.line_to(shift + side, 0.0);
                    context.stroke();
                }
            }
            Texture::Dots => {
                for (x, y) in [(1.0, 1.0), (5.0, 1.0), (1.0, 5.0), (5.0, 5.0)] {
                    context.fill_rect(x, y, 1.6, 1.6);
                }
            }
        }
        self.context
            .create_pattern_with_html_canvas_element(&tile, "repeat")
            .ok()
            .flatten()
    }
}

fn path_of(glyph: Glyph) -> Result<web_sys::Path2d, JsValue> {
    web_sys::Path2d::new_with_path_string(svg::sign_path(glyph))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size in px, never negative and far below 2^32"
)]
fn pixels(size: f32, ratio: f64) -> u32 {
    bounded((f64::from(size) * ratio).round(), 1.0, 16_384.0) as u32
}
