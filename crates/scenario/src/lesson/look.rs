//! What a step points at.

use super::names::Names;
use super::terms::Terms as _;
use crate::script::error::{Problem, unknown};
use picture::dolphinscheduler::look as cluster;
use sim::id::{Lane, NodeId};

/// What a step points at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// `zk0`: a server's card.
    Card(NodeId),
    /// `zk0.votes`: a part of its card.
    Row(NodeId, Part),
    /// `zk0/WorkerSender`: a thread, on the card and as a lane.
    Thread(NodeId, Lane),
    /// `zk0.band`: the server's states in the time panel.
    Band(NodeId),
    /// `zk0-zk1`: what is between two servers, seen from the first.
    Link(NodeId, NodeId),
    /// `service`: the strip that says whether somebody serves.
    Service,
    /// A place of the other system's stage or time panel.
    Cluster(cluster::Look),
}

/// A part of a server's card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// `state`: what it is.
    State,
    /// `votes`: its own vote.
    Votes,
    /// `recvset`: ballots it has heard in this round, against those it needs.
    Recvset,
    /// `follows`: whom it follows.
    Follows,
    /// `followers`: who is in sync with it.
    Followers,
    /// `sendqueue`: notifications that wait for WorkerSender.
    Sendqueue,
    /// `config`: its configuration, in memory and on disk.
    Config,
    /// `log`: its log and epoch.
    Log,
    /// `clients`: whether it answers clients.
    Clients,
}

const PARTS: [(&str, Part); 9] = [
    ("state", Part::State),
    ("votes", Part::Votes),
    ("recvset", Part::Recvset),
    ("follows", Part::Follows),
    ("followers", Part::Followers),
    ("sendqueue", Part::Sendqueue),
    ("config", Part::Config),
    ("log", Part::Log),
    ("clients", Part::Clients),
];

impl Look {
    /// Whether it points at a server's card, at something on it or at a line from it.
    pub fn concerns(self, node: NodeId) -> bool {
        match self {
            Self::Card(of) | Self::Row(of, _) | Self::Thread(of, _) | Self::Band(of) => of == node,
            Self::Link(from, to) => from == node || to == node,
            Self::Service => false,
            Self::Cluster(look) => look.concerns(node),
        }
    }

    pub(super) fn parse(names: Names<'_>, word: &str) -> Result<Self, Problem> {
        if word == "service" {
            return Ok(Self::Service);
        }
        if let Some((server, part)) = word.split_once('.') {
            let node = names.node(server)?;
            if part == "band" {
                return Ok(Self::Band(node));
            }
            let known = PARTS.iter().map(|(name, _)| *name).chain(["band"]);
            let found = PARTS.iter().find(|(name, _)| *name == part);
            let (_, part) = found.ok_or_else(|| unknown("part of a card", part, known))?;
            return Ok(Self::Row(node, *part));
        }
        if let Some((server, name)) = word.split_once('/') {
            return Ok(Self::Thread(names.node(server)?, names.thread(name)?));
        }
        if let Some((from, to)) = word.split_once('-')
            && let (Ok(from), Ok(to)) = (names.node(from), names.node(to))
        {
            return Ok(Self::Link(from, to));
        }
        names.node(word).map(Self::Card)
    }
}
