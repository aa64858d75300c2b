//! What counts as a quorum, in one server's own view.

use crate::ids::Sid;
use crate::sid_map::{SidMap, SidSet};

/// Decides whether a set of servers is a quorum (`QuorumVerifier`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QuorumVerifier {
    /// More than half of the voters (`QuorumMaj`). It counts ids without asking who they are.
    Majority {
        /// Voters in the configuration.
        voters: usize,
    },
    /// More than half of the weight in more than half of the groups (`QuorumHierarchical`).
    Hierarchical {
        /// Group and weight of each server.
        members: SidMap<(i64, i64)>,
    },
}

impl QuorumVerifier {
    /// Whether the servers form a quorum (`containsQuorum`).
    pub fn contains_quorum(&self, set: &SidSet) -> bool {
        self.is_quorum(set.iter())
    }

    /// Whether these servers, each named once, form a quorum.
    pub fn is_quorum(&self, sids: impl Iterator<Item = Sid>) -> bool {
        match self {
            Self::Majority { voters } => sids.count() > voters / 2,
            Self::Hierarchical { members } => {
                let sids: Vec<Sid> = sids.collect();
                let (mut groups, mut won) = (0, 0);
                for (group, total) in group_weights(members.iter().map(|(_, member)| *member)) {
                    let present = sids.iter().filter_map(|sid| members.get(*sid).copied());
                    let weight = group_weights(present)
                        .into_iter()
                        .find(|(other, _)| *other == group)
                        .map_or(0, |(_, weight)| weight);
                    // Groups without weight do not take part.
                    groups += i32::from(total > 0);
                    won += i32::from(weight > total / 2);
                }
                won > groups / 2
            }
        }
    }

    /// What a server's vote weighs; a vote for a server of no weight is never better (`getWeight`).
    pub fn weight(&self, sid: Sid) -> i64 {
        match self {
            Self::Majority { .. } => 1,
            Self::Hierarchical { members } => members.get(sid).map_or(0, |(_, weight)| *weight),
        }
    }

    /// The least number of voters that form a quorum; for weights, the least that might.
    pub fn needed(&self) -> usize {
        match self {
            Self::Majority { voters } => voters / 2 + 1,
            Self::Hierarchical { members } => {
                let sids: Vec<Sid> = members.keys().collect();
                let enough = |n: &usize| {
                    subsets(&sids, *n)
                        .iter()
                        .any(|subset| self.contains_quorum(subset))
                };
                (1..=sids.len()).find(enough).unwrap_or(sids.len())
            }
        }
    }
}

fn group_weights(members: impl Iterator<Item = (i64, i64)>) -> Vec<(i64, i64)> {
    let mut groups: Vec<(i64, i64)> = Vec::new();
    for (group, weight) in members {
        match groups.iter_mut().find(|(other, _)| *other == group) {
            Some((_, total)) => *total += weight,
            None => groups.push((group, weight)),
        }
    }
    groups
}

/// All subsets of a size, of at most the first twelve sids: enough to find the least quorum of any
/// ensemble that fits on a screen.
fn subsets(sids: &[Sid], size: usize) -> Vec<SidSet> {
    let sids = &sids[..sids.len().min(12)];
    (0_u32..1 << sids.len())
        .filter(|mask| mask.count_ones() as usize == size)
        .map(|mask| {
            let chosen = sids
                .iter()
                .enumerate()
                .filter(|(bit, _)| mask >> bit & 1 == 1);
            chosen.map(|(_, sid)| *sid).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(sids: &[i64]) -> SidSet {
        sids.iter().map(|sid| Sid(*sid)).collect()
    }

    #[test]
    fn a_majority_counts_ids_and_not_members() {
        let five = QuorumVerifier::Majority { voters: 5 };
        assert!(!five.contains_quorum(&set(&[0, 2])));
        assert!(five.contains_quorum(&set(&[0, 1, 2])));
        assert!(five.contains_quorum(&set(&[7, 8, 9])));
        assert_eq!(five.needed(), 3);
        assert_eq!(QuorumVerifier::Majority { voters: 4 }.needed(), 3);
    }

    #[test]
    fn a_hierarchy_needs_most_of_the_weight_in_most_of_the_groups() {
        let member = |sid: i64| (Sid(sid), (sid / 3, 1));
        let nine = QuorumVerifier::Hierarchical {
            members: (0..9).map(member).collect(),
        };
        assert!(nine.contains_quorum(&set(&[0, 1, 3, 4])));
        assert!(!nine.contains_quorum(&set(&[0, 1, 2, 3, 6])));
        assert_eq!(nine.needed(), 4);
        assert_eq!((nine.weight(Sid(0)), nine.weight(Sid(42))), (1, 0));
    }

    #[test]
    fn a_group_without_weight_does_not_count() {
        let weight = |sid: i64| (Sid(sid), (sid / 3, i64::from(sid < 3)));
        let three = QuorumVerifier::Hierarchical {
            members: (0..6).map(weight).collect(),
        };
        assert!(three.contains_quorum(&set(&[0, 1])));
        assert!(!three.contains_quorum(&set(&[0, 3, 4, 5])));
    }
}
