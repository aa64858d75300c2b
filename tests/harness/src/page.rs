//! A page in a browser, and everything a visitor can do with it.

use std::cell::RefCell;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::browser::{Browser, Installed};
use crate::element::Element;
use crate::error::{Failure, Outcome};
use crate::gesture::{self, Gesture};
use crate::preferences::Preferences;
use crate::recorder::Recorder;
use crate::session::Session;

/// How long `Page::appears` waits: long for a person, short for a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks at a condition.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Fonts have arrived and two frames have been drawn.
const SETTLED: &str = "return document.fonts.ready.then(() => new Promise((done) => \
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)))));";

/// A fresh browser with one page. The browser leaves when this is dropped.
pub struct Page {
    browser: Browser,
    recorder: RefCell<Recorder>,
    session: Session,
}

impl Page {
    /// Starts a browser of its own for a visitor with these preferences.
    pub fn start(installed: &Installed, preferences: &Preferences) -> Outcome<Self> {
        let session = Session::start(installed, &preferences.capabilities(installed))?;
        let recorder = RefCell::new(Recorder::start(installed.browser, &session)?);
        let page = Self {
            browser: installed.browser,
            recorder,
            session,
        };
        if page.browser == Browser::Chrome {
            page.emulate(preferences)?;
        }
        page.resize(preferences.viewport)?;
        Ok(page)
    }

    /// Which browser this is.
    pub fn browser(&self) -> Browser {
        self.browser
    }

    /// Goes to an address and waits for its `load` event.
    pub fn open(&self, url: &str) -> Outcome {
        self.session.post("url", &json!({ "url": url })).map(drop)
    }

    /// The address in the address bar.
    pub fn url(&self) -> Outcome<String> {
        Ok(self
            .session
            .get("url")?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// The title of the tab.
    pub fn title(&self) -> Outcome<String> {
        Ok(self
            .session
            .get("title")?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Loads the page again.
    pub fn reload(&self) -> Outcome {
        self.session.post("refresh", &json!({})).map(drop)
    }

    /// The browser's back button.
    pub fn back(&self) -> Outcome {
        self.session.post("back", &json!({})).map(drop)
    }

    /// Sets the viewport to exactly this width and height, also below a window's least size.
    pub fn resize(&self, (width, height): (u32, u32)) -> Outcome {
        if let Some(bidi) = self.recorder.borrow_mut().bidi() {
            let context = self.session.get("window")?;
            let viewport = json!({ "width": width, "height": height });
            let parameters = json!({ "context": context, "viewport": viewport });
            return bidi
                .command("browsingContext.setViewport", &parameters)
                .map(drop);
        }
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.session
            .cdp("Emulation.setDeviceMetricsOverride", &metrics)
            .map(drop)
    }

    /// What Firefox takes from its preferences, Chrome is told here.
    fn emulate(&self, preferences: &Preferences) -> Outcome {
        let motion = if preferences.reduced_motion {
            "reduce"
        } else {
            "no-preference"
        };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": preferences.theme.id() },
            { "name": "prefers-reduced-motion", "value": motion },
        ] });
        self.session.cdp("Emulation.setEmulatedMedia", &media)?;
        if let Some(language) = preferences.languages.first() {
            self.session.cdp(
                "Emulation.setLocaleOverride",
                &json!({ "locale": language }),
            )?;
        }
        let script = json!({ "value": !preferences.script });
        self.session
            .cdp("Emulation.setScriptExecutionDisabled", &script)?;
        let touch = json!({ "enabled": preferences.touch, "maxTouchPoints": 5 });
        self.session
            .cdp("Emulation.setTouchEmulationEnabled", &touch)
            .map(drop)
    }

    /// The first element that matches, at this moment.
    pub fn find(&self, css: &str) -> Outcome<Element<'_>> {
        let body = json!({ "using": "css selector", "value": css });
        Element::from_json(&self.session, &self.session.post("element", &body)?)
    }

