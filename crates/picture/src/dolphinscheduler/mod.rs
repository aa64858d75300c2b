//! A DolphinScheduler cluster at a moment.

mod because;
mod database;
mod host;
pub mod index;
pub mod look;
mod process;
mod registry;
mod weight;

pub use because::sealed_by;
pub use database::{Database, Held, Rows, Waiting};
pub use host::{HostPicture, Power, ServerBand};
pub use process::{Client, Doing, Heartbeat, ProcessPicture, Step, Stop, Task, judged_by};
pub use registry::{Gone, HowEnded, Registry, Session, Znode};

use crate::reading::Reading;
use crate::system::{Fold, System};
use crate::weight::Weight;
use dolphinscheduler::disk::Edit;
use dolphinscheduler::fact::{Fact, ServerState};
use dolphinscheduler::ids::{AppId, TaskId};
use dolphinscheduler::server::Command;
use dolphinscheduler::setting::{Role, Setting};
use sim::id::{EventId, NodeId};
use sim::intervention::{Intervention, Verb};
use sim::time::SimTime;
use sim::trace::{Row, Tag};
use sim::world::act_of;

/// DolphinScheduler, as a system whose runs can be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DolphinScheduler;

impl System for DolphinScheduler {
    type Setting = Setting;
    type Command = Command;
    type Edit = Edit;
    type Picture = Picture;

    fn weight(row: &Row) -> Weight {
        weight::of(row)
    }

    fn tells(row: &Row) -> bool {
        because::tells(row)
    }

    fn cause(reading: &Reading<'_, Self>, id: EventId, row: &Row) -> Option<EventId> {
        because::cause(reading, id, row)
    }

    fn aside(reading: &Reading<'_, Self>, id: EventId, row: &Row) -> Option<EventId> {
        because::aside(reading, id, row)
    }
}

/// An application of YARN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct App {
    /// Which.
    pub id: AppId,
    /// The task that has submitted it.
    pub task: TaskId,
    /// When, and the fact that says so.
    pub submitted: (SimTime, EventId),
    /// When it ended, and whether it was killed.
    pub ended: Option<(SimTime, bool)>,
}

/// Everything that can be seen at a moment.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The moment.
    pub at: SimTime,
    /// How many facts have happened by then.
    pub facts: u32,
    /// The hosts, by their number.
    pub hosts: Vec<HostPicture>,
    /// What the registry keeps.
    pub registry: Registry,
    /// The rows of the database that anybody has written in this run.
    pub database: Database,
    /// Applications of YARN, in the order of their submission.
    pub apps: Vec<App>,
    /// Links on which packets are lost, by sender and receiver.
    pub cuts: Vec<(NodeId, NodeId)>,
}

impl Fold<DolphinScheduler> for Picture {
    type Keyframe = Self;

    fn keep(&self) -> Self {
        self.clone()
    }

    fn restore(&mut self, keyframe: &Self) {
        self.clone_from(keyframe);
    }

    fn begin(reading: &Reading<'_, DolphinScheduler>) -> Self {
        Self {
            at: SimTime::ZERO,
            facts: 0,
            hosts: vec![HostPicture::default(); reading.setting.hosts.len()],
            registry: Registry::default(),
            database: Database::default(),
            apps: Vec::new(),
            cuts: Vec::new(),
        }
    }

    fn take_in(&mut self, reading: &Reading<'_, DolphinScheduler>, id: EventId, row: &Row) {
        self.at = row.at;
        self.facts = id.0 + 1;
        if row.tag < Tag::SYSTEM {
            self.apply_kernel(reading, id, row);
        } else if let Some(fact) = Fact::decode(row) {
            self.apply_fact(reading, id, row, fact);
        }
    }

    fn facts(&self) -> u32 {
        self.facts
    }

    fn stand_at(&mut self, at: SimTime) {
        self.at = at;
    }

    fn size_estimate(&self) -> usize {
        size_of::<Self>() + self.hosts.len() * (size_of::<HostPicture>() + 2_048)
    }
}

impl Picture {
    /// The processes that run.
    pub fn processes(&self) -> impl Iterator<Item = (NodeId, &ProcessPicture)> {
        self.hosts.iter().enumerate().filter_map(|(index, host)| {
            let process = host.process.as_ref()?;
            Some((NodeId(u8::try_from(index).ok()?), process))
        })
    }

