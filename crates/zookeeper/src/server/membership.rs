//! Which servers count: the configuration in use, and the one that a leader has handed on
//! (`quorumVerifier` and `lastSeenQuorumVerifier`, 3.5.0); and how a list of members is changed while
//! the ensemble serves.
//!
//! ```text
//!   client ─▶ leader: PROPOSAL with the new list ─▶ learners log it and keep it as the next one ─ ACK
//!   ─▶ a quorum of the old list and one of the new ─ COMMITANDACTIVATE ─▶ everybody counts by it
//! ```
//! A leader that the new list leaves out names another one, which leads without an election: its
//! followers leave it for that one, and it follows them when it finds out that they are gone.

use super::broadcast::Proposed;
use super::leader::{Handler, Reconfig};
use super::{Emit, Server, packet_with};
use crate::config::QuorumConfig;
use crate::dialect::{LastSeen, Membership};
use crate::disk::Disk;
use crate::election::FastLeaderElection;
use crate::fact::{Fact, Line, ReconfigRefusal};
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::lane::Thread;
use crate::message::{Notification, Packet, PacketKind, Proposal};
use crate::setting::ConfigId;
use crate::sid_map::{SidMap, SidSet};
use crate::txn_log::Txns;
use crate::vote::{ServerState, Vote};
use sim::id::MessageId;
use sim::io::Io;
use std::sync::Arc;

/// A configuration that a leader has handed on.
#[derive(Clone, Debug)]
pub(crate) struct SeenConfig {
    pub(crate) config: Arc<QuorumConfig>,
    pub(crate) id: ConfigId,
    pub(crate) version: Zxid,
}

impl Server {
    /// The configuration that was handed on and is not yet the own one.
    pub(crate) fn next_config(&self) -> Option<Arc<QuorumConfig>> {
        let newer = |seen: &&SeenConfig| seen.version > self.peer.config_version;
        let seen = self.last_seen.as_ref().filter(newer)?;
        Some(Arc::clone(&seen.config))
    }

    /// Whether a sid votes in this configuration or the next (`getCurrentAndNextConfigVoters`).
    pub(crate) fn is_voter(&self, sid: Sid) -> bool {
        self.config.is_voter(sid) || self.next_config().is_some_and(|next| next.is_voter(sid))
    }

    /// The first voter after a sid, of this configuration and the next, or the first of all.
    pub(crate) fn voter_after(&self, last: Option<Sid>) -> Option<Sid> {
        let after = |sid: &Sid| last.is_none_or(|last| *sid > last);
        let own = self.config.voters().find(after);
        let next = self
            .next_config()
            .and_then(|next| next.voters().find(after));
        match (own, next) {
            (Some(own), Some(next)) => Some(own.min(next)),
            (own, next) => own.or(next),
        }
    }

    /// What this release finds in a file.
    fn ensemble(&self, id: ConfigId) -> Option<Arc<QuorumConfig>> {
        let file = self.setting.config(id)?;
        file.ensemble(self.dialect.membership).cloned()
    }

    /// Whether the servers are a quorum of this configuration and of the next.
    pub(crate) fn has_all_quorums(&self, set: &SidSet) -> bool {
        all_quorums(&self.config, self.next_config().as_deref(), set)
    }

    /// Keeps a configuration that a leader hands on, if the release does
    /// (`setLastSeenQuorumVerifier`).
    pub(crate) fn keep_last_seen(&mut self, io: &mut Io<'_>, id: ConfigId, version: Zxid) {
        let keeps = match self.dialect.last_seen {
            LastSeen::Absent => return,
            LastSeen::Kept => true,
            LastSeen::KeptForReconfig => self.config.reconfig_enabled,
        };
        if !keeps {
            self.say(io, Line::NotStoringConfig, 0);
            return;
        }
        let known = self.last_seen.as_ref().map(|seen| seen.version);
        if known.unwrap_or(self.peer.config_version) == version {
            return;
        }
        let config = self.ensemble(id);
        if let Some(config) = config {
            self.last_seen = Some(SeenConfig {
                config,
                id,
                version,
            });
            if version > self.peer.config_version {
                let config = small(id);
                io.tell(Fact::ConfigSeen { config, version });
            }
        }
    }
}

/// Whether the servers are a quorum of a configuration and of the one that may follow it, each
/// counting its own voters only (`SyncedLearnerTracker`, 3.5.0). Before there was a next one, whoever
/// was in the set counted.
pub(crate) fn all_quorums(
    config: &QuorumConfig,
    next: Option<&QuorumConfig>,
    set: &SidSet,
) -> bool {
    let Some(next) = next else {
        return config.verifier.contains_quorum(set);
    };
    [config, next].into_iter().all(|config| {
        let members = set.iter().filter(|sid| config.is_voter(*sid));
        config.verifier.is_quorum(members)
    })
}

