//! `TaskPriorityQueueConsumer`, in 3.2.1 `GlobalTaskDispatchWaitingQueueLooper`: one thread that takes
//! submitted tasks out of a queue, a few at a time, and sends them to workers.
//!
//! ```text
//!   queue ─ empty: 1.3.x sleeps 1 s, 2.0.5 and 3.1.9 take batches, later releases one by one ─▶ each:
//!     still held? ─▶ lock of the workers' map ─▶ worker ─▶ row: DISPATCH (3.x) ─▶ message ─ failed ─▶ again
//! ```
//! In 3.1.9 the refresh of the workers holds that lock while it asks the registry: a master that is cut
//! off sends nothing, until the one task that stands before the lock goes out at the healing.

use super::MasterRoutine;
use crate::client::queue;
use crate::fact::Fact;
use crate::lane::Thread;
use crate::model::{DispatchLoop, TakeOver};
use crate::path::NodeSet;
use crate::rows::{Instance, Task, TaskState};
use crate::server::Emit;
use crate::threads::{Answer, Cx, Next, Routine};
use crate::wire::{Query, Rpc};
use sim::id::{EventId, NodeId, Slot};
use sim::io::Io;
use sim::random::Range;
use sim::threads::Wait;
use sim::time::{SimTime, Span};
use std::collections::VecDeque;

/// `master.dispatch.task.num`: tasks that are sent side by side.
const BATCH: usize = 3;
/// From a task that is taken to the message to its worker.
const DISPATCH: Range = Range::millis(2, 40);
/// The same, the first time in a process: classes are loaded, a connection is made.
const FIRST_DISPATCH: Range = Range::millis(60, 600);
/// How long a message to a worker is waited for.
const PATIENCE: Span = Span::from_secs(5);
/// The pause before a worker is tried again.
const AGAIN: Span = Span::from_secs(1);
/// `Constants.SLEEP_TIME_MILLIS`: how long a task is waited for.
const POLL: Span = Span::from_secs(1);
/// How long a removed worker may still be chosen (3.2.1): its map follows the event by some milliseconds.
const LINGERS: Span = Span::from_secs(1);

/// A task that is to be sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) row: Task,
    pub(crate) instance: Instance,
    pub(crate) cause: EventId,
}

/// What the threads of a master share about sending tasks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dispatching {
    queue: VecDeque<Order>,
    /// What could not be sent and joins the queue again.
    failed: VecDeque<Order>,
    under_way: usize,
    pub(crate) thread: Option<Slot>,
    /// The workers that are offered.
    hosts: NodeSet,
    /// Workers that have just gone, and how often each is still chosen.
    gone: Vec<(NodeId, SimTime, u64)>,
    /// The refresh holds the lock of the workers' map, and who waits for it.
    locked: bool,
    waiting: Vec<Slot>,
    /// No worker is suitable before.
    pub(crate) ready: SimTime,
    warm: bool,
    turn: usize,
}

impl Dispatching {
    /// A task joins the queue.
    pub(crate) fn submit(&mut self, order: Order, io: &mut Io<'_>) {
        self.queue.push_back(order);
        self.wake(io);
    }

    fn wake(&self, io: &mut Io<'_>) {
        if let Some(slot) = self.thread {
            io.wake(slot, Wait::Queue(queue::WORK));
        }
    }

    /// The workers were read; some releases forget none of those that they knew.
    pub(crate) fn offer(&mut self, nodes: NodeSet, forgets: bool) {
        if forgets {
            self.hosts = nodes;
        } else {
            nodes.iter().for_each(|node| self.hosts.insert(node));
        }
    }

    /// A worker has gone; it may be chosen a few times more.
    pub(crate) fn lingers(&mut self, node: NodeId, times: u64, now: SimTime) {
        self.gone.push((node, now + LINGERS, times));
    }

    /// The refresh takes the lock of the workers' map.
    pub(crate) fn lock(&mut self) {
        self.locked = true;
    }

