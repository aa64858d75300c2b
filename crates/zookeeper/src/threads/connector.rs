//! `QuorumConnectionThread-[myid=N]-K`: a thread of the executor that dials election ports
//! (`QuorumCnxManager.connectionExecutor`, 3.5.8, 3.6.1, ZOOKEEPER-3756).
//!
//! ```text
//!   initiateConnection ─▶ wait for another, 60 s at most ── none: end
//!          ▲────────────────────────┘
//! ```
//! Up to three threads are started one by one; then one that waits is preferred, the last to begin
//! its wait first, and only if none waits another is started, up to twenty.

use super::connect_one::Progress;
use super::initiate_connection::{Address, InitiateConnection};
use crate::dialect::constant::{CONNECTOR_CORE, CONNECTOR_KEEP_ALIVE, CONNECTOR_MAX};
use crate::fact::Fact;
use crate::ids::Sid;
use crate::lane::Thread;
use crate::server::{Emit, Server, queue};
use sim::id::{EventId, Slot};
use sim::io::Io;
use sim::threads::{Park, Wait};
use sim::time::SimTime;

/// The executor: its threads by their places, and the sids that are being dialled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Executor {
    places: Vec<Option<Place>>,
    /// Threads started so far; the next one's name ends with the next number.
    started: u16,
    /// `inprogressConnections`.
    in_progress: Vec<Sid>,
    /// Waits begun so far, to know who waits since last.
    waits: u32,
}

/// A thread of the executor.
#[derive(Clone, Debug)]
struct Place {
    number: u16,
    slot: Option<Slot>,
    /// What it is to do next, and the fact that says so.
    task: Option<(InitiateConnection, EventId)>,
    /// Which wait it is in, counted over all threads.
    waits: Option<u32>,
}

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    place: usize,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Take,
    Run(InitiateConnection),
    Wait { until: SimTime },
}

impl Connector {
    pub(crate) fn new(place: usize) -> Self {
        Self {
            place,
            step: Step::Take,
        }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        loop {
            match &mut self.step {
                Step::Take => match server.cnx.executor.take(self.place) {
                    Some((call, cause)) => {
                        io.cause = cause;
                        self.step = Step::Run(call);
                    }
                    None => {
                        let until = io.timer(CONNECTOR_KEEP_ALIVE);
                        server.cnx.executor.wait(self.place);
                        self.step = Step::Wait { until };
                        return Park::on_until(Wait::Queue(queue::EXECUTOR), until);
                    }
                },
                Step::Run(call) => match call.resume(server, io) {
                    Progress::Waits(park) => return park,
                    Progress::Returned => {
                        let sid = call.sid();
                        server
                            .cnx
                            .executor
                            .in_progress
                            .retain(|other| *other != sid);
                        self.step = Step::Take;
                    }
                },
                Step::Wait { until } => {
                    let until = *until;
                    if server.cnx.executor.has_task(self.place) {
                        self.step = Step::Take;
                    } else if io.now() >= until {
                        if let Some(number) = server.cnx.executor.end(self.place) {
                            io.tell(Fact::ConnectorEnded { number });
                        }
                        return Park::end();
                    } else {
                        return Park::on_until(Wait::Queue(queue::EXECUTOR), until);
                    }
                }
            }
        }
    }
}

impl Executor {
    fn get(&self, place: usize) -> Option<&Place> {
        self.places.get(place)?.as_ref()
    }

    fn get_mut(&mut self, place: usize) -> Option<&mut Place> {
        self.places.get_mut(place)?.as_mut()
    }

    fn has_task(&self, place: usize) -> bool {
        self.get(place).is_some_and(|place| place.task.is_some())
    }

    fn take(&mut self, place: usize) -> Option<(InitiateConnection, EventId)> {
        self.get_mut(place)?.task.take()
    }

    fn wait(&mut self, place: usize) {
        self.waits += 1;
        let waits = self.waits;
        if let Some(place) = self.get_mut(place) {
            place.waits = Some(waits);
        }
    }

    fn end(&mut self, place: usize) -> Option<u16> {
        let ended = self.places.get_mut(place)?.take()?;
        Some(ended.number)
    }

    fn alive(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// The thread that waits since last.
    fn waiting(&self) -> Option<usize> {
        let waits = |place: &Option<Place>| place.as_ref().and_then(|place| place.waits);
        let waiting = (0..).zip(&self.places);
        waiting
            .filter_map(|(index, place)| Some((waits(place)?, index)))
            .max()
            .map(|(_, index)| index)
    }

    /// A place for a new thread, if there may be one more.
    fn free(&mut self) -> Option<usize> {
        if self.alive() >= CONNECTOR_MAX {
            return None;
        }
        let index = self.places.iter().position(Option::is_none);
        Some(index.unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        }))
    }
}

impl Server {
    /// `initiateConnectionAsync`: a thread will dial, unless one does so already for this sid.
    pub(crate) fn initiate_connection_async(
        &mut self,
        io: &mut Io<'_>,
        sid: Sid,
        address: Address,
    ) {
        if self.cnx.executor.in_progress.contains(&sid) {
            io.tell(Fact::ConnectSkipped { to: sid });
            return;
        }
        let waiting = self.cnx.executor.waiting();
        let chosen = match waiting.filter(|_| self.cnx.executor.alive() >= CONNECTOR_CORE) {
            Some(place) => Some((place, false)),
            None => self.cnx.executor.free().map(|place| (place, true)),
        };
        let Some((place, new)) = chosen else {
            io.tell(Fact::ConnectRejected { to: sid });
            return;
        };
        self.cnx.executor.in_progress.push(sid);
        let number = if new {
            self.cnx.executor.started += 1;
            self.cnx.executor.started
        } else {
            self.cnx
                .executor
                .get(place)
                .map_or(0, |thread| thread.number)
        };
        let lane = u8::try_from(place).unwrap_or(u8::MAX);
        let submitted = io.tell(Fact::ConnectSubmitted {
            to: sid,
            number,
            place: lane,
        });
        let task = Some((InitiateConnection::new(sid, address), submitted));
        let before = std::mem::replace(&mut io.cause, submitted);
        if new {
            if let Some(entry) = self.cnx.executor.places.get_mut(place) {
                *entry = Some(Place {
                    number,
                    slot: None,
                    task,
                    waits: None,
                });
            }
            let thread = super::JavaThread::Connector(Connector::new(place));
            let slot = self.start(io, Thread::Connector(lane), thread);
            if let Some(entry) = self.cnx.executor.get_mut(place) {
                entry.slot = slot;
            }
        } else if let Some(entry) = self.cnx.executor.get_mut(place) {
            entry.task = task;
            entry.waits = None;
            if let Some(slot) = entry.slot {
                io.wake(slot, Wait::Queue(queue::EXECUTOR));
            }
        }
        io.cause = before;
    }
}
