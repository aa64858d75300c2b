//! `main`: reads the configuration, loads the database and starts the others
//! (`QuorumPeerMain.main`, `QuorumPeerConfig.parse`, `QuorumPeer.start`).

use super::JavaThread;
use super::client_port::ClientPort;
use super::listener::Listener;
use super::quorum_peer::QuorumPeerThread;
use super::worker_receiver::WorkerReceiver;
use super::worker_sender::WorkerSender;
use crate::config::{ConfigError, LearnerType};
use crate::dialect::Membership;
use crate::disk::Disk;
use crate::fact::{Fact, Line, Refusal, RoundReason};
use crate::ids::Round;
use crate::lane::Thread;
use crate::server::{Emit, Server};
use crate::setting::Parsed;
use sim::io::Io;
use sim::threads::Park;
use sim::time::{SimTime, Span};
use std::sync::Arc;

/// The thread `main`.
#[derive(Clone, Debug)]
pub(crate) struct Main {
    started: SimTime,
    /// From the start of the process to its first LOOKING.
    boot: Span,
    stage: Stage,
}

/// What comes next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Stage {
    Launch,
    ReadConfiguration,
    StartPeer,
    LoadDatabase,
    StartElection,
    StartMainLoop,
}

impl Stage {
    /// When a stage is reached, in thousandths of the way to LOOKING; as in the captures, where a
    /// start takes 460 ms of which 209 pass before the first line.
    const fn permille(self) -> u64 {
        match self {
            Self::Launch => 0,
            Self::ReadConfiguration => 450,
            Self::StartPeer => 510,
            Self::LoadDatabase => 610,
            Self::StartElection => 740,
            Self::StartMainLoop => 1_000,
        }
    }
}

