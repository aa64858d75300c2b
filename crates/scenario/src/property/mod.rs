//! Predicates on pictures that judge every run: laws of the protocol, and hopes of its operators.
//!
//! A violation is an annotation, never a fact: a new property changes no run. Each says how it is
//! expected to hold, because a property that is too strong teaches something false. One file per
//! family; a family looks at every fact and at the picture after it.

mod leaders;
mod queues;
mod recovery;
mod rounds;
mod views;
mod zab;

pub use queues::{FRESH, age, longest_sendqueue};
pub use recovery::{PHANTOMS, SETTLES};
pub use zab::Broken;

use picture::reading::Reading;
use picture::zookeeper::Picture;
use queues::Queues;
use rounds::Held;
use sim::id::NodeId;
use sim::sorted_map::SortedMap;
use sim::time::{SimTime, Span};
use sim::trace::{Row, Tag};
use zab::Histories;
use zookeeper::fact::Fact;
use zookeeper::ids::{Epoch, Round, Sid};

/// How a property is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expectation {
    /// It holds at every moment.
    Always,
    /// It holds at some moment.
    Sometimes,
    /// It holds at the end.
    Eventually,
}

impl Expectation {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Sometimes => "sometimes",
            Self::Eventually => "eventually",
        }
    }
}

/// The properties. S1 to S8 and L1 to L4 are the numbers of the behavioural specification's section
/// 11, Leadership1 and Leadership2 the names of `ZkV3_7_0.tla`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Property {
    /// S8: all running servers count the same voters, or at least any two quorums of theirs meet.
    ViewAgreement,
    /// L3: a ballot is heard within a second of being written.
    FreshBallots,
    /// L2: no more ballots wait in `sendqueue` than two rounds can put there.
    ShortSendqueue,
    /// L4: nobody follows again and again a server that does not lead.
    NoPhantomElections,
    /// L1: two minutes after the last fault somebody leads, if enough servers run and reach each
    /// other.
    Settles,
    /// Some leader is established and serves at the end.
    ServiceReturns,
    /// S1, Leadership2: two leaders established in the same epoch are the same server.
    OneLeaderPerEpoch,
    /// S1, Leadership1: of two servers that synchronise or lead at a time no two have one epoch.
    OneSynchronizerPerEpoch,
    /// S5: who enters LEADING holds a quorum of ballots, in its own view.
    LeaderHasQuorum,
    /// S2: a round only grows while a process runs, but for joining an established ensemble.
    RoundGrows,
    /// S3: a proposal only improves within a round.
    ProposalImproves,
    /// S4: only ballots of the own round are counted.
    OwnRoundCounts,
    /// S6: at most one connection to each peer has workers.
    OneConnection,
    /// S7: `queueSendMap` holds one ballot per peer and `recvQueue` 100 messages.
    BoundedQueues,
    /// Of what two servers have delivered, one is the beginning of the other.
    PrefixConsistency,
    /// A delivered transaction was broadcast by a leader.
    Integrity,
    /// Of two transactions that two servers deliver, both are delivered by one of them; and what was
    /// delivered stays.
    Agreement,
    /// Who delivers a transaction has delivered what anybody delivered before it.
    TotalOrder,
    /// What one leader broadcasts is delivered in its order, without gaps.
    LocalPrimaryOrder,
    /// What leaders of smaller epochs broadcast is delivered first.
    GlobalPrimaryOrder,
    /// A leader that broadcasts has delivered what its followers delivered of smaller epochs.
    PrimaryIntegrity,
}

