//! Java threads as stacks of routines.
//!
//! A routine is one method of the sources that blocks: an explicit state machine which says, each time
//! it is stepped, what it waits for next. A thread holds a stack of them, steps the one on top with the
//! answer to what it waited for, and parks in between.

pub(crate) mod lock;
pub(crate) mod pool;

use crate::client::call::{Progress, ZkCall};
use crate::client::{ZkResult, queue};
use crate::disk::Disk;
use crate::jvm::Jvm;
use crate::master::{MasterRoutine, listen, state};
use crate::path::Lock;
use crate::rpc::RpcResult;
use crate::threads::lock::{Acquire, Release};
use crate::threads::pool::DbResult;
use crate::wire::{Op, Query, Rpc};
use crate::worker::WorkerRoutine;
use sim::id::NodeId;
use sim::io::Io;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// What a routine works with.
pub(crate) struct Cx<'a, 'b> {
    pub(crate) jvm: &'a mut Jvm,
    pub(crate) disk: &'a mut Disk,
    pub(crate) io: &'a mut Io<'b>,
}

/// What a routine waits for next.
#[derive(Debug)]
pub(crate) enum Next {
    /// Nothing: it is stepped again at once.
    Again,
    /// The outcome of an operation of the registry, on the session with this number.
    Zk(u8, Op),
    /// The result of a query.
    Db(Query),
    /// The answer of another server, for at most so long.
    Rpc(NodeId, Rpc, Span),
    /// The end of a sleep.
    Sleep(Span),
    /// A moment.
    Until(SimTime),
    /// Its own work.
    Busy(Range),
    /// A signal on a queue of the process, for at most so long.
    Wait(u8, SimTime),
    /// Another routine.
    Call(Routine),
    /// Nothing any more: it returns.
    Return(Value),
}

/// What it has waited for.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It begins, or time has passed.
    Nothing,
    /// The outcome of an operation of the registry.
    Zk(ZkResult),
    /// The result of a query.
    Db(DbResult),
    /// The answer of another server.
    Rpc(RpcResult),
    /// What the routine it has called returns.
    Value(Value),
}

/// What a routine returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    /// Nothing.
    Unit,
    /// A place in a lock's queue: the lock is held.
    Place(u32),
    /// It could not be done.
    Failed,
    /// It had ended by itself: nothing was left to be done.
    Over,
}

/// A method of the sources that blocks.
#[derive(Clone, Debug)]
pub(crate) enum Routine {
    Acquire(Acquire),
    Release(Release),
    StateManager(state::StateManager),
    Cache(listen::CacheThread),
    Master(MasterRoutine),
    Worker(WorkerRoutine),
}

impl Routine {
    fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self {
            Self::Acquire(routine) => routine.step(answer, cx),
            Self::Release(routine) => routine.step(answer, cx),
            Self::StateManager(routine) => routine.step(answer, cx),
            Self::Cache(routine) => routine.step(answer, cx),
            Self::Master(routine) => routine.step(answer, cx),
            Self::Worker(routine) => routine.step(answer, cx),
        }
    }
}

impl Next {
    /// Takes a lock.
    pub(crate) fn lock(client: u8, lock: Lock) -> Self {
        Self::Call(Routine::Acquire(Acquire::new(client, lock)))
    }

    /// Lets go of one.
    pub(crate) fn unlock(client: u8, lock: Lock, place: u32) -> Self {
        Self::Call(Routine::Release(Release::new(client, lock, place)))
    }

    /// Calls a routine of a master.
    pub(crate) fn master(routine: impl Into<MasterRoutine>) -> Self {
        Self::Call(Routine::Master(routine.into()))
    }

    /// Returns without a value.
    pub(crate) fn end() -> Self {
        Self::Return(Value::Unit)
    }
}

impl Answer {
    /// The outcome of the operation that was waited for.
    pub(crate) fn zk(self) -> ZkResult {
        match self {
            Self::Zk(result) => result,
            Self::Nothing | Self::Db(_) | Self::Rpc(_) | Self::Value(_) => {
                Err(crate::client::ZkError::Stopped)
            }
        }
    }

    /// The rows of the query that was waited for.
    pub(crate) fn db(self) -> DbResult {
        match self {
            Self::Db(result) => result,
            Self::Nothing | Self::Zk(_) | Self::Rpc(_) | Self::Value(_) => Err(pool::PoolClosed),
        }
    }

