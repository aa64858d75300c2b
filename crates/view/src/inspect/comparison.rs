//! The comparison that decided: a ballot beside what the server held, value by value, in the order in
//! which the code looks at them.

use crate::sight::Sight;
use locale::comparison::{self as words, Side};
use picture::because;
use picture::zookeeper::{Picture, ProcessPicture, ballot, proposal};
use sim::id::{EventId, MessageId, NodeId};
use std::cmp::Ordering;
use zookeeper::fact::{Fact, IgnoreReason, ProposalReason, RoundReason};
use zookeeper::ids::Sid;
use zookeeper::vote::{Ballot, Vote};

/// A ballot beside what a server held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// Whose value stands left and right.
    pub sides: (String, String),
    /// The values, until one decides.
    pub rows: Vec<Compared>,
    /// What came of it, in words.
    pub words: String,
}

/// A value of both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Its name.
    pub name: &'static str,
    /// The ballot's.
    pub left: String,
    /// How they compare: `<`, `=` or `>`.
    pub sign: &'static str,
    /// The server's own.
    pub right: String,
    /// Whether it decides.
    pub decides: bool,
}

/// What was compared at an event; nothing if nothing was. `before` is what could be seen before it.
pub(super) fn comparison(
    sight: &Sight<'_>,
    before: &Picture,
    after: &Picture,
    event: EventId,
) -> Option<Comparison> {
    let row = sight.reading.trace.get(event)?;
    let fact = Fact::decode(&row)?;
    let comparer = Comparer {
        sight,
        before,
        node: row.node,
        process: before.process(row.node)?,
    };
    if let Fact::QuorumSeen { votes, needed } = fact {
        return Some(comparer.quorum(after, votes, needed));
    }
    if let Fact::RoundSet {
        why: RoundReason::NewerRound,
        ..
    } = fact
    {
        return comparer.rounds(comparer.considered(event)?);
    }
    if let Fact::Proposed { why, .. } = fact {
        return match why {
            ProposalReason::Initial => None,
            ProposalReason::NewerRoundTheirs | ProposalReason::NewerRoundOwn => comparer.with(
                comparer.considered(event)?,
                comparer.initial()?,
                Side::Initial,
            ),
            ProposalReason::Better => comparer.with(
                comparer.considered(event)?,
                comparer.held()?,
                Side::Proposal,
            ),
        };
    }
    if let Fact::Ignored { ballot, why } = fact {
        return match why {
            IgnoreReason::OldRound => comparer.rounds(comparer.ballot(ballot)?),
            IgnoreReason::Finalizing => {
                comparer.with(comparer.ballot(ballot)?, comparer.held()?, Side::Proposal)
            }
            IgnoreReason::Observer | IgnoreReason::NonMember | IgnoreReason::InvalidLeader => None,
        };
    }
    if let Fact::Counted { ballot } | Fact::PutBack { ballot } = fact {
        return comparer.with(comparer.ballot(ballot)?, comparer.held()?, Side::Proposal);
    }
    None
}

struct Comparer<'a> {
    sight: &'a Sight<'a>,
    before: &'a Picture,
    node: NodeId,
    process: &'a ProcessPicture,
}

