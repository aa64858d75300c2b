//! The registry's client in a process: one session, its connection, and Curator on top of it.
//!
//! ```text
//!   SendThread:   dial ─▶ Connect ─▶ Welcome ─▶ requests, answers, watches, pings ──▶ lost ─▶ dial …
//!   StateManager: CONNECTED ─▶ SUSPENDED ─▶ LOST (by the server, or injected) ─▶ RECONNECTED
//!   cache:        one serial queue of events per TreeCache; a listener that blocks delays the rest
//! ```
//! Speaks for the ZooKeeper client 3.4 and Curator 4.3 of 1.3.x, and for those of later releases with
//! the pauses of [`crate::model::Retry`].

pub(crate) mod call;
pub(crate) mod send_thread;

use crate::fact::{CuratorState, Fact};
use crate::ids::SessionId;
use crate::path::{Data, Lock, Path};
use crate::server::Emit;
use crate::wire::{Change, Message, Op, Outcome};
use sim::id::{EventId, Slot, Socket};
use sim::io::Io;
use sim::threads::Wait;
use sim::time::{SimTime, Span};
use std::collections::{BTreeMap, VecDeque};

/// Numbers of what threads of a process wait for.
pub(crate) mod queue {
    /// An answer of the registry.
    pub(crate) const ANSWER: u8 = 0;
    /// The connection of a client.
    pub(crate) const CONNECTED: u8 = 1;
    /// A change of Curator's state.
    pub(crate) const STATE: u8 = 2;
    /// An event of a cache.
    pub(crate) const CACHE: u8 = 3;
    /// A place of a lock's queue to go.
    pub(crate) const PLACE: u8 = 4;
    /// Something for the send thread to do.
    pub(crate) const SEND: u8 = 5;
    /// An answer of the database.
    pub(crate) const DATABASE: u8 = 6;
    /// An answer of another server.
    pub(crate) const RPC: u8 = 7;
    /// Something for a queue of the server itself.
    pub(crate) const WORK: u8 = 8;
    /// The end of a shell.
    pub(crate) const SHELL: u8 = 9;
    /// An event of a workflow or a task.
    pub(crate) const EVENT: u8 = 10;
}

/// How long a session that follows a lost one counts as new: a close so soon after it was not heard by the
/// server (seen at 0.15 s).
const YOUNG: Span = Span::from_secs(1);

/// Why an operation of the registry has no outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ZkError {
    /// The connection was lost.
    ConnectionLoss,
    /// The client is closed.
    Stopped,
}

/// What became of one.
pub(crate) type ZkResult = Result<Outcome, ZkError>;

/// A session of a process with everything that hangs on it.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) number: u8,
    /// Whether `close()` was called.
    pub(crate) stopped: bool,
    link: Link,
    /// The connection that was made last.
    attempt: Option<Socket>,
    /// When the handle is closed of a session that Curator has given up.
    pub(crate) expiring: Option<SimTime>,
    pub(crate) session: Option<SessionId>,
    /// Since when it has a session that has taken another's place.
    since: Option<SimTime>,
    /// What was granted; what was asked for until then.
    pub(crate) timeout: Span,
    asked: Span,
    /// When something was last heard, and last sent.
    heard: SimTime,
    sent: SimTime,
    next_xid: u32,
    /// Requests without a connection.
    waiting: VecDeque<(u32, Op)>,
    asking: BTreeMap<u32, Asker>,
    answers: BTreeMap<u32, (ZkResult, EventId)>,
    /// What Curator's callbacks have been told last, and when it was suspended.
    pub(crate) state: Option<CuratorState>,
    pub(crate) suspended: SimTime,
    /// States that the callbacks have not been told yet.
    pub(crate) states: VecDeque<(CuratorState, EventId)>,
    pub(crate) caches: Vec<Cache>,
    /// The caches have not been read under the present session.
    pub(crate) unread: bool,
    /// Threads that wait for a connection, or for a place to go.
    connecting: Vec<Slot>,
    places: Vec<PlaceWait>,
    pub(crate) send_thread: Option<Slot>,
    pub(crate) state_manager: Option<Slot>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Link {
    Down,
    Up(Socket),
}

/// Who has asked.
#[derive(Clone, Copy, Debug)]
enum Asker {
    Thread(Slot),
    /// A cache that reads a node it was told of.
    Cache {
        cache: u8,
        path: Path,
        change: Change,
    },
    Nobody,
}

/// A thread that waits for the place ahead of its own.
#[derive(Clone, Copy, Debug)]
struct PlaceWait {
    slot: Slot,
    ahead: Path,
    gone: bool,
}

