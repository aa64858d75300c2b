//! Everything that lasts in a run of a cluster, gathered once: states of servers, sessions and their
//! closing windows, nodes with their owners, what threads are inside of, heartbeats, and what decided.

mod spans;
mod tasks;

pub use spans::{Contact, NodeSpan, SessionSpan};

use super::{DolphinScheduler, Picture, ServerBand, judged_by, sealed_by};
use crate::index::{Band, TaskSpan};
use crate::reading::Reading;
use crate::scrubber::Scrubber;
use dolphinscheduler::fact::{Death, Fact};
use dolphinscheduler::path::{Kind, Path};
use sim::id::{EventId, Lane, NodeId};
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::{Row, Tag};
use spans::Spans;
use tasks::Tasks;

type Read<'a> = Reading<'a, DolphinScheduler>;

/// Somebody looked whether a node is there, wrote it, or read it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// When.
    pub at: SimTime,
    /// The fact that says so.
    pub event: EventId,
    /// Who looked.
    pub by: NodeId,
    /// Which node of the tree it was about.
    pub path: Path,
    /// Whether it was there.
    pub found: bool,
}

/// A heartbeat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Beat {
    /// When it began.
    pub at: SimTime,
    /// The fact that says so.
    pub event: EventId,
    /// Whose.
    pub node: NodeId,
    /// Whether it was written; if not, its server found that it must not live, or could not write.
    pub written: bool,
}

/// A self-kill: what sealed it and what decided it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SelfKill {
    /// When the server found that it must not live, and the fact that says so.
    pub judged: (SimTime, EventId),
    /// Which server.
    pub node: NodeId,
    /// Why.
    pub why: Death,
    /// The write that sealed it, when, and the fact that says so.
    pub sealed: Option<(SimTime, EventId)>,
    /// When the server had looked for its dead entry before that and found none.
    pub looked: Option<(SimTime, EventId)>,
}

/// What lasts in a run.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The end of what has been gathered.
    pub end: SimTime,
    /// How far the run has come that is gathered; the end, when it is over.
    pub reached: SimTime,
    /// The states of each host, one after the other, without gaps.
    pub bands: Vec<Vec<Band<ServerBand>>>,
    /// How many masters are RUNNING and registered, from each moment on.
    pub masters: Vec<(SimTime, u8)>,
    /// What each thread of each host was inside of.
    pub tasks: SortedMap<(NodeId, Lane), Vec<TaskSpan<super::Doing>>>,
    /// Sessions, in the order in which they were opened.
    pub sessions: Vec<SessionSpan>,
    /// Registrations, dead entries and tombstones, in the order in which they were made.
    pub nodes: Vec<NodeSpan>,
    /// Looks at nodes that decide.
    pub looks: Vec<Look>,
    /// Heartbeats.
    pub beats: Vec<Beat>,
    /// Self-kills.
    pub kills: Vec<SelfKill>,
    /// What was done from outside: when, and the fact.
    pub acts: Vec<(SimTime, EventId)>,
}

impl Index {
    /// Gathers a run up to `end`, and keeps the pictures that were made on the way.
    pub fn with_scrubber(reading: &Read<'_>, end: SimTime) -> (Self, Scrubber<DolphinScheduler>) {
        let mut builder = Builder::new(reading);
        let mut scrubber = Scrubber::new(reading);
        scrubber.go_on(reading, reading.trace.len(), |picture, id, row| {
            builder.look(reading, picture, id, row);
        });
        (builder.finish(end), scrubber)
    }

    /// The state of a host at a moment.
    pub fn band_at(&self, node: NodeId, at: SimTime) -> Option<&Band<ServerBand>> {
        let bands = self.bands.get(node.index())?;
        let after = bands.partition_point(|band| band.from <= at);
        bands.get(after.checked_sub(1)?)
    }

    /// The next self-kill after a moment.
    pub fn next_kill(&self, at: SimTime) -> Option<&SelfKill> {
        self.kills.iter().find(|kill| kill.judged.0 > at)
    }
}

/// An index while it is built. It is shown each picture with the fact that made it.
pub struct Builder {
    index: Index,
    spans: Spans,
    tasks: Tasks,
}

impl Builder {
    /// An index of nothing.
    pub fn new(reading: &Read<'_>) -> Self {
        let first = Band {
            from: SimTime::ZERO,
            to: SimTime::ZERO,
            state: ServerBand::Down,
            event: None,
        };
        Self {
            index: Index {
                bands: vec![vec![first]; reading.setting.hosts.len()],
                masters: vec![(SimTime::ZERO, 0)],
                ..Index::default()
            },
            spans: Spans::default(),
            tasks: Tasks::default(),
        }
    }

