//! A ZooKeeper ensemble at a moment.

pub mod admin;
mod flight;
mod keyframe;
mod node;
mod process;

pub use flight::{Flight, Mark, MarkKind};
pub use keyframe::Keyframe;
pub use node::{BandState, NodePicture, Power};
pub use process::{Doing, Held, LeaderPicture, ProcessPicture, Task, ballot, proposal};

use crate::because;
use crate::reading::Reading;
use crate::system::{Fold, System};
use crate::weight::Weight;
use sim::id::{EventId, NodeId};
use sim::intervention::{Intervention, Verb};
use sim::time::SimTime;
use sim::trace::{Row, Tag};
use sim::world::act_of;
use zookeeper::disk::Edit;
use zookeeper::fact::Fact;
use zookeeper::ids::Sid;
use zookeeper::server::Command;
use zookeeper::setting::Setting;
use zookeeper::vote::ServerState;

/// ZooKeeper, as a system whose runs can be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ZooKeeper;

impl System for ZooKeeper {
    type Setting = Setting;
    type Command = Command;
    type Edit = Edit;
    type Picture = Picture;

    fn weight(row: &Row) -> Weight {
        Weight::of(row)
    }

    fn tells(row: &Row) -> bool {
        because::tells(row)
    }

    fn cause(_reading: &Reading<'_>, _id: EventId, row: &Row) -> Option<EventId> {
        row.cause.known()
    }

    fn aside(reading: &Reading<'_>, id: EventId, row: &Row) -> Option<EventId> {
        because::aside(reading, id, row)
    }
}

impl Fold<ZooKeeper> for Picture {
    type Keyframe = Keyframe;

    fn keep(&self) -> Keyframe {
        Keyframe::of(self)
    }

    fn restore(&mut self, keyframe: &Keyframe) {
        keyframe.restore(self);
    }

    fn begin(reading: &Reading<'_>) -> Self {
        Self::new(reading)
    }

    fn take_in(&mut self, reading: &Reading<'_>, id: EventId, row: &Row) {
        self.apply(reading, id, row);
    }

    fn facts(&self) -> u32 {
        self.facts
    }

    fn stand_at(&mut self, at: SimTime) {
        self.at = at;
    }

    fn size_estimate(&self) -> usize {
        size_of::<Self>() + self.nodes.len() * (size_of::<NodePicture>() + 1_024)
    }
}

/// Everything that can be seen at a moment.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The moment.
    pub at: SimTime,
    /// How many facts have happened by then.
    pub facts: u32,
    /// The hosts.
    pub nodes: Vec<NodePicture>,
    /// Messages on their way.
    pub flights: Vec<Flight>,
    /// What has just happened between two hosts and is over: refused dials, knocks, timeouts.
    pub marks: Vec<Mark>,
    /// Links on which packets are lost, by sender and receiver.
    pub cuts: Vec<(NodeId, NodeId)>,
}

