//! A server process: its state, its election, its queues, and what its threads are inside of.

use crate::reading::Reading;
use sim::id::{EventId, Lane, MessageId, NodeId};
use sim::time::SimTime;
use sim::trace::Row;
use std::collections::VecDeque;
use zookeeper::fact::{Fact, Monitor, Port, RoundReason, Stage};
use zookeeper::ids::{Epoch, Round, Sid, Zxid};
use zookeeper::lane::Thread;
use zookeeper::log4j::NodeContext;
use zookeeper::message::{Message, Proposal};
use zookeeper::sid_map::{SidMap, SidSet};
use zookeeper::vote::{Ballot, ServerState};

/// A process at a moment.
#[derive(Clone, Debug)]
pub struct ProcessPicture {
    /// When it was started, and the fact that says so.
    pub started: (SimTime, EventId),
    /// Its sid, configuration and release, once it has read them.
    pub context: NodeContext,
    /// What it is doing, since when, and the fact that says so. Nothing while it comes up.
    pub state: Option<ServerState>,
    /// When it entered the state.
    pub state_since: SimTime,
    /// The fact that says so.
    pub state_event: EventId,
    /// Its `logicalclock`.
    pub round: Round,
    /// What it proposes.
    pub proposal: Option<Held>,
    /// Ballots of this round, by their sender.
    pub recvset: SidMap<Held>,
    /// Ballots of servers that say there is a leader, by their sender.
    pub outofelection: SidMap<Held>,
    /// Notifications that wait for WorkerSender.
    pub sendqueue: VecDeque<MessageId>,
    /// The notification that WorkerSender is busy with.
    pub sending: Option<MessageId>,
    /// Notifications that wait for a connection, by the peer they are for.
    pub parked: SidMap<Held>,
    /// Election connections, by the peer.
    pub links: SidMap<(NodeId, SimTime)>,
    /// What its threads are inside of.
    pub tasks: Vec<Task>,
    /// Since when the election that goes on lasts.
    pub election_since: Option<SimTime>,
    /// Whom it has decided for.
    pub decided: Option<Sid>,
    /// Whether it answers clients, and since when.
    pub serving: bool,
    /// When that changed.
    pub serving_since: SimTime,
    /// The last zxid in its log on disk.
    pub zxid: Zxid,
    /// The last zxid in its database: what is committed, as far as it knows.
    pub committed: Zxid,
    /// The file `acceptedEpoch`.
    pub accepted_epoch: Epoch,
    /// The file `currentEpoch`.
    pub current_epoch: Epoch,
    /// What it knows as a leader.
    pub leader: LeaderPicture,
}

/// Something a server holds: a ballot or a vote, by its message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The message.
    pub message: MessageId,
    /// Since when it is held.
    pub since: SimTime,
    /// The fact that says so.
    pub event: EventId,
}

/// What a server knows as a leader.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct LeaderPicture {
    /// Whether its port is open.
    pub port_open: bool,
    /// The epoch it proposes.
    pub epoch: Option<Epoch>,
    /// Who was in sync when it counted last, as places in its view.
    pub synced: u32,
}

/// A call that a thread is inside of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Task {
    /// The thread.
    pub lane: Lane,
    /// The call.
    pub doing: Doing,
    /// Since when.
    pub since: SimTime,
    /// The fact that says so.
    pub event: EventId,
}

/// What a thread can be inside of for longer than an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// A `connect()`.
    Dialling {
        /// Whom it dials.
        to: Sid,
        /// Which port.
        port: Port,
        /// After how long it gives up.
        timeout_ms: u32,
        /// How often it has failed before, in this series.
        attempt: u8,
    },
    /// A pause before the next attempt.
    Pausing {
        /// How often it has failed.
        attempt: u8,
    },
    /// The queue for a monitor.
    WaitingForLock(Monitor),
    /// Reading the database.
    Reloading,
    /// A leader's or handler's wait for a quorum.
    WaitingForQuorum {
        /// Of what.
        stage: Stage,
        /// How many are there.
        have: u8,
        /// How many it takes.
        needed: u8,
    },
    /// A poll of `recvqueue`.
    Polling {
        /// How long it lasts at most.
        timeout_ms: u32,
        /// Whether it is the wait for a better vote.
        finalize: bool,
    },
}

