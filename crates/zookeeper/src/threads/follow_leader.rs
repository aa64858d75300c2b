//! `Follower.followLeader` and `Observer.observeLeader` as the main thread runs them.
//!
//! ```text
//!   dial 2888, five attempts a second apart ─ FOLLOWERINFO ─▶ LEADERINFO ─ ACKEPOCH ─▶ DIFF, TRUNC, SNAP
//!   … NEWLEADER ─ snapshot, ACK ─▶ UPTODATE ─ serve ─ packets … any exception ─ shut down ─▶ LOOKING
//! ```
//! A refused dial is not the end of the world for it: five of them are, after four pauses of a second,
//! or of 100 ms from 3.6.0 on. Nothing that an election says ends FOLLOWING.

mod sync_with_leader;

use super::connect_one::ConnectOne;
use super::lead::took;
use super::leader_dial::{enter_connector, remaining, timeout};
use super::learner_handler::{read_packet, send_failure};
use super::quorum_peer::Flow;
use crate::disk::Disk;
use crate::fact::{DialFailure, Fact, Failure, Line, Port, SyncMode};
use crate::ids::{Epoch, Sid, Zxid};
use crate::message::{Packet, PacketKind};
use crate::pitfall::Pitfall;
use crate::server::pace::{
    Class, EPOCH_FILE, LEARNER_SHUTDOWN, MAKE_FOLLOWER, PACKET, STACK_TRACE,
};
use crate::server::{Emit, Server, Zab, packet};
use crate::setting::ConfigId;
use crate::vote::ServerState;
use sim::id::{MessageId, NodeId, Socket};
use sim::io::Io;
use sim::network::DialOutcome;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use sync_with_leader::misses_it;

/// One call of `followLeader`.
#[derive(Clone, Debug)]
pub(crate) struct FollowLeader {
    step: Step,
    /// The connection to the leader.
    socket: Option<Socket>,
    leader: Option<NodeId>,
    /// When the first attempt to connect began.
    connecting_since: SimTime,
    /// Since when it is connected.
    connected_at: Option<SimTime>,
    /// It has been up to date.
    in_sync: bool,
    /// How it is brought to its leader's state.
    sync: SyncMode,
    /// The configuration that came with NEWLEADER.
    handed_on: Option<(ConfigId, Zxid)>,
    /// The `connectOne` that it is inside of.
    call: Option<ConnectOne>,
    new_epoch: Epoch,
    /// The last proposal that it was sent, counted anew from UPTODATE on (`lastQueued`).
    last_queued: Option<MessageId>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Make,
    Find,
    Dial {
        attempt: u8,
    },
    Dialling {
        attempt: u8,
        until: SimTime,
    },
    /// The leader's configuration may have servers that this one has never dialled.
    ConnectNewPeers {
        after: Sid,
    },
    Connecting(Sid),
    Read {
        expects: Expects,
        until: SimTime,
    },
    AckEpoch {
        counts: bool,
    },
    SetCurrentEpoch,
    AckNewLeader,
    Serve,
    ShutDown,
    Return,
    /// An observer gives way to the voters for a moment.
    GiveWay,
}

/// Which packet comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Expects {
    LeaderInfo,
    SyncMode,
    NewLeader,
    Anything,
}

/// How a step ends.
enum Outcome {
    Waits(Park),
    Goes,
    Fails(Failure),
}

