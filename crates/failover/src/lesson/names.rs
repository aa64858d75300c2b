//! How servers, threads, facts and places are called in lessons: as their hosts, classes and paths are.

use super::ask::{Own, Source, Unit, What};
use super::{Look, Part, Spot};
use dolphinscheduler::fact::shape::{self, Kind, NOTHING, Shape};
use dolphinscheduler::lane::Thread;
use dolphinscheduler::path::Lock;
use dolphinscheduler::setting::Setting;
use scenario::lesson::{Ask, Terms, length, missing, number};
use scenario::script::error::{Problem, unknown};
use sim::id::{Lane, NodeId};
use std::rc::Rc;

/// The servers by name.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) setting: &'a Setting,
}

/// Threads of which a process has one.
const THREADS: [(&str, Thread); 15] = [
    ("Main", Thread::Main),
    ("HeartBeat", Thread::HeartBeat),
    ("Scheduler", Thread::Scheduler),
    ("TreeCacheAlerts", Thread::TreeCacheAlerts),
    ("TreeCacheFailover", Thread::TreeCacheFailover),
    ("Hook", Thread::Hook),
    ("SpringHook", Thread::SpringHook),
    ("FailoverExecute", Thread::FailoverExecute),
    ("Refresh", Thread::Refresh),
    ("EventBus", Thread::EventBus),
    ("TaskResponse", Thread::TaskResponse),
    ("NettyAcceptor", Thread::NettyAcceptor),
    ("DatabaseReader", Thread::DatabaseReader),
    ("ReportRetry", Thread::ReportRetry),
    ("SessionTracker", Thread::SessionTracker),
];

/// Parts of a server's sheet.
const PARTS: [(&str, Part); 5] = [
    ("state", Part::State),
    ("heartbeat", Part::Heartbeat),
    ("node", Part::OwnNode),
    ("work", Part::Work),
    ("connections", Part::Connections),
];

/// Locks by their paths; the lock of one dead host has the host's name after it.
const LOCKS: [(&str, Lock); 6] = [
    ("/lock/masters", Lock::Masters),
    ("/lock/failover/startup-masters", Lock::StartupMasters),
    ("/lock/failover/masters", Lock::FailoverMasters),
    ("/lock/failover/workers", Lock::FailoverWorkers),
    ("/lock/master-failover", Lock::MasterFailover),
    ("/nodes/master-coordinator-lock", Lock::CoordinatorElection),
];

impl Names<'_> {
    fn shape(tag: u8) -> Result<Shape, Problem> {
        let found = shape::all().find(|shape| shape.tag == tag);
        found.ok_or_else(|| unknown("fact", &tag.to_string(), []))
    }

    /// The place of each host among those of its role, from 1 on: M1 is the first master.
    fn places(self) -> Rc<[u8]> {
        let hosts = &self.setting.hosts;
        let place = |index: usize| {
            let role = hosts.get(index).map(|host| host.role);
            let before = hosts.iter().take(index + 1);
            let before = before.filter(|host| Some(host.role) == role).count();
            u8::try_from(before).unwrap_or(u8::MAX)
        };
        (0..hosts.len()).map(place).collect()
    }

    fn parse(self, tag: u8, word: &str) -> Result<Source, Problem> {
        let source = |what, kind, unit| Source {
            what,
            kind,
            unit,
            places: self.places(),
        };
        if let Some((own, unit)) = Own::named(word) {
            let (kind, unit) = match unit {
                Unit::Length => (Kind::Number, Some(1)),
                Unit::Of(kind) => (kind, None),
            };
            return Ok(source(What::Own(own), kind, unit));
        }
        let shape = Self::shape(tag)?;
        let (name, part) = match word.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (word, None),
        };
        let place = shape.fields().position(|(other, _)| other == name);
        let Some(place) = place else {
            let fields = shape.fields().map(|(name, _)| name);
            return Err(unknown("field", name, fields.chain(Own::names())));
        };
        let parts = [("node", shape::Part::Node), ("lock", shape::Part::Lock)];
        let found = parts.iter().find(|(other, _)| Some(*other) == part);
        let found = found.map(|(_, part)| *part);
        let kind = match (part, found) {
            (None, _) => shape.fields().nth(place).map(|(_, kind)| kind),
            (Some(_), found) => found.and_then(|found| shape.part(name, found)),
        };
        let kind = kind.ok_or_else(|| unknown("field", word, [name]))?;
        let unit = (name == "ms" || name.ends_with("_ms")).then_some(1_000);
        Ok(source(What::Field(place, found), kind, unit))
    }

    /// `/nodes/master1`, `/dead-servers`, `/dead-servers/master1`, `/finish/master1`, or a lock's path.
    fn spot(self, word: &str) -> Result<Spot, Problem> {
        if let Some((_, lock)) = LOCKS.iter().find(|(path, _)| *path == word) {
            return Ok(Spot::Lock(*lock));
        }
        let (folder, leaf) = word.rsplit_once('/').unwrap_or(("", word));
        let node = || self.node(leaf);
        match (folder, leaf) {
            ("/nodes", _) => node().map(Spot::Registration),
            ("", "dead-servers") => Ok(Spot::DeadServers),
            ("/dead-servers", _) => node().map(Spot::DeadEntry),
            ("/finish", _) => node().map(Spot::Finish),
            ("/lock/failover/masters" | "/lock/master-failover", _) => {
                let node = node()?;
                Ok(Spot::Lock(Lock::FailoverMaster { node }))
            }
            _ => {
                let others = ["/nodes/SERVER", "/dead-servers", "/finish/SERVER"];
                let known = LOCKS.iter().map(|(path, _)| *path).chain(others);
                Err(unknown("part of a card", word, known))
            }
        }
    }

    /// A place of the stage or of the time panel.
    fn place(self, word: &str) -> Result<Look, Problem> {
        match word {
            "service" => return Ok(Look::Service),
            "database" => return Ok(Look::Database),
            "yarn" => return Ok(Look::Yarn),
            _ => {}
        }
        if word.starts_with('/') {
            return self.spot(word).map(Look::Tree);
        }
        if let Some((server, thread)) = word.split_once('/') {
            return Ok(Look::Thread(self.node(server)?, self.thread(thread)?));
        }
        let Some((server, part)) = word.split_once('.') else {
            return self.node(word).map(Look::Server);
        };
        let node = self.node(server)?;
        match part {
            "band" => Ok(Look::Band(node)),
            "session" => Ok(Look::Session(node)),
            part => {
                let found = PARTS.iter().find(|(name, _)| *name == part);
                let known = PARTS.iter().map(|(name, _)| *name);
                let known = known.chain(["band", "session"]);
                let (_, part) = found.ok_or_else(|| unknown("part of a card", part, known))?;
                Ok(Look::Part(node, *part))
            }
        }
    }
}

