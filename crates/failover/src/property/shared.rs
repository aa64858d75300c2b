//! Properties of what masters share: slots, the role of the coordinator, locks, and the events of the
//! workflows that they hold.

use super::{Findings, Property, Reason, Seen};
use crate::outcome::ledger::Ledger;
use crate::outcome::servers::Servers;
use crate::plan::Plan;
use dolphinscheduler::fact::Fact;
use dolphinscheduler::ids::InstanceId;
use dolphinscheduler::model::{StartUp, Switches, Tombstone};
use dolphinscheduler::path::{Lock, Path};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::Tag;
use std::collections::{BTreeMap, BTreeSet};

/// What is remembered of what is shared.
pub(super) struct Shared {
    /// An empty list of masters counts as slot 0, by node.
    empty_is_slot_0: Vec<bool>,
    slots: Slots,
    role: Role,
    locks: Locks,
    /// The last result that a master was told of each instance it holds.
    told: BTreeMap<InstanceId, (SimTime, NodeId)>,
}

/// I12: which commands each master takes for its own.
#[derive(Default)]
struct Slots {
    /// Slot and number of slots.
    views: BTreeMap<NodeId, (u8, u8)>,
    /// Whether any master has ever had slots: 1.3.x has none.
    any: bool,
    /// What is amiss, and since when.
    amiss: Option<(SimTime, Reason)>,
}

/// I13c: who takes itself for the coordinator.
struct Role {
    /// Whether there is such a role.
    exists: bool,
    /// How long a role may stay with a session whose process has gone.
    patience: Span,
    active: BTreeSet<NodeId>,
    /// Since when there have been as many as now, and how many there are.
    since: SimTime,
    count: usize,
}

/// I14: failover locks that are held, and those among them whose work is done.
#[derive(Default)]
struct Locks {
    held: BTreeSet<(NodeId, Lock)>,
    done: BTreeMap<(NodeId, Lock), SimTime>,
}

/// How long the views of slots may disagree: a newcomer looks for commands 1.3 to 1.6 s after the others
/// count it (section 8.3), and a command loop looks every second.
const SETTLES: Span = Span::from_millis(2_600);
/// From the end of a failover to its lock's release: one request of the registry, with time to spare.
const RELEASE: Span = Span::from_secs(5);
/// How long the events of a workflow may wait: its loops look every second.
const EVENTS: Span = Span::from_secs(10);

impl Shared {
    pub(super) fn new(plan: &Plan) -> Self {
        let switches = |of: fn(&Switches) -> bool| {
            let disks = plan.disks.iter();
            disks
                .map(|disk| of(&disk.config.switches))
                .collect::<Vec<_>>()
        };
        let coordinates = switches(|switches| {
            switches.start_up == StartUp::Coordinator && switches.tombstone != Tombstone::None
        });
        let timeouts = plan.disks.iter().map(|disk| disk.config.session_timeout);
        Self {
            empty_is_slot_0: switches(|switches| switches.empty_slot_list_is_slot_0),
            slots: Slots::default(),
            role: Role {
                exists: coordinates.contains(&true),
                patience: timeouts.max().unwrap_or(Span::ZERO) + EVENTS,
                active: BTreeSet::new(),
                since: SimTime::ZERO,
                count: 0,
            },
            locks: Locks::default(),
            told: BTreeMap::new(),
        }
    }

    pub(super) fn look(&mut self, seen: &Seen<'_>, fact: Option<Fact>, findings: &mut Findings) {
        let (at, node) = (seen.row.at, seen.row.node);
        let mut changed = fact.is_some_and(changes);
        if seen.row.tag == Tag::ProcessEnded as u8 {
            changed = true;
            self.slots.views.remove(&node);
            self.role.active.remove(&node);
            self.locks.held.retain(|(holder, _)| *holder != node);
            self.locks.done.retain(|(holder, _), _| *holder != node);
        }
        if let Some(fact) = fact {
            self.slots_set(seen, fact);
            self.locks.look(node, at, fact);
            if let Fact::CoordinatorSet { active: true } = fact {
                self.role.active.insert(node);
            } else if let Fact::CoordinatorSet { active: false } = fact {
                self.role.active.remove(&node);
            } else if let Fact::ResultReceived { task, .. } = fact
                && let Some(row) = seen.ledger.tasks.get(&task)
            {
                self.told.insert(row.instance, (at, node));
            } else if let Fact::TaskSubmitted { instance, .. }
            | Fact::WorkflowLeft { instance, .. } = fact
            {
                self.told.remove(&instance);
            }
        }
        if changed {
            self.slots.judge(seen.servers, at, findings);
            self.role.look(seen.servers, at);
        }
        self.locks.judge(seen.servers, at, findings);
    }

    fn slots_set(&mut self, seen: &Seen<'_>, fact: Fact) {
        let node = seen.row.node;
        if let Fact::SlotsSet {
            slot,
            slots,
            listed,
        } = fact
        {
            self.slots.any = true;
            let lenient = self.empty_is_slot_0.get(node.index()) == Some(&true);
            let before = self.slots.views.remove(&node);
            let now = match (listed, before) {
                (true, _) => Some((slot, slots)),
                (false, Some((_, slots))) if lenient => Some((0, slots)),
                (false, _) => None,
            };
            if let Some(now) = now {
                self.slots.views.insert(node, now);
            }
        } else if let Fact::Stopping { .. } = fact {
            self.slots.views.remove(&node);
        }
    }

