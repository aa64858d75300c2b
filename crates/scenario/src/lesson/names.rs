//! The words of ZooKeeper's lessons.

use super::Lesson;
use super::bind::Bound;
use super::field::Source;
use super::look::Look;
use super::parse::{missing, number};
use super::terms::{Ask, Terms};
use crate::plan::act;
use crate::script::error::{Problem, ScriptError, unknown};
use picture::reading::Reading;
use sim::id::{Lane, NodeId};
use sim::time::SimTime;
use std::rc::Rc;
use zookeeper::fact::shape::{self, Shape};
use zookeeper::ids::{Epoch, Sid};
use zookeeper::lane::Thread;
use zookeeper::setting::Setting;
use zookeeper::vote::Vote;

/// Reads the steps of a lesson; its servers are those of the setting.
///
/// # Errors
/// The first line that cannot be understood.
pub fn read(steps: &str, setting: &Setting) -> Result<Lesson, ScriptError> {
    Lesson::parse(steps, setting)
}

/// Finds the events of a lesson in a run that is over; what lies before `from` is not part of the
/// story.
pub fn bind(lesson: &Lesson, reading: &Reading<'_>, from: SimTime) -> Bound {
    lesson.bind(reading, from)
}

impl Lesson {
    /// Reads a lesson; its servers are those of the setting.
    ///
    /// # Errors
    /// The first line that cannot be understood.
    pub fn parse(text: &str, setting: &Setting) -> Result<Self, ScriptError> {
        Self::parse_in(&Names { setting }, text)
    }
}

/// The servers by name.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    setting: &'a Setting,
}

impl Names<'_> {
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

    fn shape(tag: u8) -> Result<Shape, Problem> {
        let found = shape::all().find(|shape| shape.tag == tag);
        found.ok_or_else(|| unknown("fact", &tag.to_string(), []))
    }
}

impl Terms for Names<'_> {
    const EXAMPLE: &'static str = "at zk0/WorkerSender DialStarted to=zk3";

    fn node(&self, name: &str) -> Result<NodeId, Problem> {
        let hosts = &self.setting.hosts;
        let known = hosts.iter().map(|host| host.name.as_str());
        let node = self.setting.node(name);
        node.ok_or_else(|| unknown("server", name, known))
    }

    /// Those for one peer are written `SendWorker:zk1`.
    fn thread(&self, word: &str) -> Result<Lane, Problem> {
        let (name, peer) = match word.split_once(':') {
            Some((name, peer)) => (name, Some(self.node(peer)?)),
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

    fn fact(&self, word: &str) -> Result<u8, Problem> {
        let known = shape::all().map(|shape| shape.name);
        let shape = shape::all().find(|shape| shape.name == word);
        let shape = shape.ok_or_else(|| unknown("fact", word, known))?;
        Ok(shape.tag)
    }

    fn source(&self, tag: u8, word: &str) -> Result<Rc<dyn Ask>, Problem> {
        let source = Source::parse(&Self::shape(tag)?, word)?;
        Ok(Rc::new(source))
    }

    fn value(&self, tag: u8, source: &str, word: &str) -> Result<u64, Problem> {
        Source::parse(&Self::shape(tag)?, source)?.value(*self, word)
    }

    fn look(&self, word: &str) -> Result<Look, Problem> {
        Look::parse(*self, word)
    }

    /// `beats EPOCH ZXID SERVER EPOCH ZXID SERVER`: whether the first of two votes is the better one.
    fn beats(&self, words: &[&str]) -> Result<bool, Problem> {
        let [epoch, zxid, leader, other_epoch, other_zxid, other_leader] = words else {
            let example = "beats 2 0x200000001 zk0 1 0x1000000ff zk4";
            return Err(missing("beats", "servers and a zxid", example));
        };
        let vote = |epoch, zxid, leader| {
            Ok(Vote {
                leader: self.sid(leader)?,
                zxid: act::zxid(zxid)?,
                peer_epoch: Epoch(i64::from(number::<u32>(epoch)?)),
            })
        };
        let other = vote(other_epoch, other_zxid, other_leader)?;
        Ok(vote(epoch, zxid, leader)?.beats(&other))
    }
}
