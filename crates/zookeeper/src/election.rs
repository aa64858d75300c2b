//! The vote logic of `FastLeaderElection.lookForLeader`, without threads, queues and time.
//!
//! ```text
//!             newer round: adopt it, forget recvset, propose the better of theirs and the own
//!             same round, better: propose it          older round: ignored here, answered elsewhere
//!   LOOKING ──────────────── counted in recvset ── quorum agrees ── 200 ms without a better ──▶ decided
//!   FOLLOWING/LEADING ── same round: recvset, else outofelection ── quorum and its leader ────▶ joined
//! ```
//!
//! This is what is explored exhaustively for small ensembles; the threads around it only decide when
//! it hears what. Read at the tags of all releases; where they differ the dialect says so.

use crate::config::QuorumConfig;
use crate::dialect::constant::NO_EPOCH;
use crate::dialect::{Dialect, SameRound, Strangers};
use crate::fact::{DecisionReason, IgnoreReason, ProposalReason};
use crate::ids::{Epoch, Round, Sid, Zxid};
use crate::message::Notification;
use crate::pitfall::{Pitfall, Pitfalls};
use crate::sid_map::SidMap;
use crate::vote::{Ballot, ServerState, Vote};

/// The fields of `FastLeaderElection` and the local variables of `lookForLeader`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FastLeaderElection {
    /// The round (`logicalclock`). It outlives elections.
    pub logicalclock: Round,
    /// `proposedLeader`, `proposedZxid`, `proposedEpoch`.
    pub proposal: Vote,
    /// Ballots of this round, by their sender.
    pub recvset: SidMap<Ballot>,
    /// Ballots of servers that say there is a leader, by their sender, of any round.
    pub outofelection: SidMap<Ballot>,
}

/// Whose election it is.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The server's own sid.
    pub me: Sid,
    /// The configuration it counts in.
    pub config: &'a QuorumConfig,
    /// The configuration that a leader has handed on and that is to follow; it counts in both.
    pub next: Option<&'a QuorumConfig>,
    /// How its release behaves.
    pub dialect: &'static Dialect,
    /// What it votes when it has heard nobody (`getInitId`, `getInitLastLoggedZxid`,
    /// `getPeerEpoch`).
    pub initial: Vote,
    /// The mistake that a test has it make.
    pub pitfalls: Pitfalls,
}

/// What a notification does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reaction {
    /// The round that is adopted.
    pub round: Option<Round>,
    /// Why the proposal is set, and then sent to all voters.
    pub proposal: Option<ProposalReason>,
    /// Where the ballot is kept.
    pub kept: Kept,
    /// What follows.
    pub next: Next,
}

/// Where a ballot is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// In `recvset`.
    Counted,
    /// In `outofelection`.
    OutOfElection,
    /// In both: an established server that is in the same round.
    Both,
    /// Nowhere.
    Ignored(IgnoreReason),
}

/// What follows a notification.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// Wait for another notification.
    Poll,
    /// A quorum agrees; wait for a better vote.
    Finalize {
        /// Ballots that agree.
        votes: usize,
    },
    /// The election is over.
    Decided(Decision),
}

/// The end of an election.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The vote that is taken as the election's outcome.
    pub vote: Vote,
    /// The round it belongs to.
    pub round: Round,
    /// How it came about.
    pub how: DecisionReason,
}

impl Default for FastLeaderElection {
    fn default() -> Self {
        Self {
            logicalclock: Round(0),
            proposal: Vote {
                leader: Sid(-1),
                zxid: Zxid(NO_EPOCH),
                peer_epoch: Epoch(0),
            },
            recvset: SidMap::default(),
            outofelection: SidMap::default(),
        }
    }
}

impl FastLeaderElection {
    /// Begins an election: the next round, and nothing heard in it. The own vote is set when the
    /// database has been read, by [`FastLeaderElection::propose_initial`].
    pub fn begin(&mut self) {
        self.logicalclock = self.logicalclock.next();
        self.recvset.clear();
        self.outofelection.clear();
    }

    /// Proposes the own vote.
    pub fn propose_initial(&mut self, view: &View<'_>) {
        self.proposal = view.initial;
    }

    /// Takes a notification from `recvqueue`.
    pub fn on_notification(&mut self, view: &View<'_>, n: &Notification) -> Reaction {
        if !view.is_voter(n.sid) {
            return Reaction::ignored(IgnoreReason::NonMember);
        }
        let validates = view.dialect.votes_for_strangers == Strangers::Ignored
            || view.pitfalls.has(Pitfall::LeaderIsValidated);
        if validates && !view.is_voter(n.vote.leader) {
            return Reaction::ignored(IgnoreReason::InvalidLeader);
        }
        match n.state {
            ServerState::Looking => self.on_looking(view, n),
            ServerState::Observing => Reaction::ignored(IgnoreReason::Observer),
            ServerState::Following | ServerState::Leading => self.on_established(view, n),
        }
    }

