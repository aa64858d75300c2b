//! The parts of a place. Each shows what it is given and says what is done to it; none keeps what
//! belongs to the session.

mod canvas;
mod card;
mod fixes;
mod glyph;
mod header;
mod icon;
mod inspector;
mod keys;
mod lesson;
mod minimap;
mod notice;
mod picture;
mod properties;
mod stage;
mod time;
mod transport;

pub use canvas::Canvas;
pub use card::ServerCard;
pub use fixes::Fixes;
pub use glyph::StandingGlyph;
pub use header::{Brand, LabHeader, PlainHeader};
pub use icon::{Icon, icon};
pub use inspector::Inspector;
pub use keys::KeySheet;
pub use lesson::Lesson;
pub use minimap::Minimap;
pub use notice::NoticeBar;
pub use picture::RunPicture;
pub use properties::Properties;
pub use stage::Stage;
pub use time::{TimePanel, ZOOM_STEP};
pub use transport::Transport;