impl Property {
    /// All of them, in the order in which they are shown: hopes of the operators first, then laws of
    /// the protocol.
    pub const ALL: [Self; 21] = [
        Self::ViewAgreement,
        Self::FreshBallots,
        Self::ShortSendqueue,
        Self::NoPhantomElections,
        Self::Settles,
        Self::ServiceReturns,
        Self::OneLeaderPerEpoch,
        Self::OneSynchronizerPerEpoch,
        Self::LeaderHasQuorum,
        Self::RoundGrows,
        Self::ProposalImproves,
        Self::OwnRoundCounts,
        Self::OneConnection,
        Self::BoundedQueues,
        Self::PrefixConsistency,
        Self::Integrity,
        Self::Agreement,
        Self::TotalOrder,
        Self::LocalPrimaryOrder,
        Self::GlobalPrimaryOrder,
        Self::PrimaryIntegrity,
    ];

    /// Its name, for ever.
    pub fn id(self) -> &'static str {
        match self {
            Self::ViewAgreement => "view-agreement",
            Self::FreshBallots => "fresh-ballots",
            Self::ShortSendqueue => "short-sendqueue",
            Self::NoPhantomElections => "no-phantom-elections",
            Self::Settles => "settles",
            Self::ServiceReturns => "service-returns",
            Self::OneLeaderPerEpoch => "one-leader-per-epoch",
            Self::OneSynchronizerPerEpoch => "one-synchronizer-per-epoch",
            Self::LeaderHasQuorum => "leader-has-quorum",
            Self::RoundGrows => "round-grows",
            Self::ProposalImproves => "proposal-improves",
            Self::OwnRoundCounts => "own-round-counts",
            Self::OneConnection => "one-connection",
            Self::BoundedQueues => "bounded-queues",
            Self::PrefixConsistency => "prefix-consistency",
            Self::Integrity => "integrity",
            Self::Agreement => "agreement",
            Self::TotalOrder => "total-order",
            Self::LocalPrimaryOrder => "local-primary-order",
            Self::GlobalPrimaryOrder => "global-primary-order",
            Self::PrimaryIntegrity => "primary-integrity",
        }
    }

    /// How it is meant.
    pub fn expect(self) -> Expectation {
        if self == Self::ServiceReturns {
            Expectation::Eventually
        } else {
            Expectation::Always
        }
    }

    /// Whether the protocol itself keeps it, whatever fails and whoever operates it, as long as all
    /// servers count the same voters; the others are what an operator hopes for.
    pub fn is_law(self) -> bool {
        self >= Self::OneLeaderPerEpoch
    }
}

/// Why a property is violated: who, and which values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Two servers whose quorums need not meet.
    Views {
        /// One, how many votes it needs, and of how many.
        a: (NodeId, usize, usize),
        /// The other.
        b: (NodeId, usize, usize),
    },
    /// A ballot that was written long ago.
    Stale {
        /// Who wrote it.
        from: NodeId,
        /// Who hears it.
        node: NodeId,
        /// How old it is.
        age: Span,
    },
    /// A queue that is too long: `sendqueue`, or `recvQueue`.
    Queue {
        /// Whose.
        node: NodeId,
        /// How many wait.
        waiting: usize,
        /// How many may.
        most: usize,
    },
    /// A second ballot in the one place for a peer, or a second connection to it.
    Second {
        /// Whose.
        node: NodeId,
        /// The peer.
        peer: Sid,
    },
    /// Elections whose winner was never met.
    Phantoms {
        /// Who follows.
        node: NodeId,
        /// Whom.
        leader: Sid,
        /// The how many-th time.
        times: u32,
    },
    /// Nobody leads.
    Unsettled {
        /// The last fault.
        since: SimTime,
    },
    /// Two leaders of one epoch.
    Leaders {
        /// The epoch.
        epoch: Epoch,
        /// The servers.
        nodes: (NodeId, NodeId),
    },
    /// A leader without a quorum.
    Minority {
        /// The leader.
        node: NodeId,
        /// Ballots that it holds.
        have: usize,
        /// Ballots that it needs.
        needed: usize,
    },
    /// A round that did not grow, or a ballot of another round.
    Round {
        /// Whose.
        node: NodeId,
        /// The round it was in, or is in.
        own: Round,
        /// The round that is adopted, or counted.
        other: Round,
    },
    /// Histories that differ.
    Histories(Broken),
    /// A proposal that did not improve.
    Worse {
        /// Whose.
        node: NodeId,
        /// Whom it proposed.
        from: Sid,
        /// Whom it proposes now.
        to: Sid,
    },
}

