//! How long the machine takes for what a protocol does not say: waking a thread, starting one,
//! noticing that a timer has run out.
//!
//! The ranges are those of the captures of real processes that the project is held against: a
//! `Thread.sleep(1000)` there takes 1000 to 1002 ms, now and then 1005; a connect timeout of
//! 5000 ms takes 5002 to 5008 ms, in the incident of 2017 once 5020.

use crate::random::{Range, Stream};
use crate::time::Span;

/// What takes time although no code says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delay {
    /// From the signal to a waiting thread until it runs.
    Wake,
    /// From the release of a monitor until a thread that queues for it runs. A thread that asks
    /// meanwhile gets in first.
    MonitorWake,
    /// From `Thread.start()` until the thread runs.
    ThreadStart,
    /// By how much a sleep or a timed poll ends late.
    Timer,
    /// By how much a `connect()` with a timeout ends late.
    ConnectTimer,
}

/// One in so many wake-ups finds the processor busy.
const BUSY_ONE_IN: u64 = 16;
/// What a busy processor adds to a wake-up.
const BUSY: Range = Range::micros(0, 500);
/// One in so many timers ends visibly late.
const LATE_ONE_IN: u64 = 24;
/// What a late timer adds.
const LATE: Range = Range::micros(0, 4_000);
/// What a late connect timeout adds.
const CONNECT_LATE: Range = Range::micros(0, 14_000);

impl Delay {
    /// Draws the length of this delay.
    pub fn draw(self, stream: &mut Stream) -> Span {
        match self {
            Self::Wake => stream.span(Range::micros(20, 60)) + busy(stream),
            Self::MonitorWake => stream.span(Range::micros(20, 40)),
            Self::ThreadStart => stream.span(Range::micros(150, 900)) + busy(stream),
            Self::Timer => {
                stream.span(Range::micros(100, 1_800)) + rarely(stream, LATE_ONE_IN, LATE)
            }
            Self::ConnectTimer => {
                stream.span(Range::micros(2_000, 7_000)) + rarely(stream, LATE_ONE_IN, CONNECT_LATE)
            }
        }
    }
}

fn busy(stream: &mut Stream) -> Span {
    rarely(stream, BUSY_ONE_IN, BUSY)
}

fn rarely(stream: &mut Stream, one_in: u64, range: Range) -> Span {
    if stream.one_in(one_in) {
        stream.span(range)
    } else {
        Span::ZERO
    }
}
