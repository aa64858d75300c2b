//! A host: its power, what is written on it, and what runs on it.

use super::process::ProcessPicture;
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::{Ending, Row};
use zookeeper::disk::Edit;
use zookeeper::setting::ConfigId;
use zookeeper::vote::ServerState;

/// A host at a moment.
#[derive(Clone, Debug, Default)]
pub struct NodePicture {
    /// Whether it is on.
    pub power: Power,
    /// Whether every packet to and from it is dropped.
    pub firewalled: bool,
    /// The `zoo.cfg` that is written on it; known from the first start or edit on.
    pub config_on_disk: Option<ConfigId>,
    /// What runs on it.
    pub process: Option<Box<ProcessPicture>>,
    /// How the last process ended, when, and the fact that says so.
    pub ended: Option<(SimTime, Ending, EventId)>,
    /// How often a process has been started.
    pub starts: u32,
    /// Until when the process is stopped by SIGSTOP.
    pub paused_until: Option<SimTime>,
}

/// Whether a host is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Power {
    /// It is.
    #[default]
    On,
    /// It is off; its neighbours still send to it.
    Off,
    /// It has left the segment.
    Gone,
}

/// What a host can be seen to be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum BandState {
    /// Without power, or gone from the segment.
    Off,
    /// With power and without a process.
    Down,
    /// A process that has not entered a state yet.
    Starting,
    /// LOOKING.
    Looking,
    /// OBSERVING.
    Observing,
    /// FOLLOWING.
    Following,
    /// LEADING.
    Leading,
}

impl BandState {
    /// All of them, by their number.
    pub const ALL: [Self; 7] = [
        Self::Off,
        Self::Down,
        Self::Starting,
        Self::Looking,
        Self::Observing,
        Self::Following,
        Self::Leading,
    ];
}

impl NodePicture {
    /// What the host can be seen to be.
    pub fn state(&self) -> BandState {
        match (&self.process, self.power) {
            (Some(process), _) => match process.state {
                None => BandState::Starting,
                Some(ServerState::Looking) => BandState::Looking,
                Some(ServerState::Following) => BandState::Following,
                Some(ServerState::Leading) => BandState::Leading,
                Some(ServerState::Observing) => BandState::Observing,
            },
            (None, Power::On) => BandState::Down,
            (None, Power::Off | Power::Gone) => BandState::Off,
        }
    }

    pub(super) fn start(&mut self, id: EventId, row: &Row) {
        self.starts = row.a;
        self.process = Some(Box::new(ProcessPicture::new(id, row)));
        self.paused_until = None;
    }

    pub(super) fn end(&mut self, id: EventId, row: &Row) {
        self.process = None;
        self.ended = Ending::from_number(row.small).map(|ending| (row.at, ending, id));
    }

    pub(super) fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::ZooCfg(config) => self.config_on_disk = Some(*config),
            Edit::MyId(_) | Edit::Release(_) | Edit::Boot(_) | Edit::Reload(_) => {}
        }
    }

    /// What a process reads is what is written.
    pub(super) fn read_config(&mut self, config: u16) {
        self.config_on_disk = Some(ConfigId(config));
    }

    /// The `zoo.cfg` that the process holds, if the one on disk has changed since.
    pub fn config_in_memory_differs(&self) -> Option<ConfigId> {
        let memory = self.process.as_ref()?.context.config_id()?;
        (self.config_on_disk? != memory).then_some(memory)
    }
}
