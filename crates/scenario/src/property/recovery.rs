//! Whether and when somebody leads again (L1, L4, and that the service returns).

use super::{Judge, Property, Reason, Seen};
use picture::reading::Reading;
use picture::zookeeper::Picture;
use sim::intervention::Verb;
use sim::time::{SimTime, Span};
use sim::trace::Row;
use sim::world::act_of;
use zookeeper::fact::Fact;
use zookeeper::sid_map::SidSet;
use zookeeper::vote::ServerState;

/// How long after the last fault somebody leads: the longest pause between two retransmissions of a
/// connection (Linux: 120 s), which no timer of an election is longer than
/// (`maxNotificationInterval`: 60 s). What takes longer does not end by waiting.
pub const SETTLES: Span = Span::from_secs(120);

/// How often in a row a server may follow one that does not lead. Once, because the elected one may
/// end before it is met; a second time, because what others still say of it is heard again.
pub const PHANTOMS: u32 = 2;

impl Judge {
    pub(super) fn recovery(&mut self, seen: &Seen<'_>) {
        let (node, at) = (seen.row.node, seen.row.at);
        if let Fact::Serving { .. } | Fact::StateEntered { .. } = seen.fact {
            self.serves = seen.picture.established_leaders().next().is_some();
            if self.serves {
                self.unsettled = None;
            }
        }
        if let Fact::StateEntered {
            state: ServerState::Following,
        } = seen.fact
        {
            let process = self.process(node);
            process.phantoms += 1;
            let times = process.phantoms - 1;
            let decided = seen.picture.process(node).and_then(|p| p.decided);
            if let (true, Some(leader)) = (times > PHANTOMS, decided) {
                let why = Reason::Phantoms {
                    node,
                    leader,
                    times,
                };
                self.violate(Property::NoPhantomElections, at, why);
            }
        } else if let Fact::SyncStarted { .. } = seen.fact {
            self.process(node).phantoms = 0;
        }
    }

    /// Something was done that an election may have to recover from.
    pub(super) fn fault(&mut self, row: &Row) {
        if let Some((verb, ..)) = act_of(row)
            && !matches!(verb, Verb::Edit | Verb::Tell)
        {
            self.unsettled = Some(row.at);
        }
    }

    /// Whether it has been too long since the last fault.
    pub(super) fn patience(&mut self, reading: &Reading<'_>, picture: &Picture, now: SimTime) {
        let Some(since) = self.unsettled else {
            return;
        };
        let end = since + SETTLES;
        if now < end {
            return;
        }
        self.unsettled = None;
        if !self.serves && can_elect(reading, picture) {
            self.violate(Property::Settles, end, Reason::Unsettled { since });
        }
    }
}

/// Whether the running servers reach each other and are a quorum in the view of each of them.
fn can_elect(reading: &Reading<'_>, picture: &Picture) -> bool {
    let runs = |node: sim::id::NodeId| picture.process(node).is_some();
    let cut = picture.cuts.iter().any(|(a, b)| runs(*a) && runs(*b));
    let walled = picture.nodes.iter().any(|node| {
        node.process.is_some()
            && (node.firewalled || node.paused_until.is_some_and(|until| until > picture.at))
    });
    let processes = || picture.processes().map(|(_, process)| process);
    let running: SidSet = processes().filter_map(|p| p.context.sid()).collect();
    let elects = |process: &picture::zookeeper::ProcessPicture| {
        let config = process.context.config(reading.setting);
        config.is_some_and(|config| {
            let voters = running.iter().filter(|sid| config.is_voter(*sid));
            config.verifier.is_quorum(voters)
        })
    };
    !cut && !walled && !running.is_empty() && processes().all(elects)
}
