//! `Leader.lead` as the main thread runs it.
//!
//! ```text
//!   make the server, open 2888 ─ quorum of FOLLOWERINFO ─ quorum of ACKEPOCH ─ quorum of NEWLEADER acks
//!        each wait at most initLimit ticks ───────────────────────────────────────────┐
//!   step down ◀── fewer than a quorum in sync at a whole tick ── ping twice a tick ◀──┘ serve
//! ```

use super::JavaThread;
use super::learner_cnx_acceptor::LearnerCnxAcceptor;
use super::quorum_peer::Flow;
use crate::dialect::{Counted, Ping};
use crate::disk::Disk;
use crate::fact::{Fact, Failure, Line, Stage, StepDown};
use crate::ids::{Epoch, Zxid};
use crate::lane::Thread;
use crate::message::PacketKind;
use crate::server::leader::{Gate, HandlerId, Leader, StateSummary};
use crate::server::membership::all_quorums;
use crate::server::pace::{Class, EPOCH_FILE, LEADER_SHUTDOWN, MAKE_LEADER};
use crate::server::{Emit, Server, Zab, packet};
use crate::sid_map::SidSet;
use crate::vote::ServerState;
use sim::io::Io;
use sim::random::Range;
use sim::threads::Park;
use sim::time::{SimTime, Span};
use std::sync::Arc;

/// One call of `lead`.
#[derive(Clone, Debug)]
pub(crate) struct Lead {
    step: Step,
    /// Whether the next half of a tick is not yet a whole one.
    tick_skip: bool,
    /// Who was in sync when it was counted last.
    synced: u32,
    /// It has waited in vain for acknowledgements, and enough followers were there.
    enough: bool,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Make,
    Bind,
    Arrive(Stage),
    Write(Stage),
    Wait {
        stage: Stage,
        until: SimTime,
    },
    WriteCurrentEpoch,
    StartServer,
    Tick,
    ShutDown {
        why: StepDown,
        sids: u32,
        then: After,
    },
    CloseLearners(After),
    Sleep,
    Return,
}

/// What follows the end of a leader.
#[derive(Clone, Copy, Debug)]
enum After {
    Return,
    /// Up to 3.4 `lead` sleeps a tick when it has waited in vain for its NEWLEADER.
    Sleep,
}

