//! `LearnerHandler-/ip:port`: the leader's side of one learner (`LearnerHandler.run`, 3.4.6).
//!
//! ```text
//!   FOLLOWERINFO ─▶ (quorum) ─▶ LEADERINFO ─▶ ACKEPOCH ─▶ (quorum) ─▶ DIFF, TRUNC or SNAP, NEWLEADER
//!   ─▶ ACK ─▶ (quorum) ─▶ leader runs ─▶ UPTODATE ─▶ packets, until the connection ends
//! ```

use super::JavaThread;
use crate::config::{LearnerType, QuorumConfig};
use crate::dialect::LastSeen;
use crate::dialect::constant::LEADER_RUNNING_POLL;
use crate::disk::Disk;
use crate::fact::{Fact, Failure, Line, Stage};
use crate::ids::{Epoch, Sid, Zxid};
use crate::lane::Thread;
use crate::message::{Message, Packet, PacketKind, SyncState};
use crate::server::clients::nothing_of;
use crate::server::leader::{Gate, HandlerId, StateSummary};
use crate::server::pace::{EPOCH_FILE, PACKET};
use crate::server::sync::{Decision, Knowledge};
use crate::server::{Emit, Server, packet, packet_of, packet_with, queue};
use crate::txn_log::Txns;
use sim::id::{MessageId, NodeId, Socket};
use sim::io::Io;
use sim::network::{Received, SendError};
use sim::threads::{Park, Wait};
use sim::time::SimTime;
use std::sync::Arc;

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct LearnerHandler {
    id: HandlerId,
    step: Step,
    /// The learner's last zxid, once it has said so.
    peer_last_zxid: Zxid,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Read { expects: Expects, until: SimTime },
    Open(Stage),
    Wait { stage: Stage, until: SimTime },
    AwaitRunning,
}

/// Which packet comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Expects {
    LearnerInfo,
    AckEpoch,
    NewLeaderAck,
    Anything,
}

/// How a step ends.
enum Outcome {
    Waits(Park),
    Goes,
    Fails(Failure),
}

