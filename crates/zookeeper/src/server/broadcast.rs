//! Transactions on their way through the ensemble (`Leader.propose`, `Leader.processAck`,
//! `SyncRequestProcessor`, `FollowerZooKeeperServer`, 3.4.6).
//!
//! ```text
//!   a client's write ─ REQUEST ─▶ leader: PROPOSAL ─▶ each follower: log on disk ─ ACK ─▶ a quorum
//!   of ACKs, the leader's own among them ─ COMMIT ─▶ each server delivers ─▶ the client's answer
//! ```
//! Logged and committed are two things: what one log holds may be in no other.

use super::membership::all_quorums;
use super::{Emit, Server, packet_of, queue};
use crate::dialect::constant::COMMITTED_LOG;
use crate::disk::Disk;
use crate::fact::Fact;
use crate::ids::{Sid, Zxid};
use crate::lane::Thread;
use crate::message::{Origin, PacketKind};
use crate::server::leader::{Handler, HandlerId};
use crate::sid_map::SidSet;
use crate::threads::JavaThread;
use crate::txn_log::Txns;
use crate::vote::ServerState;
use sim::id::{EventId, MessageId, NodeId, Slot, Socket};
use sim::io::Io;
use sim::threads::Wait;
use std::collections::VecDeque;

/// Transactions that were proposed together, and who has asked for them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Proposed {
    pub(crate) txns: Txns,
    pub(crate) origin: Option<Origin>,
}

impl Proposed {
    /// Transactions that no client of a server waits for.
    pub(crate) fn unasked(txns: Txns) -> Self {
        let origin = None;
        Self { txns, origin }
    }
}

/// A proposal that no quorum has acknowledged yet (`Leader.outstandingProposals`).
#[derive(Clone, Debug)]
pub(crate) struct Outstanding {
    pub(crate) proposed: Proposed,
    pub(crate) acks: SidSet,
}

/// What a server has been told of transactions and not yet done.
#[derive(Clone, Default, Debug)]
pub(crate) struct Pipeline {
    /// Proposals whose commit has not come (`pendingTxns`; `packetsNotCommitted` before UPTODATE).
    pub(crate) pending: VecDeque<Proposed>,
    /// How many of them, at the end, are not on their way to the log either (`packetsNotCommitted`).
    pub(crate) in_flight: usize,
    /// Commits that came before UPTODATE (`packetsCommitted`).
    pub(crate) early_commits: Vec<Zxid>,
    /// What SyncThread has to write, and the fact that put it there.
    pub(crate) to_log: VecDeque<(Proposed, EventId)>,
    pub(crate) sync_thread: Option<Slot>,
    /// A learner's connection to its leader.
    pub(crate) leader: Option<(Socket, NodeId)>,
}

impl Server {
    /// The leader proposes transactions.
    pub(crate) fn propose(&mut self, io: &mut Io<'_>, number: u32, origin: Option<Origin>) {
        let leads = self.peer.state == ServerState::Leading && self.database.serving;
        let Some(leader) = self.leader.as_mut().filter(|_| leads) else {
            return;
        };
        let last = Zxid(leader.last_proposed.0.saturating_add(i64::from(number)));
        leader.last_proposed = last;
        let txns = Txns::ending(last, number);
        let proposed = Proposed { txns, origin };
        leader.outstanding.push_back(Outstanding {
            proposed,
            acks: SidSet::default(),
        });
        io.then(Fact::TransactionsProposed { zxid: last });
        for id in leader.forwarding.clone() {
            self.forward(io, id, proposed);
        }
        self.log_later(io, proposed);
    }

    /// Sends a proposal to a learner; observers only hear of what is committed.
    fn forward(&mut self, io: &mut Io<'_>, id: HandlerId, proposed: Proposed) {
        if self.handlers.get(id).is_some_and(Handler::follows) {
            let proposal = packet_of(io, PacketKind::Proposal, proposed);
            self.queue_packet(io, id, proposal);
        }
    }

    /// What a learner lacks is queued for it, and what is proposed from here on
    /// (`Leader.startForwarding`).
    pub(crate) fn start_forwarding(
        &mut self,
        io: &mut Io<'_>,
        id: HandlerId,
        committed: &[Txns],
        from: Zxid,
    ) {
        for txns in committed {
            let proposed = Proposed::unasked(*txns);
            for kind in [PacketKind::Proposal, PacketKind::Commit] {
                let packet = packet_of(io, kind, proposed);
                self.queue_packet(io, id, packet);
            }
        }
        let Some(leader) = &mut self.leader else {
            return;
        };
        leader.forwarding.push(id);
        let outstanding = leader.outstanding.iter().map(|o| o.proposed);
        let beyond: Vec<_> = outstanding.filter(|p| p.txns.last > from).collect();
        for proposed in beyond {
            self.forward(io, id, proposed);
        }
    }

    /// Transactions that this leader has proposed and not committed.
    pub(crate) fn outstanding(&self) -> u32 {
        let outstanding = self.leader.iter().flat_map(|leader| &leader.outstanding);
        outstanding.map(|o| o.proposed.txns.number()).sum()
    }