/// A TreeCache: what it knows, and the events that its listeners have not been told yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cache {
    pub(crate) nodes: BTreeMap<Path, Data>,
    pub(crate) events: VecDeque<(CacheEvent, EventId)>,
    pub(crate) thread: Option<Slot>,
    /// What the list of a subscription has named so far; nothing outside of one.
    listing: Option<Vec<Path>>,
    /// Closed: its listeners are told nothing more, but one that runs runs on.
    closed: bool,
}

/// An event of a cache.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct CacheEvent {
    pub(crate) kind: CacheChange,
    pub(crate) path: Path,
    pub(crate) data: Data,
}

/// What an event of a cache says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CacheChange {
    Added,
    Updated,
    Removed,
}

impl Client {
    pub(crate) fn new(number: u8, asked: Span) -> Self {
        Self {
            number,
            stopped: false,
            link: Link::Down,
            attempt: None,
            expiring: None,
            session: None,
            since: None,
            timeout: asked,
            asked,
            heard: SimTime::ZERO,
            sent: SimTime::ZERO,
            next_xid: 0,
            waiting: VecDeque::new(),
            asking: BTreeMap::new(),
            answers: BTreeMap::new(),
            state: None,
            suspended: SimTime::ZERO,
            states: VecDeque::new(),
            caches: Vec::new(),
            unread: false,
            connecting: Vec::new(),
            places: Vec::new(),
            send_thread: None,
            state_manager: None,
        }
    }

    /// A cache of `/nodes`; it is filled when the session subscribes.
    pub(crate) fn add_cache(&mut self) -> u8 {
        self.caches.push(Cache::default());
        u8::try_from(self.caches.len() - 1).unwrap_or(u8::MAX)
    }

    /// Whether its session has only just begun, after another.
    pub(crate) fn is_new(&self, now: SimTime) -> bool {
        let young = self.since.is_some_and(|since| now.since(since) < YOUNG);
        young && matches!(self.link, Link::Up(_))
    }

    /// Whether Curator believes that there is a connection.
    pub(crate) fn is_connected(&self) -> bool {
        matches!(self.link, Link::Up(_))
    }

    /// Sends a request, or keeps it until there is a connection.
    pub(crate) fn submit(&mut self, io: &mut Io<'_>, op: Op) -> u32 {
        let asker = Asker::Thread(io.slot);
        self.ask(io, op, asker)
    }

    fn ask(&mut self, io: &mut Io<'_>, op: Op, asker: Asker) -> u32 {
        let xid = self.next_xid;
        self.next_xid = self.next_xid.wrapping_add(1);
        self.asking.insert(xid, asker);
        match self.link {
            Link::Up(socket) => self.write(io, socket, Message::Request { xid, op }),
            Link::Down => self.waiting.push_back((xid, op)),
        }
        xid
    }

    /// The answer to a request of a thread, and what has brought it.
    pub(crate) fn answer(&mut self, xid: u32) -> Option<(ZkResult, EventId)> {
        self.answers.remove(&xid)
    }

    fn write(&mut self, io: &mut Io<'_>, socket: Socket, message: Message) {
        self.sent = io.now();
        let message = io.record(message.encode());
        // A broken connection is noticed by the thread that reads it.
        let _ = io.send(socket, message);
    }

    fn settle(&mut self, io: &mut Io<'_>, xid: u32, result: ZkResult) {
        match self.asking.remove(&xid) {
            Some(Asker::Thread(slot)) => {
                self.answers.insert(xid, (result, io.cause));
                io.wake(slot, Wait::Queue(queue::ANSWER));
            }
            Some(Asker::Cache {
                cache,
                path,
                change,
            }) => {
                if let Ok(Outcome::Node { data, .. }) = result {
                    self.cached(io, cache, path, change, data);
                }
            }
            Some(Asker::Nobody) | None => {}
        }
    }

    /// Every request that waits or is under way fails.
    fn fail_all(&mut self, io: &mut Io<'_>, error: ZkError) {
        self.waiting.clear();
        let asked: Vec<u32> = self.asking.keys().copied().collect();
        for xid in asked {
            self.settle(io, xid, Err(error));
        }
    }

    /// Requests that were begun before the connection was there.
    fn flush(&mut self, io: &mut Io<'_>, socket: Socket) {
        for (xid, op) in std::mem::take(&mut self.waiting) {
            self.write(io, socket, Message::Request { xid, op });
        }
        for slot in std::mem::take(&mut self.connecting) {
            io.wake(slot, Wait::Queue(queue::CONNECTED));
        }
    }