impl LearnerHandler {
    pub(crate) fn new(id: HandlerId) -> Self {
        Self {
            id,
            step: Step::Begin,
            peer_last_zxid: Zxid(0),
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        loop {
            let interrupted = server.handlers.get(self.id).is_none_or(|h| h.interrupted);
            let outcome = match self.step {
                Step::Wait { .. } | Step::AwaitRunning if interrupted => {
                    Outcome::Fails(Failure::Interrupted)
                }
                Step::Begin => self.begin(server, io),
                Step::Read { expects, until } => self.read(server, disk, io, expects, until),
                Step::Open(stage) => {
                    server.before_opening(io, disk, stage);
                    server.open_gate(io, stage);
                    self.after_gate(server, disk, io, stage)
                }
                Step::Wait { stage, until } => self.wait(server, disk, io, stage, until),
                Step::AwaitRunning => self.await_running(server, io),
            };
            match outcome {
                Outcome::Waits(park) => return park,
                Outcome::Goes => {}
                Outcome::Fails(why) => return self.fail(server, io, why),
            }
        }
    }

    fn begin(&mut self, server: &mut Server, io: &mut Io<'_>) -> Outcome {
        let config = Arc::clone(&server.config);
        let tick = server.leader.as_ref().map_or(0, |leader| leader.tick);
        if let Some(handler) = server.handlers.get_mut(self.id) {
            handler.tick_of_next_ack_deadline = tick + config.init_limit + config.sync_limit;
        }
        self.expect(io, Expects::LearnerInfo, config.ticks(config.init_limit))
    }

    fn expect(&mut self, io: &mut Io<'_>, expects: Expects, timeout: sim::time::Span) -> Outcome {
        let until = io.timer(timeout);
        self.step = Step::Read { expects, until };
        Outcome::Goes
    }

    fn read(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        expects: Expects,
        until: SimTime,
    ) -> Outcome {
        let Some(socket) = server.handlers.get(self.id).map(|h| h.socket) else {
            return Outcome::Fails(Failure::SocketClosed);
        };
        let (message, packet) = match read_packet(io, socket, until) {
            Ok(Some(read)) => read,
            Ok(None) => return Outcome::Waits(Park::on_until(Wait::Read(socket), until)),
            Err(why) => return Outcome::Fails(why),
        };
        io.then(Fact::PacketReceived {
            packet: message,
            kind: packet.kind,
        });
        match expects {
            Expects::LearnerInfo => self.on_learner_info(server, disk, io, &packet),
            Expects::AckEpoch => self.on_ack_epoch(server, disk, io, &packet),
            Expects::NewLeaderAck => self.on_new_leader_ack(server, disk, io),
            Expects::Anything => {
                let sid = self.sid(server);
                server.on_reconfig_ack(disk, io, sid, &packet);
                if let (PacketKind::Request, Some(config)) = (packet.kind, packet.config) {
                    server.propose_reconfig(disk, io, config);
                }
                self.serve(server, io, &packet);
                self.on_packet(server, io)
            }
        }
    }

    /// What a learner sends when it is synchronised.
    fn serve(&self, server: &mut Server, io: &mut Io<'_>, packet: &Packet) {
        if packet.kind == PacketKind::Ack {
            if let Some(counted) = server.counted(self.id) {
                server.on_ack(io, counted, packet.zxid);
            }
        } else if packet.kind == PacketKind::Request && packet.config.is_none() {
            server.propose(io, 1, packet.origin);
        } else if let (PacketKind::Revalidate, Some(origin)) = (packet.kind, packet.origin) {
            let known = packet_of(io, PacketKind::Revalidate, nothing_of(origin));
            server.queue_packet(io, self.id, known);
        }
    }

    fn on_learner_info(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        info: &Packet,
    ) -> Outcome {
        let sid = Sid(info.data);
        if let Some(handler) = server.handlers.get_mut(self.id) {
            handler.sid = Some(sid);
            if info.kind == PacketKind::ObserverInfo {
                handler.learner_type = LearnerType::Observer;
            }
            let (peer, port) = (handler.peer, handler.port);
            io.then(Fact::LearnerArrived { sid, peer, port });
        }
        let (me, config) = (server.sid, Arc::clone(&server.config));
        let sid = server.counted_at_gate(self.id, Stage::Epoch);
        let accepted = info.zxid.epoch();
        let Some(leader) = &mut server.leader else {
            return Outcome::Fails(Failure::SocketClosed);
        };
        let gate = leader.connect(me, &config, sid, accepted);
        self.at_gate(server, disk, io, Stage::Epoch, gate)
    }

    fn on_ack_epoch(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        ack: &Packet,
    ) -> Outcome {
        self.peer_last_zxid = ack.zxid;
        let summary = StateSummary {
            current_epoch: Epoch(ack.data),
            last_zxid: ack.zxid,
        };
        let (me, config) = (server.sid, Arc::clone(&server.config));
        let sid = server.counted_at_gate(self.id, Stage::EpochAck);
        let Some(leader) = &mut server.leader else {
            return Outcome::Fails(Failure::SocketClosed);
        };
        match leader.acknowledge_epoch(me, &config, sid, summary) {
            Ok(gate) => self.at_gate(server, disk, io, Stage::EpochAck, gate),
            Err(why) => Outcome::Fails(why),
        }
    }

    fn on_new_leader_ack(&mut self, server: &mut Server, disk: &Disk, io: &mut Io<'_>) -> Outcome {
        let sid = self.sid(server);
        let acked = io.then(Fact::NewLeaderAcked { sid });
        let sid = server.counted_at_gate(self.id, Stage::NewLeaderAck);
        let (config, next) = (Arc::clone(&server.config), server.next_config());
        let Some(leader) = &mut server.leader else {
            return Outcome::Fails(Failure::SocketClosed);
        };
        leader.changed_by = acked;
        let gate = leader.acknowledge_leader(&config, next.as_deref(), sid);
        self.at_gate(server, disk, io, Stage::NewLeaderAck, gate)
    }

    /// The main loop: whatever the learner sends shows that it is there.
    fn on_packet(&mut self, server: &mut Server, io: &mut Io<'_>) -> Outcome {
        let config = Arc::clone(&server.config);
        let tick = server.leader.as_ref().map_or(0, |leader| leader.tick);
        if let Some(handler) = server.handlers.get_mut(self.id) {
            handler.tick_of_next_ack_deadline = tick + config.sync_limit;
        }
        self.expect(io, Expects::Anything, config.ticks(config.sync_limit))
    }

    fn at_gate(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        stage: Stage,
        gate: Gate,
    ) -> Outcome {
        match gate {
            Gate::Open => self.after_gate(server, disk, io, stage),
            Gate::Completed => {
                self.step = Step::Open(stage);
                let range = if stage == Stage::Epoch {
                    EPOCH_FILE
                } else {
                    PACKET
                };
                Outcome::Waits(server.busy(io, range))
            }
            Gate::Closed => {
                let wait = server.wait_at(io, stage);
                let config = &server.config;
                let until = io.timer(config.ticks(config.init_limit));
                self.step = Step::Wait { stage, until };
                Outcome::Waits(Park::on_until(wait, until))
            }
        }
    }

    fn wait(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        stage: Stage,
        until: SimTime,
    ) -> Outcome {
        match &server.leader {
            None => Outcome::Fails(Failure::Interrupted),
            Some(leader) if leader.is_open(stage) => self.after_gate(server, disk, io, stage),
            Some(_) if io.now() >= until => Outcome::Fails(match stage {
                Stage::Epoch => Failure::EpochTimeout,
                Stage::EpochAck => Failure::EpochAckTimeout,
                Stage::NewLeaderAck => Failure::NewLeaderTimeout,
            }),
            Some(_) => Outcome::Waits(Park::on_until(Wait::Condition(stage as u8), until)),
        }
    }

    fn after_gate(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        stage: Stage,
    ) -> Outcome {
        let config = Arc::clone(&server.config);
        let epoch = server
            .leader
            .as_ref()
            .map_or(Epoch(0), |leader| leader.epoch);
        match stage {
            Stage::Epoch => {
                let info = packet(io, PacketKind::LeaderInfo, Zxid::of_epoch(epoch), 0x10000);
                if let Err(why) = self.write(server, io, info) {
                    return Outcome::Fails(why);
                }
                self.expect(io, Expects::AckEpoch, config.ticks(config.init_limit))
            }
            Stage::EpochAck => match self.synchronize(server, disk, io, epoch) {
                Ok(()) => self.expect(io, Expects::NewLeaderAck, config.ticks(config.init_limit)),
                Err(why) => Outcome::Fails(why),
            },
            Stage::NewLeaderAck => {
                self.step = Step::AwaitRunning;
                Outcome::Goes
            }
        }
    }

    /// Tells the learner how to synchronise, and starts the thread that sends what follows.
    fn synchronize(
        &self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        epoch: Epoch,
    ) -> Result<(), Failure> {
        let decision = self.decide(server, disk, io);
        let lacks: Vec<Txns> = if decision.kind == PacketKind::Snap {
            Vec::new()
        } else if decision.reads_disk {
            // What is on the disk and not committed is forwarded as what it is.
            let mut log = disk.log.clone();
            log.truncate(server.database.last_processed_zxid);
            log.after(decision.from).collect()
        } else {
            let log = &server.database.committed_log;
            log.after(decision.from).collect()
        };
        server.start_forwarding(io, self.id, &lacks, decision.from);
        let new_leader = server.new_leader_packet(io, epoch);
        server.queue_packet(io, self.id, new_leader);
        let how = packet(io, decision.kind, decision.zxid, 0);
        self.write(server, io, how)?;
        let Some(peer) = server.handlers.get(self.id).map(|handler| handler.peer) else {
            return Err(Failure::SocketClosed);
        };
        let thread = JavaThread::learner_sender(self.id);
        let slot = server.start(io, Thread::LearnerSender(peer), thread);
        if let Some(handler) = server.handlers.get_mut(self.id) {
            handler.sender = slot;
        }
        Ok(())
    }

    /// What this learner needs, from what the leader knows.
    fn decide(&self, server: &Server, disk: &Disk, io: &mut Io<'_>) -> Decision {
        let sid = self.sid(server);
        let database = &server.database;
        let limit = log_limit(&server.config, disk);
        let reads = if limit.is_some() {
            Line::OnDiskSync
        } else {
            Line::NoOnDiskSync
        };
        server.say(io, reads, 0);
        let decision = Knowledge {
            committed_log: &database.committed_log,
            disk_log: &disk.log,
            log_limit: limit,
            last_processed: database.last_processed_zxid,
            peer: self.peer_last_zxid,
        }
        .decide(server.dialect.sync_table);
        let state = SyncState {
            min: database.committed_log.first().unwrap_or(Zxid(0)),
            max: database.committed_log.last().unwrap_or(Zxid(0)),
            last_processed: database.last_processed_zxid,
            peer: self.peer_last_zxid,
            sent: decision.zxid,
            outstanding: server.outstanding(),
        };
        let with = io.record(Message::SyncState(state).encode());
        io.then(Fact::Synchronizing { with });
        for line in &decision.lines {
            let limit = || u32::try_from(limit.unwrap_or(0)).unwrap_or(u32::MAX);
            let too_large = matches!(line, Line::TxnLogTooLarge);
            let value = if too_large { limit() } else { with.0 };
            server.say(io, *line, value);
        }
        let kind = decision.kind;
        io.then(Fact::SyncSent { kind, sid, with });
        if kind == PacketKind::Snap {
            server.say(io, Line::SendingSnapshot, with.0);
        }
        decision
    }

    /// Looks every 20 ms whether the leader has started.
    fn await_running(&mut self, server: &mut Server, io: &mut Io<'_>) -> Outcome {
        if !server.leader.as_ref().is_some_and(|leader| leader.running) {
            return Outcome::Waits(Park::until(io.timer(LEADER_RUNNING_POLL)));
        }
        if let Some(sid) = server.handlers.get(self.id).and_then(|handler| handler.sid) {
            io.tell(Fact::LearnerSynced { sid });
        }
        let up_to_date = packet(io, PacketKind::UpToDate, Zxid(-1), 0);
        server.queue_packet(io, self.id, up_to_date);
        let config = Arc::clone(&server.config);
        self.expect(io, Expects::Anything, config.ticks(config.sync_limit))
    }

    fn write(&self, server: &Server, io: &mut Io<'_>, packet: MessageId) -> Result<(), Failure> {
        let Some(handler) = server.handlers.get(self.id) else {
            return Err(Failure::SocketClosed);
        };
        server
            .write_packet(io, handler.socket, handler.peer, packet)
            .map_err(send_failure)
    }

    fn sid(&self, server: &Server) -> Sid {
        server
            .handlers
            .get(self.id)
            .and_then(|handler| handler.sid)
            .unwrap_or(Sid(-1))
    }

    /// The end of `run`: say what happened, close, and leave the leader.
    fn fail(&self, server: &mut Server, io: &mut Io<'_>, why: Failure) -> Park {
        if let Some(handler) = server.handlers.get(self.id) {
            let (open, peer, port) = (!handler.closed, handler.peer, handler.port);
            let sid = handler.sid.unwrap_or(Sid(-1));
            if open || why == Failure::Interrupted {
                io.then(Fact::HandlerFailed { sid, why, open });
            }
            let left = io.then(Fact::Goodbye { peer, port });
            if let Some(leader) = &mut server.leader {
                leader.changed_by = left;
            }
        }
        server.shut_handler_down(io, self.id);
        server.handlers.thread_ended(self.id, io.slot);
        Park::end()
    }
}

/// Reads a packet; nothing if none is there yet.
pub(crate) fn read_packet(
    io: &mut Io<'_>,
    socket: Socket,
    until: SimTime,
) -> Result<Option<(MessageId, Packet)>, Failure> {
    match io.receive(socket) {
        Received::Message(message, cause) => {
            io.cause = cause;
            match Message::decode(io.message(message)).and_then(Message::packet) {
                Some(packet) => Ok(Some((message, packet))),
                None => Err(Failure::EndOfStream),
            }
        }
        Received::Nothing if io.now() >= until => Err(Failure::ReadTimedOut),
        Received::Nothing => Ok(None),
        Received::EndOfStream(cause) => {
            io.cause = cause;
            Err(Failure::EndOfStream)
        }
        Received::Reset(cause) => {
            io.cause = cause;
            Err(Failure::Reset)
        }
        Received::Closed => Err(Failure::SocketClosed),
    }
}

/// The exception of a failed write.
pub(crate) fn send_failure(error: SendError) -> Failure {
    match error {
        SendError::Closed => Failure::SocketClosed,
        SendError::BrokenPipe => Failure::BrokenPipe,
    }
}

impl Server {
    /// Writes a packet to a socket.
    pub(crate) fn write_packet(
        &self,
        io: &mut Io<'_>,
        socket: Socket,
        to: NodeId,
        packet: MessageId,
    ) -> Result<(), SendError> {
        let Some(kind) = Message::decode(io.message(packet)).and_then(Message::packet) else {
            return Ok(());
        };
        let before = io.cause;
        io.then(Fact::PacketSent {
            packet,
            kind: kind.kind,
            to,
        });
        let sent = io.send(socket, packet);
        io.cause = before;
        sent
    }

