//! What the sentences are made from: names, ballots with their age, the server's state before.

use crate::Language;
use crate::number::{about, exact, list};
use picture::reading::Reading;
use picture::zookeeper::{Picture, ProcessPicture, ballot, proposal};
use sim::id::{EventId, MessageId, NodeId};
use sim::intervention::{Intervention, Verb};
use sim::time::{SimTime, Span};
use sim::trace::{Ending, Row, Tag};
use sim::world::act_of;
use zookeeper::dialect::Shutdown;
use zookeeper::disk::Edit;
use zookeeper::fact::Fact;
use zookeeper::ids::{Round, Sid};
use zookeeper::lane::Thread;
use zookeeper::message::{Message, Notification, Packet, Proposal};
use zookeeper::server::Command;
use zookeeper::setting::ConfigId;

/// An event and everything that its sentence may need.
pub(super) struct Facts<'a> {
    pub(super) language: Language,
    pub(super) reading: &'a Reading<'a>,
    pub(super) before: &'a Picture,
    pub(super) row: Row,
    pub(super) kind: Kind<'a>,
}

/// What kind of event it is.
pub(super) enum Kind<'a> {
    Deed(Verb, &'a Intervention<Command, Edit>, Option<NodeId>),
    Started,
    Ended(Ending),
    Stalled,
    Fact(Fact),
}

/// A ballot as it is told.
pub(super) struct Told {
    /// `(zk0, r8)`
    pub(super) ballot: String,
    /// Who wrote it.
    pub(super) sender: String,
    /// How long ago.
    pub(super) age: Span,
    /// For how long its sender has said something else, if it has.
    pub(super) stale: Option<(Span, String)>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(
        language: Language,
        reading: &'a Reading<'a>,
        before: &'a Picture,
        event: EventId,
    ) -> Option<Self> {
        let row = reading.trace.get(event)?;
        let kind = if let Some((verb, _, other)) = act_of(&row) {
            Kind::Deed(
                verb,
                reading.deeds.get(row.a as usize).map(|(_, deed)| deed)?,
                other,
            )
        } else if let Some(fact) = Fact::decode(&row) {
            Kind::Fact(fact)
        } else {
            match Tag::from_number(row.tag)? {
                Tag::ProcessStarted => Kind::Started,
                Tag::ProcessEnded => Kind::Ended(Ending::from_number(row.small)?),
                Tag::Stalled => Kind::Stalled,
                Tag::Act => return None,
            }
        };
        Some(Self {
            language,
            reading,
            before,
            row,
            kind,
        })
    }

    /// The host it happened on.
    pub(super) fn here(&self) -> &str {
        self.reading.setting.name(self.row.node)
    }

    pub(super) fn host(&self, node: NodeId) -> &str {
        self.reading.setting.name(node)
    }

    /// The process before the event.
    pub(super) fn process(&self) -> Option<&ProcessPicture> {
        self.before.process(self.row.node)
    }

    /// A server by its sid, as the server in question knows it.
    pub(super) fn server(&self, sid: Sid) -> String {
        match self.before.node_of(self.reading, self.row.node, sid) {
            Some(node) => self.host(node).to_owned(),
            None => self
                .before
                .processes()
                .find(|(_, process)| process.context.sid() == Some(sid))
                .map_or_else(|| sid.to_string(), |(node, _)| self.host(node).to_owned()),
        }
    }

    /// Who wrote a ballot.
    pub(super) fn sender(&self, ballot: MessageId) -> String {
        self.told(ballot)
            .map_or_else(String::new, |told| told.sender)
    }

    /// The leader that the server has decided for.
    pub(super) fn decided(&self) -> String {
        let decided = self.process().and_then(|p| p.decided);
        decided.map(|sid| self.server(sid)).unwrap_or_default()
    }

    /// Servers by their places in the view.
    pub(super) fn servers(&self, places: u32) -> String {
        let config = self
            .process()
            .and_then(|p| p.context.config(self.reading.setting));
        let Some(config) = config else {
            return String::new();
        };
        let names: Vec<String> = config
            .at_places(places)
            .into_iter()
            .map(|sid| self.server(sid))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        list(self.language, &names)
    }

