//! ZooKeeper's numbers. They are Java `long`s: signed, and the code relies on it.

use core::fmt;

macro_rules! long {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub i64);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

long! {
    /// A server's number: what its `myid` file says, and the `N` of `server.N` in `zoo.cfg`.
    Sid
}
long! {
    /// A transaction's number: the epoch in the upper 32 bits, a counter in the lower.
    Zxid
}
long! {
    /// An epoch, established by a leader with a quorum of acknowledgements.
    Epoch
}
long! {
    /// An election round: a server's `logicalclock`, printed as `n.round`.
    Round
}

impl Sid {
    /// What an observer without an id of its own sends as its sid (`QuorumPeer.OBSERVER_ID`).
    pub const OBSERVER: Self = Self(i64::MAX);
    /// A server that has no `myid` (`QuorumPeerConfig.UNSET_SERVERID`, 3.5.0).
    pub const UNSET: Self = Self(-1);
}

impl fmt::Display for Sid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::LowerHex for Zxid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::LowerHex for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::LowerHex for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Zxid {
    /// The first number of an epoch, before its first transaction (`ZxidUtils.makeZxid`).
    pub fn of_epoch(epoch: Epoch) -> Self {
        Self(epoch.0 << 32)
    }

    /// The epoch in which the transaction was proposed (`ZxidUtils.getEpochFromZxid`).
    pub fn epoch(self) -> Epoch {
        Epoch(self.0 >> 32)
    }

    /// The transaction's place in its epoch.
    pub fn counter(self) -> i64 {
        self.0 & 0xffff_ffff
    }
}

impl Round {
    /// The round after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zxid_has_an_epoch_and_a_counter() {
        let zxid = Zxid(0x7_24cd_3601);
        assert_eq!((zxid.epoch(), zxid.counter()), (Epoch(7), 0x24cd_3601));
        assert_eq!(Zxid::of_epoch(Epoch(7)), Zxid(0x7_0000_0000));
    }
}
