//! Something on the page.

use std::path::Path;

use serde_json::{Value, json};

use crate::error::{Failure, Outcome};
use crate::page::save_picture;
use crate::session::Session;

/// The key under which WebDriver hands out references to elements.
const REFERENCE: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A reference to an element; it goes stale when the page replaces the element.
pub struct Element<'page> {
    session: &'page Session,
    id: String,
}

/// Position and size in CSS pixels, relative to the document.
#[derive(Clone, Copy, Debug)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl<'page> Element<'page> {
    pub(crate) fn from_json(session: &'page Session, value: &Value) -> Outcome<Self> {
        match value[REFERENCE].as_str() {
            Some(id) => Ok(Self {
                session,
                id: id.to_owned(),
            }),
            None => Err(Failure::Driver(format!("this is no element: {value}"))),
        }
    }

    /// The reference, for an argument of `Page::script`.
    pub fn reference(&self) -> Value {
        json!({ REFERENCE: self.id })
    }

    /// Scrolls it into view and clicks its middle.
    pub fn click(&self) -> Outcome {
        self.session.post(&self.path("click"), &json!({})).map(drop)
    }

    /// Focuses it and types, or chooses a file by its path in a file input.
    pub fn keys(&self, text: &str) -> Outcome {
        self.session
            .post(&self.path("value"), &json!({ "text": text }))
            .map(drop)
    }

    /// Empties an input.
    pub fn clear(&self) -> Outcome {
        self.session.post(&self.path("clear"), &json!({})).map(drop)
    }

    /// Its text as a person sees it.
    pub fn text(&self) -> Outcome<String> {
        self.word("text")
    }

    /// What assistive technology calls its kind: `button`, `link`, `slider`.
    pub fn role(&self) -> Outcome<String> {
        self.word("computedrole")
    }

    /// What assistive technology calls it.
    pub fn name(&self) -> Outcome<String> {
        self.word("computedlabel")
    }

    /// An attribute, as far as the element has it.
    pub fn attribute(&self, name: &str) -> Outcome<Option<String>> {
        let value = self.session.get(&self.path(&format!("attribute/{name}")))?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// A property such as `value` or `checked`.
    pub fn property(&self, name: &str) -> Outcome<Value> {
        self.session.get(&self.path(&format!("property/{name}")))
    }

    /// A computed style such as `display`.
    pub fn style(&self, name: &str) -> Outcome<String> {
        self.word(&format!("css/{name}"))
    }

    /// Whether a person can see it.
    pub fn is_displayed(&self) -> Outcome<bool> {
        Ok(self
            .session
            .get(&self.path("displayed"))?
            .as_bool()
            .unwrap_or_default())
    }

    /// Whether it can be used.
    pub fn is_enabled(&self) -> Outcome<bool> {
        Ok(self
            .session
            .get(&self.path("enabled"))?
            .as_bool()
            .unwrap_or_default())
    }

    /// Where it is.
    pub fn rect(&self) -> Outcome<Rect> {
        let rect = self.session.get(&self.path("rect"))?;
        let side = |name: &str| rect[name].as_f64().unwrap_or_default();
        Ok(Rect {
            x: side("x"),
            y: side("y"),
            width: side("width"),
            height: side("height"),
        })
    }

    /// Its middle in the viewport, for a `Gesture`.
    pub fn middle(&self) -> Outcome<(f64, f64)> {
        const SCRIPT: &str = "const r = arguments[0].getBoundingClientRect(); \
            return [r.x + r.width / 2, r.y + r.height / 2];";
        let body = json!({ "script": SCRIPT, "args": [self.reference()] });
        let point = self.session.post("execute/sync", &body)?;
        Ok((
            point[0].as_f64().unwrap_or_default(),
            point[1].as_f64().unwrap_or_default(),
        ))
    }

    /// The first element below it that matches.
    pub fn find(&self, css: &str) -> Outcome<Self> {
        let body = json!({ "using": "css selector", "value": css });
        Self::from_json(
            self.session,
            &self.session.post(&self.path("element"), &body)?,
        )
    }

    /// Saves a picture of it.
    pub fn screenshot(&self, file: &Path) -> Outcome {
        save_picture(&self.word("screenshot")?, file)
    }

    fn path(&self, command: &str) -> String {
        format!("element/{}/{command}", self.id)
    }

    fn word(&self, command: &str) -> Outcome<String> {
        let value = self.session.get(&self.path(command))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }
}