    /// The thread waits until there is a connection.
    pub(crate) fn await_connection(&mut self, slot: Slot) {
        if !self.connecting.contains(&slot) {
            self.connecting.push(slot);
        }
    }

    /// The thread waits for a place to go; its watch is set by the request that comes next.
    pub(crate) fn await_place(&mut self, slot: Slot, lock: Lock, number: u32) {
        let ahead = Path::Place { lock, number };
        self.places.retain(|wait| wait.slot != slot);
        self.places.push(PlaceWait {
            slot,
            ahead,
            gone: false,
        });
    }

    /// Whether the place is gone, or the connection was: either way the thread looks again.
    pub(crate) fn place_gone(&mut self, slot: Slot) -> bool {
        let gone = self
            .places
            .iter()
            .any(|wait| wait.slot == slot && wait.gone);
        if gone {
            self.places.retain(|wait| wait.slot != slot);
        }
        gone
    }

    fn wake_places(&mut self, io: &mut Io<'_>, which: impl Fn(Path) -> bool) {
        for wait in self.places.iter_mut().filter(|wait| which(wait.ahead)) {
            wait.gone = true;
            io.wake(wait.slot, Wait::Queue(queue::PLACE));
        }
    }

    /// Tells Curator's callbacks of a state, on their own thread.
    fn post(&mut self, io: &mut Io<'_>, state: CuratorState) {
        let number = self.number;
        let cause = io.then(Fact::StateChanged { number, state });
        self.states.push_back((state, cause));
        if let Some(slot) = self.state_manager {
            io.wake(slot, Wait::Queue(queue::STATE));
        }
    }

    /// A watch of `/nodes` has fired, or the list of a subscription names a node.
    fn watched(&mut self, io: &mut Io<'_>, change: Change, path: Path) {
        for cache in 0..u8::try_from(self.caches.len()).unwrap_or(u8::MAX) {
            let Some(entry) = self.caches.get_mut(usize::from(cache)) else {
                continue;
            };
            match change {
                Change::Deleted => {
                    if let Some(data) = entry.nodes.remove(&path) {
                        entry.push(io, CacheChange::Removed, path, data);
                    }
                }
                Change::Present => {
                    if let Some(listing) = &mut entry.listing {
                        listing.push(path);
                    }
                    self.read(io, cache, path, change);
                }
                Change::Created | Change::Changed => self.read(io, cache, path, change),
            }
        }
    }

    fn read(&mut self, io: &mut Io<'_>, cache: u8, path: Path, change: Change) {
        let asker = Asker::Cache {
            cache,
            path,
            change,
        };
        self.ask(io, Op::GetData { path }, asker);
    }

    /// A cache has read a node that it was told of.
    fn cached(&mut self, io: &mut Io<'_>, cache: u8, path: Path, change: Change, data: Data) {
        let Some(cache) = self.caches.get_mut(usize::from(cache)) else {
            return;
        };
        let known = cache.nodes.insert(path, data).is_some();
        let kind = match (known, change) {
            (false, _) => CacheChange::Added,
            (true, Change::Present | Change::Created | Change::Changed | Change::Deleted) => {
                CacheChange::Updated
            }
        };
        cache.push(io, kind, path, data);
    }

    /// A list begins: what it does not name has gone meanwhile.
    fn begin_listing(&mut self) {
        for cache in &mut self.caches {
            cache.listing = Some(Vec::new());
        }
    }

    /// The list is complete.
    fn end_listing(&mut self, io: &mut Io<'_>) {
        for cache in &mut self.caches {
            let Some(listed) = cache.listing.take() else {
                continue;
            };
            let gone: Vec<(Path, Data)> = cache
                .nodes
                .iter()
                .filter(|(path, _)| !listed.contains(path))
                .map(|(path, data)| (*path, *data))
                .collect();
            for (path, data) in gone {
                cache.nodes.remove(&path);
                cache.push(io, CacheChange::Removed, path, data);
            }
        }
    }
}

impl Cache {
    /// Whether it was closed.
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// `TreeCache.close`.
    pub(crate) fn close(&mut self) {
        self.closed = true;
        self.events.clear();
    }

    fn push(&mut self, io: &mut Io<'_>, kind: CacheChange, path: Path, data: Data) {
        let Some(slot) = self.thread.filter(|_| !self.closed) else {
            return;
        };
        let event = CacheEvent { kind, path, data };
        self.events.push_back((event, io.cause));
        io.wake(slot, Wait::Queue(queue::CACHE));
    }
}