impl Server {
    /// A client of this server asks for another list of members; whoever follows hands it on to the
    /// leader (`FollowerRequestProcessor.run`).
    pub(crate) fn ask_for_reconfig(&mut self, disk: &mut Disk, io: &mut Io<'_>, config: ConfigId) {
        let refused = if self.dialect.membership == Membership::Static {
            Some(ReconfigRefusal::Unsupported)
        } else if !self.database.serving {
            Some(ReconfigRefusal::NotServing)
        } else {
            None
        };
        if let Some(why) = refused {
            io.then(Fact::ReconfigRefused { why });
        } else if self.peer.state == ServerState::Leading {
            self.propose_reconfig(disk, io, config);
        } else {
            let request = packet_with(io, PacketKind::Request, Zxid(0), 0, Some(config));
            self.write_to_leader(io, request);
        }
    }

    /// The leader looks at a list of members that a client asks for
    /// (`PrepRequestProcessor.pRequest2Txn`, `reconfig`).
    pub(crate) fn propose_reconfig(&mut self, disk: &mut Disk, io: &mut Io<'_>, config: ConfigId) {
        if let Err(why) = self.may_reconfig(config) {
            io.then(Fact::ReconfigRefused { why });
            return;
        }
        let Some(leader) = &mut self.leader else {
            return;
        };
        let version = Zxid(leader.last_proposed.0.saturating_add(1));
        leader.last_proposed = version;
        let mut acks = SidSet::default();
        acks.insert(self.sid);
        leader.reconfig = Some(Reconfig {
            config,
            version,
            acks,
        });
        io.then(Fact::ReconfigProposed {
            config: small(config),
            version,
        });
        self.log(disk, io, version);
        self.keep_last_seen(io, config, version);
        self.tell_learners(io, version, |follows| {
            follows.then_some((PacketKind::Proposal, version.0, config))
        });
    }

    fn may_reconfig(&self, config: ConfigId) -> Result<(), ReconfigRefusal> {
        if !self.config.reconfig_enabled {
            return Err(ReconfigRefusal::Disabled);
        }
        let leads = self.peer.state == ServerState::Leading && self.database.serving;
        let leader = self
            .leader
            .as_ref()
            .filter(|l| leads && l.allowed_to_commit);
        let leader = leader.ok_or(ReconfigRefusal::NotServing)?;
        if leader.reconfig.is_some() || self.next_config().is_some() {
            return Err(ReconfigRefusal::InProgress);
        }
        let learners = leader.learners.iter();
        let connected = learners.filter_map(|id| self.handlers.get(*id)?.sid);
        let synced: SidSet = connected.chain([self.sid]).collect();
        let new = self.ensemble(config);
        if new.as_ref().is_none_or(|new| new.voters().count() < 2) {
            return Err(ReconfigRefusal::TooFewVoters);
        }
        let quorum = new.is_some_and(|new| {
            let members = synced.iter().filter(|sid| new.is_voter(*sid));
            new.verifier.is_quorum(members)
        });
        quorum
            .then_some(())
            .ok_or(ReconfigRefusal::NewConfigNoQuorum)
    }

    /// Writes the transaction of a reconfig to the log; here that takes no thread of its own.
    fn log(&self, disk: &mut Disk, io: &mut Io<'_>, zxid: Zxid) {
        disk.log.append(Txns::ending(zxid, 1));
        io.tell(Fact::Logged { zxid });
    }

    /// Sends each learner what it gets, by whether it follows.
    fn tell_learners(
        &mut self,
        io: &mut Io<'_>,
        version: Zxid,
        gets: impl Fn(bool) -> Option<(PacketKind, i64, ConfigId)>,
    ) {
        let learners = self.leader.as_ref().map(|leader| leader.learners.clone());
        for id in learners.unwrap_or_default() {
            let follows = self.handlers.get(id).is_some_and(Handler::follows);
            if let Some((kind, data, config)) = gets(follows) {
                let packet = packet_with(io, kind, version, data, Some(config));
                self.queue_packet(io, id, packet);
            }
        }
    }

    /// A learner has logged the proposal; with a quorum in the old list and in the new one it is
    /// committed (`Leader.tryToCommit`).
    pub(crate) fn on_reconfig_ack(
        &mut self,
        disk: &mut Disk,
        io: &mut Io<'_>,
        sid: Sid,
        ack: &Packet,
    ) {
        let (config, next) = (Arc::clone(&self.config), self.next_config());
        let Some(leader) = &mut self.leader else {
            return;
        };
        let Some(pending) = leader.reconfig.as_mut() else {
            return;
        };
        if ack.kind != PacketKind::Ack || ack.zxid != pending.version {
            return;
        }
        pending.acks.insert(sid);
        if !all_quorums(&config, next.as_deref(), &pending.acks) {
            return;
        }
        let (id, version, acks) = (pending.config, pending.version, pending.acks.clone());
        leader.reconfig = None;
        let next = next.unwrap_or(config);
        let designated = self.designated_leader(&next, &acks);
        self.adopt_config(disk, io, id, version, Some(designated));
        self.tell_learners(io, version, |follows| {
            let kind = if follows {
                PacketKind::CommitAndActivate
            } else {
                PacketKind::InformAndActivate
            };
            Some((kind, designated.0, id))
        });
    }

