//! What a visitor's machine is like: screen, theme, languages.

use serde_json::{Value, json};

use crate::browser::{Browser, Installed};

/// The colour scheme the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The word used by CSS.
    pub fn id(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A visitor. The default one has a laptop, a light theme and English.
#[derive(Clone, Debug)]
pub struct Preferences {
    /// Width and height of the viewport in CSS pixels, exactly.
    pub viewport: (u32, u32),
    /// `prefers-color-scheme`.
    pub theme: Theme,
    /// `navigator.languages`, best first, such as `zh-CN`.
    pub languages: Vec<String>,
    /// `prefers-reduced-motion`.
    pub reduced_motion: bool,
    /// Whether the primary pointer is a finger.
    pub touch: bool,
    /// Whether pages may run scripts.
    pub script: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            viewport: (1440, 900),
            theme: Theme::Light,
            languages: vec!["en-US".to_owned(), "en".to_owned()],
            reduced_motion: false,
            touch: false,
            script: true,
        }
    }
}

impl Preferences {
    /// The same visitor on another screen.
    #[must_use]
    pub fn viewport(mut self, width: u32, height: u32) -> Self {
        self.viewport = (width, height);
        self
    }

    /// The same visitor with another colour scheme.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// The same visitor with other languages: `zh` means `zh-CN`, then `zh`.
    #[must_use]
    pub fn language(mut self, language: &str) -> Self {
        self.languages = match language {
            "zh" => vec!["zh-CN".to_owned(), "zh".to_owned()],
            "en" => vec!["en-US".to_owned(), "en".to_owned()],
            other => vec![other.to_owned()],
        };
        self
    }

    /// The same visitor, who gets dizzy.
    #[must_use]
    pub fn reduced_motion(mut self) -> Self {
        self.reduced_motion = true;
        self
    }

    /// The same visitor with a touch screen.
    #[must_use]
    pub fn touch(mut self) -> Self {
        self.touch = true;
        self
    }

    /// The same visitor, who has switched scripts off. Firefox then answers no `Page::script`.
    #[must_use]
    pub fn without_script(mut self) -> Self {
        self.script = false;
        self
    }

    /// What has to be known before the browser starts.
    pub(crate) fn capabilities(&self, installed: &Installed) -> Value {
        let mut wanted = installed.options();
        match installed.browser {
            Browser::Chrome => {
                wanted["browserName"] = json!("chrome");
                wanted["goog:loggingPrefs"] = json!({ "browser": "ALL", "performance": "ALL" });
                if let Some(arguments) = wanted["goog:chromeOptions"]["args"].as_array_mut() {
                    arguments.extend(self.chrome_arguments().into_iter().map(Value::from));
                }
            }
            Browser::Firefox => {
                wanted["browserName"] = json!("firefox");
                wanted["webSocketUrl"] = json!(true);
                wanted["moz:firefoxOptions"]["args"] = json!(["-headless"]);
                wanted["moz:firefoxOptions"]["prefs"] = self.firefox_preferences();
            }
        }
        wanted
    }

    fn chrome_arguments(&self) -> Vec<String> {
        vec![
            "--headless=new".to_owned(),
            // A screenshot looks the same whatever the machine's monitor profile is.
            "--force-color-profile=srgb".to_owned(),
            format!("--accept-lang={}", self.languages.join(",")),
        ]
    }

    fn firefox_preferences(&self) -> Value {
        json!({
            "intl.accept_languages": self.languages.join(", "),
            "layout.css.prefers-color-scheme.content-override": if self.theme == Theme::Dark { 0 } else { 1 },
            "ui.prefersReducedMotion": i32::from(self.reduced_motion),
            "javascript.enabled": self.script,
            "dom.w3c_touch_events.enabled": i32::from(self.touch),
            // A finger is coarse and cannot hover, a mouse is fine and can: bits 0, 1 and 2 of
            // Firefox's pointer capabilities.
            "ui.primaryPointerCapabilities": if self.touch { 1 } else { 6 },
            "ui.allPointerCapabilities": if self.touch { 1 } else { 6 },
        })
    }
}
