//! The registry: a ZooKeeper ensemble as its clients see it, in one process.
//!
//! ```text
//!   NIOServerCxn.Factory: accept ──▶ one thread per connection: read, touch the session, apply, answer
//!   SessionTracker: at every line of the grid ──▶ sessions not heard of since ──▶ gone, with their nodes
//! ```
//! It leaves out what an ensemble does inside: elections, and the time between a leader and its
//! followers. A server that starts again gives every session that it knows its full timeout.

mod connection;
mod store;

pub use store::Store;

use crate::disk::Disk;
use crate::fact::{Fact, Gone};
use crate::ids::{Moment, SessionId};
use crate::lane::Thread;
use crate::path::Path;
use crate::server::Emit;
use crate::setting::Role;
use crate::wire::{Change, Message};
use connection::Connection;
use sim::id::{EventId, NodeId, Slot, Socket};
use sim::io::Io;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use std::collections::BTreeMap;
use store::Changed;

/// From the start of the process to its open port.
const BOOT: Range = Range::millis(300, 600);

/// A process that serves the registry.
#[derive(Clone)]
pub(crate) struct Registry {
    sessions: BTreeMap<SessionId, Live>,
    /// Who waits for which place to go.
    watches: BTreeMap<Path, Vec<SessionId>>,
    threads: Vec<RegistryThread>,
}

/// A session while the server runs.
#[derive(Clone, Copy, Debug)]
struct Live {
    client: Option<NodeId>,
    timeout: Span,
    /// The line of the grid at which it expires unless it is heard of before.
    expires: SimTime,
    socket: Option<Socket>,
    /// Whether it watches everything below `/nodes`.
    subscribed: bool,
    /// The last thing that was heard of it.
    heard: EventId,
}

#[derive(Clone, Debug)]
enum RegistryThread {
    Main { listening: bool },
    SessionTracker,
    Connection(Connection),
    Ended,
}

impl Registry {
    pub(crate) fn boot() -> Self {
        Self {
            sessions: BTreeMap::new(),
            watches: BTreeMap::new(),
            threads: vec![RegistryThread::Main { listening: false }],
        }
    }

    pub(crate) fn resume(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let slot = io.slot.index();
        let Some(place) = self.threads.get_mut(slot) else {
            return Park::end();
        };
        let thread = std::mem::replace(place, RegistryThread::Ended);
        let (thread, park) = match thread {
            RegistryThread::Main { listening } => (
                RegistryThread::Main { listening: true },
                self.main(disk, io, listening),
            ),
            RegistryThread::SessionTracker => {
                let park = self.track(disk, io);
                (RegistryThread::SessionTracker, park)
            }
            RegistryThread::Connection(mut connection) => {
                let park = connection.resume(self, disk, io);
                (RegistryThread::Connection(connection), park)
            }
            RegistryThread::Ended => (RegistryThread::Ended, Park::end()),
        };
        if let Some(place) = self.threads.get_mut(slot)
            && park.wait != Wait::End
        {
            *place = thread;
        }
        park
    }

    fn main(&mut self, disk: &mut Disk, io: &mut Io<'_>, started: bool) -> Park {
        let port = Role::Registry.port();
        if !started {
            let tick = disk.registry.tick.as_micros().max(1);
            let drawn = io.work(Range::micros(0, tick - 1));
            disk.registry.grid.get_or_insert(drawn);
            return io.busy(BOOT);
        }
        if !io.is_listening(port) {
            io.listen(port);
            io.then(Fact::RegistryServes);
            self.restore(disk, io);
            self.start(io, Thread::SessionTracker, RegistryThread::SessionTracker);
        }
        while let Some((socket, cause)) = io.accept(port) {
            io.cause = cause;
            let peer = io.remote(socket).map_or(io.node, |(node, _)| node);
            let connection = RegistryThread::Connection(Connection::new(socket, peer));
            self.start(io, Thread::Connection(peer), connection);
        }
        Park::on(Wait::Accept(port))
    }

    /// `SessionTrackerImpl`: sessions of before a restart get their whole timeout again.
    fn restore(&mut self, disk: &Disk, io: &mut Io<'_>) {
        for (session, timeout) in &disk.registry.sessions {
            let live = Live {
                client: None,
                timeout: *timeout,
                expires: SimTime::ZERO,
                socket: None,
                subscribed: false,
                heard: io.cause,
            };
            self.sessions.insert(*session, live);
            self.touch(disk, *session, io);
        }
    }

