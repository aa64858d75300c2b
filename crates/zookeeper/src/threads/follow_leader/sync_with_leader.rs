//! `Learner.syncWithLeader`: from the packet that says how, to the acknowledgement of NEWLEADER.

use super::{Expects, FollowLeader, Outcome, Step};
use crate::dialect::{LearnerStart, Snapshot};
use crate::disk::Disk;
use crate::fact::{Fact, Line, SyncMode};
use crate::ids::{Sid, Zxid};
use crate::message::{Message, Packet, PacketKind};
use crate::server::broadcast::Proposed;
use crate::server::pace::{Class, EPOCH_FILE, SNAPSHOT, START_PROCESSORS};
use crate::server::{Emit, Server, packet};
use crate::threads::connect_one::{ConnectOne, Progress};
use crate::txn_log::{TxnLog, Txns};
use crate::vote::ServerState;
use sim::id::MessageId;
use sim::io::Io;
use std::sync::Arc;

impl FollowLeader {
    pub(super) fn on_sync_mode(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        sync: &Packet,
    ) -> Outcome {
        let modes = [
            (PacketKind::Trunc, SyncMode::Trunc),
            (PacketKind::Snap, SyncMode::Snap),
        ];
        let mode = modes.into_iter().find(|(kind, _)| *kind == sync.kind);
        let mode = mode.map_or(SyncMode::Diff, |(_, mode)| mode);
        io.then(Fact::SyncStarted {
            zxid: sync.zxid,
            mode,
        });
        self.sync = mode;
        server.set_sync_mode(io, Some(mode));
        let zxid = sync.zxid;
        match mode {
            SyncMode::Diff => {}
            SyncMode::Trunc => {
                disk.truncate(zxid);
                server.load_database(disk);
                io.then(Fact::Truncated { zxid });
            }
            SyncMode::Snap => {
                server.database.committed_log = TxnLog::default();
                server.database.last_processed_zxid = zxid;
                io.then(Fact::Committed { zxid });
            }
        }
        self.expect(server, io, Expects::NewLeader)
    }

    pub(super) fn on_new_leader(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        (id, packet): (MessageId, &Packet),
    ) -> Outcome {
        if packet.kind != PacketKind::NewLeader {
            let in_memory = self.takes_snapshot(server);
            self.on_transactions(server, io, (id, packet), in_memory);
            return self.expect(server, io, Expects::NewLeader);
        }
        server.say(io, Line::ReceivedNewLeader, 0);
        if let Some(config) = packet.config {
            let known = server.last_seen.as_ref().map(|seen| seen.version);
            server.keep_last_seen(io, config, Zxid(packet.data));
            self.handed_on = Some((config, Zxid(packet.data)));
            if server.last_seen.as_ref().map(|seen| seen.version) != known {
                self.step = Step::ConnectNewPeers { after: NOBODY };
                return Outcome::Goes;
            }
        }
        self.take_snapshot(server, disk, io)
    }

    /// `connectNewPeers`: in this thread, one after the other.
    pub(super) fn connect_new_peers(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        after: Sid,
    ) -> Outcome {
        let seen = server
            .last_seen
            .as_ref()
            .map(|seen| Arc::clone(&seen.config));
        let is_new =
            |sid: &Sid| *sid > after && *sid != server.sid && !server.config.servers.contains(*sid);
        match seen.and_then(|seen| seen.servers.keys().find(is_new)) {
            Some(sid) => {
                self.call = Some(ConnectOne::new(sid));
                self.step = Step::Connecting(sid);
                Outcome::Goes
            }
            None => self.take_snapshot(server, disk, io),
        }
    }

    pub(super) fn connecting(&mut self, server: &mut Server, io: &mut Io<'_>, sid: Sid) -> Outcome {
        let progress = self.call.as_mut().map(|call| call.resume(server, io));
        match progress {
            Some(Progress::Waits(park)) => Outcome::Waits(park),
            Some(Progress::Returned) | None => {
                self.call = None;
                self.step = Step::ConnectNewPeers { after: sid };
                Outcome::Goes
            }
        }
    }