    /// It lets go of it.
    pub(crate) fn unlock(&mut self, io: &mut Io<'_>) {
        self.locked = false;
        for slot in std::mem::take(&mut self.waiting) {
            io.wake(slot, Wait::Queue(queue::EVENT));
        }
    }

    /// The worker that a task is sent to, but for those that have failed.
    fn choose(&mut self, failed: NodeSet, now: SimTime) -> Option<NodeId> {
        self.gone
            .retain(|(_, until, times)| *until > now && *times > 0);
        let gone = self.gone.first_mut();
        if let Some((node, _, times)) = gone {
            *times -= 1;
            return Some(*node);
        }
        let offered: Vec<NodeId> = (self.hosts.iter())
            .filter(|node| !failed.contains(*node))
            .collect();
        let turn = self.turn;
        self.turn = self.turn.wrapping_add(1);
        offered.get(turn % offered.len().max(1)).copied()
    }
}

/// The thread.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Dispatcher {
    /// How many tasks of the batch have been taken, or waited for in vain.
    taken: usize,
    /// Until when the next one is waited for.
    until: Option<SimTime>,
}

impl Dispatcher {
    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let how = cx.jvm.config.switches.dispatch_loop;
        let now = cx.io.now();
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        let dispatching = &mut master.dispatching;
        let side_by_side = how == DispatchLoop::Polling && self.taken < BATCH;
        if dispatching.under_way > 0 && !side_by_side {
            return Next::Wait(queue::WORK, SimTime::NEVER);
        }
        if self.taken >= BATCH || how != DispatchLoop::Polling {
            self.taken = 0;
            let none = dispatching.failed.len() >= BATCH;
            dispatching.queue.append(&mut dispatching.failed);
            if none {
                // Not one of the batch could be sent.
                return Next::Sleep(POLL);
            }
        }
        if master.stopper {
            return Next::end();
        }
        if let Some(order) = master.dispatching.queue.pop_front() {
            self.take(order, cx);
            return Next::Again;
        }
        match how {
            DispatchLoop::Sleeping => Next::Sleep(POLL),
            DispatchLoop::Taking => Next::Wait(queue::WORK, SimTime::NEVER),
            DispatchLoop::Polling => {
                let until = *self.until.get_or_insert(now + POLL);
                if now < until {
                    return Next::Wait(queue::WORK, until);
                }
                self.until = None;
                self.taken += 1;
                Next::Again
            }
        }
    }

    fn take(&mut self, order: Order, cx: &mut Cx<'_, '_>) {
        self.until = None;
        self.taken += 1;
        let instance = order.instance.id;
        let by_row = cx.jvm.config.switches.take_over == TakeOver::PollRow;
        let held = (cx.jvm.master()).is_some_and(|master| master.held.contains(&instance));
        cx.io.cause = order.cause;
        if !by_row && !held {
            let task = order.row.id;
            cx.io.then(Fact::DispatchDropped { task });
            return;
        }
        let routine: MasterRoutine = SendTask::new(order).into();
        cx.jvm
            .start_routine(Thread::Dispatcher, Routine::Master(routine), cx.io);
        if let Some(master) = cx.jvm.master() {
            master.dispatching.under_way += 1;
        }
    }
}

/// Sends one task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SendTask {
    order: Order,
    to: Option<NodeId>,
    tries: u8,
    failed: NodeSet,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Lock,
    Send,
    Sent,
    GivenUp,
}

impl SendTask {
    fn new(order: Order) -> Self {
        Self {
            order,
            to: None,
            tries: 0,
            failed: NodeSet::default(),
            step: Step::Begin,
        }
    }

    pub(crate) fn step(&mut self, answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        match self.step {
            Step::Begin => {
                cx.io.cause = self.order.cause;
                self.step = Step::Lock;
                let warm = (cx.jvm.master())
                    .is_none_or(|master| std::mem::replace(&mut master.dispatching.warm, true));
                Next::Busy(if warm { DISPATCH } else { FIRST_DISPATCH })
            }
            Step::Lock => self.lock(cx),
            Step::Send => self.send(cx),
            Step::Sent => self.sent(&answer, cx),
            Step::GivenUp => Self::over(cx),
        }
    }

