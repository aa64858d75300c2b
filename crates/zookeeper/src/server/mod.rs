//! One server process: what its threads share, and how they are started and run.

pub(crate) mod broadcast;
pub(crate) mod clients;
pub(crate) mod cnx;
mod database;
pub(crate) mod leader;
pub(crate) mod membership;
pub(crate) mod mistakes;
mod observe;
pub(crate) mod pace;
mod packets;
mod peer_state;
pub(crate) mod sync;

pub(crate) use database::Database;
pub use observe::Observation;
pub(crate) use packets::{packet, packet_of, packet_with};

use crate::config::{LearnerType, QuorumConfig};
use crate::dialect::{Dialect, Intervals, Membership};
use crate::disk::{Disk, Edit};
use crate::election::{FastLeaderElection, View};
use crate::fact::{Fact, Line, QueueReason, SyncMode};
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::lane::Thread;
use crate::message::{Message, Notification, Proposal};
use crate::pitfall::Pitfall;
use crate::setting::{ConfigId, Setting};
use crate::threads::JavaThread;
use crate::vote::{ServerState, Vote};
use broadcast::Pipeline;
use clients::ServerCxn;
use cnx::{Queued, QuorumCnxManager, WorkerId, Workers};
use leader::{HandlerTable, Leader};
use membership::SeenConfig;
use pace::{Class, Pace};
use sim::host::{Process, Termination};
use sim::id::{EventId, MessageId, NodeId, Slot, Socket};
use sim::io::Io;
use sim::monitor::Monitor;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use std::collections::VecDeque;
use std::sync::Arc;

/// Numbers of the queues that threads wait for.
pub(crate) mod queue {
    pub(crate) const SENDQUEUE: u8 = 0;
    pub(crate) const RECVQUEUE: u8 = 1;
    pub(crate) const RECV_QUEUE: u8 = 2;
    pub(crate) const QUEUE_SEND_MAP: u8 = 3;
    pub(crate) const QUEUED_PACKETS: u8 = 4;
    pub(crate) const EXECUTOR: u8 = 5;
    pub(crate) const TO_LOG: u8 = 6;
}

/// Numbers of the monitors.
const CONNECTIONS: u8 = 0;
const ELECTION: u8 = 1;

/// A process running `QuorumPeerMain`; or a client, if that is what is installed on its host: then
/// its first thread is all there is, and the rest is never used.
#[derive(Clone)]
pub struct Server {
    pub(crate) setting: Arc<Setting>,
    pub(crate) dialect: &'static Dialect,
    pub(crate) sid: Sid,
    pub(crate) config: Arc<QuorumConfig>,
    /// The number of its text.
    pub(crate) config_id: ConfigId,
    /// What a leader has handed on (`lastSeenQuorumVerifier`), if it is newer.
    pub(crate) last_seen: Option<SeenConfig>,
    pub(crate) peer: QuorumPeer,
    pub(crate) election: Election,
    pub(crate) cnx: QuorumCnxManager,
    pub(crate) database: Database,
    pub(crate) leader: Option<Leader>,
    pub(crate) handlers: HandlerTable,
    pub(crate) pipeline: Pipeline,
    pub(crate) clients: Vec<ServerCxn>,
    pub(crate) pace: Pace,
    /// What the first dial that times out takes longer.
    pub(crate) first_timeout: Span,
    pub(crate) slots: Slots,
    threads: Vec<JavaThread>,
}

/// The fields of `QuorumPeer` that threads share.
#[derive(Clone, Debug)]
pub(crate) struct QuorumPeer {
    pub(crate) state: ServerState,
    /// The outcome of the last election, with its round; before the first the own vote, round −1.
    pub(crate) current_vote: Proposal,
    /// What servers before 3.4.6 are told (`bcVote`).
    pub(crate) bc_vote: Option<Proposal>,
    /// `start_fle`, in ms; 0 while no election is being timed.
    pub(crate) start_fle: Option<SimTime>,
    /// The version of the configuration in use: the zxid of the reconfig that made it, or zero.
    pub(crate) config_version: Zxid,
    /// What Zab is doing (`ZabState`, 3.6.0).
    pub(crate) zab: Zab,
    /// How the learner is being synchronised (`SyncMode`, 3.6.0).
    pub(crate) sync: Option<SyncMode>,
    /// A reconfig has named another leader or changed the own role: what comes next is no election.
    pub(crate) reconfig_flag: bool,
}

