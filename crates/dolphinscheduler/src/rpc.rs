//! Messages between servers: Netty connections that are made when something is to be sent, kept, and
//! read at both ends.

use crate::client::queue;
use crate::disk::Disk;
use crate::jvm::Jvm;
use crate::setting::Role;
use crate::wire::{Message, Rpc};
use sim::id::{EventId, NodeId, Slot, Socket};
use sim::io::Io;
use sim::network::{DialOutcome, Received};
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use std::collections::{BTreeMap, VecDeque};

/// `NettyRemotingClient`: the connect timeout.
const CONNECT: Span = Span::from_secs(3);

/// Why a message was not answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RpcError {
    /// No connection could be made: refused, or nobody there.
    NoConnection,
    /// No answer came in time.
    TimedOut,
}

/// What a call gives; for a message that nobody answers, the message itself once it is written.
pub(crate) type RpcResult = Result<Rpc, RpcError>;

/// The connections of a process and the calls that wait for an answer.
#[derive(Clone, Default, Debug)]
pub(crate) struct Links {
    links: BTreeMap<NodeId, Link>,
    calls: BTreeMap<u32, Call>,
    next: u32,
    /// Connections that others have made.
    pub(crate) accepted: BTreeMap<Slot, (Socket, NodeId)>,
}

#[derive(Clone, Debug, Default)]
struct Link {
    socket: Option<Socket>,
    waiting: VecDeque<(u32, Rpc)>,
    running: bool,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    slot: Slot,
    to: NodeId,
    result: Option<(RpcResult, EventId)>,
}

/// The thread of a connection that this process has made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinkThread {
    to: NodeId,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Dial,
    Dialling { socket: Socket, until: SimTime },
    Reading { socket: Socket },
}

impl Links {
    /// The answer to a call.
    pub(crate) fn answer(
        &mut self,
        call: u32,
        until: SimTime,
        io: &mut Io<'_>,
    ) -> Option<RpcResult> {
        let result = self.calls.get(&call).and_then(|call| call.result);
        match result {
            Some((result, cause)) => {
                self.calls.remove(&call);
                io.cause = cause;
                Some(result)
            }
            None if io.now() >= until => {
                self.calls.remove(&call);
                Some(Err(RpcError::TimedOut))
            }
            None => None,
        }
    }

    fn settle(&mut self, call: u32, result: RpcResult, io: &mut Io<'_>) -> bool {
        let Some(waiting) = self.calls.get_mut(&call) else {
            return false;
        };
        waiting.result = Some((result, io.cause));
        io.wake(waiting.slot, Wait::Queue(queue::RPC));
        true
    }

    fn fail(&mut self, to: NodeId, io: &mut Io<'_>) {
        self.links.remove(&to);
        let failed: Vec<u32> = self
            .calls
            .iter()
            .filter(|(_, call)| call.to == to && call.result.is_none())
            .map(|(number, _)| *number)
            .collect();
        for call in failed {
            self.settle(call, Err(RpcError::NoConnection), io);
        }
    }

    fn write(&mut self, socket: Socket, call: u32, rpc: Rpc, io: &mut Io<'_>) {
        let message = io.record(Message::Rpc { call, rpc }.encode());
        // A broken connection is noticed by the thread that reads it.
        let written = io.send(socket, message).is_ok();
        if written && !is_answered(rpc) {
            self.settle(call, Ok(rpc), io);
        }
    }
}

impl Jvm {
    /// Sends a message; the number of the call is what the thread waits for.
    pub(crate) fn call(&mut self, to: NodeId, rpc: Rpc, io: &mut Io<'_>) -> u32 {
        let call = self.rpc.next;
        self.rpc.next = self.rpc.next.wrapping_add(1);
        let waiting = Call {
            slot: io.slot,
            to,
            result: None,
        };
        self.rpc.calls.insert(call, waiting);
        let link = self.rpc.links.entry(to).or_default();
        match link.socket {
            Some(socket) => self.rpc.write(socket, call, rpc, io),
            None => {
                link.waiting.push_back((call, rpc));
                if !link.running {
                    link.running = true;
                    self.start_link(to, io);
                }
            }
        }
        call
    }

