//! Small numbers that name things inside one run. Bare integers never meet in one signature.

/// A host, by its place in the scenario's list of servers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The host's place in a table of hosts.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A running thread of one process: its place in the process's thread table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot(pub u16);

impl Slot {
    /// The thread's place in the table.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What a thread is for, in the Trace and on the screen: every `SendWorker` for the same peer has
/// the same lane, whichever thread of the process runs it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Lane(pub u8);

impl Lane {
    /// The host itself: facts that no thread brought about.
    pub const HOST: Self = Self(255);
}

/// A fact of the Trace, by its position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EventId(pub u32);

impl EventId {
    /// No cause: the fact stands at the beginning of the story.
    pub const NONE: Self = Self(u32::MAX);

    /// The id, or nothing for [`EventId::NONE`].
    pub fn known(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

/// A message of the run, by its place in the Trace's table of messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MessageId(pub u32);

/// One end of a TCP connection. The lowest bit tells the dialling end (0) from the accepting one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Socket(pub u32);

impl Socket {
    pub(crate) const MAX_CONNECTIONS: usize = 1 << 15;

    pub(crate) fn new(index: u16, age: u16, side: Side) -> Self {
        let side = match side {
            Side::Dialler => 0,
            Side::Acceptor => 1,
        };
        Self(u32::from(age) << 16 | u32::from(index) << 1 | side)
    }

    pub(crate) fn index(self) -> usize {
        usize::from((self.0 & 0xffff) as u16 >> 1)
    }

    pub(crate) fn age(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// The end of the connection that this is.
    pub fn side(self) -> Side {
        if self.0 & 1 == 0 {
            Side::Dialler
        } else {
            Side::Acceptor
        }
    }

    /// The other end of the same connection.
    #[must_use]
    pub fn peer(self) -> Self {
        Self(self.0 ^ 1)
    }
}

/// The two ends of a connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Side {
    /// The end that called `connect()`.
    Dialler,
    /// The end that was accepted from a listening port.
    Acceptor,
}

impl Side {
    pub(crate) fn index(self) -> usize {
        match self {
            Self::Dialler => 0,
            Self::Acceptor => 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_keeps_its_parts() {
        let socket = Socket::new(0x7abc, 0xfedc, Side::Acceptor);
        assert_eq!(
            (socket.index(), socket.age(), socket.side()),
            (0x7abc, 0xfedc, Side::Acceptor)
        );
        assert_eq!(socket.peer().side(), Side::Dialler);
        assert_eq!(socket.peer().peer(), socket);
    }
}