    /// `LowerWeightHostManager.select`, behind the lock of the workers' map.
    fn lock(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let (now, slot) = (cx.io.now(), cx.io.slot);
        let stalls = cx.jvm.config.switches.dispatch_stalls_in_cut;
        let Some(master) = cx.jvm.master() else {
            return Next::end();
        };
        let dispatching = &mut master.dispatching;
        if stalls && dispatching.locked {
            dispatching.waiting.push(slot);
            return Next::Wait(queue::EVENT, SimTime::NEVER);
        }
        let ready = dispatching.ready <= now;
        let Some(to) = (dispatching.choose(self.failed, now)).filter(|_| ready) else {
            if self.failed.is_empty() {
                let (task, to) = (self.order.row.id, None);
                cx.io.then(Fact::DispatchFailed { task, to });
            }
            return self.give_up(cx);
        };
        self.to = Some(to);
        self.tries = 0;
        self.mark(to, cx)
    }

    /// From 3.x on the row says to whom it is sent.
    fn mark(&mut self, to: NodeId, cx: &Cx<'_, '_>) -> Next {
        self.step = Step::Send;
        match cx.jvm.config.switches.take_over {
            TakeOver::PollRow | TakeOver::HostUpdate => Next::Again,
            TakeOver::KillAndRerun
            | TakeOver::AcceptIfKnown
            | TakeOver::AcceptIfRunning
            | TakeOver::AcceptIfUnacked => {
                let row = Task {
                    state: TaskState::Dispatch,
                    host: Some(to),
                    ..self.order.row
                };
                Next::Db(Query::SaveTask { row })
            }
        }
    }

    fn send(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        let Some(to) = self.to else {
            return Self::over(cx);
        };
        self.step = Step::Sent;
        let Order { row, instance, .. } = self.order;
        let rpc = Rpc::Execute {
            task: row.id,
            instance: instance.id,
            definition: instance.definition.0,
            index: row.index,
            app: row.app,
        };
        Next::Rpc(to, rpc, PATIENCE)
    }

    fn sent(&mut self, answer: &Answer, cx: &mut Cx<'_, '_>) -> Next {
        let Some(to) = self.to else {
            return Self::over(cx);
        };
        let task = self.order.row.id;
        if matches!(answer, Answer::Rpc(Ok(_))) {
            cx.io.then(Fact::TaskDispatched { task, to });
            if let Some(master) = cx.jvm.master() {
                master.dispatched = true;
            }
            return Self::over(cx);
        }
        cx.io.then(Fact::DispatchFailed { task, to: Some(to) });
        self.tries += 1;
        if self.tries < cx.jvm.config.switches.dispatch_tries {
            self.step = Step::Send;
            return Next::Sleep(AGAIN);
        }
        // Another worker, at once; this one again when there is no other.
        self.failed.insert(to);
        self.step = Step::Lock;
        match cx.jvm.config.switches.dispatch_tries {
            1 => Next::Again,
            _ => Next::Sleep(AGAIN),
        }
    }

    /// No worker is left: it joins the queue again. 3.2.1 would try without a pause, a hundred times.
    fn give_up(&mut self, cx: &mut Cx<'_, '_>) -> Next {
        if let Some(master) = cx.jvm.master() {
            master.dispatching.failed.push_back(self.order);
        }
        match cx.jvm.config.switches.dispatch_loop {
            DispatchLoop::Polling => Self::over(cx),
            DispatchLoop::Sleeping | DispatchLoop::Taking => {
                self.step = Step::GivenUp;
                Next::Sleep(AGAIN)
            }
        }
    }

    /// It is done, and the queue goes on when all of its batch are.
    fn over(cx: &mut Cx<'_, '_>) -> Next {
        if let Some(master) = cx.jvm.master() {
            master.dispatching.under_way = master.dispatching.under_way.saturating_sub(1);
            master.dispatching.wake(cx.io);
        }
        Next::end()
    }
}