    /// Whether a notification that comes while finalizing ends the wait. Anything else that comes
    /// then is lost: not counted, its round not compared, its state not looked at.
    pub fn reopens(&self, view: &View<'_>, n: &Notification) -> bool {
        better(view, &n.vote, &self.proposal)
    }

    /// The decision after an undisturbed wait.
    pub fn decide(&self) -> Decision {
        Decision {
            vote: self.proposal,
            round: self.logicalclock,
            how: DecisionReason::Quorum,
        }
    }

    fn on_looking(&mut self, view: &View<'_>, n: &Notification) -> Reaction {
        let mut reaction = Reaction {
            round: None,
            proposal: None,
            kept: Kept::Counted,
            next: Next::Poll,
        };
        let follows = view.pitfalls.has(Pitfall::RoundFollowsAnybody);
        if n.round > self.logicalclock || (follows && n.round < self.logicalclock) {
            self.logicalclock = n.round;
            self.recvset.clear();
            // Not compared with the current proposal, which belongs to a round that is over.
            let own = if view.pitfalls.has(Pitfall::NewerRoundAgainstProposal) {
                self.proposal
            } else {
                view.initial
            };
            let theirs = better(view, &n.vote, &own);
            self.proposal = if theirs { n.vote } else { own };
            reaction.round = Some(n.round);
            reaction.proposal = Some(if theirs {
                ProposalReason::NewerRoundTheirs
            } else {
                ProposalReason::NewerRoundOwn
            });
        } else if n.round < self.logicalclock && !view.pitfalls.has(Pitfall::OldRoundsCount) {
            return Reaction::ignored(IgnoreReason::OldRound);
        } else if better(view, &n.vote, &self.proposal)
            || (view.pitfalls.has(Pitfall::AnyVoteIsAdopted) && n.vote != self.proposal)
        {
            self.proposal = n.vote;
            reaction.proposal = Some(ProposalReason::Better);
        }
        self.recvset.insert(n.sid, Ballot::looking(n.vote, n.round));
        let own = Ballot::looking(self.proposal, self.logicalclock);
        if terminates(view, &self.recvset, &own) {
            reaction.next = Next::Finalize {
                votes: supporters(&self.recvset, &own).count(),
            };
        }
        reaction
    }

    fn on_established(&mut self, view: &View<'_>, n: &Notification) -> Reaction {
        let decision = |round| {
            Next::Decided(Decision {
                vote: n.vote,
                round,
                how: DecisionReason::Joined,
            })
        };
        let ballot = n.ballot();
        let mut reaction = Reaction {
            round: None,
            proposal: None,
            kept: Kept::OutOfElection,
            next: Next::Poll,
        };
        if n.round == self.logicalclock {
            reaction.kept = Kept::Both;
            if terminates(view, self.count_established(view, n), &ballot)
                && self.same_round_leads(view, n)
            {
                reaction.kept = Kept::Counted;
                reaction.next = decision(n.round);
                return reaction;
            }
        }
        self.outofelection.insert(n.sid, ballot);
        if terminates(view, &self.outofelection, &ballot)
            && self.leads(view, &self.outofelection, n)
        {
            if self.logicalclock != n.round {
                reaction.round = Some(n.round);
            }
            self.logicalclock = n.round;
            reaction.next = decision(n.round);
        }
        reaction
    }

    /// Counts the word of an established server that is in the own round.
    fn count_established(&mut self, view: &View<'_>, n: &Notification) -> &SidMap<Ballot> {
        let ballot = match view.dialect.same_round {
            SameRound::OutOfElection => Ballot::looking(n.vote, n.round),
            // With the state, and still without the version: such ballots agree with the one that
            // is being read if they name the same leader.
            SameRound::RecvSet => Ballot {
                version: 0,
                ..n.ballot()
            },
        };
        self.recvset.insert(n.sid, ballot);
        &self.recvset
    }

    /// Whether the leader of an ensemble of the own round has said that it leads.
    fn same_round_leads(&self, view: &View<'_>, n: &Notification) -> bool {
        match view.dialect.same_round {
            // It does not hold this notification yet: a leader's own first word cannot satisfy it.
            SameRound::OutOfElection => self.leads(view, &self.outofelection, n),
            SameRound::RecvSet => self.leads(view, &self.recvset, n),
        }
    }

    /// Whether the leader itself has said that it leads (`checkLeader`).
    fn leads(&self, view: &View<'_>, votes: &SidMap<Ballot>, n: &Notification) -> bool {
        if n.vote.leader == view.me {
            self.logicalclock == n.round
        } else {
            votes
                .get(n.vote.leader)
                .is_some_and(|ballot| ballot.state == ServerState::Leading)
        }
    }
}

