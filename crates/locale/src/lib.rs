//! What the engine found, in words.
//!
//! Every sentence has a template of its own in each language, fed by the same numbers; none is
//! translated from the other. Protocol words keep their source names in both.

#![deny(clippy::float_arithmetic)]

pub mod card;
pub mod compare;
pub mod comparison;
pub mod dolphinscheduler;
pub mod event;
pub mod export;
pub mod failover;
pub mod label;
pub mod legend;
pub mod lesson;
pub mod level;
pub mod number;
pub mod panel;
pub mod problem;
pub mod progress;
pub mod property;
mod spacing;
pub mod state;
pub mod transport;
pub mod verdict;

/// The languages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese.
    Zh,
}

impl Language {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The tag that browsers and links use.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The tag for `lang` attributes: with `zh` alone Han characters may be drawn in Japanese shapes.
    pub fn html_lang(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language of a browser's tag; English for all but Chinese.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }

    /// The text for this language.
    pub fn of(self, text: &scenario::script::Bilingual) -> &str {
        match self {
            Self::En => &text.en,
            Self::Zh => &text.zh,
        }
    }
}