impl Doing {
    /// Whether the thread waits for somebody who may never answer: a dial, or a monitor.
    pub fn is_stuck(&self) -> bool {
        self.blocks() && *self != Self::Reloading
    }

    /// Whether the thread is stuck in a call rather than waiting for work.
    pub fn blocks(&self) -> bool {
        match self {
            Self::Dialling { .. } | Self::WaitingForLock(_) | Self::Reloading => true,
            Self::Pausing { .. } | Self::WaitingForQuorum { .. } | Self::Polling { .. } => false,
        }
    }
}

impl ProcessPicture {
    pub(super) fn new(id: EventId, row: &Row) -> Self {
        Self {
            started: (row.at, id),
            context: NodeContext::default(),
            state: None,
            state_since: row.at,
            state_event: id,
            round: Round(0),
            proposal: None,
            recvset: SidMap::default(),
            outofelection: SidMap::default(),
            sendqueue: VecDeque::new(),
            sending: None,
            parked: SidMap::default(),
            links: SidMap::default(),
            tasks: Vec::new(),
            election_since: None,
            decided: None,
            serving: false,
            serving_since: row.at,
            zxid: Zxid(0),
            committed: Zxid(0),
            accepted_epoch: Epoch(0),
            current_epoch: Epoch(0),
            leader: LeaderPicture::default(),
        }
    }

    /// The call that a thread is inside of.
    pub fn task(&self, thread: Thread) -> Option<&Task> {
        self.tasks.iter().find(|task| task.lane == thread.lane())
    }

