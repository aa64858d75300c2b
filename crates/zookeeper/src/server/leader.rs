//! What a leader and the handlers of its learners share (`Leader`, `LearnerHandler`, 3.4.6).

use super::broadcast::Outstanding;
use super::cnx::Queued;
use crate::config::{LearnerType, QuorumConfig};
use crate::dialect::Counted;
use crate::disk::Disk;
use crate::fact::{Fact, Failure, Stage};
use crate::ids::{Epoch, Sid, Zxid};
use crate::server::membership::all_quorums;
use crate::server::{Emit, Server};
use crate::setting::ConfigId;
use crate::sid_map::SidSet;
use sim::id::{EventId, NodeId, Slot, Socket};
use sim::io::Io;
use sim::threads::Wait;
use std::collections::VecDeque;

/// A server that leads, or tries to.
#[derive(Clone, Debug)]
pub(crate) struct Leader {
    /// The epoch it proposes; −1 before anybody has said which they accepted.
    pub(crate) epoch: Epoch,
    /// How recent its own log is.
    pub(crate) summary: StateSummary,
    gates: [GateState; 3],
    /// The zxid of the last proposal.
    pub(crate) last_proposed: Zxid,
    /// `zk.isRunning()`: learners may be told that they are up to date.
    pub(crate) running: bool,
    pub(crate) tick: u64,
    /// Handlers of learners that have connected, in the order of their coming.
    pub(crate) learners: Vec<HandlerId>,
    /// The last arrival or loss of a learner: why the next count differs.
    pub(crate) changed_by: EventId,
    /// The reconfig that is under way.
    pub(crate) reconfig: Option<Reconfig>,
    /// False once a reconfig has named another leader.
    pub(crate) allowed_to_commit: bool,
    /// Learners that get what is proposed (`forwardingFollowers`, `observingLearners`).
    pub(crate) forwarding: Vec<HandlerId>,
    /// Proposals without a quorum, in their order.
    pub(crate) outstanding: VecDeque<Outstanding>,
}

/// A proposed list of members, until it is committed.
#[derive(Clone, Debug)]
pub(crate) struct Reconfig {
    pub(crate) config: ConfigId,
    /// The zxid of the proposal, and the version of the configuration.
    pub(crate) version: Zxid,
    /// Who has logged it.
    pub(crate) acks: SidSet,
}

/// One of the three points at which everybody waits for a quorum.
#[derive(Clone, Default, Debug)]
struct GateState {
    arrived: SidSet,
    open: bool,
    waiting: Vec<Slot>,
}

/// How recent a log is (`StateSummary`): epoch first, then zxid.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct StateSummary {
    pub(crate) current_epoch: Epoch,
    pub(crate) last_zxid: Zxid,
}

/// What a thread finds at a gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Gate {
    /// The quorum was there already.
    Open,
    /// This thread completes it and has to open the gate.
    Completed,
    /// It has to wait.
    Closed,
}

impl Leader {
    pub(crate) fn new(summary: StateSummary) -> Self {
        Self {
            epoch: Epoch(-1),
            summary,
            gates: Default::default(),
            last_proposed: Zxid(0),
            running: false,
            tick: 0,
            learners: Vec::new(),
            changed_by: EventId::NONE,
            reconfig: None,
            allowed_to_commit: true,
            forwarding: Vec::new(),
            outstanding: VecDeque::new(),
        }
    }

    /// `getEpochToPropose`: the epoch is one more than any that was accepted by those who have
    /// connected before it is fixed, whether they count or not.
    pub(crate) fn connect(
        &mut self,
        me: Sid,
        config: &QuorumConfig,
        sid: Option<Sid>,
        last_accepted: Epoch,
    ) -> Gate {
        if !self.gate(Stage::Epoch).open && last_accepted >= self.epoch {
            self.epoch = Epoch(last_accepted.0.saturating_add(1));
        }
        self.arrive(Stage::Epoch, me, config, sid)
    }

    /// `waitForEpochAck`: a learner that has already acknowledged this epoch, with −1, does not
    /// count; one with a more recent log ends the attempt.
    pub(crate) fn acknowledge_epoch(
        &mut self,
        me: Sid,
        config: &QuorumConfig,
        sid: Option<Sid>,
        summary: StateSummary,
    ) -> Result<Gate, Failure> {
        if self.gate(Stage::EpochAck).open {
            return Ok(Gate::Open);
        }
        let counts = summary.current_epoch != Epoch(-1);
        if counts && summary > self.summary {
            return Err(Failure::FollowerAhead);
        }
        Ok(self.arrive(Stage::EpochAck, me, config, sid.filter(|_| counts)))
    }

    /// `waitForNewLeaderAck`: observers are not counted.
    pub(crate) fn acknowledge_leader(
        &mut self,
        config: &QuorumConfig,
        next: Option<&QuorumConfig>,
        sid: Option<Sid>,
    ) -> Gate {
        let gate = self.gate(Stage::NewLeaderAck);
        if gate.open {
            return Gate::Open;
        }
        gate.arrived.extend(sid);
        if all_quorums(config, next, &gate.arrived) {
            Gate::Completed
        } else {
            Gate::Closed
        }
    }

