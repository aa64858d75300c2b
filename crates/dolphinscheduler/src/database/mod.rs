//! The database: tables, and one transaction per query, with row locks and affected-row counts.
//!
//! ```text
//!   connection: query ─▶ a backend: lock its row (or queue for it) ─▶ work ─▶ commit ─▶ rows, answer
//! ```
//! It leaves out isolation levels and everything that no query of the servers depends on: a query sees
//! what has been committed, and two that write the same row follow each other.

mod tables;

pub use tables::Tables;

use crate::disk::Disk;
use crate::ids::{CommandId, InstanceId, TaskId};
use crate::lane::Thread;
use crate::setting::Role;
use crate::wire::{Message, Query};
use sim::id::{NodeId, Slot, Socket};
use sim::io::Io;
use sim::network::Received;
use sim::random::Range;
use sim::threads::{Park, Wait};
use std::collections::{BTreeMap, VecDeque};

/// From the start of the process to its open port.
const BOOT: Range = Range::millis(200, 400);
/// A query that reads.
const READ: Range = Range::micros(700, 2_500);
/// A transaction that writes one row.
const WRITE: Range = Range::millis(3, 9);
/// The transaction that turns a command into an instance.
const HANDLE: Range = Range::millis(12, 60);
/// The number of what backends that queue for a row wait for.
const ROW: u8 = 0;

/// A process that serves the database.
#[derive(Clone)]
pub(crate) struct Database {
    threads: Vec<Backend>,
    /// Who has locked a row, and who waits for it.
    locks: BTreeMap<RowKey, VecDeque<Slot>>,
}

/// A row that transactions lock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum RowKey {
    Command(CommandId),
    Instance(InstanceId),
    Task(TaskId),
}

#[derive(Clone, Copy, Debug)]
enum Backend {
    Main { booted: bool },
    Connection { socket: Socket, peer: NodeId },
    Transaction(Transaction),
    Ended,
}

#[derive(Clone, Copy, Debug)]
struct Transaction {
    socket: Socket,
    by: NodeId,
    call: u32,
    query: Query,
    worked: bool,
}

impl Database {
    pub(crate) fn boot() -> Self {
        Self {
            threads: vec![Backend::Main { booted: false }],
            locks: BTreeMap::new(),
        }
    }

    pub(crate) fn resume(&mut self, disk: &mut Disk, io: &mut Io<'_>) -> Park {
        let slot = io.slot.index();
        let Some(backend) = self.threads.get(slot).copied() else {
            return Park::end();
        };
        let park = match backend {
            Backend::Main { booted } => self.main(io, booted),
            Backend::Connection { socket, peer } => self.read(io, socket, peer),
            Backend::Transaction(transaction) => self.run(disk, io, transaction),
            Backend::Ended => Park::end(),
        };
        if park.wait == Wait::End
            && let Some(place) = self.threads.get_mut(slot)
        {
            *place = Backend::Ended;
        }
        park
    }

    fn main(&mut self, io: &mut Io<'_>, booted: bool) -> Park {
        let port = Role::Database.port();
        if !booted {
            if let Some(place) = self.threads.first_mut() {
                *place = Backend::Main { booted: true };
            }
            return io.busy(BOOT);
        }
        if !io.is_listening(port) {
            io.listen(port);
        }
        while let Some((socket, cause)) = io.accept(port) {
            io.cause = cause;
            let peer = io.remote(socket).map_or(io.node, |(node, _)| node);
            self.start(io, peer, Backend::Connection { socket, peer });
        }
        Park::on(Wait::Accept(port))
    }

    fn start(&mut self, io: &mut Io<'_>, peer: NodeId, backend: Backend) {
        let Some(slot) = io.spawn(Thread::Connection(peer).lane()) else {
            return;
        };
        if self.threads.len() <= slot.index() {
            self.threads.resize(slot.index() + 1, Backend::Ended);
        }
        if let Some(place) = self.threads.get_mut(slot.index()) {
            *place = backend;
        }
    }

