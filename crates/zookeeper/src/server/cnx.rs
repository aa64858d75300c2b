//! The data of `QuorumCnxManager`: queues, connections, what was sent last.
//!
//! `queueSendMap` and `lastMessageSent` are never emptied in the life of a process; that is how a
//! ballot of an election long past comes to be delivered.

use crate::dialect::constant::RECV_CAPACITY;
use crate::ids::Sid;
use crate::sid_map::SidMap;
use crate::threads::connector::Executor;
use sim::id::{EventId, MessageId, Slot, Socket};
use sim::monitor::{Handover, Monitor};
use std::collections::VecDeque;

/// A message in a queue, and the fact that put it there.
pub(crate) type Queued = (MessageId, EventId);

/// A pair of workers of one connection, by its place in the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct WorkerId(pub(crate) usize);

/// The connection that a SendWorker and a RecvWorker serve.
#[derive(Clone, Debug)]
pub(crate) struct Workers {
    pub(crate) sid: Sid,
    pub(crate) socket: Socket,
    /// `SendWorker.running`.
    pub(crate) running: bool,
    pub(crate) sender: Option<Slot>,
    pub(crate) receiver: Option<Slot>,
}

/// `QuorumCnxManager`.
#[derive(Clone, Debug)]
pub(crate) struct QuorumCnxManager {
    /// The monitor of `synchronized connectOne`.
    pub(crate) monitor: Monitor,
    /// Messages for WorkerReceiver.
    pub(crate) recv_queue: VecDeque<Queued>,
    /// One place per peer; an entry exists from the first message on.
    pub(crate) queue_send_map: SidMap<Option<Queued>>,
    pub(crate) last_message_sent: SidMap<MessageId>,
    /// "Is there a connection?"
    pub(crate) sender_worker_map: SidMap<WorkerId>,
    workers: Vec<Option<Workers>>,
    /// The threads that dial, from 3.5.8 and 3.6.1 on.
    pub(crate) executor: Executor,
    /// The next arbitrary id for an observer without one.
    pub(crate) observer_counter: i64,
}

impl QuorumCnxManager {
    pub(crate) fn new(monitor: u8, handover: Handover) -> Self {
        Self {
            monitor: Monitor::new(monitor, handover),
            recv_queue: VecDeque::new(),
            queue_send_map: SidMap::default(),
            last_message_sent: SidMap::default(),
            sender_worker_map: SidMap::default(),
            workers: Vec::new(),
            executor: Executor::default(),
            observer_counter: -1,
        }
    }

    /// Whether the next message drops the oldest.
    pub(crate) fn recv_queue_is_full(&self) -> bool {
        self.recv_queue.len() >= RECV_CAPACITY
    }

    /// `addToRecvQueue`: when the queue is full its oldest message is dropped.
    pub(crate) fn add_to_recv_queue(&mut self, message: Queued) {
        if self.recv_queue_is_full() {
            self.recv_queue.pop_front();
        }
        self.recv_queue.push_back(message);
    }

    /// `addToSendQueue`: the newest message wins. True if an older one was thrown away.
    pub(crate) fn add_to_send_queue(&mut self, sid: Sid, message: Queued) -> bool {
        self.queue_send_map
            .entry(sid, || None)
            .replace(message)
            .is_some()
    }

    /// `haveDelivered`: true if any queue is empty. Its comment says "all"; its code says "any".
    pub(crate) fn have_delivered(&self) -> bool {
        self.queue_send_map.values().any(Option::is_none)
    }

    /// Keeps a new pair of workers.
    pub(crate) fn add_workers(&mut self, workers: Workers) -> WorkerId {
        match self.workers.iter().position(Option::is_none) {
            Some(index) => {
                self.workers[index] = Some(workers);
                WorkerId(index)
            }
            None => {
                self.workers.push(Some(workers));
                WorkerId(self.workers.len() - 1)
            }
        }
    }

    pub(crate) fn workers(&self, id: WorkerId) -> Option<&Workers> {
        self.workers.get(id.0)?.as_ref()
    }

    pub(crate) fn workers_mut(&mut self, id: WorkerId) -> Option<&mut Workers> {
        self.workers.get_mut(id.0)?.as_mut()
    }

    /// One of the two workers has returned from `run()`; the pair is forgotten when both have.
    pub(crate) fn worker_ended(&mut self, id: WorkerId, ended: Slot) {
        let Some(workers) = self.workers_mut(id) else {
            return;
        };
        if workers.sender == Some(ended) {
            workers.sender = None;
        }
        if workers.receiver == Some(ended) {
            workers.receiver = None;
        }
        if workers.sender.is_none()
            && workers.receiver.is_none()
            && let Some(place) = self.workers.get_mut(id.0)
        {
            *place = None;
        }
    }

    /// The thread that sends what is queued for a peer, if there is a connection.
    pub(crate) fn sender_of(&self, sid: Sid) -> Option<Slot> {
        self.sender_worker_map
            .get(sid)
            .and_then(|id| self.workers(*id)?.sender)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manager() -> QuorumCnxManager {
        QuorumCnxManager::new(0, Handover::Barging)
    }

    fn message(n: u32) -> Queued {
        (MessageId(n), EventId::NONE)
    }

    #[test]
    fn a_full_receive_queue_drops_its_oldest() {
        let mut cnx = manager();
        (0..101).for_each(|n| cnx.add_to_recv_queue(message(n)));
        assert_eq!(cnx.recv_queue.front(), Some(&message(1)));
        assert_eq!(cnx.recv_queue.len(), RECV_CAPACITY);
    }

    #[test]
    fn a_send_queue_holds_one_message_and_keeps_the_newest() {
        let mut cnx = manager();
        assert!(!cnx.add_to_send_queue(Sid(1), message(1)));
        assert!(cnx.add_to_send_queue(Sid(1), message(2)));
        assert_eq!(cnx.queue_send_map.get(Sid(1)), Some(&Some(message(2))));
    }

    #[test]
    fn delivered_means_that_any_queue_is_empty() {
        let mut cnx = manager();
        assert!(!cnx.have_delivered(), "no queue at all");
        cnx.add_to_send_queue(Sid(1), message(1));
        assert!(!cnx.have_delivered());
        cnx.queue_send_map.insert(Sid(2), None);
        assert!(cnx.have_delivered(), "one of two is empty");
    }
}