    /// The value of the routine that was called.
    pub(crate) fn value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Nothing | Self::Zk(_) | Self::Db(_) | Self::Rpc(_) => Value::Unit,
        }
    }
}

/// What a thread of routines waits for.
#[derive(Clone, Debug)]
enum Pending {
    Nothing,
    Time(SimTime),
    Zk(ZkCall),
    Db(u32),
    Rpc(u32, SimTime),
    Queue(u8, SimTime, bool),
    Value(Value),
}

/// A thread of routines.
#[derive(Clone, Debug)]
pub(crate) struct Runner {
    stack: Vec<Routine>,
    pending: Pending,
}

impl Runner {
    pub(crate) fn new(routine: Routine) -> Self {
        Self {
            stack: vec![routine],
            pending: Pending::Nothing,
        }
    }

    pub(crate) fn resume(&mut self, cx: &mut Cx<'_, '_>) -> Park {
        loop {
            let answer = match self.poll(cx) {
                Progress::Waits(park) => return park,
                Progress::Over(answer) => answer,
            };
            let Some(routine) = self.stack.last_mut() else {
                return Park::end();
            };
            let next = routine.step(answer, cx);
            self.follow(next, cx);
        }
    }

    fn poll(&mut self, cx: &mut Cx<'_, '_>) -> Progress<Answer> {
        let pending = std::mem::replace(&mut self.pending, Pending::Nothing);
        match pending {
            Pending::Nothing => Progress::Over(Answer::Nothing),
            Pending::Value(value) => Progress::Over(Answer::Value(value)),
            Pending::Time(until) if cx.io.now() < until => {
                self.pending = Pending::Time(until);
                Progress::Waits(Park::until(until))
            }
            Pending::Time(_) => Progress::Over(Answer::Nothing),
            Pending::Zk(mut call) => {
                let (retry, timeout) = {
                    let switches = &cx.jvm.config.switches;
                    (switches.retry, switches.connection_timeout)
                };
                let Some(client) = cx.jvm.clients.get_mut(usize::from(call.client)) else {
                    return Progress::Over(Answer::Nothing);
                };
                match call.resume(client, retry, timeout, cx.io) {
                    Progress::Waits(park) => {
                        self.pending = Pending::Zk(call);
                        Progress::Waits(park)
                    }
                    Progress::Over(result) => Progress::Over(Answer::Zk(result)),
                }
            }
            Pending::Db(call) => match cx.jvm.pool.answer(call, cx.io) {
                Some(result) => Progress::Over(Answer::Db(result)),
                None => {
                    self.pending = Pending::Db(call);
                    Progress::Waits(Park::on(Wait::Queue(queue::DATABASE)))
                }
            },
            Pending::Rpc(call, until) => match cx.jvm.rpc.answer(call, until, cx.io) {
                Some(result) => Progress::Over(Answer::Rpc(result)),
                None => {
                    self.pending = Pending::Rpc(call, until);
                    Progress::Waits(Park::on_until(Wait::Queue(queue::RPC), until))
                }
            },
            Pending::Queue(number, until, false) => {
                self.pending = Pending::Queue(number, until, true);
                Progress::Waits(Park::on_until(Wait::Queue(number), until))
            }
            Pending::Queue(_, _, true) => Progress::Over(Answer::Nothing),
        }
    }

    fn follow(&mut self, next: Next, cx: &mut Cx<'_, '_>) {
        self.pending = match next {
            Next::Again => Pending::Nothing,
            Next::Zk(client, op) => Pending::Zk(ZkCall::new(client, op)),
            Next::Db(query) => Pending::Db(cx.jvm.pool.submit(query, cx.io)),
            Next::Rpc(to, rpc, timeout) => {
                let until = cx.io.timer(timeout);
                let call = cx.jvm.call(to, rpc, cx.io);
                Pending::Rpc(call, until)
            }
            Next::Sleep(span) => Pending::Time(cx.io.timer(span)),
            Next::Until(until) => Pending::Time(until),
            Next::Busy(range) => {
                let work = cx.io.work(range);
                Pending::Time(cx.io.now() + work)
            }
            Next::Wait(number, until) => Pending::Queue(number, until, false),
            Next::Call(routine) => {
                self.stack.push(routine);
                Pending::Nothing
            }
            Next::Return(value) => {
                self.stack.pop();
                Pending::Value(value)
            }
        };
    }
}