    fn arrive(&mut self, stage: Stage, me: Sid, config: &QuorumConfig, sid: Option<Sid>) -> Gate {
        let gate = self.gate(stage);
        if gate.open {
            return Gate::Open;
        }
        gate.arrived.extend(sid);
        let quorum = gate.arrived.contains(me) && config.verifier.contains_quorum(&gate.arrived);
        if quorum {
            Gate::Completed
        } else {
            Gate::Closed
        }
    }

    /// Whether the gate is open.
    pub(crate) fn is_open(&self, stage: Stage) -> bool {
        self.gates[stage as usize].open
    }

    /// Who has arrived at the gate.
    pub(crate) fn arrived(&self, stage: Stage) -> &SidSet {
        &self.gates[stage as usize].arrived
    }

    fn gate(&mut self, stage: Stage) -> &mut GateState {
        &mut self.gates[stage as usize]
    }
}

impl Server {
    /// A thread begins to wait at a gate.
    pub(crate) fn wait_at(&mut self, io: &mut Io<'_>, stage: Stage) -> Wait {
        let needed = small(self.config.verifier.needed());
        if let Some(leader) = &mut self.leader {
            let gate = leader.gate(stage);
            gate.waiting.push(io.slot);
            let have = small(gate.arrived.len());
            io.tell(Fact::WaitStarted {
                stage,
                have,
                needed,
            });
        }
        Wait::Condition(stage as u8)
    }

    /// Opens a gate and wakes whoever waits at it.
    pub(crate) fn open_gate(&mut self, io: &mut Io<'_>, stage: Stage) {
        let needed = small(self.config.verifier.needed());
        let Some(leader) = &mut self.leader else {
            return;
        };
        let gate = leader.gate(stage);
        gate.open = true;
        let have = small(gate.arrived.len());
        let waiting = std::mem::take(&mut gate.waiting);
        io.then(Fact::WaitOver {
            stage,
            have,
            needed,
        });
        for slot in waiting {
            io.wake(slot, Wait::Condition(stage as u8));
        }
    }

    /// What has to be written before a gate is opened: the leader's own acceptance of its epoch.
    pub(crate) fn before_opening(&self, io: &mut Io<'_>, disk: &mut Disk, stage: Stage) {
        if let (Stage::Epoch, Some(leader)) = (stage, &self.leader) {
            let epoch = leader.epoch;
            io.then(Fact::EpochProposed { epoch });
            Self::set_accepted_epoch(io, disk, epoch);
        }
    }

    /// A learner's sid, if it counts at a gate.
    pub(crate) fn counted_at_gate(&self, id: HandlerId, stage: Stage) -> Option<Sid> {
        let handler = self.handlers.get(id)?;
        let sid = handler.sid?;
        let votes = match stage {
            Stage::Epoch | Stage::EpochAck => self.config.is_voter(sid),
            Stage::NewLeaderAck => self.is_voter(sid),
        };
        let counts = at_gate(self.dialect.counted, stage, handler.follows(), votes);
        counts.then_some(sid)
    }

    /// A learner's sid, if it counts for a tick and for a proposal.
    pub(crate) fn counted(&self, id: HandlerId) -> Option<Sid> {
        let handler = self.handlers.get(id)?;
        let sid = handler.sid?;
        let counts = match self.dialect.counted {
            Counted::Anybody | Counted::VotersAtGates => handler.follows(),
            Counted::Voters => self.is_voter(sid),
        };
        counts.then_some(sid)
    }

    /// A set of sids as bits, by this server's view.
    pub(crate) fn places(&self, set: &SidSet) -> u32 {
        self.config.places(set)
    }
}

/// Whether a learner counts at a gate: by what it has come as, or by whether it votes.
fn at_gate(counted: Counted, stage: Stage, follows: bool, votes: bool) -> bool {
    match (counted, stage) {
        (Counted::Anybody, Stage::Epoch | Stage::EpochAck) => true,
        (Counted::Anybody, Stage::NewLeaderAck) => follows,
        (Counted::VotersAtGates | Counted::Voters, _) => votes,
    }
}

fn small(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}

/// A handler, by its place in the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct HandlerId(pub(crate) usize);

/// One `LearnerHandler` and its sender.
#[derive(Clone, Debug)]
pub(crate) struct Handler {
    pub(crate) socket: Socket,
    pub(crate) peer: NodeId,
    pub(crate) port: u16,
    /// Known once FOLLOWERINFO has been read.
    pub(crate) sid: Option<Sid>,
    /// What it has come as (`LearnerHandler.learnerType`).
    pub(crate) learner_type: LearnerType,
    pub(crate) thread: Option<Slot>,
    pub(crate) sender: Option<Slot>,
    pub(crate) queued_packets: VecDeque<Queued>,
    /// `tickOfNextAckDeadline`.
    pub(crate) tick_of_next_ack_deadline: u64,
    /// The socket was closed on this side.
    pub(crate) closed: bool,
    /// The leader has interrupted the thread.
    pub(crate) interrupted: bool,
}

