//! How a leader brings a learner to its own state (`LearnerHandler.run` up to 3.4,
//! `LearnerHandler.syncFollower` from 3.5.0 on): a decision from three numbers and the committed log.

use crate::dialect::SyncTable;
use crate::fact::Line;
use crate::ids::Zxid;
use crate::message::PacketKind;
use crate::txn_log::TxnLog;

/// What a leader knows when it decides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Knowledge<'a> {
    /// Its last committed proposals (`ZKDatabase.committedLog`).
    pub(crate) committed_log: &'a TxnLog,
    /// The transactions in its log on disk.
    pub(crate) disk_log: &'a TxnLog,
    /// The last zxid of its database.
    pub(crate) last_processed: Zxid,
    /// The learner's last zxid.
    pub(crate) peer: Zxid,
}

/// What it decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Decision {
    /// DIFF, TRUNC or SNAP.
    pub(crate) kind: PacketKind,
    /// The zxid in that packet.
    pub(crate) zxid: Zxid,
    /// What the learner has once it has carried the packet out; what follows is sent to it.
    pub(crate) from: Zxid,
    /// What follows is read from the log on disk.
    pub(crate) reads_disk: bool,
    /// What it prints about the choice.
    pub(crate) line: Option<Line>,
}

impl Knowledge<'_> {
    /// Decides.
    pub(crate) fn decide(self, table: SyncTable) -> Decision {
        match table {
            SyncTable::LogFirst => self.by_committed_log(),
            SyncTable::InSyncFirst if self.peer == self.last_processed => {
                self.diff(self.peer).saying(Line::InSync)
            }
            SyncTable::InSyncFirst => self.by_committed_log(),
            SyncTable::TxnLog => self.with_txn_log(),
        }
    }

    /// `LearnerHandler.run`, 3.4.6 and 3.4.14.
    fn by_committed_log(self) -> Decision {
        let (Some(min), Some(max)) = (self.committed_log.first(), self.committed_log.last()) else {
            return if self.peer == self.last_processed {
                self.diff(self.peer)
            } else {
                self.snap()
            };
        };
        if self.peer > max {
            return trunc(max);
        }
        if self.peer < min {
            return self.snap().saying(Line::UnhandledScenario);
        }
        match self.committed_log.at_most(self.peer) {
            Some(known) if known < self.peer => trunc(known),
            _ => self.diff(max),
        }
    }

    /// `LearnerHandler.syncFollower`, 3.5.0 to 3.8.0.
    fn with_txn_log(self) -> Decision {
        let bounds = self.committed_log.first().zip(self.committed_log.last());
        let (min, max) = bounds.unwrap_or((self.last_processed, self.last_processed));
        // The name of an epoch: no transaction, so it is in nobody's log.
        let new_epoch = self.peer.counter() == 0;
        if self.peer == self.last_processed {
            return self.diff(self.peer);
        }
        if self.peer > max && !new_epoch {
            return trunc(max);
        }
        if min <= self.peer && self.peer <= max {
            let decision = self.by_proposals(self.committed_log, max, new_epoch);
            return decision.saying(Line::UsingCommittedLog);
        }
        if self.peer >= min {
            return self.snap().saying(Line::UnhandledScenario);
        }
        if self.disk_log.first().is_none_or(|first| first > self.peer) {
            return self.snap();
        }
        let decision = self.by_proposals(self.disk_log, max, new_epoch);
        Decision {
            reads_disk: true,
            ..decision.saying(Line::UsingTxnLog)
        }
    }

    /// `LearnerHandler.queueCommittedProposals`.
    fn by_proposals(self, log: &TxnLog, max: Zxid, new_epoch: bool) -> Decision {
        if new_epoch || log.contains(self.peer) {
            return self.diff(max);
        }
        match log.at_most(self.peer) {
            // A learner that is asked to cut across the end of an epoch would not survive it.
            Some(known)
                if log
                    .after(self.peer)
                    .next()
                    .is_some_and(|next| next.first.epoch() == self.peer.epoch()) =>
            {
                trunc(known)
            }
            _ => self.snap(),
        }
    }

    fn diff(self, zxid: Zxid) -> Decision {
        Decision {
            kind: PacketKind::Diff,
            zxid,
            from: self.peer,
            reads_disk: false,
            line: None,
        }
    }

    fn snap(self) -> Decision {
        Decision {
            kind: PacketKind::Snap,
            zxid: self.last_processed,
            from: self.last_processed,
            reads_disk: false,
            line: None,
        }
    }
}