impl View<'_> {
    /// Whether a sid votes in this configuration or the next.
    fn is_voter(&self, sid: Sid) -> bool {
        self.config.is_voter(sid) || self.next.is_some_and(|next| next.is_voter(sid))
    }
}

impl Reaction {
    fn ignored(why: IgnoreReason) -> Self {
        Self {
            round: None,
            proposal: None,
            kept: Kept::Ignored(why),
            next: Next::Poll,
        }
    }
}

/// `totalOrderPredicate`: a vote for a server without weight is never better.
fn better(view: &View<'_>, new: &Vote, current: &Vote) -> bool {
    view.config.verifier.weight(new.leader) != 0 && new.beats(current)
}

/// `termPredicate`: a quorum of the local view agrees with the vote.
fn terminates(view: &View<'_>, votes: &SidMap<Ballot>, ballot: &Ballot) -> bool {
    if view.pitfalls.has(Pitfall::HalfIsAQuorum) {
        return supporters(votes, ballot).count() * 2 >= view.config.voters().count();
    }
    let Some(next) = view.next else {
        return view.config.verifier.is_quorum(supporters(votes, ballot));
    };
    [view.config, next].into_iter().all(|config| {
        let members = supporters(votes, ballot).filter(|sid| config.is_voter(*sid));
        config.verifier.is_quorum(members)
    })
}