    /// The process of a host.
    pub fn process(&self, node: NodeId) -> Option<&ProcessPicture> {
        self.hosts.get(node.index())?.process.as_ref()
    }

    /// The masters that are RUNNING and whose own node is there.
    pub fn serving<'a>(&'a self, setting: &'a Setting) -> impl Iterator<Item = NodeId> + 'a {
        let masters = setting.of_role(Role::Master);
        masters.filter(|node| {
            let running = |process: &ProcessPicture| process.state == ServerState::Running;
            let path = dolphinscheduler::path::Path::Master { node: *node };
            self.process(*node).is_some_and(running) && self.registry.nodes.get(&path).is_some()
        })
    }

    /// The masters in whose memory an instance runs: more than one are two owners.
    pub fn owners(
        &self,
        instance: dolphinscheduler::ids::InstanceId,
    ) -> impl Iterator<Item = NodeId> {
        self.processes()
            .filter(move |(_, process)| process.workflows.contains(&instance))
            .map(|(node, _)| node)
    }

    fn apply_kernel(&mut self, reading: &Reading<'_, DolphinScheduler>, id: EventId, row: &Row) {
        if let Some((verb, node, other)) = act_of(row) {
            self.apply_act(reading, row, verb, node, other);
            return;
        }
        let Some(host) = self.hosts.get_mut(row.node.index()) else {
            return;
        };
        match Tag::from_number(row.tag) {
            Some(Tag::ProcessStarted) => host.start(id, row),
            Some(Tag::ProcessEnded) => host.end(id, row),
            Some(Tag::Act | Tag::Stalled) | None => {}
        }
    }

    fn apply_act(
        &mut self,
        reading: &Reading<'_, DolphinScheduler>,
        row: &Row,
        verb: Verb,
        node: NodeId,
        other: Option<NodeId>,
    ) {
        if let (Verb::Cut | Verb::Reject | Verb::Heal, Some(other)) = (verb, other) {
            self.cuts.retain(|cut| *cut != (node, other));
            if verb != Verb::Heal {
                self.cuts.push((node, other));
            }
        }
        let deed = reading.deeds.get(row.a as usize).map(|(_, deed)| deed);
        let Some(host) = self.hosts.get_mut(node.index()) else {
            return;
        };
        match verb {
            Verb::PowerOff => host.power = Power::Off,
            Verb::NoArp => host.power = Power::Gone,
            Verb::PowerOn => host.power = Power::On,
            Verb::Firewall => host.cut_off = true,
            Verb::OpenFirewall => host.cut_off = false,
            Verb::Pause => {
                if let Some(Intervention::Pause(_, length)) = deed {
                    host.paused_until = Some(row.at + *length);
                }
            }
            Verb::Start
            | Verb::Stop
            | Verb::Kill
            | Verb::Edit
            | Verb::Cut
            | Verb::Heal
            | Verb::Reject
            | Verb::Forget
            | Verb::Tell => {}
        }
    }

    fn apply_fact(
        &mut self,
        reading: &Reading<'_, DolphinScheduler>,
        id: EventId,
        row: &Row,
        fact: Fact,
    ) {
        let starts = |node: NodeId| self.hosts.get(node.index()).map_or(0, |host| host.starts);
        if let Fact::SessionOpened { client, .. } = fact {
            let incarnation = starts(client);
            self.registry.open(id, row, fact, incarnation);
        } else {
            self.registry.apply(id, row, fact);
        }
        self.database.apply(reading, id, row, fact);
        if let Fact::AppSubmitted { app, task } = fact {
            self.apps.push(App {
                id: app,
                task,
                submitted: (row.at, id),
                ended: None,
            });
        } else if let Fact::AppEnded { app, killed } = fact
            && let Some(ended) = self.apps.iter_mut().find(|one| one.id == app)
        {
            ended.ended = Some((row.at, killed));
        }
        let Some(host) = self.hosts.get_mut(row.node.index()) else {
            return;
        };
        if let Fact::JudgedDead { why } = fact {
            host.judged = Some((row.at, id, why));
        }
        if let Fact::Stopping { cause } = fact {
            host.stop = Some(Stop {
                cause,
                at: row.at,
                event: id,
            });
        }
        if let Some(process) = &mut host.process {
            process.apply(id, row, fact);
        }
        if let Fact::SessionEstablished {
            number, session, ..
        } = fact
        {
            self.registry.number(session, number);
        }
    }
}
