//! A model of TCP/IP between hosts, as far as an election can tell.
//!
//! It knows hosts that are off, gone or firewalled, cut links, SYNs that are repeated, accept queues,
//! ordered streams, retransmission, FIN and RST. It knows no windows: nothing that is sent here fills
//! one. What a packet meets is decided when it is sent and again when it arrives.

mod dial;
mod stream;

pub use dial::DialOutcome;
pub use stream::{Received, SendError};

use crate::id::{EventId, MessageId, NodeId, Side, Slot, Socket};
use crate::kernel::Kernel;
use crate::pitfall::Pitfalls;
use crate::random::{Range, Stream};
use crate::threads::Wait;
use crate::time::{SimTime, Span};
use crate::trace::Trace;
use std::collections::VecDeque;

/// How long its neighbours go on sending to a host that has left the segment, because they remember
/// its hardware address: about `base_reachable_time` (30 s) of Linux.
pub const NEIGHBOUR_MEMORY: Span = Span::from_secs(30);

/// Hosts, links, connections and listening ports.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    hosts: Vec<Attachment>,
    /// By sender, then by receiver.
    links: Vec<Link>,
    connections: Vec<Connection>,
    listeners: Vec<Listener>,
    /// The mistake that a test has it make.
    pub(crate) pitfalls: Pitfalls<Pitfall>,
}

/// A mistake that a model of the network can make. Each says what is right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pitfall {
    /// A host that loses its power tells nobody; its connections stay open at the other ends.
    DarkHostsHangUp,
    /// What is written while a link is cut arrives at the first retransmission after the repair,
    /// which may be as late again as the cut was long.
    RepairsAreNoticedAtOnce,
    /// A link that is cut in one direction silences both.
    OneWayCutsSilenceOne,
}

/// How a host hangs on the network.
#[derive(Clone, Debug)]
struct Attachment {
    powered: bool,
    gone_since: Option<SimTime>,
    firewalled: bool,
    next_port: u16,
}

/// One direction between two hosts.
#[derive(Clone, Debug)]
struct Link {
    cut: bool,
    /// Something on the way refuses connections.
    rejected: bool,
    latency: Range,
    stream: Stream,
}

/// A port somebody listens on.
#[derive(Clone, Debug)]
struct Listener {
    node: NodeId,
    port: u16,
    owner: Slot,
    backlog: VecDeque<(Socket, EventId)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// The place can be used again.
    Free,
    /// `connect()` is under way; so many SYNs have been sent.
    Dialling { syns: u8 },
    /// Both ends know of the connection.
    Open,
}

/// A connection, or the attempt to make one.
#[derive(Clone, Debug)]
struct Connection {
    age: u16,
    state: State,
    /// The port it is dialled at.
    port: u16,
    /// The port of the dialling end.
    local_port: u16,
    /// Why it is dialled.
    cause: EventId,
    outcome: Option<DialOutcome>,
    ends: [End; 2],
}

/// One end of a connection.
#[derive(Clone, Debug)]
struct End {
    node: NodeId,
    /// The thread that waits for this end.
    waiter: Option<Slot>,
    /// The acceptor has been told of the connection.
    established: bool,
    /// The process has closed the socket, or has ended.
    closed: bool,
    /// The host has forgotten the connection, because its power was cut.
    forgotten: bool,
    inbox: VecDeque<(MessageId, EventId)>,
    end_of_stream: Option<EventId>,
    reset: Option<EventId>,
    out: Flow,
}

/// What an end has sent and the other has not acknowledged.
#[derive(Clone, Default, Debug)]
struct Flow {
    in_flight: VecDeque<Segment>,
    last_arrival: SimTime,
    /// Sent while nothing gets through, or while nothing comes back.
    stalled: VecDeque<Segment>,
    /// When the first unacknowledged segment was sent.
    unacknowledged_since: Option<SimTime>,
    retransmissions: u8,
    timer_armed: bool,
}

#[derive(Clone, Copy, Debug)]
struct Segment {
    content: Content,
    cause: EventId,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Content {
    Message(MessageId),
    EndOfStream,
}

impl Network {
    pub(crate) fn new(seed: u64, hosts: usize, latency: Range) -> Self {
        let attachment = |node: usize| Attachment {
            powered: true,
            gone_since: None,
            firewalled: false,
            next_port: u16::try_from(
                Stream::named(seed, &format!("ports {node}")).between(33_000, 58_000),
            )
            .unwrap_or(33_000),
        };
        let link = |from: usize, to: usize| Link {
            cut: false,
            rejected: false,
            latency,
            stream: Stream::named(seed, &format!("link {from}->{to}")),
        };
        let pairs = (0..hosts).flat_map(|from| (0..hosts).map(move |to| (from, to)));
        Self {
            hosts: (0..hosts).map(attachment).collect(),
            links: pairs.map(|(from, to)| link(from, to)).collect(),
            connections: Vec::new(),
            listeners: Vec::new(),
            pitfalls: Pitfalls::NONE,
        }
    }