fn supporters<'a>(votes: &'a SidMap<Ballot>, ballot: &'a Ballot) -> impl Iterator<Item = Sid> + 'a {
    votes
        .iter()
        .filter(|(_, other)| ballot.agrees_with(other))
        .map(|(sid, _)| sid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Release;
    use crate::setting::{ConfigFile, ConfigId};
    use sim::id::{EventId, NodeId};
    use std::sync::Arc;

    fn config(n: usize) -> Arc<QuorumConfig> {
        let servers: String = (0..n)
            .map(|sid| format!("server.{sid}=zk{sid}:2888:3888\n"))
            .collect();
        let text = format!("initLimit=10\nsyncLimit=5\nclientPort=2181\ndataDir=/d\n{servers}");
        ConfigFile::new(&text).quorum().cloned().unwrap()
    }

    fn vote(leader: i64) -> Vote {
        Vote {
            leader: Sid(leader),
            zxid: Zxid(5),
            peer_epoch: Epoch(7),
        }
    }

    fn ballot(from: i64, leader: i64, round: i64, state: ServerState) -> Notification {
        Notification {
            from: NodeId(0),
            sid: Sid(from),
            to: Sid(0),
            vote: vote(leader),
            round: Round(round),
            state,
            version: 1,
            config_version: Zxid(0),
            config: ConfigId(0),
            queued: EventId::NONE,
        }
    }

    /// An election of server 0 in its round 8, having voted for itself.
    struct Election {
        release: Release,
        config: Arc<QuorumConfig>,
        fle: FastLeaderElection,
    }

    impl Election {
        fn new(servers: usize) -> Self {
            let mut election = Self {
                release: Release::V3_4_6,
                config: config(servers),
                fle: FastLeaderElection::default(),
            };
            election.fle.logicalclock = Round(7);
            election.fle.begin();
            election.fle.proposal = vote(0);
            election
        }

        fn hear(&mut self, from: i64, leader: i64, round: i64, state: ServerState) -> Reaction {
            let view = View {
                me: Sid(0),
                config: &self.config,
                next: None,
                dialect: self.release.dialect(),
                initial: vote(0),
                pitfalls: Pitfalls::NONE,
            };
            self.fle
                .on_notification(&view, &ballot(from, leader, round, state))
        }
    }

    use ServerState::{Following, Leading, Looking};

    #[test]
    fn a_better_vote_is_adopted_and_a_worse_one_only_counted() {
        let mut e = Election::new(5);
        let reaction = e.hear(2, 2, 8, Looking);
        assert_eq!(
            (reaction.proposal, e.fle.proposal),
            (Some(ProposalReason::Better), vote(2))
        );
        let reaction = e.hear(1, 1, 8, Looking);
        assert_eq!((reaction.proposal, reaction.kept), (None, Kept::Counted));
        assert_eq!(e.fle.recvset.len(), 2);
    }

    #[test]
    fn a_newer_round_is_compared_with_the_own_first_vote_and_not_with_the_proposal() {
        let mut e = Election::new(5);
        e.hear(2, 2, 8, Looking);
        let worse = Notification {
            vote: Vote {
                zxid: Zxid(4),
                ..vote(1)
            },
            ..ballot(1, 1, 9, Looking)
        };
        let view = View {
            me: Sid(0),
            config: &e.config,
            next: None,
            dialect: e.release.dialect(),
            initial: vote(0),
            pitfalls: Pitfalls::NONE,
        };
        let reaction = e.fle.on_notification(&view, &worse);
        assert_eq!(reaction.round, Some(Round(9)));
        assert_eq!(reaction.proposal, Some(ProposalReason::NewerRoundOwn));
        assert_eq!(e.fle.proposal, vote(0), "the vote for 2 belongs to round 8");
        assert_eq!(e.fle.recvset.keys().collect::<Vec<_>>(), [Sid(1)]);
    }

    #[test]
    fn an_older_round_is_neither_counted_nor_followed() {
        let mut e = Election::new(5);
        let reaction = e.hear(4, 4, 7, Looking);
        assert_eq!(reaction.kept, Kept::Ignored(IgnoreReason::OldRound));
        assert!(e.fle.recvset.is_empty());
    }

    #[test]
    fn a_quorum_is_counted_in_the_own_view_and_only_of_equal_votes() {
        let mut five = Election::new(5);
        five.hear(0, 0, 8, Looking);
        assert_eq!(five.hear(1, 0, 8, Looking).next, Next::Poll);
        let mut three = Election::new(3);
        three.hear(0, 0, 8, Looking);
        assert_eq!(
            three.hear(1, 0, 8, Looking).next,
            Next::Finalize { votes: 2 }
        );
    }

    #[test]
    fn the_own_vote_counts_when_it_is_heard_and_not_before() {
        let mut e = Election::new(3);
        e.hear(0, 0, 8, Looking);
        assert_eq!(
            e.hear(2, 2, 8, Looking).next,
            Next::Poll,
            "own vote for 0 is outdated"
        );
        assert_eq!(e.hear(0, 2, 8, Looking).next, Next::Finalize { votes: 2 });
    }

    #[test]
    fn while_finalizing_only_a_better_vote_matters() {
        let mut e = Election::new(3);
        e.hear(0, 0, 8, Looking);
        e.hear(1, 0, 8, Looking);
        let view = View {
            me: Sid(0),
            config: &e.config,
            next: None,
            dialect: e.release.dialect(),
            initial: vote(0),
            pitfalls: Pitfalls::NONE,
        };
        assert!(
            !e.fle.reopens(&view, &ballot(1, 0, 99, Looking)),
            "its round is not looked at"
        );
        assert!(e.fle.reopens(&view, &ballot(2, 2, 1, Looking)));
        assert_eq!(e.fle.decide().vote, vote(0));
    }

    #[test]
    fn joining_needs_a_quorum_and_the_leader_itself() {
        let mut e = Election::new(5);
        assert_eq!(e.hear(0, 2, 3, Following).next, Next::Poll);
        assert_eq!(e.hear(1, 2, 3, Following).next, Next::Poll);
        assert_eq!(
            e.hear(3, 2, 3, Following).next,
            Next::Poll,
            "a quorum without its leader"
        );
        let joined = e.hear(2, 2, 3, Leading);
        let decision = Decision {
            vote: vote(2),
            round: Round(3),
            how: DecisionReason::Joined,
        };
        assert_eq!(joined.next, Next::Decided(decision));
        assert_eq!(
            (e.fle.logicalclock, joined.round),
            (Round(3), Some(Round(3)))
        );
    }

    #[test]
    fn a_leader_heard_only_now_does_not_end_an_election_of_its_own_round() {
        let mut e = Election::new(3);
        e.hear(1, 2, 8, Following);
        let reaction = e.hear(2, 2, 8, Leading);
        assert!(
            matches!(reaction.next, Next::Decided(_)),
            "by outofelection, which now holds both"
        );
        assert_eq!(reaction.kept, Kept::Both);
    }

    #[test]
    fn from_3_6_0_on_a_leader_of_the_own_round_is_joined_at_its_first_word() {
        let joins = |release| {
            let mut e = Election::new(3);
            e.release = release;
            e.hear(1, 2, 8, Following);
            e.hear(2, 2, 8, Leading).kept
        };
        assert_eq!(joins(Release::V3_5_8), Kept::Both, "by outofelection");
        assert_eq!(joins(Release::V3_6_0), Kept::Counted, "by recvset");
    }

    #[test]
    fn a_vote_for_a_stranger_counts_in_3_4_6_only() {
        let kept = |release| {
            let mut e = Election::new(3);
            e.release = release;
            e.hear(1, 4, 8, Looking).kept
        };
        assert_eq!(kept(Release::V3_4_6), Kept::Counted);
        for release in &Release::ALL[1..] {
            assert_eq!(kept(*release), Kept::Ignored(IgnoreReason::InvalidLeader));
        }
    }

    #[test]
    fn strangers_have_no_vote() {
        let mut e = Election::new(3);
        let reaction = e.hear(4, 4, 8, Looking);
        assert_eq!(reaction.kept, Kept::Ignored(IgnoreReason::NonMember));
    }
}