/// What a run says about a property.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// The property.
    pub property: Property,
    /// Whether it held as it is meant.
    pub holds: bool,
    /// When it was first violated.
    pub first_violation: Option<SimTime>,
    /// Why it was.
    pub why: Option<Reason>,
}

/// Judges a run while its facts are taken in.
#[derive(Clone, Debug)]
pub struct Judge {
    /// What lies before brought the situation about and is not judged.
    from: SimTime,
    /// The first violation of each property, by its place in [`Property::ALL`].
    violations: [Option<(SimTime, Reason)>; Property::ALL.len()],
    leaders: SortedMap<Epoch, NodeId>,
    histories: Histories,
    /// What is known of the process of each host.
    processes: Vec<Process>,
    serves: bool,
    /// The last fault, until somebody leads.
    unsettled: Option<SimTime>,
}

/// What is kept of a process beside its picture, which shows what is and not what was.
#[derive(Clone, Default, Debug)]
struct Process {
    /// Its round and what it has proposed in it.
    held: Held,
    /// The epoch in which it synchronises or leads.
    leads: Option<Epoch>,
    queues: Queues,
    /// Phases of following since it has met a leader.
    phantoms: u32,
}

/// A fact, and the picture after it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    reading: &'a Reading<'a>,
    picture: &'a Picture,
    row: &'a Row,
    fact: Fact,
}

impl Judge {
    /// A judge of what happens from a moment on.
    pub fn new(from: SimTime) -> Self {
        Self {
            from,
            violations: [None; Property::ALL.len()],
            leaders: SortedMap::new(),
            histories: Histories::default(),
            processes: Vec::new(),
            serves: false,
            unsettled: None,
        }
    }

    /// Looks at the picture after a fact.
    pub fn look(&mut self, reading: &Reading<'_>, picture: &Picture, row: &Row) {
        self.patience(reading, picture, row.at);
        for broken in self.histories.look(reading, row) {
            self.violate(broken.law, row.at, Reason::Histories(broken));
        }
        let Some(fact) = Fact::decode(row) else {
            if row.tag == Tag::Act as u8 {
                self.fault(row);
            } else if row.tag != Tag::Stalled as u8 {
                *self.process(row.node) = Process::default();
                self.serves = picture.established_leaders().next().is_some();
            }
            return;
        };
        let seen = Seen {
            reading,
            picture,
            row,
            fact,
        };
        self.views(&seen);
        self.rounds(&seen);
        self.leaders(&seen);
        self.queues(&seen);
        self.recovery(&seen);
    }

    /// What there is to say at the end.
    pub fn judgements(&self) -> Vec<Judgement> {
        let judge = |property: Property| {
            let violation = self.violations[property as usize];
            let holds = match property.expect() {
                Expectation::Eventually => self.serves,
                Expectation::Always | Expectation::Sometimes => violation.is_none(),
            };
            Judgement {
                property,
                holds,
                first_violation: violation.map(|(at, _)| at),
                why: violation.map(|(_, why)| why),
            }
        };
        Property::ALL.into_iter().map(judge).collect()
    }

    /// Notes a violation, unless it is not the first. Not inlined, because a page is loaded.
    #[inline(never)]
    fn violate(&mut self, property: Property, at: SimTime, why: Reason) {
        if at >= self.from {
            self.violations[property as usize].get_or_insert((at, why));
        }
    }

    #[inline(never)]
    fn process(&mut self, node: NodeId) -> &mut Process {
        let index = node.index();
        if index >= self.processes.len() {
            self.processes.resize_with(index + 1, Process::default);
        }
        &mut self.processes[index]
    }
}
