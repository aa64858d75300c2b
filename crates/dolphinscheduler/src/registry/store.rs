//! The registry's tree: what a transaction changes, and who has to be told.

use crate::ids::SessionId;
use crate::path::{Data, Kind, Lock, NodeSet, Path};
use crate::wire::{Change, Op, Outcome};
use sim::time::Span;
use std::collections::BTreeMap;

/// What a registry keeps on its disk.
#[derive(Clone, Debug)]
pub struct Store {
    /// The unit of the server's clock: sessions expire at multiples of it. `tickTime`.
    pub tick: Span,
    /// The shortest timeout that is granted; by default 2 ticks.
    pub min_session_timeout: Option<Span>,
    /// The longest timeout that is granted; by default 20 ticks.
    pub max_session_timeout: Option<Span>,
    /// Where the grid of ticks lies: the moment, counted from the beginning of the run, of one of its
    /// lines. The real one counts from the start of the machine, so it is drawn at the first start unless
    /// it is given.
    pub grid: Option<Span>,
    pub(crate) nodes: BTreeMap<Path, Znode>,
    pub(crate) sessions: BTreeMap<SessionId, Span>,
    pub(crate) next_session: u16,
    pub(crate) places: BTreeMap<Lock, u32>,
}

/// A node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Znode {
    pub(crate) data: Data,
    /// The session that has created it; a later `setData` does not change that.
    pub(crate) owner: Option<SessionId>,
    pub(crate) version: u16,
}

/// What a transaction has changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Changed {
    pub(crate) path: Path,
    pub(crate) change: Change,
    pub(crate) version: u16,
}

impl Default for Store {
    /// A server as it is shipped.
    fn default() -> Self {
        Self {
            tick: Span::from_secs(2),
            min_session_timeout: None,
            max_session_timeout: None,
            grid: None,
            nodes: BTreeMap::new(),
            sessions: BTreeMap::new(),
            next_session: 0,
            places: BTreeMap::new(),
        }
    }
}

impl Store {
    /// The timeout that is granted to a client that asks for this one
    /// (`ZooKeeperServer.processConnectRequest`).
    pub fn negotiate(&self, asked: Span) -> Span {
        let min = self.min_session_timeout.unwrap_or(self.tick.times(2));
        let max = self.max_session_timeout.unwrap_or(self.tick.times(20));
        asked.max(min).min(max)
    }

    /// Every node there is.
    pub fn paths(&self) -> impl Iterator<Item = Path> {
        self.nodes.keys().copied()
    }

    /// A new session.
    pub(crate) fn open_session(&mut self, timeout: Span) -> SessionId {
        self.next_session = self.next_session.wrapping_add(1);
        let session = SessionId(self.next_session);
        self.sessions.insert(session, timeout);
        session
    }

    /// The session ends and takes its ephemerals with it (`DataTree.killSession`).
    pub(crate) fn close_session(&mut self, session: SessionId) -> Vec<Changed> {
        self.sessions.remove(&session);
        let owned: Vec<Path> = self
            .nodes
            .iter()
            .filter(|(_, node)| node.owner == Some(session))
            .map(|(path, _)| *path)
            .collect();
        owned
            .into_iter()
            .filter_map(|path| self.remove(path))
            .collect()
    }

    /// Deletes a node by hand.
    pub(crate) fn remove(&mut self, path: Path) -> Option<Changed> {
        let node = self.nodes.remove(&path)?;
        Some(Changed {
            path,
            change: Change::Deleted,
            version: node.version,
        })
    }

    /// Applies a request of a session.
    pub(crate) fn apply(&mut self, session: SessionId, op: Op) -> (Outcome, Option<Changed>) {
        match op {
            Op::Create {
                path,
                data,
                ephemeral,
            } => self.create(path, data, ephemeral.then_some(session)),
            Op::Enqueue { lock } => {
                let next = self.places.entry(lock).or_insert(0);
                let number = *next;
                *next += 1;
                let path = Path::Place { lock, number };
                let (_, changed) = self.create(path, Data::Empty, Some(session));
                (Outcome::Place { number }, changed)
            }
            Op::Delete { path } => match self.remove(path) {
                Some(changed) => (Outcome::Done, Some(changed)),
                None => (Outcome::NoNode, None),
            },
            Op::SetData { path, data } => self.set_data(path, data),
            Op::Put { path, data } if self.nodes.contains_key(&path) => self.set_data(path, data),
            Op::Put { path, data } => self.create(path, data, Some(session)),
            Op::Exists { path } => (self.there(path), None),
            Op::Watch { lock, number } => (self.there(Path::Place { lock, number }), None),
            Op::GetData { path } => (self.get(path), None),
            Op::Servers { kind } => (self.servers(kind), None),
            Op::DeadEntries { kind } => (self.dead_entries(kind), None),
            Op::FinishNodes => (self.finish_nodes(), None),
            Op::Ahead { lock, number } => (self.ahead(lock, number), None),
            Op::Subscribe | Op::Close => (Outcome::Done, None),
        }
    }

    fn create(
        &mut self,
        path: Path,
        data: Data,
        owner: Option<SessionId>,
    ) -> (Outcome, Option<Changed>) {
        if self.nodes.contains_key(&path) {
            return (Outcome::NodeExists, None);
        }
        let node = Znode {
            data,
            owner,
            version: 0,
        };
        self.nodes.insert(path, node);
        let changed = Changed {
            path,
            change: Change::Created,
            version: 0,
        };
        (Outcome::Done, Some(changed))
    }

