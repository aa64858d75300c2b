//! The vote logic of `zookeeper::election` in every order in which its ballots can arrive.
//!
//! The checker knows no time. What the engine decides by timers is a choice here: which ballot is heard
//! next, and when the wait for a better vote is over. Connections are as they are in
//! `QuorumCnxManager`: one place per pair of servers, in which the newest ballot takes the place of one
//! that was not sent yet, and ballots to oneself take the same way.

use sim::id::{EventId, NodeId};
use stateright::{Model, Property};
use std::sync::Arc;
use zookeeper::config::QuorumConfig;
use zookeeper::dialect::Dialect;
use zookeeper::election::{Decision, FastLeaderElection, Next, Reaction, View};
use zookeeper::ids::{Epoch, Round, Sid, Zxid};
use zookeeper::message::Notification;
use zookeeper::pitfall::Pitfalls;
use zookeeper::setting::ConfigId;
use zookeeper::vote::{ServerState, Vote};

/// When a server's wait for a better vote may be over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Patience {
    /// When no ballot is on its way to anybody: 200 ms are longer than all that is under way takes.
    OutlastsAll,
    /// At any time: a pause of 200 ms, in a process or on the way, and a ballot comes too late.
    None,
}

/// An ensemble at the beginning of an election.
#[derive(Clone, Debug)]
pub struct Ensemble {
    /// What each server counts, by its sid.
    pub views: Vec<Arc<QuorumConfig>>,
    /// How each server votes at first: its zxid.
    pub zxids: Vec<i64>,
    /// The round in which each server begins.
    pub rounds: Vec<i64>,
    /// Which servers reach each other, as bits: none is cut off, or those whose bit is set are.
    pub parts: Vec<u32>,
    /// How all releases behave.
    pub dialect: &'static Dialect,
    /// When the wait for a better vote may be over.
    pub patience: Patience,
}

/// Where an election stands.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    /// The servers, by their sid.
    pub servers: Vec<Server>,
    /// The ballot on its way between each two, by sender and then by receiver.
    wire: Vec<Option<Ballot>>,
    /// The servers that are cut off from the others.
    part: u32,
}

/// A server.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Server {
    /// Its vote logic.
    pub fle: FastLeaderElection,
    /// How far it is.
    pub phase: Phase,
}

/// How far a server is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// It counts.
    Looking,
    /// It has a quorum and waits for a better vote.
    Finalizing,
    /// It has decided: the vote, and its round.
    Done(Vote, Round),
}

/// What a ballot says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Ballot {
    vote: Vote,
    round: Round,
    state: ServerState,
}

/// What can happen next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The second hears the ballot of the first.
    Hear(usize, usize),
    /// The wait for a better vote is over.
    Finish(usize),
}

fn sid(index: usize) -> Sid {
    Sid(i64::try_from(index).unwrap_or(i64::MAX))
}

impl Ensemble {
    fn size(&self) -> usize {
        self.views.len()
    }

    fn view(&self, me: usize) -> View<'_> {
        View {
            me: sid(me),
            config: &self.views[me],
            next: None,
            dialect: self.dialect,
            initial: Vote {
                leader: sid(me),
                zxid: Zxid(self.zxids[me]),
                peer_epoch: Epoch(1),
            },
            pitfalls: Pitfalls::NONE,
        }
    }

    fn begin(&self, part: u32) -> State {
        let server = |me: usize| {
            let mut fle = FastLeaderElection {
                logicalclock: Round(self.rounds[me] - 1),
                ..Default::default()
            };
            fle.begin();
            fle.propose_initial(&self.view(me));
            Server {
                fle,
                phase: Phase::Looking,
            }
        };
        let mut state = State {
            servers: (0..self.size()).map(server).collect(),
            wire: vec![None; self.size() * self.size()],
            part,
        };
        for me in 0..self.size() {
            self.broadcast(&mut state, me);
        }
        state
    }

    /// To every voter of the own view that exists and can be reached.
    fn broadcast(&self, state: &mut State, me: usize) {
        for to in (0..self.size()).filter(|to| self.views[me].is_voter(sid(*to))) {
            self.send(state, me, to);
        }
    }

    fn send(&self, state: &mut State, from: usize, to: usize) {
        let apart = (state.part >> from ^ state.part >> to) & 1 == 1;
        let server = &state.servers[from];
        let ballot = match server.phase {
            Phase::Looking | Phase::Finalizing => Ballot {
                vote: server.fle.proposal,
                round: server.fle.logicalclock,
                state: ServerState::Looking,
            },
            Phase::Done(vote, round) => Ballot {
                vote,
                round,
                state: if vote.leader == sid(from) {
                    ServerState::Leading
                } else {
                    ServerState::Following
                },
            },
        };
        if !apart {
            state.wire[from * self.size() + to] = Some(ballot);
        }
    }

    fn hear(&self, state: &mut State, from: usize, me: usize) {
        let Some(ballot) = state.wire[from * self.size() + me].take() else {
            return;
        };
        let n = notification(from, me, ballot);
        let looking = n.state == ServerState::Looking;
        let view = self.view(me);
        let server = &mut state.servers[me];
        let lags = looking && n.round < server.fle.logicalclock;
        let reaction = match server.phase {
            Phase::Done(..) => None,
            Phase::Finalizing if !server.fle.reopens(&view, &n) => None,
            Phase::Looking | Phase::Finalizing => Some(server.fle.on_notification(&view, &n)),
        };
        // What the receiver's thread answers, before the main thread has a word.
        let answers = match server.phase {
            Phase::Done(..) => looking,
            Phase::Looking | Phase::Finalizing => lags,
        };
        if answers {
            self.send(state, me, from);
        }
        if let Some(reaction) = reaction {
            self.react(state, me, &reaction);
        }
    }

    fn react(&self, state: &mut State, me: usize, reaction: &Reaction) {
        state.servers[me].phase = match reaction.next {
            Next::Poll => Phase::Looking,
            Next::Finalize { .. } => Phase::Finalizing,
            Next::Decided(Decision { vote, round, .. }) => Phase::Done(vote, round),
        };
        if reaction.proposal.is_some() {
            self.broadcast(state, me);
        }
    }
}

