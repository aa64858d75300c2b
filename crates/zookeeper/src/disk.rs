//! What is on a server's host and survives its process: the installed release, `zoo.cfg`, `myid`,
//! the epoch files, the transaction log, and how fast the machine is with them.

use crate::dialect::Release;
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::setting::{ConfigId, Setting};
use sim::monitor::Handover;
use sim::random::Range;
use std::sync::Arc;

/// The disk of one host.
#[derive(Clone, Debug)]
pub struct Disk {
    /// The run's hosts and files.
    pub setting: Arc<Setting>,
    /// The release that is started next.
    pub release: Release,
    /// `zoo.cfg` as it is written.
    pub zoo_cfg: ConfigId,
    /// `myid`.
    pub myid: Sid,
    /// `version-2/acceptedEpoch`; missing before the first start.
    pub accepted_epoch: Option<Epoch>,
    /// `version-2/currentEpoch`; missing before the first start.
    pub current_epoch: Option<Epoch>,
    /// The version that a reconfig has given `zoo.cfg`; zero if an operator wrote it.
    pub config_version: Zxid,
    /// The last zxid in the log.
    pub last_zxid: Zxid,
    /// The last zxid of each epoch that is in the log, oldest first, as far as it is known.
    pub history: Vec<Zxid>,
    /// Elections that the setting leaves out: the next process started here begins with this round.
    pub elections_before: Round,
    /// How fast the machine is.
    pub machine: Machine,
}

/// How fast a machine is with what depends on it and not on the protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Machine {
    /// From the start of the process to its first LOOKING.
    pub boot: Range,
    /// Reading the database from snapshot and log.
    pub reload: Range,
    /// What the first dial that times out in a process takes longer: code that was never run.
    pub first_timeout: Range,
    /// Who gets a monitor that is released.
    pub handover: Handover,
}

impl Default for Machine {
    /// The machine of the captures: 0.45 to 0.9 s for a JVM to start, 1 to 25 ms to read a small
    /// database.
    fn default() -> Self {
        Self {
            boot: Range::millis(450, 900),
            reload: Range::millis(1, 25),
            first_timeout: Range::micros(0, 0),
            handover: Handover::Barging,
        }
    }
}

/// What an operator, or the setting of a scenario, changes on a disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Writes `zoo.cfg`.
    ZooCfg(ConfigId),
    /// Installs a release.
    Release(Release),
    /// Sets how long the process takes to start.
    Boot(Range),
    /// Sets how long the database takes to be read.
    Reload(Range),
}

impl Disk {
    /// The log ends with this zxid.
    pub fn log(&mut self, zxid: Zxid) {
        self.last_zxid = zxid;
        self.history.retain(|last| last.epoch() < zxid.epoch());
        self.history.push(zxid);
    }

    /// The last zxid of an epoch, if the log has any of it.
    pub fn last_of(&self, epoch: Epoch) -> Option<Zxid> {
        let mut history = self.history.iter().copied();
        history.find(|last| last.epoch() == epoch)
    }

    /// Applies an edit.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::ZooCfg(config) => {
                self.zoo_cfg = config;
                self.config_version = Zxid(0);
            }
            Edit::Release(release) => self.release = release,
            Edit::Boot(boot) => self.machine.boot = boot,
            Edit::Reload(reload) => self.machine.reload = reload,
        }
    }
}