impl FollowLeader {
    pub(crate) fn new() -> Self {
        Self {
            step: Step::Make,
            socket: None,
            leader: None,
            connecting_since: SimTime::ZERO,
            connected_at: None,
            in_sync: false,
            sync: SyncMode::Diff,
            handed_on: None,
            call: None,
            new_epoch: Epoch(0),
            last_queued: None,
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Flow {
        loop {
            let outcome = match self.step {
                Step::Make => {
                    if !server.pace.has_loaded(Class::Follower) {
                        greet(server, io);
                    }
                    self.step = Step::Find;
                    Outcome::Waits(server.busy_with(io, MAKE_FOLLOWER, Class::Follower))
                }
                Step::Find => self.find_leader(server, io),
                Step::Dial { attempt } => self.dial(server, io, attempt),
                Step::Dialling { attempt, until } => {
                    self.dialling(server, disk, io, attempt, until)
                }
                Step::ConnectNewPeers { after } => self.connect_new_peers(server, disk, io, after),
                Step::Connecting(sid) => self.connecting(server, io, sid),
                Step::Read { expects, until } => self.read(server, disk, io, expects, until),
                Step::AckEpoch { counts } => self.ack_epoch(server, disk, io, counts),
                Step::SetCurrentEpoch => self.set_current_epoch(server, disk, io),
                Step::AckNewLeader => self.ack_new_leader(server, io),
                Step::Serve => self.serve(server, io),
                Step::ShutDown => {
                    self.step = Step::Return;
                    Outcome::Waits(shut_down(server, disk, io))
                }
                Step::Return => {
                    server.update_state(io);
                    match give_way(server, io) {
                        None => return Flow::Returned,
                        Some(park) => {
                            self.step = Step::GiveWay;
                            Outcome::Waits(park)
                        }
                    }
                }
                Step::GiveWay => return Flow::Returned,
            };
            match outcome {
                Outcome::Waits(park) => return Flow::Waits(park),
                Outcome::Goes => {}
                Outcome::Fails(why) => self.fail(server, io, why),
            }
        }
    }

    /// `findLeader`: the address of the elected one in the own configuration.
    fn find_leader(&mut self, server: &mut Server, io: &mut Io<'_>) -> Outcome {
        io.tell(Fact::Printed {
            line: Line::CreatedServer,
            value: 0,
        });
        let state = server.peer.state;
        took(server, io, state);
        server.set_zab_state(io, Zab::Discovery);
        self.connecting_since = io.now();
        let sid = server.peer.current_vote.vote.leader;
        match server.address(sid, false) {
            Some((node, _)) => {
                self.leader = node;
                server.resolve(io, sid);
                if state == ServerState::Observing {
                    server.say(io, Line::ObservingLeader, small(sid));
                }
                self.step = Step::Dial { attempt: 0 };
                Outcome::Goes
            }
            None => {
                // `connect(null)` throws what nobody catches but the main loop.
                io.then(Fact::LeaderUnknown { sid });
                io.then(Fact::UnexpectedException {
                    why: Failure::NullAddress,
                });
                self.step = Step::ShutDown;
                Outcome::Goes
            }
        }
    }

    fn dial(&mut self, server: &Server, io: &mut Io<'_>, attempt: u8) -> Outcome {
        let sid = server.peer.current_vote.vote.leader;
        let Some(timeout) = timeout(server, io, self.connecting_since) else {
            return Outcome::Fails(Failure::ConnectTimedOut);
        };
        let timeout_ms = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
        let Some((to, port)) = server.address(sid, false) else {
            return Outcome::Fails(Failure::NoRoute);
        };
        let own = enter_connector(server, io);
        io.then(Fact::DialStarted {
            to: sid,
            port: Port::Quorum,
            timeout_ms,
            attempt,
        });
        io.lane = own;
        let Some(to) = to else {
            // A name that cannot be resolved is as good a reason to try again as any.
            return self.dial_failed(server, io, attempt, DialFailure::UnknownHost);
        };
        let until = io.connect_timer(timeout);
        let Some(socket) = io.dial(to, port) else {
            return Outcome::Fails(Failure::NoRoute);
        };
        self.socket = Some(socket);
        self.step = Step::Dialling { attempt, until };
        Outcome::Waits(Park::on_until(Wait::Connect(socket), until))
    }

    fn dialling(
        &mut self,
        server: &Server,
        disk: &Disk,
        io: &mut Io<'_>,
        attempt: u8,
        until: SimTime,
    ) -> Outcome {
        let Some(socket) = self.socket else {
            return Outcome::Fails(Failure::SocketClosed);
        };
        let to = server.peer.current_vote.vote.leader;
        let why = match io.dial_outcome(socket) {
            Some(DialOutcome::Connected) => {
                let own = enter_connector(server, io);
                io.then(Fact::DialConnected {
                    to,
                    port: Port::Quorum,
                });
                server.say(io, Line::ConnectedToLeader, small(to));
                io.lane = own;
                self.connected_at = Some(io.now());
                return self.register(server, disk, io);
            }
            Some(DialOutcome::Refused) => DialFailure::Refused,
            Some(DialOutcome::NoRoute) => DialFailure::NoRoute,
            None if io.now() >= until => DialFailure::TimedOut,
            None => return Outcome::Waits(Park::on_until(Wait::Connect(socket), until)),
        };
        io.close(socket);
        self.socket = None;
        self.dial_failed(server, io, attempt, why)
    }

    /// An attempt has failed: the next one follows after a pause, unless it was the last.
    fn dial_failed(
        &mut self,
        server: &Server,
        io: &mut Io<'_>,
        attempt: u8,
        why: DialFailure,
    ) -> Outcome {
        let to = server.peer.current_vote.vote.leader;
        let remaining = remaining(server, io, self.connecting_since);
        let own = enter_connector(server, io);
        io.then(Fact::DialFailed {
            to,
            port: Port::Quorum,
            why,
            attempt,
            remaining_ms: remaining.map_or(0, millis),
        });
        let delay = server.leader_connect_delay();
        let last = attempt + 1 >= server.dialect.leader_connect_attempts
            || remaining.is_some_and(|remaining| remaining <= delay);
        if last {
            server.say(io, Line::FailedConnect, small(to));
        }
        io.lane = own;
        if last && server.makes(Pitfall::PauseAfterTheLastAttempt) {
            // Without a socket the next turn fails.
            return Outcome::Waits(Park::until(io.timer(delay)));
        }
        if last {
            return Outcome::Fails(match why {
                DialFailure::Refused => Failure::ConnectRefused,
                DialFailure::TimedOut => Failure::ConnectTimedOut,
                DialFailure::NoRoute | DialFailure::UnknownHost => Failure::NoRoute,
            });
        }
        self.step = Step::Dial {
            attempt: attempt + 1,
        };
        Outcome::Waits(Park::until(io.timer(delay)))
    }

    /// `registerWithLeader`, first half: who this is and which epoch it accepted last.
    fn register(&mut self, server: &Server, disk: &Disk, io: &mut Io<'_>) -> Outcome {
        let accepted = disk.accepted_epoch.unwrap_or(Epoch(0));
        let kind = if server.is_participant() {
            PacketKind::FollowerInfo
        } else {
            PacketKind::ObserverInfo
        };
        let info = packet(io, kind, Zxid::of_epoch(accepted), server.sid.0);
        self.send_and_expect(server, io, info, Expects::LeaderInfo)
    }

    fn send_and_expect(
        &mut self,
        server: &Server,
        io: &mut Io<'_>,
        packet: MessageId,
        expects: Expects,
    ) -> Outcome {
        match self.write(server, io, packet) {
            Ok(()) => self.expect(server, io, expects),
            Err(why) => Outcome::Fails(why),
        }
    }

    /// Waits for a packet: `initLimit` ticks until the synchronisation is over, `syncLimit` after.
    fn expect(&mut self, server: &Server, io: &mut Io<'_>, expects: Expects) -> Outcome {
        let config = &server.config;
        let ticks = match expects {
            Expects::LeaderInfo | Expects::SyncMode | Expects::NewLeader => config.init_limit,
            Expects::Anything if server.database.serving => config.sync_limit,
            Expects::Anything => config.init_limit,
        };
        let until = io.timer(config.ticks(ticks));
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
        let Some(socket) = self.socket else {
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
            Expects::LeaderInfo => self.on_leader_info(server, disk, io, &packet),
            Expects::SyncMode => self.on_sync_mode(server, disk, io, &packet),
            Expects::NewLeader => self.on_new_leader(server, disk, io, (message, &packet)),
            Expects::Anything => self.on_packet(server, disk, io, (message, &packet)),
        }
    }

    /// `registerWithLeader`, second half: an epoch below the accepted one is refused, an equal one is
    /// not acknowledged a second time.
    fn on_leader_info(
        &mut self,
        server: &Server,
        disk: &Disk,
        io: &mut Io<'_>,
        info: &Packet,
    ) -> Outcome {
        let accepted = disk.accepted_epoch.unwrap_or(Epoch(0));
        self.new_epoch = info.zxid.epoch();
        if self.new_epoch < accepted {
            return Outcome::Fails(Failure::EpochTooLow);
        }
        let counts = self.new_epoch > accepted;
        self.step = Step::AckEpoch { counts };
        Outcome::Waits(server.busy(io, if counts { EPOCH_FILE } else { PACKET }))
    }

    fn ack_epoch(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        counts: bool,
    ) -> Outcome {
        let epoch = if counts {
            Server::set_accepted_epoch(io, disk, self.new_epoch);
            disk.current_epoch.map_or(0, |epoch| epoch.0)
        } else {
            -1
        };
        let zxid = server.database.last_processed_zxid;
        let ack = packet(io, PacketKind::AckEpoch, zxid, epoch);
        let outcome = self.send_and_expect(server, io, ack, Expects::SyncMode);
        server.set_zab_state(io, Zab::Synchronization);
        outcome
    }

    fn on_packet(
        &mut self,
        server: &mut Server,
        disk: &mut Disk,
        io: &mut Io<'_>,
        (id, received): (MessageId, &Packet),
    ) -> Outcome {
        if let (PacketKind::Proposal, Some(_)) = (received.kind, received.config) {
            self.expect_next(server, io, id, received.zxid);
            server.on_reconfig_proposal(disk, io, received);
            let ack = packet(io, PacketKind::Ack, received.zxid, 0);
            return self.send_and_expect(server, io, ack, Expects::Anything);
        }
        if let (PacketKind::CommitAndActivate | PacketKind::InformAndActivate, Some(config)) =
            (received.kind, received.config)
        {
            let leader = Some(Sid(received.data));
            if server.adopt_config(disk, io, config, received.zxid, leader) {
                return Outcome::Fails(Failure::ConfigChanged);
            }
        }
        if received.kind == PacketKind::UpToDate {
            server.say(io, Line::ReceivedUpToDate, 0);
            if let Some((config, version)) = self.handed_on.take()
                && server.establish_config(disk, io, config, version, None)
            {
                return Outcome::Fails(Failure::ConfigChanged);
            }
            self.step = Step::Serve;
            return Outcome::Waits(server.busy(io, PACKET));
        }
        if received.kind == PacketKind::Ping && !self.in_sync {
            // `syncWithLeader` has no case for it.
            return self.expect(server, io, Expects::Anything);
        }
        if received.kind == PacketKind::Ping {
            let answer = packet(io, PacketKind::Ping, received.zxid, 0);
            return self.send_and_expect(server, io, answer, Expects::Anything);
        }
        if let (PacketKind::Revalidate, Some(origin)) = (received.kind, received.origin) {
            server.connected(io, origin, true);
        }
        if !self.in_sync && received.kind == PacketKind::Commit && misses_it(server) {
            return Outcome::Fails(Failure::NotInFlight);
        }
        self.on_transactions(server, io, (id, received), self.in_sync);
        self.expect(server, io, Expects::Anything)
    }

    /// The end of `syncWithLeader`: the server answers clients, and tells newcomers of the epoch.
    fn serve(&mut self, server: &mut Server, io: &mut Io<'_>) -> Outcome {
        if server.peer.sync.is_some() {
            server.set_sync_mode(io, None);
        }
        server.set_serving(io, true);
        server.set_zab_state(io, Zab::Broadcast);
        self.in_sync = true;
        let ack = packet(io, PacketKind::Ack, Zxid::of_epoch(self.new_epoch), 0);
        server.update_election_vote(self.new_epoch);
        server.pipeline.leader = self.socket.zip(self.leader);
        self.last_queued = None;
        let zxid = server.database.last_processed_zxid;
        io.tell(Fact::Committed { zxid });
        let before = io.cause;
        server.catch_up(io);
        io.cause = before;
        self.send_and_expect(server, io, ack, Expects::Anything)
    }

    fn write(&self, server: &Server, io: &mut Io<'_>, packet: MessageId) -> Result<(), Failure> {
        let (Some(socket), Some(leader)) = (self.socket, self.leader) else {
            return Err(Failure::SocketClosed);
        };
        server
            .write_packet(io, socket, leader, packet)
            .map_err(send_failure)
    }

    fn fail(&mut self, server: &Server, io: &mut Io<'_>, why: Failure) {
        let leader = server.peer.current_vote.vote.leader;
        io.then(Fact::FollowingFailed { why, leader });
        if let Some(socket) = self.socket.take() {
            io.close(socket);
        }
        if let Some(connected) = self.connected_at {
            let ms = millis(io.now().since(connected));
            let value = ms.saturating_mul(2) | u32::from(self.in_sync);
            server.say(io, Line::Disconnected, value);
        }
        self.step = Step::ShutDown;
    }
}

/// What the class prints when it is loaded.
fn greet(server: &Server, io: &mut Io<'_>) {
    let delay = millis(server.leader_connect_delay());
    server.say(io, Line::RetryDelay, delay);
    for line in [Line::NoDelay, Line::AsyncSending, Line::ClosesAsync] {
        server.say(io, line, 0);
    }
}

/// Whole milliseconds for a line.
fn millis(span: Span) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}

/// A sid for a line.
fn small(sid: Sid) -> u32 {
    u32::try_from(sid.0).unwrap_or(0)
}

/// `Observer.waitForObserverElectionDelay`: the pause of an observer, if its release has one.
fn give_way(server: &Server, io: &mut Io<'_>) -> Option<Park> {
    let most = server.observer_election_delay();
    if server.is_participant() || most == Span::ZERO {
        return None;
    }
    let drawn = io.work(Range::micros(0, most.as_micros() - 1));
    // Java draws whole milliseconds.
    let delay = Span::from_millis(drawn.as_millis());
    server.say(io, Line::WaitingToReconnect, millis(delay));
    Some(Park::until(io.timer(delay)))
}

/// `Learner.shutdown`: clients are dropped; the database in memory is thrown away, or brought to the
/// end of the log.
fn shut_down(server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
    io.then(Fact::LearnerShutdown);
    server.shut_server_down(io, true);
    server.leave_database(disk, io);
    let work = server.pace.work(io, LEARNER_SHUTDOWN) + server.pace.work(io, STACK_TRACE);
    Park::until(io.now() + work + Span::ZERO)
}