impl Handler {
    /// Whether the learner has come as a follower: it is sent proposals and not what they come to.
    pub(crate) fn follows(&self) -> bool {
        self.learner_type == LearnerType::Participant
    }
}

/// The handlers of this process, those of former leaders that still end included.
#[derive(Clone, Default, Debug)]
pub(crate) struct HandlerTable(Vec<Option<Handler>>);

impl HandlerTable {
    pub(crate) fn add(&mut self, handler: Handler) -> HandlerId {
        match self.0.iter().position(Option::is_none) {
            Some(index) => {
                self.0[index] = Some(handler);
                HandlerId(index)
            }
            None => {
                self.0.push(Some(handler));
                HandlerId(self.0.len() - 1)
            }
        }
    }

    pub(crate) fn get(&self, id: HandlerId) -> Option<&Handler> {
        self.0.get(id.0)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, id: HandlerId) -> Option<&mut Handler> {
        self.0.get_mut(id.0)?.as_mut()
    }

    /// One of the two threads has returned from `run()`; the handler is forgotten when both have.
    pub(crate) fn thread_ended(&mut self, id: HandlerId, ended: Slot) {
        let Some(handler) = self.get_mut(id) else {
            return;
        };
        if handler.thread == Some(ended) {
            handler.thread = None;
        }
        if handler.sender == Some(ended) {
            handler.sender = None;
        }
        if handler.thread.is_none()
            && handler.sender.is_none()
            && let Some(place) = self.0.get_mut(id.0)
        {
            *place = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting::ConfigFile;
    use std::sync::Arc;

    fn config() -> Arc<QuorumConfig> {
        let servers: String = (0..3)
            .map(|s| format!("server.{s}=zk{s}:2888:3888\n"))
            .collect();
        let text = format!("initLimit=10\nsyncLimit=5\nclientPort=2181\ndataDir=/d\n{servers}");
        ConfigFile::new(&text).quorum().cloned().unwrap()
    }

    fn summary(epoch: i64, zxid: i64) -> StateSummary {
        StateSummary {
            current_epoch: Epoch(epoch),
            last_zxid: Zxid(zxid),
        }
    }

    /// An observer, and a follower that is a stranger, at the three gates.
    #[test]
    fn who_counts_at_a_gate_is_asked_of_the_learner_in_3_4_6_and_of_the_list_later() {
        let at = |counted, follows| {
            Stage::ALL
                .iter()
                .map(move |s| at_gate(counted, *s, follows, false))
        };
        let observer: Vec<bool> = at(Counted::Anybody, false).collect();
        assert_eq!(observer, [true, true, false]);
        assert!(
            at(Counted::Anybody, true).all(|counts| counts),
            "a stranger"
        );
        for later in [Counted::VotersAtGates, Counted::Voters] {
            assert!(!at(later, false).chain(at(later, true)).any(|counts| counts));
        }
    }

    #[test]
    fn the_epoch_is_above_all_that_the_quorum_accepted() {
        let (config, mut leader) = (config(), Leader::new(summary(7, 5)));
        assert_eq!(
            leader.connect(Sid(2), &config, Some(Sid(2)), Epoch(7)),
            Gate::Closed
        );
        assert_eq!(
            leader.connect(Sid(2), &config, Some(Sid(0)), Epoch(9)),
            Gate::Completed
        );
        assert_eq!(leader.epoch, Epoch(10));
        leader.gate(Stage::Epoch).open = true;
        assert_eq!(
            leader.connect(Sid(2), &config, Some(Sid(1)), Epoch(99)),
            Gate::Open
        );
        assert_eq!(leader.epoch, Epoch(10), "a latecomer does not raise it");
    }

    #[test]
    fn a_second_acknowledgement_does_not_count_and_a_longer_log_ends_it() {
        let (config, mut leader) = (config(), Leader::new(summary(7, 5)));
        let me = leader.acknowledge_epoch(Sid(2), &config, Some(Sid(2)), summary(7, 5));
        assert_eq!(me, Ok(Gate::Closed));
        let again = leader.acknowledge_epoch(Sid(2), &config, Some(Sid(0)), summary(-1, 5));
        assert_eq!(again, Ok(Gate::Closed));
        let ahead = leader.acknowledge_epoch(Sid(2), &config, Some(Sid(0)), summary(7, 6));
        assert_eq!(ahead, Err(Failure::FollowerAhead));
        let fine = leader.acknowledge_epoch(Sid(2), &config, Some(Sid(0)), summary(7, 5));
        assert_eq!(fine, Ok(Gate::Completed));
    }
}
