//! `LearnerCnxAcceptor`: accepts learners on the leader's port (`Leader.LearnerCnxAcceptor`, 3.4.6).

use super::JavaThread;
use crate::config::LearnerType;
use crate::fact::Fact;
use crate::lane::Thread;
use crate::server::leader::Handler;
use crate::server::{Emit, Server};
use sim::io::Io;
use sim::threads::{Park, Wait};
use std::collections::VecDeque;

/// The thread.
#[derive(Clone, Debug)]
pub(crate) struct LearnerCnxAcceptor;

impl LearnerCnxAcceptor {
    pub(crate) fn resume(&mut self, server: &mut Server, io: &mut Io<'_>) -> Park {
        let Some((_, port)) = server.address(server.sid, false) else {
            return Park::end();
        };
        let stopped = server.slots.acceptor != Some(io.slot) || !io.is_listening(port);
        if stopped {
            io.tell(Fact::AcceptorClosed);
            return Park::end();
        }
        while let Some((socket, cause)) = io.accept(port) {
            io.cause = cause;
            let Some((peer, remote_port)) = io.remote(socket) else {
                continue;
            };
            let id = server.handlers.add(Handler {
                socket,
                peer,
                port: remote_port,
                sid: None,
                learner_type: LearnerType::Participant,
                thread: None,
                sender: None,
                queued_packets: VecDeque::new(),
                tick_of_next_ack_deadline: 0,
                closed: false,
                interrupted: false,
            });
            let thread = JavaThread::learner_handler(id);
            let slot = server.start(io, Thread::LearnerHandler(peer), thread);
            if let Some(handler) = server.handlers.get_mut(id) {
                handler.thread = slot;
            }
            if let Some(leader) = &mut server.leader {
                leader.learners.push(id);
            }
        }
        Park::on(Wait::Accept(port))
    }
}