    /// A server has logged a proposal; with a quorum it is committed, in the order of zxids
    /// (`Leader.processAck`).
    pub(crate) fn on_ack(&mut self, io: &mut Io<'_>, sid: Sid, zxid: Zxid) {
        let (config, next) = (self.config.clone(), self.next_config());
        let Some(leader) = self.leader.as_mut().filter(|l| l.allowed_to_commit) else {
            return;
        };
        let mut outstanding = leader.outstanding.iter_mut();
        let Some(proposal) = outstanding.find(|o| o.proposed.txns.last == zxid) else {
            // The answer to UPTODATE, or a proposal that is committed already.
            return;
        };
        proposal.acks.insert(sid);
        io.then(Fact::ProposalAcked { zxid });
        let mut committed = Vec::new();
        while let Some(first) = leader.outstanding.front()
            && all_quorums(&config, next.as_deref(), &first.acks)
        {
            committed.push(first.proposed);
            leader.outstanding.pop_front();
        }
        for proposed in committed {
            self.commit(io, proposed);
        }
    }

    /// The leader commits: it tells its learners, and delivers.
    fn commit(&mut self, io: &mut Io<'_>, proposed: Proposed) {
        let learners = self.leader.as_ref().map(|leader| leader.forwarding.clone());
        for id in learners.unwrap_or_default() {
            let follows = self.handlers.get(id).is_some_and(Handler::follows);
            let kind = if follows {
                PacketKind::Commit
            } else {
                PacketKind::Inform
            };
            let packet = packet_of(io, kind, proposed);
            self.queue_packet(io, id, packet);
        }
        self.deliver(io, proposed);
    }

    /// Transactions are committed: they go into the database, and whoever asked for them is answered.
    pub(crate) fn deliver(&mut self, io: &mut Io<'_>, proposed: Proposed) {
        let zxid = proposed.txns.last;
        self.database.last_processed_zxid = zxid;
        self.database.committed_log.append(proposed.txns);
        self.database.committed_log.keep_last(COMMITTED_LOG);
        io.then(Fact::Committed { zxid });
        if let Some(origin) = proposed.origin {
            self.answer_origin(io, origin, zxid);
        }
    }

    /// A learner hears of a proposal.
    pub(crate) fn on_proposal(&mut self, io: &mut Io<'_>, proposed: Proposed) {
        self.pipeline.pending.push_back(proposed);
        if self.database.serving {
            self.log_later(io, proposed);
        } else {
            self.pipeline.in_flight += 1;
        }
    }

    /// A learner hears that a proposal is committed.
    pub(crate) fn on_commit(&mut self, io: &mut Io<'_>, zxid: Zxid) {
        let is_next = |next: &mut Proposed| next.txns.last == zxid;
        if let Some(proposed) = self.pipeline.pending.pop_front_if(is_next) {
            let left = self.pipeline.pending.len();
            self.pipeline.in_flight = self.pipeline.in_flight.min(left);
            self.deliver(io, proposed);
        }
    }

    /// A learner logs what is in flight.
    pub(crate) fn log_in_flight(&mut self, io: &mut Io<'_>) {
        let number = std::mem::take(&mut self.pipeline.in_flight);
        let logged = self.pipeline.pending.len() - number;
        let in_flight: Vec<_> = self.pipeline.pending.range(logged..).copied().collect();
        for proposed in in_flight {
            self.log_later(io, proposed);
        }
    }

    /// A learner is up to date: it logs and commits what came meanwhile.
    pub(crate) fn catch_up(&mut self, io: &mut Io<'_>) {
        self.log_in_flight(io);
        for zxid in std::mem::take(&mut self.pipeline.early_commits) {
            self.on_commit(io, zxid);
        }
    }

    /// Gives transactions to SyncThread.
    fn log_later(&mut self, io: &mut Io<'_>, proposed: Proposed) {
        self.pipeline.to_log.push_back((proposed, io.cause));
        match self.pipeline.sync_thread {
            Some(slot) => io.wake(slot, Wait::Queue(queue::TO_LOG)),
            None => {
                let thread = JavaThread::SyncThread(Default::default());
                self.pipeline.sync_thread = self.start(io, Thread::SyncThread, thread);
            }
        }
    }

    /// Everything that SyncThread has taken is on the disk.
    pub(crate) fn flush(&mut self, disk: &mut Disk, io: &mut Io<'_>, acknowledges: bool) {
        for (proposed, cause) in std::mem::take(&mut self.pipeline.to_log) {
            let zxid = proposed.txns.last;
            io.cause = cause;
            disk.log.append(proposed.txns);
            io.then(Fact::Logged { zxid });
            if !acknowledges {
                continue;
            }
            if self.leader.is_some() {
                self.on_ack(io, self.sid, zxid);
            } else if self.is_participant() {
                let ack = packet_of(io, PacketKind::Ack, proposed);
                self.write_to_leader(io, ack);
            }
        }
    }

    /// Writes a packet to the leader; that the connection is gone is found by whoever reads it.
    pub(crate) fn write_to_leader(&self, io: &mut Io<'_>, packet: MessageId) {
        if let Some((socket, leader)) = self.pipeline.leader {
            let _ = self.write_packet(io, socket, leader, packet);
        }
    }

    /// The server is shut down: what is queued for the log is still written, what is not committed is
    /// forgotten, the clients are dropped (`ZooKeeperServer.shutdown`).
    pub(crate) fn stop_pipeline(&mut self, disk: &mut Disk, io: &mut Io<'_>) {
        let before = io.cause;
        self.flush(disk, io, false);
        io.cause = before;
        self.pipeline.pending.clear();
        self.pipeline.in_flight = 0;
        self.pipeline.early_commits.clear();
        self.pipeline.leader = None;
    }
}
