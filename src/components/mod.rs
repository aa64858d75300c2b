//! The parts of a place. Each shows what it is given and says what is done to it; none keeps what
//! belongs to the session.

mod bands;
mod by_hand;
mod canvas;
mod card;
mod dialog;
mod export_button;
mod exports;
mod fixes;
mod folds;
mod glyph;
mod header;
mod icon;
mod inspector;
mod keys;
mod lesson;
mod level;
mod minimap;
mod notice;
mod on_its_way;
mod opener;
mod operator;
mod params;
mod picture;
mod plot;
mod progress;
mod properties;
mod question;
mod running;
mod search;
mod share;
mod stage;
mod styled;
mod time;
mod transport;

pub use bands::Bands;
pub use canvas::Canvas;
pub use card::ServerCard;
pub use export_button::ExportButton;
pub use exports::{ExportSheet, Props as ExportProps};
pub use icon::{Icon, icon};
pub use keys::KeySheet;
pub use picture::RunPicture;
pub use running::{Props as RunningProps, Running};
pub use share::{Props as ShareSheetProps, ShareSheet};
pub use stage::Stage;
pub(crate) use stage::{chip, placed};
pub use styled::{Styled, px};
pub use time::{TimePanel, ZOOM_STEP};

pub(crate) use by_hand::{by_hand, by_hand_once_there};
pub(crate) use glyph::glyph;
pub use header::ShareButton;
pub(crate) use header::{brand_header, lab_header, plain_header};
pub(crate) use inspector::{inspector, inspector_tab, state_table, thread_list};
pub(crate) use lesson::{lesson, lesson_step, name_of_choice};
pub(crate) use notice::{notice_bar, unknown};
pub(crate) use on_its_way::on_its_way;
pub(crate) use params::{SEED, param_rows};
pub(crate) use progress::{ProgressButton, mark};
pub(crate) use question::question;
pub(crate) use transport::transport;

use crate::exhibit::Exhibit;
use crate::session::{Action, Dispatch, Session};
use crate::shared::Shared;
use ::picture::zookeeper::ZooKeeper;
use locale::Language;
use yew::prelude::*;

/// What the parts of the Lab show, in which language, and where what is done goes. A part that keeps
/// nothing of its own is a function of this.
#[derive(Clone, Copy)]
pub struct Here<'a, S: Exhibit = ZooKeeper> {
    /// The session.
    pub session: &'a Shared<Session<S>>,
    /// Where actions go.
    pub dispatch: &'a Dispatch<S>,
    /// The language.
    pub language: Language,
}

impl<S: Exhibit> Here<'_, S> {
    /// Does something at a click.
    pub(crate) fn on_click(&self, action: Action<S>) -> Callback<MouseEvent> {
        on_click(self.dispatch, action)
    }
}

/// Does something at a click.
pub(crate) fn on_click<S: Exhibit>(
    dispatch: &Dispatch<S>,
    action: Action<S>,
) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_: MouseEvent| dispatch.dispatch(action.clone()))
}