    /// NEWLEADER, with the configuration to be kept from 3.5.0 on.
    fn new_leader_packet(&self, io: &mut Io<'_>, epoch: Epoch) -> MessageId {
        let zxid = Zxid::of_epoch(epoch);
        let (config, version) = match (&self.last_seen, self.dialect.last_seen) {
            (_, LastSeen::Absent) => return packet(io, PacketKind::NewLeader, zxid, 0),
            (Some(seen), LastSeen::Kept | LastSeen::KeptForReconfig) => (seen.id, seen.version),
            (None, LastSeen::Kept | LastSeen::KeptForReconfig) => {
                (self.config_id, self.peer.config_version)
            }
        };
        packet_with(io, PacketKind::NewLeader, zxid, version.0, Some(config))
    }

    /// Queues a packet for a learner.
    pub(crate) fn queue_packet(&mut self, io: &mut Io<'_>, id: HandlerId, packet: MessageId) {
        let cause = io.cause;
        let Some(handler) = self.handlers.get_mut(id) else {
            return;
        };
        handler.queued_packets.push_back((packet, cause));
        if let Some(slot) = handler.sender {
            io.wake(slot, Wait::Queue(queue::QUEUED_PACKETS));
        }
    }

    /// Closes a learner's connection.
    pub(crate) fn close_handler(&mut self, io: &mut Io<'_>, id: HandlerId) {
        let Some(handler) = self.handlers.get_mut(id) else {
            return;
        };
        let was_open = !std::mem::replace(&mut handler.closed, true);
        let (socket, sid) = (handler.socket, handler.sid);
        if was_open {
            let sid = sid.and_then(|sid| u32::try_from(sid.0).ok());
            self.say(io, Line::ClosingSocket, sid.unwrap_or(0));
        }
        io.close(socket);
    }