    /// Who leads when this list counts: this server if it is still a voter where it was, else of those
    /// that have acknowledged it the one that has acknowledged most of what came after
    /// (`Leader.getDesignatedLeader`).
    fn designated_leader(&self, new: &QuorumConfig, acks: &SidSet) -> Sid {
        let address = |config: &QuorumConfig| {
            let spec = config.servers.get(self.sid)?;
            Some((spec.host.clone(), spec.quorum_port))
        };
        if new.is_voter(self.sid) && address(new) == address(&self.config) {
            return self.sid;
        }
        let others = acks.iter().filter(|sid| *sid != self.sid);
        let mut candidates: Vec<Sid> = others.filter(|sid| new.is_voter(*sid)).collect();
        let outstanding = self.leader.iter().flat_map(|leader| &leader.outstanding);
        for proposal in outstanding {
            let acked = |sid: &&Sid| proposal.acks.contains(**sid);
            let left: Vec<Sid> = candidates.iter().filter(acked).copied().collect();
            if left.is_empty() {
                break;
            }
            candidates = left;
        }
        candidates.first().copied().unwrap_or(self.sid)
    }

    /// A learner logs a proposed list of members and keeps it as the one that is to follow.
    pub(crate) fn on_reconfig_proposal(
        &mut self,
        disk: &mut Disk,
        io: &mut Io<'_>,
        proposal: &Packet,
    ) {
        self.log(disk, io, proposal.zxid);
        if let Some(config) = proposal.config {
            self.keep_last_seen(io, config, proposal.zxid);
        }
    }

    /// `processReconfig` of a committed list: from here on it counts, in memory and on disk; and the
    /// election starts anew with other connections (`restartLeaderElection`). True if the server has
    /// another leader or role now.
    pub(crate) fn adopt_config(
        &mut self,
        disk: &mut Disk,
        io: &mut Io<'_>,
        id: ConfigId,
        version: Zxid,
        leader: Option<Sid>,
    ) -> bool {
        let changed = self.establish_config(disk, io, id, version, leader);
        if self.peer.config_version == version {
            self.deliver(io, Proposed::unasked(Txns::ending(version, 1)));
        }
        changed
    }

    /// `processReconfig`: a list that is newer than the own one counts from here on. If it has the same
    /// members, only its version is new.
    pub(crate) fn establish_config(
        &mut self,
        disk: &mut Disk,
        io: &mut Io<'_>,
        id: ConfigId,
        version: Zxid,
        leader: Option<Sid>,
    ) -> bool {
        if !self.config.reconfig_enabled || version <= self.peer.config_version {
            return false;
        }
        let (before, participated) = (Arc::clone(&self.config), self.is_participant());
        let new = self.ensemble(id);
        let same =
            new.is_some_and(|new| new.servers == before.servers && new.verifier == before.verifier);
        if !self.take_config(disk, id, version) {
            return false;
        }
        if same {
            let config = small(id);
            io.tell(Fact::ConfigVersionSet { config, version });
            return false;
        }
        self.say(io, Line::RestartingLeaderElection, 0);
        self.config_adopted(io, id, version);
        self.start_manager_again(io);
        let role = self.is_participant() != participated;
        if role {
            self.peer.reconfig_flag = true;
            let line = match (participated, self.config.is_voter(self.sid)) {
                (true, _) => Line::BecomesObserver,
                (false, true) => Line::BecomesVoter,
                (false, false) => Line::BecomesStranger,
            };
            self.say(io, line, 0);
        }
        self.update_vote(io, &before, leader, version) || role
    }

    /// `updateVote`: the leader that a reconfig suggests; without one the flag is taken back.
    fn update_vote(
        &mut self,
        io: &mut Io<'_>,
        before: &QuorumConfig,
        leader: Option<Sid>,
        version: Zxid,
    ) -> bool {
        let current = self.peer.current_vote.vote.leader;
        let Some(leader) = leader else {
            self.peer.reconfig_flag = false;
            let address = |config: &QuorumConfig| {
                let spec = config
                    .servers
                    .get(current)
                    .filter(|_| config.is_voter(current))?;
                Some((spec.host.clone(), spec.quorum_port))
            };
            let moved = address(before).is_none() || address(before) != address(&self.config);
            return moved;
        };
        if leader == current {
            return false;
        }
        let vote = Vote {
            leader,
            zxid: version,
            peer_epoch: Epoch(-1),
        };
        let round = Round(-1);
        self.peer.current_vote = Proposal { vote, round };
        self.peer.reconfig_flag = true;
        if let Some(own) = &mut self.leader {
            own.allowed_to_commit = false;
        }
        let sid = u32::try_from(leader.0).unwrap_or(0);
        self.say(io, Line::SuggestedLeader, sid);
        true
    }