impl Decision {
    fn saying(self, line: Line) -> Self {
        let line = Some(line);
        Self { line, ..self }
    }
}

fn trunc(zxid: Zxid) -> Decision {
    Decision {
        kind: PacketKind::Trunc,
        zxid,
        from: zxid,
        reads_disk: false,
        line: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SyncTable::{InSyncFirst, LogFirst, TxnLog as Disk};

    const EPOCH: i64 = 1 << 32;

    /// A log of the epochs 1 and 2, the second from its third proposal on.
    fn log(first: i64, last: i64) -> TxnLog {
        let mut log = TxnLog::up_to(Zxid(EPOCH + last));
        log.keep_last(u32::try_from(last - first + 1).unwrap());
        log
    }

    /// What is decided, and the zxid that is sent.
    fn check(table: SyncTable, own: (TxnLog, i64), peer: i64, kind: PacketKind, zxid: i64) {
        let decision = Knowledge {
            committed_log: &own.0,
            disk_log: &TxnLog::default(),
            last_processed: Zxid(own.1),
            peer: Zxid(peer),
        }
        .decide(table);
        let expected = (kind, Zxid(zxid));
        assert_eq!(
            (decision.kind, decision.zxid),
            expected,
            "{table:?} {peer:x}"
        );
    }

    #[test]
    fn the_table_of_3_4_6() {
        use PacketKind::{Diff, Snap, Trunc};
        let full = || (log(10, 20), EPOCH + 20);
        check(LogFirst, full(), EPOCH + 15, Diff, EPOCH + 20);
        check(LogFirst, full(), EPOCH + 20, Diff, EPOCH + 20);
        check(LogFirst, full(), EPOCH + 21, Trunc, EPOCH + 20);
        check(LogFirst, full(), EPOCH + 9, Snap, EPOCH + 20);
        let mut two = log(10, 20);
        two.grow(Zxid(2 * EPOCH + 5));
        let two = || (two.clone(), 2 * EPOCH + 5);
        check(LogFirst, two(), EPOCH + 22, Trunc, EPOCH + 20);
        let empty = || (TxnLog::default(), EPOCH);
        check(LogFirst, empty(), EPOCH, Diff, EPOCH);
        check(LogFirst, empty(), 0, Snap, EPOCH);
    }

    /// A learner that has what its leader has processed, and a leader that has logged nothing since
    /// it was elected: 3.4.6 cuts the name of the epoch off, later releases see that it is none.
    #[test]
    fn the_name_of_an_epoch_is_no_transaction_to_later_releases() {
        use PacketKind::{Diff, Snap, Trunc};
        let elected = || (log(10, 20), 2 * EPOCH);
        check(LogFirst, elected(), 2 * EPOCH, Trunc, EPOCH + 20);
        check(InSyncFirst, elected(), 2 * EPOCH, Diff, 2 * EPOCH);
        check(Disk, elected(), 2 * EPOCH, Diff, 2 * EPOCH);
        let mut two = log(10, 20);
        two.grow(Zxid(2 * EPOCH + 5));
        let written = || (two.clone(), 2 * EPOCH + 5);
        check(InSyncFirst, written(), 2 * EPOCH, Trunc, EPOCH + 20);
        check(Disk, written(), 2 * EPOCH, Diff, 2 * EPOCH + 5);
        // Across the end of an epoch nobody can cut from 3.5 on.
        check(Disk, written(), EPOCH + 22, Snap, 2 * EPOCH + 5);
        check(
            Disk,
            (log(10, 20), EPOCH + 20),
            EPOCH + 22,
            Trunc,
            EPOCH + 20,
        );
    }

    #[test]
    fn what_memory_has_forgotten_is_read_from_the_disk_from_3_5_on() {
        let (memory, disk) = (log(10, 20), log(1, 20));
        let know = |peer| Knowledge {
            committed_log: &memory,
            disk_log: &disk,
            last_processed: Zxid(EPOCH + 20),
            peer: Zxid(peer),
        };
        let decision = know(EPOCH + 5).decide(Disk);
        assert_eq!(
            (decision.kind, decision.reads_disk),
            (PacketKind::Diff, true)
        );
        assert_eq!(know(EPOCH + 5).decide(LogFirst).kind, PacketKind::Snap);
        assert_eq!(
            know(0).decide(Disk).kind,
            PacketKind::Snap,
            "older than the disk"
        );
    }
}