impl Lead {
    pub(crate) fn new() -> Self {
        Self {
            step: Step::Make,
            tick_skip: true,
            synced: 0,
            enough: false,
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Flow {
        loop {
            let park = match self.step {
                Step::Make => {
                    if !server.pace.has_loaded(Class::Leader) {
                        server.say(io, Line::LeaderNoDelay, 0);
                    }
                    self.step = Step::Bind;
                    Some(server.busy_with(io, MAKE_LEADER, Class::Leader))
                }
                Step::Bind => {
                    self.bind(server, disk, io);
                    None
                }
                Step::Arrive(stage) => self.arrive(server, disk, io, stage),
                Step::Write(stage) => {
                    server.before_opening(io, disk, stage);
                    server.open_gate(io, stage);
                    self.step = after_gate(stage);
                    None
                }
                Step::Wait { stage, until } => self.wait(server, io, stage, until),
                Step::WriteCurrentEpoch => {
                    server.set_zab_state(io, Zab::Synchronization);
                    if let Some(leader) = &mut server.leader {
                        let epoch = leader.epoch;
                        leader.last_proposed = Zxid::of_epoch(epoch);
                        Server::set_current_epoch(io, disk, epoch);
                    }
                    self.step = Step::Arrive(Stage::NewLeaderAck);
                    Some(server.busy(io, EPOCH_FILE))
                }
                Step::StartServer => {
                    self.start_server(server, disk, io);
                    Some(half_a_tick(server, io))
                }
                Step::Tick => self.tick(server, io),
                Step::ShutDown { why, sids, then } => {
                    Some(self.shut_down(server, disk, io, why, sids, then))
                }
                Step::CloseLearners(then) => self.close_learners(server, io, then),
                Step::Sleep => {
                    self.step = Step::Return;
                    let ticks = server.dialect.vain_leader_ticks;
                    Some(Park::until(io.timer(server.config.ticks(ticks))))
                }
                Step::Return => {
                    server.update_state(io);
                    return Flow::Returned;
                }
            };
            if let Some(park) = park {
                return Flow::Waits(park);
            }
        }
    }

    /// The constructor opens the quorum port; only then does the election count as over.
    fn bind(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) {
        io.tell(Fact::Printed {
            line: Line::CreatedServer,
            value: 0,
        });
        let Some((_, port)) = server.address(server.sid, false) else {
            return;
        };
        let own = server.has_own_address(io);
        if !own || !io.listen(port) {
            io.then(Fact::QuorumPortTaken);
            io.then(Fact::UnexpectedException {
                why: if own {
                    Failure::AddressInUse
                } else {
                    Failure::OthersAddress
                },
            });
            self.step = Step::Return;
            return;
        }
        io.then(Fact::QuorumPortBound);
        took(server, io, ServerState::Leading);
        server.set_zab_state(io, Zab::Discovery);
        // `loadData` makes a clean snapshot.
        server.take_snapshot(disk, io);
        let summary = StateSummary {
            current_epoch: disk.current_epoch.unwrap_or(Epoch(0)),
            last_zxid: server.database.last_processed_zxid,
        };
        server.leader = Some(Leader::new(summary));
        let acceptor = JavaThread::LearnerCnxAcceptor(LearnerCnxAcceptor);
        server.slots.acceptor = server.start(io, Thread::LearnerCnxAcceptor, acceptor);
        if let Some(acceptor) = server.slots.acceptor {
            io.set_acceptor(port, acceptor);
        }
        self.step = Step::Arrive(Stage::Epoch);
    }

    fn arrive(
        &mut self,
        server: &mut Server,
        disk: &Disk,
        io: &mut Io<'_>,
        stage: Stage,
    ) -> Option<Park> {
        if stage == Stage::EpochAck {
            server.name_config(io);
        }
        let (me, accepted) = (server.sid, disk.accepted_epoch.unwrap_or(Epoch(0)));
        let (config, next) = (Arc::clone(&server.config), server.next_config());
        let Some(leader) = &mut server.leader else {
            self.step = Step::Return;
            return None;
        };
        let gate = match stage {
            Stage::Epoch => leader.connect(me, &config, Some(me), accepted),
            Stage::EpochAck => leader
                .acknowledge_epoch(me, &config, Some(me), leader.summary)
                .unwrap_or(Gate::Closed),
            Stage::NewLeaderAck => leader.acknowledge_leader(&config, next.as_deref(), Some(me)),
        };
        match gate {
            Gate::Open => {
                self.step = after_gate(stage);
                None
            }
            Gate::Completed => {
                self.step = Step::Write(stage);
                Some(server.busy(io, EPOCH_FILE))
            }
            Gate::Closed => {
                let wait = server.wait_at(io, stage);
                let until = io.timer(config.ticks(config.init_limit));
                self.step = Step::Wait { stage, until };
                Some(Park::on_until(wait, until))
            }
        }
    }

    fn wait(
        &mut self,
        server: &Server,
        io: &mut Io<'_>,
        stage: Stage,
        until: SimTime,
    ) -> Option<Park> {
        let Some(leader) = &server.leader else {
            self.step = Step::Return;
            return None;
        };
        if leader.is_open(stage) {
            self.step = after_gate(stage);
            return match stage {
                Stage::EpochAck => Some(server.busy(io, EPOCH_FILE)),
                Stage::Epoch | Stage::NewLeaderAck => None,
            };
        }
        if io.now() < until {
            return Some(Park::on_until(
                sim::threads::Wait::Condition(stage as u8),
                until,
            ));
        }
        let sids = server.places(leader.arrived(stage));
        let then = match server.dialect.vain_leader_ticks {
            0 => After::Return,
            _ => After::Sleep,
        };
        self.enough = stage == Stage::NewLeaderAck && enough_followers(server, leader);
        self.step = match stage {
            Stage::Epoch => forced(io, Failure::EpochTimeout),
            Stage::EpochAck => forced(io, Failure::EpochAckTimeout),
            Stage::NewLeaderAck => Step::ShutDown {
                why: StepDown::NoQuorumOfFollowers,
                sids,
                then,
            },
        };
        None
    }

    /// `startZkServer`: from here on the service is back.
    fn start_server(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) {
        let Some(leader) = &mut server.leader else {
            return;
        };
        let epoch = leader.epoch;
        leader.running = true;
        let arrived = leader.arrived(Stage::NewLeaderAck).clone();
        let sids = server.places(&arrived);
        io.then(Fact::HaveQuorum { sids, epoch });
        if server.config.reconfig_enabled {
            server.complete_config(disk, io, &arrived);
        } else {
            server.say(io, Line::ReconfigDisabled, 0);
        }
        server.update_election_vote(epoch);
        // No transaction has this zxid: it is in the database and not in the log.
        let zxid = Zxid::of_epoch(epoch);
        server.database.last_processed_zxid = zxid;
        io.tell(Fact::Committed { zxid });
        server.set_serving(io, true);
        server.set_zab_state(io, Zab::Broadcast);
        self.synced = sids;
        self.step = Step::Tick;
    }

    /// One half of a tick: count who is in sync, ping everybody, and step down if a whole tick finds
    /// fewer than a quorum.
    fn tick(&mut self, server: &mut Server, io: &mut Io<'_>) -> Option<Park> {
        let Some(leader) = &mut server.leader else {
            self.step = Step::Return;
            return None;
        };
        if !self.tick_skip {
            leader.tick += 1;
        }
        let (tick, changed_by) = (leader.tick, leader.changed_by);
        let learners = leader.learners.clone();
        let mut synced = SidSet::default();
        synced.insert(server.sid);
        for id in &learners {
            let alive = server.handlers.get(*id).is_some_and(|handler| {
                handler.thread.is_some() && tick <= handler.tick_of_next_ack_deadline
            });
            synced.extend(server.counted(*id).filter(|_| alive));
        }
        let before_count = server.dialect.ping == Ping::WhileCounting;
        if before_count {
            ping(server, io, &learners);
        }
        let sids = server.places(&synced);
        if sids != self.synced {
            self.synced = sids;
            io.cause = changed_by.known().unwrap_or(io.cause);
            let needed = u8::try_from(server.config.verifier.needed()).unwrap_or(u8::MAX);
            io.then(Fact::SyncedCounted { sids, needed });
        }
        if !self.tick_skip && !server.has_all_quorums(&synced) {
            let why = StepDown::NotSufficientFollowers;
            self.step = Step::ShutDown {
                why,
                sids,
                then: After::Return,
            };
            return None;
        }
        if !before_count {
            ping(server, io, &learners);
        }
        self.tick_skip = !self.tick_skip;
        Some(half_a_tick(server, io))
    }

    /// `shutdown` up to the end of the server; its learners are told last.
    fn shut_down(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        why: StepDown,
        sids: u32,
        then: After,
    ) -> Park {
        io.then(Fact::Printed {
            line: Line::LeaderShuttingDown,
            value: 0,
        });
        io.then(Fact::LeaderShutdown { why, sids });
        if let Some((_, port)) = server.address(server.sid, false) {
            io.unlisten(port);
        }
        server.shut_server_down(io, false);
        server.leave_database(disk, io);
        self.step = Step::CloseLearners(then);
        server.busy(io, LEADER_SHUTDOWN)
    }

    fn close_learners(
        &mut self,
        server: &mut Server,
        io: &mut Io<'_>,
        then: After,
    ) -> Option<Park> {
        io.then(Fact::LearnersClosed);
        let learners = server
            .leader
            .take()
            .map(|leader| leader.learners)
            .unwrap_or_default();
        for id in learners {
            server.shut_handler_down(io, id);
        }
        if std::mem::take(&mut self.enough) {
            server.say(io, Line::EnoughFollowers, 0);
        }
        self.step = match then {
            After::Return => Step::Return,
            After::Sleep => Step::Sleep,
        };
        Some(server.busy(io, Range::micros(50, 300)))
    }
}

fn after_gate(stage: Stage) -> Step {
    match stage {
        Stage::Epoch => Step::Arrive(Stage::EpochAck),
        Stage::EpochAck => Step::WriteCurrentEpoch,
        Stage::NewLeaderAck => Step::StartServer,
    }
}

/// An exception ends `lead`; `QuorumPeer.run` prints it and shuts the leader down.
fn forced(io: &mut Io<'_>, why: Failure) -> Step {
    io.then(Fact::UnexpectedException { why });
    Step::ShutDown {
        why: StepDown::Forced,
        sids: 0,
        then: After::Return,
    }
}

/// Whether those who have connected would do, the leader left out.
fn enough_followers(server: &Server, leader: &Leader) -> bool {
    let sids = leader
        .learners
        .iter()
        .filter_map(|id| server.handlers.get(*id)?.sid);
    let strangers = server.dialect.counted != Counted::Voters;
    let set: SidSet = sids
        .filter(|sid| strangers || server.config.is_voter(*sid))
        .collect();
    all_quorums(&server.config, server.next_config().as_deref(), &set)
}

/// `LearnerHandler.ping`: from 3.5 on not before the learner's sender has been started.
fn ping(server: &mut Server, io: &mut Io<'_>, learners: &[HandlerId]) {
    let zxid = server.leader.as_ref().map_or(Zxid(0), |l| l.last_proposed);
    let early = server.dialect.ping == Ping::WhileCounting;
    for id in learners {
        if server
            .handlers
            .get(*id)
            .is_some_and(|h| early || h.sender.is_some())
        {
            let ping = packet(io, PacketKind::Ping, zxid, 0);
            server.queue_packet(io, *id, ping);
        }
    }
}

fn half_a_tick(server: &Server, io: &mut Io<'_>) -> Park {
    Park::until(io.timer(Span::from_millis(server.config.tick_time_ms / 2)))
}

impl Server {
    /// A leader whose configuration has no version gives it that of its epoch and keeps it beside
    /// the own one, to be handed on with NEWLEADER (ZOOKEEPER-1783).
    fn name_config(&mut self, io: &mut Io<'_>) {
        let epoch = self.leader.as_ref().map_or(Epoch(0), |leader| leader.epoch);
        if self.peer.config_version == Zxid(0) && self.last_seen.is_none() {
            self.keep_last_seen(io, self.config_id, Zxid::of_epoch(epoch));
        }
    }
}

/// The line that says how long the election took, counted from its beginning, in whole ms.
pub(crate) fn took(server: &mut Server, io: &mut Io<'_>, state: ServerState) {
    let start = server.peer.start_fle.take().unwrap_or(io.now());
    // Both clocks are read in whole milliseconds.
    let ms = io.now().as_millis().saturating_sub(start.as_millis());
    io.then(Fact::ElectionTook {
        ms: u32::try_from(ms).unwrap_or(u32::MAX),
        state,
    });
}
