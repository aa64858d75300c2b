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
    /// Whether the log on disk may be read for a learner, and how large it may be in bytes.
    pub(crate) log_limit: Option<u64>,
    /// The last zxid of its database.
    pub(crate) last_processed: Zxid,
    /// The learner's last zxid.
    pub(crate) peer: Zxid,
}

/// What it decides.
#[derive(Clone, PartialEq, Eq, Debug)]
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
    pub(crate) lines: Vec<Line>,
}

/// The length in bytes of a log file: it is filled up to this before anything is written
/// (`FilePadding`, `FileTxnLog.preAllocSize`), and no log here grows beyond one.
pub(crate) const LOG_FILE: u64 = 67_108_880;

impl Knowledge<'_> {
    /// Decides.
    pub(crate) fn decide(self, table: SyncTable) -> Decision {
        match table {
            SyncTable::LogFirst => self.by_committed_log(),
            SyncTable::InSyncFirst if self.peer == self.last_processed => {
                self.diff(self.peer).saying(Line::InSync)
            }
            SyncTable::InSyncFirst => self.by_committed_log(),
            SyncTable::TxnLog | SyncTable::WholeTxnLog => self.with_txn_log(table),
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
    fn with_txn_log(self, table: SyncTable) -> Decision {
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
            let decision = decision.unwrap_or_else(|| {
                let snap = self.snap().saying(Line::CannotTruncate);
                snap.saying(Line::FallsBackToSnapshot)
            });
            return decision.after(Line::UsingCommittedLog);
        }
        let Some(limit) = self.log_limit.filter(|_| self.peer < min) else {
            return self.snap().saying(Line::UnhandledScenario);
        };
        let Some(first) = self.disk_log.first() else {
            return self.snap();
        };
        if first > self.peer {
            return self.snap().saying(Line::NoProposalsOnDisk);
        }
        // A limit of zero bytes is none.
        if (1..LOG_FILE).contains(&limit) {
            return self.snap().saying(Line::TxnLogTooLarge);
        }
        let decision = match self.by_proposals(self.disk_log, max, new_epoch) {
            Some(decision) => Decision {
                reads_disk: true,
                ..decision
            },
            None if table == SyncTable::TxnLog => {
                let snap = self.snap().saying(Line::CannotTruncate);
                let snap = snap.saying(Line::CannotTruncate);
                snap.saying(Line::FallsBackToSnapshot)
            }
            None => {
                let snap = self.snap().saying(Line::CannotTruncate);
                snap.saying(Line::GapDetected)
            }
        };
        decision.after(Line::UsingTxnLog)
    }

    /// `LearnerHandler.queueCommittedProposals`; nothing if the learner would have to cut across the end
    /// of an epoch, which it would not survive.
    fn by_proposals(self, log: &TxnLog, max: Zxid, new_epoch: bool) -> Option<Decision> {
        if new_epoch || log.contains(self.peer) {
            return Some(self.diff(max));
        }
        let known = log.at_most(self.peer)?;
        let next = log.after(self.peer).next()?;
        (next.first.epoch() == self.peer.epoch()).then(|| trunc(known))
    }

    fn diff(self, zxid: Zxid) -> Decision {
        Decision {
            kind: PacketKind::Diff,
            zxid,
            from: self.peer,
            reads_disk: false,
            lines: Vec::new(),
        }
    }

    fn snap(self) -> Decision {
        Decision {
            kind: PacketKind::Snap,
            zxid: self.last_processed,
            from: self.last_processed,
            reads_disk: false,
            lines: Vec::new(),
        }
    }
}

impl Decision {
    /// With another line behind the others.
    fn saying(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// With another line before the others.
    fn after(mut self, line: Line) -> Self {
        self.lines.insert(0, line);
        self
    }
}

fn trunc(zxid: Zxid) -> Decision {
    Decision {
        kind: PacketKind::Trunc,
        zxid,
        from: zxid,
        reads_disk: false,
        lines: Vec::new(),
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
            log_limit: Some(0),
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
        let know = |peer, log_limit| Knowledge {
            committed_log: &memory,
            disk_log: &disk,
            log_limit,
            last_processed: Zxid(EPOCH + 20),
            peer: Zxid(peer),
        };
        let large = Some(LOG_FILE);
        for limit in [large, Some(0)] {
            let decision = know(EPOCH + 5, limit).decide(Disk);
            assert_eq!(
                (decision.kind, decision.reads_disk),
                (PacketKind::Diff, true)
            );
        }
        let snap = |peer, limit, table, line| {
            let decision = know(peer, limit).decide(table);
            assert_eq!(decision.kind, PacketKind::Snap, "{peer:x} {limit:?}");
            assert_eq!(decision.lines, [line]);
        };
        snap(EPOCH + 5, large, LogFirst, Line::UnhandledScenario);
        snap(0, large, Disk, Line::NoProposalsOnDisk);
        snap(EPOCH + 5, Some(LOG_FILE - 1), Disk, Line::TxnLogTooLarge);
        snap(EPOCH + 5, None, Disk, Line::UnhandledScenario);
    }

    /// 3.6.0 sees that what it would send has a gap; before, the learner's packet is missed.
    #[test]
    fn nobody_cuts_across_the_end_of_an_epoch_from_3_5_on() {
        let mut disk = log(1, 20);
        disk.grow(Zxid(2 * EPOCH + 5));
        let mut memory = TxnLog::default();
        disk.after(Zxid(2 * EPOCH + 1))
            .for_each(|txns| memory.append(txns));
        let lines = |memory: &TxnLog, table| {
            let decision = Knowledge {
                committed_log: memory,
                disk_log: &disk,
                log_limit: Some(LOG_FILE),
                last_processed: Zxid(2 * EPOCH + 5),
                peer: Zxid(EPOCH + 22),
            }
            .decide(table);
            assert_eq!(decision.kind, PacketKind::Snap);
            decision.lines
        };
        let (cannot, back) = (Line::CannotTruncate, Line::FallsBackToSnapshot);
        let of_memory = [Line::UsingCommittedLog, cannot, back];
        for table in [Disk, SyncTable::WholeTxnLog] {
            assert_eq!(lines(&disk, table), of_memory);
        }
        let of_disk = [Line::UsingTxnLog, cannot, cannot, back];
        assert_eq!(lines(&memory, Disk), of_disk);
        let gap = [Line::UsingTxnLog, cannot, Line::GapDetected];
        assert_eq!(lines(&memory, SyncTable::WholeTxnLog), gap);
    }
}
