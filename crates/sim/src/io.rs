//! What a process can do: the only way in which the code of a system touches the world.

use crate::id::{EventId, Lane, MessageId, NodeId, Slot, Socket};
use crate::kernel::Kernel;
use crate::latency::Delay;
use crate::network::{DialOutcome, Received, SendError};
use crate::random::Range;
use crate::threads::{Park, Wait};
use crate::time::{SimTime, Span};
use crate::trace::{Record, Row, Trace};

/// The world as one process sees it while one of its threads runs.
///
/// `cause` is the fact that everything done next is a consequence of; it starts as the fact that
/// made the thread run.
pub struct Io<'a> {
    /// The host the process runs on.
    pub node: NodeId,
    /// The thread that runs.
    pub slot: Slot,
    /// What the thread is for.
    pub lane: Lane,
    /// Why the next thing happens.
    pub cause: EventId,
    pub(crate) kernel: &'a mut Kernel,
    pub(crate) trace: &'a mut Trace,
    pub(crate) exit: Option<i32>,
}

impl Io<'_> {
    /// The present moment.
    pub fn now(&self) -> SimTime {
        self.kernel.now
    }

    /// Writes a fact of this thread, caused by [`Io::cause`].
    pub fn emit(&mut self, tag: u8, small: u8, a: u32, b: u32) -> EventId {
        self.trace.push(Row {
            at: self.kernel.now,
            cause: self.cause,
            node: self.node,
            lane: self.lane,
            tag,
            small,
            a,
            b,
        })
    }

    /// The Trace so far.
    pub fn trace(&self) -> &Trace {
        self.trace
    }

    /// Fixes the content of a new message.
    pub fn record(&mut self, record: Record) -> MessageId {
        self.trace.record(record)
    }

    /// The content of a message.
    pub fn message(&self, id: MessageId) -> Record {
        self.trace.message(id)
    }

    /// How long something takes that the protocol's code does.
    pub fn work(&mut self, range: Range) -> Span {
        self.kernel.work(self.node, range)
    }

    /// True in one of `n` draws.
    pub fn one_in(&mut self, n: u64) -> bool {
        self.kernel.one_in(self.node, n)
    }

    /// The end of a timer of this length, as late as timers are.
    pub fn timer(&mut self, length: Span) -> SimTime {
        self.now() + length + self.kernel.delay(self.node, Delay::Timer)
    }

    /// The end of a connect timeout of this length, as late as those are.
    pub fn connect_timer(&mut self, length: Span) -> SimTime {
        self.now() + length + self.kernel.delay(self.node, Delay::ConnectTimer)
    }

    /// Computes for as long as the range says.
    pub fn busy(&mut self, range: Range) -> Park {
        let work = self.work(range);
        Park::until(self.now() + work)
    }

    /// Starts a thread; it runs after the time that takes. Nothing if the process has too many.
    pub fn spawn(&mut self, lane: Lane) -> Option<Slot> {
        let after = self.kernel.delay(self.node, Delay::ThreadStart);
        self.kernel.spawn(self.node, lane, after, self.cause)
    }

    /// Wakes a thread of this process if that is what it waits for.
    pub fn wake(&mut self, slot: Slot, wait: Wait) {
        self.kernel.wake(self.node, slot, wait, self.cause);
    }

    /// Wakes a thread that computes or sleeps, as `Thread.interrupt` does.
    pub fn interrupt(&mut self, slot: Slot) {
        self.kernel.wake(self.node, slot, Wait::Time, self.cause);
    }

    pub(crate) fn wake_for_monitor(&mut self, slot: Slot, wait: Wait) {
        self.kernel
            .wake_after(self.node, slot, wait, self.cause, Delay::MonitorWake);
    }

    /// Ends a thread of this process wherever it is.
    pub fn end_thread(&mut self, slot: Slot) {
        self.kernel.end_thread(self.node, slot);
    }

    /// Starts a `connect()`; the thread then waits for its outcome.
    pub fn dial(&mut self, to: NodeId, port: u16) -> Option<Socket> {
        self.kernel.dial(self.node, to, port, self.cause)
    }

    /// What has become of a `connect()`; nothing while it goes on.
    pub fn dial_outcome(&self, socket: Socket) -> Option<DialOutcome> {
        self.kernel.outcome(socket)
    }

    /// Opens a port on which this thread accepts; false if it is taken.
    pub fn listen(&mut self, port: u16) -> bool {
        self.kernel.listen(self.node, port, self.slot)
    }

    /// Makes another thread the one that accepts on a port.
    pub fn set_acceptor(&mut self, port: u16, slot: Slot) {
        self.kernel.set_acceptor(self.node, port, slot);
    }

    /// Whether somebody of this process listens on the port.
    pub fn is_listening(&self, port: u16) -> bool {
        self.kernel.is_listening(self.node, port)
    }

    /// Closes a port.
    pub fn unlisten(&mut self, port: u16) {
        self.kernel.unlisten(self.node, port, self.cause);
    }

    /// The next connection that waits to be accepted, and the fact that dialled it.
    pub fn accept(&mut self, port: u16) -> Option<(Socket, EventId)> {
        self.kernel.accept(self.node, port)
    }

    /// Writes a message; [`Io::cause`] travels with it.
    ///
    /// # Errors
    /// When the socket is closed or the connection was reset.
    pub fn send(&mut self, socket: Socket, message: MessageId) -> Result<(), SendError> {
        self.kernel.send(socket, message, self.cause, self.trace)
    }

    /// Reads a socket without waiting.
    pub fn receive(&mut self, socket: Socket) -> Received {
        self.kernel.receive(socket)
    }

    /// Closes a socket.
    pub fn close(&mut self, socket: Socket) {
        self.kernel.close(socket, self.cause, self.trace);
    }

    /// The host and port at the other end.
    pub fn remote(&self, socket: Socket) -> Option<(NodeId, u16)> {
        self.kernel.network.remote(socket)
    }

    /// Ends the process when the thread next waits.
    pub fn exit(&mut self, code: i32) {
        self.exit = Some(code);
    }
}
