//! The mistakes that a test can have a server make where it queues what it sends and what it has
//! received; see [`crate::pitfall`].

use super::cnx::Queued;
use super::{Emit, Server};
use crate::fact::Fact;
use crate::ids::Sid;
use crate::message::Message;
use crate::pitfall::Pitfall;
use sim::id::MessageId;
use sim::io::Io;

impl Server {
    /// Whether a test has the server make this mistake.
    pub(crate) fn makes(&self, pitfall: Pitfall) -> bool {
        self.setting.pitfalls.has(pitfall)
    }

    /// A ballot that need not wait in `sendqueue`, or for which others there have to go.
    pub(super) fn skips_sendqueue(&mut self, io: &mut Io<'_>, to: Sid, ballot: MessageId) -> bool {
        if self.makes(Pitfall::SelfVotesSkipTheQueue) && to == self.sid {
            let cause = io.tell(Fact::LoopedBack { ballot });
            self.add_to_recv_queue(io, (ballot, cause));
            return true;
        }
        if self.makes(Pitfall::SendqueueCoalesces) {
            let other = |(ballot, _): &Queued| recipient(io, *ballot) != Some(to);
            self.election.sendqueue.retain(other);
        }
        false
    }
}

/// Whom a notification is for.
pub(crate) fn recipient(io: &Io<'_>, ballot: MessageId) -> Option<Sid> {
    Some(Message::decode(io.message(ballot))?.notification()?.to)
}