impl Main {
    pub(crate) fn new(disk: &Disk, io: &mut Io<'_>) -> Self {
        Self {
            started: io.now(),
            boot: io.work(disk.machine.boot),
            stage: Stage::Launch,
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let next = match self.stage {
            Stage::Launch => Some(Stage::ReadConfiguration),
            Stage::ReadConfiguration => {
                read_configuration(server, disk, io).then_some(Stage::StartPeer)
            }
            Stage::StartPeer => {
                start_peer(server, io);
                Some(Stage::LoadDatabase)
            }
            Stage::LoadDatabase => {
                // From 3.5 on the list is looked at first, in 3.4 when the election is started.
                let first = server.dialect.membership == Membership::Dynamic;
                let may = !first || is_listed(server, io);
                let loaded = may && load_database(server, disk, io);
                if loaded && !disk.setting.clients.is_empty() {
                    let thread = JavaThread::ClientPort(ClientPort);
                    server.start(io, Thread::ClientPort, thread);
                }
                loaded.then_some(Stage::StartElection)
            }
            Stage::StartElection => start_election(server, io).then_some(Stage::StartMainLoop),
            Stage::StartMainLoop => {
                let thread = JavaThread::QuorumPeer(Box::default());
                server.slots.quorum_peer = server.start(io, Thread::QuorumPeer, thread);
                None
            }
        };
        let Some(next) = next else { return Park::end() };
        self.stage = next;
        let way = Span::from_micros(self.boot.as_micros() * next.permille() / 1_000);
        Park::until(self.started + way)
    }
}

impl Default for QuorumPeerThread {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads `zoo.cfg` and `myid`; false if the process ends with them.
fn read_configuration(server: &mut Server, disk: &Disk, io: &mut Io<'_>) -> bool {
    let release = disk.release as u8;
    io.then(Fact::ConfigRead {
        config: disk.zoo_cfg.0,
        sid: server.sid,
        release,
    });
    print(io, Line::ReadingConfiguration, 0);
    let file = disk.setting.config(disk.zoo_cfg);
    match file.map(|file| file.parsed(server.dialect.membership)) {
        Some(Parsed::Quorum(config)) => {
            server.config = Arc::clone(config);
            server.config_id = disk.zoo_cfg;
            read_ensemble(server, disk, io)
        }
        Some(Parsed::Standalone(notices)) => {
            notices.iter().for_each(|line| server.say(io, *line, 0));
            print(io, Line::Standalone, 0);
            server.set_serving(io, true);
            false
        }
        Some(Parsed::Invalid(ConfigError::ServerForm { .. })) => {
            refuse(io, Refusal::UnreadableConfig)
        }
        Some(Parsed::Invalid(_)) | None => refuse(io, Refusal::InvalidConfig),
    }
}

/// What an ensemble's file prints, and what it is compared with.
fn read_ensemble(server: &mut Server, disk: &Disk, io: &mut Io<'_>) -> bool {
    let config = Arc::clone(&server.config);
    if config.client_port > 0 {
        server.say(io, Line::ClientPortAddress, u32::from(config.client_port));
    }
    server.say(io, Line::NoSecureClientPort, 0);
    for sid in config.servers.keys() {
        server.resolve(io, sid);
    }
    for line in &config.notices {
        server.say(io, *line, 0);
    }
    if disk.myid.is_none() {
        return refuse(io, Refusal::NoMyId);
    }
    let own = config.servers.get(server.sid);
    let port = own.and_then(|spec| spec.client_port);
    if config.client_port > 0 && port.is_some_and(|port| port != config.client_port) {
        return refuse(io, Refusal::OtherClientPort);
    }
    let listed = own.map_or(LearnerType::Participant, |spec| spec.learner_type);
    if listed != config.peer_type {
        print(io, Line::PeerTypeMismatch, 0);
    }
    true
}

/// The process ends: with 2 if its files are to blame, else with 1 (`QuorumPeerMain.main`).
fn refuse(io: &mut Io<'_>, why: Refusal) -> bool {
    io.then(Fact::StartRefused { why });
    let code = match why {
        Refusal::InvalidConfig | Refusal::NoMyId | Refusal::OtherClientPort => 2,
        Refusal::UnreadableConfig | Refusal::NotInPeerList | Refusal::UnableToLoadDatabase => 1,
    };
    io.exit(code);
    false
}

fn start_peer(server: &Server, io: &mut Io<'_>) {
    let config = &server.config;
    let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    print(io, Line::SnapRetainCount, 3);
    print(io, Line::PurgeInterval, 0);
    print(io, Line::PurgeTaskNotScheduled, 0);
    print(io, Line::StartingQuorumPeer, 0);
    if let Some(port) = config.client_port_of(server.sid) {
        print(io, Line::BindingToPort, u32::from(port));
    }
    print(io, Line::TickTime, small(config.tick_time_ms));
    print(io, Line::MinSessionTimeout, 0);
    print(io, Line::MaxSessionTimeout, 0);
    print(io, Line::InitLimit, small(config.init_limit));
    server.say(io, Line::SyncLimit, small(config.sync_limit));
}

/// `QuorumPeer.loadDataBase`: the epochs have to fit the log.
fn load_database(server: &mut Server, disk: &mut Disk, io: &mut Io<'_>) -> bool {
    let zxid = disk.last_zxid();
    io.tell(Fact::Logged { zxid });
    let of_log = zxid.epoch();
    if disk.current_epoch.is_none() {
        print(io, Line::CurrentEpochNotFound, epoch_for_print(of_log.0));
    }
    let current = disk.current_epoch.unwrap_or(of_log);
    Server::set_current_epoch(io, disk, current);
    if disk.accepted_epoch.is_none() {
        print(io, Line::AcceptedEpochNotFound, epoch_for_print(of_log.0));
    }
    let accepted = disk.accepted_epoch.unwrap_or(of_log);
    Server::set_accepted_epoch(io, disk, accepted);
    server.peer.current_vote.vote.peer_epoch = current;
    server.load_database(disk);
    if of_log > current || accepted < current {
        return refuse(io, Refusal::UnableToLoadDatabase);
    }
    true
}

/// `QuorumPeer.startLeaderElection`: the connection manager with its listener, and the election's
/// two workers.
fn start_election(server: &mut Server, io: &mut Io<'_>) -> bool {
    if !is_listed(server, io) {
        return false;
    }
    let round = server.election.fle.logicalclock;
    if round != Round(0) {
        io.tell(Fact::RoundSet {
            round,
            why: RoundReason::Setting,
        });
    }
    server.say(io, Line::BindRetries, 3);
    let ms = |span: Span| u32::try_from(span.as_millis()).unwrap_or(u32::MAX);
    let (least, most) = (
        server.min_notification_interval(),
        server.max_notification_interval(),
    );
    server.say(io, Line::MinNotificationInterval, ms(least));
    server.say(io, Line::MaxNotificationInterval, ms(most));
    server.start(
        io,
        Thread::Listener,
        JavaThread::Listener(Listener::default()),
    );
    let sender = JavaThread::WorkerSender(WorkerSender::default());
    server.slots.worker_sender = server.start(io, Thread::WorkerSender, sender);
    let receiver = JavaThread::WorkerReceiver(WorkerReceiver::default());
    server.slots.worker_receiver = server.start(io, Thread::WorkerReceiver, receiver);
    true
}

/// Whether the list has this server; the process ends if not (`QuorumPeer.start`).
fn is_listed(server: &Server, io: &mut Io<'_>) -> bool {
    server.config.servers.contains(server.sid) || refuse(io, Refusal::NotInPeerList)
}

fn print(io: &mut Io<'_>, line: Line, value: u32) {
    io.tell(Fact::Printed { line, value });
}

fn epoch_for_print(epoch: i64) -> u32 {
    u32::try_from(epoch).unwrap_or(0)
}
