//! What the registry keeps: sessions with their closing windows, nodes with their owners.

use dolphinscheduler::fact::{Fact, Gone as Why};
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::lane::Thread;
use dolphinscheduler::path::{Lock, Path};
use sim::id::{EventId, NodeId};
use sim::sorted_map::SortedMap;
use sim::time::{SimTime, Span};
use sim::trace::Row;

/// What the registry keeps at a moment.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// Sessions, also those that have ended.
    pub sessions: SortedMap<SessionId, Session>,
    /// The nodes of the tree.
    pub nodes: SortedMap<Path, Znode>,
    /// Nodes that have gone, the latest last; places in locks are not kept, nor more than a few.
    pub gone: Vec<Gone>,
}

/// Nodes that have gone are remembered up to this many.
const REMEMBERED: usize = 6;

/// A session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Session {
    /// The host whose process has opened it.
    pub client: NodeId,
    /// Which of that host's processes, counted from 1.
    pub incarnation: u32,
    /// Which client of the process, from 0 on: the first one registers.
    pub number: Option<u8>,
    /// When it was opened, and the fact that says so.
    pub opened: (SimTime, EventId),
    /// The timeout that was granted.
    pub granted: Span,
    /// When it expires if nothing more is heard of it: a line of the tick's grid.
    pub expires: SimTime,
    /// When that moment was last moved: about the last contact, to within a tick.
    pub heard: SimTime,
    /// When and how it has ended, and the fact that says so.
    pub ended: Option<(SimTime, HowEnded, EventId)>,
}

/// How a session ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HowEnded {
    /// Nothing was heard of it for its timeout.
    Expired,
    /// Its client has closed it.
    Closed,
}

/// A node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Znode {
    /// The session that owns it, if it is ephemeral; a later write does not change that.
    pub owner: Option<SessionId>,
    /// Who has created it, when, and the fact that says so.
    pub created: (NodeId, SimTime, EventId),
    /// Who has last set its data, when, and the fact that says so.
    pub set: Option<(NodeId, SimTime, EventId)>,
    /// Its version.
    pub version: u16,
}

/// A node that has gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gone {
    /// Which.
    pub path: Path,
    /// The session that owned it.
    pub owner: Option<SessionId>,
    /// When, and the fact that says so.
    pub at: (SimTime, EventId),
    /// Why.
    pub why: Why,
    /// Who has deleted it; nobody if its session has ended.
    pub by: Option<NodeId>,
}

impl Session {
    /// How long it still lives if nothing more is heard of it.
    pub fn left(&self, at: SimTime) -> Span {
        self.expires.since(at.min(self.expires))
    }
}

impl Registry {
    /// The places in a lock's queue, the holder's first.
    pub fn queue(&self, lock: Lock) -> impl Iterator<Item = (u32, &Znode)> {
        self.nodes.iter().filter_map(move |(path, node)| {
            let Path::Place { lock: of, number } = path else {
                return None;
            };
            (*of == lock).then_some((*number, node))
        })
    }

    /// The locks that have places.
    pub fn locks(&self) -> Vec<Lock> {
        let mut locks = Vec::new();
        for path in self.nodes.keys() {
            if let Path::Place { lock, .. } = path
                && !locks.contains(lock)
            {
                locks.push(*lock);
            }
        }
        locks
    }

    /// The session that owns a node.
    pub fn owner(&self, path: Path) -> Option<&Session> {
        self.sessions.get(&self.nodes.get(&path)?.owner?)
    }

    pub(super) fn open(&mut self, id: EventId, row: &Row, fact: Fact, incarnation: u32) {
        let Fact::SessionOpened {
            session,
            client,
            granted_ms,
        } = fact
        else {
            return;
        };
        let granted = Span::from_millis(u64::from(granted_ms));
        self.sessions.insert(
            session,
            Session {
                client,
                incarnation,
                number: None,
                opened: (row.at, id),
                granted,
                expires: row.at + granted,
                heard: row.at,
                ended: None,
            },
        );
    }

    pub(super) fn number(&mut self, session: SessionId, number: u8) {
        if let Some(session) = self.sessions.get_mut(&session) {
            session.number = Some(number);
        }
    }

    /// Takes in a fact of the registry itself.
    pub(super) fn apply(&mut self, id: EventId, row: &Row, fact: Fact) {
        if let Fact::SessionMoved { session, expires } = fact {
            if let Some(session) = self.sessions.get_mut(&session) {
                session.expires = expires.time();
                session.heard = row.at;
            }
        } else if let Fact::SessionExpired { session } = fact {
            self.end(session, id, row, HowEnded::Expired);
        } else if let Fact::SessionClosed { session } = fact {
            self.end(session, id, row, HowEnded::Closed);
        } else if let Fact::NodeCreated { path, owner } = fact {
            let created = (writer(row).unwrap_or(row.node), row.at, id);
            let node = Znode {
                owner,
                created,
                set: None,
                version: 0,
            };
            self.nodes.insert(path, node);
            self.gone.retain(|gone| gone.path != path);
        } else if let Fact::NodeSet { path, version, .. } = fact {
            if let Some(node) = self.nodes.get_mut(&path) {
                node.set = writer(row).map(|by| (by, row.at, id));
                node.version = version;
            }
        } else if let Fact::NodeGone { path, why } = fact {
            self.remove(path, why, id, row);
        }
    }

    fn end(&mut self, session: SessionId, id: EventId, row: &Row, how: HowEnded) {
        if let Some(session) = self.sessions.get_mut(&session) {
            session.ended = Some((row.at, how, id));
        }
    }

    fn remove(&mut self, path: Path, why: Why, id: EventId, row: &Row) {
        let Some(node) = self.nodes.remove(&path) else {
            return;
        };
        if let Path::Place { .. } = path {
            return;
        }
        if self.gone.len() == REMEMBERED {
            self.gone.remove(0);
        }
        let by = match why {
            Why::Deleted => writer(row),
            Why::Expired | Why::Closed | Why::ByHand => None,
        };
        self.gone.push(Gone {
            path,
            owner: node.owner,
            at: (row.at, id),
            why,
            by,
        });
    }
}

/// Who has asked for a transaction: requests are carried out on the thread of their connection.
pub(super) fn writer(row: &Row) -> Option<NodeId> {
    if let Thread::Connection(node) = Thread::from_lane(row.lane) {
        Some(node)
    } else {
        None
    }
}
