//! `Sender-/ip:port`: writes the packets queued for one learner (`LearnerHandler.sendPackets`,
//! 3.4.6).

use crate::server::leader::HandlerId;
use crate::server::{Server, queue};
use sim::io::Io;
use sim::threads::{Park, Wait};

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct LearnerSender {
    id: HandlerId,
}

impl LearnerSender {
    pub(crate) fn new(id: HandlerId) -> Self {
        Self { id }
    }

    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        loop {
            let Some(handler) = server.handlers.get_mut(self.id) else {
                return Park::end();
            };
            if handler.closed {
                break;
            }
            let (socket, peer) = (handler.socket, handler.peer);
            let Some((packet, cause)) = handler.queued_packets.pop_front() else {
                return Park::on(Wait::Queue(queue::QUEUED_PACKETS));
            };
            io.cause = cause;
            if server.write_packet(io, socket, peer, packet).is_err() {
                break;
            }
        }
        server.close_handler(io, self.id);
        server.handlers.thread_ended(self.id, io.slot);
        Park::end()
    }
}
