//! The colours of the design, for files that have no style sheet.

use view::paint::Tone;

/// Dark or light.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark ink on light ground: for documents and print.
    #[default]
    Light,
    /// The other way round.
    Dark,
}

/// The tokens of the page: what a picture shows is what the page shows.
const TOKENS: &str = include_str!("../../../static/tokens.css");

impl Theme {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// Its name on a command line and in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The colour of a token, as `#RRGGBB`; black for one that the style sheet does not have.
    pub fn colour(self, tone: Tone) -> String {
        self.find(tone).unwrap_or("#000000").to_owned()
    }

    /// The first block of the style sheet is light; the dark one is what `data-theme` asks for.
    fn find(self, tone: Tone) -> Option<&'static str> {
        let begins = match self {
            Self::Light => ":root{",
            Self::Dark => ":root[data-theme=dark]{",
        };
        let (_, block) = TOKENS.split_once(begins)?;
        let (block, _) = block.split_once('}')?;
        let values = block.split(';').filter_map(|line| line.split_once(':'));
        let mut named = values.map(|(name, value)| (name.trim(), value.trim()));
        let (_, value) = named.find(|(name, _)| *name == tone.property())?;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_has_a_colour_in_both_themes() {
        for theme in Theme::ALL {
            for tone in Tone::ALL {
                let found = theme.find(tone);
                let is_colour = |text: &str| text.len() == 7 && text.starts_with('#');
                assert!(found.is_some_and(is_colour), "{theme:?} {tone:?} {found:?}");
            }
        }
        assert_eq!(Theme::Light.colour(Tone::Bg1), "#FFFFFF");
        assert_ne!(Theme::Dark.colour(Tone::Bg1), "#FFFFFF");
    }
}
