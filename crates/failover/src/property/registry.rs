//! Properties of the registry's tree and of those who live by it.

use super::{Findings, Property, Reason, Seen};
use crate::outcome::servers::Registration;
use dolphinscheduler::fact::{Fact, StopCause};
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::path::{Kind, Path};
use sim::id::NodeId;
use sim::time::{SimTime, Span};
use sim::trace::{Ending, Tag};
use std::collections::BTreeMap;

/// What is remembered of the tree.
pub(super) struct Registry {
    heartbeat: Span,
    /// Places in the queues of locks, with their sessions.
    places: BTreeMap<Path, SessionId>,
    /// Since when servers have a dead entry.
    dead: BTreeMap<NodeId, SimTime>,
    /// Nodes that have appeared while their server was stopping, and when.
    late: BTreeMap<NodeId, SimTime>,
}

/// From a self-kill to the closed pool, with a second for what is under way: section 12, I3.
const CLOSES: Span = Span::from_millis(4_500);

impl Registry {
    pub(super) fn new(heartbeat: Span) -> Self {
        Self {
            heartbeat,
            places: BTreeMap::new(),
            dead: BTreeMap::new(),
            late: BTreeMap::new(),
        }
    }

    pub(super) fn look(&mut self, seen: &Seen<'_>, fact: Option<Fact>, findings: &mut Findings) {
        if seen.row.tag == Tag::ProcessEnded as u8 {
            self.dead_places(seen, findings);
            // I13b: the process has gone, and what it has not removed stays.
            if let Some(at) = self.late.remove(&seen.row.node) {
                findings.violate(Property::NoGhostNode, at, Reason::of(seen.row.node));
            }
        }
        let Some(fact) = fact else {
            return;
        };
        self.tree(seen, fact, findings);
        told_to_die(seen, fact, findings);
        self.dead_writes(seen, fact, findings);
        borrowed_node(seen, findings);
    }

    /// I11b: what a killed process leaves in a queue.
    fn dead_places(&self, seen: &Seen<'_>, findings: &mut Findings) {
        let killed = matches!(
            Ending::from_number(seen.row.small),
            Some(Ending::Killed | Ending::PowerLost)
        );
        let own = |session: &&SessionId| seen.servers.client(**session) == Some(seen.row.node);
        let count = self.places.values().filter(own).count();
        if killed && count > 0 {
            let why = Reason {
                node: Some(seen.row.node),
                count,
                ..Reason::default()
            };
            findings.violate(Property::LocksOfTheLiving, seen.row.at, why);
        }
    }

    fn tree(&mut self, seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
        let at = seen.row.at;
        if let Fact::NodeCreated { path, owner } = fact {
            if let (Path::Place { .. }, Some(session)) = (path, owner) {
                self.places.insert(path, session);
            }
            if let Path::DeadMaster { node } | Path::DeadWorker { node } = path {
                self.dead.insert(node, at);
            }
            tombstone(seen, path, findings);
            if let Some((_, node)) = path.registration()
                && seen.servers.process(node).stopping
            {
                self.late.insert(node, at);
            }
        } else if let Fact::NodeGone { path, .. } = fact {
            self.places.remove(&path);
            if let Some((_, node)) = path.registration() {
                self.late.remove(&node);
            }
            if let Path::DeadMaster { node } | Path::DeadWorker { node } = path {
                self.dead.remove(&node);
            }
        }
    }

    /// I3.
    fn dead_writes(&self, seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
        if let Fact::RowWritten { by, .. } = fact
            && let Some(since) = self.dead.get(&by)
            && seen.servers.process(by).since < *since
        {
            let span = seen.row.at.since(*since);
            if span > self.heartbeat + CLOSES {
                let why = Reason {
                    span: Some(span),
                    ..Reason::of(by)
                };
                findings.violate(Property::DeadWritesNothing, seen.row.at, why);
            }
        }
    }
}

/// I5: whom a new dead entry or tombstone names.
fn tombstone(seen: &Seen<'_>, path: Path, findings: &mut Findings) {
    let live = |node: NodeId| {
        let process = seen.servers.process(node);
        process.alive && !process.stopping
    };
    let named = match path {
        Path::DeadMaster { node } | Path::DeadWorker { node } => live(node).then_some(node),
        Path::Finish { node, start } => {
            let same = seen.servers.process(node).start == Some(start);
            (live(node) && same).then_some(node)
        }
        Path::Master { .. }
        | Path::Worker { .. }
        | Path::Place { .. }
        | Path::FinishUnknown { .. }
        | Path::Coordinator => None,
    };
    if let Some(node) = named {
        findings.violate(
            Property::TombstoneNamesTheDead,
            seen.row.at,
            Reason::of(node),
        );
    }
}

/// I4.
fn told_to_die(seen: &Seen<'_>, fact: Fact, findings: &mut Findings) {
    let node = seen.row.node;
    if let Fact::Stopping {
        cause: StopCause::JudgedToDeath | StopCause::FinishNode,
    } = fact
        && seen.servers.process(node).undisturbed
    {
        findings.violate(Property::HealthyLives, seen.row.at, Reason::of(node));
    }
}

/// I6.
fn borrowed_node(seen: &Seen<'_>, findings: &mut Findings) {
    let servers = seen.servers;
    for node in servers.masters().iter().copied() {
        let registration = servers.registrations.get(&(Kind::Master, node));
        let Some(Registration { owner: Some(owner) }) = registration else {
            continue;
        };
        let process = servers.process(node);
        if servers.runs(node)
            && process.connected
            && process.session.is_some_and(|own| own != *owner)
        {
            findings.violate(Property::OwnNodeOwned, seen.row.at, Reason::of(node));
        }
    }
}

impl Reason {
    /// It is about a server.
    pub(super) fn of(node: NodeId) -> Self {
        Self {
            node: Some(node),
            ..Self::default()
        }
    }
}
