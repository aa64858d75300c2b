//! Closing one client of the registry: its caches at once, its session after a pause
//! (`ZookeeperCachedOperator.close`, 1.3.x).

use crate::client::queue;
use crate::threads::{Answer, Cx, Next};
use sim::time::{SimTime, Span};

/// The pause between the cache and the session.
const PAUSE: Span = Span::from_millis(500);
/// How long the end of a session is waited for.
const PATIENCE: Span = Span::from_secs(15);

/// The routine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CloseClient {
    client: u8,
    pause: Span,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Cache,
    Session,
    Ended { xid: u32, until: SimTime },
}

impl CloseClient {
    pub(crate) fn new(client: u8) -> Self {
        Self {
            client,
            pause: PAUSE,
            step: Step::Cache,
        }
    }

    /// Without the pause.
    pub(crate) fn at_once(client: u8) -> Self {
        Self {
            pause: Span::ZERO,
            ..Self::new(client)
        }
    }

    pub(crate) fn step(&mut self, _answer: Answer, cx: &mut Cx<'_, '_>) -> Next {
        let ghost = cx.jvm.config.switches.ghost_heartbeat;
        let Some(client) = cx.jvm.clients.get_mut(usize::from(self.client)) else {
            return Next::end();
        };
        match self.step {
            Step::Cache => {
                for cache in &mut client.caches {
                    cache.close();
                }
                self.step = Step::Session;
                Next::Sleep(self.pause)
            }
            Step::Session if ghost && client.is_new(cx.io.now()) => {
                // The packet that ends the session is not sent any more.
                client.closed(cx.io);
                Next::end()
            }
            Step::Session => match client.close_session(cx.io) {
                Some(xid) => {
                    let until = cx.io.now() + PATIENCE;
                    self.step = Step::Ended { xid, until };
                    Next::Again
                }
                None => {
                    client.closed(cx.io);
                    Next::end()
                }
            },
            Step::Ended { xid, until } => {
                if client.answer(xid).is_some() || cx.io.now() >= until {
                    client.closed(cx.io);
                    return Next::end();
                }
                Next::Wait(queue::ANSWER, until)
            }
        }
    }
}