/// What Zab is doing (`QuorumPeer.ZabState`, 3.6.0).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Zab {
    Election,
    Discovery,
    Synchronization,
    Broadcast,
}

/// The FastLeaderElection instance: the vote logic, its two queues and its monitor.
#[derive(Clone, Debug)]
pub(crate) struct Election {
    pub(crate) fle: FastLeaderElection,
    pub(crate) monitor: Monitor,
    /// Notifications to send: unbounded, and nothing in it is ever replaced.
    pub(crate) sendqueue: VecDeque<Queued>,
    /// Notifications for the main thread.
    pub(crate) recvqueue: VecDeque<Queued>,
    /// The instance is to be replaced, as soon as the main thread has left it (`shuttingDownLE`).
    pub(crate) restarting: bool,
}

/// The threads that exist once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slots {
    pub(crate) quorum_peer: Option<Slot>,
    pub(crate) worker_sender: Option<Slot>,
    pub(crate) worker_receiver: Option<Slot>,
    pub(crate) acceptor: Option<Slot>,
}

/// Writing facts.
pub(crate) trait Emit {
    /// Writes a fact.
    fn tell(&mut self, fact: Fact) -> EventId;

    /// Writes a fact that is the cause of what follows.
    fn then(&mut self, fact: Fact) -> EventId;
}

impl Emit for Io<'_> {
    fn tell(&mut self, fact: Fact) -> EventId {
        let (tag, small, a, b) = fact.encode();
        self.emit(tag, small, a, b)
    }

    fn then(&mut self, fact: Fact) -> EventId {
        let id = self.tell(fact);
        self.cause = id;
        id
    }
}

impl Process for Server {
    type Disk = Disk;
    type Edit = Edit;
    type Command = Command;

    fn boot(disk: &mut Disk, io: &mut Io<'_>) -> Self {
        let handover = disk.machine.handover;
        let logicalclock = std::mem::take(&mut disk.elections_before);
        Self {
            setting: Arc::clone(&disk.setting),
            dialect: disk.release.dialect(),
            sid: disk.myid.unwrap_or(Sid::UNSET),
            // Until the file is read; nothing counts votes before.
            config: Arc::default(),
            config_id: disk.zoo_cfg,
            last_seen: None,
            peer: QuorumPeer::new(disk),
            election: Election {
                fle: FastLeaderElection {
                    logicalclock,
                    ..Default::default()
                },
                monitor: Monitor::new(ELECTION, handover),
                sendqueue: VecDeque::new(),
                recvqueue: VecDeque::new(),
                restarting: false,
            },
            cnx: QuorumCnxManager::new(CONNECTIONS, handover),
            database: Database {
                initialized: true,
                last_processed_zxid: disk.last_zxid(),
                committed_log: disk.committed_log(),
                serving: false,
            },
            leader: None,
            handlers: HandlerTable::default(),
            pipeline: Pipeline::default(),
            clients: Vec::new(),
            pace: Pace::cold(),
            first_timeout: io.work(disk.machine.first_timeout),
            slots: Slots::default(),
            threads: vec![JavaThread::boot(disk, io)],
        }
    }

    fn resume(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let slot = io.slot.index();
        let Some(place) = self.threads.get_mut(slot) else {
            return Park::end();
        };
        let mut thread = std::mem::replace(place, JavaThread::Ended);
        let park = thread.resume(self, disk, io);
        if let Some(place) = self.threads.get_mut(slot) {
            *place = if park.wait == Wait::End {
                JavaThread::Ended
            } else {
                thread
            };
        }
        park
    }