    fn set_data(&mut self, path: Path, data: Data) -> (Outcome, Option<Changed>) {
        let Some(node) = self.nodes.get_mut(&path) else {
            return (Outcome::NoNode, None);
        };
        node.data = data;
        node.version = node.version.wrapping_add(1);
        let changed = Changed {
            path,
            change: Change::Changed,
            version: node.version,
        };
        (Outcome::Done, Some(changed))
    }

    fn there(&self, path: Path) -> Outcome {
        if self.nodes.contains_key(&path) {
            Outcome::Done
        } else {
            Outcome::NoNode
        }
    }

    fn get(&self, path: Path) -> Outcome {
        match self.nodes.get(&path) {
            Some(node) => Outcome::Node {
                data: node.data,
                owner: node.owner,
            },
            None => Outcome::NoNode,
        }
    }

    fn servers(&self, kind: Kind) -> Outcome {
        let mut nodes = NodeSet::default();
        let found = self.nodes.keys().filter_map(|path| path.registration());
        found
            .filter(|(of, _)| *of == kind)
            .for_each(|(_, node)| nodes.insert(node));
        Outcome::Nodes { nodes }
    }

    fn dead_entries(&self, kind: Kind) -> Outcome {
        let mut nodes = NodeSet::default();
        (0..32)
            .map(sim::id::NodeId)
            .filter(|node| self.nodes.contains_key(&Path::dead(kind, *node)))
            .for_each(|node| nodes.insert(node));
        Outcome::Nodes { nodes }
    }

    /// The hosts that tombstones name.
    fn finish_nodes(&self) -> Outcome {
        let mut nodes = NodeSet::default();
        for path in self.nodes.keys() {
            if let Path::Finish { node, .. } | Path::FinishUnknown { node } = path {
                nodes.insert(*node);
            }
        }
        Outcome::Nodes { nodes }
    }

    /// What a queueing client reads out of the list of a lock's children: whether its own place is
    /// still there, and which is next before it (`StandardLockInternalsDriver.getsTheLock`).
    fn ahead(&self, lock: Lock, number: u32) -> Outcome {
        if !self.nodes.contains_key(&Path::Place { lock, number }) {
            return Outcome::NoNode;
        }
        let first = Path::Place { lock, number: 0 };
        let own = Path::Place { lock, number };
        let before = self.nodes.range(first..own).next_back();
        let number = before.and_then(|(path, _)| match path {
            Path::Place { lock: of, number } if *of == lock => Some(*number),
            Path::Place { .. }
            | Path::Master { .. }
            | Path::Worker { .. }
            | Path::DeadMaster { .. }
            | Path::DeadWorker { .. }
            | Path::Finish { .. }
            | Path::FinishUnknown { .. }
            | Path::Coordinator => None,
        });
        Outcome::Ahead { number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::id::NodeId;

    const MASTER: Path = Path::Master { node: NodeId(3) };

    fn create(store: &mut Store, session: SessionId) -> Outcome {
        let op = Op::Create {
            path: MASTER,
            data: Data::Empty,
            ephemeral: true,
        };
        store.apply(session, op).0
    }

    #[test]
    fn a_timeout_is_granted_within_two_and_twenty_ticks() {
        let store = Store::default();
        let seconds = |asked| store.negotiate(Span::from_secs(asked));
        assert_eq!(seconds(60), Span::from_secs(40));
        assert_eq!(seconds(30), Span::from_secs(30));
        assert_eq!(seconds(1), Span::from_secs(4));
        let raised = Store {
            max_session_timeout: Some(Span::from_secs(60)),
            ..Store::default()
        };
        assert_eq!(raised.negotiate(Span::from_secs(60)), Span::from_secs(60));
    }

    #[test]
    fn a_node_dies_with_the_session_that_created_it_whoever_writes_it() {
        let mut store = Store::default();
        let (old, new) = (
            store.open_session(Span::from_secs(60)),
            store.open_session(Span::from_secs(60)),
        );
        assert_eq!(create(&mut store, old), Outcome::Done);
        assert_eq!(create(&mut store, new), Outcome::NodeExists);
        let set = Op::SetData {
            path: MASTER,
            data: Data::Empty,
        };
        let (outcome, changed) = store.apply(new, set);
        assert_eq!((outcome, changed.unwrap().version), (Outcome::Done, 1));
        assert_eq!(store.close_session(new), []);
        assert_eq!(store.close_session(old).len(), 1);
        let exists = Op::Exists { path: MASTER };
        assert_eq!(store.apply(new, exists).0, Outcome::NoNode);
    }

    #[test]
    fn a_lock_is_a_queue_in_which_the_dead_keep_their_place() {
        let mut store = Store::default();
        let lock = Lock::Masters;
        let session = |store: &mut Store| store.open_session(Span::from_secs(60));
        let sessions = [(); 3].map(|()| session(&mut store));
        for (number, session) in (0..).zip(sessions) {
            let place = store.apply(session, Op::Enqueue { lock }).0;
            assert_eq!(place, Outcome::Place { number });
        }
        let ahead =
            |store: &mut Store, number| store.apply(SessionId(9), Op::Ahead { lock, number }).0;
        let place = |number| Outcome::Ahead { number };
        assert_eq!(ahead(&mut store, 0), place(None));
        assert_eq!(ahead(&mut store, 2), place(Some(1)));
        store.close_session(sessions[1]);
        assert_eq!(ahead(&mut store, 2), place(Some(0)));
        assert_eq!(ahead(&mut store, 1), Outcome::NoNode);
        store.close_session(sessions[0]);
        assert_eq!(ahead(&mut store, 2), place(None));
    }
}
