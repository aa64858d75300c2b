//! A host: its power, and what runs on it.

use super::process::{ProcessPicture, Stop};
use dolphinscheduler::fact::{Death, ServerState, StopCause};
use sim::id::EventId;
use sim::time::SimTime;
use sim::trace::{Ending, Row};

/// A host at a moment.
#[derive(Clone, Debug, Default)]
pub struct HostPicture {
    /// Whether it is on.
    pub power: Power,
    /// Whether every packet to and from it is dropped.
    pub cut_off: bool,
    /// What runs on it.
    pub process: Option<ProcessPicture>,
    /// How the last process ended, when, and the fact that says so.
    pub ended: Option<(SimTime, Ending, EventId)>,
    /// Why the last process has begun to stop, if it did so in an orderly way.
    pub stop: Option<Stop>,
    /// When the last process has found that it must not live, and why.
    pub judged: Option<(SimTime, EventId, Death)>,
    /// How often a process has been started: which incarnation runs.
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

/// What a host can be seen to be, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ServerBand {
    /// Its process has stopped itself, and is gone.
    StoppedItself,
    /// It has stopped itself; its alert listeners and a closed pool live on (1.3.6).
    Zombie,
    /// It has stopped itself; threads that do nothing live on (1.3.8).
    Shell,
    /// It stops itself.
    StoppingItself,
    /// Without power, or gone from the segment.
    Off,
    /// With power and without a process.
    Down,
    /// It stops because somebody has asked it to.
    Stopping,
    /// It has lost the registry and waits for it.
    Waiting,
    /// It comes up.
    Starting,
    /// It is registered and works.
    Running,
}

impl HostPicture {
    /// What the host can be seen to be.
    pub fn state(&self) -> ServerBand {
        let itself = self.stop.is_some_and(|stop| stopped_itself(stop.cause));
        match (&self.process, self.power) {
            (Some(process), _) => match process.state {
                ServerState::Starting => ServerBand::Starting,
                ServerState::Running => ServerBand::Running,
                ServerState::Waiting => ServerBand::Waiting,
                ServerState::Stopped if itself => ServerBand::StoppingItself,
                ServerState::Stopped => ServerBand::Stopping,
                ServerState::Zombie => ServerBand::Zombie,
                ServerState::Shell => ServerBand::Shell,
            },
            (None, Power::On) if itself => ServerBand::StoppedItself,
            (None, Power::On) => ServerBand::Down,
            (None, Power::Off | Power::Gone) => ServerBand::Off,
        }
    }

    pub(super) fn start(&mut self, id: EventId, row: &Row) {
        self.starts = row.a;
        self.process = Some(ProcessPicture::new(id, row));
        self.stop = None;
        self.judged = None;
        self.paused_until = None;
    }

    pub(super) fn end(&mut self, id: EventId, row: &Row) {
        self.process = None;
        self.ended = Ending::from_number(row.small).map(|ending| (row.at, ending, id));
    }
}

/// Whether a server that stops for this cause does so by itself: nobody has asked it to.
pub(super) fn stopped_itself(cause: StopCause) -> bool {
    match cause {
        StopCause::JudgedToDeath
        | StopCause::Lost
        | StopCause::WaitingFailed
        | StopCause::FinishNode => true,
        StopCause::ShutdownHook => false,
    }
}
