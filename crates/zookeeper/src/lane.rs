//! What the threads of a server are for, as numbers for the Trace.

use sim::id::{Lane, NodeId};

/// A thread of a server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Thread {
    /// `main`: reads the configuration and starts the others.
    Main,
    /// `QuorumPeer[myid=N]/…`: the state machine.
    QuorumPeer,
    /// `WorkerSender[myid=N]`.
    WorkerSender,
    /// `WorkerReceiver[myid=N]`.
    WorkerReceiver,
    /// The election port's listener, named after its address.
    Listener,
    /// A leader's acceptor on the quorum port.
    LearnerCnxAcceptor,
    /// `SendWorker:N`, by the host of the peer.
    SendWorker(NodeId),
    /// `RecvWorker:N`, by the host of the peer.
    RecvWorker(NodeId),
    /// `LearnerHandler-/ip:port`, by the learner's host.
    LearnerHandler(NodeId),
    /// `Sender-/ip:port`: what writes a learner's packets.
    LearnerSender(NodeId),
    /// `QuorumConnectionThread-[myid=N]-K`, by its place among those that are alive (3.5.8, 3.6.1).
    Connector(u8),
    /// `LeaderConnector-host/ip:port`: what dials a leader (3.6.0).
    LeaderConnector,
    /// `NIOServerCxn.Factory`: the client port.
    ClientPort,
    /// `SyncThread:N`: writes the log.
    SyncThread,
    /// `main-SendThread(host:port)`: a client's connection.
    SendThread,
    /// No thread: the host itself.
    Host,
}

const SEND_WORKER: u8 = 16;
const RECV_WORKER: u8 = 48;
const LEARNER_HANDLER: u8 = 80;
const LEARNER_SENDER: u8 = 112;
const CONNECTOR: u8 = 144;
const END: u8 = 176;
const LEADER_CONNECTOR: u8 = 7;
const SYNC_THREAD: u8 = 8;
const SEND_THREAD: u8 = 9;

const _: () = assert!(crate::dialect::constant::CONNECTOR_MAX <= (END - CONNECTOR) as usize);
const _: () = assert!(SEND_WORKER as usize + sim::limits::HOSTS == RECV_WORKER as usize);

impl Thread {
    /// The thread's number in the Trace.
    pub fn lane(self) -> Lane {
        Lane(match self {
            Self::Main => 0,
            Self::QuorumPeer => 1,
            Self::WorkerSender => 2,
            Self::WorkerReceiver => 3,
            Self::Listener => 4,
            Self::LearnerCnxAcceptor => 5,
            Self::ClientPort => 6,
            Self::SendWorker(peer) => SEND_WORKER + peer.0,
            Self::RecvWorker(peer) => RECV_WORKER + peer.0,
            Self::LearnerHandler(peer) => LEARNER_HANDLER + peer.0,
            Self::LearnerSender(peer) => LEARNER_SENDER + peer.0,
            Self::Connector(place) => CONNECTOR + place,
            Self::LeaderConnector => LEADER_CONNECTOR,
            Self::SyncThread => SYNC_THREAD,
            Self::SendThread => SEND_THREAD,
            Self::Host => return Lane::HOST,
        })
    }

    /// The thread with this number.
    pub fn from_lane(lane: Lane) -> Self {
        let peer = |first: u8| NodeId(lane.0 - first);
        match lane.0 {
            0 => Self::Main,
            1 => Self::QuorumPeer,
            2 => Self::WorkerSender,
            3 => Self::WorkerReceiver,
            4 => Self::Listener,
            5 => Self::LearnerCnxAcceptor,
            6 => Self::ClientPort,
            SEND_WORKER..RECV_WORKER => Self::SendWorker(peer(SEND_WORKER)),
            RECV_WORKER..LEARNER_HANDLER => Self::RecvWorker(peer(RECV_WORKER)),
            LEARNER_HANDLER..LEARNER_SENDER => Self::LearnerHandler(peer(LEARNER_HANDLER)),
            LEADER_CONNECTOR => Self::LeaderConnector,
            SYNC_THREAD => Self::SyncThread,
            SEND_THREAD => Self::SendThread,
            LEARNER_SENDER..CONNECTOR => Self::LearnerSender(peer(LEARNER_SENDER)),
            CONNECTOR..END => Self::Connector(lane.0 - CONNECTOR),
            _ => Self::Host,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_thread_keeps_its_lane() {
        let peers = [NodeId(0), NodeId(31)];
        let of_peers = peers.into_iter().flat_map(|peer| {
            [
                Thread::SendWorker(peer),
                Thread::RecvWorker(peer),
                Thread::LearnerHandler(peer),
                Thread::LearnerSender(peer),
            ]
        });
        let all = [
            Thread::Main,
            Thread::QuorumPeer,
            Thread::WorkerSender,
            Thread::WorkerReceiver,
        ]
        .into_iter()
        .chain([
            Thread::Listener,
            Thread::LearnerCnxAcceptor,
            Thread::ClientPort,
            Thread::Connector(0),
            Thread::Connector(19),
            Thread::LeaderConnector,
            Thread::SyncThread,
            Thread::SendThread,
            Thread::Host,
        ])
        .chain(of_peers);
        for thread in all {
            assert_eq!(Thread::from_lane(thread.lane()), thread);
        }
    }
}