    pub(crate) fn set_latency(&mut self, from: NodeId, to: NodeId, latency: Range) {
        if let Some(link) = self.link_mut(from, to) {
            link.latency = latency;
        }
    }

    pub(crate) fn set_power(&mut self, node: NodeId, powered: bool) {
        if let Some(host) = self.hosts.get_mut(node.index()) {
            host.powered = powered;
            host.gone_since = None;
        }
    }

    pub(crate) fn set_gone(&mut self, node: NodeId, now: SimTime) {
        if let Some(host) = self.hosts.get_mut(node.index()) {
            host.powered = false;
            host.gone_since = Some(now);
        }
    }

    pub(crate) fn set_firewalled(&mut self, node: NodeId, firewalled: bool) {
        if let Some(host) = self.hosts.get_mut(node.index()) {
            host.firewalled = firewalled;
        }
    }

    pub(crate) fn set_cut(&mut self, from: NodeId, to: NodeId, cut: bool) {
        if let Some(link) = self.link_mut(from, to) {
            link.cut = cut;
        }
    }

    pub(crate) fn set_rejected(&mut self, from: NodeId, to: NodeId, rejected: bool) {
        if let Some(link) = self.link_mut(from, to) {
            link.rejected = rejected;
        }
    }

    /// Whether a dial is refused by something on the way.
    fn rejects(&self, from: NodeId, to: NodeId) -> bool {
        let link = self.links.get(self.link_index(from, to));
        link.is_some_and(|link| link.rejected)
    }

    pub(crate) fn powered(&self, node: NodeId) -> bool {
        self.hosts
            .get(node.index())
            .is_some_and(|host| host.powered)
    }

    /// Whether a packet sent by one host reaches the other.
    fn gets_through(&self, from: NodeId, to: NodeId) -> bool {
        let up = |node: NodeId| {
            self.hosts
                .get(node.index())
                .is_some_and(|host| host.powered && (!host.firewalled || from == to))
        };
        let cut = self
            .links
            .get(self.link_index(from, to))
            .is_some_and(|link| link.cut);
        up(from) && up(to) && !cut
    }

    /// Whether the sender's kernel knows that there is no way to the other host.
    fn no_route(&self, to: NodeId, now: SimTime) -> bool {
        let gone = self.hosts.get(to.index()).and_then(|host| host.gone_since);
        gone.is_some_and(|since| now.since(since) >= NEIGHBOUR_MEMORY)
    }

    fn latency(&mut self, from: NodeId, to: NodeId) -> Span {
        self.link_mut(from, to)
            .map_or(Span::ZERO, |link| link.stream.span(link.latency))
    }

    fn link_index(&self, from: NodeId, to: NodeId) -> usize {
        from.index() * self.hosts.len() + to.index()
    }

    fn link_mut(&mut self, from: NodeId, to: NodeId) -> Option<&mut Link> {
        let index = self.link_index(from, to);
        self.links.get_mut(index)
    }

    fn listener_mut(&mut self, node: NodeId, port: u16) -> Option<&mut Listener> {
        self.listeners
            .iter_mut()
            .find(|l| l.node == node && l.port == port)
    }

    /// The connection a socket belongs to, if it still exists.
    fn connection(&self, socket: Socket) -> Option<&Connection> {
        self.connections
            .get(socket.index())
            .filter(|c| c.age == socket.age() && c.state != State::Free)
    }

    fn connection_mut(&mut self, socket: Socket) -> Option<&mut Connection> {
        self.connections
            .get_mut(socket.index())
            .filter(|c| c.age == socket.age() && c.state != State::Free)
    }

    fn end(&self, socket: Socket) -> Option<&End> {
        self.connection(socket)
            .map(|c| &c.ends[socket.side().index()])
    }

    fn end_mut(&mut self, socket: Socket) -> Option<&mut End> {
        let side = socket.side().index();
        self.connection_mut(socket).map(|c| &mut c.ends[side])
    }

    pub(crate) fn set_waiter(&mut self, socket: Socket, slot: Slot) {
        if let Some(end) = self.end_mut(socket) {
            end.waiter = Some(slot);
        }
    }

    /// The host at the other end, and the port there: what `getRemoteSocketAddress` prints.
    pub(crate) fn remote(&self, socket: Socket) -> Option<(NodeId, u16)> {
        let connection = self.connection(socket)?;
        let port = match socket.side() {
            Side::Dialler => connection.port,
            Side::Acceptor => connection.local_port,
        };
        Some((connection.ends[socket.peer().side().index()].node, port))
    }