    fn start(&mut self, io: &mut Io<'_>, what: Thread, thread: RegistryThread) -> Option<Slot> {
        let slot = io.spawn(what.lane())?;
        if self.threads.len() <= slot.index() {
            self.threads
                .resize_with(slot.index() + 1, || RegistryThread::Ended);
        }
        if let Some(place) = self.threads.get_mut(slot.index()) {
            *place = thread;
        }
        Some(slot)
    }

    /// `SessionTrackerImpl.touchSession`: the session expires at the line of the grid after its last
    /// contact and its timeout.
    fn touch(&mut self, disk: &Disk, session: SessionId, io: &mut Io<'_>) {
        let (now, cause) = (io.now(), io.cause);
        let Some(live) = self.sessions.get_mut(&session) else {
            return;
        };
        live.heard = cause;
        let expires = next_line(&disk.registry, now + live.timeout);
        if expires > live.expires {
            live.expires = expires;
            io.tell(Fact::SessionMoved {
                session,
                expires: Moment::of(expires),
            });
        }
    }

    /// `SessionTrackerImpl.run`: whatever was to be heard of by this line is gone.
    fn track(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let now = io.now();
        let due: Vec<SessionId> = self
            .sessions
            .iter()
            .filter(|(_, live)| live.expires <= now)
            .map(|(session, _)| *session)
            .collect();
        for session in due {
            io.cause = self
                .sessions
                .get(&session)
                .map_or(EventId::NONE, |live| live.heard);
            io.then(Fact::SessionExpired { session });
            self.end_session(session, Gone::Expired, disk, io);
        }
        io.cause = EventId::NONE;
        Park::until(next_line(&disk.registry, now))
    }

    /// A session ends: its nodes go, its connection is closed.
    fn end_session(&mut self, session: SessionId, why: Gone, disk: &mut Disk, io: &mut Io<'_>) {
        let live = self.sessions.remove(&session);
        for changed in disk.registry.close_session(session) {
            self.announce(changed, why, io);
        }
        self.watches.values_mut().for_each(|waiting| {
            waiting.retain(|of| *of != session);
        });
        if why == Gone::Expired
            && let Some(socket) = live.and_then(|live| live.socket)
        {
            io.close(socket);
        }
    }

    /// Writes what has changed and tells those who watch it.
    fn announce(&mut self, changed: Changed, why: Gone, io: &mut Io<'_>) {
        let path = changed.path;
        let before = io.cause;
        if changed.change == Change::Deleted {
            io.then(Fact::NodeGone { path, why });
        }
        let event = Message::Event {
            change: changed.change,
            path,
        };
        let watchers: Vec<Socket> = if path.is_under_nodes() {
            let subscribed = self.sessions.values().filter(|live| live.subscribed);
            subscribed.filter_map(|live| live.socket).collect()
        } else {
            let waiting = self.watches.remove(&path).unwrap_or_default();
            let live = waiting.iter().filter_map(|of| self.sessions.get(of));
            live.filter_map(|live| live.socket).collect()
        };
        if !watchers.is_empty() {
            let event = io.record(event.encode());
            for socket in watchers {
                // A client that is gone hears nothing.
                let _ = io.send(socket, event);
            }
        }
        io.cause = before;
    }

    /// An operator deletes a node.
    pub(crate) fn delete_by_hand(&mut self, path: Path, disk: &mut Disk, io: &mut Io<'_>) {
        if let Some(changed) = disk.registry.remove(path) {
            self.announce(changed, Gone::ByHand, io);
        }
    }
}

/// The first line of the grid after a moment (`ExpiryQueue.roundToNextInterval`): always upwards.
fn next_line(store: &Store, at: SimTime) -> SimTime {
    let (tick, grid) = (
        store.tick.as_micros().max(1),
        store.grid.unwrap_or_default().as_micros(),
    );
    let past = (at.as_micros() + tick - grid % tick) % tick;
    SimTime::from_micros(at.as_micros() + (tick - past))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_rounded_up_to_the_grid() {
        let store = Store {
            grid: Some(Span::from_millis(1_256)),
            ..Store::default()
        };
        let line = |ms| next_line(&store, SimTime::from_millis(ms)).as_millis();
        assert_eq!(line(60_000), 61_256);
        assert_eq!(line(61_255), 61_256);
        assert_eq!(line(61_256), 63_256);
        assert_eq!(line(0), 1_256);
    }
}