    /// Whether what comes before NEWLEADER is applied in memory only, because a snapshot follows
    /// (`snapshotNeeded`).
    pub(super) fn takes_snapshot(&self, server: &Server) -> bool {
        match server.dialect.snapshot {
            Snapshot::AtEverySync => true,
            Snapshot::UnlessDiff => self.sync != SyncMode::Diff,
        }
    }

    pub(super) fn take_snapshot(
        &mut self,
        server: &Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) -> Outcome {
        self.step = Step::SetCurrentEpoch;
        if !self.takes_snapshot(server) {
            return Outcome::Waits(server.busy(io, EPOCH_FILE));
        }
        if self.sync == SyncMode::Snap {
            disk.forget_log();
        }
        server.take_snapshot(disk, io);
        Outcome::Waits(server.busy(io, SNAPSHOT))
    }

    pub(super) fn set_current_epoch(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) -> Outcome {
        Server::set_current_epoch(io, disk, self.new_epoch);
        self.step = Step::AckNewLeader;
        match server.dialect.learner_start {
            LearnerStart::AtUpToDate => Outcome::Goes,
            LearnerStart::BeforeAck => {
                server.set_sync_mode(io, None);
                Outcome::Waits(server.busy_with(io, START_PROCESSORS, Class::Processors))
            }
        }
    }

    pub(super) fn ack_new_leader(&mut self, server: &mut Server, io: &mut Io<'_>) -> Outcome {
        if server.dialect.learner_start == LearnerStart::BeforeAck {
            server.pipeline.leader = self.socket.zip(self.leader);
            server.log_in_flight(io);
        }
        let ack = packet(io, PacketKind::Ack, Zxid::of_epoch(self.new_epoch), 0);
        self.send_and_expect(server, io, ack, Expects::Anything)
    }
}

/// Whether a learner of this release falls over a COMMIT that comes before UPTODATE: it looks for the
/// proposal among those in flight, which it has given to the log with its ACK of NEWLEADER
/// (ZOOKEEPER-4394).
pub(super) fn misses_it(server: &Server) -> bool {
    server.dialect.learner_start == LearnerStart::BeforeAck && server.pipeline.in_flight == 0
}

impl FollowLeader {
    /// Proposals and commits: once in sync, or while only memory counts, a commit is carried out at
    /// once.
    pub(super) fn on_transactions(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        (id, packet): (MessageId, &Packet),
        at_once: bool,
    ) {
        let proposed = Proposed {
            txns: Txns::ending(packet.zxid, packet.transactions),
            origin: packet.origin,
        };
        // An observer is told of a proposal when it is committed already.
        let informs = packet.kind == PacketKind::Inform;
        if informs || packet.kind == PacketKind::Proposal {
            self.expect_next(server, io, id, proposed.txns.first);
            server.on_proposal(io, proposed);
        }
        if informs || packet.kind == PacketKind::Commit {
            if at_once {
                server.on_commit(io, packet.zxid);
            } else {
                server.pipeline.early_commits.push(packet.zxid);
            }
        }
    }

    /// A proposal that does not follow the one before it is remarked upon: so is the first one, as if
    /// the count had begun at zero. An observer that is in sync does not count.
    pub(super) fn expect_next(
        &mut self,
        server: &Server,
        io: &mut Io<'_>,
        id: MessageId,
        first: Zxid,
    ) {
        let follows = server.peer.state == ServerState::Following;
        if self.in_sync && !follows {
            return;
        }
        let before = self.last_queued.replace(id);
        let zxid = before.and_then(|before| {
            let packet = Message::decode(io.message(before)).and_then(Message::packet);
            packet.map(|packet| packet.zxid)
        });
        if first == Zxid(zxid.map_or(0, |zxid| zxid.0) + 1) {
            return;
        }
        let line = match (self.in_sync, follows) {
            (true, _) => Line::GotZxid,
            (false, true) => Line::GotZxidInSync,
            (false, false) => Line::GotZxidInformed,
        };
        server.say(io, line, before.map_or(u32::MAX, |before| before.0));
    }
}

/// Before every sid.
const NOBODY: Sid = Sid(i64::MIN);
