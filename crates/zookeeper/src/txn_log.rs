//! Transactions by their zxids: what the log on a disk holds, and the last ones that a server keeps
//! in memory.
//!
//! Transactions of one epoch follow each other without gaps, so a log is a few ranges. What the
//! transactions do is left out: nothing here depends on it.

use crate::ids::{Epoch, Zxid};

/// Transactions of one epoch, one after the other, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Txns {
    /// The first.
    pub first: Zxid,
    /// The last.
    pub last: Zxid,
}

/// Transactions in their order.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct TxnLog(Vec<Txns>);

impl Txns {
    /// So many transactions, of which this is the last.
    pub fn ending(last: Zxid, number: u32) -> Self {
        let first = Zxid(last.0 - i64::from(number.max(1)) + 1);
        Self { first, last }
    }

    /// How many there are.
    pub fn number(self) -> u32 {
        u32::try_from(self.last.0 - self.first.0 + 1).unwrap_or(u32::MAX)
    }
}

impl TxnLog {
    /// All transactions of a zxid's epoch up to it.
    pub fn up_to(last: Zxid) -> Self {
        let mut log = Self::default();
        log.grow(last);
        log
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first transaction.
    pub fn first(&self) -> Option<Zxid> {
        self.0.first().map(|txns| txns.first)
    }

    /// The last transaction.
    pub fn last(&self) -> Option<Zxid> {
        self.0.last().map(|txns| txns.last)
    }

    /// Whether it holds a transaction.
    pub fn contains(&self, zxid: Zxid) -> bool {
        let mut ranges = self.0.iter();
        ranges.any(|txns| txns.first <= zxid && zxid <= txns.last)
    }

    /// The last transaction that is not beyond a zxid.
    pub fn at_most(&self, zxid: Zxid) -> Option<Zxid> {
        let below = self.0.iter().rev().find(|txns| txns.first <= zxid)?;
        Some(below.last.min(zxid))
    }

    /// The transactions beyond a zxid.
    pub fn after(&self, zxid: Zxid) -> impl Iterator<Item = Txns> + '_ {
        let beyond = self.0.iter().filter(move |txns| txns.last > zxid);
        beyond.map(move |txns| Txns {
            first: txns.first.max(Zxid(zxid.0 + 1)),
            last: txns.last,
        })
    }

    /// Adds transactions at its end; what it holds already, it holds once.
    pub fn append(&mut self, txns: Txns) {
        let Some(end) = self.0.last_mut() else {
            self.0.push(txns);
            return;
        };
        if txns.last <= end.last {
            return;
        }
        let first = txns.first.max(Zxid(end.last.0 + 1));
        if first.0 == end.last.0 + 1 && first.epoch() == end.last.epoch() {
            end.last = txns.last;
        } else {
            let last = txns.last;
            self.0.push(Txns { first, last });
        }
    }

    /// Adds all transactions of a zxid's epoch up to it. A zxid without a counter adds none: it is
    /// the name of an epoch before its first transaction.
    pub fn grow(&mut self, last: Zxid) {
        if last.counter() > 0 {
            let first = Zxid(Zxid::of_epoch(last.epoch()).0 + 1);
            self.append(Txns { first, last });
        }
    }

    /// Cuts off what is beyond a zxid.
    pub fn truncate(&mut self, zxid: Zxid) {
        self.0.retain(|txns| txns.first <= zxid);
        if let Some(end) = self.0.last_mut() {
            end.last = end.last.min(zxid);
        }
    }

    /// Forgets all but the last so many.
    pub fn keep_last(&mut self, number: u32) {
        let mut left = number;
        let mut kept = self.0.len();
        for txns in self.0.iter_mut().rev() {
            if left == 0 {
                break;
            }
            *txns = Txns::ending(txns.last, txns.number().min(left));
            left -= txns.number();
            kept -= 1;
        }
        self.0.drain(..kept);
    }

    /// The last transaction of an epoch.
    pub fn last_of(&self, epoch: Epoch) -> Option<Zxid> {
        let mut ranges = self.0.iter().rev();
        ranges
            .find(|txns| txns.last.epoch() == epoch)
            .map(|txns| txns.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn txns(first: i64, last: i64) -> Txns {
        Txns {
            first: Zxid(first),
            last: Zxid(last),
        }
    }

    #[test]
    fn transactions_of_an_epoch_are_one_range() {
        let mut log = TxnLog::up_to(Zxid(0x1_0000_0003));
        log.append(Txns::ending(Zxid(0x1_0000_0005), 2));
        log.append(Txns::ending(Zxid(0x1_0000_0005), 1));
        log.append(Txns::ending(Zxid(0x2_0000_0002), 2));
        assert_eq!(
            log.0,
            [
                txns(0x1_0000_0001, 0x1_0000_0005),
                txns(0x2_0000_0001, 0x2_0000_0002)
            ]
        );
        assert_eq!(log.at_most(Zxid(0x1_0000_0009)), Some(Zxid(0x1_0000_0005)));
        assert_eq!(log.at_most(Zxid(0x1_0000_0000)), None);
        assert!(log.contains(Zxid(0x2_0000_0001)) && !log.contains(Zxid(0x1_0000_0006)));
        let after: Vec<_> = log.after(Zxid(0x1_0000_0004)).collect();
        assert_eq!(
            after,
            [
                txns(0x1_0000_0005, 0x1_0000_0005),
                txns(0x2_0000_0001, 0x2_0000_0002)
            ]
        );
        assert_eq!(log.last_of(Epoch(1)), Some(Zxid(0x1_0000_0005)));
    }

    #[test]
    fn a_cut_log_ends_where_it_was_cut() {
        let mut log = TxnLog::up_to(Zxid(0x1_0000_0005));
        log.grow(Zxid(0x2_0000_0002));
        log.truncate(Zxid(0x1_0000_0004));
        assert_eq!(log, TxnLog::up_to(Zxid(0x1_0000_0004)));
        log.truncate(Zxid(0));
        assert!(log.is_empty());
        assert!(
            TxnLog::up_to(Zxid(0x3_0000_0000)).is_empty(),
            "no transaction"
        );
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let mut log = TxnLog::up_to(Zxid(0x1_0000_0005));
        log.grow(Zxid(0x2_0000_0002));
        log.keep_last(4);
        assert_eq!(log.first(), Some(Zxid(0x1_0000_0004)));
        log.keep_last(1);
        assert_eq!(log.0, [txns(0x2_0000_0002, 0x2_0000_0002)]);
        log.keep_last(0);
        assert!(log.is_empty());
    }
}