    /// A leader that has its quorum completes the list that it has handed on (`Leader.startZkServer`).
    pub(crate) fn complete_config(&mut self, disk: &mut Disk, io: &mut Io<'_>, acks: &SidSet) {
        let Some(seen) = self.last_seen.clone() else {
            return;
        };
        let designated = self.designated_leader(&seen.config, acks);
        self.establish_config(disk, io, seen.id, seen.version, Some(designated));
        if designated != self.sid {
            self.say(io, Line::NotDesignated, 0);
        }
    }

    /// A server that looks for a leader takes a newer list of members from a ballot, without the
    /// transaction that made it, and begins with another election as soon as the poll that its main
    /// thread is in times out (`WorkerReceiver.run`, 3.5.0). A ballot's list that is not newer, or
    /// reaches a server without `reconfigEnabled`, changes nothing.
    ///
    /// Simplified: until then the listener goes on accepting, and what is heard is lost.
    pub(crate) fn adopt_from_ballot(
        &mut self,
        disk: &mut Disk,
        io: &mut Io<'_>,
        ballot: MessageId,
        n: &Notification,
    ) -> bool {
        let speaks = n.version >= 2 && self.dialect.membership == Membership::Dynamic;
        if !speaks || n.config_version <= self.peer.config_version {
            return false;
        }
        self.say(io, Line::ReceivedVersion, ballot.0);
        let adopts = self.peer.state == ServerState::Looking && self.config.reconfig_enabled;
        if !adopts || !self.take_config(disk, n.config, n.config_version) {
            return false;
        }
        self.say(io, Line::RestartingElection, 0);
        self.config_adopted(io, n.config, n.config_version);
        self.election.restarting = true;
        true
    }

    /// The list that this server's ballots carry; nobody takes one that has no version.
    pub(crate) fn config_of_ballots(&self) -> ConfigId {
        if self.peer.config_version > Zxid(0) {
            self.config_id
        } else {
            ConfigId(0)
        }
    }

    /// The main thread has left the old instance (`QuorumPeer.startLeaderElection`).
    pub(crate) fn replace_election(&mut self, disk: &Disk, io: &mut Io<'_>) {
        self.start_manager_again(io);
        self.election.restarting = false;
        self.election.sendqueue.clear();
        let (vote, round) = (self.initial_vote(disk), Round(-1));
        self.peer.current_vote = Proposal { vote, round };
    }

    /// The old connection manager's listener has left, the new one's begins
    /// (`QuorumPeer.createElectionAlgorithm`); here it is the same one all along.
    fn start_manager_again(&self, io: &mut Io<'_>) {
        self.say(io, Line::BindRetries, 3);
        self.say(io, Line::Clobbering, 0);
        let own = std::mem::replace(&mut io.lane, Thread::Listener.lane());
        io.tell(Fact::ElectionPortBound);
        io.lane = own;
    }

    /// The list counts from here on, in memory and on disk.
    fn take_config(&mut self, disk: &mut Disk, id: ConfigId, version: Zxid) -> bool {
        let Some(config) = self.ensemble(id) else {
            return false;
        };
        self.config = config;
        self.config_id = id;
        self.last_seen = None;
        self.peer.config_version = version;
        disk.zoo_cfg = id;
        disk.config_version = version;
        true
    }

    /// Connections, queues and votes of the old list are gone.
    fn config_adopted(&mut self, io: &mut Io<'_>, id: ConfigId, version: Zxid) {
        io.then(Fact::ConfigAdopted {
            config: small(id),
            version,
        });
        let own = std::mem::replace(&mut io.lane, Thread::Listener.lane());
        self.say(io, Line::LeavingListener, 0);
        io.lane = own;
        let peers: Vec<_> = self.cnx.sender_worker_map.values().copied().collect();
        for workers in peers {
            self.finish(io, workers);
        }
        self.election.fle = FastLeaderElection::default();
        self.election.sendqueue.clear();
        self.election.recvqueue.clear();
        self.cnx.recv_queue.clear();
        self.cnx.queue_send_map = SidMap::default();
        self.cnx.last_message_sent = SidMap::default();
    }
}

/// The number of a configuration in a fact.
fn small(config: ConfigId) -> u8 {
    u8::try_from(config.0).unwrap_or(u8::MAX)
}
