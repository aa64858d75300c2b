//! The one vocabulary of change: what an operator, an accident or a fix does to the world.

use crate::id::NodeId;
use crate::time::Span;

/// Something done to the world from outside. `C` is what one can tell a running process of the
/// system to do, `E` what one can change on a disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Intervention<C, E> {
    /// Starts the process on a host that has power and no process.
    Start(NodeId),
    /// SIGTERM.
    Stop(NodeId),
    /// SIGKILL.
    Kill(NodeId),
    /// Cuts the power: nobody is told, packets are dropped silently.
    PowerOff(NodeId),
    /// Restores the power; the process is not started.
    PowerOn(NodeId),
    /// The host leaves the segment: packets are dropped while its neighbours remember its hardware
    /// address, then a dial fails with "no route" after about 3 s.
    NoArp(NodeId),
    /// Drops every packet to and from the host, which goes on running.
    Firewall(NodeId),
    /// Undoes [`Intervention::Firewall`].
    OpenFirewall(NodeId),
    /// Changes what is written on a host's disk; a running process does not notice.
    Edit(NodeId, E),
    /// Packets from the first host to the second are lost.
    Cut(NodeId, NodeId),
    /// Undoes [`Intervention::Cut`] and [`Intervention::Reject`].
    Heal(NodeId, NodeId),
    /// Something on the way from the first host to the second answers for it (`REJECT` with a TCP
    /// reset): whoever sends on a connection between them is told that it is reset, and each new one is
    /// refused.
    Reject(NodeId, NodeId),
    /// Something between two hosts forgets their connections to one port: both ends are reset.
    /// Idle connections die like this at a firewall's state table.
    Forget {
        /// One host.
        a: NodeId,
        /// The other host.
        b: NodeId,
        /// The port that one of the ends was accepted on.
        port: u16,
    },
    /// Stops the process for a while (SIGSTOP, then SIGCONT); the kernel of its host goes on.
    Pause(NodeId, Span),
    /// Tells the running process something in its own protocol.
    Tell(NodeId, C),
}

/// The kind of an intervention, as it is written in the Trace.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "each is the Intervention of the same name")]
pub enum Verb {
    Start = 0,
    Stop = 1,
    Kill = 2,
    PowerOff = 3,
    PowerOn = 4,
    NoArp = 5,
    Firewall = 6,
    OpenFirewall = 7,
    Edit = 8,
    Cut = 9,
    Heal = 10,
    Forget = 11,
    Pause = 12,
    Tell = 13,
    Reject = 14,
}

impl Verb {
    /// All verbs, by their number.
    pub const ALL: [Self; 15] = [
        Self::Start,
        Self::Stop,
        Self::Kill,
        Self::PowerOff,
        Self::PowerOn,
        Self::NoArp,
        Self::Firewall,
        Self::OpenFirewall,
        Self::Edit,
        Self::Cut,
        Self::Heal,
        Self::Forget,
        Self::Pause,
        Self::Tell,
        Self::Reject,
    ];

    /// The verb with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

impl<C, E> Intervention<C, E> {
    /// What kind of intervention this is.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Start(_) => Verb::Start,
            Self::Stop(_) => Verb::Stop,
            Self::Kill(_) => Verb::Kill,
            Self::PowerOff(_) => Verb::PowerOff,
            Self::PowerOn(_) => Verb::PowerOn,
            Self::NoArp(_) => Verb::NoArp,
            Self::Firewall(_) => Verb::Firewall,
            Self::OpenFirewall(_) => Verb::OpenFirewall,
            Self::Edit(..) => Verb::Edit,
            Self::Cut(..) => Verb::Cut,
            Self::Heal(..) => Verb::Heal,
            Self::Reject(..) => Verb::Reject,
            Self::Forget { .. } => Verb::Forget,
            Self::Pause(..) => Verb::Pause,
            Self::Tell(..) => Verb::Tell,
        }
    }

    /// The host it is done to, and the other one where there are two.
    pub fn nodes(&self) -> (NodeId, Option<NodeId>) {
        match self {
            Self::Start(n)
            | Self::Stop(n)
            | Self::Kill(n)
            | Self::PowerOff(n)
            | Self::PowerOn(n)
            | Self::NoArp(n)
            | Self::Firewall(n)
            | Self::OpenFirewall(n)
            | Self::Edit(n, _)
            | Self::Pause(n, _)
            | Self::Tell(n, _) => (*n, None),
            Self::Cut(a, b) | Self::Heal(a, b) | Self::Reject(a, b) | Self::Forget { a, b, .. } => {
                (*a, Some(*b))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_has_its_number() {
        for (number, verb) in Verb::ALL.into_iter().enumerate() {
            assert_eq!(verb as usize, number);
        }
    }
}
