//! The database in memory, and how it is read, grown and left (`ZKDatabase`, 3.4.6).

use super::{Emit, Server};
use crate::dialect::Shutdown;
use crate::dialect::constant::COMMITTED_LOG;
use crate::disk::Disk;
use crate::fact::{Fact, Line};
use crate::ids::Zxid;
use crate::txn_log::TxnLog;
use sim::io::Io;

/// The database in memory.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    /// False once a server was shut down; the next election reads it again.
    pub(crate) initialized: bool,
    pub(crate) last_processed_zxid: Zxid,
    /// The last proposals that are committed, for learners that lack them
    /// (`ZKDatabase.committedLog`).
    pub(crate) committed_log: TxnLog,
    /// Whether clients are answered.
    pub(crate) serving: bool,
}

impl Server {
    /// The log has grown by transactions that the scenario leaves out.
    pub(crate) fn grow(&mut self, disk: &mut Disk, io: &mut Io<'_>, zxid: Zxid) {
        disk.log.grow(zxid);
        self.database.last_processed_zxid = zxid;
        self.database.committed_log = disk.committed_log();
        if let Some(leader) = &mut self.leader {
            leader.last_proposed = leader.last_proposed.max(zxid);
        }
        io.then(Fact::Logged { zxid });
        io.tell(Fact::Committed { zxid });
    }

    /// Ceases to answer clients, with the lines of a server that is shut down. From 3.4.14 on only one
    /// that has served is (`ZooKeeperServer.canShutdown`), and 3.4 has none of an observer's own.
    pub(crate) fn shut_server_down(&mut self, io: &mut Io<'_>, learns: bool) {
        let always = self.dialect.shutdown == Shutdown::ClearsDatabase;
        let is_shut_down = self.database.serving || always;
        self.set_serving(io, false);
        if !is_shut_down {
            return;
        }
        if learns && (self.is_participant() || self.dialect.names_members()) {
            self.say(io, Line::LearnerServerShuttingDown, 0);
        }
        self.say(io, Line::ServerShuttingDown, 0);
    }

    /// What becomes of the database when a server is shut down.
    pub(crate) fn leave_database(&mut self, disk: &mut Disk, io: &mut Io<'_>) {
        self.stop_pipeline(disk, io);
        match self.dialect.shutdown {
            Shutdown::ClearsDatabase => self.database.initialized = false,
            Shutdown::FastForwards => {
                let database = &mut self.database;
                let known = database.last_processed_zxid;
                for txns in disk.log.after(known) {
                    database.committed_log.append(txns);
                }
                database.committed_log.keep_last(COMMITTED_LOG);
                database.last_processed_zxid = known.max(disk.last_zxid());
            }
        }
    }

    /// Reads the database from snapshot and log.
    pub(crate) fn load_database(&mut self, disk: &Disk) {
        self.database.initialized = true;
        self.database.last_processed_zxid = disk.last_zxid();
        self.database.committed_log = disk.committed_log();
    }

    /// Writes a snapshot of what is in memory.
    pub(crate) fn take_snapshot(&self, disk: &mut Disk, io: &mut Io<'_>) {
        let (zxid, before) = (self.database.last_processed_zxid, disk.last_zxid());
        disk.snapshot = zxid;
        io.then(Fact::SnapshotTaken { zxid });
        let zxid = disk.last_zxid();
        if zxid != before {
            io.tell(Fact::Logged { zxid });
        }
    }
}
