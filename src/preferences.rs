//! What somebody prefers, kept in the browser: language, theme, single-letter keys.

use crate::canvas::Palette;
use locale::Language;
use serde::de::value::MapDeserializer;
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use yew::prelude::*;

/// The key in the browser's storage.
const KEY: &str = "quorumscope";

/// Dark or light.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// The tag; empty if the browser's is meant.
    language: String,
    theme: Theme,
    keys: Letters,
}

/// Whether single letters are commands, as JSON writes it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
enum Letters {
    #[default]
    #[serde(rename = "true")]
    On,
    #[serde(rename = "false")]
    Off,
}

impl Kept {
    /// Reads what was kept. The browser takes the JSON apart, for a reader of any JSON brings the
    /// printing of floats along, which is 8 KB of a first visit.
    fn read(text: &str) -> Option<Self> {
        let kept = js_sys::JSON::parse(text).ok()?;
        let fields = ["language", "theme", "keys"]
            .into_iter()
            .filter_map(|name| {
                let value = js_sys::Reflect::get(&kept, &name.into()).ok()?;
                let bool = value.as_bool().map(|value| value.to_string());
                Some((name, value.as_string().or(bool)?))
            });
        Self::deserialize(MapDeserializer::<_, Unreadable>::new(fields)).ok()
    }
}

/// What was kept is something else; why does not matter, it is then forgotten.
#[derive(Debug, thiserror::Error)]
#[error("unreadable")]
struct Unreadable;

impl serde::de::Error for Unreadable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self
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
        let language = match kept.language.as_str() {
            "" => browser_language(),
            kept => kept.to_owned(),
        };
        Self {
            language: Language::from_tag(&language),
            theme: kept.theme,
            keys: kept.keys == Letters::On,
        }
    }

    fn keep(&self) {
        let kept = Kept {
            language: self.language.tag().to_owned(),
            theme: self.theme,
            keys: if self.keys { Letters::On } else { Letters::Off },
        };
        // A browser without storage forgets; nothing else is lost.
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(&kept)) {
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

    /// What is preferred where a page that embeds this one has a say in it. Nobody's own choice changes.
    #[must_use]
    pub fn embedded(mut self, theme: Theme, language: Option<Language>) -> Self {
        self.language = language.unwrap_or(self.language);
        self.theme = theme;
        self
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
    /// The colours, read again when the theme changes.
    pub palette: Option<Rc<Palette>>,
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

/// Where the browser keeps what is to last, if it does.
pub(crate) fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn browser_language() -> String {
    web_sys::window()
        .and_then(|window| window.navigator().language())
        .unwrap_or_default()
}
