//! What a server holds at a moment, value by value.

use super::Change;
use crate::sight::Sight;
use locale::state::{self, FieldName};
use picture::zookeeper::{Held, Picture, ProcessPicture, ballot, proposal};
use sim::id::NodeId;
use zookeeper::ids::Sid;
use zookeeper::sid_map::SidMap;

/// A value that a server holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Which.
    pub name: FieldName,
    /// The value; empty if there is none.
    pub value: String,
}

/// What a server holds, in an order that never changes; nothing without a process.
pub fn fields(sight: &Sight<'_>, picture: &Picture, node: NodeId) -> Vec<Field> {
    let Some(process) = picture.process(node) else {
        return Vec::new();
    };
    let reader = Reader {
        sight,
        picture,
        node,
        process,
    };
    FieldName::ALL
        .into_iter()
        .map(|name| Field {
            name,
            value: reader.value(name),
        })
        .collect()
}

/// Fields that are shown beside any event of an election, changed or not.
const ALWAYS: [FieldName; 3] = [
    FieldName::Logicalclock,
    FieldName::Proposal,
    FieldName::Recvset,
];

/// What is different after an event, and what matters beside it.
pub(super) fn changes(
    sight: &Sight<'_>,
    before: &Picture,
    after: &Picture,
    node: NodeId,
) -> Vec<Change> {
    let empty = |fields: Vec<Field>, other: &[Field]| {
        if fields.is_empty() {
            let blank = |field: &Field| Field {
                name: field.name,
                value: String::new(),
            };
            other.iter().map(blank).collect()
        } else {
            fields
        }
    };
    let (before, after) = (fields(sight, before, node), fields(sight, after, node));
    let before = empty(before, &after);
    let after = empty(after, &before);
    before
        .into_iter()
        .zip(after)
        .filter(|(b, a)| b.value != a.value || (ALWAYS.contains(&a.name) && !a.value.is_empty()))
        .map(|(b, a)| Change {
            name: state::field(sight.language, a.name),
            before: b.value,
            after: a.value,
        })
        .collect()
}

struct Reader<'a> {
    sight: &'a Sight<'a>,
    picture: &'a Picture,
    node: NodeId,
    process: &'a ProcessPicture,
}

impl Reader<'_> {
    fn value(&self, name: FieldName) -> String {
        let process = self.process;
        match name {
            FieldName::State => process
                .state
                .map_or_else(String::new, |state| state.name().to_owned()),
            FieldName::Logicalclock => process.round.0.to_string(),
            FieldName::Proposal => self.proposal(),
            FieldName::Recvset => self.ballots(&process.recvset),
            FieldName::Count => self.count(),
            FieldName::Outofelection => self.ballots(&process.outofelection),
            FieldName::Sendqueue => process.sendqueue.len().to_string(),
            FieldName::Parked => self.ballots(&process.parked),
            FieldName::Connections => {
                let peers = process.links.iter().map(|(sid, _)| self.name(sid));
                peers.collect::<Vec<_>>().join(" ")
            }
            FieldName::Serving => if process.serving { "✓" } else { "" }.to_owned(),
            FieldName::Zxid => format!("0x{:x}", process.zxid),
            FieldName::Committed => format!("0x{:x}", process.committed),
            FieldName::AcceptedEpoch => process.accepted_epoch.0.to_string(),
            FieldName::CurrentEpoch => process.current_epoch.0.to_string(),
        }
    }

    fn name(&self, sid: Sid) -> String {
        self.picture
            .node_of(&self.sight.reading, self.node, sid)
            .map_or_else(|| sid.to_string(), |node| self.sight.name(node).to_owned())
    }

    fn proposal(&self) -> String {
        let held = self.process.proposal;
        let now = held.and_then(|held| proposal(&self.sight.reading, held.message));
        now.map_or_else(String::new, |now| {
            format!("({}, 0x{:x})", now.vote.leader, now.vote.zxid)
        })
    }

    fn ballots(&self, set: &SidMap<Held>) -> String {
        let entry = |(sid, held): (Sid, &Held)| {
            let ballot = ballot(&self.sight.reading, held.message)?;
            Some(format!(
                "{sid}: ({}, r{})",
                ballot.vote.leader, ballot.round.0
            ))
        };
        let entries: Vec<String> = set.iter().filter_map(entry).collect();
        format!("{{{}}}", entries.join(", "))
    }

    fn count(&self) -> String {
        let setting = self.sight.reading.setting;
        let Some(config) = self.process.context.config(setting) else {
            return String::new();
        };
        let have = self.process.supporters(&self.sight.reading).len();
        let (needed, voters) = (config.verifier.needed(), config.voters().count());
        state::count_in_view(self.sight.language, have, needed, voters)
    }
}