/// A host that other runs of a scenario have: how many masters and workers there are is a parameter.
/// Nothing happens there.
fn elsewhere(word: &str) -> Option<NodeId> {
    let kinds = ["master", "worker", "logs"];
    let number = kinds.iter().find_map(|kind| word.strip_prefix(kind));
    let numbered = number.is_some_and(|n| n.parse().is_ok_and(|n: u8| (1..=10).contains(&n)));
    (numbered || word == "yarn").then_some(NodeId(u8::MAX))
}

impl Terms for Names<'_> {
    const EXAMPLE: &'static str = "at master1/HeartBeat JudgedDead why=Entry";

    fn node(&self, word: &str) -> Result<NodeId, Problem> {
        let hosts = &self.setting.hosts;
        let place = hosts.iter().position(|host| host.name == word);
        let node = place.and_then(|place| u8::try_from(place).ok()).map(NodeId);
        let node = node.or_else(|| elsewhere(word));
        let known = hosts.iter().map(|host| host.name.as_str());
        node.ok_or_else(|| unknown("server", word, known))
    }

    /// What reads the connection of a host is written `Connection:master1`, what serves a session
    /// `SendThread:0`.
    fn thread(&self, word: &str) -> Result<Lane, Problem> {
        let thread = match word.split_once(':') {
            Some(("Connection", server)) => Thread::Connection(self.node(server)?),
            Some(("SendThread", of)) => Thread::SendThread(number(of)?),
            Some(("StateManager", of)) => Thread::StateManager(number(of)?),
            Some(_) | None => {
                let found = THREADS.iter().find(|(name, _)| *name == word);
                let others = [
                    "Connection:SERVER",
                    "SendThread:NUMBER",
                    "StateManager:NUMBER",
                ];
                let known = THREADS.iter().map(|(name, _)| *name).chain(others);
                let (_, thread) = found.ok_or_else(|| unknown("thread", word, known))?;
                *thread
            }
        };
        Ok(thread.lane())
    }

    fn fact(&self, word: &str) -> Result<u8, Problem> {
        let found = shape::all().find(|shape| shape.name == word);
        let known = shape::all().map(|shape| shape.name);
        let shape = found.ok_or_else(|| unknown("fact", word, known))?;
        Ok(shape.tag)
    }

    fn source(&self, tag: u8, word: &str) -> Result<Rc<dyn Ask>, Problem> {
        Ok(Rc::new(self.parse(tag, word)?))
    }

    fn value(&self, tag: u8, source: &str, word: &str) -> Result<u64, Problem> {
        let source = self.parse(tag, source)?;
        if word == "none" {
            return Ok(NOTHING);
        }
        if let Some(unit) = source.unit {
            return length(word).map(|length| length.as_micros() / unit);
        }
        match source.kind {
            Kind::Number | Kind::Moment => number(word),
            Kind::Host => self.node(word).map(|node| u64::from(node.0)),
            Kind::Hosts => {
                let bit = |name| self.node(name).map(|node| 1 << (node.0 & 31));
                word.split('+').map(bit).sum()
            }
            Kind::Words(words) => {
                let pairs = || words.split_whitespace().filter_map(|w| w.split_once(':'));
                let found = pairs().find(|(_, name)| *name == word);
                let known = pairs().map(|(_, name)| name);
                let (of, _) = found.ok_or_else(|| unknown("value", word, known))?;
                number(of)
            }
        }
    }

    fn look(&self, word: &str) -> Result<scenario::lesson::Look, Problem> {
        self.place(word).map(scenario::lesson::Look::Cluster)
    }

    /// Nothing is decided by comparing here.
    fn beats(&self, _: &[&str]) -> Result<bool, Problem> {
        Err(missing("option", "a statement", "if master1 JudgedDead"))
    }
}