impl Picture {
    /// The beginning of a run: hosts with power and without processes.
    pub fn new(reading: &Reading<'_>) -> Self {
        Self {
            at: SimTime::ZERO,
            facts: 0,
            nodes: vec![NodePicture::default(); reading.setting.hosts.len()],
            flights: Vec::new(),
            marks: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// Takes in the next fact.
    pub fn apply(&mut self, reading: &Reading<'_>, id: EventId, row: &Row) {
        self.at = row.at;
        self.facts = id.0 + 1;
        if row.tag < Tag::SYSTEM {
            self.apply_kernel(reading, id, row);
        } else if let Some(fact) = Fact::decode(row) {
            self.apply_fact(reading, id, row, fact);
        }
    }

    /// The server with this sid, as one server's configuration has it.
    pub fn node_of(&self, reading: &Reading<'_>, viewer: NodeId, sid: Sid) -> Option<NodeId> {
        let process = self.nodes.get(viewer.index())?.process.as_ref()?;
        let config = process.context.config(reading.setting)?;
        reading.setting.node(&config.servers.get(sid)?.host)
    }

    /// The servers that lead with a quorum's acknowledgement and answer clients.
    pub fn established_leaders(&self) -> impl Iterator<Item = NodeId> + '_ {
        let leads = |process: &ProcessPicture| {
            process.state == Some(ServerState::Leading) && process.serving
        };
        self.processes()
            .filter(move |(_, process)| leads(process))
            .map(|(node, _)| node)
    }

    /// The processes that run.
    pub fn processes(&self) -> impl Iterator<Item = (NodeId, &ProcessPicture)> {
        self.nodes.iter().enumerate().filter_map(|(index, node)| {
            let process = node.process.as_deref()?;
            Some((NodeId(u8::try_from(index).ok()?), process))
        })
    }

    /// The process of a host.
    pub fn process(&self, node: NodeId) -> Option<&ProcessPicture> {
        self.nodes.get(node.index())?.process.as_deref()
    }

    fn apply_kernel(&mut self, reading: &Reading<'_>, id: EventId, row: &Row) {
        if let Some((verb, node, other)) = act_of(row) {
            self.apply_act(reading, row, verb, node, other);
            return;
        }
        let Some(node) = self.nodes.get_mut(row.node.index()) else {
            return;
        };
        match Tag::from_number(row.tag) {
            Some(Tag::ProcessStarted) => node.start(id, row),
            Some(Tag::ProcessEnded) => {
                node.end(id, row);
                self.flights.retain(|flight| flight.to != row.node);
            }
            Some(Tag::Stalled) => {
                let stalled = self
                    .flights
                    .iter_mut()
                    .filter(|flight| flight.sent == row.cause);
                stalled.for_each(|flight| flight.stalled = true);
            }
            Some(Tag::Act) | None => {}
        }
    }

    fn apply_act(
        &mut self,
        reading: &Reading<'_>,
        row: &Row,
        verb: Verb,
        node: NodeId,
        other: Option<NodeId>,
    ) {
        let link = other.map(|other| (node, other));
        if let (Verb::Cut | Verb::Reject | Verb::Heal, Some(link)) = (verb, link) {
            self.cuts.retain(|cut| *cut != link);
            if verb != Verb::Heal {
                self.cuts.push(link);
            }
        }
        let deed = reading.deeds.get(row.a as usize).map(|(_, deed)| deed);
        let Some(picture) = self.nodes.get_mut(node.index()) else {
            return;
        };
        match verb {
            Verb::PowerOff => picture.power = Power::Off,
            Verb::NoArp => picture.power = Power::Gone,
            Verb::PowerOn => picture.power = Power::On,
            Verb::Firewall => picture.firewalled = true,
            Verb::OpenFirewall => picture.firewalled = false,
            Verb::Edit => {
                if let Some(Intervention::Edit(_, edit)) = deed {
                    picture.edit(edit);
                }
            }
            Verb::Pause => {
                if let Some(Intervention::Pause(_, length)) = deed {
                    picture.paused_until = Some(row.at + *length);
                }
            }
            Verb::Start
            | Verb::Stop
            | Verb::Kill
            | Verb::Cut
            | Verb::Heal
            | Verb::Reject
            | Verb::Forget
            | Verb::Tell => {}
        }
    }

    fn apply_fact(&mut self, reading: &Reading<'_>, id: EventId, row: &Row, fact: Fact) {
        self.track_messages(reading, id, row, fact);
        let Some(node) = self.nodes.get_mut(row.node.index()) else {
            return;
        };
        if let Fact::ConfigRead { config, .. } = fact {
            node.read_config(config);
        } else if let Fact::ConfigAdopted { config, .. } = fact {
            node.read_config(u16::from(config));
        }
        if let Some(process) = &mut node.process {
            process.apply(reading, id, row, fact);
        }
    }
}