    /// Looks at the picture after a fact.
    pub fn look(&mut self, reading: &Read<'_>, picture: &Picture, id: EventId, row: &Row) {
        self.band(picture, id, row);
        let fact = Fact::decode(row);
        if changes_service(fact) {
            let serving = u8::try_from(picture.serving(reading.setting).count()).unwrap_or(u8::MAX);
            if self
                .index
                .masters
                .last()
                .is_none_or(|last| last.1 != serving)
            {
                self.index.masters.push((row.at, serving));
            }
        }
        if row.tag == Tag::Act as u8 {
            self.index.acts.push((row.at, id));
        }
        if row.tag == Tag::ProcessEnded as u8 {
            self.tasks.end_process(row);
            self.spans.end_process(row);
        }
        let Some(fact) = fact else {
            return;
        };
        self.tasks.look(picture, row);
        self.spans.look(picture, id, row, fact);
        self.decide(reading, picture, id, row, fact);
    }

    fn band(&mut self, picture: &Picture, id: EventId, row: &Row) {
        let Some(host) = picture.hosts.get(row.node.index()) else {
            return;
        };
        let state = host.state();
        let bands = self.index.bands.get_mut(row.node.index());
        if let Some(bands) = bands
            && bands.last().is_none_or(|last| last.state != state)
        {
            if let Some(last) = bands.last_mut() {
                last.to = row.at;
            }
            bands.push(Band {
                from: row.at,
                to: row.at,
                state,
                event: Some(id),
            });
        }
    }

    /// Looks, heartbeats and self-kills.
    fn decide(
        &mut self,
        reading: &Read<'_>,
        picture: &Picture,
        id: EventId,
        row: &Row,
        fact: Fact,
    ) {
        let looked = |path, found| Look {
            at: row.at,
            event: id,
            by: row.node,
            path,
            found,
        };
        if let Fact::DeadEntriesListed { kind, own } = fact {
            let look = looked(Path::dead(kind, row.node), own);
            self.index.looks.push(look);
        } else if let Fact::DeadEntryFound { kind, node } = fact {
            self.index.looks.push(looked(Path::dead(kind, node), true));
        } else if let Fact::AbsenceChecked { kind, node, absent } = fact {
            let look = looked(Path::server(kind, node), !absent);
            self.index.looks.push(look);
        } else if let Fact::HeartbeatStarted = fact {
            self.index.beats.push(Beat {
                at: row.at,
                event: id,
                node: row.node,
                written: false,
            });
        } else if let Fact::HeartbeatWritten = fact {
            let beats = self.index.beats.iter_mut().rev();
            if let Some(beat) = beats.into_iter().find(|beat| beat.node == row.node) {
                beat.written = true;
            }
        } else if let Some(why) = judged_by(fact) {
            self.kill(reading, picture, id, row, why);
        }
    }

    fn kill(&mut self, reading: &Read<'_>, picture: &Picture, id: EventId, row: &Row, why: Death) {
        let node = row.node;
        let kind = reading.setting.role(node).map_or(Kind::Master, |role| {
            if role == dolphinscheduler::setting::Role::Worker {
                Kind::Worker
            } else {
                Kind::Master
            }
        });
        let (path, found) = match why {
            Death::Entry => (Path::dead(kind, node), true),
            Death::NodeAbsent | Death::Unreachable => (Path::server(kind, node), false),
        };
        self.index.looks.push(Look {
            at: row.at,
            event: id,
            by: node,
            path,
            found,
        });
        let at = |id: EventId| Some((reading.trace.get(id)?.at, id));
        let looked = picture.process(node).and_then(|process| process.looked);
        self.index.kills.push(SelfKill {
            judged: (row.at, id),
            node,
            why,
            sealed: sealed_by(reading, id, node, why).and_then(at),
            looked: looked
                .filter(|(_, found, _)| !found)
                .map(|(at, _, event)| (at, event)),
        });
    }

    /// States and masters of what has been looked at, up to `reached`, of a run that goes on to `end`. The
    /// rest of the index is empty.
    pub fn so_far(&self, reached: SimTime, end: SimTime) -> Index {
        let mut index = Index {
            end,
            reached,
            bands: self.index.bands.clone(),
            masters: self.index.masters.clone(),
            ..Index::default()
        };
        let last = index.bands.iter_mut().filter_map(|bands| bands.last_mut());
        last.for_each(|band| band.to = reached);
        index
    }

    /// The index of what has been looked at, with everything that still lasts ending at `end`.
    pub fn finish(self, end: SimTime) -> Index {
        let mut index = self.index;
        let last = index.bands.iter_mut().filter_map(|bands| bands.last_mut());
        last.for_each(|band| band.to = end);
        index.tasks = self.tasks.finish(end);
        (index.sessions, index.nodes) = self.spans.finish(end);
        (index.end, index.reached) = (end, end);
        index
    }
}

/// Whether a master may have begun or ceased to serve.
fn changes_service(fact: Option<Fact>) -> bool {
    match fact {
        None => true,
        Some(fact) => matches!(
            fact,
            Fact::StateEntered { .. }
                | Fact::NodeCreated {
                    path: Path::Master { .. },
                    ..
                }
                | Fact::NodeGone {
                    path: Path::Master { .. },
                    ..
                }
        ),
    }
}