    /// `LearnerHandler.shutdown`: closes, interrupts, and leaves the leader.
    pub(crate) fn shut_handler_down(&mut self, io: &mut Io<'_>, id: HandlerId) {
        self.close_handler(io, id);
        let Some(handler) = self.handlers.get_mut(id) else {
            return;
        };
        handler.interrupted = true;
        let (thread, sender) = (handler.thread, handler.sender);
        if let Some(slot) = sender {
            io.wake(slot, Wait::Queue(queue::QUEUED_PACKETS));
        }
        if let Some(slot) = thread.filter(|slot| *slot != io.slot) {
            for stage in Stage::ALL {
                io.wake(slot, Wait::Condition(*stage as u8));
            }
            io.interrupt(slot);
        }
        if let Some(leader) = &mut self.leader {
            leader.learners.retain(|other| *other != id);
            leader.forwarding.retain(|other| *other != id);
        }
    }
}

/// How large a log may be that is read for a learner; nothing if none is read
/// (`ZKDatabase.calculateTxnLogSizeLimit`, 3.5.0).
fn log_limit(config: &QuorumConfig, disk: &Disk) -> Option<u64> {
    let percent = config.snapshot_size_factor_percent()?;
    Some(disk.machine.snapshot_size.saturating_mul(percent) / 100)
}
