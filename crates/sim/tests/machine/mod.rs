//! A process without a protocol: each of its threads carries out a list of calls and writes down
//! what came of them. The world around it is the one that the servers live in.

#![allow(dead_code, reason = "no file of tests needs all of it")]

use sim::host::{Process, Termination};
use sim::id::{Lane, NodeId, Socket};
use sim::intervention::Intervention;
use sim::io::Io;
use sim::monitor::{Handover, Monitor};
use sim::network::{DialOutcome, Received, SendError};
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};
use sim::trace::{Record, Row, Tag, Trace};
use sim::world::World;

/// A call of a thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Call {
    /// Sleeps until so many microseconds after the beginning of the world.
    Until(u64),
    Listen(u16),
    /// Waits for a connection and keeps it.
    Accept(u16),
    /// Dials a host and port, and gives up after so many milliseconds.
    Dial(u8, u16, u64),
    /// Writes a number to the connection.
    Send(u32),
    /// Waits for something to read.
    Read,
    Close,
    /// Enters the monitor.
    Enter,
    /// Leaves the monitor.
    Leave,
    /// Writes down the value that was read from the disk at the start.
    Recall,
}

/// What came of a call, as a number of the fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Came {
    Listens(bool),
    Accepted,
    Connected,
    Refused,
    NoRoute,
    TimedOut,
    Sent,
    NotSent,
    Heard(u32),
    EndOfStream,
    Reset,
    Closed,
    Entered,
    Left,
    Recalled(u32),
}

impl Came {
    fn encode(self) -> (u8, u32) {
        match self {
            Self::Listens(on) => (0, u32::from(on)),
            Self::Accepted => (1, 0),
            Self::Connected => (2, 0),
            Self::Refused => (3, 0),
            Self::NoRoute => (4, 0),
            Self::TimedOut => (5, 0),
            Self::Sent => (6, 0),
            Self::NotSent => (7, 0),
            Self::Heard(number) => (8, number),
            Self::EndOfStream => (9, 0),
            Self::Reset => (10, 0),
            Self::Closed => (11, 0),
            Self::Entered => (12, 0),
            Self::Left => (13, 0),
            Self::Recalled(value) => (14, value),
        }
    }

    fn decode(row: &Row) -> Option<Self> {
        let came = match row.tag.checked_sub(Tag::SYSTEM)? {
            0 => Self::Listens(row.a == 1),
            1 => Self::Accepted,
            2 => Self::Connected,
            3 => Self::Refused,
            4 => Self::NoRoute,
            5 => Self::TimedOut,
            6 => Self::Sent,
            7 => Self::NotSent,
            8 => Self::Heard(row.a),
            9 => Self::EndOfStream,
            10 => Self::Reset,
            11 => Self::Closed,
            12 => Self::Entered,
            13 => Self::Left,
            14 => Self::Recalled(row.a),
            _ => return None,
        };
        Some(came)
    }
}

/// What is written on a host: the calls of each thread, and a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk {
    pub(crate) threads: Vec<Vec<Call>>,
    pub(crate) value: u32,
    pub(crate) handover: Handover,
}

/// The process.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    threads: Vec<Thread>,
    monitor: Monitor,
    value: u32,
    begun: bool,
}

#[derive(Clone, Debug)]
struct Thread {
    calls: Vec<Call>,
    next: usize,
    socket: Option<Socket>,
    /// Until when the call that goes on waits.
    until: Option<SimTime>,
}

impl Process for Machine {
    type Disk = Disk;
    type Edit = u32;
    type Command = ();

    fn boot(disk: &mut Disk, _io: &mut Io<'_>) -> Self {
        let thread = |calls: &Vec<Call>| Thread {
            calls: calls.clone(),
            next: 0,
            socket: None,
            until: None,
        };
        Self {
            threads: disk.threads.iter().map(thread).collect(),
            monitor: Monitor::new(0, disk.handover),
            value: disk.value,
            begun: false,
        }
    }

    fn resume(&mut self, _disk: &mut Disk, io: &mut Io<'_>) -> Park {
        if !std::mem::replace(&mut self.begun, true) {
            for lane in 1..self.threads.len() {
                io.spawn(Lane(u8::try_from(lane).unwrap())).unwrap();
            }
        }
        let Some(thread) = self.threads.get_mut(io.slot.index()) else {
            return Park::end();
        };
        while let Some(call) = thread.calls.get(thread.next).copied() {
            if let Some(park) = thread.carry_out(call, &mut self.monitor, self.value, io) {
                return park;
            }
            thread.next += 1;
            thread.until = None;
        }
        // A thread that has nothing to do is still there, and so is what it has opened.
        Park::on(Wait::Condition(0))
    }

    fn terminate(&mut self, _disk: &mut Disk, _io: &mut Io<'_>) -> Termination {
        Termination::AtOnce
    }

    fn tell(&mut self, _disk: &mut Disk, (): &(), io: &mut Io<'_>) {
        write_down(io, Came::Recalled(self.value));
    }

    fn edit(disk: &mut Disk, value: &u32) {
        disk.value = *value;
    }
}