    pub(super) fn finish(
        &mut self,
        servers: &Servers,
        ledger: &Ledger,
        end: SimTime,
        findings: &mut Findings,
    ) {
        self.slots.over(end, findings);
        self.role.finish(servers, end, findings);
        self.locks.judge(servers, end, findings);
        for (instance, (at, node)) in &self.told {
            let Some(row) = ledger.instances.get(instance) else {
                continue;
            };
            let owners = ledger.owners.get(instance).into_iter().flatten();
            let owned = owners.clone().any(|owner| owner == node);
            let busy = ledger.runs_anything(*instance);
            if !row.state.is_finished() && owned && !busy && end.since(*at) > EVENTS {
                let why = Reason {
                    instance: Some(*instance),
                    ..Reason::of(*node)
                };
                findings.violate(Property::EventsFired, *at, why);
            }
        }
    }
}

/// Whether a fact may change who serves, or what slots and role anybody has.
fn changes(fact: Fact) -> bool {
    let registration = |path: Path| path.registration().is_some();
    if let Fact::NodeCreated { path, .. } | Fact::NodeGone { path, .. } = fact {
        return registration(path);
    }
    matches!(
        fact,
        Fact::SlotsSet { .. }
            | Fact::CoordinatorSet { .. }
            | Fact::Stopping { .. }
            | Fact::StateEntered { .. }
    )
}

impl Slots {
    /// What is amiss now: commands that nobody claims while somebody could, or two masters with one slot.
    fn amiss(&self, servers: &Servers) -> Option<Reason> {
        if !self.any || servers.serving().next().is_none() {
            return None;
        }
        let views: Vec<_> = self.views.iter().collect();
        for (place, (node, view)) in views.iter().enumerate() {
            let others = views.get(place + 1..).into_iter().flatten();
            if let Some((other, _)) = others.copied().find(|(_, other)| other == view) {
                return Some(Reason {
                    other: Some(*other),
                    ..Reason::of(**node)
                });
            }
        }
        let round = views
            .iter()
            .fold(1, |round, (_, (_, slots))| common(round, u32::from(*slots)));
        let claims = |id: &u32| {
            let mut views = self.views.values();
            views.any(|(slot, slots)| id % u32::from((*slots).max(1)) == u32::from(*slot))
        };
        (!(0..round).all(|id| claims(&id))).then(Reason::default)
    }

    fn judge(&mut self, servers: &Servers, at: SimTime, findings: &mut Findings) {
        let now = self.amiss(servers);
        if self.amiss.map(|(_, why)| why) != now {
            self.over(at, findings);
            self.amiss = now.map(|why| (at, why));
        }
    }

    /// What was amiss ends, or the run does.
    fn over(&mut self, at: SimTime, findings: &mut Findings) {
        let Some((since, why)) = self.amiss.take() else {
            return;
        };
        let since = since.max(findings.zero.min(at));
        let span = at.since(since);
        if span > SETTLES {
            let span = Some(span);
            findings.violate(Property::OneClaimant, since, Reason { span, ..why });
        }
    }
}

/// The least number that both divide.
fn common(a: u32, b: u32) -> u32 {
    let (mut x, mut y) = (a.max(1), b.max(1));
    while y != 0 {
        (x, y) = (y, x % y);
    }
    a.max(1) / x * b.max(1)
}

impl Role {
    fn live(&self, servers: &Servers) -> usize {
        let live = |node: &&NodeId| servers.runs(**node);
        self.active.iter().filter(live).count()
    }

    fn look(&mut self, servers: &Servers, at: SimTime) {
        let count = self.live(servers);
        let served = servers.serving().next().is_some();
        if count != self.count || !served {
            self.count = count;
            self.since = at;
        }
    }

    fn finish(&self, servers: &Servers, end: SimTime, findings: &mut Findings) {
        let settled = end.since(self.since) > self.patience;
        if self.exists && settled && self.count != 1 && servers.serving().next().is_some() {
            let why = Reason {
                count: self.count,
                ..Reason::default()
            };
            findings.violate(Property::OneCoordinator, self.since, why);
        }
    }
}

impl Locks {
    fn look(&mut self, node: NodeId, at: SimTime, fact: Fact) {
        let failover = |lock: &Lock| match lock {
            Lock::FailoverMasters
            | Lock::FailoverWorkers
            | Lock::FailoverMaster { .. }
            | Lock::MasterFailover => true,
            Lock::Masters | Lock::StartupMasters | Lock::CoordinatorElection => false,
        };
        if let Fact::LockTaken { lock, .. } = fact {
            if failover(&lock) {
                self.held.insert((node, lock));
            }
        } else if let Fact::LockLeft { lock } = fact {
            self.held.remove(&(node, lock));
            self.done.remove(&(node, lock));
        } else if let Fact::FailoverEnded { .. }
        | Fact::FailoverSkipped { .. }
        | Fact::FailoverFailed { .. } = fact
        {
            let own = self.held.iter().filter(|(holder, _)| *holder == node);
            for held in own {
                self.done.entry(*held).or_insert(at);
            }
        }
    }

    fn judge(&mut self, servers: &Servers, now: SimTime, findings: &mut Findings) {
        let late = (self.done.iter())
            .find(|((node, _), at)| now.since(**at) > RELEASE && servers.process(*node).connected);
        let Some(((node, lock), at)) = late.map(|(held, at)| (*held, *at)) else {
            return;
        };
        self.done.remove(&(node, lock));
        let other = match lock {
            Lock::FailoverMaster { node } => Some(node),
            Lock::Masters
            | Lock::StartupMasters
            | Lock::FailoverMasters
            | Lock::FailoverWorkers
            | Lock::MasterFailover
            | Lock::CoordinatorElection => None,
        };
        let why = Reason {
            other,
            ..Reason::of(node)
        };
        findings.violate(Property::LocksLetGo, at, why);
    }
}