    /// The threads that are stuck in a call, those that hold everybody else up first.
    pub fn blocked(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.doing.blocks())
    }

    /// The thread that holds the monitor of QuorumCnxManager inside a dial.
    pub fn connections_lock_holder(&self) -> Option<Lane> {
        let dials = |task: &&Task| {
            matches!(
                task.doing,
                Doing::Dialling {
                    port: Port::Election,
                    ..
                }
            )
        };
        // A thread of the executor dials outside of it.
        let inside = |task: &&Task| !matches!(Thread::from_lane(task.lane), Thread::Connector(_));
        self.tasks
            .iter()
            .filter(dials)
            .find(inside)
            .map(|task| task.lane)
    }

    /// The ballots of `recvset` that agree with the own proposal.
    pub fn supporters(&self, reading: &Reading<'_>) -> SidSet {
        let Some(own) = self
            .proposal
            .and_then(|held| proposal(reading, held.message))
        else {
            return SidSet::default();
        };
        let own = Ballot::looking(own.vote, self.round);
        let agrees = |held: &Held| {
            ballot(reading, held.message).is_some_and(|ballot| own.agrees_with(&ballot))
        };
        self.recvset
            .iter()
            .filter(|(_, held)| agrees(held))
            .map(|(sid, _)| sid)
            .collect()
    }

    /// Takes in a fact of this process. Every fact is met here, even if only to say that it changes
    /// nothing that is kept.
    pub(super) fn apply(&mut self, reading: &Reading<'_>, id: EventId, row: &Row, fact: Fact) {
        self.context.apply(fact);
        let held = |message| Held {
            message,
            since: row.at,
            event: id,
        };
        let lane = row.lane;
        match fact {
            Fact::StateEntered { state } => self.enter(id, row, state),
            Fact::ReloadStarted { .. } => self.begin(id, row, Doing::Reloading),
            Fact::RoundSet { round, why } => {
                self.round = round;
                self.recvset.clear();
                // Both are local to `lookForLeader`; a newer round empties only the first.
                if why == RoundReason::NewElection {
                    self.outofelection.clear();
                }
            }
            Fact::ConfigAdopted { .. } => self.restart_election(),
            Fact::NewElection { zxid } => {
                self.finish(lane);
                self.reload(zxid);
            }
            Fact::Proposed { vote, .. } => self.proposal = Some(held(vote)),
            Fact::Queued { ballot, .. } => self.sendqueue.push_back(ballot),
            Fact::PollStarted {
                timeout_ms,
                finalize,
            } => {
                self.begin(
                    id,
                    row,
                    Doing::Polling {
                        timeout_ms,
                        finalize,
                    },
                );
            }
            Fact::Counted { ballot } => hold(&mut self.recvset, reading, held(ballot)),
            Fact::CountedOut { ballot } => hold(&mut self.outofelection, reading, held(ballot)),
            Fact::Decided { leader, .. } => {
                self.finish(lane);
                self.decided = Some(leader);
            }
            Fact::ElectionTook { .. } => self.election_since = None,
            Fact::SenderTook { ballot } => {
                self.sendqueue.pop_front();
                self.sending = Some(ballot);
            }
            Fact::LoopedBack { .. } => self.sending = None,
            Fact::Parked { ballot, to, .. } => {
                self.parked.insert(to, held(ballot));
            }
            Fact::DialStarted {
                to,
                port,
                timeout_ms,
                attempt,
            } => {
                self.begin(
                    id,
                    row,
                    Doing::Dialling {
                        to,
                        port,
                        timeout_ms,
                        attempt,
                    },
                );
            }
            Fact::DialFailed {
                port: Port::Quorum,
                attempt,
                ..
            } => {
                self.begin(
                    id,
                    row,
                    Doing::Pausing {
                        attempt: attempt + 1,
                    },
                );
            }
            Fact::LinkUp { sid, peer } => {
                self.links.insert(sid, (peer, row.at));
            }
            Fact::LinkDown { sid } => {
                self.links.remove(sid);
            }
            Fact::Sent {
                to, replay: false, ..
            } => {
                self.parked.remove(to);
            }
            Fact::LockWaited { monitor } => self.begin(id, row, Doing::WaitingForLock(monitor)),
            Fact::Logged { .. } | Fact::Committed { .. } | Fact::Truncated { .. } => {
                self.log(fact);
            }
            Fact::AcceptedEpochSet { epoch } => self.accepted_epoch = epoch,
            Fact::CurrentEpochSet { epoch } => self.current_epoch = epoch,
            Fact::Serving { on } => {
                self.serving = on;
                self.serving_since = row.at;
            }
            Fact::QuorumPortBound => self.leader.port_open = true,
            Fact::WaitStarted {
                stage,
                have,
                needed,
            } => {
                self.begin(
                    id,
                    row,
                    Doing::WaitingForQuorum {
                        stage,
                        have,
                        needed,
                    },
                );
            }
            Fact::WaitOver { stage, .. } => {
                self.tasks.retain(|task| !waits_at(&task.doing, stage));
            }
            Fact::EpochProposed { epoch } => self.leader.epoch = Some(epoch),
            Fact::HaveQuorum { sids, .. } | Fact::SyncedCounted { sids, .. } => {
                self.leader.synced = sids;
            }
            Fact::LeaderShutdown { .. } => {
                self.finish(lane);
                self.leader = LeaderPicture::default();
            }
            Fact::NotificationTimeout { .. }
            | Fact::DialConnected { .. }
            | Fact::DialFailed {
                port: Port::Election,
                ..
            }
            | Fact::LockTaken { .. }
            | Fact::ConnectorEnded { .. }
            | Fact::LearnerShutdown
            | Fact::HandlerFailed { .. }
            | Fact::Goodbye { .. }
            | Fact::UnexpectedException { .. } => self.finish(lane),
            Fact::ConfigRead { .. }
            | Fact::Printed { .. }
            | Fact::ElectionPortBound
            | Fact::StartRefused { .. }
            | Fact::Ignored { .. }
            | Fact::PutBack { .. }
            | Fact::QuorumSeen { .. }
            | Fact::ChallengeLost { .. }
            | Fact::ConnectionRequest { .. }
            | Fact::ChallengeRead { .. }
            | Fact::ChallengeFailed { .. }
            | Fact::Sent { replay: true, .. }
            | Fact::Received { .. }
            | Fact::Heard { .. }
            | Fact::SendFailed { .. }
            | Fact::ConnectionBroken { .. }
            | Fact::InvalidServerId { .. }
            | Fact::AnsweredUnread { .. }
            | Fact::ConnectSubmitted { .. }
            | Fact::ConnectSkipped { .. }
            | Fact::ConnectRejected { .. }
            | Fact::OwnIdRefused { .. }
            | Fact::ReconfigProposed { .. }
            | Fact::ListenFailed { .. }
            | Fact::ListenerGone
            | Fact::ConfigSeen { .. }
            | Fact::ConfigVersionSet { .. }
            | Fact::ReconfigRefused { .. }
            | Fact::LeaderUnknown { .. }
            | Fact::FollowingFailed { .. }
            | Fact::PacketSent { .. }
            | Fact::PacketReceived { .. }
            | Fact::SyncStarted { .. }
            | Fact::SnapshotTaken { .. }
            | Fact::QuorumPortTaken
            | Fact::LearnerArrived { .. }
            | Fact::Synchronizing { .. }
            | Fact::SyncSent { .. }
            | Fact::NewLeaderAcked { .. }
            | Fact::LearnersClosed
            | Fact::AcceptorClosed
            | Fact::LearnerSynced { .. }
            | Fact::ClientArrived { .. }
            | Fact::ClientLeft { .. }
            | Fact::TransactionsProposed { .. }
            | Fact::ProposalAcked { .. }
            | Fact::Client { .. } => {}
        }
    }

    /// The log on disk, and what of it is committed.
    fn log(&mut self, fact: Fact) {
        if let Fact::Logged { zxid } | Fact::Truncated { zxid } = fact {
            self.zxid = zxid;
        }
        if let Fact::Committed { zxid } | Fact::Truncated { zxid } = fact {
            self.committed = zxid;
        }
        // What it finds when it comes up, it takes for committed.
        if let (Fact::Logged { zxid }, None) = (fact, self.state) {
            self.committed = zxid;
        }
    }

    /// A database that is read again holds what is logged. An observer's own vote says nothing of it.
    fn reload(&mut self, zxid: Zxid) {
        if zxid >= Zxid(0) {
            self.committed = zxid;
        }
    }

    /// Another list of members: the election starts anew, with empty queues and in round zero.
    fn restart_election(&mut self) {
        self.round = Round(0);
        self.proposal = None;
        self.recvset.clear();
        self.outofelection.clear();
        self.sendqueue.clear();
        self.parked.clear();
    }

    fn enter(&mut self, id: EventId, row: &Row, state: ServerState) {
        self.finish(row.lane);
        self.finish(Thread::LeaderConnector.lane());
        self.state = Some(state);
        self.state_since = row.at;
        self.state_event = id;
        if state == ServerState::Looking {
            self.election_since.get_or_insert(row.at);
            self.decided = None;
        }
    }

    /// The thread is inside of a call from here on.
    fn begin(&mut self, id: EventId, row: &Row, doing: Doing) {
        self.finish(row.lane);
        self.tasks.push(Task {
            lane: row.lane,
            doing,
            since: row.at,
            event: id,
        });
    }

    /// The thread has come out of its call.
    fn finish(&mut self, lane: Lane) {
        self.tasks.retain(|task| task.lane != lane);
    }
}

