//! What somebody prefers, kept in the browser: language, theme, single-letter keys.

use locale::Language;
use std::rc::Rc;
use yew::prelude::*;

/// The key in the browser's storage.
const KEY: &str = "quorumscope";

/// Dark or light.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

/// What somebody prefers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Preferences {
    /// The language.
    pub language: Language,
    /// Dark or light.
    pub theme: Theme,
    /// Whether single letters are commands (WCAG 2.1.4 wants them to be switched off).
    pub keys: bool,
}

/// What is kept: only what was chosen, so that a change of the browser's settings still counts.
///
/// Read and written field by field: whatever reads any value at all brings the printing of floats
/// along, which is 8 KB of a first visit.
#[derive(Default)]
struct Kept {
    language: Option<String>,
    theme: Theme,
    keys: Option<bool>,
}

impl Kept {
    fn read(text: &str) -> Option<Self> {
        let kept = js_sys::JSON::parse(text).ok()?;
        let field = |name: &str| js_sys::Reflect::get(&kept, &name.into()).ok();
        Some(Self {
            language: field("language")?.as_string(),
            theme: match field("theme")?.as_string().as_deref() {
                Some("dark") => Theme::Dark,
                Some("light") => Theme::Light,
                _ => Theme::System,
            },
            keys: field("keys")?.as_bool(),
        })
    }
}

/// A change of a preference.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// To this language.
    Language(Language),
    /// To dark or light, whichever it is not.
    Theme,
    /// Single letters are commands, or are not.
    Keys(bool),
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            language: Language::En,
            theme: Theme::default(),
            keys: true,
        }
    }
}

impl Preferences {
    /// What was kept, and for the rest what the browser is set to.
    pub fn load() -> Self {
        let kept: Kept = storage()
            .and_then(|storage| storage.get_item(KEY).ok().flatten())
            .and_then(|text| Kept::read(&text))
            .unwrap_or_default();
        let language = kept.language.unwrap_or_else(browser_language);
        Self {
            language: Language::from_tag(&language),
            theme: kept.theme,
            keys: kept.keys.unwrap_or(true),
        }
    }

    fn keep(&self) {
        let theme = match self.theme {
            Theme::System => "system",
            Theme::Dark => "dark",
            Theme::Light => "light",
        };
        // None of them needs to be escaped.
        let text = format!(
            r#"{{"language":"{}","theme":"{theme}","keys":{}}}"#,
            self.language.tag(),
            self.keys
        );
        // A browser without storage forgets; nothing else is lost.
        if let Some(storage) = storage() {
            let _ = storage.set_item(KEY, &text);
        }
    }

    /// Puts language and theme on the document.
    pub fn apply(&self) {
        let Some(root) = crate::dom::document().and_then(|document| document.document_element())
        else {
            return;
        };
        let _ = root.set_attribute("lang", self.language.html_lang());
        let theme = match self.theme {
            Theme::System => {
                let _ = root.remove_attribute("data-theme");
                return;
            }
            Theme::Dark => "dark",
            Theme::Light => "light",
        };
        let _ = root.set_attribute("data-theme", theme);
    }

    /// Whether the page is dark at the moment.
    pub fn is_dark(&self) -> bool {
        match self.theme {
            Theme::Dark => true,
            Theme::Light => false,
            Theme::System => crate::dom::matches("(prefers-color-scheme: dark)"),
        }
    }
}

impl Reducible for Preferences {
    type Action = Change;

    fn reduce(self: Rc<Self>, change: Change) -> Rc<Self> {
        let mut next = *self;
        match change {
            Change::Language(language) => next.language = language,
            Change::Theme if self.is_dark() => next.theme = Theme::Light,
            Change::Theme => next.theme = Theme::Dark,
            Change::Keys(keys) => next.keys = keys,
        }
        next.keep();
        next.into()
    }
}

/// The preferences and how to change them, for every component.
#[derive(Clone, PartialEq, Default)]
pub struct PreferencesContext {
    /// What is preferred.
    pub now: Preferences,
    /// Changes a preference.
    pub change: Callback<Change>,
}

impl PreferencesContext {
    /// The language.
    pub fn language(&self) -> Language {
        self.now.language
    }

    /// Changes a preference at a click.
    pub fn on_click(&self, change: Change) -> Callback<MouseEvent> {
        let emit = self.change.clone();
        Callback::from(move |_: MouseEvent| emit.emit(change))
    }
}

/// The preferences.
#[hook]
pub fn use_preferences() -> PreferencesContext {
    use_context::<PreferencesContext>().unwrap_or_default()
}

/// The language.
#[hook]
pub fn use_language() -> Language {
    use_preferences().language()
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn browser_language() -> String {
    web_sys::window()
        .and_then(|window| window.navigator().language())
        .unwrap_or_default()
}