    /// All elements that match, at this moment.
    pub fn find_all(&self, css: &str) -> Outcome<Vec<Element<'_>>> {
        let body = json!({ "using": "css selector", "value": css });
        let found = self.session.post("elements", &body)?;
        found
            .as_array()
            .into_iter()
            .flatten()
            .map(|value| Element::from_json(&self.session, value))
            .collect()
    }

    /// The first element of a role whose accessible name contains the text, as a person with a
    /// screen reader would find it.
    pub fn find_role(&self, role: &str, name: &str) -> Outcome<Element<'_>> {
        for element in self.find_all(candidates(role))? {
            let matches = match element.role() {
                Ok(found) => found == role && element.name()?.contains(name),
                Err(gone) if gone.is_absence() => false,
                Err(error) => return Err(error),
            };
            if matches {
                return Ok(element);
            }
        }
        let message = format!("no {role} is called \"{name}\"");
        Err(Failure::Refused {
            code: "no such element".to_owned(),
            message,
        })
    }

    /// Does something inside of a frame. Everything the page is asked meanwhile is about its document.
    pub fn within(&self, frame: &str, steps: impl FnOnce(&Self) -> Outcome) -> Outcome {
        let id = self.find(frame)?.reference();
        self.session.post("frame", &json!({ "id": id }))?;
        let outcome = steps(self);
        self.session.post("frame/parent", &json!({}))?;
        outcome
    }

    /// Waits until an element matches and can be seen.
    pub fn appears(&self, css: &str) -> Outcome<Element<'_>> {
        self.wait_until(&format!("{css} can be seen"), PATIENCE, |page| {
            page.find(css)?.is_displayed()
        })?;
        self.find(css)
    }

    /// Waits until an element of that role and name can be seen.
    pub fn role_appears(&self, role: &str, name: &str) -> Outcome<Element<'_>> {
        let what = format!("a {role} called \"{name}\" can be seen");
        self.wait_until(&what, PATIENCE, |page| {
            page.find_role(role, name)?.is_displayed()
        })?;
        self.find_role(role, name)
    }

    /// Waits until the text stands somewhere on the page.
    pub fn says(&self, text: &str) -> Outcome {
        self.wait_until(&format!("the page says \"{text}\""), PATIENCE, |page| {
            Ok(page.text()?.contains(text))
        })
    }

    /// Waits until the condition holds; an element that is not there counts as "not yet".
    pub fn wait_until(
        &self,
        what: &str,
        limit: Duration,
        mut holds: impl FnMut(&Self) -> Outcome<bool>,
    ) -> Outcome {
        let started = Instant::now();
        loop {
            match holds(self) {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(gone) if gone.is_absence() => {}
                Err(error) => return Err(error),
            }
            if started.elapsed() >= limit {
                let waited = limit.as_secs_f64();
                return Err(Failure::expected(format!(
                    "waited {waited} s, in vain, until {what}"
                )));
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Waits until fonts are there and the page has been drawn.
    pub fn settle(&self) -> Outcome {
        self.script(SETTLED, &[]).map(drop)
    }

    /// All visible text.
    pub fn text(&self) -> Outcome<String> {
        self.find("body")?.text()
    }

    /// Types into whatever has the focus, also keys of [`crate::keys`].
    pub fn keys(&self, text: &str) -> Outcome {
        self.act(&gesture::typing(text))
    }

    /// Presses one key.
    pub fn key(&self, key: char) -> Outcome {
        self.act(&gesture::chord(&[key]))
    }

    /// Presses several keys together, such as Shift and an arrow.
    pub fn chord(&self, keys: &[char]) -> Outcome {
        self.act(&gesture::chord(keys))
    }

    /// Moves a mouse or a finger.
    pub fn perform(&self, gesture: &Gesture) -> Outcome {
        self.act(&gesture.actions())
    }

    fn act(&self, actions: &Value) -> Outcome {
        self.session.post("actions", actions).map(drop)
    }

    /// Runs the body of a function in the page; a promise is waited for.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        self.session.post(
            "execute/sync",
            &json!({ "script": body, "args": arguments }),
        )
    }

    /// Runs a script in every document from here on, before any of the page's own. Chromium only.
    pub fn before_each_document(&self, script: &str) -> Outcome {
        let source = json!({ "source": script });
        self.session
            .cdp("Page.addScriptToEvaluateOnNewDocument", &source)
            .map(drop)
    }

    /// The document as HTML, as it is at this moment.
    pub fn source(&self) -> Outcome<String> {
        Ok(self
            .session
            .get("source")?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Saves a picture of the viewport.
    pub fn screenshot(&self, file: &Path) -> Outcome {
        save_picture(
            self.session.get("screenshot")?.as_str().unwrap_or_default(),
            file,
        )
    }

    /// Console errors, uncaught exceptions, blocked and failed downloads since the start.
    pub fn complaints(&self) -> Outcome<Vec<String>> {
        let mut recorder = self.recorder.borrow_mut();
        recorder.update(&self.session)?;
        Ok(recorder.complaints.clone())
    }

    /// Every address the browser has asked for since the start.
    pub fn requests(&self) -> Outcome<Vec<String>> {
        let mut recorder = self.recorder.borrow_mut();
        recorder.update(&self.session)?;
        Ok(recorder.requests.clone())
    }
}

/// Elements that may have a role, so that not every element of the page has to be asked.
fn candidates(role: &str) -> &'static str {
    match role {
        "button" => "button, summary, input[type=button], input[type=submit], [role=button]",
        "link" => "a[href], area[href], [role=link]",
        "heading" => "h1, h2, h3, h4, h5, h6, [role=heading]",
        "checkbox" => "input[type=checkbox], [role=checkbox]",
        "radio" => "input[type=radio], [role=radio]",
        "slider" => "input[type=range], [role=slider]",
        "textbox" => "input, textarea, [contenteditable], [role=textbox]",
        "combobox" => "select, input[list], [role=combobox]",
        "tab" => "[role=tab]",
        "dialog" => "dialog, [role=dialog]",
        "listitem" => "li, [role=listitem]",
        "img" | "image" => "img, svg, [role=img], [role=image]",
        _ => {
            "[role], main, nav, header, footer, section, aside, article, form, ul, ol, table, output"
        }
    }
}

pub(crate) fn save_picture(base64: &str, file: &Path) -> Outcome {
    let picture = BASE64
        .decode(base64)
        .map_err(|error| Failure::Driver(format!("the screenshot is no base64: {error}")))?;
    if let Some(directory) = file.parent() {
        std::fs::create_dir_all(directory)?;
    }
    Ok(std::fs::write(file, picture)?)
}
