//! What counts as a quorum: the views of the running servers (S8).

use super::{Judge, Property, Reason, Seen};
use picture::reading::Reading;
use picture::zookeeper::Picture;
use sim::id::NodeId;
use zookeeper::fact::Fact;
use zookeeper::sid_map::SidSet;

impl Judge {
    pub(super) fn views(&mut self, seen: &Seen<'_>) {
        if let Fact::ConfigRead { .. } | Fact::ConfigAdopted { .. } = seen.fact
            && let Some((a, b)) = disagreement(seen.reading, seen.picture)
        {
            let view = |view: &View| (view.node, view.needs, view.voters.len());
            let why = Reason::Views {
                a: view(&a),
                b: view(&b),
            };
            self.violate(Property::ViewAgreement, seen.row.at, why);
        }
    }
}

/// What a running server counts.
#[derive(Clone)]
struct View {
    node: NodeId,
    voters: SidSet,
    needs: usize,
}

/// Two running servers of whose quorums two need not have a server in common.
fn disagreement(reading: &Reading<'_>, picture: &Picture) -> Option<(View, View)> {
    let view = |(node, process): (NodeId, &picture::zookeeper::ProcessPicture)| {
        let config = process.context.config(reading.setting)?;
        Some(View {
            node,
            voters: config.voters().collect(),
            needs: config.verifier.needed(),
        })
    };
    let views: Vec<View> = picture.processes().filter_map(view).collect();
    let pairs = views.iter().flat_map(|a| views.iter().map(move |b| (a, b)));
    let mut apart = pairs.filter(|(a, b)| a.voters != b.voters && !quorums_meet(a, b));
    apart.next().map(|(a, b)| (a.clone(), b.clone()))
}

/// Two quorums can miss each other if their members can be found without sharing one.
fn quorums_meet(a: &View, b: &View) -> bool {
    let is_shared = |sid: &zookeeper::ids::Sid| b.voters.contains(*sid);
    let shared = a.voters.iter().filter(is_shared).count();
    let from_shared = |view: &View| view.needs.saturating_sub(view.voters.len() - shared);
    from_shared(a) + from_shared(b) > shared
}

#[cfg(test)]
mod tests {
    use super::*;
    use zookeeper::ids::Sid;

    fn view(sids: &[i64]) -> View {
        View {
            node: NodeId(0),
            voters: sids.iter().map(|sid| Sid(*sid)).collect(),
            needs: sids.len() / 2 + 1,
        }
    }

    #[test]
    fn a_majority_of_three_can_miss_a_majority_of_five() {
        assert!(!quorums_meet(&view(&[0, 1, 2]), &view(&[0, 1, 2, 3, 4])));
        assert!(quorums_meet(&view(&[0, 1, 2]), &view(&[0, 1, 2])));
        assert!(quorums_meet(&view(&[0, 1, 2]), &view(&[0, 1, 2, 3])));
        assert!(!quorums_meet(&view(&[0, 1, 2]), &view(&[3, 4, 5])));
    }
}