fn notification(from: usize, to: usize, ballot: Ballot) -> Notification {
    Notification {
        from: NodeId(u8::try_from(from).unwrap_or(u8::MAX)),
        sid: sid(from),
        to: sid(to),
        vote: ballot.vote,
        round: ballot.round,
        state: ballot.state,
        version: 1,
        config_version: Zxid(0),
        config: ConfigId(0),
        queued: EventId::NONE,
    }
}

/// The property that is checked.
pub const AGREEMENT: &str = "who decides in one round decides for the same leader";
/// That it is not true for want of decisions.
pub const DECIDES: &str = "everybody decides";
/// What the outage is made of: nothing is under way any more, and the server that somebody has decided
/// for has not decided to lead.
pub const PHANTOM: &str = "somebody follows a server that does not lead";

impl State {
    /// The decisions: round and leader.
    pub fn decisions(&self) -> impl Iterator<Item = (Round, Sid)> + '_ {
        self.servers.iter().filter_map(|server| match server.phase {
            Phase::Done(vote, round) => Some((round, vote.leader)),
            Phase::Looking | Phase::Finalizing => None,
        })
    }

    /// Whether somebody has decided for a server that has not decided for itself.
    fn follows_nobody(&self) -> bool {
        let leads = |leader: Sid| {
            let servers = (0..).map(sid).zip(&self.servers);
            let mut named = servers.filter(|(sid, _)| *sid == leader);
            named.any(|(_, server)| matches!(server.phase, Phase::Done(v, _) if v.leader == leader))
        };
        self.decisions().any(|(_, leader)| !leads(leader))
    }
}

impl Model for Ensemble {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        self.parts.iter().map(|part| self.begin(*part)).collect()
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        let n = self.size();
        let under_way = (0..n * n).filter(|place| state.wire[*place].is_some());
        actions.extend(under_way.map(|place| Action::Hear(place / n, place % n)));
        if actions.is_empty() || self.patience == Patience::None {
            let waits = |me: &usize| state.servers[*me].phase == Phase::Finalizing;
            actions.extend((0..n).filter(waits).map(Action::Finish));
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Hear(from, to) => self.hear(&mut state, from, to),
            Action::Finish(me) => {
                let Decision { vote, round, .. } = state.servers[me].fle.decide();
                state.servers[me].phase = Phase::Done(vote, round);
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(AGREEMENT, |_, state: &State| {
                let same = |a: (Round, Sid), b: (Round, Sid)| a.0 != b.0 || a.1 == b.1;
                state
                    .decisions()
                    .all(|a| state.decisions().all(|b| same(a, b)))
            }),
            Property::sometimes(DECIDES, |_, state: &State| {
                state.decisions().count() == state.servers.len()
            }),
            Property::sometimes(PHANTOM, |model: &Self, state: &State| {
                let mut actions = Vec::new();
                model.actions(state, &mut actions);
                actions.is_empty() && state.follows_nobody()
            }),
        ]
    }
}