    fn read(&mut self, io: &mut Io<'_>, socket: Socket, peer: NodeId) -> Park {
        loop {
            match io.receive(socket) {
                Received::Message(id, cause) => {
                    io.cause = cause;
                    if let Some(Message::Query { call, query }) = Message::decode(io.message(id)) {
                        let transaction = Transaction {
                            socket,
                            by: peer,
                            call,
                            query,
                            worked: false,
                        };
                        self.start(io, peer, Backend::Transaction(transaction));
                    }
                }
                Received::Nothing => return Park::on(Wait::Read(socket)),
                Received::EndOfStream(_) | Received::Reset(_) | Received::Closed => {
                    io.close(socket);
                    return Park::end();
                }
            }
        }
    }

    fn run(&mut self, disk: &mut Disk, io: &mut Io<'_>, transaction: Transaction) -> Park {
        let key = row_key(transaction.query);
        if !transaction.worked {
            if let Some(key) = key
                && !self.lock(key, io.slot)
            {
                return Park::on(Wait::Queue(ROW));
            }
            let worked = Transaction {
                worked: true,
                ..transaction
            };
            if let Some(place) = self.threads.get_mut(io.slot.index()) {
                *place = Backend::Transaction(worked);
            }
            return io.busy(duration(transaction.query));
        }
        let call = transaction.call;
        let (rows, answer) = disk.tables.apply(transaction.query, transaction.by, io);
        for row in rows {
            let row = io.record(Message::Result { call, row }.encode());
            // A client that is gone has committed all the same.
            let _ = io.send(transaction.socket, row);
        }
        let done = io.record(Message::Done { call, answer }.encode());
        let _ = io.send(transaction.socket, done);
        if let Some(key) = key {
            self.unlock(key, io);
        }
        Park::end()
    }

    fn lock(&mut self, key: RowKey, slot: Slot) -> bool {
        let queue = self.locks.entry(key).or_default();
        if !queue.contains(&slot) {
            queue.push_back(slot);
        }
        queue.front() == Some(&slot)
    }

    fn unlock(&mut self, key: RowKey, io: &mut Io<'_>) {
        let Some(queue) = self.locks.get_mut(&key) else {
            return;
        };
        queue.pop_front();
        match queue.front() {
            Some(next) => io.wake(*next, Wait::Queue(ROW)),
            None => {
                self.locks.remove(&key);
            }
        }
    }
}

/// The row that a query locks.
fn row_key(query: Query) -> Option<RowKey> {
    match query {
        Query::HandleCommand { command, .. } | Query::MoveToError { command } => {
            Some(RowKey::Command(command))
        }
        Query::HandOver { instance, .. } | Query::HandOverG3 { instance, .. } => {
            Some(RowKey::Instance(instance))
        }
        Query::SaveInstance { row } => Some(RowKey::Instance(row.id)),
        Query::SaveTask { row } => Some(RowKey::Task(row.id)),
        Query::StoreAck { task, .. }
        | Query::StoreResult { task, .. }
        | Query::StoreApp { task, .. } => Some(RowKey::Task(task)),
        Query::OldestCommand
        | Query::CommandsOfSlot { .. }
        | Query::InstancesOfHost { .. }
        | Query::UnfinishedHosts { .. }
        | Query::TasksOfHost { .. }
        | Query::GetInstance { .. }
        | Query::TasksOfInstance { .. }
        | Query::FindTask { .. }
        | Query::GetTask { .. }
        | Query::InsertTask { .. }
        | Query::InsertAlert { .. } => None,
    }
}

fn duration(query: Query) -> Range {
    match query {
        Query::HandleCommand { .. } => HANDLE,
        Query::HandOver { .. }
        | Query::HandOverG3 { .. }
        | Query::MoveToError { .. }
        | Query::SaveInstance { .. }
        | Query::SaveTask { .. }
        | Query::StoreAck { .. }
        | Query::StoreResult { .. }
        | Query::StoreApp { .. }
        | Query::InsertTask { .. }
        | Query::InsertAlert { .. } => WRITE,
        Query::OldestCommand
        | Query::CommandsOfSlot { .. }
        | Query::InstancesOfHost { .. }
        | Query::UnfinishedHosts { .. }
        | Query::TasksOfHost { .. }
        | Query::GetInstance { .. }
        | Query::TasksOfInstance { .. }
        | Query::FindTask { .. }
        | Query::GetTask { .. } => READ,
    }
}
