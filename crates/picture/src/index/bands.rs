//! States of hosts, and the rounds and votes within them.

use crate::reading::Reading;
use crate::zookeeper::{BandState, NodePicture, Picture, proposal};
use sim::id::{EventId, MessageId};
use sim::packed::Packed;
use sim::time::SimTime;
use sim::trace::Row;
use zookeeper::ids::{Round, Sid};

/// A span of one state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band<State = BandState> {
    /// When it begins.
    pub from: SimTime,
    /// When it ends.
    pub to: SimTime,
    /// The state.
    pub state: State,
    /// The fact that began it, if one did.
    pub event: Option<EventId>,
}

/// A span of one state, one round and one vote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spell {
    /// When it begins.
    pub from: SimTime,
    /// When it ends.
    pub to: SimTime,
    /// The state.
    pub state: BandState,
    /// The server's `logicalclock`.
    pub round: Round,
    /// Whom it proposes, or follows.
    pub vote: Option<Sid>,
    /// The fact that began it.
    pub event: EventId,
}

/// Bands and spells while they are gathered.
#[derive(Clone)]
pub(super) struct Bands {
    bands: Vec<Vec<Band>>,
    spells: Vec<Vec<Spell>>,
    /// What each host's last look found; most facts leave all of it as it is.
    last: Vec<Option<Seen>>,
}

/// All that a spell is made from: state, round, the message of the proposal, the decision.
type Seen = (BandState, Round, Option<MessageId>, Option<Sid>);

impl Bands {
    pub(super) fn new(hosts: usize) -> Self {
        let first = Band {
            from: SimTime::ZERO,
            to: SimTime::ZERO,
            state: BandState::Down,
            event: None,
        };
        Self {
            bands: vec![vec![first]; hosts],
            spells: vec![Vec::new(); hosts],
            last: vec![None; hosts],
        }
    }

    pub(super) fn look(
        &mut self,
        reading: &Reading<'_>,
        picture: &Picture,
        id: EventId,
        row: &Row,
    ) {
        let Some(node) = picture.nodes.get(row.node.index()) else {
            return;
        };
        let state = node.state();
        let process = node.process.as_ref();
        let seen = process.map(|process| {
            let proposal = process.proposal.map(|held| held.message);
            (state, process.round, proposal, process.decided)
        });
        let seen = seen.unwrap_or((state, Round(0), None, None));
        if let Some(last) = self.last.get_mut(row.node.index()) {
            if *last == Some(seen) {
                return;
            }
            *last = Some(seen);
        }
        if let Some(bands) = self.bands.get_mut(row.node.index())
            && bands.last().is_none_or(|last| last.state != state)
        {
            if let Some(last) = bands.last_mut() {
                last.to = row.at;
            }
            bands.push(Band {
                from: row.at,
                to: row.at,
                state,
                event: Some(id),
            });
        }
        if let Some(spells) = self.spells.get_mut(row.node.index()) {
            spell(spells, reading, node, state, id, row);
        }
    }

    pub(super) fn finish(mut self, end: SimTime) -> (Vec<Vec<Band>>, Vec<Packed<Spell>>) {
        let last = self.bands.iter_mut().filter_map(|bands| bands.last_mut());
        last.for_each(|band| band.to = end);
        let last = self
            .spells
            .iter_mut()
            .filter_map(|spells| spells.last_mut());
        last.for_each(|spell| spell.to = end);
        self.bands.iter_mut().for_each(Vec::shrink_to_fit);
        let spells = self.spells.into_iter().map(Packed::from_iter);
        (self.bands, spells.collect())
    }
}

fn spell(
    spells: &mut Vec<Spell>,
    reading: &Reading<'_>,
    node: &NodePicture,
    state: BandState,
    id: EventId,
    row: &Row,
) {
    let process = node.process.as_ref();
    let round = process.map_or(Round(0), |process| process.round);
    let vote = process.and_then(|process| {
        let proposed = || proposal(reading, process.proposal?.message).map(|p| p.vote.leader);
        process.decided.or_else(proposed)
    });
    if let Some(last) = spells.last_mut() {
        if (last.state, last.round, last.vote) == (state, round, vote) {
            return;
        }
        last.to = row.at;
        // What lasted no time was never seen.
        if last.from == row.at {
            (last.state, last.round, last.vote, last.event) = (state, round, vote, id);
            return;
        }
    }
    spells.push(Spell {
        from: row.at,
        to: row.at,
        state,
        round,
        vote,
        event: id,
    });
}
