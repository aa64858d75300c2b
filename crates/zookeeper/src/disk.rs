//! What is on a server's host and survives its process: the installed release, `zoo.cfg`, `myid`,
//! the epoch files, the transaction log, and how fast the machine is with them.

use crate::dialect::Release;
use crate::dialect::constant::COMMITTED_LOG;
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::setting::{ConfigId, Setting};
use crate::txn_log::TxnLog;
use sim::id::NodeId;
use sim::monitor::Handover;
use sim::random::Range;
use sim::time::Span;
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
    /// `myid`, if there is such a file.
    pub myid: Option<Sid>,
    /// `version-2/acceptedEpoch`; missing before the first start.
    pub accepted_epoch: Option<Epoch>,
    /// `version-2/currentEpoch`; missing before the first start.
    pub current_epoch: Option<Epoch>,
    /// The version that a reconfig has given `zoo.cfg`; zero if an operator wrote it.
    pub config_version: Zxid,
    /// The zxid of the newest snapshot.
    pub snapshot: Zxid,
    /// The transaction log, as far as it is known.
    pub log: TxnLog,
    /// Elections that the setting leaves out: the next process started here begins with this round.
    pub elections_before: Round,
    /// How fast the machine is.
    pub machine: Machine,
    /// A client of the ensemble, if that is what is installed here instead of a server.
    pub client: Option<ClientProgram>,
}

/// A program that uses the ensemble.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientProgram {
    /// Its connect string, in the order in which it tries the servers. `StaticHostProvider` shuffles
    /// the list once; this is what came out.
    pub servers: Vec<NodeId>,
    /// How often it writes, if it does.
    pub write_every: Option<Span>,
    /// How often it reads, if it does.
    pub read_every: Option<Span>,
    /// The session timeout that it asks for and gets.
    pub session_timeout: Span,
}

/// How fast a machine is with what depends on it and not on the protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Machine {
    /// From the start of the process to its first LOOKING.
    pub boot: Range,
    /// Reading the database from snapshot and log.
    pub reload: Range,
    /// The size of a snapshot in bytes.
    pub snapshot_size: u64,
    /// What the first dial that times out in a process takes longer: code that was never run.
    pub first_timeout: Range,
    /// Who gets a monitor that is released.
    pub handover: Handover,
}

impl Default for Machine {
    /// The machine of the captures: 0.45 to 0.9 s for a JVM to start, 1 to 25 ms to read a small
    /// database, whose snapshot has half a kilobyte.
    fn default() -> Self {
        Self {
            boot: Range::millis(450, 900),
            reload: Range::millis(1, 25),
            snapshot_size: 500,
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
    /// Writes `myid`, or takes it away.
    MyId(Option<Sid>),
    /// Installs a release.
    Release(Release),
    /// Sets how long the process takes to start.
    Boot(Range),
    /// Sets how long the database takes to be read.
    Reload(Range),
}

impl Disk {
    /// The last zxid that is written here, as a transaction or as the end of a snapshot.
    pub fn last_zxid(&self) -> Zxid {
        self.log.last().unwrap_or(self.snapshot).max(self.snapshot)
    }

    /// Cuts off what is beyond a zxid (`ZKDatabase.truncateLog`).
    pub fn truncate(&mut self, zxid: Zxid) {
        self.log.truncate(zxid);
        self.snapshot = self.snapshot.min(zxid);
        if self.last_zxid() < zxid {
            self.snapshot = zxid;
        }
    }

    /// A snapshot was sent: what was logged here is of no use any more.
    pub fn forget_log(&mut self) {
        self.snapshot = self.last_zxid();
        self.log = TxnLog::default();
    }

    /// What a process that reads the database keeps in memory as committed: the transactions after the
    /// newest snapshot, as many as are kept (`ZKDatabase.loadDataBase`, 3.4.6).
    pub fn committed_log(&self) -> TxnLog {
        let mut log = TxnLog::default();
        self.log
            .after(self.snapshot)
            .for_each(|txns| log.append(txns));
        log.keep_last(COMMITTED_LOG);
        log
    }

    /// Applies an edit.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::ZooCfg(config) => {
                self.zoo_cfg = config;
                self.config_version = Zxid(0);
            }
            Edit::MyId(myid) => self.myid = myid,
            Edit::Release(release) => self.release = release,
            Edit::Boot(boot) => self.machine.boot = boot,
            Edit::Reload(reload) => self.machine.reload = reload,
        }
    }
}
