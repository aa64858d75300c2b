//! How long a server's own code takes.
//!
//! Nothing in the protocol depends on these, but races do: who reaches a monitor first, which of two
//! messages arrives first. The ranges are read off the captures; where one decides an outcome the
//! comment says which.

use sim::io::Io;
use sim::random::Range;
use sim::time::{SimTime, Span};

/// From taking a notification off `sendqueue` to entering `connectOne`: encoding, `toSend`. Shorter
/// than the 20 µs a waiting thread needs at least, which is why the sender gets the monitor again
/// between two black-holed dials.
pub(crate) const SEND: Range = Range::micros(10, 18);
/// Queueing one notification of a broadcast.
pub(crate) const OFFER: Range = Range::micros(1, 4);
/// Reading and printing a notification.
const HEAR: Range = Range::micros(8, 30);
/// What that takes longer now and then, one time in [`HEARS_LATE`]: the log is written to a file.
const HEAR_LATE: Range = Range::micros(0, 2_000);
/// See [`HEAR_LATE`].
const HEARS_LATE: u64 = 8;
/// From `accept()` through its log line, the challenge and the end of the old connection to the call
/// back: longer than the sender needs for the few notifications it sends between two slots, so that
/// about one knock is answered per slot, as in the capture.
pub(crate) const ACCEPT: Range = Range::micros(400, 1_400);
/// Printing a warning with its stack trace.
pub(crate) const STACK_TRACE: Range = Range::micros(300, 1_200);
/// The first vote of an election when the database is in memory.
pub(crate) const FIRST_VOTE: Range = Range::micros(100, 400);
/// From FOLLOWING to the ELECTION TOOK line.
pub(crate) const MAKE_FOLLOWER: Range = Range::micros(200, 1_200);
/// From LEADING to the quorum port being open: slower than a follower's way to its first dial, so
/// that a follower which is ready at the same moment is refused once.
pub(crate) const MAKE_LEADER: Range = Range::micros(700, 3_500);
/// Writing an epoch file.
pub(crate) const EPOCH_FILE: Range = Range::micros(1_000, 6_000);
/// Writing transactions to the log and forcing them to the disk.
pub(crate) const LOG_FORCE: Range = Range::micros(1_000, 6_000);
/// Writing a snapshot of a small database.
pub(crate) const SNAPSHOT: Range = Range::micros(2_000, 12_000);
/// Handling one packet.
pub(crate) const PACKET: Range = Range::micros(10, 60);
/// Starting the processors of a learner's server.
pub(crate) const START_PROCESSORS: Range = Range::micros(200, 1_500);
/// Shutting a learner's server down.
pub(crate) const LEARNER_SHUTDOWN: Range = Range::micros(600, 3_000);
/// Shutting a leader's server down, up to the moment its learners are told.
pub(crate) const LEADER_SHUTDOWN: Range = Range::micros(4_000, 11_000);

/// What the first message adds after a worker of the election has waited for long: what it needs has
/// left the caches, and the processor sleeps.
const AFTER_A_WAIT: Range = Range::micros(0, 4_000);
/// How long that is.
const LONG_WAIT: Span = Span::from_millis(500);

/// Code is interpreted, and this much slower, while the process is younger than [`COLD_FOR`].
const COLD_FACTOR: u64 = 8;
/// Counted from the first LOOKING.
const COLD_FOR: Span = Span::from_millis(600);

/// Classes that are loaded when they are first used, once in the life of a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    /// The first notification that is taken off `sendqueue`.
    Send,
    /// The first `connect()`.
    Socket,
    /// The first accepted connection.
    Accept,
    /// The first workers of a connection.
    Workers,
    /// The first notification that is written to a connection.
    Write,
    /// The first notification that is read from a connection.
    Read,
    /// The first message to the server itself.
    Loopback,
    /// The first notification.
    Notification,
    /// The first vote.
    Vote,
    /// The first notification that the state machine counts.
    Count,
    /// `Follower` and the server it runs.
    Follower,
    /// `Leader` and the server it runs.
    Leader,
    /// The processors of a learner's server.
    Processors,
}

impl Class {
    fn loading(self) -> Range {
        match self {
            Self::Send => Range::micros(1_000, 9_000),
            Self::Socket => Range::micros(1_000, 7_000),
            Self::Accept => Range::micros(300, 5_000),
            Self::Workers => Range::micros(1_500, 5_000),
            Self::Write | Self::Read => Range::micros(300, 1_800),
            Self::Loopback => Range::micros(300, 3_000),
            Self::Notification => Range::micros(2_000, 12_000),
            Self::Vote => Range::micros(500, 3_000),
            Self::Count => Range::micros(300, 5_000),
            Self::Follower => Range::micros(5_000, 24_000),
            Self::Leader => Range::micros(6_000, 30_000),
            Self::Processors => Range::micros(60_000, 95_000),
        }
    }
}

/// What a process has loaded and compiled.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    loaded: u16,
    cold_until: SimTime,
    /// Whether a dial has timed out before.
    pub(crate) timed_out_before: bool,
}

impl Pace {
    /// A process that has just started.
    pub(crate) fn cold() -> Self {
        Self {
            loaded: 0,
            cold_until: SimTime::NEVER,
            timed_out_before: false,
        }
    }

    /// The state machine begins to work.
    pub(crate) fn started(&mut self, now: SimTime) {
        self.cold_until = now + COLD_FOR;
    }

    /// How long a piece of work takes.
    pub(crate) fn work(&self, io: &mut Io<'_>, range: Range) -> Span {
        let factor = if io.now() < self.cold_until {
            COLD_FACTOR
        } else {
            1
        };
        io.work(range).times(factor)
    }

    /// How long a piece of work takes that uses a class.
    pub(crate) fn work_with(&mut self, io: &mut Io<'_>, range: Range, class: Class) -> Span {
        let loading = self.load(io, class).unwrap_or(Span::ZERO);
        loading + self.work(io, range)
    }

    /// How long a notification is read and printed by a worker that has waited for it since then.
    pub(crate) fn hear(&mut self, io: &mut Io<'_>, waits_since: Option<SimTime>) -> Span {
        let late = if io.one_in(HEARS_LATE) {
            io.work(HEAR_LATE)
        } else {
            Span::ZERO
        };
        let hear = self.work_with(io, HEAR, Class::Notification);
        hear + late + Self::after_a_wait(io, waits_since)
    }

    /// What a worker takes longer for a message that it has waited for since then.
    pub(crate) fn after_a_wait(io: &mut Io<'_>, since: Option<SimTime>) -> Span {
        let long = since.is_some_and(|since| io.now().since(since) > LONG_WAIT);
        if long {
            io.work(AFTER_A_WAIT)
        } else {
            Span::ZERO
        }
    }

    /// Whether a class is there.
    pub(crate) fn has_loaded(&self, class: Class) -> bool {
        self.loaded & 1 << class as u8 != 0
    }

    /// How long it takes to load a class, if it is not there.
    pub(crate) fn load(&mut self, io: &mut Io<'_>, class: Class) -> Option<Span> {
        let bit = 1 << class as u8;
        let missing = self.loaded & bit == 0;
        self.loaded |= bit;
        missing.then(|| io.work(class.loading()))
    }
}