    /// Voters and needed votes in the view of the server in question.
    pub(super) fn quorum(&self) -> (usize, usize) {
        let config = self
            .process()
            .and_then(|p| p.context.config(self.reading.setting));
        config.map_or((0, 0), |config| {
            (config.voters().count(), config.verifier.needed())
        })
    }

    pub(super) fn vote(&self, leader: Sid, round: Round) -> String {
        format!("({}, r{})", self.server(leader), round.0)
    }

    pub(super) fn notification(&self, message: MessageId) -> Option<Notification> {
        Message::decode(self.reading.trace.message(message))?.notification()
    }

    pub(super) fn packet(&self, message: MessageId) -> Option<Packet> {
        Message::decode(self.reading.trace.message(message))?.packet()
    }

    pub(super) fn proposal(&self, message: MessageId) -> Option<Proposal> {
        proposal(self.reading, message)
    }

    /// A ballot with its age, and whether its sender would still say the same.
    pub(super) fn told(&self, message: MessageId) -> Option<Told> {
        let n = self.notification(message)?;
        let written = self.reading.trace.get(n.queued)?.at;
        let sender = self.before.process(n.from);
        let held = sender.and_then(|process| Some((process, process.proposal?)));
        let stale = held.and_then(|(process, held)| {
            let now = proposal(self.reading, held.message)?;
            let same = (now.vote.leader, process.round) == (n.vote.leader, n.round);
            let newer = held.since > written && !same;
            newer.then(|| {
                (
                    self.row.at.since(held.since),
                    self.vote(now.vote.leader, process.round),
                )
            })
        });
        Some(Told {
            ballot: self.vote(n.vote.leader, n.round),
            sender: self.host(n.from).to_owned(),
            age: self.row.at.since(written),
            stale,
        })
    }

    /// How many ballots agree with the own proposal once this one is counted.
    pub(super) fn supporters_with(&self, message: MessageId) -> usize {
        let Some(process) = self.process() else {
            return 0;
        };
        let mut supporters = process.supporters(self.reading);
        let own = process
            .proposal
            .and_then(|held| proposal(self.reading, held.message));
        if let (Some(own), Some(n)) = (own, self.notification(message))
            && let Some(counted) = ballot(self.reading, message)
            && counted.vote == own.vote
            && counted.round == process.round
        {
            supporters.insert(n.sid);
        }
        supporters.len()
    }

    pub(super) fn about(&self, span: Span) -> String {
        about(self.language, span)
    }

    pub(super) fn exact(&self, span: Span) -> String {
        exact(self.language, span)
    }

    pub(super) fn millis(&self, ms: u32) -> String {
        exact(self.language, Span::from_millis(u64::from(ms)))
    }

    /// How long ago a moment was.
    pub(super) fn since(&self, at: SimTime) -> Span {
        self.row.at.since(at)
    }

    /// When the call began that the thread comes out of.
    pub(super) fn call_lasted(&self) -> Span {
        let task = self
            .process()
            .and_then(|p| p.tasks.iter().find(|task| task.lane == self.row.lane));
        task.map_or(Span::ZERO, |task| self.since(task.since))
    }

    /// Whether a thread of the connection executor does it, which holds no lock.
    pub(super) fn is_in_executor(&self) -> bool {
        matches!(Thread::from_lane(self.row.lane), Thread::Connector(_))
    }

    /// What becomes of the database when the server is shut down.
    pub(super) fn shutdown(&self) -> Shutdown {
        self.process()
            .map_or(Shutdown::ClearsDatabase, |p| p.context.dialect().shutdown)
    }

    /// How many servers a `zoo.cfg` lists.
    pub(super) fn servers_in(&self, config: ConfigId) -> usize {
        let config = self
            .reading
            .setting
            .config(config)
            .and_then(|file| file.quorum().cloned());
        config.map_or(0, |config| config.voters().count())
    }
}
