//! What a host or process is, as word, shape and colour: always all three where there is room.

use crate::paint::{Glyph, Tone};
use picture::zookeeper::BandState;

/// What a host or process is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// The process stopped itself.
    StoppedItself,
    /// No power, or gone from the network.
    Off,
    /// Power, and no process.
    Down,
    /// A process that comes up.
    Starting,
    /// It looks for a leader.
    Looking,
    /// It follows without a vote.
    Observing,
    /// It follows, or runs.
    Following,
    /// It leads, or serves.
    Leading,
}

/// The colours of a state: for text, for shapes, and the soft ground behind text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "described above")]
pub struct Tones {
    pub text: Tone,
    pub shape: Tone,
    pub soft: Tone,
}

impl Standing {
    /// The standing that a band shows.
    pub fn of(state: BandState) -> Self {
        match state {
            BandState::Off => Self::Off,
            BandState::Down => Self::Down,
            BandState::Starting => Self::Starting,
            BandState::Looking => Self::Looking,
            BandState::Observing => Self::Observing,
            BandState::Following => Self::Following,
            BandState::Leading => Self::Leading,
        }
    }

    /// Its sign.
    pub fn glyph(self) -> Glyph {
        match self {
            Self::StoppedItself => Glyph::CrossedSquare,
            Self::Off => Glyph::DottedBar,
            Self::Down => Glyph::HollowSquare,
            Self::Starting | Self::Looking => Glyph::HollowDiamond,
            Self::Observing | Self::Following => Glyph::Disc,
            Self::Leading => Glyph::Triangle,
        }
    }

    /// Its colours.
    pub fn tones(self) -> Tones {
        let (text, shape, soft) = match self {
            Self::StoppedItself => (Tone::Dead, Tone::DeadFill, Tone::DeadSoft),
            Self::Off | Self::Down => (Tone::Down, Tone::DownFill, Tone::DownSoft),
            Self::Starting | Self::Looking => (Tone::Look, Tone::LookFill, Tone::LookSoft),
            Self::Observing | Self::Following => (Tone::Follow, Tone::FollowFill, Tone::FollowSoft),
            Self::Leading => (Tone::Lead, Tone::LeadFill, Tone::LeadSoft),
        };
        Tones { text, shape, soft }
    }

    /// The class of the style sheet that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::StoppedItself => "dead",
            Self::Off | Self::Down => "down",
            Self::Starting | Self::Looking => "look",
            Self::Observing | Self::Following => "follow",
            Self::Leading => "lead",
        }
    }
}
