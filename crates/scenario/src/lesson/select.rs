//! Selectors: which event is meant.
//!
//! `SERVER[/THREAD] FACT [FIELD=VALUE | FIELD>=VALUE]…`, with the names of `zookeeper::fact`; `any`
//! stands for every server, and several values are separated by `|`.

use super::field::Source;
use super::parse::missing;
use crate::script::error::{Problem, unknown};
use crate::script::time;
use picture::reading::Reading;
use sim::id::{EventId, Lane, NodeId};
use sim::time::Span;
use sim::trace::Row;
use zookeeper::fact::shape::{self, Shape};
use zookeeper::ids::Sid;
use zookeeper::lane::Thread;
use zookeeper::setting::Setting;

/// The servers by name.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) setting: &'a Setting,
}

impl Names<'_> {
    pub(super) fn node(self, name: &str) -> Result<NodeId, Problem> {
        let hosts = &self.setting.hosts;
        let known = hosts.iter().map(|host| host.name.as_str());
        let node = self.setting.node(name);
        node.ok_or_else(|| unknown("server", name, known))
    }

    /// The sid of a server in the first configuration that has it.
    pub(super) fn sid(self, name: &str) -> Result<Sid, Problem> {
        let node = self.node(name)?;
        let mut sids = self
            .setting
            .configs
            .iter()
            .filter_map(|file| file.quorum())
            .flat_map(|config| config.servers.iter())
            .filter(|(_, spec)| self.setting.node(&spec.host) == Some(node))
            .map(|(sid, _)| sid);
        sids.next().ok_or_else(|| unknown("server", name, []))
    }
}

/// Which event is meant.
#[derive(Clone, Debug)]
pub(super) struct Selector {
    node: Option<NodeId>,
    lane: Option<Lane>,
    pub(super) shape: Shape,
    tests: Vec<Test>,
    /// How long after the beginning of the search it may happen.
    within: Option<Span>,
}

#[derive(Clone, Debug)]
struct Test {
    source: Source,
    /// Whether more than the value would do as well.
    least: bool,
    values: Vec<u64>,
}

impl Selector {
    pub(super) fn parse(names: Names<'_>, words: &[&str]) -> Result<Self, Problem> {
        let example = "at zk0/WorkerSender DialStarted to=zk3";
        let [place, fact, rest @ ..] = words else {
            return Err(missing("at", "a server and a fact", example));
        };
        let (server, lane) = match place.split_once('/') {
            Some((server, name)) => (server, Some(thread(names, name)?)),
            None => (*place, None),
        };
        let node = match server {
            "any" => None,
            server => Some(names.node(server)?),
        };
        let known = shape::all().map(|shape| shape.name);
        let shape = shape::all().find(|shape| shape.name == *fact);
        let shape = shape.ok_or_else(|| unknown("fact", fact, known))?;
        let mut selector = Self {
            node,
            lane,
            shape,
            tests: Vec::new(),
            within: None,
        };
        for word in rest {
            selector.condition(names, word)?;
        }
        Ok(selector)
    }

    fn condition(&mut self, names: Names<'_>, word: &str) -> Result<(), Problem> {
        let Some((name, value)) = word.split_once('=') else {
            let example = "to=zk3, why=Refused|TimedOut or lasts>=100ms";
            return Err(missing(word, "a value", example));
        };
        if name == "within" {
            self.within = Some(length(value)?);
            return Ok(());
        }
        let (name, least) = match name.strip_suffix('>') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let source = Source::parse(&self.shape, name)?;
        let values = value.split('|').map(|value| source.value(names, value));
        self.tests.push(Test {
            values: values.collect::<Result<_, _>>()?,
            source,
            least,
        });
        Ok(())
    }

    /// The first event from this one on that is meant.
    pub(super) fn find(&self, reading: &Reading<'_>, first: EventId) -> Option<EventId> {
        let begin = reading.trace.get(first)?.at;
        let meant = |id: EventId, row: &Row| {
            row.tag == self.shape.tag
                && self.node.is_none_or(|node| row.node == node)
                && self.lane.is_none_or(|lane| row.lane == lane)
                && self.within.is_none_or(|span| row.at <= begin + span)
                && self.tests.iter().all(|test| test.holds(reading, id, row))
        };
        let mut rows = reading.trace.from(first);
        rows.find(|(id, row)| meant(*id, row)).map(|(id, _)| id)
    }
}

impl Test {
    fn holds(&self, reading: &Reading<'_>, id: EventId, row: &Row) -> bool {
        let actual = self.source.read(reading, id, row);
        actual.is_some_and(|actual| match self.least {
            true => self.values.iter().any(|value| actual >= *value),
            false => self.values.contains(&actual),
        })
    }
}

/// A thread by the name of its class; those for one peer are written `SendWorker:zk1`.
pub(super) fn thread(names: Names<'_>, word: &str) -> Result<Lane, Problem> {
    let (name, peer) = match word.split_once(':') {
        Some((name, peer)) => (name, Some(names.node(peer)?)),
        None => (word, None),
    };
    let thread = match (name, peer) {
        ("Main", None) => Thread::Main,
        ("QuorumPeer", None) => Thread::QuorumPeer,
        ("WorkerSender", None) => Thread::WorkerSender,
        ("WorkerReceiver", None) => Thread::WorkerReceiver,
        ("Listener", None) => Thread::Listener,
        ("LearnerCnxAcceptor", None) => Thread::LearnerCnxAcceptor,
        ("SendWorker", Some(peer)) => Thread::SendWorker(peer),
        ("RecvWorker", Some(peer)) => Thread::RecvWorker(peer),
        ("LearnerHandler", Some(peer)) => Thread::LearnerHandler(peer),
        ("LearnerSender", Some(peer)) => Thread::LearnerSender(peer),
        _ => {
            let known = [
                "Main",
                "QuorumPeer",
                "WorkerSender",
                "WorkerReceiver",
                "Listener",
                "LearnerCnxAcceptor",
                "SendWorker:SERVER",
                "RecvWorker:SERVER",
                "LearnerHandler:SERVER",
                "LearnerSender:SERVER",
            ];
            return Err(unknown("thread", word, known));
        }
    };
    Ok(thread.lane())
}

pub(super) fn length(word: &str) -> Result<Span, Problem> {
    time::parse(word)
        .and_then(time::Offset::span)
        .ok_or_else(|| Problem::Malformed {
            word: word.to_owned(),
            what: "a length of time",
            example: "100ms or 5s",
        })
}