    /// Every socket that a host knows of and that is neither closed nor forgotten.
    fn sockets_of(&self, node: NodeId) -> Vec<Socket> {
        let sides = [Side::Dialler, Side::Acceptor];
        let of = |(index, c): (usize, &Connection)| {
            let (age, state) = (c.age, c.state);
            let mine = sides.map(|side| {
                let end = &c.ends[side.index()];
                let known = side == Side::Dialler || end.established;
                let live = state != State::Free && known && !end.closed && !end.forgotten;
                (live && end.node == node).then_some(side)
            });
            mine.into_iter().flatten().filter_map(move |side| {
                u16::try_from(index)
                    .ok()
                    .map(|index| Socket::new(index, age, side))
            })
        };
        self.connections.iter().enumerate().flat_map(of).collect()
    }

    /// Gives the place of a connection back when neither end can do anything with it any more.
    fn reap(&mut self, socket: Socket) {
        let Some(connection) = self.connection_mut(socket) else {
            return;
        };
        let over = |end: &End| {
            (end.closed || end.forgotten)
                && end.out.in_flight.is_empty()
                && end.out.stalled.is_empty()
        };
        if connection.ends.iter().all(over) {
            connection.state = State::Free;
        }
    }
}

impl Kernel {
    /// Opens a port; the owner is the thread that will accept.
    pub(crate) fn listen(&mut self, node: NodeId, port: u16, owner: Slot) -> bool {
        if self.network.listener_mut(node, port).is_some() {
            return false;
        }
        self.network.listeners.push(Listener {
            node,
            port,
            owner,
            backlog: VecDeque::new(),
        });
        true
    }

    /// Whether somebody listens on the port.
    pub(crate) fn is_listening(&self, node: NodeId, port: u16) -> bool {
        self.network
            .listeners
            .iter()
            .any(|l| l.node == node && l.port == port)
    }

    /// The thread that accepts on the port from now on.
    pub(crate) fn set_acceptor(&mut self, node: NodeId, port: u16, owner: Slot) {
        if let Some(listener) = self.network.listener_mut(node, port) {
            listener.owner = owner;
        }
    }

    /// Closes a port; connections that nobody has accepted are reset.
    pub(crate) fn unlisten(&mut self, node: NodeId, port: u16, cause: EventId) {
        let of = |l: &Listener| l.node == node && l.port == port;
        let Some(index) = self.network.listeners.iter().position(of) else {
            return;
        };
        let listener = self.network.listeners.remove(index);
        for (socket, _) in listener.backlog {
            self.abort(socket, cause);
        }
        self.wake(node, listener.owner, Wait::Accept(port), cause);
    }

    /// The next connection that waits to be accepted on the port, and why it was made.
    pub(crate) fn accept(&mut self, node: NodeId, port: u16) -> Option<(Socket, EventId)> {
        self.network.listener_mut(node, port)?.backlog.pop_front()
    }

    /// What the operating system does with the sockets of a process that has ended.
    pub(crate) fn close_all(&mut self, node: NodeId, cause: EventId, trace: &mut Trace) {
        let ports: Vec<u16> = self
            .network
            .listeners
            .iter()
            .filter(|l| l.node == node)
            .map(|l| l.port)
            .collect();
        for port in ports {
            self.unlisten(node, port, cause);
        }
        for socket in self.network.sockets_of(node) {
            self.close(socket, cause, trace);
        }
    }

    /// What a power cut does with the sockets of a host.
    pub(crate) fn forget_all(&mut self, node: NodeId, cause: EventId) {
        self.network
            .listeners
            .retain(|listener| listener.node != node);
        for socket in self.network.sockets_of(node) {
            if self.network.pitfalls.has(Pitfall::DarkHostsHangUp) {
                self.reset_arrives(socket.peer(), cause);
            }
            if let Some(end) = self.network.end_mut(socket) {
                end.forgotten = true;
                end.out = Flow::default();
            }
            self.network.reap(socket);
        }
    }

    /// Resets both ends of every connection between two hosts that was accepted on the port.
    pub(crate) fn forget_between(&mut self, a: NodeId, b: NodeId, port: u16, cause: EventId) {
        for socket in self.network.sockets_of(a) {
            let Some(connection) = self.network.connection(socket) else {
                continue;
            };
            let between = connection.ends[socket.peer().side().index()].node == b;
            if between && connection.port == port && connection.state == State::Open {
                self.reset_arrives(socket, cause);
                self.reset_arrives(socket.peer(), cause);
            }
        }
    }
}