fn waits_at(doing: &Doing, stage: Stage) -> bool {
    matches!(doing, Doing::WaitingForQuorum { stage: other, .. } if *other == stage)
}

/// Who wrote a ballot.
fn sender(reading: &Reading<'_>, ballot: MessageId) -> Option<Sid> {
    Some(
        Message::decode(reading.trace.message(ballot))?
            .notification()?
            .sid,
    )
}

/// Notes a ballot under who wrote it.
fn hold(ballots: &mut SidMap<Held>, reading: &Reading<'_>, held: Held) {
    if let Some(sid) = sender(reading, held.message) {
        ballots.insert(sid, held);
    }
}

/// A ballot as `recvset` keeps it.
pub fn ballot(reading: &Reading<'_>, message: MessageId) -> Option<Ballot> {
    let n = Message::decode(reading.trace.message(message))?.notification()?;
    Some(Ballot::looking(n.vote, n.round))
}

/// The vote that a message names, whatever it is.
pub fn proposal(reading: &Reading<'_>, message: MessageId) -> Option<Proposal> {
    match Message::decode(reading.trace.message(message))? {
        Message::Proposal(proposal) => Some(proposal),
        Message::Notification(n) => Some(Proposal {
            vote: n.vote,
            round: n.round,
        }),
        Message::Challenge { .. }
        | Message::Packet(_)
        | Message::SyncState(_)
        | Message::Client(_) => None,
    }
}
