//! The database's connection pool of a process: queries go out, rows come back.

use crate::client::queue;
use crate::fact::{Fact, Line};
use crate::server::Emit;
use crate::setting::Role;
use crate::wire::{Answer, Message, Query};
use sim::id::{EventId, NodeId, Slot, Socket};
use sim::io::Io;
use sim::network::{DialOutcome, Received};
use sim::threads::{Park, Wait};
use sim::time::Span;
use std::collections::{BTreeMap, VecDeque};

/// The pause before the database is dialled again.
const REDIAL: Span = Span::from_secs(1);

/// A query met a pool that is closed: `DataSourceClosedException`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PoolClosed;

/// What a query gives.
pub(crate) type DbResult = Result<DbRows, PoolClosed>;

/// Rows and the answer that ends them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DbRows {
    pub(crate) rows: Vec<crate::rows::Row>,
    pub(crate) answer: Answer,
}

/// The pool.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    database: Option<NodeId>,
    socket: Option<Socket>,
    dialling: Option<Socket>,
    waiting: VecDeque<Message>,
    next: u32,
    asking: BTreeMap<u32, Asking>,
    /// Whether it was used before; the first use opens it.
    opened: bool,
    pub(crate) closed: bool,
}

#[derive(Clone, Debug)]
struct Asking {
    slot: Slot,
    rows: Vec<crate::rows::Row>,
    done: Option<(Result<Answer, PoolClosed>, EventId)>,
}

impl Pool {
    pub(crate) fn new(database: Option<NodeId>) -> Self {
        Self {
            database,
            socket: None,
            dialling: None,
            waiting: VecDeque::new(),
            next: 0,
            asking: BTreeMap::new(),
            opened: false,
            closed: false,
        }
    }

    /// Whether this is the first use of the pool, which it opens.
    pub(crate) fn open(&mut self, io: &mut Io<'_>) -> bool {
        let first = !self.opened && !self.closed;
        if first {
            self.opened = true;
            io.tell(Fact::Printed {
                line: Line::DataSourceOpened,
            });
        }
        first
    }

    pub(crate) fn submit(&mut self, query: Query, io: &mut Io<'_>) -> u32 {
        let call = self.next;
        self.next = self.next.wrapping_add(1);
        let asking = Asking {
            slot: io.slot,
            rows: Vec::new(),
            done: self.closed.then_some((Err(PoolClosed), io.cause)),
        };
        self.asking.insert(call, asking);
        if !self.closed {
            let message = Message::Query { call, query };
            match self.socket {
                Some(socket) => write(io, socket, message),
                None => self.waiting.push_back(message),
            }
        }
        call
    }

    /// The result of a query, once it is there.
    pub(crate) fn answer(&mut self, call: u32, io: &mut Io<'_>) -> Option<DbResult> {
        let (answer, cause) = self.asking.get(&call)?.done?;
        io.cause = cause;
        let asking = self.asking.remove(&call)?;
        Some(answer.map(|answer| DbRows {
            rows: asking.rows,
            answer,
        }))
    }

    /// Closes the pool: what is under way and whatever comes later fails.
    pub(crate) fn close(&mut self, io: &mut Io<'_>) {
        if self.closed {
            return;
        }
        self.closed = true;
        io.then(Fact::PoolClosed);
        let cause = io.cause;
        for asking in self.asking.values_mut().filter(|a| a.done.is_none()) {
            asking.done = Some((Err(PoolClosed), cause));
            io.wake(asking.slot, Wait::Queue(queue::DATABASE));
        }
        if let Some(socket) = self.socket.take() {
            io.close(socket);
        }
    }

    /// The thread that reads the connection.
    pub(crate) fn read(&mut self, io: &mut Io<'_>) -> Park {
        loop {
            if self.closed {
                return Park::end();
            }
            let Some(database) = self.database else {
                return Park::end();
            };
            if let Some(socket) = self.socket {
                if let Some(park) = self.receive(io, socket) {
                    return park;
                }
                continue;
            }
            let socket = match self.dialling {
                Some(socket) => socket,
                None => {
                    let Some(socket) = io.dial(database, Role::Database.port()) else {
                        return Park::end();
                    };
                    self.dialling = Some(socket);
                    socket
                }
            };
            match io.dial_outcome(socket) {
                None => return Park::on(Wait::Connect(socket)),
                Some(DialOutcome::Connected) => {
                    self.dialling = None;
                    self.socket = Some(socket);
                    for message in std::mem::take(&mut self.waiting) {
                        write(io, socket, message);
                    }
                }
                Some(DialOutcome::Refused | DialOutcome::NoRoute) => {
                    io.close(socket);
                    self.dialling = None;
                    return Park::until(io.timer(REDIAL));
                }
            }
        }
    }

    fn receive(&mut self, io: &mut Io<'_>, socket: Socket) -> Option<Park> {
        match io.receive(socket) {
            Received::Message(id, cause) => {
                io.cause = cause;
                match Message::decode(io.message(id)) {
                    Some(Message::Result { call, row }) => {
                        if let Some(asking) = self.asking.get_mut(&call) {
                            asking.rows.push(row);
                        }
                    }
                    Some(Message::Done { call, answer }) => {
                        if let Some(asking) = self.asking.get_mut(&call) {
                            asking.done = Some((Ok(answer), cause));
                            io.wake(asking.slot, Wait::Queue(queue::DATABASE));
                        }
                    }
                    Some(_) | None => {}
                }
                None
            }
            Received::Nothing => Some(Park::on(Wait::Read(socket))),
            Received::EndOfStream(_) | Received::Reset(_) | Received::Closed => {
                io.close(socket);
                self.socket = None;
                None
            }
        }
    }
}

fn write(io: &mut Io<'_>, socket: Socket, message: Message) {
    let message = io.record(message.encode());
    // A broken connection is noticed by the thread that reads it.
    let _ = io.send(socket, message);
}
