//! Everything that lasts, gathered once from a whole run: states, calls that threads are inside of,
//! queues, parked ballots, messages between hosts. The time panel is drawn from it.

mod ballots;
mod bands;
mod clients;
mod pack;
mod service;
mod tasks;

pub use ballots::{MessageSpan, ParkedSpan, QueueStep};
pub use bands::{Band, Spell};
pub use clients::{ClientWrites, WriteGap};
pub use service::Service;
pub use tasks::TaskSpan;

use crate::reading::Reading;
use crate::scrubber::Scrubber;
use crate::zookeeper::Picture;
use ballots::Ballots;
use bands::Bands;
use clients::Clients;
use service::Services;
use sim::id::{EventId, Lane, NodeId};
use sim::packed::Packed;
use sim::sorted_map::SortedMap;
use sim::time::SimTime;
use sim::trace::{Row, Tag};
use tasks::Tasks;
use zookeeper::fact::{DialFailure, Fact};

/// What lasts in a run.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The end of what has been gathered.
    pub end: SimTime,
    /// The states of each host, one after the other, without gaps.
    pub bands: Vec<Vec<Band>>,
    /// The rounds and votes of each host, one after the other, while a process runs.
    pub spells: Vec<Packed<Spell>>,
    /// The spans in which a leader served.
    pub service: Vec<Service>,
    /// What each client knows of its writes.
    pub clients: Vec<ClientWrites>,
    /// The calls that each thread of each host was inside of.
    pub tasks: SortedMap<(NodeId, Lane), Packed<TaskSpan>>,
    /// Ballots and packets between hosts, by the moment they were sent.
    pub messages: Packed<MessageSpan>,
    /// How many notifications waited for each host's WorkerSender, from each moment on.
    pub queues: Vec<Packed<QueueStep>>,
    /// Ballots that waited for a connection.
    pub parked: Packed<ParkedSpan>,
    /// What was done from outside: when, and the fact.
    pub acts: Vec<(SimTime, EventId)>,
    /// TOOK lines: when, whose, and the milliseconds they claim.
    pub took: Vec<(SimTime, NodeId, u32)>,
    /// Refused dials.
    pub refused: Packed<Refusal>,
}

/// A dial that was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// When.
    pub at: SimTime,
    /// Whose dial.
    pub node: NodeId,
    /// The fact.
    pub event: EventId,
}

impl Index {
    /// Gathers a run up to `end`.
    pub fn build(reading: &Reading<'_>, end: SimTime) -> Self {
        Self::with_scrubber(reading, end).0
    }

    /// Gathers a run up to `end`, and keeps the pictures that were made on the way: a scrubber that has
    /// been everywhere finds any moment at once.
    pub fn with_scrubber(reading: &Reading<'_>, end: SimTime) -> (Self, Scrubber) {
        let mut builder = Builder::new(reading);
        let mut scrubber = Scrubber::new(reading);
        scrubber.go_on(reading, reading.trace.len(), |picture, id, row| {
            builder.look(reading, picture, id, row);
        });
        (builder.finish(end), scrubber)
    }

    /// The state of a host at a moment.
    pub fn band_at(&self, node: NodeId, at: SimTime) -> Option<&Band> {
        let bands = self.bands.get(node.index())?;
        let after = bands.partition_point(|band| band.from <= at);
        bands.get(after.checked_sub(1)?)
    }

    /// The next change of any host's state after a moment: when, and the fact.
    pub fn next_change(&self, at: SimTime) -> Option<(SimTime, EventId)> {
        let next = |bands: &Vec<Band>| {
            let index = bands.partition_point(|band| band.from <= at);
            bands[index..]
                .iter()
                .find_map(|band| Some((band.from, band.event?)))
        };
        self.bands.iter().filter_map(next).min()
    }

    /// The last change of any host's state before a moment.
    pub fn previous_change(&self, at: SimTime) -> Option<(SimTime, EventId)> {
        let previous = |bands: &Vec<Band>| {
            let index = bands.partition_point(|band| band.from < at);
            bands[..index]
                .iter()
                .rev()
                .find_map(|band| Some((band.from, band.event?)))
        };
        self.bands.iter().filter_map(previous).max()
    }
}

/// An index while it is built. It is shown each picture with the fact that made it.
pub struct Builder {
    bands: Bands,
    services: Services,
    clients: Clients,
    tasks: Tasks,
    ballots: Ballots,
    acts: Vec<(SimTime, EventId)>,
    took: Vec<(SimTime, NodeId, u32)>,
    refused: Vec<Refusal>,
}

impl Builder {
    /// An index of nothing.
    pub fn new(reading: &Reading<'_>) -> Self {
        let hosts = reading.setting.hosts.len();
        Self {
            bands: Bands::new(hosts),
            services: Services::default(),
            clients: Clients::default(),
            tasks: Tasks::default(),
            ballots: Ballots::new(hosts),
            acts: Vec::new(),
            took: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// Looks at the picture after a fact.
    pub fn look(&mut self, reading: &Reading<'_>, picture: &Picture, id: EventId, row: &Row) {
        self.bands.look(reading, picture, id, row);
        let fact = Fact::decode(row);
        // Nothing else begins or ends a leadership.
        if let None | Some(Fact::StateEntered { .. } | Fact::Serving { .. }) = fact {
            self.services.look(picture, row.at);
        }
        if row.tag == Tag::Act as u8 {
            self.acts.push((row.at, id));
        }
        if row.tag == Tag::ProcessEnded as u8 {
            self.tasks.end_process(row);
            self.ballots.end_process(row);
        }
        let Some(fact) = fact else {
            return;
        };
        self.clients.look(id, row, fact);
        self.tasks.look(picture, row, fact);
        self.ballots.look(reading, picture, id, row, fact);
        if let Fact::ElectionTook { ms, .. } = fact {
            self.took.push((row.at, row.node, ms));
        } else if let Fact::DialFailed {
            why: DialFailure::Refused,
            ..
        } = fact
        {
            self.refused.push(Refusal {
                at: row.at,
                node: row.node,
                event: id,
            });
        }
    }

    /// States and service of what has been looked at, up to `reached`, of a run that goes on to `end`.
    /// The rest of the index is empty.
    pub fn so_far(&self, reached: SimTime, end: SimTime) -> Index {
        Index {
            end,
            bands: self.bands.clone().finish(reached).0,
            service: self.services.clone().finish(reached),
            ..Index::default()
        }
    }

    /// The index of what has been looked at, with everything that still lasts ending at `end`.
    pub fn finish(mut self, end: SimTime) -> Index {
        self.took.shrink_to_fit();
        self.acts.shrink_to_fit();
        let (bands, spells) = self.bands.finish(end);
        let (messages, queues, parked) = self.ballots.finish(end);
        Index {
            end,
            bands,
            spells,
            service: self.services.finish(end),
            clients: self.clients.finish(),
            tasks: self.tasks.finish(end),
            messages,
            queues,
            parked,
            acts: self.acts,
            took: self.took,
            refused: self.refused.into_iter().collect(),
        }
    }
}