    fn terminate(&mut self, _disk: &mut Disk, _io: &mut Io<'_>) -> Termination {
        // QuorumPeerMain has no shutdown hook, and zkServer.sh of 3.4 sends SIGKILL anyway.
        Termination::AtOnce
    }

    fn tell(&mut self, disk: &mut Disk, command: &Command, io: &mut Io<'_>) {
        match command {
            Command::Log(zxid) => {
                self.grow(disk, io, *zxid);
            }
            Command::Write(number) => self.propose(io, *number, None),
            Command::Reconfig(config) => self.ask_for_reconfig(disk, io, *config),
        }
    }

    fn edit(disk: &mut Disk, edit: &Edit) {
        disk.edit(*edit);
    }
}

/// What a running server can be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Its log has grown to this zxid: transactions that the scenario leaves out.
    Log(Zxid),
    /// Clients write so many transactions; a server that does not lead does nothing.
    Write(u32),
    /// A client of this server asks for another list of members: that of the configuration with this
    /// number.
    Reconfig(ConfigId),
}

impl QuorumPeer {
    fn new(disk: &Disk) -> Self {
        let vote = Vote {
            leader: disk.myid.unwrap_or(Sid::UNSET),
            zxid: disk.last_zxid(),
            peer_epoch: disk.current_epoch.unwrap_or(disk.last_zxid().epoch()),
        };
        Self {
            state: ServerState::Looking,
            current_vote: Proposal {
                vote,
                round: Round(-1),
            },
            bc_vote: None,
            start_fle: None,
            config_version: disk.config_version,
            zab: Zab::Election,
            sync: None,
            reconfig_flag: false,
        }
    }
}

impl Server {
    /// Whether this server has a vote.
    pub(crate) fn is_participant(&self) -> bool {
        self.config
            .servers
            .get(self.sid)
            .is_none_or(|s| s.learner_type == LearnerType::Participant)
    }

    /// What this server votes when it has heard nobody.
    pub(crate) fn initial_vote(&self, disk: &Disk) -> Vote {
        if !self.is_participant() {
            return Vote::NONE;
        }
        if self.dialect.membership == Membership::Dynamic && !self.config.is_voter(self.sid) {
            // Removed by a reconfig: `getInitId` asks the voting members, the other two do not.
            return Vote {
                leader: Vote::NONE.leader,
                ..self.own_vote(disk)
            };
        }
        self.own_vote(disk)
    }

    fn own_vote(&self, disk: &Disk) -> Vote {
        Vote {
            leader: self.sid,
            zxid: self.database.last_processed_zxid,
            peer_epoch: disk.current_epoch.unwrap_or(Epoch(0)),
        }
    }