impl Thread {
    /// Carries a call out, or says what it waits for.
    fn carry_out(
        &mut self,
        call: Call,
        monitor: &mut Monitor,
        value: u32,
        io: &mut Io<'_>,
    ) -> Option<Park> {
        let came = match call {
            Call::Until(micros) => {
                let until = SimTime::from_micros(micros);
                return (io.now() < until).then(|| Park::until(until));
            }
            Call::Listen(port) => Came::Listens(io.listen(port)),
            Call::Accept(port) => {
                io.set_acceptor(port, io.slot);
                let Some((socket, _)) = io.accept(port) else {
                    return Some(Park::on(Wait::Accept(port)));
                };
                self.socket = Some(socket);
                Came::Accepted
            }
            Call::Dial(to, port, timeout_ms) => match self.dial(NodeId(to), port, timeout_ms, io) {
                Ok(came) => came,
                Err(park) => return Some(park),
            },
            Call::Send(number) => {
                let message = io.record(Record([u64::from(number); 6]));
                match io.send(self.socket.unwrap(), message) {
                    Ok(()) => Came::Sent,
                    Err(SendError::Closed | SendError::BrokenPipe) => Came::NotSent,
                }
            }
            Call::Read => {
                let socket = self.socket.unwrap();
                match io.receive(socket) {
                    Received::Message(message, _) => {
                        Came::Heard(u32::try_from(io.message(message).0[0]).unwrap())
                    }
                    Received::Nothing => return Some(Park::on(Wait::Read(socket))),
                    Received::EndOfStream(_) => Came::EndOfStream,
                    Received::Reset(_) => Came::Reset,
                    Received::Closed => Came::Closed,
                }
            }
            Call::Close => {
                io.close(self.socket.unwrap());
                Came::Closed
            }
            Call::Enter => {
                if !monitor.enter(io.slot) {
                    return Some(Park::on(monitor.wait()));
                }
                Came::Entered
            }
            Call::Leave => {
                write_down(io, Came::Left);
                monitor.exit(io.slot, io);
                return None;
            }
            Call::Recall => Came::Recalled(value),
        };
        write_down(io, came);
        None
    }

    fn dial(
        &mut self,
        to: NodeId,
        port: u16,
        timeout_ms: u64,
        io: &mut Io<'_>,
    ) -> Result<Came, Park> {
        let Some(until) = self.until else {
            let socket = io.dial(to, port).unwrap();
            let until = io.now() + Span::from_millis(timeout_ms);
            (self.socket, self.until) = (Some(socket), Some(until));
            return Err(Park::on_until(Wait::Connect(socket), until));
        };
        let socket = self.socket.unwrap();
        match io.dial_outcome(socket) {
            Some(DialOutcome::Connected) => Ok(Came::Connected),
            Some(DialOutcome::Refused) => Ok(Came::Refused),
            Some(DialOutcome::NoRoute) => Ok(Came::NoRoute),
            None if io.now() < until => Err(Park::on_until(Wait::Connect(socket), until)),
            None => {
                io.close(socket);
                Ok(Came::TimedOut)
            }
        }
    }
}

fn write_down(io: &mut Io<'_>, came: Came) {
    let (tag, a) = came.encode();
    io.emit(Tag::SYSTEM + tag, 0, a, 0);
}

/// A world of such processes, and what has happened in it.
pub(crate) struct Played {
    pub(crate) world: World<Machine>,
    pub(crate) trace: Trace,
}

pub(crate) type Deed = Intervention<(), u32>;

/// How long every packet takes, unless a test says otherwise.
pub(crate) const LATENCY: Range = Range::micros(100, 100);

/// Plays hosts for so many seconds. What is done to them has its time in milliseconds.
pub(crate) fn play(hosts: Vec<Disk>, deeds: Vec<(u64, Deed)>, seconds: u64) -> Played {
    play_with(1, LATENCY, hosts, deeds, seconds)
}

pub(crate) fn play_with(
    seed: u64,
    latency: Range,
    hosts: Vec<Disk>,
    deeds: Vec<(u64, Deed)>,
    seconds: u64,
) -> Played {
    let at = |(ms, deed)| (SimTime::from_millis(ms), deed);
    let timeline = deeds.into_iter().map(at).collect();
    let mut world = World::new(seed, hosts, latency, timeline);
    let mut trace = Trace::default();
    world.advance(&mut trace, SimTime::from_millis(seconds * 1_000), u64::MAX);
    Played { world, trace }
}

/// A host whose process has these threads.
pub(crate) fn host<const N: usize>(threads: [&[Call]; N]) -> Disk {
    Disk {
        threads: threads.map(<[Call]>::to_vec).to_vec(),
        ..Disk::default()
    }
}

/// Starts every host at the beginning.
pub(crate) fn start_all(hosts: u8) -> Vec<(u64, Deed)> {
    (0..hosts)
        .map(|host| (0, Intervention::Start(NodeId(host))))
        .collect()
}

impl Played {
    /// What came of the calls of one thread of a host, and when, in ms rounded down.
    pub(crate) fn thread(&self, host: u8, lane: u8) -> Vec<(u64, Came)> {
        let of = |row: &Row| row.node == NodeId(host) && row.lane == Lane(lane);
        self.rows()
            .filter(of)
            .filter_map(|row| Some((row.at.as_micros() / 1_000, Came::decode(&row)?)))
            .collect()
    }

    /// What came of the calls of the first thread of a host.
    pub(crate) fn came(&self, host: u8) -> Vec<Came> {
        self.thread(host, 0)
            .into_iter()
            .map(|(_, came)| came)
            .collect()
    }

    /// The threads of a host that entered its monitor, in that order.
    pub(crate) fn entered(&self, host: u8) -> Vec<u8> {
        self.rows()
            .filter(|row| row.node == NodeId(host) && Came::decode(row) == Some(Came::Entered))
            .map(|row| row.lane.0)
            .collect()
    }

    /// How often the kernel wrote down a fact of this kind on a host.
    pub(crate) fn count(&self, host: u8, tag: Tag) -> usize {
        let is = |row: &Row| row.node == NodeId(host) && row.tag == tag as u8;
        self.rows().filter(is).count()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.trace.iter().map(|(_, row)| row)
    }
}
