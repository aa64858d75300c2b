//! Sessions and nodes, from their beginning to their end.

use crate::dolphinscheduler::{HowEnded, Picture};
use dolphinscheduler::fact::{Fact, Gone};
use dolphinscheduler::ids::SessionId;
use dolphinscheduler::path::Path;
use sim::id::{EventId, NodeId};
use sim::time::{SimTime, Span};
use sim::trace::Row;

/// A moment at which a session was heard of, and until when it lives since then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contact {
    /// When it was heard of.
    pub at: SimTime,
    /// When it expires if nothing more is heard.
    pub expires: SimTime,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionSpan {
    /// Which.
    pub session: SessionId,
    /// The host whose process has opened it.
    pub client: NodeId,
    /// Which of that host's processes, counted from 1.
    pub incarnation: u32,
    /// Which client of the process.
    pub number: Option<u8>,
    /// The timeout that was granted.
    pub granted: Span,
    /// When it begins.
    pub from: SimTime,
    /// When it ends, or what was gathered does.
    pub to: SimTime,
    /// The fact that began it.
    pub event: EventId,
    /// How it ended.
    pub ended: Option<HowEnded>,
    /// When the process that had opened it ended, if the session outlived it.
    pub orphaned: Option<SimTime>,
    /// When it was heard of.
    pub contacts: Vec<Contact>,
}

/// A node of the tree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NodeSpan {
    /// Which.
    pub path: Path,
    /// The session that owned it.
    pub owner: Option<SessionId>,
    /// Who has created it.
    pub by: NodeId,
    /// When it begins.
    pub from: SimTime,
    /// When it ends, or what was gathered does.
    pub to: SimTime,
    /// The fact that began it.
    pub event: EventId,
    /// Why it is gone, and the fact that says so.
    pub gone: Option<(Gone, EventId)>,
}

/// Sessions and nodes while they are gathered.
#[derive(Default)]
pub(super) struct Spans {
    sessions: Vec<SessionSpan>,
    nodes: Vec<NodeSpan>,
}

impl Spans {
    pub(super) fn look(&mut self, picture: &Picture, id: EventId, row: &Row, fact: Fact) {
        if let Fact::SessionOpened { session, .. } = fact {
            self.open(picture, id, row, session);
        } else if let Fact::SessionMoved { session, expires } = fact {
            let expires = expires.time();
            if let Some(span) = self.session(session) {
                span.contacts.push(Contact {
                    at: row.at,
                    expires,
                });
            }
        } else if let Fact::SessionEstablished {
            session, number, ..
        } = fact
        {
            if let Some(span) = self.session(session) {
                span.number = Some(number);
            }
        } else if let Fact::SessionExpired { session } | Fact::SessionClosed { session } = fact {
            self.end(picture, row, session);
        } else if let Fact::NodeCreated { path, owner } = fact {
            self.create(picture, id, row, path, owner);
        } else if let Fact::NodeGone { path, why } = fact {
            let open = |span: &&mut NodeSpan| span.path == path && span.gone.is_none();
            if let Some(span) = self.nodes.iter_mut().rev().find(open) {
                span.to = row.at;
                span.gone = Some((why, id));
            }
        }
    }

    fn open(&mut self, picture: &Picture, id: EventId, row: &Row, session: SessionId) {
        let Some(opened) = picture.registry.sessions.get(&session) else {
            return;
        };
        self.sessions.push(SessionSpan {
            session,
            client: opened.client,
            incarnation: opened.incarnation,
            number: None,
            granted: opened.granted,
            from: row.at,
            to: row.at,
            event: id,
            ended: None,
            orphaned: None,
            contacts: vec![Contact {
                at: row.at,
                expires: opened.expires,
            }],
        });
    }

    fn session(&mut self, session: SessionId) -> Option<&mut SessionSpan> {
        let mut sessions = self.sessions.iter_mut().rev();
        sessions.find(|span| span.session == session)
    }

    fn end(&mut self, picture: &Picture, row: &Row, session: SessionId) {
        let Some(ended) = picture.registry.sessions.get(&session) else {
            return;
        };
        let how = ended.ended.map(|(_, how, _)| how);
        if let Some(span) = self.session(session) {
            span.to = row.at;
            span.ended = how;
        }
    }

    /// What a process leaves open goes on without it.
    pub(super) fn end_process(&mut self, row: &Row) {
        let left = |span: &&mut SessionSpan| {
            span.client == row.node && span.ended.is_none() && span.orphaned.is_none()
        };
        let left = self.sessions.iter_mut().filter(left);
        left.for_each(|span| span.orphaned = Some(row.at));
    }

    fn create(
        &mut self,
        picture: &Picture,
        id: EventId,
        row: &Row,
        path: Path,
        owner: Option<SessionId>,
    ) {
        if let Path::Place { .. } = path {
            return;
        }
        let node = picture.registry.nodes.get(&path);
        self.nodes.push(NodeSpan {
            path,
            owner,
            by: node.map_or(row.node, |node| node.created.0),
            from: row.at,
            to: row.at,
            event: id,
            gone: None,
        });
    }

    pub(super) fn finish(mut self, end: SimTime) -> (Vec<SessionSpan>, Vec<NodeSpan>) {
        let open = self.sessions.iter_mut().filter(|span| span.ended.is_none());
        open.for_each(|span| span.to = end);
        let open = self.nodes.iter_mut().filter(|span| span.gone.is_none());
        open.for_each(|span| span.to = end);
        (self.sessions, self.nodes)
    }
}
