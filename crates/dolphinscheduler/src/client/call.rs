//! One blocking operation of the registry, as Curator performs it: tried again after a lost
//! connection, until it succeeds or the budget is used up (`RetryLoop`, `ExponentialBackoffRetry`).
//!
//! ```text
//!   wait for a connection (only if there is none at the beginning) ─▶ ask ─▶ answered
//!                                        ▲                             │ connection lost
//!                                        └── back-off, then again ─────┘ … tries used up: error
//! ```

use super::{Client, ZkError, ZkResult, queue};
use crate::model::Retry;
use crate::wire::Op;
use sim::io::Io;
use sim::random::Range;
use sim::threads::{Park, Wait};
use sim::time::{SimTime, Span};

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZkCall {
    pub(crate) client: u8,
    op: Op,
    tried: u8,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    Connecting { until: SimTime },
    Asked { xid: u32 },
    BackOff { until: SimTime },
}

/// How far a call has come.
pub(crate) enum Progress<T> {
    /// It waits.
    Waits(Park),
    /// It is over.
    Over(T),
}

impl ZkCall {
    pub(crate) fn new(client: u8, op: Op) -> Self {
        Self {
            client,
            op,
            tried: 0,
            step: Step::Begin,
        }
    }

    pub(crate) fn resume(
        &mut self,
        client: &mut Client,
        retry: Retry,
        connection_timeout: Span,
        io: &mut Io<'_>,
    ) -> Progress<ZkResult> {
        loop {
            if client.stopped {
                return Progress::Over(Err(ZkError::Stopped));
            }
            match self.step {
                Step::Begin if client.is_connected() => self.ask(client, io),
                Step::Begin => {
                    let until = io.timer(connection_timeout);
                    self.step = Step::Connecting { until };
                }
                Step::Connecting { until } => {
                    if !client.is_connected() && io.now() < until {
                        client.await_connection(io.slot);
                        let wait = Wait::Queue(queue::CONNECTED);
                        return Progress::Waits(Park::on_until(wait, until));
                    }
                    self.ask(client, io);
                }
                Step::Asked { xid } => match client.answer(xid) {
                    None => return Progress::Waits(Park::on(Wait::Queue(queue::ANSWER))),
                    Some((Err(ZkError::ConnectionLoss), _)) if self.tried < retry.tries => {
                        let pause = back_off(self.tried, retry, io);
                        self.tried += 1;
                        let until = io.timer(pause);
                        self.step = Step::BackOff { until };
                    }
                    Some((result, cause)) => {
                        io.cause = cause;
                        return Progress::Over(result);
                    }
                },
                Step::BackOff { until } if io.now() < until => {
                    return Progress::Waits(Park::until(until));
                }
                Step::BackOff { .. } => self.ask(client, io),
            }
        }
    }

    fn ask(&mut self, client: &mut Client, io: &mut Io<'_>) {
        let xid = client.submit(io, self.op);
        self.step = Step::Asked { xid };
    }
}

/// `ExponentialBackoffRetry.getSleepTimeMs`: base · max(1, random in [0, 2^(n+1))), at most the cap.
fn back_off(tried: u8, retry: Retry, io: &mut Io<'_>) -> Span {
    let most = (1_u64 << (u32::from(tried) + 1).min(29)) - 1;
    let drawn = io.work(Range::micros(0, most)).as_micros().max(1);
    retry.base.times(drawn).min(retry.cap)
}