impl Comparer<'_> {
    fn ballot(&self, message: MessageId) -> Option<Ballot> {
        ballot(&self.sight.reading, message)
    }

    /// The ballot that an event is about: of its causes, the nearest one that reads a ballot.
    fn considered(&self, event: EventId) -> Option<Ballot> {
        let trace = self.sight.reading.trace;
        let heard = |id: &EventId| {
            let row = trace.get(*id).filter(|row| row.node == self.node)?;
            let fact = Fact::decode(&row)?;
            if let Fact::Heard { ballot, .. } = fact {
                Some(ballot)
            } else {
                None
            }
        };
        let message = because::causes(&self.sight.reading, event).find_map(|id| heard(&id))?;
        self.ballot(message)
    }

    /// What the server proposes.
    fn held(&self) -> Option<Vote> {
        let held = self.process.proposal?;
        Some(proposal(&self.sight.reading, held.message)?.vote)
    }

    /// The server's own vote at the beginning of an election (`FastLeaderElection.getInitId` and its
    /// fellows).
    fn initial(&self) -> Option<Vote> {
        Some(Vote {
            leader: self.process.context.sid()?,
            zxid: self.process.committed,
            peer_epoch: self.process.current_epoch,
        })
    }

    fn name(&self, sid: Sid) -> String {
        self.before
            .node_of(&self.sight.reading, self.node, sid)
            .map_or_else(|| sid.to_string(), |node| self.sight.name(node).to_owned())
    }

    fn sides(&self, ballot: &Ballot, side: Side) -> (String, String) {
        let language = self.sight.language;
        (
            words::ballot_for(language, &self.name(ballot.vote.leader)),
            words::own(language, self.sight.name(self.node), side),
        )
    }

    fn rounds(&self, ballot: Ballot) -> Option<Comparison> {
        let row = compared("n.round", ballot.round.0, self.process.round.0, decimal);
        let order = ballot.round.cmp(&self.process.round);
        Some(Comparison {
            sides: self.sides(&ballot, Side::Clock),
            rows: vec![Compared {
                decides: true,
                ..row
            }],
            words: words::rounds(self.sight.language, order).to_owned(),
        })
    }

    /// peerEpoch, then zxid, then sid (`FastLeaderElection.totalOrderPredicate`).
    fn with(&self, ballot: Ballot, own: Vote, side: Side) -> Option<Comparison> {
        let theirs = ballot.vote;
        let all = [
            compared("peerEpoch", theirs.peer_epoch.0, own.peer_epoch.0, decimal),
            compared("zxid", theirs.zxid.0, own.zxid.0, hexadecimal),
            compared("sid", theirs.leader.0, own.leader.0, decimal),
        ];
        let mut rows = Vec::new();
        for mut row in all {
            row.decides = row.sign != EQUAL;
            let decides = row.decides;
            rows.push(row);
            if decides {
                break;
            }
        }
        let order = if theirs.beats(&own) {
            Ordering::Greater
        } else if own.beats(&theirs) {
            Ordering::Less
        } else {
            Ordering::Equal
        };
        let name = rows.last().map_or("", |row| row.name);
        Some(Comparison {
            sides: self.sides(&ballot, side),
            rows,
            words: words::votes(self.sight.language, order, name),
        })
    }

    /// Who agrees, and how many it takes in whose view.
    fn quorum(&self, after: &Picture, votes: u8, needed: u8) -> Comparison {
        let process = after.process(self.node).unwrap_or(self.process);
        let supporters = process.supporters(&self.sight.reading);
        let config = process.context.config(self.sight.reading.setting);
        let voters: Vec<Sid> = config.map_or_else(Vec::new, |config| config.voters().collect());
        let (agree, others): (Vec<Sid>, Vec<Sid>) = voters
            .into_iter()
            .partition(|sid| supporters.contains(*sid));
        let names = |sids: Vec<Sid>| {
            sids.into_iter()
                .map(|sid| self.name(sid))
                .collect::<Vec<_>>()
        };
        let language = self.sight.language;
        Comparison {
            sides: (String::new(), String::new()),
            rows: Vec::new(),
            words: words::quorum(language, (votes, needed), &names(agree), &names(others)),
        }
    }
}

const EQUAL: &str = "=";

fn compared(name: &'static str, left: i64, right: i64, text: fn(i64) -> String) -> Compared {
    let sign = match left.cmp(&right) {
        Ordering::Less => "<",
        Ordering::Equal => EQUAL,
        Ordering::Greater => ">",
    };
    Compared {
        name,
        left: text(left),
        sign,
        right: text(right),
        decides: false,
    }
}

fn decimal(number: i64) -> String {
    number.to_string()
}

fn hexadecimal(number: i64) -> String {
    format!("0x{number:x}")
}