    /// The view that votes are counted in.
    pub(crate) fn view<'a>(
        &self,
        config: &'a QuorumConfig,
        next: Option<&'a QuorumConfig>,
        disk: &Disk,
    ) -> View<'a> {
        View {
            me: self.sid,
            config,
            next,
            dialect: self.dialect,
            initial: self.initial_vote(disk),
            pitfalls: self.setting.pitfalls,
        }
    }

    /// Starts a thread.
    pub(crate) fn start(
        &mut self,
        io: &mut Io<'_>,
        what: Thread,
        thread: JavaThread,
    ) -> Option<Slot> {
        let slot = io.spawn(what.lane())?;
        if self.threads.len() <= slot.index() {
            self.threads
                .resize_with(slot.index() + 1, || JavaThread::Ended);
        }
        if let Some(place) = self.threads.get_mut(slot.index()) {
            *place = thread;
        }
        Some(slot)
    }

    /// A busy thread: as long as the work takes, with the class it needs.
    pub(crate) fn busy_with(&mut self, io: &mut Io<'_>, range: Range, class: Class) -> Park {
        let work = self.pace.work_with(io, range, class);
        Park::until(io.now() + work)
    }

    /// A busy thread: as long as the work takes.
    pub(crate) fn busy(&self, io: &mut Io<'_>, range: Range) -> Park {
        let work = self.pace.work(io, range);
        Park::until(io.now() + work)
    }

    /// Queues a notification; from here on its content is fixed.
    pub(crate) fn offer(
        &mut self,
        io: &mut Io<'_>,
        to: Sid,
        proposal: Proposal,
        state: ServerState,
        why: QueueReason,
    ) {
        let notification = Notification {
            from: io.node,
            sid: self.sid,
            to,
            vote: proposal.vote,
            round: proposal.round,
            state,
            version: self.dialect.notification_version,
            config_version: self.peer.config_version,
            config: self.config_of_ballots(),
            queued: EventId(io.trace().len()),
        };
        let ballot = io.record(Message::Notification(notification).encode());
        if self.skips_sendqueue(io, to, ballot) {
            return;
        }
        let queued = io.tell(Fact::Queued { ballot, to, why });
        self.election.sendqueue.push_back((ballot, queued));
        if let Some(slot) = self.slots.worker_sender {
            let before = std::mem::replace(&mut io.cause, queued);
            io.wake(slot, Wait::Queue(queue::SENDQUEUE));
            io.cause = before;
        }
    }

    /// The host at which a sid is reached, and its port there.
    pub(crate) fn address(&self, sid: Sid, election: bool) -> Option<(Option<NodeId>, u16)> {
        self.address_in(&self.config, sid, election)
    }

    /// The same in a configuration that need not be the own one.
    pub(crate) fn address_in(
        &self,
        config: &QuorumConfig,
        sid: Sid,
        election: bool,
    ) -> Option<(Option<NodeId>, u16)> {
        let spec = config.servers.get(sid)?;
        let port = if election {
            spec.election_port
        } else {
            spec.quorum_port
        };
        Some((self.setting.node(&spec.host), port))
    }

    /// Whether the address that the list gives this server is that of its host, or it opens its ports at
    /// all addresses.
    pub(crate) fn has_own_address(&self, io: &Io<'_>) -> bool {
        let own = self.address(self.sid, true).and_then(|(node, _)| node);
        self.config.listens_everywhere || own == Some(io.node)
    }

    /// The name of a server is resolved once more (`QuorumServer.recreateSocketAddresses`); here that
    /// gives the same address every time.
    pub(crate) fn resolve(&self, io: &mut Io<'_>, sid: Sid) {
        let Some(spec) = self.config.servers.get(sid) else {
            return;
        };
        let line = match self.setting.node(&spec.host) {
            Some(_) => Line::Resolved,
            None => Line::ResolveFailed,
        };
        self.say(io, line, u32::try_from(sid.0).unwrap_or(0));
    }

    /// Puts a message into `recvQueue` and wakes WorkerReceiver.
    pub(crate) fn add_to_recv_queue(&mut self, io: &mut Io<'_>, message: Queued) {
        if self.makes(Pitfall::RecvQueueGrows) {
            self.cnx.recv_queue.push_back(message);
        } else {
            self.cnx.add_to_recv_queue(message);
        }
        if let Some(slot) = self.slots.worker_receiver {
            io.wake(slot, Wait::Queue(queue::RECV_QUEUE));
        }
    }

    /// Starts the workers of a connection and finishes those of an older one.
    pub(crate) fn start_workers(&mut self, io: &mut Io<'_>, sid: Sid, socket: Socket) {
        let peer = io.remote(socket).map_or(io.node, |(node, _)| node);
        if let Some(old) = self.cnx.sender_worker_map.get(sid).copied()
            && !self.makes(Pitfall::OldWorkersStay)
        {
            self.finish(io, old);
        }
        io.then(Fact::LinkUp { sid, peer });
        let id = self.cnx.add_workers(Workers {
            sid,
            socket,
            running: true,
            sender: None,
            receiver: None,
        });
        self.cnx.sender_worker_map.insert(sid, id);
        self.cnx.queue_send_map.entry(sid, || None);
        let sender = self.start(io, Thread::SendWorker(peer), JavaThread::send_worker(id));
        let receiver = self.start(io, Thread::RecvWorker(peer), JavaThread::recv_worker(id));
        if let Some(workers) = self.cnx.workers_mut(id) {
            workers.sender = sender;
            workers.receiver = receiver;
        }
    }

    /// `SendWorker.finish`: closes the connection, interrupts its sender and forgets it.
    pub(crate) fn finish(&mut self, io: &mut Io<'_>, id: WorkerId) {
        let Some(workers) = self.cnx.workers_mut(id) else {
            return;
        };
        if !workers.running {
            return;
        }
        workers.running = false;
        let (sid, socket, sender) = (workers.sid, workers.socket, workers.sender);
        let before = io.cause;
        io.then(Fact::LinkDown { sid });
        io.close(socket);
        if let Some(slot) = sender {
            io.wake(slot, Wait::Queue(queue::QUEUE_SEND_MAP));
        }
        io.cause = before;
        if self.cnx.sender_worker_map.get(sid) == Some(&id) {
            self.cnx.sender_worker_map.remove(sid);
        }
    }

    /// Writes a proposal down so that a fact can name it.
    pub(crate) fn record_proposal(io: &mut Io<'_>, vote: Vote, round: Round) -> MessageId {
        io.record(Message::Proposal(Proposal { vote, round }).encode())
    }

    /// Begins or ceases to answer clients.
    pub(crate) fn set_serving(&mut self, io: &mut Io<'_>, on: bool) {
        if self.database.serving != on {
            self.database.serving = on;
            io.tell(Fact::Serving { on });
            if !on {
                self.drop_clients(io);
            }
        }
    }

    /// Prints a line that says nothing else that matters here, in the releases that have it.
    pub(crate) fn say(&self, io: &mut Io<'_>, line: Line, value: u32) {
        if crate::log4j::prints(line, self.dialect.release) {
            io.tell(Fact::Printed { line, value });
        }
    }

    /// The first timeout of an election's polls.
    pub(crate) fn min_notification_interval(&self) -> Span {
        self.interval("fastleader.minNotificationInterval")
            .unwrap_or(self.dialect.min_notification_interval)
    }

    /// The longest timeout of an election's polls.
    pub(crate) fn max_notification_interval(&self) -> Span {
        self.interval("fastleader.maxNotificationInterval")
            .unwrap_or(self.dialect.max_notification_interval)
    }

    fn interval(&self, property: &str) -> Option<Span> {
        match self.dialect.notification_intervals {
            Intervals::Constant => None,
            Intervals::Properties => self.config.millis_property(property),
        }
    }

    /// The pause between two attempts to connect to a leader.
    pub(crate) fn leader_connect_delay(&self) -> Span {
        self.dialect
            .leader_connect_delay_property
            .and_then(|property| self.config.millis_property(property))
            .unwrap_or(self.dialect.leader_connect_delay)
    }

    /// The longest pause of an observer before it looks for a leader again.
    pub(crate) fn observer_election_delay(&self) -> Span {
        let most = self.dialect.observer_election_delay;
        let set = self.config.millis_property("observer.election.DelayMs");
        set.filter(|_| most > Span::ZERO).unwrap_or(most)
    }

    /// Writes `acceptedEpoch`.
    pub(crate) fn set_accepted_epoch(io: &mut Io<'_>, disk: &mut Disk, epoch: Epoch) {
        disk.accepted_epoch = Some(epoch);
        io.tell(Fact::AcceptedEpochSet { epoch });
    }

    /// Writes `currentEpoch`.
    pub(crate) fn set_current_epoch(io: &mut Io<'_>, disk: &mut Disk, epoch: Epoch) {
        disk.current_epoch = Some(epoch);
        io.tell(Fact::CurrentEpochSet { epoch });
    }

    /// `updateElectionVote`: all members of an established ensemble report the same vote, with the
    /// epoch they are in.
    pub(crate) fn update_election_vote(&mut self, epoch: Epoch) {
        self.peer.bc_vote = Some(self.peer.current_vote);
        self.peer.current_vote.vote.peer_epoch = epoch;
    }
}