    /// Sends a message on a connection; false if that is gone.
    pub(crate) fn post(&self, socket: Socket, rpc: Rpc, io: &mut Io<'_>) -> bool {
        let message = io.record(Message::Rpc { call: 0, rpc }.encode());
        io.send(socket, message).is_ok()
    }

    /// Runs the thread of a connection that this process has made.
    pub(crate) fn run_link(
        &mut self,
        thread: &mut LinkThread,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) -> Park {
        loop {
            match thread.step {
                Step::Dial => {
                    let port = self.setting.role(thread.to).map_or(0, Role::port);
                    let until = io.connect_timer(CONNECT);
                    let Some(socket) = io.dial(thread.to, port) else {
                        return Park::end();
                    };
                    thread.step = Step::Dialling { socket, until };
                }
                Step::Dialling { socket, until } => match io.dial_outcome(socket) {
                    Some(DialOutcome::Connected) => {
                        thread.step = Step::Reading { socket };
                        let waiting = match self.rpc.links.get_mut(&thread.to) {
                            Some(link) => {
                                link.socket = Some(socket);
                                std::mem::take(&mut link.waiting)
                            }
                            None => VecDeque::new(),
                        };
                        for (call, rpc) in waiting {
                            self.rpc.write(socket, call, rpc, io);
                        }
                    }
                    None if io.now() < until => {
                        return Park::on_until(Wait::Connect(socket), until);
                    }
                    Some(DialOutcome::Refused | DialOutcome::NoRoute) | None => {
                        io.close(socket);
                        self.rpc.fail(thread.to, io);
                        return Park::end();
                    }
                },
                Step::Reading { socket } => {
                    let park = self.read_rpc(socket, thread.to, disk, io);
                    if park.wait == Wait::End {
                        self.rpc.fail(thread.to, io);
                    }
                    return park;
                }
            }
        }
    }

    /// Reads a connection until there is nothing to read.
    pub(crate) fn read_rpc(
        &mut self,
        socket: Socket,
        peer: NodeId,
        disk: &mut Disk,
        io: &mut Io<'_>,
    ) -> Park {
        loop {
            match io.receive(socket) {
                Received::Message(id, cause) => {
                    io.cause = cause;
                    if let Some(Message::Rpc { call, rpc }) = Message::decode(io.message(id))
                        && !(is_answer(rpc) && self.rpc.settle(call, Ok(rpc), io))
                    {
                        self.hear(socket, peer, call, rpc, (disk, io));
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

    /// Answers a call on the connection that it came on.
    pub(crate) fn reply(socket: Socket, call: u32, rpc: Rpc, io: &mut Io<'_>) {
        let message = io.record(Message::Rpc { call, rpc }.encode());
        // Whoever is gone does not hear it.
        let _ = io.send(socket, message);
    }
}

impl LinkThread {
    pub(crate) fn new(to: NodeId) -> Self {
        Self {
            to,
            step: Step::Dial,
        }
    }
}

/// Whether the sender waits for an answer.
fn is_answered(rpc: Rpc) -> bool {
    match rpc {
        Rpc::NewOwner { .. }
        | Rpc::AppIds { .. }
        | Rpc::AppState { .. }
        | Rpc::KillApp { .. }
        | Rpc::Submit { .. } => true,
        Rpc::Execute { .. }
        | Rpc::Ack { .. }
        | Rpc::Finished { .. }
        | Rpc::Received { .. }
        | Rpc::Agreed { .. }
        | Rpc::Kill { .. }
        | Rpc::App { .. }
        | Rpc::AppIs { .. } => false,
    }
}

/// Whether it is an answer.
fn is_answer(rpc: Rpc) -> bool {
    match rpc {
        Rpc::Agreed { .. } | Rpc::App { .. } | Rpc::AppIs { .. } => true,
        Rpc::Execute { .. }
        | Rpc::Ack { .. }
        | Rpc::Finished { .. }
        | Rpc::Received { .. }
        | Rpc::NewOwner { .. }
        | Rpc::Kill { .. }
        | Rpc::AppIds { .. }
        | Rpc::AppState { .. }
        | Rpc::KillApp { .. }
        | Rpc::Submit { .. } => false,
    }
}
